/* SPDX-License-Identifier: MIT
 *
 * read_npz.c - a .npz file: a ZIP of .npy arrays that are stored as they are, as numpy.savez writes it
 *
 * The format: PKWARE's APPNOTE.TXT, the end of the central directory (4.3.16), its headers (4.3.12) and their 64-bit fields
 * (4.5.3). Compressed members, which numpy.savez_compressed writes, are refused.
 */
#include "checkpoint.h"

#include <stdlib.h>
#include <string.h>

enum { END_SIZE = 22, END64_LOCATOR = 20, END64_SIZE = 56, ENTRY_SIZE = 46, LOCAL_SIZE = 30 };

static int64_t number_at(const unsigned char *at, int size)
{
    uint64_t value = 0;

    while (size--)
        value = value << 8 | at[size];
    return (int64_t)(value & INT64_MAX);
}

static int damaged(const stored_file *f, problem *why)
{
    return refuse(why, "%s: damaged: its directory does not agree with the file", f->path);
}

typedef struct directory {
    int64_t entries, begin, size;
} directory;

/* numpy.savez writes no comment, so the directory's end is the file's. */
static int find_directory(const stored_file *f, directory *d, problem *why)
{
    unsigned char end[END_SIZE], locator[END64_LOCATOR], end64[END64_SIZE];

    if (f->size < END_SIZE || !read_bytes(f, f->size - END_SIZE, end, END_SIZE, why) || memcmp(end, "PK\5\6", 4))
        return damaged(f, why);
    d->entries = number_at(end + 10, 2);
    d->size = number_at(end + 12, 4);
    d->begin = number_at(end + 16, 4);
    if (f->size >= END_SIZE + END64_LOCATOR
        && read_bytes(f, f->size - END_SIZE - END64_LOCATOR, locator, END64_LOCATOR, why)
        && memcmp(locator, "PK\6\7", 4) == 0) {
        const int64_t at = number_at(locator + 8, 8);
        if (at > f->size - END64_SIZE || !read_bytes(f, at, end64, END64_SIZE, why))
            return damaged(f, why);
        d->entries = number_at(end64 + 32, 8);
        d->size = number_at(end64 + 40, 8);
        d->begin = number_at(end64 + 48, 8);
    }
    return (d->size <= f->size && d->begin <= f->size - d->size && d->size <= MAX_HEADER) || damaged(f, why);
}

/* A field of 32 bits that is all ones stands in the 64-bit field, in order. */
static int64_t wide(int64_t narrow, const unsigned char *extra, size_t length, size_t *used)
{
    size_t at = 0;

    if (narrow != INT64_C(0xFFFFFFFF))
        return narrow;
    while (at + 4 <= length && number_at(extra + at, 2) != 1)
        at += 4 + (size_t)number_at(extra + at + 2, 2);
    if (at + 4 + *used + 8 > length)
        return -1;
    *used += 8;
    return number_at(extra + at + 4 + *used - 8, 8);
}

static int read_member(checkpoint *c, const unsigned char *entry, size_t name_length, size_t extra_length, problem *why)
{
    const stored_file *f = &c->files[c->file_count - 1];
    const unsigned char *extra = entry + ENTRY_SIZE + name_length;
    size_t used = 0;
    const int64_t whole = wide(number_at(entry + 24, 4), extra, extra_length, &used);
    const int64_t stored = wide(number_at(entry + 20, 4), extra, extra_length, &used);
    const int64_t local = wide(number_at(entry + 42, 4), extra, extra_length, &used);
    unsigned char head[LOCAL_SIZE];
    int64_t begin, end;
    char *name;
    int fine;

    if (number_at(entry + 10, 2) != 0)
        return refuse(why, "%s: its arrays are compressed; numpy.savez writes them so that they can be read", f->path);
    if (whole != stored || local < 0 || local > f->size - LOCAL_SIZE || !read_bytes(f, local, head, LOCAL_SIZE, why))
        return damaged(f, why);
    begin = local + LOCAL_SIZE + number_at(head + 26, 2) + number_at(head + 28, 2);
    if (memcmp(head, "PK\3\4", 4) || begin > f->size || stored < 0 || stored > f->size - begin)
        return damaged(f, why);
    name_length -= name_length > 4 && memcmp(entry + ENTRY_SIZE + name_length - 4, ".npy", 4) == 0 ? 4 : 0;
    name = copy_text((const char *)entry + ENTRY_SIZE, name_length, why);
    fine = name && read_npy_array(c, name, begin, begin + stored, &end, why) && (end == begin + stored || damaged(f, why));
    free(name);
    return fine;
}

int read_npz(checkpoint *c, problem *why)
{
    const stored_file *f = &c->files[c->file_count - 1];
    directory d = {0, 0, 0};
    unsigned char *entries;
    size_t at = 0;

    if (!find_directory(f, &d, why))
        return 0;
    entries = (unsigned char *)allocate(NULL, (size_t)d.size, 1, why);
    if (!entries || !read_bytes(f, d.begin, entries, (size_t)d.size, why))
        d.entries = 0;
    for (; d.entries > 0 && !why->status; d.entries--) {
        const size_t left = (size_t)d.size - at;
        const int begins = left >= ENTRY_SIZE && memcmp(entries + at, "PK\1\2", 4) == 0;
        const size_t name = begins ? (size_t)number_at(entries + at + 28, 2) : 0;
        const size_t extra = begins ? (size_t)number_at(entries + at + 30, 2) : 0;
        const size_t length = ENTRY_SIZE + name + extra + (begins ? (size_t)number_at(entries + at + 32, 2) : 0);
        if (!begins || length > left)
            damaged(f, why);
        else
            read_member(c, entries + at, name, extra, why);
        f = &c->files[c->file_count - 1];
        at += length;
    }
    free(entries);
    return !why->status;
}
