#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# test_command.sh LECUN INIT_MODEL REPOSITORY - what the command lecun writes, says, refuses and leaves behind
#
# One line a check: ok, not ok, or skip with the reason. The last line counts them.
set -u
export LC_ALL=C

[ $# -eq 3 ] || { echo "usage: $0 LECUN INIT_MODEL REPOSITORY" >&2; exit 2; }
lecun=$(realpath "$1") init_model=$(realpath "$2") repository=$(realpath "$3")
. "$repository/tests/verdict.sh"
cd "$work" || exit 1

# run ARGUMENT... - its standard output, standard error and exit status, in $out, $err and $status
run() {
    "$lecun" "$@" > .out 2> .err
    status=$?
    out=$(< .out) err=$(< .err)
}
failed_with() { equal "$status: $err" "1: lecun: $1"; }
no_temporary() { equal "$(find . -name '.lecun*')" ""; }
sum() { sha256sum | cut -c 1-64; }

# --- fill: Keras's bits ---------------------------------------------------------------------------------------------------

# Every twentieth of the records, and all of LecunNormal(42)((784, 256)).
golden() {
    local framework class config dtype draw shape count sha rest records=0 wrong=0
    while read -r framework class config dtype draw shape count sha rest; do
        records=$((records + 1))
        [ "$("$lecun" fill --class "$class" --config "$config" --shape "$shape" --dtype "$dtype" --profile "$framework" \
            $( [ "$draw" = 0 ] || echo --draw "$draw") -o - < /dev/null | sum)" = "$sha" ] ||
            { wrong=$((wrong + 1)); echo "differs: $framework $class $config $dtype $draw $shape"; }
    done < <(grep '^keras' "$repository/tests/vectors/golden.txt" |
        awk 'NR % 20 == 1 || ($2 == "LecunNormal" && $3 == "{\"seed\":42}" && $6 == "784x256")')
    echo "# $records records"
    [ "$records" -gt 150 ] && [ "$wrong" = 0 ]
}
check "fill: the golden records" golden
kernel=$(grep '^keras2 LecunNormal {"seed":42} f32 0 784x256 ' "$repository/tests/vectors/golden.txt" | cut -d ' ' -f 8)
check "fill: LecunNormal is the default class" equal "$("$lecun" fill --shape 784,256 --seed 42 -o - | sum)" "$kernel"
check "fill: class and config in one text" equal "$("$lecun" fill --shape 784x256 -o - \
    --config '{"class_name": "lecun_normal", "config": {"seed": 42}}' | sum)" "$kernel"
check "fill: another seed, other bits" not equal "$("$lecun" fill --shape 784,256 --seed 43 -o - | sum)" "$kernel" > .differs
linear=$(sed -n 's/  linear.weight$//p' "$repository/tests/vectors/torch-list.sha256")
check "fill: PyTorch's first draw" equal "$("$lecun" fill --shape 256x784 --class torch.nn.init.kaiming_uniform_ \
    --config '{"a":2.23606797749979}' --torch-seed 42 -o - | sum)" "$linear"
check "fill: two profiles" equal "$("$lecun" fill --shape 256x784 --config '{"class_name":"torch.nn.init.kaiming_uniform_","config":{"a":2.23606797749979}}' \
    --torch-seed 42 --profile keras3,torch211 -o - | sum)" "$linear"
run fill --shape 64x32 --class torch.nn.init.xavier_normal_ --torch-seed 3
check "  what was asked is told" like "$status: $out" "0: 64x32 f32: 2048 weights, fan_in 32, fan_out 64*(asked: 0.144338)*"
run fill --shape 1500x1501 --class torch.nn.init.uniform_ --torch-seed 3 --histogram
check "  with a histogram of more than is made at once" like "$status: $out" "0: 1500x1501 f32: 2251500 weights*"
run fill --shape 3 --class torch.nn.init.normal_
check "fill: PyTorch without its seed" like "$status: $err" "2: lecun: no --torch-seed S: *"
run fill --shape 3 --class torch.nn.init.normal_ --torch-seed 1 --seed 2
check "  with Keras's seed" failed_with "--seed: not of this class"
run fill --shape 3 --class ones --torch-seed 1
check "  Keras with PyTorch's" failed_with "--torch-seed: not of this class"
run fill --shape 3 --class torch.nn.init.trunc_normal_ --torch-seed 1 --profile torch211
check "  what an old version's bits are not had of" failed_with \
    "f32: expected a profile of PyTorch 2.12 or later: trunc_normal_ took its bits from Intel's MKL before"
run fill --shape 5x5 --class torch.nn.init.eye_
check "  what draws nothing" like "$status: $out" "0: 5x5 f32: 25 weights*"
raw() { "$lecun" fill --seed 1 -o - "$@"; }
check "fill: a transposed layout has the fans of its own" \
    cmp <(raw --shape 64,64 --layout torch) <(raw --shape 64,64 --layout keras)
check "  which matters when they differ" not cmp -s <(raw --shape 64,32 --layout torch) <(raw --shape 64,32 --layout keras)
check "fill: groups count" not cmp -s <(raw --shape 8,4,3,3 --layout torch --class GlorotNormal) \
    <(raw --shape 8,4,3,3 --layout torch --groups 2 --class GlorotNormal)
check "fill: Orthogonal of 1x1 is 1 or -1" \
    like "$("$lecun" fill --class Orthogonal --shape 1,1 --dtype f64 --seed 3 | grep max)" "max* @(1|-1)"
check "fill: --round-once gives other bf16 weights" not cmp -s <(raw --shape 99 --dtype bf16) \
    <(raw --shape 99 --dtype bf16 --round-once)

# --- fill: the files ------------------------------------------------------------------------------------------------------

fill=(fill --shape 784,256 --seed 42)
run "${fill[@]}" -o kernel.npy
check "fill: -o FILE.npy" equal "$status: $out$err" "0: "
npy_head="{'descr': '<f4', 'fortran_order': False, 'shape': (784, 256), }"
check "  the preamble is NumPy's" equal "$(head -c 10 kernel.npy | od -An -tx1)" " 93 4e 55 4d 50 59 01 00 76 00"
check "  the head is NumPy's" equal "$(head -c 128 kernel.npy | tail -c +11)" "$(printf '%-117s' "$npy_head")"
check "  it ends with a line feed" equal "$(head -c 128 kernel.npy | tail -c 1 | od -An -tx1)" " 0a"
check "  then come Keras's bits, and nothing else" equal "$(tail -c +129 kernel.npy | sum)" "$kernel"
for case in 'scalar:()' '5:(5,)' '2x3x4:(2, 3, 4)' '0,3:(0, 3)'; do
    "$lecun" fill --shape "${case%%:*}" --seed 1 -o shape.npy
    check "fill: the shape ${case%%:*} in a .npy file" grep -qaF "'shape': ${case#*:}, }" shape.npy
done
run "${fill[@]}" --name 'a "b"' -o kernel.safetensors
check "fill: -o FILE.safetensors" equal "$status: $out$err" "0: "
echo 'c f32 784x256 {"class_name":"LecunNormal","config":{"seed":42}}' > list.txt
"$init_model" list.txt -o model.safetensors --quiet
check "  with the name that was given" equal "$(head -c 112 kernel.safetensors | tail -c +9 | sed 's/} *$/}/')" \
    '{"__metadata__":{"format":"pt"},"a \"b\"":{"dtype":"F32","shape":[784,256],"data_offsets":[0,802816]}}'
"$lecun" "${fill[@]}" --name c -o kernel.safetensors
check "  the file is that of init_model" cmp kernel.safetensors model.safetensors
"$lecun" "${fill[@]}" -o kernel.raw
check "fill: -o FILE.raw" equal "$(sum < kernel.raw)" "$kernel"
check "fill: --format, standard output" cmp <("$lecun" "${fill[@]}" -o - --format npy) kernel.npy
run fill --shape 3 --dtype bf16 -o brain.npy --seed 1
check "fill: NumPy has no bfloat16" failed_with "bf16: NumPy has no such dtype; write FILE.safetensors or FILE.raw"
check "  and no file is there" [ ! -e brain.npy ]

run fill --shape 4 -o drawn.raw
check "fill: a drawn seed is shown" like "$status: $out$err" "0: seed drawn: [1-9]*([0-9])"
check "  and repeats the run" cmp drawn.raw <("$lecun" fill --shape 4 --seed "${err##* }" -o -)

# --- fill: what is shown --------------------------------------------------------------------------------------------------

"$init_model" list.txt -o model.safetensors > table
read -r _ _ _ fan_in stddev measured min max < <(sed -n 2p table)
run "${fill[@]}" --histogram
field() { awk -v key="$1" '$1 == key { print $2; exit }' .out; }
check "fill: the first line" equal "$(head -n 1 .out)" "784,256 f32: 200704 weights, fan_in $fan_in, fan_out 256"
check "fill: stddev, min and max are init_model's" equal "$(field stddev) $(field min) $(field max)" "$measured $min $max"
check "fill: the stddev that is asked" like "$out" "*(asked: $stddev)*"
check "fill: the mean is small" awk -v mean="$(field mean)" 'BEGIN { exit !(mean != 0 && mean * mean < 1e-7) }'
rows() { grep ' |' .out; }
check "histogram: 24 rows" equal "$(rows | wc -l)" 24
check "  that hold every weight" equal "$(rows | awk '{ n += $NF } END { print n }')" 200704
check "  in 80 columns" equal "$(awk 'length > 80' .out)" ""
check "  one bar is the longest there is" equal "$(rows | tr -dc '#\n' | sort | tail -n 1 | wc -c)" 49
check "  the middle is full, the ends are not" \
    equal "$(rows | awk 'NR == 1 { first = $NF } NR == 12 { print (first < $NF / 5) }')" 1
check "  it begins with min" equal "$(rows | head -n 1 | awk '{ print $1 }' | cut -c 1-7)" "${min:0:7}"
run fill --shape 7 --class Constant --config '{"value": 3}' --histogram
check "histogram: of a constant" equal "$(rows | awk '{ print $1, $NF }')" "3 7"
run fill --shape 7 --class Constant --config '{"value": 70000}' --dtype f16 --histogram
check "histogram: not of infinities" like "$out" "*no histogram: these weights are not finite"
run fill --shape 0,3 --seed 1 --histogram
check "fill: an empty tensor" equal "$status: $out" "0: 0,3 f32: 0 weights, fan_in 0, fan_out 3"
"$lecun" "${fill[@]}" -o - --histogram 2> .out | sum > .sum
check "fill: with -o - the histogram goes to standard error" equal "$(rows | wc -l) $(< .sum)" "24 $kernel"

# --- fill: what is refused ------------------------------------------------------------------------------------------------

while IFS='|' read -r arguments want; do
    # shellcheck disable=SC2086   # to be split
    run fill $arguments -o refused.raw
    check "usage: fill $arguments" like "$status: $out$err" "2: lecun: $want*usage: lecun fill *"
done << 'END'
|no --shape SHAPE
--shape 3,|--shape wants dimensions
--shape x3|--shape wants dimensions
--shape -3|--shape wants dimensions
--shape 3;4|--shape wants dimensions
--shape 9223372036854775808|--shape wants dimensions
--shape 3037000500,3037000500|--shape wants dimensions
--shape 2305843009213693951|--shape wants dimensions
--shape 3 --dtype f8|--dtype wants f32, f64, f16 or bf16, not f8
--shape 3 --seed 1.5|--seed wants an integer
--shape 3 --seed 9223372036854775808|--seed wants an integer
--shape 3 --seed 1 --seed 1|this option is wanted once: --seed
--shape 3 --profile keras4|--profile wants
--shape 3 --layout nchw|--layout wants
--shape 3,4 --groups 2|--groups goes with --layout
--shape 3 --format png|--format wants npy, safetensors, gguf or raw, not png
--shape 3 extra|unexpected argument: extra
--shape 3 --loud|unexpected argument: --loud
--shape 3 --name __metadata__|--name: the format keeps this name for itself
END
run fill --shape 3 -o weights.txt
check "usage: a file of an unknown kind" like "$status: $err" "2: lecun: -o wants FILE.npy, *, not weights.txt*"
run fill --shape 3 -o dir.npy/weights
check "usage: a dot in the directory names no kind" like "$status: $err" "2: lecun: -o wants FILE.npy, *"
run fill --shape 3 --format npy
check "usage: --format without -o" like "$status: $err" "2: lecun: --format goes with -o*"
while IFS='|' read -r arguments want; do
    # shellcheck disable=SC2086   # to be split
    run fill $arguments -o refused.raw
    check "refused: fill $arguments" like "$status: $err" "1: lecun: $want"
done << 'END'
--shape 3 --class Zeroes|Zeroes: expected a class of keras.initializers, perhaps Zeros
--shape 3 --class zeros --seed 1|--seed: not of this class
--shape 3 --class ones --layout torch|--layout: not of this class
--shape 3 --layout torch --seed 1|3: expected 2 dimensions or more, as the named layouts have
--shape 3,3 --class Orthogonal --dtype bf16 --seed 1|bf16: Orthogonal has it with --round-once alone
END
run fill --shape 3 --config '{"class_name": "LecunNormal", "config": {"sead": 1}}' -o refused.raw
check "refused: a wrong config, with a caret" equal "$status: $(sed -n '2,3p' .err)" \
    "1: {\"class_name\": \"LecunNormal\", \"config\": {\"sead\": 1}}
$(printf '%41s^' '')"
run fill --shape 3 --class LecunNormal --config '{' -o refused.raw
check "refused: half a config" like "$status: $err" "1: lecun: --config:1:2: expected *"
check "nothing was written" [ ! -e refused.raw ]

run "${fill[@]}" -o /dev/full --format raw
check "a full device" failed_with "/dev/full: No space left on device"
"$lecun" "${fill[@]}" -o - > /dev/full 2> .err
check "a full standard output" equal "$?: $(< .err)" "1: lecun: standard output: No space left on device"
"$lecun" "${fill[@]}" --histogram > /dev/full 2> .err
check "a histogram that cannot be written" equal "$?: $(< .err)" "1: lecun: standard output: No space left on device"
"$lecun" inspect kernel.npy > /dev/full 2> .err
check "a table that cannot be written" equal "$?: $(< .err)" "1: lecun: standard output: No space left on device"
"$lecun" config '"zeros"' > /dev/full 2> .err
check "a config that cannot be written" equal "$?: $(< .err)" "1: lecun: standard output: No space left on device"
"$lecun" --version > /dev/full 2> .err
check "a version that cannot be written" equal "$?: $(< .err)" "1: lecun: standard output: No space left on device"
"$lecun" "${fill[@]}" -o - 2> .err | head -c 10 > /dev/null
check "a closed pipe" equal "${PIPESTATUS[0]}: $(< .err)" "1: lecun: standard output: Broken pipe"
(ulimit -f 100 && "$lecun" "${fill[@]}" -o limited.npy > .out 2> .err)
check "a limit on the size of files" equal "$?: $(< .err)" "1: lecun: limited.npy: File too large"
check "  leaves nothing" [ ! -e limited.npy ]
cp kernel.npy precious.npy
(ulimit -f 100 && "$lecun" fill --shape 784,256 --seed 1 -o precious.npy > .out 2> .err)
check "  and the old file as it was" cmp precious.npy kernel.npy
check "no temporary file is left" no_temporary
big_tensor() { (ulimit -v 65536 && "$lecun" fill --shape 40000,1000 --seed 1 -o /dev/null --format raw); }
if { (ulimit -v 65536 && "$lecun" --help); } > /dev/null 2>&1; then
    check "160 MB take less than 64 MiB of memory" big_tensor
else
    echo "skip - the limit of 64 MiB: this build does not start with it (a sanitizer?)"
fi

# --- inspect: what fits ---------------------------------------------------------------------------------------------------

classes='LecunNormal LecunUniform GlorotNormal GlorotUniform HeNormal HeUniform'
json() { printf '{"class_name":"%s","config":{%s}}' "$1" "$2"; }
{
    for dtype in f32 f64 f16 bf16; do
        for class in $classes; do
            echo "$class.$dtype $dtype 300x700 $(json "$class" '"seed":7')"
            echo "$class.$dtype.torch $dtype 700x300 $(json "$class" '"seed":8,"input_axes":[1],"output_axes":[0]')"
        done
    done
    echo "conv f32 3x3x32x64 $(json HeNormal '"seed":3')"
    echo "square f32 300x300 $(json LecunUniform '"seed":3')"
    vs='"seed":5,"mode":"fan_in","distribution"'
    echo "default f32 300x700 $(json VarianceScaling "$vs:\"uniform\",\"scale\":0.33333333333333333")"
    echo "kaiming f32 300x700 $(json VarianceScaling "$vs:\"untruncated_normal\",\"scale\":2")"
    echo "gpt2 f32 300x700 $(json RandomNormal '"stddev":0.02,"seed":5')"
    echo "keras f32 300x700 $(json RandomUniform '"seed":5')"
    echo 'bias f32 700 "zeros"'
    echo 'scale f16 700 "ones"'
    echo "constant f64 700 $(json Constant '"value":0.5')"
    echo 'empty f32 0x3 "zeros"'
} > fits.txt
"$init_model" fits.txt -o fits.safetensors --quiet
run inspect fits.safetensors --check
check "inspect: a checkpoint of known initializers" equal "$status: $err" "0: "
said() { awk -v name="$1" '$1 == name { for (i = 6; i <= NF; i++) printf "%s%s", $i, i < NF ? " " : "\n" }' .out; }
for dtype in f32 f64 f16 bf16; do
    for class in $classes; do           # Glorot's scheme asks the same of both layouts
        case $class in Glorot*) keras='' torch='' ;; *) keras=' [in, out]' torch=' [out, in]' ;; esac
        check "inspect: $class, $dtype" equal "$(said "$class.$dtype")" "$class$keras"
        check "inspect: $class stored [out, in], $dtype" equal "$(said "$class.$dtype.torch")" "$class$torch"
    done
