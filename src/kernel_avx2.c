/* SPDX-License-Identifier: MIT
 *
 * kernel_avx2.c - the vector primitives of kernel_template.h for x86-64 with AVX2, FMA and F16C
 *
 * Compiled for these instructions whatever the flags of the build; dispatch.c sees to it that they run only where they can.
 */
#include "strict_fp.h"
#include "affine.h"                     /* before the instructions below, so that it is what it is everywhere */
#include "dispatch.h"
#include "torch_floats.h"

#ifdef LECUN_KERNEL_AVX2

#if defined(__clang__)
#  pragma clang attribute push(__attribute__((target("avx2,fma,f16c,popcnt"))), apply_to = function)
#else
#  pragma GCC push_options
#  pragma GCC target("avx2,fma,f16c,popcnt")
#endif

#include <immintrin.h>
#include <string.h>

#define KERNEL      lecun_avx2_kernels
#define NAME        "avx2"
#define LANES       4
#define PAIR_ORDER  {0, 2, 4, 6, 1, 3, 5, 7}
#define WORD_ORDER  {0, 2, 1, 3}

typedef __m256i vu;     /* 4 uint64_t */
typedef __m256i vi;     /* 8 uint32_t */
typedef __m256d vd;
typedef __m256d vm;     /* a lane's sign bit decides */
typedef __m256 vf;

#define PRIMITIVE static inline __attribute__((always_inline))

/* Integers of 64 bits. */
PRIMITIVE vu vu_set(uint64_t x)                  { return _mm256_set1_epi64x((long long)x); }
PRIMITIVE vu vu_load(const uint64_t *p)          { return _mm256_load_si256((const __m256i *)(const void *)p); }
PRIMITIVE void vu_store(uint64_t *p, vu x)       { _mm256_store_si256((__m256i *)(void *)p, x); }
PRIMITIVE vu vu_get(const void *p)               { return _mm256_loadu_si256((const __m256i *)p); }
PRIMITIVE vu vu_add(vu a, vu b)                  { return _mm256_add_epi64(a, b); }
PRIMITIVE vu vu_sub(vu a, vu b)                  { return _mm256_sub_epi64(a, b); }
PRIMITIVE vu vu_and(vu a, vu b)                  { return _mm256_and_si256(a, b); }
PRIMITIVE vu vu_and_not(vu a, vu b)              { return _mm256_andnot_si256(a, b); }       /* ~a & b */
PRIMITIVE vu vu_xor(vu a, vu b)                  { return _mm256_xor_si256(a, b); }
#define vu_shift_left(x, n)                 _mm256_slli_epi64(x, n)
#define vu_shift_right(x, n)                _mm256_srli_epi64(x, n)
PRIMITIVE vu vu_shift_left_by(vu x, unsigned n)  { return _mm256_sll_epi64(x, _mm_cvtsi32_si128((int)n)); }
PRIMITIVE vu vu_swap_halves(vu x)                { return _mm256_shuffle_epi32(x, 0xb1); }
PRIMITIVE vu vu_times_low(vu x, vu m)            { return _mm256_mul_epu32(x, m); }          /* low halves */
PRIMITIVE vu vu_times_high(vu x, vu m)           { return _mm256_mul_epu32(vu_swap_halves(x), m); }
/* a ^ b << 32. A swap and a mask instead of the shift: vu_times_high(b) needs the same swap. */
PRIMITIVE vu vu_xor_low_to_high(vu a, vu b)
{
    return vu_xor(a, vu_and(vu_swap_halves(b), vu_set(0xffffffff00000000u)));
}
PRIMITIVE vu vu_of_bytes(const uint8_t *p)
{
    int four;
    memcpy(&four, p, 4);
    return _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
}

