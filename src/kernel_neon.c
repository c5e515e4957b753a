/* SPDX-License-Identifier: MIT
 *
 * kernel_neon.c - the vector primitives of kernel_template.h for AArch64, which always has Advanced SIMD with doubles and
 * their fused multiply-add
 */
#include "strict_fp.h"
#include "dispatch.h"
#include "torch_floats.h"

#ifdef LECUN_KERNEL_NEON

#include <arm_neon.h>
#include <string.h>

#define KERNEL      lecun_neon_kernels
#define NAME        "neon"
#define LANES       2
#define PAIR_ORDER  {0, 1, 2, 3}
#define WORD_ORDER  {0, 1}

typedef uint64x2_t vu;
typedef uint32x4_t vi;
typedef float64x2_t vd;
typedef uint64x2_t vm;  /* all bits of a lane, or none */
typedef float32x4_t vf;

#define PRIMITIVE static inline __attribute__((always_inline))

/* Integers of 64 bits. */
PRIMITIVE vu vu_set(uint64_t x)                  { return vdupq_n_u64(x); }
PRIMITIVE vu vu_load(const uint64_t *p)          { return vld1q_u64(p); }
PRIMITIVE void vu_store(uint64_t *p, vu x)       { vst1q_u64(p, x); }
PRIMITIVE vu vu_get(const void *p)               { return vreinterpretq_u64_u8(vld1q_u8((const uint8_t *)p)); }
PRIMITIVE void vu_put(void *p, vu x)             { vst1q_u8((uint8_t *)p, vreinterpretq_u8_u64(x)); }
PRIMITIVE vu vu_add(vu a, vu b)                  { return vaddq_u64(a, b); }
PRIMITIVE vu vu_sub(vu a, vu b)                  { return vsubq_u64(a, b); }
PRIMITIVE vu vu_and(vu a, vu b)                  { return vandq_u64(a, b); }
PRIMITIVE vu vu_and_not(vu a, vu b)              { return vbicq_u64(b, a); }                 /* ~a & b */
PRIMITIVE vu vu_xor(vu a, vu b)                  { return veorq_u64(a, b); }
#define vu_shift_left(x, n)                 vshlq_n_u64(x, n)
#define vu_shift_right(x, n)                vshrq_n_u64(x, n)
PRIMITIVE vu vu_shift_left_by(vu x, unsigned n)  { return vshlq_u64(x, vdupq_n_s64((int64_t)n)); }
PRIMITIVE vu vu_swap_halves(vu x)                { return vreinterpretq_u64_u32(vrev64q_u32(vreinterpretq_u32_u64(x))); }
PRIMITIVE vu vu_times_low(vu x, vu m)            { return vmull_u32(vmovn_u64(x), vmovn_u64(m)); }       /* low halves */
PRIMITIVE vu vu_times_high(vu x, vu m)           { return vmull_u32(vshrn_n_u64(x, 32), vmovn_u64(m)); }
PRIMITIVE vu vu_xor_low_to_high(vu a, vu b)      { return veorq_u64(a, vshlq_n_u64(b, 32)); }
PRIMITIVE vu vu_of_bytes(const uint8_t *p)       { return vcombine_u64(vcreate_u64(p[0]), vcreate_u64(p[1])); }

