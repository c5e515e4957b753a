/* SPDX-License-Identifier: MIT
 *
 * program.c - see program.h
 */
#define _XOPEN_SOURCE 700

#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

program_facts program;

void end_program(int status)
{
    if (program.end)
        program.end(status);
    exit(status);
}

void fail(const char *what, const char *why)
{
    if (program.clear_away)
        program.clear_away();
    fprintf(stderr, "%s: %s: %s\n", program.name, what, why);
    end_program(1);
}

void *allocate(void *old, size_t count, size_t size)
{
    void *memory = count <= SIZE_MAX / size ? realloc(old, count * size + !count) : NULL;

    if (!memory)
        fail("memory", strerror(ENOMEM));
    return memory;
}

void flush_text(FILE *out)
{
    if (fflush(out) || ferror(out))
        fail(out == stdout ? "standard output" : "standard error", strerror(errno));
}

void refuse_usage(const char *why, const char *what)
{
    const char *synopsis_end = strstr(program.usage, "\n\n");

    fprintf(stderr, "%s: %s%s\n%.*s\n--help tells more.\n", program.name, why, what,
            (int)(synopsis_end ? (size_t)(synopsis_end - program.usage) : strlen(program.usage)), program.usage);
    end_program(2);
}

/* The option that the argument is, maybe as --name=value; *value is what follows the = then, else NULL. */
static program_option *find_option(program_option *options, const char *argument, const char **value)
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
static void read_option(program_option *o, const char *value, char ***argv)
{
    const char *name = o->name;

    if (o->value && o->takes_value)
        refuse_usage("this option is wanted once: ", name);
    if (!o->takes_value) {
        if (value)
            refuse_usage("this option takes no value: ", name);
        o->value = name;
        return;
    }
    if (!value)
        value = *++*argv;
    if (!value || !*value)
        refuse_usage("this option wants a value: ", name);
    o->value = value;
}

const char *read_options(char **argv, program_option *options)
{
    const char *operand = NULL;

    while (*++argv) {
        const char *argument = *argv, *value = NULL;
        program_option *o = find_option(options, argument, &value);
        if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            fputs(program.usage, stdout);
            flush_text(stdout);
            exit(0);
        }
        if (o)
            read_option(o, value, &argv);
        else if ((*argument == '-' && argument[1]) || operand)
            refuse_usage("unexpected argument: ", argument);
        else
            operand = argument;
    }
    return operand;
}

int64_t read_integer(const char *option, const char *text, int64_t low, int64_t high)
{
    const char *digits = text + (*text == '-');
    char *end, why[128];
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (*digits < '0' || *digits > '9' || *end || errno || value < low || value > high) {
        snprintf(why, sizeof why, "%s wants an integer from %" PRId64 " to %" PRId64 ", not ", option, low, high);
        refuse_usage(why, text);
    }
    return value;
}

lecun_profile read_profile(const char *text)
{
    static const char *const names[] = {"keras2", "keras3", "keras30"};
    int profile;

    for (profile = LECUN_KERAS2; profile <= LECUN_KERAS30; profile++)
        if (strcmp(text, names[profile - LECUN_KERAS2]) == 0)
            return (lecun_profile)profile;
    refuse_usage("--profile wants keras2, keras3 or keras30, not ", text);
}

void occupy_standard_streams(void)
{
    int fd;

    for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            exit(1);
}
