#!/bin/bash
# SPDX-License-Identifier: MIT
#
# test_init_model.sh INIT_MODEL REPOSITORY - what init_model writes, says and leaves behind
#
# One line a check: ok, not ok, or skip with the reason. The last line counts them.
set -u
export LC_ALL=C

[ $# -eq 2 ] || { echo "usage: $0 INIT_MODEL REPOSITORY" >&2; exit 2; }
program=$(realpath "$1") repository=$(realpath "$2")
. "$repository/tests/verdict.sh"
cd "$work" || exit 1

# run ARGUMENT... - its standard output, standard error and exit status, in $out, $err and $status
run() {
    "$program" "$@" > .out 2> .err
    status=$?
    out=$(< .out) err=$(< .err)
}

result_is() { equal "$status: $err" "$1"; }
first_line_is() { equal "$status: ${err%%$'\n'*}" "$1"; }
succeeded() { result_is "0: "; }
failed_with() { result_is "1: init_model: $1"; }

no_temporary() { equal "$(find . -name '.init_model*')" ""; }
header() { head -c $((8 + $(od -An -tu4 -N4 "$1"))) "$1" | tail -c +9; }
data_sum() { tail -c +$((9 + $(od -An -tu4 -N4 "$1"))) "$1" | sha256sum; }
same_data() { equal "$(data_sum "$1")" "$(data_sum "$2")"; }

tensor() {  # tensor FILE NAME: its bytes
    local span
    span=$(header "$1" | grep -o "\"$2\":{[^}]*}" | grep -o '\[[0-9]*,[0-9]*\]}' | tr -d '[]}')
    tail -c +$((9 + $(header "$1" | wc -c) + ${span%,*})) "$1" | head -c $((${span#*,} - ${span%,*}))
}

ln42='{"class_name":"LecunNormal","config":{"seed":42}}'
cat > small.txt << END
a/kernel f32 784x256 $ln42
b f32 10 "zeros"
END
"$program" small.txt -o small > /dev/null || exit 1

# --- Keras's bits ---------------------------------------------------------------------------------------------------------

tensors_agree() { "$program" "$1" -o model --quiet && "$repository/examples/check_sha256" model "$2" && rm model; }

check "ResNet-50: every tensor is Keras's" \
    tensors_agree "$repository/examples/resnet50.weights.txt" "$repository/examples/resnet50.sha256"
check "GPT-2: every tensor is Keras's" \
    tensors_agree "$repository/tests/vectors/gpt2-124m.weights.txt" "$repository/tests/vectors/gpt2-124m.sha256"

# The check itself must be able to fail.
sums_of_small() { printf '%s  a/kernel\n%s  b\n' "$1" "$(head -c 40 /dev/zero | sha256sum | cut -c 1-64)"; }
kernel_sum=$(tail -c +$((9 + $(header small | wc -c))) small | head -c $((4 * 784 * 256)) | sha256sum | cut -c 1-64)
sums_of_small "$kernel_sum" > right.sha256
sums_of_small "${kernel_sum//[0-7]/8}" > wrong.sha256
{ cat right.sha256; echo "$kernel_sum  c"; } > missing.sha256
head -n 1 right.sha256 > extra.sha256
: > none.sha256
head -c 100000 small > short
sums_differ() { ! equal "$("$repository/examples/check_sha256" "$1" "$2" 2>&1)" "" > .diff && grep -qF "$3" .diff; }
agrees() { "$repository/examples/check_sha256" "$1" "$2" > /dev/null 2>&1; }
check "check_sha256 accepts the right sums" agrees small right.sha256
for sums in wrong missing extra none; do
    check "check_sha256 refuses sums: $sums" not agrees small "$sums.sha256"
done
{ head -c -20 small; printf 1; tail -c 19 small; } > flipped
check "check_sha256 refuses a file with a bit flipped" not agrees flipped right.sha256
check "check_sha256 refuses a file that was cut" not agrees short right.sha256
check "check_sha256 refuses a file that is no model" not agrees small.txt right.sha256
check "check_sha256 refuses an empty file" not agrees none.sha256 right.sha256
check "check_sha256 names the tensor that differs" sums_differ small wrong.sha256 "a/kernel: "
check "check_sha256 names the tensor that is missing" sums_differ small missing.sha256 "c: missing"
check "check_sha256 names the tensor that is too many" sums_differ small extra.sha256 "b: not in the list of sums"

# --- The file -------------------------------------------------------------------------------------------------------------

lecun_normal() { printf '{"class_name":"LecunNormal","config":{"seed":%s}}' "$1"; }
cat > kinds.txt << END
# every dtype, and shapes that are not much

	half f16 3x5 $(lecun_normal 1)
  brain bf16 3x5 $(lecun_normal 2)
single f32 3x5 $(lecun_normal 3)
double float64 3,5 $(lecun_normal 4)
scalar f32 scalar "ones"
one f64 1x1x1 "ones"
empty F32 0x7 lecun_normal
big_and_empty f16 0x9223372036854775807x3 zeros
"quoted\"\\\\" f32 2 "zeros"
END
printf 'gr\303\266\303\237e\001 f32 1 "zeros"\r\n' >> kinds.txt
entry() { printf '"%s":{"dtype":"%s","shape":[%s],"data_offsets":[%s]}' "$@"; }
kinds_header="$(entry double F64 3,5 0,120),$(entry one F64 1,1,1 120,128),$(entry single F32 3,5 128,188)"
kinds_header+=",$(entry scalar F32 "" 188,192),$(entry empty F32 0,7 192,192),$(entry 'quoted\"\\' F32 2 192,200)"
kinds_header+=",$(entry $'gr\303\266\303\237e\\u0001' F32 1 200,204),$(entry half F16 3,5 204,234),$(entry brain BF16 3,5 234,264)"
kinds_header+=",$(entry big_and_empty F16 0,9223372036854775807,3 264,264)}"
run kinds.txt -o kinds
check "a list with every dtype is taken" succeeded
seed=${out##*seed drawn: } seed=${seed%%$'\n'*}
kinds_header="{\"__metadata__\":{\"format\":\"pt\",\"empty\":\"seed $seed\"},$kinds_header"
check "its header is exact, the largest elements first" equal "$(header kinds | sed 's/ *$//')" "$kinds_header"
check "the data start at a multiple of 8" equal $((($(header kinds | wc -c) + 8) % 8)) 0
check "the file ends with the data" equal "$(wc -c < kinds)" $((8 + $(header kinds | wc -c) + 264))
check "ones are little-endian ones" equal "$(tensor kinds one | od -An -v -tx1)$(tensor kinds scalar | od -An -v -tx1)" \
    " 00 00 00 00 00 00 f0 3f 00 00 80 3f"
check "the table has a row a tensor, a heading and a total" equal "$(wc -l <<< "$out")" 12
row() { grep "^$1 " <<< "$out" | tr -s ' '; }
check "a scalar's row" equal "$(row scalar)" "scalar f32 scalar 1 0 - 1 1"
check "a row for one element" equal "$(row one)" "one f64 1x1x1 1 0 - 1 1"
check "an empty tensor's row, with the drawn seed" \
    like "$(row empty)" "empty f32 0x7 0 1 - - - seed drawn: [1-9]*([0-9])"
check "a control character does not reach the terminal" equal "$(tail -n 2 <<< "$out" | tr -dc '\001' | wc -c)" 0
check "the total line" \
    like "$(tail -n 1 <<< "$out")" "10 tensors, 65 values, $(wc -c < kinds) bytes, +([0-9]).[0-9][0-9] seconds"
run small.txt -o small
check "the table's stddev, measured, min and max" \
    like "$(row a/kernel)" "a/kernel f32 784x256 784 0.0357143 0.0357[0-9]* -0.0811[0-9]* 0.0812[0-9]*"

# A matrix stored [out, in] would have fan_in 1 here by Keras's rule.
sed -n '/[qkv]_proj/s/ [0-9]*x4096 / 1x4096 /p' "$repository/examples/llama-3-8b.weights.txt" > llama.txt
run llama.txt -o llama
check "Llama-3-8B: fan_in is 4096 for all q, k and v" \
    equal "$(awk '/proj/ { print $4 }' <<< "$out" | sort | uniq -c | tr -s ' ')" " 96 4096"

check "  and the list gives axes to every matrix" \
    equal "$(grep -v '^#' "$repository/examples/llama-3-8b.weights.txt" | grep ' [0-9]*x[0-9]* ' |
        sed 's/.*"seed":[0-9]*//' | sort | uniq -c | tr -s ' ')" ' 226 ,"input_axes":[1],"output_axes":[0]}}'

seq 30000 | sed 's/.*/t& f32 1 "zeros"/' > many.txt
run many.txt -o many --quiet
check "30000 tensors" equal "$status: $(header many | grep -o F32 | wc -l)" "0: 30000"
long=$(head -c 10000 /dev/zero | tr '\0' n)
seq 10100 | sed "s/.*/$long& f32 1 \"zeros\"/" > long.txt
run long.txt -o long
check "a header that the format does not allow" \
    failed_with "long: the header would be longer than the 100000000 bytes that the format allows"
check "it leaves no file" [ ! -e long ]
rm -f many long.txt

memory_stays() { (ulimit -v 65536 && "$program" "$repository/examples/resnet50.weights.txt" -o /dev/null --quiet); }
if { (ulimit -v 65536 && "$program" --help); } > /dev/null 2>&1; then
    check "ResNet-50, 103 MB, takes less than 64 MiB of memory" memory_stays
else
    echo "skip - the limit of 64 MiB: this build does not start with it (a sanitizer?)"
fi

# --- Seeds ----------------------------------------------------------------------------------------------------------------

# gives_small SEED OFFSET - the two give the values of seed 42
gives_small() {
    sed "s/42/$1/" small.txt > seed.txt
    "$program" seed.txt -o seed --seed-offset "$2" --quiet && cmp -s seed small
}
check "seed 40, offset 2" gives_small 40 2
check "seed 50, offset -8" gives_small 50 -8
check "seed -42, offset 84" gives_small -42 84
check "seed 42, offset 0" gives_small 42 0
check "another offset, other values" not gives_small 42 1

max=9223372036854775807 min=-9223372036854775808
for case in "$max 1" "$min -1" "-1 $min" "1 $max"; do
    read -r seed offset <<< "$case"
    printf 'z f32 4 "zeros"\nk f32 4x4 {"class_name":"LecunNormal","config":{"seed":%s}}\n' "$seed" > edge.txt
    run edge.txt -o edge --seed-offset "$offset"
    check "seed $seed, offset $offset: overflow" \
        first_line_is "1: edge.txt:2:11: expected a seed that fits 64 bits with the offset added"
done
printf 'k f32 4x4 {"class_name":"LecunNormal","config":{"seed":%s}}\n' $min > edge.txt
run edge.txt -o edge --seed-offset $max
check "seed $min, offset $max: no overflow" succeeded

echo 'k f32 4x4 "lecun_normal"' > drawn.txt
run drawn.txt -o drawn --seed-offset 7
seed=${out##*seed drawn: } seed=${seed%%$'\n'*}
echo "k f32 4x4 {\"class_name\":\"LecunNormal\",\"config\":{\"seed\":$seed}}" > again.txt
run again.txt -o again --seed-offset 7
check "a drawn seed, written into the list, repeats the run" same_data drawn again
check "and the file keeps it" like "$(header drawn)" "{\"__metadata__\":{\"format\":\"pt\",\"k\":\"seed $seed\"},\"k\":*"
check "a given seed is not metadata" like "$(header again)" '{"__metadata__":{"format":"pt"},"k":*'
run again.txt -o again
check "a given seed is not called drawn" not grep -q drawn .out

# --- Lists that are refused -----------------------------------------------------------------------------------------------

# Each line: the list, as printf's %b reads it, then what is said after "bad.txt:". The words of the library are its own.
dtypes='expected a dtype: f16, bf16, f32 or f64'
shapes='expected a shape: dimensions such as 7x7x3x64 or 7,7,3,64, or scalar'
initializers='expected an initializer: JSON, or the name of a class'
while IFS='|' read -r text want; do
    printf '%b' "$text" > bad.txt
    echo precious > target
    rm -f fresh
    run bad.txt -o target
    check "refused: $(head -c 60 <<< "$text")" like "$status: ${err%%$'\n'*}" "1: bad.txt:$want"
    check "  and the old file is untouched" equal "$(< target)" precious
    run bad.txt -o fresh
    check "  and no new one is there" [ ! -e fresh ]
done << END
|1:1: expected a tensor: name dtype shape initializer
# nothing\n\n  # here\n|4:1: expected a tensor: name dtype shape initializer
a|1:2: $dtypes
a  |1:2: $dtypes
a f8 3 "zeros"|1:3: $dtypes
# one\n\n  a\tf33 3 "zeros"|3:5: $dtypes (is it f32?)
a f32|1:6: $shapes
a f32 x3 "zeros"|1:7: $shapes
a f32 -3 "zeros"|1:7: $shapes
a f32 [3] "zeros"|1:7: $shapes
a f32 3x "zeros"|1:9: expected a dimension in digits
a f32 3xx4 "zeros"|1:9: expected a dimension in digits
a f32 3x-4 "zeros"|1:9: expected a dimension in digits
a f32 3,4x5 "zeros"|1:10: expected a comma between dimensions
a f32 3x4,5 "zeros"|1:10: expected an x between dimensions
a f32 0x1F "zeros"|1:10: expected an x between dimensions
a f32 scalarx2 "zeros"|1:7: $shapes
a f32 3x9223372036854775808 "zeros"|1:9: expected a dimension below 2^63
a f32 99999999999999999999999 "zeros"|1:7: expected a dimension below 2^63
a f32 3037000500x3037000500 "zeros"|1:7: expected a shape of fewer than 2^63 elements
a f32 2305843009213693952 "zeros"|1:7: expected a model of fewer than 2^63 bytes
a f64 576460752303423488 "zeros"\nb f16 4611686018427387904 "zeros"|2:7: expected a model of fewer than 2^63 bytes
a f32 3|1:8: $initializers
a f32 3 \n|1:8: $initializers
a f32 3 zeroes|1:9: expected ?*Zeros*
a f32 3 LecunNorml|1:9: expected ?*LecunNormal*
a f32 3 "zeros|1:15: expected ?*
a f32 3 "zeros" 1|1:17: expected ?*
a f32 3 "zeroes"|1:9: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"seed":}}|1:54: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"seed":1.5}}|1:54: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"seed":9223372036854775808}}|1:54: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"seed":1,"seed":2}}|1:56: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"sead":1}}|1:47: expected ?*
a f32 3 "\0377"|1:10: expected ?*
a f32 3 {"class_name":"LecunNormal","config":{"seed":1,"input_axes":[1],"output_axes":[0]}}|1:9: expected a named axis below the number of dimensions (axis 1)
a f32 3 "zeros"\nb\0200 f32 3 "zeros"|2:2: expected UTF-8
\0355\0240\0200 f32 3 "zeros"|1:2: expected UTF-8
aa\0303 f32 3 "zeros"|1:4: expected UTF-8
\0360\0200\0200\0200 f32 3 "zeros"|1:2: expected UTF-8
\0364\0220\0200\0200 f32 3 "zeros"|1:2: expected UTF-8
a f32 3 "zeros"\nb f\0000 3|2:4: expected text, which has no NUL
__metadata__ f32 3 "zeros"|1:1: expected another name: the format keeps __metadata__ for itself
b f32 3 "zeros"\na f32 3 "zeros"\n\n a f16 4 "ones"\nb f32 3 "zeros"|4:2: expected a name that no line before has
END
check "no temporary file is left" no_temporary