/* Doubles. */
PRIMITIVE vd vd_of(vu x)                         { return vreinterpretq_f64_u64(x); }
PRIMITIVE vu vu_of(vd x)                         { return vreinterpretq_u64_f64(x); }
PRIMITIVE vd vd_set(double x)                    { return vdupq_n_f64(x); }
PRIMITIVE vd vd_load(const double *p)            { return vld1q_f64(p); }
PRIMITIVE void vd_store(double *p, vd x)         { vst1q_f64(p, x); }
PRIMITIVE void vd_put(void *p, vd x)             { vu_put(p, vu_of(x)); }
/* A sum that is undone later is kept from clang's -ffast-math with -ffp-contract=fast, which would do so for good. */
#if defined(__clang__)
#  define OPAQUE(x) __asm__("" : "+w"(x))
#else
#  define OPAQUE(x) ((void)0)
#endif
PRIMITIVE vd vd_add(vd a, vd b)
{
    vd sum = vaddq_f64(a, b);
    OPAQUE(sum);
    return sum;
}
PRIMITIVE vd vd_sub(vd a, vd b)
{
    vd difference = vsubq_f64(a, b);
    OPAQUE(difference);
    return difference;
}
#undef OPAQUE
PRIMITIVE vd vd_mul(vd a, vd b)                  { return vmulq_f64(a, b); }
PRIMITIVE vd vd_max(vd a, vd b)                  { return vmaxq_f64(a, b); }
#if defined(__clang__)
/* For the root, clang's -ffast-math puts an estimate in place of the intrinsic, which no pragma keeps it from. */
PRIMITIVE vd vd_sqrt(vd a)
{
    vd root;
    __asm__("fsqrt %0.2d, %1.2d" : "=w"(root) : "w"(a));
    return root;
}
#else
PRIMITIVE vd vd_sqrt(vd a)                       { return vsqrtq_f64(a); }
#endif
PRIMITIVE vd vd_fma(vd a, vd b, vd c)            { return vfmaq_f64(c, a, b); }              /* a b + c */
PRIMITIVE vd vd_fnma(vd a, vd b, vd c)           { return vfmsq_f64(c, a, b); }              /* -a b + c */
PRIMITIVE vm vd_less(vd a, vd b)                 { return vcltq_f64(a, b); }
PRIMITIVE vd vd_select(vm m, vd a, vd b)         { return vbslq_f64(m, a, b); }              /* m ? a : b */
PRIMITIVE vm vu_odd(vu x)                        { return vtstq_u64(x, vu_set(1)); }
PRIMITIVE uint32_t vm_bits(vm m)                 { return (uint32_t)((vgetq_lane_u64(m, 0) & 1) | (vgetq_lane_u64(m, 1) & 2)); }
/* Of finite numbers, those of 2 and more have the top bit of their exponent. */
PRIMITIVE vm vd_outside_2(vd a, vd b)            { return vtstq_u64(vorrq_u64(vu_of(a), vu_of(b)), vu_set((uint64_t)1 << 62)); }

PRIMITIVE size_t u16_at(const void *p)
{
    uint16_t x;
    memcpy(&x, p, 2);
    return x;
}

/* The columns of two rows of two. */
PRIMITIVE void vd_columns(const double *r0, const double *r1, vd *first, vd *second)
{
    const vd a = vd_load(r0), b = vd_load(r1);
    *first = vzip1q_f64(a, b);
    *second = vzip2q_f64(a, b);
}
/* The rows of the lanes, by columns. A lane's row number is the top 16 bits of its index, or the lowest 7, or 16. */
PRIMITIVE void vd_rows_of_top_16(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    vd_columns(table[index[0] >> 48], table[index[1] >> 48], first, second);
}
PRIMITIVE void vd_rows_of_low_7(const double (*table)[2], const uint64_t *index, vd *first, vd *second)
{
    vd_columns(table[index[0] & 127], table[index[1] & 127], first, second);
}
PRIMITIVE void vd_rows_of_4(const double (*table)[4], const uint64_t *index, vd *c0, vd *c1, vd *c2, vd *c3)
{
    const double *r0 = table[u16_at(index)], *r1 = table[u16_at(index + 1)];
    vd_columns(r0, r1, c0, c1);
    vd_columns(r0 + 2, r1 + 2, c2, c3);
}
/* The pairs of the lanes of a0, a1, then of b0, b1. */
PRIMITIVE void vd_transpose_store(double *out, vd a0, vd a1, vd b0, vd b1)
{
    const float64x2x2_t a = {{a0, a1}}, b = {{b0, b1}};
    vst2q_f64(out, a);
    vst2q_f64(out + 4, b);
}

