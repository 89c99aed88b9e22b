#!/bin/sh
# Lets people come to a server and leave it for an hour, in every orderly and disorderly way, and looks what it has kept:
# heap, descriptors, threads, metric series, rooms, files. Ends with 1 when something did not return to where it began.
#
#   deploy/dev/soak.sh               an hour
#   deploy/dev/soak.sh 15            a quarter of it; of less than ten minutes little is left between the looks
#   deploy/dev/soak.sh 60 --seed 7   other chances; --no-witness for a machine without chromium
#
# Everything is on the loopback address and takes about half a core: a server, a store (S3Proxy), receivers of webhooks and
# traces, the peers, two browsers in a call. What is found is printed each minute and written to server/target/soak:
# soak.txt, samples.csv, and pictures; server/docs/soak.md says what they mean. Needs a JDK, Maven and what
# deploy/dev/test.sh installs.
set -eu
cd "$(dirname "$0")/../.."

minutes=${1:-60}
[ $# -eq 0 ] || shift
case "$minutes" in
  *[!0-9]* | '') echo "soak.sh: how many minutes, in digits" >&2 && exit 2 ;;
esac

mvn -q -B -ntp -pl server -am test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test
cd server
# its own end, should the program not find one
exec timeout --kill-after=60 "$((minutes * 60 + 900))" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m \
  -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" \
  dev.sluice.server.e2e.soak.SoakMain --minutes "$minutes" "$@"
