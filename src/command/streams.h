/* SPDX-License-Identifier: MIT
 *
 * streams.h - do two tensors draw from one stream? Then they are equal, or equal up to their scale
 */
#ifndef STREAMS_H
#define STREAMS_H

#include "model.h"

#include <stdio.h>

/* Print a warning for each stream of several tensors. 0: no memory. */
int warn_of_shared_streams(const model *m, FILE *out, problem *why);

#endif
