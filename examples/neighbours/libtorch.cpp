// SPDX-License-Identifier: MIT
//
// PyTorch's tensors in C++ (libtorch), filled in place: with Keras's weights, and with those that PyTorch itself would draw.
//
// Layout: torch::nn::Linear(in, out) has weight [out, in], torch::nn::Conv2d(in, out, k) has weight [out, in/groups, k, k]:
// LECUN_LAYOUT_TORCH, with the layer's groups. A ConvTranspose2d has [in, out/groups, k, k]: LECUN_LAYOUT_TORCH_TRANSPOSED.
// The layers of a Keras model come into the same memory through the view that has Keras's order of axes: [in, out] is
// weight.t(), and [k, k, in, out] is weight.permute({2, 3, 1, 0}).
#include "check.h"

#include <lecun.hpp>
#include <torch/torch.h>

#include <ATen/MemoryOverlap.h>

#include <cmath>
#include <string>
#include <vector>

static lecun_dtype dtype_of(const torch::Tensor &tensor)
{
    switch (tensor.scalar_type()) {
    case torch::kFloat32: return LECUN_F32;
    case torch::kFloat64: return LECUN_F64;
    case torch::kFloat16: return LECUN_F16;
    case torch::kBFloat16: return LECUN_BF16;
    default: TORCH_CHECK(false, "lecun fills no ", tensor.scalar_type());
    }
}

// Any tensor or view in the CPU's memory. Sizes and strides are lecun's: int64_t, counted in elements. Autograd does not see
// the write: fill before the first forward pass.
static void fill(const torch::Tensor &tensor, const lecun::initializer &init)
{
    TORCH_CHECK(tensor.device().is_cpu() && tensor.layout() == torch::kStrided, "lecun fills dense tensors of the CPU");
    at::assert_no_internal_overlap(tensor);         // an expanded tensor has many elements in one place
    const auto shape = tensor.sizes();
    if (tensor.is_contiguous()) {
        lecun::check(lecun_fill(&init.c(), dtype_of(tensor), tensor.data_ptr(), tensor.numel(), shape.data(), shape.size()));
    } else {
        const std::vector<int64_t> start(shape.size(), 0);
        lecun::check(lecun_fill_box(&init.c(), dtype_of(tensor), tensor.data_ptr(), tensor.strides().data(), shape.data(),
                                    shape.size(), start.data(), shape.data()));
    }
}

static uint64_t digest(const torch::Tensor &tensor)
{
    const torch::Tensor in_order = tensor.contiguous();
    return digest(in_order.data_ptr(), in_order.numel(), in_order.element_size());
}

// What C's lecun_fill puts into memory of its own.
static uint64_t digest_of_c_fill(const torch::Tensor &tensor, const lecun::initializer &init)
{
    std::vector<char> memory(tensor.numel() * tensor.element_size());
    const auto shape = tensor.sizes();
    lecun::check(lecun_fill(&init.c(), dtype_of(tensor), memory.data(), tensor.numel(), shape.data(), shape.size()));
    return digest(memory.data(), tensor.numel(), tensor.element_size());
}

static bool has_fans(const torch::Tensor &weight, const lecun::initializer &init, double fan_in, double fan_out)
{
    const lecun::fan_pair fans = init.fans(weight.sizes());
    return fans.fan_in == fan_in && fans.fan_out == fan_out;
}

