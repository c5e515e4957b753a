/* SPDX-License-Identifier: MIT */
/* --- The languages: what each spells in its own way --------------------------------------------------------------- */

#if defined(__OPENCL_VERSION__)

#pragma OPENCL FP_CONTRACT OFF
#if defined(cl_khr_fp64)
#  if __OPENCL_VERSION__ < 120
#    pragma OPENCL EXTENSION cl_khr_fp64 : enable
#  endif
#  define HAS_DOUBLES
#endif
typedef uint lecun_u32;
typedef ulong lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define INLINE                  static inline
#define CONSTANT_TABLE          __constant
#define CONSTANT                __constant
#define GLOBAL                  __global
#define TWO(x, y)               ((uint2)((x), (y)))
#define WORDS(x, y, z, w)       ((uint4)((x), (y), (z), (w)))
#define CLZ(x)                  clz((uint)(x))
#define MULHI(a, b)             mul_hi((uint)(a), (uint)(b))
#define ALIGNED_16              __attribute__((aligned(16)))

#elif defined(__METAL_VERSION__)

#include <metal_stdlib>
using namespace metal;
typedef uint lecun_u32;
typedef ulong lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define INLINE                  static inline
#define CONSTANT_TABLE          constant
#define CONSTANT                constant
#define GLOBAL                  device
#define TWO(x, y)               uint2((x), (y))
#define WORDS(x, y, z, w)       uint4((x), (y), (z), (w))
#define CLZ(x)                  clz((uint)(x))
#define MULHI(a, b)             mulhi((uint)(a), (uint)(b))
#define ALIGNED_16              alignas(16)

#elif defined(__CUDACC__) || defined(__CUDACC_RTC__) || defined(__HIP__) || defined(__HIPCC__) || defined(__HIPCC_RTC__)

#define IS_CUDA_OR_HIP
#define HAS_DOUBLES
typedef unsigned int lecun_u32;
typedef unsigned long long lecun_u64;
typedef uint2 lecun_pair;
typedef uint4 lecun_four;
#define INLINE                  static __device__ __forceinline__
#define CONSTANT_TABLE          static __device__ const
#define CONSTANT
#define GLOBAL
#define TWO(x, y)               make_uint2((x), (y))
#define WORDS(x, y, z, w)       make_uint4((x), (y), (z), (w))
#define CLZ(x)                  ((lecun_u32)__clz((int)(x)))
#define MULHI(a, b)             __umulhi((a), (b))
#define ALIGNED_16              __align__(16)
#if defined(__HIP__) || defined(__HIPCC__) || defined(__HIPCC_RTC__)
#  define IS_HIP
#  pragma clang fp contract(off)
#else
#  define HAS_ROOT
#  define ROOT(x)               __float_as_uint(__fsqrt_rn(__uint_as_float(x)))     /* IEEE's, whatever the options */
#endif

#else                                                                   /* C */

#include <math.h>
#include <stdint.h>
#include <string.h>
#define IS_C
#define HAS_DOUBLES
typedef uint32_t lecun_u32;
typedef uint64_t lecun_u64;
typedef struct lecun_pair { lecun_u32 x, y; } lecun_pair;
typedef struct lecun_four { lecun_u32 x, y, z, w; } lecun_four;
#define INLINE                  static inline
#define CONSTANT_TABLE          static const
#define CONSTANT
#define GLOBAL
#define TWO(x, y)               lecun_pair_of((x), (y))
#define WORDS(x, y, z, w)       lecun_four_of((x), (y), (z), (w))
#define CLZ(x)                  lecun_leading_zeros_32(x)
#define MULHI(a, b)             ((lecun_u32)((lecun_u64)(a) * (b) >> 32))
#define ALIGNED_16

INLINE lecun_pair lecun_pair_of(lecun_u32 x, lecun_u32 y)
{
    lecun_pair pair;
    pair.x = x;
    pair.y = y;
    return pair;
}

INLINE lecun_four lecun_four_of(lecun_u32 x, lecun_u32 y, lecun_u32 z, lecun_u32 w)
{
    lecun_four four;
    four.x = x;
    four.y = y;
    four.z = z;
    four.w = w;
    return four;
}

INLINE lecun_u32 lecun_leading_zeros_32(lecun_u32 x)
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
typedef struct ALIGNED_16 lecun_log_row {
    lecun_u32 end, d4, d3, unused;
    lecun_u64 d2, d1, d0, unused_too;
} lecun_log_row;

/* A group of which some draws are there. */
typedef struct lecun_begun { lecun_four draws; lecun_u32 have; } lecun_begun;