done
check "inspect: a convolution" equal "$(said conv)" "HeNormal [in, out]"
check "inspect: a square matrix fits either layout" equal "$(said square)" "LecunUniform or GlorotUniform"
check "inspect: PyTorch's default" equal "$(said default)" "PyTorch's default [in, out]"
check "inspect: PyTorch's kaiming_normal_" equal "$(said kaiming)" "kaiming_normal_ [in, out]"
check "inspect: GPT-2's" equal "$(said gpt2)" "RandomNormal(0.02)"
check "inspect: Keras's RandomUniform" equal "$(said keras)" "RandomUniform(-0.05, 0.05)"
check "inspect: zeros" equal "$(said bias)" "zeros"
check "inspect: ones" equal "$(said scale)" "ones"
check "inspect: a constant" equal "$(said constant)" "constant"
check "inspect: an empty tensor" equal "$(said empty)" "empty"
check "inspect: no row is longer than 100 columns" equal "$(awk 'length > 100' .out)" ""
check "inspect: dtype and shape" equal "$(awk '$1 == "HeNormal.f32" { print $2, $3 }' .out)" "F32 300x700"
check "  and what was measured" like "$(awk '$1 == "HeNormal.f32" { print $4, $5 }' .out)" "@(?(-)0.000*|*e-0[4-9]) 0.081[5-7]"

