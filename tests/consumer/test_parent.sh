#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A larger project that takes the sources in by add_subdirectory or FetchContent: what it sets for its own targets does not
# break the library's, and nothing of the library's gets into its cache. (The ways in: test_consumer.sh.)
#
# Usage: test_parent.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
. "$repo/tests/verdict.sh"
cd "$work" || exit 1

quietly() { "$@" > log 2>&1 || { cat log; return 1; }; }
mkdir parent
cp "$repo/tests/consumer/main.c" parent
echo 'int theirs(void); int theirs(void) { return 1; }' > parent/theirs.c
echo 'int helper(void); int helper(void) { return 2; }' > parent/helper.c
cat > parent/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.16)
project(parent LANGUAGES C)
if(WAY STREQUAL add_subdirectory)
    add_subdirectory("${LECUN_SOURCE}" lecun)
elseif(WAY STREQUAL FetchContent)
    include(FetchContent)
    FetchContent_Declare(lecun SOURCE_DIR "${LECUN_SOURCE}")
    FetchContent_MakeAvailable(lecun)
endif()
# What the project says after the library is in.
option(BUILD_SHARED_LIBS "Build shared libraries" ${SHARED})
add_library(theirs theirs.c helper.c)
if(WAY)
    add_executable(program main.c)
    target_link_libraries(program PRIVATE lecun::lecun)
endif()
END

# The kernels take most of the time to compile.
configured() { rm -rf "$1" && quietly cmake -S parent -B "$@" -DCMAKE_C_FLAGS="${flags--DLECUN_NO_SIMD}"; }
# The names that a project's cache holds, without those that CMake itself gives it for a project within.
cached() {
    sed -n 's/^\([A-Za-z][^:=]*\):.*/\1/p' "$1/CMakeCache.txt" | grep -vE '^(LECUN|lecun|FETCHCONTENT|CMAKE_PROJECT_VERSION)' | sort
}
check "without the library" configured alone -DSHARED=ON -DWAY=
for way in add_subdirectory FetchContent; do
    lecun=(-DWAY="$way" -DLECUN_SOURCE="$repo" -DSHARED=ON)
    check "$way" configured part "${lecun[@]}"
    check "$way: nothing but LECUN_... gets into the cache" eval 'diff <(cached alone) <(cached part)'
    check "$way: it builds" quietly cmake --build part
    check "$way: a library of the project is what the project says" test -e part/libtheirs.so
    check "$way: the library is static, as nothing was said before" test -n "$(find part -name 'liblecun*.a')"
    check "$way: the program runs" quietly part/program
done
lecun=(-DWAY=add_subdirectory -DLECUN_SOURCE="$repo")
check "the project asked for shared libraries before" configured part "${lecun[@]}" -DBUILD_SHARED_LIBS=ON
check "that holds for the library" eval 'quietly cmake --build part && test -n "$(find part -name "liblecun*.so")"'
check "its program runs" quietly part/program

# Each is set for the whole project.
for setting in -DCMAKE_UNITY_BUILD=ON -DCMAKE_C_STANDARD=11 -DCMAKE_C_VISIBILITY_PRESET=default "-DCMAKE_BUILD_TYPE=Debug -DCMAKE_DEBUG_POSTFIX=_d" \
    -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON; do
    case $setting in *UNITY*) flags= ;; *) unset flags ;; esac
    # shellcheck disable=SC2086
    check "$setting" configured part "${lecun[@]}" $setting
    check "$setting: builds" quietly cmake --build part
    check "$setting: runs" quietly part/program
done

closing_line
