/* SPDX-License-Identifier: MIT
 *
 * jax.nn.initializers as classes: constructors, keys and seeds, configs, what is refused, delta_orthogonal
 */
#include "support.h"

#include <math.h>

static const int64_t matrix[2] = {6, 5};

static void fill_is(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank, lecun_status expected)
{
    double out[64];
    unsigned char before[sizeof out];
    size_t count = 1, i;
    lecun_error error = {77, "untouched"};

    for (i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    assert_true(count <= LENGTH(out));
    memset(out, 0xa5, sizeof out);
    memcpy(before, out, sizeof out);
    assert_int_equal(lecun_fill(self, dtype, out, count, shape, rank), expected);
    assert_int_equal(lecun_check(self, dtype, shape, rank, &error), expected);
    if (expected) {
        assert_memory_equal(out, before, sizeof out);
        assert_non_null(error.expected);
    }
}

static void filled(const lecun_initializer *self, float out[30])
{
    must(lecun_fill(self, LECUN_F32, out, 30, matrix, 2));
}

/* Whether two initializers make the same matrix. */
static int agree(const lecun_initializer *a, const lecun_initializer *b)
{
    float x[30], y[30];

    filled(a, x);
    filled(b, y);
    return memcmp(x, y, sizeof x) == 0;
}

static void read_config(lecun_initializer *self, const char *class_name, const char *config)
{
    lecun_error error;

    if (lecun_from_config(self, class_name, config, strlen(config), &error))
        fail_msg("%s %s: at %d: expected %s", class_name, config, (int)error.at, error.expected);
}

/* --- Keys and seeds ------------------------------------------------------------------------------------------------ */

static void keys_and_seeds(void **state)
{
    lecun_initializer seeded, keyed, again;
    lecun_jax_key key;
    int64_t seed = 7;
    int drawn = 8;

    (void)state;
    must(lecun_init_lecun_normal(&seeded, ((int64_t)3 << 32) + 42));
    keyed = seeded;
    must(lecun_jax_key_start(&key, 42, 0));
    must(lecun_set_jax_key(&keyed, &key));                      /* before the profile */
    assert_true(agree(&seeded, &keyed));                        /* Keras does not look at it */
    must(lecun_set_profile(&seeded, LECUN_JAX));
    must(lecun_set_profile(&keyed, LECUN_JAX));
    assert_true(agree(&seeded, &keyed));                        /* a seed is its low word */
    must(lecun_jax_key_start(&key, ((int64_t)3 << 32) + 42, 1));
    must(lecun_set_jax_key(&keyed, &key));
    assert_false(agree(&seeded, &keyed));
    again = keyed;
    must(lecun_set_draw(&again, 5));                            /* JAX has no draws */
    assert_true(agree(&again, &keyed));
    must(lecun_set_seed(&again, 42));                           /* a seed takes the key's place */
    assert_true(agree(&again, &seeded));
    must(lecun_set_jax_key(&again, &key));
    must(lecun_seed_by_name(&again, 1, "a", 1));
    assert_false(agree(&again, &keyed));
    must(lecun_set_jax_key(&again, &key));
    must(lecun_draw_seed(&again));
    assert_false(agree(&again, &keyed));

    read_config(&again, "jax.nn.initializers.lecun_normal", "{}");
    assert_int_equal(lecun_get_seed(&again, &seed, &drawn), LECUN_E_SEED);
    assert_true(seed == 7 && drawn == 8);
    fill_is(&again, LECUN_F32, matrix, 2, LECUN_E_SEED);
    must(lecun_set_jax_key(&again, &key));
    assert_true(agree(&again, &keyed));
    must(lecun_set_profile(&again, LECUN_KERAS3));              /* which does not know keys */
    fill_is(&again, LECUN_F32, matrix, 2, LECUN_E_SEED);
    must(lecun_set_seed(&again, 42));
    fill_is(&again, LECUN_F32, matrix, 2, LECUN_OK);
    must(lecun_get_seed(&again, &seed, &drawn));
    assert_true(seed == 42 && drawn == 0);
}

static void setting_a_key(void **state)
{
    const lecun_jax_key key = {{1, 2}};
    lecun_initializer zeros, empty, normal, before;

    (void)state;
    memset(&empty, 0, sizeof empty);
    must(lecun_init_zeros(&zeros));
    must(lecun_init_lecun_normal(&normal, 1));
    before = normal;
    assert_int_equal(lecun_set_jax_key(NULL, &key), LECUN_E_NULL);
    assert_int_equal(lecun_set_jax_key(&normal, NULL), LECUN_E_NULL);
    assert_memory_equal(&normal, &before, sizeof normal);
    assert_int_equal(lecun_set_jax_key(&zeros, &key), LECUN_E_CLASS);
    assert_int_equal(lecun_set_jax_key(&empty, &key), LECUN_E_INITIALIZER);
}

static void keras_on_jax_takes_words(void **state)
{
    static const int64_t refused[] = {-1, (int64_t)1 << 32, INT64_MIN, INT64_MAX};
    lecun_initializer self;
    size_t i;

    (void)state;
    must(lecun_init_lecun_normal(&self, 0xffffffff));
    must(lecun_set_profile(&self, LECUN_KERAS3_JAX));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_OK);
    must(lecun_set_draw(&self, 0xffffffff));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_OK);
    fill_is(&self, LECUN_F32, NULL, 0, LECUN_OK);
    fill_is(&self, LECUN_F32, matrix, 1, LECUN_OK);
    fill_is(&self, LECUN_F64, matrix, 2, LECUN_E_PROFILE_DTYPE);
    for (i = 0; i < LENGTH(refused); i++) {
        must(lecun_set_draw(&self, refused[i]));
        fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_SEED);
        must(lecun_set_draw(&self, 0));
        must(lecun_set_seed(&self, refused[i]));
        fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_SEED);
        must(lecun_set_seed(&self, 0));
    }
    must(lecun_init_constant(&self, 1.5));
    must(lecun_set_profile(&self, LECUN_KERAS3_JAX));
    fill_is(&self, LECUN_F64, matrix, 2, LECUN_E_PROFILE_DTYPE);
    fill_is(&self, LECUN_F16, matrix, 2, LECUN_OK);
}

