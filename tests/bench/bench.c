/* SPDX-License-Identifier: MIT
 *
 * bench.c - nanoseconds per value of every kernel that this processor runs, beside the memory write limit
 *
 * What is timed is a whole public call, its checks included, on an initializer that is set up but for its seed: each
 * call has another, so that the processor's branch prediction cannot learn which draws of a small tensor are rejected. Every round times a
 * memset of the same memory and then the fill, so that both run under the same load and clock.
 */
#define _POSIX_C_SOURCE 200112L     /* clock_gettime, which C99 lacks */

#include "../../src/dispatch.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_SIZES = 32, MAX_THREADS = 256, MAX_ROUNDS = 1000, LEAST_ROUNDS = 3, ALIGNMENT = 64 };

#define PATIENCE 5.0                /* seconds on one line of the table, after which no round is begun unasked */
#define LENGTH(array) (sizeof(array) / sizeof *(array))

typedef struct options {
    size_t sizes[MAX_SIZES];
    size_t size_count;
    const char *kernel;             /* NULL: all that run here */
    int distributions[(LECUN_DISTRIBUTIONS + 1)];      /* whether each is wanted */
    int dtypes[LECUN_DTYPE_END];
    size_t threads;
    size_t rounds;                  /* 0: not given */
    int quick;
    int tsv;
} options;

static const char *const distribution_names[(LECUN_DISTRIBUTIONS + 1)] = {"", "truncated_normal", "normal", "uniform"};
static const char *const dtype_names[LECUN_DTYPE_END] = {"", "f32", "f64", "f16", "bf16"};

static const char help[] =
    "usage: bench [options]\n"
    "Time lecun_fill, in nanoseconds per value, with every kernel that this processor runs.\n"
    "\n"
    "  --sizes LIST          numbers of values, like 16,4096,2^20 (default: 16,256,4096,2^16,2^20,2^24,2^26)\n"
    "  --kernel NAME         this kernel alone; \"chosen\" is the one that the library takes here\n"
    "  --distribution LIST   of truncated_normal,normal,uniform (default: all)\n"
    "  --dtype LIST          of f32,f64,f16,bf16 (default: all)\n"
    "  --threads N           N threads, each with its own part by lecun_fill_range (default: 1)\n"
    "  --repeats N           exactly N rounds (default: 7; fewer, but at least 3, if they take more than 5 seconds)\n"
    "  --quick               3 short rounds, and small sizes unless --sizes names others: a trial, no measurement\n"
    "  --tsv                 for programs: tab-separated, all times in ns per value, other lines begin with #\n"
    "  --help                this text\n"
    "\n"
    "GB/s and the last column, how many times a memset of the same memory takes, are of the medians.\n";

static void fail(int code, const char *what, const char *which)
{
    fprintf(stderr, "bench: %s%s\n", what, which);
    exit(code);
}

/* --- Timing ------------------------------------------------------------------------------------------------------- */

typedef struct work {
    const lecun_initializer *self;  /* NULL: a memset */
    lecun_dtype dtype;
    unsigned char *out;
    size_t count;
    size_t threads;
} work;

typedef struct part {
    const work *whole;
    size_t first, count, calls;
    lecun_status status;
} part;

/* Through a volatile pointer, so that the compiler does not drop a memset whose bytes are overwritten. */
static void *(*volatile write_memory)(void *, int, size_t) = memset;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *run_part(void *argument)
{
    part *p = (part *)argument;
    const work *w = p->whole;
    const size_t size = lecun_dtype_size(w->dtype);
    const int64_t shape[1] = {(int64_t)w->count};
    unsigned char *out = w->out + p->first * size;
    lecun_initializer self;
    size_t call;

    if (w->self)
        self = *w->self;
    for (call = 0; call < p->calls && !p->status; call++)
        if (!w->self)
            write_memory(out, (int)(call & 0xff), p->count * size);
        else if ((p->status = lecun_set_seed(&self, (int64_t)call)) != LECUN_OK)
            break;
        else if (w->threads == 1)
            p->status = lecun_fill(&self, w->dtype, out, p->count, shape, 1);
        else
            p->status = lecun_fill_range(&self, w->dtype, out, p->count, shape, 1, (int64_t)p->first);
    return NULL;
}

/* Part t begins at a multiple of 32 values, so that no two threads write one cache line. Of a small tensor most are
 * empty. */
