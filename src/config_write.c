/* SPDX-License-Identifier: MIT
 *
 * config_write.c - an initializer to the config that its profile's Keras writes
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

static const char *const axes_key[2] = {"input_axes", "output_axes"};
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

/* A number as it was given: an integer, or the shortest digits that read back as the double. */
static void put_number(writing *w, int index)
{
    char digits[32];
    int64_t integer;

    if (!w->scheme->number[index].key || (w->dialect.no_gain && w->scheme->kind == LECUN_IDENTITY))
        return;
    put_key(w, w->scheme->number[index].key);
    if (lecun_number_is_integer(w->self, index, &integer)) {
        lecun_text_put_integer(w->to, integer);
    } else {
        lecun_decimal_of_double(lecun_get_number(w->self, index), digits);
        lecun_text_put(w->to, digits);
    }
}

static void put_name(writing *w, const char *key, const char *name)
{
    put_key(w, key);
    lecun_text_put(w->to, "\"");
    lecun_text_put(w->to, name);
    lecun_text_put(w->to, "\"");
}

static void put_axes(writing *w, int list)
{
    const uint32_t given = w->self->axis_lists >> list & 1;
    uint32_t i;

    if (!given) {
        if (w->dialect.axes_always && w->scheme->takes & LECUN_TAKES_AXES) {
            put_key(w, axes_key[list]);
            lecun_text_put(w->to, "null");
        }
        return;
    }
    put_key(w, axes_key[list]);
    lecun_text_put(w->to, "[");
    for (i = 0; i < w->self->axis_count[list]; i++) {
        if (i)
            lecun_text_put(w->to, ", ");
        lecun_text_put_integer(w->to, w->self->axis[list][i]);
    }
    lecun_text_put(w->to, "]");
}

static void put_config(lecun_text *to, const lecun_initializer *self)
{
    writing w;
    int i;

    w.to = to;
    w.self = self;
    w.scheme = &lecun_schemes[self->scheme];
    w.dialect = lecun_profile_of(self->profile)->dialect;
    w.members = 0;
    lecun_text_put(to, "{");
    if (w.dialect.seed_first)
        put_seed(&w);
    for (i = 0; i < LECUN_NUMBERS; i++)
        put_number(&w, i);
    if (w.scheme->takes & LECUN_TAKES_MODE) {
        put_name(&w, "mode", lecun_mode_names[LECUN_MODE_ROW(self->mode)]);
        put_name(&w, "distribution", lecun_distribution_names[LECUN_NAME_ROW(self->distribution)]);
    }
    if (w.scheme->takes & LECUN_TAKES_NONLINEARITY) {
        put_name(&w, "mode", lecun_mode_names[LECUN_MODE_ROW(self->mode)]);
        put_name(&w, "nonlinearity", lecun_nonlinearity_names[LECUN_NONLINEARITY_ROW(self->nonlinearity)]);
    }
    if (!w.dialect.seed_first)
        put_seed(&w);
    put_axes(&w, 0);
    put_axes(&w, 1);
    lecun_text_put(to, "}");
}

static void put_serialized(lecun_text *to, const lecun_initializer *self)
{
    const char *const name = lecun_schemes[self->scheme].names[0];

    lecun_text_put(to, "{\"module\": \"");
    lecun_text_put(to, *name == 't' ? "torch.nn.init" : "keras.initializers");      /* Keras's classes begin with a capital */
    lecun_text_put(to, "\", \"class_name\": \"");
    lecun_text_put(to, name);
    lecun_text_put(to, "\", \"config\": ");
    put_config(to, self);
    lecun_text_put(to, ", \"registered_name\": null}");
}

/* Count first, and write only what fits whole. */
static lecun_status write_text(void (*put)(lecun_text *, const lecun_initializer *), const lecun_initializer *self,
                               char *buf, size_t size, size_t *length)
{
    lecun_text text = {NULL, 0, 0};
    const lecun_scheme *scheme;

    if (!self || (!buf && (size || !length)))
        return LECUN_E_NULL;
    scheme = lecun_scheme_of(self);
    if (!scheme)
        return LECUN_E_INITIALIZER;
    if (self->mode == LECUN_FAN_GEO_AVG || self->rounding != LECUN_ROUND_AS_KERAS
        || (scheme->takes & LECUN_TAKES_AXES && self->fan_rule != LECUN_RULE_KERAS))
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
