# SPDX-License-Identifier: MIT
"""Print tests/vectors/seed_by_name.txt: seeds and draws by the rule of lecun_seed_by_name, as include/lecun.h states it.

Usage: python3 make_seed_by_name.py > seed_by_name.txt
"""
import random
import struct

HEAD = """\
# Seeds by name, by the rule in include/lecun.h, computed in Python by make_seed_by_name.py.
# model's seed, name in hexadecimal (- for none), seed, draw"""


def philox(c, k):
    for _ in range(10):
        p, q = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [q >> 32 ^ c[1] ^ k[0], q & 0xFFFFFFFF, p >> 32 ^ c[3] ^ k[1], p & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def seed_by_name(seed, name):
    k = struct.unpack("<2I", struct.pack("<q", seed))
    s = philox(struct.unpack("<4I", struct.pack("<2Q", len(name), 0)), k)
    for at in range(0, len(name), 16):
        m = struct.unpack("<4I", name[at:at + 16].ljust(16, b"\0"))
        s = philox([x ^ y for x, y in zip(s, m)], k)
    return (s[0] | s[1] << 32) % 2147483646, (s[2] | s[3] << 32) % 2147483646


def cases():
    names = [b"", b"\0", b"\0\0", b"a", b"b", b"a\0", b"\0a", b"kernel", b"dense/kernel:0", b"dense_1/kernel:0",
             b"model.layers.0.self_attn.q_proj.weight", b"model.layers.1.self_attn.q_proj.weight",
             "noyau_\u00e9_\U0001f9e0".encode(), b"\xff" * 16, b"\x80", b"\x7f" * 15, b"x" * 16, b"x" * 17, b"x" * 31, b"x" * 32,
             b"x" * 33, bytes(range(256))]
    for seed in (0, 1, 42, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 42, 2 ** 63 - 1, -2 ** 63):
        for name in names if seed in (0, 42) else names[:1] + names[7:11]:
            yield seed, name
    for _ in range(100):
        yield random.getrandbits(64) - 2 ** 63, bytes(random.getrandbits(8) for _ in range(random.randrange(100)))


random.seed(1)
assert philox([0] * 4, [0] * 2) == [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]      # Random123's kat_vectors
print(HEAD)
for seed, name in cases():
    print(seed, name.hex() or "-", *seed_by_name(seed, name))