run nowhere.txt -o fresh
check "a list that is not there" failed_with "nowhere.txt: No such file or directory"
run . -o fresh
check "a list that is a directory" failed_with ".: Is a directory"
cp small.txt small_list
run small_list -o small_list
check "the list is not overwritten" failed_with "small_list: this is the list"
# shellcheck disable=SC2094   # that is the point
run - -o small_list < small_list
check "nor the list on standard input" failed_with "small_list: this is the list"

# --- The command line -----------------------------------------------------------------------------------------------------

while read -r -a arguments; do
    run "${arguments[@]}"
    check "usage: init_model ${arguments[*]}" equal "$status, $(wc -c < .out), $(grep -c '^usage: ' .err)" "2, 0, 1"
done << END

small.txt
-o fresh
small.txt -o
small.txt -o fresh -o fresh
small.txt small.txt -o fresh
small.txt -o fresh --loud
small.txt -o fresh --seed-offset
small.txt -o fresh --seed-offset x
small.txt -o fresh --seed-offset 1x
small.txt -o fresh --seed-offset +1
small.txt -o fresh --seed-offset 0x10
small.txt -o fresh --seed-offset 9223372036854775808
small.txt -o fresh --seed-offset 1 --seed-offset 1
END
run small.txt -o ""
check "usage: an empty FILE" equal "$status" 2
run --help
check "--help" equal "$status: ${out%% LIST*}, $err" "0: usage: init_model, "
run small.txt -o quiet --quiet
check "--quiet is silent" equal "$status: $out$err" "0: "
check "--quiet writes the same" cmp quiet small

