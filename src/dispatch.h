/* SPDX-License-Identifier: MIT
 *
 * dispatch.h - which of the kernels compiled in this processor runs
 *
 * A new instruction set is one kernel file, one bit here, and one row in dispatch.c.
 */
#ifndef LECUN_DISPATCH_H
#define LECUN_DISPATCH_H

#include "jax_stream.h"
#include "keras_stream.h"
#include "qr.h"
#include "torch_plan.h"

LECUN_HIDDEN_BEGIN

/* MemorySanitizer asks of an intrinsic that it does not know that every lane is initialized, and kernels have lanes that
 * nobody will use. Under it the portable code fills. */
#if defined(__has_feature)
#  if __has_feature(memory_sanitizer) && !defined(LECUN_NO_SIMD)
#    define LECUN_NO_SIMD
#  endif
#endif

/* What this build can hold. LECUN_NO_AVX2, LECUN_NO_AVX512 and LECUN_NO_NEON, defined for the whole build, leave a kernel out,
 * LECUN_NO_SIMD all of them. Without optimization there are none, unless LECUN_SIMD is defined: each of their many inlined
 * primitives would have its own place on the stack, 200 KB in all. GCC for Windows does not align the stack for vectors of 32
 * bytes (its bug 54412), so there only clang makes kernels. */
#if defined(__GNUC__) && !defined(__TINYC__) && !defined(LECUN_NO_SIMD) && (defined(__OPTIMIZE__) || defined(LECUN_SIMD))
#  if defined(__x86_64__) && (defined(__clang__) || !defined(_WIN32))
#    ifndef LECUN_NO_AVX2
#      define LECUN_KERNEL_AVX2
extern const lecun_kernel_table lecun_avx2_kernels;
extern const lecun_qr_kernels lecun_avx2_qr;
extern const lecun_torch_kernels lecun_avx2_torch;
extern const lecun_jax_kernels lecun_avx2_jax;
#    endif
#    if !defined(LECUN_NO_AVX512) && (defined(__clang__) || __GNUC__ >= 7)
#      define LECUN_KERNEL_AVX512
extern const lecun_kernel_table lecun_avx512_kernels;
extern const lecun_qr_kernels lecun_avx512_qr;
extern const lecun_torch_kernels lecun_avx512_torch;
extern const lecun_jax_kernels lecun_avx512_jax;
#    endif
#  elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__) && !defined(LECUN_NO_NEON)
#    define LECUN_KERNEL_NEON
extern const lecun_kernel_table lecun_neon_kernels;
extern const lecun_qr_kernels lecun_neon_qr;
extern const lecun_torch_kernels lecun_neon_torch;
extern const lecun_jax_kernels lecun_neon_jax;
#  endif
#endif

/* What a kernel may need of the processor (and, for the registers, of the system). */
enum {
    LECUN_CPU_AVX2 = 1,             /* AVX2, FMA, F16C and POPCNT */
    LECUN_CPU_AVX512 = 2,           /* these, and AVX-512 F, DQ, BW and VL */
    LECUN_CPU_NEON = 4,             /* Advanced SIMD of AArch64 */
    LECUN_CPU_ALL = 0x7fffffff
};

typedef struct lecun_kernel_row {
    const lecun_kernel_table *kernels;
    const lecun_qr_kernels *qr;
    const lecun_torch_kernels *torch;
    const lecun_jax_kernels *jax;
    uint32_t needs;
} lecun_kernel_row;

/* Whether a processor with these features runs a row's kernels. */
static inline int lecun_row_runs(const lecun_kernel_row *row, uint32_t features)
{
    return !(row->needs & ~features);
}

/* The kernels of this build, fastest first; the last is the portable one, which needs nothing. */
extern const lecun_kernel_row lecun_kernel_rows[];
extern const size_t lecun_kernel_row_count;

/* The fastest kernels that can run here. Asks the processor once. */
const lecun_kernel_table *lecun_kernels(void);
const lecun_qr_kernels *lecun_kernels_of_qr(void);
const lecun_torch_kernels *lecun_kernels_of_torch(void);
const lecun_jax_kernels *lecun_kernels_of_jax(void);

/* What the processor offers. */
uint32_t lecun_cpu_features(void);

/* For tests and benchmarks, not for threads: from now on choose as if the processor offered no more than `allowed`. */
void lecun_allow_features(uint32_t allowed);

LECUN_HIDDEN_END

#endif
