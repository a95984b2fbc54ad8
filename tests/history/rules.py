"""The model's acts: one prediction each, with the row of the specification that it follows, and the invariants. The
things that acts are about (decisions, claims, …) are named tuples: what is so of them is derived from what was posted
and not reversed, never stored."""
from collections import namedtuple

from history.model import NEW, Books

Decision = namedtuple("Decision", "id proposal cents motion is_joint")
Commitment = namedtuple("Commitment", "id decision proposal")
Claim = namedtuple("Claim", "id commitment kind cents")
Payment = namedtuple("Payment", "id claim commitment cents")
Accountability = namedtuple("Accountability", "id commitment spent unused")
Recovery = namedtuple("Recovery", "id commitment cents transaction")
Settlement = namedtuple("Settlement", "id commitment cents")
Part = namedtuple("Part", "id grant in_transit transaction")  # of a return, on its way back to a grant

PAYING = {"book": ("payment.booked", "7", "payment.ordered"), "reject": ("payment.rejected", "7a", "payment.ordered"),
          "return": ("payment.returned", "7b", "payment.booked"),
          "abandon": ("payment.abandoned", "8c", "payment.returned")}  # verb: act, row, where the payment must stand
HOLDS_CLAIM = ("payment.ordered", "payment.booked", "payment.abandoned")
COLUMNS = {"budget": ("granted", "available", "allocated", "committed", "payable", "paid", "returned"),
           "cash": ("receivable", "advance", "recovery", "expense", "unspent-grant", "income")}


