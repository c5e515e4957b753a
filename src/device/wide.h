/* SPDX-License-Identifier: MIT */
/* --- Operations on 64 bits that are made of those on 32 ------------------------------------------------------------ */

/* The upper 64 bits of a product of 64-bit numbers, less what the product of the lower halves carries: no draw depends on
 * that. */
FN2(WIDE, lecun_times_high, WIDE, a, WIDE, b)
{
    LET(U32, middle) = MULHI(W_HIGH(a), W_LOW(b));
    LET(U32, other) = MULHI(W_LOW(a), W_HIGH(b));

    return W_ADD(W_ADD(W_MUL(W_HIGH(a), W_HIGH(b)), W_OF(0u, middle)), W_OF(0u, other));
}

FN1(WIDE, lecun_square_high, WIDE, a)
{
    return W_ADD(W_MUL(W_HIGH(a), W_HIGH(a)), W_SHIFT_RIGHT(W_MUL(W_HIGH(a), W_LOW(a)), 31u));
}

/* The product of 64 and 32 bits, shifted down by 32. */
FN2(WIDE, lecun_times_32_high, WIDE, a, U32, b)
{
    LET(U32, low) = MULHI(W_LOW(a), b);

    return W_ADD(W_MUL(W_HIGH(a), b), W_OF(0u, low));
}

FN1(WIDE, lecun_absolute, WIDE, x)
{
    return SELECT((W_HIGH(x) >> 31u) != 0u, W_SUB(W_OF(0u, 0u), x), x);
}

/* x / 2^40, to nearest, ties to even. */
FN1(U32, lecun_to_24_bits, WIDE, x)
{
    LET(U32, top) = W_HIGH(x) >> 8u;
    LET(U32, up) = (top & 1u) | SELECT(W_LOW(x) != 0u, 1u, 0u);         /* what lifts a rest of exactly one half */

    return top + ((((W_HIGH(x) & 0xffu) + 0x7fu) + up) >> 8u);
}

#define W_MUL_HIGH(a, b)        lecun_times_high(a, b)
#define W_SQUARE_HIGH(a)        lecun_square_high(a)
#define W_MUL_HIGH_32(a, b)     lecun_times_32_high(a, b)
#define W_ABSOLUTE(w)           lecun_absolute(w)
#define W_TO_24_BITS(w)         lecun_to_24_bits(w)
