/* SPDX-License-Identifier: MIT
 *
 * orthogonal.c - milliseconds of lecun_orthogonal_fill, and of threads that share one
 */
#define _POSIX_C_SOURCE 200112L     /* clock_gettime, which C99 lacks */

#include "../../src/dispatch.h"
#include "../barrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_THREADS = 64, MAX_REPEATS = 1000 };

static const char help[] =
    "usage: orthogonal [options] ROWSxCOLUMNS...\n"
    "Prints, for each shape: rows columns kernel dtype threads best median (milliseconds), tab-separated.\n"
    "\n"
    "  --kernel NAME    this kernel (default: the one that the library takes here)\n"
    "  --dtype NAME     f32, f64, f16 or bf16 (default: f32)\n"
    "  --threads N      N threads share each fill; they are started once (default: 1)\n"
    "  --parts          no threads: their parts one after the other, in processor time, and of each phase the longest. So\n"
    "                   long N threads take where no other program wants the processors\n"
    "  --repeats N      fills, after one that is not counted (default: 5)\n";

static const char *const dtype_names[LECUN_DTYPE_END] = {"", "f32", "f64", "f16", "bf16"};

typedef struct bench {
    lecun_dtype dtype;
    size_t threads, repeats, count;
    int parts;
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

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void step(const bench *b, size_t phase, size_t thread)
{
    if (lecun_orthogonal_step(&b->job, phase, thread, b->threads))
        fail("a step failed", "");
}

static void begin(bench *b, int64_t seed)
{
    lecun_initializer self;

    if (lecun_init_orthogonal(&self, 1.0, seed) || lecun_set_rounding(&self, LECUN_ROUND_ONCE)
        || lecun_orthogonal_begin(&b->job, &self, b->dtype, b->out, b->count, b->shape, 2, b->work, b->work_size, &b->phases))
        fail("a job cannot begin", "");
}

/* --- Threads ------------------------------------------------------------------------------------------------------ */

static void do_steps(bench *b, size_t thread)
{
    size_t phase;

    for (phase = 0; phase < b->phases; phase++) {
        step(b, phase, thread);
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

static double timed_fill(bench *b, int64_t seed)
{
    const double start = seconds(CLOCK_MONOTONIC);

    begin(b, seed);
    if (b->threads > 1)
        barrier_wait(&b->all);
    do_steps(b, 0);
    return seconds(CLOCK_MONOTONIC) - start;
}

static void time_threads(bench *b, double *times)
{
    static pthread_t ids[MAX_THREADS];
    static worker workers[MAX_THREADS];
    size_t i;

    if (barrier_start(&b->all, b->threads))
        fail("no barrier", "");
    for (i = 1; i < b->threads; i++) {
        workers[i].b = b;
        workers[i].thread = i;
        if (pthread_create(&ids[i], NULL, follow, &workers[i]))
            fail("no thread could be started", "");
    }
    for (i = 0; i <= b->repeats; i++)
        times[i] = timed_fill(b, (int64_t)i);
    for (i = 1; i < b->threads; i++)
        pthread_join(ids[i], NULL);
    barrier_end(&b->all);
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

static double longest_part(bench *b, size_t phase)
{
    double longest = 0.0;
    size_t thread;

    for (thread = 0; thread < b->threads; thread++) {
        const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
        double part;
        step(b, phase, thread);
        part = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
        longest = part > longest ? part : longest;
    }
    return longest;
}

static void time_parts(bench *b, double *times)
{
    size_t i, phase;

    for (i = 0; i <= b->repeats; i++) {
        begin(b, (int64_t)i);
        times[i] = 0.0;
        for (phase = 0; phase < b->phases; phase++)
            times[i] += longest_part(b, phase);
    }
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void run(bench *b)
{
    static double times[MAX_REPEATS + 1];

    if (b->parts)
        time_parts(b, times);
    else
        time_threads(b, times);
    qsort(times + 1, b->repeats, sizeof *times, compare);
    printf("%ld\t%ld\t%s\t%s\t%lu\t%.4f\t%.4f\n", (long)b->shape[0], (long)b->shape[1], lecun_kernel(), dtype_names[b->dtype],
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
    run(b);
    free(b->out);
    free(b->work);
}

/* --- Options ------------------------------------------------------------------------------------------------------ */

static void choose_kernel(const char *name)
{
    size_t row;

    for (row = 0; row < lecun_kernel_row_count; row++)
        if (strcmp(lecun_kernel_rows[row].kernels->name, name) == 0
            && lecun_row_runs(&lecun_kernel_rows[row], lecun_cpu_features())) {
            lecun_allow_features(lecun_kernel_rows[row].needs);
            return;
        }
    fail("no such kernel here: ", name);
}

static lecun_dtype dtype_called(const char *name)
{
    int d;

    for (d = LECUN_F32; d < LECUN_DTYPE_END; d++)
        if (strcmp(dtype_names[d], name) == 0)
            return (lecun_dtype)d;
    fail("no such dtype: ", name);
    return LECUN_F32;
}

static size_t number_up_to(size_t most, const char *text)
{
    char *end;
    const unsigned long number = strtoul(text, &end, 10);

    if (*end || number < 1 || number > most)
        fail("a number out of range: ", text);
    return (size_t)number;
}

static void read_option(bench *b, const char *option, const char *value)
{
    if (strcmp(option, "--kernel") == 0)
        choose_kernel(value);
    else if (strcmp(option, "--dtype") == 0)
        b->dtype = dtype_called(value);
    else if (strcmp(option, "--threads") == 0)
        b->threads = number_up_to(MAX_THREADS, value);
    else if (strcmp(option, "--repeats") == 0)
        b->repeats = number_up_to(MAX_REPEATS, value);
    else
        fail("no such option (--help lists them): ", option);
}

int main(int argc, char **argv)
{
    static bench b;
    int i, shapes = 0;

    b.dtype = LECUN_F32;
    b.threads = 1;
    b.repeats = 5;
    for (i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return fputs(help, stdout) < 0;
        else if (strcmp(argv[i], "--parts") == 0)
            b.parts = 1;
        else if (argv[i][0] == '-' && i + 1 < argc) {
            read_option(&b, argv[i], argv[i + 1]);
            i++;
        } else {
            run_shape(&b, argv[i]);
            shapes++;
        }
    if (!shapes)
        fail("no shapes (--help)", "");
    return 0;
}
