/* SPDX-License-Identifier: MIT
 *
 * The entry points of PyTorch's generator: every status, parts beside the whole, skips, states
 */
#include "checks.h"
#include "support.h"
#include "../src/dispatch.h"
#include "../src/torch_plan.h"

#include <math.h>

static const int64_t shape[4] = {6, 4, 3, 2};
enum { COUNT = 144, MOST = 20000, SIZE = LECUN_TORCH_STATE_SIZE };

/* One initializer of each class, and of trunc_normal_ both ways. */
static const char *const configs[][2] = {
    {"uniform_", "{\"a\": -0.3, \"b\": 0.7}"}, {"normal_", "{\"mean\": 0.1, \"std\": 0.37}"}, {"normal_", "{}"},
    {"trunc_normal_", "{\"std\": 0.02, \"a\": -0.04, \"b\": 0.04}"}, {"trunc_normal_", "{\"a\": -0.5, \"b\": 0.6}"},
    {"trunc_normal_", "{\"a\": 1, \"b\": 2.5}"}, {"trunc_normal_", "{\"a\": -0.1, \"b\": 0.2}"},
    {"trunc_normal_", "{\"a\": -3, \"b\": -1.5}"}, {"trunc_normal_", "{\"mean\": 3.0, \"std\": -1.0}"},
    {"xavier_uniform_", "{}"}, {"xavier_normal_", "{\"gain\": 2}"}, {"kaiming_uniform_", "{\"a\": 2.23606797749979}"},
    {"kaiming_normal_", "{\"mode\": \"FAN_OUT\", \"nonlinearity\": \"relu\"}"}, {"dirac_", "{\"groups\": 2}"},
    {"zeros_", "{}"}, {"ones_", "{}"}, {"constant_", "{\"val\": 0.3}"},
};

static lecun_initializer initializer(size_t i)
{
    lecun_initializer init;
    char name[48];

    snprintf(name, sizeof name, "torch.nn.init.%s", configs[i][0]);
    must(lecun_from_config(&init, name, configs[i][1], strlen(configs[i][1]), NULL));
    return init;
}

static lecun_torch generator(lecun_profile profile, int64_t seed)
{
    lecun_torch g;
    must(lecun_torch_start(&g, profile, seed));
    return g;
}

/* A generator that has drawn something: a waiting normal, or a place within a block. */
static lecun_torch used_generator(uint64_t *random)
{
    const uint64_t r = next_random(random);
    lecun_torch g = generator((lecun_profile)(LECUN_TORCH + r % 6), (int64_t)(r >> 8));
    static float out[700];
    const int64_t few = (int64_t)(r >> 20 & 15), many = (int64_t)(r >> 32 & 511);
    lecun_initializer init = initializer(2);

    must(lecun_torch_fill(&g, &init, LECUN_F32, few ? out : NULL, (size_t)few, &few, 1));
    init = initializer(0);
    must(lecun_torch_fill(&g, &init, LECUN_F32, many ? out : NULL, (size_t)many, &many, 1));
    return g;
}

static int is_truncated(size_t i)
{
    return strcmp(configs[i][0], "trunc_normal_") == 0;
}

