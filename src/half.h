/* SPDX-License-Identifier: MIT
 *
 * half.h - numbers to and from their bits, and from each type to the narrower ones
 *
 * Conversions round to nearest, ties to even, in integers, so that no flag or mode can change them. NaN stays NaN
 * (quiet), too large becomes infinity, subnormals are exact.
 */
#ifndef LECUN_HALF_H
#define LECUN_HALF_H

#include "strict_fp.h"
#include "draws.h"

#include <string.h>

static inline uint32_t lecun_bits_of_float(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float lecun_float_of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t lecun_bits_of_double(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double lecun_double_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint16_t lecun_bf16_of_float(float x)     { return (uint16_t)lecun_bf16_of_bits(lecun_bits_of_float(x)); }
static inline uint16_t lecun_half_of_float(float x)     { return (uint16_t)lecun_half_of_bits(lecun_bits_of_float(x)); }
static inline float lecun_float_of_bf16(uint16_t h)     { return lecun_float_of_bits((uint32_t)h << 16); }
static inline float lecun_float_of_half(uint16_t h)     { return lecun_float_of_bits(lecun_bits_of_half(h)); }

/* The float nearest to a double, by their patterns. */
static inline uint32_t lecun_float_of_double_bits(uint64_t x)
{
    const uint32_t sign = (uint32_t)(x >> 32) & 0x80000000u;
    const uint64_t magnitude = x & 0x7fffffffffffffff;

    if (magnitude > 0x7ff0000000000000)
        return sign | 0x7fc00000u | (uint32_t)(magnitude >> 29 & 0x7fffff);
    if (magnitude >= 0x47f0000000000000)                              /* 2^128 and beyond, which also holds infinity */
        return sign | 0x7f800000u;
    if (magnitude >= 0x3810000000000000)                              /* 2^-126: normal; the biases differ by 896 */
        return sign | (uint32_t)lecun_shift_wide_to_nearest(magnitude - ((uint64_t)896 << 52), 29);
    if (magnitude < 0x3690000000000000)                               /* below 2^-150: nearer to 0 than to the least float */
        return sign;
    return sign | (uint32_t)lecun_shift_wide_to_nearest((magnitude & 0xfffffffffffff) | (uint64_t)1 << 52,
                                                        926u - (uint32_t)(magnitude >> 52));
}

/* A float that any narrower type rounds as it would the double: cut off, and made odd if it is not the double, by their
 * patterns. (Below 2^-126 it is a zero: 16-bit numbers with a narrower exponent are meant.) */
static inline uint32_t lecun_float_to_odd(uint64_t x)
{
    const uint32_t sign = (uint32_t)(x >> 32) & 0x80000000u;
    const uint64_t magnitude = x & 0x7fffffffffffffff;

    if (magnitude >= 0x47f0000000000000)                              /* 2^128 and beyond, which also holds infinity */
        return sign | 0x7f800000u;
    if (magnitude < 0x3810000000000000)
        return sign;
    return sign | (uint32_t)((magnitude - ((uint64_t)896 << 52)) >> 29) | ((magnitude & 0x1fffffff) != 0);
}

/* A zero of its sign for a subnormal float: what TensorFlow's kernels, which flush, make of it. */
static inline uint32_t lecun_flushed_float(uint32_t x)
{
    return x & 0x7f800000u ? x : x & 0x80000000u;
}

static inline uint64_t lecun_flushed_double(uint64_t x)
{
    return x & 0x7ff0000000000000 ? x : x & 0x8000000000000000;
}

/* The double that a float is, by their patterns; a subnormal float is a zero. */
static inline uint64_t lecun_double_of_float_bits(uint32_t x)
{
    const uint64_t sign = (uint64_t)(x & 0x80000000u) << 32, magnitude = x & 0x7fffffffu;

    if (magnitude < 0x00800000u)
        return sign;
    return sign | ((magnitude << 29) + ((uint64_t)(magnitude < 0x7f800000u ? 896 : 1792) << 52));
}

/* x as a tensor of float32 that is then cast to float64 holds it. */
static inline double lecun_through_float(double x)
{
    return lecun_double_of_bits(lecun_double_of_float_bits(lecun_float_of_double_bits(lecun_bits_of_double(x))));
}

#endif
