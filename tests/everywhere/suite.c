/* SPDX-License-Identifier: MIT
 *
 * suite.c - all tests in one program, for systems without cmocka, files or an operating system
 *
 * tests/everywhere/run compiles each tests/test_NAME.c with its main renamed to suite_NAME, and lists the names in
 * SUITE_MODULES. The closing line is "digest D, N passed, N failed".
 */
#include "cmocka.h"
#include "../digest.h"

#include <stdarg.h>
#include <stdio.h>
#ifndef __wasm__
#  include <setjmp.h>
#endif

extern const char *const suite_vector_files[][2];

static unsigned passed, failed;

const char *suite_vectors(const char *name)
{
    size_t i;

    for (i = 0; suite_vector_files[i][0]; i++)
        if (strcmp(suite_vector_files[i][0], name) == 0)
            return suite_vector_files[i][1];
    return NULL;
}

static int closing_line(void)
{
    const uint64_t digest = digest_of_everything();

    printf("digest %08lx%08lx, %u passed, %u failed\n", (unsigned long)(digest >> 32), (unsigned long)(digest & 0xffffffff),
           passed, failed);
    return failed || !passed;
}

void suite_ignore(const char *format, ...) { (void)format; }

#ifdef __wasm__                     /* no longjmp: the first failure is the last test */
#  include <stdlib.h>
static void leave_test(void)        { failed++; exit(closing_line()); }
static void run_test(void (*test)(void **)) { test(NULL); passed++; }
#else
static jmp_buf next_test;
static void leave_test(void)        { longjmp(next_test, 1); }
static void run_test(void (*test)(void **))
{
    if (setjmp(next_test)) {
        failed++;
    } else {
        test(NULL);
        passed++;
    }
}
#endif

void suite_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    printf("%s:%d: failed: ", file, line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    leave_test();
}

void suite_run(const struct CMUnitTest *tests, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        const unsigned before = failed;
        run_test(tests[i].test);
        printf("%s - %s\n", failed == before ? "ok" : "not ok", tests[i].name);
        fflush(stdout);
    }
}

#define MODULE(name) int suite_##name(void);
SUITE_MODULES
#undef MODULE

int main(void)
{
#define MODULE(name) suite_##name();
    SUITE_MODULES
    return closing_line();
}