# The same fits must not be said of what is a little off.
{
    for scale in 0.97 1.03; do
        for distribution in truncated_normal uniform untruncated_normal; do
            echo "off.$scale.$distribution f32 300x700 $(json VarianceScaling \
                "\"seed\":5,\"mode\":\"fan_in\",\"distribution\":\"$distribution\",\"scale\":$scale")"
        done
    done
    echo "shifted f32 300x700 $(json RandomNormal '"mean":0.001,"stddev":0.02,"seed":5')"
    echo "trained f16 300x700 $(json RandomNormal '"stddev":0.03,"seed":5')"
} > off.txt
"$init_model" off.txt -o off.safetensors --quiet
run inspect off.safetensors --check
check "inspect --check: nothing fits" equal "$status: $(grep -c 'none fits: [0-9.]* times LeCun' .err)" "3: 8"
check "  and standard error names the eight" equal "$(grep -c '^lecun: off.safetensors: [a-z].*: none fits: ' .err)" 8
run inspect off.safetensors
check "  which is no failure without --check" equal "$status: $err" "0: "
run inspect kernel.npy --check
check "inspect: a .npy file" equal "$status: $(said array)" "0: LecunNormal [in, out]"
run inspect kernel.npy --check --layout=keras --class LecunNormal
check "inspect --check: it is what it should be" equal "$status: $err" "0: "
run inspect kernel.npy --check --layout torch
check "inspect --check: a transposed matrix" equal "$status: $err" "3: lecun: kernel.npy: array: LecunNormal [in, out]"
run inspect kernel.npy --check --class HeNormal
check "inspect --check: another initializer" equal "$status: $err" "3: lecun: kernel.npy: array: LecunNormal [in, out]"
sed '1s/<f4/<c8/; 1s/784, 256/392, 256/' kernel.npy > complex.npy
run inspect complex.npy --check
check "inspect --check: integers and complex numbers are named and skipped" equal "$status: $err$(said array)" "0: no weights"
safetensors_of() { printf '\100\0\0\0\0\0\0\0%-64s' "$1"; head -c "$2" /dev/zero; }
safetensors_of '{"w":{"dtype":"F8_E4M3","shape":[2,3],"data_offsets":[0,6]}}' 6 > f8.safetensors
run inspect f8.safetensors --check
check "inspect --check: what cannot be measured" equal "$status: $err" "3: lecun: f8.safetensors: w: not measured"
run inspect kernel.npy --check --class Normal
check "usage: an unknown name" like "$status: $err" "2: lecun: --class wants a name as in the last column, not Normal*"
run inspect kernel.npy --check --layout in_out
check "usage: an unknown layout" like "$status: $err" "2: lecun: --layout wants keras or torch, not in_out*"
run inspect kernel.npy --layout torch
check "usage: --layout without --check" like "$status: $err" "2: lecun: --class and --layout go with --check*"
run inspect kernel.npy --check=1
check "usage: an option that takes no value" like "$status: $err" "2: lecun: this option takes no value: --check*"
run fill --shape
check "usage: a value is missing" like "$status: $err" "2: lecun: this option wants a value: --shape*"
run fill --shape=3 --seed=-7 --dtype=float64 -o -
check "fill: a seed that Keras 2 and 3 read differently" like "$status: $err" \
    "0: note: Keras 2 and Keras 3 read the seed -7 differently; *"
