#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installed copies of several versions and configurations: what find_package takes, what programs are bound to, and what
# lecun.pc says. (The ways in: test_consumer.sh.)
#
# Usage: test_installed.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
here=$repo/tests/consumer
. "$repo/tests/verdict.sh"
cd "$work" || exit 1

quietly() { "$@" > log 2>&1 || { cat log; return 1; }; }
# Names and places are looked at, not code: what is quick to compile will do.
quick=(-DCMAKE_C_FLAGS=-DLECUN_NO_SIMD -DCMAKE_C_FLAGS_RELEASE=-O0 -DCMAKE_C_FLAGS_DEBUG=-O0)
configure() {      # configure SOURCE BUILD_DIR OPTION...
    cmake -S "$1" -B "$2" -DLECUN_BUILD_TESTS=OFF -DLECUN_BUILD_EXAMPLES=OFF -DLECUN_BUILD_PROGRAMS=OFF \
        "${quick[@]}" "${@:3}"
}
install_from() {   # install_from SOURCE PREFIX OPTION...
    configure "$1" "build-$2" -DCMAKE_INSTALL_PREFIX="$work/$2" "${@:3}" && cmake --build "build-$2" && cmake --install "build-$2"
}
finds() {          # finds PREFIX WANTED: find_package(lecun WANTED) takes what is installed there
    rm -rf finds && cmake -S "$here" -B finds -DCMAKE_PREFIX_PATH="$work/$1" -DLECUN_WANTED="$2" > log 2>&1
}
refuses() { ! finds "$@" && grep -q "version: $version" log; }

# --- Versions: before 1.0 a minor version is another interface ------------------------------------------------------------

