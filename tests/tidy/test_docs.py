"""The generated pages: docs/*.md that say "Printed by `buurtkas docs …`" are byte for byte what the program prints."""
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("BUURTKAS", "build/release/buurtkas")
PAGES = ["leaves", "competence", "errors", "states", "accounts", "rule-sets"]


def singular(word):
    for many, one in (("ies", "y"), ("s", "")):
        if word.endswith(many):
            return word[:-len(many)] + one
    return word


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

    def test_the_glossary_has_every_word_of_leaves_and_collections(self):
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]*\|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.M)
        known = {word.strip() for words, _ in rows for word in words.split(",")}
        self.assertTrue(all(dutch.strip() for _, dutch in rows))
        leaves = set(re.findall(r"^## ([a-z-]+)\.", (ROOT / "docs/leaves.md").read_text("utf-8"), re.M))
        routes = (ROOT / "src/api/routes_reads.def").read_text("utf-8")
        collections = {singular(word) for word in re.findall(r'^(?:LIST|ITEM)\w*\("/v1/([a-z-]+)', routes, re.M)}
        self.assertGreater(len(leaves), 30)
        self.assertGreater(len(collections), 25)
        wanted = {word.replace("-", " ") for word in leaves | collections} - {"information"}
        missing = {word for word in wanted if word not in known and "differing " + word not in known}
        self.assertEqual(missing, set(), "words without a row in docs/glossary.md")

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