/* --- Classes ------------------------------------------------------------------------------------------------------- */

static void classes_that_scale_need_two_dimensions(void **state)
{
    static const lecun_profile profiles[] = {LECUN_JAX, LECUN_JAX_JIT};
    lecun_initializer scaled, plain;
    size_t i;

    (void)state;
    must(lecun_init_he_uniform(&scaled, 1));
    must(lecun_init_random_normal(&plain, 0.0, 1.0, 1));
    for (i = 0; i < LENGTH(profiles); i++) {
        must(lecun_set_profile(&scaled, profiles[i]));
        must(lecun_set_profile(&plain, profiles[i]));
        fill_is(&scaled, LECUN_F32, NULL, 0, LECUN_E_RANK);
        fill_is(&scaled, LECUN_F32, matrix, 1, LECUN_E_RANK);
        fill_is(&scaled, LECUN_F32, matrix, 2, LECUN_OK);
        fill_is(&plain, LECUN_F32, NULL, 0, LECUN_OK);
        fill_is(&plain, LECUN_F32, matrix, 1, LECUN_OK);
        assert_int_equal(lecun_stddev(&scaled, matrix, 1, NULL), LECUN_E_RANK);
    }
}

/* JAX divides by a fan as it is. */
static void fans_below_one(void **state)
{
    lecun_initializer self;
    double stddev;

    (void)state;
    must(lecun_init_lecun_normal(&self, 1));
    must(lecun_set_fans(&self, 0.25, 0.25));
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(stddev == 1.0);
    must(lecun_set_profile(&self, LECUN_JAX));
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(stddev == 2.0);
    must(lecun_set_fans(&self, 0.0, 1.0));
    assert_int_equal(lecun_stddev(&self, matrix, 2, &stddev), LECUN_E_OVERFLOW);
    assert_true(stddev == 2.0);
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_OVERFLOW);
    must(lecun_set_profile(&self, LECUN_KERAS3));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_OK);
}

