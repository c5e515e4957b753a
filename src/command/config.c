/* SPDX-License-Identifier: MIT
 *
 * config.c - lecun config: check a Keras config, and print it in the other dialect
 *
 * The dialects differ in more than the order of their keys: Keras 3 reduces a seed modulo 2^31-2, and Keras 2 has no axes.
 * The text that is printed gives the same bits there as the one read gave here; if there is none, that is said.
 */
#define _XOPEN_SOURCE 700

#include "command.h"
#include "program.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: lecun config TEXT [--class NAME] [--from DIALECT] [--to DIALECT]\n"
    "\n"
    "Check a Keras initializer config and print it in the other dialect, with the same bits.\n"
    "\n"
    "  TEXT              what keras.initializers.serialize gave, as JSON: an object with class_name and config, or a\n"
    "                    name such as lecun_normal, quoted or not; - reads it from standard input\n"
    "  --class NAME      TEXT is the config alone, of this class, and so is what is printed\n"
    "  --from DIALECT    keras2 or keras3: whose text it is\n"
    "  --to DIALECT      keras2 or keras3: whose text to print. Of two not given, from keras2 to keras3\n"
    "  --help            print this\n"
    "\n"
    "An error is shown in the text, with a caret below what is wrong.\n";

/* --- Where a text is wrong ---------------------------------------------------------------------------------------- */

enum { SHOWN = 78 };            /* columns of a long line that are shown */

static int starts_character(char c)
{
    return (c & 0xC0) != 0x80;
}

/* The byte `columns` characters before `at`, but none before `begin`. */
static const char *step_back(const char *begin, const char *at, int columns)
{
    while (at > begin && columns > 0)
        if (starts_character(*--at))
            columns--;
    return at;
}

/* The line that holds the error, or the part of it around the error, and a caret below. */
static void show(const char *text, size_t length, size_t error)
{
    const char *end = text + length, *at = text + error, *begin = at, *s;
    int caret = 0, column = 0;

    while (begin > text && begin[-1] != '\n')
        begin--;
    begin = step_back(begin, at, SHOWN * 2 / 3);
    for (s = begin; s < end && *s != '\n'; s++) {
        column += starts_character(*s);
        if (column > SHOWN)
            break;
        caret += s < at && starts_character(*s);
        putc((unsigned char)*s < 0x20 || *s == 0x7F ? ' ' : *s, stderr);
    }
    fprintf(stderr, "\n%*s^\n", caret, "");
}

ENDS static void refuse_text(const char *name, const char *text, size_t length, const lecun_error *error)
{
    size_t line = 1, column = 1, i;

    for (i = 0; i < error->at && i < length; i++) {
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if (starts_character(text[i])) {
            column++;
        }
    }
    fprintf(stderr, "%s: %s:%zu:%zu: expected %s\n", program.name, name, line, column, error->expected);
    show(text, length, error->at < length ? error->at : length);
    end_program(1);
}

void read_config(lecun_initializer *init, const char *class_name, const char *json, size_t length, const char *name)
{
    static const char none[] = "{}";
    lecun_error error = {0, NULL};
    lecun_status status;

    if (class_name)
        status = lecun_from_config(init, class_name, json ? json : none, json ? length : strlen(none), &error);
    else
        status = lecun_deserialize(init, json, length, &error);
    if (status == LECUN_E_CONFIG && class_name && lecun_from_config(init, class_name, none, strlen(none), NULL) == status)
        fail(class_name, "no class of keras.initializers that this library knows");
    if (status && error.expected)
        refuse_text(name, json ? json : none, json ? length : strlen(none), &error);
    if (status)
        fail(name, lecun_status_string(status));
}

/* --- The other dialect -------------------------------------------------------------------------------------------- */

static lecun_profile read_dialect(const char *text)
{
    if (strcmp(text, "keras2") && strcmp(text, "keras3"))
        refuse_usage("a dialect is keras2 or keras3, not ", text);
    return strcmp(text, "keras2") ? LECUN_KERAS3 : LECUN_KERAS2;
}

/* The other one; of two that were not given, Keras 2 is read and Keras 3 printed. */
static const char *other_dialect(const char *given, const char *otherwise)
{
    if (!given)
        return otherwise;
    return strcmp(given, "keras2") ? "keras2" : "keras3";
}

