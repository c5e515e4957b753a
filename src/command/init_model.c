/* SPDX-License-Identifier: MIT
 *
 * init_model.c - fill every tensor of a weight list and write the model as a .safetensors file
 *
 * The list: model_list.h. The whole of it is checked before the output is opened. The data go through fixed chunks, two a
 * thread, so a model may be larger than the memory. The output appears under its name only when it is complete. With
 * threads: parallel.h.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "elements.h"
#include "model_list.h"
#include "output.h"
#include "parallel.h"
#include "program.h"
#include "safetensors.h"
#include "summary.h"
#include "table.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 78            /* columns of the progress line */

static const char usage[] =
    "usage: init_model LIST -o FILE [--seed-offset N] [--set-random-seed S] [--profile P] [--rank R --ranks N]\n"
    "                  [--threads N] [--quiet]\n"
    "\n"
    "Fill the tensors of a weight list and write them as a .safetensors file.\n"
    "\n"
    "  LIST              one tensor a line: name dtype shape initializer; - is standard input\n"
    "                    dtype        f16, bf16, f32 or f64\n"
    "                    shape        7x7x3x64, or scalar\n"
    "                    initializer  JSON as Keras writes it: an object, or a name such as \"lecun_normal\"\n"
    "  -o FILE           where the model goes; - is standard output, and the table goes to standard error then\n"
    "  --seed-offset N   add N to every seed\n"
    "  --set-random-seed S\n"
    "                    initializers without a seed get, in list order, those that Keras draws after\n"
    "                    keras.utils.set_random_seed(S)\n"
    "  --profile P       keras2 (the default), keras3 or keras30: whose reading of the seeds\n"
    "  --rank R --ranks N\n"
    "                    write only part R (from 0) of N of every tensor, cut along its first axis: the parts join\n"
    "                    to the whole. A scalar is in every part\n"
    "  --threads N       fill with N threads, 1 (the default) to 256; the file is the same with any number\n"
    "  --quiet           no progress bar, no table\n"
    "  --help            print this\n"
    "\n"
    "The table tells of each tensor its fan_in, the standard deviation that the initializer aims at and the one measured,\n"
    "and the least and greatest weight. A seed that was drawn is shown as it was before the offset, and is kept in the\n"
    "file's __metadata__.\n";

typedef struct options {
    const char *list, *output;
    list_options reading;
    int threads, quiet;
} options;

/* --- Progress ----------------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t bar_is_shown;

static void erase_bar(void)
{
    char line[BAR_WIDTH + 2];

    if (!bar_is_shown)
        return;
    memset(line, ' ', sizeof line);
    line[0] = line[sizeof line - 1] = '\r';
    bar_is_shown = 0;
    if (write(STDERR_FILENO, line, sizeof line) < 0)
        return;                 /* the terminal is gone, and the bar with it */
}

static void clear_away(void)
{
    remove_temporary();
    erase_bar();
}

typedef struct progress {
    int64_t done, total;        /* bytes */
    double start, drawn;        /* seconds */
    int wanted;
} progress;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Draw the bar, at most five times a second. */
static void advance(progress *p, int64_t bytes)
{
    const double now = seconds();
    double share, rate, left;
    char line[256];
    int s;

    p->done += bytes;
    if (!p->wanted || now - p->drawn < 0.2)
        return;
    p->drawn = now;
    share = (double)p->done / (double)p->total;
    rate = (double)p->done / (now - p->start);
    left = (double)(p->total - p->done) / rate;
    s = left < 359999 ? (int)left : 359999;
    snprintf(line, sizeof line, "\r[%-20.*s] %3d%%  %.2f of %.2f GB  %.1f MB/s  %d:%02d:%02d left%*s",
             (int)(20 * share), "####################", (int)(100 * share), 1e-9 * (double)p->done, 1e-9 * (double)p->total,
             1e-6 * rate, s / 3600, s / 60 % 60, s % 60, BAR_WIDTH, "");
    bar_is_shown = 1;
    if (write(STDERR_FILENO, line, BAR_WIDTH + 1) < 0)
        p->wanted = 0;
}

/* --- The data ----------------------------------------------------------------------------------------------------- */

/* What a thread makes: elements first .. first+count-1 of a tensor, as the file wants them. */
typedef struct piece {
    tensor *of;                 /* the threads read it; the summaries are added to it in the order of the file */
    const unsigned char *whole; /* all elements of an Orthogonal tensor; NULL for the others */
    int64_t first;
    size_t count;
    int summary_wanted;
    summary values;
    lecun_status status;
    chunk elements;
} piece;

