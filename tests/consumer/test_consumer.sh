#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every way in, from outside the tree: find_package and pkg-config on an installed copy that was moved after it was
# installed, static and shared; add_subdirectory; FetchContent of a folder and of a git repository; the sources copied in
# and compiled with no flags, as they are and joined into one file. (The headers from C++, and the symbols: static/symbols.sh.)
#
# Usage: test_consumer.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
here=$repo/tests/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
echo "# $(cmake --version | head -n 1)"
version=$(sed -n 's/^#define LECUN_VERSION_[MP][A-Z]* \([0-9]*\)$/\1/p' "$repo/include/lecun.h" | paste -sd.)
expected=
passed=0
failed=0

check() {      # check TEXT COMMAND...: the command succeeds
    local text=$1
    shift
    if "$@" > log 2>&1; then passed=$((passed + 1)); echo "ok - $text"; else failed=$((failed + 1)); echo "not ok - $text"; cat log; fi
}

prints() {     # prints LIBRARY_DIR PROGRAM...: each prints what every consumer prints
    local program
    for program in "${@:2}"; do
        [ "$(LD_LIBRARY_PATH=$1 "$program")" = "$expected" ] || return
    done
}

cmake_project() {   # cmake_project BUILD_DIR OPTION...
    local dir=$1
    shift
    cmake -S "$here" -B "$dir" "$@" && cmake --build "$dir"
}

install_copy() {    # install_copy NAME OPTION...: built, installed, and then moved to ./NAME
    local name=$1
    shift
    cmake -S "$repo" -B "build-$name" -DLECUN_BUILD_TESTS=OFF -DLECUN_BUILD_EXAMPLES=OFF -DLECUN_BUILD_PROGRAMS=OFF -DCMAKE_INSTALL_PREFIX="$work/first-$name" "$@" &&
        cmake --build "build-$name" && cmake --install "build-$name" && mv "first-$name" "$name"
}

# The sources copied in, no build system, no flags, no -I; and what the others must print.
mkdir -p vendored
cp -r "$repo/src" "$repo/include" vendored
compile_vendored() { ( cd vendored && cc -c src/*.c && ar rcs libvendored.a ./*.o ); }
check "cc -c src/*.c" compile_vendored
check "a program with the copied sources" cc -o vendored/consumer -Ivendored/include "$here/main.c" vendored/libvendored.a
expected=$(vendored/consumer)
check "it runs and gives version $version" test "${expected%% *}" = "$version"
first=$(printf '%s' "$expected" | cut -d' ' -f2)
golden=$(awk '$1 == "keras2" && $2 == "LecunNormal" && $3 == "{\"seed\":42}" && $4 == "f32" && $6 == "7x5" { print substr($10, 1, 8) }' \
    "$repo/tests/vectors/golden.txt")
bits_of_first() { cat > bits.c <<END
#include <stdio.h>
#include <string.h>
int main(void) { float f = ${first}f; unsigned u; memcpy(&u, &f, 4); printf("%08x\n", u); return 0; }
END
    cc -o bits bits.c && [ "$(./bits)" = "$golden" ]; }
check "its first weight is Keras's" bits_of_first

# A shared library is found from the programs' own place.
lecun_runs() {
    [[ "$("$1/lecun" --version)" == "lecun $version "* ]] &&
        echo 'a f32 3 "ones"' | "$1/init_model" - -o model.safetensors --quiet && [ -s model.safetensors ]
}

for kind in static shared; do
    [ $kind = shared ] && option=-DBUILD_SHARED_LIBS=ON || option=-DBUILD_SHARED_LIBS=OFF
    check "$kind: build, install, move" install_copy $kind "$option" -DLECUN_BUILD_PROGRAMS=ON
    check "$kind: lecun runs" lecun_runs "$work/$kind/bin"
    libdir=$(dirname "$(find "$work/$kind" -name 'liblecun.*' | head -n 1)")
    check "$kind: find_package" cmake_project "consumer-$kind" -DCMAKE_PREFIX_PATH="$work/$kind" -DWITH_CPP=ON
    check "$kind: find_package runs" prints "$libdir" "consumer-$kind/consumer" "consumer-$kind/consumer_cpp"
    export PKG_CONFIG_PATH=$libdir/pkgconfig
    check "$kind: pkg-config has version $version" test "$(pkg-config --modversion lecun)" = "$version"
    # shellcheck disable=SC2046
    check "$kind: pkg-config" cc -o "pc-$kind" "$here/main.c" $(pkg-config --cflags --libs lecun)
    check "$kind: pkg-config runs" prints "$libdir" "./pc-$kind"
done
check "an absolute library directory" install_copy absolute -DCMAKE_INSTALL_LIBDIR="$work/lib-absolute"
absolute_pc() { grep -qx "libdir=$work/lib-absolute" "$work/lib-absolute/pkgconfig/lecun.pc"; }
check "an absolute library directory in lecun.pc" absolute_pc

# The sources as a part of the project's own build. The repository's files as they are now, in a git repository of their own.
mkdir git
cp -r "$repo/CMakeLists.txt" "$repo/include" "$repo/src" git
repository() { git init -q git && git -C git add . && git -C git -c user.name=x -c user.email=x commit -qm x; }
check "a git repository" repository
sources=(add_subdirectory "-DLECUN_SOURCE=$repo"
    "FetchContent of a folder" "-DLECUN_FETCH=$repo"
    "FetchContent of a git repository" "-DLECUN_GIT=file://$work/git")
tag=$(git -C git rev-parse HEAD)
for ((i = 0; i < ${#sources[@]}; i += 2)); do
    way=${sources[i]}
    check "$way" cmake_project "part-$i" "${sources[i + 1]}" -DLECUN_TAG="$tag"
    check "$way runs" prints . "part-$i/consumer"
    no_extras() { ! find "part-$i" -name 'test_*' -o -name init_model -o -name lecun_normal_cpp | grep -q .; }
    check "$way builds no tests and no examples" no_extras
    optimized() { grep -rqe ' -O2' "part-$i" --include=flags.make --include=build.ninja; }
    check "$way is optimized, though no build type is named" optimized
done

# One file, copied in.
one_file() {
    "$repo/src/amalgamate" one && cc -Ione -o one/consumer "$here/main.c" one/lecun.c &&
        cc -c -o one/lecun.o one/lecun.c && c++ -std=c++17 -Ione -o one/consumer_cpp "$here/main.cpp" one/lecun.o
}
check "lecun.c and lecun.h" one_file
check "lecun.c and lecun.h run" prints . one/consumer one/consumer_cpp

echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
