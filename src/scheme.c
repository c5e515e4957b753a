/* SPDX-License-Identifier: MIT
 *
 * scheme.c - the initializer classes: one row each, as keras.initializers, torch.nn.init and jax.nn.initializers define them
 *
 * The names are every one under which Keras 2 or 3 finds the class; its look-up is case-sensitive. PyTorch's and JAX's stand with
 * their module.
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

#define TORCH(name) {"torch.nn.init." name, NULL}, "a function of torch.nn.init, perhaps torch.nn.init." name
#define RECTIFIED LECUN_TAKES_NONLINEARITY
#define RECTIFIED_KEYS "one of the keys \"a\", \"mode\", \"nonlinearity\""
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
    [LECUN_SCHEME_TORCH_UNIFORM] = {
        TORCH("uniform_"), "one of the keys \"a\", \"b\"",
        0, LECUN_TORCH_PLAIN, LECUN_UNIFORM, NO_MODE, {{"a", 0.0, 0}, {"b", 1.0, 0}}},
    [LECUN_SCHEME_TORCH_NORMAL] = {
        TORCH("normal_"), "one of the keys \"mean\", \"std\"",
        0, LECUN_TORCH_PLAIN, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"mean", 0.0, 0}, {"std", 1.0, 0}}},
    [LECUN_SCHEME_TORCH_TRUNC_NORMAL] = {
        TORCH("trunc_normal_"), "one of the keys \"mean\", \"std\", \"a\", \"b\"",
        0, LECUN_TORCH_PLAIN, LECUN_TRUNCATED_NORMAL, NO_MODE,
        {{"mean", 0.0, 0}, {"std", 1.0, 0}, {"a", -2.0, 0}, {"b", 2.0, 0}}},
    [LECUN_SCHEME_TORCH_XAVIER_UNIFORM] = {
        TORCH("xavier_uniform_"), "the key \"gain\"",
        0, LECUN_TORCH_SCALED, LECUN_UNIFORM, LECUN_FAN_AVG, {{"gain", 1.0, 0}}},
    [LECUN_SCHEME_TORCH_XAVIER_NORMAL] = {
        TORCH("xavier_normal_"), "the key \"gain\"",
        0, LECUN_TORCH_SCALED, LECUN_UNTRUNCATED_NORMAL, LECUN_FAN_AVG, {{"gain", 1.0, 0}}},
    [LECUN_SCHEME_TORCH_KAIMING_UNIFORM] = {
        TORCH("kaiming_uniform_"), RECTIFIED_KEYS,
        RECTIFIED, LECUN_TORCH_SCALED, LECUN_UNIFORM, LECUN_FAN_IN, {{"a", 0.0, 1}}},
    [LECUN_SCHEME_TORCH_KAIMING_NORMAL] = {
        TORCH("kaiming_normal_"), RECTIFIED_KEYS,
        RECTIFIED, LECUN_TORCH_SCALED, LECUN_UNTRUNCATED_NORMAL, LECUN_FAN_IN, {{"a", 0.0, 1}}},
    [LECUN_SCHEME_TORCH_DIRAC] = {
        TORCH("dirac_"), "the key \"groups\"",
        0, LECUN_DIRAC, NO_DISTRIBUTION, NO_MODE, {{"groups", 1.0, 1}}},
    [LECUN_SCHEME_TORCH_ZEROS] = {
        TORCH("zeros_"), NO_KEYS,
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(0.0)},
    [LECUN_SCHEME_TORCH_ONES] = {
        TORCH("ones_"), NO_KEYS,
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, OWN(1.0)},
    [LECUN_SCHEME_TORCH_CONSTANT] = {
        TORCH("constant_"), "the key \"val\"",
        0, LECUN_CONSTANT, NO_DISTRIBUTION, NO_MODE, {{"val", 0.0, 1}}},
    [LECUN_SCHEME_TORCH_EYE] = {
        TORCH("eye_"), NO_KEYS,
        0, LECUN_IDENTITY, NO_DISTRIBUTION, NO_MODE, OWN(1.0)},
    [LECUN_SCHEME_TORCH_ORTHOGONAL] = {
        TORCH("orthogonal_"), "the key \"gain\"",
        0, LECUN_ORTHOGONAL, LECUN_UNTRUNCATED_NORMAL, NO_MODE, {{"gain", 1.0, 1}}},
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
        {{"stddev", A_HUNDREDTH, 0}, NO_NUMBER, {"lower", -2.0, 0}, {"upper", 2.0, 0}}},
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

/* Beside the last two there is no integer: they are one themselves. */
static int is_small_integer(double x)
{
    return lecun_is_0_to(x < 0 ? -x : x, 0x1p53) && lecun_bits_of_double((double)(int64_t)x) == lecun_bits_of_double(x);
}

