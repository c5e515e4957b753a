/* SPDX-License-Identifier: MIT
 *
 * PyTorch's kernels of this build beside the portable one: every dtype and profile, parameters of all sizes, any number of elements
 */
#include "support.h"
#include "../src/dispatch.h"

#include <math.h>

enum { MOST = 41 };         /* blocks */

static uint32_t words[MOST * 32];
static unsigned char out[MOST * 16 * 8 + 8], expected[MOST * 16 * 8 + 8];

static double any_number(uint64_t *random)
{
    const uint64_t r = next_random(random);
    const double x = (double)(int64_t)(r >> 12) * 0x1p-52;

    switch (r & 7) {
    case 0:  return 0.0;
    case 1:  return ldexp(1.0 + x, -140 + (int)(r >> 3 & 15));      /* subnormal floats */
    case 2:  return ldexp(1.0 + x, -30 + (int)(r >> 3 & 31));
    default: return x;
    }
}

/* A plan with random parameters, or 0 if the class refuses them in this dtype. */
static int any_plan(uint64_t *random, lecun_profile profile, lecun_dtype dtype, int is_normal, lecun_torch_plan *plan)
{
    static const int64_t shape[1] = {1000000};
    const double a = any_number(random), b = any_number(random), sign = next_random(random) & 1 ? -1.0 : 1.0;
    lecun_initializer init;
    lecun_tensor tensor = {1000000, {1.0, 1.0}};

    if (is_normal && next_random(random) % 4 == 0 && profile < LECUN_TORCH211)
        must(lecun_init_torch_trunc_normal(&init, sign * a, b + 0.001, sign * a - 2 * b - 0.002, sign * a + b + 0.001));
    else if (is_normal)
        must(lecun_init_torch_normal(&init, sign * a, b));
    else
        must(lecun_init_torch_uniform(&init, sign * a, sign * a + b));
    return lecun_make_torch_plan(&init, (uint32_t)profile, dtype, shape, 1, &tensor, plan) == LECUN_OK;
}

static void compare(const lecun_torch_kernels *kernels, const lecun_torch_plan *plan, int is_normal, size_t blocks, size_t count)
{
    const size_t size = lecun_element_size(plan->element), n = is_normal ? blocks * 16 : count;
    size_t i;

    memset(out, 0x5a, sizeof out);
    memset(expected, 0x5a, sizeof expected);
    if (is_normal) {
        kernels->normals(plan, words, out + 1, blocks);
        lecun_portable_torch_normals(plan, words, expected + 1, blocks);
    } else {
        kernels->uniforms(plan, words, out + 1, n);
        lecun_portable_torch_uniforms(plan, words, expected + 1, n);
    }
    assert_memory_equal(out, expected, sizeof out);
    for (i = 0; plan->kind == LECUN_TORCH_REDRAWN && i <= n; i += 7)
        assert_int_equal(kernels->find_outside(plan, out + 1 + i * size, n - i),
                         lecun_portable_torch_find(plan, out + 1 + i * size, n - i));
}

static void kernels_are_the_reference(void **state)
{
    uint64_t random = 21;
    int trial, compared = 0;
    size_t row, i;

    (void)state;
    for (trial = 0; trial < 4000 / LECUN_TEST_SHARE; trial++) {
        const lecun_dtype dtype = (lecun_dtype)(LECUN_F32 + trial % 4);
        const int is_normal = trial / 4 % 2;
        lecun_torch_plan plan;

        if (!any_plan(&random, (lecun_profile)(LECUN_TORCH + trial / 8 % 6), dtype, is_normal, &plan))
            continue;
        for (i = 0; i < LENGTH(words); i++)
            words[i] = (uint32_t)next_random(&random);
        for (row = 0; row < lecun_kernel_row_count; row++)
            if (lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features())) {
                compare(lecun_kernel_rows[row].torch, &plan, is_normal, (size_t)(next_random(&random) % 6), (size_t)(next_random(&random) % 70));
                compared++;
            }
    }
    print_message("%d pieces\n", compared);
    assert_true(compared > 1000 / LECUN_TEST_SHARE);
}

static void twists_are_the_reference(void **state)
{
    uint64_t random = 22;
    int trial, i;
    size_t row;

    (void)state;
    for (trial = 0; trial < 20; trial++) {
        uint32_t s[LECUN_MT_WORDS], t[LECUN_MT_WORDS];

        for (i = 0; i < LECUN_MT_WORDS; i++)
            s[i] = (uint32_t)next_random(&random);
        for (row = 0; row < lecun_kernel_row_count; row++)
            if (lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features())) {
                uint32_t u[LECUN_MT_WORDS];

                memcpy(t, s, sizeof t);
                memcpy(u, s, sizeof u);
                lecun_mt_twist(t);
                lecun_kernel_rows[row].torch->twist(u);
                assert_memory_equal(t, u, sizeof t);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_are_the_reference),
        cmocka_unit_test(twists_are_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
