/* SPDX-License-Identifier: MIT
 *
 * checks.h - are the checks of numbers in force, however the library was built? Needs nothing but the library.
 *
 * -ffinite-math-only lets a compiler take every number for finite, and where subnormals are flushed a small one is 0.
 */
#ifndef LECUN_TESTS_CHECKS_H
#define LECUN_TESTS_CHECKS_H

#include "../include/lecun.h"

#include <string.h>

static inline double double_of_pattern(uint64_t pattern)
{
    volatile uint64_t hidden = pattern;
    const uint64_t bits = hidden;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* How many of the constructors and setters take this number in one of its places. */
static inline int places_that_take(double x)
{
    lecun_initializer self;
    int taken = 0;

    taken += lecun_init_constant(&self, x) == LECUN_OK;
    taken += lecun_init_identity(&self, x) == LECUN_OK;
    taken += lecun_init_orthogonal(&self, x, 1) == LECUN_OK;
    taken += lecun_init_random_uniform(&self, x, 1.0, 1) == LECUN_OK;
    taken += lecun_init_random_uniform(&self, 0.0, x, 1) == LECUN_OK;
    taken += lecun_init_random_normal(&self, x, 1.0, 1) == LECUN_OK;
    taken += lecun_init_random_normal(&self, 0.0, x, 1) == LECUN_OK;
    taken += lecun_init_truncated_normal(&self, x, 1.0, 1) == LECUN_OK;
    taken += lecun_init_truncated_normal(&self, 0.0, x, 1) == LECUN_OK;
    taken += lecun_init_variance_scaling(&self, x, LECUN_FAN_IN, LECUN_UNIFORM, 1) == LECUN_OK;
    taken += lecun_init_lecun_normal(&self, 1) == LECUN_OK && lecun_set_fans(&self, x, 1.0) == LECUN_OK;
    taken += lecun_init_lecun_normal(&self, 1) == LECUN_OK && lecun_set_fans(&self, 1.0, x) == LECUN_OK;
    return taken;
}

static inline int config_is_taken(const char *class_name, const char *config)
{
    lecun_initializer self;
    return lecun_from_config(&self, class_name, config, strlen(config), NULL) == LECUN_OK;
}

/* An object that holds the number in a private field. */
static inline int garbage_is_taken(double x)
{
    lecun_initializer self;
    float out[1];
    int taken = 0;

    if (lecun_init_random_normal(&self, 0.0, 1.0, 1))
        return 1;
    self.number[1] = x;
    taken += lecun_fill(&self, LECUN_F32, out, 1, NULL, 0) == LECUN_OK;
    if (lecun_init_lecun_normal(&self, 1))
        return 1;
    self.fan[0] = x;
    taken += lecun_fill(&self, LECUN_F32, out, 1, NULL, 0) == LECUN_OK;
    return taken;
}

/* What is wrongly taken or refused: 0 where every check is in force. */
static inline int checks_that_fail(void)
{
    const double infinity = double_of_pattern(0x7ff0000000000000), minus = double_of_pattern(0xfff0000000000000),
                 nan = double_of_pattern(0x7ff8000000000000), signalling = double_of_pattern(0xfff0000000000001),
                 least = double_of_pattern(1), greatest = double_of_pattern(0x7fefffffffffffff);
    const double bad[] = {infinity, minus, nan, signalling};
    lecun_initializer self;
    int failures = 0;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        failures += places_that_take(bad[i]) + garbage_is_taken(bad[i]);
    failures += places_that_take(least) != 12;
    failures += places_that_take(greatest) != 10;       /* a fan is at most 1e300 */
    failures += places_that_take(0.0) != 11;            /* a scale is above 0 */
    failures += places_that_take(-least) != 9;          /* no scale, no fan */
    failures += config_is_taken("RandomNormal", "{\"mean\": 1e999}") + config_is_taken("Constant", "{\"value\": -1e400}")
                + config_is_taken("VarianceScaling", "{\"scale\": 1e309}") + config_is_taken("VarianceScaling", "{\"scale\": -0.0}");
    failures += !config_is_taken("VarianceScaling", "{\"scale\": 5e-324}");
    failures += lecun_init_lecun_normal(&self, 1) || lecun_set_fans(&self, -0.0, 0.0);
    return failures;
}

#endif
