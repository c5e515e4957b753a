/* SPDX-License-Identifier: MIT */

/** \file
 * lecun_device.h - the weights of lecun.h on other devices, for compilers that include it: OpenCL C 1.2, CUDA (nvcc, NVRTC), HIP,
 * Metal, and C
 *
 * Made by src/device/generate from the sources of the library; lecun_device_source() returns the same text. Everything of float32
 * and of the 16-bit types is computed in integers of 32 bits, so that no option of a compiler changes a bit. float64 uses doubles,
 * and wants a compiler that does not reorder them (no -cl-fast-relaxed-math, no -ffast-math).
 *
 * The host calls lecun_device_fill(), which makes a job: its 16 words are a lecun_device_args here. The kernels are launched with
 * the destination and these, as the job says:
 *
 *     lecun_weights              float32 and 16-bit types, a thread for each group of four elements
 *     lecun_weights_truncated    the same for truncated normals, by work groups that share what is left over
 *     lecun_weights_f64          float64, a thread for each group of two
 *
 * (In C, where nothing is launched, lecun_weights_thread and lecun_weights_f64_thread are called with index 0, 1, ... for each
 * group.) Kernels of one's own, which want weights in registers, call
 *
 *     lecun_four     lecun_device_group(lecun_device_args args, lecun_u64 index)
 *     lecun_pair_f64 lecun_device_group_f64(lecun_device_args args, lecun_u64 index)
 *
 * for the four (two) elements of a group, as bit patterns. Group 0 is the one that the job's first element is in; with a first of
 * 0, group i holds elements 4 i .. 4 i + 3 (2 i and 2 i + 1) of the tensor in C order.
 *
 * A program may be compiled for one distribution and one element type, and is then shorter: see lecun_device_job.options.
 * Under HIP include <hip/hip_runtime.h> before this.
 */
#ifndef LECUN_DEVICE_H
#define LECUN_DEVICE_H

/* --- The languages: what each spells in its own way --------------------------------------------------------------- */

#if defined(__OPENCL_VERSION__)

#pragma OPENCL FP_CONTRACT OFF
#if defined(cl_khr_fp64)
#  if __OPENCL_VERSION__ < 120
#    pragma OPENCL EXTENSION cl_khr_fp64 : enable
#  endif
#  define LECUN_HAS_DOUBLES
#endif
typedef uint lecun_u32;
typedef ulong lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define LECUN_INLINE                  static inline
#define LECUN_CONSTANT_TABLE          __constant
#define LECUN_CONSTANT                __constant
#define LECUN_GLOBAL                  __global
#define LECUN_TWO(x, y)               ((uint2)((x), (y)))
#define LECUN_WORDS(x, y, z, w)       ((uint4)((x), (y), (z), (w)))
#define LECUN_CLZ(x)                  clz((uint)(x))
#define LECUN_MULHI(a, b)             mul_hi((uint)(a), (uint)(b))
#define LECUN_ALIGNED_16              __attribute__((aligned(16)))

#elif defined(__METAL_VERSION__)

#include <metal_stdlib>
using namespace metal;
typedef uint lecun_u32;
typedef ulong lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define LECUN_INLINE                  static inline
#define LECUN_CONSTANT_TABLE          constant
#define LECUN_CONSTANT                constant
#define LECUN_GLOBAL                  device
#define LECUN_TWO(x, y)               uint2((x), (y))
#define LECUN_WORDS(x, y, z, w)       uint4((x), (y), (z), (w))
#define LECUN_CLZ(x)                  clz((uint)(x))
#define LECUN_MULHI(a, b)             mulhi((uint)(a), (uint)(b))
#define LECUN_ALIGNED_16              alignas(16)

#elif defined(__CUDACC__) || defined(__CUDACC_RTC__) || defined(__HIP__) || defined(__HIPCC__) || defined(__HIPCC_RTC__)

#define LECUN_IS_CUDA_OR_HIP
#define LECUN_HAS_DOUBLES
typedef unsigned int lecun_u32;
typedef unsigned long long lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define LECUN_INLINE                  static __device__ __forceinline__
#define LECUN_CONSTANT_TABLE          static __device__ const
#define LECUN_CONSTANT
#define LECUN_GLOBAL
#define LECUN_TWO(x, y)               make_uint2((x), (y))
#define LECUN_WORDS(x, y, z, w)       make_uint4((x), (y), (z), (w))
#define LECUN_CLZ(x)                  ((lecun_u32)__clz((int)(x)))
#define LECUN_MULHI(a, b)             __umulhi((a), (b))
#define LECUN_ALIGNED_16              __align__(16)
#if defined(__HIP__) || defined(__HIPCC__) || defined(__HIPCC_RTC__)
#  define LECUN_IS_HIP
#  pragma clang fp contract(off)
#else
#  define LECUN_HAS_ROOT
#  define LECUN_ROOT(x)               __float_as_uint(__fsqrt_rn(__uint_as_float(x)))     /* IEEE's, whatever the options */
#endif

#else                                                                   /* C */

#include <math.h>
#include <stdint.h>
#include <string.h>
#define LECUN_IS_C
#define LECUN_HAS_DOUBLES
typedef uint32_t lecun_u32;
typedef uint64_t lecun_u64;
typedef struct lecun_pair { lecun_u32 x, y; } lecun_pair;
typedef struct lecun_four { lecun_u32 x, y, z, w; } lecun_four;
#define LECUN_INLINE                  static inline
#define LECUN_CONSTANT_TABLE          static const
#define LECUN_CONSTANT
#define LECUN_GLOBAL
#define LECUN_TWO(x, y)               lecun_pair_of((x), (y))
#define LECUN_WORDS(x, y, z, w)       lecun_four_of((x), (y), (z), (w))
#define LECUN_CLZ(x)                  lecun_leading_zeros_32(x)
#define LECUN_MULHI(a, b)             ((lecun_u32)((lecun_u64)(a) * (b) >> 32))
#define LECUN_ALIGNED_16

LECUN_INLINE lecun_pair lecun_pair_of(lecun_u32 x, lecun_u32 y)
{
    lecun_pair pair;
    pair.x = x;
    pair.y = y;
    return pair;
}

LECUN_INLINE lecun_four lecun_four_of(lecun_u32 x, lecun_u32 y, lecun_u32 z, lecun_u32 w)
{
    lecun_four four;
    four.x = x;
    four.y = y;
    four.z = z;
    four.w = w;
    return four;
}

LECUN_INLINE lecun_u32 lecun_leading_zeros_32(lecun_u32 x)
{
    lecun_u32 zeros = 0, step;
    for (step = 16; step; step >>= 1)
        if (x >> (32 - step) == 0) {
            zeros += step;
            x <<= step;
        }
    return zeros;
}

#endif

/* A row of the logarithm, 48 bytes: three loads of 16. */
typedef struct LECUN_ALIGNED_16 lecun_log_row {
    lecun_u32 end, d4, d3, unused;
    lecun_u64 d2, d1, d0, unused_too;
} lecun_log_row;

/* A group of which some draws are there. */
typedef struct lecun_begun { lecun_four draws; lecun_u32 have; } lecun_begun;

LECUN_INLINE lecun_begun lecun_begun_of(lecun_four draws, lecun_u32 have)
{
    lecun_begun begun;
    begun.draws = draws;
    begun.have = have;
    return begun;
}

/* The arguments of a job: the 16 words of lecun_device_job. */
typedef struct lecun_device_args { lecun_u32 word[16]; } lecun_device_args;

#define LECUN_FN1(R, NAME, T1, A1)                                    LECUN_INLINE R NAME(T1 A1)
#define LECUN_FN2(R, NAME, T1, A1, T2, A2)                            LECUN_INLINE R NAME(T1 A1, T2 A2)
#define LECUN_FN3(R, NAME, T1, A1, T2, A2, T3, A3)                    LECUN_INLINE R NAME(T1 A1, T2 A2, T3 A3)
#define LECUN_FN4(R, NAME, T1, A1, T2, A2, T3, A3, T4, A4)            LECUN_INLINE R NAME(T1 A1, T2 A2, T3 A3, T4 A4)
#define LECUN_LET(T, NAME)            const T NAME
#define LECUN_VAR(T, NAME)            T NAME
#define LECUN_SELECT(c, a, b)         ((c) ? (a) : (b))
#define LECUN_TABLE_BEGIN(T, NAME, COUNT) LECUN_CONSTANT_TABLE T NAME[COUNT] = {
#define LECUN_TABLE_END               };
#define LECUN_LOG_ROW                 lecun_log_row
#define LECUN_ROW(end, d4, d3, d2_high, d2_low, d1_high, d1_low, d0_high, d0_low) \
    {end, d4, d3, 0u, LECUN_W_OF(d2_high, d2_low), LECUN_W_OF(d1_high, d1_low), LECUN_W_OF(d0_high, d0_low), 0u}
#define LECUN_ROW_REFERENCE           LECUN_CONSTANT lecun_log_row *
#define LECUN_ROW_AT(table, i)        (&(table)[i])
#define LECUN_ROW_END(row)            (row)->end
#define LECUN_D4(row)                 (row)->d4
#define LECUN_D3(row)                 (row)->d3
#define LECUN_D2(row)                 (row)->d2
#define LECUN_D1(row)                 (row)->d1
#define LECUN_D0(row)                 (row)->d0
#define LECUN_U32                     lecun_u32
#define LECUN_PAIR                    lecun_pair
#define LECUN_FOUR                    lecun_four
#define LECUN_WIDE                    lecun_u64
#define LECUN_W_OF(high, low)         (((lecun_u64)(high) << 32) | (lecun_u64)(low))
#define LECUN_W_HIGH(w)               ((lecun_u32)((w) >> 32))
#define LECUN_W_LOW(w)                ((lecun_u32)(w))
#define LECUN_W_ADD(a, b)             ((a) + (b))
#define LECUN_W_SUB(a, b)             ((a) - (b))
#define LECUN_W_SHIFT_LEFT(w, n)      ((w) << (n))
#define LECUN_W_SHIFT_RIGHT(w, n)     ((w) >> (n))
#define LECUN_W_MUL(a, b)             ((lecun_u64)(a) * (lecun_u64)(b))
#define LECUN_W_TIMES_32(a, b)        ((a) * (b))
#define LECUN_BEGUN                   lecun_begun
#define LECUN_BEGUN_OF(draws, have)   lecun_begun_of((draws), (have))
#define LECUN_ARGS                    lecun_device_args
#define LECUN_ARG(a, i)               (a).word[i]
#define LECUN_PLACE                   lecun_u64
#define LECUN_PLACE_OF(w)             (w)
#if defined(LECUN_IS_CUDA_OR_HIP) && !defined(_MSC_VER)
#  define LECUN_ROLLED                _Pragma("unroll 1")         /* what is twice as long is no faster */
#else
#  define LECUN_ROLLED
#endif
#if !defined(LECUN_HAS_ROOT)
#  define LECUN_ROOT(x)               lecun_float_root(x)
#endif

/* What a program that is compiled for one distribution and one element type says: -DLECUN_DISTRIBUTION=41u ... */
#if defined(LECUN_DISTRIBUTION)
#  define LECUN_DISTRIBUTION_OF(a)    LECUN_DISTRIBUTION
#else
#  define LECUN_DISTRIBUTION_OF(a)    LECUN_ARG(a, 12)
#endif
#if defined(LECUN_ELEMENT)
#  define LECUN_ELEMENT_OF(a)         LECUN_ELEMENT
#else
#  define LECUN_ELEMENT_OF(a)         LECUN_ARG(a, 13)
#endif

/* Which kernels such a program wants. */
#if !defined(LECUN_ELEMENT) || LECUN_ELEMENT == 2
#  if defined(LECUN_HAS_DOUBLES)
#    define LECUN_WANTS_DOUBLES
#  endif
#endif
#if !defined(LECUN_ELEMENT) || LECUN_ELEMENT != 2
#  if !defined(LECUN_DISTRIBUTION) || LECUN_DISTRIBUTION == 41
#    define LECUN_WANTS_TRUNCATED
#  endif
#  if !defined(LECUN_DISTRIBUTION) || LECUN_DISTRIBUTION != 41
#    define LECUN_WANTS_PLAIN
#  endif
#endif

/* --- Operations on 64 bits that are made of those on 32 ------------------------------------------------------------ */

/* The upper 64 bits of a product of 64-bit numbers, less what the product of the lower halves carries: no draw depends on
 * that. */
LECUN_FN2(LECUN_WIDE, lecun_times_high, LECUN_WIDE, a, LECUN_WIDE, b)
{
    LECUN_LET(LECUN_U32, middle) = LECUN_MULHI(LECUN_W_HIGH(a), LECUN_W_LOW(b));
    LECUN_LET(LECUN_U32, other) = LECUN_MULHI(LECUN_W_LOW(a), LECUN_W_HIGH(b));

    return LECUN_W_ADD(LECUN_W_ADD(LECUN_W_MUL(LECUN_W_HIGH(a), LECUN_W_HIGH(b)), LECUN_W_OF(0u, middle)), LECUN_W_OF(0u, other));
}

LECUN_FN1(LECUN_WIDE, lecun_square_high, LECUN_WIDE, a)
{
    return LECUN_W_ADD(LECUN_W_MUL(LECUN_W_HIGH(a), LECUN_W_HIGH(a)), LECUN_W_SHIFT_RIGHT(LECUN_W_MUL(LECUN_W_HIGH(a), LECUN_W_LOW(a)), 31u));
}

/* The product of 64 and 32 bits, shifted down by 32. */
LECUN_FN2(LECUN_WIDE, lecun_times_32_high, LECUN_WIDE, a, LECUN_U32, b)
{
    LECUN_LET(LECUN_U32, low) = LECUN_MULHI(LECUN_W_LOW(a), b);

    return LECUN_W_ADD(LECUN_W_MUL(LECUN_W_HIGH(a), b), LECUN_W_OF(0u, low));
}

LECUN_FN1(LECUN_WIDE, lecun_absolute, LECUN_WIDE, x)
{
    return LECUN_SELECT((LECUN_W_HIGH(x) >> 31u) != 0u, LECUN_W_SUB(LECUN_W_OF(0u, 0u), x), x);
}

/* x / 2^40, to nearest, ties to even. */
LECUN_FN1(LECUN_U32, lecun_to_24_bits, LECUN_WIDE, x)
{
    LECUN_LET(LECUN_U32, top) = LECUN_W_HIGH(x) >> 8u;
    LECUN_LET(LECUN_U32, up) = (top & 1u) | LECUN_SELECT(LECUN_W_LOW(x) != 0u, 1u, 0u);         /* what lifts a rest of exactly one half */

    return top + ((((LECUN_W_HIGH(x) & 0xffu) + 0x7fu) + up) >> 8u);
}

#define LECUN_W_MUL_HIGH(a, b)        lecun_times_high(a, b)
#define LECUN_W_SQUARE_HIGH(a)        lecun_square_high(a)
#define LECUN_W_MUL_HIGH_32(a, b)     lecun_times_32_high(a, b)
#define LECUN_W_ABSOLUTE(w)           lecun_absolute(w)
#define LECUN_W_TO_24_BITS(w)         lecun_to_24_bits(w)

