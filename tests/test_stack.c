/* SPDX-License-Identifier: MIT
 *
 * How much stack each call takes, measured: a thread runs it on a stack that was painted, and what is not painted any more
 * was used. include/lecun.h (lecun_kernel) states the bounds.
 */
#if defined(__linux__)
#  define _GNU_SOURCE 1         /* pthread_attr_setstack */
#endif
#include "support.h"
#include "../src/scheme.h"

#include <pthread.h>

enum { KB = 1024, STACK = 1024 * KB, PAINT = 0xa5 };

/* The header's numbers. Sanitizers put their own between the variables, and vector kernels without optimization, which only
 * the measurement of coverage asks for, have a place for every value. */
enum { BOUND = 24 * KB, PORTABLE_BOUND = 7 * KB, TORCH_BOUND = 16 * KB };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(LECUN_SIMD)
#  define BOUNDED 0
#else
#  define BOUNDED 1
#endif

/* --- Calls -------------------------------------------------------------------------------------------------------- */

static const int64_t shape[3] = {16, 17, 19}, start[3] = {1, 2, 3}, extent[3] = {15, 13, 16}, stride[3] = {600, 40, -2};
static unsigned char out[1 << 17], work[1 << 19];
static lecun_initializer self;
static lecun_dtype dtype;
static const char *text;
static int failures;

static void expect(lecun_status status)
{
    failures += status != LECUN_OK;
}

static void nothing(void) { }

static void fill(void)
{
    expect(lecun_fill(&self, dtype, out, 16 * 17 * 19, shape, 3));
}

static void fill_range(void)
{
    expect(lecun_fill_range(&self, dtype, out, 5000, shape, 3, 3));
}

static void fill_box(void)
{
    expect(lecun_fill_box(&self, dtype, out + 64 * 8, stride, shape, 3, start, extent));
}

static void fill_matrix(void)
{
    expect(lecun_fill(&self, dtype, out, 16 * 17, shape, 2));
}

static void one_call(void)
{
    expect(lecun_normal_fill((float *)(void *)out, 16 * 17 * 19, shape, 3, 42));
    expect(lecun_normal_fill_f64((double *)(void *)out, 16 * 17 * 19, shape, 3, 42));
}

static void fill_orthogonal(void)
{
    expect(lecun_orthogonal_fill(&self, dtype, out, 16 * 17 * 19, shape, 3, work, sizeof work));
}

static void fill_refined(void)
{
    static const int64_t square[2] = {64, 64};
    expect(lecun_orthogonal_fill(&self, LECUN_F64, out, 64 * 64, square, 2, work, sizeof work));
}

static void read_config(void)
{
    expect(lecun_deserialize(&self, text, strlen(text), NULL));
}

static void misspelled(void)
{
    lecun_error error;
    failures += lecun_deserialize(&self, text, strlen(text), &error) != LECUN_E_CONFIG;
}

static void write_config(void)
{
    size_t length;
    expect(lecun_serialize(&self, (char *)out, sizeof out, &length));
    expect(lecun_get_config(&self, (char *)out, sizeof out, &length));
}

static void ask(void)
{
    lecun_error error;
    double a, b;
    size_t size;

    expect(lecun_check(&self, LECUN_F32, shape, 3, &error));
    expect(lecun_fans(&self, shape, 3, &a, &b));
    expect(lecun_stddev(&self, shape, 3, &a));
    expect(lecun_orthogonal_work_size(shape, 3, &size));
}

static void device(void)
{
    static const int64_t matrix[2] = {40, 30};
    lecun_device_job job;

    failures += !lecun_device_source(LECUN_WGSL, NULL);
    expect(lecun_device_fill(&self, LECUN_CUDA, LECUN_F32, matrix, 2, 1, 1000, &job));
    expect(lecun_device_test_job(LECUN_GLSL, 3, &job));
    failures += lecun_device_test_check(3, work, sizeof work) != LECUN_E_SELF_TEST;
}

