/* SPDX-License-Identifier: MIT
 *
 * output.c - see output.h
 *
 * The temporary file lies in the folder of its target. The folder is held open, and names are given relative to it: a path
 * that open() takes may be too long with the name of the temporary file at its end.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "output.h"
#include "program.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct output {
    output *next;
    char *path;                 /* as errors name it */
    int fd;                     /* -1: closed */
    int folder;                 /* of the temporary file and its target; -1: fd is the output itself */
    char *target;               /* its name in the folder */
    char temporary[64];         /* ""; there is none, or no more */
};

static output *volatile outputs;

void remove_temporaries(void)
{
    const output *o;

    for (o = outputs; o; o = o->next)
        if (o->temporary[0])
            unlinkat(o->folder, o->temporary, 0);
}

/* --- Opening ------------------------------------------------------------------------------------------------------ */

static int same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* A link is followed to the file that it leads to. NULL: errno tells. */
static char *resolve(const char *path)
{
    struct stat there;

    if (lstat(path, &there) == 0 && S_ISLNK(there.st_mode))
        return realpath(path, NULL);
    return strdup(path);
}

/* Open the folder of the target, and keep the target's name in it. */
static int open_folder(output *o, const char *target)
{
    const char *slash = strrchr(target, '/');
    char *folder = slash ? strdup(target) : strdup(".");

    if (!folder)
        return -1;
    if (slash)
        folder[slash - target + 1] = '\0';
    o->folder = open(folder, O_RDONLY | O_DIRECTORY);
    free(folder);
    o->target = o->folder < 0 ? NULL : strdup(slash ? slash + 1 : target);
    return o->target ? 0 : -1;
}

/* Create the file beside its target, which a failure or a signal removes. */
static int create_temporary(output *o, mode_t mode)
{
    char name[sizeof o->temporary];
    sigset_t set, before;
    int tries = 0;

    ending_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    do {
        snprintf(name, sizeof name, ".%.20s-%ld-%d", program_name, (long)getpid(), tries);
        o->fd = openat(o->folder, name, O_WRONLY | O_CREAT | O_EXCL, mode);
    } while (o->fd < 0 && errno == EEXIST && ++tries < 1000);
    if (o->fd >= 0)
        memcpy(o->temporary, name, sizeof name);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return o->fd < 0 ? -1 : 0;
}

static int open_new(output *o)
{
    return open_folder(o, o->path) || create_temporary(o, 0666) ? -1 : 0;
}

/* The file that will replace another has its permissions and, where the system allows it, its owner. */
static int open_replacement(output *o, const struct stat *replaced)
{
    const mode_t mode = replaced->st_mode & 0777;
    char *target = access(o->path, W_OK) ? NULL : resolve(o->path);
    const int failed = !target || open_folder(o, target) || create_temporary(o, mode);

    free(target);
    if (failed)
        return -1;
    if (fchown(o->fd, replaced->st_uid, replaced->st_gid))
        errno = 0;              /* only root may give a file away */
    return fchmod(o->fd, mode);
}

/* Returns 0, or -1 with errno. */
static int open_path(output *o, const struct stat *there, int is_there)
{
    struct stat standard;

    if (!is_there)
        return open_new(o);
    if (S_ISDIR(there->st_mode))
        errno = EISDIR;
    else if (!S_ISCHR(there->st_mode) && fstat(STDOUT_FILENO, &standard) == 0 && same_file(there, &standard))
        o->fd = STDOUT_FILENO;  /* /dev/stdout */
    else if (S_ISREG(there->st_mode))
        return open_replacement(o, there);
    else
        o->fd = open(o->path, O_WRONLY);
    return o->fd < 0 ? -1 : 0;
}

static int is_protected(const struct stat *there, const char *path, const protected_file *files, size_t count, problem *why)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (S_ISREG(there->st_mode) && same_file(there, &files[i].identity))
            return !refuse(why, "%s: %s", path, files[i].refusal);
    return 0;
}

static output *add_output(const char *path, problem *why)
{
    output *o = (output *)allocate(NULL, 1, sizeof *o, why), *volatile *last;

    if (!o)
        return NULL;
    memset(o, 0, sizeof *o);
    o->folder = o->fd = -1;
    o->path = copy_text(path, strlen(path), why);
    for (last = &outputs; *last; last = &(*last)->next)
        ;
    *last = o;
    return o->path ? o : NULL;
}