static part part_of(const work *w, size_t t, size_t calls)
{
    const size_t lines = (w->count + 31) / 32;
    const size_t first = lines * t / w->threads * 32, end = lines * (t + 1) / w->threads * 32;
    part p;

    p.whole = w;
    p.first = first < w->count ? first : w->count;
    p.count = (end < w->count ? end : w->count) - p.first;
    p.calls = calls;
    p.status = LECUN_OK;
    return p;
}

/* Seconds per call. Each thread makes all its calls without waiting for the others; to start the threads is in the
 * time, as it is in a program's. */
static double timed(const work *w, size_t calls)
{
    static part parts[MAX_THREADS];
    static pthread_t ids[MAX_THREADS];
    const double start = seconds();
    double end;
    size_t t;

    for (t = 0; t < w->threads; t++)
        parts[t] = part_of(w, t, calls);
    for (t = 1; t < w->threads; t++)
        if (parts[t].count && pthread_create(&ids[t], NULL, run_part, &parts[t]))
            fail(1, "no thread could be started", "");
    run_part(&parts[0]);
    for (t = 1; t < w->threads; t++)
        if (parts[t].count && pthread_join(ids[t], NULL))
            fail(1, "a thread could not be joined", "");
    end = seconds();
    for (t = 0; t < w->threads; t++)
        if (parts[t].status)
            fail(1, "a fill failed: ", lecun_status_string(parts[t].status));
    return (end - start) / (double)calls;
}

/* As many calls as the clock needs to time them well. Finding out warms everything up. */
static size_t enough_calls(const work *w, double least)
{
    size_t calls = 1;

    if (timed(w, 1) > 10.0 * least)
        return calls;
    while (timed(w, calls) * (double)calls < least)
        calls *= 2;
    return calls;
}

typedef struct times { double best, median; } times;

typedef struct result {
    size_t rounds;
    times fill, limit;              /* seconds per call */
} result;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static times summary(double *seconds_of, size_t count)
{
    times t;

    qsort(seconds_of, count, sizeof *seconds_of, compare);
    t.best = seconds_of[0];
    t.median = (seconds_of[(count - 1) / 2] + seconds_of[count / 2]) / 2.0;
    return t;
}

