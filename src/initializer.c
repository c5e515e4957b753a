/* SPDX-License-Identifier: MIT
 *
 * initializer.c - constructors and setters
 */
#include "entropy.h"
#include "finite.h"
#include "profile.h"
#include "scheme.h"
#include "torch_plan.h"

typedef char lecun_initializer_is_256_bytes[sizeof(lecun_initializer) == 256 ? 1 : -1];

/* --- Set up ------------------------------------------------------------------------------------------------------- */

static lecun_status construct(lecun_initializer *self, lecun_scheme_id id, int64_t seed)
{
    if (!self)
        return LECUN_E_NULL;
    *self = lecun_fresh(id, seed);
    return LECUN_OK;
}

lecun_status lecun_init_lecun_normal(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_LECUN_NORMAL, seed);
}

lecun_status lecun_init_lecun_uniform(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_LECUN_UNIFORM, seed);
}

lecun_status lecun_init_glorot_normal(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_GLOROT_NORMAL, seed);
}

lecun_status lecun_init_glorot_uniform(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_GLOROT_UNIFORM, seed);
}

lecun_status lecun_init_he_normal(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_HE_NORMAL, seed);
}

lecun_status lecun_init_he_uniform(lecun_initializer *self, int64_t seed)
{
    return construct(self, LECUN_SCHEME_HE_UNIFORM, seed);
}

lecun_status lecun_init_zeros(lecun_initializer *self)
{
    return construct(self, LECUN_SCHEME_ZEROS, 0);
}

lecun_status lecun_init_ones(lecun_initializer *self)
{
    return construct(self, LECUN_SCHEME_ONES, 0);
}

/* A class with one number or two. */
static lecun_status construct_with(lecun_initializer *self, lecun_scheme_id id, double first, double second, int64_t seed)
{
    lecun_initializer fresh = lecun_fresh(id, seed);

    if (!self)
        return LECUN_E_NULL;
    lecun_set_number(&fresh, 0, first);
    lecun_set_number(&fresh, 1, second);        /* 0 where there is none, as it was */
    if (!lecun_numbers_are_valid(&fresh))
        return LECUN_E_ARGUMENT;
    *self = fresh;
    return LECUN_OK;
}

lecun_status lecun_init_constant(lecun_initializer *self, double value)
{
    return construct_with(self, LECUN_SCHEME_CONSTANT, value, 0.0, 0);
}

lecun_status lecun_init_identity(lecun_initializer *self, double gain)
{
    return construct_with(self, LECUN_SCHEME_IDENTITY, gain, 0.0, 0);
}

lecun_status lecun_init_orthogonal(lecun_initializer *self, double gain, int64_t seed)
{
    return construct_with(self, LECUN_SCHEME_ORTHOGONAL, gain, 0.0, seed);
}

lecun_status lecun_init_random_uniform(lecun_initializer *self, double minval, double maxval, int64_t seed)
{
    return construct_with(self, LECUN_SCHEME_RANDOM_UNIFORM, minval, maxval, seed);
}

lecun_status lecun_init_random_normal(lecun_initializer *self, double mean, double stddev, int64_t seed)
{
    return construct_with(self, LECUN_SCHEME_RANDOM_NORMAL, mean, stddev, seed);
}

lecun_status lecun_init_truncated_normal(lecun_initializer *self, double mean, double stddev, int64_t seed)
{
    return construct_with(self, LECUN_SCHEME_TRUNCATED_NORMAL, mean, stddev, seed);
}

lecun_status lecun_init_jax_truncated_normal(lecun_initializer *self, double stddev, double lower, double upper, int64_t seed)
{
    lecun_initializer fresh;
    lecun_status status = construct_with(self ? &fresh : NULL, LECUN_SCHEME_JAX_TRUNCATED_NORMAL, stddev, 0.0, seed);

    if (status)
        return status;
    lecun_set_number(&fresh, 2, lower);
    lecun_set_number(&fresh, 3, upper);
    if (!lecun_numbers_are_valid(&fresh))
        return LECUN_E_ARGUMENT;
    *self = fresh;
    return LECUN_OK;
}

lecun_status lecun_init_jax_delta_orthogonal(lecun_initializer *self, double scale, int64_t seed)
{
    return construct_with(self, LECUN_SCHEME_JAX_DELTA_ORTHOGONAL, scale, 0.0, seed);
}

lecun_status lecun_init_variance_scaling(lecun_initializer *self, double scale, lecun_mode mode,
                                         lecun_distribution distribution, int64_t seed)
{
    lecun_initializer fresh;
    lecun_status status = construct_with(self ? &fresh : NULL, LECUN_SCHEME_VARIANCE_SCALING, scale, 0.0, seed);

    if (status)
        return status;
    fresh.mode = (uint32_t)mode;
    fresh.distribution = (uint32_t)distribution;
    if (!lecun_scheme_of(&fresh))
        return LECUN_E_ARGUMENT;
    *self = fresh;
    return LECUN_OK;
}

