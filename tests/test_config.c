/* SPDX-License-Identifier: MIT
 *
 * config.c: what is written, what is read, what is refused and where; and, from tests/vectors/keras_config.txt, what
 * the real Keras does
 */
#include "support.h"

#include <inttypes.h>

/* --- Helpers ------------------------------------------------------------------------------------------------------ */

static lecun_status read_any(lecun_initializer *self, const char *class_name, const char *text, lecun_error *error)
{
    const size_t length = strlen(text);
    char *exact = (char *)malloc(length ? length : 1);      /* a sanitizer sees a read past the end */
    lecun_status status;

    assert_non_null(exact);
    memcpy(exact, text, length);
    status = class_name ? lecun_from_config(self, class_name, exact, length, error) : lecun_deserialize(self, exact, length, error);
    free(exact);
    return status;
}

static const char *written(lecun_status (*write)(const lecun_initializer *, char *, size_t, size_t *), const lecun_initializer *self)
{
    static char text[2][512];
    static int turn;
    size_t length = 0;

    turn = !turn;
    assert_int_equal(write(self, text[turn], sizeof text[turn], &length), LECUN_OK);
    assert_int_equal(length, strlen(text[turn]));
    return text[turn];
}

static const char *config_of(const lecun_initializer *self) { return written(lecun_get_config, self); }
static const char *serialized(const lecun_initializer *self) { return written(lecun_serialize, self); }

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static void what_is_written(void **state)
{
    static const int32_t in[2] = {1, -2147483647 - 1}, out[1] = {0};
    lecun_initializer self;

    (void)state;
    must(lecun_init_lecun_normal(&self, 42));
    assert_string_equal(config_of(&self), "{\"seed\": 42}");
    assert_string_equal(serialized(&self), "{\"module\": \"keras.initializers\", \"class_name\": \"LecunNormal\", "
                                           "\"config\": {\"seed\": 42}, \"registered_name\": null}");
    must(lecun_set_axes(&self, in, 2, out, 1));
    assert_string_equal(config_of(&self), "{\"seed\": 42, \"input_axes\": [1, -2147483648], \"output_axes\": [0]}");
    must(lecun_set_axes(&self, in, 0, out, 1));
    assert_string_equal(config_of(&self), "{\"seed\": 42, \"input_axes\": [], \"output_axes\": [0]}");
    must(read_any(&self, "LecunNormal", "{\"seed\": 42, \"output_axes\": [0]}", NULL));
    assert_string_equal(config_of(&self), "{\"seed\": 42, \"output_axes\": [0]}");
    must(lecun_set_axes(&self, NULL, 0, NULL, 0));
    must(lecun_set_profile(&self, LECUN_KERAS3));
    must(lecun_set_seed(&self, INT64_MIN));
    assert_string_equal(config_of(&self), "{\"seed\": -9223372036854775808}");
    must(lecun_draw_seed(&self));
    assert_string_equal(config_of(&self), "{\"seed\": null}");
    must(lecun_init_zeros(&self));
    assert_string_equal(config_of(&self), "{}");
    assert_string_equal(serialized(&self), "{\"module\": \"keras.initializers\", \"class_name\": \"Zeros\", "
                                           "\"config\": {}, \"registered_name\": null}");
    must(lecun_init_ones(&self));
    assert_string_equal(config_of(&self), "{}");
}

/* The dialects differ in the order of the keys. */
static void what_the_other_classes_write(void **state)
{
    lecun_initializer self;

    (void)state;
    must(lecun_init_variance_scaling(&self, 2.0, LECUN_FAN_AVG, LECUN_UNTRUNCATED_NORMAL, 5));
    assert_string_equal(config_of(&self), "{\"scale\": 2.0, \"mode\": \"fan_avg\", \"distribution\": \"untruncated_normal\", \"seed\": 5}");
    must(lecun_set_profile(&self, LECUN_KERAS3));
    assert_string_equal(config_of(&self), "{\"seed\": 5, \"scale\": 2.0, \"mode\": \"fan_avg\", \"distribution\": \"untruncated_normal\"}");
    must(lecun_init_random_uniform(&self, -0.05, 1e-07, 5));
    assert_string_equal(config_of(&self), "{\"minval\": -0.05, \"maxval\": 1e-07, \"seed\": 5}");
    must(lecun_set_profile(&self, LECUN_KERAS30));
    assert_string_equal(config_of(&self), "{\"seed\": 5, \"minval\": -0.05, \"maxval\": 1e-07}");
    must(lecun_init_random_normal(&self, 1.0, 0.1, 5));
    assert_string_equal(config_of(&self), "{\"mean\": 1.0, \"stddev\": 0.1, \"seed\": 5}");
    must(lecun_init_constant(&self, 1e16));
    assert_string_equal(config_of(&self), "{\"value\": 1e+16}");
    must(lecun_init_identity(&self, 2.0));
    assert_string_equal(config_of(&self), "{\"gain\": 2.0}");
    must(lecun_set_profile(&self, LECUN_KERAS3));
    assert_string_equal(config_of(&self), "{\"gain\": 2.0}");
    must(lecun_set_profile(&self, LECUN_KERAS315));
    assert_string_equal(config_of(&self), "{}");
    must(lecun_init_glorot_normal(&self, 5));
    must(lecun_set_profile(&self, LECUN_KERAS315));
    assert_string_equal(config_of(&self), "{\"seed\": 5, \"input_axes\": null, \"output_axes\": null}");
    assert_int_equal(read_any(&self, NULL, "{\"class_name\":\"Constant\",\"config\":{\"value\":-3}}", NULL), LECUN_OK);
    assert_string_equal(config_of(&self), "{\"value\": -3}");         /* an integer stays one */
}

