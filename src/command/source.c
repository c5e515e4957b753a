/* SPDX-License-Identifier: MIT
 *
 * source.c - a model from a list or like a checkpoint, as the arguments say: see init.h
 */
#define _XOPEN_SOURCE 700

#include "init.h"
#include "like.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int read_layout_option(const program_option *option, lecun_layout *layout, problem *why)
{
    return layout_named(option->value, strlen(option->value), layout)
        || refuse_usage(why, "--layout wants keras, keras_transposed, keras_depthwise, torch or torch_transposed, not %s",
                        option->value);
}

int read_init_options(init_options *o, const program_option *given, problem *why)
{
    list_options *list = &o->list;

    memset(o, 0, sizeof *o);
    o->rules = given[INIT_RULES].value;
    o->is_like = given[INIT_LIKE].value != NULL;
    list->profile = LECUN_KERAS2;
    list->by_name = given[INIT_SEED].value != NULL;
    list->replays = given[INIT_RANDOM_SEED].value != NULL;
    list->has_generator = given[INIT_TORCH_SEED].value != NULL;
    list->torch_profile = LECUN_TORCH;
    list->has_layout = given[INIT_LAYOUT].value != NULL;
    if (list->by_name && list->replays)
        return refuse_usage(why, "--seed and --set-random-seed are two ways to give seeds; take one");
    if (o->is_like && list->replays)
        return refuse_usage(why, "--set-random-seed goes with LIST: the order in which Keras drew is not in a file");
    if (o->is_like && list->has_generator)
        return refuse_usage(why, "--torch-seed goes with LIST: the order in which PyTorch drew is not in a file");
    return (!given[INIT_TORCH_SEED].value || read_integer(&given[INIT_TORCH_SEED], INT64_MIN, INT64_MAX, &list->torch_seed, why))
        && (!given[INIT_SEED].value || read_integer(&given[INIT_SEED], INT64_MIN, INT64_MAX, &list->seed, why))
        && (!given[INIT_RANDOM_SEED].value || read_integer(&given[INIT_RANDOM_SEED], 0, 4294967295, &list->random_seed, why))
        && (!given[INIT_SEED_OFFSET].value || read_integer(&given[INIT_SEED_OFFSET], INT64_MIN, INT64_MAX, &list->seed_offset, why))
        && (!given[INIT_PROFILE].value || read_profiles(given[INIT_PROFILE].value, &list->profile, &list->torch_profile, why))
        && (!given[INIT_LAYOUT].value || read_layout_option(&given[INIT_LAYOUT], &list->layout, why));
}

int read_size(const program_option *option, int64_t *size, problem *why)
{
    static const struct { const char *unit; int64_t bytes; } units[] = {
        {"", 1}, {"B", 1}, {"KB", 1000}, {"MB", 1000000}, {"GB", 1000000000}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
    };
    char *end;
    const long long number = strtoll(option->value, &end, 10);
    size_t i = 0;

    while (i < sizeof units / sizeof *units && strcmp(end, units[i].unit))
        i++;
    if (*option->value < '0' || *option->value > '9' || i == sizeof units / sizeof *units || number < 1
        || number > INT64_MAX / units[i].bytes)
        return refuse_usage(why, "%s wants bytes, such as 5000000000, 500MB, 5GB or 2GiB, not %s", option->name, option->value);
    *size = number * units[i].bytes;
    return 1;
}

/* The seed of a model that was given none. */
static int draw_seed(list_options *o, char note[24], problem *why)
{
    lecun_initializer init;
    lecun_status status = lecun_init_lecun_normal(&init, 0);

    if (o->refuses_drawn)
        return refuse(why, "--ranks wants --seed S: a seed that is drawn differs from rank to rank");
    if (!status)
        status = lecun_draw_seed(&init);
    if (!status)
        status = lecun_get_seed(&init, &o->seed, NULL);
    o->by_name = 1;
    snprintf(note, 24, "%" PRId64, o->seed);
    return !status || refuse(why, "seed: %s", lecun_status_string(status));
}

int protect(source *s, const struct stat *identity, const char *refusal, problem *why)
{
    protected_file *larger = (protected_file *)grow(s->protected_files, s->protected_count, sizeof *larger, why);

    if (!larger)
        return 0;
    s->protected_files = larger;
    s->protected_files[s->protected_count].identity = *identity;
    s->protected_files[s->protected_count++].refusal = refusal;
    return 1;
}

int read_model_like(model *m, source *s, char **paths, init_options *o, problem *why)
{
    size_t count = 0, i;

    while (paths[count])
        count++;
    if (!open_checkpoint(&s->like, paths, count, why) || !read_rules(&s->rules, o->rules, &s->like, why)
        || (!o->list.by_name && !draw_seed(&o->list, s->seed_note, why)) || !make_like(m, &s->like, &s->rules, &o->list, why))
        return 0;
    for (i = 0; i < s->like.file_count; i++)
        if (!protect(s, &s->like.files[i].identity, "this is the model that it is made like", why))
            return 0;
    return 1;
}

int read_model_list(model *m, source *s, const char *path, const buffer *text, const init_options *o, problem *why)
{
    list_options list = o->list;

    if (o->rules && !read_rules(&s->rules, o->rules, NULL, why))
        return 0;
    list.rules = o->rules ? &s->rules : NULL;
    return read_list(m, path, text, &list, why);
}

void free_source(source *s)
{
    free_rules(&s->rules);
    close_checkpoint(&s->like);
    free(s->protected_files);
}

