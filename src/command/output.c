/* SPDX-License-Identifier: MIT
 *
 * output.c - see output.h
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "output.h"
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *volatile temporary;

void remove_temporary(void)
{
    if (temporary)
        unlink(temporary);
}

const char *temporary_path(void)
{
    return temporary;
}

static void on_signal(int number)
{
    if (program.clear_away)
        program.clear_away();
    raise(number);              /* SA_RESETHAND: ends the process when this handler returns */
}

static void ending_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
}

/* (nohup and the like ignore some signals: so it stays.) */
void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction action = {0}, before;
    size_t i;

    action.sa_handler = on_signal;
    action.sa_flags = (int)SA_RESETHAND;
    ending_signals(&action.sa_mask);
    for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static int same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Create a file beside the target, which a failure or a signal removes. Returns its descriptor, or -1. */
static int create_temporary(const char *target, mode_t mode)
{
    const char *slash = strrchr(target, '/');
    const int directory = slash ? (int)(slash - target) + 1 : 0;
    const size_t size = (size_t)directory + strlen(program.name) + 64;
    char *path = (char *)allocate(NULL, size, 1);
    sigset_t ending, before;
    int fd, tries = 0;

    ending_signals(&ending);
    sigprocmask(SIG_BLOCK, &ending, &before);
    do {
        snprintf(path, size, "%.*s.%s-%ld-%d", directory, target, program.name, (long)getpid(), tries);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    } while (fd < 0 && errno == EEXIST && ++tries < 1000);
    if (fd >= 0)
        temporary = path;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (fd < 0) {
        const int reason = errno;
        free(path);
        errno = reason;
    }
    return fd;
}

/* Open the file that will replace another: with its permissions and, where the system allows it, its owner. */
static int open_replacement(const char *target, const struct stat *replaced)
{
    const mode_t mode = replaced->st_mode & 0777;
    const int fd = create_temporary(target, mode);

    if (fd >= 0 && fchown(fd, replaced->st_uid, replaced->st_gid))
        errno = 0;              /* only root may give a file away */
    if (fd >= 0 && fchmod(fd, mode))
        fail(target, strerror(errno));
    return fd;
}

output open_output(const char *path, const struct stat *input, const char *refusal)
{
    output out = {"standard output", STDOUT_FILENO, NULL};
    struct stat there, standard;

    if (strcmp(path, "-") == 0)
        return out;
    if (stat(path, &there)) {
        const int reason = errno;
        if (reason != ENOENT || lstat(path, &there) == 0)   /* a link to nothing is not replaced */
            fail(path, strerror(reason));
        out.target = strcpy((char *)allocate(NULL, strlen(path) + 1, 1), path);
        out.fd = create_temporary(path, 0666);
    } else if (S_ISDIR(there.st_mode)) {
        fail(path, strerror(EISDIR));
    } else if (!S_ISCHR(there.st_mode) && fstat(STDOUT_FILENO, &standard) == 0 && same_file(&there, &standard)) {
        return out;             /* /dev/stdout */
    } else if (!S_ISREG(there.st_mode)) {
        out.fd = open(path, O_WRONLY);
    } else {
        if (input && same_file(&there, input))
            fail(path, refusal);
        out.target = access(path, W_OK) ? NULL : realpath(path, NULL);
        out.fd = out.target ? open_replacement(out.target, &there) : -1;
    }
    if (out.fd < 0)
        fail(path, strerror(errno));
    out.name = path;
    return out;
}

void write_bytes(const output *out, const void *bytes, size_t size)
{
    const char *from = (const char *)bytes;

    while (size) {
        const ssize_t written = write(out->fd, from, size);
        if (written < 0 && errno != EINTR)
            fail(out->name, strerror(errno));
        if (written > 0) {
            from += written;
            size -= (size_t)written;
        }
    }
}

void close_output(output *out)
{
    const int synced = fsync(out->fd) == 0 || (!out->target && (errno == EINVAL || errno == ENOTSUP));  /* a pipe cannot */
    sigset_t ending, before;
    int renamed;

    if (!synced || close(out->fd))
        fail(out->name, strerror(errno));
    if (!out->target)
        return;
    ending_signals(&ending);
    sigprocmask(SIG_BLOCK, &ending, &before);
    renamed = rename(temporary, out->target) == 0;
    if (!renamed)
        fail(out->name, strerror(errno));
    free(temporary);
    temporary = NULL;
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(out->target);
}
