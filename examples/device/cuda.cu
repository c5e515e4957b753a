/* SPDX-License-Identifier: MIT
 *
 * Weights on an NVIDIA GPU, twice: by the text that NVRTC compiles when the program runs, and inside a kernel of one's own, which
 * nvcc compiles with lecun_device.h. Both are a 4096 x 4096 LecunNormal in bfloat16 with the digest of lecun_fill.
 *
 *   nvcc -o cuda cuda.cu LIBRARY -lnvrtc -lcuda
 */
#include "weights.h"

#include "../../include/lecun_device.h"

#include <cuda.h>
#include <cuda_runtime.h>
#include <nvrtc.h>

#include <cstring>
#include <string>
#include <vector>

/* --- The text, compiled here ---------------------------------------------------------------------------------------- */

static std::string compile(const lecun_device_job &job, int major, int minor)
{
    const std::string architecture = "--gpu-architecture=sm_" + std::to_string(10 * major + minor);
    std::vector<std::string> options = {architecture};
    std::vector<const char *> pointers;
    nvrtcProgram program;
    std::string words = job.options, cubin;
    size_t size;

    for (size_t at = 0, end; at < words.size(); at = end + 1) {             /* "-DLECUN_DISTRIBUTION=41u -DLECUN_ELEMENT=4u" */
        end = words.find(' ', at) == std::string::npos ? words.size() : words.find(' ', at);
        options.push_back(words.substr(at, end - at));
    }
    for (const std::string &option : options)
        pointers.push_back(option.c_str());
    check(nvrtcCreateProgram(&program, lecun_device_source(LECUN_CUDA, nullptr), "lecun.cu", 0, nullptr, nullptr), "nvrtc");
    check(nvrtcCompileProgram(program, (int)pointers.size(), pointers.data()), "nvrtcCompileProgram");
    check(nvrtcGetCUBINSize(program, &size), "nvrtcGetCUBINSize");
    cubin.resize(size);
    check(nvrtcGetCUBIN(program, &cubin[0]), "nvrtcGetCUBIN");
    check(nvrtcDestroyProgram(&program), "nvrtcDestroyProgram");
    return cubin;
}

static void fill(const lecun_device_job &job, const std::string &cubin, void *out)
{
    CUmodule module;
    CUfunction kernel;
    void *arguments[2] = {&out, const_cast<uint32_t *>(job.args)};          /* the destination, and 64 bytes by value */

    check(cuModuleLoadData(&module, cubin.data()), "cuModuleLoadData");
    check(cuModuleGetFunction(&kernel, module, job.kernel), "cuModuleGetFunction");
    check(cuLaunchKernel(kernel, job.groups[0], job.groups[1], 1, job.group_size, 1, 1, 0, nullptr, arguments, nullptr), "launch");
    check(cuCtxSynchronize(), "the kernel");
    check(cuModuleUnload(module), "cuModuleUnload");
}

/* --- A kernel of one's own ------------------------------------------------------------------------------------------ */

/* Each thread has four weights in registers, as bfloat16 patterns; here it stores them, in reverse. */
static __global__ void own(uint16_t *out, lecun_device_args args, unsigned elements)
{
    const unsigned group = blockIdx.x * blockDim.x + threadIdx.x;
    const lecun_four weights = lecun_device_group(args, group);
    uint16_t *end = out + (elements - 4 * group);

    end[-1] = (uint16_t)weights.x;
    end[-2] = (uint16_t)weights.y;
    end[-3] = (uint16_t)weights.z;
    end[-4] = (uint16_t)weights.w;
}

int main()
{
    const lecun_device_job job = make_job(LECUN_CUDA);
    std::vector<uint16_t> weights(ELEMENTS), reversed(ELEMENTS);
    lecun_device_args args;
    cudaDeviceProp device;
    void *out;

    check(cudaGetDeviceProperties(&device, 0), "no CUDA device");
    std::printf("%s\n", device.name);
    check(cudaMalloc(&out, job.out_bytes), "cudaMalloc");

    fill(job, compile(job, device.major, device.minor), out);
    check(cudaMemcpy(weights.data(), out, job.out_bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
    check(compare(weights.data()), "NVRTC");

    std::memcpy(args.word, job.args, sizeof args.word);
    own<<<ELEMENTS / 4 / 256, 256>>>(static_cast<uint16_t *>(out), args, ELEMENTS);
    check(cudaGetLastError(), "own");
    check(cudaMemcpy(reversed.data(), out, job.out_bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
    for (size_t i = 0; i < ELEMENTS; i++)
        weights[i] = reversed[ELEMENTS - 1 - i];
    check(compare(weights.data()), "a kernel of one's own");
    check(cudaFree(out), "cudaFree");
    return 0;
}