check "  not with --profile" equal "$("$lecun" fill --shape 3 --seed -7 --profile keras2 -o - 2>&1 > /dev/null)" ""
{ head -c 128 kernel.npy | sed 's/784, 256/7, 4    /'; printf '\0\0\300\177\0\0\200\377'; head -c 104 /dev/zero; } > nan.npy
run inspect nan.npy --check
check "inspect: what is not finite" equal "$status: $(said array)" "3: none fits: 2 not finite"
npy() {        # npy DICTIONARY BYTES: a file with that head and so many bytes of data
    printf '\223NUMPY\001\000\166\000%-117s\n' "$1"
    head -c "$2" /dev/zero
}
memory_stays() { (ulimit -v 65536 && "$lecun" inspect big.npy > .out); }
if { (ulimit -v 65536 && "$lecun" --help); } > /dev/null 2>&1; then
    npy "{'descr': '<f4', 'fortran_order': False, 'shape': (250, 1000000), }" 0 > big.npy
    truncate -s 1000000128 big.npy
    check "inspect: 1 GB takes less than 64 MiB of memory" memory_stays
    check "  and all of it is zeros" equal "$(said array)" zeros
    rm big.npy
else
    echo "skip - the limit of 64 MiB: this build does not start with it (a sanitizer?)"
