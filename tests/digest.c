/* SPDX-License-Identifier: MIT
 *
 * Print what a build gives: the self test, the checks that are not in force, the digest of one golden tensor in each dtype, that
 * of everything, that of the float functions over all their inputs, and whether a product is fused into a sum. Needs only the C
 * library.
 *
 * DIGEST_MODE, if defined, is a statement that changes the floating-point environment first, as a caller could.
 */
#ifdef DIGEST_MODE
#  include <fenv.h>
#  ifdef __SSE2__
#    include <xmmintrin.h>
#  endif
#endif

#include "checks.h"
#include "digest.h"

#include <stdio.h>

static void print(const char *name, uint64_t hash)
{
    printf("%s %08lx%08lx\n", name, (unsigned long)(hash >> 32), (unsigned long)(hash & 0xffffffff));
}

int main(void)
{
    volatile double a = 0x1.0000000000001p0, b = 0x1.fffffffffffffp-1, c = -1.0;

    printf("canary %a\n", lecun_affine_f64(a, b, c));      /* 0x1.fffffffffffffp-54 if the product is fused into the sum */
#ifdef DIGEST_MODE
    DIGEST_MODE;
#endif
    printf("self_test %d\n", (int)lecun_self_test());
    printf("checks that fail %d\n", checks_that_fail());
    print("f32", digest_of_golden(LECUN_F32));
    print("f64", digest_of_golden(LECUN_F64));
    print("f16", digest_of_golden(LECUN_F16));
    print("bf16", digest_of_golden(LECUN_BF16));
    print("everything", digest_of_everything());
    print("functions", digest_of_functions(1));
    return 0;
}