static void bounds(void **state)
{
    const double infinity = HUGE_VAL, nan = infinity - infinity;
    lecun_initializer self, other, before;
    double stddev;

    (void)state;
    memset(&self, 0x5a, sizeof self);
    before = self;
    assert_int_equal(lecun_init_jax_truncated_normal(NULL, 1.0, -2.0, 2.0, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_jax_truncated_normal(&self, nan, -2.0, 2.0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_jax_truncated_normal(&self, 1.0, -infinity, 2.0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_jax_truncated_normal(&self, 1.0, -2.0, nan, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_jax_truncated_normal(&self, 1.0, 2.0, 2.0, 1), LECUN_E_ARGUMENT);
    assert_int_equal(lecun_init_jax_truncated_normal(&self, 1.0, 2.0, -2.0, 1), LECUN_E_ARGUMENT);
    assert_memory_equal(&self, &before, sizeof self);

    must(lecun_init_jax_truncated_normal(&self, 0.5, -2.0, 2.0, 42));
    read_config(&other, "jax.nn.initializers.truncated_normal", "{\"stddev\": 0.5}");
    must(lecun_set_seed(&other, 42));
    assert_memory_equal(&self, &other, sizeof self);            /* the profile is JAX's */
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(fabs(stddev - 0.5 * 0.87962566103423978) < 1e-15);
    must(lecun_init_truncated_normal(&other, 0.0, 0.5, 42));
    must(lecun_set_profile(&self, LECUN_KERAS2));
    assert_true(agree(&self, &other));                          /* Keras cuts there, too */

    must(lecun_init_jax_truncated_normal(&self, 0.5, -2.0, 3.0, 42));
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(fabs(stddev - 0.5 * 0.934424229124762) < 1e-12);
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_OK);
    fill_is(&self, LECUN_F16, matrix, 2, LECUN_OK);
    fill_is(&self, LECUN_F64, matrix, 2, LECUN_E_PROFILE_CLASS);
    must(lecun_set_profile(&self, LECUN_JAX_JIT));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_PROFILE_CLASS);
    fill_is(&self, LECUN_BF16, matrix, 2, LECUN_OK);
    must(lecun_set_profile(&self, LECUN_KERAS3_JAX));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_OK);
    must(lecun_set_profile(&self, LECUN_KERAS3));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_PROFILE_CLASS);
    must(lecun_init_jax_truncated_normal(&self, 0.5, -3.0, 2.0, 42));
    must(lecun_set_profile(&self, LECUN_KERAS3));
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_PROFILE_CLASS);

    must(lecun_init_jax_truncated_normal(&self, 0.5, -2.0, 3.0, 42));
    self.fan[1] = -2.5;
    fill_is(&self, LECUN_F32, matrix, 2, LECUN_E_INITIALIZER);
}

/* Where the uniform beneath is 1 in magnitude, erf_inv is infinite, and the limits hold. */
static void infinite_draws_are_cut(void **state)
{
    static const struct { double lower, upper; } cases[] = {{-10.0, 10.0}, {-40.0, -5.0}, {5.0, 8.0}, {6.5, 7.0}};
    static const int64_t many[1] = {4000};
    static float out[4000];
    lecun_initializer self;
    size_t i, j;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        must(lecun_init_jax_truncated_normal(&self, 1.0, cases[i].lower, cases[i].upper, 3));
        must(lecun_fill(&self, LECUN_F32, out, 4000, many, 1));
        for (j = 0; j < 4000; j++)
            assert_true(out[j] > cases[i].lower && out[j] < cases[i].upper);
    }
}

/* A bound of 0 is left out: the draw beneath is 0 at the bound, and the limit, the next number, is a normal float in float16. */
static void bounds_of_zero(void **state)
{
    static const int64_t many[1] = {4000};
    static unsigned char out[2 * 4000 * sizeof(float)];
    static const lecun_dtype dtypes[] = {LECUN_F32, LECUN_F16, LECUN_BF16};
    lecun_initializer self;
    size_t i, j;
    int below;

    (void)state;
    for (below = 0; below <= 1; below++) {
        must(lecun_init_jax_truncated_normal(&self, 1.0, below ? -1.5 : 0.0, below ? 0.0 : 1.5, 3));
        for (i = 0; i < LENGTH(dtypes); i++) {
            const size_t size = dtype_size[dtypes[i]];
            uint64_t least = UINT64_MAX;
            must(lecun_fill(&self, dtypes[i], out, 4000, many, 1));
            for (j = 0; j < 4000; j++) {
                const uint64_t x = pattern(out + j * size, size), magnitude = x & (((uint64_t)1 << (size * 8 - 1)) - 1);
                assert_true(x >> (size * 8 - 1) == (uint64_t)below || magnitude == 0);
                least = magnitude < least ? magnitude : least;
            }
            if (below)                                          /* the draw nearest to 0 is some steps away */
                assert_true(least > 1);
            else if (dtypes[i] == LECUN_F16)
                assert_int_equal(least, 1);
            else
                assert_true(least < (uint64_t)0x3d << (size * 8 - 8));
        }
    }
}

