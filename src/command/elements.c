/* SPDX-License-Identifier: MIT
 *
 * elements.c - see elements.h
 */
#include "elements.h"
#include "../half.h"

#include <string.h>

/* The numbers of GGUF are ggml.h's enum ggml_type. */
static const element_type types[] = {
    {"f32", "float32", "F32", "f4", 0, LECUN_F32, 4},
    {"f64", "float64", "F64", "f8", 28, LECUN_F64, 8},
    {"f16", "float16", "F16", "f2", 1, LECUN_F16, 2},
    {"bf16", "bfloat16", "BF16", "V2", 30, LECUN_BF16, 2},      /* ml_dtypes saves bfloat16 as <V2 */
    {"f8_e4m3", "float8_e4m3fn", "F8_E4M3", NULL, -1, 0, 1},
    {"f8_e5m2", "float8_e5m2", "F8_E5M2", NULL, -1, 0, 1},
    {"f8_e8m0", "float8_e8m0fnu", "F8_E8M0", NULL, -1, 0, 1},
    {"bool", "boolean", "BOOL", "b1", -1, 0, 1},
    {"u8", "uint8", "U8", "u1", -1, 0, 1},
    {"i8", "int8", "I8", "i1", 24, 0, 1},
    {"u16", "uint16", "U16", "u2", -1, 0, 2},
    {"i16", "int16", "I16", "i2", 25, 0, 2},
    {"u32", "uint32", "U32", "u4", -1, 0, 4},
    {"i32", "int32", "I32", "i4", 26, 0, 4},
    {"u64", "uint64", "U64", "u8", -1, 0, 8},
    {"i64", "int64", "I64", "i8", 27, 0, 8},
    {"c64", "complex64", "C64", "c8", -1, 0, 8},
};
enum { TYPES = sizeof types / sizeof *types };

const char *const element_type_names[] = {"f32", "f64", "f16", "bf16", "float32", "float64", "float16", "bfloat16", NULL};

static int same_in_any_case(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if ((*a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a) != *b)
            return 0;
    return !*a && !*b;
}

const element_type *element_type_named(const char *name)
{
    size_t i;

    for (i = 0; i < TYPES; i++)
        if (same_in_any_case(name, types[i].name) || same_in_any_case(name, types[i].long_name))
            return &types[i];
    return NULL;
}

const element_type *element_type_of_safetensors(const char *name)
{
    size_t i;

    for (i = 0; i < TYPES && strcmp(name, types[i].safetensors); i++)
        ;
    return i < TYPES ? &types[i] : NULL;
}

const element_type *element_type_of_npy(const char *name)
{
    size_t i;

    for (i = 0; i < TYPES && (!types[i].npy || strcmp(name, types[i].npy)); i++)
        ;
    return i < TYPES ? &types[i] : NULL;
}

const element_type *element_type_of_gguf(uint32_t number)
{
    size_t i;

    for (i = 0; i < TYPES && (types[i].gguf < 0 || (uint32_t)types[i].gguf != number); i++)
        ;
    return i < TYPES ? &types[i] : NULL;
}

void to_double(const element_type *type, const void *from, size_t count, double *to)
{
    const uint16_t *bits = (const uint16_t *)from;
    const float *floats = (const float *)from;
    size_t i;

    switch (type->dtype) {
    case LECUN_F16:
        for (i = 0; i < count; i++)
            to[i] = (double)lecun_float_of_half(bits[i]);
        break;
    case LECUN_BF16:
        for (i = 0; i < count; i++)
            to[i] = (double)lecun_float_of_bf16(bits[i]);
        break;
    case LECUN_F32:
        for (i = 0; i < count; i++)
            to[i] = (double)floats[i];
        break;
    default:
        memcpy(to, from, count * sizeof *to);
    }
}

/* 16-bit values are rounded from the float, as frameworks round them. */
void from_double(const element_type *type, const double *from, size_t count, void *to)
{
    unsigned char *bytes = (unsigned char *)to;
    size_t i;

    for (i = 0; i < count; i++, bytes += type->size) {
        const float narrow = (float)from[i];
        const uint16_t bits = type->dtype == LECUN_F16 ? lecun_half_of_float(narrow) : lecun_bf16_of_float(narrow);
        const void *value = type->dtype == LECUN_F64 ? (const void *)&from[i]
                          : type->dtype == LECUN_F32 ? (const void *)&narrow : (const void *)&bits;
        memcpy(bytes, value, type->size);
    }
}

void swap_bytes(unsigned char *bytes, size_t count, size_t size)
{
    size_t i, j;

    for (i = 0; i < count; i++, bytes += size)
        for (j = 0; j < size / 2; j++) {
            const unsigned char byte = bytes[j];
            bytes[j] = bytes[size - 1 - j];
            bytes[size - 1 - j] = byte;
        }
}

void to_little_endian(unsigned char *bytes, size_t count, size_t size)
{
    const uint16_t one = 1;

    if (*(const unsigned char *)&one == 0)
        swap_bytes(bytes, count, size);
}
