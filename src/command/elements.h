/* SPDX-License-Identifier: MIT
 *
 * elements.h - the element types: their names, their values as double, their bytes in a file
 */
#ifndef ELEMENTS_H
#define ELEMENTS_H

#include <lecun.h>

#define CHUNK 32768             /* elements a fill: enough to lose nothing, few enough to stay in the cache */

typedef struct element_type {
    const char *name, *long_name, *safetensors, *npy;       /* npy: NULL where NumPy has no such type */
    lecun_dtype dtype;
    size_t size;
} element_type;

typedef union chunk {
    float f32[CHUNK];
    double f64[CHUNK];
    uint16_t bits[CHUNK];
    unsigned char bytes[8 * CHUNK];
} chunk;

/* The type of that name; of that name in a safetensors file; of that name in a .npy file. NULL if there is none. */
const element_type *element_type_named(const char *name);
const element_type *element_type_of_safetensors(const char *name);
const element_type *element_type_of_npy(const char *name);

/* Elements begin .. begin+count-1 of the chunk. */
void to_double(const element_type *type, const chunk *from, size_t begin, size_t count, double *to);

/* From the machine's byte order to a file's, little-endian, and back. */
void to_little_endian(unsigned char *bytes, size_t count, size_t size);

#endif
