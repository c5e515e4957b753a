/* SPDX-License-Identifier: MIT */

/** \file
 * lecun.h - neural-network weight initialization with the bits of Keras
 *
 * This header is the whole contract. It holds for every function unless the function says otherwise:
 *
 * - A seed for every tensor. Two tensors of one seed, distribution and dtype get the same draws, whatever their shapes and their
 *   classes: their weights are equal, or equal up to the scale. Give every tensor a seed of its own; lecun_seed_by_name() makes
 *   one of its name.
 * - Results. A function returns LECUN_OK or the one lecun_status that says what was wrong, and the compiler warns where that
 *   is not looked at. Every argument is checked before the first store: after a failure the initializer and all outputs are
 *   as they were, except a length or a position that is reported. errno stays as it is. Nothing prints, aborts or allocates.
 * - Pointers. The caller owns every buffer; they are borrowed for the call only. A required pointer that is NULL gives
 *   LECUN_E_NULL. "May be NULL" is said where it is so.
 * - Shapes. shape[0..rank-1] are the dimensions in C order (the last one varies fastest), each >= 0. With rank 0 (one
 *   element) shape is not read and may be NULL. Any rank is accepted. A dimension of zero makes the tensor empty,
 *   whatever the others are; otherwise the number of elements must fit int64_t. The fans always come from the whole
 *   tensor's shape, also when only a part is filled.
 * - Elements. Destinations hold host-endian elements of a lecun_dtype: float, double, IEEE binary16 or bfloat16
 *   patterns. A void destination needs no alignment and may be storage of any type (_Float16, at::Half, __bf16,
 *   uint16_t, ...).
 * - Threads. There is no global state. Any number of threads may use one const initializer and fill different parts of
 *   one tensor at once. A function that takes a non-const initializer needs it to itself.
 * - Floating point. No rounding mode, flush-to-zero mode or precision that the program has set changes a weight: a fill
 *   computes in the default mode and leaves the program's as it was. No flag of GCC, clang or Visual C++ changes one either.
 *   (On processors whose mode src/fp_mode.h cannot set, round-to-nearest must be in force for float64.) lecun_self_test() tells
 *   whether a copy, as it was built, gives the published bits.
 *
 * Source of the method. LeCun, Bottou, Orr, Mueller: "Efficient BackProp" (1998), section 4.6: weights of standard deviation
 * 1/sqrt(fan_in). The draws are those of keras.initializers on TensorFlow, Linux CPU: Philox4x32-10 (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3", SC11), Box-Muller, values beyond two standard deviations drawn again.
 */
#ifndef LECUN_H
#define LECUN_H

#include <stddef.h>
#include <stdint.h>

/** \{ */
/** The version is written here and nowhere else; the build system reads it from these three lines. */
#define LECUN_VERSION_MAJOR 0
#define LECUN_VERSION_MINOR 1
#define LECUN_VERSION_PATCH 0
/** \} */

/** \def LECUN_API
 * Marks what the shared library exports. LECUN_SHARED is defined by its build and for those who link to it; a vendored
 * copy defines nothing, and exports nothing. */
#if defined(_WIN32) && defined(LECUN_SHARED)
#  ifdef LECUN_BUILD
#    define LECUN_API __declspec(dllexport)
#  else
#    define LECUN_API __declspec(dllimport)
#  endif
#elif defined(__GNUC__) && defined(LECUN_SHARED)
#  define LECUN_API __attribute__((visibility("default")))
#else
#  define LECUN_API
#endif

/** \def LECUN_MUST_CHECK
 * Marks the functions whose status must be looked at: compilers that can warn where it is not. (It stands behind LECUN_API,
 * where an attribute of the standard may only stand if that is empty.) */
#if defined(__GNUC__) || defined(__clang__)
#  define LECUN_MUST_CHECK __attribute__((warn_unused_result))
#elif !(defined(_WIN32) && defined(LECUN_SHARED)) \
    && ((defined(__cplusplus) && __cplusplus >= 201703L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L))
#  define LECUN_MUST_CHECK [[nodiscard]]
#elif defined(_Must_inspect_result_)
#  define LECUN_MUST_CHECK _Must_inspect_result_
#else
#  define LECUN_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- Types -------------------------------------------------------------------------------------------------------- */

/** What a call says. The numbers are never changed. lecun_status_string() gives the sentence; where a shape is refused,
 * lecun_check() tells the axis. */
