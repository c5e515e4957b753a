/* SPDX-License-Identifier: MIT
 *
 * draws.h - float32, float16 and bfloat16 weights in integers of 32 bits
 *
 * The bits that Keras gives come from glibc's logf, sinf and cosf, from IEEE operations, and from TensorFlow's habit of
 * flushing subnormals. Here the same bits are computed without one floating-point operation, so that no flag, no rounding
 * mode, no x87, no flush mode and no missing unit can change them. Floats are their bit patterns. Each function
 * is compared with glibc and with IEEE arithmetic over all its arguments: tests/test_draws.c.
 *
 * This is the portable kernel of keras_stream.c, and one text for other languages: see draws_words.h.
 *
 * Sources. Philox: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11). Logarithm, sine and
 * cosine: the polynomials of ARM optimized-routines math/logf.c and sincosf.c (MIT), which glibc has, expanded around other
 * points and rounded to fixed point by tests/vectors/make_draws_constants.py.
 */
#ifndef LECUN_DRAWS_H
#define LECUN_DRAWS_H

#include "draws_words.h"

/* --- Philox4x32-10 ------------------------------------------------------------------------------------------------ */

/* The block of four words at a counter, little end first. */
FN2(FOUR, lecun_philox_words, FOUR, counter, PAIR, key)
{
    VAR(U32, c0) = counter.x;
    VAR(U32, c1) = counter.y;
    VAR(U32, c2) = counter.z;
    VAR(U32, c3) = counter.w;
    VAR(U32, k0) = key.x;
    VAR(U32, k1) = key.y;
    VAR(U32, i) = 0u;

    for (i = 0u; i < 10u; i++) {
        LET(WIDE, p0) = W_MUL(0xd2511f53u, c0);
        LET(WIDE, p1) = W_MUL(0xcd9e8d57u, c2);
        c0 = (W_HIGH(p1) ^ c1) ^ k0;
        c1 = W_LOW(p1);
        c2 = (W_HIGH(p0) ^ c3) ^ k1;
        c3 = W_LOW(p0);
        k0 = k0 + 0x9e3779b9u;
        k1 = k1 + 0xbb67ae85u;
    }
    return WORDS(c0, c1, c2, c3);
}

/* --- Rounding ----------------------------------------------------------------------------------------------------- */

/* x / 2^n, n from 1 to 31, to nearest, ties to even. x + 2^n must fit. */
FN2(U32, lecun_shift_to_nearest, U32, x, U32, n)
{
    return ((x + ((1u << (n - 1u)) - 1u)) + ((x >> n) & 1u)) >> n;
}

/* The float m * 2^(bias - 158), exactly; m from 0 to 2^24 - 1, and the result 0 or a normal float. */
FN2(U32, lecun_float_of_integer, U32, m, U32, bias)
{
    LET(U32, zeros) = CLZ(m | 1u);

    return SELECT(m == 0u, 0u, ((bias - 1u) - zeros) << 23u) + ((m << zeros) >> 8u);
}

/* --- Products and sums of floats ---------------------------------------------------------------------------------- */

/* To nearest, ties to even, as x86 computes them when it flushes: a subnormal operand counts as a zero of its sign, and a
 * result that is below 2^-126 once rounded to 24 bits becomes one. Infinity times zero, and infinity less infinity, are
 * x86's NaN. */

/* The fraction of a product of normal floats, 2^23 to 2^24, and 2^30 if the exponents' sum is one too few. */
FN2(U32, lecun_fraction_product, U32, a, U32, b)
{
    LET(WIDE, product) = W_MUL((a & 0x7fffffu) | 0x800000u, (b & 0x7fffffu) | 0x800000u);   /* 47 or 48 bits */
    LET(U32, carry) = W_HIGH(product) >> 15u;
    LET(WIDE, bits_48) = W_SHIFT_LEFT(product, 1u - carry);
    LET(U32, fraction) = W_LOW(W_SHIFT_RIGHT(bits_48, 24u));
    LET(U32, rest) = W_LOW(bits_48) & 0xffffffu;

    return (fraction + (((rest + (fraction & 1u)) + 0x7fffffu) >> 24u)) + (carry << 30u);
}

