/* SPDX-License-Identifier: MIT */

/** \file
 * lecun_device.h - the weights of lecun.h on other devices, for compilers that include it: OpenCL C 1.2, CUDA (nvcc, NVRTC), HIP,
 * Metal, and C
 *
 * Made by src/device/generate from the sources of the library; lecun_device_source() returns the same text. Everything of float32
 * and of the 16-bit types is computed in integers of 32 bits, so that no option of a compiler changes a bit. float64 uses doubles,
 * and wants a compiler that does not reorder them (no -cl-fast-relaxed-math, no -ffast-math).
 *
 * The host calls lecun_device_fill(), which makes a job: its 16 words are a lecun_device_args here. The kernels are launched with
 * the destination and these, as the job says:
 *
 *     lecun_weights              float32 and 16-bit types, a thread for each group of four elements
 *     lecun_weights_truncated    the same for truncated normals, by work groups that share what is left over
 *     lecun_weights_f64          float64, a thread for each group of two
 *
 * (In C, where nothing is launched, lecun_weights_thread and lecun_weights_f64_thread are called with index 0, 1, ... for each
 * group.) Kernels of one's own, which want weights in registers, call
 *
 *     lecun_four     lecun_device_group(lecun_device_args args, lecun_u64 index)
 *     lecun_pair_f64 lecun_device_group_f64(lecun_device_args args, lecun_u64 index)
 *
 * for the four (two) elements of a group, as bit patterns. Group 0 is the one that the job's first element is in; with a first of
 * 0, group i holds elements 4 i .. 4 i + 3 (2 i and 2 i + 1) of the tensor in C order.
 *
 * A program may be compiled for one distribution and one element type, and is then shorter: see lecun_device_job.options.
 * Under HIP include <hip/hip_runtime.h> before this.
 */
#ifndef LECUN_DEVICE_H
#define LECUN_DEVICE_H
