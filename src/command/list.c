/* SPDX-License-Identifier: MIT
 *
 * list.c - see list.h
 */
#define _XOPEN_SOURCE 700

#include "json_text.h"
#include "list.h"
#include "mistakes.h"
#include "program.h"
#include "recipe_text.h"
#include "suggest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

typedef struct list {
    const char *path;
    const list_options *o;
    model *m;
    mistakes mistakes;
    problem *why;
    lecun_replay replay;
    int has_layout;
    lecun_layout layout;
    size_t line;                /* the number of the line, ... */
    const char *text;           /* ... as it stands in the list, ... */
    size_t length;
    char *cut;                  /* ... and a copy, whose fields are cut off with NULs */
    int64_t bytes;              /* of the tensors so far */
} list;

/* The fields of a tensor's line. */
typedef struct fields {
    char *name;                 /* decoded; the line owns it */
    const char *label;          /* as it was written */
    char bracket;               /* [ rows, { elements, 0 all */
    int64_t from, to;
    const element_type *type;
    shape shape;
    const char *initializer;
} fields;

static int mistake(list *in, const char *at, const char *expected)
{
    note_mistake(&in->mistakes, in->path, in->text, in->length, in->line, (size_t)(at - in->cut), "expected %s", expected);
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

/* --- Names -------------------------------------------------------------------------------------------------------- */

static int check_utf8(list *in, const char *name)
{
    const size_t length = strlen(name);
    size_t at = 0;

    while (at < length)
        if ((unsigned char)name[at] < 0x80)
            at++;
        else if (!lecun_utf8_next(name, length, &at))
            return mistake(in, name + at, "UTF-8");
    return 1;
}

/* Where the digits of a number end; NULL if there are none, or too many. */
static const char *read_digits(const char *s, int64_t *value)
{
    size_t digits = strspn(s, "0123456789");

    *value = 0;
    if (digits == 0 || digits > 18)
        return NULL;
    for (; digits; digits--)
        *value = 10 * *value + (*s++ - '0');
    return s;
}

/* [a:b] or {a:b} at the end of a name; 0: there is none. */
static size_t range_at(const char *name, const char *from, char *bracket, int64_t *begin, int64_t *end)
{
    const char *open = strrchr(from, '[') ? strrchr(from, '[') : strrchr(from, '{'), *s;

    *bracket = 0;
    if (!open || open == name)
        return 0;
    s = read_digits(open + 1, begin);
    if (!s || *s != ':')
        return 0;
    s = read_digits(s + 1, end);
    if (!s || *s != (*open == '[' ? ']' : '}') || s[1])
        return 0;
    *bracket = *open;
    return (size_t)(open - name);
}

/* A JSON string, with or without a range behind it. */
static int read_quoted_name(list *in, char **cursor, fields *f)
{
    char *begin = *cursor + strspn(*cursor, BLANKS);
    const size_t length = json_value_end(begin, 0, strlen(begin));
    json_place p = {NULL, 0, 0, NULL};

    p.text = begin;
    p.length = length;
    if (!json_check_value(&p, 0, length) || !(f->name = json_string(&p, 0, in->why)) || p.expected)
        return p.expected ? mistake(in, begin + p.at, p.expected) : 0;
    *cursor = begin + length;
    if (!**cursor || strchr(BLANKS, **cursor))
        return 1;
    begin = next_field(cursor);
    return range_at(begin - 1, begin, &f->bracket, &f->from, &f->to) == 1
        || mistake(in, begin, "a blank, or a range such as [0:8] or {0:8}");
}

static int read_name(list *in, char **cursor, fields *f)
{
    char *field = *cursor + strspn(*cursor, BLANKS);
    size_t length;

    f->label = field;
    if (*field == '"') {
        if (!read_quoted_name(in, cursor, f))
            return 0;
    } else {
        field = next_field(cursor);
        length = range_at(field, field, &f->bracket, &f->from, &f->to);
        f->name = copy_text(field, length ? length : strlen(field), in->why);
        if (!f->name || !check_utf8(in, field))
            return 0;
    }
    if (strcmp(f->name, "__metadata__") == 0)
        return mistake(in, field, "another name: the format keeps __metadata__ for itself");
    if (!f->bracket && find_tensor(in->m, f->name))
        return mistake(in, field, "a name that no line before has");
    return 1;
}

/* --- Types and shapes --------------------------------------------------------------------------------------------- */

static int read_type(list *in, const char *name, fields *f)
{
    const char *nearest = *name ? nearest_word(name, element_type_names) : NULL;
    char expected[100];

    f->type = element_type_named(name);
    if (f->type && f->type->dtype)
        return 1;
    snprintf(expected, sizeof expected, "a dtype: f16, bf16, f32 or f64%s%s%s", nearest ? " (is it " : "",
             nearest ? nearest : "", nearest ? "?)" : "");
    return mistake(in, name, expected);
}

static int read_shape_field(list *in, const char *text, fields *f)
{
    const int64_t most = INT64_MAX - 2 * MAX_HEADER - in->bytes;
    const char *expected;
    size_t at;

    if (!read_shape(&f->shape, text, &at, &expected, in->why))
        return expected ? mistake(in, text + at, expected) : 0;
    if (f->type && f->shape.count > most / (int64_t)f->type->size)
        return mistake(in, text, "a model of fewer than 2^63 bytes");
    in->bytes += f->type && !f->bracket ? f->shape.count * (int64_t)f->type->size : 0;
    return 1;
}

/* --- Lines -------------------------------------------------------------------------------------------------------- */

int choose_seed(recipe *r, const list_options *o, lecun_replay *replay, const char **expected)
{
    lecun_status status = LECUN_OK;

    if (!r->has_seed || r->shares)
        return 1;
    *expected = "a seed: those that are drawn differ from rank to rank (or --seed, or --set-random-seed)";
    if (r->drawn && o->replays) {
        status = lecun_replay_next(replay, &r->seed);
        r->drawn = 0;
    } else if (r->drawn && o->by_name) {
        r->seed = o->seed;
        r->is_named = 1;
        r->drawn = 0;
        return lecun_seed_by_name(&r->initializer, o->seed, r->label, strlen(r->label)) == LECUN_OK;
    } else if (r->drawn && o->refuses_drawn) {
        return 0;
    }
    *expected = "a seed that fits 64 bits with the offset added";
    if (o->seed_offset > 0 ? r->seed > INT64_MAX - o->seed_offset : r->seed < INT64_MIN - o->seed_offset)
        return 0;
    return status == LECUN_OK && lecun_set_seed(&r->initializer, r->seed + o->seed_offset) == LECUN_OK;
}

static int read_initializer(list *in, const fields *f, recipe *r)
{
    recipe_reading reading = {0};
    const char *expected = NULL;
    const rule *named;

    reading.text = f->initializer;
    reading.m = in->m;
    reading.profile = in->o->profile;
    reading.has_layout = in->has_layout;
    reading.layout = in->layout;
    r->line = in->line;
    if (!*reading.text && in->o->rules) {
        named = find_rule(in->o->rules, f->name);
        if (!named)
            return mistake(in, f->initializer, "an initializer: no rule names this tensor");
        return apply_rule(in->o->rules, named, f->name, f->type, r, &reading, in->why) && choose_seed(r, in->o, &in->replay, &expected);
    }
    if (!read_recipe(&reading, r, in->why) || !check_recipe(&reading, r, f->type))
        return reading.expected ? mistake(in, f->initializer + reading.at, reading.expected) : 0;
    return choose_seed(r, in->o, &in->replay, &expected) || mistake(in, f->initializer, expected);
}

/* The elements of an earlier tensor that the range means; 0: there are none such. */
static int find_range(list *in, const fields *f, const tensor *t, int64_t *first)
{
    const int64_t rows = t->shape.rank ? t->shape.dimension[0] : 0, row = rows ? t->count / rows : 0;
    const int64_t most = f->bracket == '[' ? rows : t->count, unit = f->bracket == '[' ? row : 1;

    if (t->type != f->type)
        return mistake(in, f->label, "the dtype of the line that this is a part of");
    if (t->recipes->how == SAME)
        return mistake(in, f->label, "a tensor that is not the same as another");
    if (f->from >= f->to || f->to > most)
        return mistake(in, f->label, "a range that is not empty, within the tensor");
    if (f->shape.count != (f->to - f->from) * unit)
        return mistake(in, f->label, "a shape of as many elements as the range");
    *first = f->from * unit;
    return 1;
}

/* The name, and which elements: of two writings of a name one. */
static char *label_of(const fields *f, problem *why)
{
    buffer label = {NULL, 0, 0, 0};

    put_text(&label, f->name);
    if (f->bracket)
        put_format(&label, "%c%" PRId64 ":%" PRId64 "%c", f->bracket, f->from, f->to, f->bracket == '[' ? ']' : '}');
    put_number(&label, 0, 1);
    return check_buffer(&label, why) ? label.at : NULL;
}

/* The recipe is made at its place, and taken away again if it is wrong. */
static int add_recipe(list *in, fields *f, tensor *t, int64_t first)
{
    recipe made, *r;

    memset(&made, 0, sizeof made);
    made.first = first;
    made.shape = f->shape;
    memset(&f->shape, 0, sizeof f->shape);
    made.label = label_of(f, in->why);
    if (!made.label || !read_initializer(in, f, &made)) {
        free_recipe(&made);
        return 0;
    }
    r = new_recipe(t, in->why);
    if (r)
        *r = made;
    else
        free_recipe(&made);
    return r != NULL;
}

static int copy_shape(const shape *from, shape *to, problem *why)
{
    size_t i;

    memset(to, 0, sizeof *to);
    for (i = 0; i < from->rank; i++)
        if (!add_dimension(to, from->dimension[i], why))
            return 0;
    to->count = from->count;
    return 1;
}

static int add_line(list *in, fields *f)
{
    tensor *t = find_tensor(in->m, f->name);
    int64_t first = 0;
    shape whole;

    if (f->bracket && (!t || !t->recipe_count))
        return mistake(in, f->label, "a part of a tensor of a line before");
    if (f->bracket)
        return find_range(in, f, t, &first) && add_recipe(in, f, t, first);
    if (!copy_shape(&f->shape, &whole, in->why))
        return 0;
    t = new_tensor(in->m, f->name, f->type, &whole, in->why);
    f->name = t ? t->name : NULL;
    if (t && !add_recipe(in, f, t, 0))
        t->count = 0;           /* it stays, so that its name is not taken for a new one */
    f->name = NULL;
    return t != NULL;
}

/* Errors of several fields are all said. */
static void read_tensor(list *in, char *cursor)
{
    fields f;
    char *dtype, *text;
    int fine;

    memset(&f, 0, sizeof f);
    fine = read_name(in, &cursor, &f);
    dtype = next_field(&cursor);
    text = next_field(&cursor);
    f.initializer = cursor + strspn(cursor, BLANKS);
    if (!*dtype || !*text)
        fine = fine && (*dtype ? read_shape_field(in, text, &f) : read_type(in, dtype, &f));
    else
        fine = (read_type(in, dtype, &f) & read_shape_field(in, text, &f)) && fine;
    if (fine)
        add_line(in, &f);
    free(f.name);
    free_shape(&f.shape);
}

static void skip_draws(list *in, char *cursor)
{
    char *field = next_field(&cursor), *rest = cursor + strspn(cursor, BLANKS);
    int64_t count, seed;
    const char *end = read_digits(field, &count);

    if (*field && *rest) {
        mistake(in, field, "a number of seeds: PyTorch's draws are not made by this version");
        return;
    }
    if (!end || *end || count > 1000000) {
        mistake(in, field, "a number of seeds, at most 1000000");
        return;
    }
    for (; in->o->replays && count; count--)
        if (lecun_replay_next(&in->replay, &seed))
            refuse(in->why, "%s: the seeds cannot be replayed", in->path);
}

static void set_layout(list *in, char *cursor)
{
    char *field = next_field(&cursor);

    if (!layout_named(field, strlen(field), &in->layout) || *(cursor + strspn(cursor, BLANKS)))
        mistake(in, field, "a layout: keras or torch");
    in->has_layout = 1;
}

static void read_directive(list *in, char *cursor)
{
    static const char *const words[] = {"!skip", "!layout", "!cannot", NULL};
    char *word = next_field(&cursor);
    const char *nearest = nearest_word(word, words);
    char expected[120];

    if (strcmp(word, "!skip") == 0) {
        skip_draws(in, cursor);
    } else if (strcmp(word, "!layout") == 0) {
        set_layout(in, cursor);
    } else if (strcmp(word, "!cannot") == 0) {
        note_mistake(&in->mistakes, in->path, in->text, in->length, in->line, (size_t)(word - in->cut),
                     "the script could not record this: %.300s", cursor + strspn(cursor, BLANKS));
    } else {
        snprintf(expected, sizeof expected, "a directive: !skip, !layout or !cannot%s%s%s", nearest ? " (is it " : "",
                 nearest ? nearest : "", nearest ? "?)" : "");
        mistake(in, word, expected);
    }
}

/* The line begins at `text`; `length` is without the blanks at its end. */
static void read_line(list *in, const char *text, size_t length)
{
    char *cursor;

    in->text = text;
    in->length = length;
    in->cut = copy_text(text, length, in->why);
    if (!in->cut)
        return;
    cursor = in->cut + strspn(in->cut, BLANKS);
    if (*cursor == '!')
        read_directive(in, cursor);
    else if (*cursor && *cursor != '#')
        read_tensor(in, cursor);
    free(in->cut);
}

static void read_lines(list *in, const buffer *text)
{
    size_t begin = 0, length, next;

    for (in->line = 1; begin < text->size && !in->why->status; begin = next, in->line++) {
        const char *end = (const char *)memchr(text->at + begin, '\n', text->size - begin);
        length = end ? (size_t)(end - text->at) - begin : text->size - begin;
        next = begin + length + 1;
        while (length && strchr(BLANKS, text->at[begin + length - 1]))
            length--;
        read_line(in, text->at + begin, length);
    }
}

int read_list(model *m, const char *path, const buffer *text, const list_options *o, problem *why)
{
    list in;

    memset(&in, 0, sizeof in);
    in.path = path;
    in.o = o;
    in.m = m;
    in.why = why;
    in.has_layout = o->has_layout;
    in.layout = o->layout;
    if (o->replays && lecun_replay_start(&in.replay, o->random_seed))
        return refuse(why, "%s: the seeds cannot be replayed", path);
    read_lines(&in, text);
    if (!m->count && !in.mistakes.count)
        note_mistake(&in.mistakes, path, "", 0, in.line, 0, "expected a tensor: name dtype shape initializer");
    return !why->status && refuse_mistakes(&in.mistakes, why);
}