/* Whether the profile has it. */
static int is_had(const lecun_torch *g, size_t i)
{
    return !is_truncated(i) || g->profile < LECUN_TORCH211;
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

/* A shape of rank 3 (for dirac_, whose groups are 2) with up to `most` elements. */
static size_t random_shape(uint64_t *random, size_t most, int64_t dimensions[3])
{
    const uint64_t r = next_random(random);

    dimensions[2] = 1 + (int64_t)(r % 7);
    dimensions[1] = 1 + (int64_t)(r >> 8 & 15);
    dimensions[0] = 2 * (1 + (int64_t)((r >> 16) % (most / 2 / (uint64_t)(dimensions[1] * dimensions[2]))));
    if (r >> 60 == 0)
        dimensions[0] = 2 * (int64_t)(r >> 50 & 1);
    return (size_t)(dimensions[0] * dimensions[1] * dimensions[2]);
}

static unsigned char whole[MOST * 8], part[MOST * 8 + 64];

/* Parts of a tensor from a const generator are those of the whole; a skip leaves what the fill leaves. */
static void parts_are_cuts(void **state)
{
    uint64_t random = 42;
    int trial, cuts = 0;

    (void)state;
    for (trial = 0; trial < 1360 / LECUN_TEST_SHARE; trial++) {
        const size_t i = (size_t)trial % LENGTH(configs);
        const lecun_dtype dtype = (lecun_dtype)(LECUN_F32 + trial / (int)LENGTH(configs) % 4);
        const size_t size = dtype_size[dtype];
        const lecun_initializer init = initializer(i);
        lecun_torch g = used_generator(&random), filled, skipped, before;
        int64_t dimensions[3];
        const size_t count = random_shape(&random, trial % 5 ? 700 : MOST, dimensions);
        int cut;

        if (!is_had(&g, i))
            continue;
        before = filled = skipped = g;
        must(lecun_torch_fill(&filled, &init, dtype, count ? whole : NULL, count, dimensions, 3));
        must(lecun_torch_skip(&skipped, &init, dtype, dimensions, 3));
        assert_memory_equal(&filled, &skipped, sizeof filled);
        for (cut = 0; cut < 4; cut++, cuts++) {
            const size_t first = (size_t)(next_random(&random) % (count + 1)), n = (size_t)(next_random(&random) % (count - first + 1));

            memset(part, 0x5a, sizeof part);
            must(lecun_torch_fill_range(&g, &init, dtype, n ? part + 3 : NULL, n, dimensions, 3, (int64_t)first));
            assert_memory_equal(part + 3, whole + first * size, n * size);
            assert_int_equal(part[2], 0x5a);
            assert_int_equal(part[3 + n * size], 0x5a);
        }
        assert_memory_equal(&g, &before, sizeof g);
    }
    print_message("%d ranges\n", cuts);
}

/* Boxes with strides of all signs. */
static void boxes_are_cuts(void **state)
{
    uint64_t random = 43;
    int trial;

    (void)state;
    for (trial = 0; trial < 1200 / LECUN_TEST_SHARE; trial++) {
        const size_t i = (size_t)trial % LENGTH(configs);
        const lecun_dtype dtype = (lecun_dtype)(LECUN_F32 + trial / (int)LENGTH(configs) % 4);
        const size_t size = dtype_size[dtype];
        const lecun_initializer init = initializer(i);
        lecun_torch g = used_generator(&random), filled = g;
        int64_t dimensions[3], start[3], extent[3], stride[3], k[3];
        const size_t count = random_shape(&random, 1000, dimensions);
        const int dense = trial % 3 == 0;
        int64_t origin = 0, axis;

        if (!is_had(&g, i))
            continue;
        for (axis = 0; axis < 3; axis++) {
            start[axis] = (int64_t)(next_random(&random) % (uint64_t)(dimensions[axis] + 1));
            extent[axis] = (int64_t)(next_random(&random) % (uint64_t)(dimensions[axis] - start[axis] + 1));
        }
        stride[2] = trial % 3 == 1 ? 1 : -2;
        stride[1] = 15;
        stride[0] = -(15 * extent[1] + 2);
        origin = -(extent[0] ? extent[0] - 1 : 0) * stride[0] + 2 * extent[2];
        must(lecun_torch_fill(&filled, &init, dtype, count ? whole : NULL, count, dimensions, 3));
        must(lecun_torch_fill_box(&g, &init, dtype, part + (dense ? 0 : (size_t)origin * size), dense ? NULL : stride, dimensions, 3,
                                  start, extent));
        for (k[0] = 0; k[0] < extent[0]; k[0]++)
            for (k[1] = 0; k[1] < extent[1]; k[1]++)
                for (k[2] = 0; k[2] < extent[2]; k[2]++) {
                    const int64_t from = ((start[0] + k[0]) * dimensions[1] + start[1] + k[1]) * dimensions[2] + start[2] + k[2];
                    const int64_t at = dense ? (k[0] * extent[1] + k[1]) * extent[2] + k[2]
                                             : origin + k[0] * stride[0] + k[1] * stride[1] + k[2] * stride[2];
                    assert_memory_equal(part + (size_t)at * size, whole + (size_t)from * size, size);
                }
    }
}

/* Rows of many elements that stand apart, forwards and backwards: they are made in pieces. */
static void long_rows_apart(void **state)
{
    static const int64_t dimensions[3] = {2, 4, 700}, start[3] = {0, 1, 3}, extent[3] = {2, 2, 690};
    uint64_t random = 47;
    size_t i;
    int backwards;

    (void)state;
    for (i = 0; i < LENGTH(configs); i++)
        for (backwards = 0; backwards <= 1; backwards++) {
            const lecun_dtype dtype = (lecun_dtype)(LECUN_F32 + (i + (size_t)backwards) % 4);
            const size_t size = dtype_size[dtype];
            const lecun_initializer init = initializer(i);
            const int64_t stride[3] = {8000, 4000, backwards ? -3 : 3};
            lecun_torch g = used_generator(&random), filled = g;
            int64_t k[3];

            if (!is_had(&g, i))
                continue;
            memset(part, 0x5a, sizeof part);
            must(lecun_torch_fill(&filled, &init, dtype, whole, 5600, dimensions, 3));
            must(lecun_torch_fill_box(&g, &init, dtype, part + 2500 * size, stride, dimensions, 3, start, extent));
            for (k[0] = 0; k[0] < 2; k[0]++)
                for (k[1] = 0; k[1] < 2; k[1]++)
                    for (k[2] = 0; k[2] < 690; k[2]++) {
                        const size_t from = (size_t)((k[0] * 4 + 1 + k[1]) * 700 + 3 + k[2]);
                        const size_t at = (size_t)(2500 + k[0] * 8000 + k[1] * 4000 + k[2] * stride[2]);
                        assert_memory_equal(part + at * size, whole + from * size, size);
                        assert_int_equal(part[at * size - 1], 0x5a);        /* and nothing between */
                        assert_int_equal(part[(at + 1) * size], 0x5a);
                    }
        }
}

/* Far into a large tensor, which takes jumps: what was drawn before does not matter. Overlapping ranges agree. */
static void ranges_far_away(void **state)
{
    static const int64_t large[1] = {100000003};
    uint64_t random = 44;
    int trial;

    (void)state;
    for (trial = 0; trial < 90 / LECUN_TEST_SHARE; trial++) {
        const size_t i = (size_t)trial % 9;
        const lecun_dtype dtype = (lecun_dtype)(LECUN_F32 + trial / 9 % 4);
        const size_t size = dtype_size[dtype];
        const lecun_initializer init = initializer(i);
        const lecun_torch g = generator(LECUN_TORCH, trial);
        const int64_t first = trial < 9 ? large[0] - 200 : (int64_t)(next_random(&random) % (uint64_t)(large[0] - 200));

        must(lecun_torch_fill_range(&g, &init, dtype, whole, 200, large, 1, first));
        must(lecun_torch_fill_range(&g, &init, dtype, part, 101, large, 1, first + 77));
        assert_memory_equal(part, whole + 77 * size, 101 * size);
    }
}

/* Skips of large tensors that are drawn again leave what the fill leaves: in one span, in several, with a tail, and, of more
 * than LECUN_MT_LEAST_JUMP words, by jumps. */
static void skips_of_what_is_drawn_again(void **state)
{
    static const int64_t counts[] = {8192, 16383, 16384, 16385, 40007, 100000, 2000003, 3100007};
    static const struct { double std, a, b; } cuts[] = {{1.0, -2.0, 2.0}, {1.0, -0.4, 0.6}, {1.0, -9.0, 9.0}, {1.0, -3.5, 4.0}};
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(counts) * LENGTH(cuts); i++) {
        const int64_t count = counts[i % LENGTH(counts)];
        const size_t cut = i / LENGTH(counts);
        const lecun_dtype dtype = count > 2000003 ? LECUN_F32 : i % 3 == 2 ? LECUN_BF16 : i % 3 ? LECUN_F64 : LECUN_F32;
        lecun_torch filled = generator(LECUN_TORCH, (int64_t)i), skipped = filled;
        lecun_initializer init;
        unsigned char *all;

        if (count > 100000 && (LECUN_TEST_SHARE > 1 || cut == 1 || cut == 2 || dtype == LECUN_F64))
            continue;
        all = (unsigned char *)malloc((size_t)count * dtype_size[dtype]);
        assert_non_null(all);
        must(lecun_init_torch_trunc_normal(&init, 0.0, cuts[cut].std, cuts[cut].a, cuts[cut].b));
        must(lecun_torch_fill(&filled, &init, dtype, all, (size_t)count, &count, 1));
        must(lecun_torch_skip(&skipped, &init, dtype, &count, 1));
        assert_memory_equal(&filled, &skipped, sizeof filled);
        free(all);
    }
}

