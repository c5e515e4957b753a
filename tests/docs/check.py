# SPDX-License-Identifier: MIT
"""Check the pages, and what Doxygen made of them and of the headers.

Usage: check.py ROOT WHAT...        ROOT holds README.md, include/ and src/; what is built goes to ROOT/build/docs
    reference    everything that lecun.h declares is in Doxygen's output, with all the words that the header has for it
    links        the links of the web pages and of the Markdown lead somewhere
    blocks       the blocks of C, C++ and Python in README.md and src/doc compile
    pairs        the lines of C beside lines of other frameworks give their bits (keras.txt) or their standard deviation
"""
import ast
import html.parser
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

import pages

HERE = pathlib.Path(__file__).resolve().parent
ROOT = pathlib.Path(sys.argv[1]).resolve()
OUT = ROOT / "build/docs"
PAGES = [ROOT / "README.md"] + sorted((ROOT / "src/doc").glob("*.md"))
verdicts = {True: 0, False: 0}


def verdict(ok, text, *details):
    """Details tell what is wrong."""
    verdicts[ok] += 1
    print("%s - %s" % ("ok" if ok else "not ok", text), *([] if ok else details), sep="\n    ")


def name(page):
    return str(page.relative_to(ROOT))


# --- The reference ----------------------------------------------------------------------------------------------------

def declared():
    """What lecun.h declares, read without Doxygen: (name, the words of its comment or None)."""
    text = (ROOT / "include/lecun.h").read_text(encoding="utf-8")
    comment = r"/\*\*((?:[^*]|\*(?!/))*)\*/\n"
    for match in re.finditer(r"^(?:LECUN_API [^(]*?(\w+)\(|typedef (?:enum|struct) (\w+) \{)", text, re.M):
        above = re.search(comment + r"$", text[:match.start()])
        yield match[1] or match[2], above and above[1]
    for match in re.finditer(r"^    (LECUN_\w+)(?: = \w+)?,?[ ]*(?:/\*\*<(.*?)\*/)?$", text, re.M):
        yield match[1], match[2]
    for match in re.finditer(r"^# *define (LECUN_\w+)(?<!LECUN_H)(?<!LECUN_API)(?<!LECUN_MUST_CHECK)\b.*?(?:/\*\*<(.*?)\*/)?$", text, re.M):
        yield match[1], match[2]
    yield from [("LECUN_API", None), ("LECUN_MUST_CHECK", None)]


def words(text):
    """Letters, figures and signs, without spaces, the stars at the left of a comment, and quotes, which Doxygen may curl."""
    return re.sub(r"[\s\"'\u2018-\u201d]", "", re.sub(r"^ \* ?", "", text, flags=re.M))


def documented():
    """name -> the words that Doxygen has for it."""
    found = {}
    for file in sorted((OUT / "xml").glob("*.xml")):
        for node in xml.etree.ElementTree.parse(file).iter():
            if node.tag in ("memberdef", "enumvalue"):
                key = node.findtext("name")
            elif node.tag == "compounddef" and node.get("kind") in ("struct", "file"):
                key = node.findtext("compoundname")
            else:
                continue
            parts = [node.find("briefdescription"), node.find("detaileddescription")]
            text = "".join("".join(part.itertext()) + " " for part in parts if part is not None)
            if text.strip() and (key.startswith(("lecun_", "LECUN_")) or key in ("lecun.h", "lecun.hpp")):
                found[key] = found.get(key, "") + words(text)
    return found


def reference():
    found = documented()
    listed = dict(declared())
    kinds = [sum(bool(re.match(pattern, key)) for key in listed) for pattern in ("lecun_", "LECUN_")]
    # A header that has no block of its own has no web page either, and no warning tells.
    page = OUT / "html/lecun_8h.html"
    shown = set(re.findall(r"\w+", page.read_text(encoding="utf-8"))) if page.exists() else set()
    missing = sorted(key for key in [*listed, "lecun.h", "lecun.hpp"] if key not in found) + sorted(listed.keys() - shown)
    verdict(not missing, "all that lecun.h declares: %d functions and types, %d constants" % tuple(kinds), *missing)
    with_words = {key: words(text) for key, text in listed.items() if text}
    lost = [key for key, text in with_words.items() if text not in found.get(key, "")]
    verdict(len(with_words) > 80 and not lost, "every word of %d comments" % len(with_words), *lost)


