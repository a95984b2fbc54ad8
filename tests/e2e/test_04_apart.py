"""One person behind two handles, over HTTP: who rules, ratifies and pays; words put again; a decision's whole history; a tally
corrected; a waiting decision and the clock."""
import sys
import unittest

from support.buurtkas import DOCUMENT, EFFECTS, Daemon, request, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

END = {"reasons": "Een reden.", "effects": EFFECTS, "document": DOCUMENT}
WHY = {"reason": "Een reden.", "document": DOCUMENT}


class Apart(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.place = Neighbourhood(self.daemon, vacant=1)

    def tearDown(self):
        code, output = verify(self.daemon.url + "/log")
        self.daemon.__exit__()
        self.assertEqual(code, 0, output)

    def role_of(self, name, role):
        """Another role for a person who is here already, in the organisation."""
        place = self.place
        return place.grantor.act("/v1/appointments", {
            "person": place.persons[name], "role": role, "scope": "organisation", "scopeId": place.organisation,
            "fromDate": place.day})

    def test_nobody_rules_on_what_they_took_part_in(self):
        place = self.place
        decision = place.decision(1_000)
        objection = place.secretary.act("/v1/objections", {
            "decision": decision, "filedOn": place.today, "grounds": "Een reden.", "excused": False})["id"]
        ruling = {"basis": "objection-ruling", "objection": objection, "ruling": "rejected", "annuls": False, **END}
        for name in ("member1", "secretary", "holder"):
            self.role_of(name, "objections-clerk")
            refused = place.people[name].refused(f"/v1/decisions/{decision}/rulings", ruling, "separation-of-duties")
            self.assertIn("may not rule", refused["detail"])
        place.appoint("clerk", "objections-clerk", "organisation", place.organisation)
        ruled = place.clerk.act(f"/v1/decisions/{decision}/rulings", ruling)["id"]
        place.secretary.act("/v1/notifications", {"decision": ruled, "channel": "letter", "onDate": place.today})
        place.secretary.refused("/v1/objections", {
            "decision": ruled, "filedOn": place.today, "grounds": "Nog eens.", "excused": False}, "mismatch")
        place.secretary.act(f"/v1/decisions/{ruled}/appeals", {"filedOn": place.today})

    def test_a_youth_member_has_no_payment_role(self):
        place = self.place
        youth = place.secretary.act("/v1/appointments", {
            "person": place.persons["payer"], "role": "observer", "scope": "council", "scopeId": place.council,
            "fromDate": place.day})
        self.assertIn("handle", youth)
        body = {"person": place.persons["payer"], "role": "youth-member", "scope": "council", "scopeId": place.council,
                "fromDate": place.day}
        refused = place.secretary.refused("/v1/appointments", body, "separation-of-duties")
        self.assertIn("youth member", refused["detail"])
        place.secretary.act("/v1/appointments", {**body, "person": place.persons["grantor"]})
        for role in ("signatory", "acceptor", "payer"):
            place.grantor.refused("/v1/appointments", {
                **body, "person": place.persons["grantor"], "role": role, "scope": "organisation",
                "scopeId": place.organisation}, "separation-of-duties")

    def test_words_put_again_are_the_same(self):
        place = self.place
        proposal, meeting = place.proposal(1_000), place.meeting()
        first = place.motion(meeting, proposal, 1_000, conditions="Het hek blijft open.")
        place.vote(first, member1="for")
        self.assertEqual(place.secretary.act(f"/v1/motions/{first}/_close")["verdict"], "invalid-quorum")
        place.secretary.act(f"/v1/meetings/{meeting}/_close")
        body = {"meeting": place.meeting(), "item": 1, "subject": "allocation", "proposal": proposal,
                "ruleSet": place.rules, "mandate": place.mandate, "amountCents": 1_000,
                "question": "Krijgt dit plan geld?", "conditions": "Het hek blijft open.", "retryOf": first}
        for change in ({"conditions": "Het hek gaat dicht."}, {"conditions": None}, {"question": "Een andere vraag?"},
                       {"mandate": place.make_mandate("alone", 1_000_000)}):
            changed = {name: value for name, value in {**body, **change}.items() if value is not None}
            place.secretary.refused("/v1/motions", changed, "mismatch")
        place.secretary.act("/v1/motions", body)

    def test_a_history_shows_every_change(self):
        place = self.place
        decision = place.decision(1_000)
        expected = []
        for _ in range(2):
            for act in ("_suspend", "_resume"):
                expected.append(place.grantor.act(f"/v1/decisions/{decision}/{act}", WHY)["entry"])
        place.commit(decision, 500)
        seen = place.public.get(f"/v1/decisions/{decision}/history").json["items"]
        self.assertEqual([one["entry"] for one in seen if one["type"].startswith("decision.")
                          and one["type"][9:] in ("suspended", "resumed")], expected)

    def test_a_tally_is_corrected_on_the_record(self):
        place = self.place
        meeting = place.meeting()
        ballot = place.secretary.act("/v1/ballots", {
            "meeting": meeting, "ruleSet": place.rules, "item": 1, "purpose": "Voorzitter", "method": "secret",
            "firstName": "Voorbeeld Eerste", "secondName": "Voorbeeld Tweede"})["id"]
        path = f"/v1/ballots/{ballot}"
        place.secretary.act(path + "/_close", {"voters": [{"handle": place.handles[name]} for name in place.members]})
        for _ in place.members:
            place.secretary.act(path + "/papers")
        count = {"votesFirst": len(place.members), "votesSecond": 0, "votesBlank": 0, "votesInvalid": 0,
                 "counter": place.handles["secretary"], "secondCounter": place.handles["member1"]}
        self.assertEqual(place.secretary.act(path + "/tallies", count)["chosen"], 1)
        right = {**count, "votesFirst": 0, "votesSecond": len(place.members), "reason": "De stapels waren verwisseld."}
        made = place.secretary.act(path + "/_correct", right)
        self.assertEqual((made["chosen"], made["superseded"], made["ordinal"]), (2, "elected", 1))
        self.assertIn("verdictSentence", made)
        rows = place.public.get(path + "/tallies").json["items"]
        self.assertEqual([(row["votesFirst"], row.get("correction")) for row in rows], [(len(place.members), None), (0, 1)])
        place.secretary.act(f"/v1/meetings/{meeting}/_close")
        place.secretary.refused(path + "/_correct", right, "meeting-not-open")
        minutes = request(self.daemon.url, "GET", f"/meetings/{meeting}/minutes", headers={
            "Accept": "text/html", "Accept-Language": "nl"}).body.decode()
        self.assertIn("De telling was verkeerd ingevoerd", minutes)

    def test_by_urgency_is_on_the_next_agenda_and_not_ratified_by_who_took_it(self):
        place = self.place
        place.appoint("chair", "chair", "council", place.council, place.secretary)
        mandate = place.make_mandate("alone", 1_000_000, ceilingUrgencyCents=50_000)
        proposal = place.proposal(30_000)
        urgent = place.chair.act("/v1/decisions", {
            "basis": "urgency", "proposal": proposal, "mandate": mandate, "amountCents": 30_000, **END})["id"]
        place.chair.refused("/v1/decisions", {
            "basis": "urgency", "proposal": place.proposal(30_000), "mandate": mandate, "amountCents": 30_000, **END},
            "over-ceiling")
        call = {"council": place.council, "onDate": place.today, "public": True}
        refused = place.secretary.refused("/v1/meetings", call, "mismatch")
        self.assertIn("ratification", refused["detail"])
        meeting = place.secretary.act("/v1/meetings", {
            **call, "agenda": [{"number": 1, "title": "Bekrachtiging", "proposal": proposal}]})["id"]
        for name in [*place.members, "chair"]:
            place.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": place.handles[name], "presence": "arrived"})
        place.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": place.rules})
        motion = place.motion(meeting, proposal, 30_000, mandate, subject="ratification", releases=urgent)
        place.chair.refused(f"/v1/motions/{motion}/votes", {"choice": "for"}, "separation-of-duties")
        place.vote(motion, **dict.fromkeys(place.members, "for"))
        place.secretary.act(f"/v1/motions/{motion}/_close")
        place.decide(motion)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
