/* SPDX-License-Identifier: MIT
 *
 * threads.c - fill one tensor with several threads: with OpenMP, with pthreads, and by one lecun_fill to compare
 *
 *     threads 100000000 1 2 4 8      a tensor of 100000000 floats; with 1, with 2, with 4 and with 8 threads
 *
 * Every result must equal that of lecun_fill byte for byte. Without CMake: -fopenmp for OpenMP, and
 * -pthread -DWITH_PTHREADS for pthreads.
 */
#define _XOPEN_SOURCE 600           /* clock_gettime, where it exists */

#include <lecun.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef WITH_PTHREADS
#  include <pthread.h>
#endif

#define PIECE 65536                 /* a multiple of 4 elements, so that no group is drawn twice; and far above 4096 */
#define MAX_THREADS 256

/* One tensor of rank 1. Threads only read this; each writes its own part of out. */
typedef struct job {
    lecun_initializer initializer;
    float *out;
    int64_t count, pieces;
} job;

/* The unit of work, whoever hands it out. */
static lecun_status fill_piece(const job *j, int64_t piece)
{
    const int64_t first = piece * PIECE, left = j->count - first;
    const size_t count = (size_t)(left < PIECE ? left : PIECE);

    return lecun_fill_range(&j->initializer, LECUN_F32, j->out + first, count, &j->count, 1, first);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "threads: %s: %s\n", what, why);
    exit(1);
}

/* --- One thread --------------------------------------------------------------------------------------------------- */

static lecun_status fill_at_once(const job *j, int threads)
{
    (void)threads;
    return lecun_fill(&j->initializer, LECUN_F32, j->out, (size_t)j->count, &j->count, 1);
}

/* What the pieces themselves cost. */
static lecun_status fill_by_pieces(const job *j, int threads)
{
    lecun_status status = LECUN_OK;
    int64_t piece;

    (void)threads;
    for (piece = 0; piece < j->pieces && status == LECUN_OK; piece++)
        status = fill_piece(j, piece);
    return status;
}

/* --- OpenMP ------------------------------------------------------------------------------------------------------- */

#ifdef _OPENMP
static lecun_status fill_with_openmp(const job *j, int threads)
{
    lecun_status status = LECUN_OK;
    int64_t piece;

#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (piece = 0; piece < j->pieces; piece++) {
        const lecun_status result = fill_piece(j, piece);
        if (result != LECUN_OK) {
#pragma omp critical
            status = result;
        }
    }
    return status;
}
#endif

/* --- pthreads ----------------------------------------------------------------------------------------------------- */

#ifdef WITH_PTHREADS
typedef struct share {
    const job *tensor;
    pthread_mutex_t lock;           /* of what follows */
    int64_t next;
    lecun_status status;
} share;

static void *take_pieces(void *argument)
{
    share *s = (share *)argument;
    lecun_status result = LECUN_OK;
    int64_t piece;

    for (;;) {
        pthread_mutex_lock(&s->lock);
        piece = s->next < s->tensor->pieces ? s->next++ : -1;
        if (result != LECUN_OK)
            s->status = result;
        pthread_mutex_unlock(&s->lock);
        if (piece < 0)
            return NULL;
        result = fill_piece(s->tensor, piece);
    }
}

static lecun_status fill_with_pthreads(const job *j, int threads)
{
    share s;
    pthread_t thread[MAX_THREADS];
    int started = 0, error = 0;

    s.tensor = j;
    s.next = 0;
    s.status = LECUN_OK;
    pthread_mutex_init(&s.lock, NULL);
    while (started < threads && (error = pthread_create(&thread[started], NULL, take_pieces, &s)) == 0)
        started++;
    while (started)
        pthread_join(thread[--started], NULL);
    pthread_mutex_destroy(&s.lock);
    if (error)
        fail("pthread_create", strerror(error));
    return s.status;
}
#endif

/* --- The comparison ----------------------------------------------------------------------------------------------- */

typedef lecun_status fill_function(const job *j, int threads);

