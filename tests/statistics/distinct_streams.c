/* SPDX-License-Identifier: MIT
 *
 * distinct_streams.c - different seeds make different streams, and those that share one by design do
 *
 * A stream is the Philox permutation under a key, read from a counter whose high half the seed chooses too. Key and
 * high half together are one Philox block of the seed pair, so they differ for different pairs: the block is a
 * bijection. Here the words themselves are looked at. Prints a Markdown table, and the count of what passed.
 */
#include "../../src/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 100001, PROFILES = 3 };                              /* seeds 0 .. 10^5 */

static const lecun_profile profiles[PROFILES] = {LECUN_KERAS2, LECUN_KERAS3, LECUN_KERAS30};
static const char *const profile_name[PROFILES] = {"LECUN_KERAS2", "LECUN_KERAS3", "LECUN_KERAS30"};

/* A stream's key, then its first four words. */
enum { KEY = 2, WORDS = 4, RECORD = KEY + WORDS };
typedef struct record { uint32_t word[RECORD]; } record;

static int passed, failed;

static void check(int good, const char *what, const char *which, long same)
{
    good ? passed++ : failed++;
    printf("| %s | %s | %ld | %s |\n", what, which, same, good ? "pass" : "**FAIL**");
}

static record record_of(lecun_profile profile, int64_t seed, int64_t draw)
{
    lecun_initializer init;
    lecun_philox stream;
    record r;

    if (lecun_init_lecun_normal(&init, seed) || lecun_set_profile(&init, profile) || lecun_set_draw(&init, draw))
        exit(2);
    stream = lecun_stream_of(&init);
    memcpy(r.word, stream.key, sizeof stream.key);
    lecun_philox_block(&stream, r.word + KEY);
    return r;
}

static int ascending(const uint32_t *a, const uint32_t *b, int count)
{
    int i;
    for (i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int by_key(const void *a, const void *b)
{
    return ascending(((const record *)a)->word, ((const record *)b)->word, KEY);
}

static int by_words(const void *a, const void *b)
{
    return ascending(((const record *)a)->word + KEY, ((const record *)b)->word + KEY, WORDS);
}

/* How many records equal the one before them, after sorting. */
static long repeated(record *records, size_t count, int (*order)(const void *, const void *))
{
    long same = 0;
    size_t i;

    qsort(records, count, sizeof *records, order);
    for (i = 1; i < count; i++)
        same += order(&records[i - 1], &records[i]) == 0;
    return same;
}

static void check_distinct(record *records, const char *which)
{
    const long keys = repeated(records, SEEDS, by_key), words = repeated(records, SEEDS, by_words);

    check(keys == 0, "repeated keys", which, keys);
    check(words == 0, "repeated first four words", which, words);
}

static void check_seeds_and_draws(record *records)
{
    char which[96];
    long i;
    int p;

    for (p = 0; p < PROFILES; p++) {
        for (i = 0; i < SEEDS; i++)
            records[i] = record_of(profiles[p], i, 0);
        snprintf(which, sizeof which, "seeds 0..100000, %s", profile_name[p]);
        check_distinct(records, which);
        for (i = 0; i < SEEDS; i++)
            records[i] = record_of(profiles[p], 42, i);
        snprintf(which, sizeof which, "draws 0..100000 of seed 42, %s", profile_name[p]);
        check_distinct(records, which);
    }
    records[SEEDS / 2] = records[7];
    p = repeated(records, SEEDS, by_words) == 1;
    check(p, "control: an inserted repetition is found", which, p);
}

/* How many of the seeds 0..100000 share their stream with seed + step under the profile. */
static long shared(lecun_profile profile, int64_t step)
{
    long same = 0, i;

    for (i = 0; i < SEEDS; i++) {
        const record a = record_of(profile, i, 0), b = record_of(profile, i + step, 0);
        same += memcmp(&a, &b, sizeof a) == 0;
    }
    return same;
}

static void check_what_is_shared(void)
{
    const int64_t modulus = 2147483646, wrap = (int64_t)1 << 32;    /* 2^31-2: Keras 3's; 2^32: that of Keras 3.0 */
    const struct { int64_t step; const char *name; long expected[PROFILES]; } steps[] = {
        {modulus, "seeds s and s + 2^31-2 that share a stream", {0, SEEDS, 0}},
        {-modulus, "seeds s and s - (2^31-2) that share a stream", {0, SEEDS, 0}},
        {wrap, "seeds s and s + 2^32 that share a stream", {0, 0, SEEDS}}};
    size_t i;
    int p;

    for (i = 0; i < sizeof steps / sizeof *steps; i++)
        for (p = 0; p < PROFILES; p++) {
            const long same = shared(profiles[p], steps[i].step);
            check(same == steps[i].expected[p], steps[i].name, profile_name[p], same);
        }
}

static void check_profiles_agree(void)
{
    long same = 0, i;

    for (i = 0; i < SEEDS; i++) {
        const record a = record_of(LECUN_KERAS2, i, 0), b = record_of(LECUN_KERAS3, i, 0),
                     c = record_of(LECUN_KERAS30, i, 0);
        same += memcmp(&a, &b, sizeof a) == 0 && memcmp(&a, &c, sizeof a) == 0;
    }
    check(same == SEEDS, "seeds with one stream under all profiles", "seeds 0..100000", same);
}

int main(void)
{
    record *records = (record *)malloc(SEEDS * sizeof *records);

    if (!records)
        return 2;
    printf("\n## Distinct streams\n\n| what | where | count | verdict |\n| --- | --- | --- | --- |\n");
    check_seeds_and_draws(records);
    check_what_is_shared();
    check_profiles_agree();
    free(records);
    printf("\n%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