/* What Keras has no word for cannot be written, and must not be lost in silence. */
static void what_no_config_can_say(void **state)
{
    static const int32_t axis[1] = {0};
    lecun_initializer all[5];
    size_t i, length = 77;
    char text[256];

    (void)state;
    for (i = 0; i < 4; i++)
        must(lecun_init_glorot_uniform(&all[i], 1));
    must(lecun_set_layout(&all[0], LECUN_LAYOUT_TORCH, 1));
    must(lecun_set_fans(&all[1], 3, 4));
    must(lecun_set_jax_axes(&all[2], axis, 1, axis, 1, NULL, 0));
    must(lecun_set_rounding(&all[3], LECUN_ROUND_ONCE));
    must(lecun_init_variance_scaling(&all[4], 1.0, LECUN_FAN_GEO_AVG, LECUN_UNIFORM, 1));
    for (i = 0; i < LENGTH(all); i++) {
        assert_int_equal(lecun_get_config(&all[i], text, sizeof text, &length), LECUN_E_NO_CONFIG);
        assert_int_equal(lecun_serialize(&all[i], NULL, 0, &length), LECUN_E_NO_CONFIG);
    }
    assert_int_equal(length, 77);
    must(lecun_set_axes(&all[0], NULL, 0, NULL, 0));
    assert_string_equal(config_of(&all[0]), "{\"seed\": 1}");
}

/* Each size from 0 on: too small reports the length and writes nothing; the first that fits also holds the NUL. */
static void sizes_of_the_buffer(void **state)
{
    lecun_status (*const write[2])(const lecun_initializer *, char *, size_t, size_t *) = {lecun_get_config, lecun_serialize};
    lecun_initializer self;
    size_t i, size, length, needed;

    (void)state;
    must(lecun_init_lecun_normal(&self, -7));
    for (i = 0; i < 2; i++) {
        char whole[256], buf[256], untouched[256];
        memset(untouched, 0x55, sizeof untouched);
        assert_int_equal(write[i](&self, NULL, 0, &needed), LECUN_OK);
        assert_int_equal(write[i](&self, whole, sizeof whole, NULL), LECUN_OK);
        assert_int_equal(needed, strlen(whole));
        for (size = 0; size <= needed + 3; size++) {
            memcpy(buf, untouched, sizeof buf);
            length = 999;
            assert_int_equal(write[i](&self, buf, size, &length), size <= needed ? LECUN_E_SPACE : LECUN_OK);
            assert_int_equal(length, needed);
            if (size <= needed)
                assert_memory_equal(buf, untouched, sizeof buf);
            else
                assert_string_equal(buf, whole);
            assert_memory_equal(buf + needed + 1, untouched, sizeof buf - needed - 1);
        }
        length = 999;
        assert_int_equal(write[i](NULL, whole, sizeof whole, &length), LECUN_E_NULL);
        assert_int_equal(write[i](&self, NULL, 5, &length), LECUN_E_NULL);
        assert_int_equal(write[i](&self, NULL, 0, NULL), LECUN_E_NULL);
        assert_int_equal(length, 999);
    }
}

/* --- Reading ------------------------------------------------------------------------------------------------------ */

