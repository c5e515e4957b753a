/* SPDX-License-Identifier: MIT
 *
 * init_model.c - the program init_model, which is `lecun init`
 */
#include "init.h"

int main(int argc, char **argv)
{
    (void)argc;
    program_name = "init_model";
    occupy_standard_streams();
    return run_command(&command_init, argv, init_clear_away);
}
