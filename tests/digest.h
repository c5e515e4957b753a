/* SPDX-License-Identifier: MIT
 *
 * digest.h - what a build gives, as numbers to be compared with what others give. Needs nothing but the library.
 */
#ifndef LECUN_TESTS_DIGEST_H
#define LECUN_TESTS_DIGEST_H

#include "../include/lecun.h"
#include "../src/affine.h"
#include "../src/elementary.h"
#include "fnv.h"

/* The tensor's elements in pieces of odd length, at an odd address; 0 if the library refuses. */
static inline uint64_t digest_of_fill(uint64_t hash, const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape,
                                      size_t rank, size_t count)
{
    static const size_t size[] = {0, 4, 8, 2, 2};
    unsigned char piece[1 + 509 * 8];
    size_t first, n;

    for (first = 0; first < count; first += n) {
        n = count - first < 509 ? count - first : 509;
        if (lecun_fill_range(self, dtype, piece + 1, n, shape, rank, (int64_t)first))
            return 0;
        hash = fnv1a(hash, piece + 1, n, size[dtype]);
    }
    return hash;
}

/* LecunNormal(42)((784, 256)), of which tests/vectors/golden.txt holds the digests that Keras gives. */
static inline uint64_t digest_of_golden(lecun_dtype dtype)
{
    const int64_t shape[2] = {784, 256};
    lecun_initializer self;

    if (lecun_init_lecun_normal(&self, 42))
        return 0;
    return digest_of_fill(FNV_START, &self, dtype, shape, 2, 784 * 256);
}

/* The float log, sin and cos over every step-th of their 2^23 inputs: over all of them 2443ee39f7a497c6, glibc's. */
static inline uint64_t digest_of_functions(uint32_t step)
{
    uint64_t hash = 1469598103934665603u;
    uint32_t i;
    int j;

    for (i = 0; i < 1u << 23; i += step) {
        const lecun_pair direction = lecun_float_sincos(i);
        const uint32_t log = (lecun_float_square(i) - 0x00800000u) | 0x80000000u;       /* half of it, negative */
        const uint32_t result[3] = {log, direction.x, direction.y};
        for (j = 0; j < 3; j++)
            hash = (hash ^ result[j]) * 1099511628211u;
    }
    return hash;
}

/* Every class under every profile in every dtype, by three seeds, and its text. */
static inline uint64_t digest_of_classes(uint64_t hash)
{
    static const char *const classes[] = {"zeros", "ones", "constant", "identity",      /* these take no seed */
        "lecun_uniform", "lecun_normal", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "variance_scaling",
        "random_uniform", "random_normal", "truncated_normal"};
    static const char *const configs[] = {"{}", "{\"seed\": 42}", "{\"seed\": -7}", "{\"seed\": 8589934597}"};
    static const int64_t shape[2] = {48, 33};
    size_t class, config, length;
    int profile, d;

    for (class = 0; class < sizeof classes / sizeof *classes; class++)
        for (config = class >= 4; config < (class >= 4 ? 4 : 1); config++)
            for (profile = LECUN_KERAS2; profile <= LECUN_KERAS30; profile++) {
                lecun_initializer self;
                char text[512];

                if (lecun_from_config(&self, classes[class], configs[config], strlen(configs[config]), NULL)
                    || lecun_set_profile(&self, (lecun_profile)profile)
                    || lecun_serialize(&self, text, sizeof text, &length))
                    return 0;
                hash = fnv1a(hash, text, length, 1);
                for (d = LECUN_F32; d <= LECUN_BF16; d++)
                    hash = digest_of_fill(hash, &self, (lecun_dtype)d, shape, 2, 48 * 33);
            }
    return hash;
}

/* Orthogonal, whose bits are the library's own, and the seeds of a replay. */
static inline uint64_t digest_of_orthogonal_and_replay(uint64_t hash)
{
    static double matrix[24 * 17], work[24 * 17 * 3 + 64];
    const int64_t shape[2] = {24, 17};
    lecun_initializer self;
    lecun_replay replay;
    int64_t seed;
    int i;

    if (lecun_init_orthogonal(&self, 1.0, 42)
        || lecun_orthogonal_fill(&self, LECUN_F64, matrix, 24 * 17, shape, 2, work, sizeof work)
        || lecun_replay_start(&replay, 42))
        return 0;
    hash = fnv1a(hash, matrix, 24 * 17, 8);
    for (i = 0; i < 1000; i++) {
        if (lecun_replay_next(&replay, &seed))
            return 0;
        hash = fnv1a(hash, &seed, 1, 8);
    }
    return hash;
}

/* One number over all of the above. The functions' inputs are sampled, so that emulated processors can make it too. */
static inline uint64_t digest_of_everything(void)
{
    uint64_t hash = digest_of_functions(61);
    int d;

    for (d = LECUN_F32; d <= LECUN_BF16; d++) {
        const uint64_t golden = digest_of_golden((lecun_dtype)d);
        hash = fnv1a(hash, &golden, 1, 8);
    }
    return digest_of_orthogonal_and_replay(digest_of_classes(hash));
}

#endif