/* A scalar, by all ways. */
static void scalars(void **state)
{
    const lecun_initializer init = initializer(0);
    lecun_torch g = generator(LECUN_TORCH, 42), h = g;
    float a, b, c;

    (void)state;
    must(lecun_torch_fill_range(&g, &init, LECUN_F32, &b, 1, NULL, 0, 0));
    must(lecun_torch_fill_box(&g, &init, LECUN_F32, &c, NULL, NULL, 0, NULL, NULL));
    must(lecun_torch_fill(&g, &init, LECUN_F32, &a, 1, NULL, 0));
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_equal(&a, &c, sizeof a);
    must(lecun_torch_skip(&h, &init, LECUN_F32, NULL, 0));
    assert_memory_equal(&g, &h, sizeof g);
}

/* From 2.12 on a uniform that comes out as b becomes a; here every one is a or b. */
static void uniforms_that_come_out_as_b(void **state)
{
    static const struct { lecun_dtype dtype; double unit; } types[] = {
        {LECUN_F32, 0x1p-23}, {LECUN_F64, 0x1p-52}, {LECUN_F16, 0x1p-10}, {LECUN_BF16, 0x1p-7}};
    static const int64_t count = 1000;
    size_t i, side;

    (void)state;
    for (i = 0; i < 2 * LENGTH(types); i++) {
        const lecun_dtype dtype = types[i / 2].dtype;
        const size_t size = dtype_size[dtype];
        lecun_initializer init, a;
        size_t j, others[2];

        must(lecun_init_torch_uniform(&init, i % 2 ? -1.0 - types[i / 2].unit : 1.0, i % 2 ? -1.0 : 1.0 + types[i / 2].unit));
        must(lecun_init_constant(&a, i % 2 ? -1.0 - types[i / 2].unit : 1.0));
        for (side = 0; side < 2; side++) {
            lecun_torch g = generator(side ? LECUN_TORCH211 : LECUN_TORCH_DEFAULT, 42);
            must(lecun_torch_fill(&g, &init, dtype, whole, 1000, &count, 1));
            must(lecun_torch_fill(&g, &a, dtype, part, 1000, &count, 1));
            others[side] = 0;
            for (j = 0; j < 1000; j++)
                others[side] += memcmp(whole + j * size, part + j * size, size) != 0;
        }
        assert_int_equal(others[0], 0);
        assert_true(others[1] > 400 && others[1] < 600);
    }
}

