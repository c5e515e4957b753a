/* SPDX-License-Identifier: MIT
 *
 * Weights on an OpenCL device: the library's text is compiled there, and fills a 4096 x 4096 LecunNormal in bfloat16. The digest is
 * that of lecun_fill.
 *
 *   cc -o opencl opencl.c LIBRARY -lOpenCL
 */
#define CL_TARGET_OPENCL_VERSION 120
#include "weights.h"

#include <CL/cl.h>

/* The first device of the first platform that has one. */
static cl_device_id find_device(void)
{
    cl_platform_id platforms[16];
    cl_device_id device = NULL;
    cl_uint count, i;
    char name[256];

    check(clGetPlatformIDs(16, platforms, &count), "no OpenCL platform");
    for (i = 0; i < count && !device; i++)
        if (clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, 1, &device, NULL))
            device = NULL;
    check(!device, "no OpenCL device");
    check(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof name, name, NULL), "clGetDeviceInfo");
    printf("%s\n", name);
    return device;
}

/* The text, compiled for this job: its options say which weights, and cost nothing but speed if they are left out. */
static cl_kernel build(cl_context context, cl_device_id device, const lecun_device_job *job)
{
    const char *text = lecun_device_source(LECUN_OPENCL, NULL);
    cl_program program;
    cl_kernel kernel;
    cl_int error;

    program = clCreateProgramWithSource(context, 1, &text, NULL, &error);
    check(error, "clCreateProgramWithSource");
    check(clBuildProgram(program, 1, &device, job->options, NULL, NULL), "clBuildProgram");
    kernel = clCreateKernel(program, job->kernel, &error);
    check(error, "clCreateKernel");
    return kernel;
}

int main(void)
{
    const lecun_device_job job = make_job(LECUN_OPENCL);
    const cl_device_id device = find_device();
    uint16_t *weights = (uint16_t *)malloc(job.out_bytes);
    size_t local[2], global[2];
    cl_command_queue queue;
    cl_context context;
    cl_kernel kernel;
    cl_mem out;
    cl_int error;

    context = clCreateContext(NULL, 1, &device, NULL, NULL, &error);
    check(error, "clCreateContext");
    queue = clCreateCommandQueue(context, device, 0, &error);
    check(error, "clCreateCommandQueue");
    kernel = build(context, device, &job);
    out = clCreateBuffer(context, CL_MEM_READ_WRITE, job.out_bytes, NULL, &error);
    check(error, "clCreateBuffer");

    /* The destination, then the 64 bytes of arguments by value; as many work groups as the job says. */
    check(clSetKernelArg(kernel, 0, sizeof out, &out), "clSetKernelArg");
    check(clSetKernelArg(kernel, 1, sizeof job.args, job.args), "clSetKernelArg");
    local[0] = job.group_size;
    local[1] = 1;
    global[0] = local[0] * job.groups[0];
    global[1] = job.groups[1];
    check(clEnqueueNDRangeKernel(queue, kernel, 2, NULL, global, local, 0, NULL, NULL), "clEnqueueNDRangeKernel");
    check(clEnqueueReadBuffer(queue, out, CL_TRUE, 0, job.out_bytes, weights, 0, NULL, NULL), "clEnqueueReadBuffer");
    return compare(weights);
}
