#!/bin/sh
# Does what server/docs/production.md says, word by word, on a new Debian, and looks whether it ends where the page says:
#
#   deploy/dev/try-guide.sh [FOLDER]
#
# Makes a Debian 12 in FOLDER (target/guide unless given; 2 GB) with debootstrap, boots it with systemd in a container with
# a network of its own, puts a clean clone of the last commit into it, and runs the page's sh blocks there as root, in their
# order; only the three values of the first block are others. Then visitors come from outside, in Chromium: HTTPS with a
# certificate that is checked, a token, a call of two of which one goes through TURN alone, a recording. It ends with a
# restart of the service under that call.
#
# Needs root, Debian's debootstrap, systemd-container, nftables, chromium and ffmpeg, and what deploy/dev/test.sh installs.
# MAVEN_REPOSITORY is a folder with libraries, such as ~/.m2/repository, that need not be fetched again.
set -eu
cd "$(dirname "$0")/../.."

root=$(realpath -m "${1:-target/guide}")
network=10.213.77
domain=meet.example.org
log=$root.log

say() { printf '\n== %s\n' "$*"; }

require() {
  for tool in "$@"; do
    if ! command -v "$tool" >/dev/null 2>&1; then
      echo "This needs $tool, which is not here." >&2
      exit 2
    fi
  done
}

if [ "$(id -u)" -ne 0 ]; then
  echo "This needs root: it boots a system in a container." >&2
  exit 2
fi
require debootstrap systemd-nspawn nft ip chromium ffprobe node git
if [ ! -d server/target/browser-driver ]; then
  echo "This needs what deploy/dev/test.sh installs: let it run as far as its first test." >&2
  exit 2
fi

container=
clean_up() {
  if [ -n "$container" ] && kill "$container" 2>/dev/null; then wait "$container" || true; fi
  nft delete table inet sluice_guide 2>/dev/null || true
  ip link delete ve-guide 2>/dev/null || true
}
trap clean_up EXIT INT TERM

# What debootstrap makes is kept for the next time; what the guide is tried on is always new.
make_debian() {
  if [ ! -e "$root.base/etc/debian_version" ]; then
    say "making a Debian in $root.base"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,iproute2,procps \
      bookworm "$root.base" >"$log" 2>&1
  fi
  rm -rf "$root"
  cp -a "$root.base" "$root"
}

# The container's side has .2; what it fetches from the network goes through this machine.
boot() {
  say "booting it"
  git clone -q . "$root/root/sluice"
  # a container is given its name server by its host
  rm -f "$root/etc/resolv.conf"
  grep ^nameserver /etc/resolv.conf >"$root/etc/resolv.conf"
  printf '127.0.0.1 localhost\n%s.2 %s\n' "$network" "$domain" >"$root/etc/hosts"
  if [ -n "${MAVEN_REPOSITORY:-}" ]; then
    set -- --bind="$MAVEN_REPOSITORY:/root/.m2/repository"
  else
    set --
  fi
  systemd-nspawn -q -D "$root" --machine=guide --boot --register=no --keep-unit --network-veth --link-journal=no \
    --console=pipe --resolv-conf=off --timezone=off "$@" >>"$log" 2>&1 </dev/null &
  container=$!
  for _ in $(seq 300); do
    init=$(pgrep -P "$container" | head -n 1)
    if [ -n "$init" ] && inside test -S /run/dbus/system_bus_socket 2>/dev/null; then break; fi
    sleep 0.2
  done
  ip address add "$network.1/24" dev ve-guide
  ip link set ve-guide up
  inside ip address add "$network.2/24" dev host0
  inside ip link set host0 up
  inside ip route add default via "$network.1"
  sysctl -q -w net.ipv4.ip_forward=1
  nft add table inet sluice_guide
  nft "add chain inet sluice_guide out { type nat hook postrouting priority 100; }"
  nft add rule inet sluice_guide out ip saddr "$network.2" ip daddr != "$network.0/24" masquerade
}

# Runs a command in the container, in the shell's environment of a login.
inside() {
  nsenter -t "$init" -m -u -i -n -p -- env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# The page's blocks in their order, as one script that shows each command and ends at the first that fails.
guide() {
  echo 'set -eu'
  echo 'cd /root/sluice'
  echo 'set -x'
  awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' server/docs/production.md |
    sed -e "s/^export DOMAIN=.*/export DOMAIN=$domain/" -e "s/^export ADDRESS=.*/export ADDRESS=$network.2/"
}

make_debian
boot
say "doing what server/docs/production.md says"
guide >"$root/root/guide.sh"
begun=$(date +%s)
if ! inside bash /root/guide.sh >>"$log" 2>&1; then
  tail -n 40 "$log"
  say "the guide FAILED; all it printed is in $log"
  exit 1
fi
say "the guide took $(($(date +%s) - begun)) s; all it printed is in $log"
inside systemctl --no-pager --plain list-units sluice.service nginx.service coturn.service sluice-backup.timer

say "visitors"
token() {
  inside java -jar /opt/sluice/sluice.jar --env-file /etc/sluice/sluice.env token --room standup --ttl 1h "$@" | tail -n 1
}
cp "$root/etc/letsencrypt/live/$domain/ca.pem" "$root.ca.pem"
TOKEN_ONE=$(token --identity one --publish audio,video --record) TOKEN_TWO=$(token --identity two --publish audio,video) \
  node deploy/dev/guide-visitors.mjs "$domain" "$network.2" "$root.ca.pem" "$root.mkv" &
visitors=$!
# the visitors say by this file that they see each other
while [ ! -e "$root.mkv.call" ] && kill -0 "$visitors" 2>/dev/null; do sleep 0.2; done
if [ -e "$root.mkv.call" ]; then
  inside systemctl restart sluice
  rm "$root.mkv.call"
fi
wait "$visitors"

say "the recording"
ffprobe -v error -show_entries stream=codec_name,codec_type:format=duration -of compact "$root.mkv"
say "a backup"
inside systemctl start sluice-backup.service
inside sh -c 'du -sh /mnt/backup/sluice && systemctl show sluice-backup.service -p Result'
say "the service's log"
inside journalctl -u sluice --no-pager -o cat | grep -v -i debug | tail -n 15
say "stopped"
inside systemctl stop sluice
inside systemctl show sluice -p Result -p ExecMainStatus
say "the guide ends where it says"
