/* SPDX-License-Identifier: MIT
 *
 * lecun_orthogonal_fill: the matrix is orthonormal, repeatable, and as its header says; every status
 */
#include "../src/half.h"
#include "../src/orthogonal.h"
#include "factor.h"
#include "support.h"

#include <inttypes.h>
#include <math.h>

/* Fill with a workspace of exactly the size asked for, at a chosen misalignment. */
static lecun_status fill(const lecun_initializer *self, lecun_dtype dtype, void *out, const int64_t *shape, size_t rank, size_t misalign)
{
    unsigned char *block;
    size_t size, count = 1, i;
    lecun_status status = lecun_orthogonal_work_size(shape, rank, &size);

    if (status)
        return status;
    for (i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    block = (unsigned char *)malloc(size + misalign);
    memset(block, 0x5a, size + misalign);
    status = lecun_orthogonal_fill(self, dtype, out, count, shape, rank, block + misalign, size);
    free(block);
    return status;
}

/* The largest distance of the Gram matrix of the shorter side from gain^2 times the unit matrix. */
static double distance_from_orthonormal(const double *q, size_t rows, size_t columns, double gain)
{
    const size_t shorter = rows < columns ? rows : columns, longer = rows < columns ? columns : rows;
    double worst = 0;
    size_t i, j, k;

    for (i = 0; i < shorter; i++)
        for (j = 0; j <= i; j++) {
            double sum = i == j ? -gain * gain : 0;
            for (k = 0; k < longer; k++)
                sum += rows < columns ? q[i * columns + k] * q[j * columns + k] : q[k * columns + i] * q[k * columns + j];
            worst = fabs(sum) > worst ? fabs(sum) : worst;
        }
    return worst;
}

static void the_matrix_is_orthonormal(void **state)
{
    static const struct { size_t rank; int64_t shape[4]; } cases[] = {
        {2, {1, 1}}, {2, {5, 3}}, {2, {3, 5}}, {2, {7, 7}}, {2, {64, 32}}, {4, {3, 3, 4, 8}}, {4, {2, 3, 4, 200}}, {2, {128, 128}}, {2, {1, 9}}, {2, {9, 1}},
    };
    static double f64[128 * 128], widened[128 * 128];
    static float f32[128 * 128];
    size_t i, k;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        const size_t columns = (size_t)cases[i].shape[cases[i].rank - 1];
        size_t rows = 1, n;
        lecun_initializer self;
        for (k = 0; k + 1 < cases[i].rank; k++)
            rows *= (size_t)cases[i].shape[k];
        n = rows * columns;
        must(lecun_init_orthogonal(&self, -1.5, (int64_t)i - 3));
        assert_int_equal(fill(&self, LECUN_F64, f64, cases[i].shape, cases[i].rank, i % 9), LECUN_OK);
        assert_true(distance_from_orthonormal(f64, rows, columns, -1.5) < 64 * 0x1p-52);
        assert_int_equal(fill(&self, LECUN_F32, f32, cases[i].shape, cases[i].rank, i % 9), LECUN_OK);
        for (k = 0; k < n; k++)
            widened[k] = (double)f32[k];
        assert_true(distance_from_orthonormal(widened, rows, columns, -1.5) < 64 * 0x1p-23);
    }
}

