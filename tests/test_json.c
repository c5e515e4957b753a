/* SPDX-License-Identifier: MIT
 *
 * json.c: what is JSON, what is not and where, and walking what is
 */
#include "../src/json.h"
#include "support.h"

/* Check a text from a heap buffer of its exact size, so that a sanitizer sees a read past its end. */
static int check(const char *text, size_t length, lecun_error *error)
{
    char *exact = (char *)malloc(length ? length : 1);
    int ok;

    assert_non_null(exact);
    memcpy(exact, text, length);
    ok = lecun_json_check(exact, length, error);
    free(exact);
    return ok;
}

static void texts_that_are_json(void **state)
{
    static const char *const texts[] = {
        "null", "true", "false", "0", "-0", "12", "-1.5e+10", "0.0", "1E9", "1e-9", "\"\"", "\"a\"", "[]", "{}", " \t\r\n[ ] \n",
        "[1,2]", "[[[]]]", "{\"a\":1,\"b\":{\"a\":2}}", "[{\"a\":1},{\"a\":1}]", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "\"\\ud83d\\ude00\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"",
        "\"\\ud7ff\\ue000\\uffff\"", "\"\x7f\"", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "{\"\":0}", "\"\\u0000\"", "\xef\xbb\xbf{}", "\xef\xbb\xbf \"a\"",
        /* two pairs of keys of one hash each */
        "{\"8yn0iYCKYHlIj4-BwPqk\":1,\"GReLUrM4wMqfg9yzV3KQ\":2,\"gMPflVXtwGDXbIhP73TX\":3,\"LtHf1prlU1bCeYZEdqWf\":4}",
    };
    size_t i;
    (void)state;
    for (i = 0; i < LENGTH(texts); i++) {
        lecun_error error = {9, "x"};
        assert_true(check(texts[i], strlen(texts[i]), &error));
        assert_true(error.at == 0 && error.expected == NULL);
    }
}

