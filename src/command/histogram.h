/* SPDX-License-Identifier: MIT
 *
 * histogram.h - a histogram for a terminal of 80 columns
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include "elements.h"

#include <stdio.h>

enum { HISTOGRAM_BINS = 24 };

typedef struct histogram {
    double min, max;
    int64_t bin[HISTOGRAM_BINS];
} histogram;

/* Of values from min to max. Returns 0 if there is no such histogram: they are not finite. */
int histogram_start(histogram *h, double min, double max);

/* Elements of a type that the library fills. */
void histogram_add(histogram *h, const element_type *type, const chunk *elements, size_t count);

/* A row a bin: where it begins, a bar, and how many values are in it. */
void histogram_print(FILE *out, const histogram *h);

#endif
