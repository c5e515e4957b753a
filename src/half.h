/* SPDX-License-Identifier: MIT
 *
 * half.h - float to and from IEEE binary16 and bfloat16, and bits to and from floats
 *
 * Conversions to the narrow types round to nearest, ties to even, in integers, so that no flag or mode can change them.
 * NaN stays NaN (quiet), too large becomes infinity, subnormals are exact.
 */
#ifndef LECUN_HALF_H
#define LECUN_HALF_H

#include "strict_fp.h"

#include <stdint.h>
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

/* x rounded to float. Not a plain (double)(float)x: GCC 12 drops that pair of conversions when it vectorizes two of
 * them side by side (-O2, without any fast-math flag), so the compiler must not see the float. */
static inline double lecun_through_float(double x)
{
    float rounded = (float)x;
    LECUN_ROUNDED(rounded);
    return (double)rounded;
}

static inline uint16_t lecun_bf16_of_float(float x)
{
    uint32_t bits = lecun_bits_of_float(x);

    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return (uint16_t)(bits >> 16 | 0x40u);
    return (uint16_t)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);    /* a carry into the exponent is the right answer */
}

static inline float lecun_float_of_bf16(uint16_t h)
{
    return lecun_float_of_bits((uint32_t)h << 16);
}

/* Divide by 2^shift (1..31), rounding to nearest, ties to even. */
static inline uint32_t lecun_round_shift(uint32_t value, unsigned shift)
{
    uint32_t half = (uint32_t)1 << (shift - 1);
    uint32_t odd = value >> shift & 1u;
    return (value + half - 1u + odd) >> shift;
}

static inline uint16_t lecun_half_of_float(float x)
{
    uint32_t bits = lecun_bits_of_float(x);
    uint32_t sign = bits >> 16 & 0x8000u;
    uint32_t magnitude = bits & 0x7fffffffu;

    if (magnitude > 0x7f800000u)
        return (uint16_t)(sign | 0x7e00u | (magnitude >> 13 & 0x1ffu));
    if (magnitude >= 0x47800000u)                                     /* 2^16 and beyond, which also holds infinity */
        return (uint16_t)(sign | 0x7c00u);
    if (magnitude >= 0x38800000u)                                     /* 2^-14: normal; 112 is the difference of the biases */
        return (uint16_t)(sign | lecun_round_shift(magnitude - ((uint32_t)112 << 23), 13));
    if (magnitude < 0x33000000u)                                      /* below 2^-25: nearer to 0 than to the least subnormal */
        return (uint16_t)sign;
    return (uint16_t)(sign | lecun_round_shift((magnitude & 0x7fffffu) | 0x800000u, 126u - (magnitude >> 23)));
}

static inline float lecun_float_of_half(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000u) << 16;
    uint32_t exponent = h >> 10 & 0x1fu;
    uint32_t fraction = h & 0x3ffu;

    if (exponent == 0x1fu)
        return lecun_float_of_bits(sign | 0x7f800000u | fraction << 13);
    if (exponent == 0) {
        float magnitude = (float)fraction * 0x1p-24f;                 /* exact */
        return lecun_float_of_bits(sign | lecun_bits_of_float(magnitude));
    }
    return lecun_float_of_bits(sign | (exponent + 112u) << 23 | fraction << 13);
}

#endif
