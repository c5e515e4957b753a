/* SPDX-License-Identifier: MIT
 *
 * initializer.c and status.c: constructors, setters, the arguments of the fills: every status, and nothing written on
 * failure
 */
#include "../src/half.h"
#include "checks.h"
#include "support.h"
#include "../src/scheme.h"

#include <math.h>

static const int64_t shape[2] = {7, 5};

static void status_sentences(void **state)
{
    int code, other;
    (void)state;
    for (code = LECUN_OK; code < LECUN_STATUS_END; code++) {
        const char *sentence = lecun_status_string((lecun_status)code);
        assert_non_null(sentence);
        assert_int_equal(sentence[strlen(sentence) - 1], '.');
        for (other = 0; other < code; other++)
            assert_string_not_equal(sentence, lecun_status_string((lecun_status)other));
    }
    assert_int_equal(LECUN_STATUS_END, 28);
    assert_string_equal(lecun_status_string(LECUN_STATUS_END), "This number is no lecun_status.");
    assert_string_equal(lecun_status_string((lecun_status)-1), "This number is no lecun_status.");
    assert_string_equal(lecun_status_string(LECUN_STATUS_FORCE_INT), "This number is no lecun_status.");
}

static void version_is_the_headers(void **state)
{
    char version[32];
    (void)state;
    snprintf(version, sizeof version, "%d.%d.%d", LECUN_VERSION_MAJOR, LECUN_VERSION_MINOR, LECUN_VERSION_PATCH);
    assert_string_equal(lecun_version(), version);
    assert_true(strlen(lecun_kernel()) > 0);
    assert_int_equal(sizeof(lecun_initializer), 256);
}

/* The one-call form, the object's whole fill and its range are one. */
static void the_ways_to_fill_agree(void **state)
{
    lecun_initializer self, copy;
    float a[35], b[35];
    double c[35], d[35];

    (void)state;
    must(lecun_init_lecun_normal(&self, 42));
    copy = self;
    assert_int_equal(lecun_normal_fill(a, 35, shape, 2, 42), LECUN_OK);
    assert_int_equal(lecun_fill(&copy, LECUN_F32, b, 35, shape, 2), LECUN_OK);
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(lecun_fill(&copy, LECUN_F32, b, 35, shape, 2), LECUN_OK);      /* every call the same */
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(lecun_normal_fill_f64(c, 35, shape, 2, 42), LECUN_OK);
    assert_int_equal(lecun_fill(&self, LECUN_F64, d, 35, shape, 2), LECUN_OK);
    assert_memory_equal(c, d, sizeof c);
    assert_memory_equal(&self, &copy, sizeof self);
    assert_true(a[0] != (float)c[0]);
}

/* Rank 0 reads no shape; its one element has fan_in 1. */
static void rank_zero(void **state)
{
    float with, without;
    (void)state;
    assert_int_equal(lecun_normal_fill(&without, 1, NULL, 0, 42), LECUN_OK);
    assert_int_equal(lecun_normal_fill(&with, 1, shape, 0, 42), LECUN_OK);
    assert_memory_equal(&with, &without, sizeof with);
}

static void seeds_and_profiles(void **state)
{
    lecun_initializer self, keras3;
    float a[35], b[35];
    int64_t seed = 0;
    int drawn = -1;

    (void)state;
    must(lecun_init_lecun_normal(&self, -7));
    keras3 = self;
    assert_int_equal(lecun_set_profile(&keras3, LECUN_KERAS3), LECUN_OK);
    must(lecun_fill(&self, LECUN_F32, a, 35, shape, 2));
    must(lecun_fill(&keras3, LECUN_F32, b, 35, shape, 2));
    assert_memory_not_equal(a, b, sizeof a);
    assert_int_equal(lecun_set_seed(&self, 2147483639), LECUN_OK);                  /* -7 mod 2^31-2 */
    must(lecun_fill(&self, LECUN_F32, a, 35, shape, 2));
    assert_memory_equal(a, b, sizeof a);

    assert_int_equal(lecun_get_seed(&self, &seed, &drawn), LECUN_OK);
    assert_true(seed == 2147483639 && drawn == 0);
    assert_int_equal(lecun_get_seed(&self, NULL, NULL), LECUN_OK);
    assert_int_equal(lecun_draw_seed(&self), LECUN_OK);
    assert_int_equal(lecun_get_seed(&self, &seed, &drawn), LECUN_OK);
    assert_true(seed >= 1 && seed <= 1000000000 && drawn == 1);
    must(lecun_fill(&self, LECUN_F32, a, 35, shape, 2));
    must(lecun_normal_fill(b, 35, shape, 2, seed));                                       /* the drawn seed repeats the run */
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(lecun_set_seed(&self, seed), LECUN_OK);
    assert_int_equal(lecun_get_seed(&self, NULL, &drawn), LECUN_OK);
    assert_int_equal(drawn, 0);
}

