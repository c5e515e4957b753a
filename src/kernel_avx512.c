/* SPDX-License-Identifier: MIT
 *
 * kernel_avx512.c - the vector primitives of kernel_template.h for x86-64 with AVX-512 F, DQ, BW and VL (x86-64-v4)
 *
 * Compiled for these instructions whatever the flags of the build; dispatch.c sees to it that they run only where they can.
 */
#include "strict_fp.h"
#include "affine.h"                     /* before the instructions below, so that it is what it is everywhere */
#include "dispatch.h"
#include "torch_floats.h"

#ifdef LECUN_KERNEL_AVX512

#if defined(__clang__)
#  pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c,popcnt"))), \
                               apply_to = function)
#else
#  pragma GCC push_options
#  pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c,popcnt")
#endif

#include <immintrin.h>
#include <string.h>

#define KERNEL      lecun_avx512_kernels
#define NAME        "avx512"
#define LANES       8
#define PAIR_ORDER  {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}
#define WORD_ORDER  {0, 4, 1, 5, 2, 6, 3, 7}

typedef __m512i vu;     /* 8 uint64_t */
typedef __m512i vi;     /* 16 uint32_t */
typedef __m512d vd;
typedef __mmask8 vm;
typedef __m512 vf;

#define PRIMITIVE static inline __attribute__((always_inline))

/* Integers of 64 bits. */
PRIMITIVE vu vu_set(uint64_t x)                  { return _mm512_set1_epi64((long long)x); }
PRIMITIVE vu vu_load(const uint64_t *p)          { return _mm512_load_si512(p); }
PRIMITIVE void vu_store(uint64_t *p, vu x)       { _mm512_store_si512(p, x); }
PRIMITIVE vu vu_get(const void *p)               { return _mm512_loadu_si512(p); }
PRIMITIVE vu vu_add(vu a, vu b)                  { return _mm512_add_epi64(a, b); }
PRIMITIVE vu vu_sub(vu a, vu b)                  { return _mm512_sub_epi64(a, b); }
PRIMITIVE vu vu_and(vu a, vu b)                  { return _mm512_and_si512(a, b); }
PRIMITIVE vu vu_and_not(vu a, vu b)              { return _mm512_andnot_si512(a, b); }       /* ~a & b */
PRIMITIVE vu vu_xor(vu a, vu b)                  { return _mm512_xor_si512(a, b); }
#define vu_shift_left(x, n)                 _mm512_slli_epi64(x, n)
#define vu_shift_right(x, n)                _mm512_srli_epi64(x, n)
PRIMITIVE vu vu_shift_left_by(vu x, unsigned n)  { return _mm512_sll_epi64(x, _mm_cvtsi32_si128((int)n)); }
PRIMITIVE vu vu_swap_halves(vu x)                { return _mm512_shuffle_epi32(x, (_MM_PERM_ENUM)0xb1); }
PRIMITIVE vu vu_times_low(vu x, vu m)            { return _mm512_mul_epu32(x, m); }          /* low halves */
PRIMITIVE vu vu_times_high(vu x, vu m)           { return _mm512_mul_epu32(vu_swap_halves(x), m); }
PRIMITIVE vu vu_xor_low_to_high(vu a, vu b)      { return _mm512_mask_xor_epi32(a, 0xaaaa, a, vu_swap_halves(b)); }
/* a ^ b << 32 ^ key, where the key's low half is 0. */
#define KEY_EVERY_ROUND
PRIMITIVE vu vu_xor_low_and_key_to_high(vu a, vu b, vu key)
{
    return _mm512_mask_ternarylogic_epi32(a, 0xaaaa, vu_swap_halves(b), key, 0x96);
}
PRIMITIVE vu vu_of_bytes(const uint8_t *p)
{
    return _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(const void *)p));
}

