/* SPDX-License-Identifier: MIT
 *
 * recipe_text.c - see recipe_text.h
 *
 * The library reads what Keras writes, and refuses other keys. So these are read here, and replaced by blanks in a copy of the
 * text before the library gets it: what it refuses stands at the same place in both.
 */
#include "recipe_text.h"
#include "json_text.h"
#include "../decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong(recipe_reading *in, size_t at, const char *expected)
{
    in->at = at;
    in->expected = expected;
    return 0;
}

static int no_memory(recipe_reading *in)
{
    in->expected = NULL;
    return 0;
}

size_t recipe_length(const char *text)
{
    if (*text != '{' && *text != '"')
        return strcspn(text, " \t\r\n");
    return json_value_end(text, 0, strlen(text));
}

/* --- Parts of the JSON -------------------------------------------------------------------------------------------- */

static double number_at(const char *text, size_t at)
{
    return lecun_double_of_decimal(text + at, json_value_end(text, at, strlen(text)) - at);
}

static int is_number(char c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

/* The tensor that a string names; NULL: wrong. */
static const tensor *tensor_at(recipe_reading *in, size_t at, problem *why)
{
    json_place p = {NULL, 0, 0, NULL};
    const tensor *t;
    char *name;

    p.text = in->text;
    p.length = strlen(in->text);
    if (in->text[at] != '"' || !in->m) {
        wrong(in, at, in->m ? "the name of a tensor of a line before" : "an initializer of its own: rules have no names to copy");
        return NULL;
    }
    name = json_string(&p, at, why);
    if (!name) {
        no_memory(in);
        return NULL;
    }
    t = find_tensor(in->m, name);
    free(name);
    if (!t || !t->recipe_count)
        wrong(in, at, "the name of a tensor of a line before");
    return t && t->recipe_count ? t : NULL;
}

static int read_operation(recipe_reading *in, size_t at, operation *o)
{
    static const char *const names[] = {"mul", "div", "add", "sub", "clamp"};
    static const char form[] = "an operation: [\"mul\", 2], div, add, sub, or [\"clamp\", low, high]";
    lecun_json_items it = lecun_json_open(in->text, at);
    double numbers[2] = {0, 0};
    int count = 0, kind = 0;

    if (in->text[at] != '[' || !lecun_json_next(&it))
        return wrong(in, at, form);
    while (kind <= CLAMP && !lecun_json_is_string(in->text, it.value, names[kind]))
        kind++;
    if (kind > CLAMP)
        return wrong(in, it.value, form);
    for (; lecun_json_next(&it); count++) {
        if (count == 2 || !is_number(in->text[it.value]))
            return wrong(in, it.value, form);
        numbers[count] = number_at(in->text, it.value);
        if (!(numbers[count] - numbers[count] <= 0))
            return wrong(in, it.value, "a number that is finite as a double");
    }
    o->kind = (operation_kind)kind;
    o->number = numbers[0];
    o->upper = numbers[1];
    return count == (kind == CLAMP ? 2 : 1) || wrong(in, at, form);
}

static int read_operations(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, at);

    if (in->text[at] != '[')
        return wrong(in, at, "a list of operations");
    while (lecun_json_next(&it)) {
        operation *larger = (operation *)grow(r->then, r->then_count, sizeof *larger, why);
        if (!larger)
            return no_memory(in);
        r->then = larger;
        if (!read_operation(in, it.value, &r->then[r->then_count]))
            return 0;
        r->then_count++;
    }
    return 1;
}

static int read_values(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, at);
    size_t count = 0;

    if (in->text[at] != '[')
        return wrong(in, at, "a list of numbers");
    r->how = VALUES;
    r->values = (double *)allocate(NULL, 1, sizeof *r->values, why);
    for (; r->values && lecun_json_next(&it); count++) {
        double *larger = (double *)grow(r->values, count, sizeof *larger, why);
        if (!larger)
            return no_memory(in);
        r->values = larger;
        if (!is_number(in->text[it.value]))
            return wrong(in, it.value, "a number");
        r->values[count] = number_at(in->text, it.value);
    }
    if (!r->values)
        return no_memory(in);
    return in->is_any_shape || (int64_t)count == r->shape.count || wrong(in, at, "as many numbers as the shape has elements");
}

/* --- Other tensors ------------------------------------------------------------------------------------------------ */

static int copy_operations(recipe_reading *in, const recipe *from, recipe *r, problem *why)
{
    if (!from->then_count)
        return 1;
    r->then = (operation *)allocate(NULL, from->then_count, sizeof *r->then, why);
    if (!r->then)
        return no_memory(in);
    memcpy(r->then, from->then, from->then_count * sizeof *r->then);
    r->then_count = from->then_count;
    return 1;
}

/* The raw draw of its first line: what was done to it then, is not. */
static int read_copy(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    const tensor *t = tensor_at(in, at, why);
    const recipe *from = t ? t->recipes : NULL;

    if (!t)
        return 0;
    if (from->how != FILLED)
        return wrong(in, at, "the name of a tensor that is drawn");
    if (!same_shape(&from->shape, &r->shape))
        return wrong(in, at, "the name of a tensor of this shape");
    r->how = FILLED;
    r->initializer = from->initializer;
    r->seed = from->seed;
    r->has_seed = from->has_seed;
    r->drawn = from->drawn;
    r->is_named = from->is_named;
    r->shares = 1;
    return 1;
}

