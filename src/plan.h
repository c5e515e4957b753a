/* SPDX-License-Identifier: MIT
 *
 * plan.h - all that a fill needs to know, as a plain value without pointers; and the streams that carry plans out
 *
 * A fill here, on another rank, on a device or in a test is the same call: a plan, the first element, a count.
 */
#ifndef LECUN_PLAN_H
#define LECUN_PLAN_H

#include "fans.h"
#include "library.h"
#include "philox.h"

#define LECUN_DTYPE_END (LECUN_BF16 + 1)

/* What a fill can write: the dtypes by their numbers, and 16-bit elements that are float weights rounded once. */
enum { LECUN_F16_ONCE = LECUN_DTYPE_END, LECUN_BF16_ONCE, LECUN_ELEMENT_END };

/* Where elements come from; a row of lecun_streams each. */
typedef enum lecun_stream_id {
    LECUN_STREAM_CONSTANT,      /* every element is the shift */
    LECUN_STREAM_IDENTITY,      /* the scale on the main diagonal, the shift elsewhere */
    LECUN_STREAM_KERAS,         /* draw * scale + shift, the draws being those of Keras on TensorFlow */
    LECUN_STREAM_END
} lecun_stream_id;

static inline size_t lecun_element_size(uint32_t element)
{
    return element == LECUN_F64 ? 8 : element == LECUN_F32 ? 4 : 2;
}

typedef struct lecun_plan {
    uint32_t stream;            /* lecun_stream_id */
    uint32_t distribution;      /* lecun_distribution; 0 where nothing is drawn */
    uint32_t element;           /* a lecun_dtype, or one of the two above */
    uint32_t apart;             /* 1 if a weight may be subnormal or infinite, which vector kernels do not handle */
    lecun_philox key;           /* the stream's place for element 0 */
    uint64_t scale, shift;      /* patterns: of doubles for LECUN_F64; else of floats, which 16-bit numbers fit. Where nothing
                                   is drawn, those of the element itself */
    uint64_t columns;           /* of an identity */
} lecun_plan;

LECUN_HIDDEN_BEGIN

/* Write elements first .. first+count-1 of the plan's endless tensor. The arguments are trusted. */
typedef void lecun_plan_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

typedef struct lecun_stream {
    const char *name;
    lecun_plan_fill *fill;
} lecun_stream;

extern const lecun_stream lecun_streams[LECUN_STREAM_END];

/* What a normal of standard deviation 1 has left of it after the cut at 2: 0.87962566103423978 (keras VarianceScaling;
 * scipy.stats.truncnorm.std). */
#define LECUN_CUT_STDDEV 0x1.c25e4b6dba981p-1

/* The plan of a tensor whose arguments are all checked. Columns are the last dimension, of which an identity has two. Not for
 * Orthogonal. */
lecun_plan lecun_make_plan(const lecun_initializer *self, lecun_dtype dtype, uint64_t columns, lecun_fan_pair fans);

/* The plan of the standard normals that an Orthogonal is made of. */
lecun_plan lecun_normals_plan(const lecun_initializer *self, lecun_dtype dtype);

/* What all fills check of the tensor: on LECUN_OK, *plan gives its elements, and *elements is their number. */
lecun_status lecun_open_tensor(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                               lecun_plan *plan, int64_t *elements);

/* Constants and identities: constant.c. */
void lecun_constant_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);
void lecun_identity_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

LECUN_HIDDEN_END

#endif
