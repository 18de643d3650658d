#!/usr/bin/env bash
# Runs .github/workflows/self-test.yml on this machine with act (https://github.com/nektos/act), without containers and
# without GitHub: `uses: ./` by a real reader of workflows and of action.yml. Optional; needs a Go toolchain to build act
# once. The working tree counts, committed or not. Further arguments go to act.
set -euo pipefail

version=v0.2.87
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
act="$root/.cache/act/$version/act"

if [ ! -x "$act" ]; then
  if ! command -v go >/dev/null; then
    echo "act: no Go toolchain here to build act $version with, so nothing was tested" >&2
    exit 2
  fi
  echo "act: building act $version with go install, which takes a minute or two, once" >&2
  mkdir -p "$(dirname "$act")"
  env -u GOOS -u GOARCH GOBIN="$(dirname "$act")" GOFLAGS= GOWORK=off go install "github.com/nektos/act@$version"
fi

# A home of its own: act keeps copies of the workspace there, and the user's settings for act are not ours.
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT

# `-self-hosted` stands for "here, without a container". `workflow_dispatch` needs no payload. The actions that the
# workflow names are all `actions/checkout`, for which act copies the working tree, so nothing is fetched.
cd "$root"
HOME="$home" XDG_CONFIG_HOME="$home/.config" XDG_CACHE_HOME="$home/.cache" "$act" workflow_dispatch \
  --workflows .github/workflows/self-test.yml \
  --platform ubuntu-latest=-self-hosted \
  --action-offline-mode --no-cache-server "$@"
