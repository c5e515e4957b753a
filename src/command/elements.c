/* SPDX-License-Identifier: MIT
 *
 * elements.c - see elements.h
 */
#include "elements.h"

#include <string.h>

static const element_type types[] = {
    {"f16", "float16", "F16", "<f2", LECUN_F16, 2},
    {"bf16", "bfloat16", "BF16", NULL, LECUN_BF16, 2},
    {"f32", "float32", "F32", "<f4", LECUN_F32, 4},
    {"f64", "float64", "F64", "<f8", LECUN_F64, 8},
};
static const size_t type_count = sizeof types / sizeof *types;

const element_type *element_type_named(const char *name)
{
    size_t i;

    for (i = 0; i < type_count && strcmp(name, types[i].name) && strcmp(name, types[i].long_name); i++)
        ;
    return i < type_count ? &types[i] : NULL;
}

const element_type *element_type_of_safetensors(const char *name)
{
    size_t i;

    for (i = 0; i < type_count && strcmp(name, types[i].safetensors); i++)
        ;
    return i < type_count ? &types[i] : NULL;
}

const element_type *element_type_of_npy(const char *name)
{
    size_t i;

    for (i = 0; i < type_count && (!types[i].npy || strcmp(name, types[i].npy)); i++)
        ;
    return i < type_count ? &types[i] : NULL;
}

static double float_of(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* A finite half is a float with the exponent's bias corrected; this takes subnormals along. */
static double half_of(uint16_t bits)
{
    const uint32_t sign = (uint32_t)(bits & 0x8000u) << 16, magnitude = (uint32_t)(bits & 0x7FFFu) << 13;

    if ((bits & 0x7C00u) == 0x7C00u)            /* infinite, or no number: a file may hold them */
        return float_of(sign | 0x7F800000u | magnitude);
    return float_of(sign | magnitude) * 0x1p112;
}

void to_double(const element_type *type, const chunk *from, size_t begin, size_t count, double *to)
{
    size_t i;

    switch (type->dtype) {
    case LECUN_F16:
        for (i = 0; i < count; i++)
            to[i] = half_of(from->bits[begin + i]);
        break;
    case LECUN_BF16:
        for (i = 0; i < count; i++)
            to[i] = float_of((uint32_t)from->bits[begin + i] << 16);
        break;
    case LECUN_F32:
        for (i = 0; i < count; i++)
            to[i] = (double)from->f32[begin + i];
        break;
    default:
        memcpy(to, from->f64 + begin, count * sizeof *to);
    }
}

void to_little_endian(unsigned char *bytes, size_t count, size_t size)
{
    const uint16_t one = 1;
    size_t i, j;

    if (*(const unsigned char *)&one == 1)
        return;
    for (i = 0; i < count; i++, bytes += size)
        for (j = 0; j < size / 2; j++) {
            const unsigned char byte = bytes[j];
            bytes[j] = bytes[size - 1 - j];
            bytes[size - 1 - j] = byte;
        }
}
