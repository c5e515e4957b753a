/* SPDX-License-Identifier: MIT */
/* --- WGSL and GLSL: integers of 64 bits are pairs {low, high} ------------------------------------------------------ */

#if defined(LECUN_WGSL)

#define FN1(R, NAME, T1, A1)                                    fn NAME(A1 : T1) -> R
#define FN2(R, NAME, T1, A1, T2, A2)                            fn NAME(A1 : T1, A2 : T2) -> R
#define FN3(R, NAME, T1, A1, T2, A2, T3, A3)                    fn NAME(A1 : T1, A2 : T2, A3 : T3) -> R
#define FN4(R, NAME, T1, A1, T2, A2, T3, A3, T4, A4)            fn NAME(A1 : T1, A2 : T2, A3 : T3, A4 : T4) -> R
#define LET(T, NAME)            let NAME : T
#define VAR(T, NAME)            var NAME : T
#define SELECT(c, a, b)         select(b, a, c)
#define TABLE_BEGIN(T, NAME, COUNT) const NAME = array<T, COUNT>(
#define TABLE_END               );
#define U32                     u32
#define PAIR                    vec2<u32>
#define FOUR                    vec4<u32>
#define CLZ(x)                  countLeadingZeros(x)

struct lecun_log_row { end : u32, d4 : u32, d3 : u32, d2 : vec2<u32>, d1 : vec2<u32>, d0 : vec2<u32> };
struct lecun_begun { draws : vec4<u32>, have : u32 };
struct lecun_device_args { word : array<vec4<u32>, 4> };

#else

#define FN1(R, NAME, T1, A1)                                    R NAME(T1 A1)
#define FN2(R, NAME, T1, A1, T2, A2)                            R NAME(T1 A1, T2 A2)
#define FN3(R, NAME, T1, A1, T2, A2, T3, A3)                    R NAME(T1 A1, T2 A2, T3 A3)
#define FN4(R, NAME, T1, A1, T2, A2, T3, A3, T4, A4)            R NAME(T1 A1, T2 A2, T3 A3, T4 A4)
#define LET(T, NAME)            const T NAME
#define VAR(T, NAME)            T NAME
#define SELECT(c, a, b)         ((c) ? (a) : (b))
#define TABLE_BEGIN(T, NAME, COUNT) const T NAME[COUNT] = T[COUNT](
#define TABLE_END               );
#define U32                     uint
#define PAIR                    uvec2
#define FOUR                    uvec4
#define CLZ(x)                  uint(31 - findMSB(uint(x)))

struct lecun_log_row { uint end; uint d4; uint d3; uvec2 d2; uvec2 d1; uvec2 d0; };
struct lecun_begun { uvec4 draws; uint have; };
struct lecun_device_args { uvec4 word[4]; };

#endif

#define TWO(x, y)               PAIR((x), (y))
#define WORDS(x, y, z, w)       FOUR((x), (y), (z), (w))
#define LOG_ROW                 lecun_log_row
#define ROW(end, d4, d3, d2_high, d2_low, d1_high, d1_low, d0_high, d0_low) \
    lecun_log_row(end, d4, d3, W_OF(d2_high, d2_low), W_OF(d1_high, d1_low), W_OF(d0_high, d0_low))
#define ROW_REFERENCE           lecun_log_row
#define ROW_AT(table, i)        table[i]
#define ROW_END(row)            (row).end
#define D4(row)                 (row).d4
#define D3(row)                 (row).d3
#define D2(row)                 (row).d2
#define D1(row)                 (row).d1
#define D0(row)                 (row).d0
#define WIDE                    PAIR
#define W_OF(high, low)         PAIR((low), (high))
#define W_HIGH(w)               (w).y
#define W_LOW(w)                (w).x
#define W_ADD(a, b)             lecun_wide_sum(a, b)
#define W_SUB(a, b)             lecun_wide_difference(a, b)
#define W_SHIFT_LEFT(w, n)      lecun_wide_left(w, n)
#define W_SHIFT_RIGHT(w, n)     lecun_wide_right(w, n)
#define W_MUL(a, b)             lecun_wide_product(a, b)
#define W_TIMES_32(a, b)        lecun_times_32(a, b)
#define MULHI(a, b)             lecun_wide_product(a, b).y
#define ROOT(x)                 lecun_float_root(x)
#define BEGUN                   lecun_begun
#define BEGUN_OF(draws, have)   lecun_begun(draws, have)
#define ROLLED
#define ARGS                    lecun_device_args
#define ARG(a, i)               (a).word[(i) / 4][(i) % 4]
#define PLACE                   U32                         /* of an element in the destination */
#define PLACE_OF(w)             (w).x
#define DISTRIBUTION_OF(a)      ARG(a, 12)
#define ELEMENT_OF(a)           ARG(a, 13)

#if defined(LECUN_WGSL)
FN2(WIDE, lecun_wide_product, U32, a, U32, b)
{
    LET(U32, a0) = a & 0xffffu;
    LET(U32, a1) = a >> 16u;
    LET(U32, b0) = b & 0xffffu;
    LET(U32, b1) = b >> 16u;
    LET(U32, middle) = (a1 * b0) + ((a0 * b0) >> 16u);
    LET(U32, other) = (a0 * b1) + (middle & 0xffffu);

    return TWO(a * b, ((a1 * b1) + (middle >> 16u)) + (other >> 16u));
}
#else
FN2(WIDE, lecun_wide_product, U32, a, U32, b)
{
    VAR(U32, high) = 0u;
    VAR(U32, low) = 0u;

    umulExtended(a, b, high, low);
    return TWO(low, high);
}
#endif

FN2(WIDE, lecun_wide_sum, WIDE, a, WIDE, b)
{
    LET(U32, low) = a.x + b.x;

    return TWO(low, (a.y + b.y) + SELECT(low < a.x, 1u, 0u));
}

FN2(WIDE, lecun_wide_difference, WIDE, a, WIDE, b)
{
    return TWO(a.x - b.x, (a.y - b.y) - SELECT(a.x < b.x, 1u, 0u));
}

FN2(WIDE, lecun_wide_left, WIDE, a, U32, n)
{
    return TWO(a.x << n, (a.y << n) | ((a.x >> 1u) >> (31u - n)));
}

FN2(WIDE, lecun_wide_right, WIDE, a, U32, n)
{
    return TWO((a.x >> n) | ((a.y << 1u) << (31u - n)), a.y >> n);
}

FN2(WIDE, lecun_times_32, WIDE, a, U32, b)
{
    LET(WIDE, low) = W_MUL(a.x, b);

    return TWO(low.x, low.y + (a.y * b));
}
