/* SPDX-License-Identifier: MIT
 *
 * faults.c - what test_faults.sh preloads into a program: calls that fail when they are told to
 *
 *     LECUN_FAULTS="write EINTR odd"      CALL FAULT WHEN
 *
 * CALL is one of those below. FAULT is an errno, or SHORT (a write of fewer bytes), or a signal that arrives instead of the
 * call. WHEN is the number of the call from 1, "odd" for every second, or "all". LECUN_FAULTS_LOG names a file that gets a
 * byte for every fault, to tell whether there was one.
 */
#define _GNU_SOURCE                     /* RTLD_NEXT */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The next definition of a function: the C library's. A union, since C has no cast from void * to a function. */
#define REAL(name, type)                                                                                        \
    static type *real;                                                                                          \
    union { void *object; type *function; } next;                                                               \
    if (!real) {                                                                                                \
        next.object = dlsym(RTLD_NEXT, #name);                                                                  \
        real = next.function;                                                                                   \
    }

typedef int close_function(int fd);
typedef ssize_t write_function(int fd, const void *bytes, size_t size);
typedef int rename_function(const char *from, const char *to);
typedef int renameat_function(int, const char *, int, const char *);
typedef int fclose_function(FILE *file);
typedef void *malloc_function(size_t size);
typedef void *calloc_function(size_t count, size_t size);
typedef void *realloc_function(void *old, size_t size);
typedef int pthread_create_function(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *argument);

static const struct { const char *name; int number; } errors[] = {
    {"EINTR", EINTR}, {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN},
    {"EXDEV", EXDEV}, {"EBUSY", EBUSY}, {"EPIPE", EPIPE},
}, signals[] = {
    {"SIGKILL", SIGKILL}, {"SIGTERM", SIGTERM}, {"SIGINT", SIGINT}, {"SIGHUP", SIGHUP},
    {"SIGQUIT", SIGQUIT}, {"SIGXCPU", SIGXCPU}, {"SIGALRM", SIGALRM}, {"SIGUSR1", SIGUSR1}, {"SIGUSR2", SIGUSR2},
};

enum { NO_FAULT = 0, SHORT = -1 };

static void log_fault(void)
{
    const char *const path = getenv("LECUN_FAULTS_LOG");
    const int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    REAL(write, write_function)

    if (fd >= 0)
        real(fd, "x", 1);               /* and left open: close is one of the calls */
}

/* Whether the call must fail now, and how: an errno, SHORT or NO_FAULT. A signal arrives here. */
static int fault_of(const char *call)
{
    static unsigned long calls;
    const char *const told = getenv("LECUN_FAULTS");
    char name[32], fault[32], when[32];
    unsigned long number;
    size_t i;

    if (!told || sscanf(told, "%31s %31s %31s", name, fault, when) != 3 || strcmp(name, call) != 0)
        return NO_FAULT;
    number = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (strcmp(when, "odd") == 0 ? number % 2 == 0 : strcmp(when, "all") != 0 && strtoul(when, NULL, 10) != number)
        return NO_FAULT;
    log_fault();
    for (i = 0; i < sizeof signals / sizeof *signals; i++)
        if (strcmp(fault, signals[i].name) == 0)
            raise(signals[i].number);
    for (i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(fault, errors[i].name) == 0)
            return errors[i].number;
    return strcmp(fault, "SHORT") == 0 ? SHORT : NO_FAULT;
}

/* The value of a call that fails, or 0 for a call to be made. */
static int fails(const char *call)
{
    const int fault = fault_of(call);

    if (fault > 0)
        errno = fault;
    return fault > 0;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    const int fault = fd != STDERR_FILENO ? fault_of("write") : NO_FAULT;
    REAL(write, write_function)

    if (fault > 0) {
        errno = fault;
        return -1;
    }
    return real(fd, bytes, fault == SHORT && size > 1 ? size / 2 : size);
}

int fsync(int fd)
{
    REAL(fsync, close_function)

    return fails("fsync") ? -1 : real(fd);
}

/* As in Linux, the descriptor is closed whatever close says. */
int close(int fd)
{
    const int failed = fails("close"), reason = errno;
    REAL(close, close_function)

    if (!failed)
        return real(fd);
    real(fd);
    errno = reason;
    return -1;
}

int fclose(FILE *file)
{
    const int failed = fails("fclose"), reason = errno;
    REAL(fclose, fclose_function)

    if (!failed)
        return real(file);
    real(file);
    errno = reason;
    return EOF;
}

int rename(const char *from, const char *to)
{
    REAL(rename, rename_function)

    return fails("rename") ? -1 : real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    REAL(renameat, renameat_function)

    return fails("rename") ? -1 : real(from_folder, from, to_folder, to);
}

void *malloc(size_t size)
{
    REAL(malloc, malloc_function)

    return fails("memory") ? NULL : real(size);
}

void *calloc(size_t count, size_t size)
{
    REAL(calloc, calloc_function)

    return fails("memory") ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
    REAL(realloc, realloc_function)

    return fails("memory") ? NULL : real(old, size);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *argument)
{
    REAL(pthread_create, pthread_create_function)

    return fails("pthread_create") ? errno : real(thread, how, run, argument);
}
