/* SPDX-License-Identifier: MIT
 *
 * user_text.c - a text that a user wrote, from a file or standard input: see list.h
 */
#define _XOPEN_SOURCE 700

#include "list.h"
#include "mistakes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536, MAX_LINE = 1 << 24 };

/* Of the bytes from `begin` on: 0 if there is a NUL, or a line is longer than can be meant. */
static int check_text(const char *name, const buffer *text, size_t begin, size_t *line_begin, problem *why)
{
    const char *nul = (const char *)memchr(text->at + begin, 0, text->size - begin);
    mistakes wrong = {{NULL, 0, 0, 0}, 0};
    size_t i;

    for (i = begin; i < text->size; i++)
        if (text->at[i] == '\n')
            *line_begin = i + 1;
    if (!nul && text->size - *line_begin <= MAX_LINE)
        return 1;
    if (!nul)
        return refuse(why, "%s: a line of more than %d bytes", name, MAX_LINE);
    note_mistake(&wrong, name, text->at, text->size, 1, (size_t)(nul - text->at), "expected text, which has no NUL");
    return refuse_mistakes(&wrong, why);
}

static int read_all(int fd, const char *name, buffer *text, problem *why)
{
    static char piece[PIECE];
    size_t line_begin = 0, before;
    ssize_t got;

    while ((got = read(fd, piece, sizeof piece)) != 0) {
        if (got < 0 && errno != EINTR)
            return refuse_system(why, name);
        before = text->size;
        put_bytes(text, piece, got > 0 ? (size_t)got : 0);
        if (text->failed)
            return refuse_memory(why);
        if (!check_text(name, text, before, &line_begin, why))
            return 0;
    }
    if (text->size >= 3 && memcmp(text->at, "\xEF\xBB\xBF", 3) == 0) {  /* the byte order mark that some editors write */
        text->size -= 3;
        memmove(text->at, text->at + 3, text->size);
    }
    put_bytes(text, "", 1);     /* a NUL behind it */
    text->size -= !text->failed;
    return check_buffer(text, why);
}

int read_user_text(const char *path, buffer *text, struct stat *identity, problem *why)
{
    const int is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "<stdin>" : path;
    const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY);
    struct stat there;
    int fine;

    memset(text, 0, sizeof *text);
    if (fd < 0 || fstat(fd, identity ? identity : &there))
        return refuse_system(why, name);
    fine = read_all(fd, name, text, why);
    if (!is_stdin)
        close(fd);
    return fine;
}