static void deviations(void **state)
{
    static const int64_t window[3] = {1, 3, 5};
    lecun_initializer self;
    double stddev;

    (void)state;
    read_config(&self, "jax.nn.initializers.uniform", "{\"scale\": -3}");
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(fabs(stddev - sqrt(0.75)) < 1e-15);
    read_config(&self, "jax.nn.initializers.normal", "{\"stddev\": 0.5}");
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(stddev == 0.5);
    must(lecun_init_jax_truncated_normal(&self, 0.5, -3.0, 2.0, 42));
    must(lecun_stddev(&self, matrix, 2, &stddev));
    assert_true(fabs(stddev - 0.5 * 0.934424229124762) < 1e-12);
    must(lecun_init_jax_delta_orthogonal(&self, 2.0, 9));
    must(lecun_stddev(&self, window, 3, &stddev));
    assert_true(fabs(stddev - 2.0 / sqrt(5.0)) < 1e-15);
}

/* --- Configs ------------------------------------------------------------------------------------------------------- */

/* What a config becomes when it is written again. */
static void configs_round_trip(void **state)
{
    static const struct { const char *name, *config, *written; } cases[] = {
        {"zeros", "{}", "{}"},
        {"ones", "{\"dtype\": \"float32\"}", "{}"},
        {"constant", "{\"value\": 3}", "{\"value\": 3}"},
        {"uniform", "{}", "{\"scale\": 0.01}"},
        {"uniform", "{\"scale\": -0.5}", "{\"scale\": -0.5}"},
        {"normal", "{\"stddev\": 0.02}", "{\"stddev\": 0.02}"},
        {"truncated_normal", "{\"lower\": 3, \"upper\": 4.5}", "{\"stddev\": 0.01, \"lower\": 3, \"upper\": 4.5}"},
        {"variance_scaling", "{\"scale\": 2.0, \"mode\": \"fan_geo_avg\", \"distribution\": \"normal\"}",
         "{\"scale\": 2.0, \"mode\": \"fan_geo_avg\", \"distribution\": \"normal\"}"},
        {"variance_scaling", "{\"distribution\": \"uniform\", \"out_axis\": 0}",
         "{\"scale\": 1.0, \"mode\": \"fan_in\", \"distribution\": \"uniform\", \"in_axis\": [-2], \"out_axis\": [0]}"},
        {"variance_scaling", "{\"distribution\": \"truncated_normal\", \"batch_axis\": [0, 1]}",
         "{\"scale\": 1.0, \"mode\": \"fan_in\", \"distribution\": \"truncated_normal\", \"in_axis\": [-2], \"out_axis\": [-1], "
         "\"batch_axis\": [0, 1]}"},
        {"lecun_normal", "{}", "{}"},
        {"lecun_uniform", "{\"in_axis\": [0, 1], \"out_axis\": [], \"batch_axis\": -3}",
         "{\"in_axis\": [0, 1], \"out_axis\": [], \"batch_axis\": [-3]}"},
        {"glorot_normal", "{}", "{}"}, {"glorot_uniform", "{}", "{}"}, {"he_normal", "{}", "{}"}, {"he_uniform", "{}", "{}"},
        {"orthogonal", "{\"column_axis\": -1}", "{\"scale\": 1.0}"},
        {"delta_orthogonal", "{\"scale\": 2}", "{\"scale\": 2}"},
    };
    char name[64], text[256], whole[512];
    lecun_initializer self, back;
    size_t i, length;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        snprintf(name, sizeof name, "jax.nn.initializers.%s", cases[i].name);
        read_config(&self, name, cases[i].config);
        assert_int_equal(self.profile, LECUN_JAX);
        must(lecun_get_config(&self, text, sizeof text, &length));
        assert_string_equal(text, cases[i].written);
        must(lecun_serialize(&self, whole, sizeof whole, &length));
        snprintf(text, sizeof text, "{\"class_name\": \"%s\", \"config\": ", name);
        assert_memory_equal(whole, text, strlen(text));
        must(lecun_deserialize(&back, whole, length, NULL));
        assert_memory_equal(&back, &self, sizeof self);
    }
}