# --- Where the model goes -------------------------------------------------------------------------------------------------

"$program" small.txt -o - > stdout 2> table
check "-o - equals the file" cmp stdout small
check "-o - puts the table on standard error" like "$(tail -n 1 table)" "2 tensors, *"
"$program" small.txt -o /dev/stdout 2> table | cat > stdout
check "-o /dev/stdout into a pipe" cmp stdout small
"$program" small.txt -o /dev/stdout > stdout 2> table
check "-o /dev/stdout into a file" cmp stdout small
check "  with the table on standard error" like "$(tail -n 1 table)" "2 tensors, *"
"$program" - -o stdin --quiet < small.txt
check "a list on standard input" cmp stdin small
echo 'a f32' | "$program" - -o stdin 2> .err
check "  and an error in it" equal "$(head -n 1 .err)" "<stdin>:1:6: $shapes"

run small.txt -o /dev/full
check "a full device" failed_with "/dev/full: No space left on device"
check "  which is still there" [ -c /dev/full ]
"$program" small.txt -o - > /dev/full 2> .err
check "a full standard output" equal "$?: $(< .err)" "1: init_model: standard output: No space left on device"
"$program" small.txt -o small2 > /dev/full 2> .err
check "a table that cannot be written" equal "$?: $(< .err)" "1: init_model: standard output: No space left on device"
"$program" --help > /dev/full 2> .err
check "help that cannot be written" equal "$?: $(< .err)" "1: init_model: standard output: No space left on device"
"$program" small.txt -o - 2> .err | head -c 10 > /dev/null
check "a closed pipe" equal "${PIPESTATUS[0]}: $(< .err)" "1: init_model: standard output: Broken pipe"
"$program" small.txt -o closed >&- 2> .err
check "a closed standard output" equal "$?: $(< .err)" "1: init_model: standard output: Bad file descriptor"
check "  leaves a model without the table in it" cmp closed small
(ulimit -f 100 && "$program" small.txt -o limited > .out 2> .err)
check "a limit on the size of files" equal "$?: $(< .err)" "1: init_model: limited: File too large"
check "  leaves nothing" [ ! -e limited ]

