/* SPDX-License-Identifier: MIT
 *
 * config.c - lecun config: check a Keras config, and print it in the other dialect
 *
 * The dialects differ in more than the order of their keys: Keras 3 reduces a seed modulo 2^31-2, and Keras 2 has no axes.
 * The text that is printed gives the same bits there as the one read gave here; if there is none, that is said.
 */
#define _XOPEN_SOURCE 700

#include "config_text.h"
#include "json_text.h"
#include "list.h"
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

/* --- The other dialect -------------------------------------------------------------------------------------------- */

static int read_dialect(const char *text, lecun_profile *profile, problem *why)
{
    if (strcmp(text, "keras2") && strcmp(text, "keras3"))
        return refuse_usage(why, "a dialect is keras2 or keras3, not %s", text);
    *profile = strcmp(text, "keras2") ? LECUN_KERAS3 : LECUN_KERAS2;
    return 1;
}

/* The other one; of two that were not given, Keras 2 is read and Keras 3 printed. */
static const char *other_dialect(const char *given, const char *otherwise)
{
    if (!given)
        return otherwise;
    return strcmp(given, "keras2") ? "keras2" : "keras3";
}

/* The seed that gives the other Keras the same stream. */
static int translate_seed(lecun_initializer *init, lecun_profile from, lecun_profile to, problem *why)
{
    const int64_t modulus = 2147483646;
    int64_t seed;
    int drawn;

    if (from == to || lecun_get_seed(init, &seed, &drawn) || drawn || lecun_profiles_agree(seed))
        return 1;
    if (to == LECUN_KERAS3)
        return refuse(why, "seed %" PRId64 ": no seed of Keras 3 gives the bits that this one gives in Keras 2: it takes 0 to "
                      "2147483645 (for a text of Keras 3: --from keras3)", seed);
    return lecun_set_seed(init, (seed % modulus + modulus) % modulus) == LECUN_OK;
}

typedef lecun_status (*config_writer)(const lecun_initializer *init, char *buf, size_t size, size_t *length);

/* The text that the library writes; the caller frees it. NULL: refused. */
static char *text_of(const lecun_initializer *init, config_writer write, problem *why)
{
    size_t length = 0;
    lecun_status status = write(init, NULL, 0, &length);
    char *text = status ? NULL : (char *)allocate(NULL, length + 1, 1, why);

    if (text)
        status = write(init, text, length + 1, NULL);
    if (status)
        refuse(why, "config: %s", lecun_status_string(status));
    return text;
}

/* Keras before 2.13 writes class_name and config alone, and that is what every Keras 2 reads. */
static void print_keras2(const char *text)
{
    const char *begin = strstr(text, "\"class_name\""), *end = strstr(text, ", \"registered_name\"");

    printf("{%.*s}\n", (int)(end - begin), begin);
}

static void print_text(const char *config, const char *serialized, lecun_profile to, int is_alone)
{
    if (is_alone)
        puts(config);
    else if (to == LECUN_KERAS2)
        print_keras2(serialized);
    else
        puts(serialized);
}

static int print_config(const lecun_initializer *init, lecun_profile to, int is_alone, problem *why)
{
    char *config = text_of(init, lecun_get_config, why);
    char *serialized = config ? text_of(init, lecun_serialize, why) : NULL;

    if (config && to == LECUN_KERAS2 && strstr(config, "_axes\": ["))
        refuse(why, "config: Keras 2 has no input_axes and output_axes");
    else if (config && serialized)
        print_text(config, serialized, to, is_alone);
    free(config);
    free(serialized);
    return !why->status && flush_text(stdout, why);
}

static int is_name(const char *text)
{
    const size_t length = strlen(text);

    return length && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == length
        && (*text < '0' || *text > '9') && strcmp(text, "null") && strcmp(text, "true") && strcmp(text, "false");
}

/* The argument: a name, which the shell has taken the quotes from, in quotes; anything else as it is. Or standard input. */
static int read_operand(const char *operand, buffer *text, problem *why)
{
    if (strcmp(operand, "-") == 0)
        return read_user_text(operand, text, NULL, why)
            && (text->size <= MAX_OBJECT || refuse(why, "<stdin>: a text of more than 1 MiB"));
    if (!is_name(operand) && access(operand, R_OK) == 0)
        return refuse(why, "%s: this is a file; - reads the text from standard input", operand);
    put_format(text, is_name(operand) ? "\"%s\"" : "%s", operand);
    put_number(text, 0, 1);
    text->size -= text->size > 0;
    return check_buffer(text, why);
}

static int run(char **argv, problem *why)
{
    enum { CLASS, FROM, TO };
    program_option given[] = {{"--class", 1, NULL}, {"--from", 1, NULL}, {"--to", 1, NULL}, {NULL, 0, NULL}};
    buffer text = {NULL, 0, 0, 0};
    lecun_initializer init;
    lecun_profile from = LECUN_KERAS2, to = LECUN_KERAS3;
    int fine;

    if (!read_options(argv, given, 1, why))
        return -1;
    if (!argv[0])
        return refuse_usage(why, "no TEXT") - 1;
    if (!read_dialect(given[FROM].value ? given[FROM].value : other_dialect(given[TO].value, "keras2"), &from, why)
        || !read_dialect(given[TO].value ? given[TO].value : other_dialect(given[FROM].value, "keras3"), &to, why))
        return -1;
    fine = read_operand(argv[0], &text, why)
        && read_config(&init, given[CLASS].value, text.at, text.size, strcmp(argv[0], "-") ? "config" : "<stdin>", why)
        && translate_seed(&init, from, to, why) && lecun_set_profile(&init, to) == LECUN_OK
        && print_config(&init, to, given[CLASS].value != NULL, why);
    free_buffer(&text);
    return fine ? 0 : -1;
}

const command command_config = {"config", usage, run};
