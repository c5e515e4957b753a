/* SPDX-License-Identifier: MIT
 *
 * kernel_template.h - the fills of keras_stream.c, over vectors: included once by each kernel file
 *
 * The reference says what an element is; this says the same for many at a time, in phases over buffers that stay in the
 * first-level cache: Philox; logarithms; sines and cosines; radius, product, transposition; the groups that need a second
 * block; scale and store. Whatever differs from the reference's arithmetic has a sentence here that says why the bits do
 * not, and tests that compare them: over all 2^23 arguments for float32.
 *
 * The kernel file defines, before it includes this:
 *   KERNEL              the name of its table of kernels, and NAME, what lecun_kernel() calls it
 *   LANES               64-bit lanes of a vector; little-endian
 *   PAIR_ORDER          the group that vf_transpose_store() puts each lane of two joined vectors in
 *   WORD_ORDER          the group that vi_words_store() puts each lane in
 *   KEY_EVERY_ROUND     if it has vu_xor_low_and_key_to_high()
 * and these types and vector primitives, all static inline:
 *   vu, vd              vectors of LANES uint64_t, double; vf, vi: of 2*LANES float, uint32_t; vm: a mask over a vd
 *   and on them the primitives of kernel_avx2.c, each with its sentence there unless its name says it.
 */
#ifdef LECUN_KERNEL_TEMPLATE_USED
#  error "lecun: two kernels in one translation unit (a unity build); compile each file of src/, or the one that src/amalgamate makes"
#endif
#define LECUN_KERNEL_TEMPLATE_USED

#include "affine.h"
#include "elementary_tables.h"
#include "keras_stream.h"

/* A chunk is what the phases work on at a time, a step what one round of Philox code does, both in groups. */
enum { BLOCK = 2 * LANES, STEP = 4 * LANES, CHUNK = 192 };

#define ALIGNED __attribute__((aligned(64)))
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Four vectors at a time, each instruction for all of them before the next, hide the latencies; a list's end takes two. */
#define EACH_CHAIN(DO)      DO(0) DO(1) DO(2) DO(3)
#define EACH_OF_TWO(DO)     DO(0) DO(1)

/* --- Philox ------------------------------------------------------------------------------------------------------- */

/* A lane holds one block: a = word 0 in its high half, word 1 in its low half; b = words 2 and 3. A round's product is
 * kept whole, as its high half belongs to word 0 (2) of the next state and its low half to word 1 (3):
 *     a' = M1 * high(b) ^ low(a) << 32 ^ key << 32,    b' = M0 * high(a) ^ low(b) << 32 ^ key << 32.
 * A key that is XORed into the low half one round early arrives in the high half with that low word, so one XOR serves
 * two rounds; where one instruction XORs three (KEY_EVERY_ROUND), each key comes with its own round. Only the counter's
 * lowest word differs between the groups of a chunk, so half of the first round and of the second is the same for all, and
 * the first product grows by additions. */
typedef struct rounds {
    vu one_b, two_a, two_b;             /* what all groups have in common in rounds 1 and 2, with their keys */
    vu key_a[7], key_b[7];              /* of rounds 3 to 9; where one XOR serves two, those of 4, 6 and 8 are used */
    uint64_t last_a, last_b;            /* of round 10, high half */
} rounds;

