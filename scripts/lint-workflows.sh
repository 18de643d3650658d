#!/usr/bin/env bash
# Checks our workflows, action.yml and the workflows to copy with actionlint (https://github.com/rhysd/actionlint; with
# shellcheck where it is installed) and zizmor (https://docs.zizmor.sh). Both are kept in .cache: the one is built by a Go
# toolchain, the other installed from PyPI into an environment of its own. Optional on a developer's machine.
set -euo pipefail

actionlint_version=v1.7.12
zizmor_version=1.32.0

cd "$(dirname "${BASH_SOURCE[0]}")/.."
actionlint=".cache/actionlint/$actionlint_version/actionlint"
zizmor=".cache/zizmor/$zizmor_version/bin/zizmor"

for tool in go python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "lint-workflows: no $tool here, so nothing was checked" >&2
    exit 2
  fi
done

if [ ! -x "$actionlint" ]; then
  mkdir -p "$(dirname "$actionlint")"
  env -u GOOS -u GOARCH GOBIN="$PWD/$(dirname "$actionlint")" GOFLAGS= GOWORK=off \
    go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version"
fi
if [ ! -x "$zizmor" ]; then
  python3 -m venv ".cache/zizmor/$zizmor_version"
  ".cache/zizmor/$zizmor_version/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor_version"
fi

"$actionlint" .github/workflows/*.yml examples/workflows/*.yml
# Offline: whether a pinned commit is the one of its tag is the business of whoever raises it.
"$zizmor" --offline --no-progress --quiet .github/workflows/*.yml .github/dependabot.yml action.yml examples/workflows/*.yml
echo 'workflows: nothing to complain of'
