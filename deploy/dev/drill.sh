#!/bin/sh
# The disaster drill at full size: gigabytes of recordings are backed up, destroyed and restored, from a backup and from a
# store, and a server starts on what came back. Checksums are compared by sha256sum; times are in
# server/target/recovery-figures-long.txt, and in server/docs/disaster-recovery.md.
#
#   deploy/dev/drill.sh [GIGABYTES]          4 when it is not said; three times as much must be free below DRILL_DIR
#
# DRILL_DIR is where it does all this: server/target/drill. What it makes is noise in files that are called recordings;
# that real ones play afterwards is what DisasterDrillTest shows, in the tests. Needs server/target/sluice.jar, curl,
# and for the store S3Proxy, which deploy/dev/test.sh installs; for the full disk it must be root. It says what it skips.
set -eu
cd "$(dirname "$0")/../.."

gigabytes=${1:-4}
work=${DRILL_DIR:-server/target/drill}
jar=$PWD/server/target/sluice.jar
figures=$PWD/server/target/recovery-figures-long.txt
s3proxy=$PWD/server/target/peers/s3proxy-4.1.0.jar
http=127.0.0.1:18480
store=127.0.0.1:18481

if [ ! -e "$jar" ]; then
  echo "drill.sh: there is no $jar: mvn -q -DskipTests package" >&2
  exit 2
