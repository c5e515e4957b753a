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

enum { WIDTH = LECUN_QR_WIDTH, SQUARE = LECUN_QR_SQUARE };

/* Less the product of two tiles, as three sums that are added at the end, the largest first. The sums of high and high
 * parts are multiples of 2^-42 times the factors' sizes, and those of high and middle parts of 2^-63: exact, as long as no
 * side of the matrix is above 2^22. */
typedef struct residual { double high[SQUARE], middle[SQUARE], rest[SQUARE]; } residual;

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

    minus_product(to->high, a->parts.high, b->parts.high, WIDTH);
    minus_product(to->middle, a->parts.high, b->parts.middle, WIDTH);
    minus_product(to->middle, a->parts.middle, b->parts.high, WIDTH);
    minus_product(to->rest, a->parts.middle, b->parts.middle, WIDTH);
    minus_product(to->rest, a->whole, b->parts.rest, WIDTH);
    minus_product(to->rest, a->parts.rest, b->whole, WIDTH);
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
        split_factor(qr, &q, lecun_qr_row(qr, p, block * WIDTH), 1.0);
        split_factor(qr, &r, lecun_qr_r(qr, p, s), size);
        subtract_product(qr, &less, &q, &r);
    }
    for (i = 0; i < SQUARE; i++)
        a[i] = plus_residual(a[i], &less, i);
}

/* Replace a tile by it times the inverse of R's tile on the diagonal. Where R has a 0 there, the column is 0. */
static void divide_by_triangle(double *a, const double *r)
{
    size_t i, j, k;

    for (k = 0; k < WIDTH; k++) {
        const double diagonal = r[k * WIDTH + k], inverse = diagonal > 0 ? lecun_exact_reciprocal(diagonal) : 0.0;
        for (i = 0; i < WIDTH; i++) {
            double *const row = a + i * WIDTH;
            row[k] = lecun_exact_product(row[k], inverse);
            for (j = k + 1; j < WIDTH; j++)
                row[j] = lecun_exact_difference(row[j], lecun_exact_product(row[k], r[k * WIDTH + j]));
        }
    }
}

/* Tile s of the correction, from the residual; those before it are made. */
static void divide_by_r(const lecun_qr *qr, double *tiles, size_t s)
{
    size_t p;

    for (p = 0; p < s; p++)
        qr->kernels->subtract(tiles + s * SQUARE, tiles + p * SQUARE, lecun_qr_r(qr, p, s), WIDTH);
    divide_by_triangle(tiles + s * SQUARE, lecun_qr_r(qr, s, s));
}

static void correct_rows(const lecun_qr *qr, const lecun_qr_source *source, double *tiles, size_t block)
{
    const size_t first = block * WIDTH, end = first + WIDTH < qr->m ? first + WIDTH : qr->m;
    size_t s, i;

    memset(tiles, 0, lecun_qr_scratch(qr) * sizeof *tiles);
    source->draw(source->context, tiles, first, end);
    for (s = 0; s < qr->strips; s++)
        subtract_qr(qr, tiles + s * SQUARE, block, s, size_of_r(qr->m));
    for (s = 0; s < qr->strips; s++) {
        double *const q = lecun_qr_row(qr, s, first);
        divide_by_r(qr, tiles, s);
        for (i = 0; i < SQUARE; i++)
            q[i] = lecun_exact_sum(q[i], tiles[s * SQUARE + i]);
    }
}

/* --- U, in R's place ---------------------------------------------------------------------------------------------- */

/* Element i of a tile of U. On the diagonal of the matrix it is half of W'W - 1, below it 0. */
static double element_of_u(const residual *less, size_t i, int on_diagonal)
{
    const size_t row = i / WIDTH, column = i % WIDTH;

    if (!on_diagonal || row < column)
        return -plus_residual(0.0, less, i);
    return row == column ? lecun_exact_product(-0.5, plus_residual(1.0, less, i)) : 0.0;
}

static void make_u(const lecun_qr *qr, size_t p, size_t s)
{
    double turned[SQUARE];
    residual less;
    factor left, right;
    size_t i;

    memset(&less, 0, sizeof less);
    for (i = 0; i < qr->m; i += WIDTH) {
        lecun_qr_transpose(turned, lecun_qr_row(qr, p, i));
        split_factor(qr, &left, turned, 1.0);
        split_factor(qr, &right, lecun_qr_row(qr, s, i), 1.0);
        subtract_product(qr, &less, &left, &right);
    }
    for (i = 0; i < SQUARE; i++)
        lecun_qr_r(qr, p, s)[i] = element_of_u(&less, i, p == s);
}

/* --- Q = W - W U, by rows ----------------------------------------------------------------------------------------- */

static void apply_u(const lecun_qr *qr, size_t block)
{
    double tile[SQUARE];
    size_t s, p;

    for (s = qr->strips; s-- > 0;) {
        double *const q = lecun_qr_row(qr, s, block * WIDTH);
        memcpy(tile, q, sizeof tile);
        for (p = 0; p < s; p++)
            qr->kernels->subtract(q, lecun_qr_row(qr, p, block * WIDTH), lecun_qr_r(qr, p, s), WIDTH);
        qr->kernels->subtract(q, tile, lecun_qr_r(qr, s, s), WIDTH);
    }
}

/* --- Phases ------------------------------------------------------------------------------------------------------- */

size_t lecun_qr_scratch(const lecun_qr *qr)
{
    return qr->strips * SQUARE;
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
    const size_t blocks = (qr->m + WIDTH - 1) / WIDTH;
    size_t block;

    if (phase == 0)
        correct(qr, source, blocks, thread, threads);
    else if (phase == 1)
        make_all_u(qr, thread, threads);
    else
        for (block = lecun_share(blocks, thread, threads); block < lecun_share(blocks, thread + 1, threads); block++)
            apply_u(qr, block);
}
