/* SPDX-License-Identifier: MIT
 *
 * kernel_jax_avx2.c - the vector primitives of kernel_jax_template.h for x86-64 with AVX2 and FMA
 *
 * Compiled for these instructions whatever the flags of the build; dispatch.c sees to it that they run only where they can.
 */
#include "strict_fp.h"
#include "affine.h"                     /* before the instructions below, so that it is what it is everywhere */
#include "dispatch.h"
#include "elementary_tables.h"

#ifdef LECUN_KERNEL_AVX2

#if defined(__clang__)
#  pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#  pragma GCC push_options
#  pragma GCC target("avx2,fma")
#endif

#include <immintrin.h>
#include <string.h>

#define KERNEL      lecun_avx2_jax
#define LANES       8

typedef __m256i vi;
typedef __m256 vf;
typedef __m256 vm;      /* a lane's sign bit decides */

#define PRIMITIVE static inline __attribute__((always_inline))

PRIMITIVE vi vi_set(uint32_t x)                 { return _mm256_set1_epi32((int)x); }
PRIMITIVE vi vi_get(const void *p)              { return _mm256_loadu_si256((const __m256i *)p); }
PRIMITIVE void vi_put(void *p, vi x)            { _mm256_storeu_si256((__m256i *)p, x); }
PRIMITIVE vi vi_add(vi a, vi b)                 { return _mm256_add_epi32(a, b); }
PRIMITIVE vi vi_and(vi a, vi b)                 { return _mm256_and_si256(a, b); }
PRIMITIVE vi vi_or(vi a, vi b)                  { return _mm256_or_si256(a, b); }
PRIMITIVE vi vi_xor(vi a, vi b)                 { return _mm256_xor_si256(a, b); }
#define vi_shift_right(x, n)                    _mm256_srli_epi32(x, n)
#define vi_rotate(x, n)                         vi_or(_mm256_slli_epi32(x, n), _mm256_srli_epi32(x, 32 - (n)))
PRIMITIVE vf vf_of(vi x)                        { return _mm256_castsi256_ps(x); }
PRIMITIVE vi vi_of(vf x)                        { return _mm256_castps_si256(x); }
PRIMITIVE vf vf_of_small(vi x)                  { return _mm256_cvtepi32_ps(x); }   /* numbers below 2^23 as floats */
PRIMITIVE vf vf_set(float x)                    { return _mm256_set1_ps(x); }
PRIMITIVE vf vf_get(const float *p)             { return _mm256_loadu_ps(p); }
PRIMITIVE void vf_put(void *p, vf x)            { _mm256_storeu_si256((__m256i *)p, vi_of(x)); }
/* A value that the compiler knows nothing about is neither fused nor regrouped. */
PRIMITIVE vf vf_opaque(vf x)
{
    __asm__("" : "+x"(x));
    return x;
}
PRIMITIVE vf vf_add(vf a, vf b)                 { return vf_opaque(_mm256_add_ps(a, b)); }
PRIMITIVE vf vf_sub(vf a, vf b)                 { return vf_opaque(_mm256_sub_ps(a, b)); }
PRIMITIVE vf vf_mul(vf a, vf b)                 { return vf_opaque(_mm256_mul_ps(a, b)); }
PRIMITIVE vf vf_fma(vf a, vf b, vf c)           { return _mm256_fmadd_ps(a, b, c); }        /* a b + c */
PRIMITIVE vf vf_max(vf a, vf b)                 { return _mm256_max_ps(a, b); }
PRIMITIVE vf vf_min(vf a, vf b)                 { return _mm256_min_ps(a, b); }
#if defined(__clang__)
/* For these, clang's -ffast-math puts an estimate in place of the intrinsic, which no pragma keeps it from. */
PRIMITIVE vf vf_div(vf a, vf b)
{
    vf quotient;
    __asm__("vdivps %2, %1, %0" : "=x"(quotient) : "x"(a), "x"(b));
    return quotient;
}
PRIMITIVE vf vf_sqrt(vf a)
{
    vf root;
    __asm__("vsqrtps %1, %0" : "=x"(root) : "x"(a));
    return root;
}
#else
PRIMITIVE vf vf_div(vf a, vf b)                 { return _mm256_div_ps(a, b); }
PRIMITIVE vf vf_sqrt(vf a)                      { return _mm256_sqrt_ps(a); }
#endif
PRIMITIVE vm vf_less(vf a, vf b)                { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
PRIMITIVE vf vf_select(vm m, vf a, vf b)        { return _mm256_blendv_ps(b, a, m); }       /* m ? a : b */
PRIMITIVE int vm_all(vm m)                      { return _mm256_movemask_ps(m) == 0xff; }

PRIMITIVE double fused(double a, double b, double c)
{
    double sum = _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(a), _mm_set_sd(b), _mm_set_sd(c)));
    LECUN_ROUNDED(sum);                 /* where c is 0, clang would fuse what is left, a product, with the next sum */
    return sum;
}

#include "kernel_jax_template.h"

#if defined(__clang__)
#  pragma clang attribute pop
#else
#  pragma GCC pop_options
#endif

#endif
