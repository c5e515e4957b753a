/* SPDX-License-Identifier: MIT
 *
 * safetensors.h - the head of a .safetensors file: the header's length in 8 bytes, then the header, which is JSON
 *
 * The format: https://github.com/huggingface/safetensors.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "model_list.h"

/* The head of the model's file, `*size` bytes, a multiple of 8. The caller frees it. Ends the program if the header would be
 * longer than the format allows; `path` is the list's. */
char *make_head(const model *m, const char *path, size_t *size);

#endif