static int bounds_are_whole(const lecun_initializer *self)
{
    return self->bound_is_integer < 4 && (!(self->bound_is_integer & 1) || is_small_integer(self->fan[0]))
        && (!(self->bound_is_integer & 2) || is_small_integer(self->fan[1]));
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
        || !number_is_whole(self, 1) || !bounds_are_whole(self))
        return 0;
    if ((takes & LECUN_TAKES_SEED) && !seed_is_whole(self, takes))
        return 0;
    if ((takes & LECUN_TAKES_MODE)
        && (!is_between(self->mode, LECUN_FAN_IN, LECUN_FAN_GEO_AVG)
            || !is_between(self->distribution, LECUN_TRUNCATED_NORMAL, LECUN_UNIFORM)))
        return 0;
    if ((takes & LECUN_TAKES_NONLINEARITY)
        && (!is_between(self->mode, LECUN_FAN_IN, LECUN_FAN_OUT)
            || !is_between(self->nonlinearity, LECUN_LINEAR, LECUN_SELU)))
        return 0;
    return !(takes & LECUN_TAKES_AXES) || fan_rule_is_whole(self);
}

static void set_default(lecun_initializer *self, const lecun_scheme *scheme, int index)
{
    const lecun_number *const number = &scheme->number[index];

    if (number->is_integer)
        lecun_set_integer(self, index, (int64_t)number->value);
    else
        lecun_set_number(self, index, number->value);
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
    if (scheme->takes & LECUN_TAKES_MODE) {
        rest.mode = fresh.mode;
        rest.distribution = fresh.distribution;
    }
    if (scheme->takes & LECUN_TAKES_NONLINEARITY) {
        rest.mode = fresh.mode;
        rest.nonlinearity = fresh.nonlinearity;
    }
    if (scheme->takes & LECUN_TAKES_AXES)
        lecun_reset_fan_rule(&rest);
    for (i = 0; i < LECUN_NUMBERS; i++)
        if (scheme->number[i].key)
            set_default(&rest, scheme, i);
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
    fresh.profile = scheme->takes & LECUN_JAX_KEYS ? LECUN_JAX : LECUN_KERAS2;
    fresh.seed = seed;
    fresh.distribution = scheme->distribution;
    fresh.mode = scheme->mode;
    fresh.rounding = LECUN_ROUND_AS_KERAS;
    lecun_reset_fan_rule(&fresh);
    if (scheme->kind == LECUN_TORCH_SCALED) {
        fresh.fan_rule = LECUN_RULE_LAYOUT;
        fresh.layout = LECUN_LAYOUT_TORCH;
    }
    if (scheme->takes & LECUN_TAKES_NONLINEARITY)
        fresh.nonlinearity = LECUN_LEAKY_RELU;
    for (i = 0; i < LECUN_NUMBERS; i++)
        set_default(&fresh, scheme, i);
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

int lecun_is_cut_at_two(const lecun_initializer *self)
{
    return lecun_bits_of_double(self->fan[0]) == lecun_bits_of_double(-2.0)
        && lecun_bits_of_double(self->fan[1]) == lecun_bits_of_double(2.0);
}

void lecun_clear_key(lecun_initializer *self)
{
    self->has_key = 0;
    self->jax_key[0] = self->jax_key[1] = 0;
}

double lecun_get_number(const lecun_initializer *self, int index)
{
    return index < 2 ? self->number[index] : self->fan[index - 2];
}

int lecun_number_is_integer(const lecun_initializer *self, int index, int64_t *integer)
{
    if (index < 2) {
        *integer = self->integer[index];
        return self->is_integer[index];
    }
    *integer = (int64_t)self->fan[index - 2];
    return (int)(self->bound_is_integer >> (index - 2) & 1);
}

static void set_bound(lecun_initializer *self, int bound, double value, int is_integer)
{
    self->fan[bound] = value;
    self->bound_is_integer = (self->bound_is_integer & ~(1u << bound)) | (uint32_t)is_integer << bound;
}

void lecun_set_number(lecun_initializer *self, int index, double value)
{
    if (index >= 2) {
        set_bound(self, index - 2, value, 0);
        return;
    }
    self->number[index] = value;
    self->integer[index] = 0;
    self->is_integer[index] = 0;
}

void lecun_set_integer(lecun_initializer *self, int index, int64_t value)
{
    const int64_t most = (int64_t)1 << 53;

    if (index >= 2) {
        set_bound(self, index - 2, (double)value, value >= -most && value <= most);
        return;
    }
    self->number[index] = (double)value;
    self->integer[index] = value;
    self->is_integer[index] = 1;
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

/* What PyTorch's functions refuse, whatever the dtype. In 2^512 is the first number whose square is too large. */
static int torch_numbers_are_valid(const lecun_initializer *self, const lecun_scheme *scheme)
{
    const int64_t first = lecun_order_of_double(self->number[0]), second = lecun_order_of_double(self->number[1]);

    if (scheme->kind == LECUN_DIRAC)
        return self->is_integer[0] && self->integer[0] >= 1;
    if (scheme->takes & LECUN_TAKES_NONLINEARITY)
        return first < lecun_order_of_double(0x1p512) && first > lecun_order_of_double(-0x1p512);
    if (scheme->kind == LECUN_TORCH_SCALED)
        return first >= 0;
    if (scheme->distribution == LECUN_UNIFORM)
        return first <= second;
    if (scheme->distribution == LECUN_TRUNCATED_NORMAL)
        return second != 0 && lecun_order_of_double(self->fan[0]) <= lecun_order_of_double(self->fan[1]);
    return second >= 0;
}

/* Infinite and NaN have no place in a config, and no use. Keras checks the scale of VarianceScaling alone. */
int lecun_numbers_are_valid(const lecun_initializer *self)
{
    const lecun_scheme *const scheme = &lecun_schemes[self->scheme];
    int i;

    for (i = 0; i < LECUN_NUMBERS; i++)
        if (!lecun_is_finite(lecun_get_number(self, i)))
            return 0;
    if (lecun_is_torch_kind(scheme->kind))
        return torch_numbers_are_valid(self, scheme);
    if (scheme->takes & LECUN_TAKES_BOUNDS)
        return self->fan[0] < self->fan[1];
    return scheme->kind != LECUN_SCALED || lecun_is_above_0_to(self->number[0], DBL_MAX);
}

const char *lecun_expected_numbers(const lecun_initializer *self)
{
    switch (self->scheme) {
    case LECUN_SCHEME_TORCH_UNIFORM:      return "an a that is not above b";
    case LECUN_SCHEME_TORCH_NORMAL:       return "a std of 0 or more";
    case LECUN_SCHEME_TORCH_TRUNC_NORMAL: return "a std that is not 0, and an a that is not above b";
    case LECUN_SCHEME_TORCH_XAVIER_UNIFORM:
    case LECUN_SCHEME_TORCH_XAVIER_NORMAL: return "a gain of 0 or more";
    case LECUN_SCHEME_JAX_TRUNCATED_NORMAL: return "a lower bound that is below the upper one";
    case LECUN_SCHEME_TORCH_DIRAC:        return "groups: an integer of 1 or more";
    case LECUN_SCHEME_TORCH_KAIMING_UNIFORM:
    case LECUN_SCHEME_TORCH_KAIMING_NORMAL: return "an a whose square is finite";
    default:                              return "a scale above 0";
    }
}
