#!/usr/bin/env bash
# The one test command (npm test): types, lint, format, unused code, rules and unit tests, then the
# build, the stores' contract and the browser and fault tests. Everything runs even after a failure;
# the last line sums it up.
set -uo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

passed=0
failed=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# What the tests need beside Node. Missing after this is a failure, never a skip.
have_programs() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  have_browser || missing+=(chromium)
  # The engine without the browser around it draws the same and costs a third less time.
  command -v chromium-headless-shell >/dev/null || install chromium-headless-shell || true
  if have_browser && command -v redis-server >/dev/null; then return 0; fi
  install "${missing[@]}"
  command -v redis-server >/dev/null && have_browser
}

have_browser() { command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }

install() {
  echo "Installing $* …"
  local root=()
  if ((EUID != 0)); then root=(sudo -n); fi
  "${root[@]}" apt-get update -qq >/dev/null &&
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

have_packages() { [[ -d node_modules ]] || npm ci; }

step() {
  local name=$1
  shift
  echo "── $name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

# Every test of a vitest project counts; one that did not run counts as failed, and so does a run
# that ended without saying what it did.
suite() {
  local report="$results/$1.json" code counts
  echo "── $1 tests"
  timeout --kill-after=10 1800 npx vitest run --project "$@" \
    --reporter=default --reporter=json --outputFile.json="$report"
  code=$?
  counts=$(node -e '
    const { readFileSync } = require("node:fs")
    const { numTotalTests, numPassedTests, success } = JSON.parse(readFileSync(process.argv[1], "utf8"))
    const failed = numTotalTests - numPassedTests
    const isSound = success && process.argv[2] === "0" && numTotalTests > 0
    console.log(numPassedTests, isSound ? failed : Math.max(1, failed))
  ' "$report" "$code" 2>/dev/null) || counts='0 1'
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

step 'programs the tests need' have_programs
step 'packages' have_packages

# The steps of `npm run check`, one by one, so that each is counted; the static ones beside the tests,
# as there, told when they are done. Types write what is built of the server: only the rest is built,
# as early as can be. What nothing waits for takes what time the tests leave.
steps_of() { node -p "require('./package.json').scripts['$1'].replaceAll('npm run ', '').replaceAll(' && ', ' ')"; }
static_steps() {
  passed=0 failed=0
  # Compilers and linters make much that is gone at once; the more room, the less often it is collected.
  export NODE_OPTIONS="${NODE_OPTIONS:-} --max-semi-space-size=128"
  step types npm run --silent types
  step build node bin/build-stale.js
  touch "$results/built"
  renice -n 5 "$BASHPID" >/dev/null
  for name in $(steps_of check:static); do
    if [[ $name != types ]]; then step "$name" npm run --silent "$name"; fi
  done
  echo "$passed $failed" >"$results/static.counts"
}
(static_steps) >"$results/static.log" 2>&1 &
static_job=$!
for name in $(steps_of check:tests); do
  # Every worker loads the modules for itself: beside the static steps two are quicker than three.
  workers=()
  if [[ $name == test:unit ]]; then workers=(--maxWorkers=2); fi
  suite "${name#test:}" "${workers[@]}"
done
until [[ -e $results/built ]] || ! kill -0 "$static_job" 2>/dev/null; do sleep 0.2; done
suite e2e --fileParallelism
wait "$static_job"
cat "$results/static.log"
static_counts=$(cat "$results/static.counts" 2>/dev/null || echo '0 1')
passed=$((passed + ${static_counts% *}))
failed=$((failed + ${static_counts#* }))

echo "$passed passed, $failed failed"
((failed == 0))
