/* SPDX-License-Identifier: MIT
 *
 * measures.c - moments, distribution functions, cells and correlations
 */
#include "measures.h"

#include "p_values.h"

#include <math.h>
#include <stdlib.h>

/* --- The distribution --------------------------------------------------------------------------------------------- */

static double power_of(double x, int k)
{
    double y = 1.0;
    while (k-- > 0)
        y *= x;
    return y;
}

/* The standard deviation of x^k. */
static double deviation(const weight_law *law, int k)
{
    return sqrt(law->moment[2 * k] - law->moment[k] * law->moment[k]);
}

measure measure_moment(const sample *s, int k)
{
    double sum = 0.0;
    measure m;
    size_t i;

    for (i = 0; i < s->count; i++)
        sum += power_of(s->x[i], k) - s->law->moment[k];
    m.statistic = sum / (deviation(s->law, k) * sqrt((double)s->count));
    m.p = p_normal(m.statistic);
    return m;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* F of every element, in ascending order. */
static double *sorted_probabilities(const sample *s)
{
    double *f = (double *)malloc(s->count * sizeof *f);
    size_t i;

    for (i = 0; i < s->count; i++)
        f[i] = law_cdf(s->law->distribution, s->x[i]);
    qsort(f, s->count, sizeof *f, ascending);
    return f;
}

static double within(double f)          /* logarithms must be finite, also of what lies outside the law */
{
    return f < 1e-12 ? 1e-12 : f > 1.0 - 1e-12 ? 1.0 - 1e-12 : f;
}

void measure_cdf(const sample *s, measure *kolmogorov, measure *anderson_darling)
{
    const double n = (double)s->count;
    double *f = sorted_probabilities(s), d = 0.0, sum = 0.0;
    size_t i;

    for (i = 0; i < s->count; i++) {
        const double above = ((double)i + 1.0) / n - f[i], below = f[i] - (double)i / n;
        d = fmax(d, fmax(above, below));
        sum += (2.0 * (double)i + 1.0) * (log(within(f[i])) + log1p(-within(f[s->count - 1 - i])));
    }
    free(f);
    kolmogorov->statistic = d * sqrt(n);
    kolmogorov->p = p_kolmogorov(d, n);
    anderson_darling->statistic = -n - sum / n;
    anderson_darling->p = p_anderson_darling(anderson_darling->statistic);
}

measure measure_bins(const sample *s)
{
    enum { BINS = 1024 };
    double seen[BINS] = {0}, expected = (double)s->count / BINS;
    measure m = {0.0, 1.0};
    size_t i;

    for (i = 0; i < s->count; i++) {
        const int bin = (int)(law_cdf(s->law->distribution, s->x[i]) * BINS);
        seen[bin < BINS ? bin : BINS - 1]++;
    }
    for (i = 0; i < BINS; i++)
        m.statistic += (seen[i] - expected) * (seen[i] - expected) / expected;
    m.p = p_chi_square(m.statistic, BINS - 1);
    return m;
}

/* The patterns in ascending order of their numbers: the negative ones backwards, then the positive. */
static uint16_t pattern_at(long rank)
{
    return (uint16_t)(rank < 0x8000 ? 0xffff - rank : rank - 0x8000);
}

measure measure_cells(const sample *s, double *cells)
{
    const double n = (double)s->count, enough = 64.0;
    double *seen = (double *)calloc(PATTERNS, sizeof *seen);
    double left = 1.0, expected = 0.0, observed = 0.0;
    measure m = {0.0, 1.0};
    size_t i;
    long r;

    for (i = 0; i < s->count; i++)
        seen[s->pattern[i] == 0x8000 ? 0 : s->pattern[i]]++;        /* the zeros are one number */
    *cells = 0.0;
    for (r = 0; r < PATTERNS; r++) {
        const double p = s->law->probability[pattern_at(r)];
        if (!(p > 0.0) && seen[pattern_at(r)] > 0.0)
            m.statistic = HUGE_VAL;
        left -= p;
        expected += n * p;
        observed += seen[pattern_at(r)];
        if ((expected >= enough && n * left >= enough) || r == PATTERNS - 1) {      /* the last cell takes the rest */
            m.statistic += (observed - expected) * (observed - expected) / expected;
            expected = observed = 0.0;
            ++*cells;
        }
    }
    free(seen);
    m.p = m.statistic < HUGE_VAL ? p_chi_square(m.statistic, *cells - 1.0) : 0.0;
    return m;
}

/* --- Dependence --------------------------------------------------------------------------------------------------- */

double *standard_scores(const sample *s, int power)
{
    const double mean = s->law->moment[power], scale = 1.0 / deviation(s->law, power);
    double *y = (double *)malloc(s->count * sizeof *y);
    size_t i;

    for (i = 0; i < s->count; i++)
        y[i] = (power_of(s->x[i], power) - mean) * scale;
    return y;
}

/* Four sums, so that the processor need not wait for each addition. */
static double dot(const double *a, const double *b, size_t count)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    size_t i;

    for (i = 0; i + 4 <= count; i += 4) {
        sum[0] += a[i] * b[i];
        sum[1] += a[i + 1] * b[i + 1];
        sum[2] += a[i + 2] * b[i + 2];
        sum[3] += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return sum[0] + sum[1] + sum[2] + sum[3];
}

double correlation_z(const double *a, const double *b, size_t count, long lag)
{
    const size_t apart = (size_t)(lag < 0 ? -lag : lag), n = count - apart;
    return dot(lag < 0 ? a + apart : a, lag < 0 ? b : b + apart, n) / sqrt((double)n);
}

void measure_lags(const double *a, const double *b, size_t count, long from, long to, measure *sum, measure *greatest)
{
    const double lags = (double)(to - from + 1);
    long lag;

    sum->statistic = greatest->statistic = 0.0;
    for (lag = from; lag <= to; lag++) {
        const double z = correlation_z(a, b, count, lag);
        sum->statistic += z * z;
        greatest->statistic = fmax(greatest->statistic, fabs(z));
    }
    sum->p = p_chi_square(sum->statistic, lags);
    greatest->p = p_greatest_normal(greatest->statistic, lags);
}

/* Scale each row to the length columns^(1/4): the product of two rows is then a standard normal. */
static void scale_rows(double *scores, size_t rows, size_t columns)
{
    size_t i, j;

    for (i = 0; i < rows; i++) {
        double *row = scores + i * columns;
        const double factor = sqrt(sqrt((double)columns) / dot(row, row, columns));
        for (j = 0; j < columns; j++)
            row[j] *= factor;
    }
}

void measure_pairs(double *scores, size_t rows, size_t columns, measure *all, measure *neighbours)
{
    size_t i, j;

    scale_rows(scores, rows, columns);
    all->statistic = neighbours->statistic = 0.0;
    for (i = 0; i < rows; i++)
        for (j = 0; j < i; j++) {
            const double z = dot(scores + i * columns, scores + j * columns, columns);
            all->statistic += z * z;
            neighbours->statistic += j + 1 == i ? z : 0.0;
        }
    all->p = p_chi_square(all->statistic, (double)rows * (double)(rows - 1) / 2);
    neighbours->statistic /= sqrt((double)(rows - 1));
    neighbours->p = p_normal(neighbours->statistic);
}
