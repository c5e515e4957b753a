# SPDX-License-Identifier: MIT
"""The loop of tests/mutation/run: mutants.py MUTATE COUNT FILE...

A mutant counts if it compiles and differs from the original in an object file (-O1): of the library, or of a test program
that includes the file. It is killed if a test program fails, if need be under AddressSanitizer and
UndefinedBehaviorSanitizer. A survivor must be explained in survivors.txt: there it is the same program in another form, or
differs only where no caller can go.

The library is built without its vector kernels, so that what fills is the reference; but for mutants of the kernels and of
the choice between them, which are judged where the kernels run. Of a file with more than COUNT mutants, a sample is taken,
the same in every run; COUNT 0 takes all.
"""
import collections
import concurrent.futures
import glob
import os
import queue
import random
import shutil
import subprocess
import sys
import time

FLAGS = ["-std=c99", "-O1", "-w", "-ffp-contract=off", '-DVECTORS="%s/tests/vectors"' % os.getcwd()]
PORTABLE = ["-DLECUN_NO_SIMD"]
SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
WRAPPED = ["-Wl,--wrap=" + name for name in ("syscall", "open", "read", "close")]
ENVIRONMENT = dict(os.environ, LECUN_TEST_MAX_ELEMENTS="5000")
WORKERS = 2


# A file that is compiled; of the test programs, one is compiled for each kernel.
Source = collections.namedtuple("Source", "path name flags")


def source_of(path, name=None, flags=()):
    return Source(path, name or os.path.splitext(os.path.basename(path))[0], tuple(flags))


def is_about_kernels(file):
    return os.path.basename(file).startswith(("kernel_", "dispatch."))


def programs(with_kernels):
    sources = [source_of(path) for path in sorted(glob.glob("tests/test_*.c"))]
    yield from (source for source in sources if source.name != "test_kernel")
    for path in sorted(glob.glob("src/kernel_*.c")) if with_kernels else ():
        name = "test_" + source_of(path).name
        yield source_of("tests/test_kernel.c", name, ['-DKERNEL_FILE="../%s"' % path])