static uint64_t two_keys(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

#ifdef KEY_EVERY_ROUND
#  define EARLY(key) 0
enum { FIRST_KEY = 0, KEY_STEP = 1 };
#else
#  define EARLY(key) (key)
enum { FIRST_KEY = 1, KEY_STEP = 2 };
#endif

static void make_rounds(rounds *r, const lecun_philox *at)
{
    const uint32_t w0 = LECUN_PHILOX_W0, w1 = LECUN_PHILOX_W1, k0 = at->key[0], k1 = at->key[1];
    const uint64_t p1 = (uint64_t)LECUN_PHILOX_M1 * at->counter[2];
    const uint32_t a1_high = (uint32_t)(p1 >> 32) ^ at->counter[1] ^ k0, a1_low = (uint32_t)p1;
    const uint64_t p2 = (uint64_t)LECUN_PHILOX_M0 * a1_high;
    uint32_t i;

    r->one_b = vu_set(two_keys(at->counter[3] ^ k1, 0));
    r->two_a = vu_set(two_keys(a1_low ^ (k0 + w0), EARLY(k0 + 2 * w0)));
    r->two_b = vu_set(p2 ^ two_keys(k1 + w1, EARLY(k1 + 2 * w1)));
    for (i = FIRST_KEY; i < 7; i += KEY_STEP) {
        r->key_a[i] = vu_set(two_keys(k0 + (i + 2) * w0, EARLY(k0 + (i + 3) * w0)));
        r->key_b[i] = vu_set(two_keys(k1 + (i + 2) * w1, EARLY(k1 + (i + 3) * w1)));
    }
    r->last_a = (uint64_t)(k0 + 9 * w0) << 32;
    r->last_b = (uint64_t)(k1 + 9 * w1) << 32;
}

typedef struct chains { vu v[4]; } chains;

#define FIRST_TWO(j)                                                                                                      \
    const vu one##j = vu_xor(first.v[j], r->one_b);                                                                       \
    vu a##j = vu_xor(vu_times_high(one##j, m1), r->two_a), b##j = vu_xor_low_to_high(r->two_b, one##j), c##j;
#define UNKEYED(j)                                                                                                        \
    c##j = vu_xor_low_to_high(vu_times_high(b##j, m1), a##j);                                                             \
    b##j = vu_xor_low_to_high(vu_times_high(a##j, m0), b##j);                                                             \
    a##j = c##j;
#define RESULT(j)       a->v[j] = a##j; b->v[j] = b##j;

#ifdef KEY_EVERY_ROUND
#  define KEYED(j, n)                                                                                                     \
    c##j = vu_xor_low_and_key_to_high(vu_times_high(b##j, m1), a##j, r->key_a[n]);                                        \
    b##j = vu_xor_low_and_key_to_high(vu_times_high(a##j, m0), b##j, r->key_b[n]);                                        \
    a##j = c##j;
#  define ODD_ROUND(j, n) KEYED(j, n)
#else
#  define KEYED(j, n) UNKEYED(j) a##j = vu_xor(a##j, r->key_a[n]); b##j = vu_xor(b##j, r->key_b[n]);
#  define ODD_ROUND(j, n) UNKEYED(j)
#endif
#define ROUND_3(j)  ODD_ROUND(j, 0)
#define ROUND_4(j)  KEYED(j, 1)
#define ROUND_5(j)  ODD_ROUND(j, 2)
#define ROUND_6(j)  KEYED(j, 3)
#define ROUND_7(j)  ODD_ROUND(j, 4)
#define ROUND_8(j)  KEYED(j, 5)
#define ROUND_9(j)  ODD_ROUND(j, 6)
#define ROUNDS(EACH)                                                                                                      \
    EACH(FIRST_TWO) EACH(ROUND_3) EACH(ROUND_4) EACH(ROUND_5) EACH(ROUND_6) EACH(ROUND_7) EACH(ROUND_8) EACH(ROUND_9)     \
    EACH(UNKEYED) EACH(RESULT)

/* Vectors of blocks, from the first round's products M0 * word 0. The keys of round 10 are left to the caller. */
ALWAYS_INLINE void philox(const rounds *r, chains first, chains *a, chains *b)
{
    const vu m0 = vu_set(LECUN_PHILOX_M0), m1 = vu_set(LECUN_PHILOX_M1);
    ROUNDS(EACH_CHAIN)
}

ALWAYS_INLINE void philox_of_two(const rounds *r, chains first, chains *a, chains *b)
{
    const vu m0 = vu_set(LECUN_PHILOX_M0), m1 = vu_set(LECUN_PHILOX_M1);
    ROUNDS(EACH_OF_TWO)
}

/* The products of the first round for consecutive groups, of which a step takes STEP. */
typedef struct counters {
    vu product;
    chains offset;                      /* of each chain's lanes */
    vu step;
} counters;

static const uint64_t pair_order[2 * LANES] ALIGNED = PAIR_ORDER;
static const uint64_t word_order[LANES] ALIGNED = WORD_ORDER;

/* For phases that join the vectors of two chains. */
ALWAYS_INLINE chains offsets_of_pairs(unsigned log2_blocks)
{
    const vu m0 = vu_set(LECUN_PHILOX_M0), a = vu_load(pair_order), b = vu_load(pair_order + LANES), block = vu_set(BLOCK);
    chains c;

    c.v[0] = vu_times_low(vu_shift_left_by(a, log2_blocks), m0);
    c.v[1] = vu_times_low(vu_shift_left_by(b, log2_blocks), m0);
    c.v[2] = vu_times_low(vu_shift_left_by(vu_add(a, block), log2_blocks), m0);
    c.v[3] = vu_times_low(vu_shift_left_by(vu_add(b, block), log2_blocks), m0);
    return c;
}

/* For phases that take each vector alone. */
ALWAYS_INLINE chains offsets_of_words(unsigned log2_blocks)
{
    const vu m0 = vu_set(LECUN_PHILOX_M0), lanes = vu_load(word_order);
    chains c;

#define OFFSET(j) c.v[j] = vu_times_low(vu_shift_left_by(vu_add(lanes, vu_set((j) * LANES)), log2_blocks), m0);
    EACH_CHAIN(OFFSET)
    return c;
}

ALWAYS_INLINE chains next_products(counters *c)
{
    chains p;

#define PRODUCT(j) p.v[j] = vu_add(c->product, c->offset.v[j]);
    EACH_CHAIN(PRODUCT)
    c->product = vu_add(c->product, c->step);
    return p;
}

/* --- Groups of a fill --------------------------------------------------------------------------------------------- */

/* Where a chunk begins, and the rounds for it. */
typedef struct position {
    lecun_philox at;
    unsigned log2_blocks;
    rounds round;
} position;

static void open_position(position *p, const lecun_philox *stream, uint64_t group, unsigned log2_blocks)
{
    p->at = *stream;
    p->log2_blocks = log2_blocks;
    lecun_philox_skip(&p->at, log2_blocks ? group >> (64 - log2_blocks) : 0, group << log2_blocks);
    make_rounds(&p->round, &p->at);
}

/* How many of the groups wanted can make a chunk: the counter's lowest word must not overflow inside it. A stream starts
 * at a multiple of 256, so a group's own blocks never carry. */
static size_t chunk_groups(const position *p, uint64_t wanted)
{
    const uint64_t until_carry = (((uint64_t)1 << 32) - p->at.counter[0]) >> p->log2_blocks;
    const uint64_t most = wanted < CHUNK ? wanted : CHUNK;

    return (size_t)(most < until_carry ? most : until_carry);
}

static void advance(position *p, uint64_t groups)
{
    lecun_philox_skip(&p->at, 0, groups << p->log2_blocks);
    if (p->at.counter[0] < groups << p->log2_blocks)
        make_rounds(&p->round, &p->at);
}

ALWAYS_INLINE counters counters_from(const position *p, chains offset)
{
    counters c;

    c.product = vu_set((uint64_t)LECUN_PHILOX_M0 * p->at.counter[0]);
    c.offset = offset;
    c.step = vu_set(((uint64_t)LECUN_PHILOX_M0 * STEP) << p->log2_blocks);
    return c;
}

/* The products of the first round for the second blocks of the next BLOCK groups of a list. */
ALWAYS_INLINE chains second_products(const position *p, const uint8_t *list)
{
    const vu block_1 = vu_set((uint64_t)p->at.counter[0] + 1), m0 = vu_set(LECUN_PHILOX_M0);
    chains c;

#define PRODUCT_OF(j) c.v[j] = vu_times_low(                                                                              \
        vu_add(block_1, vu_shift_left_by(vu_of_bytes(list + (j) * LANES), p->log2_blocks)), m0);
    EACH_OF_TWO(PRODUCT_OF)
    return c;
}

/* --- Float normals ------------------------------------------------------------------------------------------------ */

#define PATTERN_2P52    0x4330000000000000u
#define FRACTION_F32    0x7fffffu

/* Row (m's exponent, sixteenth) of the logarithm of m * 2^-23: {2^-k / c, -2 (log(c) + (k - 23) log(2))}. The rows of one
 * octave begin at 0x1.66p-1, as the method's do. Both numbers are what the reference computes: the first is scaled by a
 * power of two, the second by -2. */
#define LOG_2               LECUN_DOUBLE(0x1.62e42fefa39efp-1)
#define OCTAVE_ROW(k, inverse, logarithm) {(double)(inverse) * 0x1p-##k, -2.0 * ((double)(logarithm) + (k - 23) * LOG_2)},
#define OCTAVE(k) LECUN_LOGF_ROWS(OCTAVE_ROW, k)
static const double log_rows[24 * 16][2] ALIGNED = {
    OCTAVE(0)  OCTAVE(1)  OCTAVE(2)  OCTAVE(3)  OCTAVE(4)  OCTAVE(5)  OCTAVE(6)  OCTAVE(7)
    OCTAVE(8)  OCTAVE(9)  OCTAVE(10) OCTAVE(11) OCTAVE(12) OCTAVE(13) OCTAVE(14) OCTAVE(15)
    OCTAVE(16) OCTAVE(17) OCTAVE(18) OCTAVE(19) OCTAVE(20) OCTAVE(21) OCTAVE(22) OCTAVE(23)
};

/* The pattern of 0x1.66p-1: less this, the upper 16 bits of a double are its row. */
#define LOG_ORIGIN (((uint64_t)1022 << 52) + ((uint64_t)0x330000 << 29))

typedef struct normals_f32 {
    ALIGNED uint64_t log_key[2][CHUNK];     /* of a group's two pairs: the pattern of m, less LOG_ORIGIN */
    ALIGNED uint64_t angle[2][CHUNK];       /* the pattern of 2^52 + m */
    ALIGNED float square[2][CHUNK];         /* the radius squared */
    ALIGNED float sine[2][CHUNK], cosine[2][CHUNK];
    ALIGNED float draws[4 * CHUNK + 64];    /* in order; what follows them may be read, and is not used */
    ALIGNED uint8_t list[CHUNK + STEP];     /* the groups that need more candidates */
} normals_f32;

