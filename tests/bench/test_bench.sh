#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The benchmark program runs: one line per kernel, distribution, dtype and size, and a clear refusal of what it does not
# take. No time is judged.
#
# Usage: test_bench.sh BENCH
set -u
bench=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../verdict.sh"

# A line per combination of what should be there, once each, with positive times and the median not below the best.
complete() {    # complete NAME THREADS SIZE...
    local name=$1 threads=$2 kernel distribution dtype size
    shift 2
    sed -n 's/^# kernel \([^ :]*\): runs here$/\1/p' "$work/out" | while read -r kernel; do
        for distribution in truncated_normal normal uniform; do
            for dtype in f32 f64 f16 bf16; do
                for size; do printf '%s\t%s\t%s\t%s\t%s\n' "$kernel" $distribution $dtype "$size" "$threads"; done
            done
        done
    done > "$work/expected"
    grep -v '^#' "$work/out" | cut -f 1-5 > "$work/got"
    if grep -q "^portable" "$work/expected" && diff "$work/expected" "$work/got"; then
        verdict ok "$name: $(wc -l < "$work/got") lines"
    else
        verdict not-ok "$name: other lines"; cat "$work/out"
    fi
    if grep -v '^#' "$work/out" | awk -F '\t' '
        NF != 12 || !($7 > 0 && $8 >= $7 && $9 > 0 && $10 > 0 && $11 >= $10 && $12 > 0) { bad = 1 }
        END { exit bad || !NR }'; then
        verdict ok "$name: the numbers make sense"
    else
        verdict not-ok "$name: numbers that make no sense"; cat "$work/out"
    fi
}

# 16 and 100 values, which one thread of three fills alone or not.
for threads in 1 3; do
    if "$bench" --tsv --quick --sizes 16,100 --threads $threads > "$work/out"; then
        complete "$threads threads" $threads 16 100
    else
        verdict not-ok "bench --quick fails with $threads threads"
    fi
done

if "$bench" --quick --repeats 1 --sizes 2^4 --kernel portable --distribution uniform --dtype f16,f32 > "$work/out" &&
    [ "$(grep -c '^portable  *uniform  *f\(16\|32\)  *16 ' "$work/out")" = 2 ]; then
    verdict ok 'the table has what was chosen'
else
    verdict not-ok 'the table has not what was chosen'; cat "$work/out"
fi

if "$bench" --quick --sizes 16 --kernel chosen --dtype f32 > "$work/out" &&
    [ "$(grep -vc '^#\|^kernel' "$work/out")" = 3 ]; then
    verdict ok 'the chosen kernel alone'
else
    verdict not-ok 'the chosen kernel alone'; cat "$work/out"
fi

if "$bench" --help | grep -q '^usage: bench'; then verdict ok 'help'; else verdict not-ok 'help'; fi

refused() {    # refused OPTION...: exit status 2, one line that begins with the program's name, nothing else
    "$bench" "$@" > "$work/out" 2> "$work/err"
    if [ $? = 2 ] && [ ! -s "$work/out" ] && [ "$(grep -c '^bench: ' "$work/err")" = 1 ] &&
        [ "$(wc -l < "$work/err")" = 1 ]; then
        verdict ok "refused: $*"
    else
        verdict not-ok "not refused: $*"; cat "$work/out" "$work/err"
    fi
}

refused --speed
refused 16
refused --sizes
refused --sizes 0
refused --sizes 16,
refused --sizes 16,x
refused --sizes 2^
refused --sizes 2^64
refused --sizes -1
refused --sizes 99999999999999999999
refused --kernel none
refused --dtype f8
refused --dtype f32,
refused --distribution gamma
refused --threads 0
refused --threads 257
refused --threads 1,2
refused --repeats 1001

# As tests/bench/run builds it: where nothing but a C compiler is.
alone() {
    cmake -S "$here" -B "$work/alone" -DCMAKE_DISABLE_FIND_PACKAGE_cmocka=ON -DCMAKE_CXX_COMPILER=/missing \
        -DCMAKE_C_FLAGS=-DLECUN_NO_SIMD && cmake --build "$work/alone" --target bench && "$work/alone/bench" --sizes 16 --repeats 1
}
if alone > "$work/log" 2>&1; then verdict ok "it is built without cmocka and C++"; else verdict not-ok "without cmocka"; cat "$work/log"; fi

closing_line
