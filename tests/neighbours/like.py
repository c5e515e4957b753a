# SPDX-License-Identifier: MIT
"""like.py INIT_MODEL LECUN FOLDER - models made by `init_model --like` in the libraries that load them

Small models of transformers, from configs, are changed and saved, in one file and in shards, in float32 and bfloat16. Of the new
model names, shapes, dtypes and buffers must be the old ones, lecun inspect --check must pass, and the loss of a batch must be
near that of guessing: log(classes). A .gguf file is made like one of the gguf package's own writer and read by its reader.
"""
import math
import os
import subprocess
import sys

import gguf
import numpy
import torch
import transformers as t

INIT_MODEL, LECUN, FOLDER = sys.argv[1:4]
failed = 0


def check(text, condition):
    global failed
    failed += not condition
    print("ok -" if condition else "not ok -", text, flush=True)


def try_model(rules, model, batch, classes, dtype, shard):
    name = f"{rules}, {dtype}, files of {shard}"
    old = os.path.join(FOLDER, name.replace(", ", "-").replace(" ", "-"))
    new = old + "-new"
    os.makedirs(new, exist_ok=True)
    for parameter in model.parameters():
        parameter.data.add_(torch.randn_like(parameter) * 0.3)
    model.to(dtype).save_pretrained(old, max_shard_size=shard)
    model.config.save_pretrained(new)
    file = "model.safetensors.index.json"
    if not os.path.exists(os.path.join(old, file)):
        file = "model.safetensors"
    subprocess.run([INIT_MODEL, "--like", os.path.join(old, file), "-o", new, "--seed", "3", "--quiet"], check=True)
    again = type(model).from_pretrained(new, torch_dtype=dtype).eval()
    before, after = model.state_dict(), again.state_dict()
    check(f"{name}: names, shapes, dtypes", list(before) == list(after) and all(
        before[k].shape == after[k].shape and before[k].dtype == after[k].dtype for k in before))
    check(f"{name}: buffers of integers", all((before[k] == after[k]).all() for k in before if not before[k].is_floating_point()))
    for told in [], ["--rules", rules]:
        result = subprocess.run([LECUN, "inspect", os.path.join(new, file), "--check"] + told, stdout=subprocess.DEVNULL)
        check(f"{name}: inspect --check {' '.join(told)}", result.returncode == 0)
    with torch.no_grad():
        loss = float(again.float()(**batch).loss)
    check(f"{name}: loss {loss:.3f}, guessing {math.log(classes):.3f}", abs(loss - math.log(classes)) < 0.4)


def try_models():
    small = dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4)
    ids = torch.randint(1, 500, (4, 24))
    text, picture = dict(input_ids=ids, labels=ids), dict(pixel_values=torch.randn(4, 3, 64, 64), labels=torch.arange(4))
    for dtype in torch.float32, torch.bfloat16:
        for shard in "10GB", "200KB":
            try_model("gpt2", t.GPT2LMHeadModel(t.GPT2Config(vocab_size=500, n_positions=64, n_embd=64, n_layer=3, n_head=4)),
                      text, 500, dtype, shard)
            try_model("llama", t.LlamaForCausalLM(t.LlamaConfig(vocab_size=500, **small)), text, 500, dtype, shard)
            try_model("bert", t.BertForMaskedLM(t.BertConfig(vocab_size=500, **small)), text, 500, dtype, shard)
            try_model("vit", t.ViTForImageClassification(t.ViTConfig(image_size=64, patch_size=16, num_labels=10, **small)),
                      picture, 10, dtype, shard)
            try_model("resnet", t.ResNetForImageClassification(t.ResNetConfig(
                embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], num_labels=10)), picture, 10, dtype, shard)


def try_gguf():
    old, new = os.path.join(FOLDER, "old.gguf"), os.path.join(FOLDER, "new.gguf")
    writer = gguf.GGUFWriter(old, "llama")
    writer.add_array("tokenizer.ggml.tokens", ["a", "bc", "d" * 100])
    writer.add_tensor("token_embd.weight", numpy.ones((200, 64), "f4"))
    writer.add_tensor("blk.0.attn_q.weight", numpy.ones((64, 64), "f2"))
    writer.add_tensor("blk.0.attn_norm.weight", numpy.zeros(64, "f4"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    subprocess.run([INIT_MODEL, "--like", old, "-o", new, "--seed", "3", "--quiet"], check=True)
    before, after = gguf.GGUFReader(old), gguf.GGUFReader(new)
    check("gguf: key-values", list(before.fields) == list(after.fields))
    check("gguf: tensors", all(a.name == b.name and (a.shape == b.shape).all() and a.tensor_type == b.tensor_type
                               for a, b in zip(before.tensors, after.tensors)))
    deviation = float(after.tensors[0].data.std())
    check(f"gguf: standard deviation {deviation:.4f}", 0.019 < deviation < 0.021)


torch.manual_seed(0)
print("# torch", torch.__version__, "transformers", t.__version__)
try_gguf()
try_models()
sys.exit(failed != 0)
