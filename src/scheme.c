/* SPDX-License-Identifier: MIT
 *
 * scheme.c - the initializer classes: one row each, as keras.initializers defines them
 *
 * The names are every one under which Keras 2 or 3 finds the class; its look-up is case-sensitive.
 */
#include "scheme.h"

const lecun_scheme lecun_schemes[LECUN_SCHEME_END] = {
    {{NULL}, 0, LECUN_CONSTANT, 0.0},
    {{"Zeros", "zeros", "zero", "ZerosV2", NULL}, 0, LECUN_CONSTANT, 0.0},
    {{"Ones", "ones", "one", "OnesV2", NULL}, 0, LECUN_CONSTANT, 1.0},
    {{"LecunNormal", "lecun_normal", "LecunNormalV2", "lecun_normalV2", NULL},
     LECUN_TAKES_SEED | LECUN_TAKES_AXES, LECUN_TRUNCATED_NORMAL, 1.0},
};

const lecun_scheme *lecun_scheme_of(const lecun_initializer *self)
{
    if (self->scheme == LECUN_SCHEME_NONE || self->scheme >= LECUN_SCHEME_END
        || (self->profile != LECUN_KERAS2 && self->profile != LECUN_KERAS3)
        || self->axis_count[0] > LECUN_MAX_AXES || self->axis_count[1] > LECUN_MAX_AXES)
        return NULL;
    return &lecun_schemes[self->scheme];
}

lecun_initializer lecun_fresh(lecun_scheme_id id, int64_t seed)
{
    static const lecun_initializer zeroed;
    lecun_initializer fresh = zeroed;

    fresh.scheme = id;
    fresh.profile = LECUN_KERAS2;
    fresh.seed = seed;
    return fresh;
}
