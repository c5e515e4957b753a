/* SPDX-License-Identifier: MIT
 *
 * orthogonal.c - Householder's QR factorization in 64-bit fixed point
 *
 * Reflections keep the norm of a column, so a column that was scaled once, by a power of two, stays in range: fixed
 * point needs no exponents, and spends their bits on precision. The scales do not matter to Q. Integers also settle
 * what floating point leaves to compilers (contraction, order, excess precision), and cost a processor without double
 * hardware less.
 *
 * Signed numbers are two's complement in uint64_t, where wrapping is defined. Three kinds:
 *   columns of the matrix      units of 2^-64, norm below 0.36
 *   columns of Q               units of 2^-62, norm 1
 *   u of a reflection          units of 2^-63, norm 1:  H = I - 2 u u'
 */
#include "strict_fp.h"
#include "orthogonal.h"
#include "exact.h"

#define TOP ((uint64_t)1 << 63)

static uint64_t magnitude(uint64_t x)
{
    return x >> 63 ? 0 - x : x;
}

/* x * y / 2^64 and x * y / 2^63, to nearest. */
static inline uint64_t product64(uint64_t x, uint64_t y)
{
    lecun_u128 p = lecun_u128_product(x, y);
    return p.hi + (p.lo >> 63);
}

static inline uint64_t product63(uint64_t x, uint64_t y)
{
    lecun_u128 p = lecun_u128_product(x, y);
    return (p.hi << 1 | p.lo >> 63) + (p.lo >> 62 & 1);
}

/* --- Square root and quotient ------------------------------------------------------------------------------------- */

