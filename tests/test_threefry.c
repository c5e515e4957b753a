/* SPDX-License-Identifier: MIT
 *
 * threefry.h: the published known answers, and counters of 64 bits
 */
#include "../src/threefry.h"
#include "support.h"

#include <inttypes.h>

static void published_known_answers(void **state)
{
    vector_file *file = open_vectors("threefry.txt");
    char line[256];
    int lines = 0;

    (void)state;
    while (next_line(file, line, sizeof line, NULL)) {
        lecun_pair counter, key, expected, words;
        const int fields = sscanf(line, "%" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32 " %" SCNx32, &counter.x,
                                  &counter.y, &key.x, &key.y, &expected.x, &expected.y);
        assert_int_equal(fields, 6);
        words = lecun_threefry(key, counter);
        assert_int_equal(words.x, expected.x);
        assert_int_equal(words.y, expected.y);
        lines++;
    }
    close_vectors(file);
    assert_int_equal(lines, 3);
}

static void an_index_is_a_counter_high_word_first(void **state)
{
    const lecun_pair key = {7, 9};
    const lecun_pair at = lecun_threefry_at(key, UINT64_C(0x0123456789abcdef));
    const lecun_pair words = lecun_threefry(key, lecun_pair_of(0x01234567u, 0x89abcdefu));

    (void)state;
    assert_int_equal(at.x, words.x);
    assert_int_equal(at.y, words.y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_known_answers),
        cmocka_unit_test(an_index_is_a_counter_high_word_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
