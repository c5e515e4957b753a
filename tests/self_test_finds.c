/* SPDX-License-Identifier: MIT
 *
 * Linked to a copy of the library in which one thing was made wrong on purpose (tests/CMakeLists.txt): the self test
 * must say so.
 */
#include "../include/lecun.h"

#include <stdio.h>

int main(void)
{
    lecun_status status = lecun_self_test();
    printf("%d: %s\n", (int)status, lecun_status_string(status));
    return status == LECUN_E_SELF_TEST ? 0 : 1;
}