/* 1: *there is what the path leads to; 0: nothing is there; -1: errno tells why not even that can be known. */
static int look_for(const char *path, struct stat *there)
{
    if (stat(path, there) == 0)
        return 1;
    if (errno != ENOENT)
        return -1;
    if (lstat(path, there))
        return 0;
    errno = ENOENT;             /* a link to nothing is not replaced */
    return -1;
}

output *open_output(const char *path, const protected_file *protected_files, size_t count, problem *why)
{
    const int is_dash = strcmp(path, "-") == 0;
    output *o = add_output(is_dash ? "standard output" : path, why);
    struct stat there;
    int is_there;

    if (!o)
        return NULL;
    if (is_dash) {
        o->fd = STDOUT_FILENO;
        return o;
    }
    is_there = look_for(path, &there);
    if (is_there == 1 && is_protected(&there, path, protected_files, count, why))
        return NULL;
    if (is_there < 0 || open_path(o, &there, is_there)) {
        refuse_system(why, path);
        return NULL;
    }
    if (o->fd == STDOUT_FILENO)
        strcpy(o->path, "-");   /* shorter than any path to it */
    return o;
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static const char *name_of(const output *o)
{
    return o->fd == STDOUT_FILENO ? "standard output" : o->path;
}

int write_output(output *out, const void *from, size_t size, problem *why)
{
    const char *at = (const char *)from;

    while (size) {
        const ssize_t written = write(out->fd, at, size);
        if (written < 0 && errno != EINTR)
            return refuse_system(why, name_of(out));
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return 1;
}

int finish_output(output *out, problem *why)
{
    const int synced = fsync(out->fd) == 0 || (out->folder < 0 && (errno == EINVAL || errno == ENOTSUP));  /* a pipe cannot */
    const int fd = out->fd;

    if (!synced)
        return refuse_system(why, name_of(out));
    if (close(fd))
        return refuse_system(why, name_of(out));
    out->fd = -1;
    return 1;
}

/* A file that is a mount point of its own cannot be replaced: it is written over. */
static int copy_over(output *o)
{
    static char piece[65536];
    const int from = openat(o->folder, o->temporary, O_RDONLY), to = openat(o->folder, o->target, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ssize_t got = from < 0 || to < 0 ? -1 : 1;

    while (got > 0 && (got = read(from, piece, sizeof piece)) > 0) {
        ssize_t done = 0, put = 1;
        for (; put > 0 && done < got; done += put)
            put = write(to, piece + done, (size_t)(got - done));
        got = put > 0 ? got : -1;
    }
    if (got == 0 && fsync(to))
        got = -1;
    if (from >= 0)
        close(from);
    if (to >= 0 && close(to))
        got = -1;
    return got < 0 ? -1 : unlinkat(o->folder, o->temporary, 0);
}

static int publish(output *o, problem *why)
{
    sigset_t set, before;
    int failed;

    if (o->folder < 0 || !o->temporary[0])
        return 1;
    ending_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    failed = renameat(o->folder, o->temporary, o->folder, o->target);
    if (failed && errno == EBUSY)
        failed = copy_over(o);
    if (failed)
        refuse_system(why, o->path);
    else
        o->temporary[0] = '\0';
    sigprocmask(SIG_SETMASK, &before, NULL);
    return !failed;
}

int publish_outputs(problem *why)
{
    output *o;

    for (o = outputs; o; o = o->next)
        if (!publish(o, why))
            return 0;
    while ((o = outputs) != NULL) {
        outputs = o->next;
        if (o->folder >= 0)
            close(o->folder);
        free(o->target);
        free(o->path);
        free(o);
    }
    return 1;
}

int is_standard_output(const output *out)
{
    return out->fd == STDOUT_FILENO;
}

int output_descriptor(const output *out)
{
    return out->fd;
}

char *temporary_path(const output *out, problem *why)
{
    const char *slash = strrchr(out->path, '/');
    const int folder = slash ? (int)(slash - out->path) + 1 : 0;
    const size_t size = (size_t)folder + sizeof out->temporary;
    char *path = out->temporary[0] ? (char *)allocate(NULL, size, 1, why) : NULL;

    if (path)
        snprintf(path, size, "%.*s%s", folder, out->path, out->temporary);
    return path;
}