/* --- Philox4x32-10 ------------------------------------------------------------------------------------------------ */

/* The block of four words at a counter, little end first. */
LECUN_FN2(LECUN_FOUR, lecun_philox_words, LECUN_FOUR, counter, LECUN_PAIR, key)
{
    LECUN_VAR(LECUN_U32, c0) = counter.x;
    LECUN_VAR(LECUN_U32, c1) = counter.y;
    LECUN_VAR(LECUN_U32, c2) = counter.z;
    LECUN_VAR(LECUN_U32, c3) = counter.w;
    LECUN_VAR(LECUN_U32, k0) = key.x;
    LECUN_VAR(LECUN_U32, k1) = key.y;
    LECUN_VAR(LECUN_U32, i) = 0u;

    for (i = 0u; i < 10u; i++) {
        LECUN_LET(LECUN_WIDE, p0) = LECUN_W_MUL(0xd2511f53u, c0);
        LECUN_LET(LECUN_WIDE, p1) = LECUN_W_MUL(0xcd9e8d57u, c2);
        c0 = (LECUN_W_HIGH(p1) ^ c1) ^ k0;
        c1 = LECUN_W_LOW(p1);
        c2 = (LECUN_W_HIGH(p0) ^ c3) ^ k1;
        c3 = LECUN_W_LOW(p0);
        k0 = k0 + 0x9e3779b9u;
        k1 = k1 + 0xbb67ae85u;
    }
    return LECUN_WORDS(c0, c1, c2, c3);
}

/* --- Rounding ----------------------------------------------------------------------------------------------------- */

/* x / 2^n, n from 1 to 31, to nearest, ties to even. x + 2^n must fit. */
LECUN_FN2(LECUN_U32, lecun_shift_to_nearest, LECUN_U32, x, LECUN_U32, n)
{
    return ((x + ((1u << (n - 1u)) - 1u)) + ((x >> n) & 1u)) >> n;
}

/* The float m * 2^(bias - 158), exactly; m from 0 to 2^24 - 1, and the result 0 or a normal float. */
LECUN_FN2(LECUN_U32, lecun_float_of_integer, LECUN_U32, m, LECUN_U32, bias)
{
    LECUN_LET(LECUN_U32, zeros) = LECUN_CLZ(m | 1u);

    return LECUN_SELECT(m == 0u, 0u, ((bias - 1u) - zeros) << 23u) + ((m << zeros) >> 8u);
}

/* --- Products and sums of floats ---------------------------------------------------------------------------------- */

/* To nearest, ties to even, as x86 computes them when it flushes: a subnormal operand counts as a zero of its sign, and a
 * result that is below 2^-126 once rounded to 24 bits becomes one. Infinity times zero, and infinity less infinity, are
 * x86's NaN. */

/* The fraction of a product of normal floats, 2^23 to 2^24, and 2^30 if the exponents' sum is one too few. */
LECUN_FN2(LECUN_U32, lecun_fraction_product, LECUN_U32, a, LECUN_U32, b)
{
    LECUN_LET(LECUN_WIDE, product) = LECUN_W_MUL((a & 0x7fffffu) | 0x800000u, (b & 0x7fffffu) | 0x800000u);   /* 47 or 48 bits */
    LECUN_LET(LECUN_U32, carry) = LECUN_W_HIGH(product) >> 15u;
    LECUN_LET(LECUN_WIDE, bits_48) = LECUN_W_SHIFT_LEFT(product, 1u - carry);
    LECUN_LET(LECUN_U32, fraction) = LECUN_W_LOW(LECUN_W_SHIFT_RIGHT(bits_48, 24u));
    LECUN_LET(LECUN_U32, rest) = LECUN_W_LOW(bits_48) & 0xffffffu;

    return (fraction + (((rest + (fraction & 1u)) + 0x7fffffu) >> 24u)) + (carry << 30u);
}

LECUN_FN2(LECUN_U32, lecun_float_product, LECUN_U32, a, LECUN_U32, b)
{
    LECUN_LET(LECUN_U32, sign) = (a ^ b) & 0x80000000u;
    LECUN_LET(LECUN_U32, ea) = (a >> 23u) & 0xffu;
    LECUN_LET(LECUN_U32, eb) = (b >> 23u) & 0xffu;
    LECUN_LET(LECUN_U32, fraction_and_carry) = lecun_fraction_product(a, b);
    LECUN_LET(LECUN_U32, fraction) = fraction_and_carry & 0x3fffffffu;
    LECUN_LET(LECUN_U32, e) = (ea + eb) + (fraction_and_carry >> 30u);              /* the exponent field, 127 added */

    if (((ea - 1u) < 254u) && ((eb - 1u) < 254u) && ((e - 128u) < 254u)) {
        return sign | (((e - 128u) << 23u) + fraction);
    }
    if ((ea == 0xffu) || (eb == 0xffu)) {
        return LECUN_SELECT((ea == 0u) || (eb == 0u), 0xffc00000u, sign | 0x7f800000u);
    }
    if ((ea == 0u) || (eb == 0u) || (e < 127u)) {
        return sign;
    }
    if (e == 127u) {
        return sign | LECUN_SELECT(fraction == 0x1000000u, 0x00800000u, 0u);
    }
    return sign | 0x7f800000u;
}

LECUN_FN2(LECUN_U32, lecun_float_sum, LECUN_U32, a, LECUN_U32, b)
{
    LECUN_LET(LECUN_U32, change) = (a ^ b) & (0u - LECUN_SELECT((a & 0x7fffffffu) < (b & 0x7fffffffu), 1u, 0u));
    LECUN_LET(LECUN_U32, x) = a ^ change;                                           /* the one of greater magnitude */
    LECUN_LET(LECUN_U32, y) = b ^ change;
    LECUN_LET(LECUN_U32, sign) = x & 0x80000000u;
    LECUN_LET(LECUN_U32, ex) = (x >> 23u) & 0xffu;
    LECUN_LET(LECUN_U32, ey) = (y >> 23u) & 0xffu;
    LECUN_LET(LECUN_U32, fx) = ((x & 0x7fffffu) | 0x800000u) << 7u;
    LECUN_LET(LECUN_U32, fy) = ((y & 0x7fffffu) | 0x800000u) << 7u;
    LECUN_LET(LECUN_U32, apart) = LECUN_SELECT((ex - ey) > 31u, 31u, ex - ey);
    LECUN_LET(LECUN_U32, near) = fy >> apart;
    LECUN_LET(LECUN_U32, aligned) = LECUN_SELECT(ey == 0u, 0u, near | LECUN_SELECT((near << apart) != fy, 1u, 0u));
    LECUN_LET(LECUN_U32, minus) = 0u - ((x ^ y) >> 31u);
    LECUN_LET(LECUN_U32, total) = fx + ((aligned ^ minus) - minus);
    LECUN_LET(LECUN_U32, zeros) = LECUN_CLZ(total | 1u);
    LECUN_LET(LECUN_U32, fraction) = LECUN_W_TO_24_BITS(LECUN_W_OF(total << zeros, 0u));
    LECUN_LET(LECUN_U32, e) = (ex + 1u) - zeros;

    if (((ex - 1u) < 254u) && (total != 0u) && ((e - 1u) < 254u)) {
        return sign | (((e - 1u) << 23u) + fraction);
    }
    if (ex == 0u) {
        return (a & b) & 0x80000000u;
    }
    if (ex == 0xffu) {
        return LECUN_SELECT((ey == 0xffu) && (x == (y ^ 0x80000000u)), 0xffc00000u, x);
    }
    if (total == 0u) {
        return 0u;
    }
    return sign | LECUN_SELECT(e == 255u, 0x7f800000u, 0u);                   /* so small a sum is exact, and below 2^-126 */
}

/* The sum with a shift, which is 0 more often than not: then only -0 changes. */
LECUN_FN2(LECUN_U32, lecun_float_shifted, LECUN_U32, x, LECUN_U32, shift)
{
    if (shift == 0u) {
        return x & (0u - LECUN_SELECT((x << 1u) == 0u, 0u, 1u));
    }
    return lecun_float_sum(x, shift);
}

/* draw * scale + shift, two operations. */
LECUN_FN3(LECUN_U32, lecun_float_affine, LECUN_U32, draw, LECUN_U32, scale, LECUN_U32, shift)
{
    return lecun_float_shifted(lecun_float_product(draw, scale), shift);
}

#if !defined(LECUN_HAS_ROOT)
/* 2^32 / sqrt(x), to 16 bits, in the middle of each 64th of [2, 4), then of [1, 2). */
LECUN_TABLE_BEGIN(LECUN_U32, lecun_root_table, 128)
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
LECUN_TABLE_END

/* The square root of a normal float above 0, correctly rounded: two of Goldschmidt's steps from that table, and a look at
 * what is left (the method of musl's sqrtf.c). */
LECUN_FN1(LECUN_U32, lecun_float_root, LECUN_U32, bits)
{
    LECUN_LET(LECUN_U32, inverse) = lecun_root_table[(bits >> 17u) & 127u];         /* 2^32 / root; the exponent's bias is odd */
    LECUN_LET(LECUN_U32, x) = ((bits << 8u) | 0x80000000u) >> ((bits >> 23u) & 1u); /* 2^30 [1, 4) */
    LECUN_LET(LECUN_U32, root_1) = LECUN_MULHI(x, inverse);                               /* 2^30 [1, 2) */
    LECUN_LET(LECUN_U32, step_1) = 0xc0000000u - LECUN_MULHI(root_1, inverse);            /* 2^30 (3 - x / root^2) */
    LECUN_LET(LECUN_U32, inverse_2) = LECUN_MULHI(inverse, step_1) << 1u;
    LECUN_LET(LECUN_U32, root_2) = LECUN_MULHI(root_1, step_1) << 1u;
    LECUN_LET(LECUN_U32, step_2) = 0xc0000000u - LECUN_MULHI(root_2, inverse_2);
    LECUN_LET(LECUN_U32, root) = (LECUN_MULHI(root_2, step_2) - 1u) >> 6u;                /* 2^23 [1, 2); right, or one too low */
    LECUN_LET(LECUN_U32, rest) = (x << 16u) - (root * root);                        /* modulo 2^32 */
    LECUN_LET(LECUN_U32, more) = (root - rest) >> 31u;                              /* x is above (root + 1/2)^2 */

    return (((bits + 0x3e800000u) >> 24u) << 23u) + (root + more);
}
#endif

/* --- Elementary functions ----------------------------------------------------------------------------------------- */

/* The rows of the logarithm, downwards from 1: where the row ends; then the coefficients LECUN_D4 * 2^45, LECUN_D3 * 2^42, LECUN_D2 * 2^64,
 * LECUN_D1 * 2^64, LECUN_D0 * 2^59 for a distance of up to 1/2 below that, of the last three the high word, then the low one. Row 0 ends
 * at 1. */
LECUN_TABLE_BEGIN(LECUN_LOG_ROW, lecun_square_table, 17)
    LECUN_ROW(0xd0001000u, 0x080751a4u, 0x15575b0cu, 0x007ffffbu, 0xc829048cu, 0x10000000u, 0x00000000u, 0x00000000u, 0x00000000u),
    LECUN_ROW(0x00001000u, 0x0943a769u, 0x169a21fdu, 0x008526bfu, 0x06521e47u, 0x105197feu, 0x124d6829u, 0x00286552u, 0x4092d91bu),
    LECUN_ROW(0x00001000u, 0x0a917ffdu, 0x18e7e122u, 0x008e1024u, 0x86e535d7u, 0x10db20adu, 0xcc24b731u, 0x006abbcbu, 0x38edde27u),
    LECUN_ROW(0x00001000u, 0x0c1c35f4u, 0x1b888b00u, 0x0097e67du, 0x2c584b5eu, 0x116e068du, 0x11caf6ecu, 0x00af4ad2u, 0x616ea510u),
    LECUN_ROW(0x00001000u, 0x0df199e2u, 0x1e8b3791u, 0x00a2cbc5u, 0xc8a3eaa2u, 0x120b470eu, 0x3481ed3bu, 0x00f639ccu, 0x0ccf1ab7u),
    LECUN_ROW(0x00001000u, 0x10234951u, 0x22026a26u, 0x00aee84du, 0x1ecbec0du, 0x12b404acu, 0x02fb74e1u, 0x013fb45au, 0x4e085279u),
    LECUN_ROW(0x00001000u, 0x12c7ed05u, 0x2605019cu, 0x00bc6c2au, 0xd6fd6620u, 0x13698defu, 0x065513f1u, 0x018beafeu, 0xa83c95bau),
    LECUN_ROW(0x00001000u, 0x15fcf160u, 0x2aaf76f8u, 0x00cb911fu, 0xe439a19fu, 0x142d661bu, 0xb4606f5fu, 0x01db13dbu, 0x0289da0eu),
    LECUN_ROW(0x00001000u, 0x19e8ef1fu, 0x30258846u, 0x00dc9d03u, 0xa9b845bfu, 0x15015003u, 0xa0bb3b55u, 0x022d6b99u, 0x6bfe2232u),
    LECUN_ROW(0x00001000u, 0x1ebf16a6u, 0x36947b00u, 0x00efe4efu, 0x0f3f8c8eu, 0x15e75b9du, 0x7a361619u, 0x02833684u, 0x73008d68u),
    LECUN_ROW(0x00001000u, 0x24c41bfau, 0x3e363532u, 0x0105d16au, 0xeb9d12b7u, 0x16e1f742u, 0x32883c37u, 0x02dcc1dcu, 0xd12e12c6u),
    LECUN_ROW(0x00001000u, 0x2c5568e4u, 0x47558b48u, 0x011ee405u, 0x118adf57u, 0x17f405c0u, 0xe71c9092u, 0x033a657du, 0x42b9ababu),
    LECUN_ROW(0x00001000u, 0x35f3cff0u, 0x5254505bu, 0x013bbedcu, 0x375f0516u, 0x1920faf3u, 0x1cb86b44u, 0x039c85e3u, 0x07e9bb7du),
    LECUN_ROW(0x00001000u, 0x4253c0dfu, 0x5fb4030bu, 0x015d2ef7u, 0xa4a73034u, 0x1a6d012au, 0x953e0fc8u, 0x040396b9u, 0x7e6ddb33u),
    LECUN_ROW(0x00001000u, 0x5276547du, 0x70226c89u, 0x01843aaau, 0xa831f659u, 0x1bdd2ad7u, 0xca1a9571u, 0x04701e12u, 0x8dce8956u),
    LECUN_ROW(0x00001000u, 0x6850af7fu, 0x847b9a57u, 0x01b23777u, 0xa979222du, 0x1d77b51au, 0x2c939c86u, 0x04e2b886u, 0x18f73110u),
    LECUN_ROW(0x00001000u, 0x80751a46u, 0x9eafdde8u, 0x01e8d66eu, 0x4f9dc044u, 0x1f44655au, 0xd4b90439u, 0x055c1e89u, 0xac78bd49u)
LECUN_TABLE_END