typedef enum lecun_status {
    LECUN_OK = 0,             /**< done as asked */
    LECUN_E_NULL = 1,         /**< a required pointer is NULL */
    LECUN_E_INITIALIZER = 2,  /**< never set up (a zeroed object), or overwritten: its fields make no sense */
    LECUN_E_DTYPE = 3,        /**< not one of lecun_dtype; or float64 for a device whose language has no doubles */
    LECUN_E_SHAPE = 4,        /**< a negative dimension; or a delta-orthogonal kernel with more inputs than outputs */
    LECUN_E_COUNT = 5,        /**< count is not the number of elements of the shape */
    LECUN_E_SEED = 6,         /**< a config's seed: neither a 64-bit integer nor null; one that cannot be replayed, or that the
                                   profile does not take; or no seed and no key, where a config of JAX set none */
    LECUN_E_SPACE = 7,        /**< the text buffer is too small; the length needed was reported */
    LECUN_E_JSON = 8,         /**< the text is not JSON */
    LECUN_E_CONFIG = 9,       /**< JSON, but no initializer that this library knows */
    LECUN_E_ENTROPY = 10,     /**< no seed was given, and the system offers no entropy */
    LECUN_E_SELF_TEST = 11,   /**< not the published bits: wrong flags, rounding mode, or a broken compiler */
    LECUN_E_WORKSPACE = 12,   /**< Orthogonal needs a workspace: lecun_orthogonal_fill; or the workspace is too small */
    LECUN_E_ARGUMENT = 13,    /**< a number or a list's length out of its range, or no enumerator of the type */
    LECUN_E_CLASS = 14,       /**< the class does not take this call: a seed for Zeros, axes for RandomNormal */
    LECUN_E_AXIS = 15,        /**< an axis was named that the tensor does not have */
    LECUN_E_RANK = 16,        /**< a number of dimensions that the class or the layout does not take */
    LECUN_E_OVERFLOW = 17,    /**< more elements, a larger fan or a larger workspace than can be */
    LECUN_E_GROUPS = 18,      /**< the number of groups does not divide the dimension that the layout divides by it */
    LECUN_E_RANGE = 19,       /**< a range or a box that leaves the tensor */
    LECUN_E_CLASS_DTYPE = 20, /**< a dtype in which the class is not made: bfloat16 for Orthogonal, as in TensorFlow */
    LECUN_E_NO_CONFIG = 21,   /**< no config of Keras can say what this initializer is */
    LECUN_E_DEVICE = 22,      /**< draws that other devices do not compute: only those of Keras on TensorFlow are there */
    LECUN_E_GENERATOR = 23,   /**< a class of torch.nn.init draws from a generator: lecun_torch_fill */
    LECUN_E_PROFILE = 24,     /**< a generator's profile for an initializer, or an initializer's for a generator */
    LECUN_E_PROFILE_CLASS = 25, /**< the profile's framework makes the class, or such arguments of it, in a way that cannot
                                     be had here */
    LECUN_E_STATE = 26,       /**< the bytes are not the state of a PyTorch generator */
    LECUN_E_PROFILE_DTYPE = 27, /**< a dtype that the profile has not: float64 for LECUN_KERAS3_JAX */
    LECUN_STATUS_END,         /**< one past the last code; never returned */
    LECUN_STATUS_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_status;

/** The element type of a destination. (Enumerators of different types do not share a number, so that arguments that change
 * places are refused.) */
typedef enum lecun_dtype {
    LECUN_F32 = 1,            /**< float, IEEE binary32 */
    LECUN_F64 = 2,            /**< double, IEEE binary64 */
    LECUN_F16 = 3,            /**< IEEE binary16, as 16-bit patterns */
    LECUN_BF16 = 4,           /**< bfloat16, as 16-bit patterns */
    LECUN_DTYPE_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_dtype;

/** Whose bits, and whose config. Those of Keras on TensorFlow make one stream of every seed from 0 to 2147483645;
 * lecun_profiles_agree() tells for one. Uniforms and constants in float64 differ even so: Keras 3 first rounds their numbers to float32. */
typedef enum lecun_profile {
    LECUN_KERAS2 = 11,        /**< tf.keras 2.0-2.6, Keras 2.10-2.15, tf-keras: the signed 64-bit seed as it is. Default. */
    LECUN_KERAS3 = 12,        /**< Keras 3.5 and later on TensorFlow: the seed modulo 2^31-2 (floored: -1 is 2147483645) */
    LECUN_KERAS30 = 13,       /**< Keras 3.0 to 3.4 on TensorFlow: the seed's low 32 bits as a signed number */
    LECUN_KERAS315 = 14,      /**< the bits of LECUN_KERAS3, and the configs that Keras 3.15 writes */
    LECUN_KERAS3_JAX = 15,    /**< Keras 3 on JAX, CPU, jaxlib 0.8.2 to 0.10.2: the key is the pair of seed and draw, both in
                                   0..2^32-1; no float64 */
    LECUN_JAX = 17,           /**< jax.nn.initializers and jax.random, CPU, jaxlib 0.8.2 to 0.10.2, as called by themselves:
                                   threefry2x32, partitionable. Not claimed: float32 normals of jaxlib 0.7.0 to 0.8.1, the last bit
                                   of older ones, XLA without a fused multiply-add, GPU, TPU, subnormal bfloat16 constants */
    LECUN_JAX_JIT = 18,       /**< the same inside jax.jit, where XLA folds constants into untruncated normals and into
                                   uniforms of a width of exactly 1 (not in bfloat16) */
    LECUN_TORCH = 19,         /**< of generators: PyTorch 2.13 and later on x86-64, with AVX2 or AVX-512 */
    LECUN_TORCH_DEFAULT = 20, /**< likewise, with ATEN_CPU_CAPABILITY=default, and where there is no AVX2 */
    LECUN_TORCH212 = 21,      /**< PyTorch 2.12, with AVX2 or AVX-512 */
    LECUN_TORCH212_DEFAULT = 22, /**< PyTorch 2.12 without */
    LECUN_TORCH211 = 23,      /**< PyTorch 2.2 to 2.11, with AVX2 or AVX-512 */
    LECUN_TORCH211_DEFAULT = 24, /**< PyTorch 2.2 to 2.11 without */
    LECUN_PROFILE_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_profile;

/** What VarianceScaling divides the scale by: max(1, n) of ... */
typedef enum lecun_mode {
    LECUN_FAN_IN = 31,        /**< ... n = fan_in */
    LECUN_FAN_OUT = 32,       /**< ... n = fan_out */
    LECUN_FAN_AVG = 33,       /**< ... n = (fan_in + fan_out) / 2 */
    LECUN_FAN_GEO_AVG = 34,   /**< ... n = sqrt(fan_in * fan_out), which JAX has and Keras has not: no config can say it */
    LECUN_MODE_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_mode;

/** What VarianceScaling draws from: a distribution of mean 0 and variance scale / max(1, n). */
typedef enum lecun_distribution {
    LECUN_TRUNCATED_NORMAL = 41,   /**< cut at two standard deviations of the uncut normal, 1/0.87962566103423978 wider */
    LECUN_UNTRUNCATED_NORMAL = 42, /**< every value as it is drawn */
    LECUN_UNIFORM = 43,            /**< in [-limit, limit), limit = sqrt(3 * variance); see lecun_rounding for the limit */
    LECUN_DISTRIBUTION_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_distribution;

/** How the axes of a tensor of rank >= 2 are meant, R being the product of the window axes and g the number of groups.
 * LECUN_LAYOUT_KERAS fits Keras's and JAX's Dense and Conv kernels, LECUN_LAYOUT_TORCH PyTorch's Linear and Conv (a
 * depthwise Conv has as many groups as channels), ggml's and Llama's matrices. For einsum kernels name the axes:
 * lecun_set_axes. */
typedef enum lecun_layout {
    LECUN_LAYOUT_KERAS = 51,            /**< [window.., in/g, out];        fan_in R * in/g;   fan_out R * out / g */
    LECUN_LAYOUT_KERAS_TRANSPOSED = 52, /**< [window.., out, in];          fan_in R * in / g; fan_out R * out */
    LECUN_LAYOUT_KERAS_DEPTHWISE = 53,  /**< [window.., channels, times];  fan_in R;          fan_out R * times; g = 1 */
    LECUN_LAYOUT_TORCH = 54,            /**< [out, in/g, window..];        fan_in R * in/g;   fan_out R * out / g */
    LECUN_LAYOUT_TORCH_TRANSPOSED = 55, /**< [in, out/g, window..];        fan_in R * in / g; fan_out R * out/g */
    LECUN_LAYOUT_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_layout;

/** How 16-bit weights are rounded. The upper limit of a uniform is exclusive for the draw, but rounding may reach it: in [0, 1)
 * 0.2 % of the bfloat16 weights and 0.02 % of the half ones are 1.0 if they are rounded once; as Keras rounds them, none are
 * there, but in [10, 11) 3 % and 0.4 % are 11.0, and even of the float ones 2 in four million. */
typedef enum lecun_rounding {
    LECUN_ROUND_AS_KERAS = 61, /**< as Keras does: the draw, the product and the sum each to 16 bits. The default. */
    LECUN_ROUND_ONCE = 62,     /**< the float32 weight of the seed, rounded once: no framework's bits, but better weights */
    LECUN_ROUNDING_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_rounding;

/** What a device's compiler reads: see lecun_device_source(). */
typedef enum lecun_language {
    LECUN_OPENCL = 81,        /**< OpenCL C 1.2 and later */
    LECUN_CUDA = 82,          /**< CUDA C++, by nvcc or NVRTC */
    LECUN_HIP = 83,           /**< HIP */
    LECUN_METAL = 84,         /**< the Metal Shading Language */
    LECUN_WGSL = 85,          /**< WebGPU's */
    LECUN_GLSL = 86,          /**< GLSL 4.50, to be made SPIR-V for Vulkan */
    LECUN_LANGUAGE_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_language;

/** What follows the layer, in torch.nn.init.calculate_gain. */
typedef enum lecun_nonlinearity {
    LECUN_LINEAR = 71,        /**< gain 1; also that of the convolutions */
    LECUN_SIGMOID = 72,       /**< gain 1 */
    LECUN_TANH = 73,          /**< gain 5/3 */
    LECUN_RELU = 74,          /**< gain sqrt(2) */
    LECUN_LEAKY_RELU = 75,    /**< gain sqrt(2 / (1 + slope^2)) */
    LECUN_SELU = 76,          /**< gain 3/4 */
    LECUN_NONLINEARITY_FORCE_INT = 0x7fffffff  /**< no value; makes the enum as wide as an int */
} lecun_nonlinearity;

/** Where a text or a shape was refused, and why. */
typedef struct lecun_error {
    size_t at;                /**< byte position in the text, its length if it ended too early; or the axis of the shape; 0
                                   where neither is wrong */
    const char *expected;     /**< what was expected there: static text, nothing to free. NULL after success */
} lecun_error;

#define LECUN_MAX_AXES 8      /**< the most input axes, and the most output axes, that an initializer holds */

/** An initializer: a plain value of 256 bytes, copied with =, nothing to free. All fields are private: use the functions. One
 * that no function set up, or in which a field holds what none would put there, is refused with LECUN_E_INITIALIZER. */
typedef struct lecun_initializer {
    /** \privatesection */
    uint32_t scheme;
    uint32_t profile;
    int64_t  seed;
    uint32_t drawn;
    uint32_t axis_lists;
    uint32_t axis_count[3];
    uint32_t fan_rule;
    int32_t  axis[3][LECUN_MAX_AXES];
    double   number[2];
    int64_t  integer[2];
    int32_t  is_integer[2];
    uint32_t mode;
    uint32_t distribution;
    int64_t  draw;
    int64_t  groups;
    double   fan[2];
    uint32_t layout;
    uint32_t rounding;
    uint32_t bound_is_integer;
    uint32_t nonlinearity;
    uint32_t jax_key[2];
    uint32_t has_key;
    uint32_t reserved_word;     /* 0 */
    uint64_t reserved[1];       /* 0 */
} lecun_initializer;

/* --- One call ----------------------------------------------------------------------------------------------------- */

/** Fill out[0..count-1] with what keras.initializers.LecunNormal(seed)(shape) gives: normal weights of mean 0 and standard
 * deviation 1/sqrt(max(1, fan_in)), none beyond two standard deviations of the normal they are cut from. count must be the
 * number of elements of shape. fan_in is Keras's: 1 for rank 0; shape[0] for ranks 1 and 2; otherwise the product of all
 * dimensions but the last. A matrix stored [out, in] needs lecun_set_axes.
 * out may be NULL if count is 0.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_SHAPE, LECUN_E_OVERFLOW or LECUN_E_COUNT. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_normal_fill(float *out, size_t count, const int64_t *shape, size_t rank,
                                                          int64_t seed);

/** Like lecun_normal_fill, but for double: LecunNormal(seed)(shape, dtype="float64"). Keras's own last bits depend on
 * the machine here; these are those of x86-64 with FMA, on every machine. They are other draws than the float ones, not
 * the same draws with more digits. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_normal_fill_f64(double *out, size_t count, const int64_t *shape,
                                                              size_t rank, int64_t seed);

/* --- The initializer ---------------------------------------------------------------------------------------------- */

/** Set up *self as LecunNormal(seed), whatever it held before: profile LECUN_KERAS2, no axes.
 * Returns LECUN_OK or LECUN_E_NULL. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_lecun_normal(lecun_initializer *self, int64_t seed);

/** \{ */
/** Like lecun_init_lecun_normal, but the other classes that scale by a fan, under Keras's names. The variance of the
 * weights is
 *
 *     LecunUniform, LecunNormal    1 / max(1, fan_in)
 *     GlorotUniform, GlorotNormal  1 / max(1, (fan_in + fan_out) / 2)
 *     HeUniform, HeNormal          2 / max(1, fan_in)
 *
 * the normals being truncated at two standard deviations. Glorot, Bengio: "Understanding the difficulty of training
 * deep feedforward neural networks" (2010); He, Zhang, Ren, Sun: "Delving deep into rectifiers" (2015). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_lecun_uniform(lecun_initializer *self, int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_glorot_uniform(lecun_initializer *self, int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_glorot_normal(lecun_initializer *self, int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_he_uniform(lecun_initializer *self, int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_he_normal(lecun_initializer *self, int64_t seed);
/** \} */

/** The general form of the above: VarianceScaling(scale, mode, distribution, seed).
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (scale not finite or not above 0, no lecun_mode, no
 * lecun_distribution). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_variance_scaling(lecun_initializer *self, double scale,
                                                                    lecun_mode mode, lecun_distribution distribution,
                                                                    int64_t seed);

/** \{ */
/** Set up *self as RandomUniform(minval, maxval, seed): uniform in [minval, maxval), where rounding does not make maxval of a
 * value (see lecun_rounding); the two may stand in either order.
 * As RandomNormal or TruncatedNormal(mean, stddev, seed): normal; truncated at two stddev, which here is that of the
 * uncut normal. stddev may be 0 or negative. Keras's defaults are -0.05 and 0.05, and 0 and 0.05. The seed comes last, as in
 * Keras: (&init, 42, 0.0, 0.05) compiles, and asks for a mean of 42 and a deviation of 0.
 * Return LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (a number that is not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_random_uniform(lecun_initializer *self, double minval, double maxval,
                                                                  int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_random_normal(lecun_initializer *self, double mean, double stddev,
                                                                 int64_t seed);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_truncated_normal(lecun_initializer *self, double mean, double stddev,
                                                                    int64_t seed);
/** \} */

/** Set up *self as jax.nn.initializers.truncated_normal(stddev, lower=lower, upper=upper), profile LECUN_JAX: the bounds are in
 * units of stddev, which is that of the uncut normal and may be 0 or negative. Profiles that do not draw from JAX cut at -2
 * and 2 alone; JAX's own other bounds depend on its machine's C library in float64, and inside jax.jit in float32: there fills
 * with other bounds say LECUN_E_PROFILE_CLASS. seed: see lecun_set_jax_key.
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (a number that is not finite, or lower not below upper). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_jax_truncated_normal(lecun_initializer *self, double stddev, double lower,
                                                                        double upper, int64_t seed);

/** \{ */
/** Set up *self as Zeros(), Ones() or Constant(value): every element the same. They take no seed and no axes.
 * Of the constants of Keras 3.15, arrays and the integer dtypes are left out: a value is one number.
 * Return LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (value not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_zeros(lecun_initializer *self);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_ones(lecun_initializer *self);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_constant(lecun_initializer *self, double value);
/** \} */

/** Set up *self as Identity(gain): gain on the main diagonal of a matrix, 0 elsewhere. Fills take rank 2 only, else
 * LECUN_E_RANK.
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (gain not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_identity(lecun_initializer *self, double gain);

/** Set up *self as Orthogonal(gain, seed): a matrix with orthonormal rows or columns, whichever are fewer, times gain.
 * Its fill needs memory: lecun_orthogonal_fill; the other fills answer it with LECUN_E_WORKSPACE. Saxe, McClelland,
 * Ganguli: "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks" (2013).
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (gain not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_orthogonal(lecun_initializer *self, double gain, int64_t seed);

/** Set up *self as jax.nn.initializers.delta_orthogonal(scale), profile LECUN_JAX: a kernel of rank 3 to 5 that is an
 * orthogonal matrix times scale at the center of its window, ((n - 1) / 2 of each dimension n, rounded down), and 0 elsewhere;
 * the last dimension is not less than the one before. Filled by lecun_orthogonal_fill, with lecun_orthogonal_work_size of its
 * last two dimensions. Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington: "Dynamical isometry and a mean field theory of
 * CNNs" (2018).
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (scale not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_jax_delta_orthogonal(lecun_initializer *self, double scale, int64_t seed);

/* Setters. On an object that was not set up they return LECUN_E_INITIALIZER; on one of a class that does not take what they
 * set, LECUN_E_CLASS. */

/** Choose whose bits and whose config. Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up) or LECUN_E_ARGUMENT
 * (no lecun_profile). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_profile(lecun_initializer *self, lecun_profile profile);

/** Replace the seed. Any int64_t will do. The seed counts as given, not drawn.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up) or LECUN_E_CLASS (it takes no seed). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_seed(lecun_initializer *self, int64_t seed);

/** Give the tensor of this name a stream of its own, made of the name and of one seed for the whole model: name is any
 * bytes, length of them, and may be NULL if length is 0. What other tensors there are, and in which order they are filled,
 * does not matter. Sets seed and draw (see lecun_set_draw), both in 0..2^31-3, so that all profiles of Keras on TensorFlow
 * make the same stream of them; the seed counts as given. Two names, or two seeds, share a stream with the probability of two
 * random numbers of 62 bits; under LECUN_JAX and LECUN_JAX_JIT, which take the seed alone, of 31 bits.
 *
 * The rule, for programs in other languages: words have 32 bits, the low one or the low byte comes first. P(c, k) is
 * Philox4x32-10 of the counter c (four words) under the key k (two). With k the words of the seed, begin with
 * s = P((length's low word, its high word, 0, 0), k); then for every 16 bytes m of the name, zeros filling up the last,
 * s = P(s xor m, k). The seed becomes (s[0] + 2^32 s[1]) mod (2^31-2), the draw (s[2] + 2^32 s[3]) mod (2^31-2).
 *
 * A config holds the seed alone and so cannot say such a stream: store the name and the model's seed.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up) or LECUN_E_CLASS (it takes no seed). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_seed_by_name(lecun_initializer *self, int64_t seed, const char *name,
                                                           size_t length);

/** Choose which draw of the seed the fills give: draw k of seed s is the stream of the pair [s, k], which is what the
 * k-th call (from 0) of a Keras initializer made with keras.random.SeedGenerator(s) gives, and what TensorFlow's
 * stateless ops give for that pair; LECUN_JAX and LECUN_JAX_JIT have no draws, and do not look at it. 0 is the default, and what an integer seed gives in every call. The config does not
 * hold it, as Keras's does not.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up) or LECUN_E_CLASS (it takes no seed). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_draw(lecun_initializer *self, int64_t draw);

/** 1 if all profiles of Keras on TensorFlow make the same stream of this seed, 0 if not. */
LECUN_API int lecun_profiles_agree(int64_t seed);

/** A key of jax.random (jax.random.key_data), threefry2x32, as a plain value. */
typedef struct lecun_jax_key { uint32_t word[2]; } lecun_jax_key;

/** jax.random.key(seed), with jax_enable_x64 (x64 not 0), where the key is the seed's high word and its low one, or without,
 * where the high word is 0.
 * Returns LECUN_OK or LECUN_E_NULL. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_jax_key_start(lecun_jax_key *key, int64_t seed, int x64);

/** jax.random.split(key, n)[index], for any n above index. child may be key.
 * Returns LECUN_OK or LECUN_E_NULL. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_jax_split(const lecun_jax_key *key, uint64_t index, lecun_jax_key *child);

/** jax.random.fold_in(key, data). child may be key. The parameters of a flax.nnx model have fold_in(stream's key, count), the
 * count being 0 for the first draw of the stream.
 * Returns LECUN_OK or LECUN_E_NULL. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_jax_fold_in(const lecun_jax_key *key, uint32_t data, lecun_jax_key *child);

/** The key of a flax.linen parameter (flax 0.10.7 to 0.12.8, with flax_fix_rng_separator off, the default): root is what
 * init was given, path the names of the modules from the top one's child to the parameter's own ("Dense_0"), UTF-8, without
 * the parameter's name; count the parameter's place in its module in the order of the calls of self.param, from 1 on, zeros
 * and ones counted. path may be NULL if parts is 0, which is the top module. key may be root. SHA-1 (FIPS 180-4) over the
 * path makes the number that is folded in.
 * Returns LECUN_OK or LECUN_E_NULL (a name among them). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_flax_linen_key(const lecun_jax_key *root, const char *const *path, size_t parts,
                                                             uint32_t count, lecun_jax_key *key);

/** Give the key that the profiles LECUN_JAX and LECUN_JAX_JIT draw from, before or after the profile is chosen; it takes the
 * place of the seed there until another seed is set. (A seed s alone means jax.random.key(s) without x64.) Other profiles
 * do not look at it. *key is copied.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up) or LECUN_E_CLASS (it takes no seed). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_jax_key(lecun_initializer *self, const lecun_jax_key *key);

/** Draw the seed now from the system's entropy, as Keras does for seed=None: uniform in 1..1000000000. It drives all
 * fills of this initializer and its copies, lecun_get_seed tells it, and the config says null.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_CLASS (it takes no seed) or LECUN_E_ENTROPY. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_draw_seed(lecun_initializer *self);

/** Read the seed in use, and into *drawn 1 if it was drawn, 0 if it was given. Either output may be NULL.
 * Returns LECUN_OK, LECUN_E_NULL (self), LECUN_E_INITIALIZER (not set up), LECUN_E_CLASS (it takes no seed) or LECUN_E_SEED (a
 * config of JAX, which holds none, and none was set). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_get_seed(const lecun_initializer *self, int64_t *seed, int *drawn);

/** Name the axes that count input units and those that count output units, for layouts that Keras's rule gets wrong: a
 * matrix stored [out, in] has input axis 1 and output axis 0. This is the meaning of input_axes and output_axes in
 * Keras 3.15: fan_in is the product of the dimensions at the input axes and fan_out at the output axes; axes in neither list
 * do not count (name a convolution's window axes among the input axes). An axis named twice counts twice; a negative axis
 * counts from the end. Both lists NULL, of length 0, means that Keras's rule by rank is in force again. An empty list that is
 * not NULL is given, and its product is 1. inputs and outputs are the lengths, at most LECUN_MAX_AXES each. (In a config one
 * list alone is taken and, as in Keras, has no effect.) Whether an axis exists is known only with a shape: a fill or fan
 * computation refuses with LECUN_E_AXIS. The values drawn do not change, only their scale.
 * Returns LECUN_OK, LECUN_E_NULL (self, one list alone, or a NULL list of length > 0), LECUN_E_INITIALIZER (not set up),
 * LECUN_E_CLASS (it takes no axes) or LECUN_E_ARGUMENT (too many axes). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_axes(lecun_initializer *self, const int32_t *input_axes, size_t inputs,
                                                       const int32_t *output_axes, size_t outputs);

/** Like lecun_set_axes, but with the meaning of in_axis, out_axis and batch_axis in jax.nn.initializers: axes in no list
 * are the window and multiply both fans; batch axes count in neither. An axis in more than one list, or more than once in
 * one, divides as in JAX (flax.linen.Embed has one that is both in and out), and a fan may then be a fraction. in_axes and
 * out_axes must be given, batch_axes may be NULL. JAX's defaults are {-2}, {-1} and none. The draws are still
 * the profile's, and only LECUN_JAX and LECUN_JAX_JIT divide by a fan below 1.
 * Returns as lecun_set_axes. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_jax_axes(lecun_initializer *self, const int32_t *in_axes, size_t ins,
                                                           const int32_t *out_axes, size_t outs,
                                                           const int32_t *batch_axes, size_t batches);

/** Choose the fans by a named layout and the number of groups, 1 or more. Of shapes only those of rank >= 2 are taken
 * then, else LECUN_E_RANK; if the groups do not divide the fan, LECUN_E_GROUPS. Takes the place of axes that were set, as
 * these, and lecun_set_fans, take its place. Keras's default is lecun_set_axes(self, NULL, 0, NULL, 0).
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_CLASS (it takes no axes) or LECUN_E_ARGUMENT (no
 * lecun_layout, or groups < 1). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_layout(lecun_initializer *self, lecun_layout layout, int64_t groups);

/** Give the fans, whatever the shape; each from 0 to 1e300.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_CLASS (it takes no axes) or LECUN_E_ARGUMENT (a
 * fan out of range). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_fans(lecun_initializer *self, double fan_in, double fan_out);

/** Choose how 16-bit weights are rounded. float and double are not touched by it.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_CLASS (it draws nothing) or LECUN_E_ARGUMENT (no
 * lecun_rounding). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_set_rounding(lecun_initializer *self, lecun_rounding rounding);

/* --- Fills -------------------------------------------------------------------------------------------------------- */

/** Fill the whole tensor: out holds count elements of dtype, count being the number of elements of shape. Every call
 * gives the same values, as a Keras initializer with an integer seed does. out may be NULL if count is 0.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_COUNT, LECUN_E_WORKSPACE (Orthogonal), or what lecun_check tells. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_fill(const lecun_initializer *self, lecun_dtype dtype, void *out,
                                                   size_t count, const int64_t *shape, size_t rank);

/** Like lecun_fill, but only elements first..first+count-1 of the tensor in C order, out[0] being element first. They
 * equal those of the whole fill, and cost the same however far into the tensor they lie. Pieces may be filled in any
 * order, by any threads, processes or machines. Pieces that begin and end at multiples of 4 elements (2 in float64)
 * draw nothing twice, and from some 4096 elements on the cost of a call is negligible.
 * Returns as lecun_fill, but in the place of LECUN_E_COUNT, LECUN_E_RANGE if first is negative or the range leaves the
 * tensor. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_fill_range(const lecun_initializer *self, lecun_dtype dtype, void *out,
                                                         size_t count, const int64_t *shape, size_t rank, int64_t first);

/** Like lecun_fill_range, but a rectangular part of the tensor, or a tensor that lies in memory in another way: the
 * elements whose index on each axis i is start[i]..start[i]+extent[i]-1. The one with index start[i]+k[i] goes to out
 * plus the sum of k[i]*stride[i] elements; strides may be negative or leave gaps, which are not touched. stride NULL
 * means C order without gaps. All arrays have rank entries; shape is the whole tensor's. The elements equal those of
 * the whole fill; the cost is that of the box, least when its last axis is long. Elements that share an address are the
 * caller's error. out may be NULL if the box is empty. With rank 0 no array is read.
 * Returns as lecun_fill_range; LECUN_E_RANGE if the box leaves the tensor. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_fill_box(const lecun_initializer *self, lecun_dtype dtype, void *out,
                                                       const int64_t *stride, const int64_t *shape, size_t rank,
                                                       const int64_t *start, const int64_t *extent);

/** What a fill of the whole tensor would say of these arguments, without filling: for Orthogonal, what lecun_orthogonal_fill
 * would say to the right count and workspace. error may be NULL; otherwise it tells what was expected, and at which axis:
 *
 *     LECUN_E_SHAPE     the first negative dimension
 *     LECUN_E_OVERFLOW  the axis at which the number of elements, or a fan, became too large; or one of dimension 0 that
 *                       divides a fan (lecun_set_jax_axes)
 *     LECUN_E_AXIS      the axis that was named and does not exist: as it was named, or if negative, its distance from the end
 *     LECUN_E_GROUPS    the axis whose dimension the number of groups does not divide
 *
 * For the other statuses it is 0, and after success error is {0, NULL}. The profiles LECUN_JAX and LECUN_JAX_JIT take no rank
 * below 2 for classes that scale by a fan (LECUN_E_RANK), nor a fan of 0 (LECUN_E_OVERFLOW).
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_DTYPE, LECUN_E_PROFILE_DTYPE, LECUN_E_CLASS_DTYPE,
 * LECUN_E_SEED (one that the profile does not take, or none), LECUN_E_PROFILE, LECUN_E_SHAPE, LECUN_E_OVERFLOW, LECUN_E_RANK,
 * LECUN_E_AXIS or LECUN_E_GROUPS, the first of them that is so. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_check(const lecun_initializer *self, lecun_dtype dtype,
                                                    const int64_t *shape, size_t rank, lecun_error *error);

/** The bytes of one element: 4, 8, 2 or 2; 0 for a number that is no lecun_dtype. */
LECUN_API size_t lecun_dtype_size(lecun_dtype dtype);

/** The bytes of workspace that lecun_orthogonal_fill needs for this shape, of any dtype: about eight times the number of
 * elements. Exactly, with R and r the greater and the lesser side of the matrix (its last dimension is one side, the
 * product of the others the other) and up() rounding up to a multiple of 16: 8 * up(r) * (up(R + 3) + 32) + 64.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_SHAPE, LECUN_E_RANK (below 2) or LECUN_E_OVERFLOW (more than memory can be). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_orthogonal_work_size(const int64_t *shape, size_t rank, size_t *work_size);

/** Like lecun_fill, for an initializer set up as Orthogonal. work is work_size bytes of any alignment; what it holds
 * does not matter before or after. The draws are the profile's, bit for bit; the factor of them is the library's own,
 * because the frameworks' last bits depend on the machine here. It is the same on every machine, with every kernel and any
 * number of threads.
 *
 *     float64       within 2.5 units of the exact factor's last place at 1 (2^-52)
 *     float32       the exact factor, rounded, but for about two elements in ten million, which are one unit of their own
 *                   last place off
 *     16-bit types  round that
 *
 * TensorFlow's, PyTorch's and JAX's factors of the same draw are within 64 units (2^-23, 2^-52, 2^-10), times the gain,
 * of these in all that was recorded or compared up to 512 x 512; an ill-conditioned draw can take them farther. Like
 * TensorFlow this refuses bfloat16, on JAX also float16, but makes them under LECUN_ROUND_ONCE. Time grows with rows * columns * min(rows, columns).
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_CLASS (another class), LECUN_E_COUNT, LECUN_E_WORKSPACE (work_size is too small), or
 * what lecun_check tells. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_orthogonal_fill(const lecun_initializer *self, lecun_dtype dtype,
                                                              void *out, size_t count, const int64_t *shape, size_t rank,
                                                              void *work, size_t work_size);

/** A lecun_orthogonal_fill that threads share. A plain value that lecun_orthogonal_begin sets up; fields are private. */
typedef struct lecun_orthogonal_job {
    /** \privatesection */
    lecun_initializer initializer;
    void    *out;
    void    *work;
    uint64_t rows;
    uint64_t columns;
    uint64_t phases;
    uint32_t dtype;
    uint32_t ready;
    void    *normals;
    uint64_t before;
    uint64_t after;
    uint64_t reserved[1];
} lecun_orthogonal_job;

/** Check all arguments of a lecun_orthogonal_fill, and put what its steps need into *job, and their number into *phases.
 * Nothing is written to out or work yet; both, and nothing else, are in use until the last step is done. *self is copied.
 * Returns what lecun_orthogonal_fill does; LECUN_E_NULL also for job and phases. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_orthogonal_begin(lecun_orthogonal_job *job, const lecun_initializer *self,
                                                               lecun_dtype dtype, void *out, size_t count,
                                                               const int64_t *shape, size_t rank, void *work,
                                                               size_t work_size, size_t *phases);

/** Do one thread's part of one phase. The same bits come whatever the number of threads. All threads, 0 to threads - 1,
 * take part in each phase (some with nothing to do), and no thread begins a phase before all have ended the one before: a
 * barrier stands between, which is the caller's. With OpenMP that is
 *
 *     #pragma omp parallel
 *     for (size_t phase = 0; phase < phases; phase++) {
 *         status = lecun_orthogonal_step(&job, phase, omp_get_thread_num(), omp_get_num_threads());
 *         #pragma omp barrier
 *     }
 *
 * and with POSIX threads, each of which runs this,
 *
 *     for (size_t phase = 0; phase < phases; phase++) {
 *         status = lecun_orthogonal_step(&job, phase, thread, threads);
 *         pthread_barrier_wait(&barrier);
 *     }
 *
 * Two threads are worth it from about 512 columns on. float64 of fewer than 64 columns is done by thread 0.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (job was not begun) or LECUN_E_ARGUMENT (no such phase or
 * thread). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_orthogonal_step(const lecun_orthogonal_job *job, size_t phase, size_t thread,
                                                              size_t threads);

/** The fans that a fill of this shape uses: by the axes, layout or numbers that were set, else by Keras's rule (rank 0:
 * 1 and 1; rank 1: both shape[0]; rank 2: shape[0] and shape[1]; else the last two dimensions, each times the product
 * of all before them). Either output may be NULL. The rule does not depend on the class; a fan may be 0. In an empty tensor
 * a fan of 2^63 or more is told to 15 digits, and none is above 1e300.
 * Returns LECUN_OK, LECUN_E_NULL (self or shape), LECUN_E_INITIALIZER (not set up), LECUN_E_SHAPE, LECUN_E_OVERFLOW,
 * LECUN_E_RANK, LECUN_E_AXIS or LECUN_E_GROUPS. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_fans(const lecun_initializer *self, const int64_t *shape, size_t rank,
                                                   double *fan_in, double *fan_out);

/** The standard deviation of the weights drawn for this shape: sqrt(1 / max(1, fan_in)) for LecunNormal, and so on; of
 * TruncatedNormal that of the values left after the cut, 0.87962566103423978 * stddev; of Identity and Orthogonal that
 * of the matrix as it is; 0 for constants. stddev may be NULL.
 * Returns as lecun_fans; LECUN_E_RANK also where the class does not take this rank. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_stddev(const lecun_initializer *self, const int64_t *shape, size_t rank,
                                                     double *stddev);

/* --- Configs ------------------------------------------------------------------------------------------------------ */

/** Write the config, as json.dumps(initializer.get_config()) does in the Keras of the profile; a drawn seed is null. Each
 * Keras reads what an older one wrote. A number that was given as a float is written as a float, one that a config gave as an
 * integer as an integer; the seed of a SeedGenerator is written as an integer.
 *
 *     LECUN_KERAS2                  as Keras 2.15: the seed last; {"gain": 1.0} for Identity; axes only where they were given
 *     LECUN_KERAS3, LECUN_KERAS30   the seed first, as Keras 3.6 to 3.14, but with Identity's gain and with axes that were given,
 *                                   which they do not write
 *     LECUN_KERAS315                as Keras 3.15: like these, but axes that were not given are null, which older Keras refuse,
 *                                   and Identity's gain is left out, whatever it is
 *
 * buf takes the text and a final NUL; *length receives the length without it. buf NULL with size 0 asks for the length alone
 * and returns LECUN_OK. length may be NULL if buf is not. Draws, layouts, given fans, JAX's axes and LECUN_FAN_GEO_AVG, and
 * rounding have no place in Keras's configs: a draw other than 0 is left out, as by Keras; the rest is refused.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (not set up), LECUN_E_NO_CONFIG (no config can say it) or
 * LECUN_E_SPACE (size <= length; buf is untouched). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_get_config(const lecun_initializer *self, char *buf, size_t size,
                                                         size_t *length);

/** A config of the classes of jax.nn.initializers ("jax.nn.initializers.lecun_normal", or in lecun_deserialize that module
 * and "lecun_normal" apart) holds the arguments of the function of that name: "stddev", "scale", "value", "lower", "upper",
 * "mode" ("fan_geo_avg", too), "distribution" ("truncated_normal", "normal", "uniform"), "in_axis", "out_axis" and "batch_axis"
 * (an integer, or a list), "column_axis" (-1). It sets the profile LECUN_JAX and holds no seed: until lecun_set_jax_key or
 * lecun_set_seed, fills say LECUN_E_SEED. lecun_get_config and lecun_serialize write it so.
 *
 * Set up *self from a class name and its config, as Keras's Class.from_config does. class_name is any name that Keras
 * knows the class by ("LecunNormal", "lecun_normal", ...), NUL-terminated. json is a JSON object of json_length bytes,
 * UTF-8, no NUL needed. Keys are those of the class in Keras 2 or 3: "seed" (an integer of 64 bits, null, or a
 * serialized SeedGenerator, which starts at draw 0), "input_axes" and "output_axes" (a list of at most LECUN_MAX_AXES
 * integers, or null), "mode", "distribution", and the numbers ("scale", "mean", "stddev", "minval", "maxval", "value",
 * "gain": finite, and if written as integers, of 64 bits; no arrays, which Keras 3.15 takes for "value"); for every class
 * "dtype", which is ignored, as Keras 2 does. What is missing has Keras's default. A null or missing seed draws one, as
 * lecun_draw_seed does. The text does not say whose config it is: the profile is LECUN_KERAS2 until lecun_set_profile. error
 * may be NULL; otherwise it tells where and what, or {0, NULL} after success. The reader is strict: RFC 8259, valid UTF-8, no
 * duplicate keys, at most 16 levels and 64 keys an object. A byte order mark before the text is skipped. It runs in constant
 * stack, in time linear in the text's length.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_JSON (not JSON), LECUN_E_CONFIG (no such class, or a key or value that it
 * does not take), LECUN_E_SEED or LECUN_E_ENTROPY. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_from_config(lecun_initializer *self, const char *class_name,
                                                          const char *json, size_t json_length, lecun_error *error);

/** Like lecun_get_config, but class and config together, as json.dumps(keras.initializers.serialize(initializer)) does:
 * {"module": "keras.initializers", "class_name": "LecunNormal", "config": {"seed": 42}, "registered_name": null}. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_serialize(const lecun_initializer *self, char *buf, size_t size,
                                                        size_t *length);

/** Like lecun_from_config, but from the forms that keras.initializers.deserialize accepts: a name as a JSON string
 * ("lecun_normal"), or an object with "class_name" and optionally "config" (an object, or null for all defaults) and
 * "module" (any string). What else Keras writes beside them is ignored: "registered_name", "build_config",
 * "compile_config", "shared_object_id". Any other key is refused, where Keras would drop it, and with it a misspelled
 * "config". */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_deserialize(lecun_initializer *self, const char *json, size_t json_length,
                                                          lecun_error *error);

/* --- Whole models ------------------------------------------------------------------------------------------------- */

/** The default seeds of a whole Keras model. After keras.utils.set_random_seed(S), every initializer without a seed
 * draws one from Python's generator, in the order in which layers are built (Keras 2) or initializers are made (Keras
 * 3); for plain layers the orders agree. This object hands out the same seeds: one for each kernel of Dense, Conv,
 * DepthwiseConv, Conv2DTranspose and Embedding, two for SeparableConv; biases and normalization take none. In Keras 3 a
 * Dropout takes one too, LSTM and GRU take three (kernel, recurrent kernel, and one for dropout). A plain value; fields
 * are private. Source: CPython's random.randint over MT19937 (Matsumoto, Nishimura, 1998). */
typedef struct lecun_replay {
    /** \privatesection */
    uint32_t state[624];
    uint32_t position;
    uint32_t ready;
} lecun_replay;

/** Start at set_random_seed(seed). Returns LECUN_OK, LECUN_E_NULL or LECUN_E_SEED (not in 0..2^32-1, which Keras
 * refuses). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_replay_start(lecun_replay *self, int64_t seed);

/** The next default seed, in 1..10^9. Returns LECUN_OK, LECUN_E_NULL or LECUN_E_INITIALIZER (not started). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_replay_next(lecun_replay *self, int64_t *seed);

/* --- Other devices ------------------------------------------------------------------------------------------------ */

/** The text that a device's compiler reads: kernels that compute the bits of lecun_fill_range in integers of 32 bits, so that the
 * compiler's options, missing doubles and flushed subnormals change none of them. (float64 is computed in doubles.) The library
 * gives this text and a job; the program's own runtime compiles and launches them. The text is static and NUL-terminated, and the
 * same for OpenCL, CUDA, HIP and Metal; lecun_device.h is that text with its comments, for compilers that include, and describes
 * what a kernel of one's own can call. *length receives the length without the NUL; length may be NULL.
 * Returns NULL, and leaves *length, for a language that is none, or in a build with LECUN_NO_DEVICE, which leaves the text out. */
LECUN_API const char *lecun_device_source(lecun_language language, size_t *length);

/** A fill as a device carries it out: a plain value without anything to free. The kernel's first argument is the destination, its
 * second the 64 bytes of args. WGSL, GLSL and Metal bind the destination as binding (buffer) 0 and the arguments, as a uniform
 * (constant) buffer of 64 bytes, as 1, in group (set) 0.
 *
 * A program that was compiled with a job's options does the jobs whose options are the same text, no others: it is shorter,
 * and two to three times faster. Without options, it does all jobs of its language.
 *
 * What a job holds depends on its arguments alone, and it can be used again. If count is 0, groups and out_bytes are 0: nothing is
 * to be launched. */
typedef struct lecun_device_job {
    /** \publicsection */
    uint32_t    args[16];     /**< the arguments, as words of the host's byte order. A program whose destination does not begin at
                                   a multiple of 16 bytes, but at one of the element's size, clears bit 0 of args[15] */
    const char *kernel;       /**< the entry point's name: static text */
    const char *options;      /**< for the compiler, separated by blanks: static text; "" where the language has none */
    uint32_t    group_size;   /**< threads of a work group, in one dimension */
    uint32_t    groups[2];    /**< work groups in x and in y, at most 65535 each */
    uint64_t    out_bytes;    /**< the destination's size: that of the elements; in WGSL and GLSL rounded up to a multiple of 4, and
                                   the two bytes too many become 0. What lies past it is not touched. */
} lecun_device_job;

/** Make *job, which fills elements first .. first+count-1 of the tensor on a device, with the bits of lecun_fill_range.
 *
 *     count     at most 2^38; 2^31 in WGSL and GLSL. More is done by several jobs, each with its own first.
 *     first     any. In WGSL and GLSL, 16-bit elements from an odd first on take twice the time.
 *     float64   in OpenCL, CUDA and HIP alone
 *     classes   all but Orthogonal
 *
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_ARGUMENT (no such language), LECUN_E_DTYPE (also for float64 where the language has
 * no doubles), LECUN_E_RANGE, LECUN_E_OVERFLOW (also for a count above those), LECUN_E_DEVICE (the profile's draws are not
 * computed there), or what else lecun_fill_range tells. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_device_fill(const lecun_initializer *self, lecun_language language,
                                                          lecun_dtype dtype, const int64_t *shape, size_t rank, int64_t first,
                                                          uint64_t count, lecun_device_job *job);

/** The jobs of a self test for the program's own driver, compiler and options, numbered from 0: every distribution, constants and
 * identities in every element type, with ranges that begin and end inside groups; those of float64, which a device without
 * doubles cannot do, come last. The program launches each and gives what came back to lecun_device_test_check(). Each is of at
 * most 64 KB.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_ARGUMENT (no such language) or LECUN_E_COUNT (the first number past the language's
 * last). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_device_test_job(lecun_language language, size_t number, lecun_device_job *job);

/** Whether the first bytes of bytes[0..size-1] are what the test job of that number makes: its out_bytes, or the elements alone.
 * They are computed again here, by the code that lecun_self_test() tests.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_COUNT (no such number), LECUN_E_ARGUMENT (size is less than that of the elements), or
 * LECUN_E_SELF_TEST: other bits, so that this device, with its driver and the options that were given, is not to be used. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_device_test_check(size_t number, const void *bytes, size_t size);

/* --- PyTorch ------------------------------------------------------------------------------------------------------ */

/** PyTorch's generator on the CPU: MT19937 (Matsumoto, Nishimura, 1998), and every other one of the normals of small
 * tensors, which waits for the next. A plain value of 2,544 bytes, copied with =, nothing to free; fields are private. What torch.nn.init draws depends on
 * what was drawn before, so that the tensors of a model are filled, or skipped, in PyTorch's order; each by itself can then be
 * made in parts, by any number of threads that share a const generator. A function that takes a non-const one needs it to
 * itself. */
typedef struct lecun_torch {
    /** \privatesection */
    uint32_t state[624];
    uint32_t taken;
    uint32_t fresh;
    uint32_t waits;
    uint32_t profile;
    uint64_t normal;
    uint64_t seed;
    uint32_t ready;
    uint32_t reserved[3];       /* 0 */
} lecun_torch;

/** \{ */
/** Set up *self as a function of torch.nn.init, under its name and with its arguments; PyTorch's defaults are a=0, b=1; mean=0,
 * std=1; a=-2, b=2 (not in units of std); gain=1; a=0, fan_in, leaky_relu; groups=1. They hold no seed: they are filled from a generator, by
 * lecun_torch_fill and its neighbours, while the ordinary fills answer them with LECUN_E_GENERATOR. What PyTorch has besides
 * is lecun_init_zeros, lecun_init_ones, lecun_init_constant, lecun_init_identity(self, 1.0) for eye_, and
 * lecun_init_orthogonal, whatever its seed.
 *
 *     uniform          in [a, b)
 *     normal           of mean and standard deviation std
 *     trunc_normal     normals between a and b: drawn again while outside, or, where that would keep fewer than three in
 *                      ten, uniforms that are accepted with the density's probability
 *     xavier_*         std = gain * sqrt(2 / (fan_in + fan_out)); the uniform is in [-sqrt(3) std, sqrt(3) std)
 *     kaiming_*        std = gain / sqrt(fan), the gain being lecun_torch_calculate_gain(nonlinearity, a)
 *     dirac            1 where an output channel of a group is the input channel of its number, in the middle of the window
 *
 * The fans are those of LECUN_LAYOUT_TORCH with one group, for transposed and grouped convolutions, too: fan_in is shape[1] and
 * fan_out shape[0], each times the window. Glorot, Bengio (2010); He, Zhang, Ren, Sun (2015).
 * Return LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT: a number that is not finite; a > b; std below 0, or 0 for trunc_normal;
 * gain below 0; an a whose square is too large; a mode that is neither LECUN_FAN_IN nor LECUN_FAN_OUT; no lecun_nonlinearity;
 * groups below 1. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_uniform(lecun_initializer *self, double a, double b);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_normal(lecun_initializer *self, double mean, double std);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_trunc_normal(lecun_initializer *self, double mean, double std,
                                                                      double a, double b);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_xavier_uniform(lecun_initializer *self, double gain);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_xavier_normal(lecun_initializer *self, double gain);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_kaiming_uniform(lecun_initializer *self, double a, lecun_mode mode,
                                                                         lecun_nonlinearity nonlinearity);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_kaiming_normal(lecun_initializer *self, double a, lecun_mode mode,
                                                                        lecun_nonlinearity nonlinearity);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_init_torch_dirac(lecun_initializer *self, int64_t groups);
/** \} */

/** torch.nn.init.calculate_gain(nonlinearity, param); param is looked at for LECUN_LEAKY_RELU alone, whose default is 0.01.
 * Returns LECUN_OK, LECUN_E_NULL or LECUN_E_ARGUMENT (no lecun_nonlinearity, or a param whose square is not finite). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_calculate_gain(lecun_nonlinearity nonlinearity, double param,
                                                                   double *gain);

/** Set up *self as torch.manual_seed(seed) does, for one of the profiles LECUN_TORCH to LECUN_TORCH211_DEFAULT: which version's
 * rules, and those of which capability (torch.backends.cpu.get_cpu_capability(); AVX-512 runs AVX2's). Those of one
 * capability make the same float32 and float64 uniforms between symmetric limits; the rest differs in some. Of the seed the
 * stream takes the low 32 bits.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_PROFILE (an initializer's profile) or LECUN_E_ARGUMENT (no lecun_profile). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_start(lecun_torch *self, lecun_profile profile, int64_t seed);

/** Fill a contiguous tensor as PyTorch does, and advance the generator as it does. init is one of the classes above, Zeros, Ones,
 * Constant or Identity, which draw nothing; its own profile does not matter. (A dense tensor whose axes are permuted is drawn
 * in the order of its storage, as fewer than 16 normals are; that is not made here.) float32 and 16-bit elements are the same on every machine; float64 normals, and
 * normals of fewer than 16 elements in float64, are those of glibc on x86-64 with FMA.
 * Returns LECUN_OK, LECUN_E_NULL, LECUN_E_INITIALIZER (init or self was not set up, or Keras's or JAX's class),
 * LECUN_E_WORKSPACE (Orthogonal), LECUN_E_DTYPE, LECUN_E_SHAPE, LECUN_E_OVERFLOW, LECUN_E_RANK, LECUN_E_GROUPS (of dirac),
 * LECUN_E_COUNT, LECUN_E_PROFILE_CLASS (trunc_normal before 2.12, whose bits are those of Intel's MKL) or LECUN_E_ARGUMENT: a limit or a value
 * that the dtype does not hold, as in PyTorch; or a trunc_normal that PyTorch would draw for ever. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_fill(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype,
                                                         void *out, size_t count, const int64_t *shape, size_t rank);

/** torch.nn.init.orthogonal_: init is Orthogonal, by lecun_init_orthogonal (its seed does not matter) or by the name torch.nn.init.orthogonal_. The matrix has
 * shape[0] rows, and what the other dimensions multiply to is its columns; work is as for lecun_orthogonal_fill, of
 * lecun_orthogonal_work_size() bytes for that matrix. The draws are PyTorch's, bit for bit, and the generator advances as
 * PyTorch's does; the factor of them is this library's, as lecun_orthogonal_fill says. Like PyTorch this refuses 16 bits.
 * Returns as lecun_torch_fill; LECUN_E_CLASS (another class), LECUN_E_CLASS_DTYPE or LECUN_E_WORKSPACE (work_size is too
 * small). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_orthogonal_fill(lecun_torch *self, const lecun_initializer *init,
                                                                    lecun_dtype dtype, void *out, size_t count,
                                                                    const int64_t *shape, size_t rank, void *work,
                                                                    size_t work_size);

/** Advance the generator as lecun_torch_fill would, without the values: at most about two milliseconds, but for trunc_normal, which
 * takes the time of a fill; Orthogonal is taken, too.
 * Returns as lecun_torch_fill, but for LECUN_E_COUNT and LECUN_E_WORKSPACE; LECUN_E_CLASS_DTYPE (Orthogonal in 16 bits). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_skip(lecun_torch *self, const lecun_initializer *init, lecun_dtype dtype,
                                                         const int64_t *shape, size_t rank);

/** Elements first..first+count-1 of the tensor that lecun_torch_fill would make here: the generator stays where it is, so that threads
 * share it. A call costs at most a few milliseconds more than its elements (for trunc_normal, that for each round that they take).
 * Returns as lecun_torch_fill, but in the place of LECUN_E_COUNT, LECUN_E_RANGE. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_fill_range(const lecun_torch *self, const lecun_initializer *init,
                                                               lecun_dtype dtype, void *out, size_t count,
                                                               const int64_t *shape, size_t rank, int64_t first);

/** Like lecun_torch_fill_range, but a rectangular part, with the arguments of lecun_fill_box. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_fill_box(const lecun_torch *self, const lecun_initializer *init,
                                                             lecun_dtype dtype, void *out, const int64_t *stride,
                                                             const int64_t *shape, size_t rank, const int64_t *start,
                                                             const int64_t *extent);

/** The bytes of torch.get_rng_state(), the same on every machine. */
#define LECUN_TORCH_STATE_SIZE 5056

/** \{ */
/** Take the state of a running PyTorch over, or give it one: state is what torch.get_rng_state() returns and
 * torch.set_rng_state() takes, of size LECUN_TORCH_STATE_SIZE.
 * Return LECUN_OK, LECUN_E_NULL, LECUN_E_ARGUMENT (another size, or no lecun_profile), LECUN_E_PROFILE (an initializer's),
 * LECUN_E_STATE (no such state) or LECUN_E_INITIALIZER (self was not set up). */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_load(lecun_torch *self, lecun_profile profile, const void *state,
                                                         size_t size);
LECUN_API LECUN_MUST_CHECK lecun_status lecun_torch_save(const lecun_torch *self, void *state, size_t size);
/** \} */

/* --- About this copy ---------------------------------------------------------------------------------------------- */

/** The sentence for a status; for a number that is none, a sentence that says so. Never NULL. */
LECUN_API const char *lecun_status_string(lecun_status status);

/** The version of the library at run time, "major.minor.patch". */
LECUN_API const char *lecun_version(void);

/** The name of the code that fills on this processor: "avx512", "avx2", "neon" or "portable". They give the same bits. It is
 * chosen at the first fill, from what the processor and the system offer; that choice is the library's one writable word.
 * A build can leave kernels out: by defining LECUN_NO_AVX512, LECUN_NO_AVX2 or LECUN_NO_NEON for the sources, or
 * LECUN_NO_SIMD for all of them; a build without optimization has the portable code alone. Every call of this library
 * takes at most 24 KB of stack, and 7 KB where the portable code fills, but for Orthogonal in float64 and PyTorch's generator,
 * whose calls take 16 KB (its Orthogonal 24 KB). */
LECUN_API const char *lecun_kernel(void);

/** Recompute known answers, recorded from Keras, in every dtype with the code in use. Takes a few milliseconds. Call it
 * once in a program whose flags you do not control. Returns LECUN_OK or LECUN_E_SELF_TEST. */
LECUN_API LECUN_MUST_CHECK lecun_status lecun_self_test(void);

#ifdef __cplusplus
}
#endif

#endif
