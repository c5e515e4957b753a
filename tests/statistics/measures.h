/* SPDX-License-Identifier: MIT
 *
 * measures.h - statistics of samples, with their p-values
 */
#ifndef LECUN_TESTS_MEASURES_H
#define LECUN_TESTS_MEASURES_H

#include "laws.h"

#include <stddef.h>

/* The elements of a tensor, or of a part of it. */
typedef struct sample {
    const weight_law *law;
    size_t count;
    double *x;              /* the elements over the law's unit */
    uint16_t *pattern;      /* the elements of 16-bit dtypes; else NULL */
} sample;

typedef struct measure {
    double statistic, p;
} measure;

/* --- The distribution --------------------------------------------------------------------------------------------- */

/* The mean of x^k against the law's, in standard errors. The law's own centre and scale are used, not the sample's, so
 * 1 to 4 test mean, variance, skewness and kurtosis. */
measure measure_moment(const sample *s, int k);

/* Against the continuous distribution function: for float and double, whose grids are finer than the statistics see. */
void measure_cdf(const sample *s, measure *kolmogorov, measure *anderson_darling);

/* Chi-square of 1024 bins of equal probability, for the same dtypes. */
measure measure_bins(const sample *s);

/* Chi-square of a 16-bit dtype's patterns against their exact probabilities, neighbours joined until 64 elements are
 * expected in each cell. A pattern of probability 0 that occurs gives infinity. */
measure measure_cells(const sample *s, double *cells);

/* --- Dependence --------------------------------------------------------------------------------------------------- */

/* x^power, centred and scaled by the law to mean 0 and variance 1. Free the result. */
double *standard_scores(const sample *s, int power);

/* sqrt(n) times the correlation of a[i] with b[i + lag]: standard normal if they are independent. */
double correlation_z(const double *a, const double *b, size_t count, long lag);

/* The lags `from` to `to` together: the sum of squares as a chi-square (Box, Pierce, 1970), and the greatest. */
void measure_lags(const double *a, const double *b, size_t count, long from, long to, measure *sum, measure *greatest);

/* Rows of scores, which are scaled in place: all pairs, the squared correlations' sum as a chi-square; and each row
 * with the next, the sum of the correlations, to which small ones of one sign add up. */
void measure_pairs(double *scores, size_t rows, size_t columns, measure *all, measure *neighbours);

#endif