fi

# --- inspect: files that are refused --------------------------------------------------------------------------------------

safetensors() {    # safetensors HEADER BYTES: a file with that header and so many bytes of data
    # shellcheck disable=SC2059   # the format is made here
    printf "$(printf '\\x%02x' $((${#1} & 255)) $((${#1} >> 8 & 255)))\0\0\0\0\0\0"
    printf '%s' "$1"
    head -c "$2" /dev/zero
}
entry() { printf '"%s":{"dtype":"%s","shape":[%s],"data_offsets":[%s]}' "$@"; }
entries="$(entry b I64 2 8,24), $(entry '\ud83d\ude00' F32 2 0,8),$(entry n F4_NEW 3 24,26)"
safetensors "{\"__metadata__\" : {\"a\":\"b\\u00e9\"},$entries}  " 26 > whole.safetensors
run inspect whole.safetensors
check "inspect: spaces, metadata, escapes, other dtypes" equal "$status: $err" "0: "
check "  the tensors are in the order of the data" equal "$(tail -n 3 .out | awk '{ print $1, $NF }' | paste -sd' ')" \
    "$(printf '\360\237\230\200') zeros b weights n measured"
while IFS='|' read -r bytes header want; do
    safetensors "$header" "$bytes" > bad.safetensors
    run inspect bad.safetensors
    check "refused: ${header:0:60}" like "$status: $out$err" "1: lecun: bad.safetensors: damaged: $want"
