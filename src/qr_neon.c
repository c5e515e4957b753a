/* SPDX-License-Identifier: MIT
 *
 * qr_neon.c - the vector primitives of qr_template.h for AArch64
 */
#include "strict_fp.h"
#include "dispatch.h"

#ifdef LECUN_KERNEL_NEON

#include <arm_neon.h>

#define QR              lecun_neon_qr
#define LANES           2
#define TILE_ROWS       4       /* 16 of the 32 registers hold sums */
#define TILE_VECTORS    4
#define PRIMITIVE       static inline __attribute__((always_inline))

typedef float64x2_t vd;

PRIMITIVE vd vd_set(double x)                   { return vdupq_n_f64(x); }
PRIMITIVE vd vd_load(const double *p)           { return vld1q_f64(p); }
PRIMITIVE void vd_store(double *p, vd x)        { vst1q_f64(p, x); }
/* A value that the compiler knows nothing about is neither fused nor regrouped. */
PRIMITIVE vd vd_rounded(vd x)
{
    __asm__("" : "+w"(x));
    return x;
}
PRIMITIVE vd vd_plus(vd a, vd b)                { return vd_rounded(vaddq_f64(a, b)); }
PRIMITIVE vd vd_minus(vd a, vd b)               { return vd_rounded(vsubq_f64(a, b)); }
PRIMITIVE vd vd_times(vd a, vd b)               { return vd_rounded(vmulq_f64(a, b)); }

#include "qr_template.h"

#endif
