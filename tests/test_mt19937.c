/* SPDX-License-Identifier: MIT
 *
 * MT19937: the authors' published words, and jumps against steps
 */
#include "support.h"
#include "../src/mt19937.h"

/* Each word by the recurrence alone, as its definition has it. */
static void step(uint32_t x[LECUN_MT_WORDS], uint32_t *at)
{
    const uint32_t i = *at, next = (i + 1) % LECUN_MT_WORDS, y = (x[i] & 0x80000000u) | (x[next] & 0x7fffffffu);

    x[i] = x[(i + 397) % LECUN_MT_WORDS] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    *at = next;
}

/* The C++ standard's example ([rand.predef]): word number 10000 of the default seed. */
static void the_published_word(void **state)
{
    lecun_mt19937 mt;
    uint32_t word = 0;
    int i;

    (void)state;
    lecun_mt_seed(&mt, 5489);
    for (i = 0; i < 10000; i++) {
        size_t one;
        word = lecun_mt_temper(*lecun_mt_take(&mt, lecun_mt_twist, 1, &one));
        assert_int_equal(one, 1);
    }
    assert_int_equal(word, 4123659995u);
}

static void words_in_any_portions(void **state)
{
    uint32_t x[LECUN_MT_WORDS], at = 0;
    uint64_t random = 1;
    lecun_mt19937 mt;
    int i;

    (void)state;
    lecun_mt_seed(&mt, 42);
    memcpy(x, mt.state, sizeof x);
    for (i = 0; i < 2000; i++) {
        const size_t wanted = 1 + next_random(&random) % 900;
        size_t count, j;
        const uint32_t *const words = lecun_mt_take(&mt, lecun_mt_twist, wanted, &count);

        assert_true(count >= 1 && count <= wanted);
        for (j = 0; j < count; j++) {
            const uint32_t place = at;
            step(x, &at);
            assert_int_equal(words[j], x[place]);
        }
    }
}

static lecun_mt19937 stepped(lecun_mt19937 mt, uint64_t words)
{
    size_t count;

    for (; words; words -= count)
        lecun_mt_take(&mt, lecun_mt_twist, words < 624 ? (size_t)words : 624, &count);
    return mt;
}

/* States after a skip are those of so many steps, to the last bit: first few words, then blocks, then jumps. */
static void skips_are_steps(void **state)
{
    static const uint64_t edges[] = {0, 1, 2, 623, 624, 625, 1247, 1248, 1249, LECUN_MT_LEAST_JUMP - 700, LECUN_MT_LEAST_JUMP,
                                     LECUN_MT_LEAST_JUMP + 1, LECUN_MT_LEAST_JUMP + 700, LECUN_MT_LEAST_JUMP + 1248};
    uint64_t random = 7;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(edges) * 3 + 20 / LECUN_TEST_SHARE; i++) {
        const uint64_t words = i < LENGTH(edges) * 3 ? edges[i / 3] : next_random(&random) % 40000000;
        lecun_mt19937 a, b;

        lecun_mt_seed(&a, (uint32_t)next_random(&random));
        lecun_mt_skip(&a, lecun_mt_twist, i % 3 ? next_random(&random) % 2000 : 0);
        b = stepped(a, words);
        lecun_mt_skip(&a, lecun_mt_twist, words);
        assert_memory_equal(a.state, b.state, sizeof a.state);
        assert_int_equal(a.taken, b.taken);
    }
}

/* Two jumps are one over the sum. */
static void jumps_add_up(void **state)
{
    uint64_t random = 11;
    int i;

    (void)state;
    for (i = 0; i < 12; i++) {
        const uint64_t first = next_random(&random) >> (i + 1), second = next_random(&random) >> 2;
        lecun_mt19937 a, b;

        lecun_mt_seed(&a, (uint32_t)i);
        b = a;
        lecun_mt_skip(&a, lecun_mt_twist, first);
        lecun_mt_skip(&a, lecun_mt_twist, second);
        lecun_mt_skip(&b, lecun_mt_twist, first + second);
        assert_memory_equal(a.state, b.state, sizeof a.state);
        assert_int_equal(a.taken, b.taken);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_word),
        cmocka_unit_test(words_in_any_portions),
        cmocka_unit_test(skips_are_steps),
        cmocka_unit_test(jumps_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