/* Doubles. */
PRIMITIVE vd vd_of(vu x)                         { return _mm256_castsi256_pd(x); }
PRIMITIVE vu vu_of(vd x)                         { return _mm256_castpd_si256(x); }
PRIMITIVE vd vd_set(double x)                    { return _mm256_set1_pd(x); }
PRIMITIVE vd vd_load(const double *p)            { return _mm256_loadu_pd(p); }
PRIMITIVE void vd_store(double *p, vd x)         { _mm256_storeu_pd(p, x); }
PRIMITIVE void vd_put(void *p, vd x)             { _mm256_storeu_si256((__m256i *)p, vu_of(x)); }
/* A sum that is undone later is kept from clang's -ffast-math with -ffp-contract=fast, which would do so for good. */
#if defined(__clang__)
#  define OPAQUE(x) __asm__("" : "+x"(x))
#else
#  define OPAQUE(x) ((void)0)
#endif
PRIMITIVE vd vd_add(vd a, vd b)
{
    vd sum = _mm256_add_pd(a, b);
    OPAQUE(sum);
    return sum;
}
PRIMITIVE vd vd_sub(vd a, vd b)
{
    vd difference = _mm256_sub_pd(a, b);
    OPAQUE(difference);
    return difference;
}
#undef OPAQUE
PRIMITIVE vd vd_mul(vd a, vd b)                  { return _mm256_mul_pd(a, b); }
PRIMITIVE vd vd_max(vd a, vd b)                  { return _mm256_max_pd(a, b); }
#if defined(__clang__)
/* For the root, clang's -ffast-math puts an estimate in place of the intrinsic, which no pragma keeps it from. */
PRIMITIVE vd vd_sqrt(vd a)
{
    vd root;
    __asm__("vsqrtpd %1, %0" : "=x"(root) : "x"(a));
    return root;
}
#else
PRIMITIVE vd vd_sqrt(vd a)                       { return _mm256_sqrt_pd(a); }
#endif
PRIMITIVE vd vd_fma(vd a, vd b, vd c)            { return _mm256_fmadd_pd(a, b, c); }        /* a b + c */
PRIMITIVE vd vd_fnma(vd a, vd b, vd c)           { return _mm256_fnmadd_pd(a, b, c); }       /* -a b + c */
PRIMITIVE vm vd_less(vd a, vd b)                 { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
PRIMITIVE vd vd_select(vm m, vd a, vd b)         { return _mm256_blendv_pd(b, a, m); }       /* m ? a : b */
PRIMITIVE vm vu_odd(vu x)                        { return vd_of(vu_shift_left(x, 63)); }
PRIMITIVE uint32_t vm_bits(vm m)                 { return (uint32_t)_mm256_movemask_pd(m); }
/* Of finite numbers, those of 2 and more have the top bit of their exponent. */
PRIMITIVE vm vd_outside_2(vd a, vd b)            { return vd_of(vu_shift_left(_mm256_or_si256(vu_of(a), vu_of(b)), 1)); }

PRIMITIVE size_t u16_at(const void *p)
{
    uint16_t x;
    memcpy(&x, p, 2);
    return x;
}

/* The columns of four rows of two. */
PRIMITIVE void vd_columns(const double *r0, const double *r1, const double *r2, const double *r3, vd *first, vd *second)
{
    const vd even = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r0)), _mm_loadu_pd(r2), 1);
    const vd odd = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r1)), _mm_loadu_pd(r3), 1);
    *first = _mm256_unpacklo_pd(even, odd);
    *second = _mm256_unpackhi_pd(even, odd);
}
/* The rows of the lanes, by columns. A lane's row number is the top 16 bits of its index, or the lowest 7, or 16. */
PRIMITIVE void vd_rows_of_top_16(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    const unsigned char *p = (const unsigned char *)index + 6;
    vd_columns(table[u16_at(p)], table[u16_at(p + 8)], table[u16_at(p + 16)], table[u16_at(p + 24)], first, second);
}
PRIMITIVE void vd_rows_of_low_7(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    vd_columns(table[index[0] & 127], table[index[1] & 127], table[index[2] & 127], table[index[3] & 127], first, second);
}
PRIMITIVE void vd_rows_of_4(const double (*table)[4], const uint64_t *index, vd *c0, vd *c1, vd *c2, vd *c3)
{
    const double *r0 = table[u16_at(index)], *r1 = table[u16_at(index + 1)];
    const double *r2 = table[u16_at(index + 2)], *r3 = table[u16_at(index + 3)];
    vd_columns(r0, r1, r2, r3, c0, c1);
    vd_columns(r0 + 2, r1 + 2, r2 + 2, r3 + 2, c2, c3);
}
/* The pairs of the lanes of a0, a1, then of b0, b1, each group at its place in PAIR_ORDER. */
PRIMITIVE void vd_transpose_store(double *out, vd a0, vd a1, vd b0, vd b1)
{
    const vd a02 = _mm256_unpacklo_pd(a0, a1), a13 = _mm256_unpackhi_pd(a0, a1);   /* pairs of lanes 0, 2; of 1, 3 */
    const vd b02 = _mm256_unpacklo_pd(b0, b1), b13 = _mm256_unpackhi_pd(b0, b1);
    vd_store(out, _mm256_permute2f128_pd(a02, b02, 0x20));
    vd_store(out + 4, _mm256_permute2f128_pd(a13, b13, 0x20));
    vd_store(out + 8, _mm256_permute2f128_pd(a02, b02, 0x31));
    vd_store(out + 12, _mm256_permute2f128_pd(a13, b13, 0x31));
}

