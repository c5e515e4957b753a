/* SPDX-License-Identifier: MIT
 *
 * fp_mode.h - the processor's floating-point mode for the time of a call
 *
 * A program may have called fesetround, flush subnormals, have unmasked exceptions, or compute with 24 or 64 bits on an
 * x87. The entry points that compute with doubles enter the default mode (to nearest, subnormals kept, no traps; on an x87
 * and a 68881, 53 bits), and leave it as they found it. The word is only written where it differs, so that the usual call
 * pays for one reading.
 *
 * Between entering and leaving, arithmetic stands in functions of other files, or the compiler might move it across.
 */
#ifndef LECUN_FP_MODE_H
#define LECUN_FP_MODE_H

#include <float.h>
#include <stdint.h>

typedef struct lecun_fp_mode {
    uint64_t word;          /* as it was found */
    int changed;
} lecun_fp_mode;

/* read_mode, write_mode: the control word. FIXED_BITS of it are to be MODE. */
#if defined(_M_X64) && !defined(__GNUC__)
#  include <emmintrin.h>
#  define FIXED_BITS 0xffc0u            /* without the flags of what has happened */
#  define MODE 0x1f80u
static inline uint64_t lecun_read_mode(void)            { return _mm_getcsr(); }
static inline void lecun_write_mode(uint64_t word)      { _mm_setcsr((unsigned)word); }
#elif defined(__x86_64__) && defined(__TINYC__)     /* whose assembler does not know the instructions' names */
#  define FIXED_BITS 0xffc0u
#  define MODE 0x1f80u
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word;
    __asm__ volatile(".byte 0x0f, 0xae, 0x18" : : "a"(&word) : "memory");       /* stmxcsr (%rax) */
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    uint32_t low = (uint32_t)word;
    __asm__ volatile(".byte 0x0f, 0xae, 0x10" : : "a"(&low) : "memory");        /* ldmxcsr (%rax) */
}
#elif defined(__x86_64__) && FLT_EVAL_METHOD == 0
#  define FIXED_BITS 0xffc0u
#  define MODE 0x1f80u
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word = 0;          /* MemorySanitizer does not see the instruction write */
    __asm__ volatile("stmxcsr %0" : "=m"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    uint32_t low = (uint32_t)word;
    __asm__ volatile("ldmxcsr %0" : : "m"(low) : "memory");
}
#elif (defined(__i386__) || defined(__x86_64__)) && defined(__GNUC__)
/* The x87, through which 64-bit integers go even where doubles do not, in the upper half: to 53 bits. */
#  ifdef __SSE2__
#    define FIXED_BITS (UINT64_C(0x0f3f) << 32 | 0xffc0u)
#    define MODE (UINT64_C(0x023f) << 32 | 0x1f80u)
#  else
#    define FIXED_BITS (UINT64_C(0x0f3f) << 32)
#    define MODE (UINT64_C(0x023f) << 32)
#  endif
static inline uint64_t lecun_read_mode(void)
{
    uint32_t sse = 0;
    uint16_t x87 = 0;
#  ifdef __SSE2__
    __asm__ volatile("stmxcsr %0" : "=m"(sse));
#  endif
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    return (uint64_t)x87 << 32 | sse;
}
static inline void lecun_write_mode(uint64_t word)
{
    const uint16_t x87 = (uint16_t)(word >> 32);
#  ifdef __SSE2__
    const uint32_t sse = (uint32_t)word;
    __asm__ volatile("ldmxcsr %0" : : "m"(sse) : "memory");
#  endif
    __asm__ volatile("fldcw %0" : : "m"(x87) : "memory");
}
#elif defined(__aarch64__) && defined(__GNUC__)
#  define FIXED_BITS 0x07ff9f07u        /* AHP, DN, FZ, RMode, FZ16, traps, and what ARMv8.7 added */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    uint64_t word;
    __asm__ volatile("mrs %0, fpcr" : "=r"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)      { __asm__ volatile("msr fpcr, %0" : : "r"(word) : "memory"); }
