/* SPDX-License-Identifier: MIT
 *
 * The factor in double arithmetic: every kernel and every number of threads gives the reference's bits; how far it is from
 * the exact factor, and refined
 */
#include "../src/dispatch.h"
#include "../src/qr_scalar.h"
#include "factor.h"
#include "support.h"

#include <inttypes.h>

enum { W = LECUN_QR_WIDTH, SQUARE = LECUN_QR_SQUARE };

static int runs_here(size_t row)
{
    return lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features());
}

/* --- Scalars ------------------------------------------------------------------------------------------------------ */

static void operations_round_once(void **state)
{
    uint64_t random = 3;
    long i;

    (void)state;
    for (i = 0; i < 100000 / LECUN_TEST_SHARE; i++) {
        const double x = lecun_double_of_bits((next_random(&random) >> 12) | (UINT64_C(0x001) + next_random(&random) % 2044) << 52);
        const double y = lecun_double_of_bits((next_random(&random) >> 12) | (UINT64_C(0x3f0) + next_random(&random) % 32) << 52);
        const double a = lecun_double_of_bits((next_random(&random) >> 12) | UINT64_C(0x3ff) << 52);
        assert_true(lecun_reciprocal_soft(x) == lecun_exact_reciprocal(x));
        assert_true(lecun_exact_product(a, y) == lecun_fma_soft(a, y, -0.0));
        assert_true(lecun_exact_sum(a, y) == lecun_fma_soft(a, 1.0, y));
        assert_true(lecun_exact_difference(a, y) == lecun_fma_soft(a, 1.0, -y));
        assert_true(lecun_exact_root(y) == lecun_sqrt_soft(y));
    }
    assert_true(lecun_reciprocal_soft(1.0) == 1.0 && lecun_reciprocal_soft(0x1p-1000) == 0x1p1000);
    assert_true(lecun_reciprocal_soft(3.0) == 1.0 / 3.0);
}

/* Threads' shares follow each other and leave nothing out, also where there are more threads than things. */
static void shares_cover_everything(void **state)
{
    static const size_t counts[] = {0, 1, 2, 7, 64, 1000, SIZE_MAX}, threads[] = {1, 2, 3, 8, 100, SIZE_MAX};
    size_t c, t, thread;

    (void)state;
    for (c = 0; c < LENGTH(counts); c++)
        for (t = 0; t < LENGTH(threads); t++) {
            assert_true(lecun_share(counts[c], 0, threads[t]) == 0);
            assert_true(lecun_share(counts[c], threads[t], threads[t]) == counts[c]);
            for (thread = 0; thread < threads[t] && thread < 100; thread++) {
                const size_t share = lecun_share(counts[c], thread + 1, threads[t]) - lecun_share(counts[c], thread, threads[t]);
                assert_true(share == counts[c] / threads[t] || share == counts[c] / threads[t] + 1);
            }
        }
}

/* --- Kernels ------------------------------------------------------------------------------------------------------ */

enum { ROWS = 200, GUARD = 8 };

typedef struct operands {
    double v[ROWS * W], a[(ROWS + GUARD) * W], w[SQUARE], sums[W];
    lecun_qr_parts parts;
} operands;

static void fill_operands(operands *o, uint64_t seed)
{
    double *const x = random_matrix(sizeof *o / 8, 1, seed);

    memcpy(o, x, sizeof *o);
    free(x);
}

/* Columns before `ahead`, and row[by], must have a z of 0; the sums of the former may be anything. */
static void reflect(const lecun_qr_kernels *kernels, operands *o, size_t rows, size_t ahead)
{
    size_t j;

    for (j = 0; j < (ahead ? ahead : W); j++)
        o->w[j] = 0.0;
    kernels->reflect(o->a, rows, ahead ? ahead - 1 : 0, ahead, o->w, o->sums);
    for (j = 0; j < ahead; j++)
        o->sums[j] = 0.0;
}

