"""Runs a module's tests, and ends with one line of counts."""
import sys
import unittest


def run(module):
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2 if "-v" in sys.argv else 1).run(suite)
    bad = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})  # sub-tests count as their test
    for test, reason in result.skipped:
        print(f"skipped {test.id()}: {reason}")
    print(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed, {len(result.skipped)} skipped")
    return 0 if result.wasSuccessful() else 1