static void set(void)
{
    static const int32_t axes[2] = {0, 1};
    static const char *const path[2] = {"block", "dense"};
    static lecun_jax_key key;

    expect(lecun_jax_key_start(&key, 42, 0));
    expect(lecun_init_variance_scaling(&self, 2.0, LECUN_FAN_AVG, LECUN_UNIFORM, 1));
    expect(lecun_set_profile(&self, LECUN_KERAS3));
    expect(lecun_set_seed(&self, 7));
    expect(lecun_draw_seed(&self));
    expect(lecun_set_draw(&self, 7));
    expect(lecun_seed_by_name(&self, 42, "a.name.of.some.length", 21));
    expect(lecun_set_axes(&self, axes, 1, axes, 2));
    expect(lecun_set_jax_axes(&self, axes, 1, axes, 2, axes, 1));
    expect(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 1));
    expect(lecun_set_fans(&self, 7.0, 8.0));
    expect(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    expect(lecun_flax_linen_key(&key, path, 2, 1, &key));
    expect(lecun_jax_split(&key, 1, &key));
    expect(lecun_set_jax_key(&self, &key));
}

static void replay(void)
{
    static lecun_replay r;
    int64_t seed;

    expect(lecun_replay_start(&r, 42));
    expect(lecun_replay_next(&r, &seed));
}

static lecun_torch generator;
static const int64_t large[3] = {1000, 1000, 100};

static void torch_fill(void)
{
    expect(lecun_torch_fill(&generator, &self, dtype, out, 16 * 17 * 19, shape, 3));
    expect(lecun_torch_skip(&generator, &self, dtype, shape, 3));
}

static void torch_far_away(void)
{
    static const int64_t far_start[3] = {990, 0, 0}, far_extent[3] = {3, 3, 16}, far_stride[3] = {600, 40, -2};
    expect(lecun_torch_fill_range(&generator, &self, dtype, out, 100, large, 3, 99000000));
    expect(lecun_torch_fill_box(&generator, &self, dtype, out + 64 * 8, far_stride, large, 3, far_start, far_extent));
}

static void torch_skip_cut(void)
{
    static const int64_t cut[1] = {3200007};
    expect(lecun_torch_skip(&generator, &self, LECUN_F32, cut, 1));
}

static void torch_skip_far(void) { expect(lecun_torch_skip(&generator, &self, dtype, large, 3)); }

static void torch_few(void)
{
    static const int64_t few[1] = {15};
    expect(lecun_torch_fill(&generator, &self, dtype, out, 15, few, 1));
    expect(lecun_torch_fill_range(&generator, &self, dtype, out, 3, few, 1, 7));
}

static void torch_orthogonal(void)
{
    static const int64_t square[2] = {64, 64};
    expect(lecun_torch_orthogonal_fill(&generator, &self, LECUN_F32, out, 64 * 64, square, 2, work, sizeof work));
}

static void torch_state(void)
{
    expect(lecun_torch_start(&generator, LECUN_TORCH, 42));
    expect(lecun_torch_save(&generator, out, LECUN_TORCH_STATE_SIZE));
    expect(lecun_torch_load(&generator, LECUN_TORCH_DEFAULT, out, LECUN_TORCH_STATE_SIZE));
    expect(lecun_torch_start(&generator, LECUN_TORCH, 42));
}

static void self_test(void) { expect(lecun_self_test()); }

/* --- Measuring ---------------------------------------------------------------------------------------------------- */

static void (*called)(void);

static void *thread(void *unused)
{
    called();
    return unused;
}

/* The bytes that a thread uses whose work is the call. */
static size_t used_by(void (*call)(void))
{
    static union { long double alignment; unsigned char bytes[STACK + 4096]; } stack;
    unsigned char *const bottom = stack.bytes + (4096 - (uintptr_t)stack.bytes % 4096) % 4096;
    pthread_attr_t attributes;
    pthread_t id;
    size_t untouched = 0;

    call();                     /* on another stack first: the loader's work, and the choice of the kernel */
    called = call;
    memset(stack.bytes, PAINT, sizeof stack.bytes);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, bottom, STACK), 0);
    assert_int_equal(pthread_create(&id, &attributes, thread, NULL), 0);
    assert_int_equal(pthread_join(id, NULL), 0);
    pthread_attr_destroy(&attributes);
    while (untouched < STACK && bottom[untouched] == PAINT)
        untouched++;
    assert_true(untouched > 0);
    return STACK - untouched;
}

static size_t most;

/* Measure the call, beyond what an empty one uses, and keep the greatest. */
static void measure(const char *name, void (*call)(void))
{
    const size_t used = used_by(call) - used_by(nothing);

    if (used > most) {
        most = used;
        print_message("    %-16s %6lu bytes\n", name, (unsigned long)used);
    }
    assert_int_equal(failures, 0);
}

static void measure_fills(lecun_status set_up)
{
    int d;

    must(set_up);
    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        dtype = (lecun_dtype)d;
        measure("lecun_fill", fill);
        measure("lecun_fill_range", fill_range);
        measure("lecun_fill_box", fill_box);
    }
}

