/* SPDX-License-Identifier: MIT
 *
 * device.h - what the files for other devices share: the languages' rows, their text, and a plan as a job
 */
#ifndef LECUN_DEVICE_INTERNAL_H
#define LECUN_DEVICE_INTERNAL_H

#include "plan.h"

/* The languages, as rows of tables: below the first, a number wraps to a great one. */
#define LECUN_LANGUAGE_ROW(language) ((uint32_t)(language) - LECUN_OPENCL)
enum { LECUN_LANGUAGES = 6 };

LECUN_HIDDEN_BEGIN

/* NUL-terminated; NULL if the build leaves it out. */
typedef struct lecun_device_text {
    const char *text;
    size_t length;
} lecun_device_text;

lecun_device_text lecun_device_text_of(uint32_t row);

/* The job that fills elements first .. first+count-1 of a plan, in a language that there is. Returns LECUN_OK,
 * LECUN_E_DEVICE (no language has the plan's stream), LECUN_E_DTYPE or LECUN_E_OVERFLOW. */
lecun_status lecun_make_job(const lecun_plan *plan, lecun_language language, uint64_t first, uint64_t count,
                            lecun_device_job *job);

LECUN_HIDDEN_END

#endif
