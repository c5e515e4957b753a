#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The sources built as users build them: several compilers, with flags that try to change the arithmetic, and programs that
# change its mode at run time. Each row of the table says what is expected, and each is tried:
#   right      the golden digests
#   refused    does not compile, and a sentence says why
#   caught     other bits, and lecun_self_test says so
#
# Usage: test_builds.sh REPOSITORY [few|all]   (few: three rows; all, on x86-64: also cross compilers, and many more flags)
set -u
repo=$(cd "$1" && pwd)
# shellcheck source=verdict.sh
. "$repo/tests/verdict.sh"

. "$repo/tests/golden_digest.sh"
golden_digest "$repo" > "$work/expected" || exit 1

seen() {           # seen DIR RUNNER COMPILER FLAG...: what this build does
    local dir=$1 runner=$2
    shift 2
    mkdir -p "$dir"
    if ! (cd "$dir" && "$@" -o digest "$repo"/tests/digest.c "$repo"/src/*.c -lm) > "$dir/log" 2>&1; then
        if grep -q 'lecun: ' "$dir/log"; then echo refused; else echo "does not compile: $(grep -m1 error "$dir/log")"; fi
    elif $runner "$dir/digest" > "$dir/got" 2> /dev/null && cmp -s "$work/expected" "$dir/got"; then
        echo right
    elif grep -q 'self_test 11' "$dir/got"; then
        echo caught
    else
        echo "silently wrong: $(diff "$work/expected" "$dir/got" | grep '^>' | tr '\n' ' ')"
    fi
}

# row EXPECTED COMPILER FLAG...: built and run beside others. RUNNER, if set, precedes the program.
rows=()
row() {
    local n=${#rows[@]} expected=$1
    shift
    rows+=("$expected|$*")
    command -v "$1" > /dev/null || { echo "$1 is not installed" > "$work/$n.seen"; return; }
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    (seen "$work/$n" "${RUNNER:-}" "$@" > "$work/$n.seen"; rm -rf "${work:?}/$n") &
}

native='' fewer=''
case $(uname -m) in x86_64) native=-march=native fewer=-mno-fma ;; aarch64) native=-march=native ;; esac
row right gcc                                       # no flags at all
row right clang -O2 -ffast-math
# What llm.c's makefile says (its CFLAGS, without the program's own).
row right gcc -Ofast -Wno-unused-result -Wno-ignored-pragmas -Wno-unknown-attributes $native

if [ "${2:-}" != few ]; then
    row right clang
    row right gcc -O2 -ffast-math
    for cc in gcc clang; do
        row right $cc -std=c99 -pedantic -Wall -Wextra -Werror -O2
        row right $cc -O0
        row right $cc -O3 $native -ffp-contract=fast
        row right $cc -Ofast $native
        row right $cc -O2 $fewer -ffinite-math-only '-DDIGEST_MODE=fesetround(FE_UPWARD)'
    done
    row right gcc -O2 -fsingle-precision-constant
    row right clang -Ofast -DLECUN_NO_SIMD
    if command -v tcc > /dev/null; then row right tcc; fi
fi

if [ "${2:-}" = all ]; then
    for cc in gcc clang; do
        row right $cc -O3 $native
        row right $cc -Os -funsigned-char
        row right $cc -O2 -flto
        row right $cc -Ofast
        row right $cc -Ofast -flto
        row right $cc -Ofast $native -DLECUN_NO_SIMD -ffp-contract=fast
        row right $cc -O0 -ffast-math
        for flag in -funsafe-math-optimizations -freciprocal-math '-fassociative-math -fno-signed-zeros -fno-trapping-math' \
            -ffinite-math-only -fno-math-errno -fno-signed-zeros -fno-trapping-math -frounding-math -fno-strict-aliasing \
            -ftrapv -fwrapv -fshort-enums -fpack-struct -fpack-struct=1 -fpack-struct=2; do
            # shellcheck disable=SC2086
            row right $cc -O3 $native $flag
        done
        row right $cc -O2 -mfma -ffp-contract=fast
        row right $cc -O2 -ffp-contract=on
        for mode in FE_DOWNWARD FE_TOWARDZERO FE_UPWARD; do
            row right $cc -O2 "-DDIGEST_MODE=fesetround($mode)"
            row right $cc -O2 -DLECUN_NO_SIMD "-DDIGEST_MODE=fesetround($mode)"
        done
        for simd in -O2 '-O2 -DLECUN_NO_SIMD' '-O0 -DLECUN_NO_SIMD'; do
            # shellcheck disable=SC2086
            row right $cc $simd '-DDIGEST_MODE=_mm_setcsr(_mm_getcsr()|0x8040)'             # flush to zero, denormals are zero
        done
    done
    row right gcc -O2 "$(gcc -print-file-name=crtfastmath.o)"                              # what linking with -ffast-math adds
    row right gcc -O2 -fcx-limited-range -fno-signaling-nans -fexcess-precision=fast
    row right gcc -O2 -mpc32                                                                # the x87's, which nothing uses here
    row right gcc -O2 -mpc64
    row right clang -O2 -fsingle-precision-constant                                         # which clang ignores
    row right clang -O2 -ffp-model=fast
    row right clang -O2 -ffp-model=strict
    row right clang -O2 -fdenormal-fp-math=positive-zero
    row right gcc -O2 -mfpmath=387
    row right gcc -O2 -mfpmath=sse,387
    RUNNER="qemu-i386 -L /usr/i686-linux-gnu"
    row right i686-linux-gnu-gcc -O2
    row right i686-linux-gnu-gcc -Ofast
    row right i686-linux-gnu-gcc -O2 -msse2 -mfpmath=387
    row right i686-linux-gnu-gcc -O2 -ffloat-store
    row right,caught i686-linux-gnu-gcc -O2 -mpc32      # QEMU 7.2 rounds a 64-bit integer in fild by the precision control, which no processor does
    row right i686-linux-gnu-gcc -O2 -mpc64
    row right i686-linux-gnu-gcc -O2 -std=c99
    row right i686-linux-gnu-gcc -O2 '-DDIGEST_MODE=fesetround(FE_TOWARDZERO)'
    row right i686-linux-gnu-gcc -O2 -msse2 -mfpmath=sse
    RUNNER="qemu-m68k -L /usr/m68k-linux-gnu"
    row right m68k-linux-gnu-gcc -O2                                                        # 68881: 80 bits
    RUNNER=simavr
    row refused avr-gcc -O2 -mmcu=atmega2560                                                # double has 32 bits
    RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu"
    row right aarch64-linux-gnu-gcc -O2 '-DDIGEST_MODE=__asm__ volatile("msr fpcr,%0"::"r"(1ul<<24))'       # flush to zero
    row right aarch64-linux-gnu-gcc -O2 '-DDIGEST_MODE=fesetround(FE_TOWARDZERO)'
    row right aarch64-linux-gnu-gcc -Ofast
    RUNNER="qemu-arm -L /usr/arm-linux-gnueabihf"
    row right arm-linux-gnueabihf-gcc -O2 '-DDIGEST_MODE=__asm__ volatile("vmsr fpscr,%0"::"r"(1u<<24))'
    RUNNER="qemu-s390x -L /usr/s390x-linux-gnu"
    row right s390x-linux-gnu-gcc -O2 '-DDIGEST_MODE=fesetround(FE_TOWARDZERO)'
fi
wait

printf '%-110s %-24s %s\n' build expected seen
for n in "${!rows[@]}"; do
    expected=${rows[n]%%|*}
    result=$(cat "$work/$n.seen" 2> /dev/null)
    case ,$expected, in
    *",${result:-nothing},"*) passed=$((passed + 1)) mark=ok ;;
    *) failed=$((failed + 1)) mark="not ok" ;;
    esac
    printf '%-110s %-24s %s\n' "$mark - ${rows[n]#*|}" "$expected" "$result"
done
closing_line
