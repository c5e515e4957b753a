/* SPDX-License-Identifier: MIT
 *
 * cmocka.h - the part of cmocka's interface that the tests use, for systems where there is no cmocka
 *
 * Found before cmocka's own header in the builds of tests/everywhere/run, and there alone. A test ends at its first failed
 * assertion. suite.c holds what is declared here.
 */
#ifndef LECUN_TESTS_EVERYWHERE_CMOCKA_H
#define LECUN_TESTS_EVERYWHERE_CMOCKA_H

#include <string.h>

#define LECUN_TESTS_EVERYWHERE 1    /* vector files are part of the program; see support.h */

struct CMUnitTest {
    const char *name;
    void (*test)(void **state);
};

void suite_run(const struct CMUnitTest *tests, size_t count);
void suite_fail(const char *file, int line, const char *format, ...);
void suite_ignore(const char *format, ...);
const char *suite_vectors(const char *name);        /* the text of tests/vectors/NAME, or NULL */

#define suite_must(holds, text)            ((holds) ? (void)0 : suite_fail(__FILE__, __LINE__, "%s", text))

#define cmocka_unit_test(test)              {#test, test}
#define cmocka_run_group_tests(tests, setup, teardown) (suite_run(tests, sizeof(tests) / sizeof *(tests)), 0)
#define print_message                       suite_ignore
#define print_error                         printf
#define fail_msg(...)                       suite_fail(__FILE__, __LINE__, __VA_ARGS__)
#define assert_true(x)                      suite_must(x, #x)
#define assert_false(x)                     suite_must(!(x), "not " #x)
#define assert_null(p)                      suite_must(!(p), #p " is NULL")
#define assert_non_null(p)                  suite_must((p) != NULL, #p " is not NULL")
#define assert_int_equal(a, b)              suite_must((unsigned long long)(a) == (unsigned long long)(b), #a " == " #b)
#define assert_int_not_equal(a, b)          suite_must((unsigned long long)(a) != (unsigned long long)(b), #a " != " #b)
#define assert_string_equal(a, b)           suite_must(strcmp(a, b) == 0, #a " is the string " #b)
#define assert_string_not_equal(a, b)       suite_must(strcmp(a, b) != 0, #a " is not the string " #b)
#define assert_ptr_equal(a, b)              suite_must((const void *)(a) == (const void *)(b), #a " is " #b)
#define assert_memory_equal(a, b, n)        suite_must(memcmp(a, b, n) == 0, #a " holds " #b)
#define assert_memory_not_equal(a, b, n)    suite_must(memcmp(a, b, n) != 0, #a " does not hold " #b)

#endif
