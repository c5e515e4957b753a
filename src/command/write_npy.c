/* SPDX-License-Identifier: MIT
 *
 * write_npy.c - the head of a .npy file
 *
 * The format: numpy.lib.format, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
#include "files.h"

#include <inttypes.h>
#include <string.h>

enum { PREAMBLE = 10 };         /* the magic string, the version, and the length of the text in 16 bits */

int put_npy_head(buffer *to, const element_type *type, const shape *s, int64_t rows, problem *why)
{
    size_t i, text;

    if (!type || !type->npy || type->dtype == LECUN_BF16)
        return refuse(why, "%s: NumPy has no such dtype; write FILE.safetensors or FILE.raw", type ? type->name : "this tensor");
    put_bytes(to, "\x93NUMPY\1\0\0\0", PREAMBLE);
    put_format(to, "{'descr': '%c%s', 'fortran_order': False, 'shape': (", type->size > 1 ? '<' : '|', type->npy);
    for (i = 0; i < s->rank; i++)
        put_format(to, "%s%" PRId64, i ? ", " : "", i ? s->dimension[i] : rows);
    put_format(to, "%s), }", s->rank == 1 ? "," : "");
    while (!to->failed && to->size % 64 != 63)
        put_text(to, " ");
    put_text(to, "\n");
    text = to->size - PREAMBLE;
    if (!check_buffer(to, why))
        return 0;
    if (text > 0xFFFF)
        return refuse(why, "%zu: more dimensions than the .npy format takes", s->rank);
    to->at[8] = (char)(text & 0xFF);
    to->at[9] = (char)(text >> 8);
    return 1;
}
