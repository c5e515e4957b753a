/* SPDX-License-Identifier: MIT
 *
 * qr_avx512.c - the vector primitives of qr_template.h for x86-64 with AVX-512 F
 *
 * Compiled for these instructions whatever the flags of the build; dispatch.c sees to it that they run only where they can.
 */
#include "strict_fp.h"
#include "dispatch.h"

#ifdef LECUN_KERNEL_AVX512

#if defined(__clang__)
#  pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#else
#  pragma GCC push_options
#  pragma GCC target("avx512f")
#endif

#include <immintrin.h>

#define QR              lecun_avx512_qr
#define LANES           8
#define TILE_ROWS       8       /* a vector wide: so compilers fold the broadcast into the product, else it is an operation more */
#define TILE_VECTORS    1
#define PRIMITIVE       static inline __attribute__((always_inline))

typedef __m512d vd;

PRIMITIVE vd vd_set(double x)                   { return _mm512_set1_pd(x); }
PRIMITIVE vd vd_load(const double *p)           { return _mm512_loadu_pd(p); }
PRIMITIVE void vd_store(double *p, vd x)        { _mm512_storeu_pd(p, x); }
/* A value that the compiler knows nothing about is neither fused nor regrouped. */
PRIMITIVE vd vd_rounded(vd x)
{
    __asm__("" : "+v"(x));
    return x;
}
PRIMITIVE vd vd_plus(vd a, vd b)                { return vd_rounded(_mm512_add_pd(a, b)); }
PRIMITIVE vd vd_minus(vd a, vd b)               { return vd_rounded(_mm512_sub_pd(a, b)); }
PRIMITIVE vd vd_times(vd a, vd b)               { return vd_rounded(_mm512_mul_pd(a, b)); }

#include "qr_template.h"

#if defined(__clang__)
#  pragma clang attribute pop
#else
#  pragma GCC pop_options
#endif

#endif
