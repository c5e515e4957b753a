/* SPDX-License-Identifier: MIT
 *
 * DLPack, the struct by which NumPy, PyTorch, JAX, CuPy and others lend tensors to each other: fill one that another library
 * owns, and make one for another library. dlpack.py does both with NumPy.
 *
 * Layout: shape and strides are as lecun takes them: int64_t, the strides in elements. DLPack does not say which axis is the
 * input; the initializer does. [in, out] is Keras's rule; for a PyTorch weight [out, in] set LECUN_LAYOUT_TORCH.
 *
 * dlpack.h is that of DLPack 0.6 or later (https://github.com/dmlc/dlpack; Debian's libdlpack-dev).
 */
#include <dlpack/dlpack.h>
#include <lecun.h>

#include <stdlib.h>

enum { MAX_RANK = 64 };         /* NumPy's most dimensions */
enum { ALIGNMENT = 256 };       /* what dlpack.h asks of data */

/* 0, which lecun refuses, if it is none of lecun's. */
static lecun_dtype dtype_of(DLDataType type)
{
    const int is_float = type.code == kDLFloat && type.lanes == 1, is_bfloat = type.code == kDLBfloat && type.lanes == 1;

    if (is_float && type.bits == 32)
        return LECUN_F32;
    if (is_float && type.bits == 64)
        return LECUN_F64;
    if (is_float && type.bits == 16)
        return LECUN_F16;
    return is_bfloat && type.bits == 16 ? LECUN_BF16 : (lecun_dtype)0;
}

/* Fill a tensor in place. Returns as lecun_fill_box; LECUN_E_DTYPE also if the memory is not the CPU's. */
lecun_status fill_dltensor(const lecun_initializer *init, const DLTensor *tensor)
{
    const int64_t start[MAX_RANK] = {0};
    const int on_cpu = tensor->device.device_type == kDLCPU;
    char *data = (char *)tensor->data;

    if (tensor->ndim < 0 || tensor->ndim > MAX_RANK)
        return LECUN_E_SHAPE;
    return lecun_fill_box(init, on_cpu ? dtype_of(tensor->dtype) : (lecun_dtype)0, data ? data + tensor->byte_offset : NULL,
                          tensor->strides, tensor->shape, (size_t)tensor->ndim, start, tensor->shape);
}

typedef struct owned_tensor {   /* and then the elements */
    DLManagedTensor managed;
    int64_t shape[MAX_RANK], strides[MAX_RANK];
} owned_tensor;

static int tensors_alive;

int count_tensors_alive(void)
{
    return tensors_alive;
}

static void delete_owned(DLManagedTensor *managed)
{
    free(managed->manager_ctx);
    tensors_alive--;
}

/* What the consumer does with a tensor when it is through with it. */
void delete_dltensor(DLManagedTensor *managed)
{
    managed->deleter(managed);
}

/* A filled tensor in C order, which the consumer gives to its deleter in the end; NULL if memory is short, or lecun
 * refuses. */
DLManagedTensor *new_dltensor(const lecun_initializer *init, DLDataType type, size_t count, const int64_t *shape,
                              int32_t rank)
{
    const size_t size = type.bits / 8, most = (SIZE_MAX - sizeof(owned_tensor) - ALIGNMENT) / (size ? size : 1);
    owned_tensor *self = NULL;
    DLTensor *tensor;
    uint64_t stride = 1;
    char *data;
    int32_t i;

    if (rank >= 0 && rank <= MAX_RANK && count <= most)
        self = (owned_tensor *)malloc(sizeof *self + ALIGNMENT + count * size);
    if (!self)
        return NULL;
    data = (char *)(self + 1);
    data += (ALIGNMENT - (uintptr_t)data % ALIGNMENT) % ALIGNMENT;
    if (lecun_fill(init, dtype_of(type), data, count, shape, (size_t)rank) != LECUN_OK) {
        free(self);
        return NULL;
    }
    for (i = rank; i-- > 0; stride *= (uint64_t)shape[i]) {
        self->shape[i] = shape[i];
        self->strides[i] = (int64_t)stride;
    }
    tensor = &self->managed.dl_tensor;
    tensor->data = count ? data : NULL;
    tensor->device.device_type = kDLCPU;
    tensor->device.device_id = 0;
    tensor->ndim = rank;
    tensor->dtype = type;
    tensor->shape = self->shape;
    tensor->strides = self->strides;
    tensor->byte_offset = 0;
    self->managed.manager_ctx = self;
    self->managed.deleter = delete_owned;
    tensors_alive++;
    return &self->managed;
}
