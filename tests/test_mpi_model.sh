#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# test_mpi_model.sh MPI_MODEL MPIEXEC INIT_MODEL REPOSITORY - the ranks of an MPI job write the file that init_model writes
#
# One line a check: ok, not ok, or skip with the reason. The last line counts them.
set -u
export LC_ALL=C

[ $# -eq 4 ] || { echo "usage: $0 MPI_MODEL MPIEXEC INIT_MODEL REPOSITORY" >&2; exit 2; }
program=$(realpath "$1") mpiexec=$2 init_model=$(realpath "$3") repository=$(realpath "$4")
. "$repository/tests/verdict.sh"
cd "$work" || exit 1

# More ranks than cores, and root in a container. What the MPI library itself loses is not ours to find.
export ASAN_OPTIONS=detect_leaks=0
launch=("$mpiexec")
! "$mpiexec" --version | grep -qE 'Open(RTE| MPI)' ||
    launch+=(--quiet --oversubscribe --allow-run-as-root --mca mpi_yield_when_idle 1)

# run RANKS ARGUMENT... - its standard output, standard error and exit status, in $out, $err and $status
run() {
    "${launch[@]}" -np "$1" "$program" "${@:2}" > .out 2> .err < /dev/null
    status=$?
    out=$(< .out) err=$(< .err)
}
said() { grep -c '^mpi_model: ' .err; }    # of the lines of standard error those that are ours
# (Open MPI, killed at a bad moment, may leave the lock that it keeps beside a file.)
no_temporary() { equal "$(find . -name '.mpi_model*' ! -name '*.lock')" ""; }

# --- The same file --------------------------------------------------------------------------------------------------------

# Tensors of several pieces (16 MiB), of one, of fewer rows than ranks, of none; strips that are cut, and strips that are not.
json() { printf '{"class_name":"%s","config":{%s}}' "$1" "$2"; }
cat > list.txt << END
wide f32 3x1700000 $(json LecunNormal '"seed":1')
tall f64 4500x500 $(json HeUniform '"seed":2')
kernel bf16 3x3x64x37 $(json HeNormal '"seed":3')
deep f16 5x2x1100000 $(json RandomNormal '"seed":4,"stddev":0.02')
scalar f64 scalar $(json RandomNormal '"seed":5')
empty f32 0x5 "ones"
hollow f32 5x0x3 "ones"
square f32 60x50 $(json Orthogonal '"seed":6')
unit f16 5x3 $(json Identity '"gain":0.5')
bias f32 2 "zeros"
matrix f32 301x203 $(json GlorotUniform '"seed":7,"input_axes":[1],"output_axes":[0]')
END
"$init_model" list.txt -o alone --quiet || exit 1
for case in '1 0' '2 0' '3 0' '4 0' '2 1' '3 1' '4 1' '3 7'; do
    read -r ranks axis <<< "$case"
    rm -f model
    run "$ranks" list.txt -o model --axis "$axis"
    check "$ranks ranks, axis $axis: the file of init_model" cmp model alone
    check "  and one line" like "$status: $out" "0: 11 tensors, *, $ranks ranks, *"
done

torch_list=$repository/tests/vectors/torch-list.weights.txt
"$init_model" "$torch_list" -o torch --quiet --torch-seed 42
for case in '1 0' '3 0' '2 1'; do
    read -r ranks axis <<< "$case"
    rm -f model
    run "$ranks" "$torch_list" -o model --quiet --torch-seed 42 --axis "$axis"
    check "$ranks ranks, axis $axis: PyTorch's draws" cmp model torch
done

printf 'a f32 40x30 "lecun_normal"\nb f16 20 "he_uniform"\n' > seeds.txt
"$init_model" seeds.txt -o seeds --quiet --set-random-seed 42 --seed-offset 3 --profile keras3
run 3 seeds.txt -o model --quiet --set-random-seed 42 --seed-offset 3 --profile keras3
check "3 ranks: Keras's default seeds, an offset, a profile" cmp model seeds
check "  and with --quiet nothing is said" equal "$status: $out$err" "0: "
# Of fifty seeds some have fewer digits than others: a rank that made its own would put the weights elsewhere.
names=$(seq -f t%02.0f 50)
printf '%s f32 40x30 "lecun_normal"\n' $names > seeds.txt
run 3 seeds.txt -o model
header=$(head -c $((8 + $(od -An -tu4 -N4 model))) model | tail -c +9)
for name in $names; do
    seed=$(sed "s/.*\"$name\":\"seed \([0-9]*\)\".*/\1/" <<< "$header")
    printf '%s f32 40x30 %s\n' "$name" "$(json LecunNormal "\"seed\":$seed")"
