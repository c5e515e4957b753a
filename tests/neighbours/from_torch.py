# SPDX-License-Identifier: MIT
"""from_torch.py INIT_MODEL FOLDER [MODULE [KEY=VALUE...]]

examples/lists/from_torch.py writes the list of a model, init_model makes it, and PyTorch constructs the model after
torch.manual_seed: every tensor's SHA-256 is compared. Without MODULE, with a few models of each package that is there.
"""
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
import warnings

import torch
from safetensors import safe_open

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("lists", os.path.join(HERE, "..", "..", "examples", "lists", "from_torch.py"))
lists = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lists)

SMALL = "vocab_size=211 hidden_size=32 num_hidden_layers=2 num_attention_heads=4 intermediate_size=48"
MODELS = [
    "nn.Sequential(nn.Linear(3,4),nn.Conv2d(3,5,3),nn.ConvTranspose2d(4,6,3),nn.Embedding(9,4,padding_idx=0),nn.LSTM(3,4,2))",
    "nn.Transformer(16,2,2,2,24)",
    "nn.TransformerEncoder(nn.TransformerEncoderLayer(8,2,16,batch_first=True),3)",
    "nn.Sequential(nn.Linear(64,64,dtype=torch.bfloat16),nn.Linear(64,64,dtype=torch.float16),nn.Linear(8,9,dtype=torch.float64))",
    "torchvision:resnet18",
    "torchvision:mobilenet_v3_small",
    "torchvision:squeezenet1_1",
    "transformers:GPT2LMHeadModel vocab_size=211 n_positions=32 n_embd=32 n_layer=2 n_head=4",
    "transformers:LlamaForCausalLM " + SMALL,
    "transformers:BertForMaskedLM " + SMALL,
    "transformers:ViTForImageClassification hidden_size=32 num_hidden_layers=2 num_attention_heads=4 intermediate_size=48 image_size=32 patch_size=8",
]


def digest(t):
    return hashlib.sha256(t.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()).hexdigest()


def compare(init_model, folder, what, seed):
    """Equal, different, tensors that are no floats; the first that differ."""
    module, *arguments = what.split()
    build = lists.builder(module, arguments, [])
    start = time.time()
    text = lists.lines_of(*lists.record(build))
    listed = time.time() - start
    cannot = [line for line in text if line.startswith("!cannot")]
    path, out = os.path.join(folder, "list.txt"), os.path.join(folder, "model.safetensors")
    with open(path, "w") as f:
        f.write("\n".join(line for line in text if not line.startswith("!cannot")) + "\n")
    start = time.time()
    subprocess.run([init_model, path, "-o", out, "--torch-seed", str(seed), "--quiet"], check=True)
    made = time.time() - start
    torch.manual_seed(seed)
    theirs = {name: t for name, t in build().state_dict().items()}
    equal, wrong, others = 0, [], 0
    with safe_open(out, "pt") as ours:
        names = set(ours.keys())
        for name, t in theirs.items():
            if t.dtype not in lists.TYPES:
                others += 1
            elif name in names and digest(ours.get_tensor(name)) == digest(t):
                equal += 1
            else:
                wrong.append(name)
    print("%s - %s: seed %d: %d equal, %d different, %d no floats, %d that cannot be listed; %d draws skipped; list %.1f s, init_model %.1f s" % (
        "ok" if equal and not wrong and not cannot else "not ok", what[:70], seed, equal, len(wrong), others, len(cannot), sum(line.startswith("!skip") for line in text), listed, made), flush=True)
    for line in wrong[:3] + cannot[:3]:
        print("    " + line)
    return equal, len(wrong), len(cannot)


def main():
    warnings.simplefilter("ignore")
    init_model, folder, *chosen = sys.argv[1:]
    total = [0, 0, 0]
    for k, what in enumerate([" ".join(chosen)] if chosen else MODELS):
        package = what.split(":")[0]
        if ":" in what and package.isidentifier() and importlib.util.find_spec(package) is None:
            print("skip - %s: there is no %s" % (what, package))
            continue
        total = [a + b for a, b in zip(total, compare(init_model, folder, what, 42 + k))]
    print("# PyTorch %s: %d tensors equal, %d different, %d that cannot be listed" % (torch.__version__, *total))
    sys.exit(1 if total[1] or total[2] or not total[0] else 0)


if __name__ == "__main__":
    main()
