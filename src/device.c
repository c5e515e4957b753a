/* SPDX-License-Identifier: MIT
 *
 * device.c - fills on other devices: from a plan to a job for the program's own runtime, and the text that it compiles
 *
 * The text is made of draws.h and src/device/; what the 16 words of a job mean is said in src/device/groups.h.
 */
#include "strict_fp.h"
#include "device.h"
#include "fp_mode.h"

/* --- Languages ---------------------------------------------------------------------------------------------------- */

/* What a language can do, and how wide it is asked to work. */
typedef struct language_row {
    int has_doubles;
    int one_kernel;             /* named main, which looks at the arguments */
    int stores_words;           /* of 32 bits, and no less; and counts in them */
    int has_options;
    uint32_t group_size;        /* threads of a work group */
    uint32_t worker_groups;     /* groups of elements that a work group of the kernel for truncated normals begins */
    uint32_t workers;           /* its threads */
} language_row;

static const language_row languages[LECUN_LANGUAGES] = {
    [LECUN_LANGUAGE_ROW(LECUN_OPENCL)] = {1, 0, 0, 1, 64, 1024, 256},
    [LECUN_LANGUAGE_ROW(LECUN_CUDA)]   = {1, 0, 0, 1, 128, 1024, 256},
    [LECUN_LANGUAGE_ROW(LECUN_HIP)]    = {1, 0, 0, 1, 256, 1024, 256},
    [LECUN_LANGUAGE_ROW(LECUN_METAL)]  = {0, 0, 0, 1, 64, 1024, 256},
    [LECUN_LANGUAGE_ROW(LECUN_WGSL)]   = {0, 0, 1, 0, 64, 256, 64},
    [LECUN_LANGUAGE_ROW(LECUN_GLSL)]   = {0, 1, 1, 0, 64, 256, 64},
};

const char *lecun_device_source(lecun_language language, size_t *length)
{
    const uint32_t row = LECUN_LANGUAGE_ROW(language);
    lecun_device_text text = {NULL, 0};

    if (row < LECUN_LANGUAGES)
        text = lecun_device_text_of(row);
    if (length && text.text)
        *length = text.length;
    return text.text;
}

/* --- Arguments ---------------------------------------------------------------------------------------------------- */

/* The words' places; and what stands in the place of a distribution where nothing is drawn. */
enum { WORD_KEY = 0, WORD_UPPER = 2, WORD_FIRST = 4, WORD_COUNT = 6, WORD_SCALE = 8, WORD_SHIFT = 10 };
enum { WORD_DRAWS = 12, WORD_ELEMENT = 13, WORD_BLOCKS = 14, WORD_FLAGS = 15 };
enum { NO_DRAW_CONSTANT = 0, NO_DRAW_IDENTITY = 1 };
enum { VECTOR_STORES = 1, APART = 2 };

static void put_wide(uint32_t *word, uint64_t x)
{
    word[0] = (uint32_t)x;
    word[1] = (uint32_t)(x >> 32);
}

static void pack_constant(const lecun_plan *plan, uint64_t first, uint64_t count, uint32_t args[16])
{
    (void)plan;
    (void)first;
    (void)count;
    args[WORD_DRAWS] = NO_DRAW_CONSTANT;
}

/* Elements apart, 2 apart, ... of the tensor are its diagonal, columns of them at most. A device counts from the destination's
 * beginning, and where it has words of 32 bits alone, finds what is beyond them by no element being there. */
static void pack_identity(const lecun_plan *plan, uint64_t first, uint64_t count, uint32_t args[16])
{
    const uint64_t most = 0xffffffff, apart = plan->columns + 1;
    const uint64_t row = first / apart + (first % apart != 0), past = (first + count - 1) / apart + 1;
    const uint64_t end = past < plan->columns ? past : plan->columns;

    args[WORD_DRAWS] = NO_DRAW_IDENTITY;
    put_wide(args + WORD_KEY, count <= most && apart > most ? most : apart);
    put_wide(args + WORD_UPPER, row < end ? row * apart - first : 0);
    args[WORD_BLOCKS] = row < end ? (uint32_t)(end - row) : 0;
}

/* Of a group's blocks see keras_stream.c. */
static void pack_draws(const lecun_plan *plan, uint64_t first, uint64_t count, uint32_t args[16])
{
    (void)first;
    (void)count;
    args[WORD_DRAWS] = plan->distribution;
    args[WORD_KEY] = plan->key.key[0];
    args[WORD_KEY + 1] = plan->key.key[1];
    args[WORD_UPPER] = plan->key.counter[2];
    args[WORD_UPPER + 1] = plan->key.counter[3];
    if (plan->distribution == LECUN_TRUNCATED_NORMAL)
        args[WORD_BLOCKS] = plan->element == LECUN_F64 ? 7 : 8;
}

typedef void pack_function(const lecun_plan *plan, uint64_t first, uint64_t count, uint32_t args[16]);

/* The streams that the text has. */
static pack_function *const pack_stream[] = {
    [LECUN_STREAM_CONSTANT] = pack_constant,
    [LECUN_STREAM_IDENTITY] = pack_identity,
    [LECUN_STREAM_KERAS]    = pack_draws,
};

/* --- Jobs --------------------------------------------------------------------------------------------------------- */