/* --- torch.nn.init ------------------------------------------------------------------------------------------------ */

lecun_status lecun_init_torch_uniform(lecun_initializer *self, double a, double b)
{
    return construct_with(self, LECUN_SCHEME_TORCH_UNIFORM, a, b, 0);
}

lecun_status lecun_init_torch_normal(lecun_initializer *self, double mean, double std)
{
    return construct_with(self, LECUN_SCHEME_TORCH_NORMAL, mean, std, 0);
}

lecun_status lecun_init_torch_xavier_uniform(lecun_initializer *self, double gain)
{
    return construct_with(self, LECUN_SCHEME_TORCH_XAVIER_UNIFORM, gain, 0.0, 0);
}

lecun_status lecun_init_torch_xavier_normal(lecun_initializer *self, double gain)
{
    return construct_with(self, LECUN_SCHEME_TORCH_XAVIER_NORMAL, gain, 0.0, 0);
}

lecun_status lecun_init_torch_trunc_normal(lecun_initializer *self, double mean, double std, double a, double b)
{
    lecun_initializer fresh;
    const lecun_status status = construct_with(self ? &fresh : NULL, LECUN_SCHEME_TORCH_TRUNC_NORMAL, mean, std, 0);

    if (status)
        return status;
    lecun_set_number(&fresh, 2, a);
    lecun_set_number(&fresh, 3, b);
    if (!lecun_numbers_are_valid(&fresh))
        return LECUN_E_ARGUMENT;
    *self = fresh;
    return LECUN_OK;
}

static lecun_status construct_kaiming(lecun_initializer *self, lecun_scheme_id id, double a, lecun_mode mode,
                                      lecun_nonlinearity nonlinearity)
{
    lecun_initializer fresh;
    const lecun_status status = construct_with(self ? &fresh : NULL, id, a, 0.0, 0);

    if (status)
        return status;
    fresh.mode = (uint32_t)mode;
    fresh.nonlinearity = (uint32_t)nonlinearity;
    if (!lecun_scheme_of(&fresh))
        return LECUN_E_ARGUMENT;
    *self = fresh;
    return LECUN_OK;
}

lecun_status lecun_init_torch_kaiming_uniform(lecun_initializer *self, double a, lecun_mode mode,
                                              lecun_nonlinearity nonlinearity)
{
    return construct_kaiming(self, LECUN_SCHEME_TORCH_KAIMING_UNIFORM, a, mode, nonlinearity);
}

lecun_status lecun_init_torch_kaiming_normal(lecun_initializer *self, double a, lecun_mode mode,
                                             lecun_nonlinearity nonlinearity)
{
    return construct_kaiming(self, LECUN_SCHEME_TORCH_KAIMING_NORMAL, a, mode, nonlinearity);
}

lecun_status lecun_init_torch_dirac(lecun_initializer *self, int64_t groups)
{
    if (!self)
        return LECUN_E_NULL;
    if (groups < 1)
        return LECUN_E_ARGUMENT;
    *self = lecun_fresh(LECUN_SCHEME_TORCH_DIRAC, 0);
    lecun_set_integer(self, 0, groups);
    return LECUN_OK;
}

/* --- Setters ------------------------------------------------------------------------------------------------------ */

/* LECUN_OK if self is set up and its class takes the argument (0: any class). */
static lecun_status check_takes(const lecun_initializer *self, unsigned argument)
{
    const lecun_scheme *scheme;

    if (!self)
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    if (!scheme)
        return LECUN_E_INITIALIZER;
    return (scheme->takes & argument) == argument ? LECUN_OK : LECUN_E_CLASS;
}

lecun_status lecun_set_profile(lecun_initializer *self, lecun_profile profile)
{
    lecun_status status = check_takes(self, 0);

    if (status)
        return status;
    if (lecun_torch_profile_of((uint32_t)profile))
        return LECUN_E_PROFILE;
    if (!lecun_profile_of((uint32_t)profile))
        return LECUN_E_ARGUMENT;
    self->profile = profile;
    return LECUN_OK;
}

lecun_status lecun_set_seed(lecun_initializer *self, int64_t seed)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    self->seed = seed;
    self->drawn = LECUN_SEED_GIVEN;
    lecun_clear_key(self);
    return LECUN_OK;
}

lecun_status lecun_set_draw(lecun_initializer *self, int64_t draw)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    self->draw = draw;
    return LECUN_OK;
}

lecun_status lecun_set_jax_key(lecun_initializer *self, const lecun_jax_key *key)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (!key)
        return LECUN_E_NULL;
    if (status)
        return status;
    self->has_key = 1;
    self->jax_key[0] = key->word[0];
    self->jax_key[1] = key->word[1];
    return LECUN_OK;
}

