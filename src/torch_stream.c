/* SPDX-License-Identifier: MIT
 *
 * torch_stream.c - PyTorch's CPU stream: elements of a tensor from the generator's words, any part of them
 *
 * The words of an element follow from its number: uniforms take one each, and 16 normals a block of 16 (float64: two each).
 * If 16 does not divide the number of normals, the last 16 elements are a block of their own, behind all others. Where elements
 * are drawn again, a round draws the whole tensor anew and only the elements that need it take what is at their place: so an
 * element depends on nothing but its own place in each round.
 */
#include "strict_fp.h"
#include "torch_stream.h"
#include "torch_element.h"
#include "torch_parts.h"

#include <string.h>

enum { BLOCK = 16, MOST_SIZE = 8 };

/* --- Words -------------------------------------------------------------------------------------------------------- */

static void rewind_to_start(lecun_torch_cursor *cursor)
{
    memcpy(cursor->mt.state, cursor->start->state, sizeof cursor->mt.state);
    cursor->mt.taken = cursor->start->taken;
    cursor->at = 0;
}

void lecun_torch_open(lecun_torch_cursor *cursor, const lecun_torch *start, const lecun_torch_kernels *kernels)
{
    cursor->kernels = kernels;
    cursor->start = start;
    rewind_to_start(cursor);
}

void lecun_torch_seek(lecun_torch_cursor *cursor, uint64_t word)
{
    if (word < cursor->at)
        rewind_to_start(cursor);
    lecun_mt_skip(&cursor->mt, cursor->kernels->twist, word - cursor->at);
    cursor->at = word;
}

/* The next words, as many whole units as stand together in the state, but at least one, which may have to be put together in
 * `spare`, and at most `most`. */
static const uint32_t *take_units(lecun_torch_cursor *cursor, size_t unit, size_t most, uint32_t *spare, size_t *units)
{
    const size_t left = LECUN_MT_WORDS - cursor->mt.taken % LECUN_MT_WORDS;
    const uint32_t *words;
    size_t count, have;

    if (left >= unit) {
        words = lecun_mt_take(&cursor->mt, cursor->kernels->twist, most < left / unit ? most * unit : left / unit * unit, &count);
        *units = count / unit;
        cursor->at += count;
        return words;
    }
    for (have = 0; have < unit; have += count) {
        words = lecun_mt_take(&cursor->mt, cursor->kernels->twist, unit - have, &count);
        memcpy(spare + have, words, count * sizeof *words);
    }
    *units = 1;
    cursor->at += unit;
    return spare;
}

/* Where the words of the last block are, if it is one of its own. Up to version 2.11 the 16-bit types draw uniforms for all
 * elements first, as the wide types do. */
static uint64_t word_of_tail(const lecun_torch_plan *plan)
{
    const int is_16 = plan->element == LECUN_F16 || plan->element == LECUN_BF16;

    if (is_16 && plan->rules.sixteen != LECUN_SIXTEEN_BY_DIGITS)
        return plan->elements / BLOCK * BLOCK;
    return plan->elements * lecun_words_of_element(plan);
}

uint64_t lecun_torch_words(const lecun_torch_plan *plan)
{
    const uint64_t n = plan->elements;

    switch (plan->kind) {
    case LECUN_TORCH_UNIFORMS:
        return n * lecun_words_of_element(plan);
    case LECUN_TORCH_REJECTED:
        return 2 * n * lecun_words_of_element(plan);
    case LECUN_TORCH_NORMALS:
    case LECUN_TORCH_REDRAWN:
        return n % BLOCK ? word_of_tail(plan) + BLOCK * lecun_words_of_element(plan) : n * lecun_words_of_element(plan);
    default:
        return 0;
    }
}

/* --- Uniforms ----------------------------------------------------------------------------------------------------- */

void lecun_torch_draw_uniforms(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t word, unsigned char *out, size_t count)
{
    const size_t size = lecun_element_size(plan->element), unit = lecun_words_of_element(plan);
    uint32_t spare[2];
    size_t n;

    lecun_torch_seek(cursor, word);
    for (; count; count -= n, out += n * size) {
        const uint32_t *const words = take_units(cursor, unit, count, spare, &n);
        cursor->kernels->uniforms(plan, words, out, n);
    }
}

/* --- Normals ------------------------------------------------------------------------------------------------------ */

/* Where a block of normals is: elements from `first` on, words from `word` on, and which of its elements are its own. */
typedef struct block_place {
    uint64_t first, word;
    uint64_t end;               /* of the elements that are made of this block and the whole ones behind it */
} block_place;

static block_place block_of(const lecun_torch_plan *plan, uint64_t element)
{
    const uint64_t body = plan->elements % BLOCK ? plan->elements - BLOCK : plan->elements;
    block_place place;

    if (element < body) {
        place.first = element - element % BLOCK;
        place.word = place.first * lecun_words_of_element(plan);
        place.end = body;
    } else {
        place.first = body;
        place.word = word_of_tail(plan);
        place.end = plan->elements;
    }
    return place;
}

/* Blocks from the cursor on. */
static void draw_blocks(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, unsigned char *out, size_t blocks)
{
    const size_t size = lecun_element_size(plan->element);
    uint32_t spare[2 * BLOCK];
    size_t n;

    for (; blocks; blocks -= n, out += n * BLOCK * size) {
        const uint32_t *const words = take_units(cursor, BLOCK * lecun_words_of_element(plan), blocks, spare, &n);
        cursor->kernels->normals(plan, words, out, n);
    }
}