FN2(U32, lecun_float_product, U32, a, U32, b)
{
    LET(U32, sign) = (a ^ b) & 0x80000000u;
    LET(U32, ea) = (a >> 23u) & 0xffu;
    LET(U32, eb) = (b >> 23u) & 0xffu;
    LET(U32, fraction_and_carry) = lecun_fraction_product(a, b);
    LET(U32, fraction) = fraction_and_carry & 0x3fffffffu;
    LET(U32, e) = (ea + eb) + (fraction_and_carry >> 30u);              /* the exponent field, 127 added */

    if (((ea - 1u) < 254u) && ((eb - 1u) < 254u) && ((e - 128u) < 254u)) {
        return sign | (((e - 128u) << 23u) + fraction);
    }
    if ((ea == 0xffu) || (eb == 0xffu)) {
        return SELECT((ea == 0u) || (eb == 0u), 0xffc00000u, sign | 0x7f800000u);
    }
    if ((ea == 0u) || (eb == 0u) || (e < 127u)) {
        return sign;
    }
    if (e == 127u) {
        return sign | SELECT(fraction == 0x1000000u, 0x00800000u, 0u);
    }
    return sign | 0x7f800000u;
}

FN2(U32, lecun_float_sum, U32, a, U32, b)
{
    LET(U32, change) = (a ^ b) & (0u - SELECT((a & 0x7fffffffu) < (b & 0x7fffffffu), 1u, 0u));
    LET(U32, x) = a ^ change;                                           /* the one of greater magnitude */
    LET(U32, y) = b ^ change;
    LET(U32, sign) = x & 0x80000000u;
    LET(U32, ex) = (x >> 23u) & 0xffu;
    LET(U32, ey) = (y >> 23u) & 0xffu;
    LET(U32, fx) = ((x & 0x7fffffu) | 0x800000u) << 7u;
    LET(U32, fy) = ((y & 0x7fffffu) | 0x800000u) << 7u;
    LET(U32, apart) = SELECT((ex - ey) > 31u, 31u, ex - ey);
    LET(U32, near) = fy >> apart;
    LET(U32, aligned) = SELECT(ey == 0u, 0u, near | SELECT((near << apart) != fy, 1u, 0u));
    LET(U32, minus) = 0u - ((x ^ y) >> 31u);
    LET(U32, total) = fx + ((aligned ^ minus) - minus);
    LET(U32, zeros) = CLZ(total | 1u);
    LET(U32, fraction) = W_TO_24_BITS(W_OF(total << zeros, 0u));
    LET(U32, e) = (ex + 1u) - zeros;

    if (((ex - 1u) < 254u) && (total != 0u) && ((e - 1u) < 254u)) {
        return sign | (((e - 1u) << 23u) + fraction);
    }
    if (ex == 0u) {
        return (a & b) & 0x80000000u;
    }
    if (ex == 0xffu) {
        return SELECT((ey == 0xffu) && (x == (y ^ 0x80000000u)), 0xffc00000u, x);
    }
    if (total == 0u) {
        return 0u;
    }
    return sign | SELECT(e == 255u, 0x7f800000u, 0u);                   /* so small a sum is exact, and below 2^-126 */
}

/* The sum with a shift, which is 0 more often than not: then only -0 changes. */
FN2(U32, lecun_float_shifted, U32, x, U32, shift)
{
    if (shift == 0u) {
        return x & (0u - SELECT((x << 1u) == 0u, 0u, 1u));
    }
    return lecun_float_sum(x, shift);
}

/* draw * scale + shift, two operations. */
FN3(U32, lecun_float_affine, U32, draw, U32, scale, U32, shift)
{
    return lecun_float_shifted(lecun_float_product(draw, scale), shift);
}

