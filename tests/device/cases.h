/* SPDX-License-Identifier: MIT
 *
 * cases.h - random fills: every class, dtype, rounding and profile, any first, counts and ranges that end anywhere
 */
#ifndef LECUN_TESTS_DEVICE_CASES_H
#define LECUN_TESTS_DEVICE_CASES_H

#include "../../include/lecun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct fill_case {
    lecun_initializer self;
    lecun_dtype dtype;
    int64_t shape[2], first;
    size_t count;
    char text[256];
} fill_case;

/* splitmix64 (Steele, Lea, Flood, 2014). */
static inline uint64_t case_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Numbers of every size, subnormal floats and doubles among them, and 0. */
static inline double case_number(uint64_t *state)
{
    static const double sizes[] = {1.0, 1.0, 1.0, 0.05, 1e-3, 1e3, 1e-7, 3e-38, 1e-40, 3e-308, 1e30, 0.0};
    const double size = sizes[case_random(state) % (sizeof sizes / sizeof *sizes)];
    const double x = (double)(case_random(state) >> 11) * 0x1p-53 * size;

    return case_random(state) & 1 ? -x : x;
}

static inline lecun_status case_class(fill_case *c, uint64_t *state)
{
    const int64_t seed = (int64_t)(case_random(state) >> case_random(state) % 64);
    const double a = case_number(state), b = case_number(state);

    switch (case_random(state) % 12) {
    case 0: return lecun_init_lecun_normal(&c->self, seed);
    case 1: return lecun_init_he_uniform(&c->self, seed);
    case 2: return lecun_init_glorot_normal(&c->self, seed);
    case 3: return lecun_init_glorot_uniform(&c->self, seed);
    case 4: case 5: return lecun_init_random_uniform(&c->self, a < b ? a : b, a < b ? b : a, seed);
    case 6: case 7: return lecun_init_random_normal(&c->self, a, b < 0 ? -b : b, seed);
    case 8: case 9: return lecun_init_truncated_normal(&c->self, a, b < 0 ? -b : b, seed);
    case 10: return lecun_init_constant(&c->self, a);
    default: return lecun_init_identity(&c->self, a);
    }
}

/* A range of at most max_count elements, somewhere: at the beginning, beside 2^32, at the end, anywhere. */
static inline void case_range(fill_case *c, uint64_t *state, size_t max_count)
{
    const uint64_t kind = case_random(state) % 4, elements = (uint64_t)(c->shape[0] * c->shape[1]);
    const uint64_t most = elements < max_count ? elements : max_count;
    uint64_t first;

    c->count = (size_t)(1 + case_random(state) % (case_random(state) % 3 ? most : most < 9 ? most : 9));
    if (kind == 0)
        first = case_random(state) % 9;
    else if (kind == 1)
        first = ((uint64_t)1 << 32) - case_random(state) % 5000;
    else if (kind == 2)
        first = elements - c->count;
    else
        first = case_random(state) % elements;
    if (first > elements - c->count)
        first = elements - c->count;
    c->first = (int64_t)first;
}

static inline fill_case make_case(uint64_t *state, size_t max_count)
{
    static const lecun_profile profiles[] = {LECUN_KERAS2, LECUN_KERAS3, LECUN_KERAS30};
    fill_case c;

    memset(&c, 0, sizeof c);
    if (case_class(&c, state))
        abort();
    c.dtype = (lecun_dtype)(LECUN_F32 + (int)(case_random(state) % 4));
    if (case_random(state) % 3 == 0 && lecun_set_rounding(&c.self, LECUN_ROUND_ONCE) == LECUN_E_NULL)
        abort();
    if (lecun_set_profile(&c.self, profiles[case_random(state) % 3]))
        abort();
    c.shape[0] = (int64_t)(1 + (case_random(state) >> (2 + case_random(state) % 60)));
    c.shape[1] = (int64_t)(1 + case_random(state) % (c.shape[0] < 4000 ? 3000 : c.shape[0] < (int64_t)1 << 57 ? 40 : 1));
    case_range(&c, state, max_count);
    (void)snprintf(c.text, sizeof c.text, "scheme %u distribution %u dtype %d rounding %u numbers %g %g shape %lld x %lld first %lld count %lu",
                   (unsigned)c.self.scheme, (unsigned)c.self.distribution, (int)c.dtype, (unsigned)c.self.rounding, c.self.number[0],
                   c.self.number[1], (long long)c.shape[0], (long long)c.shape[1], (long long)c.first, (unsigned long)c.count);
    return c;
}

#endif
