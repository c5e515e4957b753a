/* SPDX-License-Identifier: MIT
 *
 * laws.h - what the elements of a tensor should be distributed as
 *
 * Elements are measured in the unit in which the law is the plain one: the uniform on [-1, 1], the standard normal, or
 * the standard normal cut at 2. The unit follows from the fan alone, as Keras documents it.
 *
 * 16-bit elements are not continuous: a bfloat16 uniform as Keras makes it takes 128 values, and its mean is not 0.
 * Their law is therefore the probability of each of the 65536 patterns, computed from the continuous law of the draw
 * and the roundings on the way to the element; the moments are those of that table.
 */
#ifndef LECUN_TESTS_LAWS_H
#define LECUN_TESTS_LAWS_H

#include "../../include/lecun.h"

enum { HIGHEST_MOMENT = 8, PATTERNS = 65536 };

typedef struct weight_law {
    lecun_distribution distribution;
    lecun_dtype dtype;
    double unit;
    double moment[HIGHEST_MOMENT + 1];      /* of the element over its unit, about 0 */
    double *probability;                    /* of each pattern; NULL for float and double */
} weight_law;

/* The law of VarianceScaling(1, fan_in) with that distribution; free its probability. */
weight_law law_of(lecun_distribution distribution, lecun_dtype dtype, lecun_rounding rounding, double fan_in);

/* The continuous distribution function, in units. */
double law_cdf(lecun_distribution distribution, double x);

/* The number that a pattern of a 16-bit dtype stands for. */
double number_of_pattern(lecun_dtype dtype, uint16_t pattern);

#endif
