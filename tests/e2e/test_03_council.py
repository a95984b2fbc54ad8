"""Councils decide by their own rules, through the API: what they adopted, second calls, ties, consent, substitutes."""
import sys
import unittest

from support.buurtkas import Daemon, verify
from support.neighbourhood import AGENDA, Neighbourhood
from support.runner import run


class Councils(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)

    def found(self, base="majority", seats=5, members=None, **more):
        hood = Neighbourhood(self.daemon, seats=seats, members=members)
        if base != "majority" or more:
            hood.rules = self.adopt(hood, base, **more)["id"]
        return hood

    def adopt(self, hood, base, **more):
        return hood.grantor.act("/v1/rule-sets", {
            "council": hood.council, "base": base, "fromDate": hood.day, "changeVote": True, "namesPublic": False, **more})

    def close(self, hood, motion):
        return hood.secretary.act(f"/v1/motions/{motion}/_close")

    def check_record(self):
        """A stranger recomputes every verdict; the tables are what the leaves say."""
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def test_a_rule_set_stands_whole_where_it_is_read(self):
        hood = self.found()
        thresholds = [{"base": "present", "num": 1, "den": 2, "strict": True},
                      {"base": "cast", "num": 2, "den": 3, "strict": False}]
        made = self.adopt(hood, "association", thresholds=thresholds, validityBase="present")
        self.assertEqual(made["thresholds"], thresholds)
        read = hood.public.get(f"/v1/rule-sets/{made['id']}").json
        self.assertEqual(read["thresholds"], thresholds)
        self.assertEqual((read["openingBase"], read["validityBase"], read["validityNum"], read["validityDen"]),
                         ("none", "present", 1, 2))
        for base in ("majority", "raad", "wijkraad", "consent", "foundation", "association"):
            made = self.adopt(hood, base)
            read = hood.public.get(f"/v1/rule-sets/{made['id']}").json
            for name in set(read) & set(made) - {"links"}:
                self.assertEqual(read[name], made[name], name)
            self.assertEqual(base == "consent", "consentRounds" in read)
        for more, pointer, problem in (
                ({"base": "raad", "tie": "reject"}, "/tie", "mismatch"),
                ({"base": "majority", "consentRounds": 2}, "/consentRounds", "mismatch"),
                ({"base": "raad", "proxiesMax": 1}, "/proxiesMax", "mismatch"),
                ({"base": "consent", "written": "threshold"}, "/written", "mismatch"),
                ({"base": "majority", "tie": "revote-then-lot"}, "/tie", "mismatch"),
                ({"base": "consent", "thresholds": thresholds}, "/thresholds", "mismatch")):
            refusal = hood.grantor.refused("/v1/rule-sets", {
                "council": hood.council, "fromDate": hood.day, "changeVote": True, "namesPublic": False, **more}, problem)
            self.assertEqual(refusal["errors"][0]["pointer"], pointer)
        self.check_record()

    def test_a_second_call(self):
        hood = self.found("raad")
        secretary, proposal = hood.secretary, hood.proposal(1000)
        agenda = [{"number": 1, "title": "Opening"}, {"number": 2, "title": "Buurtmoestuin", "proposal": proposal}]
        first = secretary.act("/v1/meetings", {
            "council": hood.council, "onDate": hood.today, "public": True, "agenda": agenda})["id"]
        read = hood.public.get(f"/v1/meetings/{first}").json
        self.assertEqual(read["agenda"], [{**agenda[0], "version": 1}, {"number": 2, "proposal": proposal, "version": 1}])
        again = {"council": hood.council, "onDate": hood.today, "public": True, "secondCallOf": first,
                 "agenda": [{"number": 1, "title": "Buurtmoestuin", "proposal": proposal, "repeats": 2}]}
        secretary.refused("/v1/meetings", again, "mismatch")
        secretary.refused(f"/v1/meetings/{first}/_open", {"ruleSet": hood.rules}, "no-quorum")
        lapsed = secretary.act(f"/v1/meetings/{first}/_lapse", {"ruleSet": hood.rules})
        self.assertEqual((lapsed["present"], lapsed["needed"]), (0, 3))
        self.assertEqual(hood.public.get(f"/v1/meetings/{first}").json["state"], "not-opened")
        second = secretary.act("/v1/meetings", again)["id"]
        secretary.act(f"/v1/meetings/{second}/attendance", {"member": hood.handles["member1"], "presence": "arrived"})
        secretary.refused(f"/v1/meetings/{second}/_open", {"ruleSet": hood.rules}, "date-not-allowed")
        self.daemon.set_clock("2026-01-06T20:00:00+01:00")
        opened = secretary.act(f"/v1/meetings/{second}/_open", {"ruleSet": hood.rules})
        self.assertTrue(opened["quorumWaived"])
        motion = hood.motion(second, proposal, 1000)
        hood.vote(motion, member1="for")
        closed = self.close(hood, motion)
        self.assertEqual((closed["verdict"], closed["waiver"]), ("adopted", "second-call"))
        self.assertIn("article 29", closed["verdictSentence"]["en"])
        secretary.act(f"/v1/meetings/{second}/_amend-agenda", {"agenda": [{"number": 9, "title": "Iets nieuws"}]})
        other = secretary.act("/v1/motions", {
            "meeting": second, "item": 9, "subject": "allocation", "proposal": hood.proposal(1000),
            "ruleSet": hood.rules, "mandate": hood.mandate, "amountCents": 1000, "question": "En dit?"})["id"]
        secretary.refused(f"/v1/motions/{other}/_open", {}, "no-quorum")
        hood.decide(motion)
        self.check_record()

    def test_a_tie_that_the_chair_breaks(self):
        hood = self.found("foundation", seats=5, tie="chair-casts", members=4)
        hood.appoint("chair", "chair", "council", hood.council, by=hood.secretary)
        hood.members.append("chair")
        motion = hood.motion(hood.meeting(), hood.proposal(1000), 1000)
        hood.vote(motion, member1="for", member2="for", member3="against", member4="against")
        closed = self.close(hood, motion)
        self.assertEqual((closed["verdict"], closed["tie"], closed["silent"]), ("tie-open", True, 1))
        hood.member1.refused(f"/v1/motions/{motion}/_break-tie", {"choice": "for"}, "forbidden", 403)
        broken = hood.chair.act(f"/v1/motions/{motion}/_break-tie", {"choice": "for"})
        self.assertEqual(broken["verdict"], "adopted")
        read = hood.secretary.get(f"/v1/motions/{motion}").json
        self.assertEqual((read["verdict"], read["casting"]), ("adopted", "for"))
        hood.decide(motion)
        self.check_record()

    def test_a_tie_that_is_postponed_and_a_roll_call(self):
        hood = self.found("wijkraad", seats=5)
        proposal = hood.proposal(1000)
        present = hood.members[:4]
        meeting = hood.meeting(present)
        first = hood.motion(meeting, proposal, 1000)
        asked = hood.member2.act(f"/v1/motions/{first}/_request-vote", {"method": "roll-call"})
        self.assertEqual(asked["method"], "roll-call")
        hood.vote(first, member1="for", member2="for", member3="against", member4="against")
        self.assertEqual(self.close(hood, first)["verdict"], "tied-postponed")
        refusal = hood.secretary.refused("/v1/decisions", {
            "basis": "verdict", "motion": first, "reasons": "Een reden.",
            "effects": [{"effect": name, "answer": "yes", "reason": "Een reden."}
                        for name in ("strengthens", "restores", "replaces", "numbs")]}, "not-adopted")
        self.assertIn("tied-postponed", refusal["detail"])
        hood.secretary.act(f"/v1/meetings/{meeting}/_close")
        second = hood.motion(hood.meeting(present), proposal, 1000, retryOf=first)
        hood.vote(second, member1="for", member2="for", member3="against", member4="against")
        closed = self.close(hood, second)
        self.assertEqual((closed["verdict"], closed["full"]), ("rejected", False))
        self.assertNotIn("Gemeentewet", closed["verdictSentence"]["nl"])
        read = hood.secretary.get(f"/v1/motions/{second}").json
        self.assertEqual((read["retryOf"], read["attempt"]), (first, 2))
        self.assertEqual(hood.secretary.get(f"/v1/motions/{first}").json["retriedBy"], second)
        self.check_record()

    def test_consent_asks_why(self):
        hood = self.found("consent", seats=3)
        meeting, proposal = hood.meeting(), hood.proposal(1000)
        motion = hood.motion(meeting, proposal, 1000)
        hood.vote(motion, member1="consent", member2="stand-aside")
        vote = hood.member3.act(f"/v1/motions/{motion}/votes", {
            "choice": "objection", "reason": "Het plein wordt te druk."})["id"]
        path = f"/v1/motions/{motion}/votes/{vote}"
        self.assertEqual(hood.secretary.get(path).json["reason"], "Het plein wordt te druk.")
        self.assertEqual(hood.public.get(path).status, 404)
        closed = self.close(hood, motion)
        self.assertEqual((closed["verdict"], closed["votesObjection"]), ("consent-blocked", 1))
        motion = hood.motion(meeting, proposal, 1000, retryOf=motion)
        hood.vote(motion, member1="consent", member2="stand-aside", member3="consent")
        self.assertEqual(self.close(hood, motion)["verdict"], "adopted")
        hood.decide(motion)
        self.check_record()

    def test_a_proxy(self):
        hood = self.found("association", seats=3, proxiesMax=1)
        meeting = hood.meeting(hood.members[:2])
        hood.member3.refused(f"/v1/meetings/{meeting}/proxies", {"holder": hood.handles["member3"]}, "mismatch")
        hood.member3.act(f"/v1/meetings/{meeting}/proxies", {"holder": hood.handles["member1"]})
        motion = hood.motion(meeting, hood.proposal(1000), 1000)
        for_member3 = {"choice": "against", "member": hood.handles["member3"]}
        hood.member2.refused(f"/v1/motions/{motion}/votes", for_member3, "forbidden", 403)
        vote = hood.member1.act(f"/v1/motions/{motion}/votes", for_member3)
        self.assertEqual((vote["manner"], vote["member"]), ("by-proxy", hood.handles["member3"]))
        hood.vote(motion, member1="for", member2="for")
        closed = self.close(hood, motion)
        self.assertEqual((closed["votesFor"], closed["votesAgainst"], closed["present"]), (2, 1, 3))
        self.assertEqual(hood.public.get(f"/v1/meetings/{meeting}/proxies").json["items"], [])
        held = hood.secretary.get(f"/v1/meetings/{meeting}/proxies").json["items"]
        self.assertEqual([(line["giver"], line["member"]) for line in held],
                         [(hood.handles["member3"], hood.handles["member1"])])
        self.check_record()

    def test_nobody_asks_for_a_vote_and_a_substitute_sits_in(self):
        hood = self.found("wijkraad", seats=5)
        hood.appoint("substitute", "substitute", "council", hood.council, by=hood.secretary)
        meeting = hood.secretary.act("/v1/meetings", {
            "council": hood.council, "onDate": hood.today, "public": True, "agenda": AGENDA})["id"]
        for name in hood.members[:2]:
            hood.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": hood.handles[name], "presence": "arrived"})
        hood.secretary.refused(f"/v1/meetings/{meeting}/_open", {"ruleSet": hood.rules}, "no-quorum")
        hood.secretary.act(f"/v1/meetings/{meeting}/attendance", {
            "member": hood.handles["substitute"], "presence": "arrived", "inPlaceOf": hood.handles["member5"]})
        hood.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": hood.rules})
        lines = hood.secretary.get(f"/v1/meetings/{meeting}/attendance").json["items"]
        self.assertEqual(lines[2]["inPlaceOf"], hood.handles["member5"])
        motion = hood.motion(meeting, hood.proposal(1000), 1000)
        closed = self.close(hood, motion)
        self.assertEqual(closed["verdict"], "adopted-unasked")
        self.assertIn("niemand vroeg om stemming", closed["verdictSentence"]["nl"])
        motion = hood.motion(meeting, hood.proposal(1000), 1000)
        hood.vote(motion, member1="for", substitute="for", member2="against")
        self.assertEqual(self.close(hood, motion)["verdict"], "adopted")
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
