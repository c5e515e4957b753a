/* SPDX-License-Identifier: MIT
 *
 * inspect_print.c - what lecun inspect found, as a row of a table or as JSON: see inspect.h
 */
#include "fit.h"
#include "inspect.h"
#include "screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- A table of 100 columns ----------------------------------------------------------------------------------------- */

enum { COLUMNS = 100, NAME_COLUMNS = 34, SHAPE_COLUMNS = 17 };

widths find_widths(const checkpoint *c)
{
    widths w = {strlen("tensor"), strlen("shape")};
    char text[SHAPE_TEXT];
    size_t i;

    for (i = 0; i < c->count; i++) {
        const stored_tensor *t = &c->tensors[i];
        const size_t name = put_name(NULL, t->name, 0, NAME_COLUMNS), length = put_name(NULL, shape_text(&t->shape, text), 0, SHAPE_COLUMNS);
        w.name = name > w.name ? name : w.name;
        w.shape = length > w.shape ? length : w.shape;
    }
    return w;
}

static void put_number_cell(double value, int known)
{
    if (known)
        printf("  %9.3g", value);
    else
        printf("  %9s", "-");
}

void put_row(const stored_tensor *t, const finding *f, const widths *w)
{
    const size_t used = w->name + 2 + 5 + 2 + w->shape + 2 * 11 + 2;
    char text[SHAPE_TEXT];

    put_name(stdout, t->name, w->name, NAME_COLUMNS);
    fputs("  ", stdout);
    put_name(stdout, t->dtype, 5, 5);
    fputs("  ", stdout);
    put_name(stdout, shape_text(&t->shape, text), w->shape, SHAPE_COLUMNS);
    put_number_cell(moments_mean(&f->moments), f->moments.count > 0);
    put_number_cell(moments_stddev(&f->moments), f->moments.count > 0);
    fputs("  ", stdout);
    put_name(stdout, f->fits, 0, COLUMNS - used);
    putchar('\n');
}

void put_heading(const widths *w)
{
    printf("%-*s  %-5s  %-*s  %9s  %9s  %s\n", (int)w->name, "tensor", "dtype", (int)w->shape, "shape", "mean", "stddev", "fits");
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void put_json_number(buffer *to, const char *key, double value, int known)
{
    if (known && value - value <= 0)
        put_format(to, ", \"%s\": %.17g", key, value);
    else
        put_format(to, ", \"%s\": null", key);
}

static void put_asked(buffer *to, const char *key, const shape *s, lecun_layout layout)
{
    static const char *const schemes[SCHEMES] = {"lecun", "glorot", "he"};
    int which;

    put_format(to, ", \"%s\": {", key);
    for (which = 0; which < SCHEMES; which++)
        put_format(to, "%s\"%s\": %.17g", which ? ", " : "", schemes[which], asked_stddev((scheme)which, layout, s));
    put_text(to, "}");
}

void put_json_row(buffer *to, const checkpoint *c, const stored_tensor *t, const finding *f)
{
    const int known = f->moments.count > 0;
    size_t i;

    put_text(to, "{\"file\": ");
    put_json_string(to, c->files[t->file].path);
    put_text(to, ", \"name\": ");
    put_json_string(to, t->name);
    put_text(to, ", \"dtype\": ");
    put_json_string(to, t->dtype);
    put_text(to, ", \"shape\": [");
    for (i = 0; i < t->shape.rank; i++)
        put_format(to, "%s%" PRId64, i ? ", " : "", t->shape.dimension[i]);
    put_format(to, "], \"count\": %" PRId64 ", \"not_finite\": %" PRId64, t->shape.count, f->moments.not_finite);
    put_json_number(to, "mean", moments_mean(&f->moments), known);
    put_json_number(to, "stddev", moments_stddev(&f->moments), known);
    put_json_number(to, "min", f->moments.min, known);
    put_json_number(to, "max", f->moments.max, known);
    put_asked(to, "asked_in_out", &t->shape, LECUN_LAYOUT_KERAS);
    put_asked(to, "asked_out_in", &t->shape, LECUN_LAYOUT_TORCH);
    put_json_number(to, "told", f->told, f->told > 0);
    put_text(to, ", \"fits\": ");
    put_json_string(to, f->fits);
    put_format(to, ", \"ok\": %s}", f->is_wanted ? "true" : "false");
}