/* (pattern of 2^52 + m) - 2^52 is m as a double. The bound is that of the radius, 1e-7f, times 2^23; all m but
 * 0 are above it. */
ALWAYS_INLINE vu log_key(vu pattern)
{
    const vd m = vd_max(vd_sub(vd_of(pattern), vd_set(0x1p52)), vd_set(0x1.ad7f2ap-1));
    return vu_add(vu_of(m), vu_set(0 - LOG_ORIGIN));
}

/* -2 log(m * 2^-23), by the reference's polynomial with its coefficients doubled and negated, in Horner's form. */
ALWAYS_INLINE vd minus_two_log(const uint64_t *key)
{
    const vd m = vd_of(vu_add(vu_load(key), vu_set(LOG_ORIGIN)));
    vd inverse, sum, r, p;

    vd_rows_of_top_16(log_rows, key, &inverse, &sum);
    r = vd_fma(m, inverse, vd_set(-1.0));
    p = vd_fma(r, vd_set(0x1.00ea348b88334p-1), vd_set(-0x1.5575b0be00b6ap-1));
    p = vd_fma(r, p, vd_set(0x1.ffffef20a4123p-1));
    p = vd_fma(r, p, vd_set(-2.0));
    return vd_fma(r, p, sum);
}

static void logarithms(float *square, const uint64_t *key, size_t groups)
{
    size_t i;

    for (i = 0; i < groups; i += BLOCK)
        vf_store(square + i, vf_join(minus_two_log(key + i), minus_two_log(key + i + LANES)));
}

/* The sine and cosine of x - n pi/2, where x is 2 pi m / 2^23 rounded to float and n the nearest quadrant, and a vector
 * whose lowest two bits are n. */
ALWAYS_INLINE vu sincos_reduced(vu pattern, vd *sine, vd *cosine)
{
    const vd big = vd_of(pattern);
    /* 2^73 has the unit 2^21, a quadrant of m: the sum is rounded to a whole number of them. */
    const vd turned = vd_add(big, vd_set(0x1.8p73 - 0x1p52));
    const vd quadrants = vd_sub(turned, vd_set(0x1.8p73));
    /* One rounding, of the exact product that the reference rounds: 2^52 times the factor is a double. */
    const vd exact = vd_fma(big, vd_set(0x1.921fb54442d18p-21), vd_set(-0x1.921fb54442d18p+31));
    /* Rounding to float inside double (Dekker): scaled is exact * 2^29, and the sum keeps 24 bits of exact. */
    const vd scaled = vd_of(vu_add(vu_of(exact), vu_set((uint64_t)29 << 52)));
    const vd angle = vd_sub(vd_add(exact, scaled), scaled);
    const vd x = vd_fma(quadrants, vd_set(-0x1.921fb54442d18p-21), angle), x2 = vd_mul(x, x);
    vd s, c;

    s = vd_fma(x2, vd_set(-0x1.994eb3774cf24p-13), vd_set(0x1.1107605230bc4p-7));
    c = vd_fma(x2, vd_set(0x1.99343027bf8c3p-16), vd_set(-0x1.6c087e89a359dp-10));
    s = vd_fma(x2, s, vd_set(-0x1.555545995a603p-3));
    c = vd_fma(x2, c, vd_set(0x1.55553e1068f19p-5));
    s = vd_fma(x2, s, vd_set(1.0));
    c = vd_fma(x2, c, vd_set(-0x1.ffffffd0c621cp-2));
    *sine = vd_mul(s, x);
    *cosine = vd_fma(x2, c, vd_set(1.0));
    return vu_of(turned);
}

static void sines_and_cosines(float *sine, float *cosine, const uint64_t *pattern, size_t groups)
{
    size_t i;

    for (i = 0; i < groups; i += BLOCK) {
        vd sa, ca, sb, cb;
        const vu na = sincos_reduced(vu_load(pattern + i), &sa, &ca);
        const vu nb = sincos_reduced(vu_load(pattern + i + LANES), &sb, &cb);
        const vi n = vi_join(na, nb);
        const vf s = vf_join(sa, sb), c = vf_join(ca, cb);
        /* quadrants 0 to 3: (s, c), (c, -s), (-s, -c), (-c, s) */
        vf_store(sine + i, vf_negate_if_bit_1(vf_select_bit_0(n, c, s), n));
        vf_store(cosine + i, vf_negate_if_bit_1(vf_select_bit_0(n, s, c), vi_add(n, vi_set(1))));
    }
}

/* A pair's two words, which are a lane's halves: the key of the logarithm, the pattern of the angle. What is left of the
 * last round's key is XORed together with the exponent. */
ALWAYS_INLINE void keep_words_f32(normals_f32 *w, int pair, size_t at, vu words, vu last_key)
{
    const vu fraction = vu_set(FRACTION_F32);

    vu_store(w->log_key[pair] + at, log_key(vu_xor(vu_and(vu_shift_right(words, 32), fraction), last_key)));
    vu_store(w->angle[pair] + at, vu_xor(vu_and(words, fraction), vu_set(PATTERN_2P52)));
}

ALWAYS_INLINE vu last_key_f32(uint64_t last)
{
    return vu_set(PATTERN_2P52 | (last >> 32 & FRACTION_F32));
}

/* The first block of each group. */
static void first_words_f32(normals_f32 *w, const position *p, size_t groups)
{
    const rounds *const r = &p->round;
    const vu key_a = last_key_f32(r->last_a), key_b = last_key_f32(r->last_b);
    counters counter = counters_from(p, offsets_of_pairs(p->log2_blocks));
    size_t i;

    for (i = 0; i < groups; i += STEP) {
        chains a, b;

        philox(r, next_products(&counter), &a, &b);
#define KEEP(j)                                                                                                           \
        keep_words_f32(w, 0, i + (j) * LANES, a.v[j], key_a);                                                             \
        keep_words_f32(w, 1, i + (j) * LANES, b.v[j], key_b);
        EACH_CHAIN(KEEP)
#undef KEEP
    }
}