static double seconds(void)
{
#ifdef _WIN32
    return (double)clock() / CLOCKS_PER_SEC;    /* the time on the wall, there */
#else
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
#endif
}

/* The seconds of one fill. What no fill gives is there before: an element left out would be seen, and the memory is the
 * process's own when the time starts. */
static double time_fill(fill_function *fill, const job *j, int threads)
{
    lecun_status status;
    double start;

    memset(j->out, 0xFF, (size_t)j->count * sizeof *j->out);
    start = seconds();
    status = fill(j, threads);
    if (status != LECUN_OK)
        fail("fill", lecun_status_string(status));
    return seconds() - start;
}

static void put_row(const char *name, int threads, double duration, double alone)
{
    printf("%-10s  %7d  %9.4f  %8.2f\n", name, threads, duration, duration > 0 ? alone / duration : 0.0);
    fflush(stdout);
}

/* single is the job that lecun_fill has done, in `alone` seconds. */
static void compare(const char *name, fill_function *fill, const job *j, int threads, const job *single, double alone)
{
    const double duration = time_fill(fill, j, threads);

    put_row(name, threads, duration, alone);
    if (memcmp(j->out, single->out, (size_t)j->count * sizeof *j->out) != 0)
        fail(name, "these are not the weights of lecun_fill");
}

static void compare_all(const job *j, const int *threads, const job *single, double alone)
{
    const int *n;

    compare("pieces", fill_by_pieces, j, 1, single, alone);
    for (n = threads; *n; n++)
#ifdef _OPENMP
        compare("OpenMP", fill_with_openmp, j, *n, single, alone);
#else
        printf("%-10s  %7d  not in this build\n", "OpenMP", *n);
#endif
    for (n = threads; *n; n++)
#ifdef WITH_PTHREADS
        compare("pthreads", fill_with_pthreads, j, *n, single, alone);
#else
        printf("%-10s  %7d  not in this build\n", "pthreads", *n);
#endif
}

/* --- The program -------------------------------------------------------------------------------------------------- */

static int64_t read_integer(const char *what, const char *text, int64_t high)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value < 1 || value > high) {
        fprintf(stderr, "threads: %s is an integer from 1 to %" PRId64 ", not %s\n", what, high, text);
        exit(2);
    }
    return value;
}

static void *allocate(int64_t count, size_t size)
{
    void *memory = calloc((size_t)count, size);

    if (!memory)
        fail("memory", strerror(ENOMEM));
    return memory;
}

/* The numbers of threads, and a 0 behind them. */
static int *read_threads(char **argv, int count)
{
    int *threads = (int *)allocate(count + 1, sizeof *threads);
    int i;

    for (i = 0; i < count; i++)
        threads[i] = (int)read_integer("THREADS", argv[i], MAX_THREADS);
    return threads;
}

int main(int argc, char **argv)
{
    job j, single;
    double alone;
    int *threads;

    if (argc < 3) {
        fprintf(stderr, "usage: threads ELEMENTS THREADS...\n");
        return 2;
    }
    j.count = read_integer("ELEMENTS", argv[1], (int64_t)(PTRDIFF_MAX / sizeof *j.out));
    j.pieces = (j.count - 1) / PIECE + 1;
    if (lecun_init_lecun_normal(&j.initializer, 42))
        return 1;
    threads = read_threads(argv + 2, argc - 2);
    j.out = (float *)allocate(j.count, sizeof *j.out);
    single = j;
    single.out = (float *)allocate(j.count, sizeof *j.out);

    printf("%" PRId64 " float weights in pieces of %d\n", j.count, PIECE);
    printf("%-10s  %7s  %9s  %8s\n", "", "threads", "seconds", "speed-up");
    alone = time_fill(fill_at_once, &single, 1);
    put_row("lecun_fill", 1, alone, alone);
    compare_all(&j, threads, &single, alone);
    free(single.out);
    free(j.out);
    free(threads);
    if (fflush(stdout) || ferror(stdout))
        fail("standard output", strerror(errno));
    return 0;
}
