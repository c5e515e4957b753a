/* SPDX-License-Identifier: MIT
 *
 * inspect.h - what lecun inspect finds in a tensor, and the picture of it
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "checkpoint.h"
#include "json_text.h"
#include "moments.h"

typedef struct finding {
    moments moments;
    double told;                /* the standard deviation that a rule tells; 0: none does */
    char fits[256];
    int is_wanted;
} finding;

/* What is printed or drawn at the end. */
typedef struct report {
    buffer json;
    size_t count;               /* tensors in it */
    buffer strips;
    size_t strip_count;
} report;

/* The columns of names and shapes. */
typedef struct widths {
    size_t name, shape;
} widths;

/* A table of at most 100 columns. */
widths find_widths(const checkpoint *c);
void put_heading(const widths *w);
void put_row(const stored_tensor *t, const finding *f, const widths *w);

/* An object of JSON. */
void put_json_row(buffer *to, const checkpoint *c, const stored_tensor *t, const finding *f);

/* A strip of the picture: the measured standard deviation and those that are asked, in the scale of LeCun's. */
void put_strip(report *to, const stored_tensor *t, const finding *f);

/* The picture, complete, into a file. */
int write_strips(const report *r, const char *path, problem *why);

#endif
