/* SPDX-License-Identifier: MIT
 *
 * recipe_text.c - see recipe_text.h
 *
 * The library reads what Keras writes, and refuses other keys. So these are read here, and replaced by blanks in a copy of the
 * text before the library gets it: what it refuses stands at the same place in both.
 */
#include "recipe_text.h"
#include "json_text.h"
#include "recipe_member.h"
#include "torch_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t recipe_length(const char *text)
{
    if (*text != '{' && *text != '"')
        return strcspn(text, " \t\r\n");
    return json_value_end(text, 0, strlen(text));
}

/* --- What the library reads --------------------------------------------------------------------------------------- */

static void blank(char *text, size_t begin, size_t end)
{
    memset(text + begin, ' ', end - begin);
}

/* A member, with the comma behind it, or else the one before it. */
static void blank_member(char *text, size_t key, size_t end)
{
    const size_t next = end + strspn(text + end, " \t\r\n");

    if (text[next] == ',') {
        end = next + 1;
    } else {
        size_t before = key;
        while (before && strchr(" \t\r\n", text[before - 1]))
            before--;
        key = before && text[before - 1] == ',' ? before - 1 : key;
    }
    blank(text, key, end);
}

/* What stands in the place of a seed or number in the config, as text of its own. */
typedef struct substitute {
    size_t begin, end;          /* in the text of the list; both 0: there is none */
    const tensor *as;
    char text[40];
} substitute;

static int read_as(recipe_reading *in, size_t at, substitute *s, problem *why)
{
    s->as = recipe_tensor(in, at, why);
    if (!s->as)
        return 0;
    if (!s->as->recipes->has_seed)
        return recipe_wrong(in, at, "the name of a tensor that has a seed");
    strcpy(s->text, "0");
    return 1;
}

static int read_residual(recipe_reading *in, size_t at, substitute *s)
{
    if (!in->layers)
        return recipe_wrong(in, at, "a number: only rules know how many layers there are");
    if (!recipe_is_number(in->text[at]))
        return recipe_wrong(in, at, "a number, which is divided by the square root of twice the number of layers");
    snprintf(s->text, sizeof s->text, "%.17g", recipe_number(in->text, at) / square_root(2 * (double)in->layers));
    return 1;
}

/* {"as": NAME} or {"residual": S} as a value of the config. */
static int read_substitute(recipe_reading *in, size_t config, substitute *s, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, config), inner;

    while (in->text[config] == '{' && lecun_json_next(&it)) {
        if (in->text[it.value] != '{')
            continue;
        inner = lecun_json_open(in->text, it.value);
        if (s->begin || !lecun_json_next(&inner))
            continue;
        if (lecun_json_is_string(in->text, inner.key, "as") && !read_as(in, inner.value, s, why))
            return 0;
        if (lecun_json_is_string(in->text, inner.key, "residual") && !read_residual(in, inner.value, s))
            return 0;
        if (*s->text && lecun_json_next(&inner))
            return recipe_wrong(in, inner.key, "the end of this object");
        s->begin = *s->text ? it.value : 0;
        s->end = *s->text ? json_value_end(in->text, it.value, strlen(in->text)) : 0;
    }
    return 1;
}

/* The text for the library: its errors are found again at the place that they have in the list. */
static int deserialize(recipe_reading *in, const char *text, const substitute *s, recipe *r, problem *why)
{
    lecun_error error = {0, NULL};
    lecun_status status;
    buffer whole = {NULL, 0, 0, 0};

    if (*text != '{' && *text != '"')
        put_format(&whole, "\"%s\"", text);
    else if (s->begin)
        put_format(&whole, "%.*s%s%s", (int)s->begin, text, s->text, text + s->end);
    else
        put_text(&whole, text);
    if (!check_buffer(&whole, why))
        return recipe_no_memory(in);
    status = lecun_deserialize(&r->initializer, whole.at, whole.size, &error);
    free_buffer(&whole);
    if (*text != '{' && *text != '"')
        error.at -= error.at > 0;
    else if (s->begin && error.at >= s->begin + strlen(s->text))
        error.at += s->end - s->begin - strlen(s->text);
    snprintf(in->words, sizeof in->words, "%s", error.expected ? error.expected : lecun_status_string(status));
    return !status || recipe_wrong(in, error.at, in->words);
}

/* Has the config axes of its own? */
static int names_axes(const lecun_initializer *init)
{
    char config[1024];
    size_t length;

    return lecun_get_config(init, config, sizeof config, &length) == LECUN_OK && strstr(config, "_axes\": [") != NULL;
}

/* Vectors have one fan, by Keras's rule; a class that takes no axes needs none. */
static int set_layout(recipe_reading *in, recipe *r)
{
    lecun_status status = LECUN_OK;

    if (in->has_layout && r->shape.rank >= 2 && !is_torch_class(&r->initializer) && !names_axes(&r->initializer))
        status = lecun_set_layout(&r->initializer, in->layout, 1);
    return !status || status == LECUN_E_CLASS || recipe_wrong(in, 0, lecun_status_string(status));
}

