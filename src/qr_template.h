/* SPDX-License-Identifier: MIT
 *
 * qr_template.h - the kernels of qr.h, over vectors: included once by each qr_*.c that has an instruction set
 *
 * A vector holds neighbours of a row, and each of its lanes is an element with sums of its own, so that the lanes are
 * added in the order that qr.h says, whatever their number. The file defines, before it includes this:
 *   QR                          the name of its table
 *   LANES                       doubles of a vector, 1 to 8
 *   TILE_ROWS, TILE_VECTORS     what gram and subtract keep in registers: at most LECUN_QR_TILE rows, and a divisor of it,
 *                               of vectors that hold 16 doubles or half as many
 *   PRIMITIVE                        static inline, and more
 *   vd                          the type of a vector, and its primitives vd_set (one double in all lanes),
 *                               vd_load, vd_store (no alignment needed), vd_plus, vd_minus and vd_times, which round whatever
 *                               becomes of their values
 */
#include "qr.h"

/* Before a loop over registers: without it GCC and clang put them in memory at -O2. */
#if defined(__clang__)
#  define UNROLL    _Pragma("unroll")
#elif defined(__GNUC__) && __GNUC__ >= 8
#  define UNROLL    _Pragma("GCC unroll 8")
#else
#  define UNROLL
#endif

enum { COLUMNS = LECUN_QR_WIDTH, TILE_COLUMNS = TILE_VECTORS * LANES };

/* sum[r] = the sum, from 0 in the order of i, of v[r * down + i * along] times row i of a. */
PRIMITIVE void sums_of_products(vd sum[TILE_ROWS][TILE_VECTORS], const double *v, size_t down, size_t along, const double *a,
                           size_t count)
{
    size_t i, r, q;

    UNROLL for (r = 0; r < TILE_ROWS; r++)
        UNROLL for (q = 0; q < TILE_VECTORS; q++)
            sum[r][q] = vd_set(0.0);
    for (i = 0; i < count; i++) {
        vd row[TILE_VECTORS];
        UNROLL for (q = 0; q < TILE_VECTORS; q++)
            row[q] = vd_load(a + i * COLUMNS + q * LANES);
        UNROLL for (r = 0; r < TILE_ROWS; r++) {
            const vd factor = vd_set(v[r * down + i * along]);
            UNROLL for (q = 0; q < TILE_VECTORS; q++)
                sum[r][q] = vd_plus(sum[r][q], vd_times(factor, row[q]));
        }
    }
}

static void gram_of_chunk(double *w, const double *v, const double *a, size_t rows, int first)
{
    size_t row, column, r, q;

    for (column = 0; column < COLUMNS; column += TILE_COLUMNS)
        for (row = 0; row < COLUMNS; row += TILE_ROWS) {
            vd sum[TILE_ROWS][TILE_VECTORS];
            sums_of_products(sum, v + row, 1, COLUMNS, a + column, rows);
            UNROLL for (r = 0; r < TILE_ROWS; r++)
                UNROLL for (q = 0; q < TILE_VECTORS; q++) {
                    double *const to = w + (row + r) * COLUMNS + column + q * LANES;
                    vd_store(to, first ? sum[r][q] : vd_plus(vd_load(to), sum[r][q]));
                }
        }
}

static void gram_of_rows(double *w, const double *v, const double *a, size_t rows)
{
    size_t i;

    for (i = 0; i < rows; i += LECUN_QR_CHUNK)
        gram_of_chunk(w, v + i * COLUMNS, a + i * COLUMNS, rows - i < LECUN_QR_CHUNK ? rows - i : LECUN_QR_CHUNK, i == 0);
}

static void subtract_from_rows(double *a, const double *v, const double *w, size_t rows)
{
    size_t i, column, r, q;

    for (i = 0; i < rows; i += TILE_ROWS)
        for (column = 0; column < COLUMNS; column += TILE_COLUMNS) {
            vd sum[TILE_ROWS][TILE_VECTORS];
            sums_of_products(sum, v + i * COLUMNS, COLUMNS, 1, w + column, COLUMNS);
            UNROLL for (r = 0; r < TILE_ROWS; r++)
                UNROLL for (q = 0; q < TILE_VECTORS; q++) {
                    double *const to = a + (i + r) * COLUMNS + column + q * LANES;
                    vd_store(to, vd_minus(vd_load(to), sum[r][q]));
                }
        }
}

/* reflect, of the TILE_COLUMNS from `column` on; row[ahead] is one of them, or done already. */
static void reflect_columns(double *a, size_t rows, size_t by, size_t ahead, const double *z, double *sums, size_t column)
{
    vd sum[LECUN_QR_SUMS][TILE_VECTORS], factor[TILE_VECTORS];
    size_t i, r, q;

    UNROLL for (q = 0; q < TILE_VECTORS; q++)
        factor[q] = vd_load(z + column + q * LANES);
    UNROLL for (r = 0; r < LECUN_QR_SUMS; r++)
        UNROLL for (q = 0; q < TILE_VECTORS; q++)
            sum[r][q] = vd_set(0.0);
    for (i = 0; i < rows; i += LECUN_QR_SUMS)
        UNROLL for (r = 0; r < LECUN_QR_SUMS; r++) {
            double *const row = a + (i + r) * COLUMNS;
            const vd times = vd_set(row[by]);
            vd x[TILE_VECTORS], next;
            UNROLL for (q = 0; q < TILE_VECTORS; q++) {
                x[q] = vd_minus(vd_load(row + column + q * LANES), vd_times(times, factor[q]));
                vd_store(row + column + q * LANES, x[q]);
            }
            next = vd_set(row[ahead]);
            UNROLL for (q = 0; q < TILE_VECTORS; q++)
                sum[r][q] = vd_plus(sum[r][q], vd_times(next, x[q]));
        }
    UNROLL for (q = 0; q < TILE_VECTORS; q++)
        vd_store(sums + column + q * LANES, vd_plus(vd_plus(sum[0][q], sum[1][q]), vd_plus(sum[2][q], sum[3][q])));
}

static void reflect_rows(double *a, size_t rows, size_t by, size_t ahead, const double *z, double *sums)
{
    size_t column;

    for (column = ahead / TILE_COLUMNS * TILE_COLUMNS; column < COLUMNS; column += TILE_COLUMNS)
        reflect_columns(a, rows, by, ahead, z, sums, column);
}

static void split_tile(lecun_qr_parts *parts, const double *x, double coarse, double fine)
{
    const vd c = vd_set(coarse), f = vd_set(fine);
    size_t i;

    for (i = 0; i < LECUN_QR_SQUARE; i += LANES) {
        const vd whole = vd_load(x + i), high = vd_minus(vd_plus(whole, c), c), rest = vd_minus(whole, high);
        const vd middle = vd_minus(vd_plus(rest, f), f);
        vd_store(parts->high + i, high);
        vd_store(parts->middle + i, middle);
        vd_store(parts->rest + i, vd_minus(rest, middle));
    }
}

const lecun_qr_kernels QR = {gram_of_rows, subtract_from_rows, reflect_rows, split_tile};