/* 2^32 / sqrt(x), to 16 bits, in the middle of each 64th of [2, 4), then of [1, 2). */
TABLE_BEGIN(U32, lecun_root_table, 128)
    0xb4510000u, 0xb2ef0000u, 0xb1960000u, 0xb0440000u, 0xaef90000u, 0xadb60000u, 0xac790000u, 0xab430000u,
    0xaa140000u, 0xa8eb0000u, 0xa7c70000u, 0xa6aa0000u, 0xa5920000u, 0xa4800000u, 0xa3730000u, 0xa26b0000u,
    0xa1680000u, 0xa0690000u, 0x9f700000u, 0x9e7b0000u, 0x9d8a0000u, 0x9c9d0000u, 0x9bb50000u, 0x9ad00000u,
    0x99f00000u, 0x99130000u, 0x983a0000u, 0x97640000u, 0x96920000u, 0x95c40000u, 0x94f80000u, 0x94300000u,
    0x936b0000u, 0x92a90000u, 0x91ea0000u, 0x912e0000u, 0x90740000u, 0x8fbe0000u, 0x8f0a0000u, 0x8e590000u,
    0x8daa0000u, 0x8cfd0000u, 0x8c540000u, 0x8bac0000u, 0x8b070000u, 0x8a640000u, 0x89c30000u, 0x89250000u,
    0x88890000u, 0x87ee0000u, 0x87560000u, 0x86c00000u, 0x862b0000u, 0x85990000u, 0x85080000u, 0x84790000u,
    0x83ec0000u, 0x83610000u, 0x82d80000u, 0x82500000u, 0x81c90000u, 0x81450000u, 0x80c20000u, 0x80400000u,
    0xff010000u, 0xfd0d0000u, 0xfb240000u, 0xf9460000u, 0xf7730000u, 0xf5a90000u, 0xf3ea0000u, 0xf2340000u,
    0xf0870000u, 0xeee20000u, 0xed460000u, 0xebb30000u, 0xea270000u, 0xe8a30000u, 0xe7270000u, 0xe5b10000u,
    0xe4430000u, 0xe2db0000u, 0xe17a0000u, 0xe0200000u, 0xdecb0000u, 0xdd7c0000u, 0xdc340000u, 0xdaf10000u,
    0xd9b30000u, 0xd87b0000u, 0xd7480000u, 0xd61a0000u, 0xd4f10000u, 0xd3cd0000u, 0xd2ad0000u, 0xd1920000u,
    0xd07b0000u, 0xcf690000u, 0xce5a0000u, 0xcd500000u, 0xcc4a0000u, 0xcb480000u, 0xca490000u, 0xc94f0000u,
    0xc8580000u, 0xc7640000u, 0xc6740000u, 0xc5870000u, 0xc49d0000u, 0xc3b70000u, 0xc2d40000u, 0xc1f40000u,
    0xc1160000u, 0xc03c0000u, 0xbf650000u, 0xbe900000u, 0xbdbe0000u, 0xbcef0000u, 0xbc230000u, 0xbb590000u,
    0xba910000u, 0xb9cc0000u, 0xb90a0000u, 0xb84a0000u, 0xb78c0000u, 0xb6d00000u, 0xb6170000u, 0xb5600000u
TABLE_END

/* The square root of a normal float above 0, correctly rounded: two of Goldschmidt's steps from that table, and a look at
 * what is left (the method of musl's sqrtf.c). */
FN1(U32, lecun_float_root, U32, bits)
{
    LET(U32, inverse) = lecun_root_table[(bits >> 17u) & 127u];         /* 2^32 / root; the exponent's bias is odd */
    LET(U32, x) = ((bits << 8u) | 0x80000000u) >> ((bits >> 23u) & 1u); /* 2^30 [1, 4) */
    LET(U32, root_1) = MULHI(x, inverse);                               /* 2^30 [1, 2) */
    LET(U32, step_1) = 0xc0000000u - MULHI(root_1, inverse);            /* 2^30 (3 - x / root^2) */
    LET(U32, inverse_2) = MULHI(inverse, step_1) << 1u;
    LET(U32, root_2) = MULHI(root_1, step_1) << 1u;
    LET(U32, step_2) = 0xc0000000u - MULHI(root_2, inverse_2);
    LET(U32, root) = (MULHI(root_2, step_2) - 1u) >> 6u;                /* 2^23 [1, 2); right, or one too low */
    LET(U32, rest) = (x << 16u) - (root * root);                        /* modulo 2^32 */
    LET(U32, more) = (root - rest) >> 31u;                              /* x is above (root + 1/2)^2 */

    return (((bits + 0x3e800000u) >> 24u) << 23u) + (root + more);
}

/* --- Elementary functions ----------------------------------------------------------------------------------------- */

/* The rows of the logarithm, downwards from 1: where the row ends; then the coefficients D4 * 2^45, D3 * 2^42, D2 * 2^64,
 * D1 * 2^64, D0 * 2^59 for a distance of up to 1/2 below that, of the last three the high word, then the low one. Row 0 ends
 * at 1. */
