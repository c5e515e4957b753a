/* SPDX-License-Identifier: MIT
 *
 * The text through Vulkan, by the functions of the example: the self test's jobs, and random fills.
 *
 * usage: vulkan FILE.spv CASES MAX_COUNT
 */
#define main example_main
#include "../../examples/device/vulkan.c"
#undef main

#include "cases.h"

static VkQueue queue;
static VkPipeline pipeline;
static VkPipelineLayout layout;
static VkDescriptorSet set;
static unsigned char *bytes;            /* of the destination */
static void *words;                     /* of the arguments */

static void carry_out(const lecun_device_job *job, size_t size)
{
    memset(bytes, 0xee, size);
    memcpy(words, job->args, sizeof job->args);
    launch(queue, pipeline, layout, set, job->groups);
}

static int self_test(void)
{
    lecun_device_job job;
    size_t number, wrong = 0;

    for (number = 0; lecun_device_test_job(LECUN_GLSL, number, &job) == LECUN_OK; number++) {
        carry_out(&job, (size_t)job.out_bytes);
        wrong += lecun_device_test_check(number, bytes, (size_t)job.out_bytes) != LECUN_OK;
    }
    printf("self test: %lu jobs, %lu wrong\n", (unsigned long)number, (unsigned long)wrong);
    return wrong != 0 || number < 40;
}

/* Beside the elements nothing changes but the half of a word, which becomes 0. */
static int differs(const fill_case *c, const lecun_device_job *job, unsigned char *expected)
{
    const size_t size = lecun_dtype_size(c->dtype) * c->count, all = (size_t)job->out_bytes + 64;

    memset(expected, 0xee, all);
    memset(expected + size, 0, (size_t)job->out_bytes - size);
    check(lecun_fill_range(&c->self, c->dtype, expected, c->count, c->shape, 2, c->first), "lecun_fill_range");
    carry_out(job, all);
    return memcmp(expected, bytes, all) != 0;
}

static int random_fills(int cases, size_t max_count)
{
    unsigned char *expected = (unsigned char *)malloc(4 * max_count + 128);
    unsigned long long elements = 0;
    uint64_t random = 86;
    int i, done = 0, wrong = 0;

    for (i = 0; i < cases; i++) {
        const fill_case c = make_case(&random, max_count);
        lecun_device_job job;

        if (lecun_device_fill(&c.self, LECUN_GLSL, c.dtype, c.shape, 2, c.first, c.count, &job))
            continue;
        if (differs(&c, &job, expected) && wrong++ == 0)
            printf("differs: %s\n", c.text);
        done++;
        elements += c.count;
    }
    printf("random fills: %d, %llu elements, %d differ\n", done, elements, wrong);
    free(expected);
    return wrong != 0 || done == 0;
}

int main(int argc, char **argv)
{
    VkDescriptorSetLayout set_layout;
    VkBuffer out, args;
    size_t max_count;
    void *mapped;

    (void)example_main;
    if (argc != 4)
        return 2;
    max_count = (size_t)atol(argv[3]);
    open_device(&queue);
    out = make_buffer(4 * max_count + 65536 + 128, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, &mapped);
    args = make_buffer(64, VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT, &words);
    bytes = (unsigned char *)mapped;
    pipeline = make_pipeline(read_module(argv[1]), "main", &set_layout, &layout);
    set = bind(set_layout, out, args);
    return self_test() | random_fills(atoi(argv[2]), max_count);
}