static void null_pointers(void **state)
{
    lecun_initializer self;
    int64_t seed;
    double fan;
    float out[35];
    const int32_t axis = 0;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    assert_int_equal(lecun_init_lecun_normal(NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_zeros(NULL), LECUN_E_NULL);
    assert_int_equal(lecun_init_ones(NULL), LECUN_E_NULL);
    assert_int_equal(lecun_set_profile(NULL, LECUN_KERAS2), LECUN_E_NULL);
    assert_int_equal(lecun_set_seed(NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_draw_seed(NULL), LECUN_E_NULL);
    assert_int_equal(lecun_get_seed(NULL, &seed, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_set_axes(NULL, &axis, 1, &axis, 1), LECUN_E_NULL);
    assert_int_equal(lecun_set_axes(&self, NULL, 1, &axis, 1), LECUN_E_NULL);
    assert_int_equal(lecun_set_axes(&self, &axis, 1, NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_fill(NULL, LECUN_F32, out, 35, shape, 2), LECUN_E_NULL);
    assert_int_equal(lecun_fill(&self, LECUN_F32, NULL, 35, shape, 2), LECUN_E_NULL);
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 35, NULL, 2), LECUN_E_NULL);
    assert_int_equal(lecun_fill_range(NULL, LECUN_F32, out, 35, shape, 2, 0), LECUN_E_NULL);
    assert_int_equal(lecun_normal_fill(NULL, 35, shape, 2, 1), LECUN_E_NULL);
    assert_int_equal(lecun_normal_fill(out, 35, NULL, 2, 1), LECUN_E_NULL);
    assert_int_equal(lecun_normal_fill_f64(NULL, 35, shape, 2, 1), LECUN_E_NULL);
    assert_int_equal(lecun_fans(NULL, shape, 2, &fan, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_fans(&self, NULL, 2, &fan, NULL), LECUN_E_NULL);
    assert_int_equal(lecun_fans(&self, shape, 2, NULL, NULL), LECUN_OK);
    assert_int_equal(lecun_stddev(NULL, shape, 2, &fan), LECUN_E_NULL);
    assert_int_equal(lecun_stddev(&self, shape, 2, NULL), LECUN_OK);
}

/* Every function refuses the object, and nothing changes. */
static void refused_by_all(lecun_initializer bad)
{
    const lecun_initializer copy = bad;
    const int32_t axis = 0;
    float out[35], before[35];
    size_t length = 77;
    char text[100];
    double fan;
    int64_t seed;

    memset(out, 0x22, sizeof out);
    memcpy(before, out, sizeof out);
    assert_int_equal(lecun_set_profile(&bad, LECUN_KERAS2), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_seed(&bad, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_seed_by_name(&bad, 1, "a", 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_draw_seed(&bad), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_get_seed(&bad, &seed, NULL), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_draw(&bad, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_axes(&bad, &axis, 1, &axis, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_jax_axes(&bad, &axis, 1, &axis, 1, NULL, 0), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_layout(&bad, LECUN_LAYOUT_TORCH, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_fans(&bad, 1, 1), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_set_rounding(&bad, LECUN_ROUND_ONCE), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_fill(&bad, LECUN_F32, out, 35, shape, 2), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_fill_range(&bad, LECUN_F32, out, 35, shape, 2, 0), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_fill_box(&bad, LECUN_F32, out, NULL, shape, 2, shape, shape), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_orthogonal_fill(&bad, LECUN_F32, out, 35, shape, 2, text, sizeof text), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_check(&bad, LECUN_F32, shape, 2, NULL), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_fans(&bad, shape, 2, &fan, NULL), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_stddev(&bad, shape, 2, &fan), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_get_config(&bad, text, sizeof text, &length), LECUN_E_INITIALIZER);
    assert_int_equal(lecun_serialize(&bad, text, sizeof text, &length), LECUN_E_INITIALIZER);
    assert_memory_equal(&bad, &copy, sizeof copy);
    assert_int_equal(length, 77);
    assert_memory_equal(out, before, sizeof out);
}

/* An object of the class in whose `field` there is `value`. */
#define GARBAGE(object, field, value)           \
    do {                                        \
        lecun_initializer garbage = object;     \
        garbage.field = value;                  \
        refused_by_all(garbage);                \
    } while (0)

static void an_object_that_was_never_set_up(void **state)
{
    static const lecun_initializer zeroed;
    lecun_initializer ones;

    (void)state;
    refused_by_all(zeroed);
    memset(&ones, 0xff, sizeof ones);
    refused_by_all(ones);
}

static void fields_that_no_object_has(void **state)
{
    static const char config[] = "{\"minval\": 3, \"maxval\": 7.5, \"seed\": 1}";
    const double infinity = HUGE_VAL, nan = infinity - infinity;
    lecun_initializer normal, scaling, constant, laid_out, uniform, configured;
    int i;

    (void)state;
    must(lecun_init_lecun_normal(&normal, 1));
    GARBAGE(normal, scheme, 0);
    GARBAGE(normal, scheme, LECUN_SCHEME_END);  /* one class too many */
    GARBAGE(normal, scheme, 0x7fffffff);
    GARBAGE(normal, profile, 0);
    GARBAGE(normal, profile, LECUN_KERAS2 - 1);
    GARBAGE(normal, profile, LECUN_JAX - 1);
    GARBAGE(normal, drawn, 2);
    GARBAGE(normal, rounding, LECUN_ROUND_AS_KERAS - 1);
    GARBAGE(normal, rounding, LECUN_ROUND_ONCE + 1);
    GARBAGE(normal, mode, LECUN_FAN_OUT);       /* the class's own are none but its own */
    GARBAGE(normal, distribution, LECUN_UNIFORM);
    GARBAGE(normal, number[0], 2.0);
    GARBAGE(normal, number[1], 1.0);
    GARBAGE(normal, is_integer[1], 1);
    GARBAGE(normal, fan[0], -1.0);
    GARBAGE(normal, bound_is_integer, 1);
    GARBAGE(normal, nonlinearity, LECUN_RELU);
    GARBAGE(normal, has_key, 2);
    GARBAGE(normal, jax_key[0], 1);             /* words, and no key */
    GARBAGE(normal, jax_key[1], 1);
    GARBAGE(normal, reserved_word, 1);
    GARBAGE(normal, reserved[0], 1);

    GARBAGE(normal, axis_lists, 8);
    GARBAGE(normal, axis_lists, UINT32_MAX);
    GARBAGE(normal, fan_rule, 4);
    GARBAGE(normal, layout, 0);
    GARBAGE(normal, layout, LECUN_LAYOUT_TORCH_TRANSPOSED + 1);
    GARBAGE(normal, groups, 0);
    GARBAGE(normal, fan[0], nan);
    GARBAGE(normal, fan[0], infinity);
    GARBAGE(normal, fan[0], 1.1e300);
    GARBAGE(normal, fan[1], -1.0);
    for (i = 0; i < 3; i++) {
        laid_out = normal;
        GARBAGE(laid_out, axis_count[i], 1);    /* axes in a list that is not given */
        laid_out.axis_lists = 7;
        must(lecun_get_seed(&laid_out, NULL, NULL));
        GARBAGE(laid_out, axis_count[i], LECUN_MAX_AXES + 1);
        GARBAGE(laid_out, axis_count[i], UINT32_MAX);
    }

    must(lecun_init_variance_scaling(&scaling, 2.0, LECUN_FAN_IN, LECUN_UNIFORM, 1));
    GARBAGE(scaling, mode, 0);
    GARBAGE(scaling, mode, LECUN_FAN_GEO_AVG + 1);
    GARBAGE(scaling, distribution, 0);
    GARBAGE(scaling, distribution, LECUN_UNIFORM + 1);
    GARBAGE(scaling, number[0], 0.0);
    GARBAGE(scaling, number[0], -1.0);
    GARBAGE(scaling, number[0], infinity);

    must(lecun_init_random_uniform(&uniform, -1.0, 1.0, 1));
    GARBAGE(uniform, number[0], nan);
    GARBAGE(uniform, number[1], infinity);
    GARBAGE(uniform, integer[0], 1);            /* an integer beside a float */
    GARBAGE(uniform, is_integer[0], 1);         /* and a float beside an integer */
    GARBAGE(uniform, is_integer[1], 2);
    GARBAGE(uniform, is_integer[1], -1);
    GARBAGE(uniform, integer[1], 5);
    GARBAGE(uniform, groups, 2);                /* the class takes no axes */
    must(lecun_from_config(&configured, "RandomUniform", config, sizeof config - 1, NULL));
    GARBAGE(configured, integer[0], 4);
    GARBAGE(configured, number[0], 3.5);

    must(lecun_init_constant(&constant, 1.0));
    GARBAGE(constant, number[0], nan);
    GARBAGE(constant, seed, 1);                 /* nor has this one a seed */
    GARBAGE(constant, draw, 1);
    GARBAGE(constant, drawn, 1);
    GARBAGE(constant, distribution, LECUN_UNIFORM);
    GARBAGE(constant, rounding, LECUN_ROUND_ONCE);
    GARBAGE(constant, fan_rule, 1);
}

static void parameters_out_of_range_or_foreign(void **state)
{
    static const int profiles[] = {0, 1, 10, 16, 60, -1, 0x7fffffff, LECUN_F64, LECUN_FAN_IN};
    static const int32_t axes[LECUN_MAX_AXES + 1] = {0};
    lecun_initializer normal, zeros, ones, copy;
    size_t i;
    int64_t seed = 5;
    int drawn = 6;

    (void)state;
    must(lecun_init_lecun_normal(&normal, 1));
    must(lecun_init_zeros(&zeros));
    must(lecun_init_ones(&ones));
    copy = normal;
    for (i = 0; i < LENGTH(profiles); i++)
        assert_int_equal(lecun_set_profile(&normal, (lecun_profile)profiles[i]), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_axes(&normal, axes, LECUN_MAX_AXES + 1, axes, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_axes(&normal, axes, 1, axes, LECUN_MAX_AXES + 1), LECUN_E_ARGUMENT);
    assert_memory_equal(&normal, &copy, sizeof copy);
    assert_int_equal(lecun_set_axes(&normal, axes, LECUN_MAX_AXES, axes, LECUN_MAX_AXES), LECUN_OK);

    copy = zeros;
    assert_int_equal(lecun_set_seed(&zeros, 1), LECUN_E_CLASS);
    assert_int_equal(lecun_draw_seed(&zeros), LECUN_E_CLASS);
    assert_int_equal(lecun_get_seed(&zeros, &seed, &drawn), LECUN_E_CLASS);
    assert_int_equal(lecun_set_axes(&zeros, axes, 1, axes, 1), LECUN_E_CLASS);
    assert_int_equal(lecun_get_seed(&ones, &seed, &drawn), LECUN_E_CLASS);
    assert_true(seed == 5 && drawn == 6);
    assert_memory_equal(&zeros, &copy, sizeof copy);
    assert_int_equal(lecun_set_profile(&zeros, LECUN_KERAS3), LECUN_OK);
}

/* A fill that fails leaves the destination as it was. */
static void fills_that_are_refused(void **state)
{
    static const int64_t negative[2] = {7, -5}, overflow[2] = {INT64_MAX, 2};
    static const int dtypes[] = {0, 5, -1, 0x7fffffff};
    lecun_initializer all[2];
    unsigned char out[36 * 8], before[36 * 8];
    size_t i, k;

    (void)state;
    must(lecun_init_lecun_normal(&all[0], 1));
    must(lecun_init_ones(&all[1]));
    memset(out, 0x44, sizeof out);
    memcpy(before, out, sizeof out);
    for (k = 0; k < 2; k++) {
        const lecun_initializer *self = &all[k];
        for (i = 0; i < LENGTH(dtypes); i++) {
            assert_int_equal(lecun_fill(self, (lecun_dtype)dtypes[i], out, 35, shape, 2), LECUN_E_DTYPE);
            assert_int_equal(lecun_fill_range(self, (lecun_dtype)dtypes[i], out, 1, shape, 2, 0), LECUN_E_DTYPE);
        }
        assert_int_equal(lecun_fill(self, LECUN_F32, out, 35, negative, 2), LECUN_E_SHAPE);
        assert_int_equal(lecun_fill(self, LECUN_F32, out, 35, overflow, 2), LECUN_E_OVERFLOW);
        assert_int_equal(lecun_fill(self, LECUN_F32, out, 34, shape, 2), LECUN_E_COUNT);
        assert_int_equal(lecun_fill(self, LECUN_F32, out, 36, shape, 2), LECUN_E_COUNT);
        assert_int_equal(lecun_fill(self, LECUN_F32, out, 0, shape, 2), LECUN_E_COUNT);
        assert_int_equal(lecun_fill(self, LECUN_F32, out, SIZE_MAX, shape, 2), LECUN_E_COUNT);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 36, shape, 2, 0), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 1, shape, 2, 35), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 1, shape, 2, -1), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 1, shape, 2, INT64_MIN), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 1, shape, 2, INT64_MAX), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, SIZE_MAX, shape, 2, 1), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, NULL, 0, shape, 2, 36), LECUN_E_RANGE);
        assert_int_equal(lecun_fill_range(self, LECUN_F32, out, 0, shape, 2, 35), LECUN_OK);
    }
    assert_int_equal(lecun_normal_fill((float *)(void *)out, 34, shape, 2, 1), LECUN_E_COUNT);
    assert_int_equal(lecun_normal_fill((float *)(void *)out, 35, negative, 2, 1), LECUN_E_SHAPE);
    assert_int_equal(lecun_normal_fill_f64((double *)(void *)out, 34, shape, 2, 1), LECUN_E_COUNT);
    assert_memory_equal(out, before, sizeof out);
}

/* The two constants, by their definition in each dtype. */
static void zeros_and_ones(void **state)
{
    static const uint64_t one[] = {0, 0x3f800000, 0x3ff0000000000000, 0x3c00, 0x3f80};
    lecun_initializer zeros, ones;
    unsigned char out[35 * 8];
    size_t i;
    int d;

    (void)state;
    must(lecun_init_zeros(&zeros));
    must(lecun_init_ones(&ones));
    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        assert_int_equal(lecun_fill(&ones, (lecun_dtype)d, out, 35, shape, 2), LECUN_OK);
        for (i = 0; i < 35; i++)
            assert_true(pattern(out + i * dtype_size[d], dtype_size[d]) == one[d]);
        assert_int_equal(lecun_fill(&zeros, (lecun_dtype)d, out, 35, shape, 2), LECUN_OK);
        for (i = 0; i < 35; i++)
            assert_true(pattern(out + i * dtype_size[d], dtype_size[d]) == 0);
    }
}

