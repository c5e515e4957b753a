/* SPDX-License-Identifier: MIT
 *
 * The text of CUDA, and with -DAS_METAL that of Metal, run on this processor as C++ with the few words of the language that it uses:
 * the self test's jobs, and random fills. A work group's threads are contexts of one thread that change at its barriers. (No
 * compiler of Metal is needed, and none has seen the text; nvcc and NVRTC compile that of CUDA elsewhere.)
 *
 * usage: on_cpu CASES MAX_COUNT          DEVICE_TEXT is the text's file
 */
#include "cases.h"

#include <cmath>
#include <ucontext.h>
#include <vector>

/* --- A work group --------------------------------------------------------------------------------------------------- */

static ucontext_t scheduler, contexts[256];
static char stacks[256][65536];
static unsigned running;
static bool ended[256];
static void (*body)();

static void barrier()
{
    swapcontext(&contexts[running], &scheduler);
}

static void enter()
{
    body();
    ended[running] = true;
    barrier();
}

/* Each goes on until the next barrier, then each again, until all are at their end; the last one first, every other time. */
static void run_group(unsigned threads, void (*what)())
{
    static unsigned turn;
    const bool backwards = turn++ % 2;
    bool all = false;

    body = what;
    for (unsigned i = 0; i < threads; i++) {
        ended[i] = false;
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = stacks[i];
        contexts[i].uc_stack.ss_size = sizeof stacks[i];
        contexts[i].uc_link = nullptr;
        makecontext(&contexts[i], enter, 0);
    }
    while (!all) {
        all = true;
        for (unsigned i = 0; i < threads; i++) {
            running = backwards ? threads - 1 - i : i;
            if (!ended[running]) {
                swapcontext(&scheduler, &contexts[running]);
                all = all && ended[running];
            }
        }
    }
}

/* --- The language --------------------------------------------------------------------------------------------------- */

struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };

#if defined(AS_METAL)

static inline uint2 uint2_of(unsigned x, unsigned y) { return {x, y}; }
static inline uint4 uint4_of(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
#define __METAL_VERSION__ 240
#include DEVICE_TEXT
#undef kernel
#undef device
#undef constant
#undef threadgroup
static const lecun_language language = LECUN_METAL;

#else

#define __CUDACC_RTC__
#define __device__
#define __global__
#define __shared__ static
#define __forceinline__ inline
#define __launch_bounds__(threads)
#define __align__(bytes) alignas(bytes)
static uint2 blockIdx, blockDim, gridDim, threadIdx_[256];
#define threadIdx threadIdx_[running]
static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
static inline int __clz(int x) { return x ? __builtin_clz((unsigned)x) : 32; }
static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }
template <class To, class From> static inline To bits(From x) { To y; memcpy(&y, &x, sizeof y); return y; }
static inline float __uint_as_float(unsigned x) { return bits<float>(x); }
static inline unsigned __float_as_uint(float x) { return bits<unsigned>(x); }
static inline float __fsqrt_rn(float x) { return std::sqrt(x); }
static inline double __longlong_as_double(long long x) { return bits<double>(x); }
static inline long long __double_as_longlong(double x) { return bits<long long>(x); }
static inline double __dmul_rn(double a, double b) { volatile double x = a * b; return x; }
static inline double __dadd_rn(double a, double b) { volatile double x = a + b; return x; }
static inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }
static inline double __dsqrt_rn(double x) { return std::sqrt(x); }
static inline unsigned atomicAdd(unsigned *p, unsigned x) { return *p += x, *p - x; }
static inline void __syncthreads() { barrier(); }
#include DEVICE_TEXT
static const lecun_language language = LECUN_CUDA;

#endif

/* --- Jobs ----------------------------------------------------------------------------------------------------------- */

static lecun_device_args args;
static uint4 *out;                      /* 16-byte aligned */
static uint2 group, groups;
static unsigned threads;

#if defined(AS_METAL)
static void plain() { lecun_weights((uint *)out, args, running, {threads, 1}, group, groups); }
static void truncated() { lecun_weights_truncated((uint *)out, args, running, group, groups); }
#else
static void plain() { lecun_weights((unsigned *)out, args); }
static void truncated() { lecun_weights_truncated((unsigned *)out, args); }
static void doubles() { lecun_weights_f64((unsigned long long *)out, args); }
#endif

static void carry_out(const lecun_device_job &job, std::vector<uint4> &bytes)
{
    void (*kernel)() = strcmp(job.kernel, "lecun_weights_truncated") == 0 ? truncated : plain;

    out = bytes.data();
    threads = job.group_size;
    groups = {job.groups[0] / 2 + 1, job.groups[1] * 2};                /* two rows, and work groups that have nothing to do */
    memcpy(args.word, job.args, sizeof args.word);
#if !defined(AS_METAL)
    if (strcmp(job.kernel, "lecun_weights_f64") == 0)
        kernel = doubles;
    blockDim = {threads, 1};
    gridDim = groups;
    for (unsigned i = 0; i < threads; i++)
        threadIdx_[i] = {i, 0};
#endif
    for (group.y = 0; group.y < groups.y; group.y++)
        for (group.x = 0; group.x < groups.x; group.x++) {
#if !defined(AS_METAL)
            blockIdx = group;
#endif
            run_group(threads, kernel);
        }
}

static bool self_test()
{
    lecun_device_job job;
    size_t number, wrong = 0;

    for (number = 0; lecun_device_test_job(language, number, &job) == LECUN_OK; number++) {
        std::vector<uint4> bytes(job.out_bytes / 16 + 1);
        carry_out(job, bytes);
        wrong += lecun_device_test_check(number, bytes.data(), job.out_bytes) != LECUN_OK;
    }
    printf("self test: %zu jobs, %zu wrong\n", number, wrong);
    return wrong != 0 || number < 40;
}

static bool random_fills(int cases, size_t max_count)
{
    unsigned long long elements = 0;
    uint64_t random = 82;
    int done = 0, wrong = 0;

    for (int i = 0; i < cases; i++) {
        const fill_case c = make_case(&random, max_count);
        lecun_device_job job;
        if (lecun_device_fill(&c.self, language, c.dtype, c.shape, 2, c.first, c.count, &job))
            continue;
        std::vector<uint4> got(job.out_bytes / 16 + 5), expected(got.size());
        memset(got.data(), 0xee, 16 * got.size());
        memset(expected.data(), 0xee, 16 * got.size());
        if (lecun_fill_range(&c.self, c.dtype, expected.data(), c.count, c.shape, 2, c.first))
            abort();
        carry_out(job, got);
        if (memcmp(got.data(), expected.data(), 16 * got.size()) != 0 && wrong++ == 0)
            printf("differs: %s\n", c.text);
        done++;
        elements += c.count;
    }
    printf("random fills: %d, %llu elements, %d differ\n", done, elements, wrong);
    return wrong != 0 || done == 0;
}

/* A group's counter carries into the upper half, which is the stream's: rare enough not to be met. */
static bool carries()
{
    const uint4 counter = lecun_group_start({0xffffffffu, 7u}, (1ull << 63) + 3, 8u);

    return counter.x == 0x300 && counter.y == 0 && counter.z == 0x7f && counter.w == 8;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    return !carries() | self_test() | random_fills(atoi(argv[1]), (size_t)atol(argv[2]));
}
