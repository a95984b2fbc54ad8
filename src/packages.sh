#!/bin/sh
# Installs the Debian packages that are missing, as root or by sudo. Usage: sh src/packages.sh PACKAGE…
set -eu
missing=
for package in "$@"; do
    if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
        missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "packages.sh: these packages are missing, and there is no sudo:$missing" >&2
    exit 1
fi
echo "installing:$missing" >&2
# The index may be too old, or absent on a fresh machine. postgresql-common must not make a cluster of its own.
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
