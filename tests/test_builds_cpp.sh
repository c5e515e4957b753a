#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# lecun.hpp as users compile it: each standard from C++17 on, both compilers, every warning an error, with and without
# exceptions and run-time types; mistakes that must not compile; and the example.
#
# Usage: test_builds_cpp.sh REPOSITORY LIBRARY
set -u
repo=$(cd "$1" && pwd)
library=$2
. "$repo/tests/verdict.sh"
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror"

runs() {       # runs COMPILER FLAG...: the test program compiles and passes
    # shellcheck disable=SC2086
    if "$@" $warnings -o "$work/test" "$repo/tests/test_cpp.cpp" "$library" > "$work/log" 2>&1 &&
        "$work/test" > "$work/log" && grep -q ' checks, 0 failures$' "$work/log"; then
        verdict ok "$*: $(tail -n 1 "$work/log")"
    else
        verdict not-ok "$*"; cat "$work/log"
    fi
}

compiles() {   # compiles COMPILER FLAG...: the test program compiles
    # shellcheck disable=SC2086
    if "$@" $warnings -fsyntax-only "$repo/tests/test_cpp.cpp" > "$work/log" 2>&1; then
        verdict ok "$*: compiles"
    else
        verdict not-ok "$*"; cat "$work/log"
    fi
}

refused() {    # refused CASE WORDS
    if clang++ -std=c++17 -fno-exceptions -fsyntax-only -DCASE="$1" "$repo/tests/refused.cpp" > "$work/log" 2>&1; then
        verdict not-ok "refused.cpp compiles in case $1"
    elif grep -q "error: .*$2" "$work/log"; then
        verdict ok "refused.cpp, case $1: $2"
    else
        verdict not-ok "refused.cpp, case $1, is refused for another reason"; cat "$work/log"
    fi
}

runs g++ -std=c++20
runs g++ -std=c++17 -fno-exceptions -fno-rtti
runs clang++ -std=c++17
runs clang++ -std=c++20 -fno-exceptions -fno-rtti
compiles g++ -std=c++2b
compiles clang++ -std=c++2b

if clang++ -std=c++17 -fno-exceptions -fsyntax-only -DCASE=0 "$repo/tests/refused.cpp" > "$work/log" 2>&1; then
    verdict ok "refused.cpp without a mistake compiles"
else
    verdict not-ok "refused.cpp without a mistake"; cat "$work/log"
fi
cases=$(sed -n 's/^#elif CASE == \([0-9]*\)  *\/\/ \(.*\)$/\1 \2/p' "$repo/tests/refused.cpp")
[ "$(printf '%s\n' "$cases" | wc -l)" -ge 10 ] || verdict not-ok "the cases of refused.cpp were not found"
while read -r number words; do refused "$number" "$words"; done <<< "$cases"

example() {
    g++ -I"$repo/include" -o "$work/example" "$repo/examples/lecun_normal.cpp" "$library" &&
        gcc -I"$repo/include" -o "$work/example_c" "$repo/examples/lecun_normal.c" "$library" &&
        "$work/example" > "$work/got" && "$work/example_c" > "$work/expected" && cmp "$work/got" "$work/expected"
}
if example > "$work/log" 2>&1; then
    verdict ok "the example prints what the one in C prints"
else
    verdict not-ok "the example in C++"; cat "$work/log"
fi

closing_line
