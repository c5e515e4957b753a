/* SPDX-License-Identifier: MIT
 *
 * moments.c - see moments.h
 */
#include "moments.h"

#include <string.h>

/* --- Sums --------------------------------------------------------------------------------------------------------- */

static double magnitude(double x)
{
    return x < 0 ? -x : x;
}

/* The sums so far become those of a larger scale. */
static void rescale(moments *m, double scale)
{
    const double ratio = m->count > 0 ? m->scale / scale : 0, square = ratio * ratio;

    m->scale = scale;
    m->sum *= ratio;
    m->square_sum *= square;
    m->fourth_sum *= square * square;
}

/* Of finite values. Sums of few values first, so that those of billions lose nothing that matters. */
static void add_finite(moments *m, const double *x, size_t count)
{
    const summary s = summarize(element_type_named("f64"), x, count);
    const double most = magnitude(s.min) > magnitude(s.max) ? magnitude(s.min) : magnitude(s.max);
    double sum = 0, square_sum = 0, fourth_sum = 0;
    size_t i;

    if (m->count <= 0 || power_near(most) > m->scale)
        rescale(m, power_near(most));
    for (i = 0; i < count; i++) {
        const double y = x[i] / m->scale, square = y * y;
        sum += y;
        square_sum += square;
        fourth_sum += square * square;
    }
    m->sum += sum;
    m->square_sum += square_sum;
    m->fourth_sum += fourth_sum;
    join(&m->about_mean, &s);
    m->count = m->about_mean.count;
    m->min = m->about_mean.min;
    m->max = m->about_mean.max;
}

void add_moments(moments *m, const element_type *type, const chunk *elements, size_t count)
{
    double values[256], finite[256];
    size_t begin, i, kept;

    for (begin = 0; begin < count; begin += 256) {
        const size_t n = count - begin < 256 ? count - begin : 256;
        to_double(type, elements->bytes + begin * type->size, n, values);
        for (i = kept = 0; i < n; i++)
            if (values[i] - values[i] <= 0)         /* neither for an infinity nor for what is no number */
                finite[kept++] = values[i];
        m->not_finite += (int64_t)(n - kept);
        if (kept)
            add_finite(m, finite, kept);
    }
}

double moments_mean(const moments *m)
{
    return m->about_mean.mean;
}

double moments_stddev(const moments *m)
{
    return m->min < m->max ? summary_stddev(&m->about_mean) : 0;
}

/* --- Distributions ------------------------------------------------------------------------------------------------ */

/* Of variance 1: the fourth and the eighth moment; the greatest absolute value, 0 if there is none; and `reach`, beyond
 * which lies the share `tail`. The reach of one law is the bound of another. */
typedef struct law {
    double fourth, eighth, bound, reach, tail;
} law;

/* The truncated normal is cut at 2 standard deviations. With phi the normal density there and P the probability within, the
 * moments of the cut normal are, by parts, m2 = 1 - 4 phi/P, m4 = 3 m2 - 16 phi/P, m6 = 5 m4 - 64 phi/P and
 * m8 = 7 m6 - 256 phi/P; phi/P = 0.0539909665 / 0.9544997361. To variance 1: m4 / m2^2, m8 / m2^4 and 2 / sqrt(m2). */
static const law truncated = {2.3655367, 27.189591, 2.2736945, 1.7320508, 0.08603};
static const law untruncated = {3, 105, 0, 2.2736945, 0.02298};
static const law uniform = {1.8, 9, 1.7320508, 1.6, 0.07624};

static const law *law_of(lecun_distribution distribution)
{
    return distribution == LECUN_UNIFORM ? &uniform : distribution == LECUN_TRUNCATED_NORMAL ? &truncated : &untruncated;
}

/* How far a statistic may be from what it estimates, in standard errors. Of a hundred thousand right tensors one is refused
 * by one of three statistics. */
static const double errors_allowed = 4.5;

/* 16-bit elements are multiples of something coarse: how much that moves the mean, in standard deviations, and widens the
 * values. Keras's own bfloat16 has a mean of -0.014 standard deviations where it is uniform, and is 0.34 % too wide where it
 * is normal; of its float16 the numbers are a tenth. */
typedef struct slack {
    double mean, width;
} slack;

static slack slack_of(const element_type *type)
{
    static const slack bfloat16 = {0.02, 0.006}, half = {0.003, 0.001}, wider = {1e-5, 1e-5};

    return type->dtype == LECUN_BF16 ? bfloat16 : type->dtype == LECUN_F16 ? half : wider;
}

static int within(double measured, double wanted, double error, double more)
{
    return magnitude(measured - wanted) <= errors_allowed * error + more;
}

int law_fits(const moments *m, const element_type *type, lecun_distribution distribution, double stddev)
{
    const law *l = law_of(distribution);
    const double n = m->count, scaled = stddev / m->scale, square = scaled * scaled;
    const slack s = slack_of(type);
    const double bound = l->bound * stddev * (1 + s.width + s.mean);

    if (!(square > 0) || (l->bound > 0 && (m->max > bound || -m->min > bound)))
        return 0;
    /* That none of many reaches beyond has a probability of exp(-n tail), here of less than one in a hundred thousand. */
    if (n * l->tail > 12 && m->max < l->reach * stddev && -m->min < l->reach * stddev)
        return 0;
    if (!within(m->sum / n / scaled, 0, 1 / square_root(n), s.mean))
        return 0;
    if (!within(m->square_sum / n / square, 1, square_root((l->fourth - 1) / n), 2 * s.width))
        return 0;
    /* The fourth power of a few values says nothing, and its error is not normal. */
    return n < 1000 || within(m->fourth_sum / n / (square * square), l->fourth,
                              square_root((l->eighth - l->fourth * l->fourth) / n), 4 * s.width * l->fourth);
}
