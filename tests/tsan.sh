#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Threads under ThreadSanitizer: test_threads, and the examples that start threads. First it is shown copies of the library
# in which a race was planted, and must find every one.
#
# Usage: tsan.sh       (in about three minutes; the build is in build/tsan)
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/packages.sh
require_packages cmake:cmake make:make clang:clang /usr/include/cmocka.h:libcmocka-dev sha256sum:coreutils
runtime=$(clang -print-runtime-dir)/libclang_rt.tsan-$(uname -m).a
require_packages "$runtime:libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
. tests/verdict.sh

out=build/tsan
flags="-g -O1 -fsanitize=thread"
rm -rf $out
mkdir -p $out

# planted WHAT FILE SED-SCRIPT: a copy in which FILE is changed so; it must still compile, and be found.
planted() {
    local copy=$out/planted status=0
    rm -rf "$copy"
    mkdir -p "$copy"
    cp -r src include "$copy"
    sed -i "$3" "$copy/src/$2"
    if cmp -s "src/$2" "$copy/src/$2"; then verdict not-ok "$1: $2 does not hold what was to be changed"; return; fi
    # shellcheck disable=SC2086
    clang $flags -std=c99 -pthread -DVECTORS='""' -o "$copy/test_threads" tests/test_threads.c "$copy"/src/*.c -lcmocka
    TSAN_OPTIONS="exitcode=66" "$copy/test_threads" > "$copy.log" 2>&1 || status=$?
    if [ $status = 66 ] && grep -q 'WARNING: ThreadSanitizer: data race' "$copy.log"; then
        verdict ok "found: $1"
    else
        verdict not-ok "not found: $1 (exit status $status)"
    fi
}
planted "a choice of the kernel that is stored without an atomic access" dispatch.c \
    's/__atomic_store_n(&chosen, number, __ATOMIC_RELAXED)/chosen = number/'
planted "a buffer that all calls share" fill.c 's/    float piece\[256\];/    static float piece[256];/'
touch='if (first + (int64_t)count < elements) ((volatile char *)out)[count * lecun_dtype_size(dtype)] += 0;'
planted "a fill that touches the element behind its part" fill.c \
    "s/^    if (count)\$/&\\n    {\\n$touch/; s/^        draw(&s, out, count, (uint64_t)first);\$/&\\n    }/"

# GCC's OpenMP is not built for ThreadSanitizer, which would take its barriers for races; the example has pthreads too.
cmake -S . -B $out/tests -DCMAKE_BUILD_TYPE=None -DCMAKE_C_COMPILER=clang -DCMAKE_C_FLAGS="$flags" \
    -DCMAKE_DISABLE_FIND_PACKAGE_OpenMP=ON -DLECUN_BUILD_TESTS=ON -DLECUN_BUILD_EXAMPLES=ON > $out/tests.log 2>&1 ||
    { cat $out/tests.log; exit 1; }
cmake --build $out/tests -j "$(nproc)" --target test_threads threads init_model > $out/tests.log 2>&1 ||
    { cat $out/tests.log; exit 1; }
programs='test_threads|threads_example|test_init_model'
if TSAN_OPTIONS="exitcode=66" ctest --test-dir $out/tests --output-on-failure --no-tests=error -R "^($programs)\$"; then
    verdict ok "no race in $programs"
else
    verdict not-ok "$programs"
fi
closing_line
