/* SPDX-License-Identifier: MIT
 *
 * qr.c - Householder's reflections in panels
 *
 * A panel's strip becomes V, unscaled: v = x + sign(x_0) |x| e_0, with zeros above its diagonal, and H = I - g v v' with
 * g = 1 / (|x| |v_0|), so that the one division of a column is a reciprocal. v_0 keeps the sign of R's diagonal. Going backward, the strips to the right of a panel get I - V T V', and its own becomes I - V T V_0' in
 * place, V_0 being V's square at the top.
 */
#include "strict_fp.h"
#include "qr_scalar.h"
#include "qr.h"

#include <string.h>

enum { WIDTH = LECUN_QR_WIDTH, SQUARE = LECUN_QR_SQUARE, TILE_SIZE = LECUN_QR_TILE * LECUN_QR_WIDTH };

/* --- Memory ------------------------------------------------------------------------------------------------------- */

/* The kernels reflect up to LECUN_QR_SUMS - 1 rows more than there are; and the last panel's square has its rows. */
static uint64_t rows_of(uint64_t m)
{
    return (m + LECUN_QR_SUMS - 1 + WIDTH - 1) / WIDTH * WIDTH;
}

static uint64_t strips_of(uint64_t n)
{
    return (n + WIDTH - 1) / WIDTH;
}

size_t lecun_qr_doubles(uint64_t m, uint64_t n)
{
    const uint64_t most = (SIZE_MAX - 64) / sizeof(double) / WIDTH, strips = strips_of(n);

    if (m > most / 2 || rows_of(m) + 2 * WIDTH > most / strips)
        return 0;
    return (size_t)(strips * WIDTH * (rows_of(m) + 2 * WIDTH));
}

lecun_qr lecun_qr_over(double *memory, size_t m, size_t n, double *r, const lecun_qr_kernels *kernels)
{
    lecun_qr qr;

    qr.m = m;
    qr.n = n;
    qr.rows = (size_t)rows_of(m);
    qr.strips = (size_t)strips_of(n);
    qr.a = memory;
    qr.t = memory + qr.rows * qr.strips * WIDTH;
    qr.r = r;
    qr.kernels = kernels;
    return qr;
}

void lecun_qr_clear_below(const lecun_qr *qr)
{
    size_t s;

    for (s = 0; s < qr->strips; s++)
        memset(lecun_qr_row(qr, s, qr->m), 0, (qr->rows - qr->m) * WIDTH * sizeof(double));
}

/* Panel p begins in its strip at its first row: rows and columns before it are finished. */
typedef struct panel {
    double *v;                          /* its strip, from that row on */
    size_t first, rows, columns;        /* that row; those from there on; columns that are not all 0 */
    double *t, *t_turned;               /* T, and its transpose */
} panel;

static panel panel_at(const lecun_qr *qr, size_t p)
{
    panel at;

    at.first = p * WIDTH;
    at.v = lecun_qr_row(qr, p, at.first);
    at.rows = qr->m - at.first;
    at.columns = qr->n - at.first < WIDTH ? qr->n - at.first : WIDTH;
    at.t = qr->t + p * 2 * SQUARE;
    at.t_turned = at.t + SQUARE;
    return at;
}

/* --- A panel ------------------------------------------------------------------------------------------------------ */

/* The sign of R's diagonal, by which its row and the column of Q are multiplied. */
static double sign_of(double v)
{
    return v < 0 ? 1.0 : v > 0 ? -1.0 : 0.0;
}

static void keep_row_of_r(double *r, const double *row, size_t k, double v, double norm, const double *z)
{
    size_t j;

    r[k] = norm;
    for (j = k + 1; j < WIDTH; j++)
        r[j] = sign_of(v) * lecun_exact_difference(row[j], lecun_exact_product(z[j], v));
}

/* Make the reflection of column k, whose diagonal row this is; sums are those of the rows below, each times its element of
 * column k. Leaves v_0 in the row, in z what the rows below lose times their element of column k, and in r, if it is not
 * NULL, R's row. Returns g; for a column of zeros everything is 0. */
static double make_reflection(double *row, size_t k, const double *sums, double *z, double *r)
{
    const double x = row[k], norm = lecun_exact_root(lecun_exact_sum(sums[k], lecun_exact_product(x, x)));
    const double v = lecun_exact_sum(x, x < 0 ? -norm : norm);
    const double g = norm > 0 ? lecun_exact_reciprocal(lecun_exact_product(norm, v < 0 ? -v : v)) : 0.0;
    size_t j;

    z[k] = 0.0;
    for (j = k + 1; j < WIDTH; j++)
        z[j] = lecun_exact_product(g, lecun_exact_sum(lecun_exact_product(row[j], v), sums[j]));
    if (r)
        keep_row_of_r(r, row, k, v, norm, z);
    row[k] = v;
    for (j = k + 1; j < WIDTH; j++)
        row[j] = 0.0;
    return g;
}

