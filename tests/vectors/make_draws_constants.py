#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# The numbers of src/draws.h: glibc's float logarithm, sine and cosine (ARM optimized-routines, MIT) as polynomials in fixed
# point. Each polynomial is expanded exactly, in rationals, around another point, and its coefficients are rounded once.
#
#   make_draws_constants.py                 print them
#   make_draws_constants.py --check FILE    fail if one of them does not stand in FILE (src/draws.h)
import pathlib
import re
import sys
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]


def hexadecimal(text):
    return Fraction(float.fromhex(text.rstrip('L')))


def nearest(x):
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


def words(x, count):
    """x, rounded, as 32-bit words with the highest first."""
    n = nearest(x)
    assert 0 <= n < 1 << (32 * count), hex(n)
    return [n >> (32 * (count - 1 - i)) & 0xffffffff for i in range(count)]


def times(p, q):
    product = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            product[i + j] += a * b
    return product


# --- The logarithm ------------------------------------------------------------------------------------------------------

LN2 = hexadecimal('0x1.62e42fefa39efp-1')
POLYNOMIAL = [Fraction(1)] + [hexadecimal(c) for c in ('-0x1.ffffef20a4123p-2', '0x1.5575b0be00b6ap-2', '-0x1.00ea348b88334p-2')]


def method_rows():
    """{1/c, log c} for each sixteenth of the reduced argument, as elementary_tables.h has them."""
    text = (ROOT / 'src/elementary_tables.h').read_text()
    found = re.findall(r'ROW\(k, (-?0x[^,]+), (-?0x[^)]+)\)', text)
    assert len(found) == 16
    return [(hexadecimal(a), hexadecimal(b)) for a, b in found]


def log_rows():
    """-log of a 24-bit mantissa, row by row downwards from 1, as polynomials in the distance h below the row's upper end.

    The rows of the method begin at 0x1.66p-1, so one of its sixteen straddles 1 and is two rows here, of which the first
    ends at 1 itself: there the constant is 0, and what is near 1 keeps its relative precision.
    """
    method = method_rows()
    for i in range(17):
        end = 0x1000000 if i == 0 else 0x1030000 - (i << 19)    # the mantissa where h = 0
        upper = i <= 9                                          # mantissas from 0xb30000 on belong to the octave above
        inverse, logarithm = method[9 - i if upper else 25 - i]
        unit = Fraction(1, 1 << (24 if upper else 23))
        r = [inverse * unit * end - 1, -inverse * unit]         # r = mantissa * unit / c - 1
        power, row = [Fraction(1)], [logarithm, 0, 0, 0, 0]
        for coefficient in POLYNOMIAL:
            power = times(power, r)
            for n, term in enumerate(power):
                row[n] += coefficient * term
        row = [-c for c in row]
        if not upper:
            row[0] += LN2
        # theta = h 2^-20, so that the n-th coefficient grows by 2^20n; the units are draws.h's.
        scaled = [c * (1 << (20 * n)) for n, c in enumerate(row)]
        yield [0x1000 - (0x30000000 if i == 0 else 0) & 0xffffffff] + words(scaled[4] * 2**45, 1) + words(scaled[3] * 2**42, 1) + words(scaled[2] * 2**64, 2) \
            + words(scaled[1] * 2**64, 2) + words(scaled[0] * 2**59, 2)


# --- The square root ----------------------------------------------------------------------------------------------------

def root_words():
    """2^32 / sqrt(x), to 16 bits, in the middle of each 64th of [2, 4), then of [1, 2)."""
    middles = [Fraction(2 * i + 129, 128) for i in range(64)]
    return [min(int(2**16 / float(x) ** 0.5 + 0.5), 0xffff) << 16 for x in [2 * m for m in middles] + middles]


# --- Sine and cosine ----------------------------------------------------------------------------------------------------

def other_constants():
    two_pi, half_pi = hexadecimal('0x1.921fb54442d18p+2'), hexadecimal('0x1.921fb54442d18p+0')
    yield 'LN2 2^59', words(LN2 * 2**59, 2)
    yield '2 pi 2^61, its upper 64 bits', words(two_pi * 2**61, 2)
    yield 'pi/2 2^52', words(half_pi * 2**52, 2)
    for name, text, power, count in (
            ('sine 1', '0x1.555545995a603p-3', 64, 2), ('sine 2', '0x1.1107605230bc4p-7', 64, 2),
            ('sine 3', '0x1.994eb3774cf24p-13', 44, 1), ('cosine 1', '0x1.ffffffd0c621cp-2', 64, 2),
            ('cosine 2', '0x1.55553e1068f19p-5', 64, 2), ('cosine 3', '0x1.6c087e89a359dp-10', 64, 2),
            ('cosine 4', '0x1.99343027bf8c3p-16', 47, 1)):
        yield '%s, 2^%d' % (name, power), words(hexadecimal(text) * 2**power, count)


def main():
    lines = []
    for row in log_rows():
        lines.append('ROW(%s)' % ', '.join('0x%08xu' % w for w in row))
    roots = root_words()
    for i in range(0, len(roots), 8):
        lines.append(', '.join('0x%08xu' % w for w in roots[i:i + 8]))
    for name, value in other_constants():
        lines.append('%s: %s' % (name, ', '.join('0x%08xu' % w for w in value)))
    if sys.argv[1:2] == ['--check']:
        text = pathlib.Path(sys.argv[2]).read_text()
        missing = [line for line in lines if not all(w in text for w in re.findall(r'0x[0-9a-f]{8}u', line))]
        for line in missing:
            print('not in %s: %s' % (sys.argv[2], line))
        print('%d of %d lines of constants stand in %s' % (len(lines) - len(missing), len(lines), sys.argv[2]))
        sys.exit(bool(missing))
    print('\n'.join(lines))


if __name__ == '__main__':
    main()
