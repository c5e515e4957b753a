/* SPDX-License-Identifier: MIT
 *
 * profile.h - whose bits and whose config: one row for each profile
 *
 * All that sets one profile off from another is in its row; no other file asks which profile it is.
 */
#ifndef LECUN_PROFILE_H
#define LECUN_PROFILE_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* What differs between the configs that one Keras or another writes. */
typedef struct lecun_dialect {
    int seed_first;             /* the key "seed" comes first, else last */
    int axes_always;            /* axes that are not given are written as null, else they are left out */
    int no_gain;                /* Identity's gain is left out */
} lecun_dialect;

typedef struct lecun_profile_row {
    int64_t (*word)(int64_t word);      /* what becomes of each word of the pair of seed and draw; never NULL */
    int through_float;          /* uniform limits and float constants are rounded to float32 first, whatever the dtype */
    int flushes_constants;      /* a subnormal constant of float32 or float64 becomes 0 */
    lecun_dialect dialect;
} lecun_profile_row;

/* The row of a profile, or NULL if the number is none. */
const lecun_profile_row *lecun_profile_of(uint32_t profile);

LECUN_HIDDEN_END

#endif