for version in 0.9.4 2.3.1; do
    mkdir "$version" && cp -r "$repo/CMakeLists.txt" "$repo/src" "$repo/include" "$version"
    IFS=. read -r major minor patch <<< "$version"
    sed -i "s/\(VERSION_MAJOR\) [0-9]*$/\1 $major/; s/\(VERSION_MINOR\) [0-9]*$/\1 $minor/; s/\(VERSION_PATCH\) [0-9]*$/\1 $patch/" \
        "$version/include/lecun.h"
    check "version $version is installed" quietly install_from "$version" "of-$version" -DBUILD_SHARED_LIBS=ON
    bound_to() { readelf -d "of-$version"/lib*/liblecun.so | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'; }
    [ "$major" = 0 ] && soname=liblecun.so.0.9 || soname=liblecun.so.2
    check "programs are bound to $soname" equal "$(bound_to)" "$soname"
done
version=0.9.4
for wanted in 0.9 0.9.2; do check "find_package(lecun $wanted) takes 0.9.4" finds of-$version $wanted; done
for wanted in 0.1 0.8 0.10 0.9.5 1.0; do check "find_package(lecun $wanted) refuses 0.9.4" refuses of-$version $wanted; done
version=2.3.1
for wanted in 2.0 2.3; do check "find_package(lecun $wanted) takes 2.3.1" finds of-$version $wanted; done
for wanted in 0.3 1.0 2.4 3.0; do check "find_package(lecun $wanted) refuses 2.3.1" refuses of-$version $wanted; done

# --- Configurations in one place ------------------------------------------------------------------------------------------

# The library that a consumer of this build type is linked with.
linked() {         # linked PREFIX BUILD_TYPE
    rm -rf linked
    quietly cmake -S "$here" -B linked -G "Unix Makefiles" -DCMAKE_PREFIX_PATH="$work/$1" -DCMAKE_BUILD_TYPE="$2" &&
        quietly cmake --build linked && linked/consumer > /dev/null &&
        sed -n 's/.*\(liblecun[^ ]*\).*/\1/p' linked/CMakeFiles/consumer.dir/link.txt
}
pc_libs() { PKG_CONFIG_PATH=$(dirname "$(find "$work/$1" -name lecun.pc)") pkg-config --libs-only-l lecun | tr -d ' '; }
beside_each_other() {      # beside_each_other PREFIX BUILD_TYPE...
    local type
    check "$1: there are two libraries" equal "$(basename -a "$1"/lib*/liblecun* | paste -sd' ')" "liblecun.a liblecund.a"
    check "$1: a Debug program is linked with Debug's" equal "$(linked "$1" Debug)" liblecund.a
    for type in "${@:2}"; do
        check "$1: a program of type '$type' is linked with Release's" equal "$(linked "$1" "$type")" liblecun.a
    done
    check "$1: lecun.pc names Release's" equal "$(pc_libs "$1")" -llecun
}
debug_after_release() {
    quietly install_from "$repo" "$1" -DCMAKE_BUILD_TYPE=Release &&
        quietly install_from "$repo" "$1" -DCMAKE_BUILD_TYPE=Debug
}
check "Release, then Debug, in one place" debug_after_release one-place
mv one-place moved-place
beside_each_other moved-place Release RelWithDebInfo MinSizeRel Other ''

if command -v ninja > /dev/null && cmake --help | grep -q 'Ninja Multi-Config'; then
    multi() {          # multi PREFIX CONFIGURATION...: installed there in this order
        local prefix=$1 type
        quietly configure "$repo" multi -G "Ninja Multi-Config" -DCMAKE_INSTALL_PREFIX="$work/$prefix" || return
        for type in "${@:2}"; do
            quietly cmake --build multi --config "$type" && quietly cmake --install multi --config "$type" || return
        done
    }
    check "Ninja Multi-Config: Release, then Debug" multi release-debug Release Debug
    beside_each_other release-debug Release ''
    check "Ninja Multi-Config: Debug, then Release" multi debug-release Debug Release
    check "debug-release: lecun.pc names Release's" equal "$(pc_libs debug-release)" -llecun
    check "Ninja Multi-Config: Debug alone" multi debug-alone Debug
    check "debug-alone: lecun.pc names Debug's" equal "$(pc_libs debug-alone)" -llecund
    check "debug-alone: a Release program is linked with what there is" equal "$(linked debug-alone Release)" liblecund.a
else
    echo "# no Ninja Multi-Config here: not tried"
fi

# --- Names and places -----------------------------------------------------------------------------------------------------

# runs PREFIX: a program that lecun.pc describes is built, as a shell reads the flags, and runs.
runs() {
    local dir
    dir=$(dirname "$(dirname "$(find "$work/$1" "$work/lib of $1" -name lecun.pc 2> /dev/null)")")
    quietly env PKG_CONFIG_PATH="$dir/pkgconfig" sh -c "eval cc -o runs '$here/main.c' \$(pkg-config --cflags --libs lecun)" &&
        LD_LIBRARY_PATH=$dir ./runs > /dev/null
}
check "a postfix of one's own, shared" quietly install_from "$repo" own-postfix -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DEBUG_POSTFIX=_x \
    -DBUILD_SHARED_LIBS=ON
check "own-postfix: lecun.pc names it" equal "$(pc_libs own-postfix)" -llecun_x
check "own-postfix: a program runs" runs own-postfix
check "no postfix" quietly install_from "$repo" no-postfix -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DEBUG_POSTFIX=
check "no-postfix: lecun.pc names the library" equal "$(pc_libs no-postfix)" -llecun
check "a prefix with spaces" quietly install_from "$repo" "a prefix" -DCMAKE_BUILD_TYPE=Debug
mv "a prefix" "its new place"
check "moved: a program runs" runs "its new place"
check "absolute directories with spaces" quietly install_from "$repo" absolute -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_INSTALL_LIBDIR="$work/lib of absolute/l" -DCMAKE_INSTALL_INCLUDEDIR="$work/the 'include' & directory"
check "absolute directories: a program runs" runs absolute

# --- The README's own lines -----------------------------------------------------------------------------------------------

# They are run as they stand, but in another folder and without sudo.
readme_lines() {
    sed -n '/^## Install/,/^## /s/^    \(cmake .*\)/\1/p' "$repo/README.md" |
        sed "s, *#.*,,; s,-S \.,-S '$repo' ${quick[*]},; s,build/library,readme,g
             s,sudo cmake --install readme,cmake --install readme --prefix '$work/of readme',"
}
check "the README has lines that install" test "$(readme_lines | grep -c -e --install)" = 1
check "they do" quietly eval "$(readme_lines)"
lecun_runs() { "of readme/bin/lecun" fill --class Zeros --shape 2,3 -o zeros.npy > log 2>&1 && [ -s zeros.npy ]; }
check "lecun is installed, and runs" lecun_runs
model_runs() { echo 'a f32 2x3 "zeros"' > list.txt && "of readme/bin/init_model" list.txt -o a.safetensors > log 2>&1 && [ -s a.safetensors ]; }
check "init_model is installed, and runs" model_runs
check "the manual page is installed" test -n "$(find "of readme" -name lecun.1)"
check "a program of the library installed so" runs "of readme"
programs_of_moved() {
    quietly cmake -S "$repo" -B moved-build -DLECUN_BUILD_TESTS=OFF -DLECUN_BUILD_EXAMPLES=OFF -DBUILD_SHARED_LIBS=ON \
        "${quick[@]}" -DCMAKE_INSTALL_PREFIX="$work/there" && quietly cmake --build moved-build &&
        quietly cmake --install moved-build && mv there here && rm -rf moved-build && quietly here/bin/lecun --version
}
check "with the shared library, and moved, lecun runs" programs_of_moved

closing_line
