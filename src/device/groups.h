/* SPDX-License-Identifier: MIT */
/* --- Groups: TensorFlow cuts a tensor into groups of four elements ------------------------------------------------- */

/* The arguments of a job are 16 words:
 *
 *     0, 1    the key                                     or the distance of two elements of the diagonal
 *     2, 3    the upper half of the counter               or where in the destination the first of them is
 *     4, 5    the first element                           6, 7    how many elements
 *     8, 9    the scale, or the diagonal                  10, 11  the shift, or all other elements
 *     12      the distribution                            13      the element type
 *     14      log2 of the blocks that a group owns        or how many elements of the diagonal are in the destination
 *     15      bit 0: 16 bytes may be stored at once; bit 1: a float64 weight may be subnormal or infinite
 *
 * Of a number of two words the low one comes first. Distributions and element types have the numbers of lecun.h; and: */
#define NO_DRAW_CONSTANT        0u
#define NO_DRAW_IDENTITY        1u
#define DRAW_TRUNCATED          41u
#define DRAW_UNIFORM            43u
#define OUTSIDE                 0x40000000u
#define ELEMENT_F32             1u
#define ELEMENT_F16             3u
#define ELEMENT_BF16            4u
#define ELEMENT_F16_ONCE        5u                          /* float weights, rounded to 16 bits at the end */
#define ELEMENT_BF16_ONCE       6u

/* The counter of a group's first block, of which it owns 2^log2_blocks: upper is the stream's own. */
FN3(FOUR, lecun_group_start, PAIR, upper, WIDE, group, U32, log2_blocks)
{
    LET(U32, low) = W_LOW(group) << log2_blocks;
    LET(U32, high) = (W_HIGH(group) << log2_blocks) | ((W_LOW(group) >> 1u) >> (31u - log2_blocks));
    LET(U32, beyond) = (W_HIGH(group) >> 1u) >> (31u - log2_blocks);
    LET(U32, third) = upper.x + beyond;

    return WORDS(low, high, third, upper.y + SELECT(third < beyond, 1u, 0u));
}

/* A float weight as the element that it becomes when it is rounded once. */
FN2(U32, lecun_rounded_once, U32, weight, U32, element)
{
    if (element == ELEMENT_F16_ONCE) {
        return lecun_half_of_bits(weight);
    }
    if (element == ELEMENT_BF16_ONCE) {
        return lecun_bf16_of_bits(weight);
    }
    return weight;
}

FN4(U32, lecun_scaled_draw, U32, draw, U32, scale, U32, shift, U32, element)
{
    if (element == ELEMENT_F16) {
        return lecun_half_affine(draw, scale, shift);
    }
    if (element == ELEMENT_BF16) {
        return lecun_bf16_affine(draw, scale, shift);
    }
    return lecun_rounded_once(lecun_float_affine(draw, scale, shift), element);
}

/* The low bits of a word are the fraction of a uniform: 23 of them, 10 of float16, 7 of bfloat16. */
FN4(U32, lecun_uniform_element, U32, word, U32, scale, U32, shift, U32, element)
{
    if (element == ELEMENT_F16) {
        return lecun_half_affine(lecun_float_uniform((word << 13u) & 0x7fffffu), scale, shift);
    }
    if (element == ELEMENT_BF16) {
        return lecun_bf16_affine(lecun_float_uniform((word << 16u) & 0x7fffffu), scale, shift);
    }
    return lecun_rounded_once(lecun_uniform_affine(word & 0x7fffffu, scale, shift), element);
}

/* A group of normals that has not all of its draws yet: those that it has are the last of `draws`. Draws that have a bit of
 * `outside` set are dropped: 0x40000000, the top bit of a float's exponent, is that of 2 and more. A draw that stays pushes the
 * others. */
FN3(BEGUN, lecun_with_pair, BEGUN, before, PAIR, two, U32, outside)
{
    VAR(BEGUN, b) = before;

    if ((two.x & outside) == 0u) {
        b.draws = WORDS(b.draws.y, b.draws.z, b.draws.w, two.x);
        b.have = b.have + 1u;
    }
    if (((two.y & outside) == 0u) && (b.have < 4u)) {
        b.draws = WORDS(b.draws.y, b.draws.z, b.draws.w, two.y);
        b.have = b.have + 1u;
    }
    return b;
}

/* What the two pairs of a group's first block give: all it needs, if nothing is outside, else five times of six. */
FN3(BEGUN, lecun_begin_group, FOUR, counter, PAIR, key, U32, outside)
{
    LET(FOUR, words) = lecun_philox_words(counter, key);
    VAR(BEGUN, b) = BEGUN_OF(words, 0u);
    VAR(PAIR, two) = TWO(words.x, words.y);
    VAR(U32, i) = 0u;

    ROLLED
    for (i = 0u; i < 2u; i++) {
        b = lecun_with_pair(b, lecun_float_normals(two.x, two.y), outside);
        two = TWO(words.z, words.w);
    }
    return b;
}