/* One distribution and one element type, for the compiler. */
static const char *options_of(const uint32_t args[16])
{
#define OPTIONS(draws, element) "-DLECUN_DISTRIBUTION=" #draws "u -DLECUN_ELEMENT=" #element "u"
#define OPTIONS_ROW(draws) \
    {OPTIONS(draws, 1), OPTIONS(draws, 2), OPTIONS(draws, 3), OPTIONS(draws, 4), OPTIONS(draws, 5), OPTIONS(draws, 6)}
    static const char *const options[][LECUN_ELEMENT_END - 1] = {
        OPTIONS_ROW(0), OPTIONS_ROW(1), OPTIONS_ROW(41), OPTIONS_ROW(42), OPTIONS_ROW(43),
    };
#undef OPTIONS_ROW
#undef OPTIONS
    const uint32_t draws = args[WORD_DRAWS];

    return options[draws < LECUN_TRUNCATED_NORMAL ? draws : draws - LECUN_TRUNCATED_NORMAL + 2][args[WORD_ELEMENT] - 1];
}

static const char *kernel_of(const language_row *language, const lecun_plan *plan)
{
    if (language->one_kernel)
        return "main";
    if (plan->element == LECUN_F64)
        return "lecun_weights_f64";
    return plan->distribution == LECUN_TRUNCATED_NORMAL ? "lecun_weights_truncated" : "lecun_weights";
}

/* Work groups in two dimensions: none has more than 65535, the limit of WebGPU and of CUDA's second. */
static void launch(lecun_device_job *job, uint64_t groups_of_elements, uint32_t size, uint32_t each)
{
    const uint64_t most = 65535, work_groups = (groups_of_elements + each - 1) / each;
    const uint64_t rows = (work_groups + most - 1) / most;

    job->group_size = size;
    job->groups[0] = rows ? (uint32_t)((work_groups + rows - 1) / rows) : 0;
    job->groups[1] = (uint32_t)rows;
}

static void set_launch(const language_row *language, const lecun_plan *plan, uint64_t first, uint64_t count, lecun_device_job *job)
{
    const uint64_t per_group = plan->element == LECUN_F64 ? 2 : 4;
    const uint64_t groups = count ? (count + first % per_group + per_group - 1) / per_group : 0;

    if (plan->element != LECUN_F64 && plan->distribution == LECUN_TRUNCATED_NORMAL)
        launch(job, groups, language->workers, language->worker_groups);
    else
        launch(job, groups, language->group_size, language->group_size);
}

static void pack_args(const lecun_plan *plan, uint64_t first, uint64_t count, uint32_t args[16])
{
    pack_stream[plan->stream](plan, first, count, args);
    put_wide(args + WORD_FIRST, first);
    put_wide(args + WORD_COUNT, count);
    put_wide(args + WORD_SCALE, plan->scale);
    put_wide(args + WORD_SHIFT, plan->shift);
    args[WORD_ELEMENT] = plan->element;
    args[WORD_FLAGS] = (first % 4 ? 0 : VECTOR_STORES) | (plan->apart ? APART : 0);
}

lecun_status lecun_make_job(const lecun_plan *plan, lecun_language language, uint64_t first, uint64_t count, lecun_device_job *job)
{
    static const lecun_device_job empty;
    const language_row *row = &languages[LECUN_LANGUAGE_ROW(language)];
    const size_t size = lecun_element_size(plan->element);

    if (plan->stream >= sizeof pack_stream / sizeof *pack_stream)
        return LECUN_E_DEVICE;
    if (size == 8 && !row->has_doubles)
        return LECUN_E_DTYPE;
    if (count > (uint64_t)1 << (row->stores_words ? 31 : 38))
        return LECUN_E_OVERFLOW;
    *job = empty;
    pack_args(plan, first, count, job->args);
    job->kernel = kernel_of(row, plan);
    job->options = row->has_options ? options_of(job->args) : "";
    set_launch(row, plan, first, count, job);
    job->out_bytes = row->stores_words ? (count * size + 3) / 4 * 4 : count * size;
    return LECUN_OK;
}

static lecun_status device_fill_in_mode(const lecun_initializer *self, lecun_language language, lecun_dtype dtype,
                                        const int64_t *shape, size_t rank, int64_t first, uint64_t count, lecun_device_job *job)
{
    lecun_plan plan;
    int64_t elements;
    lecun_status status;

    if (!self || !job || (!shape && rank))
        return LECUN_E_NULL;
    if (LECUN_LANGUAGE_ROW(language) >= LECUN_LANGUAGES)
        return LECUN_E_ARGUMENT;
    status = lecun_open_tensor(self, dtype, shape, rank, &plan, &elements);
    if (status)
        return status;
    if (first < 0 || first > elements || count > (uint64_t)(elements - first))
        return LECUN_E_RANGE;
    return lecun_make_job(&plan, language, (uint64_t)first, count, job);
}

lecun_status lecun_device_fill(const lecun_initializer *self, lecun_language language, lecun_dtype dtype, const int64_t *shape,
                               size_t rank, int64_t first, uint64_t count, lecun_device_job *job)
{
    const lecun_fp_mode mode = lecun_enter_fp_mode();
    const lecun_status status = device_fill_in_mode(self, language, dtype, shape, rank, first, count, job);

    lecun_leave_fp_mode(mode);
    return status;
}
