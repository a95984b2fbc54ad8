"""The house's rules that a machine can check: who may include whom, how long a file and a function
may be, and what never stands in the code. docs/house.md says why; this file only measures."""
import math
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVERY_ROOM = set("base conf domain audit json client store api http web cli demo".split())

# A room may include the public headers of these rooms, and its own.
ALLOWED_ROOMS = {
    "base": set(),
    "conf": {"base"},
    "domain": {"base"},
    "audit": {"base", "domain"},
    "json": {"base", "domain"},
    "client": {"base", "json"},
    "store": {"base", "domain", "audit"},
    "api": {"base", "json", "domain", "audit"},
    "http": {"base", "json", "api", "audit", "domain"},
    "web": {"base", "json"},
    "cli": EVERY_ROOM,
    "demo": EVERY_ROOM,
    "tools": {"base", "domain"},
}

# A library's header may stand in these files and folders only.
LIBRARY_PLACES = {
    r"libpq": ["src/store/"],
    r"microhttpd": ["src/http/server.c"],
    r"jansson": [f"{top}/{room}/" for top in ("src", "include/buurtkas")
                 for room in ("json", "api", "client")],
    r"sodium": ["src/audit/", "src/http/auth.c"],
    r"openssl/": ["src/audit/", "src/http/auth.c"],
    r"curl/": ["src/client/"],
}

BANNED = "strcpy strcat sprintf strncpy strtok atoi atoll gmtime localtime rand alloca".split()
FLOATING = r"\b(float|double)\b"
NO_FLOATS = re.compile(r"^(src|include/buurtkas)/(domain|audit|store)/")
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
FUNCTION_LINES_P90_MAX = 45