static void names(void **state)
{
    static const char *const pairs[][2] = {
        {"xavier_normal", "glorot_normal"}, {"xavier_uniform", "glorot_uniform"},
        {"kaiming_normal", "he_normal"}, {"kaiming_uniform", "he_uniform"},
    };
    static const char apart[] = "{\"module\": \"jax.nn.initializers\", \"class_name\": \"lecun_normal\"}";
    static const char keras[] = "{\"module\": \"keras.initializers\", \"class_name\": \"lecun_normal\", \"config\": {\"seed\": 1}}";
    static const char nowhere[] = "{\"module\": \"\\u00e9\", \"class_name\": \"jax.nn.initializers.lecun_normal\"}";
    static const char wrong[] = "{\"class_name\": \"jax.nn.initializers.lecun_norml\"}";
    char a[64], b[64];
    lecun_initializer self, other;
    lecun_error error;
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(pairs); i++) {
        snprintf(a, sizeof a, "jax.nn.initializers.%s", pairs[i][0]);
        snprintf(b, sizeof b, "jax.nn.initializers.%s", pairs[i][1]);
        read_config(&self, a, "{}");
        read_config(&other, b, "{}");
        assert_memory_equal(&self, &other, sizeof self);
    }
    read_config(&other, "jax.nn.initializers.lecun_normal", "{}");
    must(lecun_deserialize(&self, apart, sizeof apart - 1, NULL));
    assert_memory_equal(&self, &other, sizeof self);
    must(lecun_deserialize(&self, "\"jax.nn.initializers.lecun_normal\"", 34, NULL));
    assert_memory_equal(&self, &other, sizeof self);
    must(lecun_deserialize(&self, nowhere, sizeof nowhere - 1, NULL));
    assert_memory_equal(&self, &other, sizeof self);
    must(lecun_deserialize(&self, keras, sizeof keras - 1, NULL));
    assert_int_equal(self.profile, LECUN_KERAS2);
    assert_int_equal(lecun_deserialize(&self, wrong, sizeof wrong - 1, &error), LECUN_E_CONFIG);
    assert_string_equal(error.expected, "a class of jax.nn.initializers, perhaps jax.nn.initializers.lecun_normal");
}

static void configs_that_are_refused(void **state)
{
    static const struct { const char *name, *config; size_t at; const char *expected; } cases[] = {
        {"lecun_normal", "{\"seed\": 1}", 1, "one of the keys \"in_axis\", \"out_axis\", \"batch_axis\""},
        {"lecun_normal", "{\"input_axes\": [0]}", 1, "one of the keys \"in_axis\", \"out_axis\", \"batch_axis\""},
        {"lecun_normal", "{\"in_axis\": \"a\"}", 12, "an axis: an integer of 32 bits"},
        {"lecun_normal", "{\"in_axis\": [1, 2.5]}", 16, "an axis: an integer of 32 bits"},
        {"lecun_normal", "{\"out_axis\": [1,2,3,4,5,6,7,8,9]}", 30, "at most 8 axes"},
        {"variance_scaling", "{\"mode\": \"fan\"}", 9, "a mode: \"fan_in\", \"fan_out\", \"fan_avg\" or \"fan_geo_avg\""},
        {"variance_scaling", "{\"distribution\": \"untruncated_normal\"}", 17,
         "a distribution: \"truncated_normal\", \"normal\" or \"uniform\""},
        {"variance_scaling", "{\"scale\": 0}", 10, "a scale above 0"},
        {"normal", "{\"mean\": 1}", 1, "the key \"stddev\""},
        {"truncated_normal", "{\"lower\": 3}", 10, "a lower bound that is below the upper one"},
        {"truncated_normal", "{\"lower\": [1]}", 10, "one number: arrays, which Keras 3.15 takes, are left out"},
        {"truncated_normal", "{\"upper\": 1e999}", 10, "a finite number"},
        {"orthogonal", "{\"column_axis\": 0}", 16, "-1: the columns are on the last axis"},
        {"orthogonal", "{\"column_axis\": null}", 16, "-1: the columns are on the last axis"},
    };
    char name[64];
    lecun_initializer self, before;
    lecun_error error;
    size_t i;

    (void)state;
    memset(&self, 0x5a, sizeof self);
    before = self;
    for (i = 0; i < LENGTH(cases); i++) {
        snprintf(name, sizeof name, "jax.nn.initializers.%s", cases[i].name);
        assert_int_equal(lecun_from_config(&self, name, cases[i].config, strlen(cases[i].config), &error), LECUN_E_CONFIG);
        assert_string_equal(error.expected, cases[i].expected);
        assert_int_equal(error.at, cases[i].at);
        assert_memory_equal(&self, &before, sizeof self);
    }
}