typedef struct writer {
    output out;
    progress bar;
    parallel *pieces;
    int summary_wanted;
} writer;

/* A thread's work. */
static void make_piece(void *work)
{
    piece *p = (piece *)work;
    const tensor *t = p->of;
    const size_t size = t->type->size;

    p->status = LECUN_OK;
    if (p->whole)
        memcpy(&p->elements, p->whole + (size_t)p->first * size, p->count * size);
    else
        p->status = lecun_fill_range(&t->initializer, t->type->dtype, &p->elements, p->count, t->shape, t->rank,
                                     p->first);
    if (p->status)
        return;
    if (p->summary_wanted)
        p->values = summarize(t->type, &p->elements, p->count);
    to_little_endian(p->elements.bytes, p->count, size);
}

/* Write the oldest piece. Returns 0 if there is none. */
static int write_piece(writer *w)
{
    piece *p = (piece *)parallel_oldest(w->pieces);
    size_t size;

    if (!p)
        return 0;
    if (p->status)
        fail(p->of->name, lecun_status_string(p->status));
    if (p->summary_wanted)
        join(&p->of->values, &p->values);
    size = p->count * p->of->type->size;
    write_bytes(&w->out, p->elements.bytes, size);
    parallel_release(w->pieces);
    advance(&w->bar, (int64_t)size);
    return 1;
}

static void put_piece(writer *w, tensor *t, const unsigned char *whole, int64_t done)
{
    const int64_t left = t->part - done;
    piece *p;

    while ((p = (piece *)parallel_slot(w->pieces)) == NULL)
        write_piece(w);
    p->of = t;
    p->whole = whole;
    p->first = t->first + done;
    p->count = left < CHUNK ? (size_t)left : CHUNK;
    p->summary_wanted = w->summary_wanted;
    parallel_put(w->pieces);
}

/* The last pieces are written while the next tensor is made. */
static void write_tensor(writer *w, tensor *t)
{
    unsigned char *whole = orthogonal_whole(t);
    int64_t done;

    for (done = 0; done < t->part; done += CHUNK)
        put_piece(w, t, whole, done);
    while (whole && write_piece(w))
        ;
    free(whole);
}

/* --- The table ---------------------------------------------------------------------------------------------------- */

static void put_row(FILE *out, const tensor *t, size_t name_width, size_t shape_width)
{
    double fan_in = 0, stddev = 0;

    if (lecun_fans(&t->initializer, t->shape, t->rank, &fan_in, NULL)
        || lecun_stddev(&t->initializer, t->shape, t->rank, &stddev))
        fail(t->name, lecun_status_string(lecun_stddev(&t->initializer, t->shape, t->rank, NULL)));
    put_name(out, t->name, name_width);
    fprintf(out, "  %-5s  %-*s  %8.0f", t->type->name, (int)shape_width, t->shape_text, fan_in);
    put_cell(out, 1, stddev);
    put_cell(out, t->part > 1, square_root(t->values.squares / t->values.count));
    put_cell(out, t->part > 0, t->values.min);
    put_cell(out, t->part > 0, t->values.max);
    if (t->drawn)
        fprintf(out, "  seed drawn: %" PRId64, t->seed);
    putc('\n', out);
}

static void put_table(FILE *out, const model *m, int64_t file_size, double duration)
{
    size_t name_width = strlen("tensor"), shape_width = strlen("shape"), i;

    for (i = 0; i < m->count; i++) {
        const size_t name = put_name(NULL, m->tensors[i].name, 0), shape = strlen(m->tensors[i].shape_text);
        name_width = name > name_width ? name : name_width;
        shape_width = shape > shape_width ? shape : shape_width;
    }
    fprintf(out, "%-*s  %-5s  %-*s  %8s  %12s  %12s  %12s  %12s\n", (int)name_width, "tensor", "dtype", (int)shape_width,
            "shape", "fan_in", "stddev", "measured", "min", "max");
    for (i = 0; i < m->count; i++)
        put_row(out, &m->tensors[i], name_width, shape_width);
    fprintf(out, "%zu tensors, %" PRId64 " values, %" PRId64 " bytes, %.2f seconds\n", m->count, m->values,
            file_size, duration);
}

/* --- The program -------------------------------------------------------------------------------------------------- */

enum { OUTPUT, SEED_OFFSET, RANDOM_SEED, PROFILE, RANK, RANKS, THREADS, QUIET };

