#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The sources built as users build them: several compilers, with flags that try to change the arithmetic. Each build must give the golden
# digests; one with -ffast-math may refuse to compile, or be caught by lecun_self_test.
#
# Usage: test_builds.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
. "$repo/tests/verdict.sh"

. "$repo/tests/golden_digest.sh"
golden_digest "$repo" > "$work/expected" || exit 1

build() {      # build COMPILER FLAG...: makes $work/digest
    ( cd "$work" && rm -f digest && "$@" -o digest "$repo"/tests/digest.c "$repo"/src/*.c ) > "$work/log" 2>&1
}

same_bits() {
    if ! build "$@"; then
        verdict not-ok "$* does not compile"; cat "$work/log"
    elif "$work/digest" > "$work/got" && diff "$work/expected" "$work/got"; then
        verdict ok "$*: the golden digests"
    else
        verdict not-ok "$*: other bits"
    fi
}

never_silently_wrong() {
    if ! build "$@"; then
        if grep -q 'lecun:' "$work/log"; then verdict ok "$*: refused with a sentence"; else verdict not-ok "$*: refused without one"; cat "$work/log"; fi
    elif "$work/digest" > "$work/got" && cmp -s "$work/expected" "$work/got"; then
        verdict ok "$*: the golden digests"
    elif grep -q 'self_test 11' "$work/got"; then
        verdict ok "$*: other bits, and the self test says so"
    else
        verdict not-ok "$*: silently other bits"
    fi
}

native=
case $(uname -m) in x86_64 | aarch64) native=-march=native ;; esac
for cc in gcc clang; do
    command -v $cc > /dev/null || { verdict not-ok "$cc is not installed"; continue; }
    same_bits $cc                                   # no flags at all
    same_bits $cc -std=c99 -pedantic -Wall -Wextra -Werror -O2
    same_bits $cc -O0
    same_bits $cc -O3 $native
    same_bits $cc -O3 $native -ffp-contract=fast
    same_bits $cc -Os -funsigned-char
    same_bits $cc -O2 -flto
    never_silently_wrong $cc -O2 -ffast-math
    never_silently_wrong $cc -O3 $native -ffast-math
    never_silently_wrong $cc -O2 -funsafe-math-optimizations
    never_silently_wrong $cc -O3 $native -fno-signed-zeros -fno-trapping-math
done
if command -v tcc > /dev/null; then same_bits tcc; fi

closing_line
