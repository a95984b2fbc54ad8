"""How many branches of the rules the tests took. Reads what gcc's counters left in a build made with
BUURTKAS_COVERAGE=ON, prints a line a file, and fails when the whole is below LEAST_PERCENT.

    python3 tests/coverage/branches.py BUILD             figures
    python3 tests/coverage/branches.py BUILD verdict.c   and the branches of that file never taken

A branch is one of the ways out of a condition, as gcc sees it: `a && b` has four. Left out by rule, never line by
line: the branches of a line with assert( — that one never fails is what it states — and the branch in which err_set() returns true, which does not
exist (contracts.h). Nothing else is: an arm for memory that is out counts, and tests/support/torture.c takes it.
"""
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "src/domain"
LEAST_PERCENT = 95.0
ASSERTING = re.compile(r"\bassert\(")


def read_counters(build):
    """gcov's reports, one for each object; also for those that no test program has linked."""
    notes = sorted(Path(build).rglob("*.gcno"))
    if not notes:
        sys.exit(f"{build} was not built with BUURTKAS_COVERAGE=ON")
    printed = subprocess.run(
        [os.environ.get("GCOV", "gcov"), "--json-format", "--branch-probabilities", "--stdout",
         *map(str, notes)], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def taken_by_place(reports, folder):
    """{(file, line, function, number of the branch): times taken}. A function of a header is in several objects."""
    taken = Counter()
    for report in reports:
        for file in report["files"]:
            path = Path(os.path.normpath(os.path.join(report["current_working_directory"],
                                                      file["file"])))
            if not path.is_relative_to(folder):
                continue
            for line in file["lines"]:
                for number, branch in enumerate(line["branches"]):
                    place = (path, line["line_number"], line.get("function_name"), number)
                    taken[place] += branch["count"]
    return taken


def split(taken, line_of):
    """By file: all its branches, and of those the missed as (line, number); and how many were left out."""
    branches, missed, left_out = Counter(), defaultdict(list), 0
    for (path, line, _, number), times in sorted(taken.items(), key=lambda item: str(item[0])):
        if ASSERTING.search(line_of(path, line)):
            left_out += 1
            continue
        branches[path] += 1
        if times == 0:
            missed[path].append((line, number))
    return branches, missed, left_out


def reader_of_lines():
    texts = {}

    def line_of(path, line):
        if path not in texts:
            texts[path] = path.read_text("utf-8").splitlines()
        return texts[path][line - 1]
    return line_of


def percent_of(branches, missed):
    total = sum(branches.values())
    return 100 * (total - sum(map(len, missed.values()))) / total if total else 0.0


def print_figures(branches, missed):
    for path in sorted(branches, key=lambda path: (-len(missed[path]), path)):
        taken = branches[path] - len(missed[path])
        print(f"{path.name:28}{taken:5} of{branches[path]:5}{100 * taken / branches[path]:7.1f}%")


def print_missed(missed, name, line_of):
    for path in sorted(missed):
        by_line = defaultdict(list)
        for line, number in missed[path] if name in path.name else []:
            by_line[line].append(number)
        for line, numbers in sorted(by_line.items()):
            print(f"{path.name}:{line}: {numbers} {line_of(path, line).strip()}")


def main():
    line_of = reader_of_lines()
    taken = taken_by_place(read_counters(sys.argv[1]), ROOT / FOLDER)
    branches, missed, left_out = split(taken, line_of)
    print_figures(branches, missed)
    if len(sys.argv) > 2:
        print_missed(missed, sys.argv[2], line_of)
    percent = percent_of(branches, missed)
    print(f"{FOLDER}: {percent:.1f}% of {sum(branches.values())} branches taken, {LEAST_PERCENT}% wanted; "
          f"left out: {left_out} of lines with assert(")
    return 0 if percent >= LEAST_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main())