/* --- States ------------------------------------------------------------------------------------------------------- */

static void states_come_back(void **state)
{
    static unsigned char bytes[SIZE], again[SIZE];
    uint64_t random = 45;
    int trial;

    (void)state;
    for (trial = 0; trial < 200; trial++) {
        const lecun_torch g = trial ? used_generator(&random) : generator(LECUN_TORCH, -1);
        lecun_torch loaded;

        must(lecun_torch_save(&g, bytes, SIZE));
        memset(&loaded, 0xa5, sizeof loaded);
        must(lecun_torch_load(&loaded, (lecun_profile)g.profile, bytes, SIZE));
        assert_memory_equal(&loaded, &g, sizeof g);
        must(lecun_torch_save(&loaded, again, SIZE));
        assert_memory_equal(bytes, again, SIZE);
    }
}

/* FNV-1a of torch.get_rng_state() in PyTorch 2.15.0, after torch.manual_seed(42), after torch.randn(5), and after
 * torch.rand(2000, dtype=torch.float64) more. */
static void states_of_pytorch(void **state)
{
    static unsigned char bytes[SIZE];
    static double out[2000];
    static const int64_t five = 5, many = 2000;
    const lecun_initializer normal = initializer(2);
    lecun_initializer uniform;
    lecun_torch g = generator(LECUN_TORCH, 42);

    (void)state;
    must(lecun_init_torch_uniform(&uniform, 0.0, 1.0));
    must(lecun_torch_save(&g, bytes, SIZE));
    assert_true(fnv1a(FNV_START, bytes, SIZE, 1) == 0x54d354babfe0cdde);
    must(lecun_torch_fill(&g, &normal, LECUN_F32, out, 5, &five, 1));
    must(lecun_torch_save(&g, bytes, SIZE));
    assert_true(fnv1a(FNV_START, bytes, SIZE, 1) == 0xf55a50a74d48b960);
    must(lecun_torch_fill(&g, &uniform, LECUN_F64, out, 2000, &many, 1));
    must(lecun_torch_save(&g, bytes, SIZE));
    assert_true(fnv1a(FNV_START, bytes, SIZE, 1) == 0x3d3fdf68f57085f4);
}

static void no_state(const unsigned char *good, size_t at, unsigned char value)
{
    static unsigned char bytes[SIZE];
    lecun_torch g = generator(LECUN_TORCH, 1);
    const lecun_torch before = g;

    memcpy(bytes, good, SIZE);
    bytes[at] = value;
    assert_int_equal(lecun_torch_load(&g, LECUN_TORCH, bytes, SIZE), LECUN_E_STATE);
    assert_memory_equal(&g, &before, sizeof g);
}

