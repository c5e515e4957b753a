/* SPDX-License-Identifier: MIT
 *
 * keras_stream.c - the stream of Keras on TensorFlow in plain C: the reference, and the portable kernel
 *
 * TensorFlow cuts a tensor into groups of four elements (two of float64). Group g owns 256 (128) consecutive Philox
 * blocks and takes its elements from as many of them as it needs, so any element can be computed without those before
 * it. The method: tensorflow/core/lib/random (random_distributions.h, philox_random.h) and
 * core/kernels/random_op_cpu.h.
 *
 * A fill goes in chunks of groups, and a chunk in steps over all of its groups: words, squares of radii, radii, angles,
 * products, the groups that need more, elements. Within a step the operations are independent, so that none waits for another.
 */
#include "strict_fp.h"
#include "keras_stream.h"
#include "affine.h"
#include "dispatch.h"
#include "elementary.h"
#include "elements.h"

#define TWO_PI 0x1.921fb54442d18p+2

enum { GROUP = 4, GROUP_F64 = 2, CHUNK = 32 };

/* --- Words -------------------------------------------------------------------------------------------------------- */

/* The stream at the first block of a group that owns 2^log2_blocks of them. */
static lecun_philox group_start(const lecun_philox *stream, uint64_t group, unsigned log2_blocks)
{
    lecun_philox at = *stream;
    lecun_philox_skip(&at, log2_blocks ? group >> (64 - log2_blocks) : 0, group << log2_blocks);
    return at;
}

/* The first blocks of consecutive groups. */
static void draw_words(const lecun_philox *stream, uint64_t group, unsigned log2_blocks, size_t groups, uint32_t *words)
{
    lecun_philox at = group_start(stream, group, log2_blocks);
    size_t i;

    for (i = 0; i < groups; i++) {
        lecun_philox_block(&at, words + GROUP * i);
        lecun_philox_skip(&at, 0, (uint64_t)1 << log2_blocks);
    }
}

/* --- Floats ------------------------------------------------------------------------------------------------------- */

/* Words to uncut normals, in their place: each pair of words is a pair of draws. */
static void normals_of_words(uint32_t *draws, size_t pairs)
{
    uint32_t radius[2 * CHUNK];
    size_t i;

    for (i = 0; i < pairs; i++)
        radius[i] = lecun_float_square(draws[2 * i] & 0x7fffffu);
    for (i = 0; i < pairs; i++)
        radius[i] = lecun_float_root(radius[i]);
    for (i = 0; i < pairs; i++) {
        const lecun_pair direction = lecun_float_sincos(draws[2 * i + 1] & 0x7fffffu);
        draws[2 * i] = direction.x;
        draws[2 * i + 1] = direction.y;
    }
    for (i = 0; i < pairs; i++) {
        draws[2 * i] = lecun_times_radius(draws[2 * i], radius[i]);
        draws[2 * i + 1] = lecun_times_radius(draws[2 * i + 1], radius[i]);
    }
}

static void normal_draws(const lecun_plan *plan, uint64_t group, size_t groups, uint32_t *draws)
{
    draw_words(&plan->key, group, 0, groups, draws);
    normals_of_words(draws, 2 * groups);
}

/* Of finite numbers, those of 2 and more have the top bit of their exponent. */
static uint32_t is_outside(uint32_t draw)
{
    return draw >> 30 & 1;
}

/* A group of standard normals cut at 2 is made of the uncut ones of block after block in order, those outside dropped,
 * until it is full. */
void lecun_truncated_rest_f32(const lecun_philox *group, uint32_t draws[GROUP], unsigned have, unsigned pair)
{
    uint32_t words[4];

    for (; have < GROUP; pair++) {
        const lecun_philox at = group_start(group, pair / 2, 0);
        lecun_pair candidates;

        lecun_philox_block(&at, words);
        candidates = lecun_float_normals(words[2 * (pair % 2)], words[2 * (pair % 2) + 1]);
        if (!is_outside(candidates.x))
            draws[have++] = candidates.x;
        if (!is_outside(candidates.y) && have < GROUP)
            draws[have++] = candidates.y;
    }
}