/* The constructors' arguments: what Keras refuses, and what no config could hold. */
static void constructors_that_refuse(void **state)
{
    const double infinity = HUGE_VAL, nan = infinity - infinity, bad[] = {infinity, -infinity, nan};
    lecun_initializer self, before;
    size_t i;

    (void)state;
    memset(&self, 0x5a, sizeof self);
    before = self;
    for (i = 0; i < LENGTH(bad); i++) {
        assert_int_equal(lecun_init_constant(&self, bad[i]), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_identity(&self, bad[i]), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_random_uniform(&self, bad[i], 1, 1), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_random_uniform(&self, 1, bad[i], 1), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_random_normal(&self, 0, bad[i], 1), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_truncated_normal(&self, bad[i], 1, 1), LECUN_E_ARGUMENT);
        assert_int_equal(lecun_init_variance_scaling(&self, bad[i], LECUN_FAN_IN, LECUN_UNIFORM, 1), LECUN_E_ARGUMENT);
    }
    assert_int_equal(lecun_init_variance_scaling(&self, 0.0, LECUN_FAN_IN, LECUN_UNIFORM, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(&self, -1.0, LECUN_FAN_IN, LECUN_UNIFORM, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(&self, 1.0, (lecun_mode)0, LECUN_UNIFORM, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(&self, 1.0, (lecun_mode)35, LECUN_UNIFORM, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(&self, 1.0, LECUN_FAN_IN, (lecun_distribution)0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(&self, 1.0, LECUN_FAN_IN, (lecun_distribution)44, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_variance_scaling(NULL, 1.0, LECUN_FAN_IN, LECUN_UNIFORM, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_constant(NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_glorot_uniform(NULL, 1), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
}

static void numbers_are_checked_by_their_bits(void **state)
{
    (void)state;
    assert_int_equal(checks_that_fail(), 0);
}

/* Each scaled class is VarianceScaling with its arguments. */
static void the_classes_are_variance_scaling(void **state)
{
    static const struct { lecun_status (*init)(lecun_initializer *, int64_t); double scale; lecun_mode mode; lecun_distribution distribution; } cases[] = {
        {lecun_init_lecun_uniform, 1, LECUN_FAN_IN, LECUN_UNIFORM}, {lecun_init_lecun_normal, 1, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
        {lecun_init_glorot_uniform, 1, LECUN_FAN_AVG, LECUN_UNIFORM}, {lecun_init_glorot_normal, 1, LECUN_FAN_AVG, LECUN_TRUNCATED_NORMAL},
        {lecun_init_he_uniform, 2, LECUN_FAN_IN, LECUN_UNIFORM}, {lecun_init_he_normal, 2, LECUN_FAN_IN, LECUN_TRUNCATED_NORMAL},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer named, general;
        float a[35], b[35];
        assert_int_equal(cases[i].init(&named, 9), LECUN_OK);
        assert_int_equal(lecun_init_variance_scaling(&general, cases[i].scale, cases[i].mode, cases[i].distribution, 9), LECUN_OK);
        must(lecun_fill(&named, LECUN_F32, a, 35, shape, 2));
        must(lecun_fill(&general, LECUN_F32, b, 35, shape, 2));
        assert_memory_equal(a, b, sizeof a);
    }
}

/* Arguments that changed places, and enumerators of another type: no number means two things. */
static void arguments_that_change_places(void **state)
{
    static const int others[] = {LECUN_F32, LECUN_BF16, LECUN_KERAS2, LECUN_KERAS30, LECUN_FAN_IN, LECUN_FAN_GEO_AVG,
                                 LECUN_TRUNCATED_NORMAL, LECUN_UNIFORM, LECUN_LAYOUT_KERAS, LECUN_LAYOUT_TORCH_TRANSPOSED,
                                 LECUN_ROUND_AS_KERAS, LECUN_ROUND_ONCE};
    lecun_initializer self, before;
    float out[35] = {0};
    size_t i;

    (void)state;
    assert_int_equal(lecun_init_lecun_normal(&self, 1), LECUN_OK);
    before = self;
    assert_int_equal(lecun_init_variance_scaling(&self, 2, (lecun_mode)LECUN_UNIFORM, (lecun_distribution)LECUN_FAN_IN, 1),
                     LECUN_E_ARGUMENT);
    for (i = 0; i < LENGTH(others); i++) {
        const int n = others[i];
        if (n > LECUN_BF16)
            assert_int_equal(lecun_fill(&self, (lecun_dtype)n, out, 35, shape, 2), LECUN_E_DTYPE);
        if (n < LECUN_KERAS2 || n > LECUN_KERAS315)
            assert_int_equal(lecun_set_profile(&self, (lecun_profile)n), LECUN_E_ARGUMENT);
        if (n < LECUN_LAYOUT_KERAS || n > LECUN_LAYOUT_TORCH_TRANSPOSED)
            assert_int_equal(lecun_set_layout(&self, (lecun_layout)n, 1), LECUN_E_ARGUMENT);
        if (n < LECUN_ROUND_AS_KERAS)
            assert_int_equal(lecun_set_rounding(&self, (lecun_rounding)n), LECUN_E_ARGUMENT);
    }
    assert_memory_equal(&self, &before, sizeof self);
}

/* Programs in other languages read these numbers in the header, so they never change. */
static void the_numbers_of_the_enumerators(void **state)
{
    (void)state;
    assert_true(LECUN_F32 == 1 && LECUN_F64 == 2 && LECUN_F16 == 3 && LECUN_BF16 == 4);
    assert_true(LECUN_KERAS2 == 11 && LECUN_KERAS3 == 12 && LECUN_KERAS30 == 13 && LECUN_KERAS315 == 14);
    assert_true(LECUN_FAN_IN == 31 && LECUN_FAN_OUT == 32 && LECUN_FAN_AVG == 33 && LECUN_FAN_GEO_AVG == 34);
    assert_true(LECUN_TRUNCATED_NORMAL == 41 && LECUN_UNTRUNCATED_NORMAL == 42 && LECUN_UNIFORM == 43);
    assert_true(LECUN_LAYOUT_KERAS == 51 && LECUN_LAYOUT_KERAS_TRANSPOSED == 52 && LECUN_LAYOUT_KERAS_DEPTHWISE == 53
                && LECUN_LAYOUT_TORCH == 54 && LECUN_LAYOUT_TORCH_TRANSPOSED == 55);
    assert_true(LECUN_ROUND_AS_KERAS == 61 && LECUN_ROUND_ONCE == 62);
}

static void identity_is_a_matrix(void **state)
{
    static const int64_t cube[3] = {2, 2, 2};
    lecun_initializer self;
    float out[35], one = 7;
    int i;

    (void)state;
    must(lecun_init_identity(&self, 2.0));
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 35, shape, 2), LECUN_OK);
    for (i = 0; i < 35; i++)
        assert_true(out[i] == (i % 6 == 0 && i / 5 < 5 ? 2.0f : 0.0f));
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 8, cube, 3), LECUN_E_RANK);
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 7, shape, 1), LECUN_E_RANK);
    assert_int_equal(lecun_fill(&self, LECUN_F32, &one, 1, NULL, 0), LECUN_E_RANK);
    assert_true(one == 7);
}

/* s mod 2^31-2; the low 32 bits as a signed number; the seed itself: the table of the published versions. */
static void profiles_map_seeds(void **state)
{
    static const struct { int64_t seed, keras3, keras30; } cases[] = {
        {42, 42, 42}, {2147483645, 2147483645, 2147483645}, {2147483646, 0, 2147483646}, {2147483647, 1, 2147483647},
        {2147483648, 2, -2147483648LL}, {4294967295, 3, -1}, {4294967296, 4, 0}, {4294967338, 46, 42}, {-1, 2147483645, -1},
        {-7, 2147483639, -7}, {INT64_MAX, 7, -1}, {-2147483649LL, 2147483643, 2147483647}, {INT64_MIN, 2147483638, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self;
        float expected[35], out[35];
        must(lecun_init_lecun_normal(&self, cases[i].seed));
        must(lecun_set_profile(&self, LECUN_KERAS3));
        must(lecun_fill(&self, LECUN_F32, out, 35, shape, 2));
        must(lecun_normal_fill(expected, 35, shape, 2, cases[i].keras3));
        assert_memory_equal(out, expected, sizeof out);
        must(lecun_set_profile(&self, LECUN_KERAS30));
        must(lecun_fill(&self, LECUN_F32, out, 35, shape, 2));
        must(lecun_normal_fill(expected, 35, shape, 2, cases[i].keras30));
        assert_memory_equal(out, expected, sizeof out);
        assert_int_equal(lecun_profiles_agree(cases[i].seed), cases[i].seed == cases[i].keras3 && cases[i].seed == cases[i].keras30);
    }
}

static void config_is(const lecun_initializer *given, lecun_profile profile, const char *expected)
{
    lecun_initializer self = *given;
    char text[256];

    must(lecun_set_profile(&self, profile));
    must(lecun_get_config(&self, text, sizeof text, NULL));
    assert_string_equal(text, expected);
}

static uint64_t constant_of(double value, lecun_profile profile, lecun_dtype dtype)
{
    lecun_initializer self;
    unsigned char out[8];

    must(lecun_init_constant(&self, value));
    must(lecun_set_profile(&self, profile));
    must(lecun_fill(&self, dtype, out, 1, NULL, 0));
    return pattern(out, dtype_size[dtype]);
}

/* Whether float64 uniforms between numbers that no float holds are those between the floats nearest to them. */
static int has_float_limits(lecun_profile profile)
{
    lecun_initializer exact, nearest;
    double a[35], b[35];

    must(lecun_init_random_uniform(&exact, 0.1, 0.7, 5));
    must(lecun_init_random_uniform(&nearest, (double)0.1f, (double)0.7f, 5));
    must(lecun_set_profile(&exact, profile));
    must(lecun_set_profile(&nearest, profile));
    must(lecun_fill(&exact, LECUN_F64, a, 35, shape, 2));
    must(lecun_fill(&nearest, LECUN_F64, b, 35, shape, 2));
    return memcmp(a, b, sizeof a) == 0;
}

/* What is drawn of a vector by a class that scales, of a seed that is no word, and of a JAX key without a seed. */
static lecun_status draw_of(lecun_profile profile, size_t rank, int64_t seed, int by_key)
{
    static const lecun_jax_key key = {{1, 2}};
    lecun_initializer self;
    float out[35];

    must(lecun_init_lecun_normal(&self, seed));
    if (by_key) {
        must(lecun_from_config(&self, "jax.nn.initializers.lecun_normal", "{}", 2, NULL));
        must(lecun_set_jax_key(&self, &key));
    }
    must(lecun_set_profile(&self, profile));
    return lecun_fill(&self, LECUN_F32, out, rank == 2 ? 35 : 7, shape, rank);
}

/* What sets the profiles apart beside the words of the seed: in configs the order, null axes, Identity's gain; uniform limits and
 * constants that are floats first; small constants that are zeros; constants of float16 that are rounded once; what they refuse to draw. */
static void profiles_differ_as_documented(void **state)
{
    static const char first[] = "{\"seed\": 5, \"minval\": -0.5, \"maxval\": 0.5}";
    static const char last[] = "{\"minval\": -0.5, \"maxval\": 0.5, \"seed\": 5}";
    static const char null_axes[] = "{\"seed\": 5, \"input_axes\": null, \"output_axes\": null}";
    static const struct {
        lecun_profile profile;
        const char *uniform, *glorot, *identity;
        int has_doubles, through_float, f32_is_flushed, bf16_is_flushed, f16_is_rounded_once;
        lecun_status vector, no_word, key;
    } rows[] = {
        {LECUN_KERAS2,     last,  "{\"seed\": 5}", "{\"gain\": 2.0}", 1, 0, 0, 1, 0,
         LECUN_OK, LECUN_OK, LECUN_E_SEED},
        {LECUN_KERAS3,     first, "{\"seed\": 5}", "{\"gain\": 2.0}", 1, 1, 1, 1, 0,
         LECUN_OK, LECUN_OK, LECUN_E_SEED},
        {LECUN_KERAS30,    first, "{\"seed\": 5}", "{\"gain\": 2.0}", 1, 1, 1, 1, 0,
         LECUN_OK, LECUN_OK, LECUN_E_SEED},
        {LECUN_KERAS315,   first, null_axes, "{}", 1, 1, 1, 1, 0,
         LECUN_OK, LECUN_OK, LECUN_E_SEED},
        {LECUN_KERAS3_JAX, first, "{\"seed\": 5}", "{\"gain\": 2.0}", 0, 0, 1, 1, 1,
         LECUN_OK, LECUN_E_SEED, LECUN_E_SEED},
        {LECUN_JAX,        first, "{\"seed\": 5}", "{\"gain\": 2.0}", 1, 0, 0, 0, 1,
         LECUN_E_RANK, LECUN_OK, LECUN_OK},
        {LECUN_JAX_JIT,    first, "{\"seed\": 5}", "{\"gain\": 2.0}", 1, 0, 0, 0, 1,
         LECUN_E_RANK, LECUN_OK, LECUN_OK},
    };
    const double tie = 1.0 + 0x1p-11 + 0x1p-40;         /* above the middle of two halves, where its float is */
    const double small = 0x1p-130;
    lecun_initializer uniform, glorot, identity;
    size_t i;

    (void)state;
    must(lecun_init_random_uniform(&uniform, -0.5, 0.5, 5));
    must(lecun_init_glorot_normal(&glorot, 5));
    must(lecun_init_identity(&identity, 2.0));
    for (i = 0; i < LENGTH(rows); i++) {
        const lecun_profile p = rows[i].profile;
        config_is(&uniform, p, rows[i].uniform);
        config_is(&glorot, p, rows[i].glorot);
        config_is(&identity, p, rows[i].identity);
        assert_true(constant_of(small, p, LECUN_F32) == (rows[i].f32_is_flushed ? 0 : 1u << 19));
        assert_true(constant_of(-small, p, LECUN_F32) == (0x80000000u | (rows[i].f32_is_flushed ? 0 : 1u << 19)));
        assert_true(constant_of(small, p, LECUN_BF16) == (rows[i].bf16_is_flushed ? 0 : 8));
        assert_true(constant_of(tie, p, LECUN_F16) == (rows[i].f16_is_rounded_once ? 0x3c01 : 0x3c00));
        assert_true(constant_of(-1e300, p, LECUN_F16) == 0xfc00);
        assert_int_equal(draw_of(p, 1, 5, 0), rows[i].vector);
        assert_int_equal(draw_of(p, 2, (int64_t)1 << 32, 0), rows[i].no_word);
        assert_int_equal(draw_of(p, 2, 0, 1), rows[i].key);
        if (rows[i].has_doubles) {
            const uint64_t through = 0x3fb99999a0000000, exact = 0x3fb999999999999a;        /* 0.1 */
            assert_true(constant_of(0.1, p, LECUN_F64) == (rows[i].through_float ? through : exact));
            assert_true(constant_of(0x1p-1070, p, LECUN_F64) == (rows[i].f32_is_flushed ? 0 : 16));
            assert_int_equal(has_float_limits(p), rows[i].through_float);
        } else {
            double out = 7;
            must(lecun_set_profile(&uniform, p));
            assert_int_equal(lecun_fill(&uniform, LECUN_F64, &out, 1, NULL, 0), LECUN_E_PROFILE_DTYPE);
            assert_true(out == 7);
        }
    }
}

static void draws_differ_and_are_checked(void **state)
{
    lecun_initializer self, zeros;
    float first[35], second[35];

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_init_zeros(&zeros));
    must(lecun_fill(&self, LECUN_F32, first, 35, shape, 2));
    assert_int_equal(lecun_set_draw(&self, 1), LECUN_OK);
    must(lecun_fill(&self, LECUN_F32, second, 35, shape, 2));
    assert_memory_not_equal(first, second, sizeof first);
    assert_int_equal(lecun_set_draw(&self, 0), LECUN_OK);
    must(lecun_fill(&self, LECUN_F32, second, 35, shape, 2));
    assert_memory_equal(first, second, sizeof first);
    assert_int_equal(lecun_set_draw(NULL, 1), LECUN_E_NULL);
    assert_int_equal(lecun_set_draw(&zeros, 1), LECUN_E_CLASS);
}

/* Rounded once: the float weight, rounded; float and double are not touched. */
static void rounding_once(void **state)
{
    static const int64_t wide[2] = {100, 70};
    static float f32[7000], again[7000];
    static uint16_t f16[7000], bf16[7000];
    lecun_initializer self, zeros;
    size_t i;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_init_zeros(&zeros));
    must(lecun_fill(&self, LECUN_F32, f32, 7000, wide, 2));
    assert_int_equal(lecun_set_rounding(&self, LECUN_ROUND_ONCE), LECUN_OK);
    must(lecun_fill(&self, LECUN_F32, again, 7000, wide, 2));
    assert_memory_equal(f32, again, sizeof f32);
    assert_int_equal(lecun_fill(&self, LECUN_F16, f16, 7000, wide, 2), LECUN_OK);
    assert_int_equal(lecun_fill(&self, LECUN_BF16, bf16, 7000, wide, 2), LECUN_OK);
    for (i = 0; i < 7000; i++) {
        assert_int_equal(f16[i], lecun_half_of_float(f32[i]));
        assert_int_equal(bf16[i], lecun_bf16_of_float(f32[i]));
    }
    assert_int_equal(lecun_set_rounding(&self, LECUN_ROUND_AS_KERAS), LECUN_OK);       /* and back */
    must(lecun_fill(&self, LECUN_BF16, f16, 7000, wide, 2));
    assert_memory_not_equal(f16, bf16, sizeof f16);
    assert_int_equal(lecun_set_rounding(&self, (lecun_rounding)63), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_rounding(&self, (lecun_rounding)0), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_set_rounding(&zeros, LECUN_ROUND_ONCE), LECUN_E_CLASS);
    assert_int_equal(lecun_set_rounding(NULL, LECUN_ROUND_ONCE), LECUN_E_NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_sentences),
        cmocka_unit_test(version_is_the_headers),
        cmocka_unit_test(the_ways_to_fill_agree),
        cmocka_unit_test(rank_zero),
        cmocka_unit_test(seeds_and_profiles),
        cmocka_unit_test(null_pointers),
        cmocka_unit_test(an_object_that_was_never_set_up),
        cmocka_unit_test(fields_that_no_object_has),
        cmocka_unit_test(parameters_out_of_range_or_foreign),
        cmocka_unit_test(fills_that_are_refused),
        cmocka_unit_test(zeros_and_ones),
        cmocka_unit_test(constructors_that_refuse),
        cmocka_unit_test(numbers_are_checked_by_their_bits),
        cmocka_unit_test(the_classes_are_variance_scaling),
        cmocka_unit_test(arguments_that_change_places),
        cmocka_unit_test(the_numbers_of_the_enumerators),
        cmocka_unit_test(identity_is_a_matrix),
        cmocka_unit_test(profiles_map_seeds),
        cmocka_unit_test(profiles_differ_as_documented),
        cmocka_unit_test(draws_differ_and_are_checked),
        cmocka_unit_test(rounding_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
