/* SPDX-License-Identifier: MIT
 *
 * orthogonal_job.h - the phases of a job whose arguments have all been checked
 */
#ifndef LECUN_ORTHOGONAL_JOB_H
#define LECUN_ORTHOGONAL_JOB_H

#include "library.h"

LECUN_HIDDEN_BEGIN

enum { LECUN_WORK_ALIGNMENT = 64 };     /* a cache line, and a vector of AVX-512 */

/* How many phases a job has that is complete but for them; and one thread's part of one. */
size_t lecun_job_phases(const lecun_orthogonal_job *job);
void lecun_job_phase(const lecun_orthogonal_job *job, size_t phase, size_t thread, size_t threads);

LECUN_HIDDEN_END

#endif