#elif defined(__arm__) && defined(__ARM_FP) && !defined(__SOFTFP__) && defined(__GNUC__)
#  define FIXED_BITS 0x07f79f00u        /* AHP, DN, FZ, RMode, Stride, Len, traps */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word;
    __asm__ volatile("vmrs %0, fpscr" : "=r"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    __asm__ volatile("vmsr fpscr, %0" : : "r"((uint32_t)word) : "memory");
}
#elif defined(__riscv_flen) && defined(__GNUC__)
#  define FIXED_BITS 0x7u
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    unsigned long word;
    __asm__ volatile("frrm %0" : "=r"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    __asm__ volatile("fsrm %0" : : "r"((unsigned long)word) : "memory");
}
#elif defined(__s390x__) && defined(__GNUC__)
#  define FIXED_BITS 0xf8000007u        /* masks, binary rounding mode */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word;
    __asm__ volatile("efpc %0" : "=d"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    __asm__ volatile("sfpc %0" : : "d"((uint32_t)word) : "memory");
}
#elif defined(__powerpc__) && !defined(__NO_FPRS__) && !defined(_SOFT_FLOAT) && defined(__GNUC__)
#  define FIXED_BITS 0xffu              /* traps, non-IEEE mode, rounding mode */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    union { double in_register; uint64_t word; } fpscr;
    __asm__ volatile("mffs %0" : "=f"(fpscr.in_register));
    return fpscr.word;
}
static inline void lecun_write_mode(uint64_t word)
{
    union { double in_register; uint64_t word; } fpscr;
    fpscr.word = word;
    __asm__ volatile("mtfsf 0xff, %0" : : "f"(fpscr.in_register) : "memory");
}
#elif defined(__mips_hard_float) && defined(__GNUC__)
#  define FIXED_BITS 0x01000f83u        /* flush, traps, rounding mode */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word;
    __asm__ volatile("cfc1 %0, $31" : "=r"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    __asm__ volatile("ctc1 %0, $31" : : "r"((uint32_t)word) : "memory");
}
#elif defined(__sparc__) && defined(__arch64__) && defined(__GNUC__)
#  define FIXED_BITS 0xcfc00000u        /* rounding mode, traps, non-standard */
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)
{
    uint64_t word;
    __asm__ volatile("stx %%fsr, %0" : "=m"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)      { __asm__ volatile("ldx %0, %%fsr" : : "m"(word) : "memory"); }
#elif defined(__m68k__) && defined(__HAVE_68881__) && defined(__GNUC__)
#  define FIXED_BITS 0xfff0u            /* traps, precision, rounding mode */
#  define MODE 0x80u                    /* 53 bits */
static inline uint64_t lecun_read_mode(void)
{
    uint32_t word;
    __asm__ volatile("fmovel %%fpcr, %0" : "=d"(word));
    return word;
}
static inline void lecun_write_mode(uint64_t word)
{
    __asm__ volatile("fmovel %0, %%fpcr" : : "d"((uint32_t)word) : "memory");
}
#else                                   /* no unit, no modes (WebAssembly), or none that is known here */
#  define FIXED_BITS 0u
#  define MODE 0u
static inline uint64_t lecun_read_mode(void)            { return 0; }
static inline void lecun_write_mode(uint64_t word)      { (void)word; }
#endif

static inline lecun_fp_mode lecun_enter_fp_mode(void)
{
    lecun_fp_mode mode;

    mode.word = lecun_read_mode();
    mode.changed = (mode.word & FIXED_BITS) != MODE;
    if (mode.changed)
        lecun_write_mode((mode.word & ~(uint64_t)FIXED_BITS) | MODE);
    return mode;
}

static inline void lecun_leave_fp_mode(lecun_fp_mode mode)
{
    if (mode.changed)
        lecun_write_mode(mode.word);
}

#undef FIXED_BITS
#undef MODE

#endif