static void fills(void)
{
    measure_fills(lecun_init_lecun_normal(&self, 42));
    measure_fills(lecun_init_he_uniform(&self, 42));
    measure_fills(lecun_init_random_normal(&self, 0.0, 1.0, 42));
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    measure_fills(lecun_seed_by_name(&self, 42, "a", 1));
    measure_fills(lecun_init_constant(&self, 0.5));
    measure_fills(lecun_init_jax_truncated_normal(&self, 0.5, -2.0, 2.0, 42));
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    measure_fills(lecun_set_profile(&self, LECUN_JAX_JIT));
    measure("lecun_normal_fill", one_call);
    must(lecun_init_identity(&self, 2.0));
    measure("lecun_fill", fill_matrix);
}

static void measure_torch(lecun_status set_up, int far_skips)
{
    int d;

    must(set_up);
    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        dtype = (lecun_dtype)d;
        measure("lecun_torch_fill", torch_fill);
        measure("lecun_torch_fill_range", torch_far_away);
        if (self.scheme != LECUN_SCHEME_TORCH_DIRAC)
            measure("lecun_torch_fill", torch_few);
        if (far_skips)
            measure("lecun_torch_skip", torch_skip_far);
    }
}

static void torches(void)
{
    measure("lecun_torch_load", torch_state);
    measure_torch(lecun_init_torch_uniform(&self, 0.0, 1.0), 1);
    measure_torch(lecun_init_torch_normal(&self, 0.0, 1.0), 1);
    measure_torch(lecun_init_torch_trunc_normal(&self, 0.0, 1.0, -3.0, 3.0), 0);
    measure("lecun_torch_skip", torch_skip_cut);
    measure_torch(lecun_init_torch_trunc_normal(&self, 0.0, 1.0, 1.0, 2.0), 0);
    measure_torch(lecun_init_torch_dirac(&self, 1), 1);
    must(lecun_init_orthogonal(&self, 1.0, 42));
    measure("lecun_torch_orthogonal_fill", torch_orthogonal);
}

static void orthogonals(void)
{
    int d;

    must(lecun_init_orthogonal(&self, 1.0, 42));
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        dtype = (lecun_dtype)d;
        measure("lecun_orthogonal_fill", fill_orthogonal);
    }
}

static void configs(void)
{
    text = "{\"class_name\": \"VarianceScaling\", \"config\": {\"scale\": 1.2345678901234567e-300, \"mode\": \"fan_avg\", "
           "\"input_axes\": [0, 1], \"output_axes\": [2], \"seed\": {\"module\": \"\", \"class_name\": \"SeedGenerator\", "
           "\"config\": {\"seed\": 1}}}}";
    measure("lecun_deserialize", read_config);
    measure("lecun_serialize", write_config);
    text = "\"LecunNorml\"";
    measure("lecun_deserialize", misspelled);
    text = "\"lecun_normal\"";
    measure("lecun_deserialize", read_config);
}

static void the_stack_is_bounded(void **state)
{
    const size_t bound = strcmp(lecun_kernel(), "portable") ? BOUND : PORTABLE_BOUND;
    size_t refined, torch_most, bounded;

    (void)state;
    measure("setters", set);
    must(lecun_init_lecun_normal(&self, 1));
    measure("questions", ask);
    measure("devices", device);
    measure("lecun_replay", replay);
    configs();
    orthogonals();
    fills();
    measure("lecun_self_test", self_test);
    torch_most = most;
    most = 0;
    torches();
    bounded = torch_most;
    torch_most = most;
    most = bounded;
    must(lecun_init_orthogonal(&self, 1.0, 42));
    refined = used_by(fill_refined) - used_by(nothing);
    assert_int_equal(failures, 0);
    print_message("stack: %lu bytes at most, of %lu, with the kernel %s\n", (unsigned long)most, (unsigned long)bound, lecun_kernel());
    assert_true(most > 100);
    assert_true(!BOUNDED || most <= bound);
    print_message("stack: %lu bytes for PyTorch's, of %lu\n", (unsigned long)torch_most, (unsigned long)TORCH_BOUND);
    assert_true(!BOUNDED || torch_most <= TORCH_BOUND);
    print_message("stack: %lu bytes for Orthogonal in float64, of %lu\n", (unsigned long)refined, (unsigned long)BOUND);
    assert_true(!BOUNDED || refined <= BOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stack_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
