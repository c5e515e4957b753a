/* SPDX-License-Identifier: MIT
 *
 * dispatch.c - asks the processor once, and remembers the answer in the library's one writable word
 */
#include "dispatch.h"

const lecun_kernel_row lecun_kernel_rows[] = {
    {&lecun_portable_kernels, 0},
};
const size_t lecun_kernel_row_count = sizeof lecun_kernel_rows / sizeof *lecun_kernel_rows;

uint32_t lecun_cpu_features(void)
{
    return 0;
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

    while (lecun_kernel_rows[row].needs & ~features)
        row++;
    return row + 1;
}

const lecun_kernel_table *lecun_kernels(void)
{
    uint32_t number = load();

    if (!number) {
        number = choose(lecun_cpu_features());
        store(number);
    }
    return lecun_kernel_rows[number - 1].kernels;
}

void lecun_allow_features(uint32_t allowed)
{
    store(choose(lecun_cpu_features() & allowed));
}