static void same_as_the_reference(const lecun_qr_kernels *kernels, size_t rows, uint64_t seed)
{
    static operands expected, got;
    size_t ahead;

    fill_operands(&expected, seed);
    got = expected;
    lecun_portable_qr.gram(expected.w, expected.v, expected.a, rows);
    kernels->gram(got.w, got.v, got.a, rows);
    assert_memory_equal(&got, &expected, sizeof got);
    lecun_portable_qr.subtract(expected.a, expected.v, expected.w, rows / LECUN_QR_TILE * LECUN_QR_TILE);
    kernels->subtract(got.a, got.v, got.w, rows / LECUN_QR_TILE * LECUN_QR_TILE);
    assert_memory_equal(&got, &expected, sizeof got);
    lecun_portable_qr.split(&expected.parts, expected.v, 0x1.8p31, 0x1.8p10);
    kernels->split(&got.parts, got.v, 0x1.8p31, 0x1.8p10);
    assert_memory_equal(&got, &expected, sizeof got);
    for (ahead = 0; ahead < W; ahead++) {
        reflect(&lecun_portable_qr, &expected, rows, ahead);
        reflect(kernels, &got, rows, ahead);
        assert_memory_equal(&got, &expected, sizeof got);
    }
}

static void every_kernel_equals_the_reference(void **state)
{
    size_t row, rows;

    (void)state;
    for (row = 0; row + 1 < lecun_kernel_row_count; row++) {
        if (!runs_here(row))
            continue;
        for (rows = 1; rows <= ROWS; rows += LECUN_TEST_SHARE > 1 ? 37 : 1)
            same_as_the_reference(lecun_kernel_rows[row].qr, rows, rows);
        print_message("%s: equals the reference\n", lecun_kernel_rows[row].kernels->name);
    }
}

/* The orders of sums that qr.h promises, said in another way. */
static void the_reference_keeps_its_order(void **state)
{
    static operands o, before;
    size_t i, j, k, l;

    (void)state;
    fill_operands(&o, 1);
    before = o;
    lecun_portable_qr.gram(o.w, o.v, o.a, ROWS);
    for (j = 0; j < W; j++)
        for (k = 0; k < W; k++) {
            double total = 0.0;
            for (i = 0; i < ROWS; i += LECUN_QR_CHUNK) {
                double sum = 0.0;
                for (l = i; l < i + LECUN_QR_CHUNK && l < ROWS; l++)
                    sum = lecun_exact_sum(sum, lecun_exact_product(o.v[l * W + j], o.a[l * W + k]));
                total = lecun_exact_sum(total, sum);
            }
            assert_true(o.w[j * W + k] == total);
        }
    lecun_portable_qr.subtract(o.a, o.v, o.w, ROWS);
    for (i = 0; i < ROWS; i++)
        for (j = 0; j < W; j++) {
            double sum = 0.0;
            for (l = 0; l < W; l++)
                sum = lecun_exact_sum(sum, lecun_exact_product(o.v[i * W + l], o.w[l * W + j]));
            assert_true(o.a[i * W + j] == lecun_exact_difference(before.a[i * W + j], sum));
        }
    before = o;
    o.w[0] = 0.0;
    lecun_portable_qr.reflect(o.a, ROWS, 0, 1, o.w, o.sums);
    for (j = 1; j < W; j++) {
        double sum[4] = {0, 0, 0, 0};
        for (i = 0; i < ROWS; i++) {
            assert_true(o.a[i * W + j] == lecun_exact_difference(before.a[i * W + j], lecun_exact_product(before.a[i * W], o.w[j])));
            sum[i % 4] = lecun_exact_sum(sum[i % 4], lecun_exact_product(o.a[i * W + 1], o.a[i * W + j]));
        }
        assert_true(o.sums[j] == lecun_exact_sum(lecun_exact_sum(sum[0], sum[1]), lecun_exact_sum(sum[2], sum[3])));
    }
}

/* --- Whole factors ------------------------------------------------------------------------------------------------ */

/* A matrix, and what a factor of it takes. */
typedef struct subject {
    const double *a;
    size_t m, n;
} subject;

