/* SPDX-License-Identifier: MIT
 *
 * lecun_self_test: passes here, in every rounding mode, and finds each of its steps failing. (Wrong builds:
 * self_test_finds_*.)
 */
#include "../src/keras_stream.h"
#include "support.h"

#include <fenv.h>

#ifndef FE_TONEAREST                /* C99 7.6: the mode cannot be changed, as on processors without a floating-point unit */
#  define FE_TONEAREST 0
#  define fesetround(mode) (mode)
#endif

/* --- A second copy of the test, whose steps can be made to fail --------------------------------------------------- */

static enum step { NONE, FROM_CONFIG, SET_PROFILE, FILL, LAST_BIT, STEPS } failing;

static lecun_status from_config(lecun_initializer *self, const char *class_name, const char *json, size_t length,
                                lecun_error *error)
{
    return failing == FROM_CONFIG ? LECUN_E_JSON : lecun_from_config(self, class_name, json, length, error);
}

static lecun_status set_profile(lecun_initializer *self, lecun_profile profile)
{
    return failing == SET_PROFILE ? LECUN_E_INITIALIZER : lecun_set_profile(self, profile);
}

static lecun_status fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                               const int64_t *shape, size_t rank, int64_t first)
{
    const lecun_status status = lecun_fill_range(self, dtype, out, count, shape, rank, first);

    if (failing == LAST_BIT && first + (int64_t)count == shape[0] * shape[1] * shape[2])
        ((unsigned char *)out)[count * dtype_size[dtype] - 1] ^= 1;
    return failing == FILL ? LECUN_E_COUNT : status;
}

#define lecun_from_config   from_config
#define lecun_set_profile   set_profile
#define lecun_fill_range    fill_range
#define lecun_self_test     copy_of_self_test
lecun_status copy_of_self_test(void);
#include "../src/self_test.c"
#undef lecun_self_test

static void finds_each_step_failing(void **state)
{
    int step;

    (void)state;
    for (step = NONE; step < STEPS; step++) {
        failing = (enum step)step;
        assert_int_equal(copy_of_self_test(), step == NONE ? LECUN_OK : LECUN_E_SELF_TEST);
    }
}

/* --- The library's ------------------------------------------------------------------------------------------------ */

static void passes(void **state)
{
    (void)state;
    assert_int_equal(lecun_self_test(), LECUN_OK);
}

static void passes_in_every_rounding_mode(void **state)
{
    static const int modes[] = {
#ifdef FE_UPWARD
        FE_UPWARD,
#endif
#ifdef FE_DOWNWARD
        FE_DOWNWARD,
#endif
#ifdef FE_TOWARDZERO
        FE_TOWARDZERO,
#endif
        FE_TONEAREST
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(modes); i++) {
        lecun_status status;
        assert_int_equal(fesetround(modes[i]), 0);
        status = lecun_self_test();
        fesetround(FE_TONEAREST);
        assert_int_equal(status, LECUN_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),
        cmocka_unit_test(passes_in_every_rounding_mode),
        cmocka_unit_test(finds_each_step_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
