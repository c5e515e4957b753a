/* SPDX-License-Identifier: MIT
 *
 * config.c - initializer to Keras config and back; the only place where the keys of Keras's configs occur
 *
 * Reads the union of what Keras 2 and Keras 3 read (keras/src/saving/serialization_lib.py, legacy/serialization.py); what
 * both refuse is refused here, with the position and what was expected.
 */
#include "entropy.h"
#include "json.h"
#include "scheme.h"

#include <string.h>

/* --- Writing ------------------------------------------------------------------------------------------------------------- */

static const char *const axes_key[2] = {"input_axes", "output_axes"};

static void put_axes(lecun_text *to, const lecun_initializer *self, int list)
{
    uint32_t i;

    lecun_text_put(to, ", \"");
    lecun_text_put(to, axes_key[list]);
    lecun_text_put(to, "\": [");
    for (i = 0; i < self->axis_count[list]; i++) {
        if (i)
            lecun_text_put(to, ", ");
        lecun_text_put_integer(to, self->axis[list][i]);
    }
    lecun_text_put(to, "]");
}

static void put_config(lecun_text *to, const lecun_initializer *self)
{
    int list;

    lecun_text_put(to, "{");
    if (lecun_schemes[self->scheme].takes & LECUN_TAKES_SEED) {
        lecun_text_put(to, "\"seed\": ");
        if (self->drawn)
            lecun_text_put(to, "null");
        else
            lecun_text_put_integer(to, self->seed);
    }
    for (list = 0; list < 2; list++)
        if (self->axis_lists & 1u << list)
            put_axes(to, self, list);
    lecun_text_put(to, "}");
}

