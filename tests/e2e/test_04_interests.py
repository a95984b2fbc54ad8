"""The register of interests through the API: who reads what, what it does to votes, and what is contested when it is found late."""
import sys
import unittest

from support.buurtkas import DOCUMENT, Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

RELATION = "Penningmeester is mijn zus Zonnebloem."


class Interests(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)

    def enter(self, hood, who, **more):
        return getattr(hood, who).act("/v1/interests", {
            "council": hood.council, "payee": hood.payee, "relation": RELATION, "deleteOn": "2030-01-01", **more})

    def check_record(self):
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def check_relation_is_nowhere(self, hood, interest, entry, *more):
        """Not on a page, in a leaf, in the log of the daemon: to anyone but the secretary and the controller."""
        for who in ("public", "member1", "member2", "grantor", "operator"):
            for path in (f"/v1/interests/{interest}", f"/v1/interests?council={hood.council}", f"/v1/entries/{entry}",
                         f"/log/tile/entries/000.p/{entry + 1}", "/", *more):
                answer = getattr(hood, who).get(path)
                self.assertNotIn(b"Zonnebloem", answer.body, (who, path))
        for path in (f"/v1/entries/{entry}", f"/log/tile/entries/000.p/{entry + 1}"):
            answer = hood.public.get(path)
            self.assertEqual(answer.status, 200, (path, answer))
            self.assertIn(b"interest.registered", answer.body)
        self.assertNotIn("Zonnebloem", self.daemon.log_tail())

    def test_only_secretary_and_controller_read_the_relation(self):
        hood = Neighbourhood(self.daemon, seats=3)
        made = self.enter(hood, "member1")
        path = f"/v1/interests/{made['id']}"
        self.check_relation_is_nowhere(hood, made["id"], made["entry"])
        self.assertEqual(hood.public.get(path).status, 404)
        self.assertEqual(hood.public.get("/v1/interests").json["items"], [])
        for who in ("secretary", "controller"):
            read = getattr(hood, who).get(path).json
            self.assertEqual((read["relation"], read["deleteOn"]), (RELATION, "2030-01-01"))
            listed = getattr(hood, who).get(f"/v1/interests?council={hood.council}").json["items"]
            self.assertEqual([row["relation"] for row in listed], [RELATION])
        read = hood.member2.get(path).json
        self.assertEqual((read["member"], read["payee"], read["payeeName"]),
                         (hood.handles["member1"], hood.payee, "Stichting Voorbeeld"))
        # A secretary of another council, and one whose term is over, are none here.
        other = hood.grantor.act("/v1/councils", {
            "organisation": hood.organisation, "area": hood.area, "name": "Andere raad", "statute": "none", "seats": 3,
            "namesPublic": False})["id"]
        hood.appoint("stranger", "secretary", "council", other)
        self.assertNotIn("relation", hood.stranger.get(path).json)
        # Where the rules show names, the organisation and the handle are public; what ties them is not.
        hood.grantor.act("/v1/rule-sets", {
            "council": hood.council, "base": "majority", "fromDate": hood.day, "changeVote": True, "namesPublic": True})
        read = hood.public.get(path).json
        self.assertEqual((read["member"], read["payeeName"]), (hood.handles["member1"], "Stichting Voorbeeld"))
        self.assertFalse({"relation", "deleteOn"} & set(read))
        self.assertEqual(len(hood.public.get("/v1/interests").json["items"]), 1)
        self.check_relation_is_nowhere(hood, made["id"], made["entry"])
        # From the day of deletion on nobody is shown it.
        self.daemon.set_clock("2029-12-31T12:00:00+01:00")
        self.assertEqual(hood.secretary.get(path).json["relation"], RELATION)
        self.daemon.set_clock("2030-01-01T00:00:01+01:00")
        read = hood.secretary.get(path).json
        self.assertEqual((read.get("relation"), read["deleteOn"]), (None, "2030-01-01"))
        self.check_record()

    def test_who_may_enter_one(self):
        hood = Neighbourhood(self.daemon, seats=3)
        body = {"council": hood.council, "payee": hood.payee, "relation": RELATION, "deleteOn": "2030-01-01"}
        hood.member1.refused("/v1/interests", {**body, "member": hood.handles["member2"]}, "forbidden", 403)
        hood.grantor.refused("/v1/interests", body, "forbidden", 403)
        neighbour = hood.secretary.act("/v1/payees", {
            "organisation": hood.organisation, "kind": "natural-person", "name": "Voorbeeld", "legalPerson": False,
            "basedInArea": True})["id"]
        refusal = hood.member1.refused("/v1/interests", {**body, "payee": neighbour}, "mismatch")
        self.assertNotIn("Zonnebloem", str(refusal))
        made = self.enter(hood, "secretary", member=hood.handles["member2"])
        self.assertFalse({"recusedMotions", "flaggedMotions", "struckVotes"} & set(made))
        hood.member2.refused("/v1/interests", body, "already-exists")
        hood.member1.refused(f"/v1/interests/{made['id']}/_end", {}, "forbidden", 403)
        hood.member2.act(f"/v1/interests/{made['id']}/_end")
        self.assertIn("endedAt", hood.secretary.get(f"/v1/interests/{made['id']}").json)
        self.check_record()

    def test_block_refuses_and_strikes(self):
        hood = Neighbourhood(self.daemon, seats=5)
        interest = self.enter(hood, "member1")["id"]
        meeting = hood.meeting()
        motion = hood.secretary.act("/v1/motions", {
            "meeting": meeting, "item": 1, "subject": "allocation", "proposal": hood.proposal(1000), "ruleSet": hood.rules,
            "mandate": hood.mandate, "amountCents": 1000, "question": "Krijgt dit plan geld?"})["id"]
        opened = hood.secretary.act(f"/v1/motions/{motion}/_open")
        self.assertEqual(opened["interested"], [
            {"member": hood.handles["member1"], "interest": interest, "recused": True}])
        refusal = hood.member1.refused(f"/v1/motions/{motion}/votes", {"choice": "for"}, "recused")
        self.assertIn("registered interest in PE-2026-", refusal["detail"])
        hood.vote(motion, member2="for", member3="for", member4="for")
        struck = self.enter(hood, "member2")
        self.assertEqual([row["id"] for row in struck["recusedMotions"]], [motion])
        self.assertEqual(len(struck["struckVotes"]), 1)
        hood.vote(motion, member5="against")
        closed = hood.secretary.act(f"/v1/motions/{motion}/_close")
        self.assertEqual((closed["recused"], closed["votesFor"], closed["eligible"], closed["verdict"]), (2, 2, 3, "adopted"))
        grounds = [row["ground"] for row in hood.secretary.get(f"/v1/motions/{motion}/recusals").json["items"]]
        self.assertEqual(grounds, ["registered-interest", "registered-interest"])
        self.check_relation_is_nowhere(
            hood, interest, struck["entry"], f"/meetings/{meeting}", f"/meetings/{meeting}/minutes",
            *(f"/v1/motions/{motion}{below}" for below in ("", "/votes", "/recusals", "/history", "/tally")),
            f"/v1/members/{hood.handles['member1']}/votes", f"/v1/entries/{opened['entry']}")
        self.check_record()

    def test_advise_counts_and_flags(self):
        hood = Neighbourhood(self.daemon, seats=5)
        hood.rules = hood.grantor.act("/v1/rule-sets", {
            "council": hood.council, "base": "wijkraad", "fromDate": hood.day, "changeVote": True, "namesPublic": False})["id"]
        self.enter(hood, "member1")
        motion = hood.motion(hood.meeting(), hood.proposal(1000), 1000)
        cast = hood.member1.act(f"/v1/motions/{motion}/votes", {"choice": "for"})
        self.assertTrue(cast["flagged"])
        hood.vote(motion, member2="for", member3="for", member4="against", member5="against")
        closed = hood.secretary.act(f"/v1/motions/{motion}/_close")
        self.assertEqual((closed["verdict"], closed["doubtful"], closed["pivotal"], closed["recused"]), ("adopted", 1, True, 0))
        self.assertIn("without that the verdict differs", closed["verdictSentence"]["en"])
        votes = hood.secretary.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual({row["member"] for row in votes if row["flagged"]}, {hood.handles["member1"]})
        hood.decide(motion)
        self.check_record()

    def test_a_payee_is_looked_up_when_money_is_promised(self):
        """Nobody who voted had an interest in who asks; one has in who delivers, which shows and does not refuse."""
        hood = Neighbourhood(self.daemon, seats=3)
        supplier = hood.secretary.act("/v1/payees", {
            "organisation": hood.organisation, "kind": "organisation", "name": "Voorbeeld Hoveniers",
            "legalPerson": True, "basedInArea": False})["id"]
        motion = hood.motion(hood.meeting(), hood.proposal(100_000), 100_000)
        hood.vote(motion, member1="for", member2="for", member3="against")
        hood.secretary.act(f"/v1/motions/{motion}/_close")
        decision = hood.decide(motion)
        hood.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": hood.today})
        hood.secretary.act("/v1/publications", {"decision": decision})

        def promise(payee, kind):
            return hood.signatory.act("/v1/commitments", {
                "decision": decision, "payee": payee, "kind": kind, "amountCents": 1_000})["id"]

        def told(commitment, who):
            one = getattr(hood, who).get(f"/v1/commitments/{commitment}").json
            row, = (row for row in getattr(hood, who).get("/v1/commitments").json["items"] if row["id"] == commitment)
            shown = [(of.get("payeeIsApplicant"), of.get("payeeInterests")) for of in (one, row)]
            self.assertEqual(shown[0], shown[1])
            return shown[0]

        before = promise(supplier, "purchase")
        for who in ("member1", "member2"):
            ended = self.enter(hood, who, payee=supplier)["id"]
        during = promise(supplier, "purchase")
        hood.member2.act(f"/v1/interests/{ended}/_end")
        after = promise(supplier, "assignment")
        asked = promise(hood.payee, "subsidy")
        self.assertEqual([told(one, "controller") for one in (before, during, after, asked)],
                         [(False, 0), (False, 2), (False, 1), (True, 0)])
        self.assertEqual([told(one, "public") for one in (during, asked)], [(False, None), (True, None)])
        self.check_record()

    def test_found_late_it_is_contested(self):
        hood = Neighbourhood(self.daemon, seats=3)
        motion = hood.motion(hood.meeting(), hood.proposal(100_000), 100_000)
        hood.vote(motion, member1="for", member2="for", member3="against")
        hood.secretary.act(f"/v1/motions/{motion}/_close")
        decision = hood.decide(motion)
        hood.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": hood.today})
        hood.secretary.act("/v1/publications", {"decision": decision})
        hood.commit(decision, 30_000)
        before = hood.balance()
        interest = self.enter(hood, "member1")["id"]
        path = f"/v1/decisions/{decision}/conflicts"
        body = {"member": hood.handles["member1"], "interest": interest, "document": DOCUMENT}
        hood.member2.refused(path, body, "forbidden", 403)
        found = hood.controller.act(path, body)
        self.assertEqual((found["voted"], found["verdict"], found["verdictWithout"], found["pivotal"], found["state"]),
                         (True, "adopted", "rejected", True, "contested"))
        self.assertEqual(hood.public.get(f"/v1/decisions/{decision}").json["state"], "contested")
        row, = hood.public.get(path).json["items"]
        self.assertEqual((row["pivotal"], row["verdictWithout"]), (True, "rejected"))
        self.assertNotIn("member", row)
        row, = hood.secretary.get(path).json["items"]
        self.assertEqual((row["member"], row["interest"], row["voteCounted"]), (hood.handles["member1"], interest, True))
        refusal = hood.signatory.refused("/v1/commitments", {
            "decision": decision, "payee": hood.payee, "kind": "subsidy", "amountCents": 1000}, "decision-contested")
        self.assertIn("contested", refusal["detail"])
        after = hood.balance()
        self.assertEqual({name: before[name] for name in before if name.endswith("Cents")},
                         {name: after[name] for name in after if name.endswith("Cents")})
        types = [entry["type"] for entry in hood.public.get(f"/v1/decisions/{decision}/history").json["items"]]
        self.assertIn("conflict.found", types)
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
