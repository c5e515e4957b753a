/* SPDX-License-Identifier: MIT
 *
 * elementary.h against recorded values (draws.h has the functions of floats: test_draws.c)
 */
#include "../src/elementary.h"
#include "support.h"

#include <inttypes.h>

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
        cmocka_unit_test(double_log_equals_the_recorded),
        cmocka_unit_test(double_sincos_equals_the_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
