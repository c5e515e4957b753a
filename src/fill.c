/* SPDX-License-Identifier: MIT
 *
 * fill.c - the front door of every fill: all arguments are checked here, then kernels are called
 */
#include "strict_fp.h"
#include "check.h"
#include "dispatch.h"
#include "exact.h"
#include "profile.h"
#include "seed.h"

#include <string.h>

/* --- Draws -------------------------------------------------------------------------------------------------------- */

/* The two parameters of the distribution: mean and standard deviation of the uncut normal, or least and greatest value. */
typedef struct parameters { double a, b; } parameters;

/* What a normal of standard deviation 1 has left of it after the cut at 2 (keras VarianceScaling;
 * scipy.stats.truncnorm.std). */
#define CUT_STDDEV 0.87962566103423978

static double variance_of(const lecun_initializer *self, lecun_fan_pair fans)
{
    return lecun_scaled_variance(self->number[0], (lecun_mode)self->mode, fans);
}

static parameters parameters_of(const lecun_initializer *self, lecun_fan_pair fans)
{
    parameters p = {self->number[0], self->number[1]};

    if (lecun_schemes[self->scheme].kind == LECUN_SCALED) {
        const double variance = variance_of(self, fans);
        p.a = 0.0;
        p.b = lecun_sqrt(variance);
        if (self->distribution == LECUN_TRUNCATED_NORMAL) {
            double cut = CUT_STDDEV;
            LECUN_ROUNDED(cut);               /* clang's -freciprocal-math, which no macro announces, would multiply */
            p.b /= cut;
        }
        if (self->distribution == LECUN_UNIFORM) {
            p.b = lecun_sqrt(3.0 * variance);
            p.a = -p.b;
        }
    }
    if (self->distribution == LECUN_UNIFORM && lecun_profile_of(self->profile)->through_float) {
        p.a = lecun_through_float(p.a);       /* Keras 3 makes float32 tensors of the limits, whatever the dtype */
        p.b = lecun_through_float(p.b);
    }
    return p;
}

/* Keras 3 makes a float32 tensor of a float constant, whatever the dtype. */
static double constant_of(const lecun_initializer *self)
{
    const int through_float = lecun_profile_of(self->profile)->through_float && !self->is_integer[0];
    return through_float ? lecun_through_float(self->number[0]) : self->number[0];
}

/* A tensor whose arguments are all checked, ready to give any of its elements. */
typedef struct source {
    lecun_kind kind;
    lecun_dtype dtype;
    uint64_t columns;                   /* of an identity */
    double value;                       /* of a constant or identity */
    lecun_philox stream;
    lecun_kernel_fill *fill;
    parameters p;
} source;

static int element_of(const lecun_initializer *self, lecun_dtype dtype)
{
    if (self->rounding == LECUN_ROUND_ONCE && dtype == LECUN_F16)
        return LECUN_F16_ONCE;
    if (self->rounding == LECUN_ROUND_ONCE && dtype == LECUN_BF16)
        return LECUN_BF16_ONCE;
    return (int)dtype;
}

static source make_source(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                          lecun_fan_pair fans)
{
    source s;

    s.kind = lecun_schemes[self->scheme].kind;
    s.dtype = dtype;
    s.columns = rank ? (uint64_t)shape[rank - 1] : 1;
    s.value = s.kind == LECUN_CONSTANT ? constant_of(self) : self->number[0];
    s.stream = lecun_stream_of(self);
    s.p = parameters_of(self, fans);
    s.fill = lecun_kernels()->fill[LECUN_DISTRIBUTION_ROW(self->distribution)][element_of(self, dtype)];
    return s;
}

