/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a .safetensors, .gguf, .npy or .npz file, or as the index of a sharded model. The file is refused with one line
 * that names it, or its tensors lie in it and do not overlap, and all are measured and printed by `lecun inspect`; and a model
 * like it is planned. What is not given back is found by the leak check.
 */
#define _GNU_SOURCE             /* memfd_create */

#include "../../src/command/checkpoint.h"
#include "../../src/command/like.h"
#include "../../src/command/program.h"
#include "input.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static char path[64];           /* of a file in memory */
static int file = -1;

/* --- Judgement ---------------------------------------------------------------------------------------------------- */

static void check_tensor(const checkpoint *c, const stored_tensor *t)
{
    int64_t count = 1;
    size_t k;

    REQUIRE(t->begin >= 0 && t->end >= t->begin && t->end <= c->files[t->file].size);
    for (k = 0; k < t->shape.rank; k++)
        count *= t->shape.dimension[k];
    REQUIRE(count == t->shape.count && t->name && t->dtype);
    REQUIRE(!t->type || t->end - t->begin == count * (int64_t)t->type->size);
}

/* One line, which names the file. */
static void check_problem(const problem *why)
{
    REQUIRE(why->status == 1 && why->text && !why->is_placed);
    REQUIRE(strncmp(why->text, path, strlen(path)) == 0 && !strchr(why->text, '\n'));
}

static void try_like(const checkpoint *c)
{
    static const char all[] = "*bias zeros\n* {\"class_name\":\"RandomNormal\"}\n";
    list_options o = {0};
    problem why = {0, 0, NULL};
    model m = {0};
    rules rs;

    memset(&rs, 0, sizeof rs);
    rs.name = "rules";
    rs.names = c;
    o.profile = LECUN_KERAS2;
    o.by_name = 1;
    REQUIRE(read_rules_text(&rs, all, strlen(all), &why));
    if (make_like(&m, c, &rs, &o, &why))
        REQUIRE(m.count == c->count);
    else
        REQUIRE(why.status == 1 && why.text);
    free_model(&m);
    free_rules(&rs);
    forget_problem(&why);
}

static void try_file(void)
{
    char *paths[] = {path, NULL};
    problem why = {0, 0, NULL};
    checkpoint c;
    size_t i;

    if (!open_checkpoint(&c, paths, 1, &why)) {
        check_problem(&why);
        forget_problem(&why);
        return;
    }
    for (i = 0; i < c.count; i++)
        check_tensor(&c, &c.tensors[i]);
    try_like(&c);
    close_checkpoint(&c);
}

static void try_inspect(void)
{
    char name[] = "inspect", *arguments[] = {name, path, NULL};
    problem why = {0, 0, NULL};

    if (command_inspect.run(arguments, &why) < 0)
        check_problem(&why);
    forget_problem(&why);
}

static void try_index(void)
{
    problem why = {0, 0, NULL};
    checkpoint c;

    memset(&c, 0, sizeof c);
    if (!read_index(&c, path, &why))
        REQUIRE(why.status == 1 && why.text);
    close_checkpoint(&c);
    forget_problem(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (file < 0) {
        file = memfd_create("file", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        program_name = "lecun";
        REQUIRE(file >= 0 && freopen("/dev/null", "w", stdout));
    }
    REQUIRE(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    try_file();
    try_inspect();
    if (size && data[0] == '{')
        try_index();
    return 0;
}