/* The rest of it, pair by pair, from the second block on. */
FN4(FOUR, lecun_end_group, BEGUN, begun, FOUR, counter, PAIR, key, U32, outside)
{
    VAR(BEGUN, b) = begun;
    VAR(FOUR, words) = counter;
    VAR(U32, pair) = 2u;

    ROLLED
    for (pair = 2u; b.have < 4u; pair++) {
        if ((pair & 1u) == 0u) {
            words = lecun_philox_words(WORDS(counter.x + (pair >> 1u), counter.y, counter.z, counter.w), key);
        } else {
            words = WORDS(words.z, words.w, 0u, 0u);
        }
        b = lecun_with_pair(b, lecun_float_normals(words.x, words.y), outside);
    }
    return b.draws;
}

FN3(FOUR, lecun_group_normals, FOUR, counter, PAIR, key, U32, outside)
{
    return lecun_end_group(lecun_begin_group(counter, key, outside), counter, key, outside);
}

/* Four draws times scale plus shift. */
FN2(FOUR, lecun_scaled_draws, ARGS, a, FOUR, draws)
{
    LET(U32, scale) = ARG(a, 8);
    LET(U32, shift) = ARG(a, 10);
    LET(U32, element) = ELEMENT_OF(a);

    return WORDS(lecun_scaled_draw(draws.x, scale, shift, element), lecun_scaled_draw(draws.y, scale, shift, element),
                 lecun_scaled_draw(draws.z, scale, shift, element), lecun_scaled_draw(draws.w, scale, shift, element));
}

FN2(FOUR, lecun_uniform_elements, ARGS, a, FOUR, words)
{
    LET(U32, scale) = ARG(a, 8);
    LET(U32, shift) = ARG(a, 10);
    LET(U32, element) = ELEMENT_OF(a);

    return WORDS(lecun_uniform_element(words.x, scale, shift, element), lecun_uniform_element(words.y, scale, shift, element),
                 lecun_uniform_element(words.z, scale, shift, element), lecun_uniform_element(words.w, scale, shift, element));
}

/* Whether an element of a constant or an identity, by its place in the destination, is on the diagonal. */
FN2(U32, lecun_is_diagonal, ARGS, a, PLACE, at)
{
    LET(PLACE, apart) = PLACE_OF(W_OF(ARG(a, 1), ARG(a, 0)));
    LET(PLACE, past) = at - PLACE_OF(W_OF(ARG(a, 3), ARG(a, 2)));

    if (DISTRIBUTION_OF(a) == NO_DRAW_CONSTANT) {
        return 0u;
    }
    return SELECT(((past % apart) == 0u) && ((past / apart) < PLACE_OF(W_OF(0u, ARG(a, 14)))), 1u, 0u);
}

FN2(FOUR, lecun_undrawn_elements, ARGS, a, PLACE, at)
{
    LET(U32, on) = ARG(a, 8);
    LET(U32, off) = ARG(a, 10);

    return WORDS(SELECT(lecun_is_diagonal(a, at) != 0u, on, off), SELECT(lecun_is_diagonal(a, at + 1u) != 0u, on, off),
                 SELECT(lecun_is_diagonal(a, at + 2u) != 0u, on, off), SELECT(lecun_is_diagonal(a, at + 3u) != 0u, on, off));
}

/* How many groups the job touches. */
FN1(WIDE, lecun_job_groups, ARGS, a)
{
    return W_SHIFT_RIGHT(W_ADD(W_OF(ARG(a, 7), ARG(a, 6)), W_OF(0u, (ARG(a, 4) & 3u) + 3u)), 2u);
}

/* Where a group's first element is in the destination; below 0, which wraps, if the job begins inside the group. */
FN2(PLACE, lecun_place, ARGS, a, WIDE, index)
{
    return PLACE_OF(W_SHIFT_LEFT(index, 2u)) - PLACE_OF(W_OF(0u, ARG(a, 4) & 3u));
}

/* The counter of a group of the job. */
FN2(FOUR, lecun_job_counter, ARGS, a, WIDE, index)
{
    LET(WIDE, group) = W_ADD(W_SHIFT_RIGHT(W_OF(ARG(a, 5), ARG(a, 4)), 2u), index);

    return lecun_group_start(TWO(ARG(a, 2), ARG(a, 3)), group, ARG(a, 14));
}

/* The four elements of a group, as patterns of the job's element type in the low bits: group 0 is the one that the job's
 * first element is in. With a first of 0 that is elements 4 * index .. 4 * index + 3 of the tensor. */
FN2(FOUR, lecun_device_group, ARGS, a, WIDE, index)
{
    if (DISTRIBUTION_OF(a) <= NO_DRAW_IDENTITY) {
        return lecun_undrawn_elements(a, lecun_place(a, index));
    }
    if (DISTRIBUTION_OF(a) == DRAW_UNIFORM) {
        return lecun_uniform_elements(a, lecun_philox_words(lecun_job_counter(a, index), TWO(ARG(a, 0), ARG(a, 1))));
    }
    return lecun_scaled_draws(a, lecun_group_normals(lecun_job_counter(a, index), TWO(ARG(a, 0), ARG(a, 1)),
                                                     SELECT(DISTRIBUTION_OF(a) == DRAW_TRUNCATED, OUTSIDE, 0u)));
}
