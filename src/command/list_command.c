/* SPDX-License-Identifier: MIT
 *
 * list_command.c - lecun list: a checkpoint as a weight list to edit, or ready-made rules
 */
#define _XOPEN_SOURCE 700

#include "json_text.h"
#include "program.h"
#include "rules.h"
#include "screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: lecun list FILE... [--rules RULES]\n"
    "       lecun list --rules gpt2|llama|bert|vit|resnet\n"
    "\n"
    "Print the tensors of a checkpoint as a weight list, to be edited and given to init_model; those that are no floats as\n"
    "comments. Without FILE print ready-made rules.\n"
    "\n"
    "  FILE              .safetensors, .safetensors.index.json, .gguf, .npy or .npz\n"
    "  --rules RULES     with the initializers of these rules: a family's name, or a file (init_model --help)\n"
    "  --help            print this\n";

/* A name that a list would read as something else is a JSON string. */
static void put_list_name(buffer *to, const char *name)
{
    const size_t length = strlen(name);
    int is_plain = length && !strchr("!#\"", *name) && !strchr("]}", name[length - 1]) && !strpbrk(name, " \t\r\n");
    const char *s;

    for (s = name; *s; s++)
        is_plain = is_plain && (unsigned char)*s >= 0x20 && *s != 0x7F;
    if (is_plain)
        put_text(to, name);
    else
        put_json_string(to, name);
}

static void put_shape(buffer *to, const shape *s)
{
    size_t i;

    for (i = 0; i < s->rank; i++)
        put_format(to, "%s%" PRId64, i ? "x" : "", s->dimension[i]);
    put_text(to, s->rank ? "" : "scalar");
}

/* A list that is being written, and the layout that holds in it. */
typedef struct listing {
    buffer text;
    const rules *rules;
    const char *layout;
    problem *why;
} listing;

static const char *layout_of(const rule *one)
{
    static const char *const names[] = {"keras", "keras_transposed", "keras_depthwise", "torch", "torch_transposed"};

    return one->has_layout ? names[one->layout - LECUN_LAYOUT_KERAS] : "keras";
}

static void set_layout(listing *l, const rule *one)
{
    if (strcmp(l->layout, layout_of(one)) == 0)
        return;
    l->layout = layout_of(one);
    put_format(&l->text, "!layout %s\n", l->layout);
}

/* What rules alone can say, with its numbers: a range for a bias, a share of the layers. */
static void put_resolved(listing *l, const rule *one, const stored_tensor *t)
{
    recipe_reading reading = {0};
    char json[1024];
    double stddev = 0;
    size_t length;
    recipe made;

    memset(&made, 0, sizeof made);
    made.shape = t->shape;
    reading.profile = LECUN_KERAS2;
    if (!apply_rule(l->rules, one, t->name, t->type, &made, &reading, l->why))
        return;
    if (one->is_torch_bias && lecun_stddev(&made.initializer, t->shape.dimension, t->shape.rank, &stddev) == LECUN_OK)
        put_format(&l->text, "{\"class_name\":\"RandomUniform\",\"config\":{\"minval\":%.9g,\"maxval\":%.9g}}",
                   -stddev * square_root(3), stddev * square_root(3));
    else if (lecun_serialize(&made.initializer, json, sizeof json, &length) == LECUN_OK)
        put_bytes(&l->text, json, length);
    memset(&made.shape, 0, sizeof made.shape);  /* the tensor's */
    free_recipe(&made);
}

static void put_initializer(listing *l, const rule *one, const stored_tensor *t)
{
    put_text(&l->text, " ");
    if (one->is_torch_bias || strstr(one->initializer, "\"residual\""))
        put_resolved(l, one, t);
    else
        put_text(&l->text, one->initializer);
}

/* Rows that a rule names beside the whole. */
static void put_rows(listing *l, const stored_tensor *t, const rule *one)
{
    shape rows = t->shape;
    size_t i;

    if (one->bracket != '[' || !rows.rank || one->to > rows.dimension[0])
        return;
    put_list_name(&l->text, t->name);
    put_format(&l->text, "[%" PRId64 ":%" PRId64 "] %s %" PRId64, one->from, one->to, t->type->name, one->to - one->from);
    for (i = 1; i < rows.rank; i++)
        put_format(&l->text, "x%" PRId64, rows.dimension[i]);
    put_format(&l->text, " %s\n", one->initializer);
}

static void put_line(listing *l, const stored_tensor *t)
{
    const rule *one = find_rule(l->rules, t->name);
    const int is_listed = is_float(t) && !(one && strcmp(one->initializer, "keep") == 0);
    size_t i;

    if (is_listed && one)
        set_layout(l, one);
    put_text(&l->text, is_listed ? "" : "# ");
    put_list_name(&l->text, t->name);
    put_format(&l->text, " %s ", t->type ? t->type->name : t->dtype);
    put_shape(&l->text, &t->shape);
    if (is_listed && one)
        put_initializer(l, one, t);
    put_text(&l->text, "\n");
    for (i = 0; is_listed && i < l->rules->count; i++)
        if (l->rules->rule[i].bracket && matches(l->rules->rule[i].pattern, t->name))
            put_rows(l, t, &l->rules->rule[i]);
}

static int put_list(char **paths, const char *rules_path, buffer *to, problem *why)
{
    listing l = {{NULL, 0, 0, 0}, NULL, "keras", NULL};
    checkpoint c;
    rules rs;
    size_t count = 0, i;

    memset(&rs, 0, sizeof rs);
    l.rules = &rs;
    l.why = why;
    while (paths[count])
        count++;
    if (!open_checkpoint(&c, paths, count, why))
        return 0;
    if (!rules_path || read_rules(&rs, rules_path, &c, why))
        for (i = 0; i < c.count; i++)
            put_line(&l, &c.tensors[i]);
    free_rules(&rs);
    close_checkpoint(&c);
    *to = l.text;
    return !why->status;
}

static int put_family(const char *name, buffer *to, problem *why)
{
    const ready_rules *f = families;

    while (f->name && (!name || strcmp(f->name, name)))
        f++;
    if (!f->name)
        return refuse_usage(why, "no FILE, and no --rules with the name of ready-made ones");
    put_text(to, f->text);
    return 1;
}

static int run(char **argv, problem *why)
{
    program_option given[] = {{"--rules", 1, NULL}, {NULL, 0, NULL}};
    buffer text = {NULL, 0, 0, 0};
    int fine;

    fine = read_options(argv, given, SIZE_MAX, why)
        && (argv[0] ? put_list(argv, given[0].value, &text, why) : put_family(given[0].value, &text, why))
        && check_buffer(&text, why);
    if (fine && text.at) {
        fwrite(text.at, 1, text.size, stdout);
        fine = flush_text(stdout, why);
    }
    free_buffer(&text);
    return fine ? 0 : -1;
}

const command command_list = {"list", usage, run};