static void texts_that_are_not_and_where(void **state)
{
    static const struct { const char *text; size_t at; const char *expected; } cases[] = {
        {"", 0, "a JSON value"}, {"  ", 2, "a JSON value"}, {"x", 0, "a JSON value"}, {"\xef\xbb\xbf", 3, "a JSON value"}, {"\xef\xbb", 0, "a JSON value"},
        {"\xee\xbb\xbf{}", 0, "a JSON value"}, {"\xef\xba\xbf{}", 0, "a JSON value"}, {"\xef\xbb\xbe{}", 0, "a JSON value"},
        {"\xef\xbb\xbf\xef\xbb\xbf{}", 3, "a JSON value"},
        {"nul", 3, "true, false or null"}, {"nulx", 3, "true, false or null"}, {"True", 0, "a JSON value"},
        {"tru e", 3, "true, false or null"}, {"falsy", 4, "true, false or null"}, {"NaN", 0, "a JSON value"},
        {"Infinity", 0, "a JSON value"}, {"-Infinity", 1, "a digit"}, {"+1", 0, "a JSON value"}, {"'a'", 0, "a JSON value"},
        {"01", 1, "the end of the text"}, {"-", 1, "a digit"}, {"-a", 1, "a digit"}, {"1.", 2, "a digit"}, {".5", 0, "a JSON value"},
        {"1.e5", 2, "a digit"}, {"1e", 2, "a digit"}, {"1e+", 3, "a digit"}, {"0x10", 1, "the end of the text"},
        {"--1", 1, "a digit"}, {"1 2", 2, "the end of the text"}, {"{} {}", 3, "the end of the text"},
        {"[1,2", 4, "',' or ']'"}, {"[1 2]", 3, "',' or ']'"}, {"[1,]", 3, "a JSON value"}, {"[,1]", 1, "a JSON value"}, {"[", 1, "a JSON value"},
        {"[1}", 2, "',' or ']'"}, {"{\"a\":1]", 6, "',' or '}'"}, {"]", 0, "a JSON value"}, {"[]]", 2, "the end of the text"},
        {"{", 1, "a key in double quotes, or '}'"}, {"{a:1}", 1, "a key in double quotes, or '}'"}, {"{1:1}", 1, "a key in double quotes, or '}'"},
        {"{\"a\"}", 4, "':'"}, {"{\"a\"", 4, "':'"}, {"{\"a\" 1}", 5, "':'"}, {"{\"a\":}", 5, "a JSON value"}, {"{\"a\":1", 6, "',' or '}'"},
        {"{\"a\":1 \"b\":2}", 7, "',' or '}'"}, {"{\"a\":1,}", 7, "a key in double quotes"}, {"{\"a\":1,b:2}", 7, "a key in double quotes"},
        {"{\"a\":1,\"a\":2}", 7, "a key that this object does not have yet"},
        {"{\"a\":1,\"\\u0061\":2}", 7, "a key that this object does not have yet"},
        {"{\"8yn0iYCKYHlIj4-BwPqk\":1,\"GReLUrM4wMqfg9yzV3KQ\":2,\"8yn0iYCKYHlIj4-BwPqk\":3}", 51, "a key that this object does not have yet"},
        {"[{\"a\":{\"b\":1,\"b\":2},\"a\":1}]", 13, "a key that this object does not have yet"}, {"{\"a\":1,\"a\":2", 12, "',' or '}'"},
        {"{\"\xc3\xa9\":1,\"b\":{\"b\":1},\"\\u00E9\":2}", 20, "a key that this object does not have yet"},
        {"{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}", 10, "a key that this object does not have yet"},
        {"{\"\xee\x80\x80\":1,\"\\uE000\":2}", 9, "a key that this object does not have yet"},
        {"{\"/\":1,\"\\/\":2}", 7, "a key that this object does not have yet"},
        {"{\"\\n\":1,\"\\u000a\":2}", 8, "a key that this object does not have yet"},
        {"\"a", 2, "the string's closing quote"}, {"\"a\\\"", 4, "the string's closing quote"}, {"{\"a", 3, "the string's closing quote"},
        {"\"a\nb\"", 2, "no control character within a string"}, {"\"\t\"", 1, "no control character within a string"},
        {"\"\\x\"", 2, "one of \" \\ / b f n r t u after the backslash"}, {"\"\\", 2, "one of \" \\ / b f n r t u after the backslash"},
        {"\"\\u12\"", 5, "four hexadecimal digits"}, {"\"\\u12g4\"", 5, "four hexadecimal digits"}, {"\"\\u", 3, "four hexadecimal digits"},
        {"\"\\ud83d\"", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\\ud83d\\n\"", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\\ud83d\\u0041\"", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\\ud83d\\ue000\"", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\\ud83due00\"", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"a\\ude00\"", 2, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\\ud83d\\uzz\"", 9, "four hexadecimal digits"}, {"\"\\ud83d", 1, "a surrogate pair: \\uD800-\\uDBFF, then \\uDC00-\\uDFFF"},
        {"\"\x80\"", 1, "valid UTF-8"}, {"\"\xc1\xbf\"", 1, "valid UTF-8"}, {"\"\xc3\"", 2, "valid UTF-8"}, {"\"\xe0\x9f\xbf\"", 2, "valid UTF-8"},
        {"\"\xed\xa0\x80\"", 2, "valid UTF-8"}, {"\"\xf0\x8f\xbf\xbf\"", 2, "valid UTF-8"}, {"\"\xf4\x90\x80\x80\"", 2, "valid UTF-8"},
        {"\"\xf5\x80\x80\x80\"", 1, "valid UTF-8"}, {"\"\xe2\x82", 3, "valid UTF-8"}, {"\"\xe2\x28\xa1\"", 2, "valid UTF-8"},
        {"\"\xf0\x9f\x98\x28\"", 4, "valid UTF-8"}, {"\"\xff\"", 1, "valid UTF-8"},
        {"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 16, "at most 16 levels"},
    };
    size_t i;
    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_error error = {0, NULL};
        int ok = check(cases[i].text, strlen(cases[i].text), &error);
        if (ok || error.at != cases[i].at || strcmp(error.expected, cases[i].expected))
            fail_msg("%s: at %u, %s", cases[i].text, (unsigned)error.at, error.expected ? error.expected : "accepted");
    }
}

/* A NUL is a byte like any other: not JSON outside a string, a control character within. */
static void nul_bytes(void **state)
{
    lecun_error error;
    (void)state;
    assert_false(check("{}\0", 3, &error));
    assert_int_equal(error.at, 2);
    assert_false(check("\"\0\"", 3, &error));
    assert_int_equal(error.at, 1);
    assert_false(check("\0", 1, &error));
    assert_int_equal(error.at, 0);
}

/* The same key twice, as it may be written: in UTF-8 and escaped, at both ends of each length and around the surrogates. And
 * two keys, of which one is the next character. */
static void a_key_is_its_characters(void **state)
{
    static const struct { const char *character, *escaped; } cases[] = {
        {"\x20", "\\u0020"}, {"\x7f", "\\u007f"}, {"\xc2\x80", "\\u0080"}, {"\xdf\xbf", "\\u07FF"}, {"\xe0\xa0\x80", "\\u0800"},
        {"\xed\x9f\xbf", "\\ud7ff"}, {"\xee\x80\x80", "\\uE000"}, {"\xef\xbf\xbf", "\\uffff"},
        {"\xf0\x90\x80\x80", "\\ud800\\udc00"}, {"\xf0\x90\x8f\xbf", "\\ud800\\udfff"}, {"\xf0\x90\x90\x80", "\\ud801\\udc00"},
        {"\xf4\x8f\xbf\xbf", "\\udbff\\udfff"},
    };
    char text[64];
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_error error;
        sprintf(text, "{\"%sk\":1,\"%sk\":2}", cases[i].character, cases[i].escaped);
        assert_false(check(text, strlen(text), &error));
        assert_int_equal(error.at, strlen(cases[i].character) + 7);
        sprintf(text, "{\"%s\":1,\"%s\":2}", cases[i].character, cases[(i + 1) % LENGTH(cases)].escaped);
        assert_true(check(text, strlen(text), &error));
    }
}

