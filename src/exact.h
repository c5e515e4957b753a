/* SPDX-License-Identifier: MIT
 *
 * exact.h - operations on doubles that round once, on every target
 *
 * The C library's are not to be trusted with bits: newlib's fma is not fused, and mingw's fma and sqrt round wrongly.
 * So each is the processor's own instruction where the compiler says the target has it, and integer arithmetic
 * elsewhere, which no compiler flag, excess precision or rounding mode can change.
 */
#ifndef LECUN_EXACT_H
#define LECUN_EXACT_H

#include "half.h"

/* --- 128-bit integers, for the fused product ---------------------------------------------------------------------- */

typedef struct lecun_u128 { uint64_t hi, lo; } lecun_u128;

static inline lecun_u128 lecun_u128_product(uint64_t a, uint64_t b)
{
    lecun_u128 r;
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    wide p = (wide)a * b;
    r.hi = (uint64_t)(p >> 64);
    r.lo = (uint64_t)p;
#else
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0;
    uint64_t middle = a1 * b0 + (low >> 32);
    uint64_t other = a0 * b1 + (uint32_t)middle;
    r.hi = a1 * b1 + (middle >> 32) + (other >> 32);
    r.lo = other << 32 | (uint32_t)low;
#endif
    return r;
}

static inline lecun_u128 lecun_u128_shift_left(lecun_u128 a, unsigned shift)     /* shift 0..127 */
{
    if (shift >= 64) {
        a.hi = a.lo;
        a.lo = 0;
        shift -= 64;
    }
    if (shift) {
        a.hi = a.hi << shift | a.lo >> (64 - shift);
        a.lo <<= shift;
    }
    return a;
}

/* Shift right; whatever falls off leaves a trace in the lowest bit, which is all that a later rounding needs to know of
 * it. */
static inline lecun_u128 lecun_u128_shift_right_sticky(lecun_u128 a, unsigned shift)
{
    uint64_t lost = 0;

    if (shift >= 128) {
        a.lo = (a.hi | a.lo) != 0;
        a.hi = 0;
        return a;
    }
    if (shift >= 64) {
        lost = a.lo;
        a.lo = a.hi;
        a.hi = 0;
        shift -= 64;
    }
    if (shift) {
        lost |= a.lo << (64 - shift);
        a.lo = a.lo >> shift | a.hi << (64 - shift);
        a.hi >>= shift;
    }
    a.lo |= lost != 0;
    return a;
}

static inline unsigned lecun_leading_zeros(uint64_t x)                            /* x not 0 */
{
#if defined(__GNUC__) && !defined(__TINYC__)
    return (unsigned)__builtin_clzll(x);
#else
    unsigned n = 0, step;
    for (step = 32; step; step >>= 1)
        if (x >> (64 - step) == 0) {
            n += step;
            x <<= step;
        }
    return n;
#endif
}

/* --- fused multiply-add ------------------------------------------------------------------------------------------- */

typedef struct lecun_unpacked {
    unsigned sign;
    int exponent;          /* value = mantissa * 2^exponent */
    uint64_t mantissa;     /* bit 52 set; subnormals are brought to that */
} lecun_unpacked;

static inline lecun_unpacked lecun_unpack(uint64_t bits)                          /* of a finite double that is not 0 */
{
    lecun_unpacked u;
    int biased = (int)(bits >> 52 & 0x7ff);

    u.sign = (unsigned)(bits >> 63);
    u.mantissa = bits & 0xfffffffffffff;
    if (biased) {
        u.mantissa |= (uint64_t)1 << 52;
        u.exponent = biased - 1075;
    } else {
        unsigned shift = lecun_leading_zeros(u.mantissa) - 11;
        u.mantissa <<= shift;
        u.exponent = -1074 - (int)shift;
    }
    return u;
}

/* Round sum * 2^exponent, sum not 0, to the nearest double, ties to even. */
static inline double lecun_round_u128(unsigned sign, lecun_u128 sum, int exponent)
{
    unsigned zeros = sum.hi ? lecun_leading_zeros(sum.hi) : 64 + lecun_leading_zeros(sum.lo);
    uint64_t top, biased_bits;
    int biased = exponent - (int)zeros + 127 + 1023;              /* of the double, when it is normal */

    sum = lecun_u128_shift_left(sum, zeros);
    if (biased <= 0) {                                            /* subnormal: fewer bits stay */
        sum = lecun_u128_shift_right_sticky(sum, (unsigned)(1 - biased));
        biased = 0;
    }
    if (biased >= 0x7ff)
        return lecun_double_of_bits((uint64_t)sign << 63 | (uint64_t)0x7ff << 52);
    top = sum.hi | (sum.lo != 0);
    biased_bits = biased ? (uint64_t)(biased - 1) << 52 : 0;      /* the leading bit of the mantissa adds the 1 */
    top = (top >> 11) + ((top & 0x7ff) > 0x400 - (top >> 11 & 1));
    return lecun_double_of_bits((uint64_t)sign << 63 | (biased_bits + top));
}

