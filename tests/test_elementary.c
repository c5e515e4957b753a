/* SPDX-License-Identifier: MIT
 *
 * elementary.h: the float functions over every argument there is, the double ones against recorded values
 */
#define _GNU_SOURCE             /* sincosf */
#include "digest.h"
#include "support.h"

#include <inttypes.h>
#include <math.h>

#if defined(__GLIBC__) && !defined(LECUN_TESTS_EVERYWHERE) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 28))
#  define LIBM_IS_THE_REFERENCE 1
#endif

#define INPUTS (1u << 23)
#define EVERY  (LECUN_TEST_SHARE <= 4 ? 1 : 61)     /* which inputs: all, unless the processor is emulated */

static float log_argument(uint32_t i)
{
    float u = lecun_float_of_bits(0x3f800000u | i) - 1.0f;
    return u == 0 ? 1e-7f : u;
}

static float angle(uint32_t i)
{
    return (float)(0x1.921fb54442d18p+2 * (double)(lecun_float_of_bits(0x3f800000u | i) - 1.0f));
}

/* FNV-1a over 32-bit words of (log, sin, cos) for all inputs, or one in 61. The figures were computed with glibc's logf and sincosf, in
 * which FMA and SSE2 variants agree; so this is the check on machines without glibc. */
static void float_digest(void **state)
{
    const uint64_t hash = digest_of_functions(EVERY);

    (void)state;
    print_message("digest of float log, sin, cos: %016" PRIx64 "\n", hash);
    assert_true(hash == (EVERY == 1 ? 0x2443ee39f7a497c6 : 0x6923f9f587acc192));
}

#ifdef LIBM_IS_THE_REFERENCE
static void float_functions_equal_libm_over_all_inputs(void **state)
{
    uint32_t i, log_wrong = 0, sin_wrong = 0, cos_wrong = 0;

    (void)state;
    for (i = 0; i < INPUTS; i++) {
        float sine, cosine, libm_sine, libm_cosine;
        log_wrong += lecun_bits_of_float(lecun_logf(log_argument(i))) != lecun_bits_of_float(logf(log_argument(i)));
        lecun_sincosf(angle(i), &sine, &cosine);
        sincosf(angle(i), &libm_sine, &libm_cosine);
        sin_wrong += lecun_bits_of_float(sine) != lecun_bits_of_float(libm_sine);
        cos_wrong += lecun_bits_of_float(cosine) != lecun_bits_of_float(libm_cosine);
    }
    print_message("against libm: log %u, sin %u, cos %u of %u differ\n", log_wrong, sin_wrong, cos_wrong, INPUTS);
    assert_int_equal(log_wrong + sin_wrong + cos_wrong, 0);
}
#endif

/* Count the lines of a vector file whose values ours do not give. */
static int check_doubles(const char *name, int fields, int (*wrong)(const uint64_t *))
{
    vector_file *file = open_vectors(name);
    char line[256], comment[1024];
    int lines = 0, differ = 0;

    while (next_line(file, line, sizeof line, comment)) {
        uint64_t v[3];
        assert_int_equal(sscanf(line, "%" SCNx64 " %" SCNx64 " %" SCNx64, &v[0], &v[1], &v[2]), fields);
        differ += wrong(v);
        lines++;
    }
    close_vectors(file);
    assert_int_equal(lines, atoi(strstr(comment, "lines: ") + 7));
    assert_true(lines >= 10000);
    print_message("%s: %d of %d differ\n", name, differ, lines);
    return differ;
}

static int log_is_wrong(const uint64_t *v)
{
    return lecun_bits_of_double(lecun_log(lecun_double_of_bits(v[0]))) != v[1];
}

static int sincos_is_wrong(const uint64_t *v)
{
    double sine, cosine;
    lecun_sincos(lecun_double_of_bits(v[0]), &sine, &cosine);
    return lecun_bits_of_double(sine) != v[1] || lecun_bits_of_double(cosine) != v[2];
}

static void double_log_equals_the_recorded(void **state)
{
    (void)state;
    assert_int_equal(check_doubles("double_log.txt", 2, log_is_wrong), 0);
}

static void double_sincos_equals_the_recorded(void **state)
{
    (void)state;
    assert_int_equal(check_doubles("double_sincos.txt", 3, sincos_is_wrong), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(float_digest),
#ifdef LIBM_IS_THE_REFERENCE
        cmocka_unit_test(float_functions_equal_libm_over_all_inputs),
#endif
        cmocka_unit_test(double_log_equals_the_recorded),
        cmocka_unit_test(double_sincos_equals_the_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