static result measure(const options *o, const work *fill)
{
    static double fills[MAX_ROUNDS], limits[MAX_ROUNDS];
    const double least = o->quick ? 1e-5 : 2e-3, start = seconds();
    const size_t wanted = o->rounds ? o->rounds : o->quick ? LEAST_ROUNDS : 7;
    work limit = *fill;
    size_t fill_calls, limit_calls;
    result r;

    limit.self = NULL;
    limit_calls = enough_calls(&limit, least);
    fill_calls = enough_calls(fill, least);
    for (r.rounds = 0; r.rounds < wanted; r.rounds++) {
        if (!o->rounds && r.rounds >= LEAST_ROUNDS && seconds() - start > PATIENCE)
            break;
        limits[r.rounds] = timed(&limit, limit_calls);
        fills[r.rounds] = timed(fill, fill_calls);
    }
    r.fill = summary(fills, r.rounds);
    r.limit = summary(limits, r.rounds);
    return r;
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

static void print_head(const options *o)
{
#if defined(__clang__)
    const char *const compiler = __VERSION__;
#elif defined(__GNUC__)
    const char *const compiler = "gcc " __VERSION__;
#else
    const char *const compiler = "an unnamed compiler";
#endif

    printf("# lecun %s, built by %s; the library takes the kernel: %s\n", lecun_version(), compiler, lecun_kernel());
    if (o->tsv)
        puts("# kernel\tdistribution\tdtype\tvalues\tthreads\trounds\tbest\tmedian\tGB/s\t"
             "memset best\tmemset median\tratio");
    else
        printf("%-10s %-17s %-5s %10s %7s %9s %9s %8s %9s\n", "kernel", "distribution", "dtype", "values", "threads",
               "best ns", "median ns", "GB/s", "x memset");
}

static void print_line(const options *o, const char *kernel, int distribution, const work *w, const result *r)
{
    const double ns = 1e9 / (double)w->count;
    const double rate = 1e-9 * (double)w->count * (double)lecun_dtype_size(w->dtype) / r->fill.median;
    const double ratio = r->fill.median / r->limit.median;

    if (o->tsv)
        printf("%s\t%s\t%s\t%lu\t%lu\t%lu\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\n", kernel,
               distribution_names[distribution], dtype_names[w->dtype], (unsigned long)w->count,
               (unsigned long)w->threads, (unsigned long)r->rounds, ns * r->fill.best, ns * r->fill.median, rate,
               ns * r->limit.best, ns * r->limit.median, ratio);
    else
        printf("%-10s %-17s %-5s %10lu %7lu %9.3f %9.3f %8.3f %9.1f\n", kernel, distribution_names[distribution],
               dtype_names[w->dtype], (unsigned long)w->count, (unsigned long)w->threads, ns * r->fill.best,
               ns * r->fill.median, rate, ratio);
    fflush(stdout);
}

/* The parameters are those of a layer of 4096 inputs, near enough; none of them changes the speed. */
static lecun_initializer initializer_of(int distribution)
{
    lecun_initializer self;
    lecun_status status;

    if (distribution == LECUN_TRUNCATED_NORMAL)
        status = lecun_init_truncated_normal(&self, 0.0, 0.02, 42);
    else if (distribution == LECUN_UNTRUNCATED_NORMAL)
        status = lecun_init_random_normal(&self, 0.0, 0.02, 42);
    else
        status = lecun_init_random_uniform(&self, -0.03, 0.03, 42);
    if (status)
        fail(1, "no initializer: ", lecun_status_string(status));
    return self;
}

static void bench_kernel(const options *o, const char *kernel, unsigned char *out)
{
    int distribution, dtype;            /* the former as a row: 1, 2, 3 */
    size_t i;

    for (distribution = 1; distribution < (LECUN_DISTRIBUTIONS + 1); distribution++)
        for (dtype = LECUN_F32; dtype < LECUN_DTYPE_END; dtype++)
            for (i = 0; o->distributions[distribution] && o->dtypes[dtype] && i < o->size_count; i++) {
                const lecun_initializer self = initializer_of(LECUN_TRUNCATED_NORMAL - 1 + distribution);
                work w;
                result r;
                w.self = &self;
                w.dtype = (lecun_dtype)dtype;
                w.out = out;
                w.count = o->sizes[i];
                w.threads = o->threads;
                r = measure(o, &w);
                print_line(o, kernel, distribution, &w, &r);
            }
}

/* Every row that is wanted and runs here. Returns how many did. */
static size_t bench_rows(const options *o, const char *wanted, unsigned char *out)
{
    size_t row, ran = 0;

    for (row = 0; row < lecun_kernel_row_count; row++) {
        const lecun_kernel_row *r = &lecun_kernel_rows[row];
        const char *name = r->kernels->name;
        if (wanted && strcmp(wanted, name) != 0)
            continue;
        lecun_allow_features(r->needs);
        if (!lecun_row_runs(r, lecun_cpu_features()))
            printf("# kernel %s: compiled in, but this processor does not run it\n", name);
        else if (lecun_kernels() != r->kernels)
            printf("# kernel %s: compiled in, but %s comes before it\n", name, lecun_kernels()->name);
        else {
            printf("# kernel %s: runs here\n", name);
            bench_kernel(o, name, out);
            ran++;
        }
    }
    lecun_allow_features(LECUN_CPU_ALL);
    return ran;
}

/* --- Options ------------------------------------------------------------------------------------------------------ */

/* "4096" or "2^12", which may end at a comma: the number, from 1 to greatest, and *text behind it. 0 if it is none. */
static size_t number_at(const char **text, size_t greatest)
{
    const int power = strncmp(*text, "2^", 2) == 0;
    const char *digits = *text + (power ? 2 : 0);
    unsigned long long value;
    char *end;

    errno = 0;
    value = *digits >= '0' && *digits <= '9' ? strtoull(digits, &end, 10) : 0;
    if (*digits < '0' || *digits > '9' || errno || (*end && *end != ','))
        return 0;
    if (power)
        value = value < 63 ? 1ull << value : 0;
    *text = end;
    return value <= greatest ? (size_t)value : 0;
}

static size_t one_number(const char *text, size_t greatest, const char *complaint)
{
    const char *end = text;
    const size_t value = number_at(&end, greatest);

    if (!value || *end)
        fail(2, complaint, text);
    return value;
}

static void read_sizes(options *o, const char *list)
{
    const size_t greatest = (size_t)1 << (sizeof(size_t) > 4 ? 40 : 27);
    const char *text = list;

    o->size_count = 0;
    do {
        if (o->size_count == MAX_SIZES)
            fail(2, "--sizes takes at most 32 numbers: ", list);
        o->sizes[o->size_count] = number_at(&text, greatest);
        if (!o->sizes[o->size_count++])
            fail(2, sizeof(size_t) > 4 ? "--sizes takes numbers from 1 to 2^40: "
                                       : "--sizes takes numbers from 1 to 2^27: ", list);
    } while (*text++ == ',');
}

static void read_names(int *wanted, const char *const *names, int end, const char *list, const char *complaint)
{
    const char *text = list;
    int i;

    memset(wanted, 0, (size_t)end * sizeof *wanted);
    for (;; text++) {
        const size_t length = strcspn(text, ",");
        for (i = 1; i < end; i++)
            if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0)
                break;
        if (i == end)
            fail(2, complaint, list);
        wanted[i] = 1;
        text += length;
        if (!*text)
            break;
    }
}