/* `count` keys in one object, or spread over a chain of nested ones. */
static int check_many_keys(unsigned count, int nested, lecun_error *error)
{
    static char text[4096];
    size_t n = 0;
    unsigned i;

    n += (size_t)sprintf(text + n, "{");
    for (i = 0; i < count; i++)
        n += (size_t)sprintf(text + n, "%s\"k%u\":%s", i ? "," : "", i, nested && i % 8 == 7 && i + 1 < count ? "{\"x\":0}" : "1");
    sprintf(text + n, "}");
    return check(text, strlen(text), error);
}

/* Keys of objects that hold one another do not add up: 64 at each of 16 levels. */
static int check_nested_keys(unsigned keys, lecun_error *error)
{
    static char text[16 * 64 * 10];
    size_t n = 0;
    unsigned level, i;

    for (level = 0; level < 16; level++) {
        n += (size_t)sprintf(text + n, "{");
        for (i = 1; i < keys; i++)
            n += (size_t)sprintf(text + n, "\"k%u\":1,", i);
        n += (size_t)sprintf(text + n, level < 15 ? "\"k0\":" : "\"k0\":1");
    }
    for (level = 0; level < 16; level++)
        n += (size_t)sprintf(text + n, "}");
    return check(text, n, error);
}

static void the_bound_on_keys(void **state)
{
    lecun_error error;
    (void)state;
    assert_true(check_nested_keys(64, &error));
    assert_false(check_nested_keys(65, &error));
    assert_true(check_many_keys(64, 0, &error));
    assert_true(check_many_keys(64, 1, &error));        /* a closed object gives its keys back */
    assert_false(check_many_keys(65, 0, &error));
    assert_string_equal(error.expected, "at most 64 keys in an object");
    assert_int_equal(error.at, 503);                    /* the 65th, after {, ten of 7 bytes and 54 of 8 */
}

/* Every prefix of a good text is bad, at its end; so is every text with one byte replaced by one that cannot stand
 * there. */
static void every_prefix_is_refused_at_its_end(void **state)
{
    static const char text[] = "{\"class_name\": \"Lecun\\u004eormal\", \"config\": {\"seed\": -12, \"input_axes\": [1, 0], \"x\": [true, null, \"\xc3\xa9\"]}}";
    const size_t length = sizeof text - 1;
    lecun_error error;
    size_t i;

    (void)state;
    assert_true(check(text, length, &error));
    for (i = 0; i < length; i++) {
        char copy[sizeof text];
        assert_false(check(text, i, &error));
        assert_int_equal(error.at, i);
        memcpy(copy, text, sizeof text);
        copy[i] = '\x01';
        assert_false(check(copy, length, &error));
        assert_true(error.at <= i);
    }
}

static void walking_members_and_elements(void **state)
{
    static const char text[] = " { \"a\" : [ 1 , \"]}\\\"\" , {\"x\":[]} ] , \"b\\n\":null,\"\\u0063\":{ } ,\"d\":-5} ";
    static const char *const keys[] = {"a", "b\n", "c", "d"};
    static const char first[] = {'[', 'n', '{', '-'}, elements[] = {'1', '"', '{'};
    lecun_error error;
    lecun_json_items it, inner;
    size_t i = 0, j = 0;

    (void)state;
    assert_true(check(text, sizeof text - 1, &error));
    assert_int_equal(lecun_json_root(text), 1);
    assert_int_equal(lecun_json_root("\xef\xbb\xbf {}"), 4);
    it = lecun_json_open(text, lecun_json_root(text));
    while (lecun_json_next(&it)) {
        assert_true(i < 4 && lecun_json_is_string(text, it.key, keys[i]));
        assert_false(lecun_json_is_string(text, it.key, "seed"));
        assert_int_equal(text[it.value], first[i]);
        if (i == 0)
            for (inner = lecun_json_open(text, it.value); lecun_json_next(&inner); j++)
                assert_int_equal(text[inner.value], elements[j]);
        if (i == 2) {
            inner = lecun_json_open(text, it.value);
            assert_false(lecun_json_next(&inner));
        }
        i++;
    }
    assert_int_equal(i, 4);
    assert_int_equal(j, 3);
}

