"""Who may: every POST route for every role, here, elsewhere, too late, unknown; and what one person may not both do."""
import re
import subprocess
import sys
import unittest

from support.buurtkas import BINARY, Client, Daemon
from support.runner import run
from support.world import IN_COUNCIL, ROLES, VOTING as VOTERS, World, request_body

BUREAU = "chair secretary"
VOTING = " ".join(VOTERS)
# (route, who may, what stands in the path, what stands in the body beside the document's examples: `@` before a name
# gives its id).
# A route stands in several rows where who may depends on what it is about.
TABLE = [
    ("/organisations", "operator", None, {}),
    ("/areas", "grantor", None, {}),
    ("/councils", "grantor", None, {}),
    ("/rule-sets", "grantor secretary", None, {"fromDate": "2027-06-01"}),
    ("/programmes", "grantor", None, {}),
    ("/appointments", "operator", None, {"person": "@person", "role": "importer", "scope": "installation"}),
    ("/appointments", "grantor", None,
     {"person": "@person", "role": "payer", "scope": "organisation", "scopeId": "@organisation"}),
    ("/appointments", "secretary", None,
     {"person": "@person", "role": "observer", "scope": "council", "scopeId": "@council"}),
    ("/appointments", "grantor secretary", None,
     {"person": "@person", "role": "project-lead", "scope": "commitment", "scopeId": "@commitment"}),
    ("/appointments/{id}/_end", "operator", "in-installation", {"untilDate": "2098-01-01"}),
    ("/appointments/{id}/_end", "grantor", "in-organisation", {"untilDate": "2098-01-01"}),
    ("/appointments/{id}/_end", "secretary", "in-council", {"untilDate": "2098-01-01"}),
    ("/mandates", "grantor", None, {}),
    ("/mandates", "holder", None, {"parent": "@mandate"}),
    ("/mandates/{id}/_consent", "holder", "mandate", {}),
    ("/mandates/{id}/_withdraw", "grantor", "spareMandate", {}),
    ("/mandates/{id}/_suspend", "grantor", "spareMandate", {}),
    ("/mandates/{id}/_resume", "grantor", "spareMandate", {}),
    ("/instructions", "grantor", None, {}),
    ("/information-requests", "grantor", None, {}),
    ("/information-requests/{id}/_answer", "holder " + BUREAU, "informationRequest", {}),
    ("/payees", "secretary importer", None, {"person": None}),
    ("/proposals", "secretary importer", None, {}),
    ("/proposals/{id}/versions", "secretary importer", "endedProposal", {}),
    ("/meetings", BUREAU, None, {}),
    ("/meetings/{id}/_amend-agenda", BUREAU, "meeting", {}),
    ("/meetings/{id}/_admit-item", BUREAU, "meeting", {}),
    ("/meetings/{id}/_open", BUREAU, "meeting", {}),
    ("/meetings/{id}/_lapse", BUREAU, "meeting", {}),
    ("/meetings/{id}/proxies", VOTING, "meeting", {"holder": "@handle"}),
    ("/meetings/{id}/proxies", "secretary", "meeting", {"member": "@member", "holder": "@handle"}),
    ("/meetings/{id}/_close", BUREAU, "closedMeeting", {}),
    ("/meetings/{id}/attendance", BUREAU, "closedMeeting", {}),
    ("/motions", BUREAU, None, {}),
    ("/motions/{id}/_open", BUREAU, "openMotion", {}),
    ("/motions/{id}/_close", BUREAU, "motion", {}),
    ("/motions/{id}/_request-vote", VOTING, "openMotion", {}),
    ("/motions/{id}/_request-vote", "secretary", "openMotion", {"member": "@member"}),
    ("/motions/{id}/_request-meeting", VOTING, "openMotion", {}),
    ("/motions/{id}/_request-meeting", "secretary", "openMotion", {"member": "@member"}),
    ("/motions/{id}/_end-voting", BUREAU, "openMotion", {}),
    ("/motions/{id}/_break-tie", "chair", "motion", {}),
    ("/motions/{id}/recusals", VOTING, "motion", {}),
    ("/motions/{id}/recusals", "secretary", "motion", {"member": "@member"}),
    ("/motions/{id}/votes", VOTING, "openMotion", {}),
    ("/motions/{id}/votes", "secretary", "openMotion", {"member": "@member", "method": "roll-call"}),
    ("/decisions", BUREAU, None, {"motion": "@openMotion"}),
    ("/decisions", "grantor holder", None, {"motion": "@advised"}),
    ("/decisions", "holder", None, {"basis": "holder", "proposal": "@proposal", "mandate": "@mandate"}),
    ("/decisions", "chair holder", None, {"basis": "urgency", "proposal": "@proposal", "mandate": "@mandate"}),
    ("/decisions", "grantor", None, {"basis": "grantor", "proposal": "@proposal", "mandate": "@mandate"}),
    # What is an act of its own is nobody's here: who decides at all is told where it belongs.
    ("/decisions", "grantor holder " + BUREAU, None, {"basis": "objection-ruling", "proposal": "@proposal"}),
    ("/decisions/{id}/concurrences", "holder", "waiting", {"answer": "declines"}),
    ("/decisions/{id}/releases", BUREAU, "decision", {}),
    ("/decisions/{id}/releases", "grantor " + BUREAU, "endedDecision", {}),
    ("/decisions/{id}/rulings", "objections-clerk", "decision", {"basis": "objection-ruling", "objection": "@objection"}),
    ("/decisions/{id}/rulings", "grantor", "endedDecision", {"basis": "court-ruling", "ruling": "rejected"}),
    ("/decisions/{id}/rulings", "grantor objections-clerk", "decision", {"basis": "verdict"}),
    ("/decisions/{id}/withdrawals", "grantor", "endedDecision", {}),
    ("/decisions/{id}/_suspend", "grantor objections-clerk", "endedDecision", {}),
    ("/decisions/{id}/_resume", "grantor objections-clerk", "endedDecision", {}),
    ("/objections", "secretary objections-clerk", None, {"filedOn": "2026-01-05"}),
    ("/objections/{id}/_withdraw", "secretary objections-clerk", "objection", {}),
    ("/decisions/{id}/appeals", "secretary objections-clerk", "decision", {"filedOn": "2026-01-05"}),
    ("/decisions/{id}/reviews", BUREAU, "decision", {}),
    ("/decisions/{id}/views", VOTING, "decision", {}),
    ("/decisions/{id}/conflicts", "secretary controller", "endedDecision", {"member": "@member"}),
    ("/notifications", BUREAU, None, {}),
    ("/publications", BUREAU, None, {}),
    ("/envelopes", "grantor", None, {"funder": "@organisation"}),
    ("/envelopes/{id}/amendments", "grantor", "envelope", {"grant": None}),
    ("/grants/{id}/_receive", "payer", "grant", {}),
    ("/envelopes/{id}/_end", "grantor", "endedEnvelope", {}),
    ("/envelopes/{id}/returns", "grantor", "endedEnvelope", {}),
    ("/returns/{id}/_book", "payer", "return", {}),
    ("/envelopes/{id}/_close", "grantor", "endedEnvelope", {}),
    ("/envelopes/{id}/carry-overs", "grantor", "endedEnvelope", {"to": "@envelope"}),
    ("/commitments/{id}/carry-overs", "grantor", "commitment", {"to": "@endedEnvelope"}),
    ("/commitments", "signatory", None, {}),
    ("/commitments/{id}/_raise", "signatory", "commitment", {}),
    ("/commitments/{id}/releases", "signatory", "commitment", {}),
    ("/commitments/{id}/settlements", "grantor", "commitment", {}),
    ("/claims", "project-lead secretary", None, {}),
    ("/claims/{id}/_accept", "acceptor", "claim", {}),
    ("/commitments/{id}/accountabilities", "project-lead secretary", "commitment", {}),
    ("/accountabilities/{id}/_accept", "acceptor", "accountability", {}),
    ("/payments", "payer", None, {}),
    ("/payments/{id}/_book", "payer", "payment", {}),
    ("/payments/{id}/_reject", "payer", "payment", {}),
    ("/payments/{id}/_return", "payer", "payment", {}),
    ("/payments/{id}/_abandon", "payer", "payment", {}),
    ("/recoveries", "grantor", None, {}),
    ("/commitments/{id}/refunds", "payer", "commitment", {}),
    ("/recoveries/{id}/_receive", "payer", "recovery", {}),
    ("/recoveries/{id}/_write-off", "grantor", "recovery", {}),
    ("/reversals", "controller", None, {}),
    ("/ballots", BUREAU, None, {"method": "secret"}),
    ("/ballots/{id}/_close", BUREAU, "ballot", {}),
    ("/ballots/{id}/papers", "secretary", "ballot", {}),
    ("/ballots/{id}/tallies", "secretary", "ballot", {}),
    ("/ballots/{id}/_repeat", BUREAU, "ballot", {}),
    ("/ballots/{id}/lots", BUREAU, "ballot", {}),
    ("/ballots/{id}/_correct", BUREAU, "ballot", {}),
    ("/interests", VOTING, None, {"payee": "@otherPayee"}),
    ("/interests", "secretary", None, {"payee": "@otherPayee", "member": "@member"}),
    # One's own only: an interest, a key.
    *(("/interests/{id}/_end", role + " secretary", "interest-" + role, {}) for role in VOTERS),
    *(("/member-keys", role, None, {"appointment": "@appointment-" + role}) for role in VOTERS),
    *(("/member-keys/{id}/_revoke", role + " secretary", "memberKey-" + role, {}) for role in VOTERS),
    ("/persons", "operator", None, {}),
    ("/tokens", "operator", None, {}),
    ("/tokens/{id}/_revoke", "operator", "token", {}),
]


