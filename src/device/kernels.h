/* SPDX-License-Identifier: MIT */
/* --- Kernels -------------------------------------------------------------------------------------------------------- */

/* The destination is written as float32, float64 or 16-bit patterns; it begins at a multiple of 16 bytes. A thread of
 * lecun_weights writes one group, one of lecun_weights_f64 one of those, and lecun_weights_truncated is faster for truncated
 * normals. */

INLINE void lecun_store_32(GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 at, lecun_four d)
{
    const lecun_u64 count = W_OF(ARG(a, 7), ARG(a, 6));

    if ((ARG(a, 15) & 1u) && at + 4 <= count) {
#if defined(IS_C)
        memcpy(out + at, &d, sizeof d);
#else
        *(GLOBAL lecun_four *)(out + at) = d;
#endif
        return;
    }
    if (at < count)
        out[at] = d.x;
    if (at + 1 < count)
        out[at + 1] = d.y;
    if (at + 2 < count)
        out[at + 2] = d.z;
    if (at + 3 < count)
        out[at + 3] = d.w;
}

INLINE void lecun_store_16(GLOBAL unsigned short *out, const lecun_device_args a, lecun_u64 at, lecun_four d)
{
    const lecun_u64 count = W_OF(ARG(a, 7), ARG(a, 6));

#if !defined(IS_C)
    if ((ARG(a, 15) & 1u) && at + 4 <= count) {
        *(GLOBAL lecun_pair *)(out + at) = TWO(d.x | (d.y << 16), d.z | (d.w << 16));
        return;
    }
#endif
    if (at < count)
        out[at] = (unsigned short)d.x;
    if (at + 1 < count)
        out[at + 1] = (unsigned short)d.y;
    if (at + 2 < count)
        out[at + 2] = (unsigned short)d.z;
    if (at + 3 < count)
        out[at + 3] = (unsigned short)d.w;
}

/* The elements of a group of the job, those of them that the job has, to their places. */
INLINE void lecun_store(GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 index, lecun_four d)
{
    const lecun_u64 at = lecun_place(a, index);

    if (ELEMENT_OF(a) == ELEMENT_F32)
        lecun_store_32(out, a, at, d);
    else
        lecun_store_16((GLOBAL unsigned short *)out, a, at, d);
}

INLINE void lecun_weights_thread(GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u64 index)
{
    if (index < lecun_job_groups(a))
        lecun_store(out, a, index, lecun_device_group(a, index));
}

#if defined(WANTS_DOUBLES)
INLINE void lecun_weights_f64_thread(GLOBAL lecun_u64 *out, const lecun_device_args a, lecun_u64 index)
{
    const lecun_u64 count = W_OF(ARG(a, 7), ARG(a, 6)), at = 2 * index - (ARG(a, 4) & 1u);
    lecun_pair_f64 d;

    if (2 * index >= count + (ARG(a, 4) & 1u))
        return;
    d = lecun_device_group_f64(a, index);
    if (at < count)
        out[at] = d.x;
    if (at + 1 < count)
        out[at + 1] = d.y;
}
#endif

/* Truncated normals by work groups of 256 threads, each of which begins four groups. Those that their first block does not
 * fill, one in six, wait in local memory, and then the threads end them together, so that few idle. */
#if defined(WANTS_TRUNCATED) && !defined(IS_C)
#define WORKERS 256u
#define BEGUN_HERE 1024u
#if defined(__OPENCL_VERSION__)
#  define LOCAL                 __local
#  define BARRIER()             barrier(CLK_LOCAL_MEM_FENCE)
#  define COUNTER               uint
#  define SET_COUNTER(p)        (*(p) = 0u)
#  define NEXT(p)               atomic_inc(p)
#  define VALUE_OF(p)           (*(p))
#elif defined(__METAL_VERSION__)
#  define LOCAL                 threadgroup
#  define BARRIER()             threadgroup_barrier(mem_flags::mem_threadgroup)
#  define COUNTER               atomic_uint
#  define SET_COUNTER(p)        atomic_store_explicit((p), 0u, memory_order_relaxed)
#  define NEXT(p)               atomic_fetch_add_explicit((p), 1u, memory_order_relaxed)
#  define VALUE_OF(p)           atomic_load_explicit((p), memory_order_relaxed)
#else
#  define LOCAL
#  define BARRIER()             __syncthreads()
#  define COUNTER               unsigned int
#  define SET_COUNTER(p)        (*(p) = 0u)
#  define NEXT(p)               atomicAdd((p), 1u)
#  define VALUE_OF(p)           (*(p))
#endif
typedef struct lecun_list {
    COUNTER n;
    lecun_u32 entry[BEGUN_HERE];             /* the group's number in the work group, and how many draws it has << 16 */
    lecun_u32 draw[3][BEGUN_HERE];           /* the last of these are its draws */
} lecun_list;

