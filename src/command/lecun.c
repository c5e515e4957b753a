/* SPDX-License-Identifier: MIT
 *
 * lecun.c - the command `lecun`: fill a tensor, inspect a checkpoint, translate a config (lecun.1 is its manual page)
 */
#include "command.h"
#include "output.h"
#include "program.h"

#include <string.h>

static const char usage[] =
    "usage: lecun fill --shape SHAPE [OPTION...]     fill one tensor, and write it or show what is in it\n"
    "       lecun inspect FILE [--check]             which initializer fits each tensor of a checkpoint?\n"
    "       lecun config TEXT [OPTION...]            check a Keras config, and print it in the other dialect\n"
    "       lecun --version\n"
    "       lecun --help, lecun fill --help, ...\n"
    "\n"
    "Exit status: 0 done; 1 not done, and said why; 2 wrong arguments; 3 inspect --check found a tensor that no known\n"
    "initializer fits.\n";

static int print_version(void)
{
    printf("lecun %s (kernel: %s)\n", lecun_version(), lecun_kernel());
    flush_text(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct { const char *name; int (*run)(char **argv); } commands[] = {
        {"fill", command_fill}, {"inspect", command_inspect}, {"config", command_config},
    };
    size_t i;

    program.name = "lecun";
    program.usage = usage;
    program.clear_away = remove_temporary;
    occupy_standard_streams();
    if (argc < 2)
        refuse_usage("no command", "");
    if (strcmp(argv[1], "--version") == 0 && argc == 2)
        return print_version();
    for (i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argv + 1);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        read_options(argv, &(program_option){NULL, 0, NULL});       /* prints it and ends */
    refuse_usage("no such command: ", argv[1]);
}
