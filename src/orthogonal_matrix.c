/* SPDX-License-Identifier: MIT
 *
 * orthogonal_matrix.c - normals into strips, and from strips to elements
 */
#include "strict_fp.h"
#include "half.h"
#include "orthogonal_matrix.h"

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* --- Normals ------------------------------------------------------------------------------------------------------ */

enum { PIECE = 128 };

/* Draws as doubles, float64 or the narrower dtype's widened. */
static void draw_piece(const lecun_plan *normals, double *piece, size_t count, uint64_t first)
{
    union { uint32_t f32[PIECE]; uint16_t f16[PIECE]; } drawn;
    size_t i;

    if (normals->element == LECUN_F64) {
        lecun_streams[normals->stream].fill(normals, (unsigned char *)piece, count, first);
        return;
    }
    lecun_streams[normals->stream].fill(normals, (unsigned char *)&drawn, count, first);
    for (i = 0; i < count; i++)
        piece[i] = (double)lecun_float_of_bits(normals->element == LECUN_F32 ? drawn.f32[i] : lecun_bits_of_half(drawn.f16[i]));
}

void lecun_clear_right_of(lecun_strips to, size_t n, size_t row)
{
    if (n % to.width)
        memset(lecun_strips_at(to, row, n), 0, (to.width - n % to.width) * sizeof(double));
}

void lecun_draw_rows(const lecun_plan *normals, lecun_strips to, size_t n, size_t first, size_t end)
{
    const uint64_t last = (uint64_t)end * n;
    uint64_t element = (uint64_t)first * n;
    size_t i = 0, j = 0, run, used, count;
    double piece[PIECE];

    for (; element < last; element += count) {
        count = last - element < PIECE ? (size_t)(last - element) : PIECE;
        draw_piece(normals, piece, count, element);
        for (used = 0; used < count; used += run) {
            run = lesser(lesser(count - used, n - j), to.width - j % to.width);
            memcpy(lecun_strips_at(to, i, j), piece + used, run * sizeof *piece);
            j += run;
            if (j == n) {
                lecun_clear_right_of(to, n, i++);
                j = 0;
            }
        }
    }
}

/* --- Elements ----------------------------------------------------------------------------------------------------- */

/* A double as a float, times another, by patterns. The barrier is for processors that keep floats to more digits; elsewhere
 * it would only keep compilers from vectors. */
static uint32_t float_product(double x, float gain)
{
    float rounded = (float)x;

#if !defined(FLT_EVAL_METHOD) || FLT_EVAL_METHOD != 0
    LECUN_ROUNDED(rounded);
#endif
    return lecun_bits_of_float(rounded * gain);
}

/* Doubles that are `step` apart as floats, times another. Where a product is far from the ends of the range, the processor's
 * is the library's, which flushes. */
static void put_floats(uint32_t *out, const double *q, size_t step, size_t count, float gain)
{
    uint32_t near_the_ends = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        out[i] = float_product(q[i * step], gain);
        near_the_ends |= (out[i] >> 23 & 0xff) - 2 >= 253;
    }
    for (i = 0; near_the_ends && i < count; i++)
        out[i] = lecun_float_product(float_product(q[i * step], 1.0f), lecun_bits_of_float(gain));
}

static void put_halves(const lecun_elements *e, uint16_t *out, const double *q, size_t step, size_t count)
{
    const int in_halves = e->drawn == LECUN_F16;
    const uint32_t gain = lecun_round_half(lecun_bits_of_float(e->gain32));
    uint32_t floats[PIECE];
    size_t i;

    put_floats(floats, q, step, count, in_halves ? 1.0f : e->gain32);
    for (i = 0; i < count; i++)
        if (e->dtype == LECUN_BF16)
            out[i] = (uint16_t)lecun_bf16_of_bits(floats[i]);
        else
            out[i] = (uint16_t)lecun_half_of_bits(in_halves ? lecun_float_product(lecun_round_half(floats[i]), gain) : floats[i]);
}

/* Up to PIECE elements, from doubles that are `step` apart. */
static void put_piece(const lecun_elements *e, unsigned char *out, const double *q, size_t step, size_t count)
{
    union { double f64[PIECE]; uint32_t f32[PIECE]; uint16_t f16[PIECE]; } piece;
    size_t i;

    if (e->dtype == LECUN_F64)
        for (i = 0; i < count; i++)
            piece.f64[i] = q[i * step] * e->gain64;
    else if (e->dtype == LECUN_F32)
        put_floats(piece.f32, q, step, count, e->gain32);
    else
        put_halves(e, piece.f16, q, step, count);
    memcpy(out, &piece, count * lecun_dtype_size(e->dtype));
}

/* Row i of the factor, strip after strip; or its column i, if the tensor is wider than high. */
static void put_row(const lecun_elements *e, unsigned char *out, const lecun_tall *m, lecun_strips q, size_t i)
{
    const size_t size = lecun_dtype_size(e->dtype), columns = (size_t)m->columns;
    const int turned = m->rows < m->columns;
    size_t j, run;

    for (j = 0; j < columns; j += run) {
        run = lesser(columns - j, turned ? PIECE : lesser(PIECE, q.width - j % q.width));
        put_piece(e, out + j * size, turned ? lecun_strips_at(q, j, i) : lecun_strips_at(q, i, j), turned ? q.width : 1, run);
    }
}

void lecun_put_rows(const lecun_elements *elements, unsigned char *out, const lecun_tall *m, lecun_strips q, size_t first,
                    size_t end)
{
    const size_t bytes = (size_t)m->columns * lecun_dtype_size(elements->dtype);
    size_t i;

    for (i = first; i < end; i++)
        put_row(elements, out + i * bytes, m, q, i);
}