/* Every combination of argument values comes back as it went out. */
static void round_trips(void **state)
{
    static const int64_t seeds[] = {0, 1, -1, 42, 2147483647, 4294967296, INT64_MAX, INT64_MIN};
    static const int32_t axes[8] = {0, 1, -1, 2147483647, -2147483647 - 1, 5, 5, 7};
    uint64_t random = 4;
    int i;

    (void)state;
    for (i = 0; i < 2000; i++) {
        lecun_initializer self, back;
        const int32_t *in = next_random(&random) % 3 ? axes : NULL, *out = in;

        if (i % 10 == 0)
            must(lecun_init_zeros(&self));
        else if (i % 10 == 1)
            must(lecun_init_ones(&self));
        else {
            must(lecun_init_lecun_normal(&self, i % 3 ? (int64_t)next_random(&random) : seeds[i % 8]));
            assert_int_equal(lecun_set_axes(&self, in, in ? next_random(&random) % 9 : 0, out, out ? next_random(&random) % 9 : 0), LECUN_OK);
        }
        memset(&back, 0x66, sizeof back);
        assert_int_equal(read_any(&back, NULL, serialized(&self), NULL), LECUN_OK);
        assert_memory_equal(&back, &self, sizeof self);
        memset(&back, 0x66, sizeof back);
        assert_int_equal(read_any(&back, i % 10 == 0 ? "Zeros" : i % 10 == 1 ? "Ones" : "LecunNormal", config_of(&self), NULL), LECUN_OK);
        assert_memory_equal(&back, &self, sizeof self);
    }
}