static void put_serialized(lecun_text *to, const lecun_initializer *self)
{
    lecun_text_put(to, "{\"module\": \"keras.initializers\", \"class_name\": \"");
    lecun_text_put(to, lecun_schemes[self->scheme].names[0]);
    lecun_text_put(to, "\", \"config\": ");
    put_config(to, self);
    lecun_text_put(to, ", \"registered_name\": null}");
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

/* --- Reading ------------------------------------------------------------------------------------------------------------- */

typedef struct reading {
    const char *text;
    lecun_error error;
    size_t seed_at;             /* where the seed is, or the class name that came without one */
    lecun_initializer result;
} reading;

static lecun_status refuse(reading *r, lecun_status status, size_t at, const char *expected)
{
    r->error.at = at;
    r->error.expected = expected;
    return status;
}

static int is_null(const char *text, size_t at)
{
    return text[at] == 'n';
}

static lecun_status read_seed(reading *r, size_t at)
{
    r->seed_at = at;
    if (is_null(r->text, at))
        return LECUN_OK;
    if (!lecun_json_integer(r->text, at, &r->result.seed))
        return refuse(r, LECUN_E_SEED, at, "a seed: an integer of 64 bits, or null");
    r->result.drawn = 0;
    return LECUN_OK;
}

static lecun_status read_axes(reading *r, size_t at, int list)
{
    lecun_json_items it = lecun_json_open(r->text, at);
    uint32_t count = 0;

    if (is_null(r->text, at))
        return LECUN_OK;
    if (r->text[at] != '[')
        return refuse(r, LECUN_E_CONFIG, at, "a list of axes, or null");
    while (lecun_json_next(&it)) {
        int64_t axis;
        if (count == LECUN_MAX_AXES)
            return refuse(r, LECUN_E_CONFIG, it.value, "at most 8 axes");
        if (!lecun_json_integer(r->text, it.value, &axis) || axis < INT32_MIN || axis > INT32_MAX)
            return refuse(r, LECUN_E_CONFIG, it.value, "an axis: an integer of 32 bits");
        r->result.axis[list][count++] = (int32_t)axis;
    }
    r->result.axis_count[list] = count;
    r->result.axis_lists |= 1u << list;
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

static lecun_status ignore(reading *r, size_t at)
{
    (void)r;
    (void)at;
    return LECUN_OK;
}

/* The keys of a config, and which argument a class must take to have them. */
static const struct config_key {
    const char *name;
    unsigned argument;
    lecun_status (*read)(reading *r, size_t at);
} config_keys[] = {
    {"seed", LECUN_TAKES_SEED, read_seed},
    {"input_axes", LECUN_TAKES_AXES, read_input_axes},
    {"output_axes", LECUN_TAKES_AXES, read_output_axes},
    {"dtype", 0, ignore},       /* Keras 2 takes it from any config and drops it */
};

static lecun_status read_config_member(reading *r, unsigned takes, const lecun_json_items *member)
{
    size_t i;

    for (i = 0; i < sizeof config_keys / sizeof *config_keys; i++)
        if (lecun_json_is_string(r->text, member->key, config_keys[i].name)
            && (takes & config_keys[i].argument) == config_keys[i].argument)
            return config_keys[i].read(r, member->value);
    return refuse(r, LECUN_E_CONFIG, member->key,
                  takes ? "one of the keys \"seed\", \"input_axes\", \"output_axes\"" : "no key: this class takes no arguments");
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
    return LECUN_OK;
}

/* The class called class_name, or if that is NULL, by the JSON string at `at`. */
static int find_class(const char *class_name, const char *text, size_t at)
{
    const char *const *name;
    int id;

    for (id = LECUN_SCHEME_NONE + 1; id < LECUN_SCHEME_END; id++)
        for (name = lecun_schemes[id].names; *name; name++)
            if (class_name ? strcmp(class_name, *name) == 0 : lecun_json_is_string(text, at, *name))
                return id;
    return LECUN_SCHEME_NONE;
}

/* Make r->result a fresh initializer of the class. Its seed counts as drawn until one is read. */
static lecun_status read_class(reading *r, const char *class_name, size_t at)
{
    int id = find_class(class_name, r->text, at);

    if (id == LECUN_SCHEME_NONE)
        return refuse(r, LECUN_E_CONFIG, at, "the name of a class this library knows: LecunNormal, Zeros or Ones");
    r->result = lecun_fresh((lecun_scheme_id)id, 0);
    r->result.drawn = (lecun_schemes[id].takes & LECUN_TAKES_SEED) != 0;
    r->seed_at = at;
    return LECUN_OK;
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
        return read_class(r, NULL, at);
    if (r->text[at] != '{')
        return refuse(r, LECUN_E_CONFIG, at, "an initializer: its name, or an object");
    status = open_envelope(r, at, &parts);
    if (!status)
        status = read_class(r, NULL, parts.class_name);
    if (!status && parts.config && !is_null(r->text, parts.config))
        status = read_config(r, parts.config);
    return status;
}

/* The class's name is given, and the text is its config. */
static lecun_status read_named(reading *r, size_t at, const char *class_name)
{
    lecun_status status = read_class(r, class_name, 0);
    return status ? status : read_config(r, at);
}

/* Both readers: check the text, read it into a fresh initializer, draw the seed it lacks, and only then touch *self. */
static lecun_status read_text(lecun_initializer *self, const char *class_name, const char *json, size_t json_length,
                              lecun_error *error, int named)
{
    reading r;
    lecun_status status;

    memset(&r, 0, sizeof r);
    r.text = json;
    if (!self || !json || (named && !class_name))
        status = refuse(&r, LECUN_E_NULL, 0, "a pointer that is not NULL");
    else if (!lecun_json_check(json, json_length, &r.error))
        status = LECUN_E_JSON;
    else if (named)
        status = read_named(&r, lecun_json_root(json), class_name);
    else
        status = read_serialized(&r, lecun_json_root(json));
    if (!status && r.result.drawn && (status = lecun_entropy_seed(&r.result.seed)) != LECUN_OK)
        refuse(&r, status, r.seed_at, "a seed, as the system offers no entropy to draw one from");
    if (!status)
        *self = r.result;
    if (error)
        *error = r.error;
    return status;
}

lecun_status lecun_from_config(lecun_initializer *self, const char *class_name, const char *json, size_t json_length,
                               lecun_error *error)
{
    return read_text(self, class_name, json, json_length, error, 1);
}

lecun_status lecun_deserialize(lecun_initializer *self, const char *json, size_t json_length, lecun_error *error)
{
    return read_text(self, NULL, json, json_length, error, 0);
}
