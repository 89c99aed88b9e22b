#!/bin/sh
# Runs deploy/systemd under a real systemd, without a virtual machine: Debian 13 in a directory, booted by systemd-nspawn.
#
# sluice.service is installed as server/docs/containers.md says, started, stopped, killed, and started with a configuration that
# cannot be. Ends with 1 when it behaves otherwise. Needs root, a Debian mirror for apt, server/target/sluice.jar (mvn
# package), and: apt-get install debootstrap systemd-container. Takes a few minutes, most of them for debootstrap, and leaves
# its directory for the next run: server/target/service.
set -eu
cd "$(dirname "$0")/../.."

machine=$PWD/server/target/service
report=$machine/root/report.txt

for tool in debootstrap systemd-nspawn; do
  command -v "$tool" >/dev/null 2>&1 || { echo "SKIPPED: there is no $tool (apt-get install debootstrap systemd-container)" >&2; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root" >&2; exit 1; }
[ -e server/target/sluice.jar ] || { echo "SKIPPED: there is no server/target/sluice.jar (mvn package)" >&2; exit 1; }

if [ ! -e "$machine.complete" ]; then
  rm -rf "$machine"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,curl,procps trixie "$machine" \
    ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >/dev/null
  # not in debootstrap and not in a bare chroot: its installation wants /proc
  systemd-nspawn -q -D "$machine" --register=no --keep-unit --setenv=DEBIAN_FRONTEND=noninteractive sh -ec \
    'apt-get update -qq; apt-get install -y -qq --no-install-recommends openjdk-25-jre-headless >/dev/null' </dev/null
  : >"$machine.complete"
fi

install -D -m 0644 server/target/sluice.jar "$machine/opt/sluice/sluice.jar"
install -D -m 0644 deploy/systemd/sluice.service "$machine/etc/systemd/system/sluice.service"
install -D -m 0644 deploy/systemd/sysusers.d/sluice.conf "$machine/etc/sysusers.d/sluice.conf"
install -D -m 0644 deploy/systemd/tmpfiles.d/sluice.conf "$machine/etc/tmpfiles.d/sluice.conf"
mkdir -p "$machine/etc/sluice"
# secrets of its own, and no drain: nobody is there
sed -e 's/^\([A-Z_]*\)=change-me$/\1=\1-6b1f0c52d7e94a38b5c2e1f7/' -e 's/^DRAIN_SECONDS=.*/DRAIN_SECONDS=0/' \
  deploy/systemd/sluice.env.example >"$machine/etc/sluice/sluice.env"

cat >"$machine/root/probe.sh" <<'PROBE'
#!/bin/sh
# runs inside: what it finds out goes into the report
exec >/root/report.txt 2>&1
now() { date +%s; }
value() { systemctl show sluice --property="$1" --value; }
check() { if [ "$2" = "$3" ]; then echo "ok      $1"; else echo "FAILED  $1: $2, not $3"; fi; }

systemctl start sluice
check "starts" "$?" 0
check "serves when the start is over" "$(curl -s http://127.0.0.1:8080/healthz)" ok
main=$(value MainPID)
check "has no capability" "$(sed -n 's/^CapBnd:\t//p' "/proc/$main/status")" 0000000000000000
check "gets no new privileges" "$(sed -n 's/^NoNewPrivs:\t//p' "/proc/$main/status")" 1
check "has a filter for system calls" "$(sed -n 's/^Seccomp:\t//p' "/proc/$main/status")" 2
check "is nobody" "$(stat -c %U "/proc/$main")" sluice
check "keeps its variables from others" "$(stat -c '%a %U %G' /etc/sluice/sluice.env)" "640 root sluice"
systemctl stop sluice
check "ends well" "$(value Result) $(value ExecMainStatus)" "success 0"

systemctl start sluice
began=$(now)
kill -9 "$(value MainPID)"
until [ "$(value NRestarts)" -gt 0 ] && curl -sf http://127.0.0.1:8080/healthz >/dev/null; do
  [ $(($(now) - began)) -lt 300 ] || break
  sleep 0.2
done
check "is back after kill -9" "$(curl -s http://127.0.0.1:8080/healthz)" ok
echo "        after $(($(now) - began)) s"
systemctl stop sluice

echo MEDIA_UDP_PORT=http >>/etc/sluice/sluice.env
began=$(now)
systemctl start sluice
check "does not start with what cannot be" "$?" 1
echo "        says so after $(($(now) - began)) s: $(journalctl -u sluice -o cat -g MEDIA_UDP_PORT -n 1)"
systemctl stop sluice
echo end
systemctl poweroff
PROBE
chmod +x "$machine/root/probe.sh"
cat >"$machine/etc/systemd/system/probe.service" <<'UNIT'
[Service]
Type=exec
ExecStart=/root/probe.sh
UNIT
mkdir -p "$machine/etc/systemd/system/multi-user.target.wants"
ln -sfn /etc/systemd/system/probe.service "$machine/etc/systemd/system/multi-user.target.wants/probe.service"
# it has no network but the loopback, and nobody waits for more
ln -sfn /dev/null "$machine/etc/systemd/system/systemd-networkd-wait-online.service"
rm -f "$report"

SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout 900 \
  systemd-nspawn -q -D "$machine" --register=no --keep-unit --private-network -b >"$machine.log" 2>&1 || true
cat "$report"
grep -q '^end$' "$report" && ! grep -q '^FAILED' "$report"
