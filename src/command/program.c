/* SPDX-License-Identifier: MIT
 *
 * program.c - see program.h
 */
#define _XOPEN_SOURCE 700

#include "program.h"
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *program_name = "lecun";

void say_problem(const problem *why, const char *usage)
{
    const char *synopsis_end = strstr(usage, "\n\n");

    if (!why->is_placed)
        fprintf(stderr, "%s: ", program_name);
    put_message(stderr, why->text ? why->text : "memory: Cannot allocate memory");
    putc('\n', stderr);
    if (why->status == 2)
        fprintf(stderr, "%.*s\n--help tells more.\n", (int)(synopsis_end ? (size_t)(synopsis_end - usage) : strlen(usage)), usage);
}

int wants_help(char **argv)
{
    for (argv++; *argv; argv++)
        if (strcmp(*argv, "--help") == 0 || strcmp(*argv, "-h") == 0)
            return 1;
    return 0;
}

int run_command(const command *c, char **argv, void (*clear_away)(void))
{
    problem why = {0, 0, NULL};
    int status;

    if (wants_help(argv)) {
        fputs(c->usage, stdout);
        status = flush_text(stdout, &why) ? 0 : -1;
    } else {
        status = c->run(argv, &why);
    }
    if (status < 0) {
        clear_away();
        say_problem(&why, c->usage);
        status = why.status;
    }
    forget_problem(&why);
    return status;
}

int flush_text(FILE *out, problem *why)
{
    if (fflush(out) || ferror(out))
        return refuse_system(why, out == stdout ? "standard output" : "standard error");
    return 1;
}

/* The option that the argument is, maybe as --name=value; *value is what follows the = then, else NULL. */
static program_option *find_option(program_option *options, char *argument, char **value)
{
    program_option *o;

    for (o = options; o->name; o++) {
        const size_t length = strlen(o->name);
        if (strncmp(argument, o->name, length))
            continue;
        *value = argument[length] == '=' && o->name[1] == '-' ? argument + length + 1 : NULL;
        if (*value || !argument[length])
            return o;
    }
    *value = NULL;
    return NULL;
}

/* *argv is the option; it moves on to the value that is an argument of its own. */
static int read_option(program_option *o, const char *value, char ***argv, problem *why)
{
    const char *name = o->name;

    if (o->value && o->takes_value)
        return refuse_usage(why, "this option is wanted once: %s", name);
    if (!o->takes_value && value)
        return refuse_usage(why, "this option takes no value: %s", name);
    if (o->takes_value == 1 && !value)
        value = *(*argv + 1) ? *++*argv : NULL;
    if (o->takes_value == 1 && (!value || !*value))
        return refuse_usage(why, "this option wants a value: %s", name);
    o->value = o->takes_value == 1 ? value : name;
    return 1;
}

int read_options(char **argv, program_option *options, size_t most, problem *why)
{
    char **operands = argv;
    size_t count = 0;

    while (*++argv) {
        char *value = NULL, *operand = *argv;
        program_option *o = find_option(options, *argv, &value);
        if (o && !read_option(o, value, &argv, why))
            return 0;
        if (o && !(o->takes_value == TAKES_FILES && value))
            continue;
        if ((!o && *operand == '-' && operand[1]) || count == most)
            return refuse_usage(why, "unexpected argument: %s", operand);
        operands[count++] = o ? value : operand;
    }
    operands[count] = NULL;
    return 1;
}

int read_integer(const program_option *option, int64_t low, int64_t high, int64_t *value, problem *why)
{
    const char *text = option->value, *digits = text + (*text == '-');
    char *end;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    if (*digits < '0' || *digits > '9' || *end || errno || number < low || number > high)
        return refuse_usage(why, "%s wants an integer from %" PRId64 " to %" PRId64 ", not %s", option->name, low, high, text);
    *value = number;
    return 1;
}

static int read_profile(const char *text, size_t length, lecun_profile *keras, lecun_profile *torch)
{
    static const struct { const char *name; lecun_profile profile; int is_torch; } names[] = {
        {"keras2", LECUN_KERAS2, 0}, {"keras3", LECUN_KERAS3, 0}, {"keras30", LECUN_KERAS30, 0}, {"keras315", LECUN_KERAS315, 0},
        {"torch", LECUN_TORCH, 1}, {"torch_default", LECUN_TORCH_DEFAULT, 1}, {"torch212", LECUN_TORCH212, 1},
        {"torch212_default", LECUN_TORCH212_DEFAULT, 1}, {"torch211", LECUN_TORCH211, 1},
        {"torch211_default", LECUN_TORCH211_DEFAULT, 1},
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == length && memcmp(text, names[i].name, length) == 0) {
            *(names[i].is_torch ? torch : keras) = names[i].profile;
            return 1;
        }
    return 0;
}

int read_profiles(const char *text, lecun_profile *keras, lecun_profile *torch, problem *why)
{
    const char *at = text;
    size_t length;

    do {
        length = strcspn(at, ",");
        if (!read_profile(at, length, keras, torch))
            return refuse_usage(why, "--profile wants keras2, keras3, keras30, keras315, torch, torch_default, torch212, "
                                     "torch212_default, torch211 or torch211_default, not %s", text);
        at += length + 1;
    } while (at[-1]);
    return 1;
}

int layout_named(const char *text, size_t length, lecun_layout *layout)
{
    static const struct { const char *name; lecun_layout layout; } names[] = {
        {"keras", LECUN_LAYOUT_KERAS}, {"keras_transposed", LECUN_LAYOUT_KERAS_TRANSPOSED},
        {"keras_depthwise", LECUN_LAYOUT_KERAS_DEPTHWISE}, {"torch", LECUN_LAYOUT_TORCH},
        {"torch_transposed", LECUN_LAYOUT_TORCH_TRANSPOSED},
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == length && memcmp(text, names[i].name, length) == 0) {
            *layout = names[i].layout;
            return 1;
        }
    return 0;
}

void occupy_standard_streams(void)
{
    int fd;

    for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(1);
}
