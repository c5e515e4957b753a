/* SPDX-License-Identifier: MIT
 *
 * orthogonal_job.c - what a job of Orthogonal does in each of its phases: draw, factorize, write
 */
#include "strict_fp.h"
#include "dispatch.h"
#include "half.h"
#include "orthogonal.h"
#include "orthogonal_job.h"
#include "orthogonal_matrix.h"
#include "qr.h"
#include "torch_matrix.h"

static double *aligned(void *memory, size_t alignment)
{
    unsigned char *at = (unsigned char *)memory;
    return (double *)(void *)(at + (alignment - (uintptr_t)at % alignment) % alignment);
}

/* How Q is made. float64 has no room for the rounding errors of a factorization in double: they are repaired, or, where
 * the matrix is too narrow for that to pay, not made. */
typedef enum method { IN_DOUBLE, REFINED, IN_FIXED_POINT } method;

/* Columns. From 55 on, R and the scratch memory of qr_refine.c fit into the tensor's memory. */
enum { LEAST_REFINED = 64 };

/* What a job means, made anew by each of its steps. */
typedef struct task {
    method method;
    size_t m, n;
    lecun_tall shape;
    lecun_plan normals;
    lecun_torch_matrix *torch;          /* where the normals are PyTorch's, else NULL */
    lecun_elements elements;
    lecun_strips strips;
    unsigned char *out;
    lecun_qr qr;                        /* but for fixed point */
} task;

static method method_for(lecun_dtype dtype, size_t n)
{
    if (dtype != LECUN_F64)
        return IN_DOUBLE;
    return n >= LEAST_REFINED ? REFINED : IN_FIXED_POINT;
}

/* TensorFlow draws a float16 matrix in 16 bits, and factorizes no bfloat16. */
static lecun_dtype drawn_for(const lecun_initializer *self, lecun_dtype dtype)
{
    const int rounds_once = self->rounding == LECUN_ROUND_ONCE;
    return dtype == LECUN_BF16 || (dtype == LECUN_F16 && rounds_once) ? LECUN_F32 : dtype;
}

static task task_of(const lecun_orthogonal_job *job)
{
    double *const a = aligned(job->work, LECUN_WORK_ALIGNMENT);
    task t;

    t.shape = lecun_tall_of(job->rows, job->columns);
    t.m = (size_t)t.shape.tall;
    t.n = (size_t)t.shape.narrow;
    t.method = method_for((lecun_dtype)job->dtype, t.n);
    t.elements.dtype = (lecun_dtype)job->dtype;
    t.elements.drawn = drawn_for(&job->initializer, t.elements.dtype);
    t.elements.gain64 = job->initializer.number[0];
    t.elements.gain32 = lecun_float_of_bits(lecun_float_of_double_bits(lecun_bits_of_double(t.elements.gain64)));
    t.normals = lecun_normals_plan(&job->initializer, t.elements.drawn);
    t.torch = (lecun_torch_matrix *)job->normals;
    t.out = (unsigned char *)job->out;
    t.qr = lecun_qr_over(a, t.m, t.n, t.method == REFINED ? aligned(job->out, sizeof(double)) : NULL, lecun_kernels_of_qr());
    t.strips.a = a;
    t.strips.width = t.method == IN_FIXED_POINT ? t.n : LECUN_QR_WIDTH;
    t.strips.rows = t.method == IN_FIXED_POINT ? t.m : t.qr.rows;
    return t;
}

/* --- Phases ------------------------------------------------------------------------------------------------------- */

static void draw_rows(const task *t, lecun_strips to, size_t first, size_t end)
{
    if (t->torch)
        lecun_torch_draw_rows(t->torch, to, &t->shape, first, end);
    else
        lecun_draw_rows(&t->normals, to, t->n, first, end);
}

