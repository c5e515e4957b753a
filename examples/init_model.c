/* SPDX-License-Identifier: MIT
 *
 * init_model.c - fill every tensor of a weight list and write the model as a .safetensors file
 *
 * A list has one tensor a line, `name dtype shape initializer`; blank lines and lines that start with # do not count:
 *
 *     dense/kernel f32 784x256 {"class_name":"LecunNormal","config":{"seed":42}}
 *     dense/bias   f32 256     "zeros"
 *     temperature  f64 scalar  "ones"
 *
 * The whole list is checked before the output is opened. The data go through fixed chunks, two a thread, so a model may
 * be larger than the memory. The output appears under its name only when it is complete. With threads: parallel.h.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "parallel.h"

#include <lecun.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLANKS " \t\r\n"
#define MAX_HEADER 100000000    /* safetensors refuses a longer one */
#define CHUNK 32768             /* elements a fill: enough to lose nothing, few enough to stay in the cache */
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

typedef struct element_type {
    const char *name, *safetensors;
    lecun_dtype dtype;
    size_t size;
} element_type;

/* What was written, in one pass: mean, and the sum of squared distances from it. */
typedef struct summary {
    double count, mean, squares, min, max;
} summary;

typedef struct tensor {
    char *text;                 /* its line of the list; name and shape_text point into it */
    size_t line;
    const char *name, *shape_text;
    const element_type *type;
    int64_t *shape;
    size_t rank;
    int64_t count;
    int64_t first, part, rows;  /* what this run writes: elements first .. first+part-1, rows of the first axis */
    lecun_initializer initializer;
    int64_t seed;               /* as it was given or drawn, before the offset */
    int drawn;
    summary values;
} tensor;

typedef struct model {
    tensor *tensors;
    size_t count, capacity;
    int64_t values, bytes;
} model;

typedef struct options {
    const char *list, *output;
    int64_t seed_offset, random_seed, rank, ranks;
    lecun_profile profile;
    int threads, quiet, replays;
} options;

/* --- Ending ------------------------------------------------------------------------------------------------------- */

/* What a failure or a signal has to clear away. */
static char *volatile temporary;
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
    if (temporary)
        unlink(temporary);
    erase_bar();
}

static void fail(const char *what, const char *why)
{
    clear_away();
    fprintf(stderr, "init_model: %s: %s\n", what, why);
    exit(1);
}

static void on_signal(int number)
{
    clear_away();
    raise(number);              /* SA_RESETHAND: ends the process when this handler returns */
}

static void ending_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
}

/* Clear away on a signal that would end the process (nohup and the like ignore some: so it stays). A write that cannot
 * succeed shall fail with an error instead. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction action = {0}, before;
    size_t i;

    action.sa_handler = on_signal;
    action.sa_flags = (int)SA_RESETHAND;
    ending_signals(&action.sa_mask);
    for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static void *allocate(void *old, size_t count, size_t size)
{
    void *memory = count <= SIZE_MAX / size ? realloc(old, count * size + !count) : NULL;

    if (!memory)
        fail("memory", strerror(ENOMEM));
    return memory;
}

/* --- The list ----------------------------------------------------------------------------------------------------- */

typedef struct list {
    const char *path;           /* as errors name it */
    FILE *file;
    size_t line;
    char *text;                 /* the line being read */
} list;

static void expected(const list *in, const char *at, const char *what)
{
    fprintf(stderr, "%s:%zu:%zu: expected %s\n", in->path, in->line, (size_t)(at - in->text) + 1, what);
    exit(1);
}

