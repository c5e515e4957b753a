/* SPDX-License-Identifier: MIT
 *
 * status.c - status to sentence, version, kernel
 */
#include "dispatch.h"

#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

const char *lecun_status_string(lecun_status status)
{
    static const char *const sentences[LECUN_STATUS_END] = {
        [LECUN_OK] = "Success.",
        [LECUN_E_NULL] = "A required pointer is NULL.",
        [LECUN_E_INITIALIZER] = "The object was never set up, or was overwritten: call one of the functions that set it up first.",
        [LECUN_E_DTYPE] = "The dtype is not one of lecun_dtype.",
        [LECUN_E_SHAPE] = "A dimension is negative, or a delta-orthogonal kernel has more inputs than outputs.",
        [LECUN_E_COUNT] = "The count is not the number of elements of the shape.",
        [LECUN_E_SEED] = "The seed is missing, is neither a 64-bit integer nor null, or is outside of 0..2^32-1, where it must be here.",
        [LECUN_E_SPACE] = "The text buffer is too small: it takes the length that was reported, and a NUL.",
        [LECUN_E_JSON] = "The text is not JSON.",
        [LECUN_E_CONFIG] = "The text is JSON, but no initializer that this library knows.",
        [LECUN_E_ENTROPY] = "The system offers no entropy to draw a seed from: give a seed.",
        [LECUN_E_SELF_TEST] = "This copy does not give the published bits: wrong compiler flags, rounding mode, or a broken compiler.",
        [LECUN_E_WORKSPACE] = "Orthogonal needs a workspace: use lecun_orthogonal_fill with one of lecun_orthogonal_work_size bytes.",
        [LECUN_E_ARGUMENT] = "An argument is out of its range: a number that is not finite or too small, or no such enumerator.",
        [LECUN_E_CLASS] = ("The initializer's class does not take this call: constants have no seed, and only classes that scale by "
                           "a fan have axes."),
        [LECUN_E_AXIS] = "An axis was named that the tensor does not have.",
        [LECUN_E_RANK] = ("The class or the layout does not take this number of dimensions: Identity takes 2, Orthogonal and "
                          "layouts 2 or more."),
        [LECUN_E_OVERFLOW] = "The tensor has too many elements, or its fans or workspace are larger than can be.",
        [LECUN_E_GROUPS] = "The number of groups does not divide the dimension that the layout divides by it.",
        [LECUN_E_RANGE] = "The range or box leaves the tensor.",
        [LECUN_E_CLASS_DTYPE] = "The class is not made in this dtype: for bfloat16 Orthogonal set LECUN_ROUND_ONCE.",
        [LECUN_E_NO_CONFIG] = ("No config of Keras can say what this initializer is: a layout, given fans, JAX's axes or modes, or "
                               "another rounding."),
        [LECUN_E_DEVICE] = "The profile's draws are not among those that other devices compute.",
        [LECUN_E_GENERATOR] = "A class of torch.nn.init draws from a generator: use lecun_torch_fill.",
        [LECUN_E_PROFILE] = "The profile is of the other kind: LECUN_TORCH and its like are for generators, all others for initializers.",
        [LECUN_E_PROFILE_CLASS] = ("The profile's framework makes the class in a way that cannot be had here: trunc_normal_ of PyTorch before "
                                   "2.12, and normals cut elsewhere than at -2 and 2 but for JAX's in some dtypes."),
        [LECUN_E_STATE] = "The bytes are not the state of a PyTorch generator on the CPU.",
        [LECUN_E_PROFILE_DTYPE] = "The profile has no such dtype: Keras on JAX has no float64.",
    };
    const unsigned code = (unsigned)status;

    return code < LECUN_STATUS_END ? sentences[code] : "This number is no lecun_status.";
}

const char *lecun_version(void)
{
    return TEXT(LECUN_VERSION_MAJOR) "." TEXT(LECUN_VERSION_MINOR) "." TEXT(LECUN_VERSION_PATCH);
}

const char *lecun_kernel(void)
{
    return lecun_kernels()->name;
}
