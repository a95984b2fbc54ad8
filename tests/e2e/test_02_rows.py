"""The rows of postings.md through the API: its example row by row, the same with a bank, and every refusal."""
import sys
import unittest

from support.buurtkas import DOCUMENT, Daemon, verify
from support.money import PROOF, Money, eur
from support.runner import run

COLUMNS = ("granted", "available", "allocated", "committed", "payable", "paid", "returned", "advance", "recovery",
           "unspentGrant", "expense")


class Rows(unittest.TestCase):
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
        self.place.fresh(1_000_000)

    def amounts_are(self, **euros):
        """All columns of the example's table (absent: zero), and the one sum that everyone may remember."""
        found = self.place.columns()
        self.assertEqual({name: found.get(name, 0) for name in COLUMNS}, {**dict.fromkeys(COLUMNS, 0), **euros})
        self.assertEqual(found["granted"], sum(found.get(name, 0) for name in COLUMNS[1:7]))


class Example(Rows):
    def test_one_envelope_in_municipal_mode(self):
        place, row = self.place, self.amounts_are
        row(granted=1_000_000, available=1_000_000, unspentGrant=1_000_000)
        decision = place.allocate(40_000)
        row(granted=1_000_000, available=960_000, allocated=40_000, unspentGrant=1_000_000)
        commitment = place.signatory.act(*place.committing(decision, 30_000))["id"]
        row(granted=1_000_000, available=960_000, allocated=10_000, committed=30_000, unspentGrant=1_000_000)
        place.release_allocation(decision, 10_000)
        row(granted=1_000_000, available=970_000, committed=30_000, unspentGrant=1_000_000)
        advance = place.accepted(commitment, 20_000, "advance")
        row(granted=1_000_000, available=970_000, committed=10_000, payable=20_000, advance=20_000,
            unspentGrant=1_000_000)
        payment = place.order(advance, 20_000)
        self.assertEqual(place.columns()["inTransit"], 20_000)
        place.on_payment(payment, "book")
        row(granted=1_000_000, available=970_000, committed=10_000, paid=20_000, advance=20_000,
            unspentGrant=1_000_000)
        self.assertEqual(place.columns()["municipality"], 980_000)
        accepted = place.acceptor.act(place.account(commitment, 18_000, 2_000))
        row(granted=1_000_000, available=970_000, committed=10_000, paid=20_000, recovery=2_000,
            unspentGrant=982_000, expense=18_000)
        place.payer.act(*place.got(accepted["recovery"], 2_000))
        row(granted=1_000_000, available=972_000, committed=10_000, paid=18_000, unspentGrant=982_000, expense=18_000)
        place.paid(commitment, 8_000, "final")
        row(granted=1_000_000, available=972_000, committed=2_000, paid=26_000, unspentGrant=974_000, expense=26_000)
        self.assertEqual(place.settle(commitment, 26_000)["releasedCents"], 200_000)
        row(granted=1_000_000, available=974_000, paid=26_000, unspentGrant=974_000, expense=26_000)
        place.down(100_000)
        place.up(50_000, place.grant)
        row(granted=950_000, available=924_000, paid=26_000, unspentGrant=924_000, expense=26_000)
        place.finish()
        row(granted=950_000, paid=26_000, returned=924_000, expense=26_000)
        place.payer.act(*place.got(accepted["recovery"], 500))
        row(granted=950_000, paid=25_500, returned=924_500, expense=25_500)
        self.assertEqual(place.columns()["income"], 25_500)

    def test_one_envelope_with_its_own_bank_account(self):
        place = self.place
        place.fresh(1_000, "bank")
        self.assertEqual(place.columns(), {"granted": 1_000, "available": 1_000, "receivable": 1_000,
                                           "unspentGrant": 1_000})
        place.receive(600)  # row 2
        self.assertEqual((place.columns()["bank"], place.columns()["receivable"]), (600, 400))
        commitment = place.promise(900)
        first = place.accepted(commitment, 500)
        payment = place.order(first, 500)  # row 6
        self.assertEqual((place.columns()["inTransit"], place.columns()["bank"]), (500, 600))
        place.on_payment(payment, "reject")  # row 7a
        self.assertEqual((place.columns()["payableCash"], place.columns()["payable"]), (500, 500))
        payment = place.order(first, 500)
        place.on_payment(payment, "book")
        self.assertEqual((place.columns()["bank"], place.columns()["paid"]), (100, 500))
        place.on_payment(payment, "return")  # row 7b
        self.assertEqual((place.columns()["bank"], place.columns()["payable"]), (600, 500))
        place.on_payment(place.order(first, 500), "book")
        place.down(100)  # back(g): what was still to be received is not received
        self.assertEqual((place.columns()["granted"], place.columns()["receivable"]), (900, 300))
        place.settle(commitment, 500)
        place.receive(300)
        place.end()
        share = place.give_back(400)["shares"][0]  # row 12
        self.assertEqual(share["inTransitCents"], 40_000)
        self.assertEqual((place.columns()["inTransitBack"], place.columns()["bank"]), (400, 400))
        place.payer.act(f"/v1/returns/{share['return']}/_book", PROOF)  # row 12p
        self.assertEqual(place.columns(), {"granted": 900, "paid": 500, "returned": 400, "expense": 500, "income": 500})
        place.close()

    def test_late_money_goes_back_through_the_bank(self):
        place = self.place
        place.fresh(1_000, "bank")
        place.receive(1_000)
        commitment, settlement = place.overpaid(300, 200)
        recovery = place.recover(commitment, settlement, 100)
        place.grantor.act(*place.writing_off(recovery, 100))
        place.finish()
        late = place.payer.act(*place.got(recovery, 40))  # row 11c
        self.assertEqual(place.columns(), {"granted": 1_000, "paid": 260, "returned": 740, "expense": 260,
                                           "income": 260, "bank": 40, "inTransitBack": 40})
        place.payer.act(f"/v1/returns/{late['shares'][0]['return']}/_book", PROOF)
        self.assertEqual(place.columns(), {"granted": 1_000, "paid": 260, "returned": 740, "expense": 260,
                                           "income": 260})

    def test_a_payment_that_comes_back_after_closing_is_abandoned(self):
        place = self.place
        place.fresh(1_000, "bank")
        place.receive(1_000)
        payment = place.paid(place.promise(300), 300)[1]
        place.finish()
        place.on_payment(payment, "return")
        self.assertEqual((place.columns()["payable"], place.columns()["bank"]), (300, 300))
        given_up = place.on_payment(payment, "abandon")  # row 8c
        self.assertEqual(place.columns(), {"granted": 1_000, "returned": 1_000, "bank": 300, "inTransitBack": 300})
        place.payer.act(f"/v1/returns/{given_up['shares'][0]['return']}/_book", PROOF)
        self.assertEqual(place.columns(), {"granted": 1_000, "returned": 1_000})


    def test_money_that_nobody_claimed_comes_back_after_closing(self):
        place = self.place
        place.fresh(1_000, "bank")
        place.receive(1_000)
        commitment = place.promise(300)
        place.paid(commitment, 300)
        refusal = place.no("payer", *place.refunding(commitment, 40), "wrong-state")
        self.assertIn("row 10", refusal["detail"])
        place.finish()
        late = place.payer.act(*place.refunding(commitment, 40))  # row 11c
        self.assertEqual(place.columns(), {"granted": 1_000, "paid": 260, "returned": 740, "expense": 260,
                                           "income": 260, "bank": 40, "inTransitBack": 40})
        refund = place.controller.get(late["links"]["self"]).json
        self.assertEqual((refund["commitment"], refund["amountCents"], refund["receivedCents"], refund["state"]),
                         (commitment, 4_000, 4_000, "settled"))
        place.no("controller", *place.reversing(late["id"], proof=False), "proof-needed")
        place.reverse(late["id"])
        self.assertEqual(place.controller.get(late["links"]["self"]).json["state"], "reversed")
        late = place.payer.act(*place.refunding(commitment, 50))
        place.payer.act(f"/v1/returns/{late['shares'][0]['return']}/_book", PROOF)
        self.assertEqual(place.columns(), {"granted": 1_000, "paid": 250, "returned": 750, "expense": 250,
                                           "income": 250})