run small.txt -o /dev/null
check "/dev/null is written" equal "$status" 0
check "  and still there" [ -c /dev/null ]
mkfifo pipe
cat pipe > received &
run small.txt -o pipe
wait $!
check "a FIFO is written" cmp received small
check "  and still there" [ -p pipe ]

run small.txt -o nowhere/model
check "a directory that is not there" failed_with "nowhere/model: No such file or directory"
mkdir directory
run small.txt -o directory
check "an output that is a directory" failed_with "directory: Is a directory"
run small.txt -o small/model
check "a directory that is a file" failed_with "small/model: Not a directory"
run small.txt -o directory/model
check "a file in a directory" cmp directory/model small
if [ "$(id -u)" -ne 0 ]; then
    chmod 555 directory
    run small.txt -o directory/other
    check "a directory that may not be written" failed_with "directory/other: Permission denied"
    chmod 755 directory
    chmod 444 directory/model
    run small.txt -o directory/model
    check "a file that may not be written" failed_with "directory/model: Permission denied"
else
    echo "skip - a directory that may not be written: root may write them all"
fi

echo old > directory/target
ln -s directory/target link
run small.txt -o link
check "a link stays a link" [ -L link ]
check "  and its target is the model" cmp directory/target small
ln -s directory/missing dangling
run small.txt -o dangling
check "a link to nothing" failed_with "dangling: No such file or directory"
check "  stays" [ -L dangling ]

