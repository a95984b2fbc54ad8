#!/bin/sh
# From a fresh Debian 12 machine to a demonstration neighbourhood: installs what is missing, builds, and serves it.
# `--check` runs the whole main job once instead, verifies the record, and exits 0 only if all of it held.
set -eu
cd "$(dirname "$0")/.."
sh src/packages.sh gcc libc6-dev cmake ninja-build pkg-config libmicrohttpd-dev libpq-dev libjansson-dev \
    libsodium-dev libssl-dev libcurl4-openssl-dev postgresql-15
build=${BUILD_DIR:-build}
cmake -G Ninja -S . -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null
cmake --build "$build" --target buurtkas >&2
exec "$build/buurtkas" demo "$@"