static void reflect_row(double *row, size_t k, const double *z)
{
    size_t j;

    for (j = k + 1; j < WIDTH; j++)
        row[j] = lecun_exact_difference(row[j], lecun_exact_product(row[k], z[j]));
}

/* T, an upper triangle, from V'V and the g: T_kk = g_k, and above it T_ik = -g_k times the sum of T_il (V'V)_lk. */
static void make_triangle(double *t, const double *g, const double *square)
{
    size_t i, k, l;

    for (i = 0; i < SQUARE; i++)
        t[i] = 0.0;
    for (k = 0; k < WIDTH; k++) {
        t[k * WIDTH + k] = g[k];
        for (i = 0; i < k; i++) {
            double sum = 0.0;
            for (l = i; l < k; l++)
                sum = lecun_exact_sum(sum, lecun_exact_product(t[i * WIDTH + l], square[l * WIDTH + k]));
            t[i * WIDTH + k] = -lecun_exact_product(g[k], sum);
        }
    }
}

/* The rows below a diagonal are reflected by one column and summed for the next in one pass. */
void lecun_qr_factorize(const lecun_qr *qr, size_t p)
{
    const panel at = panel_at(qr, p);
    double sums[WIDTH], z[WIDTH] = {0}, g[WIDTH] = {0}, square[SQUARE], *const r = qr->r ? lecun_qr_r(qr, p, p) : NULL;
    size_t k;

    if (r)
        memset(r, 0, SQUARE * sizeof *r);
    qr->kernels->reflect(at.v + WIDTH, at.rows - 1, 0, 0, z, sums);
    for (k = 0; k < at.columns; k++) {
        double *const row = at.v + k * WIDTH;
        g[k] = make_reflection(row, k, sums, z, r ? r + k * WIDTH : NULL);
        if (k + 1 < at.columns) {
            reflect_row(row + WIDTH, k, z);
            qr->kernels->reflect(row + 2 * WIDTH, at.rows - k - 2, k, k + 1, z, sums);
        }
    }
    qr->kernels->gram(square, at.v, at.v, at.rows);
    make_triangle(at.t, g, square);
    lecun_qr_transpose(at.t_turned, at.t);
}

/* --- Panels and strips -------------------------------------------------------------------------------------------- */

void lecun_qr_apply(const lecun_qr *qr, size_t p, size_t s, int backward)
{
    const panel at = panel_at(qr, p);
    double *const a = lecun_qr_row(qr, s, at.first);
    double w[SQUARE], tw[SQUARE];

    qr->kernels->gram(w, at.v, a, at.rows);
    qr->kernels->gram(tw, backward ? at.t_turned : at.t, w, WIDTH);
    qr->kernels->subtract(a, at.v, tw, at.rows);
}

/* What panel p's strip holds above its first row is R's. */
static void keep_tiles_of_r(const lecun_qr *qr, size_t p)
{
    size_t above, i, j;

    for (above = 0; above < p; above++) {
        const double *const v = lecun_qr_row(qr, above, above * WIDTH), *const from = lecun_qr_row(qr, p, above * WIDTH);
        double *const r = lecun_qr_r(qr, above, p);
        for (i = 0; i < WIDTH; i++)
            for (j = 0; j < WIDTH; j++)
                r[i * WIDTH + j] = sign_of(v[i * WIDTH + i]) * from[i * WIDTH + j];
    }
}

/* The unit matrix's columns less V (T V_0'), each with the sign of R's diagonal. */
void lecun_qr_form(const lecun_qr *qr, size_t p)
{
    const panel at = panel_at(qr, p);
    double square[SQUARE], tv[SQUARE], sign[WIDTH], *const tile = square;
    size_t i, j;

    if (qr->r)
        keep_tiles_of_r(qr, p);
    for (j = 0; j < WIDTH; j++)
        sign[j] = sign_of(at.v[j * WIDTH + j]);
    lecun_qr_transpose(square, at.v);
    qr->kernels->gram(tv, at.t_turned, square, WIDTH);
    for (i = 0; i < SQUARE; i++)
        tv[i] = lecun_exact_product(tv[i], sign[i % WIDTH]);
    memset(lecun_qr_row(qr, p, 0), 0, at.first * WIDTH * sizeof(double));
    for (i = 0; i < at.rows; i += LECUN_QR_TILE) {
        double *const rows = at.v + i * WIDTH;
        memcpy(tile, rows, TILE_SIZE * sizeof *tile);
        memset(rows, 0, TILE_SIZE * sizeof *rows);
        for (j = 0; j < LECUN_QR_TILE && i + j < WIDTH; j++)
            rows[j * WIDTH + i + j] = sign[i + j];
        qr->kernels->subtract(rows, tile, tv, LECUN_QR_TILE);
    }
}
