#!/bin/bash
# Tests that take too long for `make test`: Scripts/torture-faults.sh [faults] [threads] [leaks], all three by default.
#
#   faults   each call of every kind of system call fails in turn, in longer runs (Tests/RunnerTests/FaultTests.swift)
#   threads  both networks under the thread sanitizer
#   leaks    100 validations in one process: memory at the end is what it was at the start
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

faults() {
  swift build -c release --build-tests
  RUNNER_TORTURE=1 swift test -c release --skip-build --filter 'FaultTests|EndingTests|MemoryTests'
}

# A sanitizer's report makes the exit code 66; equal bits prove that the run did what it always does.
threads() {
  swift build -c release --sanitize thread --scratch-path .build-tsan --product runner
  swift build -c release --product runner
  local spec name options=(--set dataset.train_limit=2000 --set dataset.test_limit=500 --set epochs=1 --progress none)
  for spec in dense conv; do
    name=$spec
    .build/release/runner run experiments/$spec.yaml "${options[@]}" --results "$scratch/plain" --quiet
    for threads in 2 3; do
      rm -rf "$scratch/tsan"
      TSAN_OPTIONS="halt_on_error=0 exitcode=66" .build-tsan/release/runner run experiments/$spec.yaml "${options[@]}" \
        --threads $threads --checkpoint-every 0 --results "$scratch/tsan" --quiet
      cmp "$scratch/plain/$name.json" "$scratch/tsan/$name.json"
      echo "thread sanitizer: $spec, $threads threads: clean, same bits"
    done
  done
}

# Compares peak memory after 10 and after 100 validations of good and broken specs; a leak of 11 KB each would show.
leaks() {
  swift build -c release --product runner
  sed 's/units: 512/unit: 512/' experiments/dense.yaml >"$scratch/broken.yaml"
  local spec count peak few
  for spec in experiments/dense.yaml experiments/conv.yaml "$scratch/broken.yaml"; do
    few=
    for count in 10 100; do
      local specs=()
      for ((i = 0; i < count; i++)); do specs+=("$spec"); done
      peak=$(peak_kilobytes .build/release/runner validate "${specs[@]}" --quiet)
      echo "leaks: $(basename "$spec"): peak $peak KB after $count validations"
      few=${few:-$peak}
    done
    [ $((peak - few)) -lt 1000 ] || { echo "leaks: $((peak - few)) KB more after 90 more validations"; return 1; }
  done
}

peak_kilobytes() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}

[ $# -gt 0 ] || set -- faults threads leaks
for section in "$@"; do
  echo "=== $section"
  "$section"
done