class Tree:
    """A copy of the sources and test programs, built in place."""

    def __init__(self, root, with_kernels, flags):
        self.root = root
        self.flags = [*FLAGS, *flags] if with_kernels else [*FLAGS, *PORTABLE, *flags]
        shutil.rmtree(root, ignore_errors=True)
        for folder in ("src", "include"):
            shutil.copytree(folder, os.path.join(root, folder))
        for path in glob.glob("tests/*.[ch]") + glob.glob("tests/*/*.h"):
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            shutil.copy(path, os.path.join(root, path))
        self.library = [source_of(path) for path in sorted(glob.glob("src/*.c"))]
        self.tests = list(programs(with_kernels))
        self.needs = {source: self.read_needs(source) for source in self.library + self.tests}

    def read_needs(self, source):
        """The files that go into the source's object."""
        rule = subprocess.run(["gcc", *self.flags, *source.flags, "-MM", source.path], cwd=self.root, check=True,
                              capture_output=True, text=True).stdout
        return {os.path.normpath(word) for word in rule.replace("\\\n", " ").split()[1:]}

    def object_of(self, source):
        return os.path.join(self.root, source.name + ".o")

    def compile(self, source):
        command = ["gcc", *self.flags, *source.flags, "-c", "-o", source.name + ".o", source.path]
        return subprocess.run(command, cwd=self.root, stderr=subprocess.DEVNULL).returncode == 0

    def bytes_of(self, source):
        with open(self.object_of(source), "rb") as file:
            return file.read()

    def passes(self, test, seconds):
        """Link and run a test program, whose objects are up to date."""
        command = ["gcc", "-pthread", *self.flags, "-o", test.name, test.name + ".o"]
        # A test program that includes a source has its functions already; but test_self_test has them under other names.
        command += [source.name + ".o" for source in self.library
                    if source.path not in self.needs[test] or test.name == "test_self_test"]
        command += WRAPPED if test.name == "test_entropy" else []
        if subprocess.run([*command, "-lcmocka", "-lm"], cwd=self.root, stderr=subprocess.DEVNULL).returncode:
            return False
        try:
            run = subprocess.run(["./" + test.name], cwd=self.root, env=ENVIRONMENT, timeout=seconds,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return False
        return run.returncode in (0, 77)

    def build(self):
        """Everything as it is, and each test program's seconds, quickest first."""
        for source in self.library + self.tests:
            if not self.compile(source):
                sys.exit("%s does not compile" % source.path)
        self.original = {source: self.bytes_of(source) for source in self.library + self.tests}
        seconds = {}
        for test in self.tests:
            start = time.monotonic()
            if not self.passes(test, 600):
                sys.exit("%s fails before any change" % test.name)
            seconds[test] = time.monotonic() - start
        self.seconds = dict(sorted(seconds.items(), key=lambda item: item[1]))
        return self

    def judge(self, file, text):
        """invalid, identical, killed or survived."""
        target = os.path.join(self.root, file)
        with open(target, "rb") as kept:
            before = kept.read()
        library = [source for source in self.library if file in self.needs[source]]
        tests = [test for test in self.tests if file in self.needs[test]]
        try:
            with open(target, "wb") as changed:
                changed.write(text)
            if not all(self.compile(source) for source in library + tests):
                return "invalid"
            if all(self.bytes_of(source) == self.original[source] for source in library + tests):
                return "identical"
            for test, usual in self.seconds.items():
                if not self.passes(test, 10 + 10 * usual):
                    return "killed"
            return "survived"
        finally:
            with open(target, "wb") as restored:
                restored.write(before)
            for source in library + tests:
                with open(self.object_of(source), "wb") as object_file:
                    object_file.write(self.original[source])


def mutants_of(mutate, file, folder, count):
    """[(line number, original line, changed line, text)], a sample of at most count, and how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    subprocess.run([mutate, file, "c", "--noCheck", "--mutantDir", folder], check=True, stdout=subprocess.DEVNULL)
    with open(file, "rb") as source:
        original = source.read().splitlines(keepends=True)
    mutants = []
    for path in sorted(os.listdir(folder), key=lambda path: int(path.split(".")[-2])):
        with open(os.path.join(folder, path), "rb") as mutant:
            text = mutant.read()
        changed = text.splitlines(keepends=True)
        at = next((i for i, pair in enumerate(zip(original, changed)) if pair[0] != pair[1]), None)
        if at is not None:
            mutants.append((at + 1, original[at].decode().strip(), changed[at].decode().strip(), text))
    total = len(mutants)
    random.Random(1).shuffle(mutants)       # a smaller sample is part of every larger one
    return mutants[:count or total], total


def explained():
    """{(file, original line, changed line)} of survivors.txt."""
    known = set()
    with open("tests/mutation/survivors.txt") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    for i in range(0, len(lines), 3):
        known.add((lines[i].split(":")[0], lines[i + 1].strip(), lines[i + 2].strip()))
    return known


def main():
    mutate, count, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    known = explained()
    unexplained = 0

    def judge(trees, file, mutant):
        plain, sanitized = trees.get()
        try:
            verdict = plain.judge(file, mutant[3])
            return mutant, sanitized.judge(file, mutant[3]) if verdict == "survived" else verdict
        finally:
            trees.put((plain, sanitized))

    with_kernels = None
    for file in files:
        if with_kernels != is_about_kernels(file):
            with_kernels = is_about_kernels(file)
            trees = queue.Queue()
            for i in range(WORKERS):
                trees.put((Tree("build/mutation/tree%d" % i, with_kernels, []).build(),
                           Tree("build/mutation/sanitized%d" % i, with_kernels, SANITIZED).build()))
        mutants, total = mutants_of(mutate, file, "build/mutation/mutants", count)
        verdicts = []
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for mutant, verdict in pool.map(lambda mutant: judge(trees, file, mutant), mutants):
                verdicts.append(verdict)
                if verdict == "survived":
                    is_known = (file, mutant[1], mutant[2]) in known
                    unexplained += not is_known
                    print("%s:%d: %s\n    %s\n    %s" % (
                        file, mutant[0], "explained" if is_known else "survived", mutant[1], mutant[2]), flush=True)
        killed, survived = verdicts.count("killed"), verdicts.count("survived")
        print("%s: %d of %d mutants: %d do not compile, %d identical, %d valid, %d killed, %d survivors" % (
            file, len(mutants), total, verdicts.count("invalid"), verdicts.count("identical"), killed + survived, killed,
            survived), flush=True)
    print("%d survivors unexplained" % unexplained)
    return 1 if unexplained else 0


sys.exit(main())
