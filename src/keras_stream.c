/* SPDX-License-Identifier: MIT
 *
 * keras_stream.c - the stream of Keras on TensorFlow in plain C: the reference, and the portable kernel
 *
 * TensorFlow cuts a tensor into groups of four elements (two of float64). Group g owns 256 (128) consecutive Philox
 * blocks and takes its elements from as many of them as it needs, so any element can be computed without those before
 * it. The method: tensorflow/core/lib/random (random_distributions.h, philox_random.h) and
 * core/kernels/random_op_cpu.h.
 */
#include "strict_fp.h"
#include "keras_stream.h"
#include "affine.h"
#include "elementary.h"

#define TWO_PI 0x1.921fb54442d18p+2

enum { GROUP = 4, GROUP_F64 = 2 };

/* --- Draws -------------------------------------------------------------------------------------------------------- */

/* Uniform in [0, 1): the low bits as the fraction of a number in [1, 2) of the dtype, less 1, which is exact. */
static float uniform_f32(uint32_t word)
{
    return lecun_float_of_bits((word & 0x7fffffu) | 0x3f800000u) - 1.0f;
}

static uint16_t uniform_f16(uint32_t word)      /* 1024 different values */
{
    return lecun_half_of_float(lecun_float_of_half((uint16_t)((word & 0x3ffu) | 0x3c00u)) - 1.0f);
}

static uint16_t uniform_bf16(uint32_t word)     /* 128 different values */
{
    return lecun_bf16_of_float(lecun_float_of_bf16((uint16_t)((word & 0x7fu) | 0x3f80u)) - 1.0f);
}

static double uniform_f64(uint32_t high, uint32_t low)
{
    uint64_t fraction = (uint64_t)(high & 0xfffffu) << 32 | low;
    return lecun_double_of_bits(fraction | 0x3ff0000000000000) - 1.0;
}

/* Two standard normals from two uniforms (Box and Muller, 1958). The bound keeps the logarithm finite; the angle is
 * computed in double and rounded once. */
static void normal_pair_f32(const uint32_t words[2], float pair[2])
{
    float u = uniform_f32(words[0]);
    float angle = (float)(TWO_PI * (double)uniform_f32(words[1]));
    float radius = lecun_sqrtf(-2.0f * lecun_logf(u < 1e-7f ? 1e-7f : u));
    float sine, cosine;

    LECUN_ROUNDED(angle);       /* it is widened again: see lecun_through_float */
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

/* --- Groups ------------------------------------------------------------------------------------------------------- */

/* The stream at the first block of a group that owns 2^log2_blocks of them. */
static lecun_philox group_start(const lecun_philox *stream, uint64_t group, unsigned log2_blocks)
{
    lecun_philox at = *stream;
    lecun_philox_skip(&at, log2_blocks ? group >> (64 - log2_blocks) : 0, group << log2_blocks);
    return at;
}

/* Uniforms and uncut normals take one block a group. */
static void words_group(const lecun_philox *stream, uint64_t group, uint32_t words[GROUP])
{
    lecun_philox at = group_start(stream, group, 0);
    lecun_philox_block(&at, words);
}

static void uniform_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    uint32_t words[4];

    words_group(stream, group, words);
    draws[0] = uniform_f64(words[0], words[1]);
    draws[1] = uniform_f64(words[2], words[3]);
}

static void normal_group_f32(const lecun_philox *stream, uint64_t group, float draws[GROUP])
{
    uint32_t words[4];

    words_group(stream, group, words);
    normal_pair_f32(words, draws);
    normal_pair_f32(words + 2, draws + 2);
}

static void normal_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    uint32_t words[4];

    words_group(stream, group, words);
    normal_pair_f64(words, draws);
}

/* A group of standard normals cut at 2 is made of the uncut ones of block after block in order, those outside dropped,
 * until it is full. */
