/* SPDX-License-Identifier: MIT
 *
 * What threads may share: the first use of the library, one const initializer, and the parts of one tensor. The bits are
 * compared here; the races are for ThreadSanitizer (tests/run tsan).
 */
#include "barrier.h"
#include "support.h"

#include <pthread.h>

enum { THREADS = 16 };

/* One thread's work, and what came of it. cmocka's assertions are for the main thread. */
typedef struct worker {
    void (*work)(struct worker *self);
    size_t number;
    unsigned failures;
    const char *name;
    float first;
} worker;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

/* Threads wait at the gate. A lock that each has given back before its work does not order what they do behind it. */
static void *run(void *argument)
{
    worker *self = (worker *)argument;

    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    self->work(self);
    return NULL;
}

static void run_threads(worker workers[THREADS], void (*work)(worker *self))
{
    pthread_t thread[THREADS];
    size_t i;

    memset(workers, 0, THREADS * sizeof *workers);
    pthread_mutex_lock(&gate);
    for (i = 0; i < THREADS; i++) {
        workers[i].work = work;
        workers[i].number = i;
        assert_int_equal(pthread_create(&thread[i], NULL, run, &workers[i]), 0);
    }
    pthread_mutex_unlock(&gate);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (i = 0; i < THREADS; i++)
        assert_int_equal(workers[i].failures, 0);
}

/* --- The first use ------------------------------------------------------------------------------------------------ */

static void use_first(worker *self)
{
    static const int64_t shape[] = {1};

    if (self->number % 2)
        self->name = lecun_kernel();
    self->failures += lecun_normal_fill(&self->first, 1, shape, 1, 42) != LECUN_OK;
    self->name = lecun_kernel();
}

/* Before all other tests: only once in a process is a use the first. */
static void the_first_use_by_all_at_once(void **state)
{
    static worker workers[THREADS];
    size_t i;

    (void)state;
    run_threads(workers, use_first);
    for (i = 0; i < THREADS; i++) {
        assert_ptr_equal(workers[i].name, lecun_kernel());
        assert_memory_equal(&workers[i].first, &workers[0].first, sizeof workers[0].first);
    }
    print_message("kernel: %s\n", lecun_kernel());
}

/* --- One tensor --------------------------------------------------------------------------------------------------- */

/* Pieces of an odd number of elements, so that neighbours share groups, words and cache lines. */
enum { ROWS = 61, COLUMNS = 263, COUNT = ROWS * COLUMNS, PIECE = 37 };

static const int64_t matrix[] = {ROWS, COLUMNS};
static lecun_initializer shared;
static lecun_dtype dtype;
static unsigned char joined[8 * COUNT], whole[8 * COUNT];

/* Every sixteenth piece. */
static void fill_pieces(worker *self)
{
    const size_t size = dtype_size[dtype];
    int64_t first;

    for (first = (int64_t)self->number * PIECE; first < COUNT; first += THREADS * PIECE) {
        const size_t count = COUNT - first < PIECE ? (size_t)(COUNT - first) : PIECE;
        self->failures += lecun_fill_range(&shared, dtype, joined + (size_t)first * size, count, matrix, 2, first) != 0;
    }
}

/* Every sixteenth column, as a box. */
static void fill_columns(worker *self)
{
    static const int64_t stride[] = {COLUMNS, 1}, extent[] = {ROWS, 1};
    int64_t start[] = {0, 0};

    for (start[1] = (int64_t)self->number; start[1] < COLUMNS; start[1] += THREADS)
        self->failures += lecun_fill_box(&shared, dtype, joined + (size_t)start[1] * dtype_size[dtype], stride, matrix, 2,
                                         start, extent) != LECUN_OK;
}

static void all_join_to_the_whole(void)
{
    static worker workers[THREADS];
    int d;

    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        dtype = (lecun_dtype)d;
        assert_int_equal(lecun_fill(&shared, dtype, whole, COUNT, matrix, 2), LECUN_OK);
        memset(joined, 0xff, sizeof joined);
        run_threads(workers, fill_pieces);
        assert_memory_equal(joined, whole, COUNT * dtype_size[dtype]);
        memset(joined, 0xff, sizeof joined);
        run_threads(workers, fill_columns);
        assert_memory_equal(joined, whole, COUNT * dtype_size[dtype]);
    }
}

static void parts_of_one_tensor(void **state)
{
    (void)state;
    assert_int_equal(lecun_init_lecun_normal(&shared, 42), LECUN_OK);
    all_join_to_the_whole();
    assert_int_equal(lecun_set_rounding(&shared, LECUN_ROUND_ONCE), LECUN_OK);
    all_join_to_the_whole();
    assert_int_equal(lecun_init_random_normal(&shared, 0.5, 2.0, -1), LECUN_OK);
    all_join_to_the_whole();
    assert_int_equal(lecun_init_glorot_uniform(&shared, INT64_MIN), LECUN_OK);
    all_join_to_the_whole();
    assert_int_equal(lecun_init_identity(&shared, 3.0), LECUN_OK);
    all_join_to_the_whole();
}