/* Doubles. */
PRIMITIVE vd vd_of(vu x)                         { return _mm512_castsi512_pd(x); }
PRIMITIVE vu vu_of(vd x)                         { return _mm512_castpd_si512(x); }
PRIMITIVE vd vd_set(double x)                    { return _mm512_set1_pd(x); }
PRIMITIVE vd vd_load(const double *p)            { return _mm512_loadu_pd(p); }
PRIMITIVE void vd_store(double *p, vd x)         { _mm512_storeu_pd(p, x); }
PRIMITIVE void vd_put(void *p, vd x)             { _mm512_storeu_si512(p, vu_of(x)); }
/* A sum that is undone later is kept from clang's -ffast-math with -ffp-contract=fast, which would do so for good. */
#if defined(__clang__)
#  define OPAQUE(x) __asm__("" : "+v"(x))
#else
#  define OPAQUE(x) ((void)0)
#endif
PRIMITIVE vd vd_add(vd a, vd b)
{
    vd sum = _mm512_add_pd(a, b);
    OPAQUE(sum);
    return sum;
}
PRIMITIVE vd vd_sub(vd a, vd b)
{
    vd difference = _mm512_sub_pd(a, b);
    OPAQUE(difference);
    return difference;
}
#undef OPAQUE
PRIMITIVE vd vd_mul(vd a, vd b)                  { return _mm512_mul_pd(a, b); }
PRIMITIVE vd vd_max(vd a, vd b)                  { return _mm512_max_pd(a, b); }
#if defined(__clang__)
/* For the root, clang's -ffast-math puts an estimate in place of the intrinsic, which no pragma keeps it from. */
PRIMITIVE vd vd_sqrt(vd a)
{
    vd root;
    __asm__("vsqrtpd %1, %0" : "=v"(root) : "v"(a));
    return root;
}
#else
PRIMITIVE vd vd_sqrt(vd a)                       { return _mm512_sqrt_pd(a); }
#endif
PRIMITIVE vd vd_fma(vd a, vd b, vd c)            { return _mm512_fmadd_pd(a, b, c); }        /* a b + c */
PRIMITIVE vd vd_fnma(vd a, vd b, vd c)           { return _mm512_fnmadd_pd(a, b, c); }       /* -a b + c */
PRIMITIVE vm vd_less(vd a, vd b)                 { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
PRIMITIVE vd vd_select(vm m, vd a, vd b)         { return _mm512_mask_blend_pd(m, b, a); }   /* m ? a : b */
PRIMITIVE vm vu_odd(vu x)                        { return _mm512_test_epi64_mask(x, vu_set(1)); }
PRIMITIVE uint32_t vm_bits(vm m)                 { return m; }
/* Of finite numbers, those of 2 and more have the top bit of their exponent. */
PRIMITIVE vm vd_outside_2(vd a, vd b)
{
    return _mm512_test_epi64_mask(_mm512_or_si512(vu_of(a), vu_of(b)), vu_set((uint64_t)1 << 62));
}

PRIMITIVE size_t u16_at(const void *p)
{
    uint16_t x;
    memcpy(&x, p, 2);
    return x;
}

/* The columns of eight rows of two. */
PRIMITIVE void vd_columns(const double *const *r, vd *first, vd *second)
{
    const vd even = _mm512_insertf64x4(_mm512_castpd256_pd512(
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r[0])), _mm_loadu_pd(r[2]), 1)),
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r[4])), _mm_loadu_pd(r[6]), 1), 1);
    const vd odd = _mm512_insertf64x4(_mm512_castpd256_pd512(
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r[1])), _mm_loadu_pd(r[3]), 1)),
        _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(r[5])), _mm_loadu_pd(r[7]), 1), 1);
    *first = _mm512_unpacklo_pd(even, odd);
    *second = _mm512_unpackhi_pd(even, odd);
}
/* The rows of the lanes, by columns. A lane's row number is the top 16 bits of its index, or the lowest 7, or 16. */
PRIMITIVE void vd_rows_of_top_16(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    const unsigned char *p = (const unsigned char *)index + 6;
    const double *const r[8] = {
        table[u16_at(p)], table[u16_at(p + 8)], table[u16_at(p + 16)], table[u16_at(p + 24)],
        table[u16_at(p + 32)], table[u16_at(p + 40)], table[u16_at(p + 48)], table[u16_at(p + 56)]
    };
    vd_columns(r, first, second);
}
PRIMITIVE void vd_rows_of_low_7(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    const double *const r[8] = {
        table[index[0] & 127], table[index[1] & 127], table[index[2] & 127], table[index[3] & 127],
        table[index[4] & 127], table[index[5] & 127], table[index[6] & 127], table[index[7] & 127]
    };
    vd_columns(r, first, second);
}
PRIMITIVE void vd_rows_of_4(const double (*table)[4], const uint64_t *index, vd *c0, vd *c1, vd *c2, vd *c3)
{
    const double *const r[8] = {
        table[u16_at(index)], table[u16_at(index + 1)], table[u16_at(index + 2)], table[u16_at(index + 3)],
        table[u16_at(index + 4)], table[u16_at(index + 5)], table[u16_at(index + 6)], table[u16_at(index + 7)]
    };
    const double *const s[8] = {r[0] + 2, r[1] + 2, r[2] + 2, r[3] + 2, r[4] + 2, r[5] + 2, r[6] + 2, r[7] + 2};
    vd_columns(r, c0, c1);
    vd_columns(s, c2, c3);
}
/* The pairs of the lanes of a0, a1, then of b0, b1, each group at its place in PAIR_ORDER. */
PRIMITIVE void vd_transpose_store(double *out, vd a0, vd a1, vd b0, vd b1)
{
    const vd a_even = _mm512_unpacklo_pd(a0, a1), a_odd = _mm512_unpackhi_pd(a0, a1);   /* pairs of lanes 0, 2, ...; 1, ... */
    const vd b_even = _mm512_unpacklo_pd(b0, b1), b_odd = _mm512_unpackhi_pd(b0, b1);
    vd_store(out, _mm512_shuffle_f64x2(a_even, b_even, 0x88));
    vd_store(out + 8, _mm512_shuffle_f64x2(a_odd, b_odd, 0x88));
    vd_store(out + 16, _mm512_shuffle_f64x2(a_even, b_even, 0xdd));
    vd_store(out + 24, _mm512_shuffle_f64x2(a_odd, b_odd, 0xdd));
}

