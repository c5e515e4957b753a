/* SPDX-License-Identifier: MIT
 *
 * torch_element.h - elements of any dtype in memory of any alignment
 */
#ifndef LECUN_TORCH_ELEMENT_H
#define LECUN_TORCH_ELEMENT_H

#include "half.h"
#include "library.h"

static inline void lecun_put_double(unsigned char *out, double x)
{
    memcpy(out, &x, sizeof x);
}

/* A float, which the element's type has, by its pattern. */
static inline void lecun_put_float(uint32_t element, unsigned char *out, uint32_t bits)
{
    const uint16_t half = (uint16_t)(element == LECUN_BF16 ? bits >> 16 : lecun_half_of_bits(bits));

    if (element == LECUN_F32)
        memcpy(out, &bits, sizeof bits);
    else
        memcpy(out, &half, sizeof half);
}

static inline void lecun_put_one(uint32_t element, unsigned char *out)
{
    if (element == LECUN_F64)
        lecun_put_double(out, 1.0);
    else
        lecun_put_float(element, out, 0x3f800000u);
}

/* The double that a float is. */
static inline double lecun_double_of_float(uint32_t bits)
{
    const double subnormal = (double)(int32_t)(bits & 0x7fffffu) * 0x1p-149;

    if (bits & 0x7f800000u)
        return lecun_double_of_bits(lecun_double_of_float_bits(bits));
    return bits >> 31 ? -subnormal : subnormal;
}

/* The pattern of an element. */
static inline uint64_t lecun_get_element(const unsigned char *in, size_t size)
{
    uint64_t wide;
    uint32_t word;
    uint16_t half;

    if (size == 8) {
        memcpy(&wide, in, sizeof wide);
        return wide;
    }
    if (size == 4) {
        memcpy(&word, in, sizeof word);
        return word;
    }
    memcpy(&half, in, sizeof half);
    return half;
}

#endif
