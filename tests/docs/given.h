/* SPDX-License-Identifier: MIT
 *
 * What the blocks of code in the README and in src/doc take as given. They are compiled, not linked. `out` is an array of
 * whatever type.
 */
#ifndef GIVEN_H
#define GIVEN_H

#include <lecun.h>

#include <stdio.h>

extern lecun_initializer init;
extern lecun_replay replay;
extern lecun_status status;
extern lecun_error error;
extern lecun_dtype dtype;
extern lecun_mode mode;
extern lecun_distribution distribution;
extern void *out;
extern int64_t shape[], start[], extent[], stride[], seed, first, k, S;
extern int32_t input_axes[], output_axes[];
extern size_t count, rank, inputs, outputs, size, length, json_length;
extern double scale, mean, stddev, gain, value, fan_in, fan_out;
extern char *buf, *json, *name;
extern int drawn;

#endif