/* Floats, and integers of 32 bits. */
PRIMITIVE vi vi_set(uint32_t x)                  { return _mm512_set1_epi32((int)x); }
PRIMITIVE vi vi_get(const void *p)               { return vu_get(p); }
PRIMITIVE vi vi_add(vi a, vi b)                  { return _mm512_add_epi32(a, b); }
PRIMITIVE vi vi_and(vi a, vi b)                  { return _mm512_and_si512(a, b); }
PRIMITIVE vi vi_or(vi a, vi b)                   { return _mm512_or_si512(a, b); }
#define vi_shift_left(x, n)                 _mm512_slli_epi32(x, n)
#define vi_shift_right(x, n)                _mm512_srli_epi32(x, n)
PRIMITIVE vi vi_shift_left_by(vi x, unsigned n)  { return _mm512_slli_epi32(x, n); }
PRIMITIVE vf vf_of(vi x)                         { return _mm512_castsi512_ps(x); }
PRIMITIVE vi vi_of(vf x)                         { return _mm512_castps_si512(x); }
PRIMITIVE vf vf_set(float x)                     { return _mm512_set1_ps(x); }
PRIMITIVE vf vf_load(const float *p)             { return _mm512_load_ps(p); }
PRIMITIVE void vf_store(float *p, vf x)          { _mm512_store_ps(p, x); }
PRIMITIVE vf vf_get(const float *p)              { return _mm512_loadu_ps(p); }
PRIMITIVE void vf_put(void *p, vf x)             { _mm512_storeu_si512(p, vi_of(x)); }
PRIMITIVE vf vf_add(vf a, vf b)                  { return _mm512_add_ps(a, b); }
PRIMITIVE vf vf_sub(vf a, vf b)                  { return _mm512_sub_ps(a, b); }
PRIMITIVE vf vf_mul(vf a, vf b)                  { return _mm512_mul_ps(a, b); }
#if defined(__clang__)
PRIMITIVE vf vf_sqrt(vf a)
{
    vf root;
    __asm__("vsqrtps %1, %0" : "=v"(root) : "v"(a));
    return root;
}
#else
PRIMITIVE vf vf_sqrt(vf a)                       { return _mm512_sqrt_ps(a); }
#endif
/* Rounded to floats, a's lanes before b's. */
PRIMITIVE vf vf_join(vd a, vd b)
{
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(a)), _mm512_cvtpd_ps(b), 1);
}
/* The low halves, in the same order. */
PRIMITIVE vi vi_join(vu a, vu b)
{
    const vi even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
    return _mm512_permutex2var_epi32(a, even, b);
}
PRIMITIVE vf vf_select_bit_0(vi n, vf a, vf b)   { return _mm512_mask_blend_ps(_mm512_test_epi32_mask(n, vi_set(1)), b, a); }
/* x ^ (n << 30 & sign) */
PRIMITIVE vf vf_negate_if_bit_1(vf x, vi n)
{
    return vf_of(_mm512_ternarylogic_epi32(vi_of(x), vi_shift_left(n, 30), vi_set(0x80000000u), 0x78));
}
/* A bit a lane: whether any of the four is 2 or more. */
PRIMITIVE uint32_t vf_bit_30_of_any(vf a, vf b, vf c, vf d)
{
    const vi abc = _mm512_ternarylogic_epi32(vi_of(a), vi_of(b), vi_of(c), 0xfe);
    return _mm512_test_epi32_mask(vi_or(abc, vi_of(d)), vi_set(0x40000000u));
}
/* Fours of the lanes of a, b, c, d, each group at its place in PAIR_ORDER. */
PRIMITIVE void vf_transpose_store(float *out, vf a, vf b, vf c, vf d)
{
    const vd ab_low = _mm512_castps_pd(_mm512_unpacklo_ps(a, b)), cd_low = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
    const vd ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b)), cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
    vf_store(out, _mm512_castpd_ps(_mm512_unpacklo_pd(ab_low, cd_low)));
    vf_store(out + 16, _mm512_castpd_ps(_mm512_unpackhi_pd(ab_low, cd_low)));
    vf_store(out + 32, _mm512_castpd_ps(_mm512_unpacklo_pd(ab_high, cd_high)));
    vf_store(out + 48, _mm512_castpd_ps(_mm512_unpackhi_pd(ab_high, cd_high)));
}
/* Of the four draws and two more candidates, keep the first four that are inside (-2, 2); which were outside, a bit each. */
PRIMITIVE unsigned vf_merge(float *draws, const float *candidate_4, const float *candidate_5, const uint32_t *first_inside)
{
    const __m128 more = _mm_unpacklo_ps(_mm_load_ss(candidate_4), _mm_load_ss(candidate_5));
    const __m256 six = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(draws)), more, 1);
    const unsigned outside = _mm256_test_epi32_mask(_mm256_castps_si256(six), _mm256_set1_epi32(0x40000000)) & 63;
    (void)first_inside;
    _mm_storeu_ps(draws, _mm256_castps256_ps128(_mm256_maskz_compress_ps((__mmask8)~outside, six)));
    return outside;
}
/* The words of each lane's block, a = words 0 (high), 1 (low), b = words 2, 3, each group at its place in WORD_ORDER. */
PRIMITIVE void vi_words_store(uint32_t *out, vu a, vu b)
{
    vf_store((float *)(void *)out, _mm512_shuffle_ps(vf_of(a), vf_of(b), 0x11));        /* lanes 0, 2, 4, 6 */
    vf_store((float *)(void *)(out + 16), _mm512_shuffle_ps(vf_of(a), vf_of(b), 0xbb)); /* lanes 1, 3, 5, 7 */
}

