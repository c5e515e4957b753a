/* SPDX-License-Identifier: MIT
 *
 * rules.c - see rules.h
 */
#define _XOPEN_SOURCE 700

#include "list.h"
#include "mistakes.h"
#include "program.h"
#include "rules.h"
#include "suggest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

/* After a mismatch the last * takes one character more; those before it need not be tried again. */
int matches(const char *pattern, const char *name)
{
    const char *star = NULL, *tried = NULL;

    while (*name) {
        if (*pattern == '*') {
            star = pattern++;
            tried = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++tried;
        } else {
            return 0;
        }
    }
    return !pattern[strspn(pattern, "*")];
}

const rule *find_rule(const rules *r, const char *name)
{
    size_t i;

    for (i = 0; i < r->count; i++)
        if (!r->rule[i].bracket && matches(r->rule[i].pattern, name))
            return &r->rule[i];
    return NULL;
}

/* --- Applying ----------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* The first part of the name between dots that is a number; -1: there is none. */
static int64_t layer_of(const char *name)
{
    for (;;) {
        const size_t length = strcspn(name, "./");
        if (length && length < 18 && strspn(name, "0123456789") == length)
            return strtoll(name, NULL, 10);
        if (!name[length])
            return -1;
        name += length + 1;
    }
}

size_t count_layers(const checkpoint *names, const char *pattern, problem *why)
{
    int64_t *layer = (int64_t *)allocate(NULL, names->count, sizeof *layer, why);
    size_t count = 0, layers = 0, i;

    for (i = 0; layer && i < names->count; i++) {
        const char *name = names->tensors[i].name;
        if (matches(pattern, name) && layer_of(name) >= 0)
            layer[count++] = layer_of(name);
    }
    if (count)
        qsort(layer, count, sizeof *layer, by_number);
    for (i = 0; i < count; i++)
        layers += i == 0 || layer[i] != layer[i - 1];
    free(layer);
    return layers;
}

static const stored_tensor *weight_of(const rules *rs, const char *bias)
{
    size_t i, before = strlen(bias);

    while (before && strncmp(bias + before, "bias", 4))
        before--;
    for (i = 0; rs->names && i < rs->names->count; i++) {
        const char *name = rs->names->tensors[i].name;
        if (strncmp(name, bias, before) == 0 && strncmp(name + before, "weight", 6) == 0
            && strcmp(name + before + 6, bias + before + 4) == 0)
            return &rs->names->tensors[i];
    }
    return NULL;
}

/* PyTorch draws the bias of Linear and Conv from a range that the weight's fan_in gives. */
static int set_fans_of_weight(const rules *rs, const char *name, recipe *r)
{
    const stored_tensor *weight = weight_of(rs, name);
    const shape *s = weight ? &weight->shape : NULL;
    int64_t fan_in;

    if (!s || s->rank < 2 || s->dimension[0] == 0)
        return 0;
    fan_in = s->count / s->dimension[0];
    return lecun_set_fans(&r->initializer, (double)fan_in, (double)s->dimension[0]) == LECUN_OK;
}

int apply_rule(const rules *rs, const rule *one, const char *name, const element_type *type, recipe *r, recipe_reading *reading,
               problem *why)
{
    r->line = one->line;
    reading->text = one->initializer;
    reading->m = NULL;
    reading->layers = rs->names && strstr(one->initializer, "\"residual\"") ? count_layers(rs->names, one->pattern, why) : 0;
    reading->has_layout = one->has_layout || (reading->has_layout && !one->is_torch_bias);
    reading->layout = one->has_layout ? one->layout : reading->layout;
    if (read_recipe(reading, r, why) && (!one->is_torch_bias || set_fans_of_weight(rs, name, r))
        && check_recipe(reading, r, type))
        return 1;
    if (!why->status && reading->expected)
        return refuse(why, "%s:%zu: for %s: expected %s", rs->name, one->line, name, reading->expected);
    return refuse(why, "%s:%zu: for %s: there is no weight of two or more dimensions beside it", rs->name, one->line, name);
}

/* --- Reading ------------------------------------------------------------------------------------------------------ */

typedef struct rules_text {
    rules *to;
    mistakes mistakes;
    const char *text;
    size_t length, line;
    problem *why;
} rules_text;

static int mistake(rules_text *in, size_t at, const char *expected)
{
    note_mistake(&in->mistakes, in->to->name, in->text, in->length, in->line, at, "expected %s", expected);
    return 0;
}

/* Cut a range off the pattern. */
static void cut_range(rule *r)
{
    char *open = strrchr(r->pattern, '[') ? strrchr(r->pattern, '[') : strrchr(r->pattern, '{'), close = 0;
    long long from = 0, to = 0;
    int length = 0;

    if (!open || sscanf(open + 1, "%18lld:%18lld%c%n", &from, &to, &close, &length) != 3 || open[1 + length]
        || close != (*open == '[' ? ']' : '}') || from < 0)
        return;
    r->bracket = *open;
    r->from = from;
    r->to = to;
    *open = '\0';
}

