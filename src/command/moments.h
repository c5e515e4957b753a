/* SPDX-License-Identifier: MIT
 *
 * moments.h - what is measured of a tensor, in one pass, and whether a distribution could have given it
 */
#ifndef MOMENTS_H
#define MOMENTS_H

#include "summary.h"

/* Sums of powers of x / scale, so that none overflows or vanishes. */
typedef struct moments {
    double count, scale, sum, square_sum, fourth_sum, min, max;
    summary about_mean;         /* for the standard deviation of what lies far from 0 */
    int64_t not_finite;         /* infinities and what is no number; they are in nothing else */
} moments;

/* Add elements of a type that the library fills. */
void add_moments(moments *m, const element_type *type, const chunk *elements, size_t count);

double moments_mean(const moments *m);
double moments_stddev(const moments *m);

/* Could the weights be draws of this distribution, of mean 0 and this standard deviation? */
int law_fits(const moments *m, const element_type *type, lecun_distribution distribution, double stddev);

#endif
