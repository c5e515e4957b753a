/* SPDX-License-Identifier: MIT
 *
 * file_in_memory.h - compiled before the rooms of `lecun inspect`: the file that they read is the fuzzer's bytes, their
 * memory is counted (held.h), and what they print is caught
 */
#ifndef LECUN_FUZZ_FILE_IN_MEMORY_H
#define LECUN_FUZZ_FILE_IN_MEMORY_H

#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "held.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern FILE *fuzz_output, *fuzz_messages;

int fuzz_fstat(struct stat *there);
ssize_t fuzz_pread(void *to, size_t size, off_t at);

#define open(path, flags)             0
#define close(fd)                     0
#define fstat(fd, there)              fuzz_fstat(there)
#define pread(fd, to, size, at)       fuzz_pread(to, size, at)
#define realloc(old, size)            hold(old, size)
#define free(block)                   release(block)
#define printf(...)                   fprintf(fuzz_output, __VA_ARGS__)
#undef stdout
#undef stderr
#define stdout                        fuzz_output
#define stderr                        fuzz_messages

#endif
