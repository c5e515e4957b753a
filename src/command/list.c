/* SPDX-License-Identifier: MIT
 *
 * model_list.c - see model_list.h
 */
#define _XOPEN_SOURCE 700

#include "model_list.h"
#include "program.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

typedef struct list {
    const char *path;           /* as errors name it */
    FILE *file;
    size_t line;
    char *text;                 /* the line being read */
} list;

ENDS static void expected(const list *in, const char *at, const char *what)
{
    fprintf(stderr, "%s:%zu:%zu: expected %s\n", in->path, in->line, (size_t)(at - in->text) + 1, what);
    end_program(1);
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
    const element_type *type = element_type_named(name);

    if (!type)
        expected(in, name, "a dtype: f16, bf16, f32 or f64");
    return type;
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

/* The table wants the fans of empty tensors, too. */
lecun_status check_fill(const tensor *t)
{
    const lecun_status status = lecun_stddev(&t->initializer, t->shape, t->rank, NULL);
    return status ? status : lecun_check(&t->initializer, t->type->dtype, t->shape, t->rank, NULL);
}

static void read_initializer(const list *in, tensor *t, const char *json, const list_options *o)
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
    if (lecun_set_profile(&t->initializer, o->profile) || check_fill(t))
        expected(in, json, "an initializer that fits the shape and dtype: its rank, its axes, fans below 2^63, "
                           "no bf16 Orthogonal");
}

/* After set_random_seed, the next of Keras's default seeds takes the place of a drawn one. */
static void replay_seed(tensor *t, lecun_replay *replay)
{
    int64_t seed;
    int drawn;

    if (!replay || lecun_get_seed(&t->initializer, &seed, &drawn) || !drawn)
        return;
    if (lecun_replay_next(replay, &seed) || lecun_set_seed(&t->initializer, seed))
        fail(t->name, "no default seed is left");
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
    if (lecun_set_seed(&t->initializer, t->seed + offset))
        expected(in, json, "a class that takes a seed");
}

/* Add the tensor that the line names to the model. */
static void read_tensor(const list *in, model *m, char *cursor, const list_options *o, lecun_replay *replay)
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

model read_list(FILE *file, const char *path, const list_options *o)
{
    list in = {0};
    model m = {0};
    lecun_replay replay;
    char *text;

    if (lecun_replay_start(&replay, o->random_seed))
        fail(path, lecun_status_string(LECUN_E_SEED));
    in.path = path;
    in.file = file;
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
    return m;
}

void free_model(model *m)
{
    size_t i;

    for (i = 0; i < m->count; i++) {
        free(m->tensors[i].text);
        free(m->tensors[i].shape);
    }
    free(m->tensors);
}

unsigned char *orthogonal_whole(const tensor *t)
{
    unsigned char *whole;
    size_t size;
    void *work;
    lecun_status status;

    if (lecun_fill_range(&t->initializer, t->type->dtype, NULL, 0, t->shape, t->rank, 0) != LECUN_E_WORKSPACE
        || lecun_orthogonal_work_size(t->shape, t->rank, &size))
        return NULL;
    work = allocate(NULL, size, 1);
    whole = (unsigned char *)allocate(NULL, (size_t)t->count, t->type->size);
    status = lecun_orthogonal_fill(&t->initializer, t->type->dtype, whole, (size_t)t->count, t->shape, t->rank, work, size);
    if (status)
        fail(t->name, lecun_status_string(status));
    free(work);
    return whole;
}
