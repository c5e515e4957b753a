/* SPDX-License-Identifier: MIT
 *
 * list.c - see list.h
 */
#define _XOPEN_SOURCE 700

#include "json_text.h"
#include "list.h"
#include "list_line.h"
#include "mistakes.h"
#include "program.h"
#include "recipe_text.h"
#include "suggest.h"
#include "torch_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Types and shapes --------------------------------------------------------------------------------------------- */

static int read_type(list_reader *in, const char *name, fields *f)
{
    const char *nearest = *name ? nearest_word(name, element_type_names) : NULL;
    char expected[100];

    f->type = element_type_named(name);
    if (f->type && f->type->dtype)
        return 1;
    snprintf(expected, sizeof expected, "a dtype: f16, bf16, f32 or f64%s%s%s", nearest ? " (is it " : "",
             nearest ? nearest : "", nearest ? "?)" : "");
    return list_mistake(in, name, expected);
}

static int read_shape_field(list_reader *in, const char *text, fields *f)
{
    const int64_t most = INT64_MAX - 2 * MAX_HEADER - in->bytes;
    const char *expected;
    size_t at;

    if (!read_shape(&f->shape, text, &at, &expected, in->why))
        return expected ? list_mistake(in, text + at, expected) : 0;
    if (f->type && f->shape.count > most / (int64_t)f->type->size)
        return list_mistake(in, text, "a model of fewer than 2^63 bytes");
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

/* PyTorch's draws follow one another, in the order of the lines. A copy of one has its state already. Where there is no
 * generator this is said once, and the list is read on for what else is wrong. */
static int choose_draw(list_reader *in, const fields *f, recipe *r, int is_made)
{
    const int draws = r->how == FILLED && !r->generator && is_torch_class(&r->initializer);
    const char *expected;

    if (draws && draws_from_generator(&r->initializer) && !in->o->has_generator) {
        if (!in->misses_generator)
            list_mistake(in, f->initializer, "--torch-seed S: PyTorch draws all tensors from one generator");
        in->misses_generator = 1;
        return 1;
    }
    in->m->has_generators |= draws;
    if (!draws || (is_made ? take_draw(r, f->type, &in->generator, &expected, in->why)
                           : spend_draw(r, f->type, &in->generator, &expected)))
        return 1;
    return expected ? list_mistake(in, f->initializer, expected) : 0;
}

static recipe_reading reading_of(const list_reader *in, const fields *f)
{
    recipe_reading reading = {0};

    reading.text = f->initializer;
    reading.m = in->m;
    reading.profile = in->o->profile;
    reading.has_layout = in->has_layout;
    reading.layout = in->layout;
    return reading;
}

static int read_initializer(list_reader *in, const fields *f, recipe *r)
{
    recipe_reading reading = reading_of(in, f);
    const char *expected = NULL;
    const rule *named;

    r->line = in->line;
    if (!*reading.text && in->o->rules) {
        named = find_rule(in->o->rules, f->name);
        if (!named)
            return list_mistake(in, f->initializer, "an initializer: no rule names this tensor");
        return apply_rule(in->o->rules, named, f->name, f->type, r, &reading, in->why)
            && choose_seed(r, in->o, &in->replay, &expected) && choose_draw(in, f, r, 1);
    }
    if (!read_recipe(&reading, r, in->why) || !check_recipe(&reading, r, f->type))
        return reading.expected ? list_mistake(in, f->initializer + reading.at, reading.expected) : 0;
    return (choose_seed(r, in->o, &in->replay, &expected) || list_mistake(in, f->initializer, expected)) && choose_draw(in, f, r, 1);
}

/* The elements of an earlier tensor that the range means; 0: there are none such. */
static int find_range(list_reader *in, const fields *f, const tensor *t, int64_t *first)
{
    const int64_t rows = t->shape.rank ? t->shape.dimension[0] : 0, row = rows ? t->count / rows : 0;
    const int64_t most = f->bracket == '[' ? rows : t->count, unit = f->bracket == '[' ? row : 1;

    if (t->type != f->type)
        return list_mistake(in, f->label, "the dtype of the line that this is a part of");
    if (t->recipes->how == SAME)
        return list_mistake(in, f->label, "a tensor that is not the same as another");
    if (f->from >= f->to || f->to > most)
        return list_mistake(in, f->label, "a range that is not empty, within the tensor");
    if (f->shape.count != (f->to - f->from) * unit)
        return list_mistake(in, f->label, "a shape of as many elements as the range");
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
static int add_recipe(list_reader *in, fields *f, tensor *t, int64_t first)
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

static int add_line(list_reader *in, fields *f)
{
    tensor *t = find_tensor(in->m, f->name);
    int64_t first = 0;
    shape whole;

    if (f->bracket && (!t || !t->recipe_count))
        return list_mistake(in, f->label, "a part of a tensor of a line before");
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
static void read_tensor(list_reader *in, char *cursor)
{
    fields f;
    char *dtype, *text;
    int fine;

    memset(&f, 0, sizeof f);
    fine = read_list_name(in, &cursor, &f);
    dtype = list_field(&cursor);
    text = list_field(&cursor);
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

static void skip_drawn(list_reader *in, fields *f)
{
    recipe_reading reading = reading_of(in, f);
    recipe r;

    memset(&r, 0, sizeof r);
    r.shape = f->shape;
    if (read_recipe(&reading, &r, in->why) && check_recipe(&reading, &r, f->type)) {
        if (r.how != FILLED || r.generator || !is_torch_class(&r.initializer))
            list_mistake(in, f->initializer, "a class of torch.nn.init, whose draw is spent");
        else
            choose_draw(in, f, &r, 0);
    } else if (reading.expected) {
        list_mistake(in, f->initializer + reading.at, reading.expected);
    }
    free_recipe(&r);
}

/* !skip DTYPE SHAPE INITIALIZER: what a line without a name would draw. */
static void skip_draw(list_reader *in, char *dtype, char *cursor)
{
    fields f;
    int fine;

    memset(&f, 0, sizeof f);
    f.bracket = '{';            /* its elements are none of the model's */
    fine = read_type(in, dtype, &f);
    fine = read_shape_field(in, list_field(&cursor), &f) && fine;
    f.initializer = cursor + strspn(cursor, BLANKS);
    if (fine)
        skip_drawn(in, &f);
    else
        free_shape(&f.shape);
}

static void skip_draws(list_reader *in, char *cursor)
{
    char *field = list_field(&cursor), *rest = cursor + strspn(cursor, BLANKS);
    int64_t count, seed;
    const char *end = list_digits(field, &count);

    if (*rest) {
        skip_draw(in, field, cursor);
        return;
    }
    if (!end || *end || count > 1000000) {
        list_mistake(in, field, "a number of seeds, at most 1000000, or DTYPE SHAPE INITIALIZER");
        return;
    }
    for (; in->o->replays && count; count--)
        if (lecun_replay_next(&in->replay, &seed))
            refuse(in->why, "%s: the seeds cannot be replayed", in->path);
}

static void set_layout(list_reader *in, char *cursor)
{
    char *field = list_field(&cursor);

    if (!layout_named(field, strlen(field), &in->layout) || *(cursor + strspn(cursor, BLANKS)))
        list_mistake(in, field, "a layout: keras or torch");
    in->has_layout = 1;
}

static void read_directive(list_reader *in, char *cursor)
{
    static const char *const words[] = {"!skip", "!layout", "!cannot", NULL};
    char *word = list_field(&cursor);
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
        list_mistake(in, word, expected);
    }
}

/* The line begins at `text`; `length` is without the blanks at its end. */
static void read_line(list_reader *in, const char *text, size_t length)
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

static void read_lines(list_reader *in, const buffer *text)
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
    list_reader in;

    memset(&in, 0, sizeof in);
    in.path = path;
    in.o = o;
    in.m = m;
    in.why = why;
    in.has_layout = o->has_layout;
    in.layout = o->layout;
    if (o->replays && lecun_replay_start(&in.replay, o->random_seed))
        return refuse(why, "%s: the seeds cannot be replayed", path);
    if (lecun_torch_start(&in.generator, o->has_generator ? o->torch_profile : LECUN_TORCH, o->torch_seed))
        return refuse(why, "%s: PyTorch's generator cannot be started", path);
    read_lines(&in, text);
    if (!m->count && !in.mistakes.count)
        note_mistake(&in.mistakes, path, "", 0, in.line, 0, "expected a tensor: name dtype shape initializer");
    return !why->status && refuse_mistakes(&in.mistakes, why);
}