/* The places of the bits set in a number of four bits, a byte each. */
static const uint32_t places[16] = {
    0x0, 0x0, 0x1, 0x100, 0x2, 0x200, 0x201, 0x20100, 0x3, 0x300, 0x301, 0x30100, 0x302, 0x30200, 0x30201, 0x3020100
};
static const uint8_t bits_set[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

/* Append the numbers of those bits that are set, of `count`: `first` for the lowest; for the next of four, `distance` more;
 * for the next four, `next` more. */
ALWAYS_INLINE size_t append_lanes(uint8_t *list, size_t n, uint32_t bits, size_t count, size_t first, uint32_t distance,
                                  size_t next)
{
    size_t j;

    for (j = 0; j < count; j += 4, bits >>= 4, first += next) {
        const uint32_t four = places[bits & 15] * distance + (uint32_t)first * 0x01010101u;
        memcpy(list + n, &four, 4);
        n += bits_set[bits & 15];
    }
    return n;
}

/* Append the groups whose bits are set, of the block that begins at group i. */
ALWAYS_INLINE size_t append(uint8_t *list, size_t n, uint32_t bits, size_t i)
{
    return append_lanes(list, n, bits, BLOCK, i, LANES / 2, 1);
}

/* From squares, sines and cosines to draws in their order; the groups with a draw outside (-2, 2) are listed. */
ALWAYS_INLINE size_t products_f32(normals_f32 *w, size_t groups, int truncated)
{
    size_t i, n = 0;

    for (i = 0; i < groups; i += BLOCK) {
        const vf r0 = vf_sqrt(vf_load(w->square[0] + i)), r1 = vf_sqrt(vf_load(w->square[1] + i));
        const vf f0 = vf_mul(vf_load(w->sine[0] + i), r0), f1 = vf_mul(vf_load(w->cosine[0] + i), r0);
        const vf f2 = vf_mul(vf_load(w->sine[1] + i), r1), f3 = vf_mul(vf_load(w->cosine[1] + i), r1);

        if (truncated)
            n = append(w->list, n, vf_bit_30_of_any(f0, f1, f2, f3), i);
        vf_transpose_store(w->draws + 4 * i, f0, f1, f2, f3);
    }
    return n;
}

/* Two more candidates for the groups listed: the first pair of their second blocks. */
static void second_words_f32(normals_f32 *w, const position *p, size_t n)
{
    const vu key_a = last_key_f32(p->round.last_a);
    size_t i;

    memset(w->list + n, 0, STEP);
    for (i = 0; i < n; i += BLOCK) {
        chains a, b;

        philox_of_two(&p->round, second_products(p, w->list + i), &a, &b);
#define KEEP(j) keep_words_f32(w, 0, i + (j) * LANES, a.v[j], key_a);
        EACH_OF_TWO(KEEP)
#undef KEEP
    }
}

/* For each set of six candidates that are outside (bit i: candidate i), the first four that are inside, a byte each, as
 * far as there are four. */
static const uint32_t first_inside[64] = {
    0x3020100, 0x4030201, 0x4030200, 0x5040302, 0x4030100, 0x5040301, 0x5040300, 0x0050403,
    0x4020100, 0x5040201, 0x5040200, 0x0050402, 0x5040100, 0x0050401, 0x0050400, 0x0000504,
    0x3020100, 0x5030201, 0x5030200, 0x0050302, 0x5030100, 0x0050301, 0x0050300, 0x0000503,
    0x5020100, 0x0050201, 0x0050200, 0x0000502, 0x0050100, 0x0000501, 0x0000500, 0x0000005,
    0x3020100, 0x4030201, 0x4030200, 0x0040302, 0x4030100, 0x0040301, 0x0040300, 0x0000403,
    0x4020100, 0x0040201, 0x0040200, 0x0000402, 0x0040100, 0x0000401, 0x0000400, 0x0000004,
    0x3020100, 0x0030201, 0x0030200, 0x0000302, 0x0030100, 0x0000301, 0x0000300, 0x0000003,
    0x0020100, 0x0000201, 0x0000200, 0x0000002, 0x0000100, 0x0000001, 0x0000000, 0x0000000
};

static unsigned outside_of_6(unsigned mask)
{
    return bits_set[mask & 15] + (mask >> 4 & 1) + (mask >> 5);
}

/* A group takes its accepted candidates in order: what stays of the first block, then the second block's. Rarely six are
 * not enough. */
static void second_blocks_f32(normals_f32 *w, const position *p, size_t n)
{
    size_t i;

    second_words_f32(w, p, n);
    logarithms(w->square[0], w->log_key[0], n);
    sines_and_cosines(w->sine[0], w->cosine[0], w->angle[0], n);
    for (i = 0; i < n; i += BLOCK) {
        const vf radius = vf_sqrt(vf_load(w->square[0] + i));
        vf_store(w->sine[0] + i, vf_mul(vf_load(w->sine[0] + i), radius));
        vf_store(w->cosine[0] + i, vf_mul(vf_load(w->cosine[0] + i), radius));
    }
    for (i = 0; i < n; i++) {
        const unsigned group = w->list[i];
        const unsigned mask = vf_merge(w->draws + 4 * group, w->sine[0] + i, w->cosine[0] + i, first_inside);
        const unsigned outside = outside_of_6(mask);

        if (outside > 2) {
            lecun_philox at = p->at;
            uint32_t draws[4];
            lecun_philox_skip(&at, 0, (uint64_t)group << p->log2_blocks);
            memcpy(draws, w->draws + 4 * group, sizeof draws);
            lecun_truncated_rest_f32(&at, draws, 6 - outside, 3);
            memcpy(w->draws + 4 * group, draws, sizeof draws);
        }
    }
}

ALWAYS_INLINE void draw_normals_f32(normals_f32 *w, const position *p, size_t groups, int truncated)
{
    size_t n;

    first_words_f32(w, p, groups);
    logarithms(w->square[0], w->log_key[0], groups);
    logarithms(w->square[1], w->log_key[1], groups);
    sines_and_cosines(w->sine[0], w->cosine[0], w->angle[0], groups);
    sines_and_cosines(w->sine[1], w->cosine[1], w->angle[1], groups);
    n = products_f32(w, groups, truncated);
    if (n)
        second_blocks_f32(w, p, n);
}

/* --- Doubles ------------------------------------------------------------------------------------------------------ */

/* Here every operation is the reference's, in its order: 2^52 arguments cannot all be tried. Branches become masks. */

#define FRACTION_F64    0xfffffffffffffu
#define PATTERN_ONE     0x3ff0000000000000u

typedef struct normals_f64 {
    ALIGNED double uniform[CHUNK];          /* for the logarithm */
    ALIGNED uint64_t log_key[CHUNK];
    ALIGNED double angle[CHUNK];
    ALIGNED double log[CHUNK];
    ALIGNED uint64_t row[CHUNK];            /* of the sine table */
    ALIGNED double reduced[CHUNK], rest[CHUNK];
    ALIGNED uint64_t quadrant[CHUNK];
    ALIGNED double draws[2 * CHUNK + 32];   /* in order */
    ALIGNED uint8_t list[CHUNK + STEP];
} normals_f64;

ALWAYS_INLINE vd uniform_of(vu word, vu key)
{
    return vd_sub(vd_of(vu_xor(vu_and(word, vu_set(FRACTION_F64)), key)), vd_set(1.0));
}

#define LOG_ORIGIN_F64  0x3fe6000000000000u

ALWAYS_INLINE void keep_words_f64(normals_f64 *w, size_t at, vu a, vu b, vu key_a, vu key_b)
{
    const vd u = vd_max(uniform_of(a, key_a), vd_set(0x1.ad7f29abcaf48p-24));

    vd_store(w->uniform + at, u);
    vu_store(w->log_key + at, vu_shift_right(vu_add(vu_of(u), vu_set(0 - LOG_ORIGIN_F64)), 45));
    vd_store(w->angle + at, vd_mul(vd_set(0x1.921fb54442d18p+2), uniform_of(b, key_b)));
}

ALWAYS_INLINE vu last_key_f64(uint64_t last)
{
    return vu_set((last & FRACTION_F64) | PATTERN_ONE);
}

static void first_words_f64(normals_f64 *w, const position *p, size_t groups)
{
    const rounds *const r = &p->round;
    const vu key_a = last_key_f64(r->last_a), key_b = last_key_f64(r->last_b);
    counters counter = counters_from(p, offsets_of_pairs(p->log2_blocks));
    size_t i;

    for (i = 0; i < groups; i += STEP) {
        chains a, b;

        philox(r, next_products(&counter), &a, &b);
#define KEEP(j) keep_words_f64(w, i + j * LANES, a.v[j], b.v[j], key_a, key_b);
        EACH_CHAIN(KEEP)
#undef KEEP
    }
}

/* lecun_log_near_one(). */
ALWAYS_INLINE vd log_near_one(vd x)
{
    const vd r = vd_sub(x, vd_set(1.0)), r2 = vd_mul(r, r), r3 = vd_mul(r, r2);
    vd p, w, r_high, r_low, high, low;

    p = vd_fma(r3, vd_set(-0x1.5521375d145cdp-4),
               vd_fma(r2, vd_set(0x1.78182f7afd085p-4),
                      vd_fma(r, vd_set(-0x1.999eb43b068ffp-4), vd_set(0x1.c7184282ad6cap-4))));
    p = vd_fma(r3, p, vd_fma(r2, vd_set(-0x1.fffffa4423d65p-4),
                             vd_fma(r, vd_set(0x1.24924a344de3p-3), vd_set(-0x1.55555556745a7p-3))));
    p = vd_fma(r3, p, vd_fma(r2, vd_set(0x1.999999995dd0cp-3),
                             vd_fma(r, vd_set(-0x1.ffffffffffdcbp-3), vd_set(0x1.5555555555577p-2))));
    w = vd_mul(r, vd_set(0x1p27));
    r_high = vd_sub(vd_add(r, w), w);
    r_low = vd_sub(r, r_high);
    w = vd_mul(vd_mul(r_high, r_high), vd_set(-0.5));
    high = vd_add(r, w);
    low = vd_add(vd_sub(r, high), w);
    low = vd_fma(vd_mul(vd_set(-0.5), r_low), vd_add(r_high, r), low);
    return vd_add(vd_fma(r3, p, low), high);
}

/* lecun_log() elsewhere. The key is the reference's t >> 45. */
ALWAYS_INLINE vd log_elsewhere(vd x, const uint64_t *at)
{
    const vu key = vu_load(at), k_bits = vu_shift_right(key, 7);
    /* k as 12 bits in two's complement; with its sign bit turned over it is k + 2048, and 2^52 more than that is a double */
    const vd k = vd_sub(vd_of(vu_xor(k_bits, vu_set(PATTERN_2P52 | 0x800))), vd_set(0x1p52 + 2048));
    const vd z = vd_of(vu_sub(vu_of(x), vu_shift_left(k_bits, 52)));
    vd inverse, logarithm, r, r2, w, high, low, p;

    vd_rows_of_low_7(lecun_log_table, at, &inverse, &logarithm);
    r = vd_fma(z, inverse, vd_set(-1.0));
    w = vd_fma(k, vd_set(0x1.62e42fefa38p-1), logarithm);
    high = vd_add(w, r);
    low = vd_fma(k, vd_set(0x1.ef35793c7673p-45), vd_add(vd_sub(w, high), r));
    r2 = vd_mul(r, r);
    p = vd_fma(r2, vd_fma(r, vd_set(-0x1.55575e506c89fp-3), vd_set(0x1.999b324f10111p-3)),
               vd_fma(r, vd_set(-0x1.fffffffeb459p-3), vd_set(0x1.555555551305bp-2)));
    return vd_add(vd_fma(vd_mul(r, r2), p, vd_fma(r2, vd_set(-0x1.0000000000001p-1), low)), high);
}

/* The few arguments near one are listed and done by themselves. */
static void logarithms_f64(normals_f64 *w, size_t groups)
{
    uint8_t list[CHUNK + STEP];
    size_t i, n = 0;

    for (i = 0; i < groups; i += LANES) {
        const vd x = vd_load(w->uniform + i);

        vd_store(w->log + i, log_elsewhere(x, w->log_key + i));
        n = append_lanes(list, n, vm_bits(vd_less(vd_set(0x1.dffffffffffffp-1), x)), LANES, i, 1, 4);
    }
    for (i = 0; i < n; i += LANES) {
        double x[LANES], y[LANES];
        size_t j, some = n - i < LANES ? n - i : LANES;
        for (j = 0; j < LANES; j++)
            x[j] = j < some ? w->uniform[list[i + j]] : 0.96875;
        vd_store(y, log_near_one(vd_load(x)));
        for (j = 0; j < some; j++)
            w->log[list[i + j]] = y[j];
    }
}

/* The three reductions of lecun_sincos(); its answer for arguments below 2^-27 is what the first gives, too. */
static void reduce_f64(normals_f64 *w, size_t groups)
{
    const vu sign = vu_set((uint64_t)1 << 63);
    size_t i;

    for (i = 0; i < groups; i += LANES) {
        const vd x = vd_load(w->angle + i);
        const vm small = vd_less(x, vd_set(0x1.b6p-1)), middle = vd_less(x, vd_set(0x1.368fdp+1));
        const vd turned = vd_fma(x, vd_set(0x1.45f306dc9c883p-1), vd_set(0x1.8p52));
        const vd t = vd_sub(vd_set(0x1.8p52), turned);
        const vd y = vd_fma(t, vd_set(-0x1.dde973cp-27), vd_fma(t, vd_set(0x1.921fb58p+0), x));
        const vd c = vd_fma(t, vd_set(-0x1.cb3b398p-55), y);
        vd a = vd_fma(t, vd_set(-0x1.d747f23e32ed7p-83), c);
        vd da = vd_add(vd_fma(t, vd_set(-0x1.cb3b398p-55), vd_sub(y, c)),
                       vd_fma(t, vd_set(-0x1.d747f23e32ed7p-83), vd_sub(c, a)));
        vu n = vu_of(turned);
        const vu flip = vu_and(vu_xor(vu_shift_left(n, 63), vu_shift_left(n, 62)), sign);
        const vd y2 = vd_sub(vd_set(0x1.921fb54442d18p+0), x), a2 = vd_add(y2, vd_set(0x1.1a62633145c07p-54));
        const vd da2 = vd_add(vd_sub(y2, a2), vd_set(0x1.1a62633145c07p-54));
        vd magnitude, u;

        a = vd_select(middle, a2, vd_of(vu_xor(vu_of(a), flip)));
        da = vd_select(middle, da2, vd_of(vu_xor(vu_of(da), flip)));
        n = vu_of(vd_select(middle, vd_of(vu_set(1)), vd_of(n)));
        a = vd_select(small, x, a);
        da = vd_select(small, vd_set(0.0), da);
        n = vu_of(vd_select(small, vd_set(0.0), vd_of(n)));
        magnitude = vd_of(vu_and_not(sign, vu_of(a)));
        u = vd_add(vd_set(0x1.8p45), magnitude);
        vd_store(w->reduced + i, a);
        vd_store(w->rest + i, da);
        vu_store(w->row + i, vu_of(u));
        vu_store(w->quadrant + i, n);
    }
}

/* lecun_sin_reduced() and lecun_cos_reduced(), times the radius; draws are stored in order, and whether one is outside. */
ALWAYS_INLINE void products_of_vector_f64(const normals_f64 *w, size_t i, vd *first, vd *second)
{
    const vu sign = vu_set((uint64_t)1 << 63);
    const vd x = vd_load(w->reduced + i), dx = vd_load(w->rest + i);
    const vu minus = vu_and(vu_of(x), sign), n = vu_load(w->quadrant + i);
    const vd magnitude = vd_of(vu_and_not(sign, vu_of(x))), upward = vd_of(vu_xor(vu_of(dx), minus));
    const vd rest = vd_sub(magnitude, vd_sub(vd_of(vu_load(w->row + i)), vd_set(0x1.8p45)));
    const vd radius = vd_sqrt(vd_mul(vd_set(-2.0), vd_load(w->log + i)));
    vd sn, ssn, cs, ccs, xx, s, c, p, near, sine, cosine, whole;
    vm odd;

    vd_rows_of_4(lecun_sincos_table, w->row + i, &sn, &ssn, &cs, &ccs);

    xx = vd_mul(x, x);
    p = vd_fma(vd_set(-0x1.addffc2fcdf59p-26), xx, vd_set(0x1.71de27b9a7ed9p-19));
    p = vd_fma(p, xx, vd_set(-0x1.a01a019db08b8p-13));
    p = vd_fma(p, xx, vd_set(0x1.1111111110ecep-7));
    p = vd_fma(p, xx, vd_set(-0x1.5555555555555p-3));
    near = vd_add(x, vd_fma(vd_fma(p, x, vd_mul(vd_set(-0.5), dx)), xx, dx));

    xx = vd_mul(rest, rest);
    s = vd_add(rest, vd_fma(vd_mul(rest, xx),
                            vd_fma(xx, vd_set(0x1.11110e829872fp-7), vd_set(-0x1.5555555555515p-3)), upward));
    c = vd_fma(rest, upward, vd_mul(xx, vd_fma(xx, vd_fma(xx, vd_set(0x1.6c16bedd9e239p-10), vd_set(-0x1.5555555555535p-5)),
                                               vd_set(0x1p-1))));
    p = vd_add(sn, vd_fma(cs, s, vd_fnma(sn, c, vd_fma(s, ccs, ssn))));
    sine = vd_select(vd_less(magnitude, vd_set(0x1.020c49ba5e354p-3)), near, vd_of(vu_xor(vu_of(p), minus)));

    whole = vd_add(rest, upward);
    xx = vd_mul(whole, whole);
    s = vd_fma(vd_mul(whole, xx), vd_fma(xx, vd_set(0x1.11110e829872fp-7), vd_set(-0x1.5555555555515p-3)), whole);
    c = vd_mul(xx, vd_fma(xx, vd_fma(xx, vd_set(0x1.6c16bedd9e239p-10), vd_set(-0x1.5555555555535p-5)), vd_set(0x1p-1)));
    cosine = vd_add(cs, vd_fnma(sn, s, vd_fnma(cs, c, vd_fnma(s, ssn, ccs))));
    cosine = vd_of(vu_xor(vu_of(cosine), vu_and(vu_shift_left(n, 62), sign)));

    odd = vu_odd(n);
    *first = vd_mul(vd_select(odd, cosine, sine), radius);
    *second = vd_mul(vd_select(odd, sine, cosine), radius);
}

ALWAYS_INLINE size_t products_f64(normals_f64 *w, size_t groups, int truncated)
{
    size_t i, n = 0;

    for (i = 0; i < groups; i += BLOCK) {
        vd a0, a1, b0, b1;

        products_of_vector_f64(w, i, &a0, &a1);
        products_of_vector_f64(w, i + LANES, &b0, &b1);
        if (truncated)
            n = append(w->list, n, vm_bits(vd_outside_2(a0, a1)) | vm_bits(vd_outside_2(b0, b1)) << LANES, i);
        vd_transpose_store(w->draws + 2 * i, a0, a1, b0, b1);
    }
    return n;
}

static void second_words_f64(normals_f64 *w, const position *p, size_t n)
{
    const rounds *const r = &p->round;
    const vu key_a = last_key_f64(r->last_a), key_b = last_key_f64(r->last_b);
    size_t i;

    memset(w->list + n, 0, STEP);
    for (i = 0; i < n; i += BLOCK) {
        chains a, b;

        philox_of_two(r, second_products(p, w->list + i), &a, &b);
#define KEEP(j) keep_words_f64(w, i + (j) * LANES, a.v[j], b.v[j], key_a, key_b);
        EACH_OF_TWO(KEEP)
#undef KEEP
    }
}

/* The first of each pair takes the uniform's place, the second the angle's. */
static void candidates_f64(normals_f64 *w, size_t n)
{
    size_t i;

    for (i = 0; i < n; i += LANES) {
        vd first, second;
        products_of_vector_f64(w, i, &first, &second);
        vd_store(w->uniform + i, first);
        vd_store(w->angle + i, second);
    }
}

/* For each set of four candidates that are outside, the first two that are inside, as far as there are. */
static const uint8_t first_two_inside[16][2] = {
    {0, 1}, {1, 2}, {0, 2}, {2, 3}, {0, 1}, {1, 3}, {0, 3}, {3, 0},
    {0, 1}, {1, 2}, {0, 2}, {2, 0}, {0, 1}, {1, 0}, {0, 0}, {0, 0}
};

/* Of finite numbers, those of 2 and more have the top bit of their exponent. */
static unsigned outside_2(double x)
{
    return (unsigned)(lecun_bits_of_double(x) >> 62 & 1);
}

static void second_blocks_f64(normals_f64 *w, const position *p, size_t n)
{
    size_t i;

    second_words_f64(w, p, n);
    logarithms_f64(w, n);
    reduce_f64(w, n);
    candidates_f64(w, n);
    for (i = 0; i < n; i++) {               /* without a branch that depends on the draws, but for the rare end */
        double *const draws = w->draws + 2 * (size_t)w->list[i];
        const double candidate[4] = {draws[0], draws[1], w->uniform[i], w->angle[i]};
        const unsigned mask = outside_2(candidate[0]) | outside_2(candidate[1]) << 1 | outside_2(candidate[2]) << 2
                              | outside_2(candidate[3]) << 3;
        const unsigned outside = bits_set[mask];

        draws[0] = candidate[first_two_inside[mask][0]];
        draws[1] = candidate[first_two_inside[mask][1]];
        if (outside > 2) {
            lecun_philox at = p->at;
            lecun_philox_skip(&at, 0, (uint64_t)w->list[i] << p->log2_blocks);
            lecun_truncated_rest_f64(&at, draws, 4 - outside, 2);
        }
    }
}

ALWAYS_INLINE void draw_normals_f64(normals_f64 *w, const position *p, size_t groups, int truncated)
{
    const size_t whole = (groups + BLOCK - 1) / BLOCK * BLOCK;      /* a block's groups alternate between its vectors */
    size_t n;

    first_words_f64(w, p, groups);
    logarithms_f64(w, whole);
    reduce_f64(w, whole);
    n = products_f64(w, groups, truncated);
    if (n)
        second_blocks_f64(w, p, n);
}

/* --- Words for uniforms ------------------------------------------------------------------------------------------- */

typedef struct word_draws {
    ALIGNED uint32_t draws[4 * CHUNK + 64];     /* of four to a group, in order */
} word_draws;

static void draw_words(word_draws *w, const position *p, size_t groups)
{
    const rounds *const r = &p->round;
    const vu last_a = vu_set(r->last_a), last_b = vu_set(r->last_b);
    counters counter = counters_from(p, offsets_of_words(p->log2_blocks));
    size_t i;

    for (i = 0; i < groups; i += STEP) {
        chains a, b;

        philox(r, next_products(&counter), &a, &b);
#define KEEP(j) vi_words_store(w->draws + 4 * (i + j * LANES), vu_xor(a.v[j], last_a), vu_xor(b.v[j], last_b));
        EACH_CHAIN(KEEP)
#undef KEEP
    }
}

/* --- From draws to elements --------------------------------------------------------------------------------------- */

/* The numbers of the affine step; of float64, or of all others. */
typedef union affine {
    struct { vf scale, shift; } f32;
    struct { vd scale, shift; } f64;
} affine;

static void set_affine(affine *t, const lecun_plan *plan)
{
    if (plan->element == LECUN_F64) {
        t->f64.scale = vd_of(vu_set(plan->scale));
        t->f64.shift = vd_of(vu_set(plan->shift));
    } else {
        t->f32.scale = vf_of(vi_set((uint32_t)plan->scale));
        t->f32.shift = vf_of(vi_set((uint32_t)plan->shift));
    }
}

ALWAYS_INLINE vf affine_of_f32(vf draw, const affine *t)
{
    vf product = vf_mul(draw, t->f32.scale);
    LECUN_ROUNDED(product);
    return vf_add(product, t->f32.shift);
}

ALWAYS_INLINE vd affine_of_f64(vd draw, const affine *t)
{
    vd product = vd_mul(draw, t->f64.scale);
    LECUN_ROUNDED(product);
    return vd_add(product, t->f64.shift);
}

/* Round to bfloat16, ties to even; the lower half of the bits is left as it comes. There are no NaNs. */
ALWAYS_INLINE vi bf16_carried(vf x)
{
    const vi bits = vi_of(x);
    return vi_add(bits, vi_add(vi_set(0x7fff), vi_and(vi_shift_right(bits, 16), vi_set(1))));
}

ALWAYS_INLINE vf bf16_rounded(vf x)
{
    return vf_of(vi_and(bf16_carried(x), vi_set(0xffff0000u)));
}

ALWAYS_INLINE vi affine_of_bf16(vf draw, const affine *t)
{
    return bf16_carried(vf_add(bf16_rounded(vf_mul(draw, t->f32.scale)), t->f32.shift));
}

ALWAYS_INLINE vf affine_of_f16(vf draw, const affine *t)
{
    return vf_add(vf_round_f16(vf_mul(draw, t->f32.scale)), t->f32.shift);
}

/* 1.fraction - 1 */
ALWAYS_INLINE vf uniform_of_words(vi words, uint32_t mask, unsigned shift)
{
    const vi fraction = vi_and(shift ? vi_shift_left_by(words, shift) : words, vi_set(mask));
    return vf_sub(vf_of(vi_or(fraction, vi_set(0x3f800000u))), vf_set(1.0f));
}

ALWAYS_INLINE vf uniform_at(const uint32_t *words)
{
    return uniform_of_words(vi_get(words), 0x7fffff, 0);
}

/* Two words make a double: the first its high half. In memory the words of a group are in order, so they change places. */
ALWAYS_INLINE vd uniform_pair_at(const uint32_t *words)
{
    return uniform_of(vu_swap_halves(vu_get(words)), vu_set(PATTERN_ONE));
}

/* put_NAME(): from draws to elements, one vector of draws at a time (bfloat16: two). */
enum { FLOATS = 2 * LANES };
typedef void put_function(unsigned char *out, const void *draws, const affine *t);

ALWAYS_INLINE void put_f32(unsigned char *out, const void *draws, const affine *t)
{
    vf_put(out, affine_of_f32(vf_get((const float *)draws), t));
}

ALWAYS_INLINE void put_f64(unsigned char *out, const void *draws, const affine *t)
{
    vd_put(out, affine_of_f64(vd_load((const double *)draws), t));
}

ALWAYS_INLINE void put_f16(unsigned char *out, const void *draws, const affine *t)
{
    f16_put(out, affine_of_f16(vf_round_f16(vf_get((const float *)draws)), t));
}

ALWAYS_INLINE void put_bf16(unsigned char *out, const void *draws, const affine *t)
{
    const float *x = (const float *)draws;
    bf16_put(out, affine_of_bf16(bf16_rounded(vf_get(x)), t), affine_of_bf16(bf16_rounded(vf_get(x + FLOATS)), t));
}

/* Rounded once: the affine step is that of float. */
ALWAYS_INLINE void put_f16_once(unsigned char *out, const void *draws, const affine *t)
{
    f16_put(out, affine_of_f32(vf_get((const float *)draws), t));
}

ALWAYS_INLINE void put_bf16_once(unsigned char *out, const void *draws, const affine *t)
{
    const float *x = (const float *)draws;
    bf16_put(out, bf16_carried(affine_of_f32(vf_get(x), t)), bf16_carried(affine_of_f32(vf_get(x + FLOATS), t)));
}

ALWAYS_INLINE void put_uniform_f32(unsigned char *out, const void *words, const affine *t)
{
    vf_put(out, affine_of_f32(uniform_at((const uint32_t *)words), t));
}

ALWAYS_INLINE void put_uniform_f64(unsigned char *out, const void *words, const affine *t)
{
    vd_put(out, affine_of_f64(uniform_pair_at((const uint32_t *)words), t));
}

ALWAYS_INLINE void put_uniform_f16(unsigned char *out, const void *words, const affine *t)
{
    f16_put(out, affine_of_f16(uniform_of_words(vi_get(words), 0x7fe000, 13), t));
}

ALWAYS_INLINE void put_uniform_bf16(unsigned char *out, const void *words, const affine *t)
{
    const uint32_t *w = (const uint32_t *)words;
    bf16_put(out, affine_of_bf16(uniform_of_words(vi_get(w), 0x7f0000, 16), t),
             affine_of_bf16(uniform_of_words(vi_get(w + FLOATS), 0x7f0000, 16), t));
}

ALWAYS_INLINE void put_uniform_f16_once(unsigned char *out, const void *words, const affine *t)
{
    f16_put(out, affine_of_f32(uniform_at((const uint32_t *)words), t));
}

ALWAYS_INLINE void put_uniform_bf16_once(unsigned char *out, const void *words, const affine *t)
{
    const uint32_t *w = (const uint32_t *)words;
    bf16_put(out, bf16_carried(affine_of_f32(uniform_at(w), t)), bf16_carried(affine_of_f32(uniform_at(w + FLOATS), t)));
}

/* Elements of `size` bytes from n draws of draw_size bytes, `per` at a time. What is left at the end is made whole and
 * copied in part. Compilers see which put it is, and expand it here. */
ALWAYS_INLINE void emit(unsigned char *out, const void *draws, size_t n, const affine *t, size_t size, size_t draw_size, size_t per,
                        put_function *put)
{
    const unsigned char *in = (const unsigned char *)draws;
    ALIGNED unsigned char last[64];
    size_t i;

    for (i = 0; i + per <= n; i += per)
        put(out + i * size, in + i * draw_size, t);
    if (i < n) {
        put(last, in + i * draw_size, t);
        memcpy(out + i * size, last, (n - i) * size);
    }
}

typedef void emit_function(unsigned char *out, const void *draws, size_t n, const affine *t);

static void emit_f32(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 4, 4, FLOATS, put_f32);
}

