/* SPDX-License-Identifier: MIT */
/* --- Kernels of WGSL and GLSL --------------------------------------------------------------------------------------- */

/* In both, binding 0 of group 0 is the destination, in words, and binding 1 the arguments. What is different: */

#define WORKERS                 64u
#define BEGUN_HERE              256u
#if defined(LECUN_WGSL)
#define PROCEDURE(NAME, T1, A1, T2, A2)     fn NAME(A1 : T1, A2 : T2)
#define LIST_SET()              atomicStore(&lecun_list_length, 0u)
#define LIST_NEXT()             atomicAdd(&lecun_list_length, 1u)
#define LIST_LENGTH()           atomicLoad(&lecun_list_length)
#define BARRIER()               workgroupBarrier()

@group(0) @binding(0) var<storage, read_write> lecun_out : array<u32>;
@group(0) @binding(1) var<uniform> lecun_args : lecun_device_args;
var<workgroup> lecun_list_length : atomic<u32>;
var<workgroup> lecun_list_entry : array<u32, BEGUN_HERE>;
var<workgroup> lecun_list_draws : array<vec4<u32>, BEGUN_HERE>;
#else
#define PROCEDURE(NAME, T1, A1, T2, A2)     void NAME(T1 A1, T2 A2)
#define LIST_SET()              lecun_list_length = 0u
#define LIST_NEXT()             atomicAdd(lecun_list_length, 1u)
#define LIST_LENGTH()           lecun_list_length
#define BARRIER()               memoryBarrierShared(); barrier()

layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) writeonly buffer lecun_out_buffer { uint lecun_out[]; };
layout(std140, set = 0, binding = 1) uniform lecun_args_buffer { lecun_device_args lecun_args; };
shared uint lecun_list_length;
shared uint lecun_list_entry[BEGUN_HERE];
shared uvec4 lecun_list_draws[BEGUN_HERE];
#endif

/* Two 16-bit elements, at an even place and the next, those of them that the job has: there are two to a word. */
PROCEDURE(lecun_store_two, U32, at, PAIR, two)
{
    LET(U32, count) = ARG(lecun_args, 6);

    if (at < count) {
        lecun_out[at >> 1u] = two.x | SELECT((at + 1u) < count, two.y << 16u, 0u);
    }
}

/* If the first element is odd, a group shares a word with the next one, of which an element is then drawn too. */
PROCEDURE(lecun_store_16, U32, index, FOUR, d)
{
    LET(U32, at) = lecun_place(lecun_args, W_OF(0u, index));

    if ((at & 1u) == 0u) {
        lecun_store_two(at, d.xy);
        lecun_store_two(at + 2u, d.zw);
    } else {
        lecun_store_two(at + 1u, d.yz);
        lecun_store_two(at + 3u, TWO(d.w, lecun_device_group(lecun_args, W_OF(0u, index + 1u)).x));
    }
}

PROCEDURE(lecun_store_32, U32, at, FOUR, d)
{
    LET(U32, count) = ARG(lecun_args, 6);

    if (at < count) {
        lecun_out[at] = d.x;
    }
    if ((at + 1u) < count) {
        lecun_out[at + 1u] = d.y;
    }
    if ((at + 2u) < count) {
        lecun_out[at + 2u] = d.z;
    }
    if ((at + 3u) < count) {
        lecun_out[at + 3u] = d.w;
    }
}

/* The elements of a group of the job to their places. */
PROCEDURE(lecun_store, U32, index, FOUR, d)
{
    if (ELEMENT_OF(lecun_args) == ELEMENT_F32) {
        lecun_store_32(lecun_place(lecun_args, W_OF(0u, index)), d);
    } else {
        lecun_store_16(index, d);
    }
}

/* One group a thread. */
PROCEDURE(lecun_weights_thread, U32, me, U32, work_group)
{
    LET(U32, index) = (work_group * WORKERS) + me;

    if (index < W_LOW(lecun_job_groups(lecun_args))) {
        lecun_store(index, lecun_device_group(lecun_args, W_OF(0u, index)));
    }
}

/* Truncated normals: a work group begins four groups a thread. Those that their first block does not fill, one in six, wait, and
 * then the threads end them together, so that few idle. */
PROCEDURE(lecun_weights_truncated_thread, U32, me, U32, work_group)
{
    LET(U32, base) = work_group * BEGUN_HERE;
    LET(U32, groups) = W_LOW(lecun_job_groups(lecun_args));
    LET(PAIR, key) = TWO(ARG(lecun_args, 0), ARG(lecun_args, 1));
    VAR(U32, i) = 0u;

    if (me == 0u) {
        LIST_SET();
    }
    BARRIER();
    for (i = me; i < BEGUN_HERE; i = i + WORKERS) {
        if ((base + i) < groups) {
            LET(BEGUN, b) = lecun_begin_group(lecun_job_counter(lecun_args, W_OF(0u, base + i)), key, OUTSIDE);

            if (b.have == 4u) {
                lecun_store(base + i, lecun_scaled_draws(lecun_args, b.draws));
            } else {
                LET(U32, at) = LIST_NEXT();

                lecun_list_entry[at] = i | (b.have << 16u);
                lecun_list_draws[at] = b.draws;
            }
        }
    }
    BARRIER();
    for (i = me; i < LIST_LENGTH(); i = i + WORKERS) {
        LET(U32, number) = base + (lecun_list_entry[i] & 0xffffu);
        LET(BEGUN, b) = BEGUN_OF(lecun_list_draws[i], lecun_list_entry[i] >> 16u);
        LET(FOUR, counter) = lecun_job_counter(lecun_args, W_OF(0u, number));

        lecun_store(number, lecun_scaled_draws(lecun_args, lecun_end_group(b, counter, key, OUTSIDE)));
    }
}

#if defined(LECUN_WGSL)
@compute @workgroup_size(64)
fn lecun_weights(@builtin(local_invocation_index) me : u32, @builtin(workgroup_id) group : vec3<u32>,
                 @builtin(num_workgroups) groups : vec3<u32>)
{
    lecun_weights_thread(me, group.x + (group.y * groups.x));
}

@compute @workgroup_size(64)
fn lecun_weights_truncated(@builtin(local_invocation_index) me : u32, @builtin(workgroup_id) group : vec3<u32>,
                           @builtin(num_workgroups) groups : vec3<u32>)
{
    lecun_weights_truncated_thread(me, group.x + (group.y * groups.x));
}
#else
void main()
{
    uint work_group = gl_WorkGroupID.x + (gl_WorkGroupID.y * gl_NumWorkGroups.x);

    if (DISTRIBUTION_OF(lecun_args) == DRAW_TRUNCATED) {
        lecun_weights_truncated_thread(gl_LocalInvocationIndex, work_group);
    } else {
        lecun_weights_thread(gl_LocalInvocationIndex, work_group);
    }
}
#endif
