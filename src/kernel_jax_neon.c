/* SPDX-License-Identifier: MIT
 *
 * kernel_jax_neon.c - the vector primitives of kernel_jax_template.h for AArch64, which always has Advanced SIMD
 */
#include "strict_fp.h"
#include "affine.h"
#include "dispatch.h"
#include "elementary_tables.h"

#ifdef LECUN_KERNEL_NEON

#include <arm_neon.h>
#include <string.h>

#define KERNEL      lecun_neon_jax
#define LANES       4

typedef uint32x4_t vi;
typedef float32x4_t vf;
typedef uint32x4_t vm;  /* all bits of a lane, or none */

#define PRIMITIVE static inline __attribute__((always_inline))

PRIMITIVE vi vi_set(uint32_t x)                 { return vdupq_n_u32(x); }
PRIMITIVE vi vi_get(const void *p)              { return vreinterpretq_u32_u8(vld1q_u8((const uint8_t *)p)); }
PRIMITIVE void vi_put(void *p, vi x)            { vst1q_u8((uint8_t *)p, vreinterpretq_u8_u32(x)); }
PRIMITIVE vi vi_add(vi a, vi b)                 { return vaddq_u32(a, b); }
PRIMITIVE vi vi_and(vi a, vi b)                 { return vandq_u32(a, b); }
PRIMITIVE vi vi_or(vi a, vi b)                  { return vorrq_u32(a, b); }
PRIMITIVE vi vi_xor(vi a, vi b)                 { return veorq_u32(a, b); }
#define vi_shift_right(x, n)                    vshrq_n_u32(x, n)
#define vi_rotate(x, n)                         vsliq_n_u32(vshrq_n_u32(x, 32 - (n)), x, n)
PRIMITIVE vf vf_of(vi x)                        { return vreinterpretq_f32_u32(x); }
PRIMITIVE vi vi_of(vf x)                        { return vreinterpretq_u32_f32(x); }
PRIMITIVE vf vf_of_small(vi x)                  { return vcvtq_f32_u32(x); }        /* numbers below 2^23 as floats */
PRIMITIVE vf vf_set(float x)                    { return vdupq_n_f32(x); }
PRIMITIVE vf vf_get(const float *p)             { return vld1q_f32(p); }
PRIMITIVE void vf_put(void *p, vf x)            { vi_put(p, vi_of(x)); }
/* A value that the compiler knows nothing about is neither fused nor regrouped. */
PRIMITIVE vf vf_opaque(vf x)
{
    __asm__("" : "+w"(x));
    return x;
}
PRIMITIVE vf vf_add(vf a, vf b)                 { return vf_opaque(vaddq_f32(a, b)); }
PRIMITIVE vf vf_sub(vf a, vf b)                 { return vf_opaque(vsubq_f32(a, b)); }
PRIMITIVE vf vf_mul(vf a, vf b)                 { return vf_opaque(vmulq_f32(a, b)); }
PRIMITIVE vf vf_fma(vf a, vf b, vf c)           { return vfmaq_f32(c, a, b); }              /* a b + c */
PRIMITIVE vf vf_max(vf a, vf b)                 { return vmaxq_f32(a, b); }
PRIMITIVE vf vf_min(vf a, vf b)                 { return vminq_f32(a, b); }
PRIMITIVE vf vf_div(vf a, vf b)
{
    __asm__("fdiv %0.4s, %0.4s, %1.4s" : "+w"(a) : "w"(b));
    return a;
}
PRIMITIVE vf vf_sqrt(vf a)
{
    __asm__("fsqrt %0.4s, %0.4s" : "+w"(a));
    return a;
}
PRIMITIVE vm vf_less(vf a, vf b)                { return vcltq_f32(a, b); }
PRIMITIVE vf vf_select(vm m, vf a, vf b)        { return vbslq_f32(m, a, b); }              /* m ? a : b */
PRIMITIVE int vm_all(vm m)                      { return vminvq_u32(m) != 0; }

PRIMITIVE double fused(double a, double b, double c)  { return lecun_fma(a, b, c); }

#include "kernel_jax_template.h"

#endif