/* The seed that gives the other Keras the same stream. */
static void translate_seed(lecun_initializer *init, lecun_profile from, lecun_profile to)
{
    const int64_t modulus = 2147483646;
    int64_t seed;
    int drawn;

    if (from == to || lecun_get_seed(init, &seed, &drawn) || drawn || lecun_profiles_agree(seed))
        return;
    if (to == LECUN_KERAS3) {
        char what[64];
        snprintf(what, sizeof what, "seed %" PRId64, seed);
        fail(what, "no seed of Keras 3 gives the bits that this one gives in Keras 2: it takes 0 to 2147483645 "
                   "(for a text of Keras 3: --from keras3)");
    }
    if (lecun_set_seed(init, (seed % modulus + modulus) % modulus))
        fail("config", "this class takes no seed");
}

typedef lecun_status (*config_writer)(const lecun_initializer *init, char *buf, size_t size, size_t *length);

/* The text that the library writes; the caller frees it. */
static char *text_of(const lecun_initializer *init, config_writer write)
{
    size_t length;
    char *text;
    lecun_status status = write(init, NULL, 0, &length);

    if (status)
        fail("config", lecun_status_string(status));
    text = (char *)allocate(NULL, length + 1, 1);
    write(init, text, length + 1, NULL);
    return text;
}

/* Keras before 2.13 writes class_name and config alone, and that is what every Keras 2 reads. */
static void print_keras2(const lecun_initializer *init)
{
    char *text = text_of(init, lecun_serialize);
    const char *begin = strstr(text, "\"class_name\""), *end = strstr(text, ", \"registered_name\"");

    printf("{%.*s}\n", (int)(end - begin), begin);
    free(text);
}

static void print_text(const lecun_initializer *init, config_writer write)
{
    char *text = text_of(init, write);

    puts(text);
    free(text);
}

/* A name, which the shell has taken the quotes from, in quotes; anything else as it is. The caller frees it. */
static char *quoted_name(const char *text)
{
    const size_t length = strlen(text);
    const int is_name = length && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == length
                        && (*text < '0' || *text > '9') && strcmp(text, "null") && strcmp(text, "true") && strcmp(text, "false");
    char *copy = (char *)allocate(NULL, length + 3, 1);

    sprintf(copy, is_name ? "\"%s\"" : "%s", text);
    return copy;
}

/* The whole of standard input; the caller frees it. */
static char *read_all(size_t *length)
{
    size_t capacity = 0, got;
    char *text = NULL;

    *length = 0;
    do {
        if (*length == capacity) {
            capacity = 2 * capacity + 4096;
            text = (char *)allocate(text, capacity, 1);
        }
        got = fread(text + *length, 1, capacity - *length, stdin);
        *length += got;
    } while (got);
    if (ferror(stdin))
        fail("standard input", strerror(errno));
    return text;
}

int command_config(char **argv)
{
    enum { CLASS, FROM, TO };
    program_option given[] = {{"--class", 1, NULL}, {"--from", 1, NULL}, {"--to", 1, NULL}, {NULL, 0, NULL}};
    lecun_initializer init;
    lecun_profile from, to;
    const char *operand;
    char *text, *config;
    size_t length = 0;
    int is_stdin;

    program.usage = usage;
    operand = read_options(argv, given);
    if (!operand)
        refuse_usage("no TEXT", "");
    from = read_dialect(given[FROM].value ? given[FROM].value : other_dialect(given[TO].value, "keras2"));
    to = read_dialect(given[TO].value ? given[TO].value : other_dialect(given[FROM].value, "keras3"));
    is_stdin = strcmp(operand, "-") == 0;
    if (!is_stdin && access(operand, R_OK) == 0)
        fail(operand, "this is a file; - reads the text from standard input");
    text = is_stdin ? read_all(&length) : quoted_name(operand);
    if (!is_stdin)
        length = strlen(text);
    read_config(&init, given[CLASS].value, text, length, is_stdin ? "<stdin>" : "config");
    free(text);
    translate_seed(&init, from, to);
    if (lecun_set_profile(&init, to))
        fail("--to", lecun_status_string(LECUN_E_ARGUMENT));
    config = text_of(&init, lecun_get_config);
    if (to == LECUN_KERAS2 && strstr(config, "_axes\""))
        fail("config", "Keras 2 has no input_axes and output_axes");
    free(config);
    if (given[CLASS].value)
        print_text(&init, lecun_get_config);
    else if (to == LECUN_KERAS2)
        print_keras2(&init);
    else
        print_text(&init, lecun_serialize);
    flush_text(stdout);
    return 0;
}
