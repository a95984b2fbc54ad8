"""Those who hold the powers behind a council, through the API: other bases, objections and rulings, mandates suspended
and shared on, the holder's silence by the clock, money carried over, looking back, the report on shared power."""
import sys
import time
import unittest

from support.buurtkas import DOCUMENT, EFFECTS, Daemon, request, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

WHY = {"reason": "Daarom.", "document": DOCUMENT}
END = {"reasons": "Daarom.", "effects": EFFECTS, "document": DOCUMENT}


class Powers(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)
        self.hood = Neighbourhood(self.daemon, seats=4, members=3)
        self.hood.appoint("clerk", "objections-clerk", "organisation", self.hood.organisation)
        self.hood.appoint("chair", "chair", "council", self.hood.council, by=self.hood.secretary)

    def check_record(self):
        """A stranger recomputes everything; the tables are what the leaves say."""
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def available(self, envelope=None):
        return self.hood.balance(envelope)["availableCents"]

    def tell(self, decision, day=None):
        day = day or self.hood.today
        for path, body in (("notifications", {"channel": "letter", "onDate": day}), ("publications", {})):
            self.hood.secretary.act(f"/v1/{path}", {"decision": decision, **body})

    def basis(self, basis, proposal, cents, mandate=None):
        return {"basis": basis, "proposal": proposal, "mandate": mandate or self.hood.mandate, "amountCents": cents, **END}

    def ratify(self, meeting, decision, proposal, cents, choice):
        hood = self.hood
        motion = hood.motion(meeting, proposal, cents, subject="ratification", releases=decision)
        hood.vote(motion, **{name: choice for name in hood.members})
        hood.secretary.act(f"/v1/motions/{motion}/_close")
        return hood.decide(motion)

    def test_other_bases_of_a_decision(self):
        hood = self.hood
        meeting = hood.meeting()
        first, urgent, taken = (hood.proposal(cents) for cents in (100_000, 200_000, 300_000))
        hood.secretary.refused("/v1/decisions", self.basis("holder", first, 100_000), "forbidden", status=403)
        decision = hood.holder.act("/v1/decisions", self.basis("holder", first, 100_000))["id"]
        hood.holder.refused("/v1/decisions", self.basis("court-ruling", urgent, 1), "forbidden", status=403)
        hood.chair.refused("/v1/decisions", self.basis("urgency", urgent, 200_000), "no-mandate")
        mandate = hood.make_mandate("alone", 50_000_000, ceilingUrgencyCents=400_000)
        made = [hood.chair.act("/v1/decisions", self.basis("urgency", proposal, 200_000, mandate))["id"]
                for proposal in (urgent, hood.proposal(200_000))]
        for decision in made:
            self.tell(decision)
            body = {"decision": decision, "payee": hood.payee, "kind": "subsidy", "amountCents": 1000}
            hood.signatory.refused("/v1/commitments", body, "decision-not-ratified")
        self.ratify(meeting, made[0], urgent, 200_000, "for")
        hood.commit(made[0], 1000)
        read = hood.public.get(f"/v1/decisions/{made[1]}").json
        self.assertEqual((read["basis"], read["ratification"]), ("urgency", "needed"))
        self.ratify(meeting, made[1], read["proposal"], 200_000, "against")
        self.assertEqual(hood.public.get(f"/v1/decisions/{made[1]}").json["ratification"], "refused")
        hood.signatory.refused("/v1/commitments", {**body, "decision": made[1]}, "decision-not-ratified")
        before = self.available()
        withdrawal = hood.grantor.act(f"/v1/decisions/{made[1]}/withdrawals", {"ground": "wrong-decision", **END})
        self.assertEqual((withdrawal["freedCents"], self.available() - before), (200_000, 200_000))
        read = hood.secretary.get(f"/v1/decisions/{withdrawal['id']}").json
        self.assertEqual((read["basis"], read["about"], read["ground"]), ("withdrawal", made[1], "wrong-decision"))
        hood.grantor.act("/v1/decisions", self.basis("grantor", taken, 300_000))
        self.check_record()

    def test_an_objection_its_ruling_and_the_exception(self):
        hood = self.hood
        decision = hood.decision(100_000)
        hood.grantor.act(f"/v1/decisions/{decision}/_suspend", WHY)
        promise = {"decision": decision, "payee": hood.payee, "kind": "subsidy", "amountCents": 1000}
        hood.signatory.refused("/v1/commitments", promise, "decision-suspended")
        hood.grantor.act(f"/v1/decisions/{decision}/_resume", WHY)
        hood.signatory.act("/v1/commitments", promise)
        filed = hood.secretary.act("/v1/objections", {
            "decision": decision, "filedOn": hood.today, "grounds": "Het komt voor mijn raam.", "excused": False})
        self.assertEqual((filed["deadline"], filed["late"]), ("2026-02-16", False))
        self.assertNotIn("grounds", hood.public.get(f"/v1/objections/{filed['id']}").json)
        self.assertIn("grounds", hood.secretary.get(f"/v1/objections/{filed['id']}").json)
        entry = hood.public.get(f"/v1/entries/{filed['entry']}").json
        self.assertEqual(entry["openings"], [])
        ruling = {"basis": "objection-ruling", "objection": filed["id"], "ruling": "upheld", "annuls": True, **END}
        hood.grantor.refused(f"/v1/decisions/{decision}/rulings", ruling, "forbidden", status=403)
        ruled = hood.clerk.act(f"/v1/decisions/{decision}/rulings", ruling)
        self.assertEqual((ruled["outcome"], ruled["state"], ruled["freedCents"]), ("annulment", "annulled", 99_000))
        # Refused for want of money, and wrongly so: granted above the ceiling, funded first in the same act.
        meeting, proposal = hood.meeting(), hood.proposal(300_000)
        motion = hood.motion(meeting, proposal, 300_000)
        hood.vote(motion, **{name: "against" for name in hood.members})
        hood.secretary.act(f"/v1/motions/{motion}/_close")
        refused = hood.decide(motion)
        self.tell(refused)
        left = self.available()
        rest = hood.proposal(left)
        hood.grantor.act("/v1/decisions", self.basis("grantor", rest, left))
        objection = hood.secretary.act("/v1/objections", {
            "decision": refused, "filedOn": hood.today, "grounds": "Er was geld.", "excused": False})["id"]
        ruling = {"basis": "objection-ruling", "objection": objection, "ruling": "upheld", "annuls": False,
                  "amountCents": 300_000, **END}
        hood.clerk.refused(f"/v1/decisions/{refused}/rulings", ruling, "more-than-available")
        granted = hood.clerk.act(f"/v1/decisions/{refused}/rulings", {
            **ruling, "exceptionCents": 300_000, "exceptionAuthority": "Het college", "exceptionDocument": DOCUMENT})
        self.assertEqual(self.available(), 0)
        self.assertIn(granted["newGrant"], [row["id"] for row in hood.public.get(
            f"/v1/grants?envelope={hood.envelope}").json["items"]])
        hood.secretary.act(f"/v1/decisions/{decision}/appeals", {"filedOn": hood.today, "courtCase": "ROT-26-1234"})
        self.assertEqual(len(hood.public.get(f"/v1/decisions/{decision}/appeals").json["items"]), 1)
        self.check_record()

    def test_mandates_silence_and_the_grantors_acts(self):
        hood = self.hood
        meeting = hood.meeting()
        joint = hood.make_mandate("joint", 50_000_000, silence="concurs", deadlineDays=14)
        waiting = []
        for cents in (100_000, 200_000):
            motion = hood.motion(meeting, hood.proposal(cents), cents, mandate=joint)
            hood.vote(motion, **{name: "for" for name in hood.members})
            hood.secretary.act(f"/v1/motions/{motion}/_close")
            waiting.append(hood.decide(motion))
        self.assertEqual(hood.secretary.get(f"/v1/decisions/{waiting[0]}").json["lapsesOn"], "2026-01-20")
        shared = hood.make_mandate("alone", 1_000_000, subMandateAllowed=True)
        body = {"organisation": hood.organisation, "council": hood.council, "form": "mandate", "exercise": "alone",
                "holder": hood.handles["holder"], "legalBasis": "Awb-10:9", "powers": "Kleine plannen", "parent": shared,
                "ceilingDecisionCents": 100_000, "ceilingYearCents": 100_000, "fromDate": hood.day, "document": DOCUMENT}
        hood.grantor.refused("/v1/mandates", body, "forbidden", status=403)
        hood.holder.refused("/v1/mandates", {**body, "ceilingDecisionCents": 1_000_001}, "over-ceiling")
        sub = hood.holder.act("/v1/mandates", body)["id"]
        self.assertEqual(hood.public.get(f"/v1/mandates/{sub}").json["parent"], shared)
        hood.grantor.act(f"/v1/mandates/{shared}/_suspend", WHY)
        self.assertEqual(hood.public.get(f"/v1/mandates/{shared}").json["suspensionReason"], "Daarom.")
        hood.grantor.act(f"/v1/mandates/{shared}/_resume", WHY)
        for verb in ("_suspend", "_resume"):
            hood.grantor.act(f"/v1/mandates/{joint}/{verb}", WHY)
        self.assertEqual(hood.secretary.get(f"/v1/decisions/{waiting[0]}").json["lapsesOn"], "2026-01-20")
        told = hood.grantor.act("/v1/instructions", {"mandate": hood.mandate, "instruction": "Vraag advies.", **WHY})
        self.assertEqual(hood.public.get(f"/v1/instructions/{told['id']}").json["reason"], "Daarom.")
        asked = hood.grantor.act("/v1/information-requests", {
            "mandate": hood.mandate, "question": "Hoe?", "reason": "Een raadsvraag"})["id"]
        hood.holder.act(f"/v1/information-requests/{asked}/_answer", {"answer": "Zo."})
        self.assertEqual(hood.public.get(f"/v1/information-requests/{asked}").json["answer"], "Zo.")
        # The deadline passes: nobody asks, the daemon acts.
        before = self.available()
        self.daemon.set_clock("2026-01-20T00:00:01+01:00")
        for _ in range(100):
            states = {hood.secretary.get(f"/v1/decisions/{decision}").json["state"] for decision in waiting}
            if states == {"in-effect"}:
                break
            time.sleep(0.1)
        self.assertEqual(states, {"in-effect"}, self.daemon.log_tail())
        self.assertEqual(self.available(), before - 300_000)
        self.tell(waiting[0], "2026-01-20")
        history = hood.public.get(f"/v1/decisions/{waiting[0]}/history").json["items"]
        # What stopped the holder's time stands there; the other mandate's, and what came after the answer, do not.
        hood.grantor.act(f"/v1/mandates/{joint}/_suspend", WHY)
        hood.grantor.act(f"/v1/mandates/{joint}/_resume", WHY)
        self.assertEqual(hood.public.get(f"/v1/decisions/{waiting[0]}/history").json["items"], history)
        types = [row["type"] for row in history]
        self.assertEqual(types[:4], ["decision.made", "mandate.suspended", "mandate.resumed", "decision.lapsed"])
        self.assertEqual((types.count("mandate.suspended"), types.count("mandate.resumed")), (1, 1))
        page = request(self.daemon.url, "GET", f"/decisions/{waiting[0]}", headers={"Accept": "text/html"}).body.decode()
        self.assertIn("de termijn van de houder staat stil", page)
        lapsed = [row["entry"] for row in history if row["type"] == "decision.lapsed"]
        self.assertEqual(len(lapsed), 1, history)
        leaf = hood.public.get(f"/v1/entries/{lapsed[0]}").json["leaf"]
        self.assertIn('"actor":{"handle":"00000000-0000-0000-0000-000000000000","role":"daemon"}', leaf)
        self.assertNotIn('"nonce"', leaf)
        self.check_record()

    def test_carried_over_looked_back_and_reported(self):
        hood = self.hood
        decision = hood.decision(100_000)
        commitment = hood.commit(decision, 80_000)
        other = hood.grantor.act("/v1/envelopes", {**hood.envelope_body(1_000_000, "municipal"), "name": "Wijkbudget 2027"})
        over = {"to": other["id"], "grant": other["grant"], **WHY}
        hood.grantor.refused(f"/v1/envelopes/{hood.envelope}/carry-overs", {**over, "amountCents": 10 ** 12},
                             "more-than-available")
        moved = hood.grantor.act(f"/v1/envelopes/{hood.envelope}/carry-overs", {**over, "amountCents": 250_000})
        self.assertEqual(len(moved["postings"]), 8)
        self.assertEqual(self.available(other["id"]), 1_250_000)
        carried = hood.grantor.act(f"/v1/commitments/{commitment}/carry-overs", {**over, "amountCents": 50_000})["id"]
        self.assertEqual(hood.balance(other["id"])["committedCents"], 50_000)
        hood.signatory.refused(f"/v1/commitments/{carried}/_raise", {"amountCents": 1}, "wrong-state")
        for each in (commitment, carried):
            hood.grantor.act(f"/v1/commitments/{each}/settlements", {"amountCents": 0, **END})
        hood.secretary.act(f"/v1/decisions/{decision}/reviews", {"effects": EFFECTS, "lessons": "Begin eerder."})
        hood.member1.act(f"/v1/decisions/{decision}/views", {"view": "Ik zie het anders."})
        hood.member1.refused(f"/v1/decisions/{decision}/views", {"view": "Nog eens."}, "already-exists")
        review = hood.public.get(f"/v1/decisions/{decision}/reviews").json["items"][0]
        self.assertEqual((len(review["effects"]), review["lessons"]), (4, "Begin eerder."))
        self.assertNotIn("view", hood.public.get(f"/v1/decisions/{decision}/views").json["items"][0])
        self.assertIn("view", hood.secretary.get(f"/v1/decisions/{decision}/views").json["items"][0])
        taken = hood.proposal(300_000)
        hood.grantor.act("/v1/decisions", self.basis("grantor", taken, 300_000))
        path = f"/v1/reports/shared-power?organisation={hood.organisation}&from=2026-01-01"
        seen = hood.public.get(path).json  # what was taken back is not told yet
        self.assertEqual((seen["decidedCents"], seen["neighbourhoodPermille"], seen["takenBackCount"]), (100_000, 1000, 0))
        report = hood.grantor.get(path).json
        self.assertEqual((report["decidedCents"], report["neighbourhoodCents"], report["neighbourhoodPermille"]),
                         (400_000, 100_000, 250))
        self.assertEqual((report["takenBackCount"], report["takenBackCents"]), (1, 300_000))
        empty = hood.public.get(f"/v1/reports/shared-power?organisation={hood.organisation}&until=2025-01-01").json
        self.assertEqual(empty["decidedCents"], 0)
        self.assertNotIn("neighbourhoodPermille", empty)
        self.assertEqual(hood.public.get("/v1/reports/shared-power").status, 400)
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