static int set_seed(recipe_reading *in, recipe *r, const substitute *s)
{
    lecun_status status = is_torch_class(&r->initializer) ? LECUN_OK : lecun_set_profile(&r->initializer, in->profile);

    r->has_seed = lecun_get_seed(&r->initializer, &r->seed, &r->drawn) == LECUN_OK;
    if (!status && s->as && r->has_seed) {
        const recipe *as = s->as->recipes;
        r->seed = as->seed;
        r->drawn = as->drawn;
        r->is_named = as->is_named;
        r->shares = 1;
        r->initializer.seed = as->initializer.seed;
        r->initializer.draw = as->initializer.draw;
        r->initializer.drawn = as->initializer.drawn;
    }
    return !status || recipe_wrong(in, 0, lecun_status_string(status));
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

static const char *refused_here(const char *text, size_t key)
{
    static const struct { const char *key, *expected; } keys[] = {
        {"key", "draws of Keras on TensorFlow: those of JAX keys are not made by this version"},
        {"flax", "draws of Keras on TensorFlow: those of Flax are not made by this version"},
        {"nnx", "draws of Keras on TensorFlow: those of Flax NNX are not made by this version"},
    };
    size_t i;

    for (i = 0; i < sizeof keys / sizeof *keys; i++)
        if (lecun_json_is_string(text, key, keys[i].key))
            return keys[i].expected;
    return NULL;
}

/* The members that the library does not know, of which one may be all that there is to read. */
static int read_member(recipe_reading *in, const lecun_json_items *it, char *copy, recipe *r, int *is_done, problem *why)
{
    static const struct { const char *key; int (*read)(recipe_reading *, size_t, recipe *, problem *); int is_all; } readers[] = {
        {"copy", read_copy_member, 1}, {"same", read_same_member, 1}, {"values", read_values_member, 1}, {"then", read_operations_member, 0},
    };
    const char *refusal = refused_here(in->text, it->key);
    size_t i;

    if (refusal)
        return recipe_wrong(in, it->key, refusal);
    for (i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (!lecun_json_is_string(in->text, it->key, readers[i].key))
            continue;
        if (readers[i].is_all && *is_done)
            return recipe_wrong(in, it->key, "one of copy, same and values");
        *is_done |= readers[i].is_all;
        blank_member(copy, it->key, json_value_end(in->text, it->value, strlen(in->text)));
        return readers[i].read(in, it->value, r, why);
    }
    return 1;
}

static int read_object(recipe_reading *in, char *copy, recipe *r, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, 0);
    substitute s = {0, 0, NULL, ""};
    size_t other = 0;
    int is_done = 0;

    r->how = FILLED;
    while (*in->text == '{' && lecun_json_next(&it)) {
        if (!read_member(in, &it, copy, r, &is_done, why))
            return 0;
        if (lecun_json_is_string(in->text, it.key, "config") && !read_substitute(in, it.value, &s, why))
            return 0;
        other = copy[it.key] == '"' ? it.key : other;
    }
    if (is_done)
        return !other || recipe_wrong(in, other, "nothing beside copy, same or values but then");
    return deserialize(in, copy, &s, r, why) && set_layout(in, r) && set_seed(in, r, &s);
}

/* A class of another framework has a prefix that says so. */
static int is_foreign(recipe_reading *in)
{
    static const char *const prefixes[] = {"jax."};
    const char *class_name = strstr(in->text, "\"class_name\"");
    size_t i;

    class_name = class_name ? class_name + strlen("\"class_name\"") : in->text;
    class_name += strspn(class_name, " \t:\"");
    for (i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(class_name, prefixes[i], strlen(prefixes[i])) == 0)
            return !recipe_wrong(in, (size_t)(class_name - in->text),
                          "a class of Keras or PyTorch: the draws of JAX are not made by this version");
    return 0;
}

int read_recipe(recipe_reading *in, recipe *r, problem *why)
{
    const size_t length = strlen(in->text);
    lecun_error error = {0, NULL};
    char *copy;
    int fine;

    if (!length)
        return recipe_wrong(in, 0, "an initializer: JSON, or the name of a class");
    if (is_foreign(in))
        return 0;
    if ((*in->text == '{' || *in->text == '"') && !lecun_json_check(in->text, length, &error))
        return recipe_wrong(in, error.at, error.expected);
    copy = copy_text(in->text, length, why);
    if (!copy)
        return recipe_no_memory(in);
    fine = read_object(in, copy, r, why);
    free(copy);
    return fine;
}

int check_recipe(recipe_reading *in, const recipe *r, const element_type *type)
{
    lecun_error error = {0, NULL};
    lecun_status status;

    if (r->how == SAME && in->m->tensors[r->same].type != type)
        return recipe_wrong(in, 0, "the name of a tensor of this dtype");
    if (r->how != FILLED)
        return 1;
    status = lecun_check(&r->initializer, (lecun_dtype)type->dtype, r->shape.dimension, r->shape.rank, &error);
    if (!status)
        return 1;
    if (status == LECUN_E_AXIS || status == LECUN_E_GROUPS || status == LECUN_E_OVERFLOW)
        snprintf(in->words, sizeof in->words, "%s (axis %zu)", error.expected, error.at);
    else
        snprintf(in->words, sizeof in->words, "%s", error.expected ? error.expected : lecun_status_string(status));
    return recipe_wrong(in, 0, in->words);
}
