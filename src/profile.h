/* SPDX-License-Identifier: MIT
 *
 * profile.h - whose bits and whose config: one row for each profile
 *
 * All that sets one profile off from another is in its row; no other file asks which profile it is.
 */
#ifndef LECUN_PROFILE_H
#define LECUN_PROFILE_H

#include "plan.h"

LECUN_HIDDEN_BEGIN

/* What differs between the configs that one Keras or another writes. */
typedef struct lecun_dialect {
    int seed_first;             /* the key "seed" comes first, else last */
    int axes_always;            /* axes that are not given are written as null, else they are left out */
    int no_gain;                /* Identity's gain is left out */
} lecun_dialect;

/* Of which types a subnormal constant becomes 0. */
typedef enum lecun_flush { LECUN_FLUSH_NONE, LECUN_FLUSH_BF16, LECUN_FLUSH_ALL } lecun_flush;

/* What sets the profiles of JAX apart; all 0 for the others. */
typedef struct lecun_jax_rules {
    int in_dtype;               /* a fan makes the width by steps in the dtype, the fan as it is, of at least 2 dimensions; else
                                   in double, of a fan of at least 1 */
    int folds;                  /* XLA knows the parameters when it compiles */
    int adds_mean;              /* the mean is added even when it is 0 */
    int takes_key;              /* a key, or a seed's low word; else the key is the pair of seed and draw, */
    int words;                  /* both of which must be in 0..2^32-1 */
} lecun_jax_rules;

typedef struct lecun_profile_row {
    int64_t (*word)(int64_t word);      /* what becomes of each word of the pair of seed and draw; never NULL */
    int through_float;          /* uniform limits and float constants are rounded to float32 first, whatever the dtype */
    lecun_flush flush;
    lecun_dialect dialect;
    lecun_stream_id stream;     /* of the draws */
    int no_doubles;             /* there is no float64 */
    int constants_at_once;      /* a constant of float16 is rounded once, else by way of float32 */
    lecun_jax_rules jax;
} lecun_profile_row;

/* The row of a profile, or NULL if the number is none. */
const lecun_profile_row *lecun_profile_of(uint32_t profile);

LECUN_HIDDEN_END

#endif