TABLE_BEGIN(LOG_ROW, lecun_square_table, 17)
    ROW(0xd0001000u, 0x080751a4u, 0x15575b0cu, 0x007ffffbu, 0xc829048cu, 0x10000000u, 0x00000000u, 0x00000000u, 0x00000000u),
    ROW(0x00001000u, 0x0943a769u, 0x169a21fdu, 0x008526bfu, 0x06521e47u, 0x105197feu, 0x124d6829u, 0x00286552u, 0x4092d91bu),
    ROW(0x00001000u, 0x0a917ffdu, 0x18e7e122u, 0x008e1024u, 0x86e535d7u, 0x10db20adu, 0xcc24b731u, 0x006abbcbu, 0x38edde27u),
    ROW(0x00001000u, 0x0c1c35f4u, 0x1b888b00u, 0x0097e67du, 0x2c584b5eu, 0x116e068du, 0x11caf6ecu, 0x00af4ad2u, 0x616ea510u),
    ROW(0x00001000u, 0x0df199e2u, 0x1e8b3791u, 0x00a2cbc5u, 0xc8a3eaa2u, 0x120b470eu, 0x3481ed3bu, 0x00f639ccu, 0x0ccf1ab7u),
    ROW(0x00001000u, 0x10234951u, 0x22026a26u, 0x00aee84du, 0x1ecbec0du, 0x12b404acu, 0x02fb74e1u, 0x013fb45au, 0x4e085279u),
    ROW(0x00001000u, 0x12c7ed05u, 0x2605019cu, 0x00bc6c2au, 0xd6fd6620u, 0x13698defu, 0x065513f1u, 0x018beafeu, 0xa83c95bau),
    ROW(0x00001000u, 0x15fcf160u, 0x2aaf76f8u, 0x00cb911fu, 0xe439a19fu, 0x142d661bu, 0xb4606f5fu, 0x01db13dbu, 0x0289da0eu),
    ROW(0x00001000u, 0x19e8ef1fu, 0x30258846u, 0x00dc9d03u, 0xa9b845bfu, 0x15015003u, 0xa0bb3b55u, 0x022d6b99u, 0x6bfe2232u),
    ROW(0x00001000u, 0x1ebf16a6u, 0x36947b00u, 0x00efe4efu, 0x0f3f8c8eu, 0x15e75b9du, 0x7a361619u, 0x02833684u, 0x73008d68u),
    ROW(0x00001000u, 0x24c41bfau, 0x3e363532u, 0x0105d16au, 0xeb9d12b7u, 0x16e1f742u, 0x32883c37u, 0x02dcc1dcu, 0xd12e12c6u),
    ROW(0x00001000u, 0x2c5568e4u, 0x47558b48u, 0x011ee405u, 0x118adf57u, 0x17f405c0u, 0xe71c9092u, 0x033a657du, 0x42b9ababu),
    ROW(0x00001000u, 0x35f3cff0u, 0x5254505bu, 0x013bbedcu, 0x375f0516u, 0x1920faf3u, 0x1cb86b44u, 0x039c85e3u, 0x07e9bb7du),
    ROW(0x00001000u, 0x4253c0dfu, 0x5fb4030bu, 0x015d2ef7u, 0xa4a73034u, 0x1a6d012au, 0x953e0fc8u, 0x040396b9u, 0x7e6ddb33u),
    ROW(0x00001000u, 0x5276547du, 0x70226c89u, 0x01843aaau, 0xa831f659u, 0x1bdd2ad7u, 0xca1a9571u, 0x04701e12u, 0x8dce8956u),
    ROW(0x00001000u, 0x6850af7fu, 0x847b9a57u, 0x01b23777u, 0xa979222du, 0x1d77b51au, 0x2c939c86u, 0x04e2b886u, 0x18f73110u),
    ROW(0x00001000u, 0x80751a46u, 0x9eafdde8u, 0x01e8d66eu, 0x4f9dc044u, 0x1f44655au, 0xd4b90439u, 0x055c1e89u, 0xac78bd49u)
TABLE_END

