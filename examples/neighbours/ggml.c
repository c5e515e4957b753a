/* SPDX-License-Identifier: MIT
 *
 * ggml's tensors filled in place, and written to a GGUF file, which read_gguf.py reads.
 *
 * Layout: ne[] counts from the dimension that lies contiguous. So ne = {in, out}, as ggml_mul_mat takes a weight, is the
 * shape [out, in], and a convolution's {kw, kh, in, out} is [out, in, kh, kw]: LECUN_LAYOUT_TORCH. nb[] are strides in
 * bytes.
 */
#include "check.h"

#include <ggml.h>
#include <gguf.h>

#include <stdlib.h>
#include <string.h>

/* 0, which lecun refuses, if it is none of lecun's. Of a quantized type fill a GGML_TYPE_F32, and ggml_quantize_chunk it. */
static lecun_dtype dtype_of(enum ggml_type type)
{
    switch (type) {
    case GGML_TYPE_F32: return LECUN_F32;
    case GGML_TYPE_F64: return LECUN_F64;
    case GGML_TYPE_F16: return LECUN_F16;
    case GGML_TYPE_BF16: return LECUN_BF16;
    default: return (lecun_dtype)0;
    }
}

/* A tensor, or a view of one, whose data is in the CPU's memory. The rank, because a layout counts axes of length 1, and
 * ggml does not record how many there are. */
static lecun_status fill_ggml(const lecun_initializer *init, const struct ggml_tensor *tensor, int rank)
{
    const int64_t start[GGML_MAX_DIMS] = {0};
    int64_t shape[GGML_MAX_DIMS], stride[GGML_MAX_DIMS];
    int i;

    if (rank < ggml_n_dims(tensor) || rank > GGML_MAX_DIMS)
        return LECUN_E_SHAPE;
    for (i = 0; i < rank; i++) {
        shape[i] = tensor->ne[rank - 1 - i];
        stride[i] = (int64_t)(tensor->nb[rank - 1 - i] / ggml_type_size(tensor->type));
    }
    return lecun_fill_box(init, dtype_of(tensor->type), tensor->data, stride, shape, (size_t)rank, start, shape);
}

/* Whether the weight [out, in] is what lecun_fill puts into memory of its own. */
static int is_c_fill(const lecun_initializer *init, const struct ggml_tensor *weight)
{
    const int64_t shape[] = {weight->ne[1], weight->ne[0]};
    const size_t bytes = ggml_nbytes(weight);
    void *memory = malloc(bytes);
    const int same = memory && !lecun_fill(init, dtype_of(weight->type), memory, (size_t)(shape[0] * shape[1]), shape, 2) &&
                     memcmp(memory, weight->data, bytes) == 0;

    free(memory);
    return same;
}

int main(int argc, char **argv)
{
    static const enum ggml_type types[] = {GGML_TYPE_F32, GGML_TYPE_F64, GGML_TYPE_F16, GGML_TYPE_BF16};
    const struct ggml_init_params params = {16 << 20, NULL, false};
    struct ggml_context *context = ggml_init(params);
    struct gguf_context *file = gguf_init_empty();
    struct ggml_tensor *quantized;
    lecun_initializer keras, out_in;
    const int64_t shape[] = {256, 784};
    double fan_in, fan_out;
    size_t i;

    if (argc != 2 || !context || !file) {
        fprintf(stderr, "Usage: %s FILE.gguf\n", argv[0]);
        return 2;
    }
    printf("# ggml %s, lecun %s\n", ggml_version(), lecun_version());
    if (lecun_init_lecun_normal(&keras, 42) || lecun_init_lecun_normal(&out_in, 42)
        || lecun_set_layout(&out_in, LECUN_LAYOUT_TORCH, 1) || lecun_fans(&out_in, shape, 2, &fan_in, &fan_out))
        return 1;
    check(fan_in == 784 && fan_out == 256, "ggml", "ne = {784, 256} has fan_in 784, fan_out 256");

    for (i = 0; i < sizeof types / sizeof *types; i++) {
        const char *const name = ggml_type_name(types[i]);
        struct ggml_tensor *weight = ggml_new_tensor_2d(context, types[i], 784, 256);
        struct ggml_tensor *dense = ggml_new_tensor_2d(context, types[i], 784, 256);

        ggml_format_name(weight, "%s.weight", name);
        check(!fill_ggml(&out_in, weight, 2) && is_c_fill(&out_in, weight), name, "ne = {784, 256}: what C fills");
        gguf_add_tensor(file, weight);

        /* The kernel [784, 256] of a Keras layer, in ggml's order: seen transposed it has ne = {256, 784}. */
        ggml_format_name(dense, "%s.dense", name);
        check(!fill_ggml(&keras, ggml_transpose(context, dense), 2), name, "a Keras kernel, through ggml_transpose");
        gguf_add_tensor(file, dense);
    }
    quantized = ggml_new_tensor_2d(context, GGML_TYPE_Q8_0, 64, 2);
    check(fill_ggml(&out_in, quantized, 2) == LECUN_E_DTYPE, "q8_0", "is refused");
    check(gguf_write_to_file(file, argv[1], false), "GGUF", "is written");
    gguf_free(file);
    ggml_free(context);
    return failures != 0;
}
