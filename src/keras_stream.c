/* SPDX-License-Identifier: MIT
 *
 * keras_stream.c - the stream of Keras on TensorFlow in plain C: the reference, and the portable kernel
 *
 * TensorFlow cuts a tensor into groups of four elements (two of float64). Group g owns 256 (128) consecutive Philox blocks and takes its
 * elements from as many of them as it needs, so any element can be computed without those before it. The method: tensorflow/core/lib/random
 * (random_distributions.h, philox_random.h) and core/kernels/random_op_cpu.h.
 */
#include "strict_fp.h"
#include "keras_stream.h"
#include "affine.h"
#include "elementary.h"

#define TWO_PI 0x1.921fb54442d18p+2

enum { GROUP = 4, GROUP_F64 = 2 };

/* --- Draws -------------------------------------------------------------------------------------------------------------- */

/* Uniform in [0, 1): the low 23 bits as the fraction of a float in [1, 2), less 1. */
static float uniform_f32(uint32_t word)
{
    return lecun_float_of_bits((word & 0x7fffffu) | 0x3f800000u) - 1.0f;
}

static double uniform_f64(uint32_t high, uint32_t low)
{
    uint64_t fraction = (uint64_t)(high & 0xfffffu) << 32 | low;
    return lecun_double_of_bits(fraction | 0x3ff0000000000000) - 1.0;
}

/* Two standard normals from two uniforms (Box and Muller, 1958). The bound keeps the logarithm finite; the angle is computed in
 * double and rounded once. */
static void normal_pair_f32(const uint32_t words[2], float pair[2])
{
    float u = uniform_f32(words[0]);
    float angle = (float)(TWO_PI * (double)uniform_f32(words[1]));
    float radius = lecun_sqrtf(-2.0f * lecun_logf(u < 1e-7f ? 1e-7f : u));
    float sine, cosine;

    lecun_sincosf(angle, &sine, &cosine);
    pair[0] = sine * radius;
    pair[1] = cosine * radius;
}

static void normal_pair_f64(const uint32_t words[4], double pair[2])
{
    double u = uniform_f64(words[0], words[1]);
    double angle = TWO_PI * uniform_f64(words[2], words[3]);
    double radius = lecun_sqrt(-2.0 * lecun_log(u < 1e-7 ? 1e-7 : u));
    double sine, cosine;

    lecun_sincos(angle, &sine, &cosine);
    pair[0] = sine * radius;
    pair[1] = cosine * radius;
}

/* --- Groups ------------------------------------------------------------------------------------------------------------- */

/* The stream at the first block of a group that owns 2^log2_blocks of them. */
static lecun_philox group_start(const lecun_philox *stream, uint64_t group, unsigned log2_blocks)
{
    lecun_philox at = *stream;
    lecun_philox_skip(&at, group >> (64 - log2_blocks), group << log2_blocks);
    return at;
}

/* One group of standard normals cut at 2: candidates in order, those outside dropped, until the group is full. */
static void truncated_group_f32(const lecun_philox *stream, uint64_t group, float draws[GROUP])
{
    lecun_philox at = group_start(stream, group, 8);
    int n = 0;

    for (;;) {
        uint32_t words[4];
        int i;

        lecun_philox_block(&at, words);
        lecun_philox_skip(&at, 0, 1);
        for (i = 0; i < 4; i += 2) {
            float pair[2];
            normal_pair_f32(words + i, pair);
            if (pair[0] > -2.0f && pair[0] < 2.0f) {
                draws[n++] = pair[0];
                if (n == GROUP)
                    return;
            }
            if (pair[1] > -2.0f && pair[1] < 2.0f) {
                draws[n++] = pair[1];
                if (n == GROUP)
                    return;
            }
        }
    }
}

