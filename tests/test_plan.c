/* SPDX-License-Identifier: MIT
 *
 * plan.h: what a plan holds, which plans are kept from the vector kernels, and what infinite widths become
 */
#include "../src/keras_stream.h"
#include "modes.h"
#include "plans.h"
#include "support.h"

/* The same initializer, dtype and shape make the same plan, byte for byte: there is nothing in it but values. */
static void plans_are_values(void **state)
{
    const lecun_plan a = plan_of(LECUN_TRUNCATED_NORMAL, LECUN_F32, 42, 0, 0.0, 0.05);
    const lecun_plan b = plan_of(LECUN_TRUNCATED_NORMAL, LECUN_F32, 42, 0, 0.0, 0.05);
    const lecun_plan c = plan_of(LECUN_TRUNCATED_NORMAL, LECUN_F32, 43, 0, 0.0, 0.05);

    (void)state;
    assert_memory_equal(&a, &b, sizeof a);
    assert_int_not_equal(memcmp(&a, &c, sizeof a), 0);
    assert_int_equal(a.stream, LECUN_STREAM_KERAS);
    assert_string_equal(lecun_streams[a.stream].name, "keras");
    assert_true(a.scale == 0x3d4ccccd && a.shift == 0);
}

static void small_and_infinite_numbers_are_kept_apart(void **state)
{
    static const struct { lecun_distribution distribution; int element; double a, b; uint32_t apart; } cases[] = {
        {LECUN_TRUNCATED_NORMAL, LECUN_F32, 0.0, 0.05, 0},    {LECUN_TRUNCATED_NORMAL, LECUN_F32, 0.0, 0.0, 0},
        {LECUN_TRUNCATED_NORMAL, LECUN_F32, 0.0, 1e-30, 1},   {LECUN_TRUNCATED_NORMAL, LECUN_F32, 1e-30, 1.0, 1},
        {LECUN_TRUNCATED_NORMAL, LECUN_F32, 0.0, -1e-40, 1},  {LECUN_TRUNCATED_NORMAL, LECUN_F32, -1e39, 1.0, 1},
        {LECUN_UNIFORM, LECUN_F32, -3e38, 3e38, 1},           {LECUN_UNIFORM, LECUN_F32, -1e38, 1e38, 0},
        {LECUN_UNIFORM, LECUN_BF16, -3e38, 3e38, 1},          {LECUN_UNIFORM, LECUN_F16, -60000.0, 60000.0, 1},
        {LECUN_UNIFORM, LECUN_F16, -1e-7, 1e-7, 0},           {LECUN_UNIFORM, LECUN_BF16, -1e-7, 1e-7, 0},
        {LECUN_UNIFORM, LECUN_F64, -1e308, 1e308, 1},         {LECUN_UNIFORM, LECUN_F64, -1e300, 1e300, 0},
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F64, 0.0, 1e-160, 1}, {LECUN_UNTRUNCATED_NORMAL, LECUN_F64, 0.0, 1e-150, 0},
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F16_ONCE, 0.0, 1e-30, 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++)
        assert_int_equal(plan_of(cases[i].distribution, cases[i].element, 1, 0, cases[i].a, cases[i].b).apart, cases[i].apart);
}

/* Likewise JAX's, whose uniforms have a width and a base beneath: one number alone that is small or too large. */
static void small_and_infinite_numbers_on_jax(void **state)
{
    static const struct { lecun_distribution distribution; lecun_dtype dtype; double a, b; uint32_t apart; } cases[] = {
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F32, 0.5, 2.0, 0},     {LECUN_UNTRUNCATED_NORMAL, LECUN_F32, 0.5, 1e-30, 1},
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F32, 1e-30, 2.0, 1},   {LECUN_UNIFORM, LECUN_F32, -0.3, 0.7, 0},
        {LECUN_UNIFORM, LECUN_F32, 1e-30, 1.0, 1},              {LECUN_UNIFORM, LECUN_F32, -3e38, 3e38, 1},
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F64, 0.5, 1e-30, 0},   {LECUN_UNTRUNCATED_NORMAL, LECUN_F64, 0.5, 1e-300, 1},
        {LECUN_UNTRUNCATED_NORMAL, LECUN_F64, 1e-300, 2.0, 1},  {LECUN_UNIFORM, LECUN_F64, 1e-300, 1.0, 1},
        {LECUN_UNIFORM, LECUN_F64, -1e308, 1e308, 1},
    };
    const lecun_fan_pair fans = {1.0, 1.0};
    lecun_initializer self;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        if (cases[i].distribution == LECUN_UNIFORM)
            must(lecun_init_random_uniform(&self, cases[i].a, cases[i].b, 1));
        else
            must(lecun_init_random_normal(&self, cases[i].a, cases[i].b, 1));
        must(lecun_set_profile(&self, LECUN_JAX));
        assert_int_equal(lecun_make_plan(&self, cases[i].dtype, 1, fans).apart, cases[i].apart);
    }
}

/* As x86 computes u * infinity + minval: infinite but where u is 0, and its NaN there. Uniform bfloat16 draws 0 once in 128. */
static void infinite_widths(void **state)
{
    const lecun_plan f32 = plan_of(LECUN_UNIFORM, LECUN_F32, 7, 0, -3e38, 3e38);
    const lecun_plan bf16 = plan_of(LECUN_UNIFORM, LECUN_BF16, 7, 0, -3e38, 3e38);
    const lecun_plan f64 = plan_of(LECUN_UNIFORM, LECUN_F64, 7, 0, -1e308, 1e308);
    uint32_t words[256];
    uint16_t halves[4096];
    uint64_t longs[64];
    size_t i, nans = 0;

    (void)state;
    lecun_keras_fill(&f32, (unsigned char *)words, 256, 0);
    lecun_keras_fill(&bf16, (unsigned char *)halves, 4096, 0);
    lecun_keras_fill(&f64, (unsigned char *)longs, 64, 0);
    for (i = 0; i < 256; i++)
        assert_int_equal(words[i], 0x7f800000u);
    for (i = 0; i < 64; i++)
        assert_true(longs[i] == 0x7ff0000000000000);
    for (i = 0; i < 4096; i++) {
        assert_true(halves[i] == 0x7f80 || halves[i] == 0xffc0);
        nans += halves[i] == 0xffc0;
    }
    assert_true(nans > 8 && nans < 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_values),
        cmocka_unit_test(small_and_infinite_numbers_are_kept_apart),
        cmocka_unit_test(small_and_infinite_numbers_on_jax),
        cmocka_unit_test(infinite_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
