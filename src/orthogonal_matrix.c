/* SPDX-License-Identifier: MIT
 *
 * orthogonal_matrix.c - normals into strips, and from strips to elements
 */
#include "strict_fp.h"
#include "half.h"
#include "orthogonal_matrix.h"

static double *at(lecun_strips s, size_t i, size_t j)
{
    return s.a + (j / s.width * s.rows + i) * s.width + j % s.width;
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* --- Normals ------------------------------------------------------------------------------------------------------ */

enum { PIECE = 256 };

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
        piece[i] = lecun_double_of_bits(lecun_double_of_float_bits(
            normals->element == LECUN_F32 ? drawn.f32[i] : lecun_bits_of_half(drawn.f16[i])));
}

static void clear_right_of(lecun_strips to, size_t n, size_t row)
{
    if (n % to.width)
        memset(at(to, row, n), 0, (to.width - n % to.width) * sizeof(double));
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
            memcpy(at(to, i, j), piece + used, run * sizeof *piece);
            j += run;
            if (j == n) {
                clear_right_of(to, n, i++);
                j = 0;
            }
        }
    }
}

/* --- Elements ----------------------------------------------------------------------------------------------------- */

/* Patterns of floats. */
static uint32_t as_float(double x)
{
    return lecun_float_of_double_bits(lecun_bits_of_double(x));
}

static uint32_t float_element(const lecun_elements *e, double q)
{
    return lecun_float_product(as_float(q), as_float(e->gain));
}

static uint16_t half_element(const lecun_elements *e, double q)
{
    if (e->dtype == LECUN_BF16)
        return (uint16_t)lecun_bf16_of_bits(float_element(e, q));
    if (e->drawn == LECUN_F32)
        return (uint16_t)lecun_half_of_bits(float_element(e, q));
    return (uint16_t)lecun_half_of_bits(lecun_float_product(lecun_round_half(as_float(q)), lecun_round_half(as_float(e->gain))));
}

/* count elements, from doubles that are `step` apart. */
static void put_run(const lecun_elements *e, unsigned char *out, const double *q, size_t step, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++, q += step)
        if (e->dtype == LECUN_F64) {
            const double x = *q * e->gain;
            memcpy(out + i * 8, &x, 8);
        } else if (e->dtype == LECUN_F32) {
            const uint32_t x = float_element(e, *q);
            memcpy(out + i * 4, &x, 4);
        } else {
            const uint16_t x = half_element(e, *q);
            memcpy(out + i * 2, &x, 2);
        }
}

/* Row i of the factor, strip after strip; or its column i, if the tensor is wider than high. */
static void put_row(const lecun_elements *e, unsigned char *out, const lecun_tall *m, lecun_strips q, size_t i)
{
    const size_t size = lecun_dtype_size(e->dtype), columns = (size_t)m->columns;
    size_t j, run;

    if (m->rows < m->columns)
        put_run(e, out, at(q, 0, i), q.width, columns);
    else
        for (j = 0; j < columns; j += run) {
            run = lesser(columns - j, q.width);
            put_run(e, out + j * size, at(q, i, j), 1, run);
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