static void bytes_that_are_no_state(void **state)
{
    static unsigned char bytes[SIZE], before[SIZE];
    uint64_t random = 46;
    lecun_torch g = used_generator(&random), copy = g;

    (void)state;
    must(lecun_torch_save(&g, bytes, SIZE));
    no_state(bytes, 8, (unsigned char)(bytes[8] + 1));      /* left, which `next` contradicts */
    no_state(bytes, 11, 0x80);
    no_state(bytes, 12, 0);                                 /* not seeded */
    no_state(bytes, 23, 1);                                 /* next */
    memcpy(before, bytes, SIZE);
    memset(before + 16, 0, 8);                              /* no block yet, which `left` contradicts */
    before[8] = 5;
    before[9] = 0;
    no_state(before, 16, 0);
    no_state(bytes, 24 + 7, 1);                             /* a word of more than 32 bits */
    bytes[5040] = 1;
    bytes[5030] = 0xf0;
    no_state(bytes, 5031, 0x7f);                            /* an infinite normal */
    memset(bytes + 8, 0, 4);
    no_state(bytes, 16, 0);                                 /* left is 0 */
    assert_int_equal(lecun_torch_load(NULL, LECUN_TORCH, bytes, SIZE), LECUN_E_NULL);
    assert_int_equal(lecun_torch_load(&g, LECUN_TORCH, NULL, SIZE), LECUN_E_NULL);
    assert_int_equal(lecun_torch_load(&g, LECUN_TORCH, bytes, SIZE - 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_torch_load(&g, LECUN_KERAS3, bytes, SIZE), LECUN_E_PROFILE);
    assert_int_equal(lecun_torch_load(&g, (lecun_profile)99, bytes, SIZE), LECUN_E_ARGUMENT);
    assert_memory_equal(&g, &copy, sizeof g);
    memset(before, 0x5a, SIZE);
    memset(bytes, 0x5a, SIZE);
    assert_int_equal(lecun_torch_save(NULL, bytes, SIZE), LECUN_E_NULL);
    assert_int_equal(lecun_torch_save(&g, NULL, SIZE), LECUN_E_NULL);
    assert_int_equal(lecun_torch_save(&g, bytes, SIZE + 1), LECUN_E_ARGUMENT);
    g.ready = 0;
    assert_int_equal(lecun_torch_save(&g, bytes, SIZE), LECUN_E_INITIALIZER);
    assert_memory_equal(bytes, before, SIZE);
}

/* --- Statuses ----------------------------------------------------------------------------------------------------- */

static unsigned char out[COUNT * 8], untouched[COUNT * 8];

/* All four ways answer the same, and touch nothing. */
static void refused(lecun_status status, const lecun_torch *given, const lecun_initializer *init, lecun_dtype dtype,
                    const int64_t *dimensions, size_t rank)
{
    lecun_torch g = *given, before = *given;
    size_t count = 1, i;

    for (i = 0; i < rank; i++)
        count *= dimensions[i] > 0 ? (size_t)dimensions[i] : 0;
    memset(out, 0x5a, sizeof out);
    memset(untouched, 0x5a, sizeof untouched);
    assert_int_equal(lecun_torch_fill(&g, init, dtype, out, count, dimensions, rank), status);
    assert_int_equal(lecun_torch_fill_range(&g, init, dtype, out, 0, dimensions, rank, 0), status);
    assert_int_equal(lecun_torch_fill_box(&g, init, dtype, out, NULL, dimensions, rank, dimensions, dimensions), status);
    if (status != LECUN_E_WORKSPACE)
        assert_int_equal(lecun_torch_skip(&g, init, dtype, dimensions, rank), status);
    assert_memory_equal(&g, &before, sizeof g);
    assert_memory_equal(out, untouched, sizeof out);
}

static void statuses_of_starts(void **state)
{
    lecun_torch g = generator(LECUN_TORCH, 1);
    const lecun_torch before = g;
    lecun_initializer init = initializer(0), copy = init;

    (void)state;
    assert_int_equal(lecun_torch_start(NULL, LECUN_TORCH, 1), LECUN_E_NULL);
    assert_int_equal(lecun_torch_start(&g, LECUN_KERAS2, 1), LECUN_E_PROFILE);
    assert_int_equal(lecun_torch_start(&g, (lecun_profile)0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_torch_start(&g, (lecun_profile)(LECUN_TORCH211_DEFAULT + 1), 1), LECUN_E_ARGUMENT);
    assert_memory_equal(&g, &before, sizeof g);
    assert_int_equal(lecun_set_profile(&init, LECUN_TORCH), LECUN_E_PROFILE);
    assert_int_equal(lecun_set_profile(&init, LECUN_TORCH211_DEFAULT), LECUN_E_PROFILE);
    assert_memory_equal(&init, &copy, sizeof init);
    must(lecun_set_profile(&init, LECUN_KERAS3));           /* and it makes no difference */
    assert_int_equal(lecun_set_seed(&init, 1), LECUN_E_CLASS);
    assert_int_equal(lecun_set_layout(&init, LECUN_LAYOUT_TORCH, 1), LECUN_E_CLASS);
}

static void statuses_of_classes(void **state)
{
    const lecun_torch g = generator(LECUN_TORCH, 1), old = generator(LECUN_TORCH211, 1);
    lecun_initializer init;
    static const lecun_initializer zeroed;
    static const int64_t odd[3] = {5, 4, 3};
    size_t i;

    (void)state;
    refused(LECUN_E_INITIALIZER, &g, &zeroed, LECUN_F32, shape, 4);
    must(lecun_init_lecun_normal(&init, 1));
    refused(LECUN_E_INITIALIZER, &g, &init, LECUN_F32, shape, 4);
    must(lecun_init_random_uniform(&init, 0.0, 1.0, 1));
    refused(LECUN_E_INITIALIZER, &g, &init, LECUN_F32, shape, 4);
    must(lecun_init_orthogonal(&init, 1.0, 1));
    refused(LECUN_E_WORKSPACE, &g, &init, LECUN_F32, shape, 4);
    must(lecun_init_identity(&init, 1.0));
    refused(LECUN_E_RANK, &g, &init, LECUN_F32, shape, 3);
    init = initializer(9);
    refused(LECUN_E_RANK, &g, &init, LECUN_F32, shape, 1);
    refused(LECUN_E_RANK, &g, &init, LECUN_F32, NULL, 0);
    init = initializer(13);
    refused(LECUN_E_RANK, &g, &init, LECUN_F32, shape, 2);
    refused(LECUN_E_GROUPS, &g, &init, LECUN_F32, odd, 3);
    for (i = 0; i < LENGTH(configs); i++) {
        init = initializer(i);
        if (!is_had(&old, i))
            refused(LECUN_E_PROFILE_CLASS, &old, &init, LECUN_F32, shape, 4);
        refused(LECUN_E_DTYPE, &g, &init, (lecun_dtype)0, shape, 4);
        refused(LECUN_E_DTYPE, &g, &init, (lecun_dtype)5, shape, 4);
        if (strcmp(configs[i][0], "zeros_") && strcmp(configs[i][0], "ones_") && strcmp(configs[i][0], "constant_"))
            assert_int_equal(lecun_fill(&init, LECUN_F32, out, COUNT, shape, 4), LECUN_E_GENERATOR);
        else
            must(lecun_fill(&init, LECUN_F32, out, COUNT, shape, 4));
    }
}

static void statuses_of_shapes(void **state)
{
    static const int64_t negative[2] = {2, -1}, too_large[3] = {1 << 30, 1 << 30, 1 << 30}, outside[4] = {1, 0, 0, 0};
    static const int64_t zeros[4];
    const lecun_initializer init = initializer(0);
    lecun_torch g = generator(LECUN_TORCH, 1), before = g;

    (void)state;
    assert_int_equal(lecun_torch_fill(&g, &init, LECUN_F32, out, 2, negative, 2), LECUN_E_SHAPE);
    assert_int_equal(lecun_torch_skip(&g, &init, LECUN_F32, too_large, 3), LECUN_E_OVERFLOW);
    assert_int_equal(lecun_torch_fill(&g, &init, LECUN_F32, out, COUNT - 1, shape, 4), LECUN_E_COUNT);
    assert_int_equal(lecun_torch_fill_range(&g, &init, LECUN_F32, out, 1, shape, 4, -1), LECUN_E_RANGE);
    assert_int_equal(lecun_torch_fill_range(&g, &init, LECUN_F32, out, 1, shape, 4, COUNT), LECUN_E_RANGE);
    assert_int_equal(lecun_torch_fill_range(&g, &init, LECUN_F32, out, 0, shape, 4, COUNT + 1), LECUN_E_RANGE);
    assert_int_equal(lecun_torch_fill_box(&g, &init, LECUN_F32, out, NULL, shape, 4, outside, shape), LECUN_E_RANGE);
    must(lecun_torch_fill_box(&g, &init, LECUN_F32, NULL, NULL, shape, 4, zeros, zeros));
    assert_int_equal(lecun_torch_fill_box(&g, &init, LECUN_F32, NULL, NULL, shape, 4, zeros, shape), LECUN_E_NULL);
    assert_memory_equal(&g, &before, sizeof g);
}

static void statuses_of_pointers(void **state)
{
    const lecun_initializer init = initializer(0);
    lecun_torch g = generator(LECUN_TORCH, 1);
    double gain = 0;

    (void)state;
    assert_int_equal(lecun_torch_fill(NULL, &init, LECUN_F32, out, COUNT, shape, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill(&g, NULL, LECUN_F32, out, COUNT, shape, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill(&g, &init, LECUN_F32, NULL, COUNT, shape, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill(&g, &init, LECUN_F32, out, COUNT, NULL, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_skip(NULL, &init, LECUN_F32, shape, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_skip(&g, NULL, LECUN_F32, shape, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_skip(&g, &init, LECUN_F32, NULL, 4), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_range(NULL, &init, LECUN_F32, out, 1, shape, 4, 0), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_range(&g, NULL, LECUN_F32, out, 1, shape, 4, 0), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_range(&g, &init, LECUN_F32, NULL, 1, shape, 4, 0), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_range(&g, &init, LECUN_F32, out, 1, NULL, 4, 0), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_box(NULL, &init, LECUN_F32, out, NULL, shape, 4, shape, shape), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_box(&g, NULL, LECUN_F32, out, NULL, shape, 4, shape, shape), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_box(&g, &init, LECUN_F32, out, NULL, NULL, 4, shape, shape), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_box(&g, &init, LECUN_F32, out, NULL, shape, 4, NULL, shape), LECUN_E_NULL);
    assert_int_equal(lecun_torch_fill_box(&g, &init, LECUN_F32, out, NULL, shape, 4, shape, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_torch_calculate_gain(LECUN_RELU, 0.0, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_torch_calculate_gain((lecun_nonlinearity)70, 0.0, &gain), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_torch_calculate_gain(LECUN_LEAKY_RELU, 0x1p512, &gain), LECUN_E_ARGUMENT);
    assert_true(gain == 0);
}

/* A generator with something in a field that no function puts there. */
#define GARBAGE(field, value)                                                   \
    do {                                                                        \
        lecun_torch garbage = generator(LECUN_TORCH, 1);                        \
        garbage.field = value;                                                  \
        refused(LECUN_E_INITIALIZER, &garbage, &init, LECUN_F32, shape, 4);     \
    } while (0)

static void generators_that_are_none(void **state)
{
    const lecun_initializer init = initializer(0);

    (void)state;
    GARBAGE(ready, 0);
    GARBAGE(profile, LECUN_KERAS2);
    GARBAGE(taken, 0);
    GARBAGE(taken, 625);
    GARBAGE(taken, 600);        /* and fresh */
    GARBAGE(fresh, 2);
    GARBAGE(waits, 2);
    GARBAGE(normal, 1);         /* and none waits */
    GARBAGE(normal, 0x7ff0000000000000);
    GARBAGE(reserved[0], 1);
    GARBAGE(reserved[2], 1);
}

/* Parameters that the dtype does not hold, or that PyTorch would draw for ever. */
static void parameters_out_of_range(void **state)
{
    const lecun_torch g = generator(LECUN_TORCH, 1);
    lecun_initializer init;

    (void)state;
    must(lecun_init_torch_uniform(&init, 0.0, 65505.0));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F16, shape, 4);
    must(lecun_init_torch_uniform(&init, -65505.0, 0.0));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F16, shape, 4);
    must(lecun_init_torch_uniform(&init, -40000.0, 40000.0));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F16, shape, 4);
    must(lecun_init_torch_uniform(&init, -1.7e308, 1.7e308));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F64, shape, 4);
    must(lecun_init_torch_uniform(&init, 0.0, 3.4e38));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_BF16, shape, 4);
    must(lecun_init_constant(&init, 1e300));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F32, shape, 4);
    must(lecun_init_identity(&init, 1e300));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F32, shape, 2);
    must(lecun_init_torch_trunc_normal(&init, 1.0 + 0x1.04p-24, 0x1.9ap-28, 0.0, 1.0 + 0x1.f8p-25));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F32, shape, 4);
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, 1.0, 1e9));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F64, shape, 4);
    must(lecun_init_torch_trunc_normal(&init, 0.0, -1.0, -1e9, -1.0));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F64, shape, 4);
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, 2.0, 1e5));
    refused(LECUN_E_ARGUMENT, &g, &init, LECUN_F16, shape, 4);
}

