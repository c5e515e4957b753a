/* SPDX-License-Identifier: MIT
 *
 * keras_stream.h - what a distribution's elements are, for every dtype: a table of fills
 *
 * A fill writes elements first .. first+count-1 of the endless sequence that the stream and the distribution define.
 * Arguments are trusted: the front door (initializer.c) has checked them. out needs no alignment.
 */
#ifndef LECUN_KERAS_STREAM_H
#define LECUN_KERAS_STREAM_H

#include "library.h"
#include "philox.h"

LECUN_HIDDEN_BEGIN

#define LECUN_DTYPE_END (LECUN_BF16 + 1)

/* a and b are the distribution's parameters: mean and standard deviation (of the uncut normal), or least and greatest
 * value. */
typedef void lecun_kernel_fill(const lecun_philox *stream, unsigned char *out, size_t count, uint64_t first,
                               double a, double b);

/* A distribution's row in a table of kernels. Row 0, that of the classes without a distribution, is empty. */
#define LECUN_DISTRIBUTION_ROW(distribution) ((distribution) ? (distribution) - LECUN_TRUNCATED_NORMAL + 1 : 0)
#define LECUN_DISTRIBUTION_ROWS 4

/* What a fill can write: the dtypes by their numbers, and 16-bit elements that are float weights rounded once. */
enum { LECUN_F16_ONCE = LECUN_DTYPE_END, LECUN_BF16_ONCE, LECUN_ELEMENT_END };

typedef struct lecun_kernel_table {
    const char *name;
    lecun_kernel_fill *fill[LECUN_DISTRIBUTION_ROWS][LECUN_ELEMENT_END];
} lecun_kernel_table;

/* Plain C, the reference for all others. */
extern const lecun_kernel_table lecun_portable_kernels;

/* Complete a group of truncated normals whose first `have` are drawn: with those inside, in order, from pair number `pair`
 * on of the group whose first block is at `group`. (A block has two pairs of floats, one of doubles.) */
void lecun_truncated_rest_f32(const lecun_philox *group, float draws[4], unsigned have, unsigned pair);
void lecun_truncated_rest_f64(const lecun_philox *group, double draws[2], unsigned have, unsigned pair);

/* Write count elements that are all value. */
void lecun_constant_fill(lecun_dtype dtype, unsigned char *out, size_t count, double value);

/* Write elements first .. first+count-1 of a matrix with that many columns: the identity times value, so that below 0
 * the zeros are -0. */
void lecun_identity_fill(lecun_dtype dtype, unsigned char *out, size_t count, uint64_t first, uint64_t columns,
                         double value);

LECUN_HIDDEN_END

#endif
