/* SPDX-License-Identifier: MIT
 *
 * self_test.c - does this copy, as it was built, give the published bits?
 */
#include "library.h"

#include <string.h>

/* FNV-1a, 64 bits (Fowler, Noll, Vo), over the little-endian bytes of the elements. */
static uint64_t digest(uint64_t hash, const unsigned char *element, size_t size)
{
    const uint16_t probe = 0x0100;
    const size_t big = *(const unsigned char *)&probe;  /* 1 where the highest byte is first, else 0 */
    size_t i;

    for (i = 0; i < size; i++)                          /* size is a power of two: i or size - 1 - i */
        hash = (hash ^ element[i ^ (size - 1) * big]) * 1099511628211u;
    return hash;
}

/* The digest of a whole tensor, computed piece by piece, or 0. */
static uint64_t digest_of_fill(const lecun_initializer *self, lecun_dtype dtype, const int64_t *shape, size_t rank,
                               size_t count)
{
    unsigned char piece[512];
    const size_t size = lecun_dtype_size(dtype), most = sizeof piece / size;
    uint64_t hash = 14695981039346656037u;
    size_t first, n, i;

    for (first = 0; first < count; first += n) {
        n = count - first < most ? count - first : most;
        if (lecun_fill_range(self, dtype, piece, n, shape, rank, (int64_t)first))
            return 0;
        for (i = 0; i < n; i++)
            hash = digest(hash, piece + i * size, size);
    }
    return hash;
}

lecun_status lecun_self_test(void)
{
    /* keras.initializers.NAME.from_config(config)((3, 64, 33), dtype): Keras 2.15.0 on TensorFlow 2.15.1 and Keras
     * 3.15.1 on TensorFlow 2.21.0, x86-64 with FMA. No scale or shift of theirs is a power of two, with which a product that
     * is fused into the addition would be seen by nobody; but those of RandomUniform, which shows limits that pass through
     * float32. LECUN_JAX: jax.nn.initializers.lecun_normal()(jax.random.key(42), (3, 64, 33), dtype) and jax.random.uniform,
     * jaxlib 0.10.2. */
    static const int64_t shape[3] = {3, 64, 33};
    static const struct { const char *name, *config; lecun_profile profile; lecun_dtype dtype; uint64_t fnv1a; } known[] = {
        {"LecunNormal", "{\"seed\": 42}", LECUN_KERAS2, LECUN_F32, 0x1fd1d09540efa312},
        {"LecunNormal", "{\"seed\": 42}", LECUN_KERAS2, LECUN_F64, 0x6e86fd8d5a21c0d9},
        {"LecunNormal", "{\"seed\": 42}", LECUN_KERAS2, LECUN_F16, 0xc39adcfe7b2fa1a1},
        {"LecunNormal", "{\"seed\": 42}", LECUN_KERAS2, LECUN_BF16, 0xe69f768f43815523},
        {"TruncatedNormal", "{\"mean\": -0.2, \"stddev\": 0.05, \"seed\": 8589934597}", LECUN_KERAS3, LECUN_F32, 0xf7fbcb00c506f613},
        {"TruncatedNormal", "{\"mean\": -0.2, \"stddev\": 0.05, \"seed\": 8589934597}", LECUN_KERAS3, LECUN_F64, 0xf864f8eecb7e81fd},
        {"TruncatedNormal", "{\"mean\": -0.2, \"stddev\": 0.05, \"seed\": 8589934597}", LECUN_KERAS3, LECUN_F16, 0x6c328aa3e6aae257},
        {"TruncatedNormal", "{\"mean\": -0.2, \"stddev\": 0.05, \"seed\": 8589934597}", LECUN_KERAS3, LECUN_BF16, 0x6b4e887654ef57b9},
        {"GlorotUniform", "{\"seed\": -7}", LECUN_KERAS3, LECUN_F32, 0x6b11214302d659a5},
        {"GlorotUniform", "{\"seed\": -7}", LECUN_KERAS3, LECUN_F64, 0x3932e6569f79c2dd},
        {"GlorotUniform", "{\"seed\": -7}", LECUN_KERAS3, LECUN_F16, 0x516336445069e7a1},
        {"GlorotUniform", "{\"seed\": -7}", LECUN_KERAS3, LECUN_BF16, 0xb870bb2ddfa3b8f1},
        {"RandomNormal", "{\"seed\": 8589934597}", LECUN_KERAS2, LECUN_F32, 0x53e340a80f119469},
        {"RandomNormal", "{\"seed\": 8589934597}", LECUN_KERAS2, LECUN_F64, 0x8b912cb35583a325},
        {"RandomUniform", "{\"minval\": -0.3, \"maxval\": 0.7, \"seed\": 42}", LECUN_KERAS3, LECUN_F64, 0x5a1632826b769fe8},
        {"LecunNormal", "{\"seed\": 42}", LECUN_JAX, LECUN_F32, 0xdffdc4f367082a00},
        {"LecunNormal", "{\"seed\": 42}", LECUN_JAX, LECUN_F64, 0x559cd49f6bf45e03},
        {"LecunNormal", "{\"seed\": 42}", LECUN_JAX, LECUN_F16, 0xd938eb51ddb84582},
        {"LecunNormal", "{\"seed\": 42}", LECUN_JAX, LECUN_BF16, 0x474d9649e30b11d1},
        {"RandomUniform", "{\"minval\": -0.3, \"maxval\": 0.7, \"seed\": 42}", LECUN_JAX, LECUN_F32, 0x7e9265c1d53b2290},
    };
    size_t i;

    for (i = 0; i < sizeof known / sizeof *known; i++) {
        lecun_initializer self;
        if (lecun_from_config(&self, known[i].name, known[i].config, strlen(known[i].config), NULL)
            || lecun_set_profile(&self, known[i].profile)
            || digest_of_fill(&self, known[i].dtype, shape, 3, 6336) != known[i].fnv1a)
            return LECUN_E_SELF_TEST;
    }
    return LECUN_OK;
}
