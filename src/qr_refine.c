/* SPDX-License-Identifier: MIT
 *
 * qr_refine.c - Q to the last bit or two that a double holds, from a Q in double arithmetic
 *
 * With Q and R off by their rounding, W = A R^-1 = Q + (A - Q R) R^-1 differs from the true Q by a factor I + U, U small and
 * upper triangular, because both R are. W'W = (I + U)'(I + U) tells U: to first order it is the upper triangle of W'W - I
 * with half its diagonal; the second order is below 2^-80 unless A is ill-conditioned. So Q = W (I - U).
 *
 * Only the residuals A - Q R and W'W - I need more than double precision. Their factors are split into parts of 21 bits, a
 * second 21 bits, and the rest: sums of products of the leading parts are exact, in whatever order (Ozaki, Ogita, Oishi,
 * Rump, 2012), and the last products are small. A is not kept but drawn again. All is made of tiles of 16 x 16.
 */
#include "strict_fp.h"
#include "qr_scalar.h"
#include "qr.h"

#include <string.h>

enum { SIDE = LECUN_QR_WIDTH, TILE = LECUN_QR_SQUARE };

/* Less the product of two tiles, as three sums that are added at the end, the largest first. The sums of high and high
 * parts are multiples of 2^-42 times the factors' sizes, and those of high and middle parts of 2^-63: exact, as long as no
 * side of the matrix is above 2^22. */
typedef struct residual { double high[TILE], middle[TILE], rest[TILE]; } residual;

typedef struct factor { const double *whole; lecun_qr_parts parts; } factor;

/* What split adds, for numbers up to 2^exponent: 1.5 * 2^52 times the unit of the part. */
static void split_factor(const lecun_qr *qr, factor *f, const double *whole, double size)
{
    f->whole = whole;
    qr->kernels->split(&f->parts, whole, 0x1.8p31 * size, 0x1.8p10 * size);
}

static void subtract_product(const lecun_qr *qr, residual *to, const factor *a, const factor *b)
{
    void (*const minus_product)(double *, const double *, const double *, size_t) = qr->kernels->subtract;

    minus_product(to->high, a->parts.high, b->parts.high, SIDE);
    minus_product(to->middle, a->parts.high, b->parts.middle, SIDE);
    minus_product(to->middle, a->parts.middle, b->parts.high, SIDE);
    minus_product(to->rest, a->parts.middle, b->parts.middle, SIDE);
    minus_product(to->rest, a->whole, b->parts.rest, SIDE);
    minus_product(to->rest, a->parts.rest, b->whole, SIDE);
}

/* x plus the residual, element by element. */
static double plus_residual(double x, const residual *r, size_t i)
{
    return lecun_exact_sum(lecun_exact_sum(lecun_exact_sum(x, r->high[i]), r->middle[i]), r->rest[i]);
}

/* --- W = Q + (A - Q R) R^-1, by rows ------------------------------------------------------------------------------ */

/* A power of 2 that no element of R exceeds: columns of m normals, none of which is beyond 16, are shorter. */
static double size_of_r(size_t m)
{
    double size = 16.0;
    size_t rows;

    for (rows = 1; rows < m; rows *= 4)
        size *= 2.0;
    return size;
}

/* Tile s of A's rows, less Q R. */
static void subtract_qr(const lecun_qr *qr, double *a, size_t block, size_t s, double size)
{
    residual less;
    factor q, r;
    size_t p, i;

    memset(&less, 0, sizeof less);
    for (p = 0; p <= s; p++) {
        split_factor(qr, &q, lecun_qr_row(qr, p, block * SIDE), 1.0);
        split_factor(qr, &r, lecun_qr_r(qr, p, s), size);
        subtract_product(qr, &less, &q, &r);
    }
    for (i = 0; i < TILE; i++)
        a[i] = plus_residual(a[i], &less, i);
}

/* Replace a tile by it times the inverse of R's tile on the diagonal. Where R has a 0 there, the column is 0. */
static void divide_by_triangle(double *a, const double *r)
{
    size_t i, j, k;

    for (k = 0; k < SIDE; k++) {
        const double diagonal = r[k * SIDE + k], inverse = diagonal > 0 ? lecun_exact_reciprocal(diagonal) : 0.0;
        for (i = 0; i < SIDE; i++) {
            double *const row = a + i * SIDE;
            row[k] = lecun_exact_product(row[k], inverse);
            for (j = k + 1; j < SIDE; j++)
                row[j] = lecun_exact_difference(row[j], lecun_exact_product(row[k], r[k * SIDE + j]));
        }
    }
}

