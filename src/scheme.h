/* SPDX-License-Identifier: MIT
 *
 * scheme.h - the initializer classes: one row each
 */
#ifndef LECUN_SCHEME_H
#define LECUN_SCHEME_H

#include "../include/lecun.h"

typedef enum lecun_distribution {
    LECUN_CONSTANT,
    LECUN_TRUNCATED_NORMAL      /* by variance scaling over fan_in */
} lecun_distribution;

enum { LECUN_TAKES_SEED = 1, LECUN_TAKES_AXES = 2 };

typedef struct lecun_scheme {
    const char *names[6];       /* the class name, then what else Keras calls it; ends with NULL */
    unsigned takes;
    lecun_distribution distribution;
    double value;               /* the constant, or the variance of fan_in = 1 */
} lecun_scheme;

typedef enum lecun_scheme_id {  /* the rows; a zeroed initializer has none */
    LECUN_SCHEME_NONE,
    LECUN_SCHEME_ZEROS,
    LECUN_SCHEME_ONES,
    LECUN_SCHEME_LECUN_NORMAL,
    LECUN_SCHEME_END
} lecun_scheme_id;

extern const lecun_scheme lecun_schemes[LECUN_SCHEME_END];

/* The row of an initializer, or NULL if it was never set up or its fields make no sense. */
const lecun_scheme *lecun_scheme_of(const lecun_initializer *self);

/* A fresh initializer of the class. */
lecun_initializer lecun_fresh(lecun_scheme_id id, int64_t seed);

#endif