class Roles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.here, cls.elsewhere = World(cls.daemon), World(cls.daemon)
        here = cls.here
        here.ids["endedProposal"] = here.secretary.get(f"/v1/decisions/{here.ids['endedDecision']}").json["proposal"]
        here.ids["closedMeeting"] = here.meeting()
        here.secretary.act(f"/v1/meetings/{here.ids['closedMeeting']}/_close")
        cls.document = Client.openapi.document

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    def ask(self, who, row, world=None):
        """Does the row's act as that client, in the world `here`."""
        route, _, in_path, overrides = row
        ids = (world or self.here).ids
        body = request_body(Client.openapi, self.document["paths"][route]["post"], ids, overrides)
        return who.post("/v1" + route.replace("{id}", ids.get(in_path, "")), body)

    def each(self):
        for row in TABLE:
            yield row, set(row[1].split())

    def is_refused(self, answer, row, who):
        self.assertEqual((answer.status, answer.status == 403 and answer.problem), (403, "forbidden"),
                         (who, row, answer))

    def test_every_route_is_in_the_table(self):
        routes = {path for path, item in self.document["paths"].items() if "post" in item}
        self.assertEqual({row[0] for row in TABLE}, routes)

    def test_the_printed_table_says_the_same(self):
        printed = subprocess.run([BINARY, "docs", "competence"], capture_output=True, text=True, check=True).stdout
        by_type = {kind: set(re.findall(r"`([\w-]+)`", roles)) for kind, roles in
                   re.findall(r"^\| `([\w.-]+)` \| [^|]+ \| ([^|]+) \| [^|]+\|$", printed, re.M) if "." in kind}
        mine = {}
        for (route, *_), may in self.each():
            kind = re.search(r"entry of type ([\w.-]+)\.", self.document["paths"][route]["post"]["description"])
            if kind:
                mine.setdefault(kind[1], set()).update(may)
        # Three have no route: the first entry, and what the daemon itself does.
        self.assertEqual(by_type.pop("votes.opened"), set())
        self.assertEqual((by_type.pop("installation.opened"), by_type.pop("decision.lapsed")), ({"operator"}, set()))
        self.assertEqual({kind for kind in mine.keys() | by_type.keys() if mine.get(kind) != by_type.get(kind)}, set())

    def test_each_role_on_each_route(self):
        for row, may in self.each():
            for role in ROLES:
                with self.subTest(route=row[0], role=role, body=row[3]):
                    answer = self.ask(self.here.people[role], row)
                    if role in may:
                        self.assertIn(answer.status, (200, 201, 409), answer)
                    else:
                        self.is_refused(answer, row, role)

    def test_the_same_role_in_another_organisation_may_not(self):
        for row, may in self.each():
            for role in may - {"operator"}:
                with self.subTest(route=row[0], role=role, body=row[3]):
                    self.is_refused(self.ask(self.elsewhere.people[role], row), row, role)

    def test_the_same_role_in_another_council_may_not(self):
        here = self.here
        council = here.grantor.act("/v1/councils", {
            "organisation": here.organisation, "area": here.area, "name": "Andere raad", "statute": "none",
            "seats": 5, "namesPublic": False})["id"]
        here.appoint("other-secretary", "secretary", "council", council)
        for role in set(IN_COUNCIL) - {"secretary"}:
            here.appoint("other-" + role, role, "council", council, by=here.people["other-secretary"])
        for row, may in self.each():
            for role in may & set(IN_COUNCIL):
                with self.subTest(route=row[0], role=role, body=row[3]):
                    answer = self.ask(here.people["other-" + role], row)
                    if row[0] == "/payees":  # payees are the organisation's: any of its secretaries registers one
                        self.assertEqual(answer.status, 201, answer)
                    else:
                        self.is_refused(answer, row, role)

    def test_nobody_may_without_a_token_or_with_a_bad_one(self):
        person = self.here.persons["grantor"]
        token = self.here.operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})
        self.here.operator.act(f"/v1/tokens/{token['id']}/_revoke")
        expired = self.here.operator.act("/v1/tokens", {"person": person, "untilDate": self.here.today})["token"]
        tokens = {"none": None, "expired": expired, "revoked": token["token"], "unknown": "bk_" + 64 * "0"}
        for name, secret in tokens.items():
            for row, _ in self.each():
                with self.subTest(token=name, route=row[0]):
                    answer = self.ask(Client(self.daemon.url, secret), row)
                    self.assertEqual((answer.status, answer.problem), (401, "unauthenticated"), answer)

    def test_an_ended_or_coming_appointment_gives_nothing(self):
        here = self.here
        for role in ("grantor", "holder", "signatory", "acceptor", "payer", "controller", "objections-clerk",
                     "importer"):
            here.person(f"past-{role}")
            here.person(f"coming-{role}")
            body = {"role": role, "scope": "organisation", "scopeId": here.organisation}
            made = here.grantor.act("/v1/appointments", {
                **body, "person": here.persons[f"past-{role}"], "fromDate": "2026-01-01"})
            here.grantor.act(f"/v1/appointments/{made['id']}/_end", {"untilDate": here.today})
            here.grantor.act("/v1/appointments", {
                **body, "person": here.persons[f"coming-{role}"], "fromDate": "2026-01-06"})
            for row, may in self.each():
                if role in may:
                    for when in ("past", "coming"):
                        with self.subTest(route=row[0], role=role, when=when):
                            self.is_refused(self.ask(here.people[f"{when}-{role}"], row), row, role)

    def test_a_refusal_says_who_may(self):
        answer = self.here.payer.post(*self.here.committing(self.here.ids["decision"], 1))
        self.assertIn("signatory", answer.json["detail"])


