#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# test_snn.sh SNN REPOSITORY            - what the example snn computes, says and leaves behind
# test_snn.sh SNN REPOSITORY picture    - its default run draws examples/snn.svg, to the byte
#
# One line a check: ok, not ok, or skip with the reason. The last line counts them.
set -u
export LC_ALL=C

[ $# -ge 2 ] || { echo "usage: $0 SNN REPOSITORY [picture]" >&2; exit 2; }
program=$(realpath "$1") repository=$(realpath "$2")
digits=$repository/examples/digits.csv
. "$repository/tests/verdict.sh"    # sets $work
cd "${work:?}" || exit 1

run() {        # run ARGUMENT... - its standard output, standard error and exit status, in .out, $err and $status
    "$program" "$@" > .out 2> .err
    status=$?
    err=$(< .err)
}
result_is() { equal "$status: $err" "$1"; }
failed_with() { result_is "1: snn: $1"; }

# The example computes in float with +, -, *, / and sqrt alone, so other bits are a fault, except where the compiler keeps
# floats in wider registers: the x87, and gcc for S/390.
if [ "${3:-}" = picture ]; then
    case $(uname -m) in
    i?86 | s390*) echo "skip - float is wider than float here"; exit 77 ;;
    esac
    run "$digits" --svg picture.svg
    check "the default run succeeds" result_is "0: "
    check "it draws the picture that the repository shows" cmp picture.svg "$repository/examples/snn.svg"
    closing_line
    exit
fi

# --- The numbers ----------------------------------------------------------------------------------------------------------

check "the images are those whose origin is told" \
    grep -qF "$(sha256sum "$digits" | cut -c 1-64)" "$repository/examples/digits.origin.txt"

run "$digits" --seeds 1 --epochs 3 --rate 0.01 --table --svg first.svg
cp .out first.out
check "one seed, three epochs" result_is "0: "
short=(--seeds 2 --epochs 2 --layers 8)
run "$digits" "${short[@]}" --table --svg once.svg
cp .out once.out
run "$digits" "${short[@]}" --table --svg again.svg
check "again: the same numbers" cmp .out once.out
check "  and the same picture" cmp again.svg once.svg
run "$digits" "${short[@]}" --table --seeds 1
check "a seed less: other numbers for every network" \
    equal "$(comm -12 <(sed -n '4,8p' .out | sort) <(sed -n '4,8p' once.out | sort))" ""

# values NETWORK before|after mean|variance - one line a hidden layer, from the tables; NETWORK is the letter
values() {
    awk -v letter="$1" -v when="$2" -v column="$([ "$3" = mean ]; echo $?)" '
        /^Mean and variance/ { current = $7; next }
        current == when && $1 ~ /^[A-Z]$/ { for (i = 1; i <= NF; i++) if ($i == letter) at = 2 * i }
        current == when && $1 ~ /^[0-9]+$/ && $1 > 0 { print $(at + column) }' first.out
}
# Every one of 32 values, or of those from layer FIRST on, lies within LOW..HIGH.
within() {     # within LOW HIGH FIRST NETWORK before|after mean|variance
    values "${@:4}" | awk -v low="$1" -v high="$2" -v first="$3" '
        function good(x) { return x ~ /^-?[0-9.]+(e[-+][0-9]+)?$/ && x + 0 >= low && x + 0 <= high }
        NR >= first && !good($1) { print "layer " NR ": " $1; bad = 1 }
        END { exit bad || NR != 32 }'
}
# The bounds are round numbers about what the theory of wide networks gives: 1 for LecunNormal; 0.365 without the correction;
# 1.15e-6 for the uniform in layer 32; with HeNormal 11 in layer 8, growing on.
check "LecunNormal: every layer's variance is near 1 before training" within 0.6 1.6 1 L before variance
check "  and its mean near 0" within -0.15 0.15 1 L before mean
check "  and after training no layer has died or exploded" within 0.5 8 1 L after variance
check "without the correction it settles near 0.365" within 0.24 0.5 12 T before variance
check "the uniform's variance has vanished by layer 32" within 1e-7 1e-5 32 U before variance
check "  on a straight way: it never grows" equal "$(values U before variance | sort -gr)" "$(values U before variance)"
check "HeNormal's variance has exploded by layer 8" within 5 1000 8 H before variance
outside() { ! within "$@" > .outside && [ -s .outside ]; }
check "the bounds of LecunNormal tell it from the uncorrected" outside 0.6 1.6 1 T before variance

