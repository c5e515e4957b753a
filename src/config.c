/* SPDX-License-Identifier: MIT
 *
 * config.c - a config to an initializer
 *
 * Reads the union of what Keras 2 and Keras 3 read (keras/src/saving/serialization_lib.py, legacy/serialization.py); what
 * both refuse is refused here, with the position and what was expected. Classes of other frameworks are named with their module
 * and take the arguments of its functions.
 */
#include "check.h"
#include "class_name.h"
#include "config.h"
#include "decimal.h"
#include "entropy.h"
#include "finite.h"
#include "json.h"

typedef struct reading {
    const char *text;
    lecun_error error;
    size_t number_at;           /* where the last number is */
    size_t seed_at;             /* where the seed is, or the class name that came without one */
    lecun_initializer result;
} reading;

static lecun_status refuse(reading *r, lecun_status status, size_t at, const char *expected)
{
    return lecun_refuse(&r->error, status, at, expected);
}

static int is_null(const char *text, size_t at)
{
    return text[at] == 'n';
}

#define SEED_EXPECTED "a seed: an integer of 64 bits, null, or a SeedGenerator"

static lecun_status read_seed(reading *r, size_t at);

/* A serialized keras.random.SeedGenerator. Its config holds the seed and maybe a name; its counter is not saved and
 * starts at 0. */
static lecun_status read_generator(reading *r, size_t at)
{
    lecun_json_items it = lecun_json_open(r->text, at);
    size_t module = 0, class_name = 0, config = 0, seed = 0;

    while (lecun_json_next(&it)) {
        if (lecun_json_is_string(r->text, it.key, "class_name"))
            class_name = it.value;
        else if (lecun_json_is_string(r->text, it.key, "config"))
            config = it.value;
        else if (lecun_json_is_string(r->text, it.key, "module"))
            module = it.value;
    }
    if (!module || !class_name || !config || !lecun_json_is_string(r->text, class_name, "SeedGenerator")
        || (!is_null(r->text, config) && r->text[config] != '{'))
        return refuse(r, LECUN_E_SEED, at, SEED_EXPECTED);
    if (is_null(r->text, config))
        return LECUN_OK;
    for (it = lecun_json_open(r->text, config); lecun_json_next(&it);) {
        if (lecun_json_is_string(r->text, it.key, "seed") && r->text[it.value] != '{')
            seed = it.value;
        else if (!lecun_json_is_string(r->text, it.key, "name"))
            return refuse(r, LECUN_E_SEED, it.key, "a SeedGenerator's \"seed\" or \"name\"");
    }
    return seed ? read_seed(r, seed) : LECUN_OK;
}

static lecun_status read_seed(reading *r, size_t at)
{
    r->seed_at = at;
    if (is_null(r->text, at))
        return LECUN_OK;
    if (r->text[at] == '{')
        return read_generator(r, at);
    if (!lecun_json_integer(r->text, at, &r->result.seed))
        return refuse(r, LECUN_E_SEED, at, SEED_EXPECTED);
    r->result.drawn = LECUN_SEED_GIVEN;
    return LECUN_OK;
}

static lecun_status read_axis(reading *r, size_t at, int32_t *result)
{
    int64_t axis;

    if (!lecun_json_integer(r->text, at, &axis) || axis < INT32_MIN || axis > INT32_MAX)
        return refuse(r, LECUN_E_CONFIG, at, "an axis: an integer of 32 bits");
    *result = (int32_t)axis;
    return LECUN_OK;
}

static lecun_status read_list_of_axes(reading *r, size_t at, int list)
{
    lecun_json_items it = lecun_json_open(r->text, at);
    lecun_status status = LECUN_OK;
    uint32_t count = 0;

    while (!status && lecun_json_next(&it)) {
        if (count == LECUN_MAX_AXES)
            return refuse(r, LECUN_E_CONFIG, it.value, "at most 8 axes");
        status = read_axis(r, it.value, &r->result.axis[list][count++]);
    }
    r->result.axis_count[list] = count;
    r->result.axis_lists |= 1u << list;
    return status;
}