void lecun_torch_draw_normals(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t base, const lecun_torch_part *part)
{
    const size_t size = lecun_element_size(plan->element);
    uint64_t element = part->first;
    const uint64_t end = part->first + part->count;
    unsigned char block[BLOCK * MOST_SIZE], *out = part->out;
    size_t n;

    for (; element < end; element += n, out += n * size) {
        const block_place place = block_of(plan, element);
        const size_t skip = (size_t)(element - place.first);
        const uint64_t wanted = (end < place.end ? end : place.end) - element;

        lecun_torch_seek(cursor, base + place.word);
        if (skip || wanted < BLOCK) {
            n = wanted < BLOCK - skip ? (size_t)wanted : BLOCK - skip;
            draw_blocks(plan, cursor, block, 1);
            memcpy(out, block + skip * size, n * size);
        } else {
            n = (size_t)(wanted / BLOCK * BLOCK);
            draw_blocks(plan, cursor, out, n / BLOCK);
        }
    }
}

/* --- Rounds ------------------------------------------------------------------------------------------------------- */

int lecun_torch_replace(const lecun_torch_plan *plan, const lecun_torch_kernels *kernels, unsigned char *out,
                           const unsigned char *drawn, size_t count)
{
    const size_t size = lecun_element_size(plan->element);
    int again = 0;
    size_t i = 0;

    while ((i += kernels->find_outside(plan, out + i * size, count - i)) < count) {
        memcpy(out + i * size, drawn + i * size, size);
        again |= kernels->find_outside(plan, out + i * size, 1) == 0;
        i++;
    }
    return again;
}

static int redraw_normals(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t base, const lecun_torch_part *part)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char block[BLOCK * MOST_SIZE];
    int again = 0;
    size_t i = 0;

    while ((i += cursor->kernels->find_outside(plan, part->out + i * size, part->count - i)) < part->count) {
        const block_place place = block_of(plan, part->first + i);
        const size_t skip = (size_t)(part->first + i - place.first), left = part->count - i;
        const uint64_t own = place.end - (part->first + i);
        size_t n = BLOCK - skip < left ? BLOCK - skip : left;

        n = own < n ? (size_t)own : n;
        lecun_torch_seek(cursor, base + place.word);
        draw_blocks(plan, cursor, block, 1);
        again |= lecun_torch_replace(plan, cursor->kernels, part->out + i * size, block + skip * size, n);
        i += n;
    }
    return again;
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

/* dirac_: zeros, and the ones that are in the part. */
static void put_ones(const lecun_torch_plan *plan, const lecun_torch_part *part)
{
    const size_t size = lecun_element_size(plan->element);
    const uint64_t row = plan->inputs * plan->window, end = part->first + part->count;
    uint64_t channel;

    memset(part->out, 0, part->count * size);
    for (channel = part->first / row; channel * row < end; channel++) {
        const uint64_t input = channel % plan->group, one = channel * row + input * plan->window + plan->center;
        if (input < plan->inputs && one >= part->first && one < end)
            lecun_put_one(plan->element, part->out + (size_t)(one - part->first) * size);
    }
}

int lecun_torch_round_of(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, const lecun_torch_part *part, uint64_t round)
{
    const uint64_t base = round * lecun_torch_words(plan);

    switch (plan->kind) {
    case LECUN_TORCH_NOTHING:
        lecun_streams[plan->still.stream].fill(&plan->still, part->out, part->count, part->first);
        return 0;
    case LECUN_TORCH_ONES:
        put_ones(plan, part);
        return 0;
    case LECUN_TORCH_UNIFORMS:
        lecun_torch_draw_uniforms(plan, cursor, part->first * lecun_words_of_element(plan), part->out, part->count);
        return 0;
    case LECUN_TORCH_NORMALS:
        lecun_torch_draw_normals(plan, cursor, 0, part);
        return 0;
    case LECUN_TORCH_REDRAWN:
        if (round)
            return redraw_normals(plan, cursor, base, part);
        lecun_torch_draw_normals(plan, cursor, 0, part);
        return cursor->kernels->find_outside(plan, part->out, part->count) < part->count;
    case LECUN_TORCH_REJECTED:
        return lecun_torch_reject(plan, cursor, base, part, round);
    default:
        return lecun_torch_few_of_round(plan, cursor->start, part, round);
    }
}

/* --- Behind a tensor ---------------------------------------------------------------------------------------------- */

void lecun_torch_advance(lecun_torch *self, const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t rounds)
{
    unsigned char all[BLOCK * MOST_SIZE];
    uint64_t i;

    if (plan->kind == LECUN_TORCH_FEW_NORMALS || plan->kind == LECUN_TORCH_FEW_REDRAWN) {
        for (i = 0; i < rounds; i++)
            lecun_torch_draw_few(plan, self, all);
        return;
    }
    lecun_torch_seek(cursor, rounds * lecun_torch_words(plan));
    if (cursor->at)
        self->fresh = 0;
    memcpy(self->state, cursor->mt.state, sizeof self->state);
    self->taken = cursor->mt.taken;
}
