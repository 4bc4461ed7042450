#!/usr/bin/env bash
# One check of a plant in a job of GitHub Actions (action.yml): annotations to the log, the summary of
# the step, a SARIF file, the comment of the pull request. Ends with the exit code of the check, also
# where the comment could not be written. Takes everything from the environment.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "${TUNDISH_PATH:-.}"

# The token is for the comment: neither npm nor the check of what a change says gets to see it.
token=${TUNDISH_TOKEN:-}
unset TUNDISH_TOKEN GITHUB_TOKEN GH_TOKEN
temp=${RUNNER_TEMP:-$(mktemp -d)}

say() { printf '%s\n' "$*" >&2; }

# How tundish is run.
read -ra tundish <<<"${TUNDISH_COMMAND:-}"
if [ "${#tundish[@]}" -eq 0 ]; then
  if [ -x node_modules/.bin/tundish ]; then
    tundish=("$PWD/node_modules/.bin/tundish")
  else
    version=$(node -p 'require(process.argv[1]).version' "$here/package.json")
    # Not in the checkout, whose .npmrc and node_modules would say what is run.
    tools=$temp/tundish-$version
    rm -rf -- "$tools"
    mkdir -p -- "$tools"
    printf '{"private":true}\n' >"$tools/package.json"
    (cd -- "$tools" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error "tundish@$version" >&2)
    tundish=("$tools/node_modules/.bin/tundish")
  fi
fi

# What to compare with.
base=${TUNDISH_AGAINST:-${TUNDISH_BASE:-}}
case "$base" in
  -*)
    say "tundish: '$base' is no revision"
    exit 2
    ;;
esac
# A push names the commit before it, which may be gone, or zeros for a new branch.
if [ -z "$base" ] && git cat-file -e "${TUNDISH_BEFORE:-}^{commit}" 2>/dev/null; then
  base=$TUNDISH_BEFORE
fi

# A shallow checkout has neither the base nor what both sides have in common.
if [ -n "$base" ] && ! git merge-base "$base" HEAD >/dev/null 2>&1; then
  say "Fetching the history that leads to $base …"
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    git fetch --quiet --no-tags --unshallow origin || true
  fi
  git cat-file -e "$base^{commit}" 2>/dev/null || git fetch --quiet --no-tags origin "$base" || true
  if ! git merge-base "$base" HEAD >/dev/null 2>&1; then
    echo "::error title=tundish::There is no common history with $base here. Give actions/checkout fetch-depth: 0."
    exit 3
  fi
fi

out=$temp/tundish
rm -rf -- "$out"
mkdir -p -- "$out"
arguments=(
  check
  "--fail-on=${TUNDISH_FAIL_ON:-error}"
  "--format=${TUNDISH_FORMAT:-github}"
  "--output=sarif=$out/tundish.sarif"
)
if [ -n "$base" ]; then
  arguments+=("--against=$base" "--output=markdown=$out/comment.md")
  [ -z "${TUNDISH_REPLAY:-}" ] || arguments+=("--replay=$TUNDISH_REPLAY")
  [ -z "${TUNDISH_ENVIRONMENT:-}" ] || arguments+=("--environment=$TUNDISH_ENVIRONMENT")
fi

# The summary is written below, whatever the log shows.
code=0
GITHUB_STEP_SUMMARY='' "${tundish[@]}" "${arguments[@]}" || code=$?

handover=''
if [ -s "$out/comment.md" ]; then
  # GitHub refuses a summary of more than a mebibyte.
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || head -c 1000000 "$out/comment.md" >>"$GITHUB_STEP_SUMMARY"
  if [ "${TUNDISH_COMMENT:-true}" = true ] && [ -n "${TUNDISH_NUMBER:-}" ]; then
    key=()
    [ "${TUNDISH_PATH:-.}" = . ] || key=(--key "$TUNDISH_PATH")
    GITHUB_TOKEN=$token "${tundish[@]}" comment --forge github --file "$out/comment.md" \
      --request "$TUNDISH_NUMBER" "${key[@]}" || {
      mkdir -p "$out/handover"
      cp "$out/comment.md" "$out/handover/comment.md"
      printf '%s\n' "$TUNDISH_NUMBER" >"$out/handover/number.txt"
      handover=$out/handover
    }
  fi
fi

if [ -n "${GITHUB_OUTPUT:-}" ]; then
  sarif=''
  [ ! -s "$out/tundish.sarif" ] || sarif=$out/tundish.sarif
  printf 'code=%s\nsarif=%s\nhandover=%s\n' "$code" "$sarif" "$handover" >>"$GITHUB_OUTPUT"
fi
exit "$code"
