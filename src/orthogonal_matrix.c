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

static void draw_piece(const lecun_normals *normals, double *piece, size_t count, uint64_t first)
{
    union { double f64[PIECE]; float f32[PIECE]; uint16_t f16[PIECE]; } drawn;
    size_t i;

    normals->fill(&normals->stream, (unsigned char *)&drawn, count, first, 0.0, 1.0);
    for (i = 0; i < count; i++)
        piece[i] = normals->dtype == LECUN_F64 ? drawn.f64[i]
                 : (double)(normals->dtype == LECUN_F32 ? drawn.f32[i] : lecun_float_of_half(drawn.f16[i]));
}

static void clear_right_of(lecun_strips to, size_t n, size_t row)
{
    if (n % to.width)
        memset(at(to, row, n), 0, (to.width - n % to.width) * sizeof(double));
}

void lecun_draw_rows(const lecun_normals *normals, lecun_strips to, size_t n, size_t first, size_t end)
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

static float times_gain(double q, double gain)
{
    float product = (float)q * (float)gain;
    LECUN_ROUNDED(product);
    return product;
}

static uint16_t half_times_gain(double q, double gain)
{
    const float half = lecun_float_of_half(lecun_half_of_float((float)q));
    return lecun_half_of_float(half * lecun_float_of_half(lecun_half_of_float((float)gain)));
}

/* count elements, from doubles that are `step` apart. */
static void put_run(const lecun_elements *e, unsigned char *out, const double *q, size_t step, size_t count)
{
    size_t i;

    if (e->dtype == LECUN_F64)
        for (i = 0; i < count; i++) {
            const double x = q[i * step] * e->gain;
            memcpy(out + i * 8, &x, 8);
        }
    else if (e->dtype == LECUN_F32)
        for (i = 0; i < count; i++) {
            const float x = times_gain(q[i * step], e->gain);
            memcpy(out + i * 4, &x, 4);
        }
    else
        for (i = 0; i < count; i++) {
            const uint16_t x = e->dtype == LECUN_BF16 ? lecun_bf16_of_float(times_gain(q[i * step], e->gain))
                             : e->drawn == LECUN_F16  ? half_times_gain(q[i * step], e->gain)
                             : lecun_half_of_float(times_gain(q[i * step], e->gain));
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
