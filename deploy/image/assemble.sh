#!/bin/sh
# Puts together what the image runs: assemble.sh TARGET DIRECTORY. The Dockerfile's build stage calls it as root.
#
#   DIRECTORY/jre          a runtime of the modules in modules.txt
#   DIRECTORY/sluice       sluice.jar, its bill of materials, and the launcher as bin/sluice
#   DIRECTORY/sluice/lib   its native libraries, which then need not be unpacked into a /tmp where programs may not run
#   DIRECTORY/sluice/sluice.jsa   its classes as the JVM wants them in memory, for a quicker start
set -eu

target=$(realpath "$1")
directory=$2
here=$(dirname "$(realpath "$0")")
jre=$directory/jre
home=$directory/sluice

modules=$(sed -n 's/^\([a-z][a-z.]*\).*/\1/p' "$here/modules.txt" | paste -s -d , -)
jlink --add-modules "$modules" --output "$jre" --strip-debug --no-header-files --no-man-pages --compress=zip-6
# symbols for debuggers lie beside the libraries, 750 MB of them
find "$jre" -name '*.debuginfo' -delete
# Debian keeps the trusted certificates outside of the JDK
if [ -e /etc/ssl/certs/java/cacerts ]; then
  cp --dereference /etc/ssl/certs/java/cacerts "$jre/lib/security/cacerts"
fi

mkdir -p "$home/bin" "$home/lib"
cp "$target/sluice.jar" "$home/"
cp "$here/sluice" "$home/bin/"
chmod 0755 "$home/bin/sluice"
# an offline build makes none
if [ -e "$target/sluice-bom.json" ]; then cp "$target/sluice-bom.json" "$home/"; fi

machine=$(uname -m | sed 's/aarch64/aarch_64/')
unpacked=$(mktemp -d)
(cd "$unpacked" && jar xf "$home/sluice.jar" META-INF/native com/amazon/corretto/crypto/provider)
cp "$unpacked/META-INF/native/libnetty_transport_native_epoll_$machine.so" \
  "$unpacked"/com/amazon/corretto/crypto/provider/*.so "$home/lib/"
rm -rf "$unpacked"

# What the server loads until it serves, and what a health check loads.
list=$(mktemp)
records=$(mktemp -d)
export HTTP_ADDR=127.0.0.1:18080 MEDIA_UDP_PORT=17882 MEDIA_LOOPS=1 MEDIA_TCP_PORT=off RECORD_DIR="$records"
JAVA_OPTS="-Xshare:off -XX:DumpLoadedClassList=$list" "$home/bin/sluice" serve &
server=$!
"$home/bin/sluice" healthcheck --wait 60
"$home/bin/sluice" healthcheck --ready
kill "$server"
wait "$server"
JAVA_OPTS="-Xshare:off -XX:DumpLoadedClassList=$list.check" "$home/bin/sluice" check >/dev/null
# names only: each list has numbers of its own
grep -v -e '^#' -e '^@' -e ' source: ' "$list.check" | cut -d ' ' -f 1 >"$list.names"
cut -d ' ' -f 1 "$list" >"$list.known"
grep -v -x -F -f "$list.known" "$list.names" >>"$list" || true
"$jre/bin/java" -Xshare:dump -XX:+UseZGC -Xlog:disable -Xlog:all=error:stderr -XX:SharedClassListFile="$list" \
  -XX:SharedArchiveFile="$home/sluice.jsa" -cp "$home/sluice.jar"
rm -rf "$records" "$list" "$list".*
