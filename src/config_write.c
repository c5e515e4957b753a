/* SPDX-License-Identifier: MIT
 *
 * config_write.c - an initializer to the config that its profile's Keras writes, or to the arguments of JAX's function
 */
#include "config.h"
#include "decimal.h"
#include "json.h"
#include "profile.h"
#include "scheme.h"

const char *const lecun_mode_names[] = {
    [LECUN_MODE_ROW(LECUN_FAN_IN)] = "fan_in",
    [LECUN_MODE_ROW(LECUN_FAN_OUT)] = "fan_out",
    [LECUN_MODE_ROW(LECUN_FAN_AVG)] = "fan_avg",
    [LECUN_MODE_ROW(LECUN_FAN_GEO_AVG)] = "fan_geo_avg",
};

const char *const lecun_distribution_names[] = {
    [LECUN_NAME_ROW(LECUN_TRUNCATED_NORMAL)] = "truncated_normal",
    [LECUN_NAME_ROW(LECUN_UNTRUNCATED_NORMAL)] = "untruncated_normal",
    [LECUN_NAME_ROW(LECUN_UNIFORM)] = "uniform",
};

const char *const lecun_nonlinearity_names[] = {
    [LECUN_NONLINEARITY_ROW(LECUN_LINEAR)] = "linear",
    [LECUN_NONLINEARITY_ROW(LECUN_SIGMOID)] = "sigmoid",
    [LECUN_NONLINEARITY_ROW(LECUN_TANH)] = "tanh",
    [LECUN_NONLINEARITY_ROW(LECUN_RELU)] = "relu",
    [LECUN_NONLINEARITY_ROW(LECUN_LEAKY_RELU)] = "leaky_relu",
    [LECUN_NONLINEARITY_ROW(LECUN_SELU)] = "selu",
};

const char *const lecun_jax_distribution_names[] = {
    [LECUN_NAME_ROW(LECUN_TRUNCATED_NORMAL)] = "truncated_normal",
    [LECUN_NAME_ROW(LECUN_UNTRUNCATED_NORMAL)] = "normal",
    [LECUN_NAME_ROW(LECUN_UNIFORM)] = "uniform",
};

static const char *const axes_key[2] = {"input_axes", "output_axes"};
static const char *const jax_axes_key[LECUN_AXIS_LISTS] = {"in_axis", "out_axis", "batch_axis"};

/* A config being written. */
typedef struct writing {
    lecun_text *to;
    const lecun_initializer *self;
    const lecun_scheme *scheme;
    lecun_dialect dialect;
    int members;
} writing;

static void put_key(writing *w, const char *key)
{
    lecun_text_put(w->to, w->members++ ? ", \"" : "\"");
    lecun_text_put(w->to, key);
    lecun_text_put(w->to, "\": ");
}

static void put_seed(writing *w)
{
    if (!(w->scheme->takes & LECUN_TAKES_SEED))
        return;
    put_key(w, "seed");
    if (w->self->drawn)
        lecun_text_put(w->to, "null");
    else
        lecun_text_put_integer(w->to, w->self->seed);
}

static void put_double(writing *w, double x)
{
    char digits[32];

    lecun_decimal_of_double(x, digits);
    lecun_text_put(w->to, digits);
}

/* A number as it was given: an integer, or the shortest digits that read back as the double. */
static void put_number(writing *w, int index)
{
    int64_t integer;

    if (!w->scheme->number[index].key || (w->dialect.no_gain && w->scheme->kind == LECUN_IDENTITY))
        return;
    put_key(w, w->scheme->number[index].key);
    if (lecun_number_is_integer(w->self, index, &integer))
        lecun_text_put_integer(w->to, integer);
    else
        put_double(w, lecun_get_number(w->self, index));
}

static void put_numbers(writing *w)
{
    int i;

    for (i = 0; i < LECUN_NUMBERS; i++)
        put_number(w, i);
}

static void put_name(writing *w, const char *key, const char *name)
{
    put_key(w, key);
    lecun_text_put(w->to, "\"");
    lecun_text_put(w->to, name);
    lecun_text_put(w->to, "\"");
}

static void put_list(writing *w, const char *key, int list)
{
    uint32_t i;

    put_key(w, key);
    lecun_text_put(w->to, "[");
    for (i = 0; i < w->self->axis_count[list]; i++) {
        if (i)
            lecun_text_put(w->to, ", ");
        lecun_text_put_integer(w->to, w->self->axis[list][i]);
    }
    lecun_text_put(w->to, "]");
}