void lecun_truncated_rest_f32(const lecun_philox *group, float draws[GROUP], unsigned have, unsigned pair)
{
    uint32_t words[4];
    float candidates[2];
    int i;

    if (pair % 2)
        words_group(group, pair / 2, words);        /* the second half of it is next */
    for (; have < GROUP; pair++) {
        if (pair % 2 == 0)
            words_group(group, pair / 2, words);
        normal_pair_f32(words + 2 * (pair % 2), candidates);
        for (i = 0; i < 2 && have < GROUP; i++)
            if (candidates[i] > -2.0f && candidates[i] < 2.0f)
                draws[have++] = candidates[i];
    }
}

void lecun_truncated_rest_f64(const lecun_philox *group, double draws[GROUP_F64], unsigned have, unsigned pair)
{
    double candidates[GROUP_F64];
    int i;

    for (; have < GROUP_F64; pair++) {
        normal_group_f64(group, pair, candidates);
        for (i = 0; i < GROUP_F64 && have < GROUP_F64; i++)
            if (candidates[i] > -2.0 && candidates[i] < 2.0)
                draws[have++] = candidates[i];
    }
}

static void truncated_group_f32(const lecun_philox *stream, uint64_t group, float draws[GROUP])
{
    const lecun_philox at = group_start(stream, group, 8);
    lecun_truncated_rest_f32(&at, draws, 0, 0);
}

