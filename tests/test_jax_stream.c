/* SPDX-License-Identifier: MIT
 *
 * jax_stream.c and its kernels: float32 weights of all 2^23 fractions beside JAX's, kernels beside the reference at every offset,
 * ranges and boxes beside the whole
 */
#include "../src/strict_fp.h"
#include "../src/dispatch.h"
#include "../src/jax_math.h"
#include "../src/scheme.h"
#include "support.h"

#define FUSED(a, b, c) lecun_fma(a, b, c)
#include "../src/jax_double_template.h"

#include <math.h>

enum { FRACTIONS = 1 << 23, MOST = 1700 };

static const lecun_profile profiles[] = {LECUN_KERAS3_JAX, LECUN_JAX, LECUN_JAX_JIT};

/* One of each way to draw. */
enum { DRAWS = 9 };
static void any_draw(int which, lecun_profile profile, lecun_initializer *self)
{
    switch (which) {
    case 0: must(lecun_init_lecun_normal(self, 42)); break;
    case 1: must(lecun_init_he_uniform(self, 43)); break;
    case 2: must(lecun_init_random_normal(self, 0.5, 2.0, 44)); break;
    case 3: must(lecun_init_random_uniform(self, -0.3, 0.7, 45)); break;
    case 4: must(lecun_init_truncated_normal(self, -3.0, 0.01, 46)); break;
    case 5: must(lecun_init_variance_scaling(self, 0.3, LECUN_FAN_OUT, LECUN_UNTRUNCATED_NORMAL, 47)); break;
    case 6: must(lecun_init_jax_truncated_normal(self, 0.7, -2.0, 2.0, 48)); break;
    case 7: must(lecun_init_random_normal(self, 0.0, 1e-38, 49)); break;               /* subnormal: apart */
    default: must(lecun_init_glorot_normal(self, 50));
    }
    must(lecun_set_profile(self, profile));
}

static int profile_has(lecun_profile profile, int dtype)
{
    return profile != LECUN_KERAS3_JAX || dtype != LECUN_F64;
}

/* --- All fractions ------------------------------------------------------------------------------------------------- */

/* FNV-1a over the weights of all words m << 9. */
static uint64_t digest_of_all(const lecun_jax_kernels *kernels, const lecun_plan *plan)
{
    static uint32_t words[LECUN_JAX_BLOCK];
    static unsigned char weights[4 * LECUN_JAX_BLOCK];
    uint64_t hash = FNV_START;
    uint32_t m, i;

    for (m = 0; m < FRACTIONS; m += LECUN_JAX_BLOCK) {
        const uint32_t n = FRACTIONS - m < LECUN_JAX_BLOCK ? FRACTIONS - m : LECUN_JAX_BLOCK;
        for (i = 0; i < n; i++)
            words[i] = (m + i) << 9;
        kernels->weights(plan, words, weights, n);
        hash = fnv1a(hash, weights, n, 4);
    }
    return hash;
}

/* jaxlib 0.10.2, CPU with FMA: jax.random's _normal_real, _truncated_normal and _uniform under jax.jit with the bounds as
 * arguments, whose bits were arange(2^23) << 9. */
static void weights_of_all_fractions_are_jaxs(void **state)
{
    static const struct { lecun_distribution distribution; double a, b; uint64_t fnv1a; } known[] = {
        {LECUN_UNTRUNCATED_NORMAL, 0.0, 1.0, 0x8b66b922522040a1},
        {LECUN_TRUNCATED_NORMAL, -2.0, 2.0, 0x450e8bd4ca5c5c08},
        {LECUN_TRUNCATED_NORMAL, -1.0, 3.0, 0x4f487421c7287e03},
        {LECUN_UNIFORM, -0.05, 0.05, 0xe0b864e6409c068f},
        {LECUN_UNIFORM, -0.3, 0.7, 0xb3539b27424cee51},
    };
    const lecun_fan_pair fans = {1.0, 1.0};
    const uint32_t features = lecun_cpu_features();
    size_t i, k;

    (void)state;
    for (i = 0; i < LENGTH(known); i++) {
        lecun_initializer self;
        lecun_plan plan;
        if (known[i].distribution == LECUN_UNIFORM)
            must(lecun_init_random_uniform(&self, known[i].a, known[i].b, 1));
        else if (known[i].distribution == LECUN_TRUNCATED_NORMAL)
            must(lecun_init_jax_truncated_normal(&self, 1.0, known[i].a, known[i].b, 1));
        else
            must(lecun_init_random_normal(&self, known[i].a, known[i].b, 1));
        must(lecun_set_profile(&self, LECUN_JAX));
        plan = lecun_make_plan(&self, LECUN_F32, 1, fans);
        for (k = 0; k < lecun_kernel_row_count; k++) {
            const lecun_kernel_row *row = &lecun_kernel_rows[k];
            if (!lecun_row_runs(row, features) || (LECUN_TEST_SHARE > 1 && i % 2))
                continue;
            print_message("%s: weights of 2^23 fractions, draw %d\n", row->kernels->name, (int)i);
            assert_true(digest_of_all(row->jax, &plan) == known[i].fnv1a);
        }
    }
}