static void truncated_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    lecun_philox at = group_start(stream, group, 7);
    int n = 0;

    for (;;) {
        uint32_t words[4];
        double pair[2];

        lecun_philox_block(&at, words);
        lecun_philox_skip(&at, 0, 1);
        normal_pair_f64(words, pair);
        if (pair[0] > -2.0 && pair[0] < 2.0) {
            draws[n++] = pair[0];
            if (n == GROUP_F64)
                return;
        }
        if (pair[1] > -2.0 && pair[1] < 2.0) {
            draws[n++] = pair[1];
            if (n == GROUP_F64)
                return;
        }
    }
}

/* --- Fills -------------------------------------------------------------------------------------------------------------- */

/* A fill walks the groups that its range touches; in the first and the last it may want only some of the elements. The four
 * differ in the group's type and in the affine step, and are stamped from one text. */
#define DEFINE_TRUNCATED_NORMAL(NAME, DRAW, PER_GROUP, GROUP_FUNCTION, ELEMENT, FROM_DRAW, FROM_DOUBLE, AFFINE)          \
    static void NAME(const lecun_philox *stream, unsigned char *out, size_t count, uint64_t first,                        \
                     double mean, double stddev)                                                                          \
    {                                                                                                                     \
        const ELEMENT scale = FROM_DOUBLE(stddev), shift = FROM_DOUBLE(mean);                                             \
        uint64_t group = first / PER_GROUP;                                                                               \
        unsigned i = (unsigned)(first % PER_GROUP);                                                                       \
                                                                                                                          \
        for (; count; group++, i = 0) {                                                                                   \
            DRAW draws[PER_GROUP];                                                                                        \
            GROUP_FUNCTION(stream, group, draws);                                                                         \
            for (; i < PER_GROUP && count; i++, count--) {                                                                \
                ELEMENT element = AFFINE(FROM_DRAW(draws[i]), scale, shift);                                              \
                memcpy(out, &element, sizeof element);                                                                    \
                out += sizeof element;                                                                                    \
            }                                                                                                             \
        }                                                                                                                 \
    }

/* Python's scalars reach the 16-bit types by way of float, rounding twice. */
static uint16_t half_of_double(double x)  { return lecun_half_of_float((float)x); }
static uint16_t bf16_of_double(double x)  { return lecun_bf16_of_float((float)x); }
#define AS_IT_IS(x) (x)
#define TO_FLOAT(x) ((float)(x))

DEFINE_TRUNCATED_NORMAL(truncated_normal_f32, float, GROUP, truncated_group_f32,
                        float, AS_IT_IS, TO_FLOAT, lecun_affine_f32)
DEFINE_TRUNCATED_NORMAL(truncated_normal_f64, double, GROUP_F64, truncated_group_f64,
                        double, AS_IT_IS, AS_IT_IS, lecun_affine_f64)
DEFINE_TRUNCATED_NORMAL(truncated_normal_f16, float, GROUP, truncated_group_f32,
                        uint16_t, lecun_half_of_float, half_of_double, lecun_affine_f16)
DEFINE_TRUNCATED_NORMAL(truncated_normal_bf16, float, GROUP, truncated_group_f32,
                        uint16_t, lecun_bf16_of_float, bf16_of_double, lecun_affine_bf16)

const lecun_kernel_table lecun_portable_kernels = {
    "portable",
    {NULL, truncated_normal_f32, truncated_normal_f64, truncated_normal_f16, truncated_normal_bf16}
};

size_t lecun_dtype_size(lecun_dtype dtype)
{
    return dtype == LECUN_F64 ? 8 : dtype == LECUN_F32 ? 4 : 2;
}

void lecun_constant_fill(lecun_dtype dtype, unsigned char *out, size_t count, double value)
{
    const float f32 = (float)value;
    const uint16_t f16 = half_of_double(value), bf16 = bf16_of_double(value);
    const void *const element[LECUN_DTYPE_END] = {NULL, &f32, &value, &f16, &bf16};
    const size_t size = lecun_dtype_size(dtype);

    for (; count; count--, out += size)
        memcpy(out, element[dtype], size);
}