/* Draws, profiles and gains act; 16 bits are the float matrix, rounded once. */
static void arguments_act(void **state)
{
    static const int64_t shape[2] = {6, 4};
    lecun_initializer self, other;
    float a[24], b[24];
    uint16_t half[24];
    double stddev;
    size_t i;

    (void)state;
    must(lecun_init_orthogonal(&self, 1.0, -7));
    fill(&self, LECUN_F32, a, shape, 2, 0);
    fill(&self, LECUN_F32, b, shape, 2, 5);
    assert_memory_equal(a, b, sizeof a);
    other = self;
    must(lecun_set_profile(&other, LECUN_KERAS3));
    fill(&other, LECUN_F32, b, shape, 2, 0);
    assert_memory_not_equal(a, b, sizeof a);
    other = self;
    must(lecun_set_draw(&other, 1));
    fill(&other, LECUN_F32, b, shape, 2, 0);
    assert_memory_not_equal(a, b, sizeof a);
    must(lecun_init_orthogonal(&other, 0.7, -7));
    fill(&other, LECUN_F32, b, shape, 2, 0);
    for (i = 0; i < 24; i++)
        assert_true(b[i] == a[i] * 0.7f);
    assert_int_equal(lecun_stddev(&other, shape, 2, &stddev), LECUN_OK);
    assert_true(fabs(stddev - 0.7 / sqrt(6.0)) < 1e-15);

    memset(half, 0, sizeof half);
    assert_int_equal(fill(&self, LECUN_BF16, half, shape, 2, 0), LECUN_E_CLASS_DTYPE);
    assert_int_equal(half[0], 0);
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    assert_int_equal(fill(&self, LECUN_F16, half, shape, 2, 0), LECUN_OK);
    for (i = 0; i < 24; i++)
        assert_int_equal(half[i], lecun_half_of_float(a[i]));
    assert_int_equal(fill(&self, LECUN_BF16, half, shape, 2, 0), LECUN_OK);
    for (i = 0; i < 24; i++)
        assert_int_equal(half[i], lecun_bf16_of_float(a[i]));
}

/* Gains that bring elements to the ends of the range: what is subnormal is flushed to 0, as TensorFlow does. */
static void gains_near_the_ends(void **state)
{
    static const int64_t shape[2] = {6, 4};
    static const double gains[] = {2e-38, -1e-37, 1e-45, 3e38, 1e300, 0.0};
    lecun_initializer self;
    float plain[24];
    uint32_t scaled[24];
    size_t g, i;

    (void)state;
    must(lecun_init_orthogonal(&self, 1.0, 3));
    fill(&self, LECUN_F32, plain, shape, 2, 0);
    for (g = 0; g < LENGTH(gains); g++) {
        const uint32_t gain = lecun_float_of_double_bits(lecun_bits_of_double(gains[g]));
        assert_int_equal(lecun_init_orthogonal(&self, gains[g], 3), LECUN_OK);
        assert_int_equal(fill(&self, LECUN_F32, scaled, shape, 2, 0), LECUN_OK);
        for (i = 0; i < 24; i++)
            assert_int_equal(scaled[i], lecun_float_product(lecun_bits_of_float(plain[i]), gain));
    }
}

/* The library's own bits, from seed to weight, which nobody else gives. They are the same on every target. */
static void the_bits_are_what_they_were(void **state)
{
    static const int64_t shape[2] = {24, 17};
    static const struct { lecun_dtype dtype; size_t size; lecun_rounding rounding; uint64_t digest; } cases[] = {
        {LECUN_F64, 8, LECUN_ROUND_AS_KERAS, 0x0b5ba73348b4fa85}, {LECUN_F32, 4, LECUN_ROUND_AS_KERAS, 0x5c4f72188749cf9b},
        {LECUN_F16, 2, LECUN_ROUND_AS_KERAS, 0x0cd4d15c4cd06533}, {LECUN_F16, 2, LECUN_ROUND_ONCE, 0x5980b06e22fa551b},
        {LECUN_BF16, 2, LECUN_ROUND_ONCE, 0x83caecf5c2701670},
    };
    lecun_initializer self;
    double out[24 * 17];
    size_t i;

    (void)state;
    must(lecun_init_orthogonal(&self, 0.75, 42));
    for (i = 0; i < LENGTH(cases); i++) {
        uint64_t digest;
        assert_int_equal(lecun_set_rounding(&self, cases[i].rounding), LECUN_OK);
        assert_int_equal(fill(&self, cases[i].dtype, out, shape, 2, i), LECUN_OK);
        digest = fnv1a(FNV_START, out, 24 * 17, cases[i].size);
        if (digest != cases[i].digest)
            fail_msg("digest %016" PRIx64, digest);
    }
}

/* --- Against the exact factor ------------------------------------------------------------------------------------- */

