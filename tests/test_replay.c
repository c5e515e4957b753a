/* SPDX-License-Identifier: MIT
 *
 * lecun_replay: CPython's generator, and whole models that the real Keras built without seeds
 */
#include "support.h"

/* random.seed(S); [random.randint(1, 10**9) for _ in range(700)]: the first three and the last two, by CPython 3.11. */
static void the_seeds_are_pythons(void **state)
{
    static const struct { int64_t seed, first[3], last[2]; } cases[] = {
        {42, {686579304, 119540832, 26855093}, {713219782, 988670178}},
        {0, {906691060, 413654000, 813847340}, {43628308, 322603901}},
        {4294967295, {682209859, 665256254, 218184273}, {481776960, 54107166}},
    };
    lecun_replay self;
    int64_t seed;
    size_t i;
    int n;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        assert_int_equal(lecun_replay_start(&self, cases[i].seed), LECUN_OK);
        for (n = 0; n < 700; n++) {
            assert_int_equal(lecun_replay_next(&self, &seed), LECUN_OK);
            assert_true(seed >= 1 && seed <= 1000000000);
            if (n < 3)
                assert_true(seed == cases[i].first[n]);
            if (n >= 698)
                assert_true(seed == cases[i].last[n - 698]);
        }
    }
}

typedef struct layer {
    lecun_status (*initialize)(lecun_initializer *self, int64_t seed);
    size_t rank;
    int64_t shape[4];
} layer;

static lecun_status uniform(lecun_initializer *self, int64_t seed)
{
    return lecun_init_random_uniform(self, -0.05, 0.05, seed);
}

static lecun_status truncated_normal(lecun_initializer *self, int64_t seed)
{
    return lecun_init_truncated_normal(self, 0.0, 0.05, seed);
}

static const layer dense[] = {
    {lecun_init_lecun_normal, 2, {784, 256}}, {lecun_init_glorot_uniform, 2, {256, 128}}, {lecun_init_he_uniform, 2, {128, 10}}, {NULL, 0, {0}},
};
static const layer mixed[] = {
    {lecun_init_he_normal, 4, {3, 3, 3, 8}}, {lecun_init_glorot_normal, 4, {3, 3, 8, 1}}, {uniform, 2, {50, 16}}, {truncated_normal, 2, {16, 4}},
    {NULL, 0, {0}},
};

/* Build the model as Keras does, and compare its kernels' digests with the words left in the line. Returns the number
 * of kernels that differ. */
static int build(const layer *l, lecun_profile profile, int64_t seed)
{
    static float kernel[784 * 256];
    lecun_replay replay;
    int differ = 0;

    assert_int_equal(lecun_replay_start(&replay, seed), LECUN_OK);
    for (; l->initialize; l++) {
        lecun_initializer self;
        size_t count = 1, i;
        int64_t drawn;

        for (i = 0; i < l->rank; i++)
            count *= (size_t)l->shape[i];
        assert_int_equal(lecun_replay_next(&replay, &drawn), LECUN_OK);
        assert_int_equal(l->initialize(&self, drawn), LECUN_OK);
        assert_int_equal(lecun_set_profile(&self, profile), LECUN_OK);
        assert_int_equal(lecun_fill(&self, LECUN_F32, kernel, count, l->shape, l->rank), LECUN_OK);
        differ += fnv1a(FNV_START, kernel, count, 4) != strtoull(strtok(NULL, " "), NULL, 16);
        assert_non_null(strtok(NULL, " "));                     /* the SHA-256 of the same bytes */
    }
    assert_null(strtok(NULL, " "));
    return differ;
}

static void whole_models_equal_keras(void **state)
{
    vector_file *file = open_vectors("replay.txt");
    static char line[4096], comment[4096];
    int lines = 0, differ = 0;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        const lecun_profile profile = strcmp(strtok(line, " "), "k3") ? LECUN_KERAS2 : LECUN_KERAS3;
        const layer *model = strcmp(strtok(NULL, " "), "dense") ? mixed : dense;
        const int64_t seed = strtoll(strtok(NULL, " "), NULL, 10);

        differ += build(model, profile, seed);
        lines++;
    }
    close_vectors(file);
    print_message("replayed models: %d, kernels that differ: %d\n", lines, differ);
    assert_int_equal(lines, atoi(strstr(comment, "lines: ") + 7));
    assert_int_equal(lines, 20);
    assert_int_equal(differ, 0);
}

static void refusals(void **state)
{
    lecun_replay self, before;
    int64_t seed = 5;

    (void)state;
    memset(&self, 0, sizeof self);
    before = self;
    assert_int_equal(lecun_replay_start(NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_replay_start(&self, -1), LECUN_E_SEED);
    assert_int_equal(lecun_replay_start(&self, 4294967296), LECUN_E_SEED);
    assert_int_equal(lecun_replay_next(&self, &seed), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_replay_next(NULL, &seed), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
    assert_int_equal(lecun_replay_start(&self, 1), LECUN_OK);
    assert_int_equal(lecun_replay_next(&self, NULL), LECUN_E_NULL);
    self.position = 625;
    assert_int_equal(lecun_replay_next(&self, &seed), LECUN_E_INITIALIZER);
    assert_int_equal(seed, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seeds_are_pythons),
        cmocka_unit_test(whole_models_equal_keras),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
