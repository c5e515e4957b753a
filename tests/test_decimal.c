/* SPDX-License-Identifier: MIT
 *
 * decimal.c against CPython's repr and float
 */
#include "../src/decimal.h"
#include "../src/half.h"
#include "support.h"

#include <inttypes.h>
#include <locale.h>

static int reads_as(const char *text, size_t length, uint64_t bits)
{
    char *exact = (char *)malloc(length ? length : 1);
    uint64_t read;

    memcpy(exact, text, length);                /* a sanitizer sees a read past the end */
    read = lecun_bits_of_double(lecun_double_of_decimal(exact, length));
    free(exact);
    return read == bits;
}

static void as_python_does(void **state)
{
    vector_file *file = open_vectors("decimal.txt");
    static char line[8192], comment[8192];
    int lines = 0, repr = 0, wrong = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        const uint64_t bits = strtoull(line + 5, NULL, 16);
        const char *text = line + 22;
        char buf[LECUN_DECIMAL_SIZE];

        lines++;
        if (strncmp(line, "repr ", 5) == 0) {
            const size_t length = lecun_decimal_of_double(lecun_double_of_bits(bits), buf);
            repr++;
            assert_int_equal(length, strlen(buf));
            wrong += strcmp(buf, text) != 0;
        }
        wrong += !reads_as(text, strlen(text), bits);
        if (wrong)
            fail_msg("%s", line);
    }
    close_vectors(file);
    print_message("decimal.txt: %d printed, %d read\n", repr, lines);
    assert_int_equal(lines, atoi(strstr(comment, "lines: ") + 7));
    assert_true(repr > 2500 && lines - repr > 100);
}

static void random_doubles_come_back(void **state)
{
    uint64_t random = 7;
    int i;

    (void)state;
    for (i = 0; i < 30000 / LECUN_TEST_SHARE; i++) {
        const uint64_t bits = next_random(&random);
        char buf[LECUN_DECIMAL_SIZE];

        if ((bits >> 52 & 0x7ff) == 0x7ff)
            continue;
        assert_true(reads_as(buf, lecun_decimal_of_double(lecun_double_of_bits(bits), buf), bits));
    }
}

/* A megabyte of digits, of zeros, of exponent: linear time, and the right double. */
static void very_long_numbers(void **state)
{
    const size_t length = 1000000;
    char *text = (char *)malloc(length);

    (void)state;
    memset(text, '0', length);
    memcpy(text, "1.5", 3);
    assert_true(reads_as(text, length, lecun_bits_of_double(1.5)));
    text[length - 1] = '1';
    assert_true(reads_as(text, length, lecun_bits_of_double(1.5)));
    memcpy(text, "0.0", 3);
    assert_true(reads_as(text, length, 0));             /* 10^-999998 */
    memset(text, '9', length);
    assert_true(reads_as(text, length, 0x7ff0000000000000));
    memcpy(text, "1e-", 3);
    assert_true(reads_as(text, length, 0));
    free(text);
}

/* The decimal point is a point in every locale. */
static void the_locale_does_not_matter(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "C.UTF-8", "C"};
    char buf[LECUN_DECIMAL_SIZE];
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(names); i++) {
        if (!setlocale(LC_ALL, names[i]))
            continue;
        lecun_decimal_of_double(0.05, buf);
        assert_string_equal(buf, "0.05");
        assert_true(reads_as("2.5", 3, lecun_bits_of_double(2.5)));
    }
    setlocale(LC_ALL, "C");
}

#if defined(__SSE2__) && !defined(LECUN_TESTS_EVERYWHERE)   /* where the same tests are made on every processor */
#include <xmmintrin.h>

/* Programs linked with -ffast-math flush subnormals to 0 and read them as 0: that must not reach a conversion. */
static void flushed_subnormals_do_not_matter(void **state)
{
    static const struct { uint64_t bits; const char *text; } cases[] = {
        {0x0000000000000001, "5e-324"}, {0x8000000000000001, "-5e-324"}, {0x800fffffffffffff, "-2.225073858507201e-308"},
        {0x8010000000000000, "-2.2250738585072014e-308"},
    };
    const unsigned mode = _mm_getcsr();
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        char buf[LECUN_DECIMAL_SIZE];
        uint64_t read;
        _mm_setcsr(mode | 0x8040);
        lecun_decimal_of_double(lecun_double_of_bits(cases[i].bits), buf);
        read = lecun_bits_of_double(lecun_double_of_decimal(buf, strlen(buf)));
        _mm_setcsr(mode);
        assert_string_equal(buf, cases[i].text);
        assert_true(read == cases[i].bits);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_python_does),
        cmocka_unit_test(random_doubles_come_back),
        cmocka_unit_test(very_long_numbers),
        cmocka_unit_test(the_locale_does_not_matter),
#if defined(__SSE2__) && !defined(LECUN_TESTS_EVERYWHERE)
        cmocka_unit_test(flushed_subnormals_do_not_matter),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
