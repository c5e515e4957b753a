/* SPDX-License-Identifier: MIT
 *
 * safetensors.c - see safetensors.h
 */
#define _XOPEN_SOURCE 700

#include "program.h"
#include "safetensors.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static void put_json_string(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++) {
        if ((unsigned char)*s < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*s);
        else if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else
            putc(*s, out);
    }
    putc('"', out);
}

static void put_entry(FILE *out, const tensor *t, int64_t begin)
{
    size_t i;

    put_json_string(out, t->name);
    fprintf(out, ":{\"dtype\":\"%s\",\"shape\":[", t->type->safetensors);
    for (i = 0; i < t->rank; i++)
        fprintf(out, "%s%" PRId64, i ? "," : "", i ? t->shape[i] : t->rows);
    fprintf(out, "],\"data_offsets\":[%" PRId64 ",%" PRId64 "]}", begin, begin + t->part * (int64_t)t->type->size);
}

/* Drawn seeds, without which the model cannot be made again, go into the file. */
static int put_drawn_seeds(FILE *out, const model *m)
{
    int members = 0;
    size_t i;

    for (i = 0; i < m->count; i++) {
        if (!m->tensors[i].drawn)
            continue;
        fputs(members++ ? "," : "\"__metadata__\":{", out);
        put_json_string(out, m->tensors[i].name);
        fprintf(out, ":\"seed %" PRId64 "\"", m->tensors[i].seed);
    }
    if (members)
        putc('}', out);
    return members;
}

char *make_head(const model *m, const char *path, size_t *size)
{
    char *head = NULL;
    FILE *out = open_memstream(&head, size);
    int64_t begin = 0;
    size_t i;
    int failed, members;

    if (!out)
        fail("memory", strerror(errno));
    fprintf(out, "%8s{", "");
    members = put_drawn_seeds(out, m) > 0;
    for (i = 0; i < m->count; i++) {
        const tensor *t = &m->tensors[i];
        if (members++)
            putc(',', out);
        put_entry(out, t, begin);
        begin += t->part * (int64_t)t->type->size;
    }
    putc('}', out);
    fflush(out);
    fprintf(out, "%*s", (int)(-*size & 7), "");     /* the data start at a multiple of 8 */
    failed = ferror(out);
    if (fclose(out) || failed || !head)             /* glibc's fclose may fail to get memory and not tell */
        fail("memory", strerror(ENOMEM));
    if (*size - 8 > MAX_HEADER)
        fail(path, "the header would be longer than the 100000000 bytes that the format allows");
    for (i = 0; i < 8; i++)
        head[i] = (char)((uint64_t)(*size - 8) >> 8 * i & 0xFF);
    return head;
}
