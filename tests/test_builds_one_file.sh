#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The library joined into one file by src/amalgamate: it compiles without flags and without warnings, gives the golden
# digests, and exports the header's functions and nothing else.
#
# Usage: test_builds_one_file.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
. "$repo/tests/verdict.sh"
. "$repo/tests/golden_digest.sh"
cd "$work" || exit 1
golden_digest "$repo" > expected || exit 1

quietly() { "$@" > log 2>&1 || { cat log; return 1; }; }
check() { if quietly "${@:2}"; then verdict ok "$1"; else verdict not-ok "$1"; fi; }

check "src/amalgamate" "$repo/src/amalgamate" one
echo "lecun.c has $(wc -l < one/lecun.c) lines, $(wc -c < one/lecun.c) bytes"
in_its_folder() { ( cd "$repo/src" && ./amalgamate "$work/again" ) && cmp one/lecun.c again/lecun.c; }
check "from another folder it makes the same file" in_its_folder
header_is_copied() { cmp one/lecun.h "$repo/include/lecun.h" && cmp one/lecun.hpp "$repo/include/lecun.hpp" &&
    cmp one/lecun_device.h "$repo/include/lecun_device.h"; }
check "beside it stand the headers as they are" header_is_copied
no_inclusion() { ! grep '^# *include "' one/lecun.c | grep -vxF '#include "lecun.h"'; }
check "it includes no file of the library but lecun.h" no_inclusion

# The test program reads two internal headers, and of the library only what lecun.c exports.
check "the test program" gcc -O2 -c -o digest.o "$repo/tests/digest.c"
same_bits() {  # same_bits COMPILER FLAG...
    if ! quietly "$@" -c -o one.o one/lecun.c; then
        verdict not-ok "$*: does not compile"
    elif [ -s log ]; then
        verdict not-ok "$*: warns"; cat log
    elif ! quietly gcc -o joined digest.o one.o || ! ./joined > got || ! diff expected got; then
        verdict not-ok "$*: other bits"
    else
        verdict ok "$*: the golden digests"
    fi
}
native=
case $(uname -m) in x86_64 | aarch64) native=-march=native ;; esac
for cc in gcc clang; do
    same_bits $cc
    # shellcheck disable=SC2086
    same_bits $cc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -O3 $native -ffp-contract=fast
done
same_bits gcc -O2 -DLECUN_NO_SIMD
if command -v tcc > /dev/null; then same_bits tcc; else echo "tcc is not installed: not tried"; fi
same_bits gcc -O3 -ffast-math

same_bits g++ -x c
sed -n 's/^LECUN_API [^(]*[ *]\(lecun_[a-z0-9_]*\)(.*/\1/p' "$repo/include/lecun.h" | sort > declared
exports() { nm -g --defined-only one.o | awk '{ print $3 }' | sort > exported; [ -s exported ] && diff declared exported; }
check "its symbols are the header's functions" exports

# A unity build, which includes the sources as they come. The kernels do not fit into one, and say so.
unity() { for file; do printf '#include "%s"\n' "$file"; done > unity.c; }
for order in "" "--reverse" "--random-sort --random-source=$repo/LICENSE"; do
    # shellcheck disable=SC2046,SC2086
    unity $(printf '%s\n' "$repo"/src/*.c | sort $order)
    for cc in gcc clang; do
        check "$cc: the portable code in one unit, sort ${order% *}" $cc -DLECUN_NO_SIMD -Wall -Wextra -Werror -fsyntax-only unity.c
    done
done
unity "$repo"/src/*.c
refuses_kernels() { ! gcc -O2 -fsyntax-only unity.c 2> refusal && grep -q 'lecun: two kernels in one translation unit' refusal; }
case $(uname -m) in x86_64) check "the kernels in one unit: refused with a sentence" refuses_kernels ;; esac

# A header that is first included under a condition would be missing where the condition does not hold.
refuses_conditions() {
    mkdir -p three && cp -r "$repo/src" "$repo/include" three &&
        sed -i '1i #ifdef X\n#include "json.h"\n#endif' three/src/entropy.c &&
        ! three/src/amalgamate three/one 2> refusal && grep -q 'under a condition' refusal && [ ! -e three/one/lecun.c ]
}
check "a header first included under a condition: refused with a sentence" refuses_conditions

closing_line
