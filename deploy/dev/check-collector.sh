#!/bin/sh
# Shows deploy/otel/collector.yaml to a real OpenTelemetry collector, and lets Sluice's traces pass through it.
#
# The collector is built from its sources with Go (deploy/dev/collector): the parts that the file names, in the versions of one
# release, and a second one that logs what the first passes on to it. Ends with 0, with 1 when something is wrong,
# with 2 when there is no Go, or no sluice.jar (mvn package). Takes ports 4317, 4318, 8889 and 13133 of this machine.
set -eu
cd "$(dirname "$0")/../.."

tools=$PWD/server/target/deploy-tools
work=$PWD/server/target/collector
jar=$PWD/server/target/sluice.jar
http=18085
out=24317
started=""

for need in go java curl; do
  command -v "$need" >/dev/null 2>&1 || { echo "there is no $need"; exit 2; }
done
[ "${1:-}" = build ] || [ -e "$jar" ] || { echo "there is no $jar: mvn package"; exit 2; }

end() { for pid in $started; do kill "$pid" 2>/dev/null || true; done; }
trap end EXIT

build() {
  [ ! -x "$tools/otelcol" ] || return 0
  mkdir -p "$tools/collector"
  cp deploy/dev/collector/* "$tools/collector/"
  (cd "$tools/collector" && GOFLAGS=-mod=mod go build -o ../otelcol .) || { echo "the collector cannot be built"; exit 2; }
}

# Asks again until it holds, for a minute.
until_it_holds() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { echo "FAILED: $*"; tail -n 20 "$work"/*.log; exit 1; }
    sleep 0.5
  done
}

build
[ "${1:-}" != build ] || exit 0
rm -rf "$work"
mkdir -p "$work/records"
TRACES_ENDPOINT=127.0.0.1:$out "$tools/otelcol" validate --config deploy/otel/collector.yaml
echo "deploy/otel/collector.yaml is valid"

cat >"$work/sink.yaml" <<YAML
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:$out"}}}}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
YAML
"$tools/otelcol" --config "$work/sink.yaml" >"$work/sink.log" 2>&1 &
started="$started $!"
TRACES_ENDPOINT=127.0.0.1:$out "$tools/otelcol" --config deploy/otel/collector.yaml >"$work/collector.log" 2>&1 &
started="$started $!"
until_it_holds curl -fsS http://127.0.0.1:13133/

# By gRPC and by HTTP.
for way in grpc=4317 http/protobuf=4318; do
  HTTP_ADDR=127.0.0.1:$http MEDIA_UDP_PORT=17985 MEDIA_LOOPS=1 MEDIA_TCP_PORT=off RECORD_DIR=$work/records \
    OTEL_EXPORTER_OTLP_PROTOCOL=${way%=*} OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${way#*=} \
    java -jar "$jar" >"$work/server.log" 2>&1 &
  server=$!
  started="$started $server"
  until_it_holds curl -fsS "http://127.0.0.1:$http/healthz"
  # a join that is refused is one too
  curl -sS -o /dev/null -X POST -H 'Content-Type: application/sdp' --data-binary 'v=0' "http://127.0.0.1:$http/whip/by-${way#*=}"
  until_it_holds grep -q "sluice.room: Str(by-${way#*=})" "$work/sink.log"
  echo "a join of Sluice came out as a trace (${way%=*})"
  kill "$server"
  wait "$server"
done
until_it_holds sh -c 'curl -fsS http://127.0.0.1:8889/metrics | grep -q "span_name=\"join\""'
echo "and as figures for Prometheus"
curl -fsS http://127.0.0.1:8889/metrics >"$work/metrics.txt"
if command -v promtool >/dev/null 2>&1; then promtool check metrics <"$work/metrics.txt" || true; fi