INLINE lecun_begun lecun_begun_of(lecun_four draws, lecun_u32 have)
{
    lecun_begun begun;
    begun.draws = draws;
    begun.have = have;
    return begun;
}

/* The arguments of a job: the 16 words of lecun_device_job. */
typedef struct lecun_device_args { lecun_u32 word[16]; } lecun_device_args;

#define FN1(R, NAME, T1, A1)                                    INLINE R NAME(T1 A1)
#define FN2(R, NAME, T1, A1, T2, A2)                            INLINE R NAME(T1 A1, T2 A2)
#define FN3(R, NAME, T1, A1, T2, A2, T3, A3)                    INLINE R NAME(T1 A1, T2 A2, T3 A3)
#define FN4(R, NAME, T1, A1, T2, A2, T3, A3, T4, A4)            INLINE R NAME(T1 A1, T2 A2, T3 A3, T4 A4)
#define LET(T, NAME)            const T NAME
#define VAR(T, NAME)            T NAME
#define SELECT(c, a, b)         ((c) ? (a) : (b))
#define TABLE_BEGIN(T, NAME, COUNT) CONSTANT_TABLE T NAME[COUNT] = {
#define TABLE_END               };
#define LOG_ROW                 lecun_log_row
#define ROW(end, d4, d3, d2_high, d2_low, d1_high, d1_low, d0_high, d0_low) \
    {end, d4, d3, 0u, W_OF(d2_high, d2_low), W_OF(d1_high, d1_low), W_OF(d0_high, d0_low), 0u}
#define ROW_REFERENCE           CONSTANT lecun_log_row *
#define ROW_AT(table, i)        (&(table)[i])
#define ROW_END(row)            (row)->end
#define D4(row)                 (row)->d4
#define D3(row)                 (row)->d3
#define D2(row)                 (row)->d2
#define D1(row)                 (row)->d1
#define D0(row)                 (row)->d0
#define U32                     lecun_u32
#define PAIR                    lecun_pair
#define FOUR                    lecun_four
#define WIDE                    lecun_u64
#define W_OF(high, low)         (((lecun_u64)(high) << 32) | (lecun_u64)(low))
#define W_HIGH(w)               ((lecun_u32)((w) >> 32))
#define W_LOW(w)                ((lecun_u32)(w))
#define W_ADD(a, b)             ((a) + (b))
#define W_SUB(a, b)             ((a) - (b))
#define W_SHIFT_LEFT(w, n)      ((w) << (n))
#define W_SHIFT_RIGHT(w, n)     ((w) >> (n))
#define W_MUL(a, b)             ((lecun_u64)(a) * (lecun_u64)(b))
#define W_TIMES_32(a, b)        ((a) * (b))
#define BEGUN                   lecun_begun
#define BEGUN_OF(draws, have)   lecun_begun_of((draws), (have))
#define ARGS                    lecun_device_args
#define ARG(a, i)               (a).word[i]
#define PLACE                   lecun_u64
#define PLACE_OF(w)             (w)
#if defined(IS_CUDA_OR_HIP) && !defined(_MSC_VER)
#  define ROLLED                _Pragma("unroll 1")         /* what is twice as long is no faster */
#else
#  define ROLLED
#endif
#if !defined(HAS_ROOT)
#  define ROOT(x)               lecun_float_root(x)
#endif

/* What a program that is compiled for one distribution and one element type says: -DLECUN_DISTRIBUTION=41u ... */
#if defined(LECUN_DISTRIBUTION)
#  define DISTRIBUTION_OF(a)    LECUN_DISTRIBUTION
#else
#  define DISTRIBUTION_OF(a)    ARG(a, 12)
#endif
#if defined(LECUN_ELEMENT)
#  define ELEMENT_OF(a)         LECUN_ELEMENT
#else
#  define ELEMENT_OF(a)         ARG(a, 13)
#endif

/* Which kernels such a program wants. */
#if !defined(LECUN_ELEMENT) || LECUN_ELEMENT == 2
#  if defined(HAS_DOUBLES)
#    define WANTS_DOUBLES
#  endif
#endif
#if !defined(LECUN_ELEMENT) || LECUN_ELEMENT != 2
#  if !defined(LECUN_DISTRIBUTION) || LECUN_DISTRIBUTION == 41
#    define WANTS_TRUNCATED
#  endif
#  if !defined(LECUN_DISTRIBUTION) || LECUN_DISTRIBUTION != 41
#    define WANTS_PLAIN
#  endif
#endif
