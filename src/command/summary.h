/* SPDX-License-Identifier: MIT
 *
 * summary.h - mean, variance, least and greatest of many values, in one pass and bounded memory
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "elements.h"

/* The sum of squared distances from the mean is squares * scale^2: it is finite and not 0 whatever the values' magnitude. */
typedef struct summary {
    double count, mean, squares, scale, min, max;
} summary;

/* Of elements of a type that the library fills; `from` is aligned for them. count > 0. */
summary summarize(const element_type *type, const void *from, size_t count);

/* Add what follows. */
void join(summary *s, const summary *next);

double summary_stddev(const summary *s);

/* A power of two near the magnitude of x, by which values up to x are divided without loss. 1 for 0, infinities and NaN. */
double power_near(double x);

/* The library needs no -lm, nor shall these programs. */
double square_root(double x);

#endif
