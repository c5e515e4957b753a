/* SPDX-License-Identifier: MIT
 *
 * npy.h - the head of a .npy file
 *
 * The format: numpy.lib.format, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
#ifndef NPY_H
#define NPY_H

#include <stddef.h>
#include <stdint.h>

/* The head of an array in C order, `*size` bytes, a multiple of 64. The caller frees it. NULL if the shape is too long for
 * version 1 of the format. */
char *npy_head(const char *descr, const int64_t *shape, size_t rank, size_t *size);

#endif
