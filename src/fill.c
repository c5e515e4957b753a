/* SPDX-License-Identifier: MIT
 *
 * fill.c - the entry points of every fill: all arguments are checked here, then a plan is made and carried out
 */
#include "strict_fp.h"
#include "box.h"
#include "check.h"
#include "exact.h"
#include "fp_mode.h"
#include "plan.h"
#include "torch_normal_part.h"
#include "torch_plan.h"

#include <string.h>

/* Write elements first .. first+count-1 of a plan, contiguously. */
static void draw(const lecun_plan *plan, void *out, size_t count, uint64_t first)
{
    lecun_streams[plan->stream].fill(plan, (unsigned char *)out, count, first);
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

lecun_status lecun_open_tensor(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                               lecun_plan *plan, int64_t *elements)
{
    const lecun_scheme *scheme = lecun_scheme_of(self);
    lecun_tensor tensor;
    lecun_status status;

    if (scheme && scheme->kind == LECUN_ORTHOGONAL)
        return LECUN_E_WORKSPACE;
    if (scheme && lecun_is_torch_kind(scheme->kind))
        return LECUN_E_GENERATOR;
    status = lecun_check_tensor(self, scheme, dtype, shape, rank, &tensor, NULL);
    if (status)
        return status;
    *elements = tensor.elements;
    *plan = lecun_make_plan(self, dtype, rank ? (uint64_t)shape[rank - 1] : 1, tensor.fans);
    return LECUN_OK;
}

static lecun_status fill_range_in_mode(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                                       const int64_t *shape, size_t rank, int64_t first, int whole)
{
    lecun_plan plan;
    int64_t elements;
    lecun_status status;

    if (!self || (!out && count) || (!shape && rank))
        return LECUN_E_NULL;
    status = lecun_open_tensor(self, dtype, shape, rank, &plan, &elements);
    if (status)
        return status;
    if (whole && count != (uint64_t)elements)
        return LECUN_E_COUNT;
    if (first < 0 || first > elements || count > (uint64_t)(elements - first))
        return LECUN_E_RANGE;
    if (count)
        draw(&plan, out, count, (uint64_t)first);
    return LECUN_OK;
}

static lecun_status fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out, size_t count,
                               const int64_t *shape, size_t rank, int64_t first, int whole)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_range_in_mode(self, dtype, out, count, shape, rank, first, whole);

    lecun_leave_fp_mode(mode);
    return status;
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

/* Draw a run by pieces and put its elements apart. */
static void scatter(const lecun_plan *plan, unsigned char *out, uint64_t at, int64_t stride, size_t count, uint64_t first)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char piece[256 * 8];

    while (count) {
        const size_t n = count < 256 ? count : 256;
        size_t i;
        draw(plan, piece, n, first);
        for (i = 0; i < n; i++, at += (uint64_t)stride)
            memcpy(out + (ptrdiff_t)(at * size), piece + i * size, size);
        count -= n;
        first += n;
    }
}

static void draw_box(const lecun_plan *plan, unsigned char *out, const lecun_box *b)
{
    const size_t size = lecun_element_size(plan->element);
    uint64_t row, first, at;

    for (row = 0; row < b->runs; row++) {
        lecun_box_run(b, row, &first, &at);
        if (b->run_stride == 1)
            draw(plan, out + (ptrdiff_t)(at * size), b->run, first);
        else
            scatter(plan, out, at, b->run_stride, b->run, first);
    }
}

static lecun_status fill_box_in_mode(const lecun_initializer *self, lecun_dtype dtype, void *out, const int64_t *stride,
                                     const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent)
{
    lecun_plan plan;
    lecun_box b;
    int64_t elements;
    lecun_status status;

    if (!self || (rank && (!shape || !start || !extent)))
        return LECUN_E_NULL;
    status = lecun_open_tensor(self, dtype, shape, rank, &plan, &elements);
    if (!status)
        status = lecun_open_box(&b, out, stride, shape, rank, start, extent);
    if (status)
        return status;
    draw_box(&plan, (unsigned char *)out, &b);
    return LECUN_OK;
}