static void comparing_strings(void **state)
{
    (void)state;
    assert_true(lecun_json_is_string("\"seed\"", 0, "seed"));
    assert_true(lecun_json_is_string("\"s\\u0065\\u0065d\"", 0, "seed"));
    assert_true(lecun_json_is_string("\"\"", 0, ""));
    assert_true(lecun_json_is_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", 0, "\"\\/\b\f\n\r\t"));
    assert_false(lecun_json_is_string("\"see\"", 0, "seed"));
    assert_false(lecun_json_is_string("\"seeds\"", 0, "seed"));
    assert_false(lecun_json_is_string("\"Seed\"", 0, "seed"));
    assert_false(lecun_json_is_string("\"seed\\u0000\"", 0, "seed"));
    assert_false(lecun_json_is_string("\"\xc3\xa9\"", 0, "\xc3\xa9"));       /* names are ASCII */
    assert_false(lecun_json_is_string("seed", 0, "seed"));
    assert_false(lecun_json_is_string("null", 0, "null"));
    {
        char copy[6] = "";
        assert_true(lecun_json_copy_string("\"se\\u0065d\"", 0, copy, sizeof copy));
        assert_string_equal(copy, "seed");
        assert_true(lecun_json_copy_string("\"seeds\"", 0, copy, sizeof copy));
        assert_false(lecun_json_copy_string("\"seeds!\"", 0, copy, sizeof copy));
        assert_false(lecun_json_copy_string("\"a\\u0000\"", 0, copy, sizeof copy));
        assert_false(lecun_json_copy_string("\"a\xc2\x80\"", 0, copy, sizeof copy));
        assert_false(lecun_json_copy_string("null", 0, copy, sizeof copy));
    }
    assert_true(lecun_json_is_string_of_any_case("\"FAN_avg 2\"", 0, "fan_avg 2"));
    assert_false(lecun_json_is_string_of_any_case("\"FAN_AVG 2\"", 0, "FAN_avg 2"));    /* names are in lower case */
}

static void integers_of_64_bits(void **state)
{
    static const struct { const char *text; int ok; int64_t value; } cases[] = {
        {"[0]", 1, 0}, {"[-0]", 1, 0}, {"[42]", 1, 42}, {"[-7]", 1, -7},
        {"[9223372036854775807]", 1, INT64_MAX}, {"[-9223372036854775808]", 1, INT64_MIN}, {"[9223372036854775806]", 1, INT64_MAX - 1},
        {"[-9223372036854775807]", 1, INT64_MIN + 1}, {"[9223372036854775808]", 0, 0}, {"[-9223372036854775809]", 0, 0},
        {"[9223372036854775810]", 0, 0}, {"[18446744073709551616]", 0, 0}, {"[-18446744073709551615]", 0, 0},
        {"[100000000000000000000000]", 0, 0}, {"[1.0]", 0, 0}, {"[1e2]", 0, 0}, {"[1E2]", 0, 0}, {"[-1.5]", 0, 0},
        {"[true]", 0, 0}, {"[null]", 0, 0}, {"[\"1\"]", 0, 0}, {"[[1]]", 0, 0}, {"[{}]", 0, 0},
    };
    size_t i;
    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        int64_t value = 77;
        assert_int_equal(lecun_json_integer(cases[i].text, 1, &value), cases[i].ok);
        assert_true(value == (cases[i].ok ? cases[i].value : 77));
    }
}

static void writing(void **state)
{
    static const struct { int64_t value; const char *text; } cases[] = {
        {0, "0"}, {7, "7"}, {-7, "-7"}, {1000000000, "1000000000"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"},
    };
    char buf[32];
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_text text = {buf, sizeof buf, 0};
        memset(buf, 0, sizeof buf);
        lecun_text_put_integer(&text, cases[i].value);
        assert_string_equal(buf, cases[i].text);
        assert_int_equal(text.length, strlen(cases[i].text));
    }
    {
        lecun_text text = {buf, 3, 0};                  /* counts all, stores what fits */
        memset(buf, '.', sizeof buf);
        lecun_text_put(&text, "abcdef");
        lecun_text_put(&text, "g");
        assert_int_equal(text.length, 7);
        assert_memory_equal(buf, "abc...", 6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_that_are_json),
        cmocka_unit_test(texts_that_are_not_and_where),
        cmocka_unit_test(nul_bytes),
        cmocka_unit_test(a_key_is_its_characters),
        cmocka_unit_test(the_bound_on_keys),
        cmocka_unit_test(every_prefix_is_refused_at_its_end),
        cmocka_unit_test(walking_members_and_elements),
        cmocka_unit_test(comparing_strings),
        cmocka_unit_test(integers_of_64_bits),
        cmocka_unit_test(writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