# --- Links ------------------------------------------------------------------------------------------------------------

class Anchors(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids = [], set()

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if key in ("id", "name"):
                self.ids.add(value)
            if (tag, key) in (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")) and value:
                self.links.append(value)


def links():
    files = {}
    for file in (OUT / "html").glob("*.html"):
        files[file.name] = Anchors()
        files[file.name].feed(file.read_text(encoding="utf-8"))
    count, dead = 0, []
    for file, anchors in files.items():
        for link in anchors.links:
            path, _, anchor = urllib.parse.unquote(link).partition("#")
            # #index_: by scripts, in later versions of Doxygen.
            if re.match(r"[a-z]+:|#index_", link):
                continue
            count += 1
            target = files.get(path or file)
            if not (OUT / "html" / path).exists() or (anchor and target and anchor not in target.ids):
                dead.append("%s: %s" % (file, link))
    verdict(count > 500 and not dead, "%d links within %d web pages" % (count, len(files)), *sorted(set(dead)))

    count, dead = 0, []
    for page in PAGES:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", link):
                count += 1
                if "#" in link or not (page.parent / link).exists():
                    dead.append("%s: %s" % (name(page), link))
    # No link to a part of a page: its name is another on each site.
    verdict(count > 3 and not dead, "%d links in Markdown" % count, *dead)


# --- Blocks -----------------------------------------------------------------------------------------------------------

# Blocks end before their variables are used, and one is written for OpenMP.
FLAGS = ["-Wall", "-Werror", "-Wno-unused", "-Wno-unknown-pragmas", "-fsyntax-only", "-I", ROOT / "include", "-I", HERE]
COMPILERS = {"c": ["gcc -xc -std=c99", "clang -xc -std=c99"], "cpp": ["g++ -xc++ -std=c++17", "clang++ -xc++ -std=c++17"]}


def compiled(block):
    """What the compilers say against the block; nothing if they take it."""
    place = '#line %d "%s"\n' % (block.line, name(block.page))
    if block.language == "python":
        try:
            ast.parse(block.text)
        except SyntaxError as error:
            return str(error)
        return ""
    if re.search(r"\bmain\(", block.text):
        source = place + block.text
    else:
        given = "given.h" if block.language == "c" else "given.hpp"
        source = '#include "%s"\nvoid block(void);\nvoid block(void)\n{\n%s%s}\n' % (given, place, block.text)
    said = ""
    for command in COMPILERS[block.language]:
        run = subprocess.run([*command.split(), *FLAGS, "-"], input=source, text=True, capture_output=True)
        said += run.stderr if run.returncode else ""
    return said


def blocks():
    for page in PAGES:
        for block in pages.blocks(page):
            if block.language in (*COMPILERS, "python") and not block.text.startswith(">>>"):
                said = compiled(block)
                verdict(not said, "%s:%d: a block of %s compiles" % (name(page), block.line, block.language),
                        *said.splitlines())


# --- Pairs ------------------------------------------------------------------------------------------------------------

def pairs():
    program = OUT / "pairs"
    subprocess.run([sys.executable, str(HERE / "pairs.py"), str(ROOT), str(program)], check=True)
    lines = subprocess.run([str(program)], check=True, text=True, capture_output=True).stdout.splitlines()
    ours = [line.split("\t") for line in lines]
    with open(HERE / "keras.txt", encoding="utf-8") as file:
        theirs = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    for kind, framework, call, given, expected in ours:
        if kind == "deviation":
            verdict(abs(float(given) - float(expected)) <= 1e-15 + 1e-12 * float(expected),
                    "%s: %s has the standard deviation %s" % (framework, call, expected), "by lecun_stddev %s" % given)
        else:
            recorded = [line[2] for line in theirs if line[:2] == [framework, call]]
            verdict(recorded == [given], "%s: %s has the digest %s" % (framework, call, given), *recorded)
    unused = {tuple(line[:2]) for line in theirs} - {tuple(line[1:3]) for line in ours}
    verdict(len(ours) > 70 and not unused, "%d pairs; keras.txt holds no other" % len(ours), *map(str, unused))


os.chdir(ROOT)
for what in sys.argv[2:]:
    {"reference": reference, "links": links, "blocks": blocks, "pairs": pairs}[what]()
print("%d passed, %d failed" % (verdicts[True], verdicts[False]))
sys.exit(verdicts[False] > 0 or verdicts[True] == 0)
