/* SPDX-License-Identifier: MIT
 *
 * model.c - the tensors of a model, by number and by name: see model.h (make.c makes their elements)
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

/* --- Names -------------------------------------------------------------------------------------------------------- */

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv. */
static size_t hash_of(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

/* Where the name is, or would be. A slot holds a tensor's number plus 1. */
static size_t *slot_of(const model *m, const char *name)
{
    size_t i = hash_of(name) % m->slot_count;

    while (m->slots[i] && strcmp(m->tensors[m->slots[i] - 1].name, name))
        i = (i + 1) % m->slot_count;
    return &m->slots[i];
}

/* At most half of the slots are in use. */
static int make_slots(model *m, problem *why)
{
    const size_t count = 4 * m->slot_count + 64;
    size_t *slots, i;

    if (2 * (m->count + 1) <= m->slot_count)
        return 1;
    slots = (size_t *)allocate(NULL, count, sizeof *slots, why);
    if (!slots)
        return 0;
    memset(slots, 0, count * sizeof *slots);
    free(m->slots);
    m->slots = slots;
    m->slot_count = count;
    for (i = 0; i < m->count; i++)
        *slot_of(m, m->tensors[i].name) = i + 1;
    return 1;
}

tensor *find_tensor(const model *m, const char *name)
{
    const size_t slot = m->slot_count ? *slot_of(m, name) : 0;

    return slot ? &m->tensors[slot - 1] : NULL;
}

/* --- Tensors and recipes ------------------------------------------------------------------------------------------ */

tensor *new_tensor(model *m, char *name, const element_type *type, shape *s, problem *why)
{
    tensor *larger = make_slots(m, why) ? (tensor *)grow(m->tensors, m->count, sizeof *larger, why) : NULL, *t;

    if (!larger) {
        free(name);
        free_shape(s);
        return NULL;
    }
    m->tensors = larger;
    t = &m->tensors[m->count];
    memset(t, 0, sizeof *t);
    t->name = name;
    t->type = type;
    t->unit = type ? type->size : 1;
    t->shape = *s;
    t->count = s->count;
    memset(s, 0, sizeof *s);
    m->count++;
    *slot_of(m, name) = m->count;
    return t;
}

recipe *new_recipe(tensor *t, problem *why)
{
    recipe *larger = (recipe *)grow(t->recipes, t->recipe_count, sizeof *larger, why), *r;

    if (!larger)
        return NULL;
    t->recipes = larger;
    r = &t->recipes[t->recipe_count++];
    memset(r, 0, sizeof *r);
    return r;
}

void free_recipe(recipe *r)
{
    free_shape(&r->shape);
    free(r->whole);
    free(r->values);
    free(r->then);
    free(r->generator);
    free(r->label);
}

void free_model(model *m)
{
    size_t i, k;

    for (i = 0; i < m->count; i++) {
        for (k = 0; k < m->tensors[i].recipe_count; k++)
            free_recipe(&m->tensors[i].recipes[k]);
        free(m->tensors[i].recipes);
        free(m->tensors[i].name);
        free_shape(&m->tensors[i].shape);
    }
    free(m->tensors);
    free(m->slots);
    memset(m, 0, sizeof *m);
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

/* The first `rest` ranks get a row more. What has no rows is in every part. */
static void cut(tensor *t, int64_t rank, int64_t ranks)
{
    const int has_rows = t->type && t->shape.rank > 0;
    const int64_t rows = has_rows ? t->shape.dimension[0] : 1, below = rows ? t->count / rows : 0;
    const int64_t quotient = rows / ranks, rest = rows % ranks;
    const int64_t before = rank * quotient + (rank < rest ? rank : rest);

    t->rows = has_rows ? quotient + (rank < rest) : t->shape.rank ? t->shape.dimension[0] : 1;
    t->first = has_rows ? before * below : 0;
    t->part = has_rows ? t->rows * below : t->count;
}

int cut_model(model *m, int64_t rank, int64_t ranks)
{
    size_t i;

    for (i = 0; i < m->count; i++) {
        tensor *t = &m->tensors[i];
        if (t->count > (INT64_MAX - 2 * MAX_HEADER - m->bytes) / (int64_t)t->unit)
            return 0;
        cut(t, rank, ranks);
        m->values += t->part;
        m->bytes += t->part * (int64_t)t->unit;
    }
    return 1;
}
