"""When rows may post (postings.md, "When" 1 to 10): concurrence, advice, states, shares, reversal, dates, ceilings."""
import sys
import unittest

from support.buurtkas import DOCUMENT, Daemon, verify
from support.money import NO, PROOF, YES, Money
from support.runner import run


class When(unittest.TestCase):
    """One daemon and one neighbourhood a class; a fresh envelope a test."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = Money(cls.daemon)

    @classmethod
    def tearDownClass(cls):
        code, output = verify(cls.daemon.url + "/log")
        stopped = cls.daemon.stop()
        assert code == 0, output
        assert stopped == 0, cls.daemon.log_tail()

    def setUp(self):
        self.place.fresh(1_000)

    def amounts_are(self, **euros):
        found = self.place.columns()
        self.assertEqual({name: found.get(name, 0) for name in euros}, euros)


class Joint(When):
    def setUp(self):
        super().setUp()
        self.mandate = self.place.make_mandate("joint", 1_000 * 100)

    def waiting(self, euros):
        decision = self.place.secretary.act(*self.place.deciding(self.place.voted(euros, self.mandate)))
        self.assertEqual((decision["state"], decision["outcome"]), ("waiting", "grant"))
        return decision["id"]

    def answer(self, decision, answer, **more):
        return f"/v1/decisions/{decision}/concurrences", {"answer": answer, **more}

    def state(self, decision):
        return self.place.secretary.get(f"/v1/decisions/{decision}").json["state"]

    def test_nothing_is_held_while_it_waits(self):
        decision = self.waiting(100)
        self.amounts_are(available=1_000, allocated=0)
        self.place.no("signatory", *self.place.committing(decision, 10), "decision-not-in-effect")
        self.place.no("secretary", "/v1/notifications",
                      {"decision": decision, "channel": "letter", "onDate": self.place.today},
                      "decision-not-in-effect")

    def test_the_holders_concurrence_posts_row_3(self):
        decision = self.waiting(100)
        self.assertEqual(self.place.holder.act(*self.answer(decision, "concurs"))["state"], "in-effect")
        self.amounts_are(available=900, allocated=100)
        self.assertEqual(self.state(decision), "in-effect")
        self.place.no("holder", *self.answer(decision, "concurs"), "wrong-state")

    def test_declining_needs_a_reason_and_posts_nothing(self):
        decision = self.waiting(100)
        self.place.no("holder", *self.answer(decision, "declines"), "mismatch")
        self.place.holder.act(*self.answer(decision, "declines", reason="Past niet in het programma."))
        self.amounts_are(available=1_000, allocated=0)
        self.assertEqual(self.state(decision), "declined")
        self.place.no("holder", *self.answer(decision, "concurs"), "wrong-state")

    def test_with_too_little_free_it_is_refused_and_goes_on_waiting(self):
        decision = self.waiting(600)
        self.place.allocate(500)
        self.place.no("holder", *self.answer(decision, "concurs"), "more-than-available", 600, 500)
        self.assertEqual(self.state(decision), "waiting")
        self.place.up(100, self.place.grant)
        self.place.holder.act(*self.answer(decision, "concurs"))
        self.amounts_are(available=0, allocated=1_100)

    def test_only_the_holder_named_in_the_mandate_answers(self):
        decision = self.waiting(100)
        self.place.appoint("another-holder", "holder", "organisation", self.place.organisation)
        self.place.no("another-holder", *self.answer(decision, "concurs"), "forbidden", status=403)

    def test_a_withdrawn_mandate_lets_nothing_take_effect(self):
        decision = self.waiting(100)
        self.place.grantor.act(f"/v1/mandates/{self.mandate}/_withdraw", {"reason": "Voorbij.", "document": DOCUMENT})
        self.place.no("holder", *self.answer(decision, "concurs"), "no-mandate")


class Advisory(When):
    def setUp(self):
        super().setUp()
        self.mandate = self.place.make_mandate("advisory", 1_000 * 100)

    def test_followed(self):
        motion = self.place.voted(100, self.mandate)
        self.place.no("secretary", *self.place.deciding(motion, advice="followed"), "forbidden", status=403)
        self.place.no("grantor", *self.place.deciding(motion), "mismatch")
        self.assertEqual(self.place.grantor.act(*self.place.deciding(motion, advice="followed"))["outcome"], "grant")
        self.amounts_are(available=900, allocated=100)

    def test_departed_by_refusing_what_was_adopted(self):
        motion = self.place.voted(100, self.mandate)
        made = self.place.grantor.act(*self.place.deciding(motion, advice="departed"))
        self.assertEqual((made["outcome"], made["state"]), ("refusal", "in-effect"))
        self.amounts_are(available=1_000, allocated=0)

    def test_departed_by_granting_what_was_rejected(self):
        motion = self.place.voted(100, self.mandate, choice=NO)
        made = self.place.holder.act(*self.place.deciding(motion, advice="departed"))
        self.assertEqual(made["outcome"], "grant")
        self.amounts_are(available=900, allocated=100)

    def test_departed_by_another_amount(self):
        motion = self.place.voted(100, self.mandate)
        made = self.place.grantor.act(*self.place.deciding(
            motion, advice="departed", amountCents=4_000, partialReason="Het kan goedkoper."))
        self.assertEqual(made["outcome"], "partial")
        self.amounts_are(available=960, allocated=40)

    def test_to_depart_is_to_differ(self):
        motion = self.place.voted(100, self.mandate)
        self.place.no("grantor", *self.place.deciding(motion, advice="departed", amountCents=10_000), "mismatch", 100)

    def test_there_is_no_advice_where_the_council_decides(self):
        motion = self.place.voted(100)
        self.place.no("secretary", *self.place.deciding(motion, advice="followed"), "mismatch")


class Ceilings(When):
    def mandate(self, year=150):
        return self.place.make_mandate("alone", 100 * 100, ceilingYearCents=year * 100)

    def test_a_motion_above_the_ceiling_does_not_open(self):
        motion = self.place.secretary.act("/v1/motions", {
            "meeting": self.place.room, "item": 1, "subject": "allocation", "proposal": self.place.proposal(10_100),
            "ruleSet": self.place.rules, "mandate": self.mandate(), "amountCents": 10_100, "question": "Mag dit?"})
        self.place.no("secretary", f"/v1/motions/{motion['id']}/_open", {}, "over-ceiling", 101, 100)

    def test_a_release_does_not_count_back(self):
        mandate = self.mandate()
        decision = self.place.allocate(100, mandate=mandate)
        self.place.release_allocation(decision, 100)
        self.place.no("secretary", *self.place.deciding(self.place.voted(51, mandate)), "over-ceiling", 100, 51, 150)
        self.place.allocate(50, mandate=mandate)

    def test_a_decision_recorded_wrongly_does_count_back(self):
        mandate = self.mandate()
        decision = self.place.allocate(100, mandate=mandate, notify=False)
        self.place.reverse(decision)
        self.assertEqual(self.place.secretary.get(f"/v1/decisions/{decision}").json["state"], "annulled")
        self.place.allocate(100, mandate=mandate)

    def test_a_plan_over_years_allocates_this_year_only(self):
        mandate = self.mandate(year=60)
        self.place.secretary.act(*self.place.deciding(self.place.voted(100, mandate), years=[
            {"year": 2026, "amountCents": 6_000}, {"year": 2027, "amountCents": 4_000}]))
        self.amounts_are(available=940, allocated=60)
        self.place.no("secretary", *self.place.deciding(self.place.voted(1, mandate)), "over-ceiling", 60, 1, 60)
        self.place.no("secretary", *self.place.deciding(self.place.voted(100), years=[
            {"year": 2026, "amountCents": 6_000}]), "mismatch", 60, 100)

    def test_the_exception_for_an_upheld_objection_is_funded_in_the_ruling(self):
        self.place.no("grantor", *self.place.amend("exception", 10), "mismatch")


class States(When):
    def test_ended_takes_claims_payments_and_releases_and_no_new_promises(self):
        place = self.place
        commitment = place.promise(100, allocated=150)
        voted = place.voted(10)
        place.end()
        place.no("grantor", f"/v1/envelopes/{place.envelope}/_end", {}, "envelope-not-open")
        for who, act in (("grantor", place.amend("up", 1)), ("secretary", place.deciding(voted)),
                         ("signatory", place.committing(place.decided, 1)),
                         ("signatory", (f"/v1/commitments/{commitment}/_raise", {"amountCents": 100}))):
            place.no(who, *act, "envelope-not-open")
        place.paid(commitment, 60)
        place.signatory.act(f"/v1/commitments/{commitment}/releases", {"amountCents": 4_000, "reasonCode": "cheaper"})
        place.grantor.act(*place.releasing(place.decided, 90))
        place.give_back(500)
        place.down(100)
        place.give_back(340)  # return may repeat
        place.close()
        self.assertEqual(place.columns(), {"granted": 900, "paid": 60, "returned": 840, "expense": 60, "income": 60})

    def test_closing_needs_everything_at_zero(self):
        place = self.place
        place.no("grantor", f"/v1/envelopes/{place.envelope}/_close", {}, "wrong-state")
        place.end()
        refusal = place.no("grantor", f"/v1/envelopes/{place.envelope}/_close", {}, "not-settled-up", 1_000)
        self.assertIn(f"budget:{place.envelope}:available", refusal["detail"])

    def test_a_recovery_keeps_the_envelope_from_closing(self):
        place = self.place
        place.recover(*place.overpaid(100, 60), 40)
        place.end()
        place.give_back(900)
        place.no("grantor", f"/v1/envelopes/{place.envelope}/_close", {}, "not-settled-up", 40)

    def test_closed_takes_only_what_came_late(self):
        place = self.place
        commitment = place.promise(100)
        claim, payment = place.paid(commitment, 100)
        before = place.down(1)["id"]
        place.finish()
        for who, act in (("grantor", place.amend("up", 1)), ("grantor", place.amend("down", 1, place.grant)),
                         ("signatory", place.committing(place.decided, 1))):
            self.assertIn(place.people[who].post(*act).status, (409,))
        place.no("grantor", *place.returning(1), "wrong-state")
        place.no("controller", *place.reversing(before), "wrong-state")
        place.no("secretary", "/v1/claims", {"commitment": commitment, "kind": "instalment", "amountCents": 1},
                 "wrong-state")
        place.on_payment(payment, "return")
        again = place.order(claim, 100)
        place.on_payment(again, "reject")
        again = place.order(claim, 100)
        booked = place.on_payment(again, "book")["id"]
        place.reverse(booked)
        place.on_payment(again, "book")
        self.assertEqual(place.columns(), {"granted": 999, "paid": 100, "returned": 899, "expense": 100, "income": 100})

    def test_more_than_was_settled_is_a_new_decision(self):
        place = self.place
        commitment = place.promise(100, allocated=150)
        place.settle(commitment, 60)
        self.amounts_are(committed=60, allocated=50, available=890)
        place.no("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": 100}, "wrong-state")
        place.no("grantor", *place.settling(commitment, 50), "wrong-state")
        claim = place.file(commitment, 61)
        place.no("acceptor", f"/v1/claims/{claim}/_accept", {}, "more-than-committed", 61, 60)

    def test_an_advance_is_accounted_for_before_money_is_claimed_back(self):
        place = self.place
        commitment = place.promise(100)
        place.paid(commitment, 100, "advance")
        settlement = place.settle(commitment, 60)["id"]
        refused = place.grantor.post(*place.recovering(commitment, settlement, 40))
        self.assertEqual(refused.status, 409, refused)
        place.acceptor.act(place.account(commitment, 100, 0))
        place.recover(commitment, settlement, 40)


class Shares(When):
    def test_returns_go_back_by_what_each_granted(self):
        place = self.place
        place.fresh(100)
        second = place.up(50)["newGrant"]
        place.end()
        shares = place.grantor.act(f"/v1/envelopes/{place.envelope}/returns", {"amountCents": 10_000})["shares"]
        self.assertEqual({share["grant"]: share["amountCents"] for share in shares},
                         {place.grant: 6_667, second: 3_333})

    def test_an_odd_cent_goes_to_the_oldest(self):
        place = self.place
        place.fresh(50)
        second = place.up(50)["newGrant"]
        place.end()
        shares = place.grantor.act(f"/v1/envelopes/{place.envelope}/returns", {"amountCents": 101})["shares"]
        self.assertEqual({share["grant"]: share["amountCents"] for share in shares}, {place.grant: 51, second: 50})


class Reversal(When):
    def reversed_to(self, before, transaction):
        self.place.reverse(transaction)
        self.assertEqual(self.place.columns(), before)

    def test_each_row_is_mirrored_exactly(self):
        place = self.place
        place.fresh(1_000, "bank")
        decision = place.allocate(200)
        before = place.columns()
        self.reversed_to(before, place.receive(500)["id"])
        place.receive(500)
        before = place.columns()
        self.reversed_to(before, place.up(10, place.grant)["id"])
        made = place.signatory.act(*place.committing(decision, 100))["id"]
        self.reversed_to(before, made)
        commitment = place.signatory.act(*place.committing(decision, 100))["id"]
        claim, before = place.file(commitment, 60), place.columns()
        self.reversed_to(before, place.accept(claim)["id"])
        claim = place.accepted(commitment, 60)
        before = place.columns()
        self.reversed_to(before, place.order(claim, 60))
        payment, before = place.order(claim, 60), place.columns()
        self.reversed_to(before, place.on_payment(payment, "reject")["id"])
        before = place.columns()
        self.reversed_to(before, place.on_payment(payment, "book")["id"])
        place.on_payment(payment, "book")
        before = place.columns()
        self.reversed_to(before, place.on_payment(payment, "return")["id"])
        self.reversed_to(before, place.settle(commitment, 60)["id"])

    def test_what_was_built_on_it_is_named(self):
        place = self.place
        claim = place.file(place.promise(100), 100)
        accepted = place.accept(claim)["id"]
        order = place.order(claim, 40)
        refusal = place.no("controller", *place.reversing(accepted), "later-row-rests-on-it")
        self.assertIn(order, refusal["detail"])
        place.reverse(order)
        place.reverse(accepted)

    def test_only_what_posts_can_be_reversed(self):
        self.place.no("controller", *self.place.reversing(self.place.room), "unknown-reference")


class Dates(When):
    def test_not_after_today_and_not_before_the_start(self):
        place = self.place
        commitment = place.promise(100)
        claim = place.file(commitment, 100)
        acts = {
            "1": ("grantor", place.amend("up", 1)), "1d": ("grantor", place.amend("down", 1, place.grant)),
            "3": ("secretary", place.deciding(place.voted(10))),
            "4": ("signatory", (f"/v1/commitments/{commitment}/_raise", {"amountCents": 1})),
            "5": ("acceptor", (f"/v1/claims/{claim}/_accept", {})),
            "8": ("signatory", (f"/v1/commitments/{commitment}/releases", {"amountCents": 1, "reasonCode": "cheaper"})),
        }
        for row, (who, (path, body)) in acts.items():
            for day in ("2026-01-06", "2026-01-04", "2025-12-31"):
                with self.subTest(row=row, day=day):
                    problem = place.people[who].post(path, {**body, "onDate": day})
                    expected = {"more-than-allocated"} if row == "4" else set()
                    self.assertEqual(problem.status, 409)
                    self.assertIn(problem.problem, {"date-not-allowed", "no-mandate"} | expected)
        posted = place.accept(claim, onDate="2026-01-05")
        self.assertEqual(posted["on"], "2026-01-05")
        transaction = place.controller.get(f"/v1/transactions/{posted['id']}").json
        self.assertEqual(transaction["onDate"], "2026-01-05")

    def test_no_date_that_does_not_exist(self):
        answer = self.place.grantor.post(*self.place.amend("up", 1, onDate="2026-02-30"))
        self.assertEqual((answer.status, answer.problem), (400, "invalid-field"))


class Follows(When):
    """Nothing is dated before what it rests on: on the day before it is refused, and that day is named."""

    def at(self, day):
        """The clock goes on to a day of January; what the place does without a date is of that day."""
        self.daemon.set_clock(f"2026-01-{day:02d}T09:00:00+01:00")
        self.place.today = f"2026-01-{day:02d}"

    def setUp(self):
        self.start = int(self.place.today[-2:]) + 1
        self.at(self.start)
        self.place.fresh(1_000, "bank")

    def step(self, who, path, body, after):
        """Refused on the day before `after`; then done on the day after it. Returns what was answered."""
        refusal = self.place.no(who, path, {**body, "onDate": f"2026-01-{after - 1:02d}"}, "date-not-allowed")
        self.assertIn(f"2026-01-{after:02d}.", refusal["detail"])
        self.assertEqual(refusal["errors"][0]["pointer"], "/onDate")
        return self.place.people[who].act(path, {**body, "onDate": f"2026-01-{after + 1:02d}"})

    def test_a_chain_of_postings(self):
        place, step, day = self.place, self.step, self.start
        self.at(day + 1)
        step("payer", *place.received(900), day)
        decision = place.allocate(500)
        day = day + 1
        self.at(day + 7)
        commitment = step("signatory", *place.committing(decision, 300), day)["id"]
        step("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": 100}, day + 1)
        claim = place.file(commitment, 100)
        step("acceptor", f"/v1/claims/{claim}/_accept", {}, day + 1)
        payment = step("payer", *place.ordering(claim, 100), day + 2)["id"]
        step("payer", f"/v1/payments/{payment}/_reject", {"reason": "Weg"}, day + 3)
        payment = step("payer", *place.ordering(claim, 100), day + 2)["id"]
        booked = step("payer", f"/v1/payments/{payment}/_book", PROOF, day + 3)["id"]
        step("controller", *place.reversing(booked), day + 4)
        step("payer", f"/v1/payments/{payment}/_book", PROOF, day + 3)
        step("payer", f"/v1/payments/{payment}/_return", PROOF, day + 4)
        step("signatory", f"/v1/commitments/{commitment}/releases", {"amountCents": 100, "reasonCode": "cheaper"},
             day + 1)

    def test_accounts_and_settlements(self):
        place, step, day = self.place, self.step, self.start
        place.receive(900)
        commitment = place.promise(300)
        place.paid(commitment, 100, "advance")
        filed = place.account(commitment, 80, 20)
        self.at(day + 5)
        recovery = step("acceptor", filed, {}, day)["recovery"]
        step("payer", *place.got(recovery, 15), day + 1)
        step("grantor", *place.writing_off(recovery, 5), day + 1)
        settlement = step("grantor", *place.settling(commitment, 50), day)["id"]  # frees 200
        step("grantor", *place.recovering(commitment, settlement, 30), day + 1)

    def test_returns_and_money_that_comes_late(self):
        place, step, day = self.place, self.step, self.start
        place.receive(900)
        payment = place.paid(place.promise(300), 300)[1]
        commitment = place.controller.get(f"/v1/payments/{payment}").json["commitment"]
        self.at(day + 5)
        step("grantor", *place.amend("down", 100, place.grant), day)
        place.end()
        part = step("grantor", *place.returning(600), day)["shares"][0]["return"]
        step("payer", f"/v1/returns/{part}/_book", PROOF, day + 1)
        place.close()
        back = step("payer", *place.refunding(commitment, 10), day)["id"]
        place.reverse(back)
        step("payer", f"/v1/payments/{payment}/_return", PROOF, day)
        step("payer", f"/v1/payments/{payment}/_abandon", {"reason": "Weg"}, day + 1)


class Settlements(When):
    """A settlement that released nothing posted nothing, and can yet be corrected."""

    def test_it_is_reversed_and_made_again(self):
        place = self.place
        commitment = place.promise(100)
        place.paid(commitment, 100)
        wrong = place.settle(commitment, 100)
        self.assertEqual(wrong["releasedCents"], 0)
        self.assertNotIn("postings", wrong)
        place.no("grantor", *place.settling(commitment, 60), "wrong-state")
        before = place.columns()
        done = place.controller.act(*place.reversing(wrong["id"], proof=False))
        self.assertNotIn("postings", done)
        self.assertEqual(place.controller.get(done["links"]["self"]).status, 200)
        self.assertEqual(place.columns(), before)
        self.assertEqual(place.controller.get(f"/v1/decisions/{wrong['id']}").json["state"], "annulled")
        place.no("controller", *place.reversing(wrong["id"], proof=False), "already-reversed")
        both = place.both("grantor", "controller")
        right = place.people[both].act(*place.settling(commitment, 60))["id"]
        place.no(both, *place.reversing(right, proof=False), "separation-of-duties")
        place.recover(commitment, right, 40)
        place.no("controller", *place.reversing(right, proof=False), "later-row-rests-on-it")

    def test_no_other_decision_without_a_posting_is(self):
        refused = self.place.secretary.act(*self.place.deciding(self.place.voted(10, choice=NO)))["id"]
        self.place.no("controller", *self.place.reversing(refused), "unknown-reference")

    def test_not_once_the_envelope_is_closed(self):
        place = self.place
        commitment = place.promise(100)
        place.paid(commitment, 100)
        settled = place.settle(commitment, 100)["id"]
        place.finish()
        place.no("controller", *place.reversing(settled, proof=False), "wrong-state")


class AfterThePeriod(When):
    """In January of the next year, with an envelope that nobody ended."""

    def test_rows_1_3_and_4_stay_within_the_period_and_others_do_not(self):
        place = self.place
        mandate = place.make_mandate("alone", 100 * 100, ceilingYearCents=150 * 100)
        place.allocate(100, mandate=mandate)
        commitment = place.promise(100, allocated=150)
        voted = place.voted(60, mandate)
        self.daemon.set_clock("2027-01-10T09:00:00+01:00")
        place.no("grantor", *place.amend("up", 1), "date-not-allowed")
        place.no("secretary", *place.deciding(voted), "date-not-allowed")
        place.no("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": 1}, "date-not-allowed")
        place.signatory.act(f"/v1/commitments/{commitment}/_raise", {"amountCents": 5_000, "onDate": "2026-12-31"})
        refusal = place.no("secretary", *place.deciding(voted, onDate="2026-12-31"), "over-ceiling", 100, 60, 150)
        self.assertIn("2026", refusal["detail"])
        payment = place.paid(commitment, 100, "advance")[1]
        place.on_payment(payment, "return")
        place.down(10)
        place.end()
        place.give_back(10)
        self.amounts_are(returned=10, granted=990, payable=100)
        self.place.fresh(100, fromDate="2027-01-01", untilDate="2028-01-01")
        self.place.allocate(60, mandate=mandate, notify=False)  # a new year, a new ceiling
        self.amounts_are(allocated=60)
        self.place.no("grantor", *self.place.amend("up", 1, onDate="2026-12-31"), "date-not-allowed")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
