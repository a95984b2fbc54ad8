"""The report on effects and the page of a decision: recomputed from the leaves alone, and who sees what of them."""
import collections
import datetime
import json
import sys
import unittest
import zoneinfo

from support.buurtkas import DOCUMENT, EFFECTS, Client, Daemon, request
from support.pages import Page, Room
from support.runner import run

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
GONE = {"waiting", "declined", "withdrawn", "annulled"}
MAKES = {"decision.made", "decision.ruled", "decision.withdrawn", "settlement.decided"}


def answers(body):
    return {one["effect"]: one["answer"] for one in body["effects"]}


class Fold:
    """What the report must say, from the leaves of the public log and from nothing else."""

    def __init__(self, leaves):
        self.motions, self.asked, self.envelopes, self.councils = {}, {}, {}, {}
        self.made, self.state, self.told, self.shown = {}, {}, set(), set()
        self.views, self.reviews = collections.Counter(), {}
        self.natural, self.applicants = set(), {}
        for leaf in leaves:
            self.take(leaf["type"], leaf["id"], leaf["body"], leaf["at"])

    def take(self, kind, own, body, at):
        if kind == "council.entered":
            self.councils[own] = body["area"]
        elif kind == "envelope.opened":
            self.envelopes[own] = (self.councils[body["council"]], body.get("programme"))
        elif kind in ("proposal.filed", "proposal.revised"):
            self.asked[body.get("proposal", own)] = body["askedCents"]
            self.applicants.setdefault(body.get("proposal", own), None)
            if "applicant" in body:
                self.applicants[body.get("proposal", own)] = body["applicant"]
        elif kind == "payee.registered" and not body["legalPerson"]:
            self.natural.add(own)
        elif kind == "motion.drafted":
            self.motions[own] = body
        elif kind in MAKES:
            self.decide(kind, own, body, at)
        elif kind in ("decision.concurred", "decision.lapsed", "conflict.found"):
            self.state[body["decision"]] = body["state"]
        elif kind in ("decision.suspended", "decision.resumed"):
            self.state[body["decision"]] = {"suspended": "suspended", "resumed": "in-effect"}[kind.split(".")[1]]
        elif kind == "decision.notified":
            self.told.add(body["decision"])
        elif kind == "decision.published":
            self.shown.add(body["decision"])
        elif kind == "view.recorded":
            self.views[body["decision"]] += 1
        elif kind == "effect.reviewed":
            self.reviews[body["decision"]] = answers(body)

    def decide(self, kind, own, body, at):
        motion = self.motions.get(body.get("motion"), {})
        about = self.made.get(body.get("decision"), {})
        self.state[own] = "in-effect"
        outcome, cents = body.get("outcome"), body.get("amountCents", motion.get("amountCents", 0))
        if kind == "decision.withdrawn":
            outcome, cents = "withdrawal", body["freedCents"]
            self.state[body["decision"]] = "withdrawn"
        elif kind == "decision.ruled":
            self.state[body["decision"]] = body["state"]
            cents = body.get("freedCents", 0) if outcome == "annulment" else cents
        elif kind == "settlement.decided":
            outcome, about = "settlement", self.made[self.commitments[body["commitment"]]]
        else:
            self.state[own] = body["state"]
        if outcome == "refusal" and motion.get("subject") in ("ratification", "release"):
            outcome = motion["subject"] + "-refused"
        proposal = body.get("proposal") or motion.get("proposal") or about.get("proposal")
        self.made[own] = {
            "proposal": proposal, "outcome": outcome, "cents": cents, "effects": answers(body), "envelope": body.get("envelope") or about["envelope"],
            "day": datetime.datetime.fromtimestamp(at / 1000, AMSTERDAM).date().isoformat()}

    def is_worded(self, one):
        """A natural person's case has effects in public while it gives something."""
        return (one["outcome"] not in ("refusal", "withdrawal", "annulment", "stands")
                or self.applicants.get(one["proposal"]) not in self.natural)

    def report(self, is_public=True, since="", until="9"):
        """Every count and sum of the report, by what it counts."""
        counts = collections.defaultdict(lambda: [0, 0])

        def add(cents, *key):
            counts[key][0] += 1
            counts[key][1] += cents
        for own, one in self.made.items():
            if self.state[own] in GONE or (is_public and not {own} <= self.told & self.shown):
                continue
            if not since <= one["day"] < until:
                continue
            where = self.envelopes[one["envelope"]]
            add(one["cents"], *where, "decisions", one["outcome"])
            if is_public and not self.is_worded(one):
                continue
            for _ in range(self.views[own]):
                add(0, *where, "differing-views")
            if own in self.reviews:
                add(one["cents"], *where, "looked-back")
            for effect, answer in one["effects"].items():
                add(one["cents"], *where, "expected", one["outcome"], effect, answer)
                if answer == "not-yet-known":
                    add(one["cents"], *where, "not-yet-known", one["outcome"], effect, answer, own)
                if own in self.reviews:
                    add(one["cents"], *where, "found", effect, answer, self.reviews[own][effect])
        return {key: tuple(value) for key, value in counts.items()}