static void run(torch::Dtype type)
{
    const std::string name = torch::toString(type);
    const auto holds = [&](bool condition, const char *what) { check(condition, name.c_str(), what); };
    const auto keras = lecun::lecun_normal(42);
    const auto torchs = lecun::lecun_normal(42).set_layout(LECUN_LAYOUT_TORCH);

    torch::nn::Linear linear(7, 5);
    linear->to(type);
    fill(linear->weight, torchs);
    holds(has_fans(linear->weight, torchs, 7, 5), "Linear(7, 5): weight [5, 7] has fan_in 7, fan_out 5");
    holds(digest(linear->weight) == digest_of_c_fill(linear->weight, torchs), "Linear: what C fills");
    // Keras draws in C order and scales by fan_in: the same 35 numbers, row by row, in a matrix of another shape.
    holds(digest(linear->weight) == keras_dense(dtype_of(linear->weight)), "Linear: Keras's numbers, in their order");

    fill(linear->weight.t(), keras);
    holds(has_fans(linear->weight.t(), keras, 7, 5), "Linear: weight.t() [7, 5] has fan_in 7, fan_out 5 by Keras's rule");
    holds(digest(linear->weight.t()) == keras_dense(dtype_of(linear->weight)), "Linear: weight.t() is Keras's Dense kernel");

    torch::nn::Conv2d conv(torch::nn::Conv2dOptions(5, 7, 3));
    conv->to(type);
    fill(conv->weight, torchs);
    holds(has_fans(conv->weight, torchs, 45, 63), "Conv2d(5, 7, 3): weight [7, 5, 3, 3] has fan_in 45, fan_out 63");
    holds(digest(conv->weight) == digest_of_c_fill(conv->weight, torchs), "Conv2d: what C fills");

    torch::Tensor channels_last = torch::zeros_like(conv->weight, torch::MemoryFormat::ChannelsLast);
    fill(channels_last, torchs);
    holds(!channels_last.is_contiguous() && torch::equal(channels_last, conv->weight), "Conv2d: the same in channels_last");

    const torch::Tensor kernel = conv->weight.permute({2, 3, 1, 0});
    fill(kernel, keras);
    holds(digest(kernel) == keras_conv2d(dtype_of(kernel)), "Conv2d: weight.permute({2, 3, 1, 0}) is Keras's Conv2D kernel");

    torch::nn::Conv2d grouped(torch::nn::Conv2dOptions(8, 16, 3).groups(4));
    grouped->to(type);
    const auto groups = lecun::lecun_normal(42).set_layout(LECUN_LAYOUT_TORCH, 4);
    fill(grouped->weight, groups);
    holds(has_fans(grouped->weight, groups, 18, 36), "Conv2d of 4 groups: weight [16, 2, 3, 3] has fan_in 18, fan_out 36");
    holds(digest(grouped->weight) == digest_of_c_fill(grouped->weight, groups), "Conv2d of 4 groups: what C fills");
}

// Linear and Conv draw their weight by kaiming_uniform_(a = sqrt(5)), and then their bias in +-1/sqrt(fan_in): for all layers
// from one generator, in the order in which they are made.
static bool is_drawn(lecun_torch &generator, const torch::Tensor &weight, const torch::Tensor &bias)
{
    const auto equals = [&generator](const torch::Tensor &theirs, const lecun_initializer &init) {
        torch::Tensor ours = torch::zeros_like(theirs);
        const auto shape = ours.sizes();
        lecun::check(lecun_torch_fill(&generator, &init, dtype_of(ours), ours.data_ptr(), ours.numel(), shape.data(), shape.size()));
        return torch::equal(ours, theirs);
    };
    const double bound = 1 / std::sqrt(double(weight.numel()) / double(weight.size(0)));
    lecun_initializer of_weight, of_bias;
    lecun::check(lecun_init_torch_kaiming_uniform(&of_weight, std::sqrt(5.0), LECUN_FAN_IN, LECUN_LEAKY_RELU));
    lecun::check(lecun_init_torch_uniform(&of_bias, -bound, bound));
    const bool weight_is = equals(weight, of_weight);
    return equals(bias, of_bias) && weight_is;
}

static void check_sequential()
{
    const torch::NoGradGuard no_grad;
    torch::manual_seed(42);
    torch::nn::Sequential net;          // as arguments of the constructor the layers would be made in whatever order the compiler takes
    net->push_back(torch::nn::Conv2d(3, 8, 5));
    net->push_back(torch::nn::Flatten());
    net->push_back(torch::nn::Linear(8, 256));
    net->push_back(torch::nn::ReLU());
    net->push_back(torch::nn::Linear(256, 10));
    const auto parameters = net->parameters();
    lecun_torch generator;
    lecun::check(lecun_torch_start(&generator, LECUN_TORCH, 42));
    for (std::size_t i = 0; i + 1 < parameters.size(); i += 2)
        check(is_drawn(generator, parameters[i], parameters[i + 1]), "Sequential", "a layer's weight and bias are lecun_torch_fill's");

    // What libtorch draws next, and lecun in three parts.
    const torch::Tensor theirs = torch::randn({300, 500});
    torch::Tensor ours = torch::zeros_like(theirs);
    lecun_initializer normal;
    lecun::check(lecun_init_torch_normal(&normal, 0, 1));
    for (int64_t part = 0; part < 3; part++)
        lecun::check(lecun_torch_fill_range(&generator, &normal, LECUN_F32, ours.data_ptr<float>() + part * 50000, 50000,
                                            theirs.sizes().data(), 2, part * 50000));
    check(torch::equal(ours, theirs), "randn", "three parts are the whole");
}

int main()
try {
    std::printf("# libtorch %s, lecun %s\n", TORCH_VERSION, lecun_version());
    for (torch::Dtype type : {torch::kFloat32, torch::kFloat64, torch::kFloat16, torch::kBFloat16})
        run(type);

    check_sequential();

    bool refused = false;
    try {
        fill(torch::zeros({7, 1}).expand({7, 5}), lecun::lecun_normal(42));
    } catch (const c10::Error &) {
        refused = true;
    }
    check(refused, "Float", "an expanded tensor is refused");
    return failures != 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
