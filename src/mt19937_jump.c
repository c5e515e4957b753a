/* SPDX-License-Identifier: MIT
 *
 * mt19937_jump.c - MT19937 far ahead: x^n modulo its characteristic polynomial, applied to a state
 *
 * One step is a linear map A of the state, and the polynomial phi below has phi(A) = 0. So A^n = g(A) with g = x^n modulo phi,
 * which squaring and multiplying by x make of n in twice as many steps as n has bits.
 */
#include "mt19937.h"

#include <string.h>

enum { DEGREE = 19937, WORDS = LECUN_MT_POLYNOMIAL, TOP = DEGREE % 64 };

/* The exponents of phi but for the highest: phi is made by H = 1; for i = 0..30: H = H (x^623 + x^396) + bit i of 0x9908b0df;
 * phi = H (x^624 + x^397) + bit 31. tests/vectors/make_mt19937.py makes the list from that. */
static const uint16_t exponents[] = {
    0, 1189, 1416, 1585, 1643, 1870, 2493, 2773, 3000, 3227, 3454, 3681, 3908, 4135, 4362, 4753, 5661, 6337, 6569, 7129, 7477,
    7525, 7583, 7752, 7979, 8206, 9505, 9901, 9969, 10128, 10693, 10761, 10920, 11089, 11147, 11157, 11215, 11321, 11374,
    11384, 11485, 11611, 11712, 11717, 11838, 11881, 11944, 11997, 12277, 12335, 12393, 12504, 12509, 12620, 12673, 12731,
    12736, 12789, 12905, 12958, 12963, 13137, 13185, 13190, 13243, 13301, 13412, 13528, 13533, 13639, 13697, 13760, 13813,
    13866, 14093, 14151, 14209, 14320, 14325, 14436, 14547, 14552, 14605, 14721, 14774, 14779, 14953, 15001, 15006, 15059,
    15117, 15228, 15344, 15349, 15455, 15513, 15576, 15629, 15682, 15909, 15967, 16025, 16136, 16141, 16252, 16363, 16368,
    16421, 16537, 16590, 16595, 16817, 16822, 16875, 16933, 17044, 17160, 17271, 17329, 17445, 17498, 17725, 17783, 17841,
    17952, 18068, 18179, 18237, 18406, 18633, 18691, 18860, 19087, 19314
};
enum { EXPONENTS = sizeof exponents / sizeof *exponents };

/* The bits of a word, a zero after each: the square of a polynomial over GF(2) is that. */
static uint64_t spread(uint64_t v)
{
    v &= 0xffffffff;
    v = (v | v << 16) & 0x0000ffff0000ffff;
    v = (v | v << 8) & 0x00ff00ff00ff00ff;
    v = (v | v << 4) & 0x0f0f0f0f0f0f0f0f;
    v = (v | v << 2) & 0x3333333333333333;
    return (v | v << 1) & 0x5555555555555555;
}

/* Add the words from `low` to `high` - 1, times x^shift, to those that stand WORDS words lower. */
static void add_shifted(uint64_t t[2 * WORDS], int low, int high, unsigned shift)
{
    const int apart = (int)(shift / 64) - WORDS;
    const unsigned s = shift % 64;
    uint64_t carry = 0;
    int k;

    for (k = low; k < high; k++) {
        t[k + apart] ^= t[k] << s | carry;
        carry = t[k] >> 1 >> (63 - s);
    }
    t[high + apart] ^= carry;
}

/* Take phi's multiples away from a polynomial of 2 WORDS words, from the top. Phi's second exponent is 623 lower than the
 * first, so that nine words at a time do not change each other. */
static void reduce(uint64_t t[2 * WORDS])
{
    int high, low, e;
    uint64_t rest;

    for (high = 2 * WORDS; high > WORDS; high = low) {
        low = high - 9 < WORDS ? WORDS : high - 9;
        for (e = 0; e < EXPONENTS; e++)
            add_shifted(t, low, high, 64 - TOP + exponents[e]);
    }
    rest = t[WORDS - 1] >> TOP;
    t[WORDS - 1] &= ((uint64_t)1 << TOP) - 1;
    for (e = 0; e < EXPONENTS; e++) {
        t[exponents[e] / 64] ^= rest << exponents[e] % 64;
        t[exponents[e] / 64 + 1] ^= rest >> 1 >> (63 - exponents[e] % 64);
    }
}

static void square(uint64_t g[WORDS])
{
    uint64_t t[2 * WORDS];
    int i;

    for (i = 0; i < WORDS; i++) {
        t[2 * i] = spread(g[i]);
        t[2 * i + 1] = spread(g[i] >> 32);
    }
    reduce(t);
    memcpy(g, t, WORDS * sizeof *g);
}

static void times_x(uint64_t g[WORDS])
{
    int i;

    for (i = WORDS - 1; i > 0; i--)
        g[i] = g[i] << 1 | g[i - 1] >> 63;
    g[0] <<= 1;
    if (g[WORDS - 1] >> TOP) {
        g[WORDS - 1] &= ((uint64_t)1 << TOP) - 1;
        for (i = 0; i < EXPONENTS; i++)
            g[exponents[i] / 64] ^= (uint64_t)1 << exponents[i] % 64;
    }
}

void lecun_mt_make_jump(lecun_mt_jump *jump, uint64_t words)
{
    int bit;

    memset(jump, 0, sizeof *jump);
    jump->bits[0] = 1;
    for (bit = 63; bit >= 0; bit--) {
        if (words >> bit > 1)           /* before the first bit that is set there is nothing to square */
            square(jump->bits);
        if (words >> bit & 1)
            times_x(jump->bits);
    }
}

/* By Horner's rule: the sum moves on by a word for each bit, from the highest, and the state is added where the bit is set. The
 * sum is a window into twice as many words, whose new word is made behind it. */
void lecun_mt_jump_state(const lecun_mt_jump *jump, uint32_t *restrict state)
{
    uint32_t words[2 * LECUN_MT_WORDS], *sum = words;
    uint32_t bit, i;

    memset(words, 0, sizeof words);
    for (bit = DEGREE; bit-- > 0;) {
        if (sum == words + LECUN_MT_WORDS) {
            memcpy(words, sum, sizeof words / 2);
            sum = words;
        }
        sum[LECUN_MT_WORDS] = sum[397] ^ lecun_mt_twisted(sum[0], sum[1]);
        sum++;
        if (jump->bits[bit / 64] >> bit % 64 & 1)
            for (i = 0; i < LECUN_MT_WORDS; i++)
                sum[i] ^= state[i];
    }
    memcpy(state, sum, sizeof words / 2);
}