static lecun_status read_axes(reading *r, size_t at, int list)
{
    if (is_null(r->text, at))
        return LECUN_OK;
    if (r->text[at] != '[')
        return refuse(r, LECUN_E_CONFIG, at, "a list of axes, or null");
    return read_list_of_axes(r, at, list);
}

/* JAX takes an axis, or a sequence of them; what is not given has its default. */
static lecun_status read_jax_axes(reading *r, size_t at, int list)
{
    lecun_initializer *self = &r->result;

    if (self->fan_rule != LECUN_RULE_JAX) {
        self->fan_rule = LECUN_RULE_JAX;
        self->axis_lists = 1u << LECUN_AXES_IN | 1u << LECUN_AXES_OUT;
        self->axis[LECUN_AXES_IN][0] = -2;
        self->axis[LECUN_AXES_OUT][0] = -1;
        self->axis_count[LECUN_AXES_IN] = self->axis_count[LECUN_AXES_OUT] = 1;
    }
    if (r->text[at] == '[')
        return read_list_of_axes(r, at, list);
    self->axis_count[list] = 1;
    self->axis_lists |= 1u << list;
    return read_axis(r, at, &self->axis[list][0]);
}

static lecun_status read_in_axis(reading *r, size_t at)
{
    return read_jax_axes(r, at, LECUN_AXES_IN);
}

static lecun_status read_out_axis(reading *r, size_t at)
{
    return read_jax_axes(r, at, LECUN_AXES_OUT);
}

static lecun_status read_batch_axis(reading *r, size_t at)
{
    return read_jax_axes(r, at, LECUN_AXES_BATCH);
}

static lecun_status read_column_axis(reading *r, size_t at)
{
    int64_t axis;

    if (!lecun_json_integer(r->text, at, &axis) || axis != -1)
        return refuse(r, LECUN_E_CONFIG, at, "-1: the columns are on the last axis");
    return LECUN_OK;
}

static lecun_status read_input_axes(reading *r, size_t at)
{
    return read_axes(r, at, 0);
}

static lecun_status read_output_axes(reading *r, size_t at)
{
    return read_axes(r, at, 1);
}

/* A number of JSON that is no integer of 64 bits. */
static lecun_status read_float(reading *r, size_t at, int index)
{
    size_t length = 0;
    double value;

    while (strchr("+-.0123456789eE", r->text[at + length]))
        length++;
    value = lecun_double_of_decimal(r->text + at, length);
    lecun_set_number(&r->result, index, value);
    if (!memchr(r->text + at, '.', length) && !memchr(r->text + at, 'e', length) && !memchr(r->text + at, 'E', length))
        return refuse(r, LECUN_E_CONFIG, at, "an integer of 64 bits, or a float");
    return lecun_is_finite(value) ? LECUN_OK : refuse(r, LECUN_E_CONFIG, at, "a finite number");
}

static lecun_status read_number(reading *r, size_t at, int index)
{
    const char first = r->text[at];
    lecun_status status = LECUN_OK;
    int64_t integer;

    if (first == '[' || first == '{')
        return refuse(r, LECUN_E_CONFIG, at, "one number: arrays, which Keras 3.15 takes, are left out");
    if (first != '-' && (first < '0' || first > '9'))
        return refuse(r, LECUN_E_CONFIG, at, "a number");
    r->number_at = at;
    if (lecun_json_integer(r->text, at, &integer))
        lecun_set_integer(&r->result, index, integer);
    else
        status = read_float(r, at, index);
    return status;
}

static lecun_status read_mode_up_to(reading *r, size_t at, int last, const char *expected)
{
    int mode;

    for (mode = LECUN_FAN_IN; mode <= last; mode++)
        if (lecun_json_is_string(r->text, at, lecun_mode_names[LECUN_MODE_ROW(mode)])) {
            r->result.mode = (uint32_t)mode;
            return LECUN_OK;
        }
    return refuse(r, LECUN_E_CONFIG, at, expected);
}