/* fma(x, y, z) for all doubles. */
static inline double lecun_fma_soft(double x, double y, double z)
{
    uint64_t bx = lecun_bits_of_double(x), by = lecun_bits_of_double(y), bz = lecun_bits_of_double(z);
    const uint64_t magnitude = 0x7fffffffffffffff, infinity = 0x7ff0000000000000;
    lecun_unpacked ux, uy, uz;
    lecun_u128 a, b;
    unsigned sign;
    int ea, eb, swap;

    if ((bx & magnitude) >= infinity || (by & magnitude) >= infinity || !(bx & magnitude) || !(by & magnitude))
        return x * y + z;                                         /* the product is exact: infinite, not a number, or 0 */
    if ((bz & magnitude) >= infinity)
        return z + z;                                             /* whatever the product, which is finite */
    if (!(bz & magnitude))
        return x * y;                                             /* adding 0 could turn an underflow's -0 into +0 */

    /* Both terms as 126-bit integers, leading bit 125, with their exponents. The product fills 106 of these bits and z
     * 53, so no bit is lost unless the exponents differ by more than 20, and then at most one leading bit can cancel. */
    ux = lecun_unpack(bx);
    uy = lecun_unpack(by);
    uz = lecun_unpack(bz);
    a = lecun_u128_product(ux.mantissa << 10, uy.mantissa << 11); /* leading bit 125 or 126 */
    ea = ux.exponent + uy.exponent - 21;
    b.hi = uz.mantissa << 9;
    b.lo = 0;
    eb = uz.exponent - 73;
    if (a.hi >> 62) {
        a = lecun_u128_shift_right_sticky(a, 1);                  /* loses nothing: 21 zeros below */
        ea++;
    }
    sign = ux.sign ^ uy.sign;
    swap = ea < eb || (ea == eb && a.hi < b.hi);                  /* where a.hi == b.hi, a is not less: b.lo is 0 */
    if (swap) {
        lecun_u128 t = a;
        int e = ea;
        a = b; b = t;
        ea = eb; eb = e;
    }
    b = lecun_u128_shift_right_sticky(b, (unsigned)(ea - eb));
    if (sign == uz.sign) {
        a.lo += b.lo;
        a.hi += b.hi + (a.lo < b.lo);
    } else {
        a.hi -= b.hi + (a.lo < b.lo);
        a.lo -= b.lo;
        if (swap)
            sign = uz.sign;
        if (!(a.hi | a.lo))
            return 0.0;
    }
    return lecun_round_u128(sign, a, ea);
}

/* --- square root -------------------------------------------------------------------------------------------------- */

/* sqrt(x) for all doubles, digit by digit: 53 bits and the one that rounds. A root is never half way between two
 * doubles. */
static inline double lecun_sqrt_soft(double x)
{
    uint64_t bits = lecun_bits_of_double(x);
    lecun_unpacked u;
    uint64_t rest, root = 0;
    int i;

    if (!(bits << 1))
        return x;
    if (bits >> 63 || bits >> 52 == 0x7ff)
        return (bits >> 52 == 0x7ff) ? x + x : (x - x) / (x - x);    /* infinity and NaN stay; below 0 there is none */
    u = lecun_unpack(bits);
    if (u.exponent & 1) {
        u.mantissa <<= 1;
        u.exponent--;
    }
    /* root = floor(sqrt(mantissa * 2^54)), two bits of the radicand a step; the mantissa has 53 or 54 bits */
    rest = 0;
    for (i = 53; i >= 0; i--) {
        uint64_t pair = i >= 27 ? u.mantissa >> (2 * (i - 27)) & 3 : 0;
        uint64_t trial = root << 2 | 1;
        rest = rest << 2 | pair;
        root <<= 1;
        if (rest >= trial) {
            rest -= trial;
            root |= 1;
        }
    }
    root = (root >> 1) + (root & 1);                                 /* 54 bits to 53 */
    return lecun_double_of_bits(((uint64_t)(u.exponent / 2 + 1049) << 52) + root - ((uint64_t)1 << 52));
}

/* --- sums and products that flush --------------------------------------------------------------------------------- */

/* As x86 computes them when it flushes subnormals: see draws.h, which has the same for floats. */

/* sum * 2^exponent, the upper half of sum not 0, to the nearest double, or a zero if that is below 2^-1022. */
static inline uint64_t lecun_round_flushed(uint64_t sign, lecun_u128 sum, int exponent)
{
    const unsigned zeros = lecun_leading_zeros(sum.hi);
    const int biased = exponent - (int)zeros + 127 + 1023;
    uint64_t top;

    sum = lecun_u128_shift_left(sum, zeros);
    top = lecun_shift_wide_to_nearest(sum.hi >> 1 | (sum.hi & 1) | (sum.lo != 0), 10);
    if (biased >= 0x7ff)
        return sign | 0x7ff0000000000000;
    if (biased < 0 || (biased == 0 && !(top >> 53)))
        return sign;
    return sign | (((uint64_t)biased << 52) + top - ((uint64_t)1 << 52));
}

