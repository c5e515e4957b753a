#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Threads under ThreadSanitizer: test_threads, and the examples that start threads. First it is shown copies of the library
# in which a race was inserted, and must find every one. Clang instruments no access of more than 16 bytes, so what a kernel
# stores goes unnoticed: the portable code is run for that.
#
# Usage: tsan.sh       (about two minutes; the builds are in build/tsan)
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

# inserted WHAT FILE SED-SCRIPT FLAG...: a copy in which FILE is changed so; it must still compile, and be found.
inserted() {
    local copy=$out/inserted what=$1 file=$2 script=$3 status=0
    shift 3
    rm -rf "$copy"
    mkdir -p "$copy"
    cp -r src include "$copy"
    sed -i "$script" "$copy/src/$file"
    if cmp -s "src/$file" "$copy/src/$file"; then verdict not-ok "$what: $file does not hold what was to be changed"; return; fi
    # shellcheck disable=SC2086
    clang $flags "$@" -std=c99 -pthread -DVECTORS='""' -o "$copy/test_threads" tests/test_threads.c "$copy"/src/*.c -lcmocka
    TSAN_OPTIONS="exitcode=66" "$copy/test_threads" > "$copy.log" 2>&1 || status=$?
    if [ $status = 66 ] && grep -q 'WARNING: ThreadSanitizer: data race' "$copy.log"; then
        verdict ok "found: $what"
    else
        verdict not-ok "not found: $what (exit status $status)"
    fi
}
inserted "a choice of the kernel that is stored without an atomic access" dispatch.c \
    's/__atomic_store_n(&chosen, number, __ATOMIC_RELAXED)/chosen = number/'
inserted "a kernel's workspace that all calls share" kernel_template.h 's/  ALIGNED workspace w;/  static ALIGNED workspace w;/'
inserted "a buffer of the portable code that all calls share" keras_stream.c 's/^    uint32_t words\[4\];/    static uint32_t words[4];/' \
    -DLECUN_NO_SIMD
touch='if (first + (int64_t)count < elements) ((volatile char *)out)[count * lecun_dtype_size(dtype)] += 0;'
inserted "a fill that touches the element behind its part" fill.c \
    "s/^    if (count)\$/&\\n    {\\n$touch/; s/^        draw(&plan, out, count, (uint64_t)first);\$/&\\n    }/" -DLECUN_NO_SIMD

# GCC's OpenMP is not built for ThreadSanitizer, which would take its barriers for races; the example has pthreads too.
programs='test_threads|threads_example|test_init_model'
no_race() {            # no_race WHAT FLAG...
    local what=$1 dir=$out/$1
    shift
    cmake -S . -B "$dir" -DCMAKE_BUILD_TYPE=None -DCMAKE_C_COMPILER=clang -DCMAKE_C_FLAGS="$flags $*" \
        -DCMAKE_DISABLE_FIND_PACKAGE_OpenMP=ON -DLECUN_BUILD_TESTS=ON -DLECUN_BUILD_EXAMPLES=ON > "$dir.log" 2>&1 &&
        cmake --build "$dir" -j "$(nproc)" --target test_threads threads init_model > "$dir.log" 2>&1 || { cat "$dir.log"; exit 1; }
    if TSAN_OPTIONS="exitcode=66" ctest --test-dir "$dir" --output-on-failure --no-tests=error -R "^($programs)\$"; then
        verdict ok "no race in $programs, $what"
    else
        verdict not-ok "$programs, $what"
    fi
}
no_race kernels
no_race portable -DLECUN_NO_SIMD
closing_line