static void forms_that_are_read(void **state)
{
    static const struct { const char *class_name, *text, *config; } cases[] = {
        {NULL, "\"lecun_normal\"", "{\"seed\": null}"},
        {NULL, " \"LecunNormal\" ", "{\"seed\": null}"},
        {NULL, "\"LecunNormalV2\"", "{\"seed\": null}"},
        {NULL, "\"lecun\\u005fnormal\"", "{\"seed\": null}"},
        {NULL, "\xef\xbb\xbf\"zeros\"", "{}"}, {"LecunNormal", "\xef\xbb\xbf{\"seed\": 7}", "{\"seed\": 7}"},
        {NULL, "\"zeros\"", "{}"}, {NULL, "\"zero\"", "{}"}, {NULL, "\"Ones\"", "{}"}, {NULL, "\"one\"", "{}"},
        {NULL, "{\"class_name\":\"LecunNormal\"}", "{\"seed\": null}"},
        {NULL, "{\"class_name\":\"LecunNormal\",\"config\":null}", "{\"seed\": null}"},
        {NULL, "{\"class_name\":\"LecunNormal\",\"config\":{}}", "{\"seed\": null}"},
        {NULL, "{\"class_name\":\"LecunNormal\",\"config\":{\"seed\":null}}", "{\"seed\": null}"},
        {NULL, "{\"config\":{\"seed\":5},\"class_name\":\"lecun_normal\"}", "{\"seed\": 5}"},
        {NULL, "{\"module\":\"keras.initializers\",\"class_name\":\"LecunNormal\",\"config\":{\"seed\":5,\"input_axes\":null,"
               "\"output_axes\":null},\"registered_name\":null}", "{\"seed\": 5}"},
        {NULL, "{\"registered_name\":\"LecunNormal\",\"module\":\"keras.src.initializers.random_initializers\","
               "\"class_name\":\"LecunNormal\",\"config\":{\"output_axes\":[],\"input_axes\":[1],\"seed\":-0}}",
               "{\"seed\": 0, \"input_axes\": [1], \"output_axes\": []}"},
        {NULL, "{\"class_name\":\"Zeros\",\"config\":{\"dtype\":\"float32\"}}", "{}"},
        {NULL, "{\"class_name\":\"Zeros\",\"build_config\":{},\"compile_config\":null,\"shared_object_id\":3}", "{}"},
        {"LecunNormal", "{}", "{\"seed\": null}"},
        {"lecun_normal", "{\"seed\":7,\"dtype\":{\"a\":[1]}}", "{\"seed\": 7}"},
        {"ones", "\t{ }\n", "{}"},
        {NULL, "\"uniform\"", "{\"minval\": -0.05, \"maxval\": 0.05, \"seed\": null}"},
        {NULL, "\"constant\"", "{\"value\": 0}"}, {NULL, "\"identity\"", "{\"gain\": 1.0}"},
        {"VarianceScaling", "{\"distribution\":\"NORMAL\",\"scale\":3,\"seed\":1}",
         "{\"scale\": 3, \"mode\": \"fan_in\", \"distribution\": \"truncated_normal\", \"seed\": 1}"},
        {"glorot_uniform", "{\"seed\":{\"module\":\"keras.random\",\"class_name\":\"SeedGenerator\",\"config\":{\"seed\":42,\"name\":\"a\"},"
                           "\"registered_name\":null}}", "{\"seed\": 42}"},
        {"glorot_uniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\",\"config\":{\"seed\":null}}}", "{\"seed\": null}"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self;
        lecun_error error = {9, "x"};
        if (read_any(&self, cases[i].class_name, cases[i].text, &error))
            fail_msg("%s: at %u, %s", cases[i].text, (unsigned)error.at, error.expected);
        assert_true(error.at == 0 && error.expected == NULL);
        assert_string_equal(config_of(&self), cases[i].config);
        if (strstr(cases[i].config, "null")) {
            int64_t seed;
            int drawn;
            assert_int_equal(lecun_get_seed(&self, &seed, &drawn), LECUN_OK);
            assert_true(seed >= 1 && seed <= 1000000000 && drawn == 1);
        }
    }
}

static void documents_that_are_refused(void **state)
{
#define N "{\"class_name\":\"LecunNormal\",\"config\":"       /* 37 bytes */
    static const char key[] = "one of the keys \"seed\", \"input_axes\", \"output_axes\"", seed[] = "a seed: an integer of 64 bits, null, or a SeedGenerator",
        name[] = "a class of keras.initializers, such as LecunNormal", object[] = "an object: the config",
        axis[] = "an axis: an integer of 32 bits", list[] = "a list of axes, or null", none[] = "no key: this class takes no arguments",
        initializer[] = "an initializer: its name, or an object", module[] = "a module: a string",
        part[] = "one of the keys \"module\", \"class_name\", \"config\", \"registered_name\"", no_name[] = "an object with the key \"class_name\"", arrays[] = "one number: arrays, which Keras 3.15 takes, are left out", like_lecun[] = "a class of keras.initializers, perhaps LecunNormal",
        like_zeros[] = "a class of keras.initializers, perhaps Zeros", like_glorot[] = "a class of keras.initializers, perhaps GlorotUniform", number[] = "a number", scale[] = "a scale above 0",
        stft[] = "a class that makes weights: STFT is a transform, which this library leaves out",
        mode[] = "a mode: \"fan_in\", \"fan_out\" or \"fan_avg\"",
        distribution[] = "a distribution: \"truncated_normal\", \"untruncated_normal\", \"normal\" or \"uniform\"";
    static const struct { const char *class_name, *text; lecun_status status; size_t at; const char *expected; } cases[] = {
        {NULL, "", LECUN_E_JSON, 0, "a JSON value"},
        {NULL, "lecun_normal", LECUN_E_JSON, 0, "a JSON value"},
        {NULL, N "{\"seed\":1}", LECUN_E_JSON, 47, "',' or '}'"},
        {NULL, N "{\"seed\":1,\"seed\":1}}", LECUN_E_JSON, 47, "a key that this object does not have yet"},
        {NULL, N "{\"seed\":01}}", LECUN_E_JSON, 46, "',' or '}'"},
        {NULL, N "{\"sead\":1},}", LECUN_E_JSON, 48, "a key in double quotes"},      /* JSON first, then its meaning */
        {NULL, "null", LECUN_E_CONFIG, 0, initializer}, {NULL, "5", LECUN_E_CONFIG, 0, initializer},
        {NULL, "true", LECUN_E_CONFIG, 0, initializer}, {NULL, " [\"zeros\"]", LECUN_E_CONFIG, 1, initializer},
        {NULL, "\"lecunnormal\"", LECUN_E_CONFIG, 0, like_lecun}, {NULL, "\"LECUN_NORMAL\"", LECUN_E_CONFIG, 0, like_lecun},
        {NULL, "\"xavier_uniform\"", LECUN_E_CONFIG, 0, name}, {NULL, "\"\"", LECUN_E_CONFIG, 0, name}, {NULL, "\"zero \"", LECUN_E_CONFIG, 0, like_zeros},
        {NULL, "{}", LECUN_E_CONFIG, 0, no_name}, {NULL, " {\"config\":{}}", LECUN_E_CONFIG, 1, no_name},
        {NULL, "{\"class_name\":null}", LECUN_E_CONFIG, 14, name}, {NULL, "{\"class_name\":5}", LECUN_E_CONFIG, 14, name},
        {NULL, "{\"class_name\":\"Dense\"}", LECUN_E_CONFIG, 14, name},
        {NULL, "{\"class_name\":\"Zeros\",\"confg\":{}}", LECUN_E_CONFIG, 22, part},
        {NULL, "{\"class_name\":\"Zeros\",\"module\":null}", LECUN_E_CONFIG, 31, module},
        {NULL, "{\"class_name\":\"Zeros\",\"module\":5}", LECUN_E_CONFIG, 31, module},
        {NULL, N "[]}", LECUN_E_CONFIG, 37, object}, {NULL, N "\"x\"}", LECUN_E_CONFIG, 37, object}, {NULL, N "5}", LECUN_E_CONFIG, 37, object},
        {NULL, N "{\"sead\":1}}", LECUN_E_CONFIG, 38, key}, {NULL, N "{\"seed\":1,\"scale\":2}}", LECUN_E_CONFIG, 47, key},
        {NULL, N "{\"Seed\":1}}", LECUN_E_CONFIG, 38, key}, {NULL, N "{\"\":1}}", LECUN_E_CONFIG, 38, key},
        {NULL, N "{\"seed\":1.0}}", LECUN_E_SEED, 45, seed}, {NULL, N "{\"seed\":1e3}}", LECUN_E_SEED, 45, seed},
        {NULL, N "{\"seed\":\"1\"}}", LECUN_E_SEED, 45, seed}, {NULL, N "{\"seed\":true}}", LECUN_E_SEED, 45, seed},
        {NULL, N "{\"seed\":[]}}", LECUN_E_SEED, 45, seed}, {NULL, N "{\"seed\": {}}}", LECUN_E_SEED, 46, seed},
        {NULL, N "{\"seed\":9223372036854775808}}", LECUN_E_SEED, 45, seed}, {NULL, N "{\"seed\":-9223372036854775809}}", LECUN_E_SEED, 45, seed},
        {NULL, N "{\"input_axes\":1}}", LECUN_E_CONFIG, 51, list}, {NULL, N "{\"input_axes\":\"junk\"}}", LECUN_E_CONFIG, 51, list},
        {NULL, N "{\"input_axes\":{}}}", LECUN_E_CONFIG, 51, list}, {NULL, N "{\"output_axes\":[0,1.0]}}", LECUN_E_CONFIG, 55, axis},
        {NULL, N "{\"output_axes\":[true]}}", LECUN_E_CONFIG, 53, axis}, {NULL, N "{\"output_axes\":[2147483648]}}", LECUN_E_CONFIG, 53, axis},
        {NULL, N "{\"output_axes\":[-2147483649]}}", LECUN_E_CONFIG, 53, axis}, {NULL, N "{\"input_axes\":[[0]]}}", LECUN_E_CONFIG, 52, axis},
        {NULL, N "{\"input_axes\":[0,1,2,3,4,5,6,7,8]}}", LECUN_E_CONFIG, 68, "at most 8 axes"},
        {NULL, "{\"class_name\":\"Zeros\",\"config\":{\"seed\":1}}", LECUN_E_CONFIG, 32, none},
        {NULL, "{\"class_name\":\"Ones\",\"config\":{\"input_axes\":[1]}}", LECUN_E_CONFIG, 31, none},
        {"LecunNormal", "", LECUN_E_JSON, 0, "a JSON value"}, {"LecunNormal", "null", LECUN_E_CONFIG, 0, object},
        {"LecunNormal", "\"lecun_normal\"", LECUN_E_CONFIG, 0, object}, {"LecunNormal", " [1]", LECUN_E_CONFIG, 1, object},
        {"LecunNormal", "{\"class_name\":\"LecunNormal\"}", LECUN_E_CONFIG, 1, key}, {"LecunNormal", "{\"seed\":null,\"x\":1}", LECUN_E_CONFIG, 13, key},
        {"LecunNormal", "{\"seed\":0.5}", LECUN_E_SEED, 8, seed}, {"Zeros", "{\"seed\":1}", LECUN_E_CONFIG, 1, none},
        {"lecun", "{}", LECUN_E_CONFIG, 0, name}, {"", "{}", LECUN_E_CONFIG, 0, name}, {"glorotuniform", "{}", LECUN_E_CONFIG, 0, like_glorot},
        {NULL, "\"LecunNorml\"", LECUN_E_CONFIG, 0, like_lecun}, {NULL, "{\"class_name\":\"Lecun-Narmal\"}", LECUN_E_CONFIG, 14, like_lecun},
        {"lecun_nrmall", "{}", LECUN_E_CONFIG, 0, like_lecun}, {"lecun_nrmalll", "{}", LECUN_E_CONFIG, 0, name}, {"Zroes", "{}", LECUN_E_CONFIG, 0, name},
        {"Zeross", "{}", LECUN_E_CONFIG, 0, like_zeros}, {"LecunNormalLecunNormalLecunNormalLecunNormalLecunNormal", "{}", LECUN_E_CONFIG, 0, name},
        {NULL, "\"zeros\\u0000\"", LECUN_E_CONFIG, 0, name}, {NULL, "\"\xc3\xa9\"", LECUN_E_CONFIG, 0, name},
        {NULL, "\"LecunNormalLecunNormalLecunNormalLecunNormalLecunNormal\"", LECUN_E_CONFIG, 0, name},
        {"Constant", "{\"value\":[-6.35]}", LECUN_E_CONFIG, 9, arrays}, {"Constant", "{\"value\":{\"class_name\":\"__numpy__\"}}", LECUN_E_CONFIG, 9, arrays},
        {NULL, "\"stft\"", LECUN_E_CONFIG, 0, stft}, {"STFT", "{}", LECUN_E_CONFIG, 0, stft}, {NULL, "{\"class_name\":\"STFTInitializer\"}", LECUN_E_CONFIG, 14, stft},
        {"RandomNormal", "{\"mean\":1e999}", LECUN_E_CONFIG, 8, "a finite number"}, {"RandomNormal", "{\"stddev\":\"1\"}", LECUN_E_CONFIG, 10, number},
        {"RandomUniform", "{\"minval\":true}", LECUN_E_CONFIG, 10, number}, {"RandomUniform", "{\"maxval\":null}", LECUN_E_CONFIG, 10, number},
        {"RandomUniform", "{\"mean\":1}", LECUN_E_CONFIG, 1, "one of the keys \"seed\", \"minval\", \"maxval\""},
        {"TruncatedNormal", "{\"gain\":1}", LECUN_E_CONFIG, 1, "one of the keys \"seed\", \"mean\", \"stddev\""},
        {"Constant", "{ \"value\":9223372036854775808}", LECUN_E_CONFIG, 10, "an integer of 64 bits, or a float"},
        {"Constant", "{\"seed\":1}", LECUN_E_CONFIG, 1, "the key \"value\""}, {"Identity", "{\"value\":1}", LECUN_E_CONFIG, 1, "the key \"gain\""},
        {"Orthogonal", "{\"scale\":1}", LECUN_E_CONFIG, 1, "one of the keys \"seed\", \"gain\""},
        {"VarianceScaling", "{\"scale\":0}", LECUN_E_CONFIG, 9, scale}, {"VarianceScaling", "{\"scale\":-1.5}", LECUN_E_CONFIG, 9, scale},
        {"VarianceScaling", "{\"scale\":1e400}", LECUN_E_CONFIG, 9, "a finite number"}, {"VarianceScaling", "{\"mode\":\"FAN_IN\"}", LECUN_E_CONFIG, 8, mode},
        {"VarianceScaling", "{\"mode\":1}", LECUN_E_CONFIG, 8, mode}, {"VarianceScaling", "{\"distribution\":\"gauss\"}", LECUN_E_CONFIG, 16, distribution},
        {"VarianceScaling", "{\"gain\":1}", LECUN_E_CONFIG, 1,
         "one of the keys \"seed\", \"scale\", \"mode\", \"distribution\", \"input_axes\", \"output_axes\""},
        {"GlorotUniform", "{\"seed\":{\"class_name\":\"Seed\",\"config\":{}}}", LECUN_E_SEED, 8, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"config\":{}}}", LECUN_E_SEED, 8, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\"}}", LECUN_E_SEED, 8, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"Generator\",\"config\":{}}}", LECUN_E_SEED, 8, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\",\"config\":5}}", LECUN_E_SEED, 8, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\",\"config\":{\"seed\":1.5}}}", LECUN_E_SEED, 67, seed},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\",\"config\":{\"x\":1}}}", LECUN_E_SEED, 60, "a SeedGenerator's \"seed\" or \"name\""},
        {"GlorotUniform", "{\"seed\":{\"module\":\"\",\"class_name\":\"SeedGenerator\",\"config\":{\"seed\":{\"seed\":1}}}}", LECUN_E_SEED, 60, "a SeedGenerator's \"seed\" or \"name\""},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self, before;
        lecun_error error = {999, NULL};
        lecun_status status;

        memset(&self, 0x5a, sizeof self);
        before = self;
        status = read_any(&self, cases[i].class_name, cases[i].text, &error);
        if (status != cases[i].status || error.at != cases[i].at || !error.expected || strcmp(error.expected, cases[i].expected))
            fail_msg("%s: status %d at %u, %s", cases[i].text, (int)status, (unsigned)error.at, error.expected ? error.expected : "(nothing)");
        assert_memory_equal(&self, &before, sizeof self);
        assert_int_equal(read_any(&self, cases[i].class_name, cases[i].text, NULL), status);
    }
#undef N
}

