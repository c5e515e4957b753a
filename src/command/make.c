/* SPDX-License-Identifier: MIT
 *
 * make.c - the elements of a tensor, any range of them: see model.h
 */
#include "model.h"
#include "../half.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 256 };           /* values that are converted at once */

static double operate(const operation *o, double x)
{
    switch (o->kind) {
    case MUL: return x * o->number;
    case DIV: return x / o->number;
    case ADD: return x + o->number;
    case SUB: return x - o->number;
    default:  return x < o->number ? o->number : x > o->upper ? o->upper : x;
    }
}

/* The operation on floats, which PyTorch computes with unless the elements are doubles. Its number is a float; what is added
 * is of the elements' type (compared with PyTorch 2.15 on 65536 values each). The
 * rounding is in integers: GCC 12 leaves (double)(float) away where it makes a vector of two of them (-O2, x86-64). */
static operation in_floats(const operation *o, const element_type *type)
{
    operation rounded = *o;
    uint16_t bits;

    rounded.number = lecun_through_float(o->number);
    rounded.upper = lecun_through_float(o->upper);
    if ((o->kind == ADD || o->kind == SUB) && type->size == sizeof bits) {
        from_double(type, &rounded.number, 1, &bits);
        to_double(type, &bits, 1, &rounded.number);
    }
    return rounded;
}

/* Each operation is rounded to the elements' type, as a framework that does one after the other rounds it. */
static void operate_on(const element_type *type, const recipe *r, unsigned char *at, size_t count)
{
    const int is_float = r->generator && type->dtype != LECUN_F64;
    double values[PIECE];
    size_t begin, k, i;

    for (begin = 0; begin < count; begin += PIECE) {
        const size_t n = count - begin < PIECE ? count - begin : PIECE;
        for (k = 0; k < r->then_count; k++) {
            const operation o = is_float ? in_floats(&r->then[k], type) : r->then[k];
            to_double(type, at + begin * type->size, n, values);
            for (i = 0; i < n; i++)
                values[i] = is_float ? lecun_through_float(operate(&o, values[i])) : operate(&o, values[i]);
            from_double(type, values, n, at + begin * type->size);
        }
    }
}

static lecun_status fill_range(const tensor *t, const recipe *r, int64_t first, size_t count, void *to)
{
    const lecun_dtype dtype = (lecun_dtype)t->type->dtype;

    if (r->generator)
        return lecun_torch_fill_range(r->generator, &r->initializer, dtype, to, count, r->shape.dimension, r->shape.rank, first);
    return lecun_fill_range(&r->initializer, dtype, to, count, r->shape.dimension, r->shape.rank, first);
}

static int fill(const tensor *t, const recipe *r, int64_t first, size_t count, void *to, problem *why)
{
    lecun_status status;

    if (r->whole) {
        memcpy(to, (const unsigned char *)r->whole + (size_t)first * t->unit, count * t->unit);
        return 1;
    }
    status = fill_range(t, r, first, count, to);
    return !status || refuse(why, "%s: %s", t->name, lecun_status_string(status));
}

/* Elements first .. of those that the recipe makes. Unknown ones are copied, and nothing is done to them. */
static int follow(const model *m, const tensor *t, const recipe *r, int64_t first, size_t count, unsigned char *to, problem *why)
{
    int fine = 1;

    if (!t->type)
        return read_bytes(&m->like->files[r->stored->file], r->stored->begin + first, to, count, why);
    switch (r->how) {
    case FILLED: fine = fill(t, r, first, count, to, why); break;
    case VALUES: from_double(t->type, r->values + first, count, to); break;
    case SAME:   fine = make_elements(m, &m->tensors[r->same], first, count, to, why); break;
    default:     fine = read_elements(m->like, r->stored, first, to, count, why);
    }
    if (fine && r->then_count)
        operate_on(t->type, r, to, count);
    return fine;
}

int make_elements(const model *m, const tensor *t, int64_t first, size_t count, void *to, problem *why)
{
    const int64_t end = first + (int64_t)count;
    size_t i;

    for (i = 0; i < t->recipe_count; i++) {
        const recipe *r = &t->recipes[i];
        const int64_t r_count = t->type ? r->shape.count : t->count;
        const int64_t begins = first > r->first ? first : r->first, ends = end < r->first + r_count ? end : r->first + r_count;
        if (begins < ends && !follow(m, t, r, begins - r->first, (size_t)(ends - begins),
                                     (unsigned char *)to + (size_t)(begins - first) * t->unit, why))
            return 0;
    }
    return 1;
}

/* --- Boxes -------------------------------------------------------------------------------------------------------- */

static int fill_box(const tensor *t, const int64_t *start, const int64_t *extent, size_t count, void *to, problem *why)
{
    const recipe *r = t->recipes;
    const lecun_dtype dtype = (lecun_dtype)t->type->dtype;
    const int64_t *const whole = t->shape.dimension;
    const size_t rank = t->shape.rank;
    const lecun_status status =
        r->generator ? lecun_torch_fill_box(r->generator, &r->initializer, dtype, to, NULL, whole, rank, start, extent)
                     : lecun_fill_box(&r->initializer, dtype, to, NULL, whole, rank, start, extent);

    if (status)
        return refuse(why, "%s: %s", t->name, lecun_status_string(status));
    if (r->then_count)
        operate_on(t->type, r, (unsigned char *)to, count);
    return 1;
}

