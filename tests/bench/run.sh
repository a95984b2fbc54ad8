#!/bin/sh
# Measures votes and reads, and prints ratios: `sh tests/bench/run.sh [BUILD_FOLDER]`. Builds what it needs there.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/bench}
if [ ! -f "$build/build.ninja" ]; then
    cmake -G Ninja -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUURTKAS_BENCH=ON >&2
fi
ninja -C "$build" buurtkas bench_load bench_bare_server >&2
BUURTKAS=$build/buurtkas PYTHONPATH=$root/tests:$root/tests/bench PYTHONDONTWRITEBYTECODE=1 \
    exec python3 "$root/tests/bench/bench.py"