static void null_pointers(void **state)
{
    lecun_initializer self, before;
    lecun_error error;

    (void)state;
    memset(&self, 0x5a, sizeof self);
    before = self;
    assert_int_equal(lecun_from_config(NULL, "Zeros", "{}", 2, &error), LECUN_E_NULL);
    assert_int_equal(lecun_from_config(&self, NULL, "{}", 2, &error), LECUN_E_NULL);
    assert_int_equal(lecun_from_config(&self, "Zeros", NULL, 0, &error), LECUN_E_NULL);
    assert_int_equal(lecun_deserialize(NULL, "\"zeros\"", 7, &error), LECUN_E_NULL);
    assert_int_equal(lecun_deserialize(&self, NULL, 0, &error), LECUN_E_NULL);
    assert_int_equal(error.at, 0);
    assert_string_equal(error.expected, "a pointer that is not NULL");
    assert_int_equal(lecun_deserialize(&self, NULL, 0, NULL), LECUN_E_NULL);
    assert_memory_equal(&self, &before, sizeof self);
}

/* A seed that is drawn is another one each time (once in 10^9 it may repeat; three equal ones in a row mean that it is
 * not drawn). */
static void unseeded_initializers_differ(void **state)
{
    int64_t seed[3];
    int i;

    (void)state;
    for (i = 0; i < 3; i++) {
        lecun_initializer self;
        assert_int_equal(read_any(&self, NULL, "\"lecun_normal\"", NULL), LECUN_OK);
        must(lecun_get_seed(&self, &seed[i], NULL));
    }
    assert_false(seed[0] == seed[1] && seed[1] == seed[2]);
}

