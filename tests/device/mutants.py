#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Do the tests of the text notice what is changed in it? Each mutant of lecun_device.h is compiled as CUDA's text for this processor
# (on_cpu.cpp), and the self test or the random fills must find it. Those of the logarithm, the sine and the rest of draws.h are
# tests/run mutation's.
#
#   mutants.py LIBLECUN.a
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TEXT = (HERE.parents[1] / 'include/lecun_device.h').read_text()

MUTANTS = (
    # 64 bits of 32
    ('LECUN_MULHI(LECUN_W_HIGH(a), LECUN_W_LOW(b))', '0u'),
    ('LECUN_MULHI(LECUN_W_LOW(a), LECUN_W_HIGH(b))', '0u'),
    ('LECUN_W_LOW(a)), 31u)', 'LECUN_W_LOW(a)), 30u)'),
    ('LECUN_MULHI(LECUN_W_LOW(a), b)', '0u'),
    ('LECUN_SELECT(LECUN_W_LOW(x) != 0u, 1u, 0u)', '0u'),
    ('(top & 1u) |', '0u |'),
    ('0xffu) + 0x7fu)', '0xffu) + 0x80u)'),
    # groups
    ('>> (31u - log2_blocks));\n    LECUN_LET(LECUN_U32, beyond)', '>> (30u - log2_blocks));\n    LECUN_LET(LECUN_U32, beyond)'),
    ('upper.y + LECUN_SELECT(third < beyond, 1u, 0u)', 'upper.y'),
    ('upper.x + beyond', 'upper.x'),
    ('(word << 13u) & 0x7fffffu', '(word << 12u) & 0x7fffffu'),
    ('(word << 16u) & 0x7fffffu', '(word << 15u) & 0x7fffffu'),
    ('(two.x & outside) == 0u', '(two.x & outside) != 1u'),
    ('&& (b.have < 4u)', '&& (b.have < 5u)'),
    ('counter.x + (pair >> 1u)', 'counter.x + pair'),
    ('(past / apart) < ', '(past / apart) <= '),
    ('(past % apart) == 0u', '(past % apart) == 1u'),
    ('lecun_is_diagonal(a, at + 2u)', 'lecun_is_diagonal(a, at + 3u)'),
    ('LECUN_ARG(a, 4) & 3u) + 3u)', 'LECUN_ARG(a, 4) & 3u) + 2u)'),
    ('LECUN_ARG(a, 4) & 3u));', 'LECUN_ARG(a, 4) & 1u));'),
    ('== LECUN_DRAW_TRUNCATED, LECUN_OUTSIDE, 0u', '== LECUN_DRAW_TRUNCATED, LECUN_OUTSIDE, LECUN_OUTSIDE'),
    # float64
    ('draw > -2.0 && draw < 2.0', 'draw > -2.0 && draw < 2.1'),
    ('if (LECUN_ARG(a, 15) & 2u)', 'if (LECUN_ARG(a, 15) & 4u)'),
    ('lecun_is_inside_f64(more.y) && have < 2u', 'lecun_is_inside_f64(more.y)'),
    ('2 * index - (LECUN_ARG(a, 4) & 1u);\n    const lecun_u64 on', '2 * index;\n    const lecun_u64 on'),
    ('#define lecun_fma(a, b, c)      __fma_rn((a), (b), (c))', '#define lecun_fma(a, b, c)      __dadd_rn(__dmul_rn((a), (b)), (c))'),
    # stores, and the list
    ('if (at + 3 < count)\n        out[at + 3] = d.w;', 'out[at + 3] = d.w;'),
    ('if ((LECUN_ARG(a, 15) & 1u) && at + 4 <= count) {\n#if', 'if (at + 4 <= count + 1) {\n#if'),
    ('TWO(d.x | (d.y << 16), d.z | (d.w << 16))', 'TWO(d.x | (d.y << 16), d.w | (d.z << 16))'),
    ('number | (b.have << 16)', 'number | (3u << 16)'),
    ('list->draw[1][at] = b.draws.z', 'list->draw[1][at] = b.draws.w'),
    ('pair = 2u; b.have', 'pair = 3u; b.have'),
    ('if (base + i < groups)', 'if (base + i + 1 < groups)'),
    ('    LECUN_SET_COUNTER(&list->n);\n    LECUN_BARRIER();', '    LECUN_SET_COUNTER(&list->n);'),
    ('    LECUN_BARRIER();\n    LECUN_ROLLED\n    for (i = me; i < LECUN_VALUE_OF', '    LECUN_ROLLED\n    for (i = me; i < LECUN_VALUE_OF'),
    ('blockIdx.x + (lecun_u64)blockIdx.y * gridDim.x', 'blockIdx.x + (lecun_u64)blockIdx.y'),
)


def verdict(folder, number, library, mutant):
    """killed, survived, or why it is none."""
    right, wrong = mutant
    if right not in TEXT:
        return 'is not in the text'
    header, program = folder / ('%d.h' % number), folder / str(number)
    header.write_text(TEXT.replace(right, wrong, 1))
    built = subprocess.run(['g++', '-std=c++17', '-O1', '-w', '-DDEVICE_TEXT="%s"' % header, '-o', program, HERE / 'on_cpu.cpp', library],
                           capture_output=True, text=True)
    if built.returncode:
        return 'does not compile'
    try:
        run = subprocess.run([program, '1500', '5000'], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return 'killed'
    return 'survived' if run.returncode == 0 else 'killed'


def main(library):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        whole = verdict(pathlib.Path(folder), 0, library, ('', ''))
        verdicts = list(pool.map(lambda item: verdict(pathlib.Path(folder), item[0], library, item[1]), enumerate(MUTANTS, 1)))
    for mutant, word in zip(MUTANTS, verdicts):
        if word != 'killed':
            print('%s: %r -> %r' % (word, *mutant))
    print('the text itself: %s; %d mutants, %d killed' % (whole, len(MUTANTS), verdicts.count('killed')))
    return whole != 'survived' or verdicts.count('killed') != len(MUTANTS)


sys.exit(main(sys.argv[1]))
