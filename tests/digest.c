/* SPDX-License-Identifier: MIT
 *
 * Print what a build gives, to be compared with what others give: the self test, the digest of one golden tensor in
 * each dtype, the digest of the float functions over all their inputs, and the contraction canary. Needs only the C
 * library.
 */
#include "../include/lecun.h"
#include "../src/affine.h"
#include "../src/elementary.h"

#include <stdio.h>

static uint64_t fnv(uint64_t hash, const unsigned char *element, size_t size)
{
    const uint16_t probe = 1;
    size_t i;
    for (i = 0; i < size; i++)
        hash = (hash ^ element[*(const unsigned char *)&probe ? i : size - 1 - i]) * 1099511628211u;
    return hash;
}

/* LecunNormal(42)((784, 256)), in pieces of odd length. */
static void print_fill(const char *name, lecun_dtype dtype, size_t size)
{
    const int64_t shape[2] = {784, 256};
    const size_t count = 784 * 256;
    unsigned char piece[509 * 8];
    uint64_t hash = 14695981039346656037u;
    lecun_initializer self;
    size_t first, n, i;

    lecun_init_lecun_normal(&self, 42);
    for (first = 0; first < count; first += n) {
        n = count - first < 509 ? count - first : 509;
        if (lecun_fill_range(&self, dtype, piece, n, shape, 2, (int64_t)first))
            hash = 0;
        for (i = 0; i < n; i++)
            hash = fnv(hash, piece + i * size, size);
    }
    printf("%s %08lx%08lx\n", name, (unsigned long)(hash >> 32), (unsigned long)(hash & 0xffffffff));
}

static void print_functions(void)
{
    uint64_t hash = 1469598103934665603u;
    uint32_t i;
    int j;

    for (i = 0; i < 1u << 23; i++) {
        float u = lecun_float_of_bits(0x3f800000u | i) - 1.0f, result[3];
        result[0] = lecun_logf(u == 0 ? 1e-7f : u);
        lecun_sincosf((float)(0x1.921fb54442d18p+2 * (double)u), &result[1], &result[2]);
        for (j = 0; j < 3; j++)
            hash = (hash ^ lecun_bits_of_float(result[j])) * 1099511628211u;
    }
    printf("functions %08lx%08lx\n", (unsigned long)(hash >> 32), (unsigned long)(hash & 0xffffffff));
}

int main(void)
{
    volatile float a = 0x1.000002p0f, b = 0x1.fffffep-1f, c = -1.0f;

    printf("self_test %d\n", (int)lecun_self_test());
    print_fill("f32", LECUN_F32, 4);
    print_fill("f64", LECUN_F64, 8);
    print_fill("f16", LECUN_F16, 2);
    print_fill("bf16", LECUN_BF16, 2);
    print_functions();
    printf("canary %a\n", (double)lecun_affine_f32(a, b, c));      /* 0x1.fffffcp-25 if the product is fused into the addition */
    return 0;
}