/* --- The real Keras ----------------------------------------------------------------------------------------------- */

/* Split a line at its tabs. */
static int split(char *line, char **field, int most)
{
    int n = 0;

    for (; line && n < most; n++) {
        field[n] = line;
        line = strchr(line, '\t');
        if (line)
            *line++ = 0;
    }
    return n;
}

static void remove_all(char *text, const char *part)
{
    char *found;
    while ((found = strstr(text, part)) != NULL)
        memmove(found, found + strlen(part), strlen(found + strlen(part)) + 1);
}

/* Read a text as its kind says. */
static lecun_status read_kind(lecun_initializer *self, const char *kind, const char *text, lecun_error *error)
{
    return read_any(self, strcmp(kind, "serialize") == 0 ? NULL : kind, text, error);
}

/* emit: what Keras writes, we read, and write the same again; only the axes that Keras 3.15 writes as null are left out. */
static void check_emit(char **field)
{
    char class_name[32] = "";
    const char *kind = strcmp(field[2], "serialize") == 0 ? field[2] : class_name;
    lecun_initializer self;
    char text[512];

    strncat(class_name, field[3], strcspn(field[3], "("));
    assert_int_equal(read_kind(&self, kind, field[4], NULL), LECUN_OK);
    assert_int_equal(lecun_set_profile(&self, strcmp(field[1], "keras3") ? LECUN_KERAS2 : LECUN_KERAS3), LECUN_OK);
    strcpy(text, field[4]);
    remove_all(text, ", \"input_axes\": null");
    remove_all(text, ", \"output_axes\": null");
    assert_string_equal(strcmp(kind, "serialize") ? config_of(&self) : serialized(&self), text);
}

