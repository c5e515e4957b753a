/* SPDX-License-Identifier: MIT
 *
 * strict_fp.h - first include of every file that computes with floating point
 *
 * The library's product is bits, so each operation on doubles must round once, where it stands, whatever flags a vendored
 * copy is built with. Hence three layers: the flags that change arithmetic are switched off for the file by pragmas;
 * contraction (a * b + c as one fused operation), which is on by default in GCC and in clang, too; and a barrier stands
 * between a product and the addition that uses it, because clang's -ffp-contract=fast overrides its own pragma. What
 * still gets past all of this is caught by lecun_self_test().
 *
 * float32 and the 16-bit types need none of it: draws.h.
 */
#ifndef LECUN_STRICT_FP_H
#define LECUN_STRICT_FP_H

#if defined(__clang__)
#  if __has_warning("-Wunknown-pragmas")
#    pragma clang diagnostic ignored "-Wunknown-pragmas"    /* clang before 12 knows no float_control */
#  endif
#  pragma clang diagnostic ignored "-Wignored-pragmas"       /* nor do all its targets */
#  pragma float_control(precise, on)
#  pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__) && !defined(__TINYC__)
#  pragma GCC optimize("fp-contract=off", "no-fast-math", "no-unsafe-math-optimizations", "no-associative-math", \
                       "no-reciprocal-math", "no-finite-math-only", "no-single-precision-constant", "signed-zeros", \
                       "trapping-math")
#elif defined(_MSC_VER)
#  pragma float_control(precise, on)
#  pragma fp_contract(off)
#elif defined(__FAST_MATH__)
#  error "lecun: this compiler's -ffast-math cannot be switched off by its sources; build them without it"
#endif

#include <float.h>

#if FLT_RADIX != 2 || FLT_MANT_DIG != 24 || DBL_MANT_DIG != 53
#  error "lecun: float and double must be IEEE-754 binary32 and binary64"
#endif

/* LECUN_DOUBLE(x): the double constant x, also in a table under GCC's -fsingle-precision-constant, over which the pragma
 * above has no power outside functions. x must be exact in 53 bits (a hexadecimal constant is). */
#define LECUN_DOUBLE(x) ((double)(x##L))

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

/* LECUN_FLOAT_UNIT: floats are computed by instructions of their own, to 24 bits and in a mode that fp_mode.h knows. */
#if (defined(__GNUC__) || defined(__clang__)) && !defined(__TINYC__)
#  if defined(__SSE2__) || defined(__aarch64__)
#    define LECUN_FLOAT_UNIT
#    define LECUN_ROUNDED_FLOAT(x) LECUN_ROUNDED(x)
#  elif defined(__arm__) && defined(__ARM_FP) && (__ARM_FP & 4)
#    define LECUN_FLOAT_UNIT
#    define LECUN_ROUNDED_FLOAT(x) __asm__("" : "+t"(x))
#  endif
#endif

#endif
