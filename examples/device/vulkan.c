/* SPDX-License-Identifier: MIT
 *
 * Weights on a Vulkan device: the library's GLSL, made SPIR-V by glslang, fills a 4096 x 4096 LecunNormal in bfloat16 there, and
 * the digest is that of lecun_fill.
 *
 *   vulkan print > lecun.comp                               the text
 *   glslangValidator -V lecun.comp -o lecun.spv
 *   vulkan lecun.spv
 */
#include "weights.h"

#include <string.h>
#include <vulkan/vulkan.h>

static VkPhysicalDevice physical;
static VkDevice device;

#define INFO(TYPE, CODE, ...) &(const TYPE){.sType = VK_STRUCTURE_TYPE_##CODE, __VA_ARGS__}

static void open_device(VkQueue *queue)
{
    const float priority = 1.0f;
    const VkDeviceQueueCreateInfo *queues = INFO(VkDeviceQueueCreateInfo, DEVICE_QUEUE_CREATE_INFO, .queueCount = 1,
                                                 .pQueuePriorities = &priority);
    VkPhysicalDeviceProperties properties;
    VkInstance instance;
    uint32_t count = 1;                     /* the first device */

    check(vkCreateInstance(INFO(VkInstanceCreateInfo, INSTANCE_CREATE_INFO, .flags = 0), NULL, &instance), "vkCreateInstance");
    check(vkEnumeratePhysicalDevices(instance, &count, &physical) < 0 || count == 0, "no Vulkan device");
    vkGetPhysicalDeviceProperties(physical, &properties);
    check(vkCreateDevice(physical, INFO(VkDeviceCreateInfo, DEVICE_CREATE_INFO, .queueCreateInfoCount = 1,
        .pQueueCreateInfos = queues), NULL, &device), "vkCreateDevice");
    vkGetDeviceQueue(device, 0, 0, queue);
    printf("%s\n", properties.deviceName);
}

/* That the host sees. */
static VkBuffer make_buffer(VkDeviceSize size, VkBufferUsageFlags usage, void **mapped)
{
    const VkMemoryPropertyFlags wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    VkPhysicalDeviceMemoryProperties properties;
    VkMemoryRequirements needs;
    VkDeviceMemory memory;
    VkBuffer buffer;
    uint32_t i = 0;

    check(vkCreateBuffer(device, INFO(VkBufferCreateInfo, BUFFER_CREATE_INFO, .size = size, .usage = usage), NULL, &buffer), "vkCreateBuffer");
    vkGetBufferMemoryRequirements(device, buffer, &needs);
    vkGetPhysicalDeviceMemoryProperties(physical, &properties);
    while (!(needs.memoryTypeBits >> i & 1) || (properties.memoryTypes[i].propertyFlags & wanted) != wanted)
        i++;
    check(vkAllocateMemory(device, INFO(VkMemoryAllocateInfo, MEMORY_ALLOCATE_INFO, .allocationSize = needs.size,
        .memoryTypeIndex = i), NULL, &memory), "vkAllocateMemory");
    check(vkBindBufferMemory(device, buffer, memory, 0), "vkBindBufferMemory");
    check(vkMapMemory(device, memory, 0, size, 0, mapped), "vkMapMemory");
    return buffer;
}

static VkShaderModule read_module(const char *path)
{
    static uint32_t code[1 << 17];
    FILE *file = fopen(path, "rb");
    VkShaderModule module;

    check(!file, path);
    check(vkCreateShaderModule(device, INFO(VkShaderModuleCreateInfo, SHADER_MODULE_CREATE_INFO,
        .codeSize = fread(code, 1, sizeof code, file), .pCode = code), NULL, &module), "vkCreateShaderModule");
    fclose(file);
    return module;
}