static lecun_status read_mode(reading *r, size_t at)
{
    return read_mode_up_to(r, at, LECUN_FAN_AVG, "a mode: \"fan_in\", \"fan_out\" or \"fan_avg\"");
}

static lecun_status read_jax_mode(reading *r, size_t at)
{
    return read_mode_up_to(r, at, LECUN_FAN_GEO_AVG, "a mode: \"fan_in\", \"fan_out\", \"fan_avg\" or \"fan_geo_avg\"");
}

/* Keras looks at the lower case of it, and takes "normal" for the truncated one. */
static lecun_status read_distribution(reading *r, size_t at)
{
    int d;

    for (d = LECUN_TRUNCATED_NORMAL; d <= LECUN_UNIFORM; d++)
        if (lecun_json_is_string_of_any_case(r->text, at, lecun_distribution_names[LECUN_NAME_ROW(d)])
            || (d == LECUN_TRUNCATED_NORMAL && lecun_json_is_string_of_any_case(r->text, at, "normal"))) {
            r->result.distribution = (uint32_t)d;
            return LECUN_OK;
        }
    return refuse(r, LECUN_E_CONFIG, at,
                  "a distribution: \"truncated_normal\", \"untruncated_normal\", \"normal\" or \"uniform\"");
}

/* Whether the value is one of the convolutions, which count as linear. */
static int is_convolution(const reading *r, size_t at)
{
    static const char *const names[] = {"conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"};
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (lecun_json_is_string(r->text, at, names[i]))
            return 1;
    return 0;
}

static lecun_status read_nonlinearity(reading *r, size_t at)
{
    int n;

    for (n = LECUN_LINEAR; n <= LECUN_SELU; n++)
        if (lecun_json_is_string(r->text, at, lecun_nonlinearity_names[LECUN_NONLINEARITY_ROW(n)])
            || (n == LECUN_LINEAR && is_convolution(r, at))) {
            r->result.nonlinearity = (uint32_t)n;
            return LECUN_OK;
        }
    return refuse(r, LECUN_E_CONFIG, at,
                  "a nonlinearity: \"linear\", \"sigmoid\", \"tanh\", \"relu\", \"leaky_relu\", \"selu\", or a convolution");
}

/* PyTorch looks at the lower case of it. */
static lecun_status read_fan_mode(reading *r, size_t at)
{
    int mode;

    for (mode = LECUN_FAN_IN; mode <= LECUN_FAN_OUT; mode++)
        if (lecun_json_is_string_of_any_case(r->text, at, lecun_mode_names[LECUN_MODE_ROW(mode)])) {
            r->result.mode = (uint32_t)mode;
            return LECUN_OK;
        }
    return refuse(r, LECUN_E_CONFIG, at, "a mode: \"fan_in\" or \"fan_out\"");
}

/* JAX's "normal" is not truncated. */
static lecun_status read_jax_distribution(reading *r, size_t at)
{
    int d;

    for (d = LECUN_TRUNCATED_NORMAL; d <= LECUN_UNIFORM; d++)
        if (lecun_json_is_string(r->text, at, lecun_jax_distribution_names[LECUN_NAME_ROW(d)])) {
            r->result.distribution = (uint32_t)d;
            return LECUN_OK;
        }
    return refuse(r, LECUN_E_CONFIG, at, "a distribution: \"truncated_normal\", \"normal\" or \"uniform\"");
}

static lecun_status ignore(reading *r, size_t at)
{
    (void)r;
    (void)at;
    return LECUN_OK;
}

