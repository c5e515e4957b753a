# SPDX-License-Identifier: MIT
"""The table of tests/coverage/run, from gcovr's JSON and llvm-cov's: a line for each file of src/, what is missing, the sum.

A header is compiled into several sources, and a macro expanded at several places: a branch or condition counts as covered if
one of them covers it.
"""
import glob
import json
import os
import sys


def gcov_counts(path):
    """{file: (lines, branches)}, each {place: covered}."""
    counts = {}
    for file in json.load(open(path))["files"]:
        lines, branches = counts.setdefault(file["file"], ({}, {}))
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            number = line["line_number"]
            lines[number] = lines.get(number, False) or line["count"] > 0
            for i, branch in enumerate(line["branches"]):
                place = "%d (branch %d)" % (number, i)
                branches[place] = branches.get(place, False) or branch["count"] > 0
    return counts


def mcdc_counts(path, root):
    """{file: {place: covered}}, a place being a condition of a decision."""
    counts = {}
    for file in json.load(open(path))["data"][0]["files"]:
        name = os.path.relpath(file["filename"], root)
        if not name.startswith("src/"):
            continue
        conditions = counts.setdefault(name, {})
        for record in file["mcdc_records"]:
            for i, covered in enumerate(record[-1]):
                place = "%d:%d (condition %d)" % (record[0], record[1], i + 1)
                conditions[place] = conditions.get(place, False) or covered
    return counts


def share(places):
    if not places:
        return "-"
    return "%d/%d" % (sum(places.values()), len(places))


def percent(groups):
    """Rounded down: only all is 100.0."""
    covered = sum(sum(group.values()) for group in groups)
    total = sum(len(group) for group in groups)
    return 0 < covered == total, "%.1f %%" % (covered * 1000 // max(total, 1) / 10)


def main():
    gcov, mcdc = gcov_counts(sys.argv[1]), mcdc_counts(sys.argv[2], os.getcwd())
    names = sorted(set(gcov) | set(mcdc))
    row = "%-24s %12s %12s %12s"
    print(row % ("file", "lines", "branches", "MC/DC"))
    for name in names:
        lines, branches = gcov.get(name, ({}, {}))
        print(row % (name, share(lines), share(branches), share(mcdc.get(name, {}))))
    kinds = (("lines", {name: gcov[name][0] for name in gcov}),
             ("branches", {name: gcov[name][1] for name in gcov}),
             ("MC/DC", mcdc))
    for name in sorted(set(glob.glob("src/*.c")) - set(gcov)):
        print("no code in this build: %s" % name)
    for kind, files in kinds:
        for name in sorted(files):
            for place, covered in files[name].items():
                if not covered:
                    print("missing %s: %s:%s" % (kind, name, place))
    sums = [(kind, percent(files.values())) for kind, files in kinds]
    print(", ".join("%s %s" % (kind, text) for kind, (_, text) in sums))
    return 0 if all(whole for _, (whole, _) in sums) else 1


sys.exit(main())