/* Write elements first .. first+count-1, one behind the other. */
static void draw(const source *s, void *destination, size_t count, uint64_t first)
{
    unsigned char *out = (unsigned char *)destination;

    if (s->kind == LECUN_CONSTANT)
        lecun_constant_fill(s->dtype, out, count, s->value);
    else if (s->kind == LECUN_IDENTITY)
        lecun_identity_fill(s->dtype, out, count, first, s->columns, s->value);
    else
        s->fill(&s->stream, out, count, first, s->p.a, s->p.b);
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* What all fills check of the tensor: on LECUN_OK, *s gives its elements, and *elements is their number. */
static lecun_status open_tensor(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                                source *s, int64_t *elements)
{
    const lecun_scheme *scheme = lecun_scheme_of(self);
    lecun_tensor tensor;
    lecun_status status;

    if (scheme && scheme->kind == LECUN_ORTHOGONAL)
        return LECUN_E_WORKSPACE;
    status = lecun_check_tensor(self, scheme, dtype, shape, rank, &tensor, NULL);
    if (status)
        return status;
    *elements = tensor.elements;
    *s = make_source(self, dtype, shape, rank, tensor.fans);
    return LECUN_OK;
}

static lecun_status fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                               const int64_t *shape, size_t rank, int64_t first, int whole)
{
    source s;
    int64_t elements;
    lecun_status status;

    if (!self || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    status = open_tensor(self, dtype, shape, rank, &s, &elements);
    if (status)
        return status;
    if (whole && count != (uint64_t)elements)
        return LECUN_E_COUNT;
    if (first < 0 || first > elements || count > (uint64_t)(elements - first))
        return LECUN_E_RANGE;
    if (count)
        draw(&s, out, count, (uint64_t)first);
    return LECUN_OK;
}

lecun_status lecun_fill(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                        const int64_t *shape, size_t rank)
{
    return fill_range(self, dtype, out, count, shape, rank, 0, 1);
}

lecun_status lecun_fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                              const int64_t *shape, size_t rank, int64_t first)
{
    return fill_range(self, dtype, out, count, shape, rank, first, 0);
}

/* A box as runs: elements that are neighbours in the tensor, and equally far apart in the destination. */
typedef struct box {
    const int64_t *stride, *shape, *start, *extent;
    size_t outer;                       /* the leading axes; the others are merged into the run */
    size_t run;
    int64_t run_stride;
} box;

/* Merge trailing axes that the box covers whole, as long as the destination allows it. rank >= 1. */
static box make_box(const int64_t *stride, const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent)
{
    box b;

    b.stride = stride;
    b.shape = shape;
    b.start = start;
    b.extent = extent;
    b.outer = rank - 1;
    b.run = (size_t)extent[rank - 1];
    b.run_stride = stride ? stride[rank - 1] : 1;
    while (b.outer && extent[b.outer] == shape[b.outer]
           && (!stride || (uint64_t)stride[b.outer - 1] == (uint64_t)stride[b.outer] * (uint64_t)extent[b.outer])) {
        b.outer--;
        b.run *= (size_t)extent[b.outer];
    }
    return b;
}

/* Where run number `row` begins: *first in the tensor, *at in the destination, in elements. Strides are the caller's,
 * so they may wrap, which unsigned numbers do. */
static void locate_run(const box *b, size_t rank, uint64_t row, uint64_t *first, uint64_t *at)
{
    uint64_t below = 1, dense = 1;      /* elements of the tensor, and of the box, below the axis */
    size_t axis;

    *first = *at = 0;
    for (axis = rank; axis-- > 0;) {
        uint64_t index = 0;
        if (axis < b->outer) {
            index = row % (uint64_t)b->extent[axis];
            row /= (uint64_t)b->extent[axis];
        }
        *first += ((uint64_t)b->start[axis] + index) * below;
        *at += index * (b->stride ? (uint64_t)b->stride[axis] : dense);
        below *= (uint64_t)b->shape[axis];
        dense *= (uint64_t)b->extent[axis];
    }
}

/* Draw a run by pieces and put its elements apart. */
static void scatter(const source *s, unsigned char *out, uint64_t at, int64_t stride, size_t count, uint64_t first)
{
    const size_t size = lecun_dtype_size(s->dtype);
    unsigned char piece[256 * 8];

    while (count) {
        const size_t n = count < 256 ? count : 256;
        size_t i;
        draw(s, piece, n, first);
        for (i = 0; i < n; i++, at += (uint64_t)stride)
            memcpy(out + (ptrdiff_t)(at * size), piece + i * size, size);
        count -= n;
        first += n;
    }
}

static void draw_box(const source *s, unsigned char *out, const box *b, size_t rank, uint64_t runs)
{
    const size_t size = lecun_dtype_size(s->dtype);
    uint64_t row, first, at;

    for (row = 0; row < runs; row++) {
        locate_run(b, rank, row, &first, &at);
        if (b->run_stride == 1)
            draw(s, out + (ptrdiff_t)(at * size), b->run, first);
        else
            scatter(s, out, at, b->run_stride, b->run, first);
    }
}

