/* SPDX-License-Identifier: MIT
 *
 * finite.h - questions about doubles that decide whether an argument is taken
 *
 * They are asked of the bits, in integers: -ffinite-math-only, which no file can refuse everywhere, lets a compiler take
 * every double for finite and drop a comparison; and where subnormals are flushed, a small number compares equal to 0.
 */
#ifndef LECUN_FINITE_H
#define LECUN_FINITE_H

#include "half.h"

/* volatile: clang makes of questions of a double's bits questions of the double, and answers them by what its flags say. */
static inline uint64_t lecun_opaque_bits(double x)
{
    const volatile uint64_t bits = lecun_bits_of_double(x);
    return bits;
}

static inline int lecun_is_finite(double x)
{
    return (lecun_opaque_bits(x) >> 52 & 0x7ff) != 0x7ff;
}

/* Whether 0 < x <= most, most being finite and above 0: doubles above 0 are in the order of their bits. */
static inline int lecun_is_above_0_to(double x, double most)
{
    return lecun_opaque_bits(x) - 1 < lecun_bits_of_double(most);
}

/* Whether 0 <= x <= most. -0 is 0. */
static inline int lecun_is_0_to(double x, double most)
{
    return lecun_opaque_bits(x) << 1 == 0 || lecun_is_above_0_to(x, most);
}

/* A finite double as an integer in the order of the numbers; both zeros are 0. */
static inline int64_t lecun_order_of_double(double x)
{
    const uint64_t bits = lecun_opaque_bits(x);
    const int64_t magnitude = (int64_t)(bits & 0x7fffffffffffffff);

    return bits >> 63 ? -magnitude : magnitude;
}

#endif
