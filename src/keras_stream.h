/* SPDX-License-Identifier: MIT
 *
 * keras_stream.h - what a distribution's elements are, for every dtype: a table of fills
 *
 * A fill writes elements first .. first+count-1 of the endless sequence that the stream and the distribution define. Arguments
 * are trusted: the front door (initializer.c) has checked them. out needs no alignment.
 */
#ifndef LECUN_KERAS_STREAM_H
#define LECUN_KERAS_STREAM_H

#include "../include/lecun.h"
#include "philox.h"

#define LECUN_DTYPE_END (LECUN_BF16 + 1)

typedef void lecun_normal_kernel(const lecun_philox *stream, unsigned char *out, size_t count, uint64_t first,
                                 double mean, double stddev);

typedef struct lecun_kernel_table {
    const char *name;
    lecun_normal_kernel *truncated_normal[LECUN_DTYPE_END];    /* by lecun_dtype; stddev is that of the uncut normal */
} lecun_kernel_table;

/* Plain C, the reference for all others. */
extern const lecun_kernel_table lecun_portable_kernels;

/* Write count elements that are all value. */
void lecun_constant_fill(lecun_dtype dtype, unsigned char *out, size_t count, double value);

/* The bytes of one element. */
size_t lecun_dtype_size(lecun_dtype dtype);

#endif
