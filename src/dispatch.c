/* SPDX-License-Identifier: MIT
 *
 * dispatch.c - asks the processor once, and remembers the answer in the library's one writable word
 */
#include "dispatch.h"

#if defined(LECUN_KERNEL_AVX2) || defined(LECUN_KERNEL_AVX512)
#  define LECUN_ASK_X86
#  include <cpuid.h>
#endif

const lecun_kernel_row lecun_kernel_rows[] = {
#ifdef LECUN_KERNEL_AVX512
    {&lecun_avx512_kernels, &lecun_avx512_qr, &lecun_avx512_torch, &lecun_avx512_jax, LECUN_CPU_AVX512},
#endif
#ifdef LECUN_KERNEL_AVX2
    {&lecun_avx2_kernels, &lecun_avx2_qr, &lecun_avx2_torch, &lecun_avx2_jax, LECUN_CPU_AVX2},
#endif
#ifdef LECUN_KERNEL_NEON
    {&lecun_neon_kernels, &lecun_neon_qr, &lecun_neon_torch, &lecun_neon_jax, LECUN_CPU_NEON},
#endif
    {&lecun_portable_kernels, &lecun_portable_qr, &lecun_portable_torch, &lecun_portable_jax, 0},
};
const size_t lecun_kernel_row_count = sizeof lecun_kernel_rows / sizeof *lecun_kernel_rows;

#ifdef LECUN_ASK_X86
/* Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 14.3, 14.7 and 15.2: the processor has the
 * instructions, and the system saves the registers (XCR0: bits 1 and 2, and 5 to 7 for those of AVX-512). */
static uint32_t x86_features(void)
{
    const unsigned fma = 1u << 12, popcnt = 1u << 23, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29, avx2 = 1u << 5;
    const unsigned wanted = fma | popcnt | osxsave | avx | f16c;
    const unsigned avx512 = 1u << 16 /* F */ | 1u << 17 /* DQ */ | 1u << 30 /* BW */ | 1u << 31 /* VL */;
    unsigned a, b, c, d, saved, ignored;

    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & wanted) != wanted)
        return 0;
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(ignored) : "c"(0));
    if ((saved & 0x6) != 0x6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & avx2))
        return 0;
    return (saved & 0xe6) == 0xe6 && (b & avx512) == avx512 ? LECUN_CPU_AVX2 | LECUN_CPU_AVX512 : LECUN_CPU_AVX2;
}
#endif

uint32_t lecun_cpu_features(void)
{
    uint32_t features = 0;

#ifdef LECUN_ASK_X86
    features |= x86_features();
#endif
#ifdef LECUN_KERNEL_NEON
    features |= LECUN_CPU_NEON;         /* where AArch64 runs, it is there */
#endif
    return features;
}

/* Number of the chosen row, plus 1; 0 before the first question. Threads that ask at the same time all find and store
 * the same number, so relaxed order is enough. */
static uint32_t chosen;

#if defined(__GNUC__) && !defined(__TINYC__)
static uint32_t load(void)              { return __atomic_load_n(&chosen, __ATOMIC_RELAXED); }
static void store(uint32_t number)      { __atomic_store_n(&chosen, number, __ATOMIC_RELAXED); }
#else
static uint32_t load(void)              { return *(volatile uint32_t *)&chosen; }
static void store(uint32_t number)      { *(volatile uint32_t *)&chosen = number; }
#endif

static uint32_t choose(uint32_t features)
{
    uint32_t row = 0;

    while (!lecun_row_runs(&lecun_kernel_rows[row], features))
        row++;
    return row + 1;
}

static const lecun_kernel_row *chosen_row(void)
{
    uint32_t number = load();

    if (!number) {
        number = choose(lecun_cpu_features());
        store(number);
    }
    return &lecun_kernel_rows[number - 1];
}

const lecun_kernel_table *lecun_kernels(void)
{
    return chosen_row()->kernels;
}

const lecun_qr_kernels *lecun_kernels_of_qr(void)
{
    return chosen_row()->qr;
}

const lecun_torch_kernels *lecun_kernels_of_torch(void)
{
    return chosen_row()->torch;
}

const lecun_jax_kernels *lecun_kernels_of_jax(void)
{
    return chosen_row()->jax;
}

void lecun_allow_features(uint32_t allowed)
{
    store(choose(lecun_cpu_features() & allowed));
}
