/* SPDX-License-Identifier: MIT
 *
 * like.c - see like.h
 */
#include "like.h"
#include "torch_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tensor *add_like(model *m, const stored_tensor *old, problem *why)
{
    char *name = copy_text(old->name, strlen(old->name), why);
    shape s;
    tensor *t;

    if (!name || !copy_shape(&old->shape, &s, why)) {
        free(name);
        return NULL;
    }
    t = new_tensor(m, name, old->type, &s, why);
    if (!t)
        return NULL;
    t->dtype = old->dtype;
    t->old_file = old->file;
    if (!t->type)
        t->count = old->end - old->begin;
    return t;
}

static int copy_stored(const checkpoint *c, const stored_tensor *old, tensor *t, problem *why)
{
    recipe *r = new_recipe(t, why);

    if (!r || !copy_shape(&t->shape, &r->shape, why))
        return 0;
    if (old->is_by_columns && old->shape.rank > 1)
        return refuse(why, "%s: %s: stored by columns, and cannot be copied", c->files[old->file].path, old->name);
    r->how = COPIED;
    r->stored = old;
    return 1;
}

/* The rows or elements that a rule with a range names, cut to those that there are; r->shape is theirs. 0: none. */
static int part_of(const tensor *t, const rule *one, recipe *r, problem *why)
{
    const int64_t rows = t->shape.rank ? t->shape.dimension[0] : 0, row = rows ? t->count / rows : 0;
    const int64_t most = one->bracket == '[' ? rows : t->count, to = one->to < most ? one->to : most;

    if (one->from >= to)
        return 0;
    r->first = one->from * (one->bracket == '[' ? row : 1);
    if (one->bracket != '[')
        return add_dimension(&r->shape, to - one->from, why) && count_elements(&r->shape);
    if (!copy_shape(&t->shape, &r->shape, why))
        return 0;
    r->shape.dimension[0] = to - one->from;
    return count_elements(&r->shape);
}

static int set_label(recipe *r, const tensor *t, const rule *one, problem *why)
{
    buffer label = {NULL, 0, 0, 0};

    put_text(&label, t->name);
    if (one->bracket)
        put_format(&label, "%c%" PRId64 ":%" PRId64 "%c", one->bracket, one->from, one->to, one->bracket == '[' ? ']' : '}');
    put_number(&label, 0, 1);
    r->label = check_buffer(&label, why) ? label.at : NULL;
    return r->label != NULL;
}

/* What PyTorch draws depends on the order in which the tensors were made, which no checkpoint has. */
static int choose_draw(recipe *made, const tensor *t, problem *why)
{
    const char *expected;

    if (made->how != FILLED || !is_torch_class(&made->initializer))
        return 1;
    if (draws_from_generator(&made->initializer))
        return refuse(why, "%s: PyTorch draws tensor after tensor, in an order that is in no checkpoint: write a list, or have "
                           "examples/lists/from_torch.py write it", t->name);
    return take_no_draw(made, t->type, &expected, why) || refuse(why, "%s: expected %s", t->name, expected);
}

static int read_made(const rules *rs, const rule *one, const tensor *t, const list_options *o, recipe *made, problem *why)
{
    recipe_reading reading = {0};
    const char *expected = NULL;

    reading.profile = o->profile;
    reading.has_layout = o->has_layout;
    reading.layout = o->layout;
    return set_label(made, t, one, why) && apply_rule(rs, one, t->name, t->type, made, &reading, why)
        && (choose_seed(made, o, NULL, &expected) || refuse(why, "%s: expected %s", t->name, expected))
        && choose_draw(made, t, why);
}

/* A rule whose range has no elements in this tensor does nothing. */
static int add_made(const rules *rs, const rule *one, tensor *t, const list_options *o, problem *why)
{
    recipe made, *r = NULL;
    int has_elements;

    memset(&made, 0, sizeof made);
    has_elements = one->bracket ? part_of(t, one, &made, why) : copy_shape(&t->shape, &made.shape, why);
    if (has_elements && read_made(rs, one, t, o, &made, why))
        r = new_recipe(t, why);
    if (r)
        *r = made;
    else
        free_recipe(&made);
    return !why->status;
}

static int add_parts(const rules *rs, tensor *t, const list_options *o, problem *why)
{
    size_t i;

    for (i = 0; i < rs->count; i++)
        if (rs->rule[i].bracket && matches(rs->rule[i].pattern, t->name) && !add_made(rs, &rs->rule[i], t, o, why))
            return 0;
    return 1;
}

static int add_tensor_like(model *m, const checkpoint *c, const stored_tensor *old, const rules *rs, const list_options *o,
                           buffer *unnamed, problem *why)
{
    const rule *one = is_float(old) ? find_rule(rs, old->name) : NULL;
    tensor *t = add_like(m, old, why);

    if (!t)
        return 0;
    if (!old->type && c->files[old->file].kind == GGUF)
        return refuse(why, "%s: %s: %s is quantized; only F32, F64, F16 and BF16 are made anew", c->files[old->file].path,
                      old->name, old->dtype);
    if (!is_float(old) || (one && strcmp(one->initializer, "keep") == 0))
        return copy_stored(c, old, t, why);
    if (one)
        return add_made(rs, one, t, o, why) && add_parts(rs, t, o, why);
    put_format(unnamed, "%s    %s", unnamed->size ? "\n" : "", old->name);
    return 1;
}

int make_like(model *m, const checkpoint *c, const rules *rs, const list_options *o, problem *why)
{
    buffer unnamed = {NULL, 0, 0, 0};
    size_t i;

    m->like = c;
    for (i = 0; i < c->count && !why->status; i++)
        add_tensor_like(m, c, &c->tensors[i], rs, o, &unnamed, why);
    if (unnamed.failed)
        refuse_memory(why);
    else if (unnamed.size)
        refuse(why, "%s: no rule names these tensors:\n%.*s", rs->name, (int)unnamed.size, unnamed.at);
    free_buffer(&unnamed);
    return !why->status;
}
