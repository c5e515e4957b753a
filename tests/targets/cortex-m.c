/* SPDX-License-Identifier: MIT
 *
 * cortex-m.c - from reset to main on a Cortex-M board, with semihosting for output and exit status
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern char data_start[], data_end[], data_load[], bss_start[], bss_end[], stack_top[];
extern void initialise_monitor_handles(void);
extern int main(void);

/* What newlib's exit would have of the start files. */
void _fini(void);
void _fini(void) {}

static void fault(void)
{
    _Exit(99);                      /* never a hang */
}

void reset(void);
void reset(void)
{
    *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20;     /* CPACR: the floating-point unit, where there is one */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    memcpy(data_start, data_load, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    initialise_monitor_handles();
    exit(main());
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    stack_top, (void *)reset, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault,
};
