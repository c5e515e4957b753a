/* SPDX-License-Identifier: MIT
 *
 * streams.c - see streams.h
 */
#include "streams.h"
#include "program.h"
#include "screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 4, NAMES_SHOWN = 4, WARNINGS_SHOWN = 10 };

/* Two streams are one if their first 256 bits are. */
typedef struct user {
    uint64_t draws[DRAWS];      /* doubles, bit for bit */
    const recipe *recipe;
} user;

static int find_stream(const recipe *r, user *u)
{
    static const int64_t extent[] = {DRAWS};
    double draws[DRAWS];
    lecun_initializer probe;
    int64_t seed;

    u->recipe = r;
    if (r->how != FILLED || !r->has_seed || r->shares || r->shape.count <= 0
        || lecun_get_seed(&r->initializer, &seed, NULL) != LECUN_OK
        || lecun_init_random_uniform(&probe, 0, 1, seed) != LECUN_OK
        || lecun_set_profile(&probe, (lecun_profile)r->initializer.profile) != LECUN_OK
        || lecun_set_draw(&probe, r->initializer.draw) != LECUN_OK
        || lecun_fill(&probe, LECUN_F64, draws, DRAWS, extent, 1) != LECUN_OK)
        return 0;
    memcpy(u->draws, draws, sizeof draws);
    return 1;
}

static int by_stream(const void *a, const void *b)
{
    const user *left = (const user *)a, *right = (const user *)b;
    const int order = memcmp(left->draws, right->draws, sizeof left->draws);

    return order ? order : left->recipe->line < right->recipe->line ? -1 : left->recipe->line > right->recipe->line;
}

static void warn(FILE *out, const user *u, size_t count)
{
    size_t i;

    fprintf(out, "%s: warning: ", program_name);
    for (i = 0; i < count && i < NAMES_SHOWN; i++) {
        fputs(i == 0 ? "" : i + 1 == count ? " and " : ", ", out);
        put_name(out, u[i].recipe->label, 0, 0);
    }
    if (count > NAMES_SHOWN)
        fprintf(out, " and %zu more", count - NAMES_SHOWN);
    fprintf(out, " draw from one stream (seed %" PRId64 "): their weights are the same, up to the scale. Give each a seed, or none "
                 "and --seed S\n", u->recipe->seed);
}

static void warn_of_groups(FILE *out, const user *users, size_t count)
{
    size_t begin, end, warnings = 0;

    for (begin = 0; begin < count; begin = end) {
        for (end = begin + 1; end < count && memcmp(users[begin].draws, users[end].draws, sizeof users->draws) == 0; end++)
            ;
        if (end - begin > 1 && warnings++ < WARNINGS_SHOWN)
            warn(out, users + begin, end - begin);
    }
    if (warnings > WARNINGS_SHOWN)
        fprintf(out, "%s: warning: so do the tensors of %zu other streams\n", program_name, warnings - WARNINGS_SHOWN);
}

int warn_of_shared_streams(const model *m, FILE *out, problem *why)
{
    size_t most = 0, count = 0, i, k;
    user *users;

    for (i = 0; i < m->count; i++)
        most += m->tensors[i].recipe_count;
    users = (user *)allocate(NULL, most, sizeof *users, why);
    if (!users)
        return 0;
    memset(users, 0, most * sizeof *users);
    for (i = 0; i < m->count; i++)
        for (k = 0; k < m->tensors[i].recipe_count; k++)
            count += (size_t)find_stream(&m->tensors[i].recipes[k], &users[count]);
    if (count)
        qsort(users, count, sizeof *users, by_stream);
    warn_of_groups(out, users, count);
    free(users);
    return 1;
}
