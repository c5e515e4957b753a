/* SPDX-License-Identifier: MIT
 *
 * npy.c - see npy.h
 */
#define _XOPEN_SOURCE 700

#include "npy.h"
#include "program.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PREAMBLE = 10 };         /* the magic string, the version, and the length of the text in 16 bits */

char *npy_head(const char *descr, const int64_t *shape, size_t rank, size_t *size)
{
    char *head = NULL;
    FILE *out = open_memstream(&head, size);
    size_t i, text;
    int failed;

    if (!out)
        fail("memory", strerror(errno));
    fprintf(out, "%*s{'descr': '%s', 'fortran_order': False, 'shape': (", PREAMBLE, "", descr);
    for (i = 0; i < rank; i++)
        fprintf(out, "%s%" PRId64, i ? ", " : "", shape[i]);
    fprintf(out, "%s), }", rank == 1 ? "," : "");
    fflush(out);
    fprintf(out, "%*s\n", (int)(63 - *size % 64), "");
    failed = ferror(out);
    if (fclose(out) || failed || !head)     /* glibc's fclose may fail to get memory and not tell */
        fail("memory", strerror(ENOMEM));
    text = *size - PREAMBLE;
    if (text > 0xFFFF) {
        free(head);
        return NULL;
    }
    memcpy(head, "\x93NUMPY\x01", 8);       /* version 1.0: the string's own end is the 0 */
    head[8] = (char)(text & 0xFF);
    head[9] = (char)(text >> 8);
    return head;
}
