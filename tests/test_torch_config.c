/* SPDX-License-Identifier: MIT
 *
 * Configs of torch.nn.init: what is read and written, what is refused and where
 */
#include "support.h"
#include "../src/scheme.h"

static lecun_status read_config(lecun_initializer *self, const char *function, const char *text, lecun_error *error)
{
    char name[64];

    snprintf(name, sizeof name, "torch.nn.init.%s", function);
    return lecun_from_config(self, name, text, strlen(text), error);
}

static const char *config_of(const lecun_initializer *self)
{
    static char text[512];

    must(lecun_get_config(self, text, sizeof text, NULL));
    return text;
}

/* What is read is written again, defaults included; both ways to set up are one. */
static void configs_come_back(void **state)
{
    static const struct { const char *function, *text, *config; } cases[] = {
        {"uniform_", "{}", "{\"a\": 0.0, \"b\": 1.0}"},
        {"uniform_", "{\"b\": -1, \"a\": -2}", "{\"a\": -2, \"b\": -1}"},
        {"normal_", "{\"std\": 0.02}", "{\"mean\": 0.0, \"std\": 0.02}"},
        {"trunc_normal_", "{}", "{\"mean\": 0.0, \"std\": 1.0, \"a\": -2.0, \"b\": 2.0}"},
        {"trunc_normal_", "{\"b\": 9, \"a\": 7.5, \"std\": -1, \"mean\": 8}", "{\"mean\": 8, \"std\": -1, \"a\": 7.5, \"b\": 9}"},
        {"trunc_normal_", "{\"b\": 9007199254740993, \"a\": -9007199254740992}",
         "{\"mean\": 0.0, \"std\": 1.0, \"a\": -9007199254740992, \"b\": 9007199254740992.0}"},
        {"trunc_normal_", "{\"b\": 9007199254740992, \"a\": -9007199254740993}",
         "{\"mean\": 0.0, \"std\": 1.0, \"a\": -9007199254740992.0, \"b\": 9007199254740992}"},
        {"xavier_uniform_", "{}", "{\"gain\": 1.0}"},
        {"xavier_normal_", "{\"gain\": 2}", "{\"gain\": 2}"},
        {"kaiming_uniform_", "{}", "{\"a\": 0, \"mode\": \"fan_in\", \"nonlinearity\": \"leaky_relu\"}"},
        {"kaiming_uniform_", "{\"nonlinearity\": \"conv_transpose2d\"}",
         "{\"a\": 0, \"mode\": \"fan_in\", \"nonlinearity\": \"linear\"}"},
        {"kaiming_normal_", "{\"mode\": \"Fan_Out\", \"a\": 2.23606797749979, \"nonlinearity\": \"selu\", \"dtype\": \"float32\"}",
         "{\"a\": 2.23606797749979, \"mode\": \"fan_out\", \"nonlinearity\": \"selu\"}"},
        {"dirac_", "{}", "{\"groups\": 1}"},
        {"dirac_", "{\"groups\": 9007199254740993}", "{\"groups\": 9007199254740993}"},
        {"zeros_", "{}", "{}"},
        {"ones_", "{}", "{}"},
        {"constant_", "{}", "{\"val\": 0}"},
        {"constant_", "{\"val\": 0.3}", "{\"val\": 0.3}"},
        {"eye_", "{}", "{}"},
        {"orthogonal_", "{}", "{\"gain\": 1}"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self, again;
        lecun_error error = {7, "x"};
        char text[512];

        must(read_config(&self, cases[i].function, cases[i].text, &error));
        assert_true(error.at == 0 && error.expected == NULL);
        assert_string_equal(config_of(&self), cases[i].config);
        must(read_config(&again, cases[i].function, cases[i].config, NULL));
        assert_memory_equal(&self, &again, sizeof self);
        must(lecun_serialize(&self, text, sizeof text, NULL));
        must(lecun_deserialize(&again, text, strlen(text), NULL));
        assert_memory_equal(&self, &again, sizeof self);
        assert_int_equal(lecun_get_seed(&self, NULL, NULL), LECUN_E_CLASS);
    }
}

static void constructors_are_configs(void **state)
{
    lecun_initializer a, b;

    (void)state;
#define SAME(function, text, call)                              \
    do {                                                        \
        must(read_config(&a, function, text, NULL));            \
        must(call);                                             \
        assert_memory_equal(&a, &b, sizeof a);                  \
    } while (0)
    SAME("uniform_", "{\"a\": -1.0}", lecun_init_torch_uniform(&b, -1.0, 1.0));
    SAME("normal_", "{\"std\": 0.5}", lecun_init_torch_normal(&b, 0.0, 0.5));
    SAME("trunc_normal_", "{\"b\": 3.0}", lecun_init_torch_trunc_normal(&b, 0.0, 1.0, -2.0, 3.0));
    SAME("xavier_uniform_", "{}", lecun_init_torch_xavier_uniform(&b, 1.0));
    SAME("xavier_normal_", "{}", lecun_init_torch_xavier_normal(&b, 1.0));
    SAME("kaiming_uniform_", "{\"a\": 0.1}", lecun_init_torch_kaiming_uniform(&b, 0.1, LECUN_FAN_IN, LECUN_LEAKY_RELU));
    SAME("kaiming_normal_", "{\"a\": 0.1, \"nonlinearity\": \"tanh\"}",
         lecun_init_torch_kaiming_normal(&b, 0.1, LECUN_FAN_IN, LECUN_TANH));
    SAME("dirac_", "{\"groups\": 3}", lecun_init_torch_dirac(&b, 3));
}

static void what_is_serialized(void **state)
{
    lecun_initializer self;
    char text[512];

    (void)state;
    must(lecun_init_torch_normal(&self, 0.0, 0.02));
    must(lecun_serialize(&self, text, sizeof text, NULL));
    assert_string_equal(text, "{\"class_name\": \"torch.nn.init.normal_\", \"config\": {\"mean\": 0.0, \"std\": 0.02}}");
    must(lecun_deserialize(&self, "\"torch.nn.init.xavier_normal_\"", 30, NULL));
    assert_string_equal(config_of(&self), "{\"gain\": 1.0}");
}

static void what_is_refused(void **state)
{
    static const struct { const char *function, *text; size_t at; const char *expected; } cases[] = {
        {"uniform_", "{\"a\": 1.0, \"b\": 0.5}", 16, "an a that is not above b"},
        {"uniform_", "{\"seed\": 1}", 1, "one of the keys \"a\", \"b\""},
        {"normal_", "{\"std\": -1}", 8, "a std of 0 or more"},
        {"normal_", "{\"std\": 1e999}", 8, "a finite number"},
        {"normal_", "{\"std\": true}", 8, "a number"},
        {"trunc_normal_", "{\"std\": 0.0}", 8, "a std that is not 0, and an a that is not above b"},
        {"trunc_normal_", "{\"a\": 3}", 6, "a std that is not 0, and an a that is not above b"},
        {"trunc_normal_", "{\"b\": 99999999999999999999}", 6, "an integer of 64 bits, or a float"},
        {"xavier_uniform_", "{\"gain\": -1}", 9, "a gain of 0 or more"},
        {"xavier_normal_", "{\"gain\": -0.1}", 9, "a gain of 0 or more"},
        {"kaiming_uniform_", "{\"a\": 1e200}", 6, "an a whose square is finite"},
        {"kaiming_normal_", "{\"a\": -1e200}", 6, "an a whose square is finite"},
        {"kaiming_normal_", "{\"mode\": \"fan_avg\"}", 9, "a mode: \"fan_in\" or \"fan_out\""},
        {"kaiming_normal_", "{\"nonlinearity\": \"gelu\"}", 17,
         "a nonlinearity: \"linear\", \"sigmoid\", \"tanh\", \"relu\", \"leaky_relu\", \"selu\", or a convolution"},
        {"xavier_normal_", "{\"mode\": \"fan_in\"}", 1, "the key \"gain\""},
        {"kaiming_normal_", "{\"distribution\": \"uniform\"}", 1, "one of the keys \"a\", \"mode\", \"nonlinearity\""},
        {"dirac_", "{\"groups\": 0}", 11, "groups: an integer of 1 or more"},
        {"dirac_", "{\"groups\": 2.0}", 11, "groups: an integer of 1 or more"},
        {"eye_", "{\"gain\": 1}", 1, "no key: this class takes no arguments"},
        {"constant_", "{\"value\": 1}", 1, "the key \"val\""},
        {"orthogonal_", "{\"seed\": 1}", 1, "the key \"gain\""},
        {"kaiming_uniform", "{}", 0, "a function of torch.nn.init, perhaps torch.nn.init.kaiming_uniform_"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self, before;
        lecun_error error;

        memset(&self, 0x5a, sizeof self);
        before = self;
        assert_int_equal(read_config(&self, cases[i].function, cases[i].text, &error), LECUN_E_CONFIG);
        assert_string_equal(error.expected, cases[i].expected);
        assert_int_equal(error.at, cases[i].at);
        assert_memory_equal(&self, &before, sizeof self);
    }
}

/* Fields that no function fills so. */
static void objects_that_are_none(void **state)
{
    lecun_initializer trunc, kaiming, dirac;

    (void)state;
    must(read_config(&trunc, "trunc_normal_", "{\"a\": -3, \"b\": 3}", NULL));
    must(lecun_init_torch_kaiming_normal(&kaiming, 0.0, LECUN_FAN_IN, LECUN_RELU));
    must(lecun_init_torch_dirac(&dirac, 2));
    assert_non_null(lecun_scheme_of(&trunc));
#define GARBAGE(object, field, value)               \
    do {                                            \
        lecun_initializer garbage = object;         \
        garbage.field = value;                      \
        assert_null(lecun_scheme_of(&garbage));     \
    } while (0)
    GARBAGE(trunc, fan[0], -2.5);                 /* and it counts as an integer */
    GARBAGE(trunc, fan[1], 2.5);
    GARBAGE(trunc, fan[1], 1e300);
    GARBAGE(trunc, bound_is_integer, 4);
    GARBAGE(trunc, number[1], 0.0);
    GARBAGE(trunc, nonlinearity, LECUN_RELU);
    GARBAGE(trunc, fan_rule, LECUN_RULE_LAYOUT);
    GARBAGE(kaiming, fan_rule, LECUN_RULE_KERAS);
    GARBAGE(kaiming, groups, 2);
    GARBAGE(kaiming, mode, LECUN_FAN_AVG);
    GARBAGE(kaiming, mode, 0);
    GARBAGE(kaiming, nonlinearity, LECUN_LINEAR - 1);
    GARBAGE(kaiming, nonlinearity, LECUN_SELU + 1);
    GARBAGE(kaiming, fan[0], 1.0);
    GARBAGE(dirac, integer[0], 0);
    GARBAGE(dirac, is_integer[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configs_come_back),
        cmocka_unit_test(constructors_are_configs),
        cmocka_unit_test(what_is_serialized),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(objects_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
