#!/usr/bin/env bash
# Builds a version of kustomize with Go, for the tests: .cache/kustomize/<version>/kustomize in this checkout.
# Prints the program's path, or nothing (and why, on standard error) where there is no Go toolchain or it cannot build it.
set -euo pipefail

version="${1:-v5.8.1}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="$root/.cache/kustomize/$version"
program="$folder/kustomize"

if [ -x "$program" ] && "$program" version >/dev/null 2>&1; then
  echo "$program"
  exit 0
fi

if ! command -v go >/dev/null; then
  echo "install-kustomize: no Go toolchain here, so nothing is tested with kustomize $version" >&2
  exit 0
fi

major="${version#v}"
major="${major%%.*}"
mkdir -p "$folder"
new="$(mktemp -d "$folder/.new-XXXXXX")"
trap 'rm -rf "$new"' EXIT

echo "install-kustomize: building kustomize $version with go install, which takes about a minute, once" >&2
# Variables that belong to another build would change this one or make it fail.
if ! env -u GOOS -u GOARCH GOBIN="$new" GOFLAGS= GOWORK=off CGO_ENABLED=0 \
  go install -trimpath -ldflags='-s -w' "sigs.k8s.io/kustomize/kustomize/v$major@$version" >&2; then
  echo "install-kustomize: go install failed, so nothing is tested with kustomize $version" >&2
  exit 0
fi

# In one step: somebody else may be installing the same.
mv -f "$new/kustomize" "$program"
echo "$program"
