/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a .safetensors or .npy file to `lecun inspect`. The file is refused with one line that names it, or its
 * tensors lie in it one behind the other, and all are measured and printed.
 *
 * The command's rooms are compiled with file_in_memory.h before them.
 */
#define _XOPEN_SOURCE 700

#include "../../src/command/checkpoint.h"
#include "../../src/command/command.h"
#include "held.h"
#include "input.h"

#include <setjmp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

FILE *fuzz_output, *fuzz_messages;
int fuzz_fstat(struct stat *there);
ssize_t fuzz_pread(void *to, size_t size, off_t at);

static jmp_buf ended;
static const uint8_t *file_bytes;
static size_t file_size;

int fuzz_fstat(struct stat *there)
{
    memset(there, 0, sizeof *there);
    there->st_mode = S_IFREG;
    there->st_size = (off_t)file_size;
    return 0;
}

/* At most 100 bytes at a time, as a file may be read. */
ssize_t fuzz_pread(void *to, size_t size, off_t at)
{
    const size_t most = size < 100 ? size : 100;
    size_t left;

    REQUIRE(at >= 0 && (size_t)at <= file_size);
    left = file_size - (size_t)at;
    if (left)
        memcpy(to, file_bytes + at, left < most ? left : most);
    return (ssize_t)(left < most ? left : most);
}

static void end(int status)
{
    longjmp(ended, 1 + status);
}

/* --- Judgement ---------------------------------------------------------------------------------------------------- */

static void check_tensors(void)
{
    checkpoint c = open_checkpoint("file");
    int64_t before = c.count ? c.tensors[0].begin : 0;
    size_t i, k;

    REQUIRE(c.size == (int64_t)file_size && before >= 0);
    for (i = 0; i < c.count; i++) {
        const stored_tensor *t = &c.tensors[i];
        int64_t count = 1;
        REQUIRE(t->begin == before && t->end >= t->begin && t->end <= c.size);
        before = t->end;
        for (k = 0; k < t->rank; k++)
            count *= t->shape[k];
        REQUIRE(count == t->count && t->name && t->dtype);
        REQUIRE(!t->type || t->end - t->begin == count * (int64_t)t->type->size);
    }
    REQUIRE(!c.count || before == c.size);
    close_checkpoint(&c);
    REQUIRE(held_blocks() == 0);
}

/* One line, which names the file. */
static void check_message(const char *message, size_t length)
{
    REQUIRE(length > 0 && message[length - 1] == '\n');
    REQUIRE(memchr(message, '\n', length) == message + length - 1);
    REQUIRE(strncmp(message, "lecun: file: ", 13) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char name[] = "inspect", file[] = "file", check[] = "--check", *arguments[] = {name, file, check, NULL};
    static char *message;
    static size_t length;

    if (!fuzz_messages) {
        fuzz_messages = open_memstream(&message, &length);
        fuzz_output = fopen("/dev/null", "w");
        program.name = "lecun";
        program.end = end;
        REQUIRE(fuzz_messages && fuzz_output);
    }
    rewind(fuzz_messages);
    file_bytes = data;
    file_size = size;
    if (setjmp(ended) == 0) {
        int status;
        check_tensors();
        status = command_inspect(arguments);
        REQUIRE(status == 0 || status == 3);
        REQUIRE(held_blocks() == 0);
    } else {
        fflush(fuzz_messages);
        check_message(message, length);
        release_all();
    }
    return 0;
}
