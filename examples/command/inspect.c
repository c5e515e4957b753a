/* SPDX-License-Identifier: MIT
 *
 * inspect.c - lecun inspect: which initializer fits each tensor of a checkpoint?
 *
 * The data go through one fixed chunk, so a file may be larger than the memory.
 */
#include "checkpoint.h"
#include "command.h"
#include "fit.h"
#include "../model/program.h"
#include "../model/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: lecun inspect FILE [--check]\n"
    "\n"
    "Measure every tensor of a .safetensors or .npy file, and print what LeCun's, Glorot's and He's schemes ask of its\n"
    "shape, and which known initializer fits it within the error of such a sample.\n"
    "\n"
    "  --check           exit with 3 if no known initializer fits some tensor of two or more dimensions\n"
    "  --help            print this\n"
    "\n"
    "Columns: mean and stddev as measured; then the stddev that each scheme asks if the axes are stored [in, out] (Keras;\n"
    "convolutions [window.., in, out]), and if they are stored [out, in] (PyTorch; [out, in, window..]).\n";

enum { NOT_FITTING = 3 };       /* the exit status that --check adds */

/* The caller frees it. */
static char *shape_text(const stored_tensor *t)
{
    char *text = (char *)allocate(NULL, t->rank * 20 + sizeof "scalar", 1);
    size_t length = 0, i;

    strcpy(text, "scalar");
    for (i = 0; i < t->rank; i++)
        length += (size_t)sprintf(text + length, i ? "x%" PRId64 : "%" PRId64, t->shape[i]);
    return text;
}

static moments measure(const checkpoint *c, const stored_tensor *t)
{
    static chunk elements;
    moments m = {0};
    int64_t first;

    for (first = 0; first < t->count; first += CHUNK) {
        const size_t count = t->count - first < CHUNK ? (size_t)(t->count - first) : CHUNK;
        read_elements(c, t, first, &elements, count);
        add_moments(&m, t->type, &elements, count);
    }
    return m;
}

static void put_number(double value, int known)
{
    if (known)
        printf("  %9.3g", value);
    else
        printf("  %9s", "-");
}

static void put_asked(const stored_tensor *t, lecun_layout layout)
{
    int which;

    for (which = 0; which < SCHEMES; which++) {
        const double stddev = asked_stddev((scheme)which, layout, t->shape, t->rank);
        put_number(stddev, stddev > 0);
    }
}

/* Returns 0 if no known initializer fits. */
static int put_row(const checkpoint *c, const stored_tensor *t, size_t name_width, size_t shape_width)
{
    char *shape = shape_text(t), fits[256];
    moments m = {0};
    int known = 1;

    put_name(stdout, t->name, name_width);
    fputs("  ", stdout);
    put_name(stdout, t->dtype, 5);
    printf("  %-*s", (int)shape_width, shape);
    free(shape);
    if (t->type)
        m = measure(c, t);
    put_number(m.sum / m.count, m.count > 0);
    put_number(moments_stddev(&m), m.count > 0);
    put_asked(t, LECUN_LAYOUT_KERAS);
    put_asked(t, LECUN_LAYOUT_TORCH);
    if (!t->type)
        strcpy(fits, "not measured");
    else if (m.not_finite)
        snprintf(fits, sizeof fits, "none fits: %" PRId64 " not finite", m.not_finite);
    else if (m.count > 0)
        known = name_fits(&m, t->type, t->shape, t->rank, fits, sizeof fits);
    else
        strcpy(fits, "empty");
    printf("  %s\n", fits);
    return known && !m.not_finite;
}

static void put_heading(size_t name_width, size_t shape_width)
{
    printf("%-*s  %-5s  %-*s  %9s  %9s  %-31s  %-31s\n", (int)name_width, "", "", (int)shape_width, "", "", "",
           "    stddev if stored [in, out]:", "    stddev if stored [out, in]:");
    printf("%-*s  %-5s  %-*s  %9s  %9s", (int)name_width, "tensor", "dtype", (int)shape_width, "shape", "mean", "stddev");
    printf("  %9s  %9s  %9s  %9s  %9s  %9s  %s\n", "LeCun", "Glorot", "He", "LeCun", "Glorot", "He", "fits");
}

int command_inspect(char **argv)
{
    program_option given[] = {{"--check", 0, NULL}, {NULL, 0, NULL}};
    size_t name_width = strlen("tensor"), shape_width = strlen("shape"), i;
    const char *path;
    checkpoint c;
    int all_fit = 1;

    program.usage = usage;
    path = read_options(argv, given);
    if (!path)
        refuse_usage("no FILE", "");
    c = open_checkpoint(path);
    for (i = 0; i < c.count; i++) {
        char *shape = shape_text(&c.tensors[i]);
        const size_t name = put_name(NULL, c.tensors[i].name, 0), length = strlen(shape);
        name_width = name > name_width ? name : name_width;
        shape_width = length > shape_width ? length : shape_width;
        free(shape);
    }
    put_heading(name_width, shape_width);
    for (i = 0; i < c.count; i++)
        all_fit = (put_row(&c, &c.tensors[i], name_width, shape_width) || c.tensors[i].rank < 2) && all_fit;
    close_checkpoint(&c);
    flush_text(stdout);
    return given[0].value && !all_fit ? NOT_FITTING : 0;
}