fi
mkdir -p "$work"
work=$(cd "$work" && pwd)
children=""
cleanup() {
  for child in $children; do kill -9 "$child" 2>/dev/null || true; done
  if [ -d "$work/full" ]; then umount "$work/full" 2>/dev/null || true; fi
  rm -rf "${work:?}"/*
}
trap cleanup EXIT
trap 'exit 1' INT TERM
rm -rf "${work:?}"/*

export RECORD_DIR="$work/records" HTTP_ADDR=$http MEDIA_UDP_PORT=18482 MEDIA_TCP_PORT=off RECORD_ENABLED=1
export RECORD_MIN_FREE=1M LOG_LEVEL=warn PUBLIC_IP=127.0.0.1

say() { printf '\n== %s\n' "$*"; }
sluice() { java -XX:+UseSerialGC -Xmx256m -jar "$jar" "$@"; }
# the same in the background; $child is the JVM, which can be killed
begin() {
  java -XX:+UseSerialGC -Xmx256m -jar "$jar" "$@" >"$work/background" 2>&1 &
  child=$!
  children="$children $child"
}
now() { date +%s.%N; }
fail() { echo "drill.sh: FAILED: $*" >&2; exit 1; }

# Prints how long a command took, and what it said last, to the figures.
timed() {
  what=$1
  shift
  begun=$(now)
  "$@" >"$work/said" || { cat "$work/said" >&2; fail "$what"; }
  printf '%-40s %8.1f s   %s\n' "$what" "$(echo "$(now) $begun" | awk '{print $1-$2}')" "$(tail -n 1 "$work/said")" |
    tee -a "$figures"
}

# A recording that ended: noise of so many MiB, and the manifest that a server writes.
recording() {
  folder=$RECORD_DIR/room$(($1 % 7))/$(printf '20261126T%02d%02d00Z-%06x' $(($1 / 60)) $(($1 % 60)) "$1")
  mkdir -p "$folder"
  head -c "$2" /dev/urandom >"$folder/someone_camera_001.webm"
  sum=$(sha256sum "$folder/someone_camera_001.webm")
  cat >"$folder/manifest.json" <<END
{"version":1,"id":"$(basename "$folder")","room":"room$(($1 % 7))","mode":"per_participant","startedBy":"api",
"state":"finished","stopReason":"requested","start":"2026-11-26T$(printf '%02d:%02d' $(($1 / 60)) $(($1 % 60))):00.000Z",
"durationMillis":60000,"files":[{"name":"someone_camera_001.webm","participant":"someone","participantName":"someone",
"state":"finished","offsetMillis":0,"durationMillis":60000,"bytes":$2,"sha256":"${sum%% *}","tracks":[]}]}
END
}

start_server() {
  java -Xmx256m -jar "$jar" >"$work/server.log" 2>&1 &
  server=$!
  children="$children $server"
  tries=0
  until [ "$(curl -s "http://$http/api/records?limit=1000" | grep -o '"fileState":"finished"' | wc -l)" -eq "$1" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$work/server.log"; fail "the server does not start"; }
    tries=$((tries + 1))
    [ "$tries" -lt 3000 ] || fail "the server does not list $1 recordings"
    sleep 0.1
  done
}
stop_server() { kill -9 "$server"; wait "$server" 2>/dev/null || true; }

checksums_equal() { (cd "$RECORD_DIR" && sha256sum --quiet -c "$work/sums") || fail "checksums differ: $*"; }

: >"$figures"
count=$((gigabytes * 8))
say "making $count recordings of 128 MB"
i=0
while [ "$i" -lt "$count" ]; do
  recording "$i" 128000000
  i=$((i + 1))
done
(cd "$RECORD_DIR" && find . -name '*.webm' -exec sha256sum {} +) >"$work/sums"
sync
printf '%s GB in %s recordings; %s; %s\n' "$gigabytes" "$count" "$(nproc) cores" "$(java -version 2>&1 | head -n 1)" |
  tee -a "$figures"

say "backups"
timed "the first backup" sluice backup --to "$work/backups" --init
timed "the next backup, nothing is new" sluice backup --to "$work/backups"
recording "$count" 128000000
timed "the next backup, one is new" sluice backup --to "$work/backups"
rm -r "$folder"
timed "a backup that reads everything" sluice backup --to "$work/backups" --read-all
timed "verification of all backups" sluice verify "$work/backups"
timed "verification of the recordings" sluice verify

say "kill -9 in the middle of a backup"
begin backup --to "$work/killed" --init --throttle 200M
until [ "$(find "$work/killed/chunks" -type f 2>/dev/null | wc -l)" -ge 4 ]; do sleep 0.1; done
kill -9 "$child"
wait "$child" 2>/dev/null || true
[ -z "$(sluice backups --in "$work/killed")" ] || fail "a killed backup is listed"
timed "a backup after one that was killed" sluice backup --to "$work/killed"
timed "its verification" sluice verify "$work/killed"
rm -rf "$work/killed"

say "a full disk"
if [ "$(id -u)" -eq 0 ] && mkdir -p "$work/full" && mount -t tmpfs -o size=300m tmpfs "$work/full" 2>/dev/null; then
  code=0
  sluice backup --to "$work/full/backups" --init >"$work/said" 2>&1 || code=$?
  cat "$work/said"
  [ "$code" -eq 2 ] || fail "a full disk ended with $code"
  [ -z "$(sluice backups --in "$work/full/backups")" ] || fail "a backup on a full disk is listed"
  code=0
  sluice restore --from "$work/backups" --to "$work/full/records" >"$work/said" 2>&1 || code=$?
  cat "$work/said"
  [ "$code" -eq 2 ] || fail "a restore to a full disk ended with $code"
  umount "$work/full"
else
  say "SKIPPED the full disk: this takes root, and mount"
fi

say "the disk of recordings is lost"
rm -rf "$RECORD_DIR"
begin restore --from "$work/backups"
until [ "$(find "$RECORD_DIR" -name manifest.json 2>/dev/null | wc -l)" -ge 2 ]; do sleep 0.1; done
kill -9 "$child"
wait "$child" 2>/dev/null || true
echo "killed in the middle: $(find "$RECORD_DIR" -name manifest.json | grep -vc /.restore/) recordings are there"
timed "a restore after one that was killed" sluice restore --from "$work/backups"
checksums_equal "after a killed restore"
rm -rf "$RECORD_DIR"
restored=$(now)
timed "restore of everything" sluice restore --from "$work/backups"
start_server "$count"
printf '%-40s %8.1f s   %s\n' "RTO, lost disk" "$(echo "$(now) $restored" | awk '{print $1-$2}')" \
  "until a server lists $count recordings" | tee -a "$figures"
stop_server
checksums_equal "after a restore"

say "the machine is lost, the store is not"
if [ -e "$s3proxy" ]; then
  mkdir -p "$work/store/recordings"
  printf '%s\n' "s3proxy.endpoint=http://$store" s3proxy.authorization=aws-v4 s3proxy.identity=drill \
    s3proxy.credential=drill-secret jclouds.provider=filesystem-nio2 "jclouds.filesystem.basedir=$work/store" >"$work/store.conf"
  java -Xmx256m -jar "$s3proxy" --properties "$work/store.conf" >"$work/store.log" 2>&1 &
  children="$children $!"
  export UPLOAD_RECORDINGS=1 S3_ENDPOINT="http://$store" S3_BUCKET=recordings S3_ACCESS_KEY=drill S3_SECRET_KEY=drill-secret
  rm -rf "$work/backups"
  start_server "$count"
  begun=$(now)
  until [ "$(curl -s "http://$http/api/records?limit=1000" | grep -o '"remote":true' | wc -l)" -eq "$count" ]; do sleep 1; done
  until [ -z "$(find "$RECORD_DIR/.uploads" -type f 2>/dev/null)" ]; do sleep 0.2; done
  printf '%-40s %8.1f s\n' "upload of everything" "$(echo "$(now) $begun" | awk '{print $1-$2}')" | tee -a "$figures"
  stop_server
  rm -rf "$RECORD_DIR"
  restored=$(now)
  timed "the index from the store" sluice restore --from-store --index-only
  start_server "$count"
  printf '%-40s %8.1f s   %s\n' "RTO, lost machine, index" "$(echo "$(now) $restored" | awk '{print $1-$2}')" \
    "until a server lists them, and plays them from the store" | tee -a "$figures"
  stop_server
  rm -rf "$RECORD_DIR"
  restored=$(now)
  timed "everything from the store" sluice restore --from-store
  start_server "$count"
  printf '%-40s %8.1f s   %s\n' "RTO, lost machine" "$(echo "$(now) $restored" | awk '{print $1-$2}')" \
    "until a server lists $count recordings" | tee -a "$figures"
  stop_server
  checksums_equal "from the store"
else
  say "SKIPPED the store: there is no $s3proxy (deploy/dev/test.sh installs it)"
fi

say "all is as it was; the figures are in $figures"
cat "$figures"