/* -2 log(m * 2^-23), m below 2^23: the square of the radius. The bound of 1e-7f keeps it finite for m = 0. */
LECUN_FN1(LECUN_U32, lecun_float_square, LECUN_U32, m)
{
    LECUN_LET(LECUN_U32, zeros) = LECUN_CLZ(m | 1u);
    LECUN_LET(LECUN_U32, depth) = 0x102ffffu - ((m << zeros) >> 8u);                /* of the mantissa, 0x30000 below the end of row 1 */
    LECUN_LET(LECUN_U32, row) = LECUN_SELECT(m == 0u, 0u, depth >> 19u);
    LECUN_LET(LECUN_ROW_REFERENCE, entry) = LECUN_ROW_AT(lecun_square_table, row);
    LECUN_LET(LECUN_U32, theta) = ((depth << 13u) >> 1u) + LECUN_ROW_END(entry);          /* 2^32 times a number up to 1/2 */
    LECUN_LET(LECUN_U32, d3) = LECUN_D3(entry) + (LECUN_MULHI(theta, LECUN_D4(entry)) >> 3u);
    LECUN_LET(LECUN_WIDE, d2) = LECUN_W_ADD(LECUN_D2(entry), LECUN_W_SHIFT_RIGHT(LECUN_W_MUL(theta, d3), 10u));
    LECUN_LET(LECUN_WIDE, d1) = LECUN_W_ADD(LECUN_D1(entry), LECUN_W_MUL_HIGH_32(d2, theta));
    LECUN_LET(LECUN_WIDE, d0) = LECUN_W_ADD(LECUN_D0(entry), LECUN_W_SHIFT_RIGHT(LECUN_W_MUL_HIGH_32(d1, theta), 5u));
    LECUN_LET(LECUN_WIDE, log) = LECUN_W_ADD(d0, LECUN_W_TIMES_32(LECUN_W_OF(0x058b90bfu, 0xbe8e7bc0u), zeros - 9u));    /* log(2) for each octave; 2^59 */
    LECUN_LET(LECUN_U32, above) = LECUN_CLZ(LECUN_W_HIGH(log) | 1u);
    LECUN_LET(LECUN_U32, fraction) = ((LECUN_W_HIGH(LECUN_W_SHIFT_LEFT(log, above)) >> 7u) + 1u) >> 1u;    /* ties do not occur */

    return LECUN_SELECT(m == 0u, 0x4200f1dcu, ((131u - above) << 23u) + fraction);
}

/* 2 pi m * 2^-23, m below 2^23, rounded to a float, in units of 2^-52. */
LECUN_FN1(LECUN_WIDE, lecun_angle, LECUN_U32, m)
{
    LECUN_LET(LECUN_WIDE, product) = LECUN_W_MUL_HIGH_32(LECUN_W_OF(0xc90fdaa2u, 0x2168c000u), m);
    LECUN_LET(LECUN_U32, gone) = 31u - LECUN_CLZ(LECUN_W_LOW(LECUN_W_SHIFT_RIGHT(product, 23u)) | 1u);           /* bits below the 24 that stay */
    LECUN_LET(LECUN_WIDE, rounded) = LECUN_W_ADD(product, LECUN_W_OF(0u, (1u << gone) >> 1u));

    return LECUN_W_OF(LECUN_W_HIGH(rounded), LECUN_W_LOW(rounded) & (0xffffffffu << gone));
}

/* {sin, cos} of that angle, as floats. */
LECUN_FN1(LECUN_PAIR, lecun_float_sincos, LECUN_U32, m)
{
    LECUN_LET(LECUN_U32, n) = (m + 0x100000u) >> 21u;                               /* less n quadrants, the nearest */
    LECUN_LET(LECUN_WIDE, x) = LECUN_W_SUB(lecun_angle(m), LECUN_W_TIMES_32(LECUN_W_OF(0x001921fbu, 0x54442d18u), n));
    LECUN_LET(LECUN_U32, negative) = LECUN_W_HIGH(x) >> 31u;
    LECUN_LET(LECUN_WIDE, r) = LECUN_W_SHIFT_LEFT(LECUN_W_ABSOLUTE(x), 12u);                    /* from here on 2^64 */
    LECUN_LET(LECUN_WIDE, r2) = LECUN_W_SQUARE_HIGH(r);
    /* sin = r - r r2 (s1 - r2 (s2 - r2 s3)) */
    LECUN_LET(LECUN_WIDE, s3) = LECUN_W_SHIFT_LEFT(LECUN_W_OF(0u, LECUN_MULHI(LECUN_W_HIGH(r2), 0xcca759bcu)), 20u);
    LECUN_LET(LECUN_WIDE, s2) = LECUN_W_SUB(LECUN_W_OF(0x02220ec0u, 0xa4617880u), s3);
    LECUN_LET(LECUN_WIDE, s1) = LECUN_W_SUB(LECUN_W_OF(0x2aaaa8b3u, 0x2b4c0600u), LECUN_W_MUL_HIGH(r2, s2));
    LECUN_LET(LECUN_WIDE, s) = LECUN_W_SUB(r, LECUN_W_MUL_HIGH(r, LECUN_W_MUL_HIGH(r2, s1)));
    /* 1 - cos = r2 (c1 - r2 (c2 - r2 (c3 - r2 c4))) */
    LECUN_LET(LECUN_WIDE, c4) = LECUN_W_SHIFT_LEFT(LECUN_W_OF(0u, LECUN_MULHI(LECUN_W_HIGH(r2), 0xcc9a1814u)), 17u);
    LECUN_LET(LECUN_WIDE, c3) = LECUN_W_SUB(LECUN_W_OF(0x005b021fu, 0xa268d674u), c4);
    LECUN_LET(LECUN_WIDE, c2) = LECUN_W_SUB(LECUN_W_OF(0x0aaaa9f0u, 0x83478c80u), LECUN_W_MUL_HIGH(r2, c3));
    LECUN_LET(LECUN_WIDE, c1) = LECUN_W_SUB(LECUN_W_OF(0x7ffffff4u, 0x31887000u), LECUN_W_MUL_HIGH(r2, c2));
    LECUN_LET(LECUN_U32, c) = LECUN_W_HIGH(LECUN_W_MUL_HIGH(r2, c1));
    LECUN_LET(LECUN_U32, cosine) = 0x3e800000u + (((0x7fffffffu - (c >> 1u)) + 64u) >> 7u);    /* 1 comes out by the carry */
    LECUN_LET(LECUN_U32, zeros) = LECUN_CLZ(LECUN_W_HIGH(s) | 1u);
    LECUN_LET(LECUN_U32, sine) = LECUN_SELECT(m == 0u, 0u, ((125u - zeros) << 23u) + LECUN_W_TO_24_BITS(LECUN_W_SHIFT_LEFT(s, zeros)));
    /* quadrants 0 to 3: (s, c), (c, -s), (-s, -c), (-c, s) */
    LECUN_LET(LECUN_U32, first) = sine | ((negative ^ ((n + 1u) >> 1u)) << 31u);
    LECUN_LET(LECUN_U32, second) = cosine | ((n >> 1u) << 31u);
    LECUN_LET(LECUN_U32, swap) = (first ^ second) & (0u - (n & 1u));

    return LECUN_TWO(first ^ swap, second ^ swap);
}

/* --- Draws -------------------------------------------------------------------------------------------------------- */

/* Uniform in [0, 1): m * 2^-23, m below 2^23. */
LECUN_FN1(LECUN_U32, lecun_float_uniform, LECUN_U32, m)
{
    return lecun_float_of_integer(m, 135u);
}

/* draw * scale + shift of a uniform draw, m * 2^-23, m below 2^23. If the exponents of scale and shift are at most 15 apart, as
 * they are in nearly all uses, product and sum fit 64 bits in one unit, the product's last bit but one; otherwise as ever. */
LECUN_FN3(LECUN_U32, lecun_uniform_affine, LECUN_U32, m, LECUN_U32, scale, LECUN_U32, shift)
{
    LECUN_LET(LECUN_U32, e_scale) = (scale >> 23u) & 0xffu;
    LECUN_LET(LECUN_U32, apart) = (e_scale + 15u) - ((shift >> 23u) & 0xffu);

    if ((apart < 31u) && ((e_scale - 67u) < 133u)) {
        LECUN_LET(LECUN_WIDE, exact) = LECUN_W_SHIFT_LEFT(LECUN_W_MUL(m, (scale & 0x7fffffu) | 0x800000u), 1u);     /* below 2^48 */
        LECUN_LET(LECUN_U32, zeros) = LECUN_CLZ(LECUN_W_LOW(LECUN_W_SHIFT_RIGHT(exact, 16u)) | 1u);
        LECUN_LET(LECUN_U32, gone) = LECUN_SELECT(zeros > 23u, 1u, 24u - zeros);          /* bits below the 24 that stay: 1 is always 0 */
        LECUN_LET(LECUN_U32, odd) = LECUN_W_LOW(LECUN_W_SHIFT_RIGHT(exact, gone)) & 1u;
        LECUN_LET(LECUN_WIDE, carried) = LECUN_W_ADD(exact, LECUN_W_OF(0u, ((1u << (gone - 1u)) - 1u) + odd));
        LECUN_LET(LECUN_WIDE, product) = LECUN_W_SHIFT_LEFT(LECUN_W_SHIFT_RIGHT(carried, gone), gone);
        LECUN_LET(LECUN_WIDE, other) = LECUN_W_SHIFT_RIGHT(LECUN_W_OF(((shift & 0x7fffffu) | 0x800000u) << 7u, 0u), apart);
        LECUN_LET(LECUN_WIDE, sum) = LECUN_SELECT(((scale ^ shift) >> 31u) != 0u, LECUN_W_SUB(other, product), LECUN_W_ADD(other, product));
        LECUN_LET(LECUN_U32, sign) = (shift ^ LECUN_W_HIGH(sum)) & 0x80000000u;
        LECUN_LET(LECUN_WIDE, magnitude) = LECUN_W_ABSOLUTE(sum);
        LECUN_LET(LECUN_U32, high_zeros) = LECUN_SELECT(LECUN_W_HIGH(magnitude) == 0u, 32u, 0u);
        LECUN_LET(LECUN_WIDE, upper) = LECUN_SELECT(high_zeros != 0u, LECUN_W_OF(LECUN_W_LOW(magnitude), 0u), magnitude);
        LECUN_LET(LECUN_U32, more_zeros) = LECUN_CLZ(LECUN_W_HIGH(upper) | 1u);
        LECUN_LET(LECUN_U32, fraction) = LECUN_W_TO_24_BITS(LECUN_W_SHIFT_LEFT(upper, more_zeros));
        LECUN_LET(LECUN_U32, result) = sign | ((((e_scale + 15u) - (high_zeros + more_zeros)) << 23u) + fraction);

        return LECUN_SELECT(LECUN_W_HIGH(upper) == 0u, 0u, result);
    }
    return lecun_float_affine(lecun_float_uniform(m), scale, shift);
}

/* A sine or cosine, 0 or at least 2^-24 in magnitude, times a radius: neither can be too small or too large. */
LECUN_FN2(LECUN_U32, lecun_float_times_radius, LECUN_U32, x, LECUN_U32, radius)
{
    LECUN_LET(LECUN_U32, fraction_and_carry) = lecun_fraction_product(x, radius);
    LECUN_LET(LECUN_U32, e) = (((x >> 23u) & 0xffu) + (radius >> 23u)) + (fraction_and_carry >> 30u);
    LECUN_LET(LECUN_U32, product) = ((e - 128u) << 23u) + (fraction_and_carry & 0x3fffffffu);

    return (x & 0x80000000u) | LECUN_SELECT((x << 1u) == 0u, 0u, product);
}

/* Two standard normals from two words (Box and Muller, 1958). */
LECUN_FN2(LECUN_PAIR, lecun_float_normals, LECUN_U32, word_0, LECUN_U32, word_1)
{
    LECUN_LET(LECUN_U32, radius) = LECUN_ROOT(lecun_float_square(word_0 & 0x7fffffu));
    LECUN_LET(LECUN_PAIR, direction) = lecun_float_sincos(word_1 & 0x7fffffu);

    return LECUN_TWO(lecun_float_times_radius(direction.x, radius), lecun_float_times_radius(direction.y, radius));
}

/* --- The 16-bit types --------------------------------------------------------------------------------------------- */

/* Rounded to nearest, ties to even. NaN stays NaN and is quiet, too large becomes infinity, subnormals are exact. */

LECUN_FN1(LECUN_U32, lecun_bf16_of_bits, LECUN_U32, x)
{
    if ((x & 0x7fffffffu) > 0x7f800000u) {
        return (x >> 16u) | 0x40u;
    }
    return ((x + 0x7fffu) + ((x >> 16u) & 1u)) >> 16u;                  /* a carry into the exponent is the right answer */
}

