/* SPDX-License-Identifier: MIT
 *
 * dispatch.c on every processor there is: the test chooses what CPUID and XGETBV answer
 */
#include "../src/dispatch.h"
#include "support.h"

#ifdef LECUN_KERNEL_AVX2
#include <cpuid.h>

/* What the processor answers. A leaf that it does not know leaves the registers as they are. */
static struct {
    int knows_leaf_1, knows_leaf_7;
    unsigned leaf_1_c, leaf_7_b, xcr0;
} processor;

static int answer_leaf_1(unsigned leaf, unsigned *a, unsigned *b, unsigned *c, unsigned *d)
{
    assert_int_equal(leaf, 1);
    if (!processor.knows_leaf_1)
        return 0;
    *a = *b = *d = 0;
    *c = processor.leaf_1_c;
    return 1;
}

static int answer_leaf_7(unsigned leaf, unsigned subleaf, unsigned *a, unsigned *b, unsigned *c, unsigned *d)
{
    assert_true(leaf == 7 && subleaf == 0);
    if (!processor.knows_leaf_7)
        return 0;
    *a = *c = *d = 0;
    *b = processor.leaf_7_b;
    return 1;
}

/* The one instruction that dispatch.c writes itself is __asm__ volatile("xgetbv" ..): with these macros, an assignment. No
 * header follows, and volatile without a parenthesis stays what it is. */
#define __get_cpuid         answer_leaf_1
#define __get_cpuid_count   answer_leaf_7
#define __asm__
#define volatile(...)       (saved = processor.xcr0, ignored = 0, (void)ignored)
#endif

#include "../src/dispatch.c"

#ifdef LECUN_KERNEL_AVX2
#undef __get_cpuid
#undef __get_cpuid_count
#undef __asm__
#undef volatile

enum { SSE_AND_AVX = 0x6, AVX_512 = 0xe0 };     /* registers that the system saves, as bits of XCR0 */

static const unsigned bits_of_leaf_1[] = {12 /* FMA */, 23 /* POPCNT */, 27 /* OSXSAVE */, 28 /* AVX */, 29 /* F16C */};

static int offer_everything(void **state)
{
    (void)state;
    processor.knows_leaf_1 = processor.knows_leaf_7 = 1;
    processor.leaf_1_c = processor.leaf_7_b = 0xffffffff;
    processor.xcr0 = SSE_AND_AVX | AVX_512;
    return 0;
}

static int offers_avx2(void)
{
    return (lecun_cpu_features() & LECUN_CPU_AVX2) != 0;
}

/* AVX2's kernel needs six bits of CPUID and two of XCR0, and no more. */
static void each_bit_is_needed(void **state)
{
    size_t i;

    assert_true(offers_avx2());
    for (i = 0; i < LENGTH(bits_of_leaf_1); i++) {
        offer_everything(state);
        processor.leaf_1_c &= ~(1u << bits_of_leaf_1[i]);
        assert_int_equal(lecun_cpu_features(), 0);
    }
    offer_everything(state);
    processor.leaf_7_b &= ~(1u << 5);           /* AVX2 */
    assert_int_equal(lecun_cpu_features(), 0);
    for (i = 1; i <= 2; i++) {                  /* SSE, AVX */
        offer_everything(state);
        processor.xcr0 &= ~(1u << i);
        assert_int_equal(lecun_cpu_features(), 0);
    }
    offer_everything(state);
    processor.leaf_1_c = processor.leaf_7_b = 0;
    for (i = 0; i < LENGTH(bits_of_leaf_1); i++)
        processor.leaf_1_c |= 1u << bits_of_leaf_1[i];
    processor.leaf_7_b = 1u << 5;
    processor.xcr0 = SSE_AND_AVX;
    assert_int_equal(lecun_cpu_features(), LECUN_CPU_AVX2);
}

#ifdef LECUN_KERNEL_AVX512
static void each_bit_of_avx512_is_needed(void **state)
{
    static const unsigned bits_of_leaf_7[] = {16 /* F */, 17 /* DQ */, 30 /* BW */, 31 /* VL */};
    size_t i;

    assert_int_equal(lecun_cpu_features(), LECUN_CPU_AVX2 | LECUN_CPU_AVX512);
    for (i = 0; i < LENGTH(bits_of_leaf_7); i++) {
        offer_everything(state);
        processor.leaf_7_b &= ~(1u << bits_of_leaf_7[i]);
        assert_int_equal(lecun_cpu_features(), LECUN_CPU_AVX2);
    }
    for (i = 5; i <= 7; i++) {                  /* masks, upper halves, upper registers */
        offer_everything(state);
        processor.xcr0 &= ~(1u << i);
        assert_int_equal(lecun_cpu_features(), LECUN_CPU_AVX2);
    }
}
#endif

static void an_unknown_leaf_offers_nothing(void **state)
{
    processor.knows_leaf_1 = 0;
    assert_int_equal(lecun_cpu_features(), 0);
    offer_everything(state);
    processor.knows_leaf_7 = 0;
    assert_int_equal(lecun_cpu_features(), 0);
}

static void the_processor_is_asked_once(void **state)
{
    chosen = 0;
    memset(&processor, 0, sizeof processor);
    assert_string_equal(lecun_kernels()->name, "portable");
    offer_everything(state);
    assert_string_equal(lecun_kernels()->name, "portable");             /* remembered */
    chosen = 0;
    assert_string_equal(lecun_kernels()->name, lecun_kernel_rows[0].kernels->name);
    assert_string_not_equal(lecun_kernels()->name, "portable");
    memset(&processor, 0, sizeof processor);
    assert_string_not_equal(lecun_kernels()->name, "portable");         /* remembered, too */
}

static void no_more_than_is_allowed(void **state)
{
    (void)state;
    lecun_allow_features(0);
    assert_string_equal(lecun_kernels()->name, "portable");
    lecun_allow_features(LECUN_CPU_AVX2);
    assert_string_equal(lecun_kernels()->name, "avx2");
    memset(&processor, 0, sizeof processor);
    lecun_allow_features(LECUN_CPU_ALL);                                /* nor than there is */
    assert_string_equal(lecun_kernels()->name, "portable");
}
#endif

/* Any processor runs the last row. */
static void the_last_row_is_the_portable_one(void **state)
{
    (void)state;
    assert_ptr_equal(lecun_kernel_rows[lecun_kernel_row_count - 1].kernels, &lecun_portable_kernels);
    assert_int_equal(lecun_kernel_rows[lecun_kernel_row_count - 1].needs, 0);
    lecun_allow_features(0);
    assert_ptr_equal(lecun_kernels(), &lecun_portable_kernels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef LECUN_KERNEL_AVX2
        cmocka_unit_test_setup(each_bit_is_needed, offer_everything),
#ifdef LECUN_KERNEL_AVX512
        cmocka_unit_test_setup(each_bit_of_avx512_is_needed, offer_everything),
#endif
        cmocka_unit_test_setup(an_unknown_leaf_offers_nothing, offer_everything),
        cmocka_unit_test_setup(the_processor_is_asked_once, offer_everything),
        cmocka_unit_test_setup(no_more_than_is_allowed, offer_everything),
#endif
        cmocka_unit_test(the_last_row_is_the_portable_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