static void check_kernel(const char *name)
{
    size_t row;

    for (row = 0; row < lecun_kernel_row_count; row++)
        if (strcmp(lecun_kernel_rows[row].kernels->name, name) == 0)
            return;
    if (strcmp(name, "chosen") != 0)
        fail(2, "--kernel takes \"chosen\", or a kernel of this build, which has none called ", name);
}

/* An option that takes a value. Returns 0 if it is none. */
static int read_option(options *o, const char *option, const char *value)
{
    static const char *const known[] = {"--sizes", "--kernel", "--distribution", "--dtype", "--threads", "--repeats"};
    size_t i;

    for (i = 0; i < LENGTH(known) && strcmp(option, known[i]) != 0; i++)
        ;
    if (i == LENGTH(known))
        return 0;
    if (!value)
        fail(2, "a value is missing after ", option);
    switch (i) {
    case 0: read_sizes(o, value); break;
    case 1: check_kernel(o->kernel = value); break;
    case 2: read_names(o->distributions, distribution_names, (LECUN_DISTRIBUTIONS + 1), value,
                       "--distribution takes truncated_normal, normal, uniform: "); break;
    case 3: read_names(o->dtypes, dtype_names, LECUN_DTYPE_END, value, "--dtype takes f32, f64, f16, bf16: "); break;
    case 4: o->threads = one_number(value, MAX_THREADS, "--threads takes a number from 1 to 256: "); break;
    default: o->rounds = one_number(value, MAX_ROUNDS, "--repeats takes a number from 1 to 1000: "); break;
    }
    return 1;
}

static options read_options(int argc, char **argv)
{
    options o;
    int i;

    memset(&o, 0, sizeof o);
    o.threads = 1;
    for (i = 1; i < (LECUN_DISTRIBUTIONS + 1); i++)
        o.distributions[i] = 1;
    for (i = 1; i < LECUN_DTYPE_END; i++)
        o.dtypes[i] = 1;
    for (i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) {
            fputs(help, stdout);
            exit(0);
        } else if (strcmp(argv[i], "--quick") == 0)
            o.quick = 1;
        else if (strcmp(argv[i], "--tsv") == 0)
            o.tsv = 1;
        else if (read_option(&o, argv[i], argv[i + 1]))    /* argv ends with a NULL */
            i++;
        else
            fail(2, "no such option (--help lists them): ", argv[i]);
    if (!o.size_count)
        read_sizes(&o, o.quick ? "16,4096,2^16" : "16,256,4096,2^16,2^20,2^24,2^26");
    return o;
}

/* --- The program -------------------------------------------------------------------------------------------------- */

static size_t bytes_needed(const options *o)
{
    size_t most = 0, widest = 0, i;
    int dtype;

    for (i = 0; i < o->size_count; i++)
        if (o->sizes[i] > most)
            most = o->sizes[i];
    for (dtype = LECUN_F32; dtype < LECUN_DTYPE_END; dtype++)
        if (o->dtypes[dtype] && lecun_dtype_size((lecun_dtype)dtype) > widest)
            widest = lecun_dtype_size((lecun_dtype)dtype);
    return most * widest;
}

int main(int argc, char **argv)
{
    const options o = read_options(argc, argv);
    const size_t bytes = bytes_needed(&o);
    unsigned char *memory = (unsigned char *)malloc(bytes + ALIGNMENT), *out;
    const char *wanted = o.kernel && strcmp(o.kernel, "chosen") == 0 ? lecun_kernel() : o.kernel;
    size_t ran;

    if (!memory) {
        fprintf(stderr, "bench: no memory for %lu bytes; --sizes and --dtype choose less\n", (unsigned long)bytes);
        return 1;
    }
    out = memory + (ALIGNMENT - (uintptr_t)memory % ALIGNMENT);
    memset(out, 1, bytes);          /* so that no timing meets a page for the first time */
    print_head(&o);
    ran = bench_rows(&o, wanted, out);
    free(memory);
    if (!ran)
        fail(1, "nothing was measured: this processor does not run ", wanted ? wanted : "any kernel");
    return 0;
}
