/* SPDX-License-Identifier: MIT
 *
 * orthogonal.c - milliseconds of lecun_orthogonal_fill, or of threads that share one job
 *
 * usage: orthogonal [--kernel NAME] [--dtype f32|f64|f16|bf16] [--threads N] [--repeats N] ROWSxCOLUMNS...
 *
 * Prints a line "rows columns kernel dtype threads best median" for each shape. The threads are started once; each fill is
 * timed from barrier to barrier, and has a seed of its own.
 */
#define _POSIX_C_SOURCE 200112L     /* clock_gettime, which C99 lacks */

#include "../../src/dispatch.h"
#include "../barrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_THREADS = 64, MAX_REPEATS = 1000 };

static const char *const dtype_names[LECUN_DTYPE_END] = {"", "f32", "f64", "f16", "bf16"};

typedef struct bench {
    lecun_dtype dtype;
    size_t threads, repeats, count;
    int64_t shape[2];
    void *out, *work;
    size_t work_size, phases;
    lecun_orthogonal_job job;
    barrier all;
} bench;

typedef struct worker { bench *b; size_t thread; } worker;

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "orthogonal: %s%s\n", what, which);
    exit(2);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void begin(bench *b, int64_t seed)
{
    lecun_initializer self;

    if (lecun_init_orthogonal(&self, 1.0, seed) || lecun_set_rounding(&self, LECUN_ROUND_ONCE)
        || lecun_orthogonal_begin(&b->job, &self, b->dtype, b->out, b->count, b->shape, 2, b->work, b->work_size, &b->phases))
        fail("a job cannot begin", "");
}

static void do_steps(bench *b, size_t thread)
{
    size_t phase;

    for (phase = 0; phase < b->phases; phase++) {
        lecun_orthogonal_step(&b->job, phase, thread, b->threads);
        if (b->threads > 1)
            barrier_wait(&b->all);
    }
}

static void *follow(void *argument)
{
    const worker *const w = (const worker *)argument;
    size_t i;

    for (i = 0; i <= w->b->repeats; i++) {
        barrier_wait(&w->b->all);
        do_steps(w->b, w->thread);
    }
    return NULL;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* One fill that is not counted, and then the others. */
static void run(bench *b, const char *kernel)
{
    static pthread_t ids[MAX_THREADS];
    static worker workers[MAX_THREADS];
    static double times[MAX_REPEATS + 1];
    size_t i;

    if (barrier_start(&b->all, b->threads))
        fail("no barrier", "");
    for (i = 1; i < b->threads; i++) {
        workers[i].b = b;
        workers[i].thread = i;
        if (pthread_create(&ids[i], NULL, follow, &workers[i]))
            fail("no thread could be started", "");
    }
    for (i = 0; i <= b->repeats; i++) {
        const double start = seconds();
        begin(b, (int64_t)i);
        if (b->threads > 1)
            barrier_wait(&b->all);
        do_steps(b, 0);
        times[i] = seconds() - start;
    }
    for (i = 1; i < b->threads; i++)
        pthread_join(ids[i], NULL);
    barrier_end(&b->all);
    qsort(times + 1, b->repeats, sizeof *times, compare);
    printf("%ld %ld %s %s %lu %.4f %.4f\n", (long)b->shape[0], (long)b->shape[1], kernel, dtype_names[b->dtype],
           (unsigned long)b->threads, 1e3 * times[1], 1e3 * times[1 + (b->repeats - 1) / 2]);
    fflush(stdout);
}

static void run_shape(bench *b, const char *text)
{
    char *end;

    b->shape[0] = strtol(text, &end, 10);
    b->shape[1] = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
    if (*end || b->shape[0] < 1 || b->shape[1] < 1 || lecun_orthogonal_work_size(b->shape, 2, &b->work_size))
        fail("no shape: ", text);
    b->count = (size_t)(b->shape[0] * b->shape[1]);
    b->out = malloc(b->count * 8);
    b->work = malloc(b->work_size);
    if (!b->out || !b->work)
        fail("no memory for ", text);
    run(b, lecun_kernel());
    free(b->out);
    free(b->work);
}

static void choose_kernel(const char *name)
{
    size_t row;

    for (row = 0; row < lecun_kernel_row_count; row++)
        if (strcmp(lecun_kernel_rows[row].kernels->name, name) == 0 && lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features())) {
            lecun_allow_features(lecun_kernel_rows[row].needs);
            return;
        }
    fail("no such kernel here: ", name);
}

static void read_option(bench *b, const char *option, const char *value)
{
    int d;

    if (strcmp(option, "--kernel") == 0)
        choose_kernel(value);
    else if (strcmp(option, "--threads") == 0)
        b->threads = strtoul(value, NULL, 10);
    else if (strcmp(option, "--repeats") == 0)
        b->repeats = strtoul(value, NULL, 10);
    else if (strcmp(option, "--dtype") == 0) {
        for (d = LECUN_F32; d < LECUN_DTYPE_END && strcmp(dtype_names[d], value) != 0; d++)
            ;
        b->dtype = (lecun_dtype)d;
    } else
        fail("no such option: ", option);
    if (b->threads < 1 || b->threads > MAX_THREADS || b->repeats < 1 || b->repeats > MAX_REPEATS || b->dtype >= LECUN_DTYPE_END)
        fail("a value out of range after ", option);
}

int main(int argc, char **argv)
{
    static bench b;
    int i;

    b.dtype = LECUN_F32;
    b.threads = 1;
    b.repeats = 5;
    for (i = 1; i + 1 < argc && argv[i][0] == '-'; i += 2)
        read_option(&b, argv[i], argv[i + 1]);
    if (i == argc)
        fail("no shapes", "");
    for (; i < argc; i++)
        run_shape(&b, argv[i]);
    return 0;
}