/* load: a text that real Keras was seen to load is what we write, and its draws are ours. */
static void check_load(char **field)
{
    static const int64_t shape[2] = {3, 4};
    lecun_initializer self;
    float out[12];

    assert_string_equal(field[4], "ok");
    assert_int_equal(read_kind(&self, field[2], field[3], NULL), LECUN_OK);
    assert_int_equal(lecun_set_profile(&self, strcmp(field[1], "keras3") ? LECUN_KERAS2 : LECUN_KERAS3), LECUN_OK);
    assert_string_equal(strcmp(field[2], "serialize") ? config_of(&self) : serialized(&self), field[3]);
    if (strcmp(field[5], "-") == 0 || strstr(field[3], "gain\": 1.0"))          /* Orthogonal's bits are its own */
        return;
    assert_int_equal(lecun_fill(&self, LECUN_F32, out, 12, shape, 2), LECUN_OK);
    assert_true(fnv1a(FNV_START, out, 12, 4) == strtoull(field[5], NULL, 16));
}

/* Where this reader is stricter than Keras, on purpose: by the sentence it refuses with. */
static struct stricter { const char *expected; int count; } stricter[] = {
    {"an object: the config", 0},                                                   /* Keras 2 takes [], "", 0 and false for {} */
    {"a module: a string", 0},                                                      /* Keras refuses null alone */
    {"one of the keys \"module\", \"class_name\", \"config\", \"registered_name\"", 0},   /* Keras drops them in silence */
    {"a list of axes, or null", 0}, {"an axis: an integer of 32 bits", 0},          /* Keras 3.15 checks no axis before it uses it */
    {"at most 8 axes", 0},
    {"a number", 0},                                                                /* true */
    {"one number: arrays, which Keras 3.15 takes, are left out", 0},
    {"an integer of 64 bits, or a float", 0},
};

