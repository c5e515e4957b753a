/* SPDX-License-Identifier: MIT
 *
 * elements.h - the element types: their names in lists and formats, their values as double, their bytes in a file
 */
#ifndef ELEMENTS_H
#define ELEMENTS_H

#include <lecun.h>

#define CHUNK 32768             /* elements a fill: enough to lose nothing, few enough to stay in the cache */

typedef struct element_type {
    const char *name, *long_name;           /* in lists */
    const char *safetensors;
    const char *npy;            /* without the byte order; NULL where NumPy has no such type */
    int gguf;                   /* ggml_type; -1 where there is none */
    int dtype;                  /* a lecun_dtype, or 0 where the library does not fill: such tensors pass through */
    size_t size;
} element_type;

typedef union chunk {
    float f32[CHUNK];
    double f64[CHUNK];
    uint16_t bits[CHUNK];
    unsigned char bytes[8 * CHUNK];
} chunk;

/* The type of that name in a list, in any case; in a safetensors file; in a .npy file, without the byte order; of that number
 * in a GGUF file. NULL if there is none. */
const element_type *element_type_named(const char *name);
const element_type *element_type_of_safetensors(const char *name);
const element_type *element_type_of_npy(const char *name);
const element_type *element_type_of_gguf(uint32_t number);

/* The names that a list may use, for a suggestion. */
extern const char *const element_type_names[];

/* Elements of a type that the library fills, as double; `from` is aligned for them. */
void to_double(const element_type *type, const void *from, size_t count, double *to);

/* Store values, rounded to the type. */
void from_double(const element_type *type, const double *from, size_t count, void *to);

/* From the machine's byte order to a file's, little-endian, and back. */
void to_little_endian(unsigned char *bytes, size_t count, size_t size);

void swap_bytes(unsigned char *bytes, size_t count, size_t size);

#endif
