"""What the documentation says is so: the README's tour and the operator's first start are run, and every path, file,
verb and exit code that a page names exists.

A block fenced as ```console is run: lines that begin with "$ " are commands ("> " goes on), the others are what they
print; "…" stands for anything on its line, a line of only "…" for any lines."""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support.buurtkas import BINARY, Daemon, request
from support.runner import run

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MARK = "@@ step"


def fences(text, language):
    return [found.group(1) for found in
            re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def steps(text):
    """(command, expected output) of each console block, in order."""
    result = []
    for block in fences(text, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                result.append([line[2:], []])
            elif line.startswith("> ") and not result[-1][1]:
                result[-1][0] += "\n" + line[2:]
            else:
                result[-1][1].append(line)
    return [(command, "\n".join(output)) for command, output in result]


def matches(expected, actual):
    """Whether the output is what the page says, with any text for each "…"."""
    pattern = "\n".join(r"(?:.*\n?)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…")))
                        for line in expected.splitlines())
    return re.fullmatch(pattern, actual.rstrip("\n")) is not None


def run_steps(found, folder):
    """Runs the commands in one shell. Returns the output of each."""
    # A page that stops half-way must not leave its daemon behind.
    script = "trap 'kill $! 2>/dev/null; wait' EXIT\n" + "".join(
        f"printf '\\n%s\\n' '{MARK} {i}'\n{command}\n"
        for i, (command, _) in enumerate(found))
    state = Path(folder) / "state"
    environment = {**os.environ, "STATE_DIRECTORY": str(state), "BUURTKAS_LISTEN": "127.0.0.1:0",
                   "BUURTKAS_ADMIN_LISTEN": "127.0.0.1:0", "PATH": f"{Path(BINARY).resolve().parent}:{os.environ['PATH']}"}
    with open(Path(folder) / "output", "w+b") as output:
        subprocess.run(["sh", "-c", script], cwd=folder, env=environment, stdout=output,
                       stderr=subprocess.STDOUT, timeout=600, check=False)
        output.seek(0)
        text = output.read().decode()
    parts = re.split(rf"\n{MARK} \d+\n", text)[1:]
    return [part.rstrip("\n") for part in parts]


class Commands(unittest.TestCase):
    """What pages print, command by command."""
    maxDiff = None

    def check(self, page, least):
        found = steps((ROOT / page).read_text("utf-8"))
        self.assertGreaterEqual(len(found), least)
        with tempfile.TemporaryDirectory(prefix="bk-docs-", dir="/tmp") as folder:
            os.chmod(folder, 0o755)
            outputs = run_steps(found, folder)
        self.assertEqual(len(outputs), len(found), outputs)
        for (command, expected), actual in zip(found, outputs):
            with self.subTest(command=command):
                self.assertTrue(matches(expected, actual), f"the page says\n{expected}\nbut it is\n{actual}")

    def test_the_tour(self):
        self.check("README.md", 20)

    def test_the_first_start(self):
        self.check("docs/operator.md", 8)

    def test_a_page_that_lies_is_seen(self):
        self.assertTrue(matches('{"a":"…",…}', '{"a":"x","b":1}'))
        self.assertTrue(matches("first\n…\nlast", "first\n2\n3\nlast"))
        self.assertFalse(matches('{"a":"…"}', '{"b":"x"}'))
        self.assertFalse(matches("", "something"))
        self.assertFalse(matches("exit code 3", "exit code 0"))