/* -2 log(m * 2^-23), m below 2^23: the square of the radius. The bound of 1e-7f keeps it finite for m = 0. */
FN1(U32, lecun_float_square, U32, m)
{
    LET(U32, zeros) = CLZ(m | 1u);
    LET(U32, depth) = 0x102ffffu - ((m << zeros) >> 8u);                /* of the mantissa, 0x30000 below the end of row 1 */
    LET(U32, row) = SELECT(m == 0u, 0u, depth >> 19u);
    LET(ROW_REFERENCE, entry) = ROW_AT(lecun_square_table, row);
    LET(U32, theta) = ((depth << 13u) >> 1u) + ROW_END(entry);          /* 2^32 times a number up to 1/2 */
    LET(U32, d3) = D3(entry) + (MULHI(theta, D4(entry)) >> 3u);
    LET(WIDE, d2) = W_ADD(D2(entry), W_SHIFT_RIGHT(W_MUL(theta, d3), 10u));
    LET(WIDE, d1) = W_ADD(D1(entry), W_MUL_HIGH_32(d2, theta));
    LET(WIDE, d0) = W_ADD(D0(entry), W_SHIFT_RIGHT(W_MUL_HIGH_32(d1, theta), 5u));
    LET(WIDE, log) = W_ADD(d0, W_TIMES_32(W_OF(0x058b90bfu, 0xbe8e7bc0u), zeros - 9u));    /* log(2) for each octave; 2^59 */
    LET(U32, above) = CLZ(W_HIGH(log) | 1u);
    LET(U32, fraction) = ((W_HIGH(W_SHIFT_LEFT(log, above)) >> 7u) + 1u) >> 1u;    /* ties do not occur */

    return SELECT(m == 0u, 0x4200f1dcu, ((131u - above) << 23u) + fraction);
}

/* 2 pi m * 2^-23, m below 2^23, rounded to a float, in units of 2^-52. */
FN1(WIDE, lecun_angle, U32, m)
{
    LET(WIDE, product) = W_MUL_HIGH_32(W_OF(0xc90fdaa2u, 0x2168c000u), m);
    LET(U32, gone) = 31u - CLZ(W_LOW(W_SHIFT_RIGHT(product, 23u)) | 1u);           /* bits below the 24 that stay */
    LET(WIDE, rounded) = W_ADD(product, W_OF(0u, (1u << gone) >> 1u));

    return W_OF(W_HIGH(rounded), W_LOW(rounded) & (0xffffffffu << gone));
}

/* {sin, cos} of that angle, as floats. */
FN1(PAIR, lecun_float_sincos, U32, m)
{
    LET(U32, n) = (m + 0x100000u) >> 21u;                               /* less n quadrants, the nearest */
    LET(WIDE, x) = W_SUB(lecun_angle(m), W_TIMES_32(W_OF(0x001921fbu, 0x54442d18u), n));
    LET(U32, negative) = W_HIGH(x) >> 31u;
    LET(WIDE, r) = W_SHIFT_LEFT(W_ABSOLUTE(x), 12u);                    /* from here on 2^64 */
    LET(WIDE, r2) = W_SQUARE_HIGH(r);
    /* sin = r - r r2 (s1 - r2 (s2 - r2 s3)) */
    LET(WIDE, s3) = W_SHIFT_LEFT(W_OF(0u, MULHI(W_HIGH(r2), 0xcca759bcu)), 20u);
    LET(WIDE, s2) = W_SUB(W_OF(0x02220ec0u, 0xa4617880u), s3);
    LET(WIDE, s1) = W_SUB(W_OF(0x2aaaa8b3u, 0x2b4c0600u), W_MUL_HIGH(r2, s2));
    LET(WIDE, s) = W_SUB(r, W_MUL_HIGH(r, W_MUL_HIGH(r2, s1)));
    /* 1 - cos = r2 (c1 - r2 (c2 - r2 (c3 - r2 c4))) */
    LET(WIDE, c4) = W_SHIFT_LEFT(W_OF(0u, MULHI(W_HIGH(r2), 0xcc9a1814u)), 17u);
    LET(WIDE, c3) = W_SUB(W_OF(0x005b021fu, 0xa268d674u), c4);
    LET(WIDE, c2) = W_SUB(W_OF(0x0aaaa9f0u, 0x83478c80u), W_MUL_HIGH(r2, c3));
    LET(WIDE, c1) = W_SUB(W_OF(0x7ffffff4u, 0x31887000u), W_MUL_HIGH(r2, c2));
    LET(U32, c) = W_HIGH(W_MUL_HIGH(r2, c1));
    LET(U32, cosine) = 0x3e800000u + (((0x7fffffffu - (c >> 1u)) + 64u) >> 7u);    /* 1 comes out by the carry */
    LET(U32, zeros) = CLZ(W_HIGH(s) | 1u);
    LET(U32, sine) = SELECT(m == 0u, 0u, ((125u - zeros) << 23u) + W_TO_24_BITS(W_SHIFT_LEFT(s, zeros)));
    /* quadrants 0 to 3: (s, c), (c, -s), (-s, -c), (-c, s) */
    LET(U32, first) = sine | ((negative ^ ((n + 1u) >> 1u)) << 31u);
    LET(U32, second) = cosine | ((n >> 1u) << 31u);
    LET(U32, swap) = (first ^ second) & (0u - (n & 1u));

    return TWO(first ^ swap, second ^ swap);
}

