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

# Macros that are there before the header: function-like ones of AssertMacros.h, Unreal Engine and others, and words of X11,
# Objective-C, Qt, Windows and Torch.
for name in check verify require ensure error min max fail debug log major minor expect; do
    echo "#define $name(x) a macro of this program"
done > "$work/macros.h"
for name in Success None Bool Status True False Always nil Nil YES NO ERROR IN OUT OPTIONAL TRUE FALSE near far small interface \
    emit slots signals foreach real T I N E OK; do
    echo "#define $name a macro of this program"
done >> "$work/macros.h"
cat > "$work/macros.cpp" << END
#include "macros.h"
#include "$repo/include/lecun.hpp"
#ifndef check
#  error "the header keeps the program's macro"
#endif
int main()
try {
    float weights[6];
    (lecun::check)(lecun_self_test());
    lecun::random_normal(0.0, 1.0, 42).fill(weights, {2, 3});
    return weights[0] == weights[1];
} catch (const lecun::error &e) {
    return e.code();
}
END
echo '#define check a macro that is no function' > "$work/object.h"
echo '#define error a macro that is no function' >> "$work/object.h"
for compiler in g++ clang++; do
    if $compiler -std=c++17 -Wall -Wextra -Werror -o "$work/macros" "$work/macros.cpp" "$library" > "$work/log" 2>&1 && "$work/macros"; then
        verdict ok "$compiler: after macros named check, error, Status and so on"
    else
        verdict not-ok "$compiler: after macros"; cat "$work/log"
    fi
    if $compiler -std=c++17 -Werror -fsyntax-only -include "$work/object.h" "$repo/tests/refused.cpp" -DCASE=0 > "$work/log" 2>&1; then
        verdict ok "$compiler: after a check that is no function"
    else
        verdict not-ok "$compiler: after a check that is no function"; cat "$work/log"
    fi
done

# All that clang can say of the header, and of a program that uses it, but
#   c++98-compat, c++98-compat-pedantic, pre-c++17-compat   the language is C++17
#   padded, weak-vtables    how the objects lie, and that the class of the exception has no file of its own
cat > "$work/everything.cpp" << END
#include "$repo/include/lecun.hpp"
int main()
try {
    std::vector<float> weights(6);
    lecun_status status = LECUN_OK;
    const lecun::dims shape = {2u, 3};
    lecun::he_normal(1).set_axes(nullptr, nullptr).fill(lecun::span(weights.data(), weights.size()), shape);
    lecun::random_normal(0.0, 1.0, 42L).fill(weights, std::vector<std::size_t>{2, 3}, status);
    lecun::orthogonal(1.0, 42).orthogonal_fill(weights, {2, 3});
    return status;
} catch (const lecun::error &e) {
    return e.code();
}
END
for compiler in clang++ clang++-19; do
    command -v $compiler > /dev/null || { echo "# $compiler is not installed: not tried"; continue; }
    for standard in 17 20 2b; do
        if $compiler -std=c++$standard -Weverything -Werror -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-pre-c++17-compat \
            -Wno-padded -Wno-weak-vtables $($compiler -Wno-unsafe-buffer-usage -Werror -x c++ -fsyntax-only /dev/null 2> /dev/null \
            && echo -Wno-unsafe-buffer-usage) -fsyntax-only "$work/everything.cpp" > "$work/log" 2>&1; then
            verdict ok "$compiler -std=c++$standard -Weverything"
        else
            verdict not-ok "$compiler -std=c++$standard -Weverything"; cat "$work/log"
        fi
    done
done

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