/* What the constructors refuse. */
static void arguments_of_constructors(void **state)
{
    lecun_initializer init = initializer(0), before = init;
    const double nan = (double)NAN, infinity = (double)INFINITY;

    (void)state;
#define REFUSED(call) do { assert_int_equal(call, LECUN_E_ARGUMENT); assert_memory_equal(&init, &before, sizeof init); } while (0)
    REFUSED(lecun_init_torch_uniform(&init, 1.0, 0.5));
    REFUSED(lecun_init_torch_uniform(&init, -0.5, -1.0));
    REFUSED(lecun_init_torch_uniform(&init, nan, 0.5));
    REFUSED(lecun_init_torch_uniform(&init, 0.0, infinity));
    REFUSED(lecun_init_torch_normal(&init, 0.0, -0x1p-1074));
    REFUSED(lecun_init_torch_normal(&init, infinity, 1.0));
    REFUSED(lecun_init_torch_trunc_normal(&init, 0.0, 0.0, -1.0, 1.0));
    REFUSED(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, 1.0, -1.0));
    REFUSED(lecun_init_torch_trunc_normal(&init, nan, 1.0, -1.0, 1.0));
    REFUSED(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, -infinity, 1.0));
    REFUSED(lecun_init_torch_xavier_uniform(&init, -1.0));
    REFUSED(lecun_init_torch_xavier_normal(&init, nan));
    REFUSED(lecun_init_torch_kaiming_uniform(&init, 0x1p512, LECUN_FAN_IN, LECUN_RELU));
    REFUSED(lecun_init_torch_kaiming_uniform(&init, -0x1p512, LECUN_FAN_IN, LECUN_RELU));
    REFUSED(lecun_init_torch_kaiming_normal(&init, 0.0, LECUN_FAN_AVG, LECUN_RELU));
    REFUSED(lecun_init_torch_kaiming_normal(&init, 0.0, (lecun_mode)0, LECUN_RELU));
    REFUSED(lecun_init_torch_kaiming_normal(&init, 0.0, LECUN_FAN_IN, (lecun_nonlinearity)77));
    REFUSED(lecun_init_torch_kaiming_normal(&init, infinity, LECUN_FAN_IN, LECUN_RELU));
    REFUSED(lecun_init_torch_dirac(&init, 0));
    assert_int_equal(lecun_init_torch_uniform(NULL, 0.0, 1.0), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_normal(NULL, 0.0, 1.0), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_trunc_normal(NULL, 0.0, 1.0, -1.0, 1.0), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_xavier_uniform(NULL, 1.0), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_xavier_normal(NULL, 1.0), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_kaiming_uniform(NULL, 0.0, LECUN_FAN_IN, LECUN_RELU), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_kaiming_normal(NULL, 0.0, LECUN_FAN_IN, LECUN_RELU), LECUN_E_NULL);
    assert_int_equal(lecun_init_torch_dirac(NULL, 1), LECUN_E_NULL);
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