/* The two bindings, and the pipeline that has them. */
static VkPipeline make_pipeline(VkShaderModule module, const char *kernel, VkDescriptorSetLayout *set, VkPipelineLayout *layout)
{
    const VkDescriptorSetLayoutBinding bindings[2] = {
        {0, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, NULL},
        {1, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, NULL}};
    VkComputePipelineCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    VkPipeline pipeline;

    check(vkCreateDescriptorSetLayout(device, INFO(VkDescriptorSetLayoutCreateInfo, DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
        .bindingCount = 2, .pBindings = bindings), NULL, set), "layout of the set");
    check(vkCreatePipelineLayout(device, INFO(VkPipelineLayoutCreateInfo, PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1,
        .pSetLayouts = set), NULL, layout), "layout");
    info.stage = *INFO(VkPipelineShaderStageCreateInfo, PIPELINE_SHADER_STAGE_CREATE_INFO, .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                       .module = module, .pName = kernel);
    info.layout = *layout;
    check(vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline), "pipeline");
    return pipeline;
}

static VkDescriptorSet bind(VkDescriptorSetLayout layout, VkBuffer out, VkBuffer args)
{
    const VkDescriptorBufferInfo buffers[2] = {{out, 0, VK_WHOLE_SIZE}, {args, 0, VK_WHOLE_SIZE}};
    const VkDescriptorPoolSize sizes[2] = {{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1}, {VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, 1}};
    VkDescriptorPool pool;
    VkDescriptorSet set;

    check(vkCreateDescriptorPool(device, INFO(VkDescriptorPoolCreateInfo, DESCRIPTOR_POOL_CREATE_INFO, .maxSets = 1,
        .poolSizeCount = 2, .pPoolSizes = sizes), NULL, &pool), "pool");
    check(vkAllocateDescriptorSets(device, INFO(VkDescriptorSetAllocateInfo, DESCRIPTOR_SET_ALLOCATE_INFO, .descriptorPool = pool,
        .descriptorSetCount = 1, .pSetLayouts = &layout), &set), "set");
    for (uint32_t i = 0; i < 2; i++)
        vkUpdateDescriptorSets(device, 1, INFO(VkWriteDescriptorSet, WRITE_DESCRIPTOR_SET, .dstSet = set, .dstBinding = i,
            .descriptorCount = 1, .descriptorType = sizes[i].type, .pBufferInfo = &buffers[i]), 0, NULL);
    return set;
}

static void launch(VkQueue queue, VkPipeline pipeline, VkPipelineLayout layout, VkDescriptorSet set, const uint32_t groups[2])
{
    VkCommandPool pool;
    VkCommandBuffer commands;

    check(vkCreateCommandPool(device, INFO(VkCommandPoolCreateInfo, COMMAND_POOL_CREATE_INFO, .flags = 0), NULL, &pool), "pool");
    check(vkAllocateCommandBuffers(device, INFO(VkCommandBufferAllocateInfo, COMMAND_BUFFER_ALLOCATE_INFO, .commandPool = pool,
        .commandBufferCount = 1), &commands), "commands");
    check(vkBeginCommandBuffer(commands, INFO(VkCommandBufferBeginInfo, COMMAND_BUFFER_BEGIN_INFO, .flags = 0)), "begin");
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
    vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0, NULL);
    vkCmdDispatch(commands, groups[0], groups[1], 1);
    check(vkEndCommandBuffer(commands), "end");
    check(vkQueueSubmit(queue, 1, INFO(VkSubmitInfo, SUBMIT_INFO, .commandBufferCount = 1, .pCommandBuffers = &commands),
                        VK_NULL_HANDLE), "submit");
    check(vkQueueWaitIdle(queue), "wait");
    vkDestroyCommandPool(device, pool, NULL);
}

int main(int argc, char **argv)
{
    const lecun_device_job job = make_job(LECUN_GLSL);
    VkDescriptorSetLayout set_layout;
    VkPipelineLayout layout;
    VkPipeline pipeline;
    VkBuffer out, args;
    VkQueue queue;
    void *weights, *words;

    check(argc != 2, "usage: vulkan print | FILE.spv");
    if (strcmp(argv[1], "print") == 0)
        return fputs(lecun_device_source(LECUN_GLSL, NULL), stdout) < 0;
    open_device(&queue);
    out = make_buffer(job.out_bytes, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, &weights);
    args = make_buffer(sizeof job.args, VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT, &words);
    memcpy(words, job.args, sizeof job.args);
    pipeline = make_pipeline(read_module(argv[1]), job.kernel, &set_layout, &layout);
    launch(queue, pipeline, layout, bind(set_layout, out, args), job.groups);
    return compare((const uint16_t *)weights);
}