accuracy() { awk -v letter="$1" '$1 == letter && / \+- / { sub(/ *\+- .*/, ""); print $NF; exit }' first.out; }
accuracy_within() {    # accuracy_within LOW HIGH NETWORK
    awk -v a="$(accuracy "$3")" -v low="$1" -v high="$2" '
        BEGIN { good = a "" ~ /^[0-9.]+$/ && a + 0 >= low && a + 0 <= high; if (!good) print "accuracy: " a; exit !good }'
}
check "LecunNormal has learnt" accuracy_within 65 100 L
check "the uniform has not" accuracy_within 5 30 U
check "the output fits 80 columns" not grep -q '.\{81\}' first.out
check "  and is ASCII" not grep -q '[^ -~]' first.out

# --- The picture ----------------------------------------------------------------------------------------------------------

if command -v xmllint > /dev/null; then
    well_formed() { xmllint --noout "$1"; }
elif command -v python3 > /dev/null; then
    well_formed() { python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$1"; }
else
    well_formed() { tail -n 1 "$1" | grep -qx '</svg>'; }
    echo "skip - whether the pictures are XML: neither xmllint nor python3 is here"
fi
numbers_alone() { not grep -Eiq '[^a-z](nan|inf)' "$1"; }
curves() { grep -c '<path fill="none"' "$1"; }
check "the picture is well-formed" well_formed first.svg
check "  has no number that is none" numbers_alone first.svg
check "  has a curve for each network in each panel" equal "$(curves first.svg)" 20
check "  names all five networks" equal "$(grep -c 'text-anchor="end">[A-Za-z]' first.svg)" 5

run "$digits" --seeds 1 --epochs 1 --layers 8 --rate 1000 --table --svg wild.svg
check "networks that diverge are a result" result_is "0: "
check "  that is named" grep -q diverged .out
check "  and drawn" well_formed wild.svg
check "  as far as there are numbers" numbers_alone wild.svg
for layers in 1 64; do
    run "$digits" --seeds 1 --epochs 1 --layers $layers --svg layers.svg
    check "$layers hidden layers" result_is "0: "
    check "  and their picture" well_formed layers.svg
    check "  of numbers alone" numbers_alone layers.svg
done
run "$digits" --seeds 1 --epochs 1 --layers 1 --grid
check "--grid has a row a network, and one for all" equal "$status: $(grep -c '[0-9]\.[0-9] *$' .out)" "0: 6"

# --- Images that are refused ----------------------------------------------------------------------------------------------

line=$(head -n 1 "$digits")
bad_line() { sed "7s/.*/$1/" "$digits" > bad.csv; }
refused() {    # refused WHAT MESSAGE - for bad.csv
    run bad.csv --svg bad.svg
    check "refused: $1" failed_with "bad.csv$2"
    check "  silently else, and without a picture" equal "$(wc -c < .out) $(find . -name 'bad.svg*')" "0 "
}
expected="expected 64 pixels from 0 to 16 and a digit, with commas between them"
rm -f bad.csv;                                  refused "a file that is not there" ": No such file or directory"
mkdir bad.csv;                                  refused "a directory" ": Is a directory"
rmdir bad.csv
: > bad.csv;                                    refused "an empty file" ": 0 images instead of 1797"
head -n 1796 "$digits" > bad.csv;               refused "a file cut between lines" ": 1796 images instead of 1797"
head -c 100000 "$digits" > bad.csv;             refused "a file cut in a line" ":$(($(wc -l < bad.csv) + 1)): $expected"
{ cat "$digits"; echo "$line"; } > bad.csv;     refused "one line more" ": more than the 1797 images that were expected"
gzip -c "$digits" > bad.csv;                    refused "a compressed file" ":1: $expected"
head -c 300000 /dev/zero > bad.csv;             refused "zeros" ":1: $expected"
{ echo label; cat "$digits"; } > bad.csv;       refused "a heading" ":1: $expected"
bad_line "";                                    refused "an empty line" ":7: $expected"
bad_line "17${line#0}";                         refused "a pixel of 17" ":7: $expected"
bad_line "-1${line#0}";                         refused "a pixel of -1" ":7: $expected"
bad_line "00001${line#0}";                      refused "a pixel of five digits" ":7: $expected"
bad_line "0.5${line#0}";                        refused "a pixel of 0.5" ":7: $expected"
bad_line "${line%0}10";                         refused "a digit of 10" ":7: $expected"
bad_line "$line,0";                             refused "66 numbers" ":7: $expected"
bad_line "${line%,0}";                          refused "64 numbers" ":7: $expected"
bad_line "$line ";                              refused "a blank at the end" ":7: $expected"
bad_line "${line//,/;}";                        refused "semicolons" ":7: $expected"
bad_line "$line$(printf ',%.0s' {1..300})";     refused "a line too long" ":7: $expected"
sed '7s/,/\x00/' "$digits" > bad.csv;           refused "a NUL" ":7: $expected"

sed 's/$/\r/' "$digits" > crlf.csv
one_layer=(--seeds 1 --epochs 1 --layers 1)
run "$digits" "${one_layer[@]}"
cp .out lf.out
run crlf.csv "${one_layer[@]}"
check "lines may end as on Windows" cmp .out lf.out

# --- Where the picture goes -----------------------------------------------------------------------------------------------

run "$digits" "${one_layer[@]}" --svg plain.svg
check "a picture of one layer" well_formed plain.svg
if [ -e /dev/full ]; then
    run "$digits" "${one_layer[@]}" --svg /dev/full
    check "a full device" failed_with "/dev/full: No space left on device"
    check "  is still a device" [ -c /dev/full ]
    "$program" "$digits" "${one_layer[@]}" > /dev/full 2> .err
    check "a full standard output" equal "$?: $(< .err)" "1: snn: standard output: No space left on device"
else
    echo "skip - full devices: this system has no /dev/full"
fi
run "$digits" "${one_layer[@]}" --svg nowhere/x.svg
check "a folder that is not there" failed_with "nowhere/x.svg: No such file or directory"
mkdir folder
run "$digits" "${one_layer[@]}" --svg folder
check "a folder as the file" failed_with "folder: Is a directory"
for old in "" precious; do
    rm -f limited.svg
    [ -z "$old" ] || echo "$old" > limited.svg
    (trap '' XFSZ; ulimit -f 1; "$program" "$digits" "${one_layer[@]}" --svg limited.svg > /dev/null 2> .limited)
    check "a file that may not grow, ${old:-no file} before" equal "$?: $(< .limited)" "1: snn: limited.svg: File too large"
    check "  leaves what was there" equal "$(cat limited.svg 2> /dev/null)" "$old"
    check "  and no part of a picture" equal "$(echo limited.svg.part*)" "limited.svg.part*"
done
run "$digits" "${one_layer[@]}" --svg limited.svg
check "a picture takes the place of an old file" cmp limited.svg plain.svg
cp "$digits" digits.csv
run digits.csv "${one_layer[@]}" --svg digits.csv
check "the digits are not overwritten" failed_with "digits.csv: this is the file of the digits"
check "  and stay" cmp digits.csv "$digits"
ln -s precious new.svg.part
run "$digits" "${one_layer[@]}" --svg new.svg
check "a link under the name of a part is not followed" [ ! -e precious ]
rm new.svg.part
ln -s target.svg link.svg
run "$digits" "${one_layer[@]}" --svg link.svg
check "a link stays a link" equal "$(readlink link.svg)" target.svg
check "  and leads to the picture" cmp target.svg plain.svg
"$program" "$digits" "${one_layer[@]}" --svg /dev/stdout | cat > piped
check "a pipe" cmp <(sed -n '/^<svg/,$p' piped) plain.svg
check "no part of a picture is left at the end" equal "$(find . -name '*.part*')" ""

# --- The command line -----------------------------------------------------------------------------------------------------

while read -r -a arguments; do
    run "${arguments[@]}"
    check "usage: snn ${arguments[*]}" like "$status $(wc -c < .out) $err" "2 0 snn: *"
done << END

digits.csv digits.csv
digits.csv --loud
digits.csv --svg
digits.csv --seeds
digits.csv --seeds 0
digits.csv --seeds 101
digits.csv --seeds 1x
digits.csv --seeds -1
digits.csv --layers 0
digits.csv --layers 65
digits.csv --layers 99999999999999999999
digits.csv --epochs 1001
digits.csv --rate 0
digits.csv --rate -1
digits.csv --rate nan
digits.csv --rate inf
digits.csv --rate 1e4
digits.csv --rate 0.1x
digits.csv --grid --svg x.svg
digits.csv --grid --table
END
run --help
check "--help" like "$status $(head -n 1 .out) $err" "0 usage: snn DIGITS.csv * "

closing_line
