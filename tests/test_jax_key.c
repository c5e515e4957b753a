/* SPDX-License-Identifier: MIT
 *
 * jax_key.c, flax_key.c: keys that JAX and Flax derived (tests/vectors/jax_keys.txt), and every status
 */
#include "support.h"

#include <inttypes.h>

enum { MOST_PARTS = 8 };

static lecun_jax_key parse_key(const char *text)
{
    lecun_jax_key key;

    assert_int_equal(sscanf(text, "%8" SCNx32 ":%8" SCNx32, &key.word[0], &key.word[1]), 2);
    return key;
}

static void assert_key(const lecun_jax_key *key, const char *text)
{
    const lecun_jax_key expected = parse_key(text);

    assert_int_equal(key->word[0], expected.word[0]);
    assert_int_equal(key->word[1], expected.word[1]);
}

/* "a/b" as two parts, "-" as none. */
static size_t parse_path(char *text, const char **path)
{
    size_t parts = 0;
    char *part;

    if (strcmp(text, "-") == 0)
        return 0;
    for (part = strtok(text, "/"); part; part = strtok(NULL, "/")) {
        assert_true(parts < MOST_PARTS);
        path[parts++] = part;
    }
    return parts;
}

/* The key of a line: all is done in place, too. */
static void check_line(char *line)
{
    static char word[5][2048];
    const char *path[MOST_PARTS];
    const int fields = sscanf(line, "%2047s %2047s %2047s %2047s %2047s", word[0], word[1], word[2], word[3], word[4]);
    lecun_jax_key key, child;
    size_t parts;

    if (strcmp(word[0], "key") == 0) {
        must(lecun_jax_key_start(&key, strtoll(word[2], NULL, 10), atoi(word[1]) * 5));
        assert_key(&key, word[3]);
        return;
    }
    key = parse_key(word[1]);
    if (strcmp(word[0], "split") == 0) {
        must(lecun_jax_split(&key, strtoull(word[2], NULL, 10), &child));
        must(lecun_jax_split(&key, strtoull(word[2], NULL, 10), &key));
    } else if (strcmp(word[0], "fold_in") == 0) {
        must(lecun_jax_fold_in(&key, (uint32_t)strtoul(word[2], NULL, 10), &child));
        must(lecun_jax_fold_in(&key, (uint32_t)strtoul(word[2], NULL, 10), &key));
    } else {
        assert_string_equal(word[0], "linen");
        parts = parse_path(word[2], path);
        must(lecun_flax_linen_key(&key, parts ? path : NULL, parts, (uint32_t)strtoul(word[3], NULL, 10), &child));
        must(lecun_flax_linen_key(&key, path, parts, (uint32_t)strtoul(word[3], NULL, 10), &key));
    }
    assert_key(&child, word[fields - 1]);
    assert_memory_equal(&key, &child, sizeof key);
}

static void keys_that_jax_and_flax_derived(void **state)
{
    vector_file *file = open_vectors("jax_keys.txt");
    static char line[4096], comment[4096];
    int records = 0;

    (void)state;
    for (; next_line(file, line, sizeof line, comment); records++)
        check_line(line);
    close_vectors(file);
    assert_int_equal(records, atoi(strstr(comment, "records: ") + 9));
    assert_int_equal(records, 408);
}

static void an_index_of_64_bits(void **state)
{
    const lecun_jax_key key = {{1, 2}};
    lecun_jax_key low, high;

    (void)state;
    must(lecun_jax_split(&key, 3, &low));
    must(lecun_jax_split(&key, ((uint64_t)1 << 32) + 3, &high));
    assert_memory_not_equal(&low, &high, sizeof low);
}

static void null_pointers(void **state)
{
    const char *names[2] = {"a", NULL};
    const lecun_jax_key before = {{5, 6}};
    lecun_jax_key key = before;

    (void)state;
    assert_int_equal(lecun_jax_key_start(NULL, 1, 0), LECUN_E_NULL);
    assert_int_equal(lecun_jax_split(NULL, 1, &key), LECUN_E_NULL);
    assert_int_equal(lecun_jax_split(&before, 1, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_jax_fold_in(NULL, 1, &key), LECUN_E_NULL);
    assert_int_equal(lecun_jax_fold_in(&before, 1, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_flax_linen_key(NULL, names, 1, 1, &key), LECUN_E_NULL);
    assert_int_equal(lecun_flax_linen_key(&before, names, 1, 1, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_flax_linen_key(&before, NULL, 1, 1, &key), LECUN_E_NULL);
    assert_int_equal(lecun_flax_linen_key(&before, names, 2, 1, &key), LECUN_E_NULL);
    assert_memory_equal(&key, &before, sizeof key);
    must(lecun_flax_linen_key(&before, NULL, 0, 1, &key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_that_jax_and_flax_derived),
        cmocka_unit_test(an_index_of_64_bits),
        cmocka_unit_test(null_pointers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
