/* SPDX-License-Identifier: MIT
 *
 * Not a program: what tests/static/run shows to every analyzer first, which must find something
 */
#include <stddef.h>

int faulty(int n)
{
    int *p = NULL;
    int unused;

    if (n > 3)
        p = &n;
    return *p;
}