/* --- One matrix --------------------------------------------------------------------------------------------------- */

enum { SIDE = 150 };

static lecun_orthogonal_job job;
static size_t phases;
static barrier phase_end;

static void do_my_part(worker *self)
{
    size_t phase;

    for (phase = 0; phase < phases; phase++) {
        self->failures += lecun_orthogonal_step(&job, phase, self->number, THREADS) != LECUN_OK;
        barrier_wait(&phase_end);
    }
}

static void they_share_a_factorization(void **state)
{
    static const int64_t shape[] = {SIDE, SIDE};
    static double work[160 * (160 + 32) + 8], alone[SIDE * SIDE], shared_out[SIDE * SIDE];
    static worker workers[THREADS];
    lecun_initializer own;
    int d;

    (void)state;
    assert_int_equal(lecun_init_orthogonal(&own, 2.0, 4), LECUN_OK);
    for (d = LECUN_F32; d <= LECUN_F64; d++) {
        assert_int_equal(lecun_orthogonal_fill(&own, (lecun_dtype)d, alone, SIDE * SIDE, shape, 2, work, sizeof work), LECUN_OK);
        assert_int_equal(lecun_orthogonal_begin(&job, &own, (lecun_dtype)d, shared_out, SIDE * SIDE, shape, 2, work, sizeof work,
                                                &phases), LECUN_OK);
        assert_int_equal(barrier_start(&phase_end, THREADS), 0);
        run_threads(workers, do_my_part);
        barrier_end(&phase_end);
        assert_memory_equal(shared_out, alone, SIDE * SIDE * dtype_size[d]);
    }
}

/* --- Everything at once ------------------------------------------------------------------------------------------- */

static char config[256], serialized[512];
static double wanted_fan, wanted_stddev;
static unsigned char orthogonal[12 * 8 * 4];

static lecun_status fill_orthogonal(unsigned char *out)
{
    static const int64_t shape[] = {12, 8};
    double work[16 * (16 + 32) + 8];
    lecun_initializer own;
    lecun_status status = lecun_init_orthogonal(&own, 2.0, 4);

    return status ? status : lecun_orthogonal_fill(&own, LECUN_F32, out, 12 * 8, shape, 2, work, sizeof work);
}

static void ask_and_fill(worker *self)
{
    char text[512];
    double fan = 0, stddev = 0;
    unsigned char square[sizeof orthogonal];
    lecun_initializer own;
    lecun_replay replay;
    int64_t seed = 0;
    int drawn = 0;

    self->failures += lecun_get_config(&shared, text, sizeof text, NULL) != LECUN_OK || strcmp(text, config) != 0;
    self->failures += lecun_serialize(&shared, text, sizeof text, NULL) != LECUN_OK || strcmp(text, serialized) != 0;
    self->failures += lecun_deserialize(&own, text, strlen(text), NULL) != LECUN_OK;
    self->failures += memcmp(&own, &shared, sizeof own) != 0;
    self->failures += lecun_fans(&shared, matrix, 2, &fan, NULL) != LECUN_OK || !(fan == wanted_fan);
    self->failures += lecun_stddev(&shared, matrix, 2, &stddev) != LECUN_OK || !(stddev == wanted_stddev);
    self->failures += lecun_get_seed(&shared, &seed, &drawn) != LECUN_OK || seed != 42;
    self->failures += lecun_draw_seed(&own) != LECUN_OK;
    self->failures += lecun_replay_start(&replay, 42) != LECUN_OK || lecun_replay_next(&replay, &seed) != LECUN_OK;
    self->failures += fill_orthogonal(square) != LECUN_OK || memcmp(square, orthogonal, sizeof square) != 0;
    self->failures += lecun_self_test() != LECUN_OK;
    fill_pieces(self);
}

static void everything_at_once(void **state)
{
    static worker workers[THREADS];

    (void)state;
    dtype = LECUN_F16;
    assert_int_equal(lecun_init_lecun_normal(&shared, 42), LECUN_OK);
    assert_int_equal(lecun_get_config(&shared, config, sizeof config, NULL), LECUN_OK);
    assert_int_equal(lecun_serialize(&shared, serialized, sizeof serialized, NULL), LECUN_OK);
    assert_int_equal(lecun_fans(&shared, matrix, 2, &wanted_fan, NULL), LECUN_OK);
    assert_int_equal(lecun_stddev(&shared, matrix, 2, &wanted_stddev), LECUN_OK);
    assert_int_equal(fill_orthogonal(orthogonal), LECUN_OK);
    assert_int_equal(lecun_fill(&shared, dtype, whole, COUNT, matrix, 2), LECUN_OK);
    memset(joined, 0xff, sizeof joined);
    run_threads(workers, ask_and_fill);
    assert_memory_equal(joined, whole, COUNT * dtype_size[dtype]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_use_by_all_at_once),
        cmocka_unit_test(parts_of_one_tensor),
        cmocka_unit_test(they_share_a_factorization),
        cmocka_unit_test(everything_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