static void truncated_group_f64(const lecun_philox *stream, uint64_t group, double draws[GROUP_F64])
{
    const lecun_philox at = group_start(stream, group, 7);
    lecun_truncated_rest_f64(&at, draws, 0, 0);
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

static float f32_of_float(float x)        { return x; }
static uint16_t f16_of_float(float x)     { return lecun_half_of_float(x); }
static uint16_t bf16_of_float(float x)    { return lecun_bf16_of_float(x); }

/* A fill walks the groups that its range touches; in the first and the last it may want only some of the elements. All
 * fills are stamped from this text: GROUP_FUNCTION makes PER_GROUP values of type DRAW, TO_DTYPE rounds one to the dtype of
 * the affine step, whose numbers are of type VALUE, SCALE(a, b) is the factor, and TO_ELEMENT makes of the result what is
 * written, of type ELEMENT. */
#define DEFINE_FILL(NAME, DRAW, PER_GROUP, GROUP_FUNCTION, DTYPE, VALUE, TO_DTYPE, SCALE, ELEMENT, TO_ELEMENT)            \
    static void NAME(const lecun_philox *stream, unsigned char *out, size_t count, uint64_t first, double a, double b)    \
    {                                                                                                                     \
        const VALUE shift = lecun_##DTYPE##_of_double(a), scale = SCALE(shift, lecun_##DTYPE##_of_double(b));             \
        uint64_t group = first / PER_GROUP;                                                                               \
        unsigned i = (unsigned)(first % PER_GROUP);                                                                       \
                                                                                                                          \
        for (; count; group++, i = 0) {                                                                                   \
            DRAW draws[PER_GROUP];                                                                                        \
            GROUP_FUNCTION(stream, group, draws);                                                                         \
            for (; i < PER_GROUP && count; i++, count--) {                                                                \
                const ELEMENT element = TO_ELEMENT(lecun_affine_##DTYPE(TO_DTYPE(draws[i]), scale, shift));               \
                memcpy(out, &element, sizeof element);                                                                    \
                out += sizeof element;                                                                                    \
            }                                                                                                             \
        }                                                                                                                 \
    }

#define STDDEV(a, b) (b)
#define SAME(x) (x)
#define FLOAT_NORMALS(NAME, GROUP_FUNCTION)                                                                               \
    DEFINE_FILL(NAME##_f32, float, GROUP, GROUP_FUNCTION, f32, float, f32_of_float, STDDEV, float, SAME)                  \
    DEFINE_FILL(NAME##_f16, float, GROUP, GROUP_FUNCTION, f16, uint16_t, f16_of_float, STDDEV, uint16_t, SAME)            \
    DEFINE_FILL(NAME##_bf16, float, GROUP, GROUP_FUNCTION, bf16, uint16_t, bf16_of_float, STDDEV, uint16_t, SAME)         \
    DEFINE_FILL(NAME##_f16_once, float, GROUP, GROUP_FUNCTION, f32, float, f32_of_float, STDDEV, uint16_t, f16_of_float)  \
    DEFINE_FILL(NAME##_bf16_once, float, GROUP, GROUP_FUNCTION, f32, float, f32_of_float, STDDEV, uint16_t, bf16_of_float)
#define DOUBLES(NAME, GROUP_FUNCTION, SCALE)                                                                              \
    DEFINE_FILL(NAME##_f64, double, GROUP_F64, GROUP_FUNCTION, f64, double, lecun_f64_of_double, SCALE, double, SAME)
#define UNIFORMS(NAME, DTYPE, VALUE, TO_DTYPE, ELEMENT, TO_ELEMENT)                                                       \
    DEFINE_FILL(NAME, uint32_t, GROUP, words_group, DTYPE, VALUE, TO_DTYPE, lecun_width_##DTYPE, ELEMENT, TO_ELEMENT)

FLOAT_NORMALS(portable_truncated, truncated_group_f32)
DOUBLES(portable_truncated, truncated_group_f64, STDDEV)

FLOAT_NORMALS(portable_normal, normal_group_f32)
DOUBLES(portable_normal, normal_group_f64, STDDEV)

UNIFORMS(portable_uniform_f32, f32, float, uniform_f32, float, SAME)
UNIFORMS(portable_uniform_f16, f16, uint16_t, uniform_f16, uint16_t, SAME)
UNIFORMS(portable_uniform_bf16, bf16, uint16_t, uniform_bf16, uint16_t, SAME)
UNIFORMS(portable_uniform_f16_once, f32, float, uniform_f32, uint16_t, f16_of_float)
UNIFORMS(portable_uniform_bf16_once, f32, float, uniform_f32, uint16_t, bf16_of_float)
DOUBLES(portable_uniform, uniform_group_f64, lecun_width_f64)

const lecun_kernel_table lecun_portable_kernels = {
    "portable",
    {
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
        {NULL, portable_truncated_f32, portable_truncated_f64, portable_truncated_f16, portable_truncated_bf16,
         portable_truncated_f16_once, portable_truncated_bf16_once},
        {NULL, portable_normal_f32, portable_normal_f64, portable_normal_f16, portable_normal_bf16,
         portable_normal_f16_once, portable_normal_bf16_once},
        {NULL, portable_uniform_f32, portable_uniform_f64, portable_uniform_f16, portable_uniform_bf16,
         portable_uniform_f16_once, portable_uniform_bf16_once},
    }
};

/* --- Constants ---------------------------------------------------------------------------------------------------- */

/* The bytes of one element of any dtype. */
typedef struct any_element {
    unsigned char bytes[8];
} any_element;

static any_element any_of_double(lecun_dtype dtype, double value)
{
    const float f32 = lecun_f32_of_double(value);
    const uint16_t f16 = lecun_f16_of_double(value), bf16 = lecun_bf16_of_double(value);
    const void *const element[LECUN_DTYPE_END] = {NULL, &f32, &value, &f16, &bf16};
    any_element any;

    memcpy(any.bytes, element[dtype], lecun_dtype_size(dtype));
    return any;
}

void lecun_constant_fill(lecun_dtype dtype, unsigned char *out, size_t count, double value)
{
    const any_element element = any_of_double(dtype, value);
    const size_t size = lecun_dtype_size(dtype);

    for (; count; count--, out += size)
        memcpy(out, element.bytes, size);
}

void lecun_identity_fill(lecun_dtype dtype, unsigned char *out, size_t count, uint64_t first, uint64_t columns, double value)
{
    const any_element diagonal = any_of_double(dtype, value), elsewhere = any_of_double(dtype, value * 0.0);
    const size_t size = lecun_dtype_size(dtype);
    uint64_t row = first / columns, column = first % columns;

    for (; count; count--, out += size) {
        memcpy(out, row == column ? diagonal.bytes : elsewhere.bytes, size);
        if (++column == columns) {
            column = 0;
            row++;
        }
    }
}