lecun_status lecun_draw_seed(lecun_initializer *self)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    status = lecun_entropy_seed(&self->seed);
    if (status)
        return status;
    self->drawn = LECUN_SEED_DRAWN;
    lecun_clear_key(self);
    return LECUN_OK;
}

lecun_status lecun_get_seed(const lecun_initializer *self, int64_t *seed, int *drawn)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    if (self->drawn == LECUN_SEED_NONE)
        return LECUN_E_SEED;
    if (seed)
        *seed = self->seed;
    if (drawn)
        *drawn = (int)self->drawn;
    return LECUN_OK;
}

/* The three lists of axes as one argument. */
typedef struct axis_lists {
    const int32_t *axes[LECUN_AXIS_LISTS];
    size_t counts[LECUN_AXIS_LISTS];
} axis_lists;

static lecun_status set_lists(lecun_initializer *self, lecun_fan_rule rule, const axis_lists *lists)
{
    lecun_status status = check_takes(self, LECUN_TAKES_AXES);
    uint32_t i;

    for (i = 0; i < LECUN_AXIS_LISTS; i++)
        if (!lists->axes[i] && lists->counts[i])
            return LECUN_E_NULL;
    if (status)
        return status;
    for (i = 0; i < LECUN_AXIS_LISTS; i++)
        if (lists->counts[i] > LECUN_MAX_AXES)
            return LECUN_E_ARGUMENT;
    lecun_reset_fan_rule(self);
    self->fan_rule = rule;
    for (i = 0; i < LECUN_AXIS_LISTS; i++) {
        self->axis_count[i] = (uint32_t)lists->counts[i];
        if (!lists->axes[i])
            continue;
        self->axis_lists |= 1u << i;
        if (lists->counts[i])
            memcpy(self->axis[i], lists->axes[i], lists->counts[i] * sizeof *lists->axes[i]);
    }
    return LECUN_OK;
}

lecun_status lecun_set_axes(lecun_initializer *self, const int32_t *input_axes, size_t inputs,
                            const int32_t *output_axes, size_t outputs)
{
    axis_lists lists = {{NULL, NULL, NULL}, {0, 0, 0}};

    if (!input_axes != !output_axes)
        return LECUN_E_NULL;
    lists.axes[0] = input_axes;
    lists.axes[1] = output_axes;
    lists.counts[0] = inputs;
    lists.counts[1] = outputs;
    return set_lists(self, LECUN_RULE_KERAS, &lists);
}

lecun_status lecun_set_jax_axes(lecun_initializer *self, const int32_t *in_axes, size_t ins,
                                const int32_t *out_axes, size_t outs, const int32_t *batch_axes, size_t batches)
{
    axis_lists lists = {{NULL, NULL, NULL}, {0, 0, 0}};

    if (!in_axes || !out_axes)
        return LECUN_E_NULL;
    lists.axes[0] = in_axes;
    lists.axes[1] = out_axes;
    lists.axes[2] = batch_axes;
    lists.counts[0] = ins;
    lists.counts[1] = outs;
    lists.counts[2] = batches;
    return set_lists(self, LECUN_RULE_JAX, &lists);
}

lecun_status lecun_set_layout(lecun_initializer *self, lecun_layout layout, int64_t groups)
{
    lecun_status status = check_takes(self, LECUN_TAKES_AXES);

    if (status)
        return status;
    if (layout < LECUN_LAYOUT_KERAS || layout > LECUN_LAYOUT_TORCH_TRANSPOSED || groups < 1)
        return LECUN_E_ARGUMENT;
    lecun_reset_fan_rule(self);
    self->fan_rule = LECUN_RULE_LAYOUT;
    self->layout = layout;
    self->groups = groups;
    return LECUN_OK;
}

lecun_status lecun_set_fans(lecun_initializer *self, double fan_in, double fan_out)
{
    lecun_status status = check_takes(self, LECUN_TAKES_AXES);

    if (status)
        return status;
    if (!lecun_is_0_to(fan_in, LECUN_MOST_FAN) || !lecun_is_0_to(fan_out, LECUN_MOST_FAN))
        return LECUN_E_ARGUMENT;
    lecun_reset_fan_rule(self);
    self->fan_rule = LECUN_RULE_GIVEN;
    self->fan[0] = fan_in;
    self->fan[1] = fan_out;
    return LECUN_OK;
}

lecun_status lecun_set_rounding(lecun_initializer *self, lecun_rounding rounding)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    if (rounding != LECUN_ROUND_AS_KERAS && rounding != LECUN_ROUND_ONCE)
        return LECUN_E_ARGUMENT;
    self->rounding = rounding;
    return LECUN_OK;
}
