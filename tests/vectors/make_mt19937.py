# SPDX-License-Identifier: MIT
"""The exponents of MT19937's characteristic polynomial but for the highest, as src/mt19937_jump.c has them.

Usage: make_mt19937.py                 print them
       make_mt19937.py --check FILE    fail if they do not stand in FILE (src/mt19937_jump.c)
"""
import re
import sys


def times(a, b):
    """Polynomials over GF(2) as integers."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        b >>= 1
    return product


def exponents():
    twist, h = 0x9908b0df, 1
    for i in range(31):
        h = times(h, 1 << 623 | 1 << 396) ^ (twist >> i & 1)
    phi = times(h, 1 << 624 | 1 << 397) ^ twist >> 31
    assert phi.bit_length() == 19938
    return [i for i in range(19937) if phi >> i & 1]


if len(sys.argv) == 3 and sys.argv[1] == "--check":
    text = open(sys.argv[2]).read()
    found = re.search(r"exponents\[\] = \{([^}]*)\}", text).group(1)
    sys.exit(exponents() != [int(number) for number in found.split(",")])
elif len(sys.argv) == 1:
    print(", ".join(map(str, exponents())))
else:
    sys.exit(__doc__)