INLINE void lecun_wait_in_list(LOCAL lecun_list *list, lecun_u32 number, lecun_begun b)
{
    const lecun_u32 at = NEXT(&list->n);

    list->entry[at] = number | (b.have << 16);
    list->draw[0][at] = b.draws.y;
    list->draw[1][at] = b.draws.z;
    list->draw[2][at] = b.draws.w;
}

INLINE void lecun_weights_truncated_thread(GLOBAL lecun_u32 *out, const lecun_device_args a, lecun_u32 me, lecun_u64 work_group,
                                           LOCAL lecun_list *list)
{
    const lecun_u64 base = work_group * BEGUN_HERE, groups = lecun_job_groups(a);
    const lecun_pair key = TWO(ARG(a, 0), ARG(a, 1));
    lecun_begun b;
    lecun_u32 i;

    if (me == 0u)
        SET_COUNTER(&list->n);
    BARRIER();
    ROLLED
    for (i = me; i < BEGUN_HERE; i += WORKERS) {
        if (base + i < groups) {
            b = lecun_begin_group(lecun_job_counter(a, base + i), key, OUTSIDE);
            if (b.have == 4u)
                lecun_store(out, a, base + i, lecun_scaled_draws(a, b.draws));
            else
                lecun_wait_in_list(list, i, b);
        }
    }
    BARRIER();
    ROLLED
    for (i = me; i < VALUE_OF(&list->n); i += WORKERS) {
        const lecun_u32 number = list->entry[i] & 0xffffu;

        b.have = list->entry[i] >> 16;
        b.draws = WORDS(0u, list->draw[0][i], list->draw[1][i], list->draw[2][i]);
        b.draws = lecun_end_group(b, lecun_job_counter(a, base + number), key, OUTSIDE);
        lecun_store(out, a, base + number, lecun_scaled_draws(a, b.draws));
    }
}
#endif

#if defined(__OPENCL_VERSION__)

#define WORK_GROUP (get_group_id(0) + (ulong)get_group_id(1) * get_num_groups(0))

#if defined(WANTS_PLAIN)
__kernel void lecun_weights(__global uint *out, const lecun_device_args args)
{
    lecun_weights_thread(out, args, WORK_GROUP * get_local_size(0) + get_local_id(0));
}
#endif

#if defined(WANTS_TRUNCATED)
__kernel __attribute__((reqd_work_group_size(256, 1, 1))) void lecun_weights_truncated(__global uint *out,
                                                                                       const lecun_device_args args)
{
    __local lecun_list list;

    lecun_weights_truncated_thread(out, args, (uint)get_local_id(0), WORK_GROUP, &list);
}
#endif

#if defined(WANTS_DOUBLES)
__kernel void lecun_weights_f64(__global ulong *out, const lecun_device_args args)
{
    lecun_weights_f64_thread(out, args, WORK_GROUP * get_local_size(0) + get_local_id(0));
}
#endif

#elif defined(IS_CUDA_OR_HIP)

#define WORK_GROUP (blockIdx.x + (lecun_u64)blockIdx.y * gridDim.x)

#if defined(WANTS_PLAIN)
extern "C" __global__ void lecun_weights(lecun_u32 *out, const lecun_device_args args)
{
    lecun_weights_thread(out, args, WORK_GROUP * blockDim.x + threadIdx.x);
}
#endif

#if defined(WANTS_TRUNCATED)
extern "C" __global__ void __launch_bounds__(256) lecun_weights_truncated(lecun_u32 *out, const lecun_device_args args)
{
    __shared__ lecun_list list;

    lecun_weights_truncated_thread(out, args, threadIdx.x, WORK_GROUP, &list);
}
#endif

#if defined(WANTS_DOUBLES)
extern "C" __global__ void lecun_weights_f64(lecun_u64 *out, const lecun_device_args args)
{
    lecun_weights_f64_thread(out, args, WORK_GROUP * blockDim.x + threadIdx.x);
}
#endif

#elif defined(__METAL_VERSION__)

#define WORK_GROUP (group.x + (ulong)group.y * groups.x)

#if defined(WANTS_PLAIN)
kernel void lecun_weights(device uint *out [[buffer(0)]], constant lecun_device_args &args [[buffer(1)]],
                          uint me [[thread_index_in_threadgroup]], uint2 threads [[threads_per_threadgroup]],
                          uint2 group [[threadgroup_position_in_grid]], uint2 groups [[threadgroups_per_grid]])
{
    lecun_weights_thread(out, args, WORK_GROUP * threads.x + me);
}
#endif

#if defined(WANTS_TRUNCATED)
kernel void lecun_weights_truncated(device uint *out [[buffer(0)]], constant lecun_device_args &args [[buffer(1)]],
                                    uint me [[thread_index_in_threadgroup]], uint2 group [[threadgroup_position_in_grid]],
                                    uint2 groups [[threadgroups_per_grid]])
{
    threadgroup lecun_list list;

    lecun_weights_truncated_thread(out, args, me, WORK_GROUP, &list);
}
#endif

#endif