mode_of() { stat -c %a "$1" 2> /dev/null || stat -f %Lp "$1"; }
(umask 027 && "$program" small.txt -o masked --quiet)
check "a new file has the permissions that umask leaves" equal "$(mode_of masked)" 640
chmod 604 masked
(umask 027 && "$program" small.txt -o masked --quiet)
check "a replaced file keeps its permissions" equal "$(mode_of masked)" 604

# --- Signals --------------------------------------------------------------------------------------------------------------

echo "big f16 9000000000000 $ln42" > big.txt
set -m      # a background job that may be interrupted
# interrupted SIGNAL OPTION... - send it when data are in the temporary file; the status tells how the program ended
interrupted() {
    local temporary i
    (ulimit -f 2000000 && exec "$program" big.txt -o big "${@:2}" > /dev/null 2> .err) &     # the limit is for the case that all fails
    for ((i = 0; i < 1000; i++)); do
        temporary=$(find . -name '.init_model*' -size +64k)
        [ "$temporary" ] && break
        sleep 0.01
    done
    kill -s "$1" $!
    wait $! 2> /dev/null
    status=$?
    [ "$temporary" ]
}
for case in HUP:129 INT:130 TERM:143; do
    signal=${case%:*}
    check "SIG$signal arrives half-way" interrupted "$signal"
    check "  ends the program" equal "$status" "${case#*:}"
    check "  leaves no temporary file" no_temporary
    check "  and no model" [ ! -e big ]
done
cp small big
interrupted TERM
check "an old model survives a signal" cmp big small
set +m

# --- Seeds of a whole model, profiles, parts ------------------------------------------------------------------------------

