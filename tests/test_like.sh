#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# test_like.sh INIT_MODEL LECUN REPOSITORY - models like others, rules, seeds by name, the grammar of a list, the formats
#
# One line a check: ok, not ok, or skip with the reason. The last line counts them.
set -u
export LC_ALL=C

[ $# -eq 3 ] || { echo "usage: $0 INIT_MODEL LECUN REPOSITORY" >&2; exit 2; }
program=$(realpath "$1") lecun=$(realpath "$2") repository=$(realpath "$3")
. "$repository/tests/verdict.sh"
cd "$work" || exit 1

# run ARGUMENT... - its standard output, standard error and exit status, in $out, $err and $status
run() {
    "$program" "$@" > .out 2> .err
    status=$?
    out=$(< .out) err=$(< .err)
}
inspect() {
    "$lecun" inspect "$@" > .out 2> .err
    status=$?
    out=$(< .out) err=$(< .err)
}
succeeded() { equal "$status: $err" "0: "; }
header() { head -c $((8 + $(od -An -tu4 -N4 "$1"))) "$1" | tail -c +9; }
tensor() {  # tensor FILE NAME: its bytes
    local span
    span=$(header "$1" | grep -oF "\"$2\":{$(header "$1" | sed "s/.*\"${2//[.*[]/.}\":{//; s/}.*//")}" | grep -o '\[[0-9]*,[0-9]*\]}' | tr -d '[]}')
    tail -c +$((9 + $(header "$1" | wc -c) + ${span%,*})) "$1" | head -c $((${span#*,} - ${span%,*}))
}
same_tensor() { [ -s "$1" ] && cmp <(tensor "$1" "$2") <(tensor "$3" "${4:-$2}"); }
safetensors() {    # safetensors HEADER: a file with that header, and standard input as its data
    # shellcheck disable=SC2059   # the format is made here
    printf "$(printf '\\x%02x' $((${#1} & 255)) $((${#1} >> 8 & 255)))\0\0\0\0\0\0%s" "$1"
    cat
}

# --- Like a model ---------------------------------------------------------------------------------------------------------

# The names of a little GPT-2, with a buffer of integers and words of its own.
{
    for layer in 0 1; do
        echo "h.$layer.attn.c_attn.weight f32 32x96 zeros"
        echo "h.$layer.attn.c_attn.bias f32 96 ones"
        echo "h.$layer.attn.c_proj.weight f32 32x32 zeros"
        echo "h.$layer.ln_1.weight f32 32 zeros"
    done
    echo "wte.weight f16 100x32 zeros"
} > old.txt
"$program" old.txt -o plain.safetensors --quiet || exit 1
inner=$(header plain.safetensors | sed 's/ *$//; s/"format":"pt"/"format":"pt","note":"of old"/; s/}$//')
size=$(($(wc -c < plain.safetensors) - 8 - $(header plain.safetensors | wc -c)))
{ tail -c "$size" plain.safetensors; printf '\1\2\3\4\5\6\7\10'; } |
    safetensors "$inner,\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[$size,$((size + 8))]}}" > old.safetensors
run --like old.safetensors -o new.safetensors --seed 1
check "like: a new model" succeeded
check "  the rules are GPT-2's, by the names" like "$out" "*rules: gpt2*"
names() { header "$1" | grep -o '"[^"]*":{"dtype":"[A-Z0-9]*","shape":[][0-9,]*' | sort; }
check "  names, dtypes and shapes are the old ones" equal "$(names new.safetensors)" "$(names old.safetensors)"
check "  the words of the old one are kept" like "$(header new.safetensors)" '*"note":"of old"*'
check "  integers are copied" equal "$(tensor new.safetensors ids | od -An -tx1)" " 01 02 03 04 05 06 07 08"
inspect new.safetensors --check --rules gpt2
check "  each tensor is what the rules tell" succeeded
inspect new.safetensors --check
check "  and inspect finds it without being told" succeeded
check "  the residual scaling, too" like "$out" "*c_proj.weight *GPT-2's residual*"
inspect old.safetensors --check --rules gpt2
check "  and does not find it in the old one" equal "$status" 3
cp new.safetensors kept.safetensors
run --like new.safetensors -o new.safetensors --seed 1
check "like: not onto itself" equal "$status: $err" "1: init_model: new.safetensors: this is the model that it is made like"
check "  which stays" cmp new.safetensors kept.safetensors
run --like old.safetensors -o threads.safetensors --seed 1 --threads 3 --quiet
check "like: the same with threads" cmp threads.safetensors new.safetensors
mkdir folder
run --like old.safetensors -o folder --seed 1 --quiet
check "like: into a folder, with the old name" cmp folder/old.safetensors new.safetensors
run --like old.safetensors -o drawn.safetensors
seed=${out##*seed drawn: } seed=${seed%%$'\n'*}
check "like: a seed that is drawn is shown, and kept" like "$(header drawn.safetensors)" "*\"lecun_seed\":\"$seed\"*"
run --like old.safetensors -o again.safetensors --seed "$seed" --quiet
check "  and repeats the run" same_tensor again.safetensors wte.weight drawn.safetensors

# --- Rules ----------------------------------------------------------------------------------------------------------------

printf '*.bias zeros\n* {"class_name":"LecunNormal"} torch\n*c_attn.weight[0:2] ones\n*ln*{1:3} ones\n' > rules.txt
run --like old.safetensors -o ruled.safetensors --rules rules.txt --seed 1 --quiet
check "rules: of a file" succeeded
check "  the first that matches wins" equal "$(tensor ruled.safetensors h.0.attn.c_attn.bias | tr -d '\0' | wc -c)" 0
check "  rows of their own" equal "$(tensor ruled.safetensors h.1.attn.c_attn.weight | head -c 768 | od -An -v -tx4 -w768 | tr -s ' ' '\n' | sort -u | tr -d '\n')" 3f800000
check "  elements of their own" equal "$(tensor ruled.safetensors h.0.ln_1.weight | od -An -v -tx4 -w4 -j4 -N8 | sort -u)" " 3f800000"
echo '*.weight ones' > few.txt
run --like old.safetensors -o fresh.safetensors --rules few.txt
check "rules: all tensors that none names are listed" equal "$status: $err" "1: init_model: few.txt: no rule names these tensors:
    h.0.attn.c_attn.bias
    h.1.attn.c_attn.bias"
printf '* zeroes\n*.q {"class_name":"RandomNormal","config":{"sted":1}}\n*.r ones sideways\n' > wrong.txt
run --like old.safetensors -o fresh.safetensors --rules wrong.txt
check "rules: three mistakes, three messages" equal "$status: $(grep -c '^wrong.txt:[1-3]:[0-9]*: expected' .err)" "1: 3"
run --like old.safetensors -o fresh.safetensors --rules lama
check "rules: a misspelled family" like "$status: $err" "1: *gpt2, llama, bert, vit and resnet (is it llama?)"
"$lecun" fill --shape 3 --seed 1 -o alone.npy
run --like alone.npy -o fresh.safetensors
check "rules: no family, and none given" like "$status: $err" "2: init_model: no --rules RULES, *"
run --like alone.npy -o like_npy.npy --rules few.txt
check "rules: the name in a .npy file is array" like "$status: $err" "1: *no rule names these tensors:*array"
echo '* he_uniform' > he.txt
run --like alone.npy -o like_npy.npy --rules he.txt --seed 1 --quiet
check "like: a .npy file of a vector" equal "$status: $(wc -c < like_npy.npy)" "0: $(wc -c < alone.npy)"
check "nothing was written" [ ! -e fresh.safetensors ]
run old.txt -o fresh.safetensors --rules gpt2 --quiet
check "rules: a list that needs none" succeeded
cut -d ' ' -f 1-3 old.txt > bare.txt
run bare.txt -o bare.safetensors --rules he.txt --seed 1 --quiet
check "rules: for a list without initializers" succeeded
"$lecun" list old.safetensors --rules he.txt > listed.txt
run listed.txt -o listed.safetensors --seed 1 --quiet
check "list: a checkpoint as a list gives that model" same_tensor listed.safetensors wte.weight bare.safetensors
for family in gpt2 llama bert vit resnet; do
    "$lecun" list --rules $family > $family.txt
    run --like old.safetensors -o fresh.safetensors --rules $family.txt --seed 1 --quiet
    check "rules: the text of $family can be read" succeeded
done
rm -f fresh.safetensors

# --- Seeds ----------------------------------------------------------------------------------------------------------------

printf 'a f32 8x8 lecun_normal\nb f32 8x8 lecun_normal\n' > two.txt
sort -r two.txt > turned.txt
run two.txt -o two --seed 7 --quiet
check "--seed: two tensors, no warning" succeeded
run turned.txt -o turned --seed 7 --quiet
check "  their order does not matter" same_tensor two a turned
check "  two names, two streams" not same_tensor two a two b > .diff
run two.txt -o other --seed 8 --quiet
check "  another seed, other weights" not same_tensor two a other > .diff
printf 'a f32 8x8 {"class_name":"LecunNormal","config":{"seed":5}}\nb f16 3 {"class_name":"HeUniform","config":{"seed":5}}\n' > one.txt
run one.txt -o one --quiet
check "one seed for two tensors is named, under --quiet too" \
    like "$status: $err" "0: init_model: warning: a and b draw from one stream (seed 5): *"
sed 's/5}}/2147483651}}/; 1s/2147483651/5/' one.txt > far.txt
run far.txt -o one --quiet --profile keras3
check "  a seed that Keras 3 reduces to the other, too" like "$err" "*a and b draw from one stream*"
run far.txt -o one --quiet
check "  and not under Keras 2" succeeded
run two.txt -o two.part --rank 0 --ranks 2
check "parts of seeds that are drawn are refused" like "$status: $err" "1: two.txt:1:11: expected a seed: *"
run --like old.safetensors -o two.part --rank 0 --ranks 2
check "  of a model, too" like "$status: $err" "1: init_model: --ranks wants --seed S: *"
run two.txt -o two.part --seed 7 --set-random-seed 1
check "usage: two ways to give seeds" equal "$status" 2

# --- The grammar of a list ------------------------------------------------------------------------------------------------

cat > grammar.txt << 'END'
a f32 4x4 {"class_name":"LecunNormal","config":{"seed":1}}
b f32 4x4 {"copy":"a","then":[["mul",2],["add",1]]}
c f32 4,4 {"same":"b"}
a[1:2] f32 1x4 zeros
a{0:2} f32 2 {"values":[7,-8.5]}
d f32 4x4 {"class_name":"LecunNormal","config":{"seed":{"as":"a"}}}
e f32 4x4 {"class_name":"LecunNormal","config":{"seed":9},"then":[["clamp",0,0]]}
!layout torch
f f32 2x8 {"class_name":"LecunUniform","config":{"seed":3}}
!layout keras
g f32 8x2 {"class_name":"LecunUniform","config":{"seed":3}}
"#h[0:1] \u00e9" f32 scalar ones
END
run grammar.txt -o grammar
check "grammar: every kind of line" like "$status: $err" "0: *warning: f and g draw from one stream*"
"$lecun" fill --shape 4,4 --seed 1 -o drawn.raw
check "  values, rows and draws of one tensor" equal "$(tensor grammar a | od -An -tf4 -w16 | head -n 2 | tr -s ' ' | cut -d ' ' -f 2-3 | paste -sd' ')" "7 -8.5 0 0"
check "  the rest of it is drawn" cmp <(tensor grammar a | tail -c 32) <(tail -c 32 drawn.raw)
check "  a stream as another's" cmp <(tensor grammar d) drawn.raw
check "  the same as another" same_tensor grammar c grammar b
first() { od -An -tf4 -N4 | tr -d ' '; }
check "  a copy of the draw, and operations" \
    awk -v a="$(first < drawn.raw)" -v b="$(tensor grammar b | first)" 'BEGIN { d = 2 * a + 1 - b; exit !(d < 1e-6 && d > -1e-6) }'
check "  a clamp" equal "$(tensor grammar e | tr -d '\0' | wc -c)" 0
check "  a layout: the fans are those of the turned shape" same_tensor grammar f grammar g
check "  a name as a JSON string" like "$(header grammar)" $'*"#h\[0:1\] \303\251":*'
for rank in 0 1 2; do "$program" grammar.txt -o "part$rank" --quiet --rank $rank --ranks 3 2> /dev/null; done
for name in a b e f; do
    joined() { cmp <(for rank in 0 1 2; do tensor part$rank $name; done) <(tensor grammar $name); }
    check "  the parts of $name join" joined
done
printf 'x f32 3x3 lecun_normal\n!skip 2\ny f32 3x3 lecun_normal\n' > skip.txt
printf 'x f32 3x3 lecun_normal\np f32 3 lecun_normal\nq f32 3 lecun_normal\ny f32 3x3 lecun_normal\n' > whole.txt
"$program" skip.txt -o skip --set-random-seed 5 --quiet
"$program" whole.txt -o whole --set-random-seed 5 --quiet
check "  seeds that are skipped" same_tensor skip y whole
cat > mistakes.txt << 'END'
a f33 3 zeros
b f32 3x zeros
c f32 3 zeroes
d f32 3 zeros
d f32 3 zeros
e f32 3 {"class_name":"LecunNormal","config":{"sed":1}}
f f32
!layot torch
!skip x
!cannot q f32 3 weight_norm
g f32 4x4 {"copy":"zz"}
h f32 3 {"values":[1,2]}
i[0:9] f32 9 zeros
j f32 4 {"class_name":"LecunNormal","flax":{"path":["a"],"count":1}}
END
run mistakes.txt -o fresh
check "a list with 14 mistakes but for one good line: 13 messages" \
    equal "$status: $(grep -c '^mistakes.txt:[0-9]*:[0-9]*: ' .err) $(grep -c '^ *^$' .err)" "1: 13 13"
check "  a misspelled directive gets a suggestion" like "$err" "*mistakes.txt:8:1: *(is it !layout?)*"
check "  what could not be recorded is said" like "$err" "*could not record this: q f32 3 weight_norm*"

# --- Files ----------------------------------------------------------------------------------------------------------------

run two.txt -o two.gguf --seed 7 --quiet
check ".gguf: is written" equal "$status: $(head -c 8 two.gguf | od -An -tx1)" "0:  47 47 55 46 03 00 00 00"
inspect two.gguf --check
check ".gguf: and read" like "$status: $out" "0: *a *F32 *8x8 *"
run --like two.gguf -o three.gguf --rules he.txt --seed 1 --quiet
check ".gguf: a model like one" equal "$status: $(wc -c < three.gguf)" "0: $(wc -c < two.gguf)"
check ".gguf: with the same head" cmp -n 128 two.gguf three.gguf
run two.txt -o two.raw --seed 7 --quiet
check ".raw: the elements alone" cmp two.raw <(tensor two a; tensor two b)
run two.txt -o two.npy --seed 7
check ".npy: not of two tensors" like "$status: $err" "1: init_model: two.npy: a .npy file holds one tensor, not 2*"
for name in two.txt two.pt two.tar.gz; do
    run turned.txt -o "new_$name" --seed 7
    check "an extension that is not known is refused: $name" like "$status: $err" "2: init_model: -o wants FILE.safetensors, *"
done
run two.txt -o shard.safetensors --seed 7 --quiet --max-shard-size 256
check "shards: two files and an index" equal "$(echo shard*)" \
    "shard-00001-of-00002.safetensors shard-00002-of-00002.safetensors shard.safetensors.index.json"
check "  with the same tensors" same_tensor shard-00002-of-00002.safetensors b two
inspect shard.safetensors.index.json
check "  which inspect reads in one call" like "$status: $out" "0: *a *b *"
mkdir anew
run --like shard.safetensors.index.json -o anew --rules he.txt --seed 1 --quiet
check "  and a model like them has such files" equal "$(cd anew && echo ./*)" "$(echo ./shard*)"
check "  and the same index" equal "$(tr -d ' \n' < anew/shard.safetensors.index.json)" "$(tr -d ' \n' < shard.safetensors.index.json)"
sed 's/shard-00001/..\/shard-00001/' shard.safetensors.index.json > evil.index.json
inspect evil.index.json
check "  an index that leads out of its folder is refused" like "$status: $err" "1: *expected the name of a file beside the index"

# --- inspect --------------------------------------------------------------------------------------------------------------

inspect two one --json
check "inspect: several files, as JSON" equal "$status: $(grep -o '"name": "[ab]"' .out | wc -l)" "0: 4"
inspect old.safetensors --ignore 'h.*,wte*'
check "inspect: what is ignored" equal "$(tail -n +2 .out | awk '{ print $1 }')" ids
inspect new.safetensors --check --svg new.svg
check "inspect: a picture, one strip a tensor" equal "$status: $(grep -c 'text-anchor="end"' new.svg)" "0: 10"
check "  its bars have no red" not grep -q 'rect.*#e31a1c' new.svg
inspect old.safetensors --rules gpt2 --svg old.svg
check "  and those of a wrong layer have" not grep -q 'rect.*#a6cee3' old.svg
long=$(head -c 200 /dev/zero | tr '\0' n)
echo "$long f32 1000x1000x1000x0 zeros" > long.txt
"$program" long.txt -o long --quiet
inspect long
check "inspect: no row of more than 100 columns" equal "$(awk 'length > 100' .out)" ""
npy() { printf '\223NUMPY\001\000\166\000%-117s\n' "{'descr': '$1', 'fortran_order': False, 'shape': ($2,), }"; }
said() { tail -n 1 .out | awk '{ print $NF }'; }
{ npy '>f4' 2; printf '\77\200\0\0\77\200\0\0'; } > big_endian.npy
inspect big_endian.npy
check "inspect: a big-endian .npy file" equal "$(said)" ones
{ npy '<V2' 2; printf '\200\77\200\77'; } > brain.npy
inspect brain.npy
check "inspect: bfloat16 in a .npy file" equal "$(said)" ones
cat big_endian.npy brain.npy > both.npy
inspect both.npy
check "inspect: several arrays in one .npy file" equal "$(grep -c ' ones$' .out)" 2

# --- Numbers, and what must not hang or be lost ---------------------------------------------------------------------------

spread() { "$lecun" fill --dtype f64 --shape 100000 --class RandomNormal --seed 1 --config "{\"mean\":$1,\"stddev\":$2}"; }
measured() { spread "$@" | awk -v asked="$2" '$1 == "stddev" { exit !($2 / asked > 0.98 && $2 / asked < 1.02) }'; }
for case in '1e6 1e-3' '0 1e200' '0 1e-200' '0 1e300' '1e12 1'; do
    # shellcheck disable=SC2086   # to be split
    check "f64, mean and deviation $case: measured right" measured $case
    # shellcheck disable=SC2086
    spread_of() { "$lecun" fill --dtype f64 --shape 100000 --class RandomNormal --seed 1 --config "{\"mean\":$1,\"stddev\":$2}" -o far.npy; }
    # shellcheck disable=SC2086
    spread_of $case
    inspect far.npy
    check "  by inspect, too" awk -v asked="${case#* }" 'NR == 2 { exit !($5 / asked > 0.98 && $5 / asked < 1.02) }' .out
done
printf 'a f32 1000 {"class_name":"RandomNormal","config":{"stddev":1e25,"seed":1}}\nb f32 1000 {"class_name":"RandomNormal","config":{"stddev":1e-25,"seed":2}}\n' > wide.txt
run wide.txt -o wide
check "f32 beyond the squares' range: the table" \
    awk 'NR == 2 || NR == 3 { n += $6 / $5 > 0.9 && $6 / $5 < 1.1 } END { exit n != 2 }' .out
in_time() { timeout 10 "$@" > .out 2> .err; status=$?; err=$(< .err); [ $status -ne 124 ]; }
mkfifo pipe
check "inspect does not wait for a FIFO" in_time "$lecun" inspect pipe
check "  and says why" equal "$err" "lecun: pipe: only a regular file can be read here"
check "a list without an end" in_time "$program" /dev/zero -o fresh
check "  is refused at its first NUL" like "$err" "/dev/zero:1:1: expected text, which has no NUL*"
endless() { yes a | tr -d '\n' | "$program" - -o fresh; }
endless > .out 2> .err
check "a line without an end is refused" equal "$(< .err)" "init_model: <stdin>: a line of more than 16777216 bytes"
printf '\223NUMPY\002\000\377\377\377\377' > huge.npy
truncate -s 5000000000 huge.npy
claims() { (ulimit -v 200000 && "$lecun" inspect huge.npy > .out 2> .err); }
claims
check "a .npy header that claims 4 GB" like "$(< .err)" "lecun: huge.npy: a header of more than 1048576 bytes"
rm huge.npy
long_keys() {   # an object of 64 keys of 100000 bytes, of which the first ones are alike
    local i
    printf '{"class_name":"Zeros","config":{'
    for i in {10..73}; do printf '%s"%s%s":1' "$([ "$i" = 10 ] || echo ,)" "$(head -c 100000 /dev/zero | tr '\0' k)" "$i"; done
    printf '}}'
}
check "JSON with long keys takes no time" in_time sh -c "cat > .keys && '$lecun' config - < .keys" < <(long_keys)
check "  and is refused" equal "$err" "lecun: <stdin>: a text of more than 1 MiB"
printf 'a\033b f32 2 zeros\n\302\233c\342\200\256 f32 3 zeroes\n' > masked.txt
run masked.txt -o fresh
check "control characters and marks that turn the writing reach no terminal" equal "$(tr -d -c '\033\233\256' < .err | wc -c)" 0
deep=$(printf 'd%.0s' {1..200})
mkdir -p "$work/$deep/$deep" && cd "$work/$deep/$deep" || exit 1
path=$(printf './%.0s' {1..1800})
run "$work/two.txt" -o "$path/long_path" --seed 7 --quiet
check "a path near the limit of the system" equal "$status: $(ls)" "0: long_path"
cd "$work" || exit 1
check "nothing is left of what failed" equal "$(find . -name '.init_model*' -o -name fresh)" ""

closing_line
