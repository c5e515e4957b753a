/* SPDX-License-Identifier: MIT
 *
 * qr_avx2.c - the vector primitives of qr_template.h for x86-64 with AVX2
 *
 * Compiled for these instructions whatever the flags of the build; dispatch.c sees to it that they run only where they can.
 */
#include "strict_fp.h"
#include "dispatch.h"

#ifdef LECUN_KERNEL_AVX2

#if defined(__clang__)
#  pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#  pragma GCC push_options
#  pragma GCC target("avx2")
#endif

#include <immintrin.h>

#define QR              lecun_avx2_qr
#define LANES           4
#define TILE_ROWS       4       /* 8 of the 16 registers hold sums; 2 x 8 and 8 x 2 are slower */
#define TILE_VECTORS    2
#define PRIMITIVE       static inline __attribute__((always_inline))

typedef __m256d vd;

PRIMITIVE vd vd_set(double x)                   { return _mm256_set1_pd(x); }
PRIMITIVE vd vd_load(const double *p)           { return _mm256_loadu_pd(p); }
PRIMITIVE void vd_store(double *p, vd x)        { _mm256_storeu_pd(p, x); }
/* A value that the compiler knows nothing about is neither fused nor regrouped. */
PRIMITIVE vd vd_rounded(vd x)
{
    __asm__("" : "+x"(x));
    return x;
}
PRIMITIVE vd vd_plus(vd a, vd b)                { return vd_rounded(_mm256_add_pd(a, b)); }
PRIMITIVE vd vd_minus(vd a, vd b)               { return vd_rounded(_mm256_sub_pd(a, b)); }
PRIMITIVE vd vd_times(vd a, vd b)               { return vd_rounded(_mm256_mul_pd(a, b)); }

#include "qr_template.h"

#if defined(__clang__)
#  pragma clang attribute pop
#else
#  pragma GCC pop_options
#endif

#endif