# keras.utils.set_random_seed(42), then three Dense layers without seeds: the kernels that Keras 2.15 and 3.15 made.
cat > replay.txt << 'END'
d0 f32 784x256 "lecun_normal"
b0 f32 256 "zeros"
d1 f32 256x128 "glorot_uniform"
d2 f32 128x10 "he_uniform"
END
{
    echo "$(awk '$1 == "k3" && $2 == "dense" && $3 == 42 { print $5 }' "$repository/tests/vectors/replay.txt")  d0"
    echo "$(head -c 1024 /dev/zero | sha256sum | cut -c 1-64)  b0"
    echo "$(awk '$1 == "k3" && $2 == "dense" && $3 == 42 { print $7 }' "$repository/tests/vectors/replay.txt")  d1"
    echo "$(awk '$1 == "k3" && $2 == "dense" && $3 == 42 { print $9 }' "$repository/tests/vectors/replay.txt")  d2"
} > replay.sha256
replayed() { "$program" replay.txt -o replay --set-random-seed 42 --quiet "$@" && "$repository/examples/check_sha256" replay replay.sha256; }
check "--set-random-seed: an unseeded model is Keras's" replayed
check "  under either profile" replayed --profile keras3
check "  and another under another seed" not replayed --seed-offset 1

echo 'a f32 7x5 {"class_name":"LecunNormal","config":{"seed":-7}}' > minus.txt
echo 'a f32 7x5 {"class_name":"LecunNormal","config":{"seed":2147483639}}' > plus.txt
"$program" minus.txt -o minus --quiet --profile keras3
"$program" plus.txt -o plus --quiet
check "--profile keras3 takes the seed modulo 2^31-2" cmp minus plus
"$program" minus.txt -o minus --quiet
check "  and keras2 does not" not cmp -s minus plus

cat > parts.txt << 'END'
matrix f32 7x5 {"class_name":"GlorotUniform","config":{"seed":1}}
kernel bf16 3x3x4x8 {"class_name":"HeNormal","config":{"seed":2}}
scalar f64 scalar {"class_name":"RandomNormal","config":{"seed":3,"stddev":2}}
empty f32 0x5 "ones"
square f64 6x6 {"class_name":"Orthogonal","config":{"seed":4,"gain":2}}
unit f16 5x3 {"class_name":"Identity","config":{"gain":0.5}}
END
"$program" parts.txt -o whole --quiet
for ranks in 1 2 3 5 9; do
    for ((rank = 0; rank < ranks; rank++)); do "$program" parts.txt -o "part$rank" --quiet --rank $rank --ranks $ranks; done
    for name in matrix kernel empty square unit; do
        joined() { cmp <(for ((rank = 0; rank < ranks; rank++)); do tensor "part$rank" $name; done) <(tensor whole $name); }
        check "$ranks ranks: the parts of $name join to the whole" joined
    done
    check "$ranks ranks: the scalar is in the last part" cmp <(tensor "part$((ranks - 1))" scalar) <(tensor whole scalar)
done
check "a part has its own shape" like "$(header part8)" '*"matrix":{"dtype":"F32","shape":\[0,5\]*'
for arguments in '--rank 0' '--ranks 2' '--rank 2 --ranks 2' '--rank -1 --ranks 2' '--rank 0 --ranks 0' '--set-random-seed -1' \
    '--set-random-seed 4294967296' '--profile keras4'; do
    # shellcheck disable=SC2086   # to be split
    run small.txt -o fresh $arguments
    check "refused: $arguments" equal "$status" 2
done
check "nothing was written" [ ! -e fresh ]

# --- PyTorch --------------------------------------------------------------------------------------------------------------

# The sums are those of tensors that PyTorch made: tests/vectors/make_torch_list.py.
torch_list=$repository/tests/vectors/torch-list.weights.txt torch_sums=$repository/tests/vectors/torch-list.sha256
run "$torch_list" -o torch --torch-seed 42
check "PyTorch: a list of its classes is taken" succeeded
check "  every tensor is PyTorch's" agrees torch "$torch_sums"
check "  the table tells fan_in and the stddev that is asked" \
    like "$(row linear.weight)" "linear.weight f32 256x784 784 0.0206* 0.020[0-9]* -0.035[0-9]* 0.035[0-9]*"
run "$torch_list" -o other --quiet --torch-seed 43
check "  another seed gives others" not agrees other "$torch_sums"
run "$torch_list" -o other --quiet --torch-seed 42 --threads 2
case $err in *"no threads") echo "skip - two threads: this build has none" ;; *) check "  two threads make the same file" cmp torch other ;; esac
run "$torch_list" -o other --quiet --torch-seed $((42 - (1 << 32)))
check "  of the seed the low 32 bits count" cmp torch other
torch_names=$(sed -n 's/^\([a-z][a-z0-9.]*\) .*/\1/p' "$torch_list")
for ((rank = 0; rank < 3; rank++)); do
    "$program" "$torch_list" -o "torch$rank" --quiet --torch-seed 42 --rank $rank --ranks 3