class Separations(unittest.TestCase):
    """They compare persons: someone who holds both roles, by two handles, may do each act but not both."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = World(cls.daemon)

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    def promised_by(self, name, euros=100):
        decision = self.place.allocate(euros)
        return self.place.people[name].act(*self.place.committing(decision, euros))["id"]

    def kept_apart(self, name, path, body, by):
        self.place.no(name, path, body, "separation-of-duties")
        self.place.people[by].act(path, body)

    def test_acceptor_is_not_signatory(self):
        both = self.place.both("acceptor", "signatory")
        claim = self.place.file(self.promised_by(both), 10)
        self.kept_apart(both, f"/v1/claims/{claim}/_accept", {}, by="acceptor")

    def test_acceptor_is_not_project_lead(self):
        both = self.place.both("acceptor")
        commitment = self.place.promise(100)
        self.place.appoint(both, "project-lead", "commitment", commitment)
        claim = self.place.people[both].act("/v1/claims", {
            "commitment": commitment, "kind": "instalment", "amountCents": 10})["id"]
        self.kept_apart(both, f"/v1/claims/{claim}/_accept", {}, by="acceptor")

    def test_acceptor_is_not_a_project_lead_who_had_the_secretary_file(self):
        both = self.place.both("acceptor")
        commitment = self.place.promise(100)
        self.place.appoint(both, "project-lead", "commitment", commitment)
        self.kept_apart(both, f"/v1/claims/{self.place.file(commitment, 10)}/_accept", {}, by="acceptor")

    def test_acceptor_of_an_accountability_is_not_who_filed_it(self):
        both = self.place.both("acceptor")
        commitment = self.place.promise(100)
        self.place.appoint(both, "project-lead", "commitment", commitment)
        self.place.paid(commitment, 10, "advance")
        filed = self.place.people[both].act(f"/v1/commitments/{commitment}/accountabilities", {
            "spentCents": 1_000, "unusedCents": 0, "document": "ab" * 32})["id"]
        self.kept_apart(both, f"/v1/accountabilities/{filed}/_accept", {}, by="acceptor")

    def test_acceptor_of_an_accountability_is_not_who_paid_the_advance(self):
        both = self.place.both("acceptor", "payer")
        commitment = self.place.promise(100)
        advance = self.place.accepted(commitment, 10, "advance")
        self.place.people[both].act(*self.place.ordering(advance, 10))
        self.kept_apart(both, self.place.account(commitment, 10, 0), {}, by="acceptor")

    def test_payer_is_not_acceptor(self):
        both = self.place.both("payer", "acceptor")
        claim = self.place.file(self.place.promise(100), 10)
        self.place.people[both].act(f"/v1/claims/{claim}/_accept")
        self.kept_apart(both, *self.place.ordering(claim, 10), by="payer")

    def test_who_books_is_not_acceptor(self):
        both = self.place.both("payer", "acceptor")
        claim = self.place.file(self.place.promise(100), 10)
        self.place.people[both].act(f"/v1/claims/{claim}/_accept")
        payment = self.place.order(claim, 10)
        self.kept_apart(both, f"/v1/payments/{payment}/_book",
                        {"proofKind": "payer-report", "proof": "ab" * 32}, by="payer")

    def test_who_reverses_is_not_who_did_it(self):
        both = self.place.both("controller", "signatory")
        commitment = self.promised_by(both)
        self.kept_apart(both, *self.place.reversing(commitment), by="controller")

    def natural_payee(self, name):
        self.place.person(name)
        return self.place.secretary.act("/v1/payees", {
            "organisation": self.place.organisation, "kind": "natural-person", "name": "Voorbeeld Buur",
            "legalPerson": False, "basedInArea": True, "person": self.place.persons[name]})["id"]

    def test_decider_is_not_who_asks_the_money(self):
        both = self.place.both("grantor")
        asked = self.place.proposal(1_000, applicant=self.natural_payee(both))
        motion = self.place.voted(10, self.place.make_mandate("advisory", 1_000), proposal=asked)
        self.kept_apart(both, *self.place.deciding(motion, advice="followed"), by="grantor")

    def test_holder_who_concurs_is_not_who_asks_the_money(self):
        asked = self.place.proposal(1_000, applicant=self.natural_payee("holder"))
        motion = self.place.voted(10, self.place.make_mandate("joint", 1_000), proposal=asked)
        decision = self.place.secretary.act(*self.place.deciding(motion))["id"]
        self.place.no("holder", f"/v1/decisions/{decision}/concurrences", {"answer": "concurs"}, "separation-of-duties")

    def test_decider_is_not_payee(self):
        both = self.place.both("grantor")
        motion = self.place.voted(10, self.place.make_mandate("advisory", 1_000))
        decision = self.place.people[both].act(*self.place.deciding(motion, advice="followed"))["id"]
        paid = self.place.committing(self.place.tell(decision), 5, payee=self.natural_payee(both), kind="employment")
        self.place.no("signatory", *paid, "separation-of-duties")
        self.place.signatory.act(*self.place.committing(decision, 5, payee=self.natural_payee("a-neighbour"), kind="employment"))

    def test_signatory_is_not_payee(self):
        both = self.place.both("signatory")
        path, body = self.place.committing(self.place.allocate(10), 10, payee=self.natural_payee(both), kind="employment")
        self.kept_apart(both, path, body, by="signatory")

    def test_acceptor_is_not_payee(self):
        both = self.place.both("acceptor")
        commitment = self.place.promise(10, payee=self.natural_payee(both), kind="employment")
        self.kept_apart(both, f"/v1/claims/{self.place.file(commitment, 10)}/_accept", {}, by="acceptor")

    def test_who_settles_is_not_payee(self):
        both = self.place.both("grantor")
        commitment = self.place.promise(10, payee=self.natural_payee(both), kind="employment")
        self.kept_apart(both, *self.place.settling(commitment, 5), by="grantor")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
