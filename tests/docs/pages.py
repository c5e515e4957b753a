# SPDX-License-Identifier: MIT
"""The blocks of code in pages of Markdown, and the pairs in them.

A pair is a comment that holds a line of another framework, and the C behind it:

    /* HeNormal(seed=42) */ lecun_init_he_normal(&init, 42);
    /* he_normal() => sqrt(2 / fan_in) */ lecun_init_he_normal(&init, seed);

Behind the arrow is the standard deviation of the weights, in C. Which framework it is the heading above says.
"""
import collections
import re

Block = collections.namedtuple("Block", "page line heading language text")
Pair = collections.namedtuple("Pair", "frameworks call draw deviation code")

FRAMEWORKS = {"Keras 2 and Keras 3": ("keras2", "keras3"), "Keras 3 alone": ("keras3",), "PyTorch": ("torch",),
              "JAX and Flax": ("jax",)}
# The shape of the weights that pairs are compared by: as the framework stores those of a layer.
SHAPES = {"keras2": (64, 48), "keras3": (64, 48), "torch": (64, 48, 5, 5), "jax": (5, 5, 48, 64)}


def blocks(page):
    """The fenced blocks of a page, those in quotes as well."""
    heading, fence, text, begin = "", None, [], 0
    with open(page, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = re.sub(r"^>( |$)", "", line.rstrip("\n"))
            if fence is None and line.startswith("```"):
                fence, text, begin = line[3:].strip(), [], number + 1
            elif fence is not None and line.startswith("```"):
                yield Block(page, begin, heading, fence, "\n".join(text) + "\n")
                fence = None
            elif fence is not None:
                text.append(line)
            elif line.startswith("#"):
                heading = line.lstrip("#").strip()
    if fence is not None:
        raise SystemExit("%s:%d: a block without an end" % (page, begin))


def pairs(page):
    """The pairs of a page, in order."""
    for block in blocks(page):
        if block.language != "c" or block.heading not in FRAMEWORKS:
            continue
        for comment, code in re.findall(r"/\*\s*(.*?)\s*\*/([^/]*(?:/(?!\*)[^/]*)*)", block.text):
            call, _, deviation = (part.strip() for part in comment.partition("=>"))
            call, _, draw = call.partition(", draw ")
            yield Pair(FRAMEWORKS[block.heading], call, int(draw or 0), deviation, " ".join(code.split()))
