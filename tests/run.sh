#!/bin/sh
# Installs what the tests need, builds, and runs all of them. The last lines are the runner's counts.
#   sh tests/run.sh            everything
#   sh tests/run.sh unit db    some labels, with the release build only
#   sh tests/run.sh coverage   only how many branches of the rules the pure tests take
set -eu
cd "$(dirname "$0")/.."
sh src/packages.sh gcc g++ libc6-dev cmake ninja-build pkg-config libmicrohttpd-dev libpq-dev libjansson-dev \
    libsodium-dev libssl-dev libcurl4-openssl-dev libcmocka-dev postgresql-15 python3 universal-ctags curl openssl
jobs=$(nproc)
out=${BUILD_DIR:-build}

# build NAME [cmake options…]: a build folder with tests
build() {
    name=$1
    shift
    cmake -G Ninja -S . -B "$out/$name" -DBUURTKAS_TESTS=ON -DBUURTKAS_WERROR=ON "$@" >/dev/null
    cmake --build "$out/$name" -j "$jobs" --target "${target:-all}" >"$out/$name.log" 2>&1 || { tail -n 60 "$out/$name.log"; return 1; }
}
# run NAME LABELS: ctest over the labels (a regular expression)
run() {
    echo "== $1: $2"
    (cd "$out/$1" && ctest -j "$jobs" -L "$2" --output-on-failure --no-tests=error) || failed=1
}

# How many of the branches of src/domain the pure tests take, and whether that is enough.
coverage() {
    target=pure_tests build coverage -DCMAKE_BUILD_TYPE=Debug -DBUURTKAS_COVERAGE=ON
    find "$out/coverage" -name '*.gcda' -delete
    run coverage '^(unit|vectors)$'
    echo "== coverage: branches of the rules"
    python3 tests/coverage/branches.py "$out/coverage" || failed=1
}

failed=0
mkdir -p "$out"
if [ "$*" = coverage ]; then
    coverage
    exit "$failed"
fi
if [ $# -gt 0 ]; then
    build release
    run release "^($(echo "$*" | tr ' ' '|'))\$"
    exit "$failed"
fi
# Memory and undefined behaviour over everything that reads input; races where threads meet; the rest as released.
build asan -DCMAKE_BUILD_TYPE=Debug -DBUURTKAS_SANITIZE=address,undefined
run asan '^(unit|vectors|db|api|e2e|hostile)$'
build tsan -DCMAKE_BUILD_TYPE=Debug -DBUURTKAS_SANITIZE=thread
run tsan '^threads$'
coverage
build release -DCMAKE_BUILD_TYPE=RelWithDebInfo
run release '^(tidy|fault|history)$'
exit "$failed"
