"""Refusals beyond the rows: accounts are pooled by commitment and by grant, so guards alone do not see that one claim,
payment or recovery among several has moved on; the program looks at the thing itself. Each kind stands here, with when
it applies: then it must come, and otherwise it may not. Any other refusal that the rows do not ask for is a
deviation."""
import re
from collections import namedtuple

# In `text`, ~ stands for any words. `applies(model, act)`: `act` is the prediction, or the transaction to be reversed.
Stricter = namedtuple("Stricter", "acts problem text applies")

REVERSAL = "transaction.reversed "  # followed by the act of what is reversed
PROMISES = ("commitment.made", "commitment.raised", "commitment.released")


def claim_is_reversed(model, act):
    return model.was_reversed("claim.accepted", claim=act.facts["claim"])


def is_above_settlement(model, act):
    commitment = act.facts["commitment"]
    settled = model.settlement(commitment)
    return settled is not None and act.cents > settled.cents - model.accepted(commitment)


def accountability_is_reversed(model, act):
    return model.was_reversed("accountability.accepted", accountability=act.facts["accountability"])


def recovery_is_reversed(model, act):
    """Before the closing the model itself refuses that."""
    return model.state == "closed" and model.recovery_left(act.facts["recovery"]) is None


def has_advance(model, act):
    return model.balance("cash", "advance", act.facts["commitment"]) > 0


def is_above_paid(model, act):
    return not has_advance(model, act) and act.cents > model.claimable(act.facts["commitment"])


def claim_is_paid_again(model, act):
    return act.cents > model.claim_left(model.payments[act.facts["payment"]].claim)


def commitment_is_settled(model, act):
    return model.settlement(act.facts["commitment"]) is not None


def claim_is_paid_on(model, act):
    return model.ordered(act.facts["claim"]) > 0


def payment_moved_on(model, act):
    return model.payment_stands(act.facts["payment"]) != act.act


def payment_has_no_room(model, act):
    claim = model.payments[act.facts["payment"]].claim
    return not payment_moved_on(model, act) and (act.cents > model.claim_left(claim) or not model.is_accepted(claim))


def recovery_was_used(model, act):
    return any(model.recovery_left(one.id) != one.cents
               for one in model.recoveries.values() if one.transaction == act.id)


def is_claimed_back(model, act):
    return bool(model.standing("recovery.claimed", commitment=act.facts["commitment"]))


def part_left_the_bank(model, act):
    return any(model.standing("return.booked", part=part.id)
               for part in model.parts.values() if part.transaction == act.id)


def reversals(*acts):
    return tuple(REVERSAL + act for act in acts)


RESTS = "later-row-rests-on-it"
STRICTER = (
    Stricter(("claim.accepted",), "wrong-state", "The claim is reversed.", claim_is_reversed),
    Stricter(("claim.accepted",), "more-than-committed", "~ left of the settled amount.", is_above_settlement),
    Stricter(("accountability.accepted",), "wrong-state", "The accountability is reversed.",
             accountability_is_reversed),
    Stricter(("recovery.received",), "wrong-state", "The recovery is reversed.", recovery_is_reversed),
    Stricter(("recovery.claimed",), "advance-open", "An advance is accounted for before money is claimed back.",
             has_advance),
    Stricter(("recovery.claimed",), "more-than-expense", "~ paid above the settled amount.", is_above_paid),
    Stricter(("payment.abandoned",), "more-than-payable", "~ of the claim still to be paid.", claim_is_paid_again),
    Stricter(reversals(*PROMISES), RESTS, "~: the commitment is settled.", commitment_is_settled),
    Stricter(reversals("claim.accepted"), RESTS, "~: the claim has been paid on.", claim_is_paid_on),
    Stricter(reversals("payment.ordered", "payment.booked", "payment.rejected", "payment.returned",
                       "payment.abandoned"), RESTS, "~: the payment has moved on.", payment_moved_on),
    Stricter(reversals("payment.rejected", "payment.returned"), RESTS,
             "~: the claim has been paid again or reversed.", payment_has_no_room),
    Stricter(reversals("accountability.accepted", "recovery.claimed"), RESTS,
             "~: the recovery has been received or written off.", recovery_was_used),
    Stricter(reversals("settlement.decided"), RESTS, "~: money was claimed back on the settlement.", is_claimed_back),
    Stricter(reversals("envelope.amended", "envelope.returned", "recovery.received", "payment.abandoned"), RESTS,
             "The return ~ has left the bank: reverse its booking first.", part_left_the_bank),
)


def reasons(model, act, is_reversal):
    """The kinds that apply to an act which the rows allow."""
    name = REVERSAL + act.act if is_reversal else act.act
    return [one for one in STRICTER if name in one.acts and one.applies(model, act)]


def says(reason, problem, text):
    pattern = ".+".join(re.escape(part) for part in reason.text.split("~"))
    return problem == reason.problem and re.fullmatch(pattern, text) is not None