/* --- Draws -------------------------------------------------------------------------------------------------------- */

/* Uniform in [0, 1): m * 2^-23, m below 2^23. */
FN1(U32, lecun_float_uniform, U32, m)
{
    return lecun_float_of_integer(m, 135u);
}

/* draw * scale + shift of a uniform draw, m * 2^-23, m below 2^23. If the exponents of scale and shift are at most 15 apart, as
 * they are in nearly all uses, product and sum fit 64 bits in one unit, the product's last bit but one; otherwise as ever. */
FN3(U32, lecun_uniform_affine, U32, m, U32, scale, U32, shift)
{
    LET(U32, e_scale) = (scale >> 23u) & 0xffu;
    LET(U32, apart) = (e_scale + 15u) - ((shift >> 23u) & 0xffu);

    if ((apart < 31u) && ((e_scale - 67u) < 133u)) {
        LET(WIDE, exact) = W_SHIFT_LEFT(W_MUL(m, (scale & 0x7fffffu) | 0x800000u), 1u);     /* below 2^48 */
        LET(U32, zeros) = CLZ(W_LOW(W_SHIFT_RIGHT(exact, 16u)) | 1u);
        LET(U32, gone) = SELECT(zeros > 23u, 1u, 24u - zeros);          /* bits below the 24 that stay: 1 is always 0 */
        LET(U32, odd) = W_LOW(W_SHIFT_RIGHT(exact, gone)) & 1u;
        LET(WIDE, carried) = W_ADD(exact, W_OF(0u, ((1u << (gone - 1u)) - 1u) + odd));
        LET(WIDE, product) = W_SHIFT_LEFT(W_SHIFT_RIGHT(carried, gone), gone);
        LET(WIDE, other) = W_SHIFT_RIGHT(W_OF(((shift & 0x7fffffu) | 0x800000u) << 7u, 0u), apart);
        LET(WIDE, sum) = SELECT(((scale ^ shift) >> 31u) != 0u, W_SUB(other, product), W_ADD(other, product));
        LET(U32, sign) = (shift ^ W_HIGH(sum)) & 0x80000000u;
        LET(WIDE, magnitude) = W_ABSOLUTE(sum);
        LET(U32, high_zeros) = SELECT(W_HIGH(magnitude) == 0u, 32u, 0u);
        LET(WIDE, upper) = SELECT(high_zeros != 0u, W_OF(W_LOW(magnitude), 0u), magnitude);
        LET(U32, more_zeros) = CLZ(W_HIGH(upper) | 1u);
        LET(U32, fraction) = W_TO_24_BITS(W_SHIFT_LEFT(upper, more_zeros));
        LET(U32, result) = sign | ((((e_scale + 15u) - (high_zeros + more_zeros)) << 23u) + fraction);

        return SELECT(W_HIGH(upper) == 0u, 0u, result);
    }
    return lecun_float_affine(lecun_float_uniform(m), scale, shift);
}

/* A sine or cosine, 0 or at least 2^-24 in magnitude, times a radius: neither can be too small or too large. */
FN2(U32, lecun_float_times_radius, U32, x, U32, radius)
{
    LET(U32, fraction_and_carry) = lecun_fraction_product(x, radius);
    LET(U32, e) = (((x >> 23u) & 0xffu) + (radius >> 23u)) + (fraction_and_carry >> 30u);
    LET(U32, product) = ((e - 128u) << 23u) + (fraction_and_carry & 0x3fffffffu);

    return (x & 0x80000000u) | SELECT((x << 1u) == 0u, 0u, product);
}

/* Two standard normals from two words (Box and Muller, 1958). */
FN2(PAIR, lecun_float_normals, U32, word_0, U32, word_1)
{
    LET(U32, radius) = ROOT(lecun_float_square(word_0 & 0x7fffffu));
    LET(PAIR, direction) = lecun_float_sincos(word_1 & 0x7fffffu);

    return TWO(lecun_float_times_radius(direction.x, radius), lecun_float_times_radius(direction.y, radius));
}

