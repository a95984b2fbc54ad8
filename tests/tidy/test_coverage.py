"""The measure of branches itself: it must see what was missed, and leave out nothing but asserts."""
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "coverage"))
import branches  # pylint: disable=wrong-import-position

RULES = ROOT / branches.FOLDER
LINES = {1: "    if (a && b) {", 2: "    assert(a);", 3: "    if (err_set(err, ERR_MEMORY, x)) {"}


def report(name, *lines):
    """As gcov prints it: (line, times that each branch was taken)."""
    return {"current_working_directory": str(ROOT / "build"),
            "files": [{"file": f"../{branches.FOLDER}/{name}",
                       "lines": [{"line_number": line, "function_name": "f",
                                  "branches": [{"count": times} for times in counts]}
                                 for line, counts in lines]}]}


def measured(*reports):
    taken = branches.taken_by_place(list(reports), RULES)
    return branches.split(taken, lambda _, line: LINES[line])


class Measure(unittest.TestCase):
    def test_a_branch_never_taken_is_named(self):
        all_of, missed, _ = measured(report("x.c", (1, [3, 0, 2, 0])))
        self.assertEqual(missed, {RULES / "x.c": [(1, 1), (1, 3)]})
        self.assertEqual(branches.percent_of(all_of, missed), 50.0)

    def test_asserts_are_left_out_and_counted(self):
        all_of, missed, left_out = measured(report("x.c", (2, [5, 0]), (1, [1, 1])))
        self.assertEqual((dict(all_of), dict(missed), left_out), ({RULES / "x.c": 2}, {}, 2))

    def test_arms_for_memory_count(self):
        all_of, missed, _ = measured(report("x.c", (3, [0, 9])))
        self.assertEqual(branches.percent_of(all_of, missed), 50.0)

    def test_a_headers_function_counts_once(self):
        twice = report("x.h", (1, [1, 0])), report("x.h", (1, [0, 1]))
        all_of, missed, _ = measured(*twice)
        self.assertEqual((all_of[RULES / "x.h"], dict(missed)), (2, {}))

    def test_other_rooms_do_not_count(self):
        other = report("x.c", (1, [0, 0]))
        other["files"][0]["file"] = "../src/store/x.c"
        self.assertEqual(measured(other)[0], {})

    def test_nothing_measured_is_not_enough(self):
        self.assertLess(branches.percent_of({}, {}), branches.LEAST_PERCENT)

    def test_all_tests_end_with_the_measure(self):
        script = (ROOT / "tests" / "run.sh").read_text("utf-8")
        self.assertIn("branches.py", script)
        self.assertIn("\ncoverage\n", script)


if __name__ == "__main__":
    unittest.main()