/* The factor in fixed point of the normals that Orthogonal draws; rows >= columns. */
static double *exact_factor(lecun_dtype dtype, const int64_t *shape, int64_t seed)
{
    const size_t n = (size_t)shape[1], count = (size_t)shape[0] * n;
    double *const f64 = (double *)allocated(count, 8);
    float *const f32 = (float *)allocated(count, 4);
    uint64_t *const bits = (uint64_t *)allocated(count + n, 8);
    lecun_initializer self;
    size_t i;

    must(lecun_init_random_normal(&self, 0.0, 1.0, seed));
    assert_int_equal(lecun_fill(&self, dtype, dtype == LECUN_F32 ? (void *)f32 : (void *)f64, count, shape, 2), LECUN_OK);
    for (i = 0; i < count; i++)
        bits[i] = lecun_bits_of_double(dtype == LECUN_F32 ? (double)f32[i] : f64[i]);
    lecun_orthogonalize(bits, (size_t)shape[0], n, bits + count);
    for (i = 0; i < count; i++)
        f64[i] = lecun_double_of_bits(bits[i]);
    free(f32);
    free(bits);
    return f64;
}

/* float32: how many elements are not the exact ones rounded. None of them is off by more than a unit of its last place. */
static size_t differ_from_rounded(const int64_t *shape, int64_t seed)
{
    const size_t count = (size_t)(shape[0] * shape[1]);
    double *const exact = exact_factor(LECUN_F32, shape, seed);
    float *const q = (float *)allocated(count, 4);
    lecun_initializer self;
    size_t i, differ = 0;

    must(lecun_init_orthogonal(&self, 1.0, seed));
    assert_int_equal(fill(&self, LECUN_F32, q, shape, 2, 0), LECUN_OK);
    for (i = 0; i < count; i++) {
        const uint32_t ours = lecun_bits_of_float(q[i]), rounded = lecun_bits_of_float((float)exact[i]);
        assert_true(ours - rounded + 1 <= 2);
        differ += ours != rounded;
    }
    free(q);
    free(exact);
    return differ;
}

/* Of 13107200 elements, seeds 1000 to 1199 at 256 x 256, two are not the exact ones rounded: one each of these seeds. */
static void floats_are_rounded_but_for_these(void **state)
{
    static const int64_t small[2] = {64, 64}, tall[2] = {200, 30}, square[2] = {256, 256};
    int64_t seed;

    (void)state;
    for (seed = 1; seed <= 20 / LECUN_TEST_SHARE + 1; seed++) {
        assert_int_equal(differ_from_rounded(small, seed), 0);
        assert_int_equal(differ_from_rounded(tall, seed), 0);
    }
    if (too_large(256, 256))
        return;
    assert_int_equal(differ_from_rounded(square, 1037), 0);
    assert_int_equal(differ_from_rounded(square, 1038), 1);
    assert_int_equal(differ_from_rounded(square, 1155), 1);
}

/* float64, in fixed point below 64 columns and refined from there on. */
static void doubles_are_within_2_5_units(void **state)
{
    static const int64_t shapes[][2] = {{9, 5}, {63, 63}, {64, 64}, {65, 64}, {130, 70}};
    size_t s, i;

    (void)state;
    for (s = 0; s < LENGTH(shapes); s++) {
        const size_t count = (size_t)(shapes[s][0] * shapes[s][1]);
        double *exact, *q, worst = 0;
        lecun_initializer self;
        if (too_large((size_t)shapes[s][0], (size_t)shapes[s][1]))
            continue;
        exact = exact_factor(LECUN_F64, shapes[s], 5);
        q = (double *)allocated(count, 8);
        must(lecun_init_orthogonal(&self, 1.0, 5));
        assert_int_equal(fill(&self, LECUN_F64, q, shapes[s], 2, s), LECUN_OK);
        for (i = 0; i < count; i++)
            worst = fabs(q[i] - exact[i]) > worst ? fabs(q[i] - exact[i]) : worst;
        assert_true(worst <= 2.5 * 0x1p-52);
        assert_true((worst > 0) == (shapes[s][1] >= 64));
        free(q);
        free(exact);
    }
}

/* --- Jobs --------------------------------------------------------------------------------------------------------- */

