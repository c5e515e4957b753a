/* SPDX-License-Identifier: MIT
 *
 * The text through OpenCL: the self test's jobs, all 2^23 arguments of each function of floats, and random fills.
 *
 * usage: opencl PLATFORM OPTIONS CASES MAX_COUNT       PLATFORM: a part of its name; OPTIONS: for the compiler, beside the job's
 *
 * Exits with 77 if there is no such platform.
 */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include "cases.h"
#include "../../src/draws.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static cl_context context;
static cl_command_queue queue;
static cl_device_id device;
static const char *extra_options;
static int has_doubles;

static void check(cl_int error, const char *what)
{
    if (error) {
        printf("%s: error %d\n", what, (int)error);
        exit(1);
    }
}

static int find_device(const char *name)
{
    cl_platform_id platforms[16];
    cl_uint count = 0, i;
    char text[1024];

    if (clGetPlatformIDs(16, platforms, &count))
        return 0;
    for (i = 0; i < count && i < 16; i++)
        if (clGetPlatformInfo(platforms[i], CL_PLATFORM_NAME, sizeof text, text, NULL) == CL_SUCCESS && strstr(text, name)
            && clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, 1, &device, NULL) == CL_SUCCESS) {
            printf("%s: ", text);
            check(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof text, text, NULL), "clGetDeviceInfo");
            printf("%s, options \"%s\"\n", text, extra_options);
            return 1;
        }
    return 0;
}

/* The text, then what is appended, compiled. */
static cl_program build(const char *appended, const char *options)
{
    const char *text[2];
    char all[256];
    cl_program program;
    cl_int error;

    text[0] = lecun_device_source(LECUN_OPENCL, NULL);
    text[1] = appended;
    snprintf(all, sizeof all, "%s %s", options, extra_options);
    program = clCreateProgramWithSource(context, 2, text, NULL, &error);
    check(error, "clCreateProgramWithSource");
    if (clBuildProgram(program, 1, &device, all, NULL, NULL)) {
        static char log[65536];
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, sizeof log, log, NULL);
        printf("does not build: %s\n", log);
        exit(1);
    }
    return program;
}

static void launch(cl_program program, const lecun_device_job *job, unsigned char *bytes, size_t size)
{
    const size_t local[2] = {job->group_size, 1};
    const size_t global[2] = {local[0] * job->groups[0], job->groups[1]};
    cl_int error;
    cl_kernel kernel = clCreateKernel(program, job->kernel, &error);
    cl_mem memory;

    check(error, job->kernel);
    memory = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, size, bytes, &error);
    check(error, "clCreateBuffer");
    check(clSetKernelArg(kernel, 0, sizeof memory, &memory), "clSetKernelArg");
    check(clSetKernelArg(kernel, 1, sizeof job->args, job->args), "clSetKernelArg");
    check(clEnqueueNDRangeKernel(queue, kernel, 2, NULL, global, local, 0, NULL, NULL), "clEnqueueNDRangeKernel");
    check(clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, size, bytes, 0, NULL, NULL), "clEnqueueReadBuffer");
    clReleaseMemObject(memory);
    clReleaseKernel(kernel);
}

/* --- Programs by options ------------------------------------------------------------------------------------------ */

/* One for all, and one for each text of options. */
static cl_program program_for(const char *options)
{
    static struct { const char *options; cl_program program; } built[40];
    size_t i;

    for (i = 0; built[i].options; i++)
        if (strcmp(built[i].options, options) == 0)
            return built[i].program;
    built[i].options = options;
    return built[i].program = build("", options);
}

/* --- All arguments ------------------------------------------------------------------------------------------------ */

static const char every_text[] =
    "__kernel void every(__global uint *out, uint base)\n"
    "{\n"
    "    const uint i = get_global_id(0), m = base + i;\n"
    "    const uint2 direction = lecun_float_sincos(m);\n"
    "    out[4 * i] = lecun_float_square(m);\n"
    "    out[4 * i + 1] = lecun_float_root(lecun_float_square(m));\n"
    "    out[4 * i + 2] = direction.x;\n"
    "    out[4 * i + 3] = direction.y;\n"
    "}\n";