def read_report(items):
    """The same shape, from the API's rows."""
    found = {}
    for row in items:
        key = [row["area"], row.get("programme"), row["part"]]
        key += [row[name] for name in ("outcome", "effect", "answer", "found", "decision") if name in row]
        assert tuple(key) not in found, key
        found[tuple(key)] = (row.get("count", 1), row.get("sumCents", 0))
    return found


class Year(unittest.TestCase):
    """Over the whole year of the demonstration."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(arguments=(), at=None).start()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.public = Client(cls.daemon.url)
        cls.controller = Client(cls.daemon.url, cls.daemon.tokens["controller"])
        leaves, link = [], "/v1/entries?limit=100"
        while link:
            answer = cls.public.get(link)
            leaves += [json.loads(item["leaf"]) for item in answer.json["items"]]
            following = answer.headers.get("link", "")
            link = following[1:following.index(">")].removeprefix(cls.daemon.url) if following else None
        Fold.commitments = {leaf["id"]: leaf["body"]["decision"] for leaf in leaves if leaf["type"] == "commitment.made"}
        cls.fold = Fold(leaves)

    def rows(self, who, query=""):
        return who.get("/v1/reports/effects" + query).json["items"]

    def test_the_report_is_what_the_leaves_make_it(self):
        expected = self.fold.report()
        self.assertEqual(read_report(self.rows(self.public)), expected)
        parts = {key[2] for key in expected}
        self.assertEqual(parts, {"decisions", "expected", "not-yet-known", "looked-back", "found", "differing-views"})
        outcomes = {key[3] for key in expected if key[2] == "decisions"}
        self.assertLessEqual({"grant", "partial", "refusal", "withdrawal", "settlement", "ratification",
                              "ratification-refused"}, outcomes)
        self.assertEqual({key[4] for key in expected if key[2] == "expected"},
                         {"strengthens", "restores", "replaces", "numbs"})

    def test_insiders_see_what_is_not_published_yet(self):
        inside = self.fold.report(is_public=False)
        self.assertEqual(read_report(self.rows(self.controller)), inside)

    def test_a_period_an_area_a_programme(self):
        for since, until in (("2025-10-01", "2025-11-05"), ("2026-01-01", "9"), ("", "2025-03-25"), ("2030-01-01", "9")):
            query = "?" + "&".join(([f"from={since}"] if since else []) + ([f"until={until}"] if until != "9" else []))
            self.assertEqual(read_report(self.rows(self.public, query)), self.fold.report(since=since, until=until), query)
        whole = self.fold.report()
        for at, name in ((0, "area"), (1, "programme")):
            for one in {key[at] for key in whole}:
                expected = {key: value for key, value in whole.items() if key[at] == one}
                self.assertEqual(read_report(self.rows(self.public, f"?{name}={one}")), expected)
        self.assertEqual(self.rows(self.public, f"?organisation={next(iter(self.fold.councils))}"), [])
        self.assertEqual(self.public.get("/v1/reports/effects?from=1-1-2025").status, 400)

    def test_the_page_says_what_the_report_says(self):
        for language, words in (("nl", ("keer geld gegeven", "nog niet bekend", "Achteraf bekeken", "Verwacht en gevonden",
                                        "andere mening")),
                                ("en", ("times money was granted", "not yet known", "Looking back", "Expected and found",
                                        "Differing views"))):
            answer = request(self.daemon.url, "GET", f"/reports/effects?lang={language}", headers={"Accept": "text/html"})
            self.assertEqual(answer.status, 200, answer)
            page = Page(answer.body.decode())
            self.assertEqual((page.lang, page.count("table"), page.count("caption")), (language, page.count("thead"),
                                                                                      page.count("table")))
            for text in words:
                self.assertIn(text, page.text)
            for key, (count, _) in self.fold.report().items():
                if key[2] == "looked-back":
                    self.assertIn(f": {count}.", page.text)
                if key[2] == "not-yet-known":
                    self.assertIn(("a", {"href": f"/decisions/{key[-1]}?lang={language}"}), page.tags)

    def test_the_form_may_be_sent_half_filled_in(self):
        for query in ("lang=nl&from=&until=", "lang=en&from=2026-01-01&until="):
            answer = request(self.daemon.url, "GET", f"/reports/effects?{query}", headers={"Accept": "text/html"})
            self.assertEqual(answer.status, 200, answer)
        page = Page(answer.body.decode())
        self.assertIn(("a", {"href": "?lang=nl&from=2026-01-01", "lang": "nl", "hreflang": "nl"}), page.tags)
        self.assertIn("2026", page.text)
        self.assertNotIn("times refused", page.text)

    def test_every_published_decision_has_its_page(self):
        for own, one in self.fold.made.items():
            answer = request(self.daemon.url, "GET", f"/decisions/{own}", headers={"Accept": "text/html"})
            self.assertEqual(answer.status, 200 if own in self.fold.told & self.fold.shown else 404, (own, one))
            if answer.status == 200:
                page = Page(answer.body.decode())
                self.assertEqual((page.count("h1"), page.count("main")), (1, 1))


class DecisionPage(Room):
    """What stands on the page of one decision, for whom."""

    def test_a_flagged_vote_and_whether_it_decided(self):
        town = self.town
        town.rules = town.grantor.act("/v1/rule-sets", {"council": town.council, "base": "majority", "recusal": "advise",
                                                   "fromDate": town.day, "changeVote": True, "namesPublic": False})["id"]
        payee = self.payee("Stichting Dichtbij")
        town.secretary.act("/v1/interests", {"council": town.council, "member": town.handles["member1"], "payee": payee,
                                             "relation": "Bestuurslid", "deleteOn": "2030-01-01"})
        _, _, made = self.made(choices=("for", "for", "against"), applicant=payee)
        page = self.page(f"/decisions/{made}")
        self.says(page, "Stemden ondanks een bekend belang: 1. Zonder deze stemmen was de uitslag anders.")
        self.hides(page, "Voorbeeld member1", "Bestuurslid")
        self.says(self.page(f"/decisions/{made}?lang=en", "secretary"),
                  "Voted despite a known interest: 1: Voorbeeld member1 (for). Without these votes the verdict would differ.")

    def payee(self, name):
        return self.town.secretary.act("/v1/payees", {"organisation": self.town.organisation, "kind": "organisation",
                                                      "name": name, "legalPerson": True, "basedInArea": True})["id"]

    def test_who_did_not_take_part(self):
        town = self.town
        meeting = town.meeting()
        motion = town.motion(meeting, town.proposal(1000), 1000)
        town.member3.act(f"/v1/motions/{motion}/recusals", {})
        town.vote(motion, member1="for", member2="for")
        town.secretary.act(f"/v1/motions/{motion}/_close")
        made = town.decide(motion)
        self.tell(made)
        page = self.page(f"/decisions/{made}")
        self.says(page, "Deden niet mee, om een persoonlijk belang: 1.")
        self.hides(page, "member3")
        self.says(self.page(f"/decisions/{made}?lang=en", "secretary"),
                  "Did not take part, because of a personal interest: 1: Voorbeeld member3.")

    def test_each_change_stands_in_the_history(self):
        town = self.town
        _, _, made = self.made()
        for _ in range(2):
            for verb in ("_suspend", "_resume"):
                town.grantor.act(f"/v1/decisions/{made}/{verb}", {"reason": "Een reden.", "document": DOCUMENT})
                page = self.page(f"/decisions/{made}")
                (self.says if verb == "_suspend" else self.hides)(page, "Dit besluit is geschorst")
        town.member3.act(f"/v1/decisions/{made}/views", {"view": "Ik zie het anders."})
        types = [item["type"] for item in town.public.get(f"/v1/decisions/{made}/history").json["items"]]
        self.assertEqual(types, ["decision.made", "decision.notified", "decision.published", "decision.suspended",
                                 "decision.resumed", "decision.suspended", "decision.resumed", "view.recorded"])
        page = self.page(f"/decisions/{made}")
        flat = " ".join(page.text.split())
        self.assertEqual((flat.count("Geschorst "), flat.count("Geldt weer ")), (2, 2), flat)
        self.says(page, "Leden die hun andere mening lieten vastleggen: 1.")
        self.hides(page, "Ik zie het anders.")
        self.says(self.page(f"/decisions/{made}", "secretary"), "Ik zie het anders. Voorbeeld member3")

    def test_looking_back_stands_beside_what_was_expected(self):
        town = self.town
        _, _, made = self.made()
        commitment = town.commit(made, 100_000)
        town.pay(town.claim(commitment, 100_000, "final"), 100_000, "BK-62")
        town.grantor.act(f"/v1/commitments/{commitment}/settlements", {
            "amountCents": 100_000, "reasons": "Klaar.", "effects": EFFECTS, "document": DOCUMENT})
        found = [{**one, "answer": "partly", "reason": f"Gevonden bij {one['effect']}."} for one in EFFECTS]
        town.secretary.act(f"/v1/decisions/{made}/reviews", {"effects": found, "lessons": "Begin eerder."})
        page = self.page(f"/decisions/{made}")
        self.says(page, "Achteraf gevonden", "Gevonden bij numbs.", "Begin eerder.", "De raad keek terug op")
        self.says(self.page(f"/decisions/{made}?lang=en"), "Found later", "The council looked back on", "What was learned")

    def test_of_a_person_that_was_refused_nothing_but_amount_and_kind(self):
        person = self.person("Voorbeeld Aanvrager")
        _, _, made = self.made(choices=("against", "against", "for"), applicant=person, title="Mijn geheime plan",
                               reasons="Omdat mevrouw hier woont.",
                               effects=[{**one, "reason": "Zij zei dat."} for one in EFFECTS])
        page = self.page(f"/decisions/{made}")
        self.says(page, "afgewezen", "€ 40.000")
        report = request(self.daemon.url, "GET", "/reports/effects", headers={"Accept": "text/html"}).body.decode()
        for text in ("geheime plan", "mevrouw", "Aanvrager uit", "Zij zei dat.", "Voorbeeld Aanvrager"):
            self.hides(page, text)
            self.assertNotIn(text, report)
        self.says(self.page(f"/decisions/{made}", "secretary"), "Mijn geheime plan", "Omdat mevrouw hier woont.",
                  "Voorbeeld Aanvrager")

    def test_what_is_not_public_has_no_page(self):
        for notify, publish in ((False, False), (True, False), (False, True)):
            _, _, made = self.made(notify=notify, publish=publish)
            self.assertEqual(self.get(f"/decisions/{made}").status, 404)
            self.says(self.page(f"/decisions/{made}", "secretary"), "Dit besluit is nog niet openbaar.")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