static int read_threads(const char *text)
{
    const int threads = (int)read_integer("--threads", text, 1, 256);

    if (threads > PARALLEL_MAX_THREADS)
        fail("--threads", "this build has no threads");
    return threads;
}

static options read_arguments(char **argv)
{
    program_option given[] = {
        {"-o", 1, NULL}, {"--seed-offset", 1, NULL}, {"--set-random-seed", 1, NULL}, {"--profile", 1, NULL},
        {"--rank", 1, NULL}, {"--ranks", 1, NULL}, {"--threads", 1, NULL}, {"--quiet", 0, NULL}, {NULL, 0, NULL}};
    options o = {0};

    o.list = read_options(argv, given);
    o.output = given[OUTPUT].value;
    if (!o.list || !o.output)
        refuse_usage(o.list ? "no -o FILE" : "no LIST", "");
    o.quiet = given[QUIET].value != NULL;
    o.reading.profile = given[PROFILE].value ? read_profile(given[PROFILE].value) : LECUN_KERAS2;
    o.threads = given[THREADS].value ? read_threads(given[THREADS].value) : 1;
    o.reading.ranks = 1;
    if (given[SEED_OFFSET].value)
        o.reading.seed_offset = read_integer("--seed-offset", given[SEED_OFFSET].value, INT64_MIN, INT64_MAX);
    if (given[RANDOM_SEED].value) {
        o.reading.random_seed = read_integer("--set-random-seed", given[RANDOM_SEED].value, 0, 4294967295);
        o.reading.replays = 1;
    }
    if (!given[RANK].value != !given[RANKS].value)
        refuse_usage("--rank and --ranks go together", "");
    if (given[RANKS].value) {
        o.reading.ranks = read_integer("--ranks", given[RANKS].value, 1, INT64_C(1) << 31);
        o.reading.rank = read_integer("--rank", given[RANK].value, 0, o.reading.ranks - 1);
    }
    return o;
}

static writer start_writer(const options *o, const model *m, const struct stat *list_file)
{
    writer w = {0};

    w.bar.start = w.bar.drawn = seconds();
    w.bar.total = m->bytes;
    w.bar.wanted = !o->quiet && isatty(STDERR_FILENO);
    w.summary_wanted = !o->quiet;
    /* A second chunk for every thread, so that none waits while one is written. */
    w.pieces = parallel_start(o->threads, o->threads > 1 ? 2 * (size_t)o->threads : 1, sizeof(piece), make_piece);
    if (!w.pieces)
        fail("threads", strerror(errno));
    w.out = open_output(o->output, list_file, "this is the list");
    return w;
}

/* Write the model and then its table. */
static void write_model(const options *o, model *m, const struct stat *list_file)
{
    size_t head_size, i;
    char *head = make_head(m, o->list, &head_size);
    writer w;
    FILE *table;

    catch_signals();
    w = start_writer(o, m, list_file);
    table = w.out.fd == STDOUT_FILENO ? stderr : stdout;
    write_bytes(&w.out, head, head_size);
    free(head);
    for (i = 0; i < m->count; i++)
        write_tensor(&w, &m->tensors[i]);
    while (write_piece(&w))
        ;
    parallel_end(w.pieces);
    close_output(&w.out);
    erase_bar();
    if (o->quiet)
        return;
    put_table(table, m, (int64_t)head_size + m->bytes, seconds() - w.bar.start);
    flush_text(table);
}

/* *identity tells the output whether it would overwrite the list. */
static model open_and_read_list(const options *o, struct stat *identity)
{
    const int is_stdin = strcmp(o->list, "-") == 0;
    const char *path = is_stdin ? "<stdin>" : o->list;
    FILE *file;
    model m;

    if (is_stdin ? fstat(STDIN_FILENO, identity) : stat(o->list, identity))
        fail(path, strerror(errno));
    file = is_stdin ? stdin : fopen(o->list, "r");
    if (!file)
        fail(path, strerror(errno));
    m = read_list(file, path, &o->reading);
    if (!is_stdin)
        fclose(file);
    return m;
}

int main(int argc, char **argv)
{
    struct stat list_file;
    options o;
    model m;

    (void)argc;
    program.name = "init_model";
    program.usage = usage;
    program.clear_away = clear_away;
    occupy_standard_streams();
    o = read_arguments(argv);
    m = open_and_read_list(&o, &list_file);
    write_model(&o, &m, &list_file);
    free_model(&m);
    return 0;
}
