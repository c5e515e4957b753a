/* SPDX-License-Identifier: MIT
 *
 * initializer.c - constructors and the front door of every fill: all arguments are checked here, then one kernel is called
 */
#include "strict_fp.h"
#include "entropy.h"
#include "fans.h"
#include "keras_stream.h"
#include "scheme.h"

#include <string.h>

typedef char lecun_initializer_is_256_bytes[sizeof(lecun_initializer) == 256 ? 1 : -1];

/* --- Set up ------------------------------------------------------------------------------------------------------------- */

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

lecun_status lecun_init_zeros(lecun_initializer *self)
{
    return construct(self, LECUN_SCHEME_ZEROS, 0);
}

lecun_status lecun_init_ones(lecun_initializer *self)
{
    return construct(self, LECUN_SCHEME_ONES, 0);
}

/* LECUN_OK if self is set up and its class takes the argument (0: any class). */
static lecun_status check_takes(const lecun_initializer *self, unsigned argument)
{
    const lecun_scheme *scheme;

    if (!self)
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    return scheme && (scheme->takes & argument) == argument ? LECUN_OK : LECUN_E_INITIALIZER;
}

lecun_status lecun_set_profile(lecun_initializer *self, lecun_profile profile)
{
    lecun_status status = check_takes(self, 0);

    if (status)
        return status;
    if (profile != LECUN_KERAS2 && profile != LECUN_KERAS3)
        return LECUN_E_INITIALIZER;
    self->profile = profile;
    return LECUN_OK;
}

lecun_status lecun_set_seed(lecun_initializer *self, int64_t seed)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    self->seed = seed;
    self->drawn = 0;
    return LECUN_OK;
}

lecun_status lecun_draw_seed(lecun_initializer *self)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    status = lecun_entropy_seed(&self->seed);
    if (!status)
        self->drawn = 1;
    return status;
}

lecun_status lecun_get_seed(const lecun_initializer *self, int64_t *seed, int *drawn)
{
    lecun_status status = check_takes(self, LECUN_TAKES_SEED);

    if (status)
        return status;
    if (seed)
        *seed = self->seed;
    if (drawn)
        *drawn = self->drawn != 0;
    return LECUN_OK;
}

lecun_status lecun_set_axes(lecun_initializer *self, const int32_t *input_axes, size_t inputs,
                            const int32_t *output_axes, size_t outputs)
{
    const int32_t *lists[2];
    size_t counts[2];
    lecun_status status = check_takes(self, LECUN_TAKES_AXES);
    uint32_t i;

    lists[0] = input_axes;
    lists[1] = output_axes;
    counts[0] = inputs;
    counts[1] = outputs;
    if ((!input_axes && inputs) || (!output_axes && outputs))
        return LECUN_E_NULL;
    if (status)
        return status;
    if (inputs > LECUN_MAX_AXES || outputs > LECUN_MAX_AXES)
        return LECUN_E_INITIALIZER;
    self->axis_lists = 0;
    memset(self->axis, 0, sizeof self->axis);
    for (i = 0; i < 2; i++) {
        self->axis_count[i] = (uint32_t)counts[i];
        if (!lists[i])
            continue;
        self->axis_lists |= 1u << i;
        if (counts[i])
            memcpy(self->axis[i], lists[i], counts[i] * sizeof *lists[i]);
    }
    return LECUN_OK;
}

/* --- Fills -------------------------------------------------------------------------------------------------------------- */

/* The first word of the seed pair. Keras 3 reduces it with floormod(seed, int32.max - 1). */
static int64_t stream_seed(const lecun_initializer *self)
{
    const int64_t modulus = 2147483646;

    if (self->profile != LECUN_KERAS3)
        return self->seed;
    return (self->seed % modulus + modulus) % modulus;
}

/* The standard deviation of the uncut normal: cutting it at 2 leaves this fraction (keras VarianceScaling; scipy.stats.truncnorm.std). */
static double uncut_stddev(double stddev)
{
    return stddev / 0.87962566103423978;
}