lecun_status lecun_fill_box(const lecun_initializer *self, lecun_dtype dtype, void *out, const int64_t *stride,
                            const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent)
{
    source s;
    int64_t elements;
    lecun_status status;
    int empty = 0;
    size_t i;

    if (!self || (rank && (!shape || !start || !extent)))
        return LECUN_E_NULL;
    status = open_tensor(self, dtype, shape, rank, &s, &elements);
    if (status)
        return status;
    for (i = 0; i < rank; i++) {
        if (start[i] < 0 || extent[i] < 0 || start[i] > shape[i] || extent[i] > shape[i] - start[i])
            return LECUN_E_RANGE;
        empty |= extent[i] == 0;
    }
    if (empty)
        return LECUN_OK;
    if (!out)
        return LECUN_E_NULL;
    if (rank == 0) {
        draw(&s, out, 1, 0);
    } else {
        const box b = make_box(stride, shape, rank, start, extent);
        uint64_t runs = 1;
        for (i = 0; i < b.outer; i++)
            runs *= (uint64_t)extent[i];
        draw_box(&s, (unsigned char *)out, &b, rank, runs);
    }
    return LECUN_OK;
}

lecun_status lecun_normal_fill(float *out, size_t count, const int64_t *shape, size_t rank, int64_t seed)
{
    const lecun_initializer self = lecun_fresh(LECUN_SCHEME_LECUN_NORMAL, seed);
    return fill_range(&self, LECUN_F32, out, count, shape, rank, 0, 1);
}

lecun_status lecun_normal_fill_f64(double *out, size_t count, const int64_t *shape, size_t rank, int64_t seed)
{
    const lecun_initializer self = lecun_fresh(LECUN_SCHEME_LECUN_NORMAL, seed);
    return fill_range(&self, LECUN_F64, out, count, shape, rank, 0, 1);
}

/* --- What a fill will use ----------------------------------------------------------------------------------------- */

static lecun_status fans_of(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair *fans)
{
    lecun_status status;
    int64_t elements;

    if (!self || (!shape && rank))
        return LECUN_E_NULL;
    if (!lecun_scheme_of(self))
        return LECUN_E_INITIALIZER;
    status = lecun_count_elements(shape, rank, &elements, NULL);
    return status ? status : lecun_compute_fans(self, shape, rank, fans, NULL);
}

lecun_status lecun_fans(const lecun_initializer *self, const int64_t *shape, size_t rank, double *fan_in, double *fan_out)
{
    lecun_fan_pair fans;
    lecun_status status = fans_of(self, shape, rank, &fans);

    if (status)
        return status;
    if (fan_in)
        *fan_in = fans.in;
    if (fan_out)
        *fan_out = fans.out;
    return LECUN_OK;
}

/* The standard deviation over the elements of a matrix of which `diagonal` are +-size and the others 0. Here and below sizes
 * are not squared, which could overflow. */
static double identity_stddev(double size, double diagonal, double elements)
{
    const double share = elements > 0 ? diagonal / elements : 0.0;
    return size * lecun_sqrt(share * (1.0 - share));
}

/* Rows or columns have norm |gain| = size and as many elements as the longer side of the matrix, and mean about 0. */
static double orthogonal_stddev(double size, const int64_t *shape, size_t rank)
{
    double rows = 1.0, columns = (double)shape[rank - 1], longer;
    size_t i;

    for (i = 0; i + 1 < rank; i++)
        rows *= (double)shape[i];
    longer = rows > columns ? rows : columns;
    return size / lecun_sqrt(longer > 1.0 ? longer : 1.0);
}

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

static double stddev_of(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair fans)
{
    const double first = absolute(self->number[0]), second = absolute(self->number[1]);

    switch (lecun_schemes[self->scheme].kind) {
    case LECUN_SCALED:
        return lecun_sqrt(variance_of(self, fans));
    case LECUN_PLAIN:
        if (self->distribution == LECUN_UNIFORM)
            return absolute(self->number[1] / 2.0 - self->number[0] / 2.0) / lecun_sqrt(3.0);
        return self->distribution == LECUN_TRUNCATED_NORMAL ? second * CUT_STDDEV : second;
    case LECUN_IDENTITY:
        return identity_stddev(first, (double)(shape[0] < shape[1] ? shape[0] : shape[1]),
                               (double)shape[0] * (double)shape[1]);
    case LECUN_ORTHOGONAL:
        return orthogonal_stddev(first, shape, rank);
    default:
        return 0.0;
    }
}

lecun_status lecun_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank, double *stddev)
{
    lecun_fan_pair fans;
    lecun_status status = fans_of(self, shape, rank, &fans);

    if (!status)
        status = lecun_check_rank(&lecun_schemes[self->scheme], rank, NULL);
    if (status)
        return status;
    if (stddev)
        *stddev = stddev_of(self, shape, rank, fans);
    return LECUN_OK;
}
