# SPDX-License-Identifier: MIT
"""Print the rows of lecun_sincos_table in src/elementary_tables.h.

Usage: python3 make_sincos_table.py                          needs mpmath

Row k, for k = 0..109: sin(k/128) rounded to double and the remainder rounded to double, the same for cos, as C99 hex floats.
"""
import mpmath

mpmath.mp.prec = 400                # bits; the two doubles of a value take at most 120

for k in range(110):
    row = []
    for exact in (mpmath.sin(mpmath.mpf(k) / 128), mpmath.cos(mpmath.mpf(k) / 128)):
        high = float(exact)
        row += [high, float(exact - high)]
    print("    {" + ", ".join(value.hex() for value in row) + "},")
