/* SPDX-License-Identifier: MIT
 *
 * lecun_torch_orthogonal_fill: its draws are PyTorch's, its factor is theirs, and every status
 */
#include "support.h"

#include <math.h>

enum { MOST = 200 * 130 };
static double a[MOST], q[MOST], work[1 << 17];
static float narrow[MOST];

static double number(const void *elements, lecun_dtype dtype, size_t i)
{
    return dtype == LECUN_F64 ? ((const double *)elements)[i] : (double)((const float *)elements)[i];
}

/* The products of all rows, or of all columns, of two matrices m x n: of the lesser side. */
static double product(const double *x, const double *y, size_t m, size_t n, size_t i, size_t j)
{
    const int of_rows = m < n;
    double sum = 0;
    size_t k;

    for (k = 0; k < (of_rows ? n : m); k++)
        sum += of_rows ? x[i * n + k] * y[j * n + k] : x[k * n + i] * y[k * n + j];
    return sum;
}

/* Q is orthonormal, and what Q makes of the draws is a triangle with a diagonal above 0. */
static void factor_of_draws(size_t m, size_t n, lecun_dtype dtype, double gain)
{
    const int64_t shape[2] = {(int64_t)m, (int64_t)n}, three = 3;
    const double tolerance = dtype == LECUN_F64 ? 1e-12 : 1e-4;
    const size_t least = m < n ? m : n;
    lecun_torch g, drawn, skipped;
    lecun_initializer init, normal;
    float few[3];
    size_t i, j;

    must(lecun_init_orthogonal(&init, gain, 99));
    must(lecun_init_torch_normal(&normal, 0.0, 1.0));
    must(lecun_torch_start(&g, LECUN_TORCH, (int64_t)(m * 1000 + n)));
    must(lecun_torch_fill(&g, &normal, LECUN_F32, few, 3, &three, 1));          /* one waits */
    drawn = skipped = g;
    must(lecun_torch_fill(&drawn, &normal, dtype, dtype == LECUN_F64 ? (void *)a : (void *)narrow, m * n, shape, 2));
    for (i = 0; i < m * n; i++)
        a[i] = number(dtype == LECUN_F64 ? (const void *)a : (const void *)narrow, dtype, i);
    must(lecun_torch_orthogonal_fill(&g, &init, dtype, dtype == LECUN_F64 ? (void *)q : (void *)narrow, m * n, shape, 2, work, sizeof work));
    must(lecun_torch_skip(&skipped, &init, dtype, shape, 2));
    assert_memory_equal(&g, &drawn, sizeof g);
    assert_memory_equal(&g, &skipped, sizeof g);
    for (i = 0; i < m * n; i++)
        q[i] = number(dtype == LECUN_F64 ? (const void *)q : (const void *)narrow, dtype, i) / gain;
    for (i = 0; i < least; i++)
        for (j = 0; j <= i; j++) {
            const double dot = product(q, q, m, n, i, j), r = product(q, a, m, n, i, j);
            assert_true(fabs(dot - (i == j)) < tolerance);
            assert_true(i == j ? r > 0 : fabs(r) < tolerance * 100);            /* row i of R is 0 before its diagonal */
        }
}

static void factors(void **state)
{
    static const size_t sides[][2] = {{1, 1}, {1, 7}, {7, 1}, {3, 5}, {5, 3}, {16, 16}, {33, 20}, {20, 33}, {64, 64}, {65, 130}, {200, 70}};
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(sides); i++) {
        factor_of_draws(sides[i][0], sides[i][1], LECUN_F32, 1.0);
        factor_of_draws(sides[i][0], sides[i][1], LECUN_F64, i % 2 ? 1.0 : -0.5);
    }
}

static void statuses(void **state)
{
    static const int64_t shape[3] = {4, 3, 2}, empty[2] = {0, 5}, one[1] = {3};
    static const int64_t large[2] = {(int64_t)1 << 31, 1 << 30};
    lecun_initializer init, constant;
    lecun_torch g, before;
    size_t needed;
    const int64_t matrix[2] = {4, 6};

    (void)state;
    must(lecun_init_orthogonal(&init, 1.0, 0));
    must(lecun_init_ones(&constant));
    must(lecun_torch_start(&g, LECUN_TORCH, 1));
    must(lecun_orthogonal_work_size(matrix, 2, &needed));
    before = g;
#define FILL(g, init, dtype, out, count, shape, rank, size) \
    lecun_torch_orthogonal_fill(g, init, dtype, out, count, shape, rank, work, size)
    assert_int_equal(FILL(NULL, &init, LECUN_F32, narrow, 24, shape, 3, needed), LECUN_E_NULL);
    assert_int_equal(FILL(&g, NULL, LECUN_F32, narrow, 24, shape, 3, needed), LECUN_E_NULL);
    assert_int_equal(FILL(&g, &init, LECUN_F32, NULL, 24, shape, 3, needed), LECUN_E_NULL);
    assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, 24, NULL, 3, needed), LECUN_E_NULL);
    assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, 1, NULL, 0, needed), LECUN_E_RANK);
    assert_int_equal(lecun_torch_orthogonal_fill(&g, &init, LECUN_F32, narrow, 24, shape, 3, NULL, needed), LECUN_E_NULL);
    assert_int_equal(FILL(&g, &constant, LECUN_F32, narrow, 24, shape, 3, needed), LECUN_E_CLASS);
    assert_int_equal(FILL(&g, &init, LECUN_F16, narrow, 24, shape, 3, needed), LECUN_E_CLASS_DTYPE);
    assert_int_equal(FILL(&g, &init, LECUN_BF16, narrow, 24, shape, 3, needed), LECUN_E_CLASS_DTYPE);
    assert_int_equal(lecun_torch_skip(&g, &init, LECUN_F16, shape, 3), LECUN_E_CLASS_DTYPE);
    assert_int_equal(FILL(&g, &init, (lecun_dtype)9, narrow, 24, shape, 3, needed), LECUN_E_DTYPE);
    assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, 24, one, 1, needed), LECUN_E_RANK);
    assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, 23, shape, 3, needed), LECUN_E_COUNT);
    assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, 24, shape, 3, needed - 1), LECUN_E_WORKSPACE);
    if (sizeof(size_t) == 8)
        assert_int_equal(FILL(&g, &init, LECUN_F32, narrow, (size_t)((uint64_t)1 << 61), large, 2, needed), LECUN_E_WORKSPACE);
    assert_memory_equal(&g, &before, sizeof g);
    must(lecun_torch_orthogonal_fill(&g, &init, LECUN_F32, NULL, 0, empty, 2, NULL, 0));
    must(lecun_torch_orthogonal_fill(&g, &init, LECUN_F32, narrow, 0, empty, 2, NULL, 0));
    assert_memory_equal(&g, &before, sizeof g);
    must(FILL(&g, &init, LECUN_F32, narrow, 24, shape, 3, needed));
    must(lecun_from_config(&init, "torch.nn.init.orthogonal_", "{}", 2, NULL));
    g = before;
    must(FILL(&g, &init, LECUN_F32, narrow, 24, shape, 3, needed));
    assert_int_equal(lecun_fill(&init, LECUN_F32, narrow, 24, shape, 3), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_orthogonal_fill(&init, LECUN_F32, narrow, 24, shape, 3, work, sizeof work), LECUN_E_GENERATOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors),
        cmocka_unit_test(statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
