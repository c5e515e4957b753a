/* SPDX-License-Identifier: MIT
 *
 * torch_rounds.c - how many rounds a tensor takes whose elements are drawn again, without a place to keep them
 *
 * What is behind such a tensor depends on the greatest number of rounds that an element takes. So one pass over the first round
 * marks, span by span, the elements that need another, and the other rounds are looked at for these. From the end of a span to
 * its beginning in the next round it is always the same number of words, for which one polynomial does.
 */
#include "strict_fp.h"
#include "torch_parts.h"

#include <string.h>

enum { BLOCK = 16, SPAN = 8192, PIECE = 512 };

/* Marks of a span: a bit for each element. */
typedef struct marks {
    uint16_t block[SPAN / BLOCK];
} marks;

/* The way from the end of a span to its beginning in the next round: blocks that are jumped over, and then words. */
typedef struct stride {
    uint64_t words;
    int jumps;
    lecun_mt_jump jump;
} stride;

static void make_stride(stride *s, uint64_t words)
{
    const uint64_t blocks = words / LECUN_MT_WORDS - 1;     /* at least one is left, which makes the state whole */

    s->words = words;
    s->jumps = words > LECUN_MT_LEAST_JUMP;
    if (s->jumps) {
        lecun_mt_make_jump(&s->jump, blocks * LECUN_MT_WORDS);
        s->words -= blocks * LECUN_MT_WORDS;
    }
}

static void go(lecun_torch_cursor *cursor, const stride *s)
{
    if (s->jumps)
        lecun_mt_jump_state(&s->jump, cursor->mt.state);
    lecun_mt_skip(&cursor->mt, cursor->kernels->twist, s->words);
}

/* Elements first .. first + count - 1 in one round, a block at a time; of those that are marked, the ones that are not outside lose
 * their mark. Returns whether one is left. Blocks without a mark are not drawn. */
static int look(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t first, size_t count, marks *m)
{
    const size_t size = lecun_element_size(plan->element);
    unsigned char drawn[BLOCK * 8];
    lecun_torch_part part;
    uint32_t any = 0;
    size_t i, j;

    part.out = drawn;
    for (i = 0; i * BLOCK < count; i++) {
        uint16_t left = 0;

        if (!m->block[i])
            continue;
        part.first = first + i * BLOCK;
        part.count = count - i * BLOCK < BLOCK ? count - i * BLOCK : BLOCK;
        lecun_torch_draw_normals(plan, cursor, 0, &part);
        for (j = 0; (j += cursor->kernels->find_outside(plan, drawn + j * size, part.count - j)) < part.count; j++)
            left |= (uint16_t)(1u << j);
        m->block[i] &= left;
        any |= m->block[i];
    }
    return any != 0;
}

/* The rounds of a span that the cursor, in the first round, is about to enter; it is left at the span's end. */
static uint64_t rounds_of_span(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, const stride *s, uint64_t first,
                               size_t count)
{
    const uint64_t begin = first * lecun_words_of_element(plan), end = begin + SPAN * lecun_words_of_element(plan);
    lecun_torch_cursor here;
    uint64_t rounds = 1;
    marks m;
    int again;

    memset(&m, 0xff, sizeof m);
    again = look(plan, cursor, first, count, &m);
    lecun_torch_seek(cursor, end);
    here = *cursor;
    for (; again; rounds++) {
        go(&here, s);
        here.at = begin;                    /* from now on in this round */
        again = look(plan, &here, first, count, &m);
        lecun_torch_seek(&here, end);
    }
    return rounds;
}

/* The rounds of elements first .. end - 1, by pieces that are made. */
static uint64_t rounds_of_pieces(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t first, uint64_t end)
{
    unsigned char piece[PIECE];
    const size_t most = sizeof piece / lecun_element_size(plan->element);
    uint64_t rounds = 1, round;
    lecun_torch_part part;

    part.out = piece;
    for (part.first = first; part.first < end; part.first += part.count) {
        part.count = end - part.first < most ? (size_t)(end - part.first) : most;
        for (round = 0; lecun_torch_round_of(plan, cursor, &part, round); round++)
            ;
        rounds = round + 1 > rounds ? round + 1 : rounds;
    }
    return rounds;
}

/* The rounds of all spans, of a tensor that is longer than one. */
static uint64_t rounds_of_spans(const lecun_torch_plan *plan, lecun_torch_cursor *cursor, uint64_t body)
{
    uint64_t rounds = 1, first;
    stride s;

    make_stride(&s, lecun_torch_words(plan) - SPAN * lecun_words_of_element(plan));
    for (first = 0; first < body; first += SPAN) {
        const size_t count = body - first < SPAN ? (size_t)(body - first) : SPAN;
        const uint64_t needed = rounds_of_span(plan, cursor, &s, first, count);
        rounds = needed > rounds ? needed : rounds;
    }
    return rounds;
}

uint64_t lecun_torch_rounds(const lecun_torch_plan *plan, lecun_torch_cursor *cursor)
{
    const uint64_t n = plan->elements, body = n % BLOCK ? n - BLOCK : n;
    uint64_t spans, tail;

    if (plan->kind != LECUN_TORCH_REDRAWN && plan->kind != LECUN_TORCH_FEW_REDRAWN && plan->kind != LECUN_TORCH_REJECTED)
        return 1;
    if (plan->kind != LECUN_TORCH_REDRAWN || n < 2 * SPAN)
        return rounds_of_pieces(plan, cursor, 0, n);
    spans = rounds_of_spans(plan, cursor, body);
    tail = rounds_of_pieces(plan, cursor, body, n);
    return spans > tail ? spans : tail;
}