static void draw_rows(const void *context, double *tiles, size_t first, size_t end)
{
    const subject *const s = (const subject *)context;
    size_t i, j;

    for (i = first; i < end; i++)
        for (j = 0; j < s->n; j++)
            tiles[(j / W * W + i - first) * W + j % W] = s->a[i * s->n + j];
}

static void load(const lecun_qr *qr, const subject *s)
{
    size_t i, j;

    for (i = 0; i < s->m; i++)
        for (j = 0; j < qr->strips * W; j++)
            lecun_qr_row(qr, j / W, i)[j % W] = j < s->n ? s->a[i * s->n + j] : 0.0;
    lecun_qr_clear_below(qr);
}

/* Q by rows. The last thread of each phase comes first, as it may. scratches: of qr_refine.c, 0: not refined. */
static double *factor(const subject *s, const lecun_qr_kernels *kernels, size_t threads, size_t scratches)
{
    const size_t doubles = lecun_qr_doubles(s->m, s->n);
    double *const memory = (double *)allocated(doubles + 8, 8), *const q = (double *)allocated(s->m * s->n, 8), *r = NULL;
    lecun_qr qr = lecun_qr_over(memory, s->m, s->n, NULL, kernels);
    lecun_qr_source source = {draw_rows, NULL, NULL, 0};
    size_t phase, thread, i, j;

    memset(memory, 0x55, doubles * 8);
    if (scratches) {
        source.context = s;
        source.scratch_size = scratches * lecun_qr_scratch(&qr);
        r = qr.r = (double *)allocated(lecun_qr_r_tiles(&qr) * SQUARE + source.scratch_size, 8);
        source.scratch = r + lecun_qr_r_tiles(&qr) * SQUARE;
    }
    load(&qr, s);
    for (phase = 0; phase < lecun_qr_phases(&qr); phase++)
        for (thread = threads; thread-- > 0;)
            lecun_qr_phase(&qr, phase, thread, threads);
    for (phase = 0; scratches && phase < LECUN_QR_REFINEMENTS; phase++)
        for (thread = threads; thread-- > 0;)
            lecun_qr_refine(&qr, &source, phase, thread, threads);
    for (i = 0; i < s->m; i++)
        for (j = 0; j < s->n; j++)
            q[i * s->n + j] = lecun_qr_row(&qr, j / W, i)[j % W];
    free(r);
    free(memory);
    return q;
}

static void check_same(const subject *s, const double *expected, const lecun_qr_kernels *kernels, size_t threads, size_t scratches)
{
    double *const q = factor(s, kernels, threads, scratches);

    assert_memory_equal(q, expected, s->m * s->n * 8);
    free(q);
}

/* By every kernel, and several numbers of threads. */
static void same_by_all(const subject *s, size_t scratches)
{
    static const size_t threads[] = {2, 3, 7};
    double *const expected = factor(s, &lecun_portable_qr, 1, scratches);
    size_t row, t;

    for (row = 0; row < lecun_kernel_row_count; row++)
        if (runs_here(row))
            check_same(s, expected, lecun_kernel_rows[row].qr, 1 + row % 2, scratches);
    for (t = 0; t < LENGTH(threads) && s->n <= 100; t++)
        check_same(s, expected, lecun_kernels_of_qr(), threads[t], scratches);
    free(expected);
}

/* The last has groups of two panels. */
static const size_t shapes[][2] = {
    {1, 1}, {2, 1}, {17, 1}, {1000, 1}, {2, 2}, {5, 3}, {16, 16}, {17, 16}, {17, 17}, {31, 2}, {33, 32}, {64, 64}, {65, 64},
    {100, 100}, {130, 17}, {200, 77}, {1000, 10}, {270, 260},
};

static void groups_grow_with_the_matrix(void **state)
{
    (void)state;
    assert_int_equal(lecun_qr_group(1), 1);
    assert_int_equal(lecun_qr_group(16), 1);
    assert_int_equal(lecun_qr_group(17), 2);
    assert_int_equal(lecun_qr_group(64), 4);
    assert_int_equal(lecun_qr_group(1000), 4);
}

