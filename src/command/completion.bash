# SPDX-License-Identifier: MIT
#
# Completion in bash for lecun, init_model and mpi_model. The options are those that --help prints.

_lecun_options() { "$@" --help 2> /dev/null | grep -oE '^ +(-o|--[a-z-]+)|--[a-z-]+ [A-Z]' | grep -oE -e '-o$|--[a-z-]+' | sort -u; }

_lecun() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=("${COMP_WORDS[0]}")
    COMPREPLY=()
    case $before in
    --rules) mapfile -t COMPREPLY < <(compgen -W "gpt2 llama bert vit resnet" -- "$word"; compgen -f -- "$word"); return ;;
    --profile) mapfile -t COMPREPLY < <(compgen -W "keras2 keras3 keras30 keras315 torch torch_default torch212 torch212_default torch211 torch211_default" -- "$word"); return ;;
    --layout) mapfile -t COMPREPLY < <(compgen -W "keras keras_transposed keras_depthwise torch torch_transposed" -- "$word"); return ;;
    --dtype) mapfile -t COMPREPLY < <(compgen -W "f32 f64 f16 bf16" -- "$word"); return ;;
    esac
    if [[ ${command[0]##*/} == lecun ]]; then
        if [ "$COMP_CWORD" = 1 ]; then
            mapfile -t COMPREPLY < <(compgen -W "fill init list inspect config --version --help" -- "$word")
            return
        fi
        command+=("${COMP_WORDS[1]}")
    fi
    case $word in
    -*) mapfile -t COMPREPLY < <(compgen -W "$(_lecun_options "${command[@]}")" -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    esac
}

complete -o filenames -F _lecun lecun init_model mpi_model