/* Run by run: a run is what follows one another in the tensor, along the last axes. */
static int make_runs(const model *m, const tensor *t, const int64_t *start, const int64_t *extent, size_t axis, int64_t before,
                     unsigned char **to, problem *why)
{
    int64_t below = 1, run = 1, i;
    size_t k;

    for (k = axis + 1; k < t->shape.rank; k++) {
        below *= t->shape.dimension[k];
        run *= extent[k];
    }
    before += start[axis] * below;
    if (run == below) {
        if (!make_elements(m, t, before, (size_t)(extent[axis] * run), *to, why))
            return 0;
        *to += (size_t)(extent[axis] * run) * t->unit;
        return 1;
    }
    for (i = 0; i < extent[axis]; i++)
        if (!make_runs(m, t, start, extent, axis + 1, before + i * below, to, why))
            return 0;
    return 1;
}

int make_box(const model *m, const tensor *t, const int64_t *start, const int64_t *extent, void *to, problem *why)
{
    unsigned char *at = (unsigned char *)to;
    size_t count = 1, i;

    for (i = 0; i < t->shape.rank; i++)
        count *= (size_t)extent[i];
    if (t->recipe_count == 1 && t->recipes->how == FILLED && !t->recipes->whole)
        return fill_box(t, start, extent, count, to, why);
    return t->shape.rank ? make_runs(m, t, start, extent, 0, 0, &at, why) : make_elements(m, t, 0, 1, to, why);
}

/* --- Orthogonal, which is made whole and needs memory for it: some sixteen bytes an element ------------------------- */

static int is_orthogonal(const tensor *t, const recipe *r)
{
    return r->how == FILLED && fill_range(t, r, 0, 0, NULL) == LECUN_E_WORKSPACE;
}

static lecun_status fill_whole(const tensor *t, recipe *r, void *work, size_t size)
{
    const lecun_dtype dtype = (lecun_dtype)t->type->dtype;
    const size_t count = (size_t)r->shape.count;
    lecun_torch generator;

    if (!r->generator)
        return lecun_orthogonal_fill(&r->initializer, dtype, r->whole, count, r->shape.dimension, r->shape.rank, work, size);
    generator = *r->generator;
    return lecun_torch_orthogonal_fill(&generator, &r->initializer, dtype, r->whole, count, r->shape.dimension, r->shape.rank,
                                       work, size);
}

/* Keras joins all axes but the last to rows, PyTorch all but the first to columns. */
static lecun_status work_size(const recipe *r, size_t *size)
{
    const int64_t rows = r->shape.dimension[0], matrix[] = {rows, rows ? r->shape.count / rows : 0};

    return r->generator ? lecun_orthogonal_work_size(matrix, 2, size)
                        : lecun_orthogonal_work_size(r->shape.dimension, r->shape.rank, size);
}

static int make_whole(const tensor *t, recipe *r, problem *why)
{
    lecun_status status;
    size_t size = 0;
    void *work;

    status = work_size(r, &size);
    work = status ? NULL : allocate(NULL, size, 1, why);
    r->whole = work ? allocate(NULL, (size_t)r->shape.count, t->unit, why) : NULL;
    if (r->whole)
        status = fill_whole(t, r, work, size);
    free(work);
    if (status)
        refuse(why, "%s: %s", t->name, lecun_status_string(status));
    return r->whole && !status;
}

/* Finding the place in PyTorch's stream takes a millisecond or two, so that more elements are made from there. */
size_t elements_at_once(const model *m)
{
    return m->has_generators ? (size_t)32 * CHUNK : CHUNK;
}

int needs_whole(const model *m, const tensor *t)
{
    size_t i;

    for (i = 0; i < t->recipe_count; i++)
        if (is_orthogonal(t, &t->recipes[i]) || (t->recipes[i].how == SAME && needs_whole(m, &m->tensors[t->recipes[i].same])))
            return 1;
    return 0;
}

int prepare_tensor(const model *m, const tensor *t, problem *why)
{
    size_t i;

    for (i = 0; i < t->recipe_count; i++) {
        recipe *r = &t->recipes[i];
        if (r->how == SAME && !prepare_tensor(m, &m->tensors[r->same], why))
            return 0;
        if (!r->whole && is_orthogonal(t, r) && !make_whole(t, r, why))
            return 0;
    }
    return 1;
}

void release_tensor(const model *m, const tensor *t)
{
    size_t i;

    for (i = 0; i < t->recipe_count; i++) {
        if (t->recipes[i].how == SAME)
            release_tensor(m, &m->tensors[t->recipes[i].same]);
        free(t->recipes[i].whole);
        t->recipes[i].whole = NULL;
    }
}

double asked_stddev_of(const tensor *t)
{
    const recipe *r = t->recipes;
    double stddev = 0;
    size_t i;

    if (t->recipe_count != 1 || r->how != FILLED
        || lecun_stddev(&r->initializer, r->shape.dimension, r->shape.rank, &stddev) != LECUN_OK)
        return 0;
    for (i = 0; i < r->then_count; i++) {
        if (r->then[i].kind == CLAMP)
            return 0;
        stddev = r->then[i].kind == MUL ? stddev * r->then[i].number : r->then[i].kind == DIV ? stddev / r->then[i].number : stddev;
    }
    return stddev < 0 ? -stddev : stddev;
}
