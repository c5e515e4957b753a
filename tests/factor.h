/* SPDX-License-Identifier: MIT
 *
 * factor.h - what the tests of Orthogonal's factor share: matrices, and how to tell the factor of one
 */
#ifndef LECUN_TESTS_FACTOR_H
#define LECUN_TESTS_FACTOR_H

#include "../src/exact.h"
#include "support.h"

#include <math.h>

static inline void *allocated(size_t count, size_t size)
{
    void *p = malloc(count * size + 1);
    assert_non_null(p);
    return p;
}

/* For an emulated processor; or for a build that is measured, which sets LECUN_TEST_MAX_ELEMENTS. */
static inline size_t most_elements(void)
{
    const char *const asked = getenv("LECUN_TEST_MAX_ELEMENTS");

    if (LECUN_TEST_SHARE > 1)
        return 60000 / LECUN_TEST_SHARE;
    return asked ? (size_t)strtoull(asked, NULL, 10) : SIZE_MAX;
}

static inline int too_large(size_t rows, size_t columns)
{
    return rows * columns > most_elements();
}

/* As if in twice the precision (Ogita, Rump, Oishi, 2005), because the sums here must be better than what they judge. */
static inline double dot(const double *a, const double *b, size_t m, size_t stride)
{
    double sum = 0.0, rest = 0.0, product, next, part;
    size_t i;

    for (i = 0; i < m; i++) {
        product = a[i * stride] * b[i * stride];
        next = sum + product;
        part = next - sum;
        rest += lecun_fma(a[i * stride], b[i * stride], -product) + ((sum - (next - part)) + (product - part));
        sum = next;
    }
    return sum + rest;
}

/* Numbers that are not normal, but random, of mean 0, and the same everywhere. */
static inline double *random_matrix(size_t m, size_t n, uint64_t seed)
{
    double *a = (double *)allocated(m * n, 8);
    size_t i;

    for (i = 0; i < m * n; i++)
        a[i] = (double)(next_random(&seed) >> 11) * 0x1p-51 - 2.0;
    return a;
}

/* Q'Q = I, and R = Q'A is upper triangular with a positive diagonal: that leaves one Q, but for `units` of 2^-52. */
static inline void is_the_factor(const double *a, const double *q, size_t m, size_t n, double units)
{
    size_t i, j;

    for (j = 0; j < n; j++) {
        const double norm = sqrt(dot(a + j, a + j, m, n));
        for (i = 0; i <= j; i++)
            assert_true(fabs(dot(q + i, q + j, m, n) - (i == j)) <= units * 0x1p-52);
        for (i = j + 1; i < n; i++)
            assert_true(fabs(dot(q + i, a + j, m, n)) <= units * 0x1p-52 * norm);
        assert_true(dot(q + j, a + j, m, n) > 0);
    }
}

#endif
