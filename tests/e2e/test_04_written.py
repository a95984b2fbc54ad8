"""Decisions in writing (V13), through the API: a round without presence, open until a day, its pages and minutes."""
import json
import sys
import time

from support.buurtkas import verify
from support.neighbourhood import AGENDA, Neighbourhood
from support.pages import Room
from support.runner import run

HALF = [{"base": "eligible", "num": 1, "den": 2, "strict": True}]


class InWriting(Room):
    def found(self, base="association", members=3, **more):
        town = self.town = Neighbourhood(self.daemon, seats=members)
        town.rules = town.grantor.act("/v1/rule-sets", {
            "council": town.council, "base": base, "fromDate": town.day, "changeVote": True, "namesPublic": False,
            **more})["id"]
        return town

    def round(self, town, on, until):
        made = town.secretary.act("/v1/meetings", {
            "council": town.council, "onDate": on, "untilDate": until, "public": True, "title": "Schriftelijke ronde",
            "agenda": AGENDA})
        self.assertEqual(made["untilDate"], until)
        town.secretary.act(f"/v1/meetings/{made['id']}/_open", {"ruleSet": town.rules})
        return made["id"]

    def test_a_round_from_the_call_to_the_next_meeting(self):
        town = self.found()
        secretary = town.secretary
        self.daemon.set_clock("2026-01-10T09:00:00+01:00")
        late = secretary.act("/v1/meetings", {
            "council": town.council, "onDate": "2026-01-10", "untilDate": "2026-01-12", "public": True})["id"]
        secretary.refused(f"/v1/meetings/{late}/_open", {"ruleSet": town.rules}, "date-not-allowed")
        rounds = self.round(town, "2026-01-10", "2026-01-17")
        secretary.refused(f"/v1/meetings/{rounds}/attendance", {
            "member": town.handles["member1"], "presence": "arrived"}, "mismatch")
        motion = town.motion(rounds, town.proposal(1000, "Straatfeest"), 1000)
        read = town.public.get(f"/v1/motions/{motion}").json
        self.assertEqual(read["method"], "in-writing")
        self.assertEqual(town.public.get(f"/v1/meetings/{rounds}").json["untilDate"], "2026-01-17")
        town.vote(motion, member1="for", member2="for")
        town.member1.refused(f"/v1/motions/{motion}/_request-vote", {}, "mismatch")
        secretary.act(f"/v1/motions/{motion}/votes", {
            "member": town.handles["member3"], "choice": "for", "method": "in-writing"})
        tally = secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((tally["voted"], tally["eligible"]), (3, 3))
        self.assertNotIn("present", tally)
        page = self.page(f"/meetings/{rounds}")
        self.says(page, "De schriftelijke ronde is bezig.", "Niemand komt bijeen. Stemmen tellen tot 17 januari 2026")
        refusal = secretary.refused(f"/v1/motions/{motion}/_close", {}, "wrong-state")
        self.assertIn("2026-01-17", refusal["detail"])
        self.daemon.set_clock("2026-01-16T23:59:59.999+01:00")
        secretary.refused(f"/v1/motions/{motion}/_close", {}, "wrong-state")
        self.daemon.set_clock("2026-01-17T00:00:00+01:00")
        town.member1.refused(f"/v1/motions/{motion}/votes", {"choice": "for"}, "motion-not-open")
        closed = self.closed_by_the_daemon(rounds, motion)
        self.assertEqual((closed["verdict"], closed["neededFor"], closed["leftOffice"]), ("adopted", 3, 0))
        secretary.refused(f"/v1/motions/{motion}/_close", {}, "motion-not-open")
        secretary.refused(f"/v1/meetings/{rounds}/_close", {}, "wrong-state")
        for language, sentence in (("nl", "schriftelijk; van de 3 zetels"), ("en", "in writing; of 3 seats")):
            self.says(self.page(f"/meetings/{rounds}/minutes?lang={language}", "secretary"), sentence)
        decision = town.decide(motion)
        self.says(self.page(f"/meetings/{rounds}/minutes"), "stemmen telden tot 17 januari 2026")
        self.check_next_meeting(town, decision)
        self.check_record()

    def closed_by_the_daemon(self, rounds, motion):
        """Waits until nobody has closed the round. Returns the body of the motion's closing."""
        for _ in range(100):
            states = [self.town.secretary.get(path).json["state"] for path in (f"/v1/motions/{motion}", f"/v1/meetings/{rounds}")]
            if states == ["closed", "closed"]:
                break
            time.sleep(0.1)
        self.assertEqual(states, ["closed", "closed"], self.daemon.log_tail())
        leaves = []
        for path, kind in ((f"/v1/motions/{motion}/history", "motion.closed"), (f"/v1/meetings/{rounds}/history", "meeting.closed")):
            entries = [one["entry"] for one in self.town.secretary.get(path).json["items"] if one["type"] == kind]
            self.assertEqual(len(entries), 1, path)
            leaves.append(json.loads(self.town.public.get(f"/v1/entries/{entries[0]}").json["leaf"]))
            self.assertEqual(leaves[-1]["actor"], {"handle": "00000000-0000-0000-0000-000000000000", "role": "daemon"})
            self.assertNotIn("nonce", leaves[-1])
        return leaves[0]["body"]

    def test_the_daemon_opens_and_closes_a_hidden_round(self):
        """The daemon ends the voting, opens the votes, closes the motion, and then the round; also where nobody voted."""
        town = self.found("majority", members=4, written="threshold", writtenThresholds=HALF, interim="hidden")
        self.daemon.set_clock("2026-02-20T09:00:00+01:00")
        rounds = self.round(town, "2026-02-20", "2026-02-28")
        motion, empty = town.motion(rounds, town.proposal(1000), 1000), town.motion(rounds, town.proposal(1000), 1000, item=2)
        town.vote(motion, member1="for", member2="for", member3="for", member4="against")
        self.daemon.set_clock("2026-02-28T00:00:00+01:00")
        closed = self.closed_by_the_daemon(rounds, motion)
        self.assertEqual((closed["verdict"], closed["votesFor"], closed["votesAgainst"]), ("adopted", 3, 1))
        self.assertEqual(town.secretary.get(f"/v1/motions/{empty}").json["verdict"], "rejected")
        self.check_record()

    def check_next_meeting(self, town, decision):
        """Where people meet again, it is read out: inside at once, in public once it was notified and published."""
        meeting = town.meeting(day="2026-01-17")
        heading = "Schriftelijk besloten sinds de vorige vergadering"
        for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/minutes"):
            self.says(self.page(path, "secretary"), heading, "Straatfeest", "aangenomen")
            self.hides(self.page(path), heading)
        town.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": "2026-01-17"})
        town.secretary.act("/v1/publications", {"decision": decision})
        self.says(self.page(f"/meetings/{meeting}/minutes"), heading, "Straatfeest")
        town.secretary.act(f"/v1/meetings/{meeting}/_close")
        later = town.meeting(day="2026-01-17")
        self.hides(self.page(f"/meetings/{later}", "secretary"), heading)

    def test_one_member_asks_for_a_meeting(self):
        town = self.found("majority", members=4, written="threshold", writtenThresholds=HALF)
        self.daemon.set_clock("2026-02-02T09:00:00+01:00")
        rounds = self.round(town, "2026-02-02", "2026-02-09")
        proposal = town.proposal(1000)
        motion = town.motion(rounds, proposal, 1000)
        town.vote(motion, member1="for", member2="for", member3="for")
        town.signatory.refused(f"/v1/motions/{motion}/_request-meeting", {}, "forbidden", 403)
        ended = town.member4.act(f"/v1/motions/{motion}/_request-meeting", {"reason": "Ik wil het bespreken."})
        self.assertIn("receipt", ended)
        read = town.secretary.get(f"/v1/motions/{motion}").json
        self.assertEqual((read["state"], read["verdict"]), ("closed", "procedure-ended"))
        self.says(self.page(f"/meetings/{rounds}", "secretary"), "een lid vraagt om een vergadering")
        meeting = town.meeting(day="2026-02-02")
        again = town.motion(meeting, proposal, 1000, retryOf=motion)
        town.vote(again, member1="for", member2="for", member3="for")
        self.assertEqual(town.secretary.act(f"/v1/motions/{again}/_close")["verdict"], "adopted")
        self.check_record()

    def test_what_is_no_round_is_refused(self):
        town = self.found("majority")
        body = {"council": town.council, "onDate": "2026-03-02", "untilDate": "2026-03-02", "public": True}
        refusal = town.secretary.refused("/v1/meetings", body, "date-not-allowed")
        self.assertEqual(refusal["errors"][0]["pointer"], "/untilDate")
        self.daemon.set_clock("2026-03-02T09:00:00+01:00")
        rounds = town.secretary.act("/v1/meetings", {**body, "untilDate": "2026-04-02"})["id"]
        refusal = town.secretary.refused(f"/v1/meetings/{rounds}/_open", {"ruleSet": town.rules}, "mismatch")
        self.assertIn("in writing", refusal["detail"])

    def check_record(self):
        """A stranger recomputes every verdict."""
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
