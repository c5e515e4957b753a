#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The sources as Visual C++ builds them: by clang with the command line, the macros and the targets of cl, and with headers of
# our own (tests/targets/msvc) in place of Microsoft's, which are not to be had. Compiled only; tests/run everywhere
# windows-msvc-x86_64 windows-msvc-macros also runs all tests so built.
#
# Usage: test_builds_cl.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
. "$repo/tests/verdict.sh"
cd "$work" || exit 1

if ! clang --driver-mode=cl --target=x86_64-pc-windows-msvc -c -Foempty.obj -- "$repo/src/seed.c" > log 2>&1 &&
    ! grep -q 'file not found' log; then
    echo "clang knows no cl here: not tried"
    exit 77
fi

cl() {             # cl TARGET OPTION... -- FILE: compiled without a word
    local target=$1
    shift
    clang --driver-mode=cl --target="$target"-pc-windows-msvc -fms-compatibility-version=19.40 -imsvc "$repo/tests/targets/msvc" \
        -c -Foone.obj "$@" > log 2>&1 && [ ! -s log ] || { cat log; return 1; }
}
all() {            # all TARGET OPTION...: every source
    local file
    for file in "$repo"/src/*.c; do cl "$@" -- "$file" || return; done
}

# What cl does not define that clang does in its name; then Microsoft's paths are taken. (cl has the intrinsics where it has no
# __SSE2__, and pragmas that clang does not know.)
as_cl="-U__clang__ -U__SSE2__ -FIemmintrin.h -Wno-unknown-pragmas"
check "x86_64: cl -O2 -W4" all x86_64 -O2 -W4
check "x86_64: cl -Od" all x86_64 -Od -W4
check "i686: cl -O2 -W4 -arch:SSE2" all i686 -O2 -W4 -arch:SSE2
check "aarch64: cl -O2 -W4" all aarch64 -O2 -W4
# shellcheck disable=SC2086
check "x86_64: with cl's macros" all x86_64 -O2 -W3 $as_cl
check "src/amalgamate" "$repo/src/amalgamate" one
check "lecun.c" cl x86_64 -O2 -W4 -- one/lecun.c
# shellcheck disable=SC2086
check "lecun.c with cl's macros, as assembly" cl x86_64 -O2 -w $as_cl -FA -Falecun.asm -- one/lecun.c
check "there the square root is the instruction" grep -q sqrtsd lecun.asm

closing_line