/* "ok:class:config" against the initializer in that dialect. */
static int agrees(const char *verdict, const lecun_initializer *self, lecun_profile profile)
{
    lecun_initializer copy = *self;
    const char *config = strchr(verdict + 3, ':') + 1;
    char ours[512];

    if (strstr(config, "SeedGenerator"))                        /* we keep the seed itself */
        return lecun_get_seed(self, NULL, NULL) == LECUN_OK;
    if (strncmp(verdict, "ok:Identity:{}", 14) == 0)            /* Keras 3 loses the gain */
        return lecun_set_profile(&copy, profile) == LECUN_OK;
    must(lecun_set_profile(&copy, profile));
    strcpy(ours, config_of(&copy));
    remove_all(ours, " ");
    return strcmp(config, ours) == 0;
}

/* read: we accept what either Keras accepts, with the same meaning, and nothing that both refuse. */
static void check_read(char **field)
{
    const int keras2 = strncmp(field[2], "ok:", 3) == 0, keras3 = strncmp(field[3], "ok:", 3) == 0;
    const int at_the_call = strstr(field[3], "call-fails:IndexError") != NULL;      /* axes that the shape lacks */
    lecun_initializer self;
    lecun_error error;
    lecun_status status = read_any(&self, NULL, field[1], &error);
    size_t i;

    if (status == LECUN_OK) {
        if (!keras2 && !keras3 && !at_the_call)
            fail_msg("both refuse, we accept: %s", field[1]);
        if (keras3)
            if (!agrees(field[3], &self, LECUN_KERAS3))
                fail_msg("%s: %s is not %s", field[1], config_of(&self), field[3]);
        if (keras2)
            if (!agrees(field[2], &self, LECUN_KERAS2))
                fail_msg("%s: %s is not %s", field[1], config_of(&self), field[2]);
        if (at_the_call) {
            static const int64_t shape[2] = {3, 4};
            float out[12];
            assert_int_equal(lecun_fill(&self, LECUN_F32, out, 12, shape, 2), LECUN_E_AXIS);
        }
        return;
    }
    if (!keras2 && !keras3)
        return;
    for (i = 0; i < LENGTH(stricter); i++)
        if (strcmp(error.expected, stricter[i].expected) == 0) {
            stricter[i].count++;
            return;
        }
    fail_msg("Keras accepts, we refuse: %s: %s", field[1], error.expected);
}

static void what_the_real_keras_does(void **state)
{
    vector_file *file = open_vectors("keras_config.txt");
    static char line[4096], comment[4096];
    int lines = 0, emit = 0, read = 0, load = 0;
    size_t i;

    (void)state;
    while (next_line(file, line, sizeof line, comment)) {
        char *field[6] = {NULL, NULL, NULL, NULL, NULL, NULL};
        int n = split(line, field, 6);
        lines++;
        if (strcmp(field[0], "emit") == 0 && n == 5)
            check_emit(field), emit++;
        else if (strcmp(field[0], "load") == 0 && n == 6)
            check_load(field), load++;
        else if (strcmp(field[0], "read") == 0 && n == 4)
            check_read(field), read++;
        else
            fail_msg("not understood: %s", line);
    }
    close_vectors(file);
    assert_int_equal(lines, atoi(strstr(comment, "lines: ") + 7));
    print_message("keras_config.txt: %d emit, %d load, %d read\n", emit, load, read);
    for (i = 0; i < LENGTH(stricter); i++) {
        print_message("  stricter than Keras in %d: %s\n", stricter[i].count, stricter[i].expected);
        assert_true(stricter[i].count > 0);
    }
    assert_true(emit >= 110 && load >= 136 && read >= 1098);
}

/* Random initializers, as Keras 3.15 writes them; and that the text is read back. */
static void what_keras_315_writes(void **state)
{
    vector_file *file = open_vectors("keras315_config.txt");
    static char line[4096];
    int lines = 0;

    (void)state;
    for (; next_line(file, line, sizeof line, NULL); lines++) {
        char *field[3] = {NULL, NULL, NULL};
        lecun_initializer self, back;
        assert_int_equal(split(line, field, 3), 3);
        must(read_any(&self, NULL, field[0], NULL));
        must(lecun_set_profile(&self, LECUN_KERAS315));
        assert_string_equal(config_of(&self), field[1]);
        assert_string_equal(serialized(&self), field[2]);
        must(read_any(&back, NULL, field[2], NULL));
        must(lecun_set_profile(&back, LECUN_KERAS315));
        assert_string_equal(serialized(&back), field[2]);
    }
    close_vectors(file);
    assert_true(lines >= 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written),
        cmocka_unit_test(what_the_other_classes_write),
        cmocka_unit_test(what_no_config_can_say),
        cmocka_unit_test(sizes_of_the_buffer),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(forms_that_are_read),
        cmocka_unit_test(documents_that_are_refused),
        cmocka_unit_test(null_pointers),
        cmocka_unit_test(unseeded_initializers_differ),
        cmocka_unit_test(what_the_real_keras_does),
        cmocka_unit_test(what_keras_315_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
