#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# test_faults.sh PROGRAMS EXAMPLES FAULTS REPOSITORY - what the programs of two folders do when the system fails them
#
# FAULTS is faults.c as a shared object. A program that could not do its work says so on standard error in one line, does not
# exit with 0, and leaves no half file under the name it was given. One line a check; the last line counts them.
set -u
export LC_ALL=C

[ $# -eq 4 ] || { echo "usage: $0 PROGRAMS EXAMPLES FAULTS REPOSITORY" >&2; exit 2; }
folders=("$(realpath "$1")" "$(realpath "$2")") faults=$(realpath "$3") repository=$(realpath "$4")
digits=$repository/examples/digits.csv
. "$repository/tests/verdict.sh"    # sets $work
cd "${work:?}" || exit 1
programs=$work/programs
mkdir "$programs"
for folder in "${folders[@]}"; do ln -sf "$folder"/* "$programs"; done

# with FAULT PROGRAM ARGUMENT... - run it with a fault; $status and $err are what it ended with and said, $faulted how often
# the fault occurred
with() {
    local fault=$1 program=$programs/$2
    shift 2
    rm -f .faults
    LECUN_FAULTS=$fault LECUN_FAULTS_LOG=.faults LD_PRELOAD=$faults "$program" "$@" > .out 2> .err
    status=$?
    err=$(< .err)
    faulted=$(cat .faults 2> /dev/null | wc -c)
}
result_is() { equal "$status: $err" "$1"; }
leftovers() { find . -name '.init_model*' -o -name '.lecun*' -o -name '*.part.*' | sort; }
nothing_is_left() { equal "$(leftovers)" "" && [ ! -e model ]; }
faults_occurred() { [ "$faulted" -gt 0 ] || { echo "the fault did not occur"; false; }; }

ln42='{"class_name":"LecunNormal","config":{"seed":42}}'
cat > list << END
a f32 784x256 $ln42
q f64 30x20 {"class_name":"Orthogonal","config":{"seed":4}}
b f32 10 "zeros"
END
"$programs/init_model" list -o right --quiet || exit 1
fill=(fill --shape 300,200 --seed 1 --name kernel)
for form in npy safetensors; do "$programs/lecun" "${fill[@]}" -o right.$form || exit 1; done
snn_arguments=(--seeds 1 --epochs 1 --layers 1)
"$programs/snn" "$digits" "${snn_arguments[@]}" --svg right.svg > right.txt || exit 1

# --- Writes that are interrupted or short ---------------------------------------------------------------------------------

for fault in 'write EINTR odd' 'write SHORT odd' 'write SHORT all' 'write SHORT 1'; do
    for threads in 1 3; do
        with "$fault" init_model list -o model --threads $threads --quiet
        check "init_model, $threads threads, $fault: a whole model" result_is "0: "
        check "  the fault occurred" faults_occurred
        check "  the same bytes" cmp model right
        rm -f model
    done
    LECUN_FAULTS=$fault LD_PRELOAD=$faults "$programs/init_model" list -o - --quiet 2> .err | cat > piped
    check "init_model, $fault, into a pipe: the same bytes" cmp piped right
done

# --- Disks that fail ------------------------------------------------------------------------------------------------------

old() { if [ -n "$1" ]; then cp list model; else rm -f model; fi; }
as_before() { if [ -n "$1" ]; then cmp model list; else [ ! -e model ]; fi; }
while IFS='|' read -r fault message; do
    for before in '' old; do
        old "$before"
        with "$fault" init_model list -o model
        check "init_model, $fault, ${before:-no} file before" result_is "1: init_model: model: $message"
        check "  the fault occurred" faults_occurred
        check "  what was there is there" as_before "$before"
        check "  and nothing else" equal "$(leftovers)" ""
    done
    rm -f model
done << 'END'
write ENOSPC 1|No space left on device
write ENOSPC 3|No space left on device
write EDQUOT 2|Disk quota exceeded
write EIO 2|Input/output error
fsync EIO 1|Input/output error
fsync ENOSPC 1|No space left on device
close EIO 2|Input/output error
rename EXDEV 1|Invalid cross-device link
rename EIO 1|Input/output error
END
for fault in 'write ENOSPC 1|No space left on device' 'fsync EIO 1|Input/output error' 'rename EXDEV 1|Invalid cross-device link'; do
    for before in '' old; do
        old "$before"
        with "${fault%|*}" lecun "${fill[@]}" -o model --format npy
        check "lecun fill, ${fault%|*}, ${before:-no} file before" result_is "1: lecun: model: ${fault#*|}"
        check "  the fault occurred" faults_occurred
        check "  what was there is there" as_before "$before"
        check "  and nothing else" equal "$(leftovers)" ""
    done
    rm -f model
done
while IFS='|' read -r fault message; do
    for before in '' old; do
        if [ -n "$before" ]; then cp list x.svg; else rm -f x.svg; fi
        with "$fault" snn "$digits" "${snn_arguments[@]}" --svg x.svg
        check "snn, $fault, ${before:-no} file before" result_is "1: snn: x.svg: $message"
        check "  the fault occurred" faults_occurred
        check "  what was there is there" equal "$(cat x.svg 2> /dev/null)" "$([ -z "$before" ] || cat list)"
        check "  and nothing else" equal "$(leftovers)" ""
    done
    rm -f x.svg
done << 'END'
fclose EIO 2|Input/output error
fclose ENOSPC 2|No space left on device
rename EXDEV 1|Invalid cross-device link
END

# A file may not grow beyond so many blocks; the signal that says so is ignored, or is not. (init_model ignores it itself.)
for limit in 1 100; do
    for ignored in ignored default; do
        [ $ignored = default ] && default=(env --default-signal=XFSZ) || default=()
        (trap '' XFSZ; ulimit -f $limit; exec "${default[@]}" "$programs/init_model" list -o model > .out 2> .err)
        check "init_model, files of at most $limit blocks, SIGXFSZ $ignored" \
            equal "$?: $(< .err)" "1: init_model: model: File too large"
        check "  leaves nothing" nothing_is_left
    done
done
(trap '' XFSZ; ulimit -f 1; exec "$programs/snn" "$digits" "${snn_arguments[@]}" --svg x.svg > /dev/null 2> .limited)
check "snn, files of at most 1 block, SIGXFSZ ignored" equal "$?: $(< .limited)" "1: snn: x.svg: File too large"
check "  leaves nothing" equal "$(leftovers)$(ls x.svg 2> /dev/null)" ""
{ (ulimit -f 1; exec "$programs/snn" "$digits" "${snn_arguments[@]}" --svg x.svg > /dev/null); status=$?; } 2> .shell
check "snn, files of at most 1 block: SIGXFSZ ends it" equal "$(kill -l $status)" XFSZ
check "  no half picture has the name" [ ! -e x.svg ]
check "  what remains is called a part" like "$(leftovers)" "./x.svg.part.??????"
rm -f x.svg.part.*

# A file that is a mount point cannot be replaced: it is written over.
for before in '' old; do
    old "$before"
    with 'rename EBUSY 1' init_model list -o model --quiet
    check "init_model, rename EBUSY, ${before:-no} file before: written over" result_is "0: "
    check "  the fault occurred" faults_occurred
    check "  a whole model" cmp model right
    check "  and nothing else" equal "$(leftovers)" ""
    rm -f model
done

# --- Standard output ------------------------------------------------------------------------------------------------------

# The examples with little to do; what they write to standard output is their result or their table.
declare -A small_run=(
    [init_model]="list -o model" [snn]="$digits ${snn_arguments[*]}" [threads]="100000 1 2"
    [lecun_normal]="" [lecun_normal_cpp]=""
)
for name in init_model snn threads lecun_normal lecun_normal_cpp; do
    read -r -a arguments <<< "${small_run[$name]}"
    command=("$programs/$name" "${arguments[@]}")
    case $name in lecun_normal*) said="standard output" ;; *) said="$name: standard output" ;; esac
    if [ -e /dev/full ]; then
        "${command[@]}" > /dev/full 2> .err
        check "$name, a full standard output" equal "$?: $(< .err)" "1: $said: No space left on device"
    else
        echo "skip - $name, a full standard output: this system has no /dev/full"
    fi
    "${command[@]}" >&- 2> .err
    check "$name, a closed standard output" equal "$?: $(< .err)" "1: $said: Bad file descriptor"
    { sleep 0.2; (trap '' PIPE; exec "${command[@]}" 2> .err); } | :       # the reader is gone before the first byte
    check "$name, a pipe without a reader, SIGPIPE ignored" equal "${PIPESTATUS[0]}: $(< .err)" "1: $said: Broken pipe"
    { sleep 0.2; env --default-signal=PIPE "${command[@]}" 2> .err; } | :
    piped=${PIPESTATUS[0]}
    if [ $name = init_model ]; then     # ignores the signal: there is a model to finish
        check "$name, a pipe without a reader" equal "$piped: $(< .err)" "1: $said: Broken pipe"
        check "  the model is whole" cmp model right
    else
        check "$name, a pipe without a reader: SIGPIPE ends it" equal "$(kill -l "$piped"): $(< .err)" "PIPE: "
    fi
done
rm -f model
if [ -e /dev/full ]; then
    for name in init_model snn; do
        "$programs/$name" --help > /dev/full 2> .err
        check "$name, help that cannot be written" equal "$?: $(< .err)" "1: $name: standard output: No space left on device"
    done
fi

# --- Killed half-way ------------------------------------------------------------------------------------------------------

# SIGKILL cannot be caught: the half file stays, under a name that tells whose it is. Other signals clear it away.
for before in '' old; do
    old "$before"
    with 'write SIGKILL 3' init_model list -o model 2> .shell
    check "init_model, SIGKILL half-way, ${before:-no} file before" equal "$(kill -l $status)" KILL
    check "  what was there is there" as_before "$before"
    check "  one file remains, with the name of a temporary" like "$(leftovers)" "./.init_model-+([0-9])-0"
    with 'no fault at-all' init_model list -o model --quiet
    check "  the next run succeeds" result_is "0: "
    check "  with the whole model" cmp model right
    rm -f .init_model* model
    for signal in TERM INT HUP QUIT XCPU ALRM USR1 USR2; do
        old "$before"
        with "write SIG$signal 2" init_model list -o model 2> .shell
        check "init_model, SIG$signal half-way, ${before:-no} file before" equal "$(kill -l $status)" $signal
        check "  what was there is there" as_before "$before"
        check "  and nothing else" equal "$(leftovers)" ""
    done
    rm -f model
    for signal in KILL TERM; do
        if [ -n "$before" ]; then cp list x.svg; else rm -f x.svg; fi
        with "fclose SIG$signal 2" snn "$digits" "${snn_arguments[@]}" --svg x.svg 2> .shell
        check "snn, SIG$signal half-way, ${before:-no} file before" equal "$(kill -l $status)" $signal
        check "  what was there is there" equal "$(cat x.svg 2> /dev/null)" "$([ -z "$before" ] || cat list)"
        check "  one file remains, which is called a part" like "$(leftovers)" "./x.svg.part.??????"
        rm -f x.svg x.svg.part.*
    done
done

# --- Files that cannot be read --------------------------------------------------------------------------------------------

mkdir directory
ln -s nowhere dangling
ln -s loop loop
unreadable=(nowhere directory dangling loop list/below)
messages=("No such file or directory" "Is a directory" "No such file or directory" "Too many levels of symbolic links"
    "Not a directory")
if [ -e /proc/self/mem ]; then          # it opens, and cannot be read: nothing is mapped at 0
    unreadable+=(/proc/self/mem)
    messages+=("Input/output error")
fi
for i in "${!unreadable[@]}"; do
    file=${unreadable[i]}
    with 'no fault at-all' init_model "$file" -o model
    check "init_model, $file as the list" result_is "1: init_model: $file: ${messages[i]}"
    check "  leaves nothing" nothing_is_left
    with 'no fault at-all' snn "$file" --svg x.svg
    check "snn, $file as the images" result_is "1: snn: $file: ${messages[i]}"
    check "  leaves nothing" equal "$(leftovers)$(ls x.svg 2> /dev/null)" ""
done

# A list may end at any byte. What ends in a line that says something else than before is a list too; half a line is not.
size=$(wc -c < list)
whole=0 refused=0 wrong=0
for ((cut = 0; cut < size; cut++)); do
    head -c $cut list > cut
    "$programs/init_model" cut -o model --quiet 2> .err
    case $?:$(< .err) in
    0:) whole=$((whole + 1)); [ -s model ] || wrong=$((wrong + 1)) ;;
    1:cut:[1-9]*:[1-9]*': expected '*) refused=$((refused + 1)); nothing_is_left || wrong=$((wrong + 1)) ;;
    *) wrong=$((wrong + 1)); echo "cut to $cut bytes: $(< .err)" ;;
    esac
    rm -f model
done
# Whole with and without the line's end, for two of three lines; at the third the list itself is whole without it.
check "init_model, a list cut at each of its $size bytes: $whole are lists, $refused refused by line and column" \
    equal "$whole $refused $wrong" "5 $((size - 5)) 0"

# --- Memory ---------------------------------------------------------------------------------------------------------------

# no_memory PROGRAM RESULT FILE ARGUMENT... - every allocation in turn fails, those of the C library too. Either the program
# did without, and RESULT finds the right one; or it says what it lacked (or OpenMP's library does, which exits by itself),
# and leaves no FILE, or a whole one.
no_memory() {
    local name=$1 result=$2 file=$3 fault=0 bad=0
    shift 3
    failed_cleanly=0 did_without=0
    while :; do
        rm -f "$file"
        fault=$((fault + 1))
        with "memory ENOMEM $fault" "$name" "$@"
        [ "$faulted" -gt 0 ] || break
        case $status:$err in
        0:) did_without=$((did_without + 1)); "$result" || bad=$((bad + 1)) ;;
        1:"$name: "*": Cannot allocate memory" | 1:"$name: "*": Resource temporarily unavailable" | 1:*libgomp:* | \
            1:std::bad_alloc)
            failed_cleanly=$((failed_cleanly + 1))
            [ "$(leftovers)" = "" ] || bad=$((bad + 1))
            [ ! -e "$file" ] || "$result" || bad=$((bad + 1)) ;;
        *) bad=$((bad + 1)); echo "allocation $fault: $status: $err" ;;
        esac
    done
    rm -f "$file"
    equal "$bad" 0 && [ $((failed_cleanly + did_without)) -gt 0 ]
}
model_is_right() { cmp model right; }
picture_is_right() { cmp x.svg right.svg && cmp .out right.txt; }
output_is_said() { [ -s .out ]; }
for threads in 1 3; do
    check "init_model, $threads threads: each allocation fails in turn" \
        no_memory init_model model_is_right model list -o model --threads $threads
    check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 3 ]
done
for form in npy safetensors; do
    filled_is_right() { cmp filled right.$form; }
    check "lecun fill, .$form: each allocation fails in turn" \
        no_memory lecun filled_is_right filled "${fill[@]}" -o filled --format $form
    check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 1 ]
    check "lecun inspect, .$form: each allocation fails in turn" no_memory lecun output_is_said none inspect right.$form
    check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 1 ]
done
check "lecun config: each allocation fails in turn" no_memory lecun output_is_said none config "$ln42"
check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 0 ]
check "snn: each allocation fails in turn" \
    no_memory snn picture_is_right x.svg "$digits" "${snn_arguments[@]}" --svg x.svg
check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 1 ]
check "threads: each allocation fails in turn" no_memory threads output_is_said none 100000 1 2
check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 1 ]
check "lecun_normal: each allocation fails in turn" no_memory lecun_normal output_is_said none
check "lecun_normal_cpp: each allocation fails in turn" no_memory lecun_normal_cpp output_is_said none
check "  some of them matter ($failed_cleanly of $((failed_cleanly + did_without)))" [ "$failed_cleanly" -gt 0 ]

# The whole address space is limited; the two that ask for what there is not say so.
if (ulimit -v 500000 && "$programs/lecun_normal") > /dev/null 2>&1; then
    echo 'q f64 9000x9000 {"class_name":"Orthogonal","config":{"seed":4}}' > large
    (ulimit -v 500000; exec "$programs/init_model" large -o model > .out 2> .err)
    check "init_model, 500 MB for 1300" equal "$?: $(< .err)" "1: init_model: memory: Cannot allocate memory"
    check "  leaves nothing" nothing_is_left
    (ulimit -v 500000; exec "$programs/threads" 1000000000 1 > .out 2> .err)
    check "threads, 500 MB for 8000" equal "$?: $(< .err)" "1: threads: memory: Cannot allocate memory"
else
    echo "skip - limits of the address space: these programs do not start with one (a sanitizer?)"
fi

# --- Threads --------------------------------------------------------------------------------------------------------------

for nth in 1 2; do
    with "pthread_create EAGAIN $nth" init_model list -o model --threads 3
    check "init_model, thread $nth cannot be started" result_is "1: init_model: threads: Resource temporarily unavailable"
    check "  leaves nothing" nothing_is_left
done

closing_line
