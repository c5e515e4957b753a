# SPDX-License-Identifier: MIT
"""Print tests/vectors/exact.txt: hard rounding cases of fma and sqrt, rounded from exact rationals.

Usage: python3 make_exact_vectors.py > exact.txt

fma(x, y, z): the product and the addend meet at ties, beside ties, with cancellation, far apart, in the subnormal range and at overflow.
sqrt(x): squares and their neighbours, and the radicands whose roots lie nearest to the middle between two doubles: for an odd r of 54 bits
with r*r = s (mod 2**54), s small, the root of (r*r - s) / 2**54 differs from r / 2**27, a middle, by about s / 2**55 of a unit.
"""
import random
import struct
from fractions import Fraction
from math import isqrt, ldexp

random.seed(1998)


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def rounded(exact):
    """To nearest even; int / int is correctly rounded in Python, subnormals included."""
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        return float("inf") if exact > 0 else float("-inf")


def fma(x, y, z):
    exact = Fraction(x) * Fraction(y) + Fraction(z)
    if exact:
        value = rounded(exact)
        return value if value else (0.0 if exact > 0 else -0.0)
    product = x * y                  # exactly 0, or cancelled by z: IEEE 754 says +0 unless both are -0
    return product + z if z == 0 and (x == 0 or y == 0) else 0.0


def mantissa():
    return random.choice([random.getrandbits(52) | 1 << 52, 1 << 52, (1 << 53) - 1, (1 << 52) + 1,
                          1 << 52 | random.getrandbits(26) << 26, 1 << 52 | random.getrandbits(8)])


def any_double():
    return ldexp(random.choice([1, -1]) * mantissa(), random.randint(-60, 60) - 52)


def fma_cases():
    for _ in range(800):             # exponents that overlap in every way
        x, y = any_double(), any_double()
        product = Fraction(x) * Fraction(y)
        yield x, y, ldexp(rounded(product), random.randint(-120, 120)) * random.choice([1, -1])
    for _ in range(800):             # the addend undoes the rounded product: what is left is the rounding error
        x, y = any_double(), any_double()
        z = -(x * y)
        yield x, y, z
        yield x, y, z * (1 + random.choice([-1, 1]) * 2.0**-52)
    for _ in range(400):             # (1 + a)(1 - a) and its kin: just below or above a tie
        e = random.randint(20, 30)
        x, y = 1 + 2.0**-e, 1 + random.choice([-1, 1]) * 2.0**-(random.randint(50, 56) - e)
        yield x, y, random.choice([1, -1]) * 2.0**-random.randint(53, 170)
        yield x, y, random.choice([1.0, -1.0, 2.0**53, 2.0**54, -2.0**53])
    for _ in range(300):             # a tie that the far term decides: rounding twice would miss it
        z = ldexp(mantissa(), 0)
        half = random.choice([1, -1]) * 0.5
        far = random.choice([1, -1]) * random.getrandbits(20) * 2.0**-random.randint(40, 90)
        x = half + far if abs(far) < 0.25 else half
        yield x, 1.0, z
        yield ldexp(x, 30), ldexp(1.0, -30), -z
        yield z, 1.0, random.choice([1, -1]) * 2.0**-random.randint(1, 200)
    for _ in range(400):             # subnormal results and operands
        x = ldexp(mantissa(), -random.randint(560, 590))
        y = ldexp(mantissa(), -random.randint(560, 590))
        yield x, y, random.choice([0.0, 5e-324, -5e-324, ldexp(random.getrandbits(52), -1074), -ldexp(random.getrandbits(52), -1074)])
        yield ldexp(random.getrandbits(50) | 1, -1074), any_double(), ldexp(random.getrandbits(52), -1074)
    for _ in range(60):              # at overflow
        x, y = ldexp(mantissa(), 460), ldexp(mantissa(), 458 + random.randint(0, 2))
        yield x, y, random.choice([1, -1]) * ldexp(mantissa(), random.choice([971, 970, 960, 900]))
    for x in (0.0, -0.0, 1.0, -1.0):
        for y in (0.0, -0.0, 1.5, -1.5):
            for z in (0.0, -0.0, 1.5, -1.5, 3e-310):
                yield x, y, z


def root_mod_2_54(s):
    """An odd r with r*r = s (mod 2**54), for s = 1 (mod 8), by lifting one bit at a time."""
    r = 1
    for k in range(3, 54):
        if (r * r - s) >> k & 1:
            r += 1 << (k - 1)
    assert (r * r - s) % 2**54 == 0
    return r


def sqrt_of(x):
    """Correctly rounded root of a positive double, by integers."""
    f = Fraction(x)
    scale = 2 * 600                  # (x * 2**scale) is an integer for every double; its root has far more than 54 bits
    radicand = f.numerator * 2**scale // f.denominator
    root = isqrt(radicand)
    return rounded(Fraction(2 * root + (root * root != radicand), 2**(scale // 2 + 1)))


def sqrt_cases():
    for s in list(range(1, 400, 8)) + list(range(-7, -400, -8)):
        base = root_mod_2_54(s)
        for r in (base, 2**54 - base, (base + 2**53) % 2**54, (2**53 - base) % 2**54):
            if r >= 2**53:
                m = (r * r - s) // 2**54
                while m >= 2**53 and m % 2 == 0:
                    m //= 2
                if m < 2**54 and float(m) == m:
                    yield float(m)
                    yield ldexp(float(m), 2 * random.randint(-300, 300))
    for _ in range(300):
        r = random.getrandbits(26) | 1 << 25
        for d in (-1, 0, 1):
            yield float(r * r + d)
        yield abs(any_double())
    for k in range(1, 12):
        for x in (1 + k * 2.0**-52, 1 - k * 2.0**-53, 2 + k * 2.0**-51, 4 - k * 2.0**-51):
            yield x
    for x in (5e-324, 1e-323, 2.2250738585072014e-308, 2.2250738585072009e-308, 1.7976931348623157e308):
        yield x


lines = ["fma %016x %016x %016x %016x" % (bits(x), bits(y), bits(z), bits(fma(x, y, z))) for x, y, z in fma_cases()]
lines += ["sqrt %016x %016x" % (bits(x), bits(sqrt_of(x))) for x in sqrt_cases()]
print("# Hard rounding cases of fma and sqrt, rounded from exact rationals by make_exact_vectors.py.")
print("# Lines: fma x y z result, or sqrt x result, as bit patterns of doubles.")
print("# lines: %d" % len(lines))
print("\n".join(lines))