# Spelled in pieces, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
MACHINE_PATH = re.compile(
    r"(?<![\w./>~-])/(home|root|work|Users|mnt|workspace|tmp/build)/|\b[A-Z]:\\\\?Users")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT_OR_LITERAL = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def files(tops, endings):
    """Paths below the given folders of the repository, in order."""
    found = []
    for top in tops:
        found += [p for p in (ROOT / top).rglob("*") if p.is_file() and p.suffix in endings]
    return sorted(found)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def code_only(text):
    """The text without comments and literals; every line keeps its number."""
    return COMMENT_OR_LITERAL.sub(lambda found: " " + "\n" * found.group().count("\n"), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def room_of(name):
    found = re.match(r"(?:src|include/buurtkas)/(\w+)/", name)
    return found.group(1) if found else None


def library_findings(name, header):
    for library, places in LIBRARY_PLACES.items():
        is_allowed = any(name.startswith(place) for place in places)
        if re.match(library, header) and not is_allowed:
            yield f"<{header}> may stand in {', '.join(places)} only"


def room_findings(name, header):
    """A quoted include: public, private, of the same folder, or generated."""
    room = room_of(name)
    public = re.match(r"buurtkas/(\w+)/", header)
    private = re.match(r"(\w+)/", header)
    owner = (public or private).group(1) if public or private else room
    if public and owner != room and owner not in ALLOWED_ROOMS.get(room, set()):
        yield f"{room} may not include {header}"
    elif not public and owner in ALLOWED_ROOMS and owner != room:
        yield f"{header} is private to {owner}"
    elif name.startswith("include/") and not public:
        yield f"a public header may not include {header}"


def include_findings(name, text):
    bare = re.sub(r"/\*.*?\*/", lambda found: "\n" * found.group().count("\n"), text,
                  flags=re.DOTALL)
    for found in INCLUDE.finditer(bare):
        check = library_findings if found.group(1) == "<" else room_findings
        for finding in check(name, found.group(2)):
            yield f"{name}:{line_of(bare, found.start())}: {finding}"


def word_findings(name, text, words, why):
    code = code_only(text)
    for found in re.finditer(words, code):
        yield f"{name}:{line_of(code, found.start())}: {found.group().strip(' (')} {why}"


BANNED_CALL = r"(?<![\w>.])(?:" + "|".join(BANNED) + r")\s*\("


def unfinished_findings(name, text):
    for pattern, why in ((UNFINISHED, "marks unfinished work"),
                         (MACHINE_PATH, "is a path of one machine")):
        for found in pattern.finditer(text):
            yield f"{name}:{line_of(text, found.start())}: {found.group()} {why}"


def function_lengths(paths):
    """(lines, "file:line name") of each function, from universal-ctags."""
    tags = subprocess.run(
        ["ctags", "-f", "-", "--languages=C", "--langmap=C:.c.h", "--kinds-C=f", "--fields=ne",
         "--excmd=number", *map(str, paths)], check=True, capture_output=True, text=True).stdout
    lengths = []
    for tag in tags.splitlines():
        found = re.match(r"(\w+)\t([^\t]+)\t.*\tline:(\d+).*\tend:(\d+)", tag)
        if found:
            name, path, first, last = found.groups()
            where = path.removeprefix(f"{ROOT}/")
            lengths.append((int(last) - int(first) + 1, f"{where}:{first}: {name}"))
    return sorted(lengths)


def has_universal_ctags():
    if shutil.which("ctags") is None:
        return False
    version = subprocess.run(["ctags", "--version"], capture_output=True, text=True, check=False)
    return version.stdout.startswith("Universal Ctags")


needs_ctags = unittest.skipUnless(
    has_universal_ctags(), "universal-ctags is missing: functions were not measured")


class House(unittest.TestCase):
    """The rules over the whole tree."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        paths = files(["src", "include"], {".c", ".h", ".def"})
        cls.code = {name_of(path): path.read_text("utf-8") for path in paths}

    def assert_none(self, findings):
        findings = list(findings)
        if findings:
            self.fail(f"{len(findings)} finding(s):\n  " + "\n  ".join(findings))

    def test_there_is_code_to_check(self):
        self.assertGreater(len(self.code), 10)

    def test_every_room_has_a_rule(self):
        rooms = {room_of(name) for name in self.code if name.endswith((".c", ".h"))}
        self.assertEqual(rooms - set(ALLOWED_ROOMS), set())

    def test_rooms_and_libraries_are_included_where_allowed(self):
        self.assert_none(f for name, text in self.code.items()
                         for f in include_findings(name, text))

    def test_files_are_short(self):
        everything = files(["src", "include"], {".c", ".h", ".def", ".sql", ".sh", ".html"})
        lines = {name_of(p): p.read_text("utf-8").count("\n") for p in everything}
        self.assert_none(f"{name}: {n} lines, {FILE_LINES_MAX} allowed"
                         for name, n in lines.items() if n > FILE_LINES_MAX)

    @needs_ctags
    def test_functions_are_short(self):
        lengths = function_lengths(files(["src", "include"], {".c", ".h"}))
        self.assertGreater(len(lengths), 0)
        self.assert_none(f"{where}: {n} lines, {FUNCTION_LINES_MAX} allowed"
                         for n, where in lengths if n > FUNCTION_LINES_MAX)
        p90 = lengths[math.ceil(len(lengths) * 9 / 10) - 1][0]
        print(f"{len(lengths)} functions: p90 {p90} lines, longest {lengths[-1][0]}")
        self.assertLessEqual(p90, FUNCTION_LINES_P90_MAX, "the p90 of function lengths")

    def test_no_banned_function_is_called(self):
        self.assert_none(f for name, text in self.code.items()
                         for f in word_findings(name, text, BANNED_CALL, "is banned"))

    def test_nothing_jumps(self):
        self.assert_none(f for name, text in self.code.items()
                         for f in word_findings(name, text, r"\bgoto\b", "is banned"))

    def test_money_and_record_know_no_floating_point(self):
        self.assert_none(f for name, text in self.code.items() if NO_FLOATS.match(name)
                         for f in word_findings(name, text, FLOATING, "has no place here"))

    def test_every_file_begins_with_a_comment(self):
        self.assert_none(f"{name}: does not begin with a comment that says what lives here"
                         for name, text in self.code.items() if not text.startswith("/*"))

    def test_nothing_is_unfinished_or_bound_to_a_machine(self):
        paths = files(["src", "include", "tests", "docs", "migrations", ".ci"],
                      {".c", ".h", ".def", ".py", ".sh", ".sql", ".md", ".txt", ".html", ".css",
                       ".js", ".json", ".yaml", ".yml", ".example", ""})
        paths += [p for p in ROOT.iterdir() if p.is_file() and p.name not in ("LICENSE", ".git")]
        for path in paths:
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a corpus file
            with self.subTest(path=name_of(path)):
                self.assert_none(unfinished_findings(name_of(path), text))


class Checker(unittest.TestCase):
    """The measuring itself: a checker that finds nothing must not be one that sees nothing."""

    def test_includes_across_rooms_are_seen(self):
        for name, include, is_allowed in (
                ("src/api/x.c", '"buurtkas/base/err.h"', True),
                ("src/api/x.c", '"buurtkas/api/x.h"', True),
                ("src/api/x.c", '"buurtkas/store/pg.h"', False),
                ("src/base/x.c", '"buurtkas/domain/words.h"', False),
                ("src/store/x.c", '"store/x_internal.h"', True),
                ("src/http/x.c", '"store/x_internal.h"', False),
                ("src/store/x.c", '"statements.gen.h"', True),
                ("src/store/x.c", "<libpq-fe.h>", True),
                ("src/cli/x.c", "<libpq-fe.h>", False),
                ("src/http/server.c", "<microhttpd.h>", True),
                ("src/http/router.c", "<microhttpd.h>", False),
                ("include/buurtkas/json/x.h", "<jansson.h>", True),
                ("include/buurtkas/http/x.h", "<jansson.h>", False),
                ("src/http/auth.c", "<openssl/evp.h>", True),
                ("src/http/request.c", "<sodium.h>", False),
                ("src/cli/x.c", "<curl/curl.h>", False),
                ("include/buurtkas/http/x.h", '"http/x_internal.h"', False)):
            with self.subTest(name=name, include=include):
                findings = list(include_findings(name, f"/* x */\n#include {include}\n"))
                self.assertEqual(findings == [], is_allowed, findings)

    def test_findings_name_the_line(self):
        text = "/* two\n   lines */\n#include <libpq-fe.h>\n"
        finding = next(include_findings("src/cli/x.c", text))
        self.assertTrue(finding.startswith("src/cli/x.c:3: "), finding)

    def test_words_in_comments_and_literals_do_not_count(self):
        text = '/* goto */ x("goto \\" goto"); // goto\n\'"\'; "a"; goto end;\n'
        self.assertEqual(list(word_findings("f", text, r"\bgoto\b", "!")), ["f:2: goto !"])

    def test_banned_calls_are_seen_and_their_likes_are_not(self):
        text = ("strcpy(a, b); x = atoi (c);\n"
                "snprintf(a); my_rand(); arena.rand(1); gmtime_r(a, b); int rand;\n")
        self.assertEqual(list(word_findings("f", text, BANNED_CALL, "!")),
                         ["f:1: strcpy !", "f:1: atoi !"])

    def test_unfinished_work_and_machine_paths_are_seen(self):
        bad = ["/* " + "TO" + "DO: x */", "/ho" + "me/ann/x", '"/wo' + 'rk/x"', "X" * 3]
        for text in bad:
            self.assertEqual(len(list(unfinished_findings("f", text))), 1, text)
        for text in ["conf-" + "X" * 6, "https://kas.example/wo" + "rk/", "/var/lib/buurtkas",
                     "src/wo" + "rk/x"]:
            self.assertEqual(list(unfinished_findings("f", text)), [], text)

    @needs_ctags
    def test_functions_are_measured(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.c"
            path.write_text("int a(void)\n{\n    return 1;\n}\n"
                            "static int b(\n    int x)\n{\n    return x;\n}\n")
            self.assertEqual([n for n, _ in function_lengths([path])], [4, 5])


def main():
    result = unittest.TextTestRunner(verbosity=1).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    failures = result.failures + result.errors  # subtests count once, below
    bad = len({str(getattr(test, "test_case", test)) for test, _ in failures})
    skipped = len(result.skipped)
    for test, reason in result.skipped:
        print(f"skipped {test.id()}: {reason}")
    print(f"{result.testsRun - bad - skipped} passed, {bad} failed, {skipped} skipped")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
