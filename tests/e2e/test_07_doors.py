"""Every way to read, for everybody who may ask: no word that is not theirs, in body or headers. A new route fails until
it stands in the table."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support.buurtkas import BINARY, DOCUMENT, EFFECTS, Daemon, request
from support.doors import NAMED, PERSON, TIED, UNSEEN, WORDS, Doors
from support.runner import run

SOURCE = Path(__file__).resolve().parents[2] / "src/api"
# Whose words each way to read shows to those inside, by the letters of WORDS: c behind closed doors, u of an unseen
# decision, n of a natural person's case, h never public, p names, t what ties a member (secretary and controller). To
# everybody else none of them shows any. `i`: ids of what is unseen may stand there for anyone, as in the log itself.
ROUTES = {
    "/": "", "/sign": "", "/static/buurtkas.css": "", "/static/sign.js": "", "/problems/{type}": "",
    "/v1": "", "/v1/openapi.json": "",
    "/log/checkpoint": "", "/log/keys": "", "/log/tile/{path+}": "i", "/v1/entries": "i", "/v1/entries/{index}": "i",
    "/v1/organisations": "", "/v1/organisations/{id}": "", "/v1/areas": "", "/v1/areas/{id}": "",
    "/v1/councils": "", "/v1/councils/{id}": "", "/v1/councils/{id}/feed": "", "/v1/councils/{id}/members": "p",
    "/v1/appointments": "p", "/v1/appointments/{id}": "p", "/v1/rule-sets": "", "/v1/rule-sets/{id}": "",
    "/v1/programmes": "", "/v1/programmes/{id}": "", "/v1/mandates": "", "/v1/mandates/{id}": "",
    "/v1/envelopes": "", "/v1/envelopes/{id}": "", "/v1/envelopes/{id}/balance": "", "/v1/envelopes/{id}/accounts": "",
    "/v1/envelopes/{id}/history": "", "/v1/accounts/{name}": "", "/v1/accounts/{name}/postings": "",
    "/v1/grants": "", "/v1/grants/{id}": "", "/v1/grants/{id}/trail": "", "/v1/returns": "", "/v1/returns/{id}": "",
    "/v1/payees": "n", "/v1/payees/{id}": "n",
    "/v1/proposals": "n", "/v1/proposals/{id}": "n", "/v1/proposals/{id}/history": "",
    "/v1/proposals/{id}/versions": "n", "/v1/proposals/{id}/versions/{version}": "n",
    "/v1/meetings": "c", "/v1/meetings/{id}": "c", "/v1/meetings/{id}/agenda": "cn", "/v1/meetings/{id}/attendance": "",
    "/v1/meetings/{id}/history": "", "/v1/meetings/{id}/proxies": "",
    "/meetings/{id}": "cn", "/meetings/{id}/minutes": "cnup",
    "/v1/motions": "cn", "/v1/motions/{id}": "cn", "/v1/motions/{id}/history": "", "/v1/motions/{id}/tally": "",
    "/v1/motions/{id}/votes": "", "/v1/motions/{id}/votes/{vote}": "", "/v1/motions/{id}/recusals": "",
    "/v1/members/{handle}/votes": "cn",
    "/v1/ballots": "c", "/v1/ballots/{id}": "c", "/v1/ballots/{id}/voters": "", "/v1/ballots/{id}/papers": "",
    "/v1/ballots/{id}/tallies": "",
    "/v1/decisions": "", "/v1/decisions/{id}": "un", "/v1/decisions/{id}/concurrences": "",
    "/v1/decisions/{id}/history": "", "/v1/decisions/{id}/appeals": "", "/v1/decisions/{id}/reviews": "",
    "/v1/decisions/{id}/views": "hn", "/v1/decisions/{id}/conflicts": "", "/decisions/{id}/letter": "cun",
    "/v1/persons": "p", "/v1/tokens": "", "/v1/private-reads": "", "/v1/interests": "t", "/v1/interests/{id}": "t",
    "/v1/member-keys": "", "/v1/member-keys/{id}": "",
    "/v1/objections": "", "/v1/objections/{id}": "n", "/v1/instructions": "un", "/v1/instructions/{id}": "un",
    "/v1/information-requests": "un", "/v1/information-requests/{id}": "un", "/v1/reports/shared-power": "", "/v1/reports/effects": "un",
    "/reports/effects": "un", "/decisions/{id}": "cunhp",
    "/v1/notifications": "", "/v1/notifications/{id}": "", "/v1/publications": "", "/v1/publications/{id}": "",
    "/v1/commitments": "", "/v1/commitments/{id}": "uh", "/v1/commitments/{id}/accountabilities": "",
    "/v1/commitments/{id}/history": "", "/v1/commitments/{id}/trail": "", "/v1/accountabilities/{id}": "h",
    "/v1/claims": "", "/v1/claims/{id}": "h", "/v1/payments": "", "/v1/payments/{id}": "",
    "/v1/payments/{id}/trail": "", "/v1/recoveries": "", "/v1/recoveries/{id}": "",
    "/v1/transactions": "", "/v1/transactions/{id}": "",
}
OUTSIDE = ("anonymous", "stranger")
NOT_INVITED = ("payer", "operator", "neighbour", "grantor")  # inside, and not where a council closed its doors
TYING = ("secretary", "controller")  # those who read what ties a member to an organisation


def sources():
    return "".join((SOURCE / name).read_text() for name in ("routes_reads.def", "routes_pages.def"))


def routes_in_source():
    """The paths of all routes that read, from the tables themselves."""
    text = sources()
    text += (SOURCE / "routes.c").read_text().split("const struct route routes[]")[1]
    return set(re.findall(r'"(/(?:v1|log|static|meetings|decisions|sign|problems|style)?[^"\s]*)"', re.sub(
        r'"(/v1/[\w-]+/|/v1/transactions/)"', "", text))) - {"/v1/"}


class Doorways(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = Doors(cls.daemon)
        cls.seen = {name: cls.crawl(client) for name, client in cls.place.readers.items()}

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    @classmethod
    def fetch(cls, client, path):
        headers = client.headers()
        headers["Accept"] = "*/*"
        return request(cls.daemon.url, "GET", path, headers=headers)

    @classmethod
    def items(cls, path):
        """All that a list holds, as the controller or (outside the organisation) anyone sees it."""
        rows = []
        for client in (cls.place.controller, cls.place.public):
            at = path + "?limit=100"
            while at:
                answer = client.get(at)
                rows += answer.json.get("items", [])
                link = answer.headers.get("link", "")
                at = link[1:link.index(">")].removeprefix(cls.daemon.url) if 'rel="next"' in link else None
        return list({str(row): row for row in rows}.values())

    @classmethod
    def addresses(cls):
        """[(template, path)]: each way to read, for all that exists."""
        if not hasattr(cls, "paths"):
            ids = {}
            for template in ROUTES:
                if template.startswith("/v1/") and "{" not in template and template + "/{id}" in ROUTES:
                    ids[template] = [row["id"] for row in cls.items(template)]
            size = int(request(cls.daemon.url, "GET", "/log/checkpoint").body.split(b"\n")[1])
            cls.paths = [(template, path) for template in ROUTES for path in cls.fill(template, ids, size)]
        return cls.paths

    @classmethod
    def fill(cls, template, ids, size):
        place = cls.place
        front = template[:template.find("/{")]
        if "{" not in template:
            return [template + (f"?organisation={place.organisation}" if "reports" in template else "")]
        if "{version}" in template or "{vote}" in template:
            below = template[:template.rindex("/")]
            return [f"{path}/{row['id']}" for path in cls.fill(below, ids, size) for row in cls.items(path)]
        if "{id}" in template:
            known = ids.get(front if front.startswith("/v1") else "/v1" + front, [])
            if front == "/v1/accountabilities":
                known = [row["id"] for one in ids["/v1/commitments"]
                         for row in cls.items(f"/v1/commitments/{one}/accountabilities")]
            return [template.replace("{id}", one) for one in known]
        other = {"{index}": range(size), "{name}": [row["account"] for row in place.controller.get(
                     f"/v1/envelopes/{place.envelope}/accounts").json["items"]],
                 "{handle}": place.handles.values(), "{type}": ["not-found"],
                 "{path+}": [f"0/000.p/{size % 256}", f"entries/000.p/{size % 256}"] if size < 256 else
                            ["0/000", "entries/000", f"entries/001.p/{size % 256}"]}
        name = template[template.index("{"):template.index("}") + 1]
        return [template.replace(name, str(value)) for value in other[name]]

    @classmethod
    def crawl(cls, client):
        return [(template, path, cls.fetch(client, path)) for template, path in cls.addresses()]

    @staticmethod
    def text(answer):
        return answer.body.decode("utf-8", "replace") + str(answer.headers)

    # --- The table itself.

    def test_every_route_is_classified(self):
        self.assertEqual(routes_in_source() ^ set(ROUTES), set())

    def test_every_route_was_asked_and_none_failed(self):
        asked = {template for template, _ in self.addresses()}
        self.assertEqual(set(ROUTES) - asked - {"/v1/returns/{id}", "/v1/recoveries/{id}", "/v1/member-keys/{id}"}, set())
        for name, answers in self.seen.items():
            self.assertEqual([(path, one) for _, path, one in answers if one.status >= 500], [], name)

    # --- Who reads what.

    def test_no_word_is_read_by_whom_it_is_not_for(self):
        for name, answers in self.seen.items():
            leaks = {(template, letter) for template, _, one in answers for letter, word in WORDS.items()
                     if word in self.text(one) and not self.may(name, template, letter)}
            self.assertEqual(leaks, set(), name)

    @staticmethod
    def may(name, template, letter):
        if name in OUTSIDE or (letter == "t" and name not in TYING) or (letter == "c" and name in NOT_INVITED):
            return False
        return letter in ROUTES[template]

    def test_the_table_promises_no_more_than_there_is(self):
        """Each letter is found by some insider: a word that nobody can read would prove nothing."""
        found = {(template, letter) for name in self.seen if name not in OUTSIDE
                 for template, _, one in self.seen[name] for letter, word in WORDS.items() if word in self.text(one)}
        self.assertEqual({(template, letter) for template, letters in ROUTES.items() for letter in letters
                          if letter != "i"} - found, set())

    def test_ids_of_what_is_unseen_stand_in_the_log_only(self):
        for name in OUTSIDE:
            where = {(template, one) for template, path, answer in self.seen[name] for one in
                     (*self.place.unseen, *self.place.case_ids[:2])
                     if "i" not in ROUTES[template] and one not in path and one in self.text(answer)}
            self.assertEqual(where, set(), name)
            for template, path, answer in self.seen[name]:
                if any(one in path for one in self.place.unseen) and "i" not in ROUTES[template]:
                    rows = answer.json.get("items", []) if answer.status == 200 else []
                    self.assertEqual(rows, [], path)
                    self.assertTrue(answer.status in (401, 404) or path.count("/") > 3, path)

    def test_a_natural_persons_refusal_shows_category_amount_and_class_of_reason(self):
        place = self.place
        shown = place.public.get(f"/v1/decisions/{place.refused}").json
        self.assertEqual((shown["outcome"], shown["proposal"]), ("refusal", place.plans[0]))
        for field in ("reasons", "conditions", "partialReason", "effects"):
            self.assertNotIn(field, shown)
        motion = place.public.get(f"/v1/motions/{place.refused_motion}").json
        for field in ("votesFor", "votesAgainst", "verdict", "recused", "present", "tookPart", "question", "conditions"):
            self.assertNotIn(field, motion)
        self.assertEqual(place.public.get(f"/v1/motions/{place.refused_motion}/votes").json["items"], [])
        self.assertNotIn("votesFor", place.public.get(f"/v1/motions/{place.refused_motion}/tally").json)
        self.assertEqual(place.public.get(f"/v1/objections/{place.objection}").status, 404)
        inside = place.secretary.get(f"/v1/motions/{place.refused_motion}").json
        self.assertEqual((inside["verdict"], inside["votesAgainst"]), ("rejected", 3))

    def test_a_natural_persons_refusal_adds_outcome_and_amount_to_the_report(self):
        """The only refusal there is. What was expected of it, and who saw it differently, is not to be counted out."""
        place = self.place

        def counts(who):
            rows = who.get(f"/v1/reports/effects?organisation={place.organisation}").json["items"]
            return ([(row["outcome"], row["count"], row["sumCents"]) for row in rows
                     if row["part"] == "decisions" and row["outcome"] == "refusal"],
                    sorted((row["effect"], row["answer"], row["count"]) for row in rows
                           if row["part"] == "expected" and row["outcome"] == "refusal"),
                    sum(row["count"] for row in rows if row["part"] == "differing-views"))
        refused = [("refusal", 1, 70_000)]
        self.assertEqual(counts(place.public), (refused, [], 1))
        self.assertEqual(counts(place.secretary), (refused, sorted(
            (name, "not-yet-known", 1) for name in ("strengthens", "restores", "replaces", "numbs")), 2))
        for who, is_told in ((place.public, False), (place.secretary, True)):
            page = self.fetch(who, "/reports/effects?lang=en").body.decode()
            self.assertIn("<strong>1</strong> times refused", page)
            self.assertEqual("What the council expected of plans that were refused" in page, is_told)

    def test_every_private_field_that_the_controller_read_is_recorded(self):
        """Whatever shows the controller a person's name or what ties one: no statement may be without its mark."""
        operations = dict(re.findall(r'"(/[^"]*)",\s*(?:\.name = )?"(\w+)"', sources()))
        rows = {tuple(line.split("|")) for line in self.read_rows("operation, object")}
        shown = {(operations[template], path.split("/")[-1 if template.endswith("}") else -2] if "{id}" in template else "")
                 for template, path, one in self.seen["controller"]
                 if any(word in self.text(one) for word in (NAMED, PERSON, TIED))}
        self.assertEqual(shown - rows, set())
        self.assertGreaterEqual({operation for operation, _ in shown}, {
            "memberList", "appointmentList", "appointmentGet", "payeeList", "payeeGet", "proposalGet", "interestList",
            "interestGet", "minutesPage", "decisionPage", "letterPage"})
        self.assertEqual(set(self.read_rows("person")), {self.place.persons["controller"]})

    def read_rows(self, columns):
        done = subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas",
                               "-XAtq", "-c", f"SELECT {columns} FROM private_read"], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def test_nobody_is_named_behind_closed_doors(self):
        place = self.place
        for path in (f"/v1/motions/{place.closed_motion}/votes", f"/v1/meetings/{place.closed}/attendance"):
            self.assertEqual(place.public.get(path).json["items"], [])
            self.assertNotEqual(place.member1.get(path).json["items"], [])

    def test_a_closed_meeting_is_open_to_the_council_and_the_controller(self):
        """That it was held is no secret to anybody; its papers are, also to who works for another council of the house."""
        place = self.place
        papers = [f"/v1/motions/{place.closed_motion}/votes", f"/v1/meetings/{place.closed}/attendance",
                  f"/v1/meetings/{place.closed}/agenda", f"/v1/ballots/{place.ballot}"]
        for name in NOT_INVITED:
            client = place.readers[name]
            shown = [row for row in client.get(f"/v1/meetings?council={place.council}&limit=100").json["items"]
                     if row["id"] == place.closed]
            self.assertEqual([(row["public"], "title" in row) for row in shown], [(False, False)], name)
            read = client.get(f"/v1/meetings/{place.closed}").json
            self.assertEqual((read["agenda"], "title" in read), ([], False), name)
            self.assertEqual([client.get(path).json["items"] for path in papers[:3]], [[], [], []], name)
            self.assertNotIn("purpose", client.get(papers[3]).json, name)
            self.assertNotIn("votesFor", client.get(f"/v1/motions/{place.open_behind}").json, name)
            drafts = {row["id"]: row for row in client.get(f"/v1/motions?meeting={place.closed}&limit=100").json["items"]}
            self.assertEqual([name for one in (place.closed_motion, place.open_behind) for name in ("question", "votesFor")
                              if name in drafts[one]], ["votesFor"], "the counts of what was decided are public with the decision")
            self.assertEqual(client.get(f"/v1/motions/{place.open_behind}/tally").json.get("votesFor"), None, name)
            page = self.text(self.fetch(client, f"/meetings/{place.closed}/minutes"))
            self.assertNotIn(NAMED, page, name)
            self.assertEqual(self.fetch(client, f"/decisions/{place.closed_decision}/letter").status, 404, name)
        for name in ("member", "secretary", "controller"):
            client = place.readers[name]
            self.assertIn("title", client.get(f"/v1/meetings/{place.closed}").json, name)
            self.assertIn("purpose", client.get(papers[3]).json, name)
            self.assertEqual([client.get(path).json["items"] == [] for path in papers[:3]], [False] * 3, name)
            self.assertEqual(self.fetch(client, f"/decisions/{place.closed_decision}/letter").status, 200, name)

    def test_who_left_the_council_is_not_let_in(self):
        place = self.place
        place.appoint("passing", "substitute", "council", place.council, by=place.secretary)
        self.assertIn("title", place.passing.get(f"/v1/meetings/{place.closed}").json)
        place.secretary.act(f"/v1/appointments/{place.appointments['passing']}/_end", {"untilDate": place.today})
        self.assertNotIn("title", place.passing.get(f"/v1/meetings/{place.closed}").json)

    # --- Figures.

    def test_public_figures_count_what_is_seen(self):
        place = self.place
        self.assertEqual(place.before["allocatedCents"], 0)
        self.assertEqual(place.published["allocatedCents"], 200_000)
        now = place.public_balance()
        promised = {"allocatedCents": 150_000, "committedCents": 30_000, "paidCents": 20_000, "advanceCents": 20_000}
        self.assertEqual({name: now[name] for name in promised}, promised)
        self.assertEqual(now["availableCents"], place.published["availableCents"])
        inside = place.balance()
        self.assertEqual(inside["availableCents"], now["availableCents"] - 345_600 - 456_700)
        stages = ("available", "allocated", "committed", "payable", "paid", "returned")
        for told in (now, inside):
            self.assertEqual(sum(told[name + "Cents"] for name in stages), told["grantedCents"])
        page = re.sub(r"[\s.\u00a0]|&nbsp;|&#160;", "", self.fetch(place.public, "/").body.decode())
        cents = now["availableCents"] + now["allocatedCents"]
        self.assertIn(f"{cents // 100}", page)

    def test_the_public_journal_gives_the_public_balance(self):
        place = self.place
        sums = {}
        for row in self.public_journal():
            for line in row["postings"]:
                self.assertNotIn("balanceCents", line)
                sums[line["account"]] = sums.get(line["account"], 0) + line["amountCents"]
        now = place.public_balance()
        for stage in ("available", "allocated", "committed", "payable", "paid"):
            cents = -sum(one for name, one in sums.items() if name.startswith("budget:") and name.split(":")[2] == stage)
            self.assertEqual(cents, now[stage + "Cents"], stage)
        accounts = place.public.get(f"/v1/envelopes/{place.envelope}/accounts").json["items"]
        self.assertEqual({one["account"]: one["balanceCents"] for one in accounts if one["lineCount"]}, sums)
        available = f"budget:{place.envelope}:available"
        one = place.public.get(f"/v1/accounts/{available}").json
        self.assertEqual(-one["balanceCents"], now["availableCents"])
        self.assertEqual(len(place.public.get(f"/v1/accounts/{available}/postings?limit=100").json["items"]), one["lineCount"])

    def public_journal(self):
        return [row for row in self.place.public.get(
            f"/v1/transactions?envelope={self.place.envelope}&limit=100").json["items"]]

    def test_what_is_unseen_is_the_rest_of_the_journal(self):
        """The two views of the database, each by its own way: together all transactions, with none in both."""
        differ = self.ask("""SELECT count(*) FROM (
            (SELECT id, envelope FROM unseen_transaction EXCEPT ALL SELECT id, envelope FROM rest)
            UNION ALL (SELECT id, envelope FROM rest EXCEPT ALL SELECT id, envelope FROM unseen_transaction)) AS d""")
        self.assertEqual(differ, "0")
        self.assertGreaterEqual(int(self.ask("SELECT count(*) FROM unseen_transaction")), 5)

    def ask(self, sql):
        rest = """WITH rest AS (SELECT DISTINCT p.id, p.envelope FROM posting AS p
            WHERE NOT EXISTS (SELECT FROM seen_transaction AS t WHERE t.id = p.id)) """
        done = subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas", "-XAtq",
                               "-v", "ON_ERROR_STOP=1", "-c", rest + sql], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    # --- Both sides of one door.

    def test_inside_has_whatever_outside_has(self):
        """Each row that the public reads is read inside too, with at least its members."""
        outside = {path: answer for _, path, answer in self.seen["anonymous"]}
        compared = 0
        for template, path, answer in self.seen["controller"]:
            if not template.startswith("/v1/") or outside[path].status != 200 or "feed" in path or "openapi" in path:
                continue
            self.assertEqual(answer.status, 200, path)
            inner, outer = answer.json, outside[path].json
            if "items" not in outer:
                self.assertEqual(set(outer) - set(inner), set(), path)
                compared += 1
                continue
            rows = {self.key(row): row for row in inner["items"]}
            for row in outer["items"]:
                if self.is_ours(row):
                    self.assertEqual(set(row) - set(rows[self.key(row)]), set(), path)
                    compared += 1
        self.assertGreater(compared, 300)

    def is_ours(self, row):
        """A list shows insiders their own organisation; what others have is outside it."""
        elsewhere = getattr(type(self), "elsewhere", None)
        if elsewhere is None:
            elsewhere = type(self).elsewhere = {
                row["id"] for name in ("councils", "appointments", "areas") for row in self.items("/v1/" + name)
                if row.get("organisation") != self.place.organisation}
        return row.get("id") not in elsewhere

    @staticmethod
    def key(row):
        if "part" in row:  # of a report: a sum, by what it is of
            return str([row.get(name) for name in (
                "part", "area", "programme", "outcome", "effect", "answer", "found", "decision")])
        return str(row.get("id", row.get("account", (row.get("ordinal"), row.get("entry"), row.get("item")))))

    # --- What leaves the house as a folder.

    def test_an_export_holds_no_word(self):
        with tempfile.TemporaryDirectory(prefix="bk-doors-", dir="/tmp") as folder:
            done = subprocess.run([BINARY, "export", "log", folder + "/log", "--url", self.daemon.url + "/log"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            files = [path for path in Path(folder).rglob("*") if path.is_file()]
            self.assertGreater(len(files), 2)
            for path in files:
                text = path.read_bytes().decode("latin-1") + str(path)
                self.assertEqual([word for word in WORDS.values() if word in text], [], path)


class Endings(unittest.TestCase):
    """A decision that ends stays, and what is not seen of the ending does not show."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = Doors(cls.daemon)

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    def tell(self, decision):
        self.place.tell(decision)

    def seen(self, decision):
        """By whoever asks, twice: the second answer may be a kept one."""
        answers = [self.place.public.get(f"/v1/decisions/{decision}") for _ in range(2)]
        self.assertEqual(answers[0].json, answers[1].json)
        return answers[0]

    def end(self, decision):
        why = {"reasons": "Daarom.", "effects": EFFECTS, "document": DOCUMENT, "ground": "wrong-decision"}
        return self.place.grantor.act(f"/v1/decisions/{decision}/withdrawals", why)["id"]

    def test_a_withdrawal_shows_once_it_is_told(self):
        place = self.place
        decision = place.decision(90_000)
        first, money = self.seen(decision), place.public_balance()
        ending = self.end(decision)
        hidden = self.seen(decision)
        self.assertEqual({**hidden.json, "changed": None}, {**first.json, "changed": None})
        self.assertEqual(place.public_balance(), money)
        self.assertEqual(place.secretary.get(f"/v1/decisions/{decision}").json["state"], "withdrawn")
        self.assertEqual(place.secretary.get(f"/v1/decisions/{decision}").json["replacedBy"], ending)
        self.tell(ending)
        after = self.seen(decision)
        self.assertEqual((after.json["state"], after.json["replacedBy"], after.json["releasedCents"]),
                         ("withdrawn", ending, 90_000))
        self.assertNotEqual(after.headers["etag"], first.headers["etag"])
        self.assertEqual(place.public_balance()["allocatedCents"], money["allocatedCents"] - 90_000)
        self.assertIn(decision, place.public.get("/v1/decisions?state=withdrawn").body.decode())

    def test_a_reversed_recording_stays_with_what_took_its_place(self):
        place = self.place
        decision = place.decision(40_000)
        motion = place.public.get(f"/v1/decisions/{decision}").json["motion"]
        place.controller.act("/v1/reversals", {"transaction": decision, "reason": "Verkeerd genoteerd."})
        left = self.seen(decision)
        self.assertEqual((left.status, left.json["state"], left.json.get("replacedBy")), (200, "annulled", None))
        again = place.decide(motion)
        self.assertIsNone(self.seen(decision).json.get("replacedBy"))
        self.tell(again)
        self.assertEqual(self.seen(decision).json["replacedBy"], again)

    def test_money_freed_unseen_and_given_again_leaves_no_figure_below_zero(self):
        place = self.place
        kept, place.mandate = place.mandate, place.make_mandate("alone", 10_000_000_000)
        first = place.decision(place.balance()["availableCents"] // 2)
        self.end(first)
        rest = place.balance()["availableCents"]
        second = place.decision(rest)
        told = place.public_balance()
        self.assertEqual({name: cents for name, cents in told.items() if cents < 0}, {})
        self.assertEqual(told["availableCents"], 0)
        self.assertEqual(sum(told[stage + "Cents"] for stage in (
            "available", "allocated", "committed", "payable", "paid", "returned")), told["grantedCents"])
        self.end(second)
        place.mandate = kept

    def test_a_case_of_an_organisation_is_told_with_its_decision(self):
        place = self.place
        given, asked = place.case_ids[:2]
        for path in (f"/v1/instructions/{given}", f"/v1/information-requests/{asked}"):
            self.assertEqual(place.public.get(path).status, 404)
            self.assertEqual(place.secretary.get(path).status, 200)
        entry = place.secretary.get(f"/v1/instructions/{given}").json["entry"]
        self.assertEqual(place.public.get(f"/v1/entries/{entry}").json["openings"], [])
        self.tell(place.unseen[0])
        self.assertEqual(place.public.get(f"/v1/instructions/{given}").json["reason"], UNSEEN)
        self.assertEqual(place.public.get(f"/v1/information-requests/{asked}").json["answer"], UNSEEN)
        self.assertEqual(len(place.public.get(f"/v1/entries/{entry}").json["openings"]), 2)

    def test_an_agenda_is_public_from_the_call_and_marks_what_came_later(self):
        place = self.place
        meeting = place.secretary.act("/v1/meetings", {
            "council": place.council, "onDate": place.today, "public": True, "agenda": [{"number": 1, "title": "Opening"}]})["id"]
        self.assertIn("convenedAt", place.public.get(f"/v1/meetings/{meeting}").json)
        agenda = place.public.get(f"/v1/meetings/{meeting}/agenda").json["items"]
        self.assertEqual([(one["item"], one["title"], one["added"]) for one in agenda], [(1, "Opening", False)])
        proposal = place.proposal(1_000)
        draft = {"meeting": meeting, "item": 2, "subject": "allocation", "proposal": proposal, "ruleSet": place.rules,
                 "mandate": place.mandate, "amountCents": 1_000, "question": "Ook dit?"}
        place.secretary.refused("/v1/motions", draft, "not-on-agenda")
        added = place.secretary.act(f"/v1/meetings/{meeting}/_amend-agenda", {
            "agenda": [{"number": 2, "title": "Nog een plan", "proposal": proposal}]})
        self.assertEqual(added["version"], 2)
        place.secretary.act("/v1/motions", draft)
        for who in (place.public, place.secretary):
            agenda = who.get(f"/v1/meetings/{meeting}/agenda").json["items"]
            self.assertEqual([(one["item"], one["added"]) for one in agenda], [(1, False), (2, True)])
        page = request(self.daemon.url, "GET", f"/meetings/{meeting}?lang=en", headers={"Accept": "text/html"})
        self.assertEqual(page.body.decode().count("in version 2 of the agenda"), 1)
        bare = place.public.get(f"/v1/meetings/{place.open}/agenda").json["items"]
        self.assertEqual({one["added"] for one in bare}, {False})

    def test_an_act_on_an_envelope_sees_an_amendment(self):
        place = self.place
        path = f"/v1/envelopes/{place.envelope}"
        old = place.grantor.get(path).headers["etag"]
        amendment = {"kind": "up", "amountCents": 100, "reason": "Meer.", "document": DOCUMENT}
        place.grantor.act(path + "/amendments", amendment, If_Match=old)
        place.grantor.refused(path + "/amendments", amendment, "precondition-failed", status=412, If_Match=old)
        self.assertNotEqual(place.grantor.get(path).headers["etag"], old)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