/* As Python gives them. */
static void gains(void **state)
{
    static const struct { lecun_nonlinearity nonlinearity; double param, gain; } known[] = {
        {LECUN_LINEAR, 7.0, 1.0}, {LECUN_SIGMOID, 7.0, 1.0}, {LECUN_TANH, 7.0, 1.6666666666666667},
        {LECUN_RELU, 1e300, 1.4142135623730951}, {LECUN_LEAKY_RELU, 0.01, 1.4141428569978354}, {LECUN_SELU, 7.0, 0.75},
        {LECUN_LEAKY_RELU, 2.23606797749979, 0x1.279a74590331cp-1}, {LECUN_LEAKY_RELU, -1.0, 1.0}};
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(known); i++) {
        double gain;
        must(lecun_torch_calculate_gain(known[i].nonlinearity, known[i].param, &gain));
        assert_true(gain == known[i].gain);
    }
}

static void deviation(lecun_initializer init, const int64_t *dimensions, size_t rank, double expected)
{
    double stddev;

    must(lecun_stddev(&init, dimensions, rank, &stddev));
    if (!(fabs(stddev - expected) <= 1e-8 * expected))
        fail_msg("%.17g is not %.17g", stddev, expected);
}

static void deviations(void **state)
{
    static const int64_t empty[2] = {0, 3};
    lecun_initializer init;
    double in, fan_out;

    (void)state;
    deviation(initializer(0), shape, 4, 0.28867513459481287);
    deviation(initializer(1), shape, 4, 0.37);
    deviation(initializer(3), shape, 4, 0.02 * 0.87962566103423978);
    deviation(initializer(9), shape, 4, sqrt(2.0 / (24 + 36)));
    deviation(initializer(10), shape, 4, 2 * sqrt(2.0 / (24 + 36)));
    deviation(initializer(12), shape, 4, sqrt(2.0 / 36));
    deviation(initializer(12), empty, 2, sqrt(2.0));
    deviation(initializer(13), shape, 4, sqrt(6.0 / 144 * (1 - 6.0 / 144)));    /* 2 groups of 3 output channels */
    must(lecun_init_torch_dirac(&init, 1));
    deviation(init, shape, 4, sqrt(4.0 / 144 * (1 - 4.0 / 144)));               /* 4 input channels, of 6 */
    deviation(initializer(14), shape, 4, 0.0);
    must(lecun_init_torch_trunc_normal(&init, 1.0, 2.0, 0.5, 0.5));
    deviation(init, shape, 4, 0.0);
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, 100.0, 200.0));         /* nearly exponential */
    deviation(init, shape, 4, 0.009997002048026242);
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, -200.0, -100.0));
    deviation(init, shape, 4, 0.009997002048026242);
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, -1e-170, 1e-170));      /* as good as uniform */
    deviation(init, shape, 4, 1e-170 / sqrt(3.0));
    must(lecun_init_torch_trunc_normal(&init, 0.0, 1.0, 1.0, 1.0 + 0x1p-50));
    deviation(init, shape, 4, 0x1p-50 / sqrt(12.0));
    must(lecun_init_torch_trunc_normal(&init, 0.0, 2.0, 2e9, 3e9));             /* exponential */
    deviation(init, shape, 4, 2e-9);
    init = initializer(11);
    must(lecun_fans(&init, shape, 4, &in, &fan_out));
    assert_true(in == 24 && fan_out == 36);
    assert_int_equal(lecun_fans(&init, shape, 1, &in, &fan_out), LECUN_E_RANK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_cuts),
        cmocka_unit_test(boxes_are_cuts),
        cmocka_unit_test(long_rows_apart),
        cmocka_unit_test(ranges_far_away),
        cmocka_unit_test(skips_of_what_is_drawn_again),
        cmocka_unit_test(scalars),
        cmocka_unit_test(uniforms_that_come_out_as_b),
        cmocka_unit_test(states_come_back),
        cmocka_unit_test(states_of_pytorch),
        cmocka_unit_test(bytes_that_are_no_state),
        cmocka_unit_test(statuses_of_starts),
        cmocka_unit_test(statuses_of_classes),
        cmocka_unit_test(statuses_of_shapes),
        cmocka_unit_test(statuses_of_pointers),
        cmocka_unit_test(generators_that_are_none),
        cmocka_unit_test(parameters_out_of_range),
        cmocka_unit_test(arguments_of_constructors),
        cmocka_unit_test(gains),
        cmocka_unit_test(deviations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