/* --- Doubles ------------------------------------------------------------------------------------------------------- */

static lecun_plan plan_in_doubles(const lecun_initializer *given)
{
    const lecun_fan_pair fans = {1.0, 1.0};
    lecun_initializer self = *given;

    must(lecun_set_profile(&self, LECUN_JAX));
    return lecun_make_plan(&self, LECUN_F64, 1, fans);
}

/* The normals of the least and greatest fractions and of others: as much is beyond them as the C library's erfc says. XLA
 * rounds u^2, which is wrong by 2^-54 at most. */
static void normals_in_the_tails(void **state)
{
    const uint64_t most = ((uint64_t)1 << 52) - 1;
    const uint64_t fractions[] = {0, 1, 5, 1000, 100000000, 252000000, 254000000, 1000000000, most >> 4, most >> 2, most >> 1, most - 7, most};
    lecun_initializer self;
    lecun_plan plan;
    size_t i;

    (void)state;
    must(lecun_init_random_normal(&self, 0.0, 1.0, 1));
    plan = plan_in_doubles(&self);
    for (i = 0; i < LENGTH(fractions); i++) {
        const double u = fractions[i] ? ((double)fractions[i] * 0x1p-51 - 1.0) + 0x1p-53 : 0x1p-53 - 1.0;
        const double x = weight_f64(&plan, fractions[i]), beyond = erfc(fabs(x) / sqrt(2.0)), expected = 1.0 - fabs(u);
        assert_true((x > 0) == (u > 0) && fabs(beyond - expected) <= 1e-13 * expected + 0x1p-55);
    }
}

/* The least of the truncated normals is the bound itself, which is left out; the greatest stays below it. */
static void least_and_greatest_truncated_normals(void **state)
{
    lecun_initializer self;
    lecun_plan plan;

    (void)state;
    must(lecun_init_jax_truncated_normal(&self, 1.0, -2.0, 2.0, 1));
    plan = plan_in_doubles(&self);
    assert_true(weight_f64(&plan, 0) == -0x1.fffffffffffffp+0);
    assert_true(weight_f64(&plan, 1) == -0x1.fffffffffffefp+0);
    assert_true(weight_f64(&plan, ((uint64_t)1 << 52) - 1) == 0x1.fffffffffffefp+0);
}

/* Small doubles, which are apart: each is the standard normal's times the deviation. */
static void small_doubles(void **state)
{
    static double standard[100], small[100], out[100];
    const uint32_t features = lecun_cpu_features();
    lecun_initializer self;
    lecun_plan of_standard, of_small;
    size_t i, k;

    (void)state;
    must(lecun_init_random_normal(&self, 0.0, 1.0, 49));
    of_standard = plan_in_doubles(&self);
    must(lecun_init_random_normal(&self, 0.0, 1e-300, 49));
    of_small = plan_in_doubles(&self);
    doubles(&of_standard, (unsigned char *)standard, 100, 7);
    doubles(&of_small, (unsigned char *)small, 100, 7);
    for (i = 0; i < 100; i++)
        assert_true(small[i] == standard[i] * 1e-300);
    for (k = 0; k < lecun_kernel_row_count; k++)
        if (lecun_row_runs(&lecun_kernel_rows[k], features)) {
            lecun_kernel_rows[k].jax->doubles(&of_small, (unsigned char *)out, 100, 7);
            assert_memory_equal(out, small, sizeof out);
        }
}

/* --- Kernels ------------------------------------------------------------------------------------------------------- */

static void fill_under(uint32_t features, const lecun_initializer *self, int dtype, void *out, size_t count, int64_t first)
{
    const int64_t shape[2] = {(int64_t)1 << 34, 3};

    lecun_allow_features(features);
    must(lecun_fill_range(self, (lecun_dtype)dtype, out, count, shape, 2, first));
    lecun_allow_features(LECUN_CPU_ALL);
}