done > given.txt
"$init_model" given.txt -o given --quiet
data() { tail -c +$((9 + $(od -An -tu4 -N4 "$1"))) "$1"; }
check "3 ranks: a seed that is drawn is drawn once, and kept in the file" cmp <(data model) <(data given)

# Patches, operations, copies, and a model like another with shards and integers.
cat > grammar.txt << END
a f32 40x30 $(json LecunNormal '"seed":1')
a[3:5] f32 2x30 zeros
b f32 40x30 {"same":"a"}
c f16 40x30 {"class_name":"HeNormal","config":{"seed":2},"then":[["mul",0.5]]}
END
"$init_model" grammar.txt -o grammar --quiet
for axis in 0 1; do
    run 3 grammar.txt -o model --axis $axis
    check "3 ranks, axis $axis: the whole grammar of a list" cmp model grammar
done
"$init_model" grammar.txt -o old.safetensors --quiet --max-shard-size 5000
echo '* glorot_uniform' > rules.txt
mkdir like like_alone
"$init_model" --like old.safetensors.index.json -o like_alone --rules rules.txt --seed 1 --quiet
run 3 --like old.safetensors.index.json -o like --rules rules.txt --seed 1 --axis 1
check "3 ranks: a model like another, in shards" diff -r like like_alone

# --- What goes wrong ------------------------------------------------------------------------------------------------------

refused() {     # refused TEXT: one rank says TEXT, the job fails, and there is no file
    equal "$(grep '^mpi_model: \|^[^ ]*:[0-9]*:[0-9]*: ' .err)" "$1" && [ "$status" -ne 0 ] && [ ! -e fresh ] && no_temporary
}
echo 'a f32 3y4 "zeros"' > bad.txt
run 3 bad.txt -o fresh
check "a wrong list is refused, by one rank" refused "bad.txt:1:8: expected an x between dimensions"
run 2 nowhere.txt -o fresh
check "a list that is not there" refused "mpi_model: nowhere.txt: No such file or directory"
run 2 list.txt -o nowhere/model
check "a directory that is not there" refused "mpi_model: nowhere/model: No such file or directory"
run 2 list.txt -o /dev/null
check "a device" refused "mpi_model: /dev/null: only a regular file can be written by several ranks"
(ulimit -f 40000 && run 3 list.txt -o fresh; exit $status)
status=$?
check "a full disk is found before the first weight" refused "mpi_model: fresh: File too large"
echo precious > model
(ulimit -f 40000 && run 2 list.txt -o model; exit $status)
check "  and the old file stays" equal "$(< model)" precious
run 2 list.txt
check "usage: no output" equal "$((status != 0)) $(said)" "1 1"
run 2 list.txt -o fresh --axis -1
check "usage: a negative axis" equal "$((status != 0)) $(said)" "1 1"
run 2 --help
check "--help is printed once" equal "$status: $(grep -c '^usage: ' .out)" "0: 1"

# A rank dies: killed when the file is there, but far from complete. (The others write 2 GB, or would.)
echo "a f32 500000x1000 $(json LecunNormal '"seed":1')" > big.txt
die() {
    local job ranks i
    "${launch[@]}" -np 2 "$program" big.txt -o fresh > .out 2> .err < /dev/null &
    job=$!
    for ((i = 0; i < 1000; i++)); do
        [ -z "$(find . -name '.mpi_model*' -size +1k)" ] || break
        sleep 0.01
    done
    read -r -a ranks < "/proc/$job/task/$job/children"
    kill -s KILL "${ranks[${#ranks[@]} - 1]}"
    wait "$job" 2> /dev/null
    status=$?
    [ "$i" -lt 1000 ]
}
if [ -r "/proc/$$/task/$$/children" ]; then
    check "a rank is killed half-way" die
    check "  the job fails" [ "$status" -ne 0 ]
    check "  there is no half file under the name" [ ! -e fresh ]
    check "  and none under another" no_temporary
    # mpirun itself is killed: what rank 0 has written goes when rank 0 does.
    orphan() {
        local job i
        "${launch[@]}" -np 2 "$program" big.txt -o fresh > .out 2> .err < /dev/null &
        job=$!
        for ((i = 0; i < 1000; i++)); do
            [ -z "$(find . -name '.mpi_model*' -size +1k)" ] || break
            sleep 0.01
        done
        kill -s KILL "$job"
        wait "$job" 2> /dev/null
        for ((; i < 3000; i++)); do
            no_temporary > /dev/null && return
            sleep 0.01
        done
        false
    }
    check "mpirun is killed half-way: no half file is left" orphan
    check "  nor one under the name" [ ! -e fresh ]
else
    echo "skip - a rank that is killed: this system does not tell a process's children"
fi

closing_line