done << END
0||header, byte 0: expected {*
0|[]|header, byte 0: expected {*
0|{|header, byte 1: expected a key in double quotes
0|{}{|header, byte 2: expected the end of the header
4|{$(entry a F32 1 0,4)|header, byte *: expected ',' or '}'
4|{$(entry a F32 1 0,4),}|header, byte *: expected a key in double quotes
4|{$(entry 'a\q' F32 1 0,4)}|header, byte 4: expected one of *
4|{$(entry 'a\ud800' F32 1 0,4)}|header, byte *: expected a surrogate pair: *
4|{$(entry 'a\u0000' F32 1 0,4)}|header, byte *: expected a string without a NUL
4|{$(entry 'a\u00g0' F32 1 0,4)}|header, byte *: expected four hexadecimal digits
4|{$(entry $'a\377' F32 1 0,4)}|header, byte 3: expected valid UTF-8
4|{"a|header, byte 3: expected the string's closing quote
4|{"a":[]}|header, byte *: expected an object with dtype, shape and data_offsets
4|{"a":{"dtype":"F32","shape":[1]}}|header, byte *: expected dtype, shape and data_offsets, each once
4|{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}|header, byte *: expected a key that this object does not have yet
4|{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}|header, byte *: expected dtype, shape and data_offsets, each once
4|{$(entry a F32 -1 0,4)}|header, byte *: expected an integer of 0 or more, below 2^63
4|{$(entry a F32 1.0 0,4)}|header, byte *: expected an integer of 0 or more, below 2^63
4|{$(entry a F32 01 0,4)}|header, byte *: expected ',' or ']'
4|{$(entry a F32 9223372036854775808 0,4)}|header, byte *: expected an integer of 0 or more, below 2^63
4|{$(entry a F32 4294967296,4294967296 0,4)}|header, byte *: expected a shape of fewer than 2^63 elements
4|{$(entry a F64 4611686018427387904 0,4)}|tensor a: its data_offsets do not agree with its shape and dtype
4|{$(entry a F32 1 0)}|header, byte *: expected the two data_offsets
4|{$(entry a F32 1 0,4,5)}|header, byte *: expected the two data_offsets
4|{$(entry a F32 2 0,4)}|tensor a: its data_offsets do not agree with its shape and dtype
4|{$(entry a F32 1 4,0)}|tensor a: its data end before they begin
4|{$(entry a F32 2 0,8)}|tensor a: its data lie beyond the end of the file
4|{$(entry a F32 2305843009213693951 0,9223372036854775804)}|tensor a: its data lie beyond the end of the file
8|{$(entry a F32 2 0,8),$(entry b F32 1 4,8)}|tensor b: its data overlap those of another tensor
8|{$(entry a F32 2 0,8),$(entry b F32 2 0,8)}|tensor b: its data overlap those of another tensor
9|{$(entry a F32 1 0,4),$(entry b F32 1 5,9)}|tensor b: there are bytes before its data that belong to no tensor
5|{$(entry a F32 1 0,4)}|there are bytes at its end that belong to no tensor
1|{}|there are bytes at its end that belong to no tensor
8|{$(entry a F32 1 0,4),$(entry a F32 1 4,8)}|tensor a: two tensors have this name
4|{"__metadata__":{"a":1},$(entry a F32 1 0,4)}|header, byte *: expected a string of the metadata
4|{"__metadata__":{},"__metadata__":{},$(entry a F32 1 0,4)}|header, byte *: expected __metadata__ once
END
size=$(wc -c < kernel.safetensors)
for length in 0 7 8 40 80 100 $((size - 1)); do
    head -c "$length" kernel.safetensors > short.safetensors
    run inspect short.safetensors
    check "refused: the first $length bytes of a file" like "$status: $err" "1: lecun: short.safetensors: *"
done
size=$(wc -c < kernel.npy)
for length in 6 11 100 $((size - 1)); do
    head -c "$length" kernel.npy > short.npy
    run inspect short.npy
    check "refused: the first $length bytes of a .npy file" like "$status: $err" "1: lecun: short.npy: damaged: *"
done
while IFS='|' read -r bytes dictionary want; do
    npy "$dictionary" "$bytes" > bad.npy
    run inspect bad.npy
    check "refused: $dictionary" like "$status: $out$err" "1: lecun: bad.npy: $want"
done << 'END'
4|'descr'|damaged: header, byte 0: expected a dictionary
4|{'descr': '<f4', 'shape': (1,)}|damaged: header, byte *: expected 'descr', 'fortran_order' and 'shape', each once
4|{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}|damaged: header, byte *: expected True or False
4|{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}|damaged: header, byte *: expected a comma or the end of the tuple
4|{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}|damaged: header, byte *: expected a dimension
4|{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}|damaged: header, byte *: expected a dimension below 2^63
4|{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}|damaged: its size does not agree with its shape and dtype
4|{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}|damaged: its size does not agree with its shape and dtype
4|{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}|damaged: header, byte *: expected a dtype; *
8|{'descr': '<O', 'fortran_order': False, 'shape': (1,)}|its elements are no numbers
4|{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x|damaged: header, byte *: expected the end of the header
END
npy "{'shape': (2L, 3), 'fortran_order': True, \"descr\": '>i2'}" 12 > other.npy
run inspect other.npy
check "inspect: a .npy file as an old NumPy may write it" \
    equal "$status: $(tail -n 1 .out | awk '{ print $2, $3, $NF }')" "0: >i2 2x3 weights"
run inspect nowhere.npy
check "refused: a file that is not there" failed_with "nowhere.npy: No such file or directory"
run inspect .
check "refused: a directory" failed_with ".: Is a directory"
run inspect /dev/null
check "refused: a device" failed_with "/dev/null: only a regular file can be read here"
run inspect list.txt
check "refused: a text" like "$status: $err" "1: lecun: list.txt: this is neither a .safetensors, .gguf, .npy nor .npz file"
run inspect
check "usage: inspect without a file" like "$status: $err" "2: lecun: no FILE*usage: lecun inspect *"
safetensors "{$(entry $'a\\u001b[31m' F32 1 0,4)}" 4 > escape.safetensors
run inspect escape.safetensors
check "inspect: a control character does not reach the terminal" equal "$status: $(tr -dc '\033' < .out | wc -c)" "0: 0"

# --- config ---------------------------------------------------------------------------------------------------------------

keras3() {     # keras3 CLASS CONFIG: as Keras 3 serializes it
    printf '{"module": "keras.initializers", "class_name": "%s", "config": %s, "registered_name": null}' "$1" "$2"
}
# Each line: the options, the text, what is printed; that may be keras3's two arguments.
while IFS='|' read -r options text want; do
    # shellcheck disable=SC2086   # to be split
    run config $options "$text"
    [[ $want != [A-Z]* ]] || want=$(keras3 "${want%% *}" "${want#* }")
    check "config $options $text" equal "$status: $out$err" "0: $want"
done << 'END'
|{"class_name":"LecunNormal","config":{"seed":42}}|LecunNormal {"seed": 42}
--to keras2|{"module": "any", "class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": null}|{"class_name": "LecunNormal", "config": {"seed": 42}}
--from keras3|{"class_name":"RandomNormal","config":{"seed":1,"mean":0.5,"stddev":2}}|{"class_name": "RandomNormal", "config": {"mean": 0.5, "stddev": 2, "seed": 1}}
--to keras3|{"class_name":"RandomNormal","config":{"mean":0.5,"stddev":2,"seed":1}}|RandomNormal {"seed": 1, "mean": 0.5, "stddev": 2}
--from keras3|{"class_name":"HeNormal","config":{"seed":-7}}|{"class_name": "HeNormal", "config": {"seed": 2147483639}}
--from keras3|{"class_name":"HeNormal","config":{"seed":2147483646}}|{"class_name": "HeNormal", "config": {"seed": 0}}
--from keras3 --to keras3|{"class_name":"HeNormal","config":{"seed":-7}}|HeNormal {"seed": -7}
--from keras2 --to keras2|"lecun_uniform"|{"class_name": "LecunUniform", "config": {"seed": null}}
--from keras2 --to keras2|lecun_uniform|{"class_name": "LecunUniform", "config": {"seed": null}}
--class glorot_uniform|{}|{"seed": null}
--class VarianceScaling --from keras3|{"seed":1,"scale":2,"mode":"fan_out","distribution":"uniform"}|{"scale": 2, "mode": "fan_out", "distribution": "uniform", "seed": 1}
--class LecunNormal|{"seed":1,"input_axes":[1],"output_axes":[0]}|{"seed": 1, "input_axes": [1], "output_axes": [0]}
END
nine() { "$lecun" fill --shape 9 --class HeNormal -o - "$@"; }
same_bits() { cmp <(nine --seed -7 --profile keras3) <(nine --seed 2147483639); }
check "config: the seed that takes the place of -7 gives its bits" same_bits
echo '"zeros"' | "$lecun" config - > .out 2> .err
check "config: from standard input" equal "$?: $(< .out)$(< .err)" \
    '0: {"module": "keras.initializers", "class_name": "Zeros", "config": {}, "registered_name": null}'
run config '{"class_name":"HeNormal","config":{"seed":-7}}'
check "config: no seed of Keras 3 stands for -7 of Keras 2" \
    failed_with "seed -7: no seed of Keras 3 gives the bits that this one gives in Keras 2: it takes 0 to 2147483645 \
(for a text of Keras 3: --from keras3)"
run config --to keras2 '{"class_name":"HeNormal","config":{"seed":7,"input_axes":[1],"output_axes":[0]}}'
check "config: Keras 2 has no axes" failed_with "config: Keras 2 has no input_axes and output_axes"
run config '{"class_name": "LecunNormal", "config": {"seed": 1.5}}'
check "config: where a text is wrong" like "$status: $err" "1: lecun: config:1:50: expected *
{\"class_name\": \"LecunNormal\", \"config\": {\"seed\": 1.5}}
$(printf '%49s^' '')"
printf '{"class_name":\n  "LecunNormal", "\303\251": 1}\n' | "$lecun" config - 2> .err
check "config: the line and the column, in characters" equal "$(sed '1s/expected.*//' .err)" \
    "lecun: <stdin>:2:18: 
$(printf '  "LecunNormal", "\303\251": 1}\n%17s^' '')"
run config "{\"class_name\": \"LecunNormal\",$(printf '%200s' '') \"config\": {\"seed\": 1,}$(printf '%100s' '')"
check "config: of a long line only the part around the error" equal "$(sed -n 2,3p .err)" \
    "$(printf '%31s"config": {"seed": 1,}%25s\n%52s^' '' '' '')"
run config '{"class_name": "LecunNormal"'
check "config: a text that ends too early" equal "$status: $(sed -n 3p .err)" "1: $(printf '%28s^' '')"
run config "$(printf '"a\tb\033"')"
check "config: a control character does not reach the terminal" equal "$status: $(tr -dc '\033\t' < .err | wc -c)" "1: 0"
run config --class Zeroes '{}'
check "config: an unknown class" failed_with "Zeroes: expected a class of keras.initializers, perhaps Zeros"
run config list.txt
check "config: a file's name" failed_with "list.txt: this is a file; - reads the text from standard input"
run config
check "usage: config without a text" like "$status: $err" "2: lecun: no TEXT*usage: lecun config *"
run config --to keras4 '"zeros"'
check "usage: an unknown dialect" like "$status: $err" "2: lecun: a dialect is keras2 or keras3, not keras4*"

# --- The command itself ---------------------------------------------------------------------------------------------------

version=$(sed -n 's/^#define LECUN_VERSION_[MP][A-Z]* \([0-9]*\)$/\1/p' "$repository/include/lecun.h" | paste -sd.)
run --version
check "--version" like "$status: $out$err" "0: lecun $version (kernel: ?*)"
for command in "" fill list inspect config; do
    # shellcheck disable=SC2086   # may be none
    run $command --help
    check "${command:+$command }--help" like "$status: $out$err" "0: usage: lecun ${command:-fill} *"
    for option in $(grep -o -e '^  --[a-z-]*' -e '^  -o' .out); do
        check "  the manual page has $option" grep -qF -- "${option//-/\\-}" "$repository/src/command/lecun.1"
    done
done
run
check "usage: no command" like "$status: $err" "2: lecun: no command*usage: lecun fill *"
run train
check "usage: an unknown command" like "$status: $err" "2: lecun: no such command: train*"
run init --help
check "init --help" like "$status: $out$err" "0: usage: init_model *"
for option in $(grep -o -e '^  --[a-z-]*' -e '^  -o' .out); do
    check "  the manual page of init_model has $option" grep -qF -- "${option//-/\\-}" "$repository/src/command/init_model.1"
done
if command -v groff > /dev/null; then
    groff -man -Tutf8 -ww "$repository/src/command/init_model.1" > manual 2> .err
    check "the manual page of init_model, without a warning" equal "$?: $(< .err)" "0: "
    groff -man -Tutf8 -ww "$repository/src/command/lecun.1" > manual 2> .err
    check "the manual page, without a warning" equal "$?: $(< .err)" "0: "
    check "  and with its sections" equal "$(grep -c 'E.*X.*I.*T.* .*S.*T.*A.*T.*U.*S' manual)" 1
else
    echo "skip - the manual page: there is no groff"
fi
completed() {   # completed WORD...: what the last word becomes
    (
        PATH=$(dirname "$lecun"):$PATH
        . "$repository/src/command/completion.bash"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
        _lecun
        printf '%s ' "${COMPREPLY[@]}"
    )
}
check "completion: a command" equal "$(completed lecun ins)" "inspect "
check "completion: an option of the command" equal "$(completed lecun inspect --js)" "--json "
check "completion: a value" equal "$(completed lecun init --rules lla)" "llama "
check "no temporary file is left at the end" no_temporary

closing_line
