"""What the record alone cannot tell: two seats of one person, one's own application, words behind closed doors."""
import sys
import unittest

from support.buurtkas import Daemon, verify
from support.neighbourhood import AGENDA, Neighbourhood
from support.runner import run


class Duties(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.place = Neighbourhood(self.daemon, vacant=1)

    def tearDown(self):
        code, output = verify(self.daemon.url + "/log")
        self.daemon.__exit__()
        self.assertEqual(code, 0, output)

    def test_one_person_has_one_seat(self):
        place = self.place
        second = place.secretary.act("/v1/appointments", {
            "person": place.persons["member1"], "role": "member", "scope": "council", "scopeId": place.council,
            "fromDate": place.day})
        meeting = place.secretary.act("/v1/meetings", {
            "council": place.council, "onDate": place.today, "public": True})["id"]
        for handle in (place.handles["member1"], second["handle"], place.handles["member2"]):
            place.secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": handle, "presence": "arrived"})
        place.secretary.refused(f"/v1/meetings/{meeting}/_open", {"ruleSet": place.rules}, "separation-of-duties")

    def test_nobody_votes_on_their_own_application(self):
        place = self.place
        applicant = place.secretary.act("/v1/payees", {
            "organisation": place.organisation, "kind": "natural-person", "name": "Voorbeeld Iemand",
            "legalPerson": False, "basedInArea": True, "person": place.persons["member1"]})["id"]
        proposal = place.secretary.act("/v1/proposals", {
            "envelope": place.envelope, "title": "Plan", "applicant": applicant,
            "costLines": [{"label": "Alles", "amountCents": 1000}]})["id"]
        motion = place.motion(place.meeting(), proposal, 1000)
        place.member1.refused(f"/v1/motions/{motion}/votes", {"choice": "for"}, "separation-of-duties")
        place.vote(motion, member2="for", member3="for")

    def test_words_of_a_closed_meeting_stay_inside(self):
        place = self.place
        meeting = place.secretary.act("/v1/meetings", {
            "council": place.council, "onDate": place.today, "public": False, "agenda": AGENDA})["id"]
        for name in place.members:
            place.secretary.act(f"/v1/meetings/{meeting}/attendance", {
                "member": place.handles[name], "presence": "arrived"})
        place.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": place.rules})
        motion = place.motion(meeting, place.proposal(1000), 1000, question="Een besloten vraag?")
        for path in (f"/v1/motions/{motion}", "/v1/motions"):
            seen = place.public.get(path).body.decode()
            self.assertNotIn("besloten", seen.lower(), path)
            self.assertIn("esloten", place.secretary.get(path).body.decode(), path)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
