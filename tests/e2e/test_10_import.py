"""Real elections from Pabulib, imported and carried through to the last cent; and files that are refused."""
import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from support.buurtkas import BINARY, DOCUMENT, EFFECTS, Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

DATA = Path(__file__).resolve().parents[2].parent / "shared/data/pabulib"
SMALL = """META
key;value
unit;Voorbeeldstad
instance;2026
num_projects;4
budget;1000
currency;EUR
PROJECTS
project_id;cost;name;category;description
1;250,50;"Bankjes; en ""meer\""";Groen & Café;Kort
2;0;Gratis plan;;
b 3;1200.5;;Wonen,Sport;%s
4;3;Vier;;None
""" % ("é" * 4100)
TODAY = "2026-01-05"  # where a daemon for tests starts its clock
NOWHERE = "http://127.0.0.1:9"
SOME_ENVELOPE = "01993e5a-0000-7000-8000-000000000001"


def import_pb(path, envelope, *arguments, url=NOWHERE, token=None):
    """Runs the verb. Returns (exit code, stdout, stderr)."""
    environment = {name: value for name, value in os.environ.items() if name != "BUURTKAS_TOKEN"}
    if token:
        environment["BUURTKAS_TOKEN"] = token
    done = subprocess.run([BINARY, "import", "pb", str(path), "--envelope", envelope, "--url", url, *arguments],
                          capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout, done.stderr


def read_election(path):
    """META as a dict and PROJECTS as dicts, by Python's own reader of such files."""
    meta, projects, header, part = {}, [], None, None
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            if row in (["META"], ["PROJECTS"], ["VOTES"]):
                part, header = row[0], None
            elif header is None:
                header = row
            elif part == "META":
                meta[row[0]] = row[1]
            elif part == "PROJECTS":
                projects.append(dict(zip(header, row)))
    return meta, projects


def cents(text):
    euros, _, rest = text.replace(",", ".").partition(".")
    return int(euros) * 100 + int((rest + "00")[:2])


class Election:
    """A daemon whose neighbourhood has an envelope of an election's budget."""

    def __init__(self, test, daemon, path, **more):
        self.test, self.path = test, path
        self.meta, self.projects = read_election(path)
        self.budget = cents(self.meta["budget"])
        self.place = Neighbourhood(daemon, grant_cents=self.budget, ceiling_cents=self.budget, **more)
        self.daemon = daemon
        self.meeting, self.paid = None, 0

    def run_import(self, *arguments):
        code, output, errors = import_pb(self.path, self.place.envelope, "--json", *arguments,
                                         url=self.daemon.url, token=self.place.importer.token)
        self.test.assertEqual((code, errors), (0, ""))
        lines = [json.loads(line) for line in output.splitlines()]
        return lines[:-1], lines[-1]

    def import_twice(self):
        """Imports, imports again, and looks at what is there. Returns the proposals' ids by project."""
        test, count = self.test, len(self.projects)
        none = {"projects": count, "filed": 0, "alreadyThere": 0, "skipped": 0, "refused": 0}
        lines, counts = self.run_import()
        test.assertEqual(counts, {**none, "filed": count})
        size = len(self.proposals())
        again, counts = self.run_import()
        test.assertEqual(counts, {**none, "alreadyThere": count})
        test.assertEqual([line["proposal"] for line in again], [line["proposal"] for line in lines])
        proposals = self.proposals()
        test.assertEqual((size, len(proposals)), (count, count))
        test.assertEqual(Counter((one["title"], one["askedCents"]) for one in proposals),
                         Counter((one["name"], cents(one["cost"])) for one in self.projects))
        test.assertEqual(self.place.balance()["availableCents"], self.budget)
        return {line["project"]: line["proposal"] for line in lines}

    def proposals(self):
        found, path = [], f"/v1/proposals?envelope={self.place.envelope}&limit=40"
        while path:
            page = self.place.secretary.get(path)
            found += page.json["items"]
            link = page.headers.get("link", "")
            path = link[link.index("/v1/"):link.index(">")] if 'rel="next"' in link else None
        return found

    def name_applicant(self, proposal, amount):
        """A file of an election does not say who asks; a motion opens once it is known."""
        self.place.secretary.act(f"/v1/proposals/{proposal}/versions", {
            "title": "Plan", "applicant": self.place.payee, "costLines": [{"label": "Alles", "amountCents": amount}]})

    def confirm(self, proposal, amount):
        """One project from the motion to the payment that was booked."""
        place = self.place
        self.meeting = self.meeting or place.meeting()
        self.name_applicant(proposal, amount)
        motion = place.motion(self.meeting, proposal, amount)
        place.vote(motion, **{name: "for" for name in place.members})
        closed = place.secretary.act(f"/v1/motions/{motion}/_close")
        self.test.assertEqual(closed["tookPart"], len(place.members))
        decision = place.decide(motion)
        place.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": TODAY})
        place.secretary.act("/v1/publications", {"decision": decision})
        claim = place.claim(place.commit(decision, amount), amount, kind="final")
        place.pay(claim, amount, f"{self.meta['unit']}-{self.paid}")
        self.paid += amount

    def close(self):
        """Ends the envelope, returns what is left, closes it, and checks the sums and the record."""
        place, test = self.place, self.test
        left = self.budget - self.paid
        place.grantor.act(f"/v1/envelopes/{place.envelope}/_end")
        place.grantor.refused(f"/v1/envelopes/{place.envelope}/_close", {}, "not-settled-up")
        place.grantor.act(f"/v1/envelopes/{place.envelope}/returns", {"amountCents": left})
        returns = place.public.get(f"/v1/returns?envelope={place.envelope}").json["items"]
        test.assertEqual([one["amountCents"] for one in returns], [left])
        if returns[0]["state"] == "ordered":
            place.payer.act(f"/v1/returns/{returns[0]['id']}/_book", {
                "proofKind": "bank-statement", "proof": DOCUMENT})
        place.grantor.act(f"/v1/envelopes/{place.envelope}/_close")
        balance = place.balance()
        test.assertEqual((balance["grantedCents"], balance["paidCents"], balance["returnedCents"]),
                         (self.budget, self.paid, left))
        test.assertEqual({name: value for name, value in balance.items() if name in (
            "availableCents", "allocatedCents", "committedCents", "payableCents", "inTransitCents", "bankCents",
            "receivableCents") and value != 0}, {})
        test.assertEqual(place.public.get(f"/v1/envelopes/{place.envelope}").json["state"], "closed")
        code, output = verify(self.daemon.url + "/log")
        test.assertEqual(code, 0, output)


@unittest.skipUnless(DATA.is_dir(), "the Pabulib files are not here (../shared/data/pabulib)")
class RealElections(unittest.TestCase):
    def test_assen_2024_ends_with_its_winners_paid_and_the_rest_returned(self):
        with Daemon() as daemon:
            election = Election(self, daemon, DATA / "Netherlands_Assen_2024.projects.pb")
            proposals = election.import_twice()
            one = election.place.secretary.get(f"/v1/proposals/{proposals['3']}").json
            self.assertEqual((one["sourceRef"], one["title"], one["costCents"], one["state"]),
                             ("pabulib:assen-2024/3", "PopUp Podium", 720_000, "filed"))
            self.assertTrue(one["summary"].startswith("12x per jaar"))
            winners = [project for project in election.projects if project["selected"] == "1"]
            for project in winners:
                election.confirm(proposals[project["project_id"]], cents(project["cost"]))
            self.assertEqual(election.paid, 7_670_000)
            states = Counter(one["state"] for one in election.proposals())
            self.assertEqual(states, {"decided": len(winners), "filed": len(election.projects) - len(winners)})
            election.close()
            self.assertEqual(election.place.balance()["returnedCents"], 2_330_000)

    def test_amsterdam_285_stays_within_its_categories(self):
        with Daemon() as daemon:
            election = Election(self, daemon, DATA / "Netherlands_Amsterdam_285.projects.pb", mode="bank")
            place = election.place
            place.payer.act(f"/v1/grants/{place.grant}/_receive", {
                "amountCents": election.budget, "proofKind": "bank-statement", "proof": DOCUMENT})
            proposals = election.import_twice()
            self.assertEqual(len(proposals), 97)
            expected = self.expected(election)
            # The council knows what the ledger says: what is asked, the category, what is available.
            filed = {one["id"]: one for one in election.proposals()}
            caps = dict(zip(["straten-pleinen-en-parken", "gezondheid-cultuur-en-kansen-voor-iedereen",
                             "samen-dingen-doen"], map(cents, election.meta["budget_per_category"].split(","))))
            self.assertEqual({one["category"] for one in filed.values()}, set(caps))
            chosen = []
            for project in sorted(election.projects, key=lambda one: -int(one["votes"])):
                one = filed[proposals[project["project_id"]]]
                available = place.balance()["availableCents"]
                if one["askedCents"] <= min(available, caps[one["category"]]):
                    election.confirm(one["id"], one["askedCents"])
                    caps[one["category"]] -= one["askedCents"]
                    chosen.append(project["project_id"])
                    self.assertEqual(place.balance()["availableCents"], available - one["askedCents"])
            self.assertEqual(chosen, [project for project, _ in expected])
            self.assertEqual(election.paid, sum(amount for _, amount in expected))
            self.refuse_one_more(election, filed, set(chosen), proposals)
            election.close()

    def expected(self, election):
        """What the file alone says: a running sum a category, and one over all."""
        names = election.meta["categories"].split(",")
        limits = [cents(text) for text in election.meta["budget_per_category"].split(",")]
        spent, chosen = [0] * len(names), []
        order = sorted(range(len(election.projects)), key=lambda n: (-int(election.projects[n]["votes"]), n))
        for project in (election.projects[n] for n in order):
            at, cost = names.index(project["category"]), cents(project["cost"])
            if spent[at] + cost <= limits[at] and sum(spent) + cost <= election.budget:
                spent[at] += cost
                chosen.append((project["project_id"], cost))
        self.assertGreater(len(chosen), 5)
        return chosen

    def refuse_one_more(self, election, filed, chosen, proposals):
        """An adopted motion for more than is left carries no decision."""
        place = election.place
        available = place.balance()["availableCents"]
        project = next(one for one in election.projects
                       if one["project_id"] not in chosen and cents(one["cost"]) > available)
        one = filed[proposals[project["project_id"]]]
        election.name_applicant(one["id"], one["askedCents"])
        motion = place.motion(election.meeting, one["id"], one["askedCents"])
        place.vote(motion, **{name: "for" for name in place.members})
        place.secretary.act(f"/v1/motions/{motion}/_close")
        place.secretary.refused("/v1/decisions", {
            "basis": "verdict", "motion": motion, "reasons": "Een reden.", "effects": EFFECTS}, "more-than-available")


class MadeUpElections(unittest.TestCase):
    """What becomes of a project, and what refuses a whole import."""
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.place = Neighbourhood(cls.daemon, grant_cents=100_000)
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name) / "small.pb"
        cls.path.write_text(SMALL, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        code = cls.daemon.stop()
        assert code == 0, cls.daemon.log_tail()

    def import_small(self, *arguments, token=True, envelope=None, path=None):
        return import_pb(path or self.path, envelope or self.place.envelope, *arguments, url=self.daemon.url,
                         token=self.place.importer.token if token is True else token)

    def filed(self, envelope=None):
        return self.place.secretary.get(f"/v1/proposals?envelope={envelope or self.place.envelope}").json["items"]

    def other_envelope(self, amount):
        return self.place.grantor.act("/v1/envelopes", self.place.envelope_body(amount, "municipal"))["id"]

    def test_a_dry_run_files_nothing_and_needs_no_token(self):
        envelope = self.other_envelope(100_000)
        code, output, _ = self.import_small("--dry-run", token=None, envelope=envelope)
        self.assertEqual(code, 0)
        self.assertIn("4 projects: 3 would be filed, 0 already there, 1 skipped, 0 refused", output)
        self.assertEqual(self.filed(envelope), [])

    def test_projects_become_proposals(self):
        code, output, errors = self.import_small("--json")
        self.assertEqual(code, 0, errors)
        lines = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([line["outcome"] for line in lines[:-1]], ["filed", "skipped", "filed", "filed"])
        self.assertEqual(lines[-1], {"projects": 4, "filed": 3, "alreadyThere": 0, "skipped": 1, "refused": 0})
        self.assertIn("line 11: project 2 costs nothing and is skipped", errors)
        self.assertIn("line 12: project b 3: its description of 4100 characters is cut after 4000", errors)
        first, third, fourth = (self.place.secretary.get("/v1/proposals/" + lines[n]["proposal"]).json
                                for n in (0, 2, 3))
        self.assertEqual((first["title"], first["category"], first["sourceRef"], first["costCents"]),
                         ('Bankjes; en "meer"', "groen-cafe", "pabulib:voorbeeldstad-2026/1", 25_050))
        self.assertEqual((third["title"], third["category"], third["costCents"], len(third["summary"])),
                         ("Project b 3", "wonen-sport", 120_050, 4000))
        self.assertRegex(third["sourceRef"], r"^pabulib:voorbeeldstad-2026/b-3-[0-9a-f]{8}$")
        self.assertEqual((fourth["title"], fourth.get("summary"), fourth.get("category")), ("Vier", None, None))
        versions = self.place.secretary.get(f"/v1/proposals/{lines[0]['proposal']}/versions").json["items"]
        self.assertEqual(versions[0]["costLines"], [{"label": "Begroot", "amountCents": 25_050}])
        # A token in a file, and sentences instead of JSON.
        token = Path(self.folder.name) / "token"
        token.write_text(self.place.importer.token + "\n")
        code, output, _ = self.import_small("--token-file", str(token), token=None)
        self.assertEqual(code, 0)
        self.assertIn("already there", output.splitlines()[0])
        self.assertTrue(output.endswith("4 projects: 0 filed, 3 already there, 1 skipped, 0 refused\n"), output)

    def test_long_texts_are_cut_aloud_and_long_codes_stay_apart(self):
        envelope = self.other_envelope(100_000)
        path = Path(self.folder.name) / "long.pb"
        rows = ["\u6587" * 250 + ";" + "Groen " * 40 + "A;" + "\u6587" * 4000, "Kort;" + "Groen " * 40 + "B;Kort",
                "Teken;\u6587\u6587;Kort", "Lang;" + "x" * 200_000 + ";Kort"]
        path.write_text(SMALL.split("1;250")[0] + "".join(f"{n};{n + 1};{row}\n" for n, row in enumerate(rows)),
                        encoding="utf-8")
        code, output, errors = self.import_small("--json", envelope=envelope, path=path)
        self.assertEqual(code, 0, errors)
        self.assertEqual(errors.splitlines(), [
            "buurtkas import: line 10: project 0: its name of 250 characters is cut after 200",
            "buurtkas import: line 10: project 0: its description of 4000 characters is cut after 2666"])
        ids = [json.loads(line)["proposal"] for line in output.splitlines()[:-1]]
        found = [self.place.secretary.get("/v1/proposals/" + one).json for one in ids]
        self.assertEqual((len(found[0]["title"]), len(found[0]["summary"])), (200, 2666))
        codes = [one["category"] for one in found]
        self.assertEqual(len(set(codes)), 4, codes)
        for code, pattern in zip(codes, ("(groen-){9}[0-9a-f]{8}", "(groen-){9}[0-9a-f]{8}", "[0-9a-f]{8}",
                                         "x{54}-[0-9a-f]{8}")):
            self.assertRegex(code, f"^{pattern}$")

    def test_the_same_file_may_go_into_another_envelope(self):
        envelope = self.other_envelope(100_000)
        code, output, errors = self.import_small(envelope=envelope)
        self.assertEqual(code, 0, errors)
        self.assertIn("3 filed, 0 already there", output)
        self.assertEqual(len(self.filed(envelope)), 3)

    def test_another_budget_is_refused_unless_it_is_wanted(self):
        for amount, granted in ((99_999, "EUR 999.99"), (100_001, "EUR 1000.01")):
            envelope = self.other_envelope(amount)
            code, output, errors = self.import_small(envelope=envelope)
            self.assertEqual((code, output), (4, ""))
            self.assertEqual(errors, "buurtkas import: the election's budget is EUR 1000.00 and the envelope was "
                                     f"granted {granted} (--any-budget to import all the same)\n")
            self.assertEqual(self.filed(envelope), [])
        code, _, errors = self.import_small("--any-budget", envelope=envelope)
        self.assertEqual(code, 0, errors)
        self.assertEqual(len(self.filed(envelope)), 3)

    def test_a_stranger_and_an_unknown_envelope_are_refused(self):
        before = len(self.filed(self.other_envelope(100_000)))
        for token in ("no-such-token", self.place.payer.token):
            code, output, errors = self.import_small(token=token, envelope=self.other_envelope(100_000))
            self.assertEqual((code, output, errors.count("the daemon refuses")), (4, "", 1), errors)
        code, _, errors = self.import_small(envelope=SOME_ENVELOPE)
        self.assertEqual(code, 4)
        self.assertIn(f"there is no envelope {SOME_ENVELOPE}", errors)
        self.assertEqual(before, 0)

    def test_an_ended_envelope_refuses_each_project(self):
        envelope = self.other_envelope(100_000)
        self.place.grantor.act(f"/v1/envelopes/{envelope}/_end")
        code, output, _ = self.import_small(envelope=envelope)
        self.assertEqual(code, 4)
        self.assertIn("0 filed, 0 already there, 1 skipped, 3 refused", output)
        self.assertIn("no money can be asked", output)


class RefusedFiles(unittest.TestCase):
    """No daemon runs here: a file that is not right is refused before anything is sent."""

    def refuse(self, text, *reasons, code=1):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.pb"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            found, output, errors = import_pb(path, SOME_ENVELOPE, token="some-token")
        self.assertEqual((found, output), (code, ""), errors)
        for reason in reasons:
            self.assertIn(reason, errors)
        self.assertEqual(errors.count("\n"), 1, errors)

    def test_changed_files_are_refused_with_their_line(self):
        for old, new, reason in (
                ("1;250,50;", "1;250,505;", "line 10: the cost is no amount"),
                ("1;250,50;", "1;-250;", "line 10: the cost is no amount"),
                ("1;250,50;", "1;1e3;", "line 10: the cost is no amount"),
                ("budget;1000", "budget;1.000,00", "line 6: the budget is no amount"),
                ("budget;1000\n", "", "line 7: META, which ends here, has no budget"),
                ("4;3;Vier;;None", "1;3;Vier;;None", "line 13: project 1 stands on line 10 as well"),
                ("4;3;Vier;;None", "4;3;Vier;None", "line 13: this row has 4 cells"),
                ("4;3;Vier;;None\n", "", "line 12: META says that there are 4 projects, this file has 3"),
                ("4;3;Vier", '4;3;"Vier', "line 13: a quoted cell does not end on this line"),
                ("4;3;Vier", "4;3;Vi\x1ber", "line 13: a control character"),
                ("4;3;Vier", "4;3;Vi\0er", "line 13: this is not UTF-8 text"),
                ("PROJECTS\n", "PROJECT\n", "line 8: a row of META"),
                ("currency;EUR", "currency;PLN", "counts in PLN")):
            self.assertIn(old, SMALL)
            with self.subTest(new=new):
                self.refuse(SMALL.replace(old, new), reason)
        self.refuse(SMALL.encode().replace(b"Vier", b"Vi\xffr"), "line 13: this is not UTF-8 text")
        self.refuse(b"", "does not begin with META")
        self.refuse(b"\x00" * 1000, "line 1: ")

    @unittest.skipUnless(DATA.is_dir(), "the Pabulib files are not here (../shared/data/pabulib)")
    def test_a_real_file_that_was_cut_off_or_changed_is_refused(self):
        text = (DATA / "Netherlands_Assen_2024.projects.pb").read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        self.refuse("".join(lines[:-1]), "line 32: META says that there are 14 projects, this file has 13")
        at = next(n for n, line in enumerate(lines) if line.startswith("13;"))
        self.refuse(text.replace("\n13;1000;", "\n13;1000.001;"), f"line {at + 1}: the cost")

    def test_limits_are_kept(self):
        self.refuse(SMALL.replace("Vier", "x" * (1 << 18)), "line 13: more than 262144 bytes")
        self.refuse(SMALL.replace("Vier", ";" * 64), "line 13: more than 64 cells")

    def test_usage_and_silence_have_codes_of_their_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.pb"
            path.write_text(SMALL, encoding="utf-8")
            for arguments, token in (((path, "no-uuid"), "t"), ((path, SOME_ENVELOPE), None),
                                     ((path, SOME_ENVELOPE, "--envelop"), "t")):
                code, _, errors = import_pb(*arguments, token=token)
                self.assertEqual(code, 2, errors)
            code, _, errors = import_pb(path, SOME_ENVELOPE, token="some-token")
            self.assertEqual(code, 1)
            self.assertIn("does not answer", errors)
            code, _, _ = import_pb(Path(folder) / "missing.pb", SOME_ENVELOPE, token="some-token")
            self.assertEqual(code, 1)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
