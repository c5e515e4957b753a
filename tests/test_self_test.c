/* SPDX-License-Identifier: MIT
 *
 * lecun_self_test: passes here, and finds a wrong rounding mode. (Wrong builds: self_test_finds_*.)
 */
#include "support.h"

#include <fenv.h>

static void passes(void **state)
{
    (void)state;
    assert_int_equal(lecun_self_test(), LECUN_OK);
}

static void finds_a_wrong_rounding_mode(void **state)
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
        assert_int_equal(status, modes[i] == FE_TONEAREST ? LECUN_OK : LECUN_E_SELF_TEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),
        cmocka_unit_test(finds_a_wrong_rounding_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