/* A fill by the parts of `threads` threads, one part after the other, the last thread's first. */
static void fill_by_job(const lecun_initializer *self, lecun_dtype dtype, void *out, const int64_t *shape, size_t threads)
{
    lecun_orthogonal_job job;
    size_t work_size, phases, phase, thread;
    void *work;

    assert_int_equal(lecun_orthogonal_work_size(shape, 2, &work_size), LECUN_OK);
    work = allocated(work_size, 1);
    memset(work, 0x5a, work_size);
    assert_int_equal(lecun_orthogonal_begin(&job, self, dtype, out, (size_t)(shape[0] * shape[1]), shape, 2, work, work_size,
                                            &phases), LECUN_OK);
    for (phase = 0; phase < phases; phase++)
        for (thread = threads; thread-- > 0;)
            assert_int_equal(lecun_orthogonal_step(&job, phase, thread, threads), LECUN_OK);
    free(work);
}

/* In a tensor of doubles that is not aligned there is less room to refine in. */
static void any_number_of_threads(void **state)
{
    static const int64_t shapes[][2] = {{1, 1}, {3, 40}, {40, 3}, {64, 64}, {66, 70}, {130, 64}, {80, 150}};
    static const size_t threads[] = {1, 2, 3, 5, 200};
    unsigned char expected[150 * 80 * 8], got[150 * 80 * 8 + 16];
    lecun_initializer self;
    size_t s, t;
    int dtype;

    (void)state;
    must(lecun_init_orthogonal(&self, 0.5, 9));
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    for (s = 0; s < LENGTH(shapes); s++)
        for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++) {
            const size_t bytes = (size_t)(shapes[s][0] * shapes[s][1]) * dtype_size[dtype];
            if (too_large((size_t)shapes[s][0], (size_t)shapes[s][1] * 8))
                continue;
            assert_int_equal(fill(&self, (lecun_dtype)dtype, expected, shapes[s], 2, 0), LECUN_OK);
            for (t = 0; t < LENGTH(threads); t++) {
                unsigned char *const out = got + 3 * t;
                memset(got, 0x77, sizeof got);
                fill_by_job(&self, (lecun_dtype)dtype, out, shapes[s], threads[t]);
                assert_memory_equal(out, expected, bytes);
                assert_true(out[bytes] == 0x77 && (t == 0 || out[-1] == 0x77));
            }
        }
}

