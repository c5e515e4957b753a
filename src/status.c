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
        "Success.",
        "A required pointer is NULL.",
        "The initializer was never set up, or a parameter is out of its range or foreign to its class.",
        "The dtype is not one of lecun_dtype, or not one that the class can be made in.",
        "The shape has a negative dimension, an axis or a rank does not fit, or a product overflows.",
        "The count differs from the shape, or the range or box leaves the tensor.",
        "The seed is neither a 64-bit integer nor null, or cannot be replayed.",
        "The text buffer is too small; the length needed was reported.",
        "The text is not JSON.",
        "The text is JSON, but no initializer that this library knows; or no config can say what this initializer is.",
        "No seed was given, and the system offers no entropy.",
        "This copy does not give the published bits: wrong compiler flags, rounding mode, or a broken compiler.",
        "Orthogonal needs a workspace: use lecun_orthogonal_fill with one of lecun_orthogonal_work_size bytes.",
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