static int less(lecun_u128 a, lecun_u128 b)
{
    return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

/* The largest q with q * divisor <= x, or with q * q <= x if the divisor is 0. */
static uint64_t largest_factor(lecun_u128 x, uint64_t divisor)
{
    uint64_t q = 0, bit;

    for (bit = TOP; bit; bit >>= 1)
        if (!less(x, lecun_u128_product(q | bit, divisor ? divisor : q | bit)))
            q |= bit;
    return q;
}

static lecun_u128 minus_product(lecun_u128 x, uint64_t a, uint64_t b)
{
    lecun_u128 p = lecun_u128_product(a, b);

    x.hi -= p.hi + (x.lo < p.lo);
    x.lo -= p.lo;
    return x;
}

static uint64_t nearest_root(lecun_u128 x)
{
    uint64_t q = largest_factor(x, 0);
    lecun_u128 rest = minus_product(x, q, q);

    return q + (rest.hi || rest.lo > q);
}

static uint64_t nearest_quotient(lecun_u128 x, uint64_t divisor)
{
    uint64_t q = largest_factor(x, divisor), rest = minus_product(x, q, divisor).lo;

    return q + (rest >= divisor - rest);
}

static lecun_u128 plus_square(lecun_u128 sum, uint64_t x)
{
    lecun_u128 p = lecun_u128_product(magnitude(x), magnitude(x));

    sum.lo += p.lo;
    sum.hi += p.hi + (sum.lo < p.lo);
    return sum;
}

/* Half of the even shift that brings x up to [2^124, 2^126); 0 < x < 2^126. */
static int half_shift(lecun_u128 x)
{
    unsigned zeros = x.hi ? lecun_leading_zeros(x.hi) : 64 + lecun_leading_zeros(x.lo);
    return (int)(zeros / 2) - 1;
}

/* --- Doubles to fixed point and back ------------------------------------------------------------------------------ */

/* value * 2^exponent, to nearest; the caller knows that it fits. */
static uint64_t fixed_of_double(uint64_t bits, int exponent)
{
    lecun_unpacked value;
    uint64_t x;

    if (!(bits << 1))
        return 0;
    value = lecun_unpack(bits);
    exponent += value.exponent;
    if (exponent < -53)
        return 0;
    x = exponent < 0 ? ((value.mantissa >> (-exponent - 1)) + 1) >> 1 : value.mantissa << exponent;
    return value.sign ? 0 - x : x;
}

static uint64_t double_of_fixed(uint64_t x)
{
    lecun_u128 wide = {0, 0};

    wide.lo = magnitude(x);
    return x ? lecun_bits_of_double(lecun_round_u128((unsigned)(x >> 63), wide, -62)) : 0;
}

/* Scale a column to a norm from 0.17 to 0.36; zeros of both signs become 0. */
static void column_to_fixed(uint64_t *a, size_t m, size_t stride)
{
    lecun_u128 sum = {0, 0};
    uint64_t largest = 0;
    size_t i, rows;
    int exponent = 62;

    for (i = 0; i < m; i++)
        if (a[i * stride] << 1 > largest)
            largest = a[i * stride] << 1;
    if (largest) {
        exponent -= lecun_unpack(largest >> 1).exponent + 53;      /* the largest below 2^62 */
        for (rows = m; rows > 1; rows = rows / 4 + (rows % 4 != 0))
            exponent--;                                            /* and the norm too */
        for (i = 0; i < m; i++)
            sum = plus_square(sum, fixed_of_double(a[i * stride], exponent));
        exponent += half_shift(lecun_u128_shift_left(sum, 1));     /* sum to [2^123, 2^125) */
    }
    for (i = 0; i < m; i++)
        a[i * stride] = fixed_of_double(a[i * stride], exponent);
}

/* --- Reflections -------------------------------------------------------------------------------------------------- */

/* Replace a column by the u whose reflection maps it to a multiple of the first unit vector; a column of zeros stays.
 * With y the column, scaled up, and b its norm, u is (y_0 + sign(y_0) b, y_1, ...), whose norm is g = sqrt(2 b (|y_0| +
 * b)), divided by g. */
static void column_to_reflection(uint64_t *a, size_t m, size_t stride)
{
    lecun_u128 sum = {0, 0}, one = {(uint64_t)1 << 62, 0};
    uint64_t b, first, factor, x;
    size_t i;
    int shift;

    for (i = 0; i < m; i++)
        sum = plus_square(sum, a[i * stride]);
    if (!(sum.hi | sum.lo))
        return;
    shift = half_shift(sum);
    b = nearest_root(lecun_u128_shift_left(sum, 2 * (unsigned)shift));     /* 2^62..2^63, and |y_0| is below 2^63: */
    first = (magnitude(a[0]) << shift) + b;                                /* below 2^64 */
    sum = lecun_u128_shift_left(lecun_u128_product(b, first), 1);
    factor = nearest_quotient(one, nearest_root(sum));                     /* 2^126 / g */
    for (i = 0; i < m; i++) {
        x = product63(i ? magnitude(a[i * stride]) << shift : first, factor);
        x = x < TOP ? x : TOP - 1;                                         /* u_0 can be 1 */
        a[i * stride] = a[i * stride] >> 63 ? 0 - x : x;
    }
}

/* The u_i of this row, made ready to multiply signed numbers: u_i s = u (s' - 2^63), u >= 0, where s' = (s ^ flip) +
 * offset >= 0. */
typedef struct multiplier {
    uint64_t u, flip, offset;
} multiplier;

static multiplier multiplier_of(uint64_t u)
{
    multiplier m;

    m.u = magnitude(u) << 1;                                               /* units of 2^-64, even */
    m.flip = u >> 63 ? ~(uint64_t)0 : 0;
    m.offset = TOP + (u >> 63);
    return m;
}

/* Apply the reflection of the column at a to the `columns` to its right. */
static void reflect_right(uint64_t *a, size_t m, size_t stride, size_t columns, uint64_t *w)
{
    size_t i, j;

    for (j = 0; j < columns; j++)
        w[j] = 0;
    for (i = 0; i < m; i++) {                                              /* w = u' A */
        const multiplier by = multiplier_of(a[i * stride]);
        const uint64_t *row = a + i * stride + 1;
        for (j = 0; j < columns; j++)
            w[j] += product64(by.u, (row[j] ^ by.flip) + by.offset) - (by.u >> 1);
    }
    for (i = 0; i < m; i++) {                                              /* A -= 2 u w */
        const multiplier by = multiplier_of(a[i * stride]);
        uint64_t *row = a + i * stride + 1;
        for (j = 0; j < columns; j++)
            row[j] -= product63(by.u, (w[j] ^ by.flip) + by.offset) - by.u;
    }
}

/* Replace u by what it makes of the first unit vector e, with the sign that makes R's diagonal positive: -sign(u_0) (e
 * - 2 u u_0). */
static void reflection_to_column(uint64_t *a, size_t m, size_t stride)
{
    const multiplier by = multiplier_of(magnitude(a[0]));
    const uint64_t one = a[0] >> 63 ? 0 - ((uint64_t)1 << 62) : a[0] ? (uint64_t)1 << 62 : 0;
    size_t i;

    for (i = 0; i < m; i++)
        a[i * stride] = product64(by.u, a[i * stride] + by.offset) - (by.u >> 1);
    a[0] -= one;
}

void lecun_orthogonalize(uint64_t *a, size_t m, size_t n, uint64_t *work)
{
    size_t i, k;

    for (k = 0; k < n; k++)
        column_to_fixed(a + k, m, n);
    for (k = 0; k < n; k++) {
        column_to_reflection(a + k * n + k, m - k, n);
        reflect_right(a + k * n + k, m - k, n, n - k - 1, work);
    }
    for (k = n; k-- > 0;) {                                                /* Q = H_0 H_1 .. times the unit matrix */
        for (i = k + 1; i < n; i++)
            a[k * n + i] = 0;
        reflect_right(a + k * n + k, m - k, n, n - k - 1, work);
        reflection_to_column(a + k * n + k, m - k, n);
    }
    for (i = 0; i < m * n; i++)
        a[i] = double_of_fixed(a[i]);
}
