/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a weight list, or behind a first byte of 'r' as rules, under options that the first byte chooses. A text is
 * refused with places in it, or it becomes a header that is JSON, whose tensors are contiguous; a small model is
 * filled and summed up. What is not given back is found by the leak check.
 */
#define _XOPEN_SOURCE 700

#include "../../src/command/files.h"
#include "../../src/command/list.h"
#include "../../src/command/streams.h"
#include "../../src/json.h"
#include "input.h"

#include <string.h>

/* --- Judgement ---------------------------------------------------------------------------------------------------- */

static list_options options_of(uint8_t byte)
{
    static const int64_t offsets[] = {0, 1, INT64_MAX, INT64_MIN};
    static const lecun_profile profiles[] = {LECUN_KERAS2, LECUN_KERAS3, LECUN_KERAS30, LECUN_KERAS315};
    list_options o = {0};

    o.replays = byte & 1;
    o.by_name = !o.replays && (byte & 2);
    o.random_seed = o.seed = 42;
    o.refuses_drawn = byte >> 2 & 1;
    o.has_layout = byte >> 3 & 1;
    o.layout = LECUN_LAYOUT_TORCH;
    o.profile = profiles[byte >> 4 & 3];
    o.seed_offset = offsets[byte >> 6];
    return o;
}

static size_t member(const char *text, size_t object, const char *name)
{
    lecun_json_items it = lecun_json_open(text, object);

    while (lecun_json_next(&it))
        if (lecun_json_is_string(text, it.key, name))
            return it.value;
    REQUIRE(!"a member of that name");
    return 0;
}

static int64_t next_integer(const char *text, lecun_json_items *it)
{
    int64_t value = 0;

    REQUIRE(lecun_json_next(it) && lecun_json_integer(text, it->value, &value));
    return value;
}

/* Every tensor of the header begins where the one before ends, and the last one ends the file. */
static void check_header(const model *m, const char *text, size_t length)
{
    lecun_json_items tensors, offsets;
    lecun_error error;
    int64_t end = 0;
    size_t count = 0;

    if (m->count > LECUN_JSON_MAX_KEYS / 4)     /* more than this reader takes, with their seeds */
        return;
    REQUIRE(lecun_json_check(text, length, &error));
    tensors = lecun_json_open(text, lecun_json_root(text));
    while (lecun_json_next(&tensors)) {
        if (lecun_json_is_string(text, tensors.key, "__metadata__"))
            continue;
        offsets = lecun_json_open(text, member(text, tensors.value, "data_offsets"));
        REQUIRE(next_integer(text, &offsets) == end);
        end = next_integer(text, &offsets);
        REQUIRE(end <= m->bytes && end >= 0);
        count++;
    }
    REQUIRE(count == m->count && end == m->bytes);
}

static int is_small(const model *m)
{
    size_t i, k;

    for (i = 0; i < m->count; i++) {            /* Orthogonal is made whole, in a time that grows with more than its size */
        if (m->tensors[i].count > 256)
            return 0;
        for (k = 0; k < m->tensors[i].recipe_count; k++)
            if (m->tensors[i].recipes[k].shape.count > 256)
                return 0;
    }
    return m->values <= 2000;
}

/* What passed the reader's checks can be made, all of it, and summed up. */
static void make_small(const model *m)
{
    static chunk elements;
    problem why = {0, 0, NULL};
    summary s;
    size_t i;

    for (i = 0; i < m->count; i++) {
        const tensor *t = &m->tensors[i];
        REQUIRE(prepare_tensor(m, t, &why));
        REQUIRE(make_elements(m, t, 0, (size_t)t->count, &elements, &why));
        if (t->count) {
            s = summarize(t->type, &elements, (size_t)t->count);
            REQUIRE(s.count > 0);
        }
        release_tensor(m, t);
        REQUIRE(asked_stddev_of(t) >= 0 || asked_stddev_of(t) != asked_stddev_of(t));
    }
}

static void check_model(model *m)
{
    file_options o = {"out.safetensors", 0, NULL};
    problem why = {0, 0, NULL};
    model_files files;

    REQUIRE(cut_model(m, 0, 1));
    REQUIRE(plan_files(&files, m, &o, &why));
    REQUIRE(files.count == 1 && files.file->head.size % 8 == 0);
    check_header(m, files.file->head.at + 8, files.file->head.size - 8);
    if (is_small(m))
        make_small(m);
    free_files(&files);
}

/* Each mistake has a place. */
static void check_problem(const problem *why, const char *name)
{
    REQUIRE(why->status == 1 && why->text && why->is_placed);
    REQUIRE(strncmp(why->text, name, strlen(name)) == 0 && why->text[strlen(name)] == ':');
}

static void try_list(const buffer *text, uint8_t byte)
{
    const list_options o = options_of(byte);
    problem why = {0, 0, NULL};
    model m = {0};

    if (read_list(&m, "<stdin>", text, &o, &why))
        check_model(&m);
    else
        check_problem(&why, "<stdin>");
    free_model(&m);
    forget_problem(&why);
}

static void try_rules(const buffer *text)
{
    problem why = {0, 0, NULL};
    rules rs;

    memset(&rs, 0, sizeof rs);
    rs.name = "rules";
    if (read_rules_text(&rs, text->at, text->size, &why))
        find_rule(&rs, "model.layers.0.weight");
    else
        check_problem(&why, "rules");
    free_rules(&rs);
    forget_problem(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    buffer text = {NULL, 0, 0, 0};

    if (!size || memchr(data + 1, 0, size - 1)) /* the reader of files refuses a NUL */
        return 0;
    put_bytes(&text, data + 1, size - 1);
    put_number(&text, 0, 1);
    REQUIRE(!text.failed);
    text.size--;
    if (data[0] == 'r')
        try_rules(&text);
    else
        try_list(&text, (uint8_t)(data[0] ^ '0'));     /* a list behind a 0 is read with the options that are the default */
    free_buffer(&text);
    return 0;
}