/* Floats, and integers of 32 bits. */
PRIMITIVE vi vi_set(uint32_t x)                  { return vdupq_n_u32(x); }
PRIMITIVE vi vi_get(const void *p)               { return vreinterpretq_u32_u8(vld1q_u8((const uint8_t *)p)); }
PRIMITIVE vi vi_add(vi a, vi b)                  { return vaddq_u32(a, b); }
PRIMITIVE vi vi_and(vi a, vi b)                  { return vandq_u32(a, b); }
PRIMITIVE vi vi_or(vi a, vi b)                   { return vorrq_u32(a, b); }
#define vi_shift_left(x, n)                 vshlq_n_u32(x, n)
#define vi_shift_right(x, n)                vshrq_n_u32(x, n)
PRIMITIVE vi vi_shift_left_by(vi x, unsigned n)  { return vshlq_u32(x, vdupq_n_s32((int32_t)n)); }
PRIMITIVE vf vf_of(vi x)                         { return vreinterpretq_f32_u32(x); }
PRIMITIVE vi vi_of(vf x)                         { return vreinterpretq_u32_f32(x); }
PRIMITIVE vf vf_set(float x)                     { return vdupq_n_f32(x); }
PRIMITIVE vf vf_load(const float *p)             { return vld1q_f32(p); }
PRIMITIVE void vf_store(float *p, vf x)          { vst1q_f32(p, x); }
PRIMITIVE vf vf_get(const float *p)              { return vld1q_f32(p); }
PRIMITIVE void vf_put(void *p, vf x)             { vst1q_u8((uint8_t *)p, vreinterpretq_u8_f32(x)); }
PRIMITIVE vf vf_add(vf a, vf b)                  { return vaddq_f32(a, b); }
PRIMITIVE vf vf_sub(vf a, vf b)                  { return vsubq_f32(a, b); }
PRIMITIVE vf vf_mul(vf a, vf b)                  { return vmulq_f32(a, b); }
#if defined(__clang__)
PRIMITIVE vf vf_sqrt(vf a)
{
    vf root;
    __asm__("fsqrt %0.4s, %1.4s" : "=w"(root) : "w"(a));
    return root;
}
#else
PRIMITIVE vf vf_sqrt(vf a)                       { return vsqrtq_f32(a); }
#endif
/* Rounded to floats, a's lanes before b's. */
PRIMITIVE vf vf_join(vd a, vd b)                 { return vcvt_high_f32_f64(vcvt_f32_f64(a), b); }
/* The low halves, in the same order. */
PRIMITIVE vi vi_join(vu a, vu b)                 { return vuzp1q_u32(vreinterpretq_u32_u64(a), vreinterpretq_u32_u64(b)); }
PRIMITIVE vf vf_select_bit_0(vi n, vf a, vf b)   { return vbslq_f32(vtstq_u32(n, vi_set(1)), a, b); }    /* bit ? a : b */
PRIMITIVE vf vf_negate_if_bit_1(vf x, vi n)
{
    return vf_of(veorq_u32(vi_of(x), vi_and(vi_shift_left(n, 30), vi_set(0x80000000u))));
}
/* A bit a lane: whether x has the top bit of its exponent. */
PRIMITIVE uint32_t vi_outside_2(vi x)
{
    static const uint32_t lane[4] = {1, 2, 4, 8};
    return vaddvq_u32(vi_and(vtstq_u32(x, vi_set(0x40000000u)), vld1q_u32(lane)));
}
/* A bit a lane: whether any of the four is 2 or more. */
PRIMITIVE uint32_t vf_bit_30_of_any(vf a, vf b, vf c, vf d)
{
    return vi_outside_2(vi_or(vi_or(vi_of(a), vi_of(b)), vi_or(vi_of(c), vi_of(d))));
}
/* Fours of the lanes of a, b, c, d. */
PRIMITIVE void vf_transpose_store(float *out, vf a, vf b, vf c, vf d)
{
    const float32x4x4_t rows = {{a, b, c, d}};
    vst4q_f32(out, rows);
}
/* Of the four draws and two more candidates, keep the first four that are inside (-2, 2); which were outside, a bit each. */
PRIMITIVE unsigned vf_merge(float *draws, const float *candidate_4, const float *candidate_5, const uint32_t *first_inside)
{
    static const uint8_t four_times[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
    static const uint8_t byte_of_4[16] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
    const float32x2_t two = vset_lane_f32(*candidate_5, vdup_n_f32(*candidate_4), 1);
    const vf four = vf_get(draws), more = vcombine_f32(two, vdup_n_f32(0));
    const unsigned outside = vi_outside_2(vi_of(four)) | vi_outside_2(vi_of(more)) << 4;
    const uint8x16x2_t six = {{vreinterpretq_u8_f32(four), vreinterpretq_u8_f32(more)}};
    const uint8x16_t places = vqtbl1q_u8(vreinterpretq_u8_u32(vi_set(first_inside[outside])), vld1q_u8(four_times));
    vf_put(draws, vreinterpretq_f32_u8(vqtbl2q_u8(six, vaddq_u8(vshlq_n_u8(places, 2), vld1q_u8(byte_of_4)))));
    return outside;
}
/* The words of each lane's block, a = words 0 (high), 1 (low), b = words 2, 3. */
PRIMITIVE void vi_words_store(uint32_t *out, vu a, vu b)
{
    const vu first = vu_swap_halves(a), second = vu_swap_halves(b);
    vu_put(out, vzip1q_u64(first, second));
    vu_put(out + 4, vzip2q_u64(first, second));
}

/* The 16-bit types. */
PRIMITIVE vf vf_round_f16(vf x)                  { return vcvt_f32_f16(vcvt_f16_f32(x)); }
PRIMITIVE void f16_put(void *p, vf x)            { vst1_u8((uint8_t *)p, vreinterpret_u8_f16(vcvt_f16_f32(x))); }
/* The high halves. */
PRIMITIVE void bf16_put(void *p, vi a, vi b)
{
    vst1q_u8((uint8_t *)p, vreinterpretq_u8_u16(vuzp2q_u16(vreinterpretq_u16_u32(a), vreinterpretq_u16_u32(b))));
}

/* PyTorch's. */
#define TORCH           lecun_neon_torch
#define PAIR_DISTANCE   8
PRIMITIVE void vf_pair(vf a, vf b, vf *first, vf *second)
{
    *first = a;
    *second = b;
}
PRIMITIVE vi vi_sub(vi a, vi b)                  { return vsubq_u32(a, b); }
PRIMITIVE vi vi_xor(vi a, vi b)                  { return veorq_u32(a, b); }
PRIMITIVE vf vf_fma(vf a, vf b, vf c)            { return vfmaq_f32(c, a, b); }
PRIMITIVE vf vf_of_ints(vi x)                    { return vcvtq_f32_s32(vreinterpretq_s32_u32(x)); }
PRIMITIVE vi vi_truncated(vf x)                  { return vreinterpretq_u32_s32(vcvtq_s32_f32(x)); }
PRIMITIVE vf vf_if_less(vf x, vf y, vf a, vf b)  { return vbslq_f32(vcltq_f32(x, y), a, b); }
PRIMITIVE vf vf_if_equal(vf x, vf y, vf a, vf b) { return vbslq_f32(vceqq_f32(x, y), a, b); }
PRIMITIVE int vf_any_outside(vf x, vf low, vf high)
{
    return vminvq_u32(vandq_u32(vcgeq_f32(x, low), vcleq_f32(x, high))) == 0;
}
PRIMITIVE vf vf_of_f16(const void *p)            { return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8((const uint8_t *)p))); }
PRIMITIVE vf vf_of_bf16(const void *p)           { return vf_of(vshll_n_u16(vreinterpret_u16_u8(vld1_u8((const uint8_t *)p)), 16)); }
PRIMITIVE void bf16_put_one(void *p, vi a)       { vst1_u8((uint8_t *)p, vreinterpret_u8_u16(vshrn_n_u32(a, 16))); }

#include "kernel_template.h"
#include "torch_template.h"

#endif
