# SPDX-License-Identifier: MIT
"""What PyTorch's own initializers take on this GPU: G values a second of 2^28 values, the best of 20."""
import sys

try:
    import torch
except ImportError:
    sys.exit(1)
if not torch.cuda.is_available():
    sys.exit(1)


def rate(dtype, fill):
    tensor = torch.empty(1 << 28, dtype=dtype, device='cuda')
    best = float('inf')
    for _ in range(20):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        fill(tensor)
        end.record()
        end.synchronize()
        best = min(best, start.elapsed_time(end))
    return tensor.numel() / best * 1e-6


print('PyTorch', torch.__version__)
for dtype in (torch.float32, torch.bfloat16):
    print('%s: normal_ %.0f, trunc_normal_ %.0f, uniform_ %.0f G values/s' % (
        dtype, rate(dtype, lambda t: t.normal_(0.0, 0.02)), rate(dtype, lambda t: torch.nn.init.trunc_normal_(t, 0.0, 0.02)),
        rate(dtype, lambda t: t.uniform_(-0.1, 0.1))))
