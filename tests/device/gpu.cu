/* SPDX-License-Identifier: MIT
 *
 * For tests/device/gpu: the text compiled by nvcc, on an NVIDIA GPU. The self test, all 2^23 arguments of each function of floats, ten
 * thousand random fills; then times.
 */
#define main example_main               /* its compile(), check() and the text */
#include "../../examples/device/cuda.cu"
#undef main

#include "cases.h"

#include <curand.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

static const size_t LARGE = (size_t)1 << 28;            /* values that are timed */

/* By the kernels that nvcc compiled for every distribution and type. */
static void launch(const lecun_device_job &job, void *out)
{
    const dim3 groups(job.groups[0], job.groups[1]);
    lecun_device_args args;

    memcpy(args.word, job.args, sizeof args.word);
    if (strcmp(job.kernel, "lecun_weights_truncated") == 0)
        lecun_weights_truncated<<<groups, job.group_size>>>((lecun_u32 *)out, args);
    else if (strcmp(job.kernel, "lecun_weights_f64") == 0)
        lecun_weights_f64<<<groups, job.group_size>>>((lecun_u64 *)out, args);
    else
        lecun_weights<<<groups, job.group_size>>>((lecun_u32 *)out, args);
    check(cudaGetLastError(), job.kernel);
}

/* --- Bits ----------------------------------------------------------------------------------------------------------- */