/* The groups that need more than their first block: one in six. */
static size_t list_unfinished(const uint32_t *draws, size_t groups, uint8_t *list)
{
    size_t i, n = 0;

    for (i = 0; i < groups; i++) {
        const uint32_t *d = draws + GROUP * i;
        list[n] = (uint8_t)i;
        n += is_outside(d[0] | d[1] | d[2] | d[3]);
    }
    return n;
}

/* The draws of a group's first block that are inside, moved to its beginning; how many they are. */
static unsigned keep_inside(uint32_t draws[GROUP])
{
    unsigned i, have = 0;

    for (i = 0; i < GROUP; i++) {
        draws[have] = draws[i];
        have += 1 - is_outside(draws[i]);
    }
    return have;
}

/* Two more candidates for each group listed: the first pair of its second block. */
static void draw_second_pairs(const lecun_plan *plan, uint64_t group, const uint8_t *list, size_t n, uint32_t *more)
{
    size_t i;

    for (i = 0; i < n; i++) {
        const lecun_philox at = group_start(&plan->key, group + list[i], 8);
        uint32_t words[4];

        draw_words(&at, 1, 0, 1, words);
        more[2 * i] = words[0];
        more[2 * i + 1] = words[1];
    }
    normals_of_words(more, n);
}

/* A group takes its candidates in order: what stays of the first block, then the second block's. Rarely six are not enough. */
static void finish_group(const lecun_philox *group, uint32_t draws[GROUP], const uint32_t more[2])
{
    unsigned i, have = keep_inside(draws);

    for (i = 0; i < 2 && have < GROUP; i++)
        if (!is_outside(more[i]))
            draws[have++] = more[i];
    lecun_truncated_rest_f32(group, draws, have, 3);
}

static void truncated_draws(const lecun_plan *plan, uint64_t group, size_t groups, uint32_t *draws)
{
    uint8_t list[CHUNK + 1];
    uint32_t more[2 * CHUNK];
    size_t i, n;

    draw_words(&plan->key, group, 8, groups, draws);
    normals_of_words(draws, 2 * groups);
    n = list_unfinished(draws, groups, list);
    draw_second_pairs(plan, group, list, n, more);
    for (i = 0; i < n; i++) {
        const lecun_philox at = group_start(&plan->key, group + list[i], 8);
        finish_group(&at, draws + GROUP * (size_t)list[i], more + 2 * i);
    }
}

/* Uniform in [0, 1): the low bits of a word as the fraction of a number in [1, 2) of the dtype, less 1: 2^23 different
 * values, 1024 of float16, 128 of bfloat16. They are left as multiples of 2^-23. */
static void uniform_draws(const lecun_plan *plan, uint64_t group, size_t groups, uint32_t *draws)
{
    const unsigned left = plan->element == LECUN_F16 ? 13 : plan->element == LECUN_BF16 ? 16 : 0;
    size_t i;

    draw_words(&plan->key, group, 0, groups, draws);
    for (i = 0; i < GROUP * groups; i++)
        draws[i] = draws[i] << left & 0x7fffffu;
}

/* --- Doubles ------------------------------------------------------------------------------------------------------ */

static double uniform_f64(uint32_t high, uint32_t low)
{
    uint64_t fraction = (uint64_t)(high & 0xfffffu) << 32 | low;
    return lecun_double_of_bits(fraction | 0x3ff0000000000000) - 1.0;
}

/* Two standard normals from two uniforms (Box and Muller, 1958). The bound keeps the logarithm finite. */
static void normal_pair_f64(const uint32_t words[4], double pair[GROUP_F64])
{
    double u = uniform_f64(words[0], words[1]);
    double angle = lecun_product(TWO_PI, uniform_f64(words[2], words[3]));
    double radius = lecun_sqrt(-2.0 * lecun_log(u < 0x1.ad7f29abcaf48p-24 ? 0x1.ad7f29abcaf48p-24 : u));      /* 1e-7 */
    double sine, cosine;

    lecun_sincos(angle, &sine, &cosine);
    pair[0] = lecun_product(sine, radius);
    pair[1] = lecun_product(cosine, radius);
}

