/* SPDX-License-Identifier: MIT
 *
 * torch_plan.h - all that a fill from a PyTorch generator needs to know, as a plain value; and the kernels that carry it out
 */
#ifndef LECUN_TORCH_PLAN_H
#define LECUN_TORCH_PLAN_H

#include "check.h"
#include "mt19937.h"
#include "plan.h"

LECUN_HIDDEN_BEGIN

/* --- Profiles ----------------------------------------------------------------------------------------------------- */

/* How float16 and bfloat16 are drawn. */
typedef enum lecun_sixteen {
    LECUN_SIXTEEN_AS_FLOAT,     /* as float32, and rounded once */
    LECUN_SIXTEEN_BY_LIBM,      /* normals likewise, but with the C library's functions and rounded parameters */
    LECUN_SIXTEEN_BY_DIGITS     /* from the low bits of a word, and rounded after every operation */
} lecun_sixteen;

typedef struct lecun_torch_profile {
    int fused;                  /* the AVX2 capability: u * (b - a) + a and, of fewer than 16, z * std + mean are fused */
    int cephes;                 /* and float32 normals are of Cephes's polynomials, else of the C library */
    int normals_fused;          /* z * std + mean is fused in tensors of 16 normals and more */
    int excludes_b;             /* a uniform that comes out as b becomes a */
    int truncates;              /* trunc_normal_ can be had */
    lecun_sixteen sixteen;
} lecun_torch_profile;

/* The row of a profile, or NULL if it is no generator's. */
const lecun_torch_profile *lecun_torch_profile_of(uint32_t profile);

/* --- Plans -------------------------------------------------------------------------------------------------------- */

typedef enum lecun_torch_kind {
    LECUN_TORCH_NOTHING,        /* draws nothing: plan->still */
    LECUN_TORCH_ONES,           /* draws nothing: dirac_'s ones among zeros */
    LECUN_TORCH_UNIFORMS,       /* from + u * scale */
    LECUN_TORCH_NORMALS,        /* from + z * scale, of 16 elements or more */
    LECUN_TORCH_FEW_NORMALS,    /* of fewer than 16 */
    LECUN_TORCH_REDRAWN,        /* one of the last two, drawn again while it is outside of low..high */
    LECUN_TORCH_FEW_REDRAWN,
    LECUN_TORCH_REJECTED,       /* uniforms, drawn again until a second uniform lies below the density */
    LECUN_TORCH_KIND_END
} lecun_torch_kind;

typedef struct lecun_torch_plan {
    uint32_t kind;              /* lecun_torch_kind */
    uint32_t element;           /* lecun_dtype */
    lecun_torch_profile rules;
    uint64_t elements;          /* of the whole tensor */
    double from64, scale64, to64;   /* a, b - a, b; or mean, std */
    uint32_t from, scale, to;   /* likewise as the floats that they are where the element is not float64: patterns */
    int64_t low, high;          /* what is kept, in the order of lecun_torch_order() */
    double mean, std, peak;     /* of LECUN_TORCH_REJECTED, in the element's type */
    lecun_plan still;
    uint64_t group, inputs, window, center;     /* of dirac_: output channels of a group, input channels, window elements */
} lecun_torch_plan;

/* Make the plan of a fill of which all but the profile and the dtype's range has been checked. LECUN_OK, LECUN_E_ARGUMENT (a
 * number out of the dtype's range, or nothing ever between the bounds) or LECUN_E_PROFILE_CLASS. */
lecun_status lecun_make_torch_plan(const lecun_initializer *self, uint32_t profile, lecun_dtype dtype, const int64_t *shape,
                                   size_t rank, const lecun_tensor *tensor, lecun_torch_plan *plan);

/* The gain of nonlinearity and parameter, which are valid. */
double lecun_torch_gain(uint32_t nonlinearity, double param);

/* The std of xavier_* and kaiming_*. */
double lecun_torch_std(const lecun_initializer *self, lecun_fan_pair fans);

/* An element's pattern as an integer in the order of the numbers; NaN is beyond all. */
static inline int64_t lecun_torch_order(uint64_t pattern, uint32_t element)
{
    const unsigned sign = element == LECUN_F64 ? 63 : element == LECUN_F32 ? 31 : 15;
    const int64_t magnitude = (int64_t)(pattern & (((uint64_t)1 << sign) - 1));

    return (pattern >> sign) ? -magnitude : magnitude;
}

/* A float rounded to the element's type, which is not float64, as a float. */
uint32_t lecun_torch_round(uint32_t element, uint32_t bits);

/* --- Kernels ------------------------------------------------------------------------------------------------------ */

/* Words are as they stand in the state; out needs no alignment. */
typedef struct lecun_torch_kernels {
    lecun_twist *twist;
    /* count uniforms, of as many words (float64: twice) */
    void (*uniforms)(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t count);
    /* blocks of 16 normals, each of 16 words (float64: 32) */
    void (*normals)(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks);
    /* the first of count elements that is not between the plan's bounds, or count */
    size_t (*find_outside)(const lecun_torch_plan *plan, const unsigned char *elements, size_t count);
} lecun_torch_kernels;

/* Plain C, the reference for all others. */
extern const lecun_torch_kernels lecun_portable_torch;

void lecun_portable_torch_uniforms(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t count);
void lecun_portable_torch_normals(const lecun_torch_plan *plan, const uint32_t *words, unsigned char *out, size_t blocks);
size_t lecun_portable_torch_find(const lecun_torch_plan *plan, const unsigned char *elements, size_t count);

LECUN_HIDDEN_END

#endif
