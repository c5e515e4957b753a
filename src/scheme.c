/* SPDX-License-Identifier: MIT
 *
 * scheme.c - the initializer classes: one row each, as keras.initializers defines them
 *
 * The names are every one under which Keras 2 or 3 finds the class; its look-up is case-sensitive.
 */
#include "strict_fp.h"
#include "finite.h"
#include "profile.h"
#include "scheme.h"

#define A_TWENTIETH LECUN_DOUBLE(0x1.999999999999ap-5)
#define SEEDED LECUN_TAKES_SEED
#define FANNED (LECUN_TAKES_SEED | LECUN_TAKES_AXES)
#define NO_MODE ((lecun_mode)0)
#define NO_DISTRIBUTION ((lecun_distribution)0)
#define NO_NUMBER {NULL, 0.0, 0}
#define OWN(value) {{NULL, value, 0}, NO_NUMBER}    /* a number that is the class's, not an argument */

#define NO_KEYS "no key: this class takes no arguments"
#define FAN_KEYS "one of the keys \"seed\", \"input_axes\", \"output_axes\""

/* A class name, and what else Keras calls the class. */
#define NAMED(name, ...) {name, __VA_ARGS__, NULL}, "a class of keras.initializers, perhaps " name

const lecun_scheme lecun_schemes[LECUN_SCHEME_END] = {
    [LECUN_SCHEME_ZEROS] = {
        NAMED("Zeros", "zeros", "zero", "ZerosV2"),
        NO_KEYS,
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(0.0)},
    [LECUN_SCHEME_ONES] = {
        NAMED("Ones", "ones", "one", "OnesV2"),
        NO_KEYS,
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(1.0)},
    [LECUN_SCHEME_CONSTANT] = {
        NAMED("Constant", "constant", "ConstantV2"),
        "the key \"value\"",
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, {{"value", 0.0, 1}, NO_NUMBER}},
    [LECUN_SCHEME_IDENTITY] = {
        NAMED("Identity", "identity", "IdentityV2", "IdentityInitializer"),
        "the key \"gain\"",
        0, LECUN_IDENTITY, NO_DISTRIBUTION, NO_MODE, {{"gain", 1.0, 0}, NO_NUMBER}},
    [LECUN_SCHEME_RANDOM_UNIFORM] = {
        NAMED("RandomUniform", "random_uniform", "uniform", "RandomUniformV2"),
        "one of the keys \"seed\", \"minval\", \"maxval\"",
        SEEDED, LECUN_PLAIN, LECUN_UNIFORM, NO_MODE, {{"minval", -A_TWENTIETH, 0}, {"maxval", A_TWENTIETH, 0}}},
    [LECUN_SCHEME_RANDOM_NORMAL] = {
        NAMED("RandomNormal", "random_normal", "normal", "RandomNormalV2"),
        "one of the keys \"seed\", \"mean\", \"stddev\"",
        SEEDED, LECUN_PLAIN, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"mean", 0.0, 0}, {"stddev", A_TWENTIETH, 0}}},
    [LECUN_SCHEME_TRUNCATED_NORMAL] = {
        NAMED("TruncatedNormal", "truncated_normal", "TruncatedNormalV2"),
        "one of the keys \"seed\", \"mean\", \"stddev\"",
        SEEDED, LECUN_PLAIN, LECUN_TRUNCATED_NORMAL, NO_MODE, {{"mean", 0.0, 0}, {"stddev", A_TWENTIETH, 0}}},
    [LECUN_SCHEME_VARIANCE_SCALING] = {
        NAMED("VarianceScaling", "variance_scaling", "VarianceScalingV2"),
        "one of the keys \"seed\", \"scale\", \"mode\", \"distribution\", \"input_axes\", \"output_axes\"",
        FANNED | LECUN_TAKES_MODE, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, {{"scale", 1.0, 0}, NO_NUMBER}},
    [LECUN_SCHEME_GLOROT_UNIFORM] = {
        NAMED("GlorotUniform", "glorot_uniform", "GlorotUniformV2", "glorot_uniformV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_AVG, OWN(1.0)},
    [LECUN_SCHEME_GLOROT_NORMAL] = {
        NAMED("GlorotNormal", "glorot_normal", "GlorotNormalV2", "glorot_normalV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_AVG, OWN(1.0)},
    [LECUN_SCHEME_LECUN_UNIFORM] = {
        NAMED("LecunUniform", "lecun_uniform", "LecunUniformV2", "lecun_uniformV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(1.0)},
    [LECUN_SCHEME_LECUN_NORMAL] = {
        NAMED("LecunNormal", "lecun_normal", "LecunNormalV2", "lecun_normalV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(1.0)},
    [LECUN_SCHEME_HE_UNIFORM] = {
        NAMED("HeUniform", "he_uniform", "HeUniformV2", "he_uniformV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(2.0)},
    [LECUN_SCHEME_HE_NORMAL] = {
        NAMED("HeNormal", "he_normal", "HeNormalV2", "he_normalV2"),
        FAN_KEYS,
        FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(2.0)},
    [LECUN_SCHEME_ORTHOGONAL] = {
        NAMED("Orthogonal", "orthogonal", "OrthogonalV2", "OrthogonalInitializer"),
        "one of the keys \"seed\", \"gain\"",
        SEEDED, LECUN_ORTHOGONAL, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"gain", 1.0, 0}, NO_NUMBER}},
};

/* --- What a field may hold ---------------------------------------------------------------------------------------- */

static int is_between(uint32_t value, uint32_t low, uint32_t high)
{
    return value >= low && value <= high;
}

/* A number is stored as a double, and an integer beside it if it was written as one. */
static int number_is_whole(const lecun_initializer *self, int i)
{
    const int64_t integer = self->is_integer[i] ? self->integer[i] : 0;

    return is_between((uint32_t)self->is_integer[i], 0, 1) && integer == self->integer[i]
        && (!self->is_integer[i] || lecun_bits_of_double(self->number[i]) == lecun_bits_of_double((double)integer));
}

static int fan_rule_is_whole(const lecun_initializer *self)
{
    int list;

    for (list = 0; list < LECUN_AXIS_LISTS; list++)
        if (self->axis_count[list] > (self->axis_lists >> list & 1 ? LECUN_MAX_AXES : 0))
            return 0;
    return self->axis_lists < 1u << LECUN_AXIS_LISTS && self->fan_rule <= LECUN_RULE_GIVEN
        && is_between(self->layout, LECUN_LAYOUT_KERAS, LECUN_LAYOUT_TORCH_TRANSPOSED) && self->groups >= 1
        && lecun_is_0_to(self->fan[0], LECUN_MOST_FAN) && lecun_is_0_to(self->fan[1], LECUN_MOST_FAN);
}

/* Whether all that the class takes is in its range. */
static int arguments_are_valid(const lecun_initializer *self, unsigned takes)
{
    if (!lecun_profile_of(self->profile) || !lecun_numbers_are_valid(self) || !number_is_whole(self, 0)
        || !number_is_whole(self, 1))
        return 0;
    if ((takes & LECUN_TAKES_SEED)
        && (self->drawn > 1 || !is_between(self->rounding, LECUN_ROUND_AS_KERAS, LECUN_ROUND_ONCE)))
        return 0;
    if ((takes & LECUN_TAKES_MODE)
        && (!is_between(self->mode, LECUN_FAN_IN, LECUN_FAN_GEO_AVG)
            || !is_between(self->distribution, LECUN_TRUNCATED_NORMAL, LECUN_UNIFORM)))
        return 0;
    return !(takes & LECUN_TAKES_AXES) || fan_rule_is_whole(self);
}

/* Whether all that the class does not take, and what is reserved, is as its constructor left it: with what it takes taken
 * back, the object must be a fresh one. */
static int rest_is_fresh(const lecun_initializer *self, const lecun_scheme *scheme)
{
    const lecun_initializer fresh = lecun_fresh((lecun_scheme_id)self->scheme, 0);
    lecun_initializer rest = *self;
    int i;

    rest.profile = fresh.profile;
    if (scheme->takes & LECUN_TAKES_SEED) {
        rest.seed = rest.draw = 0;
        rest.drawn = 0;
        rest.rounding = fresh.rounding;
    }
    if (scheme->takes & LECUN_TAKES_MODE) {
        rest.mode = fresh.mode;
        rest.distribution = fresh.distribution;
    }
    if (scheme->takes & LECUN_TAKES_AXES)
        lecun_reset_fan_rule(&rest);
    for (i = 0; i < 2; i++)
        if (scheme->number[i].key) {
            rest.number[i] = fresh.number[i];
            rest.integer[i] = fresh.integer[i];
            rest.is_integer[i] = fresh.is_integer[i];
        }
    /* Bit for bit, in which -0.0 is not fresh and a NaN is equal to itself; no byte of the struct is padding (initializer.c:
     * 256 bytes, the sum of its fields). */
    return memcmp(&rest, &fresh, sizeof rest) == 0;     /* NOLINT(bugprone-suspicious-memory-comparison): bits are meant */
}

const lecun_scheme *lecun_scheme_of(const lecun_initializer *self)
{
    const lecun_scheme *scheme;

    if (!is_between(self->scheme, LECUN_SCHEME_NONE + 1, LECUN_SCHEME_END - 1))
        return NULL;
    scheme = &lecun_schemes[self->scheme];
    return arguments_are_valid(self, scheme->takes) && rest_is_fresh(self, scheme) ? scheme : NULL;
}

/* --- Setting up --------------------------------------------------------------------------------------------------- */

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
    if (lecun_schemes[self->scheme].kind == LECUN_SCALED && !lecun_is_above_0_to(self->number[0], DBL_MAX))
        return 0;
    return lecun_is_finite(self->number[0]) && lecun_is_finite(self->number[1]);
}