class Model(Books):
    """One envelope, with all that it pays for."""

    def __init__(self, mode):
        super().__init__(mode)
        self.decisions, self.commitments, self.claims, self.payments = {}, {}, {}, {}
        self.accountabilities, self.recoveries, self.settlements, self.parts = {}, {}, {}, {}

    # --- Derived.

    def effects(self, decision):
        """The act by which a decision takes effect ("When" 1), while that stands."""
        return self.standing("decision.made", "decision.concurred", decision=decision)

    def promised(self, decision):
        return self.sum("commitment.made", "commitment.raised", decision=decision) - self.sum(
            "commitment.released", "settlement.decided", decision=decision)

    def unpromised(self, decision):
        """I8: Σ4 − Σ8 ≤ Σ3 − Σ9."""
        allocated = sum(one.cents for one in self.effects(decision))
        released = self.sum("allocation.released", "settlement.decided", decision=decision)
        return allocated - released - self.promised(decision)

    def accepted(self, commitment):
        return self.balance("budget", "payable", commitment) + self.balance("budget", "paid", commitment)

    def is_accepted(self, claim):
        return bool(self.standing("claim.accepted", claim=claim))

    def payment_stands(self, payment):
        """The act that moved a payment last, or None when its order was reversed."""
        moves = self.standing(payment=payment)
        return moves[-1].act if moves else None

    def ordered(self, claim):
        return sum(one.cents for one in self.payments.values()
                   if one.claim == claim and self.payment_stands(one.id) in HOLDS_CLAIM)

    def claim_left(self, claim):
        return self.claims[claim].cents - self.ordered(claim)

    def settlement(self, commitment):
        """The settlement in force, or None. One that released nothing has posted nothing to reverse."""
        return next((one for one in self.settlements.values() if one.commitment == commitment and not (
            one.id in self.transactions and self.transactions[one.id].reversed_by)), None)

    def recovery_left(self, recovery):
        """None when it was reversed. What came in after closing (11c) was no longer being recovered."""
        one = self.recoveries[recovery]
        if self.transactions[one.transaction].reversed_by:
            return None
        return one.cents - sum(
            some.cents for some in self.standing("recovery.received", "recovery.written-off", recovery=recovery)
            if not some.when_closed)

    def claimable(self, commitment):
        """What was paid above the settlement, less what is being recovered or was forgiven."""
        above = self.accepted(commitment) - self.settlement(commitment).cents
        known = self.balance("cash", "recovery", commitment) + self.sum("recovery.written-off", commitment=commitment)
        return max(0, min(above, self.balance("budget", "paid", commitment)) - known)

    def is_on_its_way(self, part):
        """Of a return: sent back to its grant, and not yet seen at the bank."""
        one = self.parts[part]
        return one.in_transit > 0 and not self.transactions[one.transaction].reversed_by and not self.standing(
            "return.booked", part=part)

    def free_in_bank(self):
        on_its_way = sum(self.balance(*account) for account in list(self.balances) if account[1] == "in-transit")
        return self.balance(*self.till()) - on_its_way

    # --- The envelope.

    def envelope_opened(self, cents):
        return self.predict("envelope.opened", cents, {"1": cents}, g=NEW)

    def envelope_amended_up(self, grant, cents):
        return self.predict("envelope.amended", cents, {"1": cents}, g=grant or NEW)

    def envelope_amended_down(self, grant, cents):
        return self.predict("envelope.amended", cents, {"1d": cents}, parts=[(grant, cents)], g=grant)

    def grant_received(self, grant, cents):
        return self.predict("grant.received", cents, {"2": cents}, g=grant)

    def envelope_returned(self, cents):
        parts = self.shares(cents)
        return self.predict("envelope.returned", cents, {"12": cents}, {"nothing is granted": not parts}, parts)

    def return_booked(self, part):
        one = self.parts[part]
        return self.predict("return.booked", one.in_transit, {"12p": one.in_transit}, {
            "nothing is in transit": one.in_transit == 0,
            "the return was reversed": self.transactions[one.transaction].reversed_by,
            "booked before": self.standing("return.booked", part=part)}, facts={"part": part}, g=one.grant)

    # --- Decisions and promises.

    def decision_takes_effect(self, act, decision, proposal, cents):
        """Row 3; a proposal is decided on once."""
        taken = any(self.effects(one.id) for one in self.decisions.values() if one.proposal == proposal)
        return self.predict(act, cents, {"3": cents}, {"decided on already": taken}, facts={"decision": decision},
                            p=proposal)

    def allocation_released(self, decision, cents):
        """Row 9; these histories release without the council, so only once ended ("When" 4)."""
        return self.predict("allocation.released", cents, {"9": cents}, {
            "needs the council's decision": self.state != "ended",
            "more than unpromised": cents > self.unpromised(decision)},
            facts={"decision": decision}, p=self.decisions[decision].proposal)

    def commitment_grows(self, act, decision, commitment, cents):
        """Row 4: made or raised."""
        return self.predict(act, cents, {"4": cents}, {
            "the decision is not in effect": not self.effects(decision),
            "more than unpromised": cents > self.unpromised(decision),
            "settled": self.settlement(commitment)},
            facts={"decision": decision, "commitment": commitment}, p=self.decisions[decision].proposal, c=commitment)

    def commitment_released(self, commitment, cents):
        one = self.commitments[commitment]
        return self.predict("commitment.released", cents, {"8": cents}, facts={
            "decision": one.decision, "commitment": commitment}, p=one.proposal, c=commitment)

    def settlement_decided(self, commitment, cents):
        """Rows 8 and 9, "When" 3: what is not needed goes back to available in the same act."""
        one = self.commitments[commitment]
        committed, accepted = self.balance("budget", "committed", commitment), self.accepted(commitment)
        released = committed - max(0, cents - accepted)
        return self.predict("settlement.decided", released, {"8": released, "9": released}, {
            "settled already": self.settlement(commitment),
            "more than accepted and committed": cents > accepted + committed},
            facts={"decision": one.decision, "commitment": commitment}, p=one.proposal, c=commitment)

    # --- Claims and accountability.

    def claim_accepted(self, claim):
        one = self.claims[claim]
        advance = self.balance("cash", "advance", one.commitment)
        return self.predict("claim.accepted", one.cents, {"5v" if one.kind == "advance" else "5": one.cents}, {
            "accepted already": self.is_accepted(claim),
            "row 5: final while there is an advance": one.kind == "final" and advance > 0},
            facts={"commitment": one.commitment, "claim": claim}, c=one.commitment)

    def accountability_accepted(self, accountability):
        one = self.accountabilities[accountability]
        return self.predict("accountability.accepted", one.spent + one.unused, {"5a": one.spent, "5u": one.unused}, {
            "accepted already": self.standing("accountability.accepted", accountability=accountability)},
            facts={"commitment": one.commitment, "accountability": accountability}, c=one.commitment)

    # --- Payments and recoveries.

    def payment_ordered(self, claim, cents):
        one = self.claims[claim]
        return self.predict("payment.ordered", cents, {"6": cents}, {
            "the claim is not accepted": not self.is_accepted(claim),
            "more than is left of the claim": cents > self.claim_left(claim),
            "row 6: more than bank less in transit": self.mode == "bank" and cents > self.free_in_bank()},
            facts={"commitment": one.commitment, "payment": NEW}, c=one.commitment)

    def payment_moved(self, verb, payment):
        """Rows 7, 7a, 7b and 8c."""
        one = self.payments[payment]
        act, row, where = PAYING[verb]
        return self.predict(act, one.cents, {row: one.cents}, {
            f"the payment is not at {where}": self.payment_stands(payment) != where},
            self.shares(one.cents) if verb == "abandon" else (),
            {"commitment": one.commitment, "payment": payment}, c=one.commitment)

    def recovery_claimed(self, commitment, cents):
        settled = self.settlement(commitment)
        return self.predict("recovery.claimed", cents, {"10": cents}, {
            "row 10: not settled below what was accepted": cents > self.accepted(commitment) - settled.cents},
            facts={"commitment": commitment}, c=commitment)

    def recovery_received(self, recovery, cents):
        """Row 11, and 11c once the envelope is closed: then for the return, and no longer for the recovery."""
        commitment, left = self.recoveries[recovery].commitment, self.recovery_left(recovery)
        is_late = self.state == "closed"
        return self.predict("recovery.received", cents, {"11c" if is_late else "11": cents}, {
            "more than is being recovered": not is_late and (left is None or cents > left)},
            self.shares(cents) if is_late else (),
            {"commitment": commitment, "recovery": recovery}, c=commitment)

    def recovery_written_off(self, recovery, cents):
        commitment, left = self.recoveries[recovery].commitment, self.recovery_left(recovery)
        return self.predict("recovery.written-off", cents, {"11a": cents}, {
            "more than is being recovered": left is None or cents > left},
            facts={"commitment": commitment, "recovery": recovery}, c=commitment)

    # --- Invariants.

    def columns(self):
        """The envelope's balance as the API tells it."""
        names = {"payableCash": self.total("cash", "payable")}
        for book, stages in COLUMNS.items():
            for stage in stages:
                first, *rest = stage.split("-")
                names[first + "".join(word.title() for word in rest)] = self.total(book, stage)
        return {f"{name}Cents": cents for name, cents in names.items()}

    def broken_invariants(self):
        return [*self.broken_sums(), *self.broken_commitments(), *self.broken_objects()]

    def broken_sums(self):
        """I2, I5 and I6."""
        def total(book, *stages):
            return sum(self.total(book, stage) for stage in stages)
        if total("budget", "granted") != total(
                "budget", "available", "allocated", "committed", "payable", "paid", "returned"):
            yield "I2"
        if total("cash", "unspent-grant") != total(
                "budget", "available", "allocated", "committed") + total("cash", "advance", "recovery"):
            yield "I5: unspent-grant"
        if total("cash", "income") != total("cash", "expense"):
            yield "I5: income"
        back = sum(self.balance("cash", "in-transit", grant) for grant in self.grants)
        if self.balance(*self.till()) + total("cash", "receivable") - back != (
                total("budget", "granted") - total("budget", "paid", "returned")):
            yield "I6"

    def broken_commitments(self):
        """I4, and that the recoveries are what is on the account."""
        for id in self.commitments:
            cash = {stage: self.balance("cash", stage, id) for stage in (
                "payable", "in-transit", "expense", "advance", "recovery")}
            if self.balance("budget", "payable", id) != cash["payable"] + cash["in-transit"]:
                yield f"I4: payable of {id}"
            if cash["expense"] + cash["advance"] + cash["recovery"] != self.accepted(id):
                yield f"I4: expense of {id}"
            left = sum(self.recovery_left(one.id) or 0 for one in self.recoveries.values() if one.commitment == id)
            if self.state != "closed" and left != cash["recovery"]:
                yield f"recoveries of {id}: {left} left, {cash['recovery']} on the account"

    def broken_objects(self):
        """I8, and that nothing is paid beyond its claim."""
        for id in self.decisions:
            if self.unpromised(id) < 0:
                yield f"I8: {id}"
        for id, claim in self.claims.items():
            ordered = self.ordered(id)
            if ordered > claim.cents or (ordered and not self.is_accepted(id)):
                yield f"claim {id}: {ordered} ordered of {claim.cents}"
