#!/bin/sh
# Debian packages that Python cannot bring: Pango for PDF, Chromium for browser tests.
# Installs what is missing when this user may; otherwise says in one line what to install.
set -eu

missing=
need() { # need PACKAGE TEST…: PACKAGE is missing when TEST fails
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { .venv/bin/python -c "import ctypes.util, sys; sys.exit(ctypes.util.find_library('$1') is None)"; }

case $1 in
pango)
    need libpango-1.0-0 library pango-1.0
    need libpangoft2-1.0-0 library pangoft2-1.0
    need libharfbuzz-subset0 library harfbuzz-subset
    ;;
chromium)
    need chromium-headless-shell command -v chromium-headless-shell
    ;;
esac

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    as_root=no
fi
if [ "$as_root" = no ] || ! command -v apt-get >/dev/null; then
    echo "Installeer eerst deze pakketten (namen zoals in Debian):$missing" >&2
    exit 1
fi
echo "Debian-pakketten installeren:$missing …"
# shellcheck disable=SC2086
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || {
    echo "Installeren lukte niet. Installeer zelf:$missing" >&2
    exit 1
}