static void what_a_job_refuses(void **state)
{
    static const int64_t shape[2] = {6, 4}, empty[2] = {0, 4};
    unsigned char work[8 * 16 * (16 + 32) + 64];
    lecun_orthogonal_job job, before;
    lecun_initializer self;
    float out[24] = {0};
    size_t phases = 77;

    (void)state;
    must(lecun_init_orthogonal(&self, 1.0, 1));
    memset(&job, 0, sizeof job);
    before = job;
    assert_int_equal(lecun_orthogonal_step(NULL, 0, 0, 1), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_step(&job, 0, 0, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_orthogonal_begin(NULL, &self, LECUN_F32, out, 24, shape, 2, work, sizeof work, &phases), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_begin(&job, &self, LECUN_F32, out, 24, shape, 2, work, sizeof work, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_begin(&job, NULL, LECUN_F32, out, 24, shape, 2, work, sizeof work, &phases), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_begin(&job, &self, LECUN_F32, out, 23, shape, 2, work, sizeof work, &phases), LECUN_E_COUNT);
    assert_int_equal(lecun_orthogonal_begin(&job, &self, LECUN_F32, out, 24, shape, 2, work, sizeof work - 1, &phases),
                     LECUN_E_WORKSPACE);
    assert_memory_equal(&job, &before, sizeof job);
    assert_int_equal(phases, 77);
    assert_int_equal(lecun_orthogonal_begin(&job, &self, LECUN_F32, out, 24, shape, 2, work, sizeof work, &phases), LECUN_OK);
    assert_int_equal(lecun_orthogonal_step(&job, phases, 0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_orthogonal_step(&job, 0, 1, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_orthogonal_step(&job, 0, 0, 0), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_orthogonal_begin(&job, &self, LECUN_F32, NULL, 0, empty, 2, NULL, 0, &phases), LECUN_OK);
    assert_int_equal(phases, 0);
    assert_int_equal(lecun_orthogonal_step(&job, 0, 0, 1), LECUN_E_ARGUMENT);
}

static void what_is_refused(void **state)
{
    static const int64_t shape[2] = {6, 4}, negative[2] = {6, -4}, empty[2] = {0, 4}, empty_columns[2] = {4, 0}, one[1] = {6},
        huge[2] = {INT64_C(1) << 31, INT64_C(1) << 31}, beyond_memory[2] = {(int64_t)(SIZE_MAX / 8 + 1), 1};
    lecun_initializer self, normal, zeroed;
    float out[24], before[24];
    unsigned char work[8 * 16 * (16 + 32) + 64];
    size_t size = 77;

    (void)state;
    memset(out, 0x33, sizeof out);
    memcpy(before, out, sizeof out);
    memset(&zeroed, 0, sizeof zeroed);
    must(lecun_init_orthogonal(&self, 1.0, 1));
    must(lecun_init_lecun_normal(&normal, 1));
    assert_int_equal(lecun_init_orthogonal(NULL, 1.0, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_orthogonal(&normal, HUGE_VAL, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_orthogonal_work_size(shape, 2, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_work_size(NULL, 2, &size), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_work_size(negative, 2, &size), LECUN_E_SHAPE);
    assert_int_equal(lecun_orthogonal_work_size(one, 1, &size), LECUN_E_RANK);
    assert_int_equal(lecun_orthogonal_work_size(NULL, 0, &size), LECUN_E_RANK);
    assert_int_equal(lecun_orthogonal_work_size(huge, 2, &size), LECUN_E_OVERFLOW);
    assert_int_equal(size, 77);
    assert_int_equal(lecun_orthogonal_work_size(shape, 2, &size), LECUN_OK);
    assert_int_equal(size, sizeof work);

    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 24, shape, 2), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_fill_range(&self, LECUN_F32, out, 24, shape, 2, 0), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_fill_box(&self, LECUN_F32, out, NULL, shape, 2, empty, shape), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_orthogonal_fill(NULL, LECUN_F32, out, 24, shape, 2, work, size), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, NULL, 24, shape, 2, work, size), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 24, NULL, 2, work, size), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 24, shape, 2, NULL, size), LECUN_E_NULL);
    assert_int_equal(lecun_orthogonal_fill(&zeroed, LECUN_F32, out, 24, shape, 2, work, size), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_orthogonal_fill(&normal, LECUN_F32, out, 24, shape, 2, work, size), LECUN_E_CLASS);
    assert_int_equal(lecun_orthogonal_fill(&self, (lecun_dtype)0, out, 24, shape, 2, work, size), LECUN_E_DTYPE);
    assert_int_equal(lecun_orthogonal_fill(&self, (lecun_dtype)9, out, 24, shape, 2, work, size), LECUN_E_DTYPE);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 24, negative, 2, work, size), LECUN_E_SHAPE);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 6, one, 1, work, size), LECUN_E_RANK);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 1, NULL, 0, work, size), LECUN_E_RANK);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 23, shape, 2, work, size), LECUN_E_COUNT);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 25, shape, 2, work, size), LECUN_E_COUNT);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 24, shape, 2, work, size - 1), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 24, shape, 2, NULL, 0), LECUN_E_WORKSPACE);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, SIZE_MAX / 8 + 1, beyond_memory, 2, work, SIZE_MAX),
                     LECUN_E_WORKSPACE);
    assert_memory_equal(out, before, sizeof out);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, NULL, 0, empty, 2, NULL, 0), LECUN_OK);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, NULL, 0, empty_columns, 2, NULL, 0), LECUN_OK);
    assert_int_equal(lecun_orthogonal_work_size(empty_columns, 2, &size), LECUN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_is_orthonormal),
        cmocka_unit_test(arguments_act),
        cmocka_unit_test(gains_near_the_ends),
        cmocka_unit_test(the_bits_are_what_they_were),
        cmocka_unit_test(floats_are_rounded_but_for_these),
        cmocka_unit_test(doubles_are_within_2_5_units),
        cmocka_unit_test(any_number_of_threads),
        cmocka_unit_test(what_a_job_refuses),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
