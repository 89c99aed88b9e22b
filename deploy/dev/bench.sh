#!/bin/sh
# Measures what forwarding costs and prints tables; server/docs/performance.md explains them.
#
#   deploy/dev/bench.sh path         one publication to 50 without sockets, by codec, profile and batch
#   deploy/dev/bench.sh stages       each stage of the path by itself
#   deploy/dev/bench.sh allocation   bytes allocated per forwarded packet, and by whom
#   deploy/dev/bench.sh fanout       a real media loop on loopback sockets (Linux)
#   deploy/dev/bench.sh metrics      what a metrics page costs, by rooms
#   deploy/dev/bench.sh recording    what recording costs the loop, in turns in one run (Linux)
#   deploy/dev/bench.sh joins        what tracing costs joins, its collector up, down or hanging, in turns
#
# Each takes --help. JAVA_HOME chooses the JDK that is measured.
set -eu
cd "$(dirname "$0")/../.."

mvn -q -B -ntp -pl server -am test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test
classpath="server/target/test-classes:server/target/classes:$(cat server/target/bench.classpath)"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -cp "$classpath" \
  dev.sluice.server.bench.PacketPath "$@"