class Refusals(Rows):
    """The last column: each refused with its problem and amounts, and nothing changed."""

    def test_row_1_envelope_not_open(self):
        self.place.end()
        self.place.no("grantor", *self.place.amend("up", 10), "envelope-not-open")

    def test_row_1d_more_than_available(self):
        self.place.allocate(400_000)
        self.place.no("grantor", *self.place.amend("down", 600_001, self.place.grant), "more-than-available",
                      600_001, 600_000)

    def test_row_1d_more_than_granted_by_that_funder(self):
        small = self.place.up(50)["newGrant"]
        self.place.no("grantor", *self.place.amend("down", 51, small), "more-than-granted", 51, 50)

    def test_row_2_more_than_receivable(self):
        self.place.fresh(100, "bank")
        self.place.receive(60)
        self.place.no("payer", *self.place.received(41), "more-than-receivable", 41, 40)

    def test_row_2_falls_away_in_municipal_mode(self):
        self.place.no("payer", *self.place.received(1), "wrong-state")

    def test_row_3_more_than_available(self):
        self.place.fresh(100)
        motion = self.place.voted(60)
        self.place.allocate(50)
        self.place.no("secretary", *self.place.deciding(motion), "more-than-available", 60, 50)

    def test_row_3_over_the_ceiling_of_one_decision(self):
        mandate = self.place.make_mandate("advisory", 100 * 100)
        motion = self.place.voted(100, mandate, asked=120)
        self.place.no("grantor", *self.place.deciding(motion, advice="departed", amountCents=120 * 100),
                      "over-ceiling", 120, 100)

    def test_row_3_over_the_yearly_ceiling(self):
        mandate = self.place.make_mandate("alone", 100 * 100, ceilingYearCents=150 * 100)
        motion = self.place.voted(51, mandate)
        self.place.allocate(100, mandate=mandate)
        self.place.no("secretary", *self.place.deciding(motion), "over-ceiling", 100, 51, 150)

    def test_row_3_no_mandate_in_force(self):
        mandate = self.place.make_mandate("alone", 100 * 100)
        motion = self.place.voted(50, mandate)
        self.place.grantor.act(f"/v1/mandates/{mandate}/_withdraw", {"reason": "Voorbij.", "document": DOCUMENT})
        self.place.no("secretary", *self.place.deciding(motion), "no-mandate")

    def test_row_3_no_mandate_yet_or_any_more(self):
        """A motion does not even open under a mandate that nobody consented to, or whose time is over."""
        place = self.place
        granted = place.mandate_body("alone", 100 * 100)
        unconsented = place.grantor.act("/v1/mandates", granted)["id"]
        expired = place.make_mandate("alone", 100 * 100, untilDate=place.today)
        coming = place.make_mandate("alone", 100 * 100, fromDate="2026-01-06")
        for mandate, problem in ((unconsented, "no-consent"), (expired, "no-mandate"), (coming, "no-mandate")):
            motion = place.secretary.act("/v1/motions", {
                "meeting": place.room, "item": 1, "subject": "allocation", "proposal": place.proposal(100),
                "ruleSet": place.rules, "mandate": mandate, "amountCents": 100, "question": "Mag dit?"})["id"]
            place.no("secretary", f"/v1/motions/{motion}/_open", {}, problem)

    def test_row_3_envelope_not_open(self):
        motion = self.place.voted(50)
        self.place.end()
        self.place.no("secretary", *self.place.deciding(motion), "envelope-not-open")

    def test_row_4_more_than_allocated(self):
        decision = self.place.allocate(50)
        self.place.signatory.act(*self.place.committing(decision, 30))
        self.place.no("signatory", *self.place.committing(decision, 21), "more-than-allocated", 21, 20)

    def test_row_4_more_than_allocated_when_raised(self):
        commitment = self.place.promise(30, allocated=50)
        self.place.no("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": 2_100},
                      "more-than-allocated", 21, 20)
        self.place.signatory.act(f"/v1/commitments/{commitment}/_raise", {"amountCents": 2_000})
        self.assertEqual(self.place.columns()["committed"], 50)

    def test_row_4_envelope_not_open(self):
        commitment = self.place.promise(30, allocated=50)
        self.place.end()
        self.place.no("signatory", *self.place.committing(self.place.decided, 5), "envelope-not-open")
        self.place.no("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": 500}, "envelope-not-open")

    def test_row_4_decision_not_notified(self):
        decision = self.place.allocate(50, notify=False)
        self.place.no("signatory", *self.place.committing(decision, 5), "decision-not-notified")
        self.place.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter",
                                                       "onDate": self.place.today})
        self.place.signatory.act(*self.place.committing(decision, 5))

    def test_row_4_a_foundation_notifies_nobody(self):
        mandate = self.place.make_mandate("alone", 100 * 100, form="foundation")
        decision = self.place.allocate(50, notify=False, mandate=mandate)
        self.place.signatory.act(*self.place.committing(decision, 5))

    def test_row_4_a_subsidy_goes_to_who_asked_it(self):
        place = self.place
        decision = place.allocate(50)
        other = place.secretary.act("/v1/payees", {
            "organisation": place.organisation, "kind": "organisation", "legalPerson": True, "basedInArea": False,
            "name": "Voorbeeld Hoveniers"})["id"]
        place.no("signatory", *place.committing(decision, 20, payee=other), "mismatch")
        bought = place.signatory.act(*place.committing(decision, 20, payee=other, kind="purchase"))["id"]
        given = place.signatory.act(*place.committing(decision, 20))["id"]
        person = place.secretary.act("/v1/payees", {
            "organisation": place.organisation, "kind": "natural-person", "legalPerson": False, "basedInArea": True,
            "name": "Voorbeeld Tuinman"})["id"]
        hired = place.signatory.act(*place.committing(decision, 10, payee=person, kind="assignment"))["id"]
        told = {one["id"]: one["payeeIsApplicant"]
                for one in place.public.get(f"/v1/commitments?decision={decision}").json["items"]}
        self.assertEqual(told, {bought: False, given: True, hired: False})

    def test_row_5_more_than_committed(self):
        commitment = self.place.promise(100)
        for kind in ("instalment", "final", "directly-settled"):
            claim = self.place.file(commitment, 101, kind)
            self.place.no("acceptor", f"/v1/claims/{claim}/_accept", {}, "more-than-committed", 101, 100)

    def test_row_5_final_while_an_advance_is_open(self):
        commitment = self.place.promise(100)
        self.place.paid(commitment, 40, "advance")
        final = self.place.file(commitment, 10, "final")
        self.place.no("acceptor", f"/v1/claims/{final}/_accept", {}, "advance-open", 40)
        self.place.accepted(commitment, 10, "instalment")
        self.place.acceptor.act(self.place.account(commitment, 40, 0))
        self.place.accept(final)

    def test_row_5v_more_than_committed(self):
        claim = self.place.file(self.place.promise(100), 101, "advance")
        self.place.no("acceptor", f"/v1/claims/{claim}/_accept", {}, "more-than-committed", 101, 100)

    def test_row_5a_and_5u_more_than_the_advance(self):
        commitment = self.place.promise(100)
        self.place.paid(commitment, 40, "advance")
        for spent, unused in ((41, 0), (0, 41), (30, 11)):
            self.place.no("acceptor", self.place.account(commitment, spent, unused), {}, "more-than-advance", 41, 40)

    def test_row_6_more_than_payable(self):
        claim = self.place.accepted(self.place.promise(100), 100)
        self.place.order(claim, 30)
        self.place.no("payer", *self.place.ordering(claim, 71), "more-than-payable", 71, 70)

    def test_row_6_acceptor_is_payer(self):
        place = self.place
        commitment = place.promise(100)
        both = place.both("acceptor", "payer")
        claim = place.file(commitment, 100)
        place.people[both].act(f"/v1/claims/{claim}/_accept")
        place.no(both, *place.ordering(claim, 100), "separation-of-duties")
        place.order(claim, 100)

    def test_row_6_more_than_in_the_bank_less_in_transit(self):
        self.place.fresh(100, "bank")
        self.place.receive(50)
        claim = self.place.accepted(self.place.promise(100), 100)
        self.place.order(claim, 20)
        self.place.no("payer", *self.place.ordering(claim, 31), "more-than-bank", 31, 30)
        self.place.order(claim, 30)

    def test_row_6_an_end_to_end_id_is_unique_for_ever(self):
        claim = self.place.accepted(self.place.promise(100), 100)
        path, body = self.place.ordering(claim, 10)
        self.place.on_payment(self.place.payer.act(path, body)["id"], "reject")
        refusal = self.place.no("payer", path, body, "already-exists")
        self.assertIn(body["endToEndId"], refusal["detail"])

    def test_row_7_nothing_in_transit(self):
        claim, payment = self.place.paid(self.place.promise(100), 60)
        self.place.no("payer", f"/v1/payments/{payment}/_book", PROOF, "wrong-state")
        rejected = self.place.order(self.place.accepted(self.place.promise(10), 10), 10)
        self.place.on_payment(rejected, "reject")
        self.place.no("payer", f"/v1/payments/{rejected}/_book", PROOF, "wrong-state")

    def test_row_7a_nothing_in_transit(self):
        payment = self.place.paid(self.place.promise(100), 60)[1]
        self.place.no("payer", f"/v1/payments/{payment}/_reject", {"reason": "Te laat"}, "wrong-state")

    def test_row_7b_more_than_paid(self):
        place = self.place
        commitment = place.promise(100)
        payment = place.paid(commitment, 100)[1]
        recovery = place.recover(commitment, place.settle(commitment, 40)["id"], 60)
        place.payer.act(*place.got(recovery, 60))
        place.no("payer", f"/v1/payments/{payment}/_return", PROOF, "more-than-paid", 100, 40)

    def test_row_7b_not_before_it_was_booked(self):
        payment = self.place.order(self.place.accepted(self.place.promise(10), 10), 10)
        self.place.no("payer", f"/v1/payments/{payment}/_return", PROOF, "wrong-state")

    def test_row_8_more_than_committed(self):
        commitment = self.place.promise(100)
        self.place.accepted(commitment, 60)
        self.place.no("signatory", f"/v1/commitments/{commitment}/releases",
                      {"amountCents": 4_100, "reasonCode": "cheaper"}, "more-than-committed", 41, 40)

    def test_row_8_a_settlement_above_everything_promised(self):
        commitment = self.place.promise(100, allocated=200)
        self.place.paid(commitment, 60)
        self.place.no("grantor", *self.place.settling(commitment, 101), "more-than-committed", 101, 100)

    def test_row_9_more_than_allocated(self):
        self.place.promise(60, allocated=100)
        self.place.end()
        self.place.no("grantor", *self.place.releasing(self.place.decided, 41), "more-than-allocated", 41, 40)
        self.place.grantor.act(*self.place.releasing(self.place.decided, 40))

    def test_row_9_not_more_than_the_council_released(self):
        decision = self.place.allocate(100)
        releasing = self.place.decide_release(decision, 30)
        self.place.no("secretary", *self.place.releasing(decision, 31, releasing), "more-than-allocated", 31, 30)

    def test_row_9_needs_the_council_while_the_envelope_is_open(self):
        decision = self.place.allocate(100)
        self.place.no("secretary", *self.place.releasing(decision, 10), "mismatch")
        self.place.no("grantor", *self.place.releasing(decision, 10), "forbidden", status=403)

    def test_row_10_more_than_expense(self):
        commitment, settlement = self.place.overpaid(100, 60)
        self.place.no("grantor", *self.place.recovering(commitment, settlement, 101), "more-than-expense", 101, 100)
        self.place.no("grantor", *self.place.recovering(commitment, settlement, 41), "more-than-expense", 41, 40)
        self.place.recover(commitment, settlement, 40)

    def test_row_11_more_than_recovery(self):
        recovery = self.place.recover(*self.place.overpaid(100, 60), 40)
        self.place.payer.act(*self.place.got(recovery, 10))
        self.place.no("payer", *self.place.got(recovery, 31), "more-than-recovery", 31, 30)

    def test_row_11a_more_than_recovery(self):
        recovery = self.place.recover(*self.place.overpaid(100, 60), 40)
        self.place.payer.act(*self.place.got(recovery, 10))
        self.place.no("grantor", *self.place.writing_off(recovery, 31), "more-than-recovery", 31, 30)
        self.place.grantor.act(*self.place.writing_off(recovery, 30))
        self.assertEqual(self.place.columns()["expense"], 90)

    def test_row_11c_more_than_expense(self):
        recovery = self.place.recover(*self.place.overpaid(100, 60), 40)
        self.place.payer.act(*self.place.got(recovery, 40))
        self.place.finish()
        self.place.no("payer", *self.place.got(recovery, 61), "more-than-expense", 61, 60)

    def test_row_11c_more_than_expense_unasked(self):
        place = self.place
        commitment = place.promise(100)
        place.paid(commitment, 60)
        place.settle(commitment, 60)
        place.finish()
        place.no("payer", *place.refunding(commitment, 61), "more-than-expense", 61, 60)
        place.payer.act(*place.refunding(commitment, 60))
        self.assertEqual(place.columns(), {"granted": 1_000_000, "returned": 1_000_000})

    def test_row_8c_more_than_payable(self):
        claim, payment = self.place.paid(self.place.promise(100), 100)
        self.place.finish()
        self.place.on_payment(payment, "return")
        self.place.order(claim, 60)
        self.place.no("payer", f"/v1/payments/{payment}/_abandon", {"reason": "Weg"}, "more-than-payable", 100, 40)

    def test_row_8c_only_once_closed(self):
        payment = self.place.paid(self.place.promise(100), 100)[1]
        self.place.on_payment(payment, "return")
        self.place.no("payer", f"/v1/payments/{payment}/_abandon", {"reason": "Weg"}, "wrong-state")

    def test_row_12_more_than_available(self):
        self.place.promise(100)
        self.place.end()
        self.place.no("grantor", *self.place.returning(999_901), "more-than-available", 999_901, 999_900)

    def test_row_12_only_once_ended(self):
        self.place.no("grantor", *self.place.returning(1), "wrong-state")

    def test_row_12p_nothing_in_transit(self):
        self.place.fresh(100, "bank")
        self.place.receive(100)
        self.place.end()
        part = self.place.give_back(100)["shares"][0]["return"]
        self.place.payer.act(f"/v1/returns/{part}/_book", PROOF)
        self.place.no("payer", f"/v1/returns/{part}/_book", PROOF, "wrong-state")

    def test_row_12p_falls_away_in_municipal_mode(self):
        self.place.end()
        part = self.place.give_back(100)["shares"][0]["return"]
        self.place.no("payer", f"/v1/returns/{part}/_book", PROOF, "wrong-state")

    def test_row_r_a_second_time(self):
        done = self.place.down(10)["id"]
        first = self.place.reverse(done)
        refusal = self.place.no("controller", *self.place.reversing(done), "already-reversed")
        self.assertIn(first, refusal["detail"])

    def test_row_r_of_a_reversal(self):
        reversal = self.place.reverse(self.place.down(10)["id"])
        self.place.no("controller", *self.place.reversing(reversal), "not-reversible")

    def test_row_r_while_a_later_row_rests_on_it(self):
        up = self.place.up(100, self.place.grant)["id"]
        later = self.place.allocate(1_000_001)
        refusal = self.place.no("controller", *self.place.reversing(up), "later-row-rests-on-it")
        self.assertIn(later, refusal["detail"])

    def test_row_r_needs_proof_of_real_money(self):
        payment = self.place.order(self.place.accepted(self.place.promise(10), 10), 10)
        booked = self.place.on_payment(payment, "book")["id"]
        self.place.no("controller", *self.place.reversing(booked, proof=False), "proof-needed")
        self.place.reverse(booked)
        self.assertEqual(self.place.columns()["inTransit"], 10)

    def test_row_r_not_by_who_did_it(self):
        both = self.place.both("grantor", "controller")
        down = self.place.people[both].act(*self.place.amend("down", 10, self.place.grant))["id"]
        self.place.no(both, *self.place.reversing(down), "separation-of-duties")
        self.place.reverse(down)

    def test_amounts_are_read_as_written(self):
        refusal = self.place.no("grantor", *self.place.amend("down", 1_000_001, self.place.grant),
                                "more-than-available")
        self.assertEqual(refusal["detail"], f"{eur(1_000_001)} asked, {eur(1_000_000)} available.")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
