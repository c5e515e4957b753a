/* SPDX-License-Identifier: MIT
 *
 * draws_words.h - the macros that draws.h is written in, as C has them
 *
 * draws.h is one text for many languages. It keeps to what C, OpenCL C, CUDA, Metal, WGSL and GLSL share: functions of
 * values that return a value, 32-bit integers, `u` on every literal, parentheses around every shift and bit operation,
 * braces after every condition. What they spell differently, and integers of 64 bits, are these macros; a language is a
 * set of them. draws.h undefines them at its end.
 *
 *   FN1 .. FN3          the head of a function: its type, its name, then type and name of each argument
 *   LET, VAR            a constant or a variable of the function
 *   SELECT(c, a, b)     a if c, else b; both are computed
 *   U32, PAIR, FOUR     32 bits; two and four of them, made by TWO() and WORDS(), read by .x .y .z .w
 *   WIDE                64 bits, with the operations W_...; a shift is by 0 .. 31
 *   CLZ(x)              leading zeros of 32 bits, x not 0
 *   MULHI(a, b)         the upper half of a product of 32-bit numbers
 *   ROOT(x)             the square root of a float that is no less than 2^-22, correctly rounded, as bits
 *   TABLE_BEGIN, TABLE_END   around the entries of a table; ROW_AT(table, i) is one of the logarithm's, and ROW_REFERENCE is
 *                       how a function holds it
 */
#include <stdint.h>

#ifndef LECUN_DRAWS_WORDS_H
#define LECUN_DRAWS_WORDS_H

typedef struct lecun_pair { uint32_t x, y; } lecun_pair;
typedef struct lecun_four { uint32_t x, y, z, w; } lecun_four;

static inline lecun_pair lecun_pair_of(uint32_t x, uint32_t y)
{
    lecun_pair pair;
    pair.x = x;
    pair.y = y;
    return pair;
}

static inline lecun_four lecun_four_of(uint32_t x, uint32_t y, uint32_t z, uint32_t w)
{
    lecun_four four;
    four.x = x;
    four.y = y;
    four.z = z;
    four.w = w;
    return four;
}

/* A row of the logarithm. */
typedef struct lecun_log_row { uint32_t end, d4, d3; uint64_t d2, d1, d0; } lecun_log_row;

/* By halving, where the compiler has no word for it. */
static inline uint32_t lecun_leading_zeros_32(uint32_t x)
{
#if defined(__GNUC__) && !defined(__TINYC__)
    return (uint32_t)__builtin_clz(x);
#else
    uint32_t zeros = 0, step;
    for (step = 16; step; step >>= 1)
        if (x >> (32 - step) == 0) {
            zeros += step;
            x <<= step;
        }
    return zeros;
#endif
}

/* The upper 64 bits of a product of 64-bit numbers. Where it takes four multiplications, the least one is left out with
 * what it carries: no draw depends on that. */
static inline uint64_t lecun_times_high(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wider;
    return (uint64_t)((wider)a * b >> 64);
#else
    const uint64_t a1 = a >> 32, a0 = (uint32_t)a, b1 = b >> 32, b0 = (uint32_t)b;
    return a1 * b1 + (a1 * b0 >> 32) + (a0 * b1 >> 32);
#endif
}

/* a * a shifted down by 64, but for the least product. */
static inline uint64_t lecun_square_high(uint64_t a)
{
#ifdef __SIZEOF_INT128__
    return lecun_times_high(a, a);
#else
    const uint64_t a1 = a >> 32, a0 = (uint32_t)a;
    return a1 * a1 + (a1 * a0 >> 31);
#endif
}

/* The product of 64 and 32 bits, shifted down by 32. */
static inline uint64_t lecun_times_32_high(uint64_t a, uint32_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wider;
    return (uint64_t)((wider)a * b >> 32);
#else
    return (a >> 32) * b + ((a & 0xffffffffu) * b >> 32);
#endif
}