LECUN_FN1(LECUN_U32, lecun_half_of_bits, LECUN_U32, x)
{
    LECUN_LET(LECUN_U32, sign) = (x >> 16u) & 0x8000u;
    LECUN_LET(LECUN_U32, magnitude) = x & 0x7fffffffu;

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

LECUN_FN1(LECUN_U32, lecun_bits_of_half, LECUN_U32, h)
{
    LECUN_LET(LECUN_U32, sign) = (h & 0x8000u) << 16u;
    LECUN_LET(LECUN_U32, exponent) = (h >> 10u) & 0x1fu;
    LECUN_LET(LECUN_U32, fraction) = h & 0x3ffu;

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

LECUN_FN1(LECUN_U32, lecun_round_bf16, LECUN_U32, x)
{
    return lecun_bf16_of_bits(x) << 16u;
}

LECUN_FN1(LECUN_U32, lecun_round_half, LECUN_U32, x)
{
    LECUN_LET(LECUN_U32, magnitude) = x & 0x7fffffffu;

    if ((magnitude - 0x38800000u) < 0x0efff000u) {                      /* 2^-14 to the last that does not become infinite */
        return ((x + 0xfffu) + ((x >> 13u) & 1u)) & 0xffffe000u;
    }
    return lecun_bits_of_half(lecun_half_of_bits(x));
}

LECUN_FN3(LECUN_U32, lecun_bf16_affine, LECUN_U32, draw, LECUN_U32, scale, LECUN_U32, shift)
{
    LECUN_LET(LECUN_U32, product) = lecun_round_bf16(lecun_float_product(lecun_round_bf16(draw), scale));

    return lecun_bf16_of_bits(lecun_float_shifted(product, shift));
}

LECUN_FN3(LECUN_U32, lecun_half_affine, LECUN_U32, draw, LECUN_U32, scale, LECUN_U32, shift)
{
    LECUN_LET(LECUN_U32, product) = lecun_round_half(lecun_float_product(lecun_round_half(draw), scale));

    return lecun_half_of_bits(lecun_float_shifted(product, shift));
}

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
#define LECUN_NO_DRAW_CONSTANT        0u
#define LECUN_NO_DRAW_IDENTITY        1u
#define LECUN_DRAW_TRUNCATED          41u
#define LECUN_DRAW_UNIFORM            43u
#define LECUN_OUTSIDE                 0x40000000u
#define LECUN_ELEMENT_F32             1u
#define LECUN_ELEMENT_F16             3u
#define LECUN_ELEMENT_BF16            4u
#define LECUN_ELEMENT_F16_ONCE        5u                          /* float weights, rounded to 16 bits at the end */
#define LECUN_ELEMENT_BF16_ONCE       6u

/* The counter of a group's first block, of which it owns 2^log2_blocks: upper is the stream's own. */
LECUN_FN3(LECUN_FOUR, lecun_group_start, LECUN_PAIR, upper, LECUN_WIDE, group, LECUN_U32, log2_blocks)
{
    LECUN_LET(LECUN_U32, low) = LECUN_W_LOW(group) << log2_blocks;
    LECUN_LET(LECUN_U32, high) = (LECUN_W_HIGH(group) << log2_blocks) | ((LECUN_W_LOW(group) >> 1u) >> (31u - log2_blocks));
    LECUN_LET(LECUN_U32, beyond) = (LECUN_W_HIGH(group) >> 1u) >> (31u - log2_blocks);
    LECUN_LET(LECUN_U32, third) = upper.x + beyond;

    return LECUN_WORDS(low, high, third, upper.y + LECUN_SELECT(third < beyond, 1u, 0u));
}

/* A float weight as the element that it becomes when it is rounded once. */
LECUN_FN2(LECUN_U32, lecun_rounded_once, LECUN_U32, weight, LECUN_U32, element)
{
    if (element == LECUN_ELEMENT_F16_ONCE) {
        return lecun_half_of_bits(weight);
    }
    if (element == LECUN_ELEMENT_BF16_ONCE) {
        return lecun_bf16_of_bits(weight);
    }
    return weight;
}

LECUN_FN4(LECUN_U32, lecun_scaled_draw, LECUN_U32, draw, LECUN_U32, scale, LECUN_U32, shift, LECUN_U32, element)
{
    if (element == LECUN_ELEMENT_F16) {
        return lecun_half_affine(draw, scale, shift);
    }
    if (element == LECUN_ELEMENT_BF16) {
        return lecun_bf16_affine(draw, scale, shift);
    }
    return lecun_rounded_once(lecun_float_affine(draw, scale, shift), element);
}

/* The low bits of a word are the fraction of a uniform: 23 of them, 10 of float16, 7 of bfloat16. */
LECUN_FN4(LECUN_U32, lecun_uniform_element, LECUN_U32, word, LECUN_U32, scale, LECUN_U32, shift, LECUN_U32, element)
{
    if (element == LECUN_ELEMENT_F16) {
        return lecun_half_affine(lecun_float_uniform((word << 13u) & 0x7fffffu), scale, shift);
    }
    if (element == LECUN_ELEMENT_BF16) {
        return lecun_bf16_affine(lecun_float_uniform((word << 16u) & 0x7fffffu), scale, shift);
    }
    return lecun_rounded_once(lecun_uniform_affine(word & 0x7fffffu, scale, shift), element);
}

/* A group of normals that has not all of its draws yet: those that it has are the last of `draws`. Draws that have a bit of
 * `outside` set are dropped: 0x40000000, the top bit of a float's exponent, is that of 2 and more. A draw that stays pushes the
 * others. */
LECUN_FN3(LECUN_BEGUN, lecun_with_pair, LECUN_BEGUN, before, LECUN_PAIR, two, LECUN_U32, outside)
{
    LECUN_VAR(LECUN_BEGUN, b) = before;

    if ((two.x & outside) == 0u) {
        b.draws = LECUN_WORDS(b.draws.y, b.draws.z, b.draws.w, two.x);
        b.have = b.have + 1u;
    }
    if (((two.y & outside) == 0u) && (b.have < 4u)) {
        b.draws = LECUN_WORDS(b.draws.y, b.draws.z, b.draws.w, two.y);
        b.have = b.have + 1u;
    }
    return b;
}

/* What the two pairs of a group's first block give: all it needs, if nothing is outside, else five times of six. */
LECUN_FN3(LECUN_BEGUN, lecun_begin_group, LECUN_FOUR, counter, LECUN_PAIR, key, LECUN_U32, outside)
{
    LECUN_LET(LECUN_FOUR, words) = lecun_philox_words(counter, key);
    LECUN_VAR(LECUN_BEGUN, b) = LECUN_BEGUN_OF(words, 0u);
    LECUN_VAR(LECUN_PAIR, two) = LECUN_TWO(words.x, words.y);
    LECUN_VAR(LECUN_U32, i) = 0u;

    LECUN_ROLLED
    for (i = 0u; i < 2u; i++) {
        b = lecun_with_pair(b, lecun_float_normals(two.x, two.y), outside);
        two = LECUN_TWO(words.z, words.w);
    }
    return b;
}

/* The rest of it, pair by pair, from the second block on. */
LECUN_FN4(LECUN_FOUR, lecun_end_group, LECUN_BEGUN, begun, LECUN_FOUR, counter, LECUN_PAIR, key, LECUN_U32, outside)
{
    LECUN_VAR(LECUN_BEGUN, b) = begun;
    LECUN_VAR(LECUN_FOUR, words) = counter;
    LECUN_VAR(LECUN_U32, pair) = 2u;

    LECUN_ROLLED
    for (pair = 2u; b.have < 4u; pair++) {
        if ((pair & 1u) == 0u) {
            words = lecun_philox_words(LECUN_WORDS(counter.x + (pair >> 1u), counter.y, counter.z, counter.w), key);
        } else {
            words = LECUN_WORDS(words.z, words.w, 0u, 0u);
        }
        b = lecun_with_pair(b, lecun_float_normals(words.x, words.y), outside);
    }
    return b.draws;
}

LECUN_FN3(LECUN_FOUR, lecun_group_normals, LECUN_FOUR, counter, LECUN_PAIR, key, LECUN_U32, outside)
{
    return lecun_end_group(lecun_begin_group(counter, key, outside), counter, key, outside);
}

/* Four draws times scale plus shift. */
LECUN_FN2(LECUN_FOUR, lecun_scaled_draws, LECUN_ARGS, a, LECUN_FOUR, draws)
{
    LECUN_LET(LECUN_U32, scale) = LECUN_ARG(a, 8);
    LECUN_LET(LECUN_U32, shift) = LECUN_ARG(a, 10);
    LECUN_LET(LECUN_U32, element) = LECUN_ELEMENT_OF(a);

    return LECUN_WORDS(lecun_scaled_draw(draws.x, scale, shift, element), lecun_scaled_draw(draws.y, scale, shift, element),
                 lecun_scaled_draw(draws.z, scale, shift, element), lecun_scaled_draw(draws.w, scale, shift, element));
}

LECUN_FN2(LECUN_FOUR, lecun_uniform_elements, LECUN_ARGS, a, LECUN_FOUR, words)
{
    LECUN_LET(LECUN_U32, scale) = LECUN_ARG(a, 8);
    LECUN_LET(LECUN_U32, shift) = LECUN_ARG(a, 10);
    LECUN_LET(LECUN_U32, element) = LECUN_ELEMENT_OF(a);

    return LECUN_WORDS(lecun_uniform_element(words.x, scale, shift, element), lecun_uniform_element(words.y, scale, shift, element),
                 lecun_uniform_element(words.z, scale, shift, element), lecun_uniform_element(words.w, scale, shift, element));
}

/* Whether an element of a constant or an identity, by its place in the destination, is on the diagonal. */
LECUN_FN2(LECUN_U32, lecun_is_diagonal, LECUN_ARGS, a, LECUN_PLACE, at)
{
    LECUN_LET(LECUN_PLACE, apart) = LECUN_PLACE_OF(LECUN_W_OF(LECUN_ARG(a, 1), LECUN_ARG(a, 0)));
    LECUN_LET(LECUN_PLACE, past) = at - LECUN_PLACE_OF(LECUN_W_OF(LECUN_ARG(a, 3), LECUN_ARG(a, 2)));

    if (LECUN_DISTRIBUTION_OF(a) == LECUN_NO_DRAW_CONSTANT) {
        return 0u;
    }
    return LECUN_SELECT(((past % apart) == 0u) && ((past / apart) < LECUN_PLACE_OF(LECUN_W_OF(0u, LECUN_ARG(a, 14)))), 1u, 0u);
}

LECUN_FN2(LECUN_FOUR, lecun_undrawn_elements, LECUN_ARGS, a, LECUN_PLACE, at)
{
    LECUN_LET(LECUN_U32, on) = LECUN_ARG(a, 8);
    LECUN_LET(LECUN_U32, off) = LECUN_ARG(a, 10);

    return LECUN_WORDS(LECUN_SELECT(lecun_is_diagonal(a, at) != 0u, on, off), LECUN_SELECT(lecun_is_diagonal(a, at + 1u) != 0u, on, off),
                 LECUN_SELECT(lecun_is_diagonal(a, at + 2u) != 0u, on, off), LECUN_SELECT(lecun_is_diagonal(a, at + 3u) != 0u, on, off));
}

/* How many groups the job touches. */
LECUN_FN1(LECUN_WIDE, lecun_job_groups, LECUN_ARGS, a)
{
    return LECUN_W_SHIFT_RIGHT(LECUN_W_ADD(LECUN_W_OF(LECUN_ARG(a, 7), LECUN_ARG(a, 6)), LECUN_W_OF(0u, (LECUN_ARG(a, 4) & 3u) + 3u)), 2u);
}

/* Where a group's first element is in the destination; below 0, which wraps, if the job begins inside the group. */
LECUN_FN2(LECUN_PLACE, lecun_place, LECUN_ARGS, a, LECUN_WIDE, index)
{
    return LECUN_PLACE_OF(LECUN_W_SHIFT_LEFT(index, 2u)) - LECUN_PLACE_OF(LECUN_W_OF(0u, LECUN_ARG(a, 4) & 3u));
}

/* The counter of a group of the job. */
LECUN_FN2(LECUN_FOUR, lecun_job_counter, LECUN_ARGS, a, LECUN_WIDE, index)
{
    LECUN_LET(LECUN_WIDE, group) = LECUN_W_ADD(LECUN_W_SHIFT_RIGHT(LECUN_W_OF(LECUN_ARG(a, 5), LECUN_ARG(a, 4)), 2u), index);

    return lecun_group_start(LECUN_TWO(LECUN_ARG(a, 2), LECUN_ARG(a, 3)), group, LECUN_ARG(a, 14));
}

/* The four elements of a group, as patterns of the job's element type in the low bits: group 0 is the one that the job's
 * first element is in. With a first of 0 that is elements 4 * index .. 4 * index + 3 of the tensor. */
LECUN_FN2(LECUN_FOUR, lecun_device_group, LECUN_ARGS, a, LECUN_WIDE, index)
{
    if (LECUN_DISTRIBUTION_OF(a) <= LECUN_NO_DRAW_IDENTITY) {
        return lecun_undrawn_elements(a, lecun_place(a, index));
    }
    if (LECUN_DISTRIBUTION_OF(a) == LECUN_DRAW_UNIFORM) {
        return lecun_uniform_elements(a, lecun_philox_words(lecun_job_counter(a, index), LECUN_TWO(LECUN_ARG(a, 0), LECUN_ARG(a, 1))));
    }
    return lecun_scaled_draws(a, lecun_group_normals(lecun_job_counter(a, index), LECUN_TWO(LECUN_ARG(a, 0), LECUN_ARG(a, 1)),
                                                     LECUN_SELECT(LECUN_DISTRIBUTION_OF(a) == LECUN_DRAW_TRUNCATED, LECUN_OUTSIDE, 0u)));
}

#if defined(LECUN_WANTS_DOUBLES)

/* --- float64, where the language has doubles ----------------------------------------------------------------------- */

#if defined(__OPENCL_VERSION__)
#define lecun_double_of_bits(x) as_double((ulong)(x))
#define lecun_bits_of_double(x) as_ulong((double)(x))
#define lecun_product(a, b)     ((a) * (b))
#define lecun_sum(a, b)         ((a) + (b))
#define lecun_fma(a, b, c)      fma((double)(a), (double)(b), (double)(c))
#define lecun_sqrt(x)           sqrt((double)(x))
#elif defined(LECUN_IS_HIP)
LECUN_INLINE double lecun_product(double a, double b)     /* HIP's __dmul_rn is a plain product, and -ffp-contract=fast fuses those */
{
    double x = a * b;
#if defined(__HIP_DEVICE_COMPILE__)
    __asm__("" : "+v"(x));
#endif
    return x;
}
#define lecun_double_of_bits(x) __longlong_as_double((long long)(x))
#define lecun_bits_of_double(x) ((lecun_u64)__double_as_longlong(x))
#define lecun_sum(a, b)         ((a) + (b))
#define lecun_fma(a, b, c)      __builtin_fma((a), (b), (c))
#define lecun_sqrt(x)           __builtin_sqrt(x)
#elif defined(LECUN_IS_CUDA_OR_HIP)
#define lecun_double_of_bits(x) __longlong_as_double((long long)(x))
#define lecun_bits_of_double(x) ((lecun_u64)__double_as_longlong(x))
#define lecun_product(a, b)     __dmul_rn((a), (b))
#define lecun_sum(a, b)         __dadd_rn((a), (b))
#define lecun_fma(a, b, c)      __fma_rn((a), (b), (c))
#define lecun_sqrt(x)           __dsqrt_rn(x)
#else                                                                   /* C, whose fma() must be fused */
LECUN_INLINE double lecun_double_of_bits(lecun_u64 bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
LECUN_INLINE lecun_u64 lecun_bits_of_double(double x)
{
    lecun_u64 bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
LECUN_INLINE double lecun_opaque(double x)                                    /* whatever the options */
{
    volatile double y = x;
    return y;
}
#define lecun_product(a, b)     lecun_opaque((a) * (b))
#define lecun_sum(a, b)         lecun_opaque((a) + (b))
#define lecun_fma(a, b, c)      lecun_opaque(fma((a), (b), (c)))
#define lecun_sqrt(x)           sqrt(x)
#endif
#if !defined(LECUN_IS_C)
#define lecun_opaque(x)         (x)
#endif

typedef struct lecun_u128 { lecun_u64 hi, lo; } lecun_u128;

LECUN_INLINE lecun_u128 lecun_u128_product(lecun_u64 a, lecun_u64 b)
{
    lecun_u128 r;
    lecun_u64 a0 = (lecun_u32)a, a1 = a >> 32, b0 = (lecun_u32)b, b1 = b >> 32;
    lecun_u64 low = a0 * b0;
    lecun_u64 middle = a1 * b0 + (low >> 32);
    lecun_u64 other = a0 * b1 + (lecun_u32)middle;
    r.hi = a1 * b1 + (middle >> 32) + (other >> 32);
    r.lo = other << 32 | (lecun_u32)low;
    return r;
}

LECUN_INLINE lecun_u128 lecun_u128_shift_left(lecun_u128 a, unsigned shift)     /* shift 0..127 */
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
LECUN_INLINE lecun_u128 lecun_u128_shift_right_sticky(lecun_u128 a, unsigned shift)
{
    lecun_u64 lost = 0;

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

LECUN_INLINE unsigned lecun_leading_zeros(lecun_u64 x)                            /* x not 0 */
{
    unsigned n = 0, step;
    for (step = 32; step; step >>= 1)
        if (x >> (64 - step) == 0) {
            n += step;
            x <<= step;
        }
    return n;
}

typedef struct lecun_unpacked {
    unsigned sign;
    int exponent;          /* value = mantissa * 2^exponent */
    lecun_u64 mantissa;     /* bit 52 set; subnormals are brought to that */
} lecun_unpacked;

LECUN_INLINE lecun_unpacked lecun_unpack(lecun_u64 bits)                          /* of a finite double that is not 0 */
{
    lecun_unpacked u;
    int biased = (int)(bits >> 52 & 0x7ff);

    u.sign = (unsigned)(bits >> 63);
    u.mantissa = bits & 0xfffffffffffff;
    if (biased) {
        u.mantissa |= (lecun_u64)1 << 52;
        u.exponent = biased - 1075;
    } else {
        unsigned shift = lecun_leading_zeros(u.mantissa) - 11;
        u.mantissa <<= shift;
        u.exponent = -1074 - (int)shift;
    }
    return u;
}

/* x / 2^n, to nearest, ties to even. */
LECUN_INLINE lecun_u64 lecun_shift_wide_to_nearest(lecun_u64 x, lecun_u32 n)
{
    return (x + (((lecun_u64)1 << (n - 1)) - 1) + (x >> n & 1)) >> n;
}

/* sum * 2^exponent, the upper half of sum not 0, to the nearest double, or a zero if that is below 2^-1022. */
LECUN_INLINE lecun_u64 lecun_round_flushed(lecun_u64 sign, lecun_u128 sum, int exponent)
{
    const unsigned zeros = lecun_leading_zeros(sum.hi);
    const int biased = exponent - (int)zeros + 127 + 1023;
    lecun_u64 top;

    sum = lecun_u128_shift_left(sum, zeros);
    top = lecun_shift_wide_to_nearest(sum.hi >> 1 | (sum.hi & 1) | (sum.lo != 0), 10);
    if (biased >= 0x7ff)
        return sign | 0x7ff0000000000000;
    if (biased < 0 || (biased == 0 && !(top >> 53)))
        return sign;
    return sign | (((lecun_u64)biased << 52) + top - ((lecun_u64)1 << 52));
}

LECUN_INLINE lecun_u64 lecun_product_flushed(lecun_u64 a, lecun_u64 b)
{
    const lecun_u64 sign = (a ^ b) & 0x8000000000000000, nan = 0xfff8000000000000;
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

LECUN_INLINE lecun_u64 lecun_sum_flushed(lecun_u64 a, lecun_u64 b)
{
    const int a_is_less = a << 1 < b << 1;
    const lecun_u64 x = a_is_less ? b : a, y = a_is_less ? a : b, nan = 0xfff8000000000000;
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

LECUN_CONSTANT_TABLE double lecun_log_table[128][2] = {
    {0x1.734f0c3e0de9fp+0, -0x1.7cc7f79e69000p-2},
    {0x1.713786a2ce91fp+0, -0x1.76feec20d0000p-2},
    {0x1.6f26008fab5a0p+0, -0x1.713e31351e000p-2},
    {0x1.6d1a61f138c7dp+0, -0x1.6b85b38287800p-2},
    {0x1.6b1490bc5b4d1p+0, -0x1.65d5590807800p-2},
    {0x1.69147332f0cbap+0, -0x1.602d076180000p-2},
    {0x1.6719f18224223p+0, -0x1.5a8ca86909000p-2},
    {0x1.6524f99a51ed9p+0, -0x1.54f4356035000p-2},
    {0x1.63356aa8f24c4p+0, -0x1.4f637c36b4000p-2},
    {0x1.614b36b9ddc14p+0, -0x1.49da7fda85000p-2},
    {0x1.5f66452c65c4cp+0, -0x1.445923989a800p-2},
    {0x1.5d867b5912c4fp+0, -0x1.3edf439b0b800p-2},
    {0x1.5babccb5b90dep+0, -0x1.396ce448f7000p-2},
    {0x1.59d61f2d91a78p+0, -0x1.3401e17bda000p-2},
    {0x1.5805612465687p+0, -0x1.2e9e2ef468000p-2},
    {0x1.56397cee76bd3p+0, -0x1.2941b3830e000p-2},
    {0x1.54725e2a77f93p+0, -0x1.23ec58cda8800p-2},
    {0x1.52aff42064583p+0, -0x1.1e9e129279000p-2},
    {0x1.50f22dbb2bddfp+0, -0x1.1956d2b48f800p-2},
    {0x1.4f38f4734ded7p+0, -0x1.141679ab9f800p-2},
    {0x1.4d843cfde2840p+0, -0x1.0edd094ef9800p-2},
    {0x1.4bd3ec078a3c8p+0, -0x1.09aa518db1000p-2},
    {0x1.4a27fc3e0258ap+0, -0x1.047e65263b800p-2},
    {0x1.4880524d48434p+0, -0x1.feb224586f000p-3},
    {0x1.46dce1b192d0bp+0, -0x1.f474a7517b000p-3},
    {0x1.453d9d3391854p+0, -0x1.ea4443d103000p-3},
    {0x1.43a2744b4845ap+0, -0x1.e020d44e9b000p-3},
    {0x1.420b54115f8fbp+0, -0x1.d60a22977f000p-3},
    {0x1.40782da3ef4b1p+0, -0x1.cc00104959000p-3},
    {0x1.3ee8f5d57fe8fp+0, -0x1.c202956891000p-3},
    {0x1.3d5d9a00b4ce9p+0, -0x1.b81178d811000p-3},
    {0x1.3bd60c010c12bp+0, -0x1.ae2c9ccd3d000p-3},
    {0x1.3a5242b75dab8p+0, -0x1.a45402e129000p-3},
    {0x1.38d22cd9fd002p+0, -0x1.9a877681df000p-3},
    {0x1.3755bc5847a1cp+0, -0x1.90c6d69483000p-3},
    {0x1.35dce49ad36e2p+0, -0x1.87120a645c000p-3},
    {0x1.34679984dd440p+0, -0x1.7d68fb4143000p-3},
    {0x1.32f5cceffcb24p+0, -0x1.73cb83c627000p-3},
    {0x1.3187775a10d49p+0, -0x1.6a39a9b376000p-3},
    {0x1.301c8373e3990p+0, -0x1.60b3154b7a000p-3},
    {0x1.2eb4ebb95f841p+0, -0x1.5737d76243000p-3},
    {0x1.2d50a0219a9d1p+0, -0x1.4dc7b8fc23000p-3},
    {0x1.2bef9a8b7fd2ap+0, -0x1.4462c51d20000p-3},
    {0x1.2a91c7a0c1babp+0, -0x1.3b08abc830000p-3},
    {0x1.293726014b530p+0, -0x1.31b996b490000p-3},
    {0x1.27dfa5757a1f5p+0, -0x1.2875490a44000p-3},
    {0x1.268b39b1d3bbfp+0, -0x1.1f3b9f879a000p-3},
    {0x1.2539d838ff5bdp+0, -0x1.160c8252ca000p-3},
    {0x1.23eb7aac9083bp+0, -0x1.0ce7f57f72000p-3},
    {0x1.22a012ba940b6p+0, -0x1.03cdc49fea000p-3},
    {0x1.2157996cc4132p+0, -0x1.f57bdbc4b8000p-4},
    {0x1.201201dd2fc9bp+0, -0x1.e370896404000p-4},
    {0x1.1ecf4494d480bp+0, -0x1.d17983ef94000p-4},
    {0x1.1d8f5528f6569p+0, -0x1.bf9674ed8a000p-4},
    {0x1.1c52311577e7cp+0, -0x1.adc79202f6000p-4},
    {0x1.1b17c74cb26e9p+0, -0x1.9c0c3e7288000p-4},
    {0x1.19e010c2c1ab6p+0, -0x1.8a646b372c000p-4},
    {0x1.18ab07bb670bdp+0, -0x1.78d01b3ac0000p-4},
    {0x1.1778a25efbcb6p+0, -0x1.674f145380000p-4},
    {0x1.1648d354c31dap+0, -0x1.55e0e6d878000p-4},
    {0x1.151b990275fddp+0, -0x1.4485cdea1e000p-4},
    {0x1.13f0ea432d24cp+0, -0x1.333d94d6aa000p-4},
    {0x1.12c8b7210f9dap+0, -0x1.22079f8c56000p-4},
    {0x1.11a3028ecb531p+0, -0x1.10e4698622000p-4},
    {0x1.107fbda8434afp+0, -0x1.ffa6c6ad20000p-5},
    {0x1.0f5ee0f4e6bb3p+0, -0x1.dda8d4a774000p-5},
    {0x1.0e4065d2a9fcep+0, -0x1.bbcece4850000p-5},
    {0x1.0d244632ca521p+0, -0x1.9a1894012c000p-5},
    {0x1.0c0a77ce2981ap+0, -0x1.788583302c000p-5},
    {0x1.0af2f83c636d1p+0, -0x1.5715e67d68000p-5},
    {0x1.09ddb98a01339p+0, -0x1.35c8a49658000p-5},
    {0x1.08cabaf52e7dfp+0, -0x1.149e364154000p-5},
    {0x1.07b9f2f4e28fbp+0, -0x1.e72c082eb8000p-6},
    {0x1.06ab58c358f19p+0, -0x1.a55f152528000p-6},
    {0x1.059eea5ecf92cp+0, -0x1.63d62cf818000p-6},
    {0x1.04949cdd12c90p+0, -0x1.228fb8caa0000p-6},
    {0x1.038c6c6f0ada9p+0, -0x1.c317b20f90000p-7},
    {0x1.02865137932a9p+0, -0x1.419355daa0000p-7},
    {0x1.0182427ea7348p+0, -0x1.81203c2ec0000p-8},
    {0x1.008040614b195p+0, -0x1.0040979240000p-9},
    {0x1.fe01ff726fa1ap-1, 0x1.feff384900000p-9},
    {0x1.fa11cc261ea74p-1, 0x1.7dc41353d0000p-7},
    {0x1.f6310b081992ep-1, 0x1.3cea3c4c28000p-6},
    {0x1.f25f63ceeadcdp-1, 0x1.b9fc114890000p-6},
    {0x1.ee9c8039113e7p-1, 0x1.1b0d8ce110000p-5},
    {0x1.eae8078cbb1abp-1, 0x1.58a5bd001c000p-5},
    {0x1.e741aa29d0c9bp-1, 0x1.95c8340d88000p-5},
    {0x1.e3a91830a99b5p-1, 0x1.d276aef578000p-5},
    {0x1.e01e009609a56p-1, 0x1.07598e598c000p-4},
    {0x1.dca01e577bb98p-1, 0x1.253f5e30d2000p-4},
    {0x1.d92f20b7c9103p-1, 0x1.42edd8b380000p-4},
    {0x1.d5cac66fb5ccep-1, 0x1.606598757c000p-4},
    {0x1.d272caa5ede9dp-1, 0x1.7da76356a0000p-4},
    {0x1.cf26e3e6b2ccdp-1, 0x1.9ab434e1c6000p-4},
    {0x1.cbe6da2a77902p-1, 0x1.b78c7bb0d6000p-4},
    {0x1.c8b266d37086dp-1, 0x1.d431332e72000p-4},
    {0x1.c5894bd5d5804p-1, 0x1.f0a3171de6000p-4},
    {0x1.c26b533bb9f8cp-1, 0x1.067152b914000p-3},
    {0x1.bf583eeece73fp-1, 0x1.147858292b000p-3},
    {0x1.bc4fd75db96c1p-1, 0x1.2266ecdca3000p-3},
    {0x1.b951e0c864a28p-1, 0x1.303d7a6c55000p-3},
    {0x1.b65e2c5ef3e2cp-1, 0x1.3dfc33c331000p-3},
    {0x1.b374867c9888bp-1, 0x1.4ba366b7a8000p-3},
    {0x1.b094b211d304ap-1, 0x1.5933928d1f000p-3},
    {0x1.adbe885f2ef7ep-1, 0x1.66acd2418f000p-3},
    {0x1.aaf1d31603da2p-1, 0x1.740f8ec669000p-3},
    {0x1.a82e63fd358a7p-1, 0x1.815c0f51af000p-3},
    {0x1.a5740ef09738bp-1, 0x1.8e92954f68000p-3},
    {0x1.a2c2a90ab4b27p-1, 0x1.9bb3602f84000p-3},
    {0x1.a01a01393f2d1p-1, 0x1.a8bed1c2c0000p-3},
    {0x1.9d79f24db3c1bp-1, 0x1.b5b515c01d000p-3},
    {0x1.9ae2505c7b190p-1, 0x1.c2967ccbcc000p-3},
    {0x1.9852ef297ce2fp-1, 0x1.cf635d5486000p-3},
    {0x1.95cbaeea44b75p-1, 0x1.dc1bd3446c000p-3},
    {0x1.934c69de74838p-1, 0x1.e8c01b8cfe000p-3},
    {0x1.90d4f2f6752e6p-1, 0x1.f5509c0179000p-3},
    {0x1.8e6528effd79dp-1, 0x1.00e6c121fb800p-2},
    {0x1.8bfce9fcc007cp-1, 0x1.071b80e93d000p-2},
    {0x1.899c0dabec30ep-1, 0x1.0d46b9e867000p-2},
    {0x1.87427aa2317fbp-1, 0x1.13687334bd000p-2},
    {0x1.84f00acb39a08p-1, 0x1.1980d67234800p-2},
    {0x1.82a49e8653e55p-1, 0x1.1f8ffe0cc8000p-2},
    {0x1.8060195f40260p-1, 0x1.2595fd7636800p-2},
    {0x1.7e22563e0a329p-1, 0x1.2b9300914a800p-2},
    {0x1.7beb377dcb5adp-1, 0x1.3187210436000p-2},
    {0x1.79baa679725c2p-1, 0x1.377266dec1800p-2},
    {0x1.77907f2170657p-1, 0x1.3d54ffbaf3000p-2},
    {0x1.756cadbd6130cp-1, 0x1.432eee32fe000p-2},
};

LECUN_CONSTANT_TABLE double lecun_sincos_table[110][4] = {
    {0x0.0p+0, 0x0.0p+0, 0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.fffeaaaaeeeefp-8, -0x1.e45e2ec67b77cp-62, 0x1.fffc000155552p-1, 0x1.f4a01a0196daep-55},
    {0x1.fffaaaaeeeed5p-7, -0x1.2ab639a9f0776p-63, 0x1.fff000155549fp-1, 0x1.28a28a03a5ef3p-55},
    {0x1.7ff7001033255p-6, 0x1.efe2b51527336p-64, 0x1.ffdc006bff7e6p-1, 0x1.ae6dae86977bdp-55},
    {0x1.ffeaaaeeee86fp-6, -0x1.cd406fb224ae2p-60, 0x1.ffc00155527d3p-1, -0x1.3b54492d89b5bp-55},
    {0x1.3feb2b12d45d5p-5, 0x1.4ec54203d1c11p-60, 0x1.ff9c03414a7bap-1, 0x1.991f4be6c59bfp-57},
    {0x1.7fdc01032fba9p-5, -0x1.599bdf46e997ap-59, 0x1.ff7006bfdf99fp-1, -0x1.8b3b560648d5fp-56},
    {0x1.bfc6d78586dacp-5, 0x1.8e4fd03dbf236p-62, 0x1.ff3c0c8103a31p-1, 0x1.4856dbddc0e66p-56},
    {0x1.ffaaaeeed4edbp-5, -0x1.2d16d32684b69p-59, 0x1.ff0015549f4d3p-1, 0x1.328387b99426fp-55},
    {0x1.1fc343d808befp-4, -0x1.f3d32e6f3be4fp-58, 0x1.febc222a8ef9fp-1, 0x1.7934934f54c77p-58},
    {0x1.3facb12d1755bp-4, -0x1.921915299468bp-58, 0x1.fe7034129ef6fp-1, -0x1.cbf4337c96f97p-57},
    {0x1.5f911fd10b737p-4, -0x1.0184f02be9102p-58, 0x1.fe1c4c3c873ebp-1, -0x1.5a9c9057c4a02p-60},
    {0x1.7f701032550e4p-4, 0x1.afc2d1800501ap-60, 0x1.fdc06bf7e6b9bp-1, 0x1.31902b535f8dbp-55},
    {0x1.9f4902d55d1f9p-4, 0x1.2696d7eac1dc1p-58, 0x1.fd5c94b43e000p-1, -0x1.2e768cb4f92f9p-57},
    {0x1.bf1b78568391dp-4, 0x1.e91841dea4cc8p-58, 0x1.fcf0c800e99b1p-1, 0x1.ea3d786d186acp-57},
    {0x1.dee6f16c1cce6p-4, -0x1.50f8e2fb71673p-59, 0x1.fc7d078d1bc88p-1, 0x1.075d2447db685p-55},
    {0x1.feaaeee86ee36p-4, -0x1.afcb2bcc6f03bp-59, 0x1.fc015527d5bd3p-1, 0x1.b68f35094efb8p-55},
    {0x1.0f3378ddd71d1p-3, 0x1.d8468724f0f9ep-57, 0x1.fb7db2bfe0695p-1, 0x1.21dadf4f65ab1p-55},
    {0x1.1f0d3d7afceafp-3, -0x1.6ef95099769a5p-57, 0x1.faf22263c4bd3p-1, -0x1.52ace133a2769p-58},
    {0x1.2ee285e4ab88fp-3, -0x1.e4d0f05dee058p-57, 0x1.fa5ea641c36f2p-1, 0x1.04da6ed17cc7cp-59},
    {0x1.3eb312c5d66cbp-3, 0x1.47d666b66cb91p-57, 0x1.f9c340a7cc428p-1, 0x1.c5b6b063b7462p-55},
    {0x1.4e7ea4dc5f27bp-3, 0x1.949db2ac072fcp-58, 0x1.f91ff40374d01p-1, -0x1.7d03f4d3a9e4cp-57},
    {0x1.5e44fcfa126f3p-3, -0x1.6f443063f89b6p-57, 0x1.f874c2e1eecf6p-1, -0x1.c6514e1332b16p-55},
    {0x1.6e05dc05a4d4cp-3, -0x1.32c5c8b81c919p-66, 0x1.f7c1afeffde24p-1, -0x1.8f55bc47540b1p-56},
    {0x1.7dc102fbaf2b5p-3, 0x1.5ab50e23c97c3p-59, 0x1.f706bdf9ece1cp-1, -0x1.698c80c36dcb4p-55},
    {0x1.8d7632efaa944p-3, -0x1.20fa262cbb953p-57, 0x1.f643efeb82acdp-1, 0x1.6b00ac1fe28acp-56},
    {0x1.9d252d0cec312p-3, 0x1.9c43d80b1137dp-58, 0x1.f57948cff6797p-1, 0x1.e3a0d3e03b1d4p-57},
    {0x1.accdb297a0765p-3, -0x1.9883b57d6cdeap-58, 0x1.f4a6cbd1e3a79p-1, 0x1.13df0edaebb57p-55},
    {0x1.bc6f84edc6199p-3, 0x1.9c1a56a7b0cabp-57, 0x1.f3cc7c3b3d16ep-1, -0x1.21a3ad28a3494p-57},
    {0x1.cc0a6588289a3p-3, -0x1.868d09bc87c6bp-57, 0x1.f2ea5d753ffedp-1, 0x1.cc4215f56d583p-55},
    {0x1.db9e15fb5a5d0p-3, -0x1.32e20d6cc6fc2p-57, 0x1.f20073086649fp-1, 0x1.b940416c1984bp-56},
    {0x1.eb2a57f8ae5a3p-3, -0x1.0be06af572cebp-57, 0x1.f10ec09c5873bp-1, 0x1.d9072762c1283p-55},
    {0x1.faaeed4f31577p-3, -0x1.15d88508e32b8p-57, 0x1.f01549f7deea1p-1, 0x1.d3c1e99e5cafdp-55},
    {0x1.0515cbf65155cp-2, -0x1.9b8c29dfd8ec7p-56, 0x1.ef141300d2f26p-1, -0x1.2aa1b08ded372p-55},
    {0x1.0cd00cef36436p-2, -0x1.9fb0a0c93e2b4p-56, 0x1.ee0b1fbc0f11cp-1, -0x1.bfd2380bbc3b1p-59},
    {0x1.14861aa94ddebp-2, -0x1.be881b5b615a4p-57, 0x1.ecfa744d5efa1p-1, -0x1.56d0a4af541d0p-58},
    {0x1.1c37d64c6b876p-2, 0x1.46076fe0dcff4p-56, 0x1.ebe214f76efa8p-1, -0x1.02f9f12ba543ep-55},
    {0x1.23e52111aaf36p-2, -0x1.4f080334eff18p-56, 0x1.eac2061bbaf4fp-1, 0x1.2c1d53e94658dp-57},
    {0x1.2b8ddc43eb49fp-2, 0x1.1553899f2d807p-57, 0x1.e99a4c3a7cd83p-1, -0x1.2264b1bc53ce8p-55},
    {0x1.3331e94049f87p-2, 0x1.e0cb6b40c302cp-56, 0x1.e86aebf29a9edp-1, 0x1.9397afdbb58a7p-55},
    {0x1.3ad129769d3d8p-2, 0x1.03d550487839ap-63, 0x1.e733ea0193d40p-1, -0x1.6428b3546ce13p-55},
    {0x1.426b7e69ee697p-2, -0x1.f09c75705c59fp-56, 0x1.e5f54b436e9d0p-1, 0x1.7eb0fd02fc8bcp-55},
    {0x1.4a00c9b0f3d20p-2, 0x1.823ba6bb08eadp-56, 0x1.e4af14b2a449cp-1, -0x1.68ca02e8a6833p-55},
    {0x1.5190ecf68a77ap-2, 0x1.b357155eef0f3p-56, 0x1.e3614b680d6a5p-1, -0x1.27793aa015237p-56},
    {0x1.591bc9fa2f597p-2, 0x1.7c74bac3fe0cbp-57, 0x1.e20bf49acd6c1p-1, -0x1.660aec7ef636bp-58},
    {0x1.60a1429078775p-2, 0x1.b1fd80ba89133p-58, 0x1.e0af15a03dbcep-1, 0x1.fe8e702771ae6p-58},
    {0x1.682138a38d7f7p-2, -0x1.d889202444aadp-56, 0x1.df4ab3ebd875ep-1, -0x1.e2d8a7e6736c4p-55},
    {0x1.6f9b8e33a0255p-2, 0x1.42bc14ee9da0dp-56, 0x1.ddded50f228d6p-1, -0x1.e80c8d42ba2bfp-57},
    {0x1.7710255764214p-2, -0x1.6ead7314bb6cep-57, 0x1.dc6b7eb995912p-1, 0x1.4b364776dcd35p-58},
    {0x1.7e7ee03c86d4ep-2, -0x1.b63bcdabf5af2p-56, 0x1.daf0b6b888e83p-1, 0x1.a249e2b5e5ceap-55},
    {0x1.85e7a12826949p-2, 0x1.8a40e9b5face0p-56, 0x1.d96e82f71a9dcp-1, 0x1.ff61bd5d2039dp-55},
    {0x1.8d4a4a774992fp-2, 0x1.44a02ea766326p-56, 0x1.d7e4e97e17b4ap-1, -0x1.3b770352bed94p-57},
    {0x1.94a6be9f546c5p-2, -0x1.69ce13e683f58p-56, 0x1.d653f073e4040p-1, -0x1.76236434bec37p-55},
    {0x1.9bfce02e80510p-2, 0x1.09e39a320b0a4p-56, 0x1.d4bb9e1c619e0p-1, 0x1.f34bb77858f61p-55},
    {0x1.a34c91cc50ccap-2, -0x1.a310e3b50cecdp-58, 0x1.d31bf8d8d7c06p-1, 0x1.e60dd3089cbddp-56},
    {0x1.aa95b63a09277p-2, -0x1.6293eb13c0381p-57, 0x1.d1750727d94f0p-1, 0x1.0d52b1ec1a48ep-55},
    {0x1.b1d8305321617p-2, -0x1.ae242cb99f519p-56, 0x1.cfc6cfa52ad9fp-1, 0x1.8b5b5508f2a0dp-55},
    {0x1.b913e30dbac43p-2, -0x1.e38ad2f6c3ff1p-56, 0x1.ce115909a82e5p-1, 0x1.1f139bb31109ap-55},
    {0x1.c048b17b140a3p-2, 0x1.19fe6757e9fa7p-57, 0x1.cc54aa2b2972ep-1, 0x1.4ee162ba83a98p-57},
    {0x1.c7767ec7fd19ep-2, -0x1.eb14d1a3d5826p-58, 0x1.ca90c9fc67d0bp-1, -0x1.46a81485e3462p-57},
    {0x1.ce9d2e3d4a51fp-2, -0x1.2fc8a12dae298p-57, 0x1.c8c5bf8ce1a84p-1, 0x1.ab3d1a1590123p-56},
    {0x1.d5bca34047661p-2, 0x1.28a44a75fc29cp-56, 0x1.c6f39208be53bp-1, -0x1.741dbfbaadb42p-55},
    {0x1.dcd4c15329c9ap-2, 0x1.0d4c6e171fd9ap-56, 0x1.c51a48b8b175ep-1, -0x1.1bbb43b9aa880p-57},
    {0x1.e3e56c1582a69p-2, -0x1.0a4821099f88fp-58, 0x1.c339eb01ddd81p-1, -0x1.caaf5ee82c5c0p-55},
    {0x1.eaee8744b05f0p-2, -0x1.789b43c9b027dp-58, 0x1.c1528065b7d50p-1, -0x1.892111312e828p-55},
    {0x1.f1eff6bc4f97bp-2, 0x1.17212f8a7525cp-56, 0x1.bf641081e7536p-1, 0x1.b7bd71628a9a1p-55},
    {0x1.f8e99e76abc97p-2, 0x1.9d950af2d00a3p-58, 0x1.bd6ea310294f5p-1, 0x1.31bbcc88c109dp-56},
    {0x1.ffdb628d2f57ap-2, 0x1.f4a992e905b6ap-57, 0x1.bb723fe630f32p-1, 0x1.72bd2452d0a39p-56},
    {0x1.0362939c69955p-1, -0x1.2d8cd78397b01p-55, 0x1.b96eeef58840ep-1, 0x1.45a3cc78fade0p-58},
    {0x1.06d3686946e5bp-1, 0x1.3f5ae4538ff1bp-55, 0x1.b764b84b704c2p-1, -0x1.f5848c21b389bp-55},
    {0x1.0a4021e9e1001p-1, -0x1.6f643a13914f6p-55, 0x1.b553a410c104ep-1, 0x1.8ff7947027a15p-58},
    {0x1.0da8b26b5672ep-1, -0x1.a58def0bee909p-55, 0x1.b33bba89c8948p-1, 0x1.ea6a51d1f6ca9p-55},
    {0x1.110d0c4b69c3bp-1, 0x1.d918998809981p-55, 0x1.b11d04162a4c6p-1, 0x1.1dd561efbc0c2p-56},
    {0x1.146d21f8b7f82p-1, 0x1.bf9535e2739a8p-56, 0x1.aef78930bd275p-1, -0x1.f836279746f94p-56},
    {0x1.17c8e5f2eedb0p-1, 0x1.35e57102e2488p-57, 0x1.accb526f69de5p-1, 0x1.8fb6a8dd6b6ccp-55},
    {0x1.1b204acb02fddp-1, -0x1.f190c70cbb5fep-58, 0x1.aa98688308913p-1, -0x1.b83d607cd5072p-63},
    {0x1.1e7343236574cp-1, 0x1.22a3fa4f41d5ap-56, 0x1.a85ed4373e02dp-1, 0x1.9be06385ec792p-57},
    {0x1.21c1c1b0394cfp-1, 0x1.e5b324b23aa31p-58, 0x1.a61e9e72586afp-1, 0x1.58330e2fd453fp-55},
    {0x1.250bb93788bbbp-1, 0x1.ea3d02457bccep-56, 0x1.a3d7d0352bdcfp-1, -0x1.68dbaeca19669p-55},
    {0x1.28511c917a067p-1, -0x1.01df1d9a16b70p-55, 0x1.a18a729aee445p-1, 0x1.95e25736c0357p-60},
    {0x1.2b91dea88421ep-1, -0x1.fa371db216ab0p-55, 0x1.9f368ed912f85p-1, -0x1.1d200c5791606p-55},
    {0x1.2ecdf279a3082p-1, 0x1.d3557e0e7e37ep-55, 0x1.9cdc2e3f25e5cp-1, 0x1.3f99112993f62p-55},
    {0x1.32054b148bc4fp-1, 0x1.f6b42095a135bp-55, 0x1.9a7b5a36a6514p-1, 0x1.722cfcc9fa7a9p-55},
    {0x1.3537db9be0367p-1, 0x1.b327e7af040f0p-57, 0x1.98141c42e1310p-1, 0x1.d1ff80488f08dp-55},
    {0x1.386597456282bp-1, -0x1.10fada93b07a8p-56, 0x1.95a67e00cb1fdp-1, -0x1.0befda21f862dp-55},
    {0x1.3b8e715a2840ap-1, -0x1.97653a7d2f07ap-56, 0x1.93328926d9e92p-1, -0x1.bb77003600cdap-55},
    {0x1.3eb25d36cd53ap-1, -0x1.be570e1570fc0p-58, 0x1.90b84784ddaf7p-1, -0x1.0feb10ab93b87p-56},
    {0x1.41d14e4ba6790p-1, 0x1.4608fd287ecf5p-55, 0x1.8e37c303d9ad1p-1, -0x1.463a4b53d4bf8p-57},
    {0x1.44eb381cf386bp-1, -0x1.3ed6c1e6a5505p-55, 0x1.8bb105a5dc900p-1, 0x1.863e03e9474c1p-55},
    {0x1.48000e431159fp-1, -0x1.b194a7463ed10p-55, 0x1.89241985d871fp-1, 0x1.c48d9c413ed84p-55},
    {0x1.4b0fc46aab761p-1, 0x1.0da05738cc59cp-61, 0x1.869108d77a6c6p-1, 0x1.338ffe2bfe9ddp-56},
    {0x1.4e1a4e54ed51bp-1, -0x1.a492f89b7c76ap-55, 0x1.83f7dde701ca0p-1, -0x1.152cf609bc6e8p-59},
    {0x1.511f9fd7b351cp-1, -0x1.5c0e861c48831p-55, 0x1.8158a31916d5dp-1, -0x1.de8b90b8228dep-57},
    {0x1.541facddbb724p-1, 0x1.232c28520d391p-56, 0x1.7eb362eaa1488p-1, 0x1.a1d65a4a5959fp-58},
    {0x1.571a6966d59b3p-1, 0x1.c843b4d0fb197p-58, 0x1.7c0827f09e54fp-1, -0x1.c73d6d72aee68p-57},
    {0x1.5a0fc98813a12p-1, -0x1.d82e2b7d4227bp-55, 0x1.7956fcd7f6543p-1, -0x1.ab276e9d45ae4p-55},
    {0x1.5cffc16bf8f0dp-1, 0x1.96cb370eb578ap-55, 0x1.769fec655211fp-1, -0x1.827d5cf8c68c5p-57},
    {0x1.5fea4552a9e57p-1, 0x1.0b6cef7ee20b7p-55, 0x1.73e30174efba1p-1, -0x1.5d3ae3d94ad5fp-57},
    {0x1.62cf49921ac79p-1, -0x1.edd9855b6241ap-55, 0x1.712046fa77678p-1, 0x1.425b0a5029c81p-55},
    {0x1.65aec2963e755p-1, 0x1.126f96b71053cp-55, 0x1.6e57c800cf55ep-1, 0x1.60286dedbd0a6p-55},
    {0x1.6888a4e134b2fp-1, -0x1.6b7d37644d5e6p-55, 0x1.6b898fa9efb5dp-1, 0x1.15ac786ccf4b2p-56},
    {0x1.6b5ce50b7821ap-1, -0x1.5d5158f702e0fp-57, 0x1.68b5a92eb6253p-1, -0x1.9a91ad985f89cp-55},
    {0x1.6e2b77c40bde1p-1, -0x1.0e729857fad53p-56, 0x1.65dc1fdeb8cbap-1, -0x1.97c1b47337c77p-58},
    {0x1.70f451d0a8c40p-1, 0x1.97ede3885770dp-57, 0x1.62fcff20191c7p-1, 0x1.d9143895756efp-57},
    {0x1.73b7680dea578p-1, -0x1.2248306dc12a2p-56, 0x1.6018526f563dfp-1, 0x1.46ca5e0e432d0p-55},
    {0x1.7674af6f7b524p-1, 0x1.e9d3f94ac84a8p-56, 0x1.5d2e255f1f17ap-1, 0x1.0314104c8892bp-55},
    {0x1.792c1d0041d52p-1, -0x1.abf05eeb354ebp-55, 0x1.5a3e839824077p-1, 0x1.428aa2759be62p-55},
    {0x1.7bdda5e28b3c2p-1, 0x1.ad1197ccd0392p-59, 0x1.574978d8e83f2p-1, 0x1.f4714af282d23p-55},
    {0x1.7e893f5037959p-1, 0x1.0eefbaa650c4cp-55, 0x1.544f10f592ca5p-1, -0x1.e7ae8e6c7a62fp-55},
    {0x1.812ede9ae4ba4p-1, -0x1.7830adf402ddap-55, 0x1.514f57d7bf3dap-1, 0x1.47a108073c259p-56},
};

/* log(x), 1 - 2^-4 <= x < 1. */
LECUN_INLINE double lecun_log_near_one(double x)
{
    double r = x - 1.0, r2 = lecun_product(r, r), r3 = lecun_product(r, r2);
    double p, w, r_high, r_low, high, low;

    p = lecun_fma(r3, -0x1.5521375d145cdp-4,
                  lecun_fma(r2, 0x1.78182f7afd085p-4, lecun_fma(r, -0x1.999eb43b068ffp-4, 0x1.c7184282ad6cap-4)));
    p = lecun_fma(r3, p, lecun_fma(r2, -0x1.fffffa4423d65p-4, lecun_fma(r, 0x1.24924a344de3p-3, -0x1.55555556745a7p-3)));
    p = lecun_fma(r3, p, lecun_fma(r2, 0x1.999999995dd0cp-3, lecun_fma(r, -0x1.ffffffffffdcbp-3, 0x1.5555555555577p-2)));
    w = lecun_product(r, 0x1p27);
    r_high = lecun_opaque(r + w) - w;                                             /* the upper 26 bits of r */
    r_low = r - r_high;
    w = lecun_product(lecun_product(r_high, r_high), -0.5);
    high = lecun_opaque(r + w);
    low = lecun_opaque(r - high) + w;
    low = lecun_fma(lecun_product(-0.5, r_low), r_high + r, low);
    return lecun_sum(lecun_fma(r3, p, low), high);
}

/* log(x), 1e-7 <= x < 1. Method and constants: ARM optimized-routines math/log.c, its FMA form (MIT). */
LECUN_INLINE double lecun_log(double x)
{
    lecun_u64 bits = lecun_bits_of_double(x), t = bits - 0x3fe6000000000000;
    LECUN_CONSTANT const double *row = lecun_log_table[t >> 45 & 127];
    int k = (int)(t >> 52) - (int)(t >> 63 << 12);                    /* t as a signed number, divided by 2^52 */
    double z, r, r2, w, high, low, p;

    if (bits >= 0x3fee000000000000)                                   /* 1 - 2^-4 */
        return lecun_log_near_one(x);
    z = lecun_double_of_bits(bits - (t & 0xfff0000000000000));        /* x = z * 2^k */
    r = lecun_fma(z, row[0], -1.0);
    w = lecun_fma((double)k, 0x1.62e42fefa38p-1, row[1]);
    high = lecun_opaque(w + r);
    low = lecun_fma((double)k, 0x1.ef35793c7673p-45, lecun_opaque(w - high) + r);
    r2 = lecun_product(r, r);
    p = lecun_fma(r2, lecun_fma(r, -0x1.55575e506c89fp-3, 0x1.999b324f10111p-3),
                  lecun_fma(r, -0x1.fffffffeb459p-3, 0x1.555555551305bp-2));
    return lecun_sum(lecun_fma(lecun_product(r, r2), p, lecun_fma(r2, -0x1.0000000000001p-1, low)), high);
}

/* The row of k/128 nearest to |x|, and what is left of |x|. */
LECUN_INLINE LECUN_CONSTANT const double *lecun_sincos_row(double magnitude, double *rest)
{
    const double u = lecun_opaque(0x1.8p45 + magnitude);

    *rest = magnitude - lecun_opaque(u - 0x1.8p45);
    return lecun_sincos_table[(lecun_u32)lecun_bits_of_double(u)];
}

/* sin(x + dx), |x| < 0.8555, dx below half a unit of x's last place. The coefficients are the published ones of the
 * method that glibc computes (sysdeps/ieee754/dbl-64/s_sin.c). */
LECUN_INLINE double lecun_sin_reduced(double x, double dx)
{
    double magnitude = x > 0 ? x : -x;
    double xx, s, c, p, rest;
    LECUN_CONSTANT const double *row;

    if (magnitude < 0.126) {
        xx = lecun_product(x, x);
        p = lecun_fma(-0x1.addffc2fcdf59p-26, xx, 0x1.71de27b9a7ed9p-19);
        p = lecun_fma(p, xx, -0x1.a01a019db08b8p-13);
        p = lecun_fma(p, xx, 0x1.1111111110ecep-7);
        p = lecun_fma(p, xx, -0x1.5555555555555p-3);
        return lecun_sum(x, lecun_fma(lecun_fma(p, x, lecun_product(-0.5, dx)), xx, dx));
    }
    dx = x > 0 ? dx : -dx;
    row = lecun_sincos_row(magnitude, &rest);
    xx = lecun_product(rest, rest);
    s = rest + lecun_fma(lecun_product(rest, xx), lecun_fma(xx, 0x1.11110e829872fp-7, -0x1.5555555555515p-3), dx);
    c = lecun_fma(xx, lecun_fma(xx, 0x1.6c16bedd9e239p-10, -0x1.5555555555535p-5), 0x1p-1);
    c = lecun_fma(rest, dx, lecun_product(xx, c));
    p = lecun_sum(row[0], lecun_fma(row[2], s, lecun_fma(-row[0], c, lecun_fma(s, row[3], row[1]))));
    return x > 0 ? p : -p;
}

/* cos(x + dx), likewise. */
LECUN_INLINE double lecun_cos_reduced(double x, double dx)
{
    double xx, s, c, rest;
    LECUN_CONSTANT const double *row = lecun_sincos_row(x < 0 ? -x : x, &rest);

    rest += x < 0 ? -dx : dx;
    xx = lecun_product(rest, rest);
    s = lecun_fma(lecun_product(rest, xx), lecun_fma(xx, 0x1.11110e829872fp-7, -0x1.5555555555515p-3), rest);
    c = lecun_product(xx, lecun_fma(xx, lecun_fma(xx, 0x1.6c16bedd9e239p-10, -0x1.5555555555535p-5), 0x1p-1));
    return lecun_sum(row[2], lecun_fma(-row[0], s, lecun_fma(-row[2], c, lecun_fma(-s, row[1], row[3]))));
}

/* *sine = sin(x), *cosine = cos(x), 0 <= x < 2 pi, as glibc's x86-64 FMA build gives them. */
LECUN_INLINE void lecun_sincos(double x, double *sine, double *cosine)
{
    lecun_u32 high = (lecun_u32)(lecun_bits_of_double(x) >> 32);
    double a, da, y, t, s, c;
    unsigned n;

    if (high < 0x3e400000u) {                                         /* 2^-27 */
        *sine = x;
        *cosine = 1.0;
    } else if (high < 0x3feb6000u) {                                  /* about 0.855 */
        *sine = lecun_sin_reduced(x, 0.0);
        *cosine = lecun_cos_reduced(x, 0.0);
    } else if (high < 0x400368fdu) {                                  /* about 2.426: sin(x) = cos(pi/2 - x) */
        y = lecun_opaque(0x1.921fb54442d18p+0 - x);
        a = lecun_opaque(y + 0x1.1a62633145c07p-54);
        da = lecun_opaque(y - a) + 0x1.1a62633145c07p-54;
        *sine = lecun_cos_reduced(a, da);
        *cosine = lecun_sin_reduced(a, da);
    } else {                                                          /* subtract n pi/2 (n: 2, 3, 4), pi/2 in four parts */
        t = lecun_opaque(lecun_fma(x, 0x1.45f306dc9c883p-1, 0x1.8p52));
        n = (unsigned)lecun_bits_of_double(t) & 3;
        t = lecun_opaque(0x1.8p52 - t);
        y = lecun_fma(t, -0x1.dde973cp-27, lecun_fma(t, 0x1.921fb58p+0, x));
        c = lecun_opaque(lecun_fma(t, -0x1.cb3b398p-55, y));
        da = lecun_fma(t, -0x1.cb3b398p-55, y - c);
        a = lecun_opaque(lecun_fma(t, -0x1.d747f23e32ed7p-83, c));
        da += lecun_fma(t, -0x1.d747f23e32ed7p-83, c - a);
        if (n == 2) {
            a = -a;
            da = -da;
        }
        s = lecun_sin_reduced(a, da);
        c = lecun_cos_reduced(a, da);
        c = n & 2 ? -c : c;
        *sine = n & 1 ? c : s;
        *cosine = n & 1 ? s : c;
    }
}

/* --- float64: groups of two elements -------------------------------------------------------------------------------- */

typedef struct lecun_pair_f64 { lecun_u64 x, y; } lecun_pair_f64;      /* patterns */
typedef struct lecun_draws_f64 { double x, y; } lecun_draws_f64;

LECUN_INLINE double lecun_uniform_f64(lecun_u32 high, lecun_u32 low)
{
    return lecun_double_of_bits(LECUN_W_OF((high & 0xfffffu) | 0x3ff00000u, low)) - 1.0;
}

LECUN_INLINE lecun_draws_f64 lecun_uniforms_f64(lecun_four words)
{
    lecun_draws_f64 draws;

    draws.x = lecun_uniform_f64(words.x, words.y);
    draws.y = lecun_uniform_f64(words.z, words.w);
    return draws;
}

/* Two standard normals from four words (Box and Muller, 1958). The bound, 1e-7, keeps the logarithm finite. */
LECUN_INLINE lecun_draws_f64 lecun_normals_f64(lecun_four words)
{
    const lecun_draws_f64 u = lecun_uniforms_f64(words);
    const double angle = lecun_product(0x1.921fb54442d18p+2, u.y);
    const double radius = lecun_sqrt(-2.0 * lecun_log(u.x < 0x1.ad7f29abcaf48p-24 ? 0x1.ad7f29abcaf48p-24 : u.x));
    lecun_draws_f64 draws;

    lecun_sincos(angle, &draws.x, &draws.y);
    draws.x = lecun_product(draws.x, radius);
    draws.y = lecun_product(draws.y, radius);
    return draws;
}

LECUN_INLINE int lecun_is_inside_f64(double draw)
{
    return draw > -2.0 && draw < 2.0;
}

/* What is outside is dropped, and block after block is drawn until there are two. A draw that stays pushes the other. */
LECUN_INLINE lecun_draws_f64 lecun_truncated_f64(lecun_four counter, lecun_pair key)
{
    lecun_draws_f64 draws, more;
    lecun_u32 block, have = 0u;

    draws.x = draws.y = 0.0;
    for (block = 0u; have < 2u; block++) {
        more = lecun_normals_f64(lecun_philox_words(LECUN_WORDS(counter.x + block, counter.y, counter.z, counter.w), key));
        if (lecun_is_inside_f64(more.x)) {
            draws.x = draws.y;
            draws.y = more.x;
            have++;
        }
        if (lecun_is_inside_f64(more.y) && have < 2u) {
            draws.x = draws.y;
            draws.y = more.y;
            have++;
        }
    }
    return draws;
}

LECUN_INLINE lecun_u64 lecun_scaled_draw_f64(const lecun_device_args a, double draw)
{
    const lecun_u64 scale = LECUN_W_OF(LECUN_ARG(a, 9), LECUN_ARG(a, 8)), shift = LECUN_W_OF(LECUN_ARG(a, 11), LECUN_ARG(a, 10));

    if (LECUN_ARG(a, 15) & 2u)
        return lecun_sum_flushed(lecun_product_flushed(lecun_bits_of_double(draw), scale), shift);
    return lecun_bits_of_double(lecun_sum(lecun_product(draw, lecun_double_of_bits(scale)), lecun_double_of_bits(shift)));
}

/* The two elements of a group of the job, as patterns: group 0 is the one that the job's first element is in. */
LECUN_INLINE lecun_pair_f64 lecun_device_group_f64(const lecun_device_args a, lecun_u64 index)
{
    const lecun_u32 distribution = LECUN_DISTRIBUTION_OF(a);
    const lecun_u64 at = 2 * index - (LECUN_ARG(a, 4) & 1u);
    const lecun_u64 on = LECUN_W_OF(LECUN_ARG(a, 9), LECUN_ARG(a, 8)), off = LECUN_W_OF(LECUN_ARG(a, 11), LECUN_ARG(a, 10));
    const lecun_u64 group = (LECUN_W_OF(LECUN_ARG(a, 5), LECUN_ARG(a, 4)) >> 1) + index;
    const lecun_pair key = LECUN_TWO(LECUN_ARG(a, 0), LECUN_ARG(a, 1));
    lecun_pair_f64 elements;
    lecun_draws_f64 draws;
    lecun_four counter;

    if (distribution <= LECUN_NO_DRAW_IDENTITY) {
        elements.x = lecun_is_diagonal(a, at) ? on : off;
        elements.y = lecun_is_diagonal(a, at + 1) ? on : off;
        return elements;
    }
    counter = lecun_group_start(LECUN_TWO(LECUN_ARG(a, 2), LECUN_ARG(a, 3)), group, LECUN_ARG(a, 14));
    if (distribution == LECUN_DRAW_UNIFORM)
        draws = lecun_uniforms_f64(lecun_philox_words(counter, key));
    else if (distribution == LECUN_DRAW_TRUNCATED)
        draws = lecun_truncated_f64(counter, key);
    else
        draws = lecun_normals_f64(lecun_philox_words(counter, key));
    elements.x = lecun_scaled_draw_f64(a, draws.x);
    elements.y = lecun_scaled_draw_f64(a, draws.y);
    return elements;
}

#endif

/* --- Kernels -------------------------------------------------------------------------------------------------------- */

/* The destination is written as float32, float64 or 16-bit patterns; it begins at a multiple of 16 bytes. A thread of
 * lecun_weights writes one group, one of lecun_weights_f64 one of those, and lecun_weights_truncated is faster for truncated
 * normals. */

LECUN_INLINE void lecun_store_32(LECUN_GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 at, lecun_four d)
{
    const lecun_u64 count = LECUN_W_OF(LECUN_ARG(a, 7), LECUN_ARG(a, 6));

    if ((LECUN_ARG(a, 15) & 1u) && at + 4 <= count) {
#if defined(LECUN_IS_C)
        memcpy(out + at, &d, sizeof d);
#else
        *(LECUN_GLOBAL lecun_four *)(out + at) = d;
#endif
        return;
    }
    if (at < count)
        out[at] = d.x;
    if (at + 1 < count)
        out[at + 1] = d.y;
    if (at + 2 < count)
        out[at + 2] = d.z;
    if (at + 3 < count)
        out[at + 3] = d.w;
}

LECUN_INLINE void lecun_store_16(LECUN_GLOBAL unsigned short *out, const lecun_device_args a, lecun_u64 at, lecun_four d)
{
    const lecun_u64 count = LECUN_W_OF(LECUN_ARG(a, 7), LECUN_ARG(a, 6));

#if !defined(LECUN_IS_C)
    if ((LECUN_ARG(a, 15) & 1u) && at + 4 <= count) {
        *(LECUN_GLOBAL lecun_pair *)(out + at) = LECUN_TWO(d.x | (d.y << 16), d.z | (d.w << 16));
        return;
    }
#endif
    if (at < count)
        out[at] = (unsigned short)d.x;
    if (at + 1 < count)
        out[at + 1] = (unsigned short)d.y;
    if (at + 2 < count)
        out[at + 2] = (unsigned short)d.z;
    if (at + 3 < count)
        out[at + 3] = (unsigned short)d.w;
}

/* The elements of a group of the job, those of them that the job has, to their places. */
LECUN_INLINE void lecun_store(LECUN_GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 index, lecun_four d)
{
    const lecun_u64 at = lecun_place(a, index);

    if (LECUN_ELEMENT_OF(a) == LECUN_ELEMENT_F32)
        lecun_store_32(out, a, at, d);
    else
        lecun_store_16((LECUN_GLOBAL unsigned short *)out, a, at, d);
}

LECUN_INLINE void lecun_weights_thread(LECUN_GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 index)
{
    if (index < lecun_job_groups(a))
        lecun_store(out, a, index, lecun_device_group(a, index));
}

#if defined(LECUN_WANTS_DOUBLES)
LECUN_INLINE void lecun_weights_f64_thread(LECUN_GLOBAL lecun_u64 *out, const lecun_device_args a, lecun_u64 index)
{
    const lecun_u64 count = LECUN_W_OF(LECUN_ARG(a, 7), LECUN_ARG(a, 6)), at = 2 * index - (LECUN_ARG(a, 4) & 1u);
    lecun_pair_f64 d;

    if (2 * index >= count + (LECUN_ARG(a, 4) & 1u))
        return;
    d = lecun_device_group_f64(a, index);
    if (at < count)
        out[at] = d.x;
    if (at + 1 < count)
        out[at + 1] = d.y;
}
#endif

/* Truncated normals by work groups of 256 threads, each of which begins four groups. Those that their first block does not
 * fill, one in six, wait in local memory, and then the threads end them together, so that few idle. */
#if defined(LECUN_WANTS_TRUNCATED) && !defined(LECUN_IS_C)
#define LECUN_WORKERS 256u
#define LECUN_BEGUN_HERE 1024u
#if defined(__OPENCL_VERSION__)
#  define LECUN_LOCAL                 __local
#  define LECUN_BARRIER()             barrier(CLK_LOCAL_MEM_FENCE)
#  define LECUN_COUNTER               uint
#  define LECUN_SET_COUNTER(p)        (*(p) = 0u)
#  define LECUN_NEXT(p)               atomic_inc(p)
#  define LECUN_VALUE_OF(p)           (*(p))
#elif defined(__METAL_VERSION__)
#  define LECUN_LOCAL                 threadgroup
#  define LECUN_BARRIER()             threadgroup_barrier(mem_flags::mem_threadgroup)
#  define LECUN_COUNTER               atomic_uint
#  define LECUN_SET_COUNTER(p)        atomic_store_explicit((p), 0u, memory_order_relaxed)
#  define LECUN_NEXT(p)               atomic_fetch_add_explicit((p), 1u, memory_order_relaxed)
#  define LECUN_VALUE_OF(p)           atomic_load_explicit((p), memory_order_relaxed)
#else
#  define LECUN_LOCAL
#  define LECUN_BARRIER()             __syncthreads()
#  define LECUN_COUNTER               unsigned int
#  define LECUN_SET_COUNTER(p)        (*(p) = 0u)
#  define LECUN_NEXT(p)               atomicAdd((p), 1u)
#  define LECUN_VALUE_OF(p)           (*(p))
#endif
typedef struct lecun_list {
    LECUN_COUNTER n;
    lecun_u32 entry[LECUN_BEGUN_HERE];             /* the group's number in the work group, and how many draws it has << 16 */
    lecun_u32 draw[3][LECUN_BEGUN_HERE];           /* the last of these are its draws */
} lecun_list;

LECUN_INLINE void lecun_wait_in_list(LECUN_LOCAL lecun_list *list, lecun_u32 number, lecun_begun b)
{
    const lecun_u32 at = LECUN_NEXT(&list->n);

    list->entry[at] = number | (b.have << 16);
    list->draw[0][at] = b.draws.y;
    list->draw[1][at] = b.draws.z;
    list->draw[2][at] = b.draws.w;
}

LECUN_INLINE void lecun_weights_truncated_thread(LECUN_GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u32 me, lecun_u64 work_group,
                                           LECUN_LOCAL lecun_list *list)
{
    const lecun_u64 base = work_group * LECUN_BEGUN_HERE, groups = lecun_job_groups(a);
    const lecun_pair key = LECUN_TWO(LECUN_ARG(a, 0), LECUN_ARG(a, 1));
    lecun_begun b;
    lecun_u32 i;

    if (me == 0u)
        LECUN_SET_COUNTER(&list->n);
    LECUN_BARRIER();
    LECUN_ROLLED
    for (i = me; i < LECUN_BEGUN_HERE; i += LECUN_WORKERS) {
        if (base + i < groups) {
            b = lecun_begin_group(lecun_job_counter(a, base + i), key, LECUN_OUTSIDE);
            if (b.have == 4u)
                lecun_store(out, a, base + i, lecun_scaled_draws(a, b.draws));
            else
                lecun_wait_in_list(list, i, b);
        }
    }
    LECUN_BARRIER();
    LECUN_ROLLED
    for (i = me; i < LECUN_VALUE_OF(&list->n); i += LECUN_WORKERS) {
        const lecun_u32 number = list->entry[i] & 0xffffu;

        b.have = list->entry[i] >> 16;
        b.draws = LECUN_WORDS(0u, list->draw[0][i], list->draw[1][i], list->draw[2][i]);
        b.draws = lecun_end_group(b, lecun_job_counter(a, base + number), key, LECUN_OUTSIDE);
        lecun_store(out, a, base + number, lecun_scaled_draws(a, b.draws));
    }
}
#endif

#if defined(__OPENCL_VERSION__)

#define LECUN_WORK_GROUP (get_group_id(0) + (ulong)get_group_id(1) * get_num_groups(0))

#if defined(LECUN_WANTS_PLAIN)
__kernel void lecun_weights(__global uint *out, const lecun_device_args args)
{
    lecun_weights_thread(out, args, LECUN_WORK_GROUP * get_local_size(0) + get_local_id(0));
}
#endif

#if defined(LECUN_WANTS_TRUNCATED)
__kernel __attribute__((reqd_work_group_size(256, 1, 1))) void lecun_weights_truncated(__global uint *out,
                                                                                       const lecun_device_args args)
{
    __local lecun_list list;

    lecun_weights_truncated_thread(out, args, (uint)get_local_id(0), LECUN_WORK_GROUP, &list);
}
#endif

#if defined(LECUN_WANTS_DOUBLES)
__kernel void lecun_weights_f64(__global ulong *out, const lecun_device_args args)
{
    lecun_weights_f64_thread(out, args, LECUN_WORK_GROUP * get_local_size(0) + get_local_id(0));
}
#endif

#elif defined(LECUN_IS_CUDA_OR_HIP)

#define LECUN_WORK_GROUP (blockIdx.x + (lecun_u64)blockIdx.y * gridDim.x)

#if defined(LECUN_WANTS_PLAIN)
extern "C" __global__ void lecun_weights(lecun_u32 *out, const lecun_device_args args)
{
    lecun_weights_thread(out, args, LECUN_WORK_GROUP * blockDim.x + threadIdx.x);
}
#endif

#if defined(LECUN_WANTS_TRUNCATED)
extern "C" __global__ void __launch_bounds__(256) lecun_weights_truncated(lecun_u32 *out, const lecun_device_args args)
{
    __shared__ lecun_list list;

    lecun_weights_truncated_thread(out, args, threadIdx.x, LECUN_WORK_GROUP, &list);
}
#endif

#if defined(LECUN_WANTS_DOUBLES)
extern "C" __global__ void lecun_weights_f64(lecun_u64 *out, const lecun_device_args args)
{
    lecun_weights_f64_thread(out, args, LECUN_WORK_GROUP * blockDim.x + threadIdx.x);
}
#endif

#elif defined(__METAL_VERSION__)

#define LECUN_WORK_GROUP (group.x + (ulong)group.y * groups.x)

#if defined(LECUN_WANTS_PLAIN)
kernel void lecun_weights(device uint *out [[buffer(0)]], constant lecun_device_args &args [[buffer(1)]],
                          uint me [[thread_index_in_threadgroup]], uint2 threads [[threads_per_threadgroup]],
                          uint2 group [[threadgroup_position_in_grid]], uint2 groups [[threadgroups_per_grid]])
{
    lecun_weights_thread(out, args, LECUN_WORK_GROUP * threads.x + me);
}
#endif

#if defined(LECUN_WANTS_TRUNCATED)
kernel void lecun_weights_truncated(device uint *out [[buffer(0)]], constant lecun_device_args &args [[buffer(1)]],
                                    uint me [[thread_index_in_threadgroup]], uint2 group [[threadgroup_position_in_grid]],
                                    uint2 groups [[threadgroups_per_grid]])
{
    threadgroup lecun_list list;

    lecun_weights_truncated_thread(out, args, me, LECUN_WORK_GROUP, &list);
}
#endif

#endif

#undef LECUN_ALIGNED_16
#undef LECUN_ARG
#undef LECUN_ARGS
#undef LECUN_BARRIER
#undef LECUN_BEGUN
#undef LECUN_BEGUN_HERE
#undef LECUN_BEGUN_OF
#undef LECUN_CLZ
#undef LECUN_CONSTANT
#undef LECUN_CONSTANT_TABLE
#undef LECUN_COUNTER
#undef LECUN_D0
#undef LECUN_D1
#undef LECUN_D2
#undef LECUN_D3
#undef LECUN_D4
#undef LECUN_DISTRIBUTION_OF
#undef LECUN_DRAW_TRUNCATED
#undef LECUN_DRAW_UNIFORM
#undef LECUN_ELEMENT_BF16
#undef LECUN_ELEMENT_BF16_ONCE
#undef LECUN_ELEMENT_F16
#undef LECUN_ELEMENT_F16_ONCE
#undef LECUN_ELEMENT_F32
#undef LECUN_ELEMENT_OF
#undef LECUN_FN1
#undef LECUN_FN2
#undef LECUN_FN3
#undef LECUN_FN4
#undef LECUN_FOUR
#undef LECUN_GLOBAL
#undef LECUN_HAS_DOUBLES
#undef LECUN_HAS_ROOT
#undef LECUN_INLINE
#undef LECUN_IS_C
#undef LECUN_IS_CUDA_OR_HIP
#undef LECUN_IS_HIP
#undef LECUN_LET
#undef LECUN_LOCAL
#undef LECUN_LOG_ROW
#undef LECUN_MULHI
#undef LECUN_NEXT
#undef LECUN_NO_DRAW_CONSTANT
#undef LECUN_NO_DRAW_IDENTITY
#undef LECUN_OUTSIDE
#undef LECUN_PAIR
#undef LECUN_PLACE
#undef LECUN_PLACE_OF
#undef LECUN_ROLLED
#undef LECUN_ROOT
#undef LECUN_ROW
#undef LECUN_ROW_AT
#undef LECUN_ROW_END
#undef LECUN_ROW_REFERENCE
#undef LECUN_SELECT
#undef LECUN_SET_COUNTER
#undef LECUN_TABLE_BEGIN
#undef LECUN_TABLE_END
#undef LECUN_TWO
#undef LECUN_U32
#undef LECUN_VALUE_OF
#undef LECUN_VAR
#undef LECUN_WANTS_DOUBLES
#undef LECUN_WANTS_PLAIN
#undef LECUN_WANTS_TRUNCATED
#undef LECUN_WIDE
#undef LECUN_WORDS
#undef LECUN_WORKERS
#undef LECUN_WORK_GROUP
#undef LECUN_W_ABSOLUTE
#undef LECUN_W_ADD
#undef LECUN_W_HIGH
#undef LECUN_W_LOW
#undef LECUN_W_MUL
#undef LECUN_W_MUL_HIGH
#undef LECUN_W_MUL_HIGH_32
#undef LECUN_W_OF
#undef LECUN_W_SHIFT_LEFT
#undef LECUN_W_SHIFT_RIGHT
#undef LECUN_W_SQUARE_HIGH
#undef LECUN_W_SUB
#undef LECUN_W_TIMES_32
#undef LECUN_W_TO_24_BITS
#undef lecun_bits_of_double
#undef lecun_double_of_bits
#undef lecun_fma
#undef lecun_opaque
#undef lecun_product
#undef lecun_sqrt
#undef lecun_sum

#endif
