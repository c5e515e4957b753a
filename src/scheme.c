/* SPDX-License-Identifier: MIT
 *
 * scheme.c - the initializer classes: one row each, as keras.initializers and jax.nn.initializers define them
 *
 * The names are every one under which Keras 2 or 3 finds the class; its look-up is case-sensitive. JAX's stand with their module.
 */
#include "strict_fp.h"
#include "finite.h"
#include "profile.h"
#include "scheme.h"

#define A_TWENTIETH LECUN_DOUBLE(0x1.999999999999ap-5)
#define SEEDED (LECUN_TAKES_SEED | LECUN_KERAS_KEYS)
#define FANNED (LECUN_TAKES_SEED | LECUN_TAKES_AXES | LECUN_KERAS_KEYS)
#define JAX_SEEDED (LECUN_TAKES_SEED | LECUN_JAX_KEYS)
#define JAX_FANNED (LECUN_TAKES_SEED | LECUN_TAKES_AXES | LECUN_JAX_KEYS)
#define NO_MODE ((lecun_mode)0)
#define NO_DISTRIBUTION ((lecun_distribution)0)
#define NO_NUMBER {NULL, 0.0, 0}
#define OWN(value) {{NULL, value, 0}, NO_NUMBER}    /* a number that is the class's, not an argument */

#define NO_KEYS "no key: this class takes no arguments"
#define FAN_KEYS "one of the keys \"seed\", \"input_axes\", \"output_axes\""

/* A class name, and what else Keras calls the class. */
#define NAMED(name, ...) {name, __VA_ARGS__, NULL}, "a class of keras.initializers, perhaps " name