done
torch_parts_join() {
    local name
    for name in $torch_names; do
        cmp <(for rank in 0 1 2; do tensor torch$rank "$name"; done) <(tensor torch "$name") || return 1
    done
}
check "  three ranks write parts that join" torch_parts_join
check "  of $(wc -w <<< "$torch_names") tensors" equal "$(wc -w <<< "$torch_names")" 17

# A tensor of more elements than are made at once, in pieces and by threads: the stream is looked for again in each.
echo 'large f32 1500x1501 torch.nn.init.trunc_normal_' > large.txt
"$program" large.txt -o large --quiet --torch-seed 7
for ((rank = 0; rank < 2; rank++)); do "$program" large.txt -o "large$rank" --quiet --torch-seed 7 --rank $rank --ranks 2; done
large_joins() { cmp <(tensor large0 large; tensor large1 large) <(tensor large large); }
check "a large tensor's parts join to the whole" large_joins
run large.txt -o many --quiet --torch-seed 7 --threads 256
case $err in *"no threads") ;; *) check "  256 threads make the same" cmp many large ;; esac
rm -f many

{
    echo "a f32 4x6 $ln42"
    echo 'b f32 4x6 torch.nn.init.normal_'
    echo 'c f32 4x6 {"class_name":"GlorotUniform"}'
} > mixed.txt
run mixed.txt -o mixed --torch-seed 1 --seed 2 --profile keras3,torch211 --quiet
check "classes of Keras and PyTorch in one list" succeeded
"$program" <(sed -n 2p mixed.txt) -o alone_b --torch-seed 1 --quiet
check "  PyTorch's draws do not see those of Keras" cmp <(tensor mixed b) <(tensor alone_b b)
echo 'w f32 5x7 {"class_name":"torch.nn.init.orthogonal_"}' > orthogonal.txt
echo 'x f32 30 torch.nn.init.normal_' >> orthogonal.txt
echo '!skip f32 5x7 torch.nn.init.orthogonal_' > skipped.txt
sed -n 2p orthogonal.txt >> skipped.txt
run orthogonal.txt -o orthogonal --torch-seed 1 --quiet
check "orthogonal_ is made" succeeded
run skipped.txt -o skipped --torch-seed 1 --quiet
check "  and spends what !skip of it spends" cmp <(tensor orthogonal x) <(tensor skipped x)
printf 'a f32 3 torch.nn.init.zeros_\nb f32 6x3x3 torch.nn.init.dirac_\n' > still.txt
run still.txt -o still --quiet
check "what draws nothing needs no --torch-seed" succeeded

torch_refuses() {   # torch_refuses WHAT LINE PLACE EXPECTED [OPTION...]: the list of that one line is refused
    local what=$1 line=$2 place=$3 expected=$4
    shift 4
    printf '%s\n' "$line" > refused.txt
    run refused.txt -o fresh "$@"
    check "refused: $what" equal "$status: ${err%%$'\n'*}" "1: refused.txt:$place: expected $expected"
}
torch_refuses "PyTorch without a seed" 'a f32 3 torch.nn.init.normal_' 1:9 \
    "--torch-seed S: PyTorch draws all tensors from one generator"
torch_refuses "!skip without a seed" '!skip f32 3 torch.nn.init.normal_' 1:13 \
    "--torch-seed S: PyTorch draws all tensors from one generator"
torch_refuses "!skip of a class of Keras" '!skip f32 3 zeros' 1:13 "a class of torch.nn.init, whose draw is spent" --torch-seed 1
torch_refuses "!skip of values" '!skip f32 1 {"values":[1]}' 1:13 "a class of torch.nn.init, whose draw is spent" --torch-seed 1
torch_refuses "!skip with a dtype that is none" '!skip f33 3 torch.nn.init.normal_' 1:7 \
    "a dtype: f16, bf16, f32 or f64 (is it f32?)" --torch-seed 1
torch_refuses "!skip of half a line" '!skip f32 3' 1:12 "an initializer: JSON, or the name of a class" --torch-seed 1
torch_refuses "a misspelled function" 'a f32 3 torch.nn.init.norml_' 1:9 \
    "a function of torch.nn.init, perhaps torch.nn.init.normal_" --torch-seed 1
torch_refuses "a key that it does not take" 'a f32 3 {"class_name":"torch.nn.init.normal_","config":{"stddev":1}}' 1:57 \
    'one of the keys "mean", "std"' --torch-seed 1