static int every_argument(void)
{
    enum { PIECE = 1 << 18 };
    static uint32_t got[4 * PIECE];
    const size_t local = 64, global = PIECE;
    unsigned long wrong[4] = {0, 0, 0, 0};
    cl_program program = build(every_text, "");
    cl_int error;
    cl_kernel kernel = clCreateKernel(program, "every", &error);
    cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, sizeof got, NULL, &error);
    uint32_t base, i;

    for (base = 0; base < 1u << 23; base += PIECE) {
        check(clSetKernelArg(kernel, 0, sizeof memory, &memory), "clSetKernelArg");
        check(clSetKernelArg(kernel, 1, sizeof base, &base), "clSetKernelArg");
        check(clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &global, &local, 0, NULL, NULL), "every");
        check(clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, sizeof got, got, 0, NULL, NULL), "clEnqueueReadBuffer");
        for (i = 0; i < PIECE; i++) {
            const uint32_t square = lecun_float_square(base + i);
            const lecun_pair direction = lecun_float_sincos(base + i);
            wrong[0] += got[4 * i] != square;
            wrong[1] += got[4 * i + 1] != lecun_float_root(square);
            wrong[2] += got[4 * i + 2] != direction.x;
            wrong[3] += got[4 * i + 3] != direction.y;
        }
    }
    printf("2^23 arguments: -2 log %lu, root %lu, sine %lu, cosine %lu differ\n", wrong[0], wrong[1], wrong[2], wrong[3]);
    clReleaseMemObject(memory);
    return wrong[0] || wrong[1] || wrong[2] || wrong[3];
}

/* --- Fills -------------------------------------------------------------------------------------------------------- */

static int self_test(void)
{
    lecun_device_job job;
    size_t number, done = 0, wrong = 0;
    int with_options;

    for (with_options = 0; with_options < 2; with_options++)
        for (number = 0; lecun_device_test_job(LECUN_OPENCL, number, &job) == LECUN_OK; number++) {
            unsigned char *bytes;
            if (!has_doubles && strcmp(job.kernel, "lecun_weights_f64") == 0)
                continue;
            bytes = (unsigned char *)calloc(1, (size_t)job.out_bytes);
            launch(program_for(with_options ? job.options : ""), &job, bytes, (size_t)job.out_bytes);
            if (lecun_device_test_check(number, bytes, (size_t)job.out_bytes) && wrong++ == 0)
                printf("job %lu of the self test: %s %s\n", (unsigned long)number, job.kernel, job.options);
            done++;
            free(bytes);
        }
    printf("self test: %lu jobs, %lu wrong\n", (unsigned long)done, (unsigned long)wrong);
    return wrong != 0;
}

/* The elements, and 64 bytes beside them that stay as they are. */
static int fills_differ(const fill_case *c)
{
    const size_t size = lecun_dtype_size(c->dtype) * c->count, all = size + 64;
    unsigned char *expected = (unsigned char *)malloc(all), *got = (unsigned char *)malloc(all);
    lecun_device_job job;
    int differ;

    memset(expected, 0xee, all);
    memset(got, 0xee, all);
    if (lecun_fill_range(&c->self, c->dtype, expected, c->count, c->shape, 2, c->first)
        || lecun_device_fill(&c->self, LECUN_OPENCL, c->dtype, c->shape, 2, c->first, c->count, &job))
        exit(1);
    launch(program_for(""), &job, got, all);
    differ = memcmp(got, expected, all) != 0;
    free(expected);
    free(got);
    return differ;
}

static int random_fills(int cases, size_t max_count)
{
    uint64_t random = 81;
    unsigned long long elements = 0;
    int i, done = 0, wrong = 0;

    for (i = 0; i < cases; i++) {
        const fill_case c = make_case(&random, max_count);
        if (c.dtype == LECUN_F64 && !has_doubles)
            continue;
        if (fills_differ(&c) && wrong++ == 0)
            printf("differs: %s\n", c.text);
        done++;
        elements += c.count;
    }
    printf("random fills: %d, %llu elements, %d differ\n", done, elements, wrong);
    return wrong != 0;
}

int main(int argc, char **argv)
{
    char extensions[8192] = "";
    cl_int error;
    int failed;

    if (argc != 5)
        return 2;
    extra_options = argv[2];
    if (!find_device(argv[1]))
        return 77;
    clGetDeviceInfo(device, CL_DEVICE_EXTENSIONS, sizeof extensions, extensions, NULL);
    has_doubles = strstr(extensions, "cl_khr_fp64") != NULL && !strstr(extra_options, "fast-relaxed");
    context = clCreateContext(NULL, 1, &device, NULL, NULL, &error);
    check(error, "clCreateContext");
    queue = clCreateCommandQueue(context, device, 0, &error);
    check(error, "clCreateCommandQueue");
    failed = self_test();
    failed |= every_argument();
    failed |= random_fills(atoi(argv[3]), (size_t)atol(argv[4]));
    return failed;
}