class Names(unittest.TestCase):
    """What the pages name."""

    @classmethod
    def setUpClass(cls):
        cls.pages = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}
        with Daemon() as daemon:
            cls.openapi = request(daemon.url, "GET", "/v1/openapi.json").json
        cls.help = subprocess.run([BINARY, "help"], capture_output=True, text=True, check=True).stdout

    def in_code(self, pattern):
        """Matches inside `code` of every page, and in indented blocks and fences: (page, match)."""
        for name, text in self.pages.items():
            spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
            spans += re.findall(r"^    (.+)$", text, re.MULTILINE)
            spans += [line for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S)
                      for line in block.splitlines()]
            for span in spans:
                for found in re.finditer(pattern, span):
                    yield name, found.group(1)

    def test_routes_exist(self):
        known = [re.sub(r"\{\w+\}", "{}", path) for path in self.openapi["paths"]]
        seen = 0
        for page, path in self.in_code(r"(?<![\w$}])(/v1/[\w./{}-]+)"):
            seen += 1
            plain = re.sub(r"\{\w+\}", "{}", path.removeprefix("/v1").rstrip("/.")) or "/"
            self.assertIn(plain, [*known, "/openapi.json"], f"{page} names {path}")
        self.assertGreater(seen, 50)

    def test_methods_of_routes_are_right(self):
        for page, named in self.in_code(r"\b((?:GET|POST) /v1/[\w/{}-]+)"):
            method, path = named.split(" ")
            plain = re.sub(r"\{\w+\}", "{}", path.removeprefix("/v1"))
            found = [item for known, item in self.openapi["paths"].items() if re.sub(r"\{\w+\}", "{}", known) == plain]
            self.assertTrue(found and method.lower() in found[0], f"{page} names {named}")

    def test_files_exist(self):
        seen = 0
        for page, path in self.in_code(r"(?<![\w./-])((?:src|tests|docs|include|migrations)/[\w./*<>-]+)"):
            seen += 1
            plain = re.sub(r"<\w+>", "*", path.rstrip("/."))
            self.assertTrue(list(ROOT.glob(plain)), f"{page} names {path}")
        self.assertGreater(seen, 20)

    def test_links_lead_somewhere(self):
        for name, text in self.pages.items():
            for target in re.findall(r"\]\(([^)#:]+)\)", text):
                self.assertTrue(((ROOT / name).parent / target).exists(), f"{name} links to {target}")

    def test_verbs_exist(self):
        verbs = set(re.findall(r"^  buurtkas ([\w-]+)", self.help, re.MULTILINE)) | {"help"}
        seen = 0
        for page, verb in self.in_code(r"(?:^|\s|/)buurtkas ([a-z-]+)"):
            seen += 1
            self.assertIn(verb, verbs, f"{page} names buurtkas {verb}")
        self.assertGreater(seen, 20)

    def test_every_verb_is_documented(self):
        named = {verb for _, verb in self.in_code(r"(?:^|\s|/)buurtkas ([a-z-]+)")}
        self.assertEqual(set(re.findall(r"^  buurtkas ([\w-]+)", self.help, re.MULTILINE)) - named, set())

    def test_every_verb_says_its_usage(self):
        lines = re.findall(r"^  buurtkas (([\w-]+) .+)$", self.help, re.MULTILINE)
        self.assertGreater(len(lines), 5)
        for line, verb in lines:
            told = subprocess.run([BINARY, verb, "--help"], capture_output=True, text=True, check=True).stdout
            self.assertTrue(told.startswith(f"usage: buurtkas {verb}"), told)
            self.assertIn(told.splitlines()[0].removeprefix("usage: buurtkas "), line)

    def test_exit_codes_are_those_of_the_program(self):
        header = (ROOT / "src/cli/cli_internal.h").read_text("utf-8")
        codes = set(re.findall(r"EXIT_\w+ = (\d+)", header))
        told = set(re.findall(r"^\| (\d+) \|", self.pages["docs/operator.md"], re.MULTILINE))
        self.assertEqual(told, codes)

    def test_example_settings_are_the_programs(self):
        printed = subprocess.run([BINARY, "check-config", "--example"], capture_output=True, text=True,
                                 check=True).stdout
        self.assertEqual((ROOT / "docs/buurtkas.conf.example").read_text("utf-8"), printed)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