/* Every offset in a step of words, every length near the block's, and counters that pass 2^32. */
static void kernels_equal_the_reference(void **state)
{
    static const int64_t firsts[] = {0, 1, 7, 16, 100, 511, ((int64_t)1 << 32) - 300, ((int64_t)1 << 32) - 1, (int64_t)1 << 32,
                                     ((int64_t)5 << 32) - 64};
    static const size_t counts[] = {1, 2, 15, 17, 63, 64, 127, 128, 129, 383, 384, 385, 513, 767, 768, 1023, 1024, MOST};
    static unsigned char expected[8 * MOST], filled[8 * MOST + 8];
    size_t p, k, f, c, fills = 0;
    int which, dtype, rounding;

    (void)state;
    for (p = 0; p < LENGTH(profiles); p++)
        for (which = 0; which < DRAWS; which++)
            for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++)
                for (rounding = LECUN_ROUND_AS_KERAS; rounding <= LECUN_ROUND_ONCE; rounding++) {
                    lecun_initializer self;
                    if (!profile_has(profiles[p], dtype))
                        continue;
                    any_draw(which, profiles[p], &self);
                    must(lecun_set_rounding(&self, (lecun_rounding)rounding));
                    for (f = 0; f < LENGTH(firsts); f++) {
                        const size_t most = f % 3 == 0 ? MOST : 513;
                        fill_under(0, &self, dtype, expected, most, firsts[f]);
                        for (k = 0; k + 1 < lecun_kernel_row_count; k++)
                            for (c = (size_t)which % 2; c < LENGTH(counts) && counts[c] <= most; c += 2, fills++) {
                                unsigned char *const out = filled + fills % 8;
                                fill_under(lecun_kernel_rows[k].needs, &self, dtype, out, counts[c], firsts[f]);
                                assert_memory_equal(out, expected, counts[c] * dtype_size[dtype]);
                            }
                    }
                }
    print_message("%d fills\n", (int)fills);
}

static void every_offset(void **state)
{
    static unsigned char whole[8 * 300], part[8 * 300];
    size_t k, first, count;
    int which, dtype;

    (void)state;
    for (which = 0; which < DRAWS; which++)
        for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++) {
            lecun_initializer self;
            any_draw(which, LECUN_JAX_JIT, &self);
            fill_under(0, &self, dtype, whole, 300, 0);
            for (k = 0; k < lecun_kernel_row_count; k++)
                for (first = 0; first < 140; first += which % 3 + 1) {
                    count = (first * 7 + (size_t)which) % (300 - first) + 1;
                    fill_under(lecun_kernel_rows[k].needs, &self, dtype, part, count, (int64_t)first);
                    assert_memory_equal(part, whole + first * dtype_size[dtype], count * dtype_size[dtype]);
                }
        }
}

/* --- Ranges and boxes ---------------------------------------------------------------------------------------------- */

static void boxes_are_cuts_of_the_whole(void **state)
{
    static const int64_t shape[3] = {9, 11, 13};
    static unsigned char whole[8 * 9 * 11 * 13], box[8 * 9 * 11 * 13];
    uint64_t random = 5;
    size_t p;
    int which, dtype, trial;

    (void)state;
    for (p = 0; p < LENGTH(profiles); p++)
        for (which = 0; which < DRAWS; which++)
            for (dtype = LECUN_F32; dtype <= LECUN_BF16; dtype++) {
                const size_t size = dtype_size[dtype];
                lecun_initializer self;
                if (!profile_has(profiles[p], dtype))
                    continue;
                any_draw(which, profiles[p], &self);
                must(lecun_fill(&self, (lecun_dtype)dtype, whole, 9 * 11 * 13, shape, 3));
                for (trial = 0; trial < 6; trial++) {
                    int64_t start[3], extent[3], i, j, k;
                    const unsigned char *at = box;
                    for (i = 0; i < 3; i++) {
                        start[i] = (int64_t)(next_random(&random) % (uint64_t)shape[i]);
                        extent[i] = (int64_t)(next_random(&random) % (uint64_t)(shape[i] - start[i])) + 1;
                    }
                    must(lecun_fill_box(&self, (lecun_dtype)dtype, box, NULL, shape, 3, start, extent));
                    for (i = start[0]; i < start[0] + extent[0]; i++)
                        for (j = start[1]; j < start[1] + extent[1]; j++)
                            for (k = start[2]; k < start[2] + extent[2]; k++, at += size)
                                assert_memory_equal(at, whole + (size_t)((i * 11 + j) * 13 + k) * size, size);
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_of_all_fractions_are_jaxs),
        cmocka_unit_test(normals_in_the_tails),
        cmocka_unit_test(least_and_greatest_truncated_normals),
        cmocka_unit_test(small_doubles),
        cmocka_unit_test(kernels_equal_the_reference),
        cmocka_unit_test(every_offset),
        cmocka_unit_test(boxes_are_cuts_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
