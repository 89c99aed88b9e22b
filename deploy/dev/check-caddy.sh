#!/bin/sh
# Asks a server through a running Caddy with deploy/caddy/Caddyfile, word for word but for ports, folders, and certificates
# by an authority of its own. Run by check-deploy.sh, which finds Caddy; needs server/target/sluice.jar, java and curl.
#
#   deploy/dev/check-caddy.sh /usr/bin/caddy
set -eu
cd "$(dirname "$0")/../.."

caddy=$1
jar=server/target/sluice.jar
work=$(mktemp -d)
https=18443
http=18080
admin=18019
upstream=18088
pids=""

finish() {
  # shellcheck disable=SC2086 # a list of words
  kill $pids 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

sed -e "s#email ops@example.org#local_certs\n\tskip_install_trust\n\tadmin 127.0.0.1:$admin\n\thttp_port $http\n\thttps_port $https#" \
  -e "s#/var/log/caddy#$work#" -e "s#127.0.0.1:8080#127.0.0.1:$upstream#" deploy/caddy/Caddyfile >"$work/Caddyfile"
export XDG_CONFIG_HOME="$work" XDG_DATA_HOME="$work"

"$caddy" validate --adapter caddyfile --config "$work/Caddyfile" 2>"$work/validate.log" || { cat "$work/validate.log"; exit 1; }
echo "the Caddyfile is valid"
if [ ! -e "$jar" ]; then
  echo "SKIPPED: to ask through Caddy there must be $jar (mvn -DskipTests package)"
  exit 0
fi

HTTP_ADDR=127.0.0.1:$upstream TRUSTED_PROXIES=127.0.0.1 MEDIA_UDP_PORT=18100 MEDIA_LOOPS=1 MEDIA_TCP_PORT=off \
  RECORD_DIR="$work/records" ADMIN_TOKEN="the-operator-of-this-check" AUDIT_LOG="$work/audit.log" \
  java -jar "$jar" >"$work/server.log" 2>&1 &
server=$!
"$caddy" run --adapter caddyfile --config "$work/Caddyfile" >"$work/caddy.log" 2>&1 &
pids="$! $server"

ask() {
  curl -s --max-time 10 --cacert "$work/caddy/pki/authorities/local/root.crt" --resolve "meet.example.org:$https:127.0.0.1" \
    -w '\n%{http_code}\n' "$@"
}
expect() { # what, the text to find, the text
  case "$3" in *"$2"*) echo "$1" ;; *) echo "NOT $1: $3"; exit 1 ;; esac
}

tries=0
until ask "https://meet.example.org:$https/healthz" 2>/dev/null | grep -q '^ok'; do
  tries=$((tries + 1))
  if [ $tries -gt 120 ]; then
    cat "$work/caddy.log" "$work/server.log"
    exit 1
  fi
  sleep 0.5
done
site=https://meet.example.org:$https

expect "pages come" 200 "$(ask -o "$work/page" "$site/web/")"
[ "$(ask -D - -o "$work/page" "$site/web/" | grep -ci '^strict-transport-security:')" = 1 ] || { echo "NOT one HSTS header"; exit 1; }
ask -H 'X-Forwarded-For: 203.0.113.9' -H 'Authorization: Bearer a-wrong-token' "$site/api/admin/status?token=a-secret" \
  >"$work/answer"
tries=0
until grep -q 'from=127.0.0.1' "$work/audit.log" || [ $tries -gt 20 ]; do tries=$((tries + 1)); sleep 0.5; done
expect "the server sees who asks" from=127.0.0.1 "$(cat "$work/audit.log")"
! grep -q 203.0.113.9 "$work/audit.log" || { echo "NOT immune to a forged X-Forwarded-For"; exit 1; }
expect "metrics are for those inside" 404 "$(ask --interface 127.0.0.5 -o "$work/page" "$site/metrics")"
expect "WebSockets pass" 101 "$(ask --http1.1 --max-time 2 -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' -o "$work/page" "$site/api/ws?room=a" || true)"
expect "too long an offer is the server's to refuse" '{"error":' "$(head -c 1200000 /dev/zero | \
  ask -X POST -H 'Content-Type: application/sdp' --data-binary @- "$site/whip/x")"
kill "$server"
wait "$server" || true
expect "a server that is away is 503" 503 "$(ask "$site/api/bootstrap")"
expect "and says when to come again" 'Retry-After: 3' "$(ask --http1.1 -D - "$site/api/bootstrap")"
! grep -q a-secret "$work/sluice.log" || { echo "NOT without tokens in the log"; exit 1; }
echo "the log has no tokens"