static void emit_f64(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 8, 8, LANES, put_f64);
}

static void emit_f16(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 2, 4, FLOATS, put_f16);
}

static void emit_bf16(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 2, 4, 2 * FLOATS, put_bf16);
}

static void emit_f16_once(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 2, 4, FLOATS, put_f16_once);
}

static void emit_bf16_once(unsigned char *out, const void *draws, size_t n, const affine *t)
{
    emit(out, draws, n, t, 2, 4, 2 * FLOATS, put_bf16_once);
}

static void emit_uniform_f32(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 4, 4, FLOATS, put_uniform_f32);
}

static void emit_uniform_f64(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 8, 8, LANES, put_uniform_f64);
}

static void emit_uniform_f16(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 2, 4, FLOATS, put_uniform_f16);
}

static void emit_uniform_bf16(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 2, 4, 2 * FLOATS, put_uniform_bf16);
}

static void emit_uniform_f16_once(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 2, 4, FLOATS, put_uniform_f16_once);
}

static void emit_uniform_bf16_once(unsigned char *out, const void *words, size_t n, const affine *t)
{
    emit(out, words, n, t, 2, 4, 2 * FLOATS, put_uniform_bf16_once);
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/* One at a time; the draws go into the part that is called draws. */
typedef union workspace {
    normals_f32 f32;
    normals_f64 f64;
    word_draws words;
} workspace;

typedef void draw_function(workspace *w, const position *p, size_t groups);

static void draw_truncated_f32(workspace *w, const position *p, size_t groups) { draw_normals_f32(&w->f32, p, groups, 1); }
static void draw_normal_f32(workspace *w, const position *p, size_t groups)    { draw_normals_f32(&w->f32, p, groups, 0); }
static void draw_truncated_f64(workspace *w, const position *p, size_t groups) { draw_normals_f64(&w->f64, p, groups, 1); }
static void draw_normal_f64(workspace *w, const position *p, size_t groups)    { draw_normals_f64(&w->f64, p, groups, 0); }
static void draw_uniform(workspace *w, const position *p, size_t groups)       { draw_words(&w->words, p, groups); }

/* How a distribution's groups are drawn, for floats and for doubles; and how elements are made of them. */
typedef struct family {
    draw_function *draw[2];
    unsigned log2_blocks[2];            /* that a group owns */
    emit_function *emit[LECUN_ELEMENT_END];
} family;

static const family families[LECUN_DISTRIBUTIONS] = {
    [LECUN_DISTRIBUTION_ROW(LECUN_TRUNCATED_NORMAL)] = {
        {draw_truncated_f32, draw_truncated_f64}, {8, 7},
        {[LECUN_F32] = emit_f32, [LECUN_F64] = emit_f64, [LECUN_F16] = emit_f16, [LECUN_BF16] = emit_bf16,
         [LECUN_F16_ONCE] = emit_f16_once, [LECUN_BF16_ONCE] = emit_bf16_once}},
    [LECUN_DISTRIBUTION_ROW(LECUN_UNTRUNCATED_NORMAL)] = {
        {draw_normal_f32, draw_normal_f64}, {0, 0},
        {[LECUN_F32] = emit_f32, [LECUN_F64] = emit_f64, [LECUN_F16] = emit_f16, [LECUN_BF16] = emit_bf16,
         [LECUN_F16_ONCE] = emit_f16_once, [LECUN_BF16_ONCE] = emit_bf16_once}},
    [LECUN_DISTRIBUTION_ROW(LECUN_UNIFORM)] = {
        {draw_uniform, draw_uniform}, {0, 0},
        {[LECUN_F32] = emit_uniform_f32, [LECUN_F64] = emit_uniform_f64, [LECUN_F16] = emit_uniform_f16,
         [LECUN_BF16] = emit_uniform_bf16, [LECUN_F16_ONCE] = emit_uniform_f16_once,
         [LECUN_BF16_ONCE] = emit_uniform_bf16_once}},
};

/* Ask for the cache lines of a chunk's elements before the draws: where they come from memory, they come meanwhile. */
ALWAYS_INLINE void expect_stores(const unsigned char *out, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes; i += 64)
        __builtin_prefetch(out + i, 1, 2);
}

