"""The generated pages: docs/*.md that say "Printed by `buurtkas docs …`" are byte for byte what the program prints."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("BUURTKAS", "build/release/buurtkas")
PAGES = ["leaves", "competence", "errors", "states", "accounts", "rule-sets"]


def printed(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, check=True).stdout


class Generated(unittest.TestCase):
    def test_pages_are_what_the_program_prints(self):
        for page in PAGES:
            with self.subTest(page=page):
                found = (ROOT / "docs" / f"{page}.md").read_bytes()
                self.assertTrue(found == printed("docs", page),
                                f"docs/{page}.md is stale: buurtkas docs {page} >docs/{page}.md")

    def test_every_generated_page_is_checked(self):
        marked = {path.stem for path in (ROOT / "docs").glob("*.md") if "Printed by `buurtkas docs" in path.read_text("utf-8")}
        self.assertEqual(marked, set(PAGES))

    def test_the_settings_are_what_the_program_prints(self):
        self.assertEqual((ROOT / "docs/buurtkas.conf.example").read_bytes(), printed("check-config", "--example"))

    def test_an_unknown_page_is_refused(self):
        done = subprocess.run([BINARY, "docs", "nothing"], capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))


def main():
    result = unittest.TextTestRunner(verbosity=1).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed, 0 skipped")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