/* --- The 16-bit types --------------------------------------------------------------------------------------------- */

/* Rounded to nearest, ties to even. NaN stays NaN and is quiet, too large becomes infinity, subnormals are exact. */

FN1(U32, lecun_bf16_of_bits, U32, x)
{
    if ((x & 0x7fffffffu) > 0x7f800000u) {
        return (x >> 16u) | 0x40u;
    }
    return ((x + 0x7fffu) + ((x >> 16u) & 1u)) >> 16u;                  /* a carry into the exponent is the right answer */
}

FN1(U32, lecun_half_of_bits, U32, x)
{
    LET(U32, sign) = (x >> 16u) & 0x8000u;
    LET(U32, magnitude) = x & 0x7fffffffu;

    if ((magnitude - 0x38800000u) < 0x0f000000u) {                      /* 2^-14 to 2^16: normal; the biases differ by 112 */
        return sign | lecun_shift_to_nearest(magnitude - (112u << 23u), 13u);
    }
    if (magnitude > 0x7f800000u) {
        return sign | (0x7e00u | ((magnitude >> 13u) & 0x1ffu));
    }
    if (magnitude >= 0x47800000u) {                                     /* 2^16 and beyond, which also holds infinity */
        return sign | 0x7c00u;
    }
    if (magnitude < 0x33000000u) {                                      /* below 2^-25: nearer to 0 */
        return sign;
    }
    return sign | lecun_shift_to_nearest((magnitude & 0x7fffffu) | 0x800000u, 126u - (magnitude >> 23u));
}

FN1(U32, lecun_bits_of_half, U32, h)
{
    LET(U32, sign) = (h & 0x8000u) << 16u;
    LET(U32, exponent) = (h >> 10u) & 0x1fu;
    LET(U32, fraction) = h & 0x3ffu;

    if ((exponent - 1u) < 30u) {
        return sign | (((exponent + 112u) << 23u) | (fraction << 13u));
    }
    if (exponent == 0u) {
        return sign | lecun_float_of_integer(fraction, 134u);
    }
    return sign | (0x7f800000u | (fraction << 13u));
}

/* The affine step of the 16-bit types, from and to their patterns in floats: each operation is computed in float, and its
 * result rounded. */

FN1(U32, lecun_round_bf16, U32, x)
{
    return lecun_bf16_of_bits(x) << 16u;
}

FN1(U32, lecun_round_half, U32, x)
{
    LET(U32, magnitude) = x & 0x7fffffffu;

    if ((magnitude - 0x38800000u) < 0x0efff000u) {                      /* 2^-14 to the last that does not become infinite */
        return ((x + 0xfffu) + ((x >> 13u) & 1u)) & 0xffffe000u;
    }
    return lecun_bits_of_half(lecun_half_of_bits(x));
}

FN3(U32, lecun_bf16_affine, U32, draw, U32, scale, U32, shift)
{
    LET(U32, product) = lecun_round_bf16(lecun_float_product(lecun_round_bf16(draw), scale));

    return lecun_bf16_of_bits(lecun_float_shifted(product, shift));
}

FN3(U32, lecun_half_affine, U32, draw, U32, scale, U32, shift)
{
    LET(U32, product) = lecun_round_half(lecun_float_product(lecun_round_half(draw), scale));

    return lecun_half_of_bits(lecun_float_shifted(product, shift));
}

/* draws_words.h */
#undef FN1
#undef FN2
#undef FN3
#undef LET
#undef VAR
#undef SELECT
#undef TABLE_BEGIN
#undef TABLE_END
#undef LOG_ROW
#undef ROW
#undef ROW_REFERENCE
#undef ROW_AT
#undef ROW_END
#undef D4
#undef D3
#undef D2
#undef D1
#undef D0
#undef U32
#undef PAIR
#undef FOUR
#undef TWO
#undef WORDS
#undef CLZ
#undef MULHI
#undef ROOT
#undef WIDE
#undef W_OF
#undef W_HIGH
#undef W_LOW
#undef W_ADD
#undef W_SUB
#undef W_SHIFT_LEFT
#undef W_SHIFT_RIGHT
#undef W_MUL
#undef W_MUL_HIGH
#undef W_SQUARE_HIGH
#undef W_MUL_HIGH_32
#undef W_TIMES_32
#undef W_ABSOLUTE
#undef W_TO_24_BITS

#endif
