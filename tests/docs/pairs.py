# SPDX-License-Identifier: MIT
"""Build a program of the pairs in src/doc/coming-from.md.

Usage: pairs.py ROOT PROGRAM

PROGRAM, on a little-endian machine, prints for each pair and framework a line of five fields, with tabs between them:
    digest     framework  call  FNV-1a 64 over the tensor's little-endian bytes in float32, float64, float16, bfloat16  -
    deviation  framework  call  what lecun_stddev says                                                 what the page says
PROGRAM NUMBER writes the float32 tensor of the pair in that line, counted from 0, to standard output.
"""
import pathlib
import subprocess
import sys

import pages

HEAD = r"""
#include "lecun.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned char tensor[64 * 48 * 5 * 5 * 8];
static long asked = -1, line = 0;

static void must(lecun_status status)
{
    if (status != LECUN_OK) {
        fprintf(stderr, "line %ld: %s\n", line, lecun_status_string(status));
        exit(1);
    }
}

/* Whether the tensor is what is asked for; if so, it is written. */
static int written(const lecun_initializer *init, size_t count, const int64_t *shape, size_t rank)
{
    if (asked != line++)
        return asked >= 0;
    must(lecun_fill(init, LECUN_F32, tensor, count, shape, rank));
    fwrite(tensor, 4, count, stdout);
    return 1;
}

static void digest(const char *framework, const char *call, const lecun_initializer *init, const int64_t *shape)
{
    static const size_t size[] = {0, 4, 8, 2, 2};
    const size_t count = (size_t)(shape[0] * shape[1]);
    uint64_t hash = 14695981039346656037u;
    size_t i;
    int dtype;

    if (written(init, count, shape, 2))
        return;
    for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++) {
        must(lecun_fill(init, (lecun_dtype)dtype, tensor, count, shape, 2));
        for (i = 0; i < count * size[dtype]; i++)
            hash = (hash ^ tensor[i]) * 1099511628211u;
    }
    printf("digest\t%s\t%s\t%016llx\t-\n", framework, call, (unsigned long long)hash);
}

static void deviation(const char *framework, const char *call, const lecun_initializer *init, const int64_t *shape,
                      double expected)
{
    double stddev;

    if (written(init, (size_t)(shape[0] * shape[1] * shape[2] * shape[3]), shape, 4))
        return;
    must(lecun_stddev(init, shape, 4, &stddev));
    printf("deviation\t%s\t%s\t%.17g\t%.17g\n", framework, call, stddev, expected);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        asked = atol(argv[1]);
"""
PROFILE = {"keras2": "LECUN_KERAS2", "keras3": "LECUN_KERAS3"}


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def source(page):
    yield HEAD
    for pair in pages.pairs(page):
        for framework in pair.frameworks:
            call = pair.call + (", draw %d" % pair.draw if pair.draw else "")
            arguments = "%s, %s, &init, shape" % (quoted(framework), quoted(call))
            shape = pages.SHAPES[framework]
            yield "    {\n    static const int64_t shape[] = {%s};" % ", ".join(map(str, shape))
            yield "    lecun_initializer init = {0};\n    const int64_t seed = 42;\n    (void)seed;"
            for statement in pair.code.split(";")[:-1]:
                yield "    must(%s);" % statement.strip()
            if framework in PROFILE:
                yield "    must(lecun_set_profile(&init, %s));\n    digest(%s);" % (PROFILE[framework], arguments)
            else:
                # fan_in and fan_out by the framework's rule: where its weights have them, times the window.
                fans = {"torch": (shape[1], shape[0]), "jax": (shape[2], shape[3])}[framework]
                yield "    const double fan_in = %d * 25, fan_out = %d * 25;\n    (void)fan_in, (void)fan_out;" % fans
                if framework == "torch":        # as the page says; those that do not scale by a fan refuse it
                    yield "    if (lecun_set_layout(&init, LECUN_LAYOUT_TORCH, 1) == LECUN_E_NULL)\n        return 1;"
                yield "    deviation(%s, %s);" % (arguments, pair.deviation)
            yield "    }"
    yield "    return 0;\n}\n"


root, program = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
program.parent.mkdir(parents=True, exist_ok=True)
code = program.with_suffix(".c")
code.write_text("\n".join(source(root / "src/doc/coming-from.md")), encoding="utf-8")
subprocess.run(["gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-I%s" % (root / "include"), "-o", program, code,
                *sorted((root / "src").glob("*.c")), "-lm"], check=True)
