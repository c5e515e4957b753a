/* SPDX-License-Identifier: MIT
 *
 * strict_fp.h - first include of every file that computes with floating point
 *
 * The library's product is bits, so each operation must round once, where it stands. Contraction (a*b+c as one fused
 * operation) is on by default in GCC, in clang, and not switched off by -std=c99 everywhere; vendored copies are built
 * with flags that we never see. Hence three layers: refuse what announces itself, switch contraction off in the source,
 * and keep a barrier between a product and the addition that uses it, because clang's -ffp-contract=fast overrides its
 * own pragma. What still gets past all of this is caught by lecun_self_test().
 */
#ifndef LECUN_STRICT_FP_H
#define LECUN_STRICT_FP_H

#include <float.h>

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(_M_FP_FAST)
#  error "lecun: -ffast-math, -Ofast, /fp:fast and their parts change the bits this library promises; build its files without them"
#endif

#if FLT_RADIX != 2 || FLT_MANT_DIG != 24 || DBL_MANT_DIG != 53
#  error "lecun: float and double must be IEEE-754 binary32 and binary64"
#endif

/* Excess precision rounds twice. (1 is what GCC says in ISO mode on s390x, where double is exact and float is kept.) */
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD == 2 || FLT_EVAL_METHOD == -1)
#  error "lecun: x87 and 68881 arithmetic rounds twice; build for SSE2 (-msse2 -mfpmath=sse), on 68k for the 68040"
#endif

#if defined(__clang__)
#  pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#  pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#  pragma fp_contract(off)
#endif

/* LECUN_ROUNDED(x): from here on x, a float or double variable, is a value the compiler knows nothing about, so that
 * the product in it cannot be fused into a later addition, nor its rounding be undone. Costs no instruction where the
 * constraint names the target's float registers. */
#if defined(__TINYC__) || !(defined(__GNUC__) || defined(__clang__))
#  define LECUN_ROUNDED(x) ((void)0)    /* tcc never contracts; MSVC has the pragma */
#elif defined(__SSE2__)
#  define LECUN_ROUNDED(x) __asm__("" : "+x"(x))
#elif defined(__aarch64__)
#  define LECUN_ROUNDED(x) __asm__("" : "+w"(x))
#else
#  define LECUN_ROUNDED(x) __asm__("" : "+m"(x))
#endif

#endif