static void kernels_and_threads_agree(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(shapes); i++) {
        subject s = {NULL, shapes[i][0], shapes[i][1]};
        double *a;
        if (too_large(s.m, s.n))
            continue;
        s.a = a = random_matrix(s.m, s.n, i);
        same_by_all(&s, 0);
        if (s.n <= 100)
            same_by_all(&s, 1 + i % 3);
        free(a);
    }
}

/* Columns that are 0, equal, or dependent: what rounding makes of them is the same everywhere, too. */
static void degenerate_matrices_agree(void **state)
{
    size_t kind, i, j, k;

    (void)state;
    for (kind = 0; kind < 5; kind++) {
        subject s = {NULL, 70, 50};
        double *const a = random_matrix(s.m, s.n, kind), *q;
        for (i = 0; i < s.m; i++)
            for (j = 0; j < s.n; j++) {
                double *const x = a + i * s.n + j;
                if (kind == 0)
                    *x = 0.0;
                else if (kind == 1 && j % 7 == 3)
                    *x = j % 2 ? 0.0 : -0.0;
                else if (kind == 2)
                    *x = a[i * s.n];
                else if (kind == 3 && j >= 3)
                    *x = a[i * s.n + j - 3] * (j % 2 ? -1.0 : 2.0);
                else if (kind == 4)
                    *x = i == j ? -1.0 : 0.0;
            }
        s.a = a;
        same_by_all(&s, 0);
        q = factor(&s, &lecun_portable_qr, 1, 0);
        for (j = 0; j < s.n; j++)
            for (k = 0; k <= j; k++) {
                const double product = dot(q + j, q + k, s.m, s.n);
                assert_true(fabs(product - (j == k)) <= 8 * 0x1p-52 || (product >= 0 && product <= 0));
            }
        for (i = 0; i < s.m * s.n; i++)
            assert_true(kind != 1 || i % s.n % 7 != 3 || lecun_bits_of_double(q[i]) == 0);
        assert_true(kind != 4 || (q[0] <= -1.0 && q[0] >= -1.0));
        free(a);
        free(q);
    }
}

/* As near the exact factor as double arithmetic brings it, and refined as near as a double can be, or twice that. */
static void how_exact_it_is(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(shapes); i++) {
        subject s = {NULL, shapes[i][0], shapes[i][1]};
        double *a, *q;
        if (too_large(s.m, s.n) || s.n > 100)
            continue;
        s.a = a = random_matrix(s.m, s.n, 100 + i);
        q = factor(&s, lecun_kernels_of_qr(), 1, 0);
        is_the_factor(a, q, s.m, s.n, 16.0);
        free(q);
        q = factor(&s, lecun_kernels_of_qr(), 1, 1);
        is_the_factor(a, q, s.m, s.n, 1.0);
        free(q);
        free(a);
    }
}

static void memory_is_counted(void **state)
{
    const uint64_t most = SIZE_MAX / 8 / 16;

    (void)state;
    assert_true(lecun_qr_doubles(1, 1) == 16 * (16 + 32));
    assert_true(lecun_qr_doubles(14, 14) == 16 * (32 + 32));
    assert_true(lecun_qr_doubles(1024, 1000) == 1008 * (1040 + 32));
    assert_true(lecun_qr_doubles(most / 2 - 100, 1) == 16 * (size_t)((most / 2 - 100 + 18) / 16 * 16 + 32));
    assert_true(lecun_qr_doubles(most / 2 - 100, 33) == 0);
    assert_true(lecun_qr_doubles(most, 1) == 0);
    assert_true(lecun_qr_doubles(UINT64_MAX, UINT64_MAX) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_round_once),
        cmocka_unit_test(shares_cover_everything),
        cmocka_unit_test(every_kernel_equals_the_reference),
        cmocka_unit_test(the_reference_keeps_its_order),
        cmocka_unit_test(groups_grow_with_the_matrix),
        cmocka_unit_test(kernels_and_threads_agree),
        cmocka_unit_test(degenerate_matrices_agree),
        cmocka_unit_test(how_exact_it_is),
        cmocka_unit_test(memory_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
