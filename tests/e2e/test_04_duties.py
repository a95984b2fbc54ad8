"""Persons behind handles, which the record alone cannot tell: two seats, and one's own application."""
import sys
import unittest

from support.buurtkas import Daemon, verify
from support.neighbourhood import Neighbourhood
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


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