/* Floats, and integers of 32 bits. */
PRIMITIVE vi vi_set(uint32_t x)                  { return _mm256_set1_epi32((int)x); }
PRIMITIVE vi vi_get(const void *p)               { return vu_get(p); }
PRIMITIVE vi vi_add(vi a, vi b)                  { return _mm256_add_epi32(a, b); }
PRIMITIVE vi vi_and(vi a, vi b)                  { return _mm256_and_si256(a, b); }
PRIMITIVE vi vi_or(vi a, vi b)                   { return _mm256_or_si256(a, b); }
#define vi_shift_left(x, n)                 _mm256_slli_epi32(x, n)
#define vi_shift_right(x, n)                _mm256_srli_epi32(x, n)
PRIMITIVE vi vi_shift_left_by(vi x, unsigned n)  { return _mm256_slli_epi32(x, (int)n); }
PRIMITIVE vf vf_of(vi x)                         { return _mm256_castsi256_ps(x); }
PRIMITIVE vi vi_of(vf x)                         { return _mm256_castps_si256(x); }
PRIMITIVE vf vf_set(float x)                     { return _mm256_set1_ps(x); }
PRIMITIVE vf vf_load(const float *p)             { return _mm256_load_ps(p); }
PRIMITIVE void vf_store(float *p, vf x)          { _mm256_store_ps(p, x); }
PRIMITIVE vf vf_get(const float *p)              { return _mm256_loadu_ps(p); }
PRIMITIVE void vf_put(void *p, vf x)             { _mm256_storeu_si256((__m256i *)p, vi_of(x)); }
PRIMITIVE vf vf_add(vf a, vf b)                  { return _mm256_add_ps(a, b); }
PRIMITIVE vf vf_sub(vf a, vf b)                  { return _mm256_sub_ps(a, b); }
PRIMITIVE vf vf_mul(vf a, vf b)                  { return _mm256_mul_ps(a, b); }
#if defined(__clang__)
PRIMITIVE vf vf_sqrt(vf a)
{
    vf root;
    __asm__("vsqrtps %1, %0" : "=x"(root) : "x"(a));
    return root;
}
#else
PRIMITIVE vf vf_sqrt(vf a)                       { return _mm256_sqrt_ps(a); }
#endif
/* Rounded to floats, a's lanes before b's. */
PRIMITIVE vf vf_join(vd a, vd b)                 { return _mm256_set_m128(_mm256_cvtpd_ps(b), _mm256_cvtpd_ps(a)); }
/* The low halves, in the same order. */
PRIMITIVE vi vi_join(vu a, vu b)
{
    const vf low = _mm256_shuffle_ps(vf_of(a), vf_of(b), 0x88);                     /* a0 a1 b0 b1 | a2 a3 b2 b3 */
    return _mm256_permute4x64_epi64(vi_of(low), 0xd8);
}
PRIMITIVE vf vf_select_bit_0(vi n, vf a, vf b)   { return _mm256_blendv_ps(b, a, vf_of(vi_shift_left(n, 31))); }  /* bit ? a : b */
PRIMITIVE vf vf_negate_if_bit_1(vf x, vi n)
{
    return _mm256_xor_ps(x, vf_of(vi_and(vi_shift_left(n, 30), vi_set(0x80000000u))));
}
/* A bit a lane: whether any of the four is 2 or more. */
PRIMITIVE uint32_t vf_bit_30_of_any(vf a, vf b, vf c, vf d)
{
    const vi any = vi_or(vi_or(vi_of(a), vi_of(b)), vi_or(vi_of(c), vi_of(d)));
    return (uint32_t)_mm256_movemask_ps(vf_of(vi_shift_left(any, 1)));
}
/* Fours of the lanes of a, b, c, d, each group at its place in PAIR_ORDER. */
PRIMITIVE void vf_transpose_store(float *out, vf a, vf b, vf c, vf d)
{
    const vd ab_low = _mm256_castps_pd(_mm256_unpacklo_ps(a, b)), cd_low = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
    const vd ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a, b)), cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
    vf_store(out, _mm256_castpd_ps(_mm256_unpacklo_pd(ab_low, cd_low)));
    vf_store(out + 8, _mm256_castpd_ps(_mm256_unpackhi_pd(ab_low, cd_low)));
    vf_store(out + 16, _mm256_castpd_ps(_mm256_unpacklo_pd(ab_high, cd_high)));
    vf_store(out + 24, _mm256_castpd_ps(_mm256_unpackhi_pd(ab_high, cd_high)));
}
/* Of the four draws and two more candidates, keep the first four that are inside (-2, 2); which were outside, a bit each. */
PRIMITIVE unsigned vf_merge(float *draws, const float *candidate_4, const float *candidate_5, const uint32_t *first_inside)
{
    const __m128 more = _mm_unpacklo_ps(_mm_load_ss(candidate_4), _mm_load_ss(candidate_5));
    const vf six = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(draws)), more, 1);
    const unsigned outside = (unsigned)_mm256_movemask_ps(vf_of(vi_shift_left(vi_of(six), 1))) & 63;
    const vi places = _mm256_cvtepu8_epi32(_mm_cvtsi32_si128((int)first_inside[outside]));
    _mm_storeu_ps(draws, _mm256_castps256_ps128(_mm256_permutevar8x32_ps(six, places)));
    return outside;
}
/* The words of each lane's block, a = words 0 (high), 1 (low), b = words 2, 3, each group at its place in WORD_ORDER. */
PRIMITIVE void vi_words_store(uint32_t *out, vu a, vu b)
{
    vf_store((float *)(void *)out, _mm256_shuffle_ps(vf_of(a), vf_of(b), 0x11));        /* lanes 0, 2 */
    vf_store((float *)(void *)(out + 8), _mm256_shuffle_ps(vf_of(a), vf_of(b), 0xbb));  /* lanes 1, 3 */
}