static inline uint64_t lecun_product_flushed(uint64_t a, uint64_t b)
{
    const uint64_t sign = (a ^ b) & 0x8000000000000000, nan = 0xfff8000000000000;
    const unsigned ea = (unsigned)(a >> 52 & 0x7ff), eb = (unsigned)(b >> 52 & 0x7ff);
    lecun_unpacked ua, ub;

    if (!ea || !eb)
        return (ea | eb) == 0x7ff ? nan : sign;
    if (ea == 0x7ff || eb == 0x7ff)
        return sign | 0x7ff0000000000000;
    ua = lecun_unpack(a);
    ub = lecun_unpack(b);
    return lecun_round_flushed(sign, lecun_u128_product(ua.mantissa, ub.mantissa), ua.exponent + ub.exponent);
}

static inline uint64_t lecun_sum_flushed(uint64_t a, uint64_t b)
{
    const int a_is_less = a << 1 < b << 1;
    const uint64_t x = a_is_less ? b : a, y = a_is_less ? a : b, nan = 0xfff8000000000000;
    const unsigned ex = (unsigned)(x >> 52 & 0x7ff), ey = (unsigned)(y >> 52 & 0x7ff);
    lecun_unpacked ux, uy;
    lecun_u128 total, other;

    if (!ex)
        return a & b & 0x8000000000000000;
    if (ex == 0x7ff)
        return ey == 0x7ff && x != y ? nan : x;
    if (!ey)
        return x;
    ux = lecun_unpack(x);
    uy = lecun_unpack(y);
    total.hi = ux.mantissa << 10;                                 /* leading bit 62 of the upper half: nothing overflows */
    other.hi = uy.mantissa << 10;
    total.lo = other.lo = 0;
    other = lecun_u128_shift_right_sticky(other, ex - ey);
    if ((x ^ y) >> 63) {
        total.hi -= other.hi + (other.lo != 0);
        total.lo -= other.lo;
    } else {
        total.hi += other.hi;
        total.lo += other.lo;
    }
    if (!total.hi)                                                /* then x and y are next to each other, and lo is 0 too */
        return 0;
    return lecun_round_flushed(x & 0x8000000000000000, total, ux.exponent - 74);
}

/* --- the processor's, where it is known --------------------------------------------------------------------------- */

#if (defined(__SSE2__) || defined(_M_X64)) && !defined(__TINYC__)
#  include <immintrin.h>
#  define LECUN_SQRT_IS_INSTRUCTION 1
static inline double lecun_sqrt(double x)
{
    return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(x)));
}
#  ifdef __FMA__
#    define LECUN_FMA_IS_INSTRUCTION 1
static inline double lecun_fma(double x, double y, double z)
{
    double sum = _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(x), _mm_set_sd(y), _mm_set_sd(z)));
    LECUN_ROUNDED(sum);         /* where z is 0, clang would fuse what is left, a product, with the next sum */
    return sum;
}
#  endif
#elif defined(__aarch64__) && defined(__GNUC__)
#  define LECUN_SQRT_IS_INSTRUCTION 1
#  define LECUN_FMA_IS_INSTRUCTION 1
static inline double lecun_sqrt(double x)
{
    __asm__("fsqrt %d0, %d0" : "+w"(x));
    return x;
}
static inline double lecun_fma(double x, double y, double z)
{
    __asm__("fmadd %d0, %d1, %d2, %d0" : "+w"(z) : "w"(x), "w"(y));
    return z;
}
#endif

#ifndef LECUN_SQRT_IS_INSTRUCTION
static inline double lecun_sqrt(double x)
{
    return lecun_sqrt_soft(x);
}
#endif

#ifndef LECUN_FMA_IS_INSTRUCTION
static inline double lecun_fma(double x, double y, double z)
{
    return lecun_fma_soft(x, y, z);
}
#endif

/* x, of which the compiler no longer knows how it was made. */
static inline double lecun_opaque(double x)
{
    LECUN_ROUNDED(x);
    return x;
}

/* a * b, rounded before anything is added to it. */
static inline double lecun_product(double a, double b)
{
    return lecun_opaque(a * b);
}

/* a + b. Where an Arm processor has no doubles, libgcc adds them (__aeabi_dadd, libgcc/config/arm/ieee754-df.S), and of a
 * number that is lower by 33 binary orders keeps one bit below the sum's last and then whether there was more. If the other
 * number is a power of 2 of the other sign, the sum is in the lower binade and needs two: it is then off by one unit of the
 * last place, as 1 - 0x1.2070569597f24p-33 is. So the sums that are part of a double weight are integers there. */
static inline double lecun_sum(double a, double b)
{
#if defined(__arm__) && !(defined(__ARM_FP) && (__ARM_FP & 8))
    return lecun_fma_soft(a, 1.0, b);
#else
    return a + b;
#endif
}

#endif