static void normal_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    uint32_t words[4];

    draw_words(stream, group, 0, 1, words);
    normal_pair_f64(words, draws);
}

static void uniform_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    uint32_t words[4];

    draw_words(stream, group, 0, 1, words);
    draws[0] = uniform_f64(words[0], words[1]);
    draws[1] = uniform_f64(words[2], words[3]);
}

void lecun_truncated_rest_f64(const lecun_philox *group, double draws[GROUP_F64], unsigned have, unsigned pair)
{
    double candidates[GROUP_F64];
    int i;

    for (; have < GROUP_F64; pair++) {
        normal_group_f64(group, pair, candidates);
        for (i = 0; i < GROUP_F64 && have < GROUP_F64; i++)
            if (candidates[i] > -2.0 && candidates[i] < 2.0)
                draws[have++] = candidates[i];
    }
}

static void truncated_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    const lecun_philox at = group_start(stream, group, 7);
    lecun_truncated_rest_f64(&at, draws, 0, 0);
}

static double element_f64(const lecun_plan *plan, double draw)
{
    if (plan->apart)
        return lecun_double_of_bits(lecun_affine_flushed(lecun_bits_of_double(draw), plan->scale, plan->shift));
    return lecun_affine_f64(draw, lecun_double_of_bits(plan->scale), lecun_double_of_bits(plan->shift));
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* A fill walks the groups that its range touches; in the first and the last it may want only some of the elements. */

typedef void draw_function(const lecun_plan *plan, uint64_t group, size_t groups, uint32_t *draws);
typedef void group_function(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64]);

static void fill_of_floats(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    static draw_function *const draw[LECUN_DISTRIBUTIONS] = {
        [LECUN_DISTRIBUTION_ROW(LECUN_TRUNCATED_NORMAL)] = truncated_draws,
        [LECUN_DISTRIBUTION_ROW(LECUN_UNTRUNCATED_NORMAL)] = normal_draws,
        [LECUN_DISTRIBUTION_ROW(LECUN_UNIFORM)] = uniform_draws,
    };
    const size_t size = lecun_element_size(plan->element);
    uint64_t group = first / GROUP;
    size_t skip = (size_t)(first % GROUP);
    uint32_t draws[GROUP * CHUNK];

    while (count) {
        const size_t wanted = (count - 1 + skip) / GROUP + 1, groups = wanted < CHUNK ? wanted : CHUNK;
        const size_t most = groups * GROUP - skip, n = count < most ? count : most;

        draw[LECUN_DISTRIBUTION_ROW(plan->distribution)](plan, group, groups, draws);
        lecun_put_elements(plan, out, draws + skip, n);
        out += n * size;
        count -= n;
        group += groups;
        skip = 0;
    }
}

static void fill_of_doubles(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    static group_function *const draw[LECUN_DISTRIBUTIONS] = {
        [LECUN_DISTRIBUTION_ROW(LECUN_TRUNCATED_NORMAL)] = truncated_group_f64,
        [LECUN_DISTRIBUTION_ROW(LECUN_UNTRUNCATED_NORMAL)] = normal_group_f64,
        [LECUN_DISTRIBUTION_ROW(LECUN_UNIFORM)] = uniform_group_f64,
    };
    uint64_t group = first / GROUP_F64;
    size_t i = (size_t)(first % GROUP_F64);

    for (; count; group++, i = 0) {
        double draws[GROUP_F64];

        draw[LECUN_DISTRIBUTION_ROW(plan->distribution)](&plan->key, group, draws);
        for (; i < GROUP_F64 && count; i++, count--) {
            const double element = element_f64(plan, draws[i]);
            memcpy(out, &element, sizeof element);
            out += sizeof element;
        }
    }
}

static void portable_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    if (plan->element == LECUN_F64)
        fill_of_doubles(plan, out, count, first);
    else
        fill_of_floats(plan, out, count, first);
}

const lecun_kernel_table lecun_portable_kernels = {"portable", portable_fill};

void lecun_keras_fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    if (plan->apart)
        portable_fill(plan, out, count, first);
    else
        lecun_kernels()->fill(plan, out, count, first);
}
