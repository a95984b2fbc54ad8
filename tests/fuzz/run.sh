#!/bin/sh
# Runs every fuzz target for a while, under AddressSanitizer and UndefinedBehaviorSanitizer. Usage: sh tests/fuzz/run.sh [SECONDS]
set -eu
cd "$(dirname "$0")/../.."
sh src/packages.sh clang libclang-rt-14-dev
out=${BUILD_DIR:-build}/fuzz
CC=clang cmake -G Ninja -S . -B "$out" -DCMAKE_BUILD_TYPE=Debug -DBUURTKAS_TESTS=ON -DBUURTKAS_FUZZ=ON \
    -DBUURTKAS_SANITIZE=address,undefined >/dev/null
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    cmake --build "$out" --target "$name" >/dev/null
    mkdir -p "$out/corpus/$name"
    echo "== $name"
    "$out/tests/$name" -max_total_time="${1:-60}" -print_final_stats=1 "$out/corpus/$name" 2>&1 | tail -n 8
done
