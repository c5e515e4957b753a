/* SPDX-License-Identifier: MIT
 *
 * scheme.c - the initializer classes: one row each, as keras.initializers defines them
 *
 * The names are every one under which Keras 2 or 3 finds the class; its look-up is case-sensitive.
 */
#include "profile.h"
#include "scheme.h"

#include <string.h>

#define SEEDED LECUN_TAKES_SEED
#define FANNED (LECUN_TAKES_SEED | LECUN_TAKES_AXES)
#define NO_MODE ((lecun_mode)0)
#define NO_DISTRIBUTION ((lecun_distribution)0)
#define NO_NUMBER {NULL, 0.0, 0}
#define OWN(value) {{NULL, value, 0}, NO_NUMBER}    /* a number that is the class's, not an argument */

#define NO_KEYS "no key: this class takes no arguments"
#define FAN_KEYS "one of the keys \"seed\", \"input_axes\", \"output_axes\""

const lecun_scheme lecun_schemes[LECUN_SCHEME_END] = {
    {{NULL}, NO_KEYS, 0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(0.0)},
    {{"Zeros", "zeros", "zero", "ZerosV2", NULL}, NO_KEYS,
     0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(0.0)},
    {{"Ones", "ones", "one", "OnesV2", NULL}, NO_KEYS,
     0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(1.0)},
    {{"Constant", "constant", "ConstantV2", NULL}, "the key \"value\"",
     0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, {{"value", 0.0, 1}, NO_NUMBER}},
    {{"Identity", "identity", "IdentityV2", "IdentityInitializer", NULL}, "the key \"gain\"",
     0, LECUN_IDENTITY, NO_DISTRIBUTION, NO_MODE, {{"gain", 1.0, 0}, NO_NUMBER}},
    {{"RandomUniform", "random_uniform", "uniform", "RandomUniformV2", NULL}, "one of the keys \"seed\", \"minval\", \"maxval\"",
     SEEDED, LECUN_PLAIN, LECUN_UNIFORM, NO_MODE, {{"minval", -0.05, 0}, {"maxval", 0.05, 0}}},
    {{"RandomNormal", "random_normal", "normal", "RandomNormalV2", NULL}, "one of the keys \"seed\", \"mean\", \"stddev\"",
     SEEDED, LECUN_PLAIN, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"mean", 0.0, 0}, {"stddev", 0.05, 0}}},
    {{"TruncatedNormal", "truncated_normal", "TruncatedNormalV2", NULL}, "one of the keys \"seed\", \"mean\", \"stddev\"",
     SEEDED, LECUN_PLAIN, LECUN_TRUNCATED_NORMAL, NO_MODE, {{"mean", 0.0, 0}, {"stddev", 0.05, 0}}},
    {{"VarianceScaling", "variance_scaling", "VarianceScalingV2", NULL},
     "one of the keys \"seed\", \"scale\", \"mode\", \"distribution\", \"input_axes\", \"output_axes\"",
     FANNED | LECUN_TAKES_MODE, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN,
     {{"scale", 1.0, 0}, NO_NUMBER}},
    {{"GlorotUniform", "glorot_uniform", "GlorotUniformV2", "glorot_uniformV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_AVG, OWN(1.0)},
    {{"GlorotNormal", "glorot_normal", "GlorotNormalV2", "glorot_normalV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_AVG, OWN(1.0)},
    {{"LecunUniform", "lecun_uniform", "LecunUniformV2", "lecun_uniformV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(1.0)},
    {{"LecunNormal", "lecun_normal", "LecunNormalV2", "lecun_normalV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(1.0)},
    {{"HeUniform", "he_uniform", "HeUniformV2", "he_uniformV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(2.0)},
    {{"HeNormal", "he_normal", "HeNormalV2", "he_normalV2", NULL}, FAN_KEYS,
     FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(2.0)},
    {{"Orthogonal", "orthogonal", "OrthogonalV2", "OrthogonalInitializer", NULL}, "one of the keys \"seed\", \"gain\"",
     SEEDED, LECUN_ORTHOGONAL, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"gain", 1.0, 0}, NO_NUMBER}},
};

static int is_between(uint32_t value, uint32_t low, uint32_t high)
{
    return value >= low && value <= high;
}

/* An enumerator where the class has one, and 0 where it has none. */
static int is_like(uint32_t value, uint32_t of_class, uint32_t low, uint32_t high)
{
    return of_class ? is_between(value, low, high) : value == 0;
}

const lecun_scheme *lecun_scheme_of(const lecun_initializer *self)
{
    const lecun_scheme *scheme;
    int list;

    if (!is_between(self->scheme, LECUN_SCHEME_NONE + 1, LECUN_SCHEME_END - 1))
        return NULL;
    scheme = &lecun_schemes[self->scheme];
    for (list = 0; list < LECUN_AXIS_LISTS; list++)
        if (self->axis_count[list] > LECUN_MAX_AXES)
            return NULL;
    if (!lecun_profile_of(self->profile)
        || !is_like(self->distribution, scheme->distribution, LECUN_TRUNCATED_NORMAL, LECUN_UNIFORM)
        || !is_like(self->mode, scheme->mode, LECUN_FAN_IN, LECUN_FAN_GEO_AVG)
        || !is_between(self->layout, LECUN_LAYOUT_KERAS, LECUN_LAYOUT_TORCH_TRANSPOSED) || self->groups < 1
        || !is_between(self->rounding, LECUN_ROUND_AS_KERAS, LECUN_ROUND_ONCE) || self->fan_rule > LECUN_RULE_GIVEN)
        return NULL;
    return scheme;
}

lecun_initializer lecun_fresh(lecun_scheme_id id, int64_t seed)
{
    const lecun_scheme *scheme = &lecun_schemes[id];
    lecun_initializer fresh;
    int i;

    memset(&fresh, 0, sizeof fresh);
    fresh.scheme = id;
    fresh.profile = LECUN_KERAS2;
    fresh.seed = seed;
    fresh.distribution = scheme->distribution;
    fresh.mode = scheme->mode;
    fresh.rounding = LECUN_ROUND_AS_KERAS;
    lecun_reset_fan_rule(&fresh);
    for (i = 0; i < 2; i++) {
        fresh.number[i] = scheme->number[i].value;
        fresh.integer[i] = scheme->number[i].is_integer ? (int64_t)scheme->number[i].value : 0;
        fresh.is_integer[i] = scheme->number[i].is_integer;
    }
    return fresh;
}

void lecun_reset_fan_rule(lecun_initializer *self)
{
    self->fan_rule = LECUN_RULE_KERAS;
    self->layout = LECUN_LAYOUT_KERAS;
    self->groups = 1;
    self->fan[0] = self->fan[1] = 0.0;
    self->axis_lists = 0;
    memset(self->axis_count, 0, sizeof self->axis_count);
    memset(self->axis, 0, sizeof self->axis);
}

void lecun_set_number(lecun_initializer *self, int index, double value)
{
    self->number[index] = value;
    self->integer[index] = 0;
    self->is_integer[index] = 0;
}

/* Infinite and NaN have no place in a config, and no use. Keras checks the scale of VarianceScaling alone. */
int lecun_numbers_are_valid(const lecun_initializer *self)
{
    int i;

    for (i = 0; i < 2; i++)
        if (!(self->number[i] - self->number[i] == 0.0))
            return 0;
    return lecun_schemes[self->scheme].kind != LECUN_SCALED || self->number[0] > 0.0;
}
