#!/bin/sh
# Runs every test of the project: unit tests, then tests with real browsers and native WebRTC peers.
#
# On Debian and its children it installs what the tests need (as root, or with sudo): chromium, firefox-esr, a few
# shared libraries, nftables, ffmpeg. Elsewhere it says what is missing and the tests that need it are skipped, loudly.
# Needs: a JDK 17 or newer, Maven, npm. Takes about ten minutes on two cores.
set -eu
cd "$(dirname "$0")/../.."

packages="chromium firefox-esr nftables iproute2 ffmpeg nodejs
  libpulse0 libudev1 libx11-6 libxfixes3 libxrandr2 libxcomposite1 libdbus-1-3"

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

newer_jdk() {
  for home in "${JAVA_25_HOME:-}" /usr/lib/jvm/*25*; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ]; then
      echo "$home"
      return
    fi
  done
}

install_packages
install_driver

say "building, unit tests and tests with real peers on $(java -version 2>&1 | head -n 1)"
mvn -B -ntp verify -Dtest.excluded.groups=long

newer=$(newer_jdk)
if [ -n "$newer" ]; then
  say "the same tests, without browsers, on $("$newer/bin/java" -version 2>&1 | head -n 1)"
  mvn -B -ntp test -Djvm="$newer/bin/java" -Dtest.jvm.args=--enable-native-access=ALL-UNNAMED
else
  say "SKIPPING the run on JDK 25: none found (set JAVA_25_HOME)"
fi
say "all tests passed"