/* Where the draws are. */
static const unsigned char *draws_of(const workspace *w, const lecun_plan *plan)
{
    if (plan->distribution == LECUN_UNIFORM)
        return (const unsigned char *)w->words.draws;
    return plan->element == LECUN_F64 ? (const unsigned char *)w->f64.draws : (const unsigned char *)w->f32.draws;
}

/* Chunk after chunk; the first may begin inside a group. */
static void fill(const lecun_plan *plan, unsigned char *out, size_t count, uint64_t first)
{
    const family *const d = &families[LECUN_DISTRIBUTION_ROW(plan->distribution)];
    const int wide = plan->element == LECUN_F64;
    const size_t per_group = wide ? 2 : 4, draw_size = wide ? 8 : 4, size = lecun_element_size(plan->element);
    size_t skip = (size_t)(first % per_group);
    ALIGNED workspace w;                /* by itself: -fpack-struct takes a struct's own alignment away */
    position p;
    affine t;

    set_affine(&t, plan);
    open_position(&p, &plan->key, first / per_group, d->log2_blocks[wide]);
    while (count) {
        const size_t groups = chunk_groups(&p, (count - 1 + skip) / per_group + 1);
        const size_t most = groups * per_group - skip, n = count < most ? count : most;

        if (plan->distribution != LECUN_UNIFORM)
            expect_stores(out, n * size);
        d->draw[wide](&w, &p, groups);
        d->emit[plan->element](out, draws_of(&w, plan) + skip * draw_size, n, &t);
        out += n * size;
        count -= n;
        skip = 0;
        advance(&p, groups);
    }
}

const lecun_kernel_table KERNEL = {NAME, fill};