lecun_status lecun_fill_box(const lecun_initializer *self, lecun_dtype dtype, void *out, const int64_t *stride,
                            const int64_t *shape, size_t rank, const int64_t *start, const int64_t *extent)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = fill_box_in_mode(self, dtype, out, stride, shape, rank, start, extent);

    lecun_leave_fp_mode(mode);
    return status;
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
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    lecun_fan_pair fans;
    const lecun_status status = fans_of(self, shape, rank, &fans);

    lecun_leave_fp_mode(mode);
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

/* The same at the center of a window, which is 0 elsewhere. */
static double centered_stddev(double size, const int64_t *shape, size_t rank)
{
    double windows = 1.0;
    size_t i;

    for (i = 0; i + 2 < rank; i++)
        windows *= (double)(shape[i] > 1 ? shape[i] : 1);
    return orthogonal_stddev(size, shape + rank - 2, 2) / lecun_sqrt(windows);
}

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

/* Of the uniform, or the uncut normal. */
static double plain_stddev(const lecun_initializer *self)
{
    const lecun_parameters p = lecun_plain_parameters(self);

    return self->distribution == LECUN_UNIFORM ? absolute(p.b / 2.0 - p.a / 2.0) / lecun_sqrt(3.0) : absolute(p.b);
}

/* What a normal of standard deviation 1 has left of it after JAX's cut. */
static double cut_stddev(const lecun_initializer *self)
{
    if (lecun_is_cut_at_two(self))
        return LECUN_CUT_STDDEV;
    return lecun_truncated_stddev(0.0, 1.0, self->fan[0], self->fan[1]);
}

static double dirac_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank)
{
    const int64_t group = shape[0] / self->integer[0];
    double elements = 1.0;
    size_t i;

    for (i = 0; i < rank; i++)
        elements *= (double)shape[i];
    return identity_stddev(1.0, (double)self->integer[0] * (double)(group < shape[1] ? group : shape[1]), elements);
}

static double stddev_of(const lecun_initializer *self, const int64_t *shape, size_t rank, lecun_fan_pair fans)
{
    const double first = absolute(self->number[0]);

    switch (lecun_schemes[self->scheme].kind) {
    case LECUN_SCALED:
        return lecun_sqrt(lecun_scaled_variance(self, fans));
    case LECUN_PLAIN:
        return plain_stddev(self) * (self->distribution == LECUN_TRUNCATED_NORMAL ? LECUN_CUT_STDDEV : 1.0);
    case LECUN_STRETCHED:
        return plain_stddev(self) * (self->distribution == LECUN_TRUNCATED_NORMAL ? cut_stddev(self) : 1.0);
    case LECUN_IDENTITY:
        return identity_stddev(first, (double)(shape[0] < shape[1] ? shape[0] : shape[1]),
                               (double)shape[0] * (double)shape[1]);
    case LECUN_ORTHOGONAL:
        return lecun_schemes[self->scheme].takes & LECUN_AT_CENTER ? centered_stddev(first, shape, rank)
                                                                   : orthogonal_stddev(first, shape, rank);
    case LECUN_TORCH_PLAIN:
        if (self->distribution == LECUN_TRUNCATED_NORMAL)
            return lecun_truncated_stddev(self->number[0], absolute(self->number[1]), self->fan[0], self->fan[1]);
        return plain_stddev(self);
    case LECUN_TORCH_SCALED:
        return lecun_torch_std(self, fans);
    case LECUN_DIRAC:
        return dirac_stddev(self, shape, rank);
    default:
        return 0.0;
    }
}

lecun_status lecun_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank, double *stddev)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    lecun_fan_pair fans;
    lecun_status status = fans_of(self, shape, rank, &fans);

    if (!status)
        status = lecun_check_rank(self, &lecun_schemes[self->scheme], rank, NULL);
    if (!status && (lecun_schemes[self->scheme].takes & LECUN_AT_CENTER))
        status = lecun_check_center(shape, rank, NULL);
    if (!status)
        status = lecun_check_divisor(self, &lecun_schemes[self->scheme], fans, NULL);
    if (!status && stddev)
        *stddev = stddev_of(self, shape, rank, fans);
    lecun_leave_fp_mode(mode);
    return status;
}
