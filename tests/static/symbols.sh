#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the library exports, what it takes from elsewhere, what it could write to; and its header in every C and C++ that a
# user may have.
#
# Usage: symbols.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
here=$repo/tests/static
. "$repo/tests/verdict.sh"

check() {      # check TEXT COMMAND...: the command succeeds
    local text=$1
    shift
    if "$@" > "$work/log" 2>&1; then verdict ok "$text"; else verdict not-ok "$text"; cat "$work/log"; fi
}

library() {    # library NAME OPTION...: built as CMake builds it
    local dir=$work/$1
    shift
    cmake -S "$repo" -B "$dir" -DLECUN_BUILD_TESTS=OFF -DLECUN_BUILD_EXAMPLES=OFF -DLECUN_BUILD_PROGRAMS=OFF "$@" && cmake --build "$dir"
}
check "a static library" library static
check "a shared library" library shared -DBUILD_SHARED_LIBS=ON
static=$work/static/liblecun.a

exports() { nm -D --defined-only "$work/shared/liblecun.so" | awk '{ print $3 }' | sort; }
declared() { sed -n 's/^LECUN_API [^(]*[ *]\(lecun_[a-z0-9_]*\)(.*/\1/p' "$repo/include/lecun.h" | sort; }
declared > "$work/declared"
exports > "$work/exports"
same_symbols() { [ -s "$work/exports" ] && ! grep -v '^lecun_' "$work/exports" && diff "$work/declared" "$work/exports"; }
check "the $(wc -l < "$work/exports") symbols that it exports are the functions of the header" same_symbols

# Only lecun_ may be global in the static library, too: it shares a program's one namespace.
nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' | sort -u > "$work/global"
prefixed() { [ -s "$work/global" ] && ! grep -v '^lecun_' "$work/global"; }
check "every global symbol of the static library begins with lecun_" prefixed

nm -u "$static" | awk '/ U / { print $2 }' | grep -v '^lecun_' | sort -u > "$work/undefined"
echo "    undefined: $(paste -sd' ' "$work/undefined")"
grep -v '^#' "$here/undefined.txt" | awk '{ print $1 }' | sort -u > "$work/allowed"
only_allowed() { [ -s "$work/undefined" ] && ! comm -23 "$work/undefined" "$work/allowed" | grep .; }
check "all of them are on the list" only_allowed

# (.data.rel.ro holds constants with addresses: written by the loader, then read-only.)
writable() {
    objdump -t "$static" | grep -E 'O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)' | grep -vF .data.rel.ro |
        awk '{ print $NF, $(NF - 1) }'
}
echo "    writable: $(writable | paste -sd, | sed 's/,/, /g') (name, bytes in hexadecimal)"
one_word() { [ "$(writable)" = "chosen 0000000000000004" ]; }
check "no writable data but the word that remembers the kernel chosen for this processor" one_word

# (int64_t is older than C++11 in every C++ library.)
warnings="-pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Wundef -Werror"
for compiler in g++ clang++; do
    for standard in 98 11 14 17 20 2b; do
        # shellcheck disable=SC2086
        check "$compiler -std=c++$standard" $compiler -std=c++$standard $warnings -Wold-style-cast -o "$work/header" \
            "$repo/tests/consumer/header.cpp" "$static"
        check "$compiler -std=c++$standard runs" "$work/header"
        rm -f "$work/header"
    done
done
for compiler in gcc clang; do
    for standard in 99 11 17 2x; do
        # shellcheck disable=SC2086
        check "$compiler -std=c$standard, the header alone" $compiler -std=c$standard $warnings -Wstrict-prototypes \
            -fsyntax-only -x c "$repo/include/lecun.h"
    done
done

# Every function that returns a status warns where it is not looked at.
sed -n 's/^LECUN_API LECUN_MUST_CHECK lecun_status \(lecun_[a-z0-9_]*\)(.*/\1/p' "$repo/include/lecun.h" | sort > "$work/must"
sed -n 's/^LECUN_API .*lecun_status \(lecun_[a-z0-9_]*\)(.*/\1/p' "$repo/include/lecun.h" | sort > "$work/statuses"
all_marked() { [ -s "$work/must" ] && diff "$work/must" "$work/statuses"; }
check "the $(wc -l < "$work/statuses") functions that return a status are marked" all_marked
cat > "$work/ignores.c" << 'EOF'
#include "lecun.h"
int main(void)
{
    lecun_initializer init;
    lecun_init_zeros(&init);
    lecun_self_test();
    return 0;
}
EOF
warns() {      # warns COMPILER...: once for each of the two calls
    [ "$("$@" -I "$repo/include" -c -o "$work/ignores.o" "$work/ignores.c" 2>&1 | grep -cE 'warning: ignoring return value')" = 2 ]
}
for compiler in "gcc -std=c99" "gcc -std=c2x" "clang -std=c99" "clang -std=c2x" "g++ -x c++ -std=c++98" "g++ -x c++ -std=c++17" \
    "clang++ -x c++ -std=c++98" "clang++ -x c++ -std=c++17"; do
    # shellcheck disable=SC2086
    check "$compiler warns of a status that is ignored" warns $compiler
    # shellcheck disable=SC2086 # as on compilers that are neither GCC nor clang
    check "$compiler, the standard's attribute or none" $compiler -U__GNUC__ -U__clang__ -Wno-unused-result -I "$repo/include" \
        -fsyntax-only "$work/ignores.c"
done

closing_line