static bool self_test(void *out)
{
    std::vector<unsigned char> bytes(65536);
    lecun_device_job job;
    size_t number, wrong = 0;

    for (number = 0; lecun_device_test_job(LECUN_CUDA, number, &job) == LECUN_OK; number++) {
        launch(job, out);
        check(cudaMemcpy(bytes.data(), out, job.out_bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
        wrong += lecun_device_test_check(number, bytes.data(), job.out_bytes) != LECUN_OK;
    }
    std::printf("self test: %zu jobs, %zu wrong\n", number, wrong);
    return wrong != 0;
}

static __global__ void every(uint4 *out)
{
    const unsigned m = blockIdx.x * blockDim.x + threadIdx.x, square = lecun_float_square(m);
    const uint2 direction = lecun_float_sincos(m);

    out[m] = make_uint4(square, __float_as_uint(__fsqrt_rn(__uint_as_float(square))), direction.x, direction.y);
}

/* tests/device/cases.c, which has the functions of the library. */
extern "C" void case_functions(uint32_t *out, uint32_t base, uint32_t count);

static bool every_argument(void *out)
{
    const uint32_t all = 1u << 23;
    std::vector<uint32_t> got(4 * (size_t)all), expected(4 * (size_t)all);
    size_t wrong[4] = {0, 0, 0, 0};

    every<<<all / 256, 256>>>((uint4 *)out);
    check(cudaMemcpy(got.data(), out, 16 * (size_t)all, cudaMemcpyDeviceToHost), "every");
    case_functions(expected.data(), 0, all);
    for (size_t i = 0; i < got.size(); i++)
        wrong[i % 4] += got[i] != expected[i];
    std::printf("2^23 arguments: -2 log %zu, root %zu, sine %zu, cosine %zu differ\n", wrong[0], wrong[1], wrong[2], wrong[3]);
    return wrong[0] || wrong[1] || wrong[2] || wrong[3];
}

static bool random_fills(void *out, int cases, size_t max_count)
{
    std::vector<unsigned char> got(8 * max_count + 64), expected(8 * max_count + 64);
    unsigned long long elements = 0;
    uint64_t random = 82;
    int wrong = 0;

    for (int i = 0; i < cases; i++) {
        const fill_case c = make_case(&random, max_count);
        const size_t size = lecun_dtype_size(c.dtype) * c.count;
        lecun_device_job job;

        check(lecun_device_fill(&c.self, LECUN_CUDA, c.dtype, c.shape, 2, c.first, c.count, &job), "lecun_device_fill");
        check(cudaMemset(out, 0xee, size + 64), "cudaMemset");
        launch(job, out);
        check(cudaMemcpy(got.data(), out, size + 64, cudaMemcpyDeviceToHost), "cudaMemcpy");
        std::fill(expected.begin(), expected.begin() + size + 64, 0xee);
        check(lecun_fill_range(&c.self, c.dtype, expected.data(), c.count, c.shape, 2, c.first), "lecun_fill_range");
        if (memcmp(got.data(), expected.data(), size + 64) != 0 && wrong++ == 0)
            std::printf("differs: %s\n", c.text);
        elements += c.count;
    }
    std::printf("random fills: %d, %llu elements, %d differ\n", cases, elements, wrong);
    return wrong != 0;
}

/* --- Times ---------------------------------------------------------------------------------------------------------- */

/* The best of 20, in seconds. */
template <class Work> static double best(Work work)
{
    double least = INFINITY;
    cudaEvent_t start, end;

    check(cudaEventCreate(&start) | cudaEventCreate(&end), "cudaEventCreate");
    for (int i = 0; i < 20; i++) {
        float milliseconds;
        check(cudaEventRecord(start), "start");
        work();
        check(cudaEventRecord(end), "end");
        check(cudaEventSynchronize(end), "the work");
        check(cudaEventElapsedTime(&milliseconds, start, end), "cudaEventElapsedTime");
        least = std::fmin(least, 1e-3 * milliseconds);
    }
    return least;
}

static void time_fill(const char *name, const lecun_initializer &self, lecun_dtype dtype, void *out, double memory)
{
    const int64_t all[1] = {(int64_t)LARGE};
    lecun_device_job job;
    cudaDeviceProp device;
    CUmodule module;
    CUfunction kernel;
    double seconds;

    check(lecun_device_fill(&self, LECUN_CUDA, dtype, all, 1, 0, LARGE, &job), "lecun_device_fill");
    check(cudaGetDeviceProperties(&device, 0), "cudaGetDeviceProperties");
    check(cuModuleLoadData(&module, compile(job, device.major, device.minor).data()), "cuModuleLoadData");
    check(cuModuleGetFunction(&kernel, module, job.kernel), "cuModuleGetFunction");
    seconds = best([&] {                /* as NVRTC compiles it with the job's options */
        void *arguments[2] = {&out, job.args};
        check(cuLaunchKernel(kernel, job.groups[0], job.groups[1], 1, job.group_size, 1, 1, 0, nullptr, arguments, nullptr), name);
    });
    check(cuModuleUnload(module), "cuModuleUnload");
    std::printf("| %s | %.1f | %.0f %% |\n", name, LARGE / seconds * 1e-9, 100 * job.out_bytes / seconds / memory);
}

static void times(void *out)
{
    const double memory = 8 * LARGE / best([&] { check(cudaMemsetAsync(out, 0, 8 * LARGE), "cudaMemset"); });
    lecun_initializer normal, truncated, uniform;
    curandGenerator_t generator;

    check(lecun_init_random_normal(&normal, 0.0, 0.02, 1), "normal");
    check(lecun_init_truncated_normal(&truncated, 0.0, 0.02, 1), "truncated");
    check(lecun_init_random_uniform(&uniform, -0.1, 0.1, 1), "uniform");
    std::printf("\nmemory writes: %.0f GB/s (cudaMemset)\n\n| 2^28 values | G values/s | of the memory's limit |\n| --- | --- | --- |\n",
                memory * 1e-9);
    time_fill("truncated normal float32", truncated, LECUN_F32, out, memory);
    time_fill("truncated normal bfloat16", truncated, LECUN_BF16, out, memory);
    time_fill("truncated normal float64", truncated, LECUN_F64, out, memory);
    time_fill("normal float32", normal, LECUN_F32, out, memory);
    time_fill("normal bfloat16", normal, LECUN_BF16, out, memory);
    time_fill("uniform float32", uniform, LECUN_F32, out, memory);
    time_fill("uniform bfloat16", uniform, LECUN_BF16, out, memory);
    check(curandCreateGenerator(&generator, CURAND_RNG_PSEUDO_PHILOX4_32_10), "cuRAND");
    std::printf("| cuRAND normal float32 (not cut) | %.1f | |\n",
                LARGE / best([&] { check(curandGenerateNormal(generator, (float *)out, LARGE, 0.0f, 0.02f), "cuRAND"); }) * 1e-9);
    std::printf("| cuRAND uniform float32 | %.1f | |\n\n",
                LARGE / best([&] { check(curandGenerateUniform(generator, (float *)out, LARGE), "cuRAND"); }) * 1e-9);
    check(curandDestroyGenerator(generator), "cuRAND");
}

int main()
{
    void *out;
    bool wrong;

    check(cudaMalloc(&out, 8 * LARGE), "cudaMalloc");
    wrong = self_test(out) | every_argument(out) | random_fills(out, 10000, 20000);
    times(out);
    check(cudaFree(out), "cudaFree");
    return wrong;
}
