# SPDX-License-Identifier: MIT
"""Print tests/vectors/torch-list.sha256: what PyTorch 2.13 or later draws for the lines of torch-list.weights.txt."""
import hashlib

import torch
from torch import nn

init = nn.init
torch.manual_seed(42)
made = {}
linear = nn.Linear(784, 256)
made["linear.weight"], made["linear.bias"] = linear.weight, linear.bias
init.normal_(torch.empty(7))
made["few"] = init.normal_(torch.empty(5), 0.5, 2)
made["normal"] = init.normal_(torch.empty(1000, 1003), 0, 0.02)
made["truncated"] = init.trunc_normal_(torch.empty(300, 333), std=0.02, a=-0.04, b=0.04)
made["embedding"] = nn.Embedding(1000, 64, padding_idx=0).weight
made["brain"] = init.xavier_uniform_(torch.empty(300, 70, dtype=torch.bfloat16))
made["half"] = init.kaiming_normal_(torch.empty(300, 70, dtype=torch.float16), mode="fan_out", nonlinearity="relu")
made["double"] = init.xavier_normal_(torch.empty(20, 30, dtype=torch.float64), gain=2)
init.orthogonal_(torch.empty(8, 8))
conv = nn.Conv2d(3, 8, 3)
made["conv.weight"], made["conv.bias"] = conv.weight, conv.bias
made["divided"] = init.normal_(torch.empty(64, 64)).mul_(0.02).div_(2**0.5)
made["divided16"] = init.normal_(torch.empty(64, 64, dtype=torch.bfloat16)).mul_(0.02).div_(2**0.5).add_(0.001)
made["dirac"] = init.dirac_(torch.empty(6, 3, 3), 2)
made["rows"] = torch.zeros(10, 40)
init.normal_(made["rows"][2:5])
init.uniform_(made["rows"].view(-1)[396:400])
made["again"], made["tied"] = made["linear.weight"], made["embedding"]
print("# SPDX-License-Identifier: MIT\n# hash  name: PyTorch %s, capability %s, by make_torch_list.py" % (
    torch.__version__.split("+")[0], torch.backends.cpu.get_cpu_capability()))
for name, t in made.items():
    print("%s  %s" % (hashlib.sha256(t.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()).hexdigest(), name))