/* The 16-bit types. */
PRIMITIVE vf vf_round_f16(vf x)                  { return _mm256_cvtph_ps(_mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT)); }
PRIMITIVE void f16_put(void *p, vf x)            { _mm_storeu_si128((__m128i *)p, _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT)); }
/* The high halves. */
PRIMITIVE void bf16_put(void *p, vi a, vi b)
{
    const vi packed = _mm256_packus_epi32(vi_shift_right(a, 16), vi_shift_right(b, 16));
    _mm256_storeu_si256((__m256i *)p, _mm256_permute4x64_epi64(packed, 0xd8));
}

/* PyTorch's. */
#define TORCH           lecun_avx2_torch
#define PAIR_DISTANCE   8
PRIMITIVE void vf_pair(vf a, vf b, vf *first, vf *second)
{
    *first = a;
    *second = b;
}
PRIMITIVE vi vi_sub(vi a, vi b)                  { return _mm256_sub_epi32(a, b); }
PRIMITIVE vi vi_xor(vi a, vi b)                  { return _mm256_xor_si256(a, b); }
PRIMITIVE vf vf_fma(vf a, vf b, vf c)            { return _mm256_fmadd_ps(a, b, c); }
PRIMITIVE vf vf_of_ints(vi x)                    { return _mm256_cvtepi32_ps(x); }
PRIMITIVE vi vi_truncated(vf x)                  { return _mm256_cvttps_epi32(x); }
PRIMITIVE vf vf_if_less(vf x, vf y, vf a, vf b)  { return _mm256_blendv_ps(b, a, _mm256_cmp_ps(x, y, _CMP_LT_OQ)); }
PRIMITIVE vf vf_if_equal(vf x, vf y, vf a, vf b) { return _mm256_blendv_ps(b, a, _mm256_cmp_ps(x, y, _CMP_EQ_OQ)); }
PRIMITIVE int vf_any_outside(vf x, vf low, vf high)
{
    return _mm256_movemask_ps(_mm256_and_ps(_mm256_cmp_ps(x, low, _CMP_GE_OQ), _mm256_cmp_ps(x, high, _CMP_LE_OQ))) != 0xff;
}
PRIMITIVE vf vf_of_f16(const void *p)            { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)); }
PRIMITIVE vf vf_of_bf16(const void *p)
{
    return vf_of(vi_shift_left(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p)), 16));
}
/* The high halves of one vector. */
PRIMITIVE void bf16_put_one(void *p, vi a)
{
    const vi high = vi_shift_right(a, 16), packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(high, high), 0xd8);
    _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(packed));
}

#include "kernel_template.h"
#include "torch_template.h"

#if defined(__clang__)
#  pragma clang attribute pop
#else
#  pragma GCC pop_options
#endif

#endif