/* Draw elements first .. first+count-1 of a tensor whose arguments are all checked. */
static void draw(const lecun_initializer *self, const lecun_scheme *scheme, lecun_dtype dtype, void *out, size_t count,
                 uint64_t first, double fan)
{
    if (scheme->distribution == LECUN_CONSTANT) {
        lecun_constant_fill(dtype, (unsigned char *)out, count, scheme->value);
    } else {
        lecun_philox stream = lecun_philox_from_seed(stream_seed(self), 0);
        double stddev = uncut_stddev(lecun_scaled_stddev(scheme->value, fan));
        lecun_portable_kernels.truncated_normal[dtype](&stream, (unsigned char *)out, count, first, 0.0, stddev);
    }
}

/* Check everything, then draw. whole: the range must be the whole tensor. */
static lecun_status fill(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count, const int64_t *shape,
                         size_t rank, int64_t first, int whole)
{
    const lecun_scheme *scheme;
    lecun_fan_pair fans = {1.0, 1.0};
    lecun_status status;
    int64_t elements;

    if (!self || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    if (!scheme)
        return LECUN_E_INITIALIZER;
    if (dtype < LECUN_F32 || dtype >= LECUN_DTYPE_END)
        return LECUN_E_DTYPE;
    status = lecun_count_elements(shape, rank, &elements);
    if (status)
        return status;
    if (!lecun_axes_exist(self, rank))
        return LECUN_E_SHAPE;
    if (elements && (status = lecun_compute_fans(self, shape, rank, &fans)) != LECUN_OK)
        return status;                  /* an empty tensor needs no fans, which alone might overflow */
    if (first < 0 || first > elements || count > (uint64_t)(elements - first) || (whole && count != (uint64_t)elements))
        return LECUN_E_COUNT;
    if (count)
        draw(self, scheme, dtype, out, count, (uint64_t)first, fans.in);
    return LECUN_OK;
}

lecun_status lecun_fill(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                        const int64_t *shape, size_t rank)
{
    return fill(self, dtype, out, count, shape, rank, 0, 1);
}

lecun_status lecun_fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                              const int64_t *shape, size_t rank, int64_t first)
{
    return fill(self, dtype, out, count, shape, rank, first, 0);
}

lecun_status lecun_normal_fill(float *out, size_t count, const int64_t *shape, size_t rank, int64_t seed)
{
    const lecun_initializer self = lecun_fresh(LECUN_SCHEME_LECUN_NORMAL, seed);
    return fill(&self, LECUN_F32, out, count, shape, rank, 0, 1);
}

lecun_status lecun_normal_fill_f64(double *out, size_t count, const int64_t *shape, size_t rank, int64_t seed)
{
    const lecun_initializer self = lecun_fresh(LECUN_SCHEME_LECUN_NORMAL, seed);
    return fill(&self, LECUN_F64, out, count, shape, rank, 0, 1);
}

/* --- What a fill will use ----------------------------------------------------------------------------------------------- */

static lecun_status fans_of(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans)
{
    lecun_status status = check_takes(self, 0);
    int64_t elements;

    if (self && !shape && rank)
        return LECUN_E_NULL;
    if (status)
        return status;
    status = lecun_count_elements(shape, rank, &elements);
    return status ? status : lecun_compute_fans(self, shape, rank, fans);
}

lecun_status lecun_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, double *fan_in, double *fan_out)
{
    lecun_fan_pair fans;
    lecun_status status = fans_of(self, shape, rank, &fans);

    if (status)
        return status;
    if (fan_in)
        *fan_in = fans.in;
    if (fan_out)
        *fan_out = fans.out;
    return LECUN_OK;
}

lecun_status lecun_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank, double *stddev)
{
    lecun_fan_pair fans;
    lecun_status status = fans_of(self, shape, rank, &fans);

    if (status)
        return status;
    if (stddev) {
        const lecun_scheme *scheme = lecun_scheme_of(self);
        *stddev = scheme->distribution == LECUN_CONSTANT ? 0.0 : lecun_scaled_stddev(scheme->value, fans.in);
    }
    return LECUN_OK;
}