/* The 16-bit types. */
PRIMITIVE vf vf_round_f16(vf x)                  { return _mm512_cvtph_ps(_mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT)); }
PRIMITIVE void f16_put(void *p, vf x)
{
    _mm256_storeu_si256((__m256i *)p, _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
/* The high halves. */
PRIMITIVE void bf16_put(void *p, vi a, vi b)
{
    static const uint16_t odd[32] __attribute__((aligned(64))) = {
        1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
        33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63
    };
    _mm512_storeu_si512(p, _mm512_permutex2var_epi16(a, _mm512_load_si512(odd), b));
}

/* PyTorch's. Two blocks share a vector: the lower halves together, and the upper. */
#define TORCH           lecun_avx512_torch
#define PAIR_DISTANCE   16
PRIMITIVE void vf_pair(vf a, vf b, vf *first, vf *second)
{
    *first = _mm512_shuffle_f32x4(a, b, 0x44);
    *second = _mm512_shuffle_f32x4(a, b, 0xee);
}
PRIMITIVE vi vi_sub(vi a, vi b)                  { return _mm512_sub_epi32(a, b); }
PRIMITIVE vi vi_xor(vi a, vi b)                  { return _mm512_xor_si512(a, b); }
PRIMITIVE vf vf_fma(vf a, vf b, vf c)            { return _mm512_fmadd_ps(a, b, c); }
PRIMITIVE vf vf_of_ints(vi x)                    { return _mm512_cvtepi32_ps(x); }
PRIMITIVE vi vi_truncated(vf x)                  { return _mm512_cvttps_epi32(x); }
PRIMITIVE vf vf_if_less(vf x, vf y, vf a, vf b)  { return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, y, _CMP_LT_OQ), b, a); }
PRIMITIVE vf vf_if_equal(vf x, vf y, vf a, vf b) { return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, y, _CMP_EQ_OQ), b, a); }
PRIMITIVE int vf_any_outside(vf x, vf low, vf high)
{
    return (_mm512_cmp_ps_mask(x, low, _CMP_GE_OQ) & _mm512_cmp_ps_mask(x, high, _CMP_LE_OQ)) != 0xffff;
}
PRIMITIVE vf vf_of_f16(const void *p)            { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p)); }
PRIMITIVE vf vf_of_bf16(const void *p)
{
    return vf_of(vi_shift_left(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p)), 16));
}
PRIMITIVE void bf16_put_one(void *p, vi a)
{
    _mm256_storeu_si256((__m256i *)p, _mm512_cvtepi32_epi16(vi_shift_right(a, 16)));
}

#include "kernel_template.h"
#include "torch_template.h"

#if defined(__clang__)
#  pragma clang attribute pop
#else
#  pragma GCC pop_options
#endif

#endif