/* Tile s of the correction, from the residual; those before it are made. */
static void divide_by_r(const lecun_qr *qr, double *tiles, size_t s)
{
    size_t p;

    for (p = 0; p < s; p++)
        qr->kernels->subtract(tiles + s * TILE, tiles + p * TILE, lecun_qr_r(qr, p, s), SIDE);
    divide_by_triangle(tiles + s * TILE, lecun_qr_r(qr, s, s));
}

static void correct_rows(const lecun_qr *qr, const lecun_qr_source *source, double *tiles, size_t block)
{
    const size_t first = block * SIDE, end = first + SIDE < qr->m ? first + SIDE : qr->m;
    size_t s, i;

    memset(tiles, 0, lecun_qr_scratch(qr) * sizeof *tiles);
    source->draw(source->context, tiles, first, end);
    for (s = 0; s < qr->strips; s++)
        subtract_qr(qr, tiles + s * TILE, block, s, size_of_r(qr->m));
    for (s = 0; s < qr->strips; s++) {
        double *const q = lecun_qr_row(qr, s, first);
        divide_by_r(qr, tiles, s);
        for (i = 0; i < TILE; i++)
            q[i] = lecun_exact_sum(q[i], tiles[s * TILE + i]);
    }
}

/* --- U, in R's place ---------------------------------------------------------------------------------------------- */

/* Element i of a tile of U. On the diagonal of the matrix it is half of W'W - 1, below it 0. */
static double element_of_u(const residual *less, size_t i, int on_diagonal)
{
    const size_t row = i / SIDE, column = i % SIDE;

    if (!on_diagonal || row < column)
        return -plus_residual(0.0, less, i);
    return row == column ? lecun_exact_product(-0.5, plus_residual(1.0, less, i)) : 0.0;
}

static void make_u(const lecun_qr *qr, size_t p, size_t s)
{
    double turned[TILE];
    residual less;
    factor left, right;
    size_t i;

    memset(&less, 0, sizeof less);
    for (i = 0; i < qr->m; i += SIDE) {
        lecun_qr_transpose(turned, lecun_qr_row(qr, p, i));
        split_factor(qr, &left, turned, 1.0);
        split_factor(qr, &right, lecun_qr_row(qr, s, i), 1.0);
        subtract_product(qr, &less, &left, &right);
    }
    for (i = 0; i < TILE; i++)
        lecun_qr_r(qr, p, s)[i] = element_of_u(&less, i, p == s);
}

/* --- Q = W - W U, by rows ----------------------------------------------------------------------------------------- */

static void apply_u(const lecun_qr *qr, size_t block)
{
    double tile[TILE];
    size_t s, p;

    for (s = qr->strips; s-- > 0;) {
        double *const q = lecun_qr_row(qr, s, block * SIDE);
        memcpy(tile, q, sizeof tile);
        for (p = 0; p < s; p++)
            qr->kernels->subtract(q, lecun_qr_row(qr, p, block * SIDE), lecun_qr_r(qr, p, s), SIDE);
        qr->kernels->subtract(q, tile, lecun_qr_r(qr, s, s), SIDE);
    }
}

/* --- Phases ------------------------------------------------------------------------------------------------------- */

size_t lecun_qr_scratch(const lecun_qr *qr)
{
    return qr->strips * TILE;
}

static void correct(const lecun_qr *qr, const lecun_qr_source *source, size_t blocks, size_t thread, size_t threads)
{
    const size_t scratches = source->scratch_size / lecun_qr_scratch(qr), workers = threads < scratches ? threads : scratches;
    size_t block;

    if (thread < workers)
        for (block = lecun_share(blocks, thread, workers); block < lecun_share(blocks, thread + 1, workers); block++)
            correct_rows(qr, source, source->scratch + thread * lecun_qr_scratch(qr), block);
}

static void make_all_u(const lecun_qr *qr, size_t thread, size_t threads)
{
    const size_t tiles = lecun_qr_r_tiles(qr), end = lecun_share(tiles, thread + 1, threads);
    size_t s = 0, tile;

    for (tile = lecun_share(tiles, thread, threads); tile < end; tile++) {
        while ((s + 1) * (s + 2) / 2 <= tile)
            s++;
        make_u(qr, tile - s * (s + 1) / 2, s);
    }
}

void lecun_qr_refine(const lecun_qr *qr, const lecun_qr_source *source, size_t phase, size_t thread, size_t threads)
{
    const size_t blocks = (qr->m + SIDE - 1) / SIDE;
    size_t block;

    if (phase == 0)
        correct(qr, source, blocks, thread, threads);
    else if (phase == 1)
        make_all_u(qr, thread, threads);
    else
        for (block = lecun_share(blocks, thread, threads); block < lecun_share(blocks, thread + 1, threads); block++)
            apply_u(qr, block);
}
