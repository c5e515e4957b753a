/* SPDX-License-Identifier: MIT
 *
 * lecun.c - the command `lecun`: fill a tensor, make a model, inspect a checkpoint, translate a config (lecun.1)
 */
#include "init.h"

#include <string.h>

static const char usage[] =
    "usage: lecun fill --shape SHAPE [OPTION...]     fill one tensor, and write it or show what is in it\n"
    "       lecun init LIST -o FILE [OPTION...]      fill the tensors of a list, or of a model like another (init_model)\n"
    "       lecun list FILE...                       print a checkpoint as a list to edit\n"
    "       lecun inspect FILE... [--check]          which initializer fits each tensor of a checkpoint?\n"
    "       lecun config TEXT [OPTION...]            check a Keras config, and print it in the other dialect\n"
    "       lecun --version\n"
    "       lecun --help, lecun fill --help, ...\n"
    "\n"
    "Exit status: 0 done; 1 not done, and said why; 2 wrong arguments; 3 inspect --check found a tensor that no known\n"
    "initializer fits.\n";

static int run(char **argv, problem *why)
{
    if (!argv[1])
        return refuse_usage(why, "no command") - 1;
    if (strcmp(argv[1], "--version") || argv[2])
        return refuse_usage(why, "no such command: %s", argv[1]) - 1;
    printf("lecun %s (kernel: %s)\n", lecun_version(), lecun_kernel());
    return flush_text(stdout, why) - 1;
}

int main(int argc, char **argv)
{
    static const command *const commands[] = {&command_fill, &command_init, &command_list, &command_inspect, &command_config};
    const command itself = {"lecun", usage, run};
    size_t i;

    program_name = "lecun";
    occupy_standard_streams();
    for (i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return run_command(commands[i], argv + 1, init_clear_away);
    return run_command(&itself, argv, init_clear_away);
}
