/* SPDX-License-Identifier: MIT
 *
 * recipe_member.c - see recipe_member.h
 */
#include "recipe_member.h"
#include "json_text.h"
#include "torch_draw.h"
#include "../decimal.h"

#include <stdlib.h>
#include <string.h>

int recipe_wrong(recipe_reading *in, size_t at, const char *expected)
{
    in->at = at;
    in->expected = expected;
    return 0;
}

int recipe_no_memory(recipe_reading *in)
{
    in->expected = NULL;
    return 0;
}

/* --- Parts of the JSON -------------------------------------------------------------------------------------------- */

double recipe_number(const char *text, size_t at)
{
    return lecun_double_of_decimal(text + at, json_value_end(text, at, strlen(text)) - at);
}

int recipe_is_number(char c)
{
    return c == '-' || (c >= '0' && c <= '9');
}

/* The tensor that a string names; NULL: wrong. */
const tensor *recipe_tensor(recipe_reading *in, size_t at, problem *why)
{
    json_place p = {NULL, 0, 0, NULL};
    const tensor *t;
    char *name;

    p.text = in->text;
    p.length = strlen(in->text);
    if (in->text[at] != '"' || !in->m) {
        recipe_wrong(in, at, in->m ? "the name of a tensor of a line before" : "an initializer of its own: rules have no names to copy");
        return NULL;
    }
    name = json_string(&p, at, why);
    if (!name) {
        recipe_no_memory(in);
        return NULL;
    }
    t = find_tensor(in->m, name);
    free(name);
    if (!t || !t->recipe_count)
        recipe_wrong(in, at, "the name of a tensor of a line before");
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
        return recipe_wrong(in, at, form);
    while (kind <= CLAMP && !lecun_json_is_string(in->text, it.value, names[kind]))
        kind++;
    if (kind > CLAMP)
        return recipe_wrong(in, it.value, form);
    for (; lecun_json_next(&it); count++) {
        if (count == 2 || !recipe_is_number(in->text[it.value]))
            return recipe_wrong(in, it.value, form);
        numbers[count] = recipe_number(in->text, it.value);
        if (!(numbers[count] - numbers[count] <= 0))
            return recipe_wrong(in, it.value, "a number that is finite as a double");
    }
    o->kind = (operation_kind)kind;
    o->number = numbers[0];
    o->upper = numbers[1];
    return count == (kind == CLAMP ? 2 : 1) || recipe_wrong(in, at, form);
}

int read_operations_member(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, at);

    if (in->text[at] != '[')
        return recipe_wrong(in, at, "a list of operations");
    while (lecun_json_next(&it)) {
        operation *larger = (operation *)grow(r->then, r->then_count, sizeof *larger, why);
        if (!larger)
            return recipe_no_memory(in);
        r->then = larger;
        if (!read_operation(in, it.value, &r->then[r->then_count]))
            return 0;
        r->then_count++;
    }
    return 1;
}

int read_values_member(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    lecun_json_items it = lecun_json_open(in->text, at);
    size_t count = 0;

    if (in->text[at] != '[')
        return recipe_wrong(in, at, "a list of numbers");
    r->how = VALUES;
    r->values = (double *)allocate(NULL, 1, sizeof *r->values, why);
    if (!r->values)
        return recipe_no_memory(in);
    for (; lecun_json_next(&it); count++) {
        double *larger = (double *)grow(r->values, count, sizeof *larger, why);
        if (!larger)
            return recipe_no_memory(in);
        r->values = larger;
        if (!recipe_is_number(in->text[it.value]))
            return recipe_wrong(in, it.value, "a number");
        r->values[count] = recipe_number(in->text, it.value);
    }
    return in->is_any_shape || (int64_t)count == r->shape.count || recipe_wrong(in, at, "as many numbers as the shape has elements");
}

/* --- Other tensors ------------------------------------------------------------------------------------------------ */

/* The raw draw of its first line: what was done to it then, is not. */
int read_copy_member(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    const tensor *t = recipe_tensor(in, at, why);
    const recipe *from = t ? t->recipes : NULL;

    if (!t)
        return 0;
    if (from->how != FILLED)
        return recipe_wrong(in, at, "the name of a tensor that is drawn");
    if (!same_shape(&from->shape, &r->shape))
        return recipe_wrong(in, at, "the name of a tensor of this shape");
    r->how = FILLED;
    r->initializer = from->initializer;
    r->seed = from->seed;
    r->has_seed = from->has_seed;
    r->drawn = from->drawn;
    r->is_named = from->is_named;
    r->shares = 1;
    return share_draw(r, from, why) || recipe_no_memory(in);
}

/* Of a tensor that is itself the same as another, that other: so none stands for one that stands for one. */
int read_same_member(recipe_reading *in, size_t at, recipe *r, problem *why)
{
    const tensor *t = recipe_tensor(in, at, why);

    if (!t)
        return 0;
    if (!same_shape(&t->shape, &r->shape))
        return recipe_wrong(in, at, "the name of a tensor of this shape");
    r->how = SAME;
    r->same = t->recipes->how == SAME && !t->recipes->then_count ? t->recipes->same : (size_t)(t - in->m->tensors);
    return 1;
}