/* The keys of a config, and which argument a class must take to have them; the numbers' keys are in the class's row. */
static const struct config_key {
    const char *name;
    unsigned argument;
    lecun_status (*read)(reading *r, size_t at);
} config_keys[] = {
    {"mode", LECUN_TAKES_NONLINEARITY, read_fan_mode},
    {"nonlinearity", LECUN_TAKES_NONLINEARITY, read_nonlinearity},
    {"seed", LECUN_KERAS_KEYS | LECUN_TAKES_SEED, read_seed},
    {"mode", LECUN_KERAS_KEYS | LECUN_TAKES_MODE, read_mode},
    {"distribution", LECUN_KERAS_KEYS | LECUN_TAKES_MODE, read_distribution},
    {"input_axes", LECUN_KERAS_KEYS | LECUN_TAKES_AXES, read_input_axes},
    {"output_axes", LECUN_KERAS_KEYS | LECUN_TAKES_AXES, read_output_axes},
    {"mode", LECUN_JAX_KEYS | LECUN_TAKES_MODE, read_jax_mode},
    {"distribution", LECUN_JAX_KEYS | LECUN_TAKES_MODE, read_jax_distribution},
    {"in_axis", LECUN_JAX_KEYS | LECUN_TAKES_AXES, read_in_axis},
    {"out_axis", LECUN_JAX_KEYS | LECUN_TAKES_AXES, read_out_axis},
    {"batch_axis", LECUN_JAX_KEYS | LECUN_TAKES_AXES, read_batch_axis},
    {"column_axis", LECUN_JAX_KEYS | LECUN_TAKES_COLUMNS, read_column_axis},
    {"dtype", 0, ignore},       /* Keras 2 takes it from any config and drops it */
};

static int is_number_key(const reading *r, size_t key, int index)
{
    const char *name = lecun_schemes[r->result.scheme].number[index].key;
    return name && lecun_json_is_string(r->text, key, name);
}

static lecun_status read_config_member(reading *r, unsigned takes, const lecun_json_items *member)
{
    size_t i;
    int index;

    for (i = 0; i < sizeof config_keys / sizeof *config_keys; i++)
        if (lecun_json_is_string(r->text, member->key, config_keys[i].name)
            && (takes & config_keys[i].argument) == config_keys[i].argument)
            return config_keys[i].read(r, member->value);
    for (index = 0; index < LECUN_NUMBERS; index++)
        if (is_number_key(r, member->key, index))
            return read_number(r, member->value, index);
    return refuse(r, LECUN_E_CONFIG, member->key, lecun_schemes[r->result.scheme].keys);
}

/* The object at `at` is the config of r->result, which is fresh. */
static lecun_status read_config(reading *r, size_t at)
{
    const unsigned takes = lecun_schemes[r->result.scheme].takes;
    lecun_json_items it = lecun_json_open(r->text, at);
    lecun_status status;

    if (r->text[at] != '{')
        return refuse(r, LECUN_E_CONFIG, at, "an object: the config");
    while (lecun_json_next(&it))
        if ((status = read_config_member(r, takes, &it)) != LECUN_OK)
            return status;
    if (!lecun_numbers_are_valid(&r->result))
        return refuse(r, LECUN_E_CONFIG, r->number_at, lecun_expected_numbers(&r->result));
    return LECUN_OK;
}

/* Make r->result a fresh initializer of the class. In Keras's configs its seed counts as drawn until one is read; JAX's
 * have none. */
static lecun_status read_class(reading *r, const char *class_name, size_t at)
{
    const lecun_scheme_id id = lecun_find_class(class_name);
    unsigned takes;

    if (id == LECUN_SCHEME_NONE)
        return refuse(r, LECUN_E_CONFIG, at, lecun_expected_class(class_name));
    r->result = lecun_fresh(id, 0);
    takes = lecun_schemes[id].takes;
    if (takes & LECUN_TAKES_SEED)
        r->result.drawn = takes & LECUN_KERAS_KEYS ? LECUN_SEED_DRAWN : LECUN_SEED_NONE;
    r->seed_at = at;
    return LECUN_OK;
}

/* The class whose name is in the text. Outside Keras, it may stand apart from its module, in another member (0: none). */
static lecun_status read_class_at(reading *r, size_t at, size_t module)
{
    char spelled[2 * LECUN_CLASS_NAME_SIZE], *name = spelled;

    if (module && lecun_json_copy_string(r->text, module, spelled, LECUN_CLASS_NAME_SIZE)) {
        name += strlen(spelled) + 1;
        name[-1] = '.';
    }
    if (!lecun_json_copy_string(r->text, at, name, LECUN_CLASS_NAME_SIZE))
        *name = 0;
    return read_class(r, lecun_find_class(spelled) ? spelled : name, at);
}

