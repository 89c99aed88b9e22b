#!/bin/sh
# Attacks a server in the middle of a call and prints what became of the call, of the server's CPU and of its memory.
#
#   deploy/dev/flood.sh               three times the rates of the tests, ten seconds each
#   deploy/dev/flood.sh 6 20          six times, twenty seconds
#
# The table is in server/target/attack-figures.txt, and in server/docs/threat-model.md as it was measured. Server,
# attacker and two browsers share this machine: what is more than its cores hold shows in the call. Needs chromium and
# what deploy/dev/test.sh installs.
set -eu
cd "$(dirname "$0")/../.."

scale=${1:-3}
seconds=${2:-10}
mvn -q -B -ntp -pl server -am test -Dtest=FloodsTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtest.excluded.groups=long -Dattack.scale="$scale" -Dattack.seconds="$seconds"
cat server/target/attack-figures.txt
