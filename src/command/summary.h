/* SPDX-License-Identifier: MIT
 *
 * summary.h - mean, variance, least and greatest of many values, in one pass and bounded memory
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "elements.h"

typedef struct summary {
    double count, mean, squares, min, max;      /* squares: the sum of squared distances from the mean */
} summary;

/* Of the first elements of a chunk. count > 0. */
summary summarize(const element_type *type, const chunk *elements, size_t count);

/* Add what follows. */
void join(summary *s, const summary *next);

/* The library needs no -lm, nor shall these programs. */
double square_root(double x);

#endif