static void put_axes(writing *w, int list)
{
    if (w->self->axis_lists >> list & 1) {
        put_list(w, axes_key[list], list);
    } else if (w->dialect.axes_always && w->scheme->takes & LECUN_TAKES_AXES) {
        put_key(w, axes_key[list]);
        lecun_text_put(w->to, "null");
    }
}

static void put_jax_axes(writing *w)
{
    int list;

    for (list = 0; list < LECUN_AXIS_LISTS; list++)
        if (w->self->axis_lists >> list & 1)
            put_list(w, jax_axes_key[list], list);
}

static void put_mode(writing *w, const char *const *distribution_names)
{
    if (!(w->scheme->takes & LECUN_TAKES_MODE))
        return;
    put_name(w, "mode", lecun_mode_names[LECUN_MODE_ROW(w->self->mode)]);
    put_name(w, "distribution", distribution_names[LECUN_NAME_ROW(w->self->distribution)]);
}

static void put_keras_members(writing *w)
{
    if (w->dialect.seed_first)
        put_seed(w);
    put_numbers(w);
    put_mode(w, lecun_distribution_names);
    if (w->scheme->takes & LECUN_TAKES_NONLINEARITY) {
        put_name(w, "mode", lecun_mode_names[LECUN_MODE_ROW(w->self->mode)]);
        put_name(w, "nonlinearity", lecun_nonlinearity_names[LECUN_NONLINEARITY_ROW(w->self->nonlinearity)]);
    }
    if (!w->dialect.seed_first)
        put_seed(w);
    put_axes(w, 0);
    put_axes(w, 1);
}

static void put_jax_members(writing *w)
{
    put_numbers(w);
    put_mode(w, lecun_jax_distribution_names);
    put_jax_axes(w);
}

static void put_config(lecun_text *to, const lecun_initializer *self)
{
    writing w;

    w.to = to;
    w.self = self;
    w.scheme = &lecun_schemes[self->scheme];
    w.dialect = lecun_profile_of(self->profile)->dialect;
    w.members = 0;
    lecun_text_put(to, "{");
    if (w.scheme->takes & LECUN_JAX_KEYS)
        put_jax_members(&w);
    else
        put_keras_members(&w);
    lecun_text_put(to, "}");
}

static void put_serialized(lecun_text *to, const lecun_initializer *self)
{
    const char *const name = lecun_schemes[self->scheme].names[0];
    const int keras = *name <= 'Z';         /* a capital letter; the other frameworks' begin with their module */

    lecun_text_put(to, keras ? "{\"module\": \"keras.initializers\", \"class_name\": \"" : "{\"class_name\": \"");
    lecun_text_put(to, name);
    lecun_text_put(to, "\", \"config\": ");
    put_config(to, self);
    lecun_text_put(to, keras ? ", \"registered_name\": null}" : "}");
}

/* Whether a config of the class can say what the initializer is. */
static int config_can_say(const lecun_initializer *self)
{
    if (self->rounding != LECUN_ROUND_AS_KERAS)
        return 0;
    if (lecun_schemes[self->scheme].takes & LECUN_JAX_KEYS)
        return self->fan_rule == LECUN_RULE_JAX || (self->fan_rule == LECUN_RULE_KERAS && !self->axis_lists);
    return self->mode != LECUN_FAN_GEO_AVG
        && (self->fan_rule == LECUN_RULE_KERAS || !(lecun_schemes[self->scheme].takes & LECUN_TAKES_AXES));
}

/* Count first, and write only what fits whole. */
static lecun_status write_text(void (*put)(lecun_text *, const lecun_initializer *), const lecun_initializer *self,
                               char *buf, size_t size, size_t *length)
{
    lecun_text text = {NULL, 0, 0};

    if (!self || (!buf && (size || !length)))
        return LECUN_E_NULL;
    if (!lecun_scheme_of(self))
        return LECUN_E_INITIALIZER;
    if (!config_can_say(self))
        return LECUN_E_NO_CONFIG;
    put(&text, self);
    if (length)
        *length = text.length;
    if (!buf)
        return LECUN_OK;
    if (size <= text.length)
        return LECUN_E_SPACE;
    buf[text.length] = 0;
    text.buf = buf;
    text.size = text.length;
    text.length = 0;
    put(&text, self);
    return LECUN_OK;
}

lecun_status lecun_get_config(const lecun_initializer *self, char *buf, size_t size, size_t *length)
{
    return write_text(put_config, self, buf, size, length);
}

lecun_status lecun_serialize(const lecun_initializer *self, char *buf, size_t size, size_t *length)
{
    return write_text(put_serialized, self, buf, size, length);
}
