/* SPDX-License-Identifier: MIT
 *
 * qr.h - Q of a matrix in double arithmetic, every operation in one fixed order
 *
 * Householder's reflections, a panel of columns at a time, their products kept in the compact form I - V T V' (Schreiber,
 * Van Loan, 1989). IEEE arithmetic has one result for each operation, so the order of the operations fixes the bits, and
 * these things fix the order: the width of a panel, the rows of a partial sum of V'A, the four sums of a panel's columns,
 * and the text of qr.c. The vector width, the tiles of registers, the order in which strips are visited, the number of
 * threads, and the rows and columns of zeros at the ends change nothing.
 */
#ifndef LECUN_QR_H
#define LECUN_QR_H

#include "library.h"

LECUN_HIDDEN_BEGIN

/* Measured at 64 to 2048 columns: panels of 16 and 32 columns are equally fast, 64 slower; chunks of 64 and 128 rows
 * equally fast. */
enum {
    LECUN_QR_WIDTH = 16,        /* columns of a strip and of a panel */
    LECUN_QR_SQUARE = LECUN_QR_WIDTH * LECUN_QR_WIDTH,
    LECUN_QR_CHUNK = 64,        /* rows of a partial sum */
    LECUN_QR_SUMS = 4,          /* sums of a panel's columns: rows 0, 4, 8..; 1, 5, 9..; and so on */
    LECUN_QR_TILE = 8           /* rows that every kernel can subtract at a time */
};

/* A tile of LECUN_QR_WIDTH rows in three: qr_refine.c. */
typedef struct lecun_qr_parts {
    double high[LECUN_QR_SQUARE], middle[LECUN_QR_SQUARE], rest[LECUN_QR_SQUARE];
} lecun_qr_parts;

/* The loops that take the time. All matrices have rows of LECUN_QR_WIDTH doubles, contiguous. */
typedef struct lecun_qr_kernels {
    /* w = v' a: an element is the sum of the partial sums of LECUN_QR_CHUNK products, all in the order of the rows. */
    void (*gram)(double *w, const double *v, const double *a, size_t rows);
    /* a -= v w: an element less the sum, from 0 in order, of LECUN_QR_WIDTH products. Of rows, a multiple of
     * LECUN_QR_TILE is taken. */
    void (*subtract)(double *a, const double *v, const double *w, size_t rows);
    /* row -= row[by] z, for each row, and then sums = the sum of row[ahead] row: four sums, joined as (0 + 1) + (2 + 3).
     * Columns before `ahead` have been finished: z is 0 there, and sums may be anything. Of rows, a multiple of
     * LECUN_QR_SUMS is taken. */
    void (*reflect)(double *a, size_t rows, size_t by, size_t ahead, const double *z, double *sums);
    /* A tile as the sum of three: high + middle + rest = x, each to nearest. Adding coarse to a number of a size well below
     * it, and taking it away again, leaves a multiple of 2^-52 coarse; likewise fine. */
    void (*split)(lecun_qr_parts *parts, const double *x, double coarse, double fine);
} lecun_qr_kernels;

/* Plain C, the reference for all others. */
extern const lecun_qr_kernels lecun_portable_qr;

/* A matrix of m x n, m >= n >= 1, and what is kept beside it. A strip is 16 columns; its rows are contiguous, and those
 * from m on are 0, as are the columns from n on. */
typedef struct lecun_qr {
    size_t m, n, rows, strips;          /* rows of a strip, and the number of strips */
    double *a;                          /* the strips, one after the other */
    double *t;                          /* a panel's T and its transpose, for each panel */
    double *r;                          /* where R is kept, in tiles, or NULL */
    const lecun_qr_kernels *kernels;
} lecun_qr;

/* The doubles that a matrix needs, 0 if there are not that many; and the matrix over such memory, with R at r, if that is
 * not NULL. */
size_t lecun_qr_doubles(uint64_t m, uint64_t n);
lecun_qr lecun_qr_over(double *memory, size_t m, size_t n, double *r, const lecun_qr_kernels *kernels);

/* Where row i of strip s begins. */
static inline double *lecun_qr_row(const lecun_qr *qr, size_t s, size_t i)
{
    return qr->a + (s * qr->rows + i) * LECUN_QR_WIDTH;
}

/* The tile of R, an upper triangle of tiles, in tile row p and tile column s >= p; and how many tiles there are. */
static inline double *lecun_qr_r(const lecun_qr *qr, size_t p, size_t s)
{
    return qr->r + (s * (s + 1) / 2 + p) * LECUN_QR_SQUARE;
}

static inline size_t lecun_qr_r_tiles(const lecun_qr *qr)
{
    return qr->strips * (qr->strips + 1) / 2;
}

/* Of count things, the first that is a thread's; its last is before the next thread's first. */
static inline size_t lecun_share(size_t count, size_t thread, size_t threads)
{
    const size_t rest = count % threads;
    return count / threads * thread + (thread < rest ? thread : rest);
}

static inline void lecun_qr_transpose(double *out, const double *in)
{
    size_t i, j;

    for (i = 0; i < LECUN_QR_WIDTH; i++)
        for (j = 0; j < LECUN_QR_WIDTH; j++)
            out[i * LECUN_QR_WIDTH + j] = in[j * LECUN_QR_WIDTH + i];
}

/* Make the rows 0 that are in no matrix. */
void lecun_qr_clear_below(const lecun_qr *qr);

/* Make V and T of panel p, in its strip. */
void lecun_qr_factorize(const lecun_qr *qr, size_t p);

/* Strip s, from panel p's first row on, becomes (I - V T' V') times it, or, backward, (I - V T V') times it. */
void lecun_qr_apply(const lecun_qr *qr, size_t p, size_t s, int backward);

/* Panel p's strip becomes its columns of Q, as far as they are its own reflections'. Where R is kept, it takes the strip's
 * part of it. */
void lecun_qr_form(const lecun_qr *qr, size_t p);

/* Replace the matrix by Q, of the reduced factorization whose R has no negative number on its diagonal; where R has a 0
 * there, the column of Q is 0. The work is done in phases, a phase by any number of threads: each does its part when all
 * parts of the phase before are done: qr_phases.c. */
size_t lecun_qr_group(size_t strips);           /* how many panels are applied together */
size_t lecun_qr_phases(const lecun_qr *qr);
void lecun_qr_phase(const lecun_qr *qr, size_t phase, size_t thread, size_t threads);

/* Bring Q, made with R kept, to what double can hold of it: LECUN_QR_REFINEMENTS more phases, in qr_refine.c. draw gives
 * rows first..end-1 of the matrix that was factorized, as tiles of 16 columns, 16 rows apart; scratch is memory beside R, for
 * lecun_qr_scratch of them a thread, and threads for which there is none have nothing to do. */
enum { LECUN_QR_REFINEMENTS = 3 };
typedef struct lecun_qr_source {
    void (*draw)(const void *context, double *tiles, size_t first, size_t end);
    const void *context;
    double *scratch;
    size_t scratch_size;
} lecun_qr_source;
size_t lecun_qr_scratch(const lecun_qr *qr);
void lecun_qr_refine(const lecun_qr *qr, const lecun_qr_source *source, size_t phase, size_t thread, size_t threads);

LECUN_HIDDEN_END

#endif