/* Of a tensor that is itself the same as another, that other: so none stands for one that stands for one. */
static int read_same(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    const tensor *t = tensor_at(in, at, why);

    if (!t)
        return 0;
    if (!same_shape(&t->shape, &r->shape))
        return wrong(in, at, "the name of a tensor of this shape");
    r->how = SAME;
    r->same = t->recipes->how == SAME && !t->recipes->then_count ? t->recipes->same : (size_t)(t - in->m->tensors);
    return copy_operations(in, r, r, why);
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
    s->as = tensor_at(in, at, why);
    if (!s->as)
        return 0;
    if (!s->as->recipes->has_seed)
        return wrong(in, at, "the name of a tensor that has a seed");
    strcpy(s->text, "0");
    return 1;
}

static int read_residual(recipe_reading *in, size_t at, substitute *s)
{
    if (!in->layers)
        return wrong(in, at, "a number: only rules know how many layers there are");
    if (!is_number(in->text[at]))
        return wrong(in, at, "a number, which is divided by the square root of twice the number of layers");
    snprintf(s->text, sizeof s->text, "%.17g", number_at(in->text, at) / square_root(2 * (double)in->layers));
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
            return wrong(in, inner.key, "the end of this object");
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
        return no_memory(in);
    status = lecun_deserialize(&r->initializer, whole.at, whole.size, &error);
    free_buffer(&whole);
    if (*text != '{' && *text != '"')
        error.at -= error.at > 0;
    else if (s->begin && error.at >= s->begin + strlen(s->text))
        error.at += s->end - s->begin - strlen(s->text);
    snprintf(in->words, sizeof in->words, "%s", error.expected ? error.expected : lecun_status_string(status));
    return !status || wrong(in, error.at, in->words);
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

    if (in->has_layout && r->shape.rank >= 2 && !names_axes(&r->initializer))
        status = lecun_set_layout(&r->initializer, in->layout, 1);
    return !status || status == LECUN_E_CLASS || wrong(in, 0, lecun_status_string(status));
}

static int set_seed(recipe_reading *in, recipe *r, const substitute *s)
{
    lecun_status status = lecun_set_profile(&r->initializer, in->profile);

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
    return !status || wrong(in, 0, lecun_status_string(status));
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
        {"copy", read_copy, 1}, {"same", read_same, 1}, {"values", read_values, 1}, {"then", read_operations, 0},
    };
    const char *refusal = refused_here(in->text, it->key);
    size_t i;

    if (refusal)
        return wrong(in, it->key, refusal);
    for (i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (!lecun_json_is_string(in->text, it->key, readers[i].key))
            continue;
        if (readers[i].is_all && *is_done)
            return wrong(in, it->key, "one of copy, same and values");
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
        return !other || wrong(in, other, "nothing beside copy, same or values but then");
    return deserialize(in, copy, &s, r, why) && set_layout(in, r) && set_seed(in, r, &s);
}

/* A class of another framework has a prefix that says so. */
static int is_foreign(recipe_reading *in)
{
    static const char *const prefixes[] = {"torch.", "jax."};
    const char *class_name = strstr(in->text, "\"class_name\"");
    size_t i;

    class_name = class_name ? class_name + strlen("\"class_name\"") : in->text;
    class_name += strspn(class_name, " \t:\"");
    for (i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(class_name, prefixes[i], strlen(prefixes[i])) == 0)
            return !wrong(in, (size_t)(class_name - in->text),
                          "a class of Keras: the draws of PyTorch and JAX are not made by this version");
    return 0;
}

int read_recipe(recipe_reading *in, recipe *r, problem *why)
{
    const size_t length = strlen(in->text);
    lecun_error error = {0, NULL};
    char *copy;
    int fine;

    if (!length)
        return wrong(in, 0, "an initializer: JSON, or the name of a class");
    if (is_foreign(in))
        return 0;
    if ((*in->text == '{' || *in->text == '"') && !lecun_json_check(in->text, length, &error))
        return wrong(in, error.at, error.expected);
    copy = copy_text(in->text, length, why);
    if (!copy)
        return no_memory(in);
    fine = read_object(in, copy, r, why);
    free(copy);
    return fine;
}

int check_recipe(recipe_reading *in, const recipe *r, const element_type *type)
{
    lecun_error error = {0, NULL};
    lecun_status status;

    if (r->how == SAME && in->m->tensors[r->same].type != type)
        return wrong(in, 0, "the name of a tensor of this dtype");
    if (r->how != FILLED)
        return 1;
    status = lecun_check(&r->initializer, (lecun_dtype)type->dtype, r->shape.dimension, r->shape.rank, &error);
    if (!status)
        return 1;
    if (status == LECUN_E_AXIS || status == LECUN_E_GROUPS || status == LECUN_E_OVERFLOW)
        snprintf(in->words, sizeof in->words, "%s (axis %zu)", error.expected, error.at);
    else
        snprintf(in->words, sizeof in->words, "%s", error.expected ? error.expected : lecun_status_string(status));
    return wrong(in, 0, in->words);
}
