#!/bin/sh
# Builds the image of the Dockerfile and runs it, without an engine: buildah carries out the Dockerfile, runc starts a container
# as Docker would, with a read-only root, as nobody, without a capability, and with a /tmp where no program may run.
#
#   deploy/dev/check-image.sh             on a base made by debootstrap of Debian 13
#   deploy/dev/check-image.sh run         runs the image that was built before
#   BASE=docker.io/library/debian:trixie-slim deploy/dev/check-image.sh     on the one that is meant, where it can be had
#
# Needs root, a Debian mirror for apt, and: apt-get install buildah runc debootstrap. Libraries come from ~/.m2 where they are
# there. Takes a few minutes; what it measured is in server/target/image.txt. Ends with 1 when something is not as it should.
set -eu
cd "$(dirname "$0")/../.."

name=localhost/sluice-check
work=$PWD/server/target/image
report=$PWD/server/target/image.txt
container=sluice-check-$$
bundle=$work/bundle
port=18081
# 768 MiB
memory=805306368

say() { printf '\n== %s\n' "$*"; }
note() { printf '%s\n' "$*" | tee -a "$report"; }
fail() { note "FAILED: $*"; exit 1; }

for tool in buildah runc debootstrap; do
  command -v "$tool" >/dev/null 2>&1 || { echo "SKIPPED: there is no $tool (apt-get install buildah runc debootstrap)" >&2; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root" >&2; exit 1; }
mkdir -p "$work"
: >"$report"

end() {
  runc kill "$container" KILL >/dev/null 2>&1 || true
  runc delete --force "$container" >/dev/null 2>&1 || true
  if [ -n "${built:-}" ]; then buildah rm "$built" >/dev/null 2>&1 || true; fi
}
trap end EXIT

# What debian:trixie-slim is made of: the essential packages without documents and translations.
make_base() {
  if buildah inspect --type image localhost/sluice-check-base >/dev/null 2>&1; then return; fi
  say "making a base of Debian 13 with debootstrap"
  rm -rf "$work/base"
  debootstrap --variant=minbase trixie "$work/base" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/debootstrap.log"
  rm -rf "$work/base"/usr/share/doc/* "$work/base"/usr/share/man/* "$work/base"/usr/share/locale/* \
    "$work/base"/usr/share/info/* "$work/base"/var/cache/apt/*.bin "$work/base"/var/cache/apt/archives/*.deb \
    "$work/base"/var/lib/apt/lists/* "$work/base"/var/log/*
  fresh=$(buildah from scratch)
  buildah add --quiet "$fresh" "$work/base" / >/dev/null
  buildah commit --quiet --rm "$fresh" localhost/sluice-check-base >/dev/null
  rm -rf "$work/base"
}

build() {
  base=${BASE:-localhost/sluice-check-base}
  [ -n "${BASE:-}" ] || make_base
  seed=$HOME/.m2/repository
  mkdir -p "$seed"
  say "building the Dockerfile on $base"
  began=$(date +%s)
  # --format docker: the other format knows no health checks
  buildah bud --isolation chroot --format docker --tag "$name" --volume "$seed:/seed:ro" \
    --build-arg "BASE=$base" --build-arg "MAVEN_ARGS=-Dmaven.repo.local.tail=/seed ${MAVEN_ARGS:-}" . >"$work/build.log" 2>&1 ||
    { tail -n 40 "$work/build.log"; fail "the Dockerfile does not build"; }
  note "built in $(($(date +%s) - began)) s on $base"
}

# A configuration of the OCI runtime from what the image says of itself, as an engine makes it; $1 goes to the JVM.
write_bundle() {
  mkdir -p "$bundle" "$work/volume"
  rm -rf "$work/volume"/*
  # what an engine gives a new volume: what the image has there
  cp -a "$root/var/lib/sluice/." "$work/volume/"
  chown 10001:10001 "$work/volume"
  buildah inspect --type image "$name" >"$work/inspect.json"
  node - "$work/inspect.json" "$root" "$work/volume" "$port" "$(awk '/^Max open files/ {print $5}' /proc/self/limits)" \
    "$memory" "$1" >"$bundle/config.json" <<'NODE'
const { readFileSync } = require("node:fs");
const [, , inspect, root, volume, port, allowed, memory, options] = process.argv;
const descriptors = Math.min(65536, Number(allowed) || 65536);
const { config } = JSON.parse(readFileSync(inspect, "utf8")).Docker;
const [uid, gid] = config.User.split(":").map(Number);
const mount = (destination, type, source, options) => ({ destination, type, source, options });
console.log(JSON.stringify({
  ociVersion: "1.0.2",
  process: {
    user: { uid, gid },
    args: config.Entrypoint,
    env: [...config.Env, `HTTP_ADDR=127.0.0.1:${port}`, "MEDIA_UDP_PORT=17982", "MEDIA_LOOPS=1", "MEDIA_TCP_PORT=off",
      "RECORD_ENABLED=1", "PUBLIC_IP=127.0.0.1", `JAVA_OPTS=${options}`],
    cwd: config.WorkingDir,
    capabilities: {},
    noNewPrivileges: true,
    rlimits: [{ type: "RLIMIT_NOFILE", hard: descriptors, soft: descriptors }],
  },
  root: { path: root, readonly: true },
  mounts: [
    mount("/proc", "proc", "proc"),
    mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    mount("/sys", "sysfs", "sysfs", ["ro", "nosuid", "noexec", "nodev"]),
    mount("/sys/fs/cgroup", "cgroup", "cgroup", ["ro", "nosuid", "noexec", "nodev", "relatime"]),
    mount("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev", "noexec", "mode=1777", "size=64m"]),
    mount("/var/lib/sluice", "bind", volume, ["rbind", "rw", "nosuid", "nodev", "noexec"]),
  ],
  // the host's network, as in deploy/compose/production.yaml
  linux: {
    namespaces: ["pid", "ipc", "uts", "mount"].map((type) => ({ type })),
    resources: { memory: { limit: Number(memory) } },
  },
}));
NODE
}

# Runs a command in the container as an engine's exec or health check does.
inside() {
  runc exec --user 10001:10001 --env PATH=/opt/sluice/bin:/usr/bin:/bin --env "HTTP_ADDR=127.0.0.1:$port" "$container" "$@"
}

milliseconds() { date +%s%3N; }

# Starts a container, with options of the JVM, and waits until it serves; says how long that took.
start() {
  write_bundle "$1"
  : >"$work/server.log"
  began=$(milliseconds)
  (cd "$bundle" && exec runc run "$container") >"$work/server.log" 2>&1 &
  runner=$!
  until grep -q 'is ready' "$work/server.log"; do
    kill -0 "$runner" 2>/dev/null || { cat "$work/server.log"; fail "the server has ended"; }
    sleep 0.02
  done
  took=$(($(milliseconds) - began))
}

stop() {
  runc kill "$container" TERM
  status=0
  wait "$runner" || status=$?
  runc delete --force "$container" 2>/dev/null || true
  [ "$status" -eq 0 ] || { tail -n 20 "$work/server.log"; fail "SIGTERM ends it with $status"; }
}

run() {
  say "running it"
  start ""
  ! grep -i -E 'warning.*cds|error.*cds' "$work/server.log" || fail "the archive of classes does not fit"
  grep -q 'crypto dtls=AmazonCorrettoCryptoProvider' "$work/server.log" || fail "no native cryptography"
  [ "$(curl -fsS "http://127.0.0.1:$port/healthz")" = ok ] || fail "/healthz"
  curl -fsS "http://127.0.0.1:$port/readyz" >/dev/null || fail "/readyz"
  began=$(milliseconds)
  inside sluice healthcheck || fail "the health check"
  note "a health check takes $(($(milliseconds) - began)) ms"
  HEALTH=$(inside sh -c 'HTTP_ADDR=127.0.0.1:1 sluice healthcheck') && fail "a health check of nothing is well"
  echo "$HEALTH"
  [ "$(inside id -u)" = 10001 ] || fail "it runs as another user"
  inside sh -c '! touch /opt/x && ! touch /x && touch /var/lib/sluice/records/x && touch /tmp/x' 2>/dev/null ||
    fail "what is writable is not what should be"
  inside sh -c 'grep -q "^CapEff:.0000000000000000" /proc/1/status && grep -q "^NoNewPrivs:.1" /proc/1/status' ||
    fail "it has privileges"
  inside grep -q libnetty_transport_native_epoll /proc/1/maps || fail "no native sockets"
  inside grep -q sluice.jsa /proc/1/maps || fail "the archive of classes is not used"
  inside sh -c "tr '\\0' ' ' </proc/1/cmdline" | grep -q "MaxDirectMemorySize=$((memory / 8)) " ||
    fail "it does not know its limit of memory"
  note "with $((memory / 1048576)) MiB: resident $(inside sed -n 's/^VmRSS: *//p' /proc/1/status) after the start"
  stop
  note "SIGTERM ends it with 0"
}

# In turns, since the machine does other things too.
starts() {
  say "starting it with the archive of classes and without, in turns"
  with=""
  without=""
  for _ in 1 2 3; do
    start ""
    with="$with $took"
    stop
    start -Xshare:off
    without="$without $took"
    stop
  done
  note "start to ready, in ms, with the archive:$with; without:$without"
}

sizes() {
  size() { du -sk --apparent-size "$1" | awk '{printf "%.0f MB", $1 / 1000}'; }
  note "all files $(size "$root"): runtime $(size "$root/opt/jre"), sluice.jar $(size "$root/opt/sluice/sluice.jar")," \
    "archive $(size "$root/opt/sluice/sluice.jsa"), native libraries $(size "$root/opt/sluice/lib"), Debian the rest"
}

[ "${1:-}" = run ] || build
built=$(buildah from --pull-never "$name")
root=$(buildah mount "$built")
run
starts
sizes
[ -n "${BASE:-}" ] || note "NOT RUN: the base debian:trixie-slim itself, and Docker's or containerd's own engine"
say "the image is as it should be; $report"