static int read_layout(rules_text *in, rule *r, const char *word, size_t at)
{
    const size_t length = strcspn(word, BLANKS);

    if (!length)
        return 1;
    r->is_torch_bias = length == strlen("torch_bias") && strncmp(word, "torch_bias", length) == 0;
    r->has_layout = layout_named(word, length, &r->layout);
    if (!r->is_torch_bias && !r->has_layout)
        return mistake(in, at, "a layout: keras, keras_transposed, keras_depthwise, torch, torch_transposed or torch_bias");
    return !word[length + strspn(word + length, BLANKS)] || mistake(in, at + length, "the end of the line");
}

/* The rule is tried on no tensor, so that mistakes in it are found even if it names none. */
static int try_rule(rules_text *in, const rule *r, size_t at)
{
    recipe_reading reading = {0};
    recipe made;
    int fine;

    if (strcmp(r->initializer, "keep") == 0)
        return 1;
    memset(&made, 0, sizeof made);
    reading.text = r->initializer;
    reading.profile = LECUN_KERAS2;
    reading.layers = 1;
    reading.is_any_shape = 1;
    fine = read_recipe(&reading, &made, in->why);
    if (!fine && reading.expected)
        mistake(in, at + reading.at, reading.expected);
    free_recipe(&made);
    return fine;
}

/* `line` ends with a NUL; it is in->text from its first character that is no blank. */
static int read_rule(rules_text *in, const char *line, rule *r)
{
    const size_t begin = strspn(line, BLANKS), pattern = strcspn(line + begin, BLANKS);
    const size_t at = begin + pattern + strspn(line + begin + pattern, BLANKS), length = recipe_length(line + at);
    const size_t rest = at + length + strspn(line + at + length, BLANKS);

    memset(r, 0, sizeof *r);
    r->line = in->line;
    r->pattern = copy_text(line + begin, pattern, in->why);
    r->initializer = copy_text(line + at, length, in->why);
    if (!r->pattern || !r->initializer)
        return 0;
    cut_range(r);
    if (!length)
        return mistake(in, at, "an initializer: JSON, or the name of a class");
    return try_rule(in, r, at) & read_layout(in, r, line + rest, rest);
}

static void add_rule(rules_text *in, const char *line)
{
    rules *to = in->to;
    rule *larger = (rule *)grow(to->rule, to->count, sizeof *larger, in->why);

    if (!larger)
        return;
    to->rule = larger;
    read_rule(in, line, &to->rule[to->count++]);
}

int read_rules_text(rules *to, const char *text, size_t length, problem *why)
{
    rules_text in;
    size_t next;

    memset(&in, 0, sizeof in);
    in.to = to;
    in.why = why;
    for (in.line = 1; length && !why->status; text += next, length -= next, in.line++) {
        const char *end = (const char *)memchr(text, '\n', length);
        char *line;
        in.text = text;
        in.length = end ? (size_t)(end - text) : length;
        next = end ? in.length + 1 : length;
        line = copy_text(text, in.length, why);
        if (line && line[strspn(line, BLANKS)] && line[strspn(line, BLANKS)] != '#')
            add_rule(&in, line);
        free(line);
    }
    return refuse_mistakes(&in.mistakes, why);
}

/* --- Which rules -------------------------------------------------------------------------------------------------- */

static const ready_rules *family_named(const char *name)
{
    const ready_rules *f = families;

    while (f->name && strcmp(f->name, name))
        f++;
    return f->name ? f : NULL;
}

static const ready_rules *family_shown(const checkpoint *names)
{
    const ready_rules *f;
    size_t i;

    for (f = families; f->name; f++)
        for (i = 0; i < names->count; i++)
            if (matches(f->shows, names->tensors[i].name))
                return f;
    return NULL;
}

static int refuse_unknown(const char *path, problem *why)
{
    const char *words[16];
    const ready_rules *f;
    size_t count = 0;

    for (f = families; f->name && count < 15; f++)
        words[count++] = f->name;
    words[count] = NULL;
    return refuse(why, "%s: %s; ready-made are gpt2, llama, bert, vit and resnet%s%s%s", path, strerror(errno),
                  nearest_word(path, words) ? " (is it " : "", nearest_word(path, words) ? nearest_word(path, words) : "",
                  nearest_word(path, words) ? "?)" : "");
}

int read_rules(rules *to, const char *path, const checkpoint *names, problem *why)
{
    const ready_rules *ready = path ? family_named(path) : family_shown(names);
    buffer text = {NULL, 0, 0, 0};
    int fine;

    memset(to, 0, sizeof *to);
    to->names = names;
    to->name = ready ? ready->name : path;
    if (ready)
        return read_rules_text(to, ready->text, strlen(ready->text), why);
    if (!path)
        return refuse_usage(why, "no --rules RULES, and the names are of no family with ready-made ones (gpt2, llama, bert, vit, resnet)");
    fine = read_user_text(path, &text, NULL, why);
    if (!fine && errno == ENOENT) {
        forget_problem(why);
        refuse_unknown(path, why);
    }
    fine = fine && read_rules_text(to, text.at, text.size, why);
    free_buffer(&text);
    return fine;
}

void free_rules(rules *r)
{
    size_t i;

    for (i = 0; i < r->count; i++) {
        free(r->rule[i].pattern);
        free(r->rule[i].initializer);
    }
    free(r->rule);
    memset(r, 0, sizeof *r);
}