static void what_no_config_says(void **state)
{
    static const int32_t axes[1] = {0};
    lecun_initializer self;
    size_t length;

    (void)state;
    read_config(&self, "jax.nn.initializers.lecun_normal", "{}");
    must(lecun_set_axes(&self, axes, 1, axes, 1));
    assert_int_equal(lecun_get_config(&self, NULL, 0, &length), LECUN_E_NO_CONFIG);
    must(lecun_set_layout(&self, LECUN_LAYOUT_TORCH, 1));
    assert_int_equal(lecun_get_config(&self, NULL, 0, &length), LECUN_E_NO_CONFIG);
    must(lecun_set_jax_axes(&self, axes, 1, axes, 1, NULL, 0));
    must(lecun_get_config(&self, NULL, 0, &length));
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    assert_int_equal(lecun_get_config(&self, NULL, 0, &length), LECUN_E_NO_CONFIG);
}

/* --- Orthogonal ---------------------------------------------------------------------------------------------------- */

static void orthogonal_on_jax(void **state)
{
    static unsigned char work[20000];
    float out[30];
    double doubles[30];
    lecun_initializer self;
    int i, j, k;

    (void)state;
    must(lecun_init_orthogonal(&self, 1.0, 1));
    must(lecun_set_profile(&self, LECUN_JAX));
    must(lecun_orthogonal_fill(&self, LECUN_F64, doubles, 30, matrix, 2, work, sizeof work));
    for (i = 0; i < 5; i++)
        for (j = 0; j < 5; j++) {
            double sum = 0;
            for (k = 0; k < 6; k++)
                sum += doubles[5 * k + i] * doubles[5 * k + j];
            assert_true(fabs(sum - (i == j)) < 1e-14);
        }
    must(lecun_orthogonal_fill(&self, LECUN_F32, out, 30, matrix, 2, work, sizeof work));
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F16, out, 30, matrix, 2, work, sizeof work), LECUN_E_CLASS_DTYPE);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_BF16, out, 30, matrix, 2, work, sizeof work), LECUN_E_CLASS_DTYPE);
    must(lecun_set_rounding(&self, LECUN_ROUND_ONCE));
    must(lecun_orthogonal_fill(&self, LECUN_F16, out, 30, matrix, 2, work, sizeof work));
    must(lecun_orthogonal_fill(&self, LECUN_BF16, out, 30, matrix, 2, work, sizeof work));
}

/* jax.nn.initializers.orthogonal()(jax.random.key(7), (6, 5)), jaxlib 0.10.2. */
static void orthogonal_is_near_jaxs(void **state)
{
    static const float known[30] = {
        0x1.c5b220p-3f, 0x1.c0e542p-1f, -0x1.459f1cp-4f, 0x1.5fe6bep-3f, -0x1.baa17ep-3f, 0x1.5023bep-3f,
        -0x1.b95622p-6f, -0x1.5d1126p-3f, -0x1.c97fb4p-1f, -0x1.1ff37cp-5f, -0x1.4a7c56p-3f, 0x1.9a7872p-2f,
        0x1.337666p-1f, -0x1.8b1778p-2f, 0x1.5141d4p-3f, -0x1.2f5cc4p-6f, -0x1.ccf064p-4f, 0x1.462680p-1f,
        0x1.23b1c8p-3f, 0x1.723e26p-2f, 0x1.7ccdb0p-1f, 0x1.1addc8p-6f, -0x1.07e026p-3f, 0x1.96f936p-5f,
        0x1.3e04d8p-1f, -0x1.2c7b84p-1f, 0x1.e8b526p-3f, -0x1.b467fcp-2f, -0x1.4f944cp-6f, 0x1.47334ap-1f
    };
    static unsigned char work[20000];
    float out[30];
    lecun_initializer self;
    int i;

    (void)state;
    read_config(&self, "jax.nn.initializers.orthogonal", "{}");
    must(lecun_set_seed(&self, 7));
    must(lecun_orthogonal_fill(&self, LECUN_F32, out, 30, matrix, 2, work, sizeof work));
    for (i = 0; i < 30; i++)
        assert_true(fabsf(out[i] - known[i]) < 64 * 0x1p-23f);
}