#define JAX_NAME(name) "jax.nn.initializers." name
#define JAX_NAMED(name) {JAX_NAME(name), NULL}, "a class of jax.nn.initializers, perhaps " JAX_NAME(name)
#define JAX_NAMED_TWICE(name, other) {JAX_NAME(name), JAX_NAME(other), NULL}, "a class of jax.nn.initializers, perhaps " JAX_NAME(name)
#define JAX_FAN_KEYS "one of the keys \"in_axis\", \"out_axis\", \"batch_axis\""
#define A_HUNDREDTH LECUN_DOUBLE(0x1.47ae147ae147bp-7)

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
    [LECUN_SCHEME_JAX_ZEROS] = {
        JAX_NAMED("zeros"),
        NO_KEYS,
        LECUN_JAX_KEYS, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(0.0)},
    [LECUN_SCHEME_JAX_ONES] = {
        JAX_NAMED("ones"),
        NO_KEYS,
        LECUN_JAX_KEYS, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(1.0)},
    [LECUN_SCHEME_JAX_CONSTANT] = {
        JAX_NAMED("constant"),
        "the key \"value\"",
        LECUN_JAX_KEYS, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, {{"value", 0.0, 1}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_UNIFORM] = {
        JAX_NAMED("uniform"),
        "the key \"scale\"",
        JAX_SEEDED, LECUN_STRETCHED, LECUN_UNIFORM, NO_MODE, {{"scale", A_HUNDREDTH, 0}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_NORMAL] = {
        JAX_NAMED("normal"),
        "the key \"stddev\"",
        JAX_SEEDED, LECUN_STRETCHED, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"stddev", A_HUNDREDTH, 0}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_TRUNCATED_NORMAL] = {
        JAX_NAMED("truncated_normal"),
        "one of the keys \"stddev\", \"lower\", \"upper\"",
        JAX_SEEDED | LECUN_TAKES_BOUNDS, LECUN_STRETCHED, LECUN_TRUNCATED_NORMAL, NO_MODE,
        {{"stddev", A_HUNDREDTH, 0}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_VARIANCE_SCALING] = {
        JAX_NAMED("variance_scaling"),
        "one of the keys \"scale\", \"mode\", \"distribution\", \"in_axis\", \"out_axis\", \"batch_axis\"",
        JAX_FANNED | LECUN_TAKES_MODE, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, {{"scale", 1.0, 0}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_GLOROT_UNIFORM] = {
        JAX_NAMED_TWICE("glorot_uniform", "xavier_uniform"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_AVG, OWN(1.0)},
    [LECUN_SCHEME_JAX_GLOROT_NORMAL] = {
        JAX_NAMED_TWICE("glorot_normal", "xavier_normal"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_AVG, OWN(1.0)},
    [LECUN_SCHEME_JAX_LECUN_UNIFORM] = {
        JAX_NAMED("lecun_uniform"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(1.0)},
    [LECUN_SCHEME_JAX_LECUN_NORMAL] = {
        JAX_NAMED("lecun_normal"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(1.0)},
    [LECUN_SCHEME_JAX_HE_UNIFORM] = {
        JAX_NAMED_TWICE("he_uniform", "kaiming_uniform"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, OWN(2.0)},
    [LECUN_SCHEME_JAX_HE_NORMAL] = {
        JAX_NAMED_TWICE("he_normal", "kaiming_normal"),
        JAX_FAN_KEYS,
        JAX_FANNED, LECUN_SCALED, LECUN_TRUNCATED_NORMAL, LECUN_FAN_IN, OWN(2.0)},
    [LECUN_SCHEME_JAX_ORTHOGONAL] = {
        JAX_NAMED("orthogonal"),
        "one of the keys \"scale\", \"column_axis\"",
        JAX_SEEDED | LECUN_TAKES_COLUMNS, LECUN_ORTHOGONAL, LECUN_UNTRUNCATED_NORMAL, NO_MODE,
        {{"scale", 1.0, 0}, NO_NUMBER}},
    [LECUN_SCHEME_JAX_DELTA_ORTHOGONAL] = {
        JAX_NAMED("delta_orthogonal"),
        "one of the keys \"scale\", \"column_axis\"",
        JAX_SEEDED | LECUN_TAKES_COLUMNS | LECUN_AT_CENTER, LECUN_ORTHOGONAL, LECUN_UNTRUNCATED_NORMAL, NO_MODE,
        {{"scale", 1.0, 0}, NO_NUMBER}},
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

/* A config of Keras without a seed draws one. */
static int seed_is_whole(const lecun_initializer *self, unsigned takes)
{
    const uint32_t most = takes & LECUN_JAX_KEYS ? LECUN_SEED_NONE : LECUN_SEED_DRAWN;

    return self->drawn <= most && self->has_key <= 1 && (self->has_key || !(self->jax_key[0] | self->jax_key[1]))
        && is_between(self->rounding, LECUN_ROUND_AS_KERAS, LECUN_ROUND_ONCE);
}

/* Whether all that the class takes is in its range. */
static int arguments_are_valid(const lecun_initializer *self, unsigned takes)
{
    if (!lecun_profile_of(self->profile) || !lecun_numbers_are_valid(self) || !number_is_whole(self, 0)
        || !number_is_whole(self, 1))
        return 0;
    if ((takes & LECUN_TAKES_SEED) && !seed_is_whole(self, takes))
        return 0;
    if ((takes & LECUN_TAKES_BOUNDS) && !lecun_bounds_are_valid(self->fan[0], self->fan[1]))
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
        lecun_clear_key(&rest);
    }
    if (scheme->takes & LECUN_TAKES_BOUNDS)
        lecun_set_bounds(&rest, fresh.fan[0], fresh.fan[1]);
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
    return memcmp(&rest, &fresh, sizeof rest) == 0;
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
    fresh.profile = scheme->takes & LECUN_JAX_KEYS ? LECUN_JAX : LECUN_KERAS2;
    fresh.seed = seed;
    fresh.distribution = scheme->distribution;
    fresh.mode = scheme->mode;
    fresh.rounding = LECUN_ROUND_AS_KERAS;
    lecun_reset_fan_rule(&fresh);
    if (scheme->takes & LECUN_TAKES_BOUNDS)
        lecun_set_bounds(&fresh, -2.0, 2.0);
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

void lecun_clear_key(lecun_initializer *self)
{
    self->has_key = 0;
    self->jax_key[0] = self->jax_key[1] = 0;
}

void lecun_set_bounds(lecun_initializer *self, double lower, double upper)
{
    self->fan[0] = lower;
    self->fan[1] = upper;
}

int lecun_bounds_are_valid(double lower, double upper)
{
    return lecun_is_finite(lower) && lecun_is_finite(upper) && lower < upper;
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