/* The length of the UTF-8 sequence at s, 0 if it is none (RFC 3629, section 4). */
static size_t utf8_sequence(const unsigned char *s)
{
    static const struct { unsigned char first, last, low, high, length; } forms[] = {
        {0x01, 0x7F, 0x00, 0xFF, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
        {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4},
        {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    size_t form, i;

    for (form = 0; form < sizeof forms / sizeof *forms; form++) {
        if (s[0] < forms[form].first || s[0] > forms[form].last)
            continue;
        if (s[1] < forms[form].low || s[1] > forms[form].high)
            return 0;
        for (i = 2; i < forms[form].length; i++)
            if ((s[i] & 0xC0) != 0x80)
                return 0;
        return forms[form].length;
    }
    return 0;
}

/* Cut the next field out of the line; an empty one at its end. */
static char *next_field(char **cursor)
{
    char *field = *cursor + strspn(*cursor, BLANKS);
    char *end = field + strcspn(field, BLANKS);

    *cursor = *end ? end + 1 : end;
    *end = '\0';
    return field;
}

static const char *read_name(const list *in, const char *name)
{
    const char *s;
    size_t length;

    for (s = name; *s; s += length)
        if ((length = utf8_sequence((const unsigned char *)s)) == 0)
            expected(in, s, "UTF-8");
    if (strcmp(name, "__metadata__") == 0)
        expected(in, name, "another name: the format keeps __metadata__ for itself");
    return name;
}

static const element_type *read_dtype(const list *in, const char *name)
{
    static const element_type types[] = {
        {"f16", "F16", LECUN_F16, 2}, {"bf16", "BF16", LECUN_BF16, 2},
        {"f32", "F32", LECUN_F32, 4}, {"f64", "F64", LECUN_F64, 8},
    };
    size_t i;

    for (i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0)
            return &types[i];
    expected(in, name, "a dtype: f16, bf16, f32 or f64");
    return NULL;
}

static int64_t read_dimension(const list *in, const char **cursor)
{
    const char *s = *cursor;
    int64_t dimension = 0;

    for (; *s >= '0' && *s <= '9'; s++) {
        const int digit = *s - '0';
        if (dimension > (INT64_MAX - digit) / 10)
            expected(in, *cursor, "a dimension below 2^63");
        dimension = 10 * dimension + digit;
    }
    if (s == *cursor)
        expected(in, s, "a dimension in digits");
    *cursor = s;
    return dimension;
}

static void read_shape(const list *in, tensor *t, const char *text)
{
    const char *s = text;

    t->shape_text = text;
    t->count = 1;
    if (strcmp(text, "scalar") == 0)
        return;
    if (*s < '0' || *s > '9')
        expected(in, s, "a shape: dimensions such as 7x7x3x64, or scalar");
    t->shape = (int64_t *)allocate(NULL, strlen(text), sizeof *t->shape);
    for (;;) {
        const int64_t dimension = read_dimension(in, &s);
        if (dimension && t->count > INT64_MAX / dimension)
            expected(in, text, "a shape of fewer than 2^63 elements");
        t->count *= dimension;
        t->shape[t->rank++] = dimension;
        if (!*s)
            return;
        if (*s != 'x')
            expected(in, s, "an x between dimensions");
        s++;
    }
}

/* What only a fill would find: ranks, axes, fans, a dtype that Orthogonal refuses. A fill of nothing tells without
 * drawing. */
static lecun_status check_fill(const tensor *t)
{
    lecun_status status = lecun_stddev(&t->initializer, t->shape, t->rank, NULL);
    size_t work;

    if (!status)
        status = lecun_fill_range(&t->initializer, t->type->dtype, NULL, 0, t->shape, t->rank, 0);
    if (status != LECUN_E_WORKSPACE)
        return status;
    status = lecun_orthogonal_fill(&t->initializer, t->type->dtype, NULL, 0, t->shape, t->rank, NULL, 0);
    return status && status != LECUN_E_COUNT ? status : lecun_orthogonal_work_size(t->shape, t->rank, &work);
}

static void read_initializer(const list *in, tensor *t, const char *json, const options *o)
{
    lecun_error error = {0, NULL};
    lecun_status status;

    if (!*json)
        expected(in, json, "an initializer in JSON");
    status = lecun_deserialize(&t->initializer, json, strlen(json), &error);
    if (status && error.expected)
        expected(in, json + error.at, error.expected);
    if (status)
        fail(t->name, lecun_status_string(status));
    lecun_set_profile(&t->initializer, o->profile);
    if (check_fill(t))
        expected(in, json, "an initializer that fits the shape and dtype: its rank, its axes, fans below 2^63, no bf16 Orthogonal");
}

/* After set_random_seed, the next of Keras's default seeds takes the place of a drawn one. */
static void replay_seed(tensor *t, lecun_replay *replay)
{
    int64_t seed;
    int drawn;

    if (!replay || lecun_get_seed(&t->initializer, &seed, &drawn) || !drawn)
        return;
    lecun_replay_next(replay, &seed);
    lecun_set_seed(&t->initializer, seed);
}

/* This rank's part along the first axis. */
static void cut(tensor *t, int64_t rank, int64_t ranks)
{
    const int64_t rows = t->rank ? t->shape[0] : 1, below = rows ? t->count / rows : 0;
    const int64_t quotient = rows / ranks, rest = rows % ranks;         /* the first `rest` ranks get one more */
    const int64_t before = rank * quotient + (rank < rest ? rank : rest);

    t->rows = t->rank ? quotient + (rank < rest) : 1;
    t->first = t->rank ? before * below : 0;
    t->part = t->rows * below;
}

/* Zeros and Ones have no seed to shift. */
static void shift_seed(const list *in, tensor *t, const char *json, int64_t offset)
{
    if (lecun_get_seed(&t->initializer, &t->seed, &t->drawn) || !offset)
        return;
    if (offset > 0 ? t->seed > INT64_MAX - offset : t->seed < INT64_MIN - offset)
        expected(in, json, "a seed that fits 64 bits with the offset added");
    lecun_set_seed(&t->initializer, t->seed + offset);
}

/* Add the tensor that the line names to the model. */
static void read_tensor(const list *in, model *m, char *cursor, const options *o, lecun_replay *replay)
{
    tensor *t;

    if (m->count == m->capacity) {
        m->capacity = 2 * m->capacity + 64;
        m->tensors = (tensor *)allocate(m->tensors, m->capacity, sizeof *m->tensors);
    }
    t = &m->tensors[m->count++];
    memset(t, 0, sizeof *t);
    t->text = in->text;
    t->line = in->line;
    t->name = read_name(in, next_field(&cursor));
    t->type = read_dtype(in, next_field(&cursor));
    read_shape(in, t, next_field(&cursor));
    if (t->count > (INT64_MAX - 2 * MAX_HEADER - m->bytes) / (int64_t)t->type->size)
        expected(in, t->shape_text, "a model of fewer than 2^63 bytes");
    cut(t, o->rank, o->ranks);
    m->values += t->part;
    m->bytes += t->part * (int64_t)t->type->size;
    cursor += strspn(cursor, BLANKS);
    read_initializer(in, t, cursor, o);
    replay_seed(t, replay);
    shift_seed(in, t, cursor, o->seed_offset);
}

static int by_name(const void *a, const void *b)
{
    const tensor *left = *(const tensor *const *)a, *right = *(const tensor *const *)b;
    const int order = strcmp(left->name, right->name);

    return order ? order : (left > right) - (left < right);
}

static void refuse_duplicates(list *in, const model *m)
{
    const tensor **sorted = (const tensor **)allocate(NULL, m->count, sizeof *sorted);
    const tensor *second = NULL;
    size_t i;

    for (i = 0; i < m->count; i++)
        sorted[i] = &m->tensors[i];
    qsort(sorted, m->count, sizeof *sorted, by_name);
    for (i = 1; i < m->count; i++)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0 && (!second || sorted[i] < second))
            second = sorted[i];
    free(sorted);
    if (!second)
        return;
    in->line = second->line;
    in->text = second->text;
    expected(in, second->name, "a name that no line before has");
}

/* Read one line without the blanks at its end. Returns NULL at the end of the list. */
static char *read_line(list *in)
{
    char *text = NULL;
    size_t capacity = 0;
    ssize_t length;

    in->line++;
    errno = 0;
    length = getline(&text, &capacity, in->file);
    in->text = text;
    if (length < 0 && !feof(in->file))
        fail(in->path, strerror(errno));
    if (length < 0)
        return NULL;
    if (strlen(in->text) != (size_t)length)
        expected(in, in->text + strlen(in->text), "text, which has no NUL");
    while (length && strchr(BLANKS, in->text[length - 1]))
        in->text[--length] = '\0';
    return in->text;
}

/* Read and check the whole list. *identity tells the output whether it would overwrite the list. */
static model read_list(const options *o, struct stat *identity)
{
    const int is_stdin = strcmp(o->list, "-") == 0;
    list in = {0};
    model m = {0};
    lecun_replay replay;
    char *text;

    lecun_replay_start(&replay, o->random_seed);
    in.path = is_stdin ? "<stdin>" : o->list;
    in.file = is_stdin ? stdin : fopen(o->list, "r");
    if (!in.file || fstat(fileno(in.file), identity))
        fail(in.path, strerror(errno));
    while ((text = read_line(&in)) != NULL) {
        if (in.line == 1 && strncmp(text, "\xEF\xBB\xBF", 3) == 0)
            text += 3;          /* the byte order mark that some editors write */
        text += strspn(text, BLANKS);
        if (*text && *text != '#')
            read_tensor(&in, &m, text, o, o->replays ? &replay : NULL);
        else
            free(in.text);
    }
    if (!m.count)
        expected(&in, in.text, "a tensor: name dtype shape initializer");
    free(in.text);
    refuse_duplicates(&in, &m);
    if (!is_stdin)
        fclose(in.file);
    return m;
}

/* --- The header --------------------------------------------------------------------------------------------------- */

static void put_json_string(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++) {
        if ((unsigned char)*s < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*s);
        else if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else
            putc(*s, out);
    }
    putc('"', out);
}

static void put_entry(FILE *out, const tensor *t, int64_t begin)
{
    size_t i;

    put_json_string(out, t->name);
    fprintf(out, ":{\"dtype\":\"%s\",\"shape\":[", t->type->safetensors);
    for (i = 0; i < t->rank; i++)
        fprintf(out, "%s%" PRId64, i ? "," : "", i ? t->shape[i] : t->rows);
    fprintf(out, "],\"data_offsets\":[%" PRId64 ",%" PRId64 "]}", begin, begin + t->part * (int64_t)t->type->size);
}

/* Drawn seeds, without which the model cannot be made again, go into the file. */
static int put_drawn_seeds(FILE *out, const model *m)
{
    int members = 0;
    size_t i;

    for (i = 0; i < m->count; i++) {
        if (!m->tensors[i].drawn)
            continue;
        fputs(members++ ? "," : "\"__metadata__\":{", out);
        put_json_string(out, m->tensors[i].name);
        fprintf(out, ":\"seed %" PRId64 "\"", m->tensors[i].seed);
    }
    if (members)
        putc('}', out);
    return members;
}

/* The head of the file: the header's length in 8 little-endian bytes, then the header. The caller frees it. */
static char *make_head(const model *m, size_t *size)
{
    char *head;
    FILE *out = open_memstream(&head, size);
    int64_t begin = 0;
    size_t i;
    int failed, members;

    if (!out)
        fail("memory", strerror(errno));
    fprintf(out, "%8s{", "");
    members = put_drawn_seeds(out, m) > 0;
    for (i = 0; i < m->count; i++) {
        const tensor *t = &m->tensors[i];
        if (members++)
            putc(',', out);
        put_entry(out, t, begin);
        begin += t->part * (int64_t)t->type->size;
    }
    putc('}', out);
    fflush(out);
    fprintf(out, "%*s", (int)(-*size & 7), "");     /* the data start at a multiple of 8 */
    failed = ferror(out);
    if (fclose(out) || failed)
        fail("memory", strerror(ENOMEM));
    for (i = 0; i < 8; i++)
        head[i] = (char)((uint64_t)(*size - 8) >> 8 * i & 0xFF);
    return head;
}

/* --- The output --------------------------------------------------------------------------------------------------- */

typedef struct output {
    const char *name;           /* as errors name it */
    int fd;
    char *target;               /* what the temporary file is renamed to; NULL: fd is the output itself */
} output;

static int same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Create a file beside the target, which a failure or a signal removes. Returns its descriptor, or -1. */
static int create_temporary(const char *target, mode_t mode)
{
    const char *slash = strrchr(target, '/');
    const int directory = slash ? (int)(slash - target) + 1 : 0;
    const size_t size = (size_t)directory + 64;
    char *path = (char *)allocate(NULL, size, 1);
    sigset_t ending, before;
    int fd, tries = 0;

    ending_signals(&ending);
    sigprocmask(SIG_BLOCK, &ending, &before);
    do {
        snprintf(path, size, "%.*s.init_model-%ld-%d", directory, target, (long)getpid(), tries);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    } while (fd < 0 && errno == EEXIST && ++tries < 1000);
    if (fd >= 0)
        temporary = path;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (fd < 0) {
        const int reason = errno;
        free(path);
        errno = reason;
    }
    return fd;
}

/* Open the file that will replace another: with its permissions and, where the system allows it, its owner. */
static int open_replacement(const char *target, const struct stat *replaced)
{
    const mode_t mode = replaced->st_mode & 0777;
    const int fd = create_temporary(target, mode);

    if (fd >= 0 && fchown(fd, replaced->st_uid, replaced->st_gid))
        errno = 0;              /* only root may give a file away */
    if (fd >= 0 && fchmod(fd, mode))
        fail(target, strerror(errno));
    return fd;
}

/* A regular file is replaced when the model is complete. Devices and pipes are written as they are. */
static output open_output(const char *path, const struct stat *list_file)
{
    output out = {"standard output", STDOUT_FILENO, NULL};
    struct stat there, standard;

    if (strcmp(path, "-") == 0)
        return out;
    if (stat(path, &there)) {
        const int reason = errno;
        if (reason != ENOENT || lstat(path, &there) == 0)   /* a link to nothing is not replaced */
            fail(path, strerror(reason));
        out.target = strcpy((char *)allocate(NULL, strlen(path) + 1, 1), path);
        out.fd = create_temporary(path, 0666);
    } else if (S_ISDIR(there.st_mode)) {
        fail(path, strerror(EISDIR));
    } else if (!S_ISCHR(there.st_mode) && fstat(STDOUT_FILENO, &standard) == 0 && same_file(&there, &standard)) {
        return out;             /* /dev/stdout */
    } else if (!S_ISREG(there.st_mode)) {
        out.fd = open(path, O_WRONLY);
    } else {
        if (same_file(&there, list_file))
            fail(path, "this is the list");
        out.target = access(path, W_OK) ? NULL : realpath(path, NULL);
        out.fd = out.target ? open_replacement(out.target, &there) : -1;
    }
    if (out.fd < 0)
        fail(path, strerror(errno));
    out.name = path;
    return out;
}

static void write_bytes(const output *out, const void *bytes, size_t size)
{
    const char *from = (const char *)bytes;

    while (size) {
        const ssize_t written = write(out->fd, from, size);
        if (written < 0 && errno != EINTR)
            fail(out->name, strerror(errno));
        if (written > 0) {
            from += written;
            size -= (size_t)written;
        }
    }
}

/* Make sure that the bytes have arrived; only then give the file its name. */
static void close_output(output *out)
{
    const int synced = fsync(out->fd) == 0 || (!out->target && (errno == EINVAL || errno == ENOTSUP));  /* a pipe cannot */
    sigset_t ending, before;
    int renamed;

    if (!synced || close(out->fd))
        fail(out->name, strerror(errno));
    if (!out->target)
        return;
    ending_signals(&ending);
    sigprocmask(SIG_BLOCK, &ending, &before);
    renamed = rename(temporary, out->target) == 0;
    if (!renamed)
        fail(out->name, strerror(errno));
    free(temporary);
    temporary = NULL;
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(out->target);
}

/* --- Progress ----------------------------------------------------------------------------------------------------- */

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

typedef union chunk {
    float f32[CHUNK];
    double f64[CHUNK];
    uint16_t bits[CHUNK];
    unsigned char bytes[8 * CHUNK];
} chunk;

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

static double float_of(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* Weights are finite, so a half is a float with the exponent's bias corrected; this takes subnormals along. */
static double half_of(uint16_t bits)
{
    return float_of((bits & 0x8000u) << 16 | (bits & 0x7FFFu) << 13) * 0x1p112;
}

/* Elements begin .. begin+count-1 of the chunk. */
static void to_double(const element_type *type, const chunk *from, size_t begin, size_t count, double *to)
{
    size_t i;

    switch (type->dtype) {
    case LECUN_F16:
        for (i = 0; i < count; i++)
            to[i] = half_of(from->bits[begin + i]);
        break;
    case LECUN_BF16:
        for (i = 0; i < count; i++)
            to[i] = float_of((uint32_t)from->bits[begin + i] << 16);
        break;
    case LECUN_F32:
        for (i = 0; i < count; i++)
            to[i] = (double)from->f32[begin + i];
        break;
    default:
        memcpy(to, from->f64 + begin, count * sizeof *to);
    }
}

/* Sums shifted by a value of the chunk do not cancel. count > 0. */
static summary summarize(const element_type *type, const chunk *elements, size_t count)
{
    double values[256], shift, sum = 0, squares = 0;
    summary s = {0};
    size_t begin, i;

    to_double(type, elements, 0, 1, &shift);
    s.min = s.max = shift;
    for (begin = 0; begin < count; begin += 256) {
        const size_t n = count - begin < 256 ? count - begin : 256;
        to_double(type, elements, begin, n, values);
        for (i = 0; i < n; i++) {
            const double x = values[i], d = x - shift;
            sum += d;
            squares += d * d;
            s.min = x < s.min ? x : s.min;
            s.max = x > s.max ? x : s.max;
        }
    }
    s.count = (double)count;
    s.mean = shift + sum / s.count;
    s.squares = squares - sum * sum / s.count;
    return s;
}

/* Chunks are joined as in Chan, Golub, LeVeque: "Algorithms for computing the sample variance" (1983). */
static void join(summary *s, const summary *next)
{
    const double total = s->count + next->count, distance = next->mean - s->mean;

    s->squares += next->squares + distance * distance * s->count * next->count / total;
    s->mean += distance * next->count / total;
    s->min = s->count > 0 && s->min < next->min ? s->min : next->min;
    s->max = s->count > 0 && s->max > next->max ? s->max : next->max;
    s->count = total;
}

/* The file is little-endian. */
static void to_little_endian(unsigned char *bytes, size_t count, size_t size)
{
    const uint16_t one = 1;
    size_t i, j;

    if (*(const unsigned char *)&one == 1)
        return;
    for (i = 0; i < count; i++, bytes += size)
        for (j = 0; j < size / 2; j++) {
            const unsigned char byte = bytes[j];
            bytes[j] = bytes[size - 1 - j];
            bytes[size - 1 - j] = byte;
        }
}

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

/* Orthogonal is made whole, and needs memory for it: some sixteen bytes an element. Returns NULL for the others. */
static unsigned char *orthogonal_whole(const tensor *t)
{
    unsigned char *whole;
    size_t size;
    void *work;
    lecun_status status;

    if (lecun_fill_range(&t->initializer, t->type->dtype, NULL, 0, t->shape, t->rank, 0) != LECUN_E_WORKSPACE)
        return NULL;
    lecun_orthogonal_work_size(t->shape, t->rank, &size);
    work = allocate(NULL, size, 1);
    whole = (unsigned char *)allocate(NULL, (size_t)t->count, t->type->size);
    status = lecun_orthogonal_fill(&t->initializer, t->type->dtype, whole, (size_t)t->count, t->shape, t->rank, work, size);
    if (status)
        fail(t->name, lecun_status_string(status));
    free(work);
    return whole;
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

/* Print a name, a ? for what a terminal might obey, and blanks up to a width in characters. With out NULL, only count. */
static size_t put_name(FILE *out, const char *name, size_t width)
{
    size_t characters = 0;

    for (; *name; name++) {
        characters += (*name & 0xC0) != 0x80;
        if (out)
            putc((unsigned char)*name < 0x20 || *name == 0x7F ? '?' : *name, out);
    }
    if (out && width > characters)
        fprintf(out, "%*s", (int)(width - characters), "");
    return characters;
}

/* Newton's steps from above fall until they have arrived. The library needs no -lm, nor shall this. */
static double square_root(double x)
{
    double root = x > 1 ? x : 1, next = root;

    if (!(x > 0))
        return 0;
    do {
        root = next;
        next = 0.5 * (root + x / root);
    } while (next < root);
    return root;
}

/* A cell for a number; - where there are too few values to have it. */
static void put_cell(FILE *out, int known, double value)
{
    if (known)
        fprintf(out, "  %12.6g", value);
    else
        fprintf(out, "  %12s", "-");
}

static void put_row(FILE *out, const tensor *t, size_t name_width, size_t shape_width)
{
    double fan_in = 0, stddev = 0;

    lecun_fans(&t->initializer, t->shape, t->rank, &fan_in, NULL);
    lecun_stddev(&t->initializer, t->shape, t->rank, &stddev);
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

static void flush_text(FILE *out)
{
    if (fflush(out) || ferror(out))
        fail(out == stdout ? "standard output" : "standard error", strerror(errno));
}

static void refuse_usage(const char *why, const char *what)
{
    fprintf(stderr, "%s%s\n%s", why, what, usage);
    exit(2);
}

/* The value of an option that wants an integer from low to high. */
static int64_t read_integer(const char *option, const char *text, int64_t low, int64_t high)
{
    const char *digits = text + (*text == '-');
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (*digits < '0' || *digits > '9' || *end || errno || value < low || value > high) {
        fprintf(stderr, "init_model: %s wants an integer from %" PRId64 " to %" PRId64, option, low, high);
        refuse_usage(", not ", text);
    }
    return value;
}

static lecun_profile read_profile(const char *text)
{
    static const char *const names[] = {NULL, "keras2", "keras3", "keras30"};
    int profile;

    for (profile = LECUN_KERAS2; profile <= LECUN_KERAS30; profile++)
        if (strcmp(text, names[profile]) == 0)
            return (lecun_profile)profile;
    refuse_usage("init_model: --profile wants keras2, keras3 or keras30, not ", text);
    return LECUN_KERAS2;
}

enum { OUTPUT, SEED_OFFSET, RANDOM_SEED, PROFILE, RANK, RANKS, THREADS, OPERANDS };

static int read_threads(const char *text)
{
    const int threads = (int)read_integer("--threads", text, 1, 256);

    if (threads > PARALLEL_MAX_THREADS)
        fail("--threads", "this build has no threads");
    return threads;
}

/* The options that have a value. */
static void read_operands(options *o, const char *const *value)
{
    o->output = value[OUTPUT];
    o->profile = value[PROFILE] ? read_profile(value[PROFILE]) : LECUN_KERAS2;
    o->threads = value[THREADS] ? read_threads(value[THREADS]) : 1;
    o->ranks = 1;
    if (value[SEED_OFFSET])
        o->seed_offset = read_integer("--seed-offset", value[SEED_OFFSET], INT64_MIN, INT64_MAX);
    if (value[RANDOM_SEED]) {
        o->random_seed = read_integer("--set-random-seed", value[RANDOM_SEED], 0, 4294967295);
        o->replays = 1;
    }
    if (!value[RANK] != !value[RANKS])
        refuse_usage("init_model: --rank and --ranks go together", "");
    if (value[RANKS]) {
        o->ranks = read_integer("--ranks", value[RANKS], 1, INT64_C(1) << 31);
        o->rank = read_integer("--rank", value[RANK], 0, o->ranks - 1);
    }
}

static options read_arguments(char **argv)
{
    static const char *const names[OPERANDS] = {"-o", "--seed-offset", "--set-random-seed", "--profile", "--rank",
                                               "--ranks", "--threads"};
    const char *value[OPERANDS] = {NULL};
    options o = {0};
    int i;

    while (*++argv) {
        const char *argument = *argv;
        for (i = 0; i < OPERANDS && strcmp(argument, names[i]); i++)
            ;
        if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            fputs(usage, stdout);
            flush_text(stdout);
            exit(0);
        } else if (strcmp(argument, "--quiet") == 0) {
            o.quiet = 1;
        } else if (i < OPERANDS) {
            if (value[i] || !*++argv || !**argv)
                refuse_usage("init_model: this option is wanted once, and with a value: ", argument);
            value[i] = *argv;
        } else if ((*argument == '-' && argument[1]) || o.list) {
            refuse_usage("init_model: unexpected argument: ", argument);
        } else {
            o.list = argument;
        }
    }
    if (!o.list || !value[OUTPUT])
        refuse_usage(o.list ? "init_model: no -o FILE" : "init_model: no LIST", "");
    read_operands(&o, value);
    return o;
}

/* A file that takes the place of a closed standard stream would receive what is meant for the stream. Opened the wrong way
 * round, its use fails, as that of a closed stream would. */
static void occupy_standard_streams(void)
{
    int fd;

    for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            exit(1);
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
    w.out = open_output(o->output, list_file);
    return w;
}

/* Write the model and then its table. */
static void write_model(const options *o, model *m, const struct stat *list_file)
{
    size_t head_size, i;
    char *head = make_head(m, &head_size);
    writer w;
    FILE *table;

    if (head_size - 8 > MAX_HEADER)
        fail(o->list, "the header would be longer than the 100000000 bytes that the format allows");
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

int main(int argc, char **argv)
{
    struct stat list_file;
    options o;
    model m;
    size_t i;

    (void)argc;
    occupy_standard_streams();
    o = read_arguments(argv);
    m = read_list(&o, &list_file);
    write_model(&o, &m, &list_file);
    for (i = 0; i < m.count; i++) {
        free(m.tensors[i].text);
        free(m.tensors[i].shape);
    }
    free(m.tensors);
    return 0;
}
