/* SPDX-License-Identifier: MIT
 *
 * entropy.c with the system's functions replaced at link time (--wrap): each path, its failure, and what a failure leaves
 * untouched
 */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/types.h>

enum { DEVICE = 77 };           /* the file number that the device gets */

/* What they give: a word for every call, or failure. */
static struct {
    int getrandom_works, open_works, read_works;
    size_t short_read;
    uint32_t words[80];
    size_t next, opened, closed;
} fake;

long __wrap_syscall(long number, void *out, size_t size, unsigned flags);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int file, void *out, size_t size);
int __wrap_close(int file);
int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int file, void *out, size_t size);
int __real_close(int file);

static void give_word(void *out, size_t size)
{
    assert_int_equal(size, 4);
    assert_true(fake.next < LENGTH(fake.words));
    memcpy(out, &fake.words[fake.next++], 4);
}

/* In C the call has any arguments; entropy.c has these. */
long __wrap_syscall(long number, void *out, size_t size, unsigned flags)
{
    assert_int_equal(number, SYS_getrandom);
    assert_int_equal(flags, 0);
    if (!fake.getrandom_works) {
        errno = ENOSYS;
        return -1;
    }
    give_word(out, size);
    return (long)size;
}

int __wrap_open(const char *path, int flags, ...)
{
    if (strcmp(path, "/dev/urandom") != 0) {        /* not the library: a coverage build's runtime writes its counts */
        va_list arguments;
        int mode;
        va_start(arguments, flags);
        mode = flags & O_CREAT ? va_arg(arguments, int) : 0;
        va_end(arguments);
        return __real_open(path, flags, mode);
    }
    assert_int_equal(flags & O_ACCMODE, O_RDONLY);
    if (!fake.open_works) {
        errno = ENOENT;
        return -1;
    }
    fake.opened++;
    return DEVICE;
}

ssize_t __wrap_read(int file, void *out, size_t size)
{
    if (file != DEVICE)
        return __real_read(file, out, size);
    if (!fake.read_works) {
        errno = EIO;
        return -1;
    }
    if (fake.short_read)
        return (ssize_t)fake.short_read;
    give_word(out, size);
    return (ssize_t)size;
}

int __wrap_close(int file)
{
    if (file != DEVICE)
        return __real_close(file);
    fake.closed++;
    return 0;
}

static int reset(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    return 0;
}

static lecun_status draw(int64_t *seed, int *drawn)
{
    lecun_initializer self, before;
    lecun_status status;

    must(lecun_init_lecun_normal(&self, 1234));
    before = self;
    errno = EDOM;
    status = lecun_draw_seed(&self);
    assert_int_equal(errno, EDOM);              /* whatever the system said */
    if (status)
        assert_memory_equal(&self, &before, sizeof self);
    must(lecun_get_seed(&self, seed, drawn));
    return status;
}

/* random.randint(1, 10**9): thirty bits, drawn again from 10^9 on, plus 1. */
static void words_become_seeds(void **state)
{
    static const struct { uint32_t word; int64_t seed; } cases[] = {
        {0, 1}, {3, 1}, {4, 2}, {999999999u << 2, 1000000000}, {(999999999u << 2) + 3, 1000000000},
    };
    int64_t seed;
    int drawn;
    size_t i;

    (void)state;
    fake.getrandom_works = 1;
    for (i = 0; i < LENGTH(cases); i++) {
        fake.next = 0;
        fake.words[0] = cases[i].word;
        assert_int_equal(draw(&seed, &drawn), LECUN_OK);
        assert_true(seed == cases[i].seed && drawn == 1);
    }
    fake.next = 0;
    fake.words[0] = 0xffffffff;
    fake.words[1] = 1000000000u << 2;
    fake.words[2] = 41 << 2;
    assert_int_equal(draw(&seed, &drawn), LECUN_OK);
    assert_true(seed == 42 && fake.next == 3);
}

static void the_device_is_second(void **state)
{
    int64_t seed;
    int drawn;

    (void)state;
    fake.open_works = fake.read_works = 1;
    fake.words[0] = 99 << 2;
    assert_int_equal(draw(&seed, &drawn), LECUN_OK);
    assert_true(seed == 100 && drawn == 1);
    assert_true(fake.opened == 1 && fake.closed == 1);
}

static void without_entropy_nothing_changes(void **state)
{
    int64_t seed;
    int drawn;

    (void)state;
    assert_int_equal(draw(&seed, &drawn), LECUN_E_ENTROPY);         /* nothing gives a number */
    assert_true(seed == 1234 && drawn == 0);
    fake.open_works = 1;
    assert_int_equal(draw(&seed, &drawn), LECUN_E_ENTROPY);         /* the device cannot be read */
    fake.read_works = 1;
    fake.short_read = 2;
    assert_int_equal(draw(&seed, &drawn), LECUN_E_ENTROPY);         /* or gives too little */
    assert_true(seed == 1234 && drawn == 0);
    assert_true(fake.opened == 2 && fake.closed == 2);
}

/* A broken source that never leaves the refused range must not hang the program. */
static void a_stuck_source_is_given_up(void **state)
{
    int64_t seed;
    int drawn;

    (void)state;
    fake.getrandom_works = 1;
    memset(fake.words, 0xff, sizeof fake.words);
    assert_int_equal(draw(&seed, &drawn), LECUN_E_ENTROPY);
    assert_int_equal(fake.next, 64);
    assert_int_equal(seed, 1234);
}

static void readers_tell_that_a_seed_is_missing(void **state)
{
    static const struct { const char *class_name, *text; size_t at; } cases[] = {
        {NULL, "\"lecun_normal\"", 0},
        {NULL, "{\"class_name\": \"LecunNormal\"}", 15},
        {NULL, "{\"class_name\": \"LecunNormal\", \"config\": {\"seed\": null}}", 49},
        {"LecunNormal", "{\"seed\": null}", 9},
        {"LecunNormal", "{}", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < LENGTH(cases); i++) {
        lecun_initializer self, before;
        lecun_error error = {99, NULL};
        lecun_status status;

        memset(&self, 0x5a, sizeof self);
        before = self;
        if (cases[i].class_name)
            status = lecun_from_config(&self, cases[i].class_name, cases[i].text, strlen(cases[i].text), &error);
        else
            status = lecun_deserialize(&self, cases[i].text, strlen(cases[i].text), &error);
        assert_int_equal(status, LECUN_E_ENTROPY);
        assert_int_equal(error.at, cases[i].at);
        assert_string_equal(error.expected, "a seed, as the system offers no entropy to draw one from");
        assert_memory_equal(&self, &before, sizeof self);
    }
    {   /* a class without a seed, and a seed that is given, need no entropy */
        lecun_initializer self;
        assert_int_equal(lecun_deserialize(&self, "\"zeros\"", 7, NULL), LECUN_OK);
        assert_int_equal(lecun_from_config(&self, "LecunNormal", "{\"seed\": 1}", 11, NULL), LECUN_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(words_become_seeds, reset),
        cmocka_unit_test_setup(the_device_is_second, reset),
        cmocka_unit_test_setup(without_entropy_nothing_changes, reset),
        cmocka_unit_test_setup(a_stuck_source_is_given_up, reset),
        cmocka_unit_test_setup(readers_tell_that_a_seed_is_missing, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
