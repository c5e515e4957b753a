#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The sources as a part of a shared object that is not liblecun: it exports none of their names, so that two plugins with two
# versions in one process keep apart; a liblecun made by hand exports the header's functions; and a program under
# MemorySanitizer is not stopped in the sources.
#
# Usage: test_builds_vendored.sh REPOSITORY
set -u
repo=$(cd "$1" && pwd)
. "$repo/tests/verdict.sh"
cd "$work" || exit 1

quietly() { "$@" > log 2>&1 || { cat log; return 1; }; }
exported() { nm -D --defined-only "$1" | awk '{ print $3 }' | sort; }
sed -n 's/^LECUN_API [^(]*[ *]\(lecun_[a-z0-9_]*\)(.*/\1/p' "$repo/include/lecun.h" | sort > declared
check "the header declares functions" test -s declared
check "src/amalgamate" "$repo/src/amalgamate" one

# Another version is another status.c, where lecun_version() is.
mkdir -p other && cp -r "$repo/src" "$repo/include" other
sed -i 's/^\(#define LECUN_VERSION_MAJOR\).*/\1 3/' other/include/lecun.h
cat > plugin.c <<END
#include "$repo/include/lecun.h"
const char *plugin_version(void);
const char *plugin_version(void) { return lecun_self_test() == LECUN_OK ? lecun_version() : "wrong bits"; }
END

cat > host.c <<'END'
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    int i;
    for (i = 1; i < argc; i++) {
        void *plugin = dlopen(argv[i], RTLD_NOW | RTLD_GLOBAL);
        const char *(*version)(void) = plugin ? (const char *(*)(void))dlsym(plugin, "plugin_version") : 0;
        puts(version ? version() : dlerror());
    }
    return 0;
}
END
check "the host" quietly cc -o host host.c -ldl

exports_only() { exported "$1" > got; printf '%s\n' "${@:2}" | diff - got; }
version=$(sed -n 's/^#define LECUN_VERSION_[MP][A-Z]* \([0-9]*\)$/\1/p' "$repo/include/lecun.h" | paste -sd.)
keep_apart() { ./host ./first.so ./second.so > got; printf '%s\n' "$version" "3.${version#*.}" | diff - got; }
from_archive() {
    ar rcs copy.a ./*.o && quietly "$@" -fPIC -shared -o archive.so plugin.c -Wl,--whole-archive copy.a -Wl,--no-whole-archive
}

# Without optimization the kernels are left out, unless LECUN_SIMD is defined.
for compiler in gcc "gcc -DLECUN_SIMD" clang "clang -DLECUN_SIMD"; do
    rm -f -- *.o *.so copy.a
    # shellcheck disable=SC2086
    two_plugins() {
        quietly $compiler -fPIC -c "$repo"/src/*.c &&
            quietly $compiler -fPIC -shared -o first.so plugin.c ./*.o && mkdir -p hold && mv status.o hold &&
            quietly $compiler -fPIC -shared -o second.so plugin.c other/src/status.c ./*.o && mv hold/status.o .
    }
    check "$compiler: two plugins" two_plugins
    check "$compiler: one exports its own function alone" exports_only first.so plugin_version
    check "$compiler: each has its own version" keep_apart
    if [ "$(uname -s)" = Linux ]; then
        # shellcheck disable=SC2086
        check "$compiler: a static library in a shared one" from_archive $compiler
        check "$compiler: nothing of it is exported" exports_only archive.so plugin_version
    fi
done
for cc in gcc clang; do
    check "$cc: a plugin with the one file" quietly $cc -fPIC -shared -o one.so plugin.c one/lecun.c
    check "$cc: nothing of it is exported" exports_only one.so plugin_version
done

check "a liblecun made by hand" quietly gcc -DLECUN_SIMD -DLECUN_SHARED -fPIC -shared -o liblecun.so "$repo"/src/*.c
check "it exports the header's functions and nothing else" eval 'exported liblecun.so | diff declared -'
check "a program that does not say that it is shared" quietly gcc -o program "$repo/examples/lecun_normal.c" \
    -I"$repo/include" -L. -llecun -Wl,-rpath,"$PWD"
check "the program runs" quietly ./program

# MemorySanitizer must find nothing in a program that is without a fault.
cat > seeds.c <<END
#include "$repo/include/lecun.h"
#include <stdio.h>
int main(void)
{
    lecun_initializer init;
    lecun_status status = lecun_self_test();
    int64_t seed = 0;

    if (!status)
        status = lecun_init_he_normal(&init, 0);
    if (!status)
        status = lecun_draw_seed(&init);
    if (!status)
        status = lecun_get_seed(&init, &seed, NULL);
    if (seed > 0)                       /* a branch, so that it is asked whether the seed was written */
        puts("a seed");
    return (int)status;
}
END
. "$repo/tests/golden_digest.sh"
golden_digest "$repo" > expected || exit 1
echo 'int main(void) { return 0; }' > empty.c
if clang -fsanitize=memory -o empty empty.c 2> /dev/null; then
    check "clang -fsanitize=memory" quietly clang -O2 -fsanitize=memory -c "$repo"/src/*.c
    check "it has nothing to say of a drawn seed" eval 'quietly clang -fsanitize=memory -o seeds seeds.c ./*.o && quietly ./seeds'
    check "it has nothing to say of the fills: the golden digests" \
        eval 'quietly clang -fsanitize=memory -o digest "$repo/tests/digest.c" ./*.o -lm && ./digest > got && cmp got expected'
else
    echo "# clang has no MemorySanitizer here: not tried"
fi

closing_line