static inline uint64_t lecun_absolute(uint64_t x)
{
    const uint64_t minus = 0 - (x >> 63);
    return (x ^ minus) - minus;
}

/* x / 2^n, to nearest, ties to even. */
static inline uint64_t lecun_shift_wide_to_nearest(uint64_t x, uint32_t n)
{
    return (x + (((uint64_t)1 << (n - 1)) - 1) + (x >> n & 1)) >> n;
}

/* x / 2^40, to nearest, ties to even. */
static inline uint32_t lecun_to_24_bits(uint64_t x)
{
    const uint32_t top = (uint32_t)(x >> 40);
    return top + (uint32_t)(((x & 0xffffffffff) + (top & 1) + 0x7fffffffff) >> 40);
}

#endif

#define FN1(R, NAME, T1, A1)                    static inline R NAME(T1 A1)
#define FN2(R, NAME, T1, A1, T2, A2)            static inline R NAME(T1 A1, T2 A2)
#define FN3(R, NAME, T1, A1, T2, A2, T3, A3)    static inline R NAME(T1 A1, T2 A2, T3 A3)
#define LET(T, NAME)            const T NAME
#define VAR(T, NAME)            T NAME
#define SELECT(c, a, b)         ((c) ? (a) : (b))
#define TABLE_BEGIN(T, NAME, COUNT) static const T NAME[COUNT] = {
#define TABLE_END               };
#define LOG_ROW                 lecun_log_row
#define ROW(end, d4, d3, d2_high, d2_low, d1_high, d1_low, d0_high, d0_low) \
    {end, d4, d3, W_OF(d2_high, d2_low), W_OF(d1_high, d1_low), W_OF(d0_high, d0_low)}
#define ROW_REFERENCE           uint32_t                                /* the row's number */
#define ROW_AT(table, i)        (i)
#define ROW_END(row)            lecun_square_table[row].end
#define D4(row)                 lecun_square_table[row].d4
#define D3(row)                 lecun_square_table[row].d3
#define D2(row)                 lecun_square_table[row].d2
#define D1(row)                 lecun_square_table[row].d1
#define D0(row)                 lecun_square_table[row].d0
#define U32                     uint32_t
#define PAIR                    lecun_pair
#define FOUR                    lecun_four
#define TWO(x, y)               lecun_pair_of(x, y)
#define WORDS(x, y, z, w)       lecun_four_of(x, y, z, w)
#define CLZ(x)                  lecun_leading_zeros_32(x)
#define MULHI(a, b)             ((uint32_t)((uint64_t)(a) * (b) >> 32))
#define ROOT(x)                 lecun_float_root(x)
#define WIDE                    uint64_t
#define W_OF(high, low)         ((uint64_t)(high) << 32 | (low))
#define W_HIGH(w)               ((uint32_t)((w) >> 32))
#define W_LOW(w)                ((uint32_t)(w))
#define W_ADD(a, b)             ((a) + (b))
#define W_SUB(a, b)             ((a) - (b))
#define W_SHIFT_LEFT(w, n)      ((w) << (n))
#define W_SHIFT_RIGHT(w, n)     ((w) >> (n))
#define W_MUL(a, b)             ((uint64_t)(a) * (b))                   /* of 32-bit numbers */
#define W_MUL_HIGH(a, b)        lecun_times_high(a, b)                  /* of 64-bit numbers, the upper 64 bits */
#define W_SQUARE_HIGH(a)        lecun_square_high(a)
#define W_MUL_HIGH_32(a, b)     lecun_times_32_high(a, b)               /* of 64 and 32 bits, shifted down by 32 */
#define W_TIMES_32(a, b)        ((a) * (b))                             /* of 64 and 32 bits, the lower 64 bits */
#define W_ABSOLUTE(w)           lecun_absolute(w)                       /* of a number in two's complement */
#define W_TO_24_BITS(w)         lecun_to_24_bits(w)                     /* of 64 bits, the first of which is set */
