/* SPDX-License-Identifier: MIT
 *
 * held.c - see held.h
 */
#include "held.h"
#include "input.h"

#include <string.h>

typedef struct block {
    void *at;
    size_t size;
} block;

static struct { block *blocks; size_t count, room; } held;

static block *find_held(const void *at)
{
    size_t i = held.count;

    while (i-- > 0)
        if (held.blocks[i].at == at)
            return &held.blocks[i];
    REQUIRE(!"a block that is held");           /* it is freed twice, or never was one */
    return NULL;
}

void release(void *at)
{
    if (!at)
        return;
    *find_held(at) = held.blocks[--held.count];
    free(at);
}

void *hold(void *old, size_t size)
{
    block new_one = {NULL, size};

    REQUIRE(size <= (size_t)1 << 30);
    new_one.at = malloc(size);
    if (old) {
        const size_t old_size = find_held(old)->size;
        memcpy(new_one.at, old, old_size < size ? old_size : size);
        release(old);
    }
    if (held.count == held.room) {
        held.room = 2 * held.room + 64;
        held.blocks = (block *)realloc(held.blocks, held.room * sizeof *held.blocks);
    }
    held.blocks[held.count++] = new_one;
    return new_one.at;
}

size_t held_blocks(void)
{
    return held.count;
}

void release_all(void)
{
    while (held.count)
        release(held.blocks[0].at);
}