torch_refuses "trunc_normal_ of an old PyTorch" 'a f32 3 torch.nn.init.trunc_normal_' 1:9 \
    "a profile of PyTorch 2.12 or later: trunc_normal_ took its bits from Intel's MKL before" --torch-seed 1 --profile torch211
torch_refuses "a limit that the dtype does not hold" 'a f16 3 {"class_name":"torch.nn.init.uniform_","config":{"b":1e9}}' 1:9 \
    "numbers that the dtype holds, and bounds between which a draw comes to lie" --torch-seed 1
torch_refuses "orthogonal_ in 16 bits" 'a f16 3x3 torch.nn.init.orthogonal_' 1:11 \
    "f32 or f64: PyTorch makes no orthogonal_ in 16 bits" --torch-seed 1
printf 'a f32 3 torch.nn.init.normal_\nb f32 3 torch.nn.init.uniform_\nb f32 3 zeros\n' > refused.txt
run refused.txt -o fresh
check "a missing seed is said once, and other mistakes too" equal "$(grep -c ': expected' <<< "$err")" 2
run --like small -o fresh --rules <(echo '* torch.nn.init.normal_') --seed 1
check "--like has no order to draw in" like "$status: $err" "1: init_model: *: PyTorch draws tensor after tensor*"
run --like small -o likened --rules <(echo '* torch.nn.init.ones_') --quiet --seed 1
check "  but what draws nothing is made" succeeded
run --like small -o fresh --torch-seed 1
check "  and --torch-seed is refused" like "$status: $err" "2: init_model: --torch-seed goes with LIST*"
for arguments in '--torch-seed x' '--torch-seed 9223372036854775808' '--profile torch213' '--profile keras3,' '--profile ,torch'; do
    # shellcheck disable=SC2086   # to be split
    run mixed.txt -o fresh $arguments
    check "refused: $arguments" equal "$status" 2
done
check "nothing was written" [ ! -e fresh ]

# --- Threads --------------------------------------------------------------------------------------------------------------

# Tensors of many chunks, of one and of none, and an Orthogonal between them.
cat > threads.txt << END
first f32 1000x1001 $(lecun_normal 41)
none f32 0x5 "zeros"
little bf16 3 "ones"
half f16 300x777 {"class_name":"HeUniform","config":{"seed":1}}
square f32 300x300 {"class_name":"Orthogonal","config":{"seed":4}}
brain bf16 70001 {"class_name":"RandomNormal","config":{"seed":2}}
last f64 200x333 $ln42
END
without_time() { sed 's/[0-9.]* seconds$//' .out; }
threads_give_the_same() {
    run threads.txt -o threads --threads "$1" && equal "$(without_time)" "$table" && cmp threads alone
}
threads_write_a_pipe() { cmp <("$program" threads.txt -o - --threads "$1" 2> table | cat) alone; }
run threads.txt -o alone
table=$(without_time)
run small.txt -o threads --threads 2
if [ "$err" = "init_model: --threads: this build has no threads" ]; then
    check "a build without threads refuses two" equal "$status" 1
    check "  and takes one" threads_give_the_same 1
    echo "skip - more threads: this build has none"
else
    for threads in 1 2 3 7 256; do
        check "--threads $threads: the same file, the same table" threads_give_the_same $threads
        check "  and the same into a pipe" threads_write_a_pipe $threads
    done
    "$program" parts.txt -o one --quiet --rank 1 --ranks 3
    "$program" parts.txt -o three --quiet --rank 1 --ranks 3 --threads 3
    check "--threads 3: the same part" cmp one three
    run threads.txt -o /dev/full --threads 3
    check "--threads 3: a full device" failed_with "/dev/full: No space left on device"
    "$program" threads.txt -o - --threads 3 2> .err | head -c 10 > /dev/null
    check "--threads 3: a closed pipe" equal "${PIPESTATUS[0]}: $(< .err)" "1: init_model: standard output: Broken pipe"
    set -m
    check "--threads 3: SIGTERM arrives half-way" interrupted TERM --threads 3
    set +m
    check "  ends the program" equal "$status" 143
    check "  leaves no temporary file" no_temporary
fi
for threads in 0 -1 257 x 1x 1.5 99999999999999999999; do
    run small.txt -o fresh --threads $threads
    check "refused: --threads $threads" \
        like "$status: $err" "2: init_model: --threads wants an integer from 1 to 256, not $threads*"
done
run small.txt -o fresh --threads
check "refused: --threads without a number" equal "$status" 2
check "nothing was written" [ ! -e fresh ]

check "no temporary file is left at the end" no_temporary

closing_line
