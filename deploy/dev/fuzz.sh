#!/bin/sh
# Fuzzes every parser, one after the other: deploy/dev/fuzz.sh [SECONDS for each, default 60] [name filter]
#
# Each @FuzzTest runs in Jazzer's fuzzing mode from its committed seeds on, in a JVM of its own. A crash stops the run;
# Jazzer leaves the input beside the seeds: commit it with the fix, and it is a regression test from then on.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
filter=${2:-}

mvn -q -B -ntp -DskipTests -Dtest.excluded.groups= test-compile

# shellcheck disable=SC2013,SC2035 # neither files nor methods have blanks in their names
for file in $(grep -rl '@FuzzTest' --include='*FuzzTest.java' */src/test/java | sort); do
  module=${file%%/*}
  class=$(basename "$file" .java)
  # shellcheck disable=SC2013
  for method in $(grep -A3 '@FuzzTest' "$file" | sed -n 's/.*void \([A-Za-z0-9_]*\)(.*/\1/p'); do
    case "$class#$method" in *"$filter"*) ;; *) continue ;; esac
    printf '\n== %s#%s for %s s\n' "$class" "$method" "$seconds"
    # the timeout ends a run that has found nothing; Jazzer itself ends one that has
    code=0
    JAZZER_FUZZ=1 timeout --signal=INT "$seconds" \
      mvn -q -B -ntp -pl "$module" -am test -Dtest="$class#$method" \
      -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.keep_going=1 || code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 124 ] && [ "$code" -ne 130 ]; then
      echo "== $class#$method failed: see above" >&2
      exit 1
    fi
  done
done
echo "== no parser fell"
