# SPDX-License-Identifier: MIT
"""Print tests/vectors/decimal.txt: what Python's repr(float) and float(text) give, which are correctly rounded.

Usage: python3 make_decimal.py > decimal.txt
"""
import random
import struct
from fractions import Fraction

random.seed(1998)


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def double(b):
    return struct.unpack("<d", struct.pack("<Q", b))[0]


def printed():
    yield from (2.0**e for e in range(-1074, 1024, 3))
    yield from (2.0**e for e in (-44, -1022, -1023, 52, 53, 54, 63, 64))
    yield from (float("1e%d" % e) for e in range(-323, 309, 4))
    yield from (double(b) for b in (1, 2, 3, 4, 5, 9, 2**52 - 1, 2**52, 2**52 + 1, 0x7fefffffffffffff))
    yield from (0.0, -0.0, 1.0, -1.0, 0.05, -0.05, 1e-07, 1e-4, 0.00012345, 9.5e-5, 123456789.0, 1e15, 1e16, 9999999999999998.0, 1e22, 1e23,
                9007199254740993.0, 1803046310274419.75, 1793548561865005.75)
    for _ in range(1500):
        b = random.getrandbits(64)
        if b >> 52 & 0x7ff != 0x7ff:
            yield double(b)
    for _ in range(500):
        yield round(random.uniform(-1000, 1000), random.randint(0, 6))


def middles():
    """Texts at and beside the middle of two neighbouring doubles, with more digits than any method that cuts them off can bear."""
    for _ in range(30):
        b = random.choice([random.getrandbits(63) % (0x7fe << 52), random.randint(0, 200), random.randint(1, 0x7fd) << 52])
        middle = (Fraction(double(b)) + Fraction(double(b + 1))) / 2
        k = middle.denominator.bit_length() - 1
        digits, exponent = middle.numerator * 5**k, -k
        yield "%de%d" % (digits, exponent)
        yield "%d.%s1e%d" % (digits, "0" * random.choice([0, 30, 900]), exponent)
        yield "%d.%se%d" % (digits - 1, "9" * random.choice([1, 30, 900]), exponent)


EDGES = ["2.2250738585072011e-308", "2.2250738585072012e-308", "1.7976931348623158e308", "1.7976931348623159e308", "-1.8e308",
         "9007199254740993", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e999999999999", "-1e99999999999999999999999",
         "0." + "0" * 2000 + "1e2000", "1" + "0" * 2000 + "e-2000", "0e99999", "-0", "-0.0e5", "1e-99999999999999999999", "0.000", "123e-400",
         "9" * 400 + "e-100", "1E5", "1E+05", "2.50", "1e310", "9.99e309", "1e-324", "3e-324", "0.1e-323"]

lines = ["repr %016x %s" % (bits(x), repr(x)) for x in printed()]
lines += ["read %016x %s" % (bits(float(text)), text) for text in [*EDGES, *middles()]]
print("# Doubles in decimal, by CPython, whose conversions are correctly rounded; printed by make_decimal.py.")
print("# Lines: repr, the double's bit pattern, its repr; or read, the double's bit pattern, a text that float() turns into it.")
print("# lines: %d" % len(lines))
print("\n".join(lines))
