#!/usr/bin/env bash
# Commits one more change to examples/bookstore in a checkout of this repository, for the self-test: as a merge commit of
# the same two parents where HEAD is one (a pull request), else on top.
#   promotion        prod gets the catalog image that staging runs
#   skipped-staging  prod gets the catalog image that only dev runs
set -euo pipefail

world="${1:?usage: self-test-world.sh FOLDER CHANGE}"
change="${2:?usage: self-test-world.sh FOLDER CHANGE}"
overlays="$world/examples/bookstore/apps/bookstore/overlays"

case "$change" in
  promotion) from=staging ;;
  skipped-staging) from=dev ;;
  *) echo "self-test-world: there is no change called '$change'" >&2; exit 2 ;;
esac

# The two lines below the image's name in `images:` are its tag and digest.
target="$overlays/prod/kustomization.yaml"
PINNED="$(grep -A 2 '/catalog$' "$overlays/$from/kustomization.yaml" | tail -n 2)" \
  awk 'skip > 0 { skip--; next } { print } /\/catalog$/ { print ENVIRON["PINNED"]; skip = 2 }' "$target" > "$target.new"
if cmp -s "$target" "$target.new"; then
  echo "self-test-world: prod runs the image of $from already" >&2
  exit 1
fi
mv "$target.new" "$target"

export GIT_AUTHOR_NAME=self-test GIT_AUTHOR_EMAIL=self-test@example.com
export GIT_COMMITTER_NAME=self-test GIT_COMMITTER_EMAIL=self-test@example.com
git -C "$world" add -- examples/bookstore
parents="$(git -C "$world" rev-list --parents -n 1 HEAD | cut -d ' ' -f 2-)"
if [ "$(wc -w <<< "$parents")" -ne 2 ]; then parents="$(git -C "$world" rev-parse HEAD)"; fi
options=()
for parent in $parents; do options+=(-p "$parent"); done
commit="$(git -C "$world" commit-tree "$(git -C "$world" write-tree)" "${options[@]}" -m "self-test: $change")"
git -C "$world" reset --quiet --hard "$commit"
git -C "$world" --no-pager log --oneline -1 --stat
