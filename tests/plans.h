/* SPDX-License-Identifier: MIT
 *
 * plans.h - a plan of given numbers, for tests that call kernels by themselves
 */
#ifndef LECUN_TESTS_PLANS_H
#define LECUN_TESTS_PLANS_H

#include "../src/plan.h"

#include <stdlib.h>

/* a, b: mean and standard deviation of the uncut normal, or least and greatest value. element: a dtype, or one rounded once. */
static inline lecun_plan plan_of(lecun_distribution distribution, int element, int64_t seed, int64_t draw, double a, double b)
{
    static const lecun_dtype dtypes[LECUN_ELEMENT_END] = {
        [LECUN_F32] = LECUN_F32, [LECUN_F64] = LECUN_F64, [LECUN_F16] = LECUN_F16, [LECUN_BF16] = LECUN_BF16,
        [LECUN_F16_ONCE] = LECUN_F16, [LECUN_BF16_ONCE] = LECUN_BF16,
    };
    const lecun_rounding rounding = element >= LECUN_F16_ONCE ? LECUN_ROUND_ONCE : LECUN_ROUND_AS_KERAS;
    const lecun_fan_pair fans = {1.0, 1.0};
    lecun_initializer self;
    lecun_status status;

    if (distribution == LECUN_UNIFORM)
        status = lecun_init_random_uniform(&self, a, b, seed);
    else if (distribution == LECUN_TRUNCATED_NORMAL)
        status = lecun_init_truncated_normal(&self, a, b, seed);
    else
        status = lecun_init_random_normal(&self, a, b, seed);
    if (status || lecun_set_draw(&self, draw) || lecun_set_rounding(&self, rounding))
        abort();
    return lecun_make_plan(&self, dtypes[element], 1, fans);
}

#endif
