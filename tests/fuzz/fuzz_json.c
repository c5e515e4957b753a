/* SPDX-License-Identifier: MIT
 *
 * Any bytes to the JSON reader. A refusal names a position, which what follows does not move. What passes is walked whole;
 * it passes in an array too; its integers are those of strtoll, and strings without escapes compare as their bytes do.
 */
#include "../../src/json.h"
#include "input.h"

#include <errno.h>
#include <string.h>

enum { LONGEST = 4096 };

static int is_one_of(char c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

/* For a value in a container. */
static void compare_integer(const char *text, size_t at)
{
    char token[32];
    size_t n = 0;
    int64_t value = 1;
    long long wanted;
    int is_integer;

    while (n < sizeof token - 1 && is_one_of(text[at + n], "+-.0123456789eE"))
        n++;
    memcpy(token, text + at, n);
    token[n] = 0;
    errno = 0;
    wanted = strtoll(token, NULL, 10);
    is_integer = n > 0 && n < sizeof token - 1 && !strpbrk(token, ".eE") && errno == 0;
    REQUIRE(lecun_json_integer(text, at, &value) == is_integer);
    REQUIRE(value == (is_integer ? wanted : 1));
}

static void compare_string(const char *text, size_t at)
{
    static const char *const words[] = {"", "seed", "class_name", "config", "a"};
    size_t end = at + 1, i;

    while (text[end] != '"') {
        if (text[end] == '\\')
            return;
        end++;
    }
    for (i = 0; i < LENGTH(words); i++) {
        const size_t n = strlen(words[i]);
        REQUIRE(lecun_json_is_string(text, at, words[i]) == (end - at - 1 == n && memcmp(text + at + 1, words[i], n) == 0));
    }
}

/* Returns the number of levels. */
static unsigned walk(const char *text, size_t length)
{
    lecun_json_items open[LECUN_JSON_MAX_DEPTH];
    unsigned depth = 0, deepest = 0;
    size_t at = lecun_json_root(text);

    for (;;) {
        REQUIRE(at < length);
        if (depth)
            compare_integer(text, at);
        if (text[at] == '"')
            compare_string(text, at);
        if (text[at] == '{' || text[at] == '[') {
            REQUIRE(depth < LECUN_JSON_MAX_DEPTH);
            open[depth++] = lecun_json_open(text, at);
            deepest = depth > deepest ? depth : deepest;
        }
        while (depth && !lecun_json_next(&open[depth - 1]))
            depth--;
        if (!depth)
            return deepest;
        REQUIRE(open[depth - 1].value > at && open[depth - 1].key <= open[depth - 1].value);
        REQUIRE((text[open[depth - 1].at] == '{') == (open[depth - 1].key < open[depth - 1].value));
        at = open[depth - 1].value;
    }
}

static void check_in_array(const char *text, size_t length, int fits)
{
    char array[LONGEST + 2];
    lecun_error error;

    array[0] = '[';
    memcpy(array + 1, text, length);
    array[length + 1] = ']';
    REQUIRE(lecun_json_check(array, length + 2, &error) == fits);
    if (fits)
        walk(array, length + 2);
    else
        REQUIRE(strcmp(error.expected, "at most 16 levels") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;      /* libFuzzer's copy has this size exactly: a read past its end is seen */
    lecun_error error = {7, NULL}, before = {7, NULL};

    if (size > LONGEST)
        return 0;
    if (lecun_json_check(text, size, &error)) {
        REQUIRE(error.at == 0 && error.expected == NULL);
        if (text[0] != '\xef')                  /* a byte order mark may only stand at the beginning */
            check_in_array(text, size, walk(text, size) < LECUN_JSON_MAX_DEPTH);
    } else {
        REQUIRE(error.at <= size && error.expected != NULL);
        if (error.at < size && !lecun_json_check(text, error.at, &before))
            REQUIRE(before.at == error.at);
    }
    return 0;
}
