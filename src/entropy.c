/* SPDX-License-Identifier: MIT
 *
 * entropy.c - a seed from the system
 *
 * Each system's own generator, then its device file if there is one; never the clock or an address. No library but libc
 * is needed. Linux is asked by the call's number: its libraries have a function for it since glibc 2.25 only, and a program
 * that names one is not linked, or not started, with an older one.
 */
#if (defined(__linux__) || defined(__wasi__) || defined(__EMSCRIPTEN__)) && !defined(_GNU_SOURCE)
#  define _GNU_SOURCE 1         /* syscall or getentropy, also under -std=c99; must precede every include */
#elif defined(_WIN32) && !defined(_CRT_RAND_S)
#  define _CRT_RAND_S 1         /* rand_s, the C runtime's way to the system generator */
#  ifdef _INC_STDLIB            /* stdlib.h has been read: a header that the build includes by itself */
int __cdecl rand_s(unsigned *value);
#  endif
#endif

#include "entropy.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__linux__)
#  include <sys/syscall.h>      /* and unistd.h below */
#elif defined(__wasi__) || defined(__EMSCRIPTEN__)
#  include <unistd.h>
#  define HAVE_GETENTROPY 1
#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__) || defined(__DragonFly__)
#  define HAVE_ARC4RANDOM 1     /* in stdlib.h; cannot fail */
#endif

#if defined(__unix__) || defined(__linux__)
#  include <fcntl.h>
#  include <unistd.h>
#  define HAVE_DEVICE 1
#endif

#ifdef HAVE_DEVICE
static int read_device(uint32_t *word)
{
    int file = open("/dev/urandom", O_RDONLY);
    int whole;

    if (file < 0)
        return 0;
    whole = read(file, word, sizeof *word) == (ssize_t)sizeof *word;
    close(file);
    return whole;
}
#endif

/* 1 and a random word, or 0. */
static int random_word(uint32_t *word)
{
#if defined(_WIN32)
    unsigned value;
    if (rand_s(&value) == 0) {
        *word = value;
        return 1;
    }
#elif defined(HAVE_ARC4RANDOM)
    *word = arc4random();
    return 1;
#elif defined(HAVE_GETENTROPY)
    if (getentropy(word, sizeof *word) == 0)
        return 1;
#elif defined(SYS_getrandom)                        /* Linux 3.17; or blocked, as in a container */
    if (syscall(SYS_getrandom, word, sizeof *word, 0) == (long)sizeof *word)
        return 1;
#endif
#if defined(HAVE_DEVICE) && !defined(HAVE_ARC4RANDOM)
    if (read_device(word))
        return 1;
#endif
    (void)word;
    return 0;
}

static lecun_status draw_seed(int64_t *seed)
{
    int tries;

    /* Thirty bits miss the range 7 times in 100. Sixty-four misses in a row mean that the words are not random. */
    for (tries = 0; tries < 64; tries++) {
        uint32_t word = 0;          /* MemorySanitizer does not see that the system writes it */
        if (!random_word(&word))
            return LECUN_E_ENTROPY;
        word >>= 2;
        if (word < 1000000000u) {
            *seed = (int64_t)word + 1;
            return LECUN_OK;
        }
    }
    return LECUN_E_ENTROPY;
}

/* The system's calls report to errno, which is the caller's. */
lecun_status lecun_entropy_seed(int64_t *seed)
{
    const int before = errno;
    const lecun_status status = draw_seed(seed);

    errno = before;
    return status;
}
