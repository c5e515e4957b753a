/* SPDX-License-Identifier: MIT
 *
 * seed_by_name.c: the published rule, by answers computed elsewhere; that names and seeds do not collide; every status
 */
#include "support.h"

#include <inttypes.h>

static const char all_zero[64];

static uint64_t pair_of(int64_t seed, const char *name, size_t length)
{
    lecun_initializer self;

    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_seed_by_name(&self, seed, name, length));
    assert_true(self.seed >= 0 && self.seed <= 2147483645 && self.draw >= 0 && self.draw <= 2147483645);
    return (uint64_t)self.seed << 32 | (uint64_t)self.draw;
}

static size_t bytes_of(const char *hexadecimal, char *bytes)
{
    size_t n = 0;

    for (; *hexadecimal && *hexadecimal != '-'; hexadecimal += 2) {
        const char digits[3] = {hexadecimal[0], hexadecimal[1], 0};
        bytes[n++] = (char)strtoul(digits, NULL, 16);
    }
    return n;
}

static void the_published_rule(void **state)
{
    vector_file *file = open_vectors("seed_by_name.txt");
    char line[1024], name[256];
    int lines = 0;

    (void)state;
    for (; next_line(file, line, sizeof line, NULL); lines++) {
        const int64_t model = strtoll(strtok(line, " "), NULL, 10);
        const size_t length = bytes_of(strtok(NULL, " "), name);
        const uint64_t seed = strtoull(strtok(NULL, " "), NULL, 10), draw = strtoull(strtok(NULL, " "), NULL, 10);
        char *exact = (char *)malloc(length + !length);         /* a sanitizer sees a read past the end */
        assert_non_null(exact);
        memcpy(exact, name, length);
        if (pair_of(model, exact, length) != (seed << 32 | draw))
            fail_msg("seed %" PRId64 ", a name of %u bytes", model, (unsigned)length);
        free(exact);
    }
    close_vectors(file);
    assert_true(lines >= 170);
}

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* No two of them are the same; and each bit of the pairs is as often 1 as not, within 5 standard deviations. */
static void check_distinct(uint64_t *pairs, size_t count)
{
    size_t i;
    int bit;

    for (bit = 0; bit < 63; bit++) {
        double ones = 0;
        for (i = 0; i < count; i++)
            ones += (double)(pairs[i] >> bit & 1);
        if (bit != 31)                                          /* both words have 31 bits */
            assert_true((ones - (double)count / 2) * (ones - (double)count / 2) < 25 * (double)count / 4);
    }
    qsort(pairs, count, sizeof *pairs, compare);
    for (i = 1; i < count; i++)
        assert_true(pairs[i] != pairs[i - 1]);
}

/* A million names, as models have them; seeds in a range, and those of one bit; names of zeros. */
static void streams_do_not_meet(void **state)
{
    enum { NAMES = 1000000 / LECUN_TEST_SHARE, SEEDS = 100000 / LECUN_TEST_SHARE };
    uint64_t *pairs = (uint64_t *)malloc((NAMES + SEEDS + 64 + 64) * sizeof *pairs);
    char name[64];
    size_t n = 0;
    int64_t i;

    (void)state;
    assert_non_null(pairs);
    for (i = 0; i < NAMES; i++)
        pairs[n++] = pair_of(42, name, (size_t)sprintf(name, "model.layers.%d.%s.weight", (int)i / 2, i % 2 ? "q" : "k"));
    for (i = 0; i < SEEDS; i++)
        pairs[n++] = pair_of(-1 - i, "kernel", 6);
    for (i = 0; i < 64; i++)
        pairs[n++] = pair_of((int64_t)((uint64_t)1 << i), "kernel", 6);
    for (i = 0; i < 64; i++)
        pairs[n++] = pair_of(42, all_zero, (size_t)i);
    pairs[n - 64] = pair_of(43, NULL, 0);
    check_distinct(pairs, n);
    free(pairs);
}

static void every_profile_makes_one_stream(void **state)
{
    static const int64_t shape[1] = {64};
    float expected[64], out[64];
    lecun_initializer self;
    int profile;

    (void)state;
    must(lecun_init_random_normal(&self, 0.0, 1.0, 1));
    must(lecun_seed_by_name(&self, -5, "embedding", 9));
    must(lecun_fill(&self, LECUN_F32, expected, 64, shape, 1));
    for (profile = LECUN_KERAS2; profile <= LECUN_KERAS315; profile++) {
        must(lecun_set_profile(&self, (lecun_profile)profile));
        must(lecun_fill(&self, LECUN_F32, out, 64, shape, 1));
        assert_memory_equal(out, expected, sizeof out);
    }
}

/* What was set before does not matter; and the seed is given, not drawn. */
static void it_takes_the_place_of_seed_and_draw(void **state)
{
    lecun_initializer self, other;
    int64_t seed;
    int drawn;

    (void)state;
    must(lecun_init_he_uniform(&self, 1));
    other = self;
    must(lecun_draw_seed(&other));
    must(lecun_set_draw(&other, 7));
    must(lecun_seed_by_name(&self, 9, "a", 1));
    must(lecun_seed_by_name(&other, 9, "a", 1));
    assert_memory_equal(&self, &other, sizeof self);
    must(lecun_get_seed(&self, &seed, &drawn));
    assert_true(seed == self.seed && drawn == 0);
}

static void what_is_refused(void **state)
{
    lecun_initializer self, zeros, zeroed, before;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_init_zeros(&zeros));
    memset(&zeroed, 0, sizeof zeroed);
    assert_int_equal(lecun_seed_by_name(NULL, 1, "a", 1), LECUN_E_NULL);
    before = self;
    assert_int_equal(lecun_seed_by_name(&self, 1, NULL, 1), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
    before = zeros;
    assert_int_equal(lecun_seed_by_name(&zeros, 1, "a", 1), LECUN_E_CLASS);
    assert_memory_equal(&zeros, &before, sizeof self);
    before = zeroed;
    assert_int_equal(lecun_seed_by_name(&zeroed, 1, "a", 1), LECUN_E_INITIALIZER);
    assert_memory_equal(&zeroed, &before, sizeof self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_rule),
        cmocka_unit_test(streams_do_not_meet),
        cmocka_unit_test(every_profile_makes_one_stream),
        cmocka_unit_test(it_takes_the_place_of_seed_and_draw),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