/* The members of a serialized initializer; 0 means that it has none, as no member's value stands at 0. */
typedef struct envelope {
    size_t class_name, config, module;
} envelope;

/* What Keras writes beside them, and does not need for an initializer. */
static int is_ignored(const char *text, size_t key)
{
    static const char *const names[] = {"registered_name", "build_config", "compile_config", "shared_object_id"};
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (lecun_json_is_string(text, key, names[i]))
            return 1;
    return 0;
}

static lecun_status open_envelope(reading *r, size_t at, envelope *parts)
{
    lecun_json_items it = lecun_json_open(r->text, at);

    while (lecun_json_next(&it)) {
        if (lecun_json_is_string(r->text, it.key, "class_name"))
            parts->class_name = it.value;
        else if (lecun_json_is_string(r->text, it.key, "config"))
            parts->config = it.value;
        else if (lecun_json_is_string(r->text, it.key, "module"))
            parts->module = it.value;
        else if (!is_ignored(r->text, it.key))
            return refuse(r, LECUN_E_CONFIG, it.key,
                          "one of the keys \"module\", \"class_name\", \"config\", \"registered_name\"");
    }
    if (!parts->class_name)
        return refuse(r, LECUN_E_CONFIG, at, "an object with the key \"class_name\"");
    if (parts->module && r->text[parts->module] != '"')
        return refuse(r, LECUN_E_CONFIG, parts->module, "a module: a string");
    return LECUN_OK;
}

/* A name, or an object that holds one and maybe a config. */
static lecun_status read_serialized(reading *r, size_t at)
{
    envelope parts = {0, 0, 0};
    lecun_status status;

    if (r->text[at] == '"')
        return read_class_at(r, at, 0);
    if (r->text[at] != '{')
        return refuse(r, LECUN_E_CONFIG, at, "an initializer: its name, or an object");
    status = open_envelope(r, at, &parts);
    if (!status)
        status = read_class_at(r, parts.class_name, parts.module);
    if (!status && parts.config && !is_null(r->text, parts.config))
        status = read_config(r, parts.config);
    return status;
}

/* The class's name is given, and the text is its config. */
static lecun_status read_named(reading *r, size_t at, const char *class_name)
{
    const lecun_status status = read_class(r, class_name, 0);
    return status ? status : read_config(r, at);
}

/* Check the text, read it into a fresh initializer, and draw the seed that it lacks. */
static lecun_status read_text(reading *r, size_t length, const char *class_name, int named)
{
    lecun_status status;

    if (!lecun_json_check(r->text, length, &r->error))
        return LECUN_E_JSON;
    if (named)
        status = read_named(r, lecun_json_root(r->text), class_name);
    else
        status = read_serialized(r, lecun_json_root(r->text));
    if (!status && r->result.drawn == LECUN_SEED_DRAWN && (status = lecun_entropy_seed(&r->result.seed)) != LECUN_OK)
        refuse(r, status, r->seed_at, "a seed, as the system offers no entropy to draw one from");
    return status;
}

/* Both readers: *self is touched only when all is well. */
static lecun_status read_into(lecun_initializer *self, const char *class_name, const char *json, size_t json_length,
                              lecun_error *error, int named)
{
    reading r;
    lecun_status status;

    memset(&r, 0, sizeof r);
    r.text = json;
    if (!self || !json || (named && !class_name))
        status = refuse(&r, LECUN_E_NULL, 0, "a pointer that is not NULL");
    else if ((status = read_text(&r, json_length, class_name, named)) == LECUN_OK)
        *self = r.result;
    if (error)
        *error = r.error;
    return status;
}

lecun_status lecun_from_config(lecun_initializer *self, const char *class_name, const char *json, size_t json_length,
                               lecun_error *error)
{
    return read_into(self, class_name, json, json_length, error, 1);
}

lecun_status lecun_deserialize(lecun_initializer *self, const char *json, size_t json_length, lecun_error *error)
{
    return read_into(self, NULL, json, json_length, error, 0);
}