static void draw_share(const task *t, size_t thread, size_t threads)
{
    const size_t first = lecun_share(t->m, thread, threads), end = lecun_share(t->m, thread + 1, threads);
    lecun_strips to = t->strips;

    if (thread == 0 && t->method != IN_FIXED_POINT)
        lecun_qr_clear_below(&t->qr);
    to.a += first * to.width;
    draw_rows(t, to, first, end);
}

/* The words of the memory are one type before, another after. */
static void factorize_in_fixed_point(double *a, size_t m, size_t n)
{
    uint64_t *const words = (uint64_t *)(void *)a;
    size_t i;

    for (i = 0; i < m * n; i++) {
        const uint64_t bits = lecun_bits_of_double(a[i]);
        memcpy(words + i, &bits, sizeof bits);
    }
    lecun_orthogonalize(words, m, n, words + m * n);
    for (i = 0; i < m * n; i++) {
        const double x = lecun_double_of_bits(words[i]);
        memcpy(a + i, &x, sizeof x);
    }
}

/* Rows of the matrix again, as qr_refine.c wants them. */
static void draw_again(const void *context, double *tiles, size_t first, size_t end)
{
    const task *const t = (const task *)context;
    const lecun_strips to = {tiles, LECUN_QR_WIDTH, LECUN_QR_WIDTH};

    draw_rows(t, to, first, end);
}

/* R is in the tensor's memory, and scratch memory is behind it. */
static void refine(const task *t, size_t phase, size_t thread, size_t threads)
{
    const size_t bytes_of_r = lecun_qr_r_tiles(&t->qr) * LECUN_QR_SQUARE * sizeof(double);
    const size_t before = (size_t)((unsigned char *)t->qr.r - t->out);
    lecun_qr_source source;

    source.draw = draw_again;
    source.context = t;
    source.scratch = t->qr.r + bytes_of_r / sizeof(double);
    source.scratch_size = (t->m * t->n * sizeof(double) - before - bytes_of_r) / sizeof(double);
    lecun_qr_refine(&t->qr, &source, phase, thread, threads);
}

static void make_factor(const task *t, size_t phase, size_t thread, size_t threads)
{
    if (t->method != IN_FIXED_POINT && phase < lecun_qr_phases(&t->qr))
        lecun_qr_phase(&t->qr, phase, thread, threads);
    else if (t->method == REFINED)
        refine(t, phase - lecun_qr_phases(&t->qr), thread, threads);
    else if (thread == 0)
        factorize_in_fixed_point(t->strips.a, t->m, t->n);
}

/* What stands around the matrix. */
static void put_zeros(const lecun_orthogonal_job *job)
{
    const size_t size = lecun_dtype_size((lecun_dtype)job->dtype);
    const size_t before = (size_t)job->before * size, matrix = (size_t)(job->rows * job->columns) * size;
    unsigned char *const out = (unsigned char *)job->out;

    memset(out - before, 0, before);
    memset(out + matrix, 0, (size_t)job->after * size);
}

static void put_share(const task *t, size_t thread, size_t threads)
{
    const size_t rows = (size_t)t->shape.rows;

    lecun_put_rows(&t->elements, t->out, &t->shape, t->strips, lecun_share(rows, thread, threads),
                   lecun_share(rows, thread + 1, threads));
}

static size_t phases_of_factor(const task *t)
{
    if (t->method == IN_FIXED_POINT)
        return 1;
    return lecun_qr_phases(&t->qr) + (t->method == REFINED ? LECUN_QR_REFINEMENTS : 0);
}

size_t lecun_job_phases(const lecun_orthogonal_job *job)
{
    const task t = task_of(job);
    return 1 + phases_of_factor(&t) + 1;
}

void lecun_job_phase(const lecun_orthogonal_job *job, size_t phase, size_t thread, size_t threads)
{
    const task t = task_of(job);

    if (phase == 0)
        draw_share(&t, thread, threads);
    else if (phase <= phases_of_factor(&t))
        make_factor(&t, phase - 1, thread, threads);
    else {
        put_share(&t, thread, threads);
        if (thread == 0)
            put_zeros(job);
    }
}
