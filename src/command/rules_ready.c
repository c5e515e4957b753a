/* SPDX-License-Identifier: MIT
 *
 * rules_ready.c - what the common families of models are initialized with, as rules (rules.h)
 *
 * Each says where it is written. What is meant is the distribution: the draws are Keras's.
 */
#include "rules.h"

#define NORMAL_002 " {\"class_name\":\"RandomNormal\",\"config\":{\"stddev\":0.02}}\n"
#define TORCH_LINEAR " {\"class_name\":\"VarianceScaling\"," \
                     "\"config\":{\"scale\":0.33333333333333333,\"mode\":\"fan_in\",\"distribution\":\"uniform\"}}"

static const char gpt2[] =
    "# GPT-2: transformers, models/gpt2/modeling_gpt2.py, GPT2PreTrainedModel._init_weights, initializer_range 0.02; what\n"
    "# writes into the residual stream is divided by sqrt(2 n_layer) (OpenAI, \"Language Models are Unsupervised Multitask\n"
    "# Learners\" (2019), section 2.3, has sqrt(n) of the n residual layers). attn.bias is the causal mask.\n"
    "*.attn.bias keep\n"
    "*.attn.masked_bias keep\n"
    "*ln_*.weight ones\n"
    "*.bias zeros\n"
    "*.c_proj.weight {\"class_name\":\"RandomNormal\",\"config\":{\"stddev\":{\"residual\":0.02}}}\n"
    "*" NORMAL_002;

static const char llama[] =
    "# Llama: transformers, models/llama/modeling_llama.py, LlamaPreTrainedModel, and PreTrainedModel._init_weights in\n"
    "# modeling_utils.py: matrices and embeddings N(0, initializer_range 0.02), norms 1. Names of .gguf files too.\n"
    "*inv_freq keep\n"
    "rope_freqs.weight keep\n"
    "*norm.weight ones\n"
    "*.bias zeros\n"
    "*" NORMAL_002;

static const char bert[] =
    "# BERT: transformers, models/bert/modeling_bert.py, BertPreTrainedModel._init_weights, initializer_range 0.02; the row of\n"
    "# the padding token, 0, is zeros.\n"
    "*LayerNorm.weight ones\n"
    "*LayerNorm.gamma ones\n"
    "*LayerNorm.beta zeros\n"
    "*word_embeddings.weight[0:1] zeros\n"
    "*.bias zeros\n"
    "*" NORMAL_002;

static const char vit[] =
    "# ViT: transformers, models/vit/modeling_vit.py, ViTPreTrainedModel._init_weights: trunc_normal_(std=0.02), cut at -2 and 2,\n"
    "# which are 100 standard deviations: a normal. The mask token is zeros.\n"
    "*layernorm*.weight ones\n"
    "*layer_norm*.weight ones\n"
    "*mask_token zeros\n"
    "*.bias zeros\n"
    "*" NORMAL_002;

static const char resnet[] =
    "# ResNet: transformers, models/resnet/modeling_resnet.py, ResNetPreTrainedModel._init_weights, and torchvision,\n"
    "# models/resnet.py: kaiming_normal_(mode=\"fan_out\", nonlinearity=\"relu\"); the classifier is PyTorch's Linear:\n"
    "# kaiming_uniform_(a=sqrt(5)), torch/nn/modules/linear.py.\n"
    "*running_mean zeros\n"
    "*running_var ones\n"
    "*normalization.weight ones\n"
    "*bn*.weight ones\n"
    "*downsample.1.weight ones\n"
    "*fc.weight" TORCH_LINEAR " torch\n"
    "*fc.bias" TORCH_LINEAR " torch_bias\n"
    "*classifier.1.weight" TORCH_LINEAR " torch\n"
    "*classifier.1.bias" TORCH_LINEAR " torch_bias\n"
    "*.bias zeros\n"
    "* {\"class_name\":\"VarianceScaling\",\"config\":{\"scale\":2,\"mode\":\"fan_out\",\"distribution\":\"untruncated_normal\"}} torch\n";

const ready_rules families[] = {
    {"gpt2", "*h.*.attn.c_attn.weight", gpt2},
    {"llama", "*layers.*.self_attn.q_proj.weight", llama},
    {"llama", "blk.*.attn_q.weight", llama},
    {"bert", "bert.encoder.layer.*.attention.self.query.weight", bert},
    {"vit", "*encoder.layer.*.attention.attention.query.weight", vit},
    {"vit", "*patch_embeddings.projection.weight", vit},
    {"resnet", "*encoder.stages.*.layers.*.convolution.weight", resnet},
    {"resnet", "layer*.*.conv*.weight", resnet},
    {NULL, NULL, NULL},
};
