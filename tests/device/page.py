#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# page.py PAGE EXAMPLES: each line of the page's blocks of CUDA and JavaScript stands in the example.
import pathlib
import re
import sys

FILES = {'cuda': 'cuda.cu', 'js': 'web/weights.js'}
page, examples = map(pathlib.Path, sys.argv[1:])
blocks = re.findall(r'^```(cuda|js)\n(.*?)^```', page.read_text(), re.M | re.S)
lost = [line for language, text in blocks for line in text.splitlines()
        if line not in (examples / FILES[language]).read_text().splitlines()]
sys.exit('\n'.join(lost) if lost or len(blocks) < 4 else 0)
