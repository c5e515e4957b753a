/* SPDX-License-Identifier: MIT
 *
 * inspect.c - lecun inspect: which initializer fits each tensor of a checkpoint?
 *
 * The data go through one fixed chunk, so a file may be larger than the memory.
 */
#include "checkpoint.h"
#include "command.h"
#include "fit.h"
#include "program.h"
#include "table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: lecun inspect FILE [--check] [--class NAME] [--layout L]\n"
    "\n"
    "Measure every tensor of a .safetensors or .npy file, and print what LeCun's, Glorot's and He's schemes ask of its\n"
    "shape, and which known initializer fits it within the error of such a sample.\n"
    "\n"
    "  --check           name each tensor of two or more dimensions that no known initializer fits, or that cannot be\n"
    "                    measured, on standard error, and exit with 3 if there is one\n"
    "  --class NAME      for --check: this is the initializer that must fit, called as in the last column: LecunNormal\n"
    "  --layout L        for --check: the axes must be stored like this: keras is [in, out], torch is [out, in]\n"
    "  --help            print this\n"
    "\n"
    "Columns: mean and stddev as measured; then the stddev that each scheme asks if the axes are stored [in, out] (Keras;\n"
    "convolutions [window.., in, out]), and if they are stored [out, in] (PyTorch; [out, in, window..]). A trained tensor\n"
    "usually fits none.\n";

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

/* Returns 1 if what is wanted fits; the names of what fits are left in `fits`. */
static int put_row(const checkpoint *c, const stored_tensor *t, const expectation *wanted, size_t name_width, size_t shape_width,
                   char *fits, size_t size)
{
    char *shape = shape_text(t);
    moments m = {0};
    int found = 0;

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
    if (!t->type) {
        snprintf(fits, size, "not measured");
    } else if (m.not_finite) {
        snprintf(fits, size, "none fits: %" PRId64 " not finite", m.not_finite);
    } else if (m.count > 0) {
        found = name_fits(&m, t->type, t->shape, t->rank, wanted, fits, size);
    } else {
        snprintf(fits, size, "empty");
        found = 1;
    }
    printf("  %s\n", fits);
    return found;
}

static void put_heading(size_t name_width, size_t shape_width)
{
    printf("%-*s  %-5s  %-*s  %9s  %9s  %-31s  %-31s\n", (int)name_width, "", "", (int)shape_width, "", "", "",
           "    stddev if stored [in, out]:", "    stddev if stored [out, in]:");
    printf("%-*s  %-5s  %-*s  %9s  %9s", (int)name_width, "tensor", "dtype", (int)shape_width, "shape", "mean", "stddev");
    printf("  %9s  %9s  %9s  %9s  %9s  %9s  %s\n", "LeCun", "Glorot", "He", "LeCun", "Glorot", "He", "fits");
}

static expectation read_expectation(const char *name, const char *layout)
{
    expectation wanted = {0};

    if (name && !is_known(name))
        refuse_usage("--class wants a name as in the last column, not ", name);
    if (layout && strcmp(layout, "keras") && strcmp(layout, "torch"))
        refuse_usage("--layout wants keras or torch, not ", layout);
    wanted.name = name;
    if (layout)
        wanted.layout = strcmp(layout, "keras") ? LECUN_LAYOUT_TORCH : LECUN_LAYOUT_KERAS;
    return wanted;
}

static void complain(const checkpoint *c, const stored_tensor *t, const char *fits)
{
    fprintf(stderr, "%s: %s: ", program.name, c->path);
    put_name(stderr, t->name, 0);
    fprintf(stderr, ": %s\n", fits);
}

/* The table; returns how many tensors are not what is wanted. */
static size_t put_table(const checkpoint *c, const expectation *wanted, int is_check)
{
    size_t name_width = strlen("tensor"), shape_width = strlen("shape"), wrong = 0, i;

    for (i = 0; i < c->count; i++) {
        char *shape = shape_text(&c->tensors[i]);
        const size_t name = put_name(NULL, c->tensors[i].name, 0), length = strlen(shape);
        name_width = name > name_width ? name : name_width;
        shape_width = length > shape_width ? length : shape_width;
        free(shape);
    }
    put_heading(name_width, shape_width);
    for (i = 0; i < c->count; i++) {
        const stored_tensor *t = &c->tensors[i];
        char fits[256];
        if (put_row(c, t, wanted, name_width, shape_width, fits, sizeof fits) || t->rank < 2)
            continue;
        wrong++;
        if (is_check)
            complain(c, t, fits);
    }
    return wrong;
}

int command_inspect(char **argv)
{
    enum { CHECK, CLASS, LAYOUT };
    program_option given[] = {{"--check", 0, NULL}, {"--class", 1, NULL}, {"--layout", 1, NULL}, {NULL, 0, NULL}};
    const char *path;
    expectation wanted;
    checkpoint c;
    size_t wrong;

    program.usage = usage;
    path = read_options(argv, given);
    if (!path)
        refuse_usage("no FILE", "");
    if (!given[CHECK].value && (given[CLASS].value || given[LAYOUT].value))
        refuse_usage("--class and --layout go with --check", "");
    wanted = read_expectation(given[CLASS].value, given[LAYOUT].value);
    c = open_checkpoint(path);
    wrong = put_table(&c, &wanted, given[CHECK].value != NULL);
    close_checkpoint(&c);
    flush_text(stdout);
    return given[CHECK].value && wrong ? NOT_FITTING : 0;
}
