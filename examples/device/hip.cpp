/* SPDX-License-Identifier: MIT
 *
 * Weights on an AMD GPU: the kernels of lecun_device.h, compiled by hipcc into this program, fill a 4096 x 4096 LecunNormal in
 * bfloat16. The digest is that of lecun_fill.
 *
 *   hipcc -o hip hip.cpp LIBRARY
 */
#include <hip/hip_runtime.h>

#include "../../include/lecun_device.h"
#include "weights.h"

#include <cstring>
#include <vector>

int main()
{
    const lecun_device_job job = make_job(LECUN_HIP);
    std::vector<uint16_t> weights(ELEMENTS);
    lecun_device_args args;
    hipDeviceProp_t device;
    void *out;

    check(hipGetDeviceProperties(&device, 0), "no HIP device");
    std::printf("%s\n", device.name);
    check(hipMalloc(&out, job.out_bytes), "hipMalloc");
    std::memcpy(args.word, job.args, sizeof args.word);
    hipLaunchKernelGGL(lecun_weights_truncated, dim3(job.groups[0], job.groups[1]), dim3(job.group_size), 0, nullptr,
                       static_cast<lecun_u32 *>(out), args);                /* job.kernel names it */
    check(hipGetLastError(), "lecun_weights_truncated");
    check(hipMemcpy(weights.data(), out, job.out_bytes, hipMemcpyDeviceToHost), "hipMemcpy");
    check(hipFree(out), "hipFree");
    return compare(weights.data());
}
