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
    LECUN_STREAM_JAX,           /* likewise, those of jax.random */
    LECUN_STREAM_END
} lecun_stream_id;

static inline size_t lecun_element_size(uint32_t element)
{
    return element == LECUN_F64 ? 8 : element == LECUN_F32 ? 4 : 2;
}

/* A float rounded to what an element is computed in: 16 bits, unless the weight is rounded once, at the end. */
static inline uint32_t lecun_round_to_element(uint32_t element, uint32_t word)
{
    return element == LECUN_F16 ? lecun_round_half(word) : element == LECUN_BF16 ? lecun_round_bf16(word) : word;
}

/* What JAX adds to its plans, in patterns like the scale. A draw is of the uniform u = max(least, fraction * width + base): u
 * itself, or for a normal erf_inv(u) * factor, cut to the limits. */
typedef struct lecun_jax_draw {
    uint64_t base, width, least;
    uint64_t factor;
    uint64_t limit[2];
    uint32_t from_one;          /* the fraction is in [1, 2), else in [0, 1) */
    uint32_t reserved;          /* 0 */
} lecun_jax_draw;

typedef struct lecun_plan {
    uint32_t stream;            /* lecun_stream_id */
    uint32_t distribution;      /* lecun_distribution; 0 where nothing is drawn */
    uint32_t element;           /* a lecun_dtype, or one of the two above */
    uint32_t apart;             /* 1 if a weight may be subnormal or infinite, which vector kernels do not handle */
    lecun_philox key;           /* the stream's place for element 0; of JAX the key alone */
    uint64_t scale, shift;      /* patterns: of doubles for LECUN_F64; else of floats, which 16-bit numbers fit. Where nothing
                                   is drawn, those of the element itself */
    uint64_t columns;           /* of an identity */
    lecun_jax_draw jax;
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
/* A parameter as the frameworks hold it: a double for float64, else a float that the element's type has. Python's numbers
 * reach the 16-bit types by way of float, rounding twice; NumPy's reach float16 at once. */
uint64_t lecun_pattern_of(uint32_t element, double x);
uint64_t lecun_pattern_at_once(uint32_t element, double x);

/* high - low in the element's type, the width of a uniform. */
uint64_t lecun_width_of(uint32_t element, uint64_t low, uint64_t high);

/* Whether weights made with such a scale or shift are normal numbers, zeros or, by overflow, infinite, in any kernel: it is
 * finite and not small. A draw that is not 0 is at least 2^-34 in float32 and 2^-80 in float64, so that a product is a
 * multiple of 2^-118, and a sum too. */
int lecun_is_ordinary(uint32_t element, uint64_t pattern);

/* The two parameters of a distribution: mean and standard deviation of the uncut normal, or least and greatest value. */
typedef struct lecun_parameters { double a, b; } lecun_parameters;

/* Of a class whose numbers say them. */
lecun_parameters lecun_plain_parameters(const lecun_initializer *self);

/* The same for the profiles that draw from JAX: jax_plan.c. */
void lecun_jax_plan(lecun_plan *plan, const lecun_initializer *self, lecun_parameters p, lecun_fan_pair fans);
void lecun_jax_normals_plan(lecun_plan *plan, const lecun_initializer *self);

/* Constants and identities: constant.c. */
void lecun_constant_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);
void lecun_identity_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first);

LECUN_HIDDEN_END

#endif