static void delta_orthogonal(void **state)
{
    static const int64_t kernel[5] = {3, 4, 2, 3, 5}, narrow[3] = {3, 5, 4}, empty[3] = {0, 3, 5};
    static unsigned char work[20000];
    static float out[3 * 4 * 2 * 15], flat[15];
    lecun_initializer self, plain;
    size_t rank, needed;
    double stddev;

    (void)state;
    assert_int_equal(lecun_init_jax_delta_orthogonal(NULL, 1.0, 1), LECUN_E_NULL);
    assert_int_equal(lecun_init_jax_delta_orthogonal(&self, HUGE_VAL, 1), LECUN_E_ARGUMENT);
    must(lecun_init_jax_delta_orthogonal(&self, 2.0, 9));
    must(lecun_init_orthogonal(&plain, 2.0, 9));
    must(lecun_set_profile(&plain, LECUN_JAX));
    must(lecun_orthogonal_fill(&plain, LECUN_F32, flat, 15, kernel + 3, 2, work, sizeof work));
    must(lecun_orthogonal_work_size(kernel + 3, 2, &needed));
    for (rank = 3; rank <= 5; rank++) {
        const int64_t *shape = kernel + 5 - rank;
        const size_t windows = rank == 3 ? 2 : rank == 4 ? 8 : 24, center = rank == 3 ? 0 : rank == 4 ? 2 : 10;
        size_t i;
        memset(out, 0xa5, sizeof out);
        must(lecun_orthogonal_fill(&self, LECUN_F32, out, windows * 15, shape, rank, work, needed));
        for (i = 0; i < windows * 15; i++)
            assert_true(out[i] == (i / 15 == center ? flat[i % 15] : 0.0f));
        must(lecun_check(&self, LECUN_F32, shape, rank, NULL));
        must(lecun_stddev(&self, shape, rank, &stddev));
        assert_true(fabs(stddev - 2.0 / sqrt(5.0 * (double)windows)) < 1e-15);
        assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, windows * 15 - 1, shape, rank, work, needed), LECUN_E_COUNT);
        assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, windows * 15, shape, rank, work, needed - 1), LECUN_E_WORKSPACE);
    }
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 15, kernel + 3, 2, work, sizeof work), LECUN_E_RANK);
    assert_int_equal(lecun_check(&self, LECUN_F32, kernel + 3, 2, NULL), LECUN_E_RANK);
    assert_int_equal(lecun_stddev(&self, kernel + 3, 2, NULL), LECUN_E_RANK);
    assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 60, narrow, 3, work, sizeof work), LECUN_E_SHAPE);
    assert_int_equal(lecun_stddev(&self, narrow, 3, NULL), LECUN_E_SHAPE);
    must(lecun_orthogonal_fill(&self, LECUN_F32, NULL, 0, empty, 3, NULL, 0));
    must(lecun_stddev(&self, empty, 3, NULL));
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 30, kernel + 2, 3), LECUN_E_WORKSPACE);
    {
        static const int64_t six[6] = {1, 1, 1, 1, 2, 2}, negative[3] = {1, -1, 5};
        assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 4, six, 6, work, sizeof work), LECUN_E_RANK);
        assert_int_equal(lecun_orthogonal_fill(&self, LECUN_F32, out, 5, negative, 3, work, sizeof work), LECUN_E_SHAPE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_seeds),
        cmocka_unit_test(setting_a_key),
        cmocka_unit_test(keras_on_jax_takes_words),
        cmocka_unit_test(classes_that_scale_need_two_dimensions),
        cmocka_unit_test(fans_below_one),
        cmocka_unit_test(bounds),
        cmocka_unit_test(infinite_draws_are_cut),
        cmocka_unit_test(bounds_of_zero),
        cmocka_unit_test(deviations),
        cmocka_unit_test(configs_round_trip),
        cmocka_unit_test(names),
        cmocka_unit_test(configs_that_are_refused),
        cmocka_unit_test(what_no_config_says),
        cmocka_unit_test(orthogonal_on_jax),
        cmocka_unit_test(orthogonal_is_near_jaxs),
        cmocka_unit_test(delta_orthogonal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
