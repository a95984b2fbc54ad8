"""The acts of a history: each is asked over the API, beside the model's prediction of it, and its answer compared."""
import http.client
import json
import urllib.parse
import uuid
from collections import Counter, deque

from history import stricter
from history.model import NEW
from history.rules import (Accountability, Claim, Commitment, Decision, Model, Part, Payment, Recovery, Settlement)
from support.buurtkas import DOCUMENT, EFFECTS, Answer
from support.money import PROOF, Money

REASON = {"reason": "Een reden."}


class Acts:
    """One method an act; those that make something keep it in the model. None or False is a refusal."""

    def __init__(self, daemon, mode):
        self.money = Money(daemon)
        self.joint = self.money.make_mandate("joint", 10_000_000_000)
        self.mode = mode
        address = urllib.parse.urlsplit(daemon.url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.requests, self.accepted, self.refused, self.stricter = 0, Counter(), Counter(), Counter()
        self.deviations, self.lately = [], deque(maxlen=15)

    def post(self, who, path, body):
        """An act over the connection that is kept. A refusal can only be a rule's (409)."""
        client = self.money.people[who]
        self.connection.request("POST", path, json.dumps(body), client.headers(
            Content_Type="application/json", Idempotency_Key=f'"{uuid.uuid4()}"'))
        response = self.connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        client.openapi.check("POST", path, answer)
        assert answer.status in (200, 201, 409), (path, body, answer)
        self.requests += 1
        return answer

    def prepare(self, who, path, body):
        """An act that posts nothing. Returns its JSON, or None."""
        answer = self.post(who, path, body)
        return None if answer.status == 409 else answer.json

    def deviate(self, what, *details):
        self.deviations.append((what, *details, "after", list(self.lately)))

    def attempt(self, who, path, body, prediction, reversed=None):
        """Asks, and compares with the model: whether it is accepted, its lines and its balances. Returns the JSON."""
        model = self.model
        expected = [] if prediction.refusals else stricter.reasons(model, reversed or prediction, bool(reversed))
        answer = self.post(who, path, body)
        name = prediction.act + (f" {reversed.act}" if reversed else "")
        self.lately.append((name, model.state, prediction.cents, answer.status))
        if answer.status == 409:
            self.refused[name] += 1
            self.note_refusal(name, prediction, expected, answer)
            return None
        made = answer.json
        self.accepted[name] += 1
        if prediction.refusals or expected:
            self.deviate("accepted", name, prediction.refusals, [one.text for one in expected], body, made)
        differences = model.record(prediction, made, made.get("newGrant"))
        if differences:
            self.deviate("posted", name, differences)
        for share in made.get("shares") or []:
            model.parts[share["return"]] = Part(share["return"], share["grant"], share["inTransitCents"], made["id"])
        return made

    def note_refusal(self, name, prediction, expected, answer):
        if prediction.refusals:
            return
        problem, text = answer.problem, answer.json["detail"]
        known = next((one for one in expected if stricter.says(one, problem, text)), None)
        if known:
            self.stricter[(name, self.model.state, problem, known.text)] += 1
        else:
            self.deviate("refused", name, problem, text, prediction)

    # --- The envelope.

    def open_envelope(self, euros):
        """A new envelope, and a new model of it."""
        made = self.money.fresh(euros, self.mode)
        self.model, self.envelope = Model(self.mode), f"/v1/envelopes/{made['id']}"
        self.model.grants.append(made["grant"])
        differences = self.model.record(self.model.envelope_opened(made["amountCents"]), made, made["grant"])
        if differences:
            self.deviate("posted", "envelope.opened", differences)

    def amend(self, is_up, grant, cents):
        body = {"kind": "up" if is_up else "down", "amountCents": cents, "document": DOCUMENT, **REASON}
        predict = self.model.envelope_amended_up if is_up else self.model.envelope_amended_down
        made = self.attempt("grantor", f"{self.envelope}/amendments", {**body, **({"grant": grant} if grant else {})},
                            predict(grant, cents))
        if made and is_up and not grant:
            self.model.grants.append(made["newGrant"])

    def receive_grant(self, grant, cents):
        self.attempt("payer", f"/v1/grants/{grant}/_receive", {"amountCents": cents, **PROOF},
                     self.model.grant_received(grant, cents))

    def give_back(self, cents):
        self.attempt("grantor", f"{self.envelope}/returns", {"amountCents": cents}, self.model.envelope_returned(cents))

    def book_return(self, part):
        self.attempt("payer", f"/v1/returns/{part}/_book", PROOF, self.model.return_booked(part))

    def end(self):
        if self.model.state == "open":
            assert self.prepare("grantor", f"{self.envelope}/_end", {}), "ended"
            self.model.state = "ended"

    def close(self):
        """ "When" 5."""
        left = self.model.unsettled_accounts()
        may_close = self.model.state == "ended" and not left
        answer = self.post("grantor", f"{self.envelope}/_close", {})
        if (answer.status == 200) != may_close:
            self.deviate("closing", answer, self.model.state, left)
        if answer.status == 200:
            self.model.state = "closed"
            self.accepted["envelope.closed"] += 1

    # --- Decisions.

    def propose(self, euros, is_joint):
        """A proposal, voted for, and decided on."""
        motion = self.money.voted(euros, self.joint if is_joint else None)
        proposal = self.money.secretary.get(f"/v1/motions/{motion}").json["proposal"]
        if not is_joint:
            self.decide(motion, proposal, euros * 100)
        elif made := self.prepare("secretary", *self.money.deciding(motion)):
            self.model.decisions[made["id"]] = Decision(made["id"], proposal, euros * 100, motion, True)
            self.concur(made["id"])

    def decide(self, motion, proposal, cents):
        made = self.attempt("secretary", *self.money.deciding(motion), self.model.decision_takes_effect(
            "decision.made", NEW, proposal, cents))
        if made:
            self.model.decisions[made["id"]] = Decision(made["id"], proposal, cents, motion, False)
            self.tell(made["id"])

    def concur(self, decision):
        one = self.model.decisions[decision]
        if self.attempt("holder", f"/v1/decisions/{decision}/concurrences", {"answer": "concurs"},
                        self.model.decision_takes_effect("decision.concurred", decision, one.proposal, one.cents)):
            self.tell(decision)

    def tell(self, decision):
        self.prepare("secretary", "/v1/notifications", {
            "decision": decision, "channel": "letter", "onDate": self.money.today})
        self.prepare("secretary", "/v1/publications", {"decision": decision})

    def release_allocation(self, decision, cents):
        self.attempt("secretary", f"/v1/decisions/{decision}/releases", {
            "amountCents": cents, "reasonCode": "not-needed"}, self.model.allocation_released(decision, cents))

    # --- Commitments.

    def commit(self, decision, cents):
        made = self.attempt("signatory", "/v1/commitments", {
            "decision": decision, "payee": self.money.payee, "kind": "subsidy", "amountCents": cents},
            self.model.commitment_grows("commitment.made", decision, NEW, cents))
        if made:
            proposal = self.model.decisions[decision].proposal
            self.model.commitments[made["id"]] = Commitment(made["id"], decision, proposal)

    def raise_commitment(self, commitment, cents):
        decision = self.model.commitments[commitment].decision
        self.attempt("signatory", f"/v1/commitments/{commitment}/_raise", {"amountCents": cents},
                     self.model.commitment_grows("commitment.raised", decision, commitment, cents))

    def release_commitment(self, commitment, cents):
        self.attempt("signatory", f"/v1/commitments/{commitment}/releases", {
            "amountCents": cents, "reasonCode": "cheaper"}, self.model.commitment_released(commitment, cents))

    def settle(self, commitment, cents):
        made = self.attempt("grantor", f"/v1/commitments/{commitment}/settlements", {
            "amountCents": cents, "reasons": "Klaar.", "effects": EFFECTS, "document": DOCUMENT},
            self.model.settlement_decided(commitment, cents))
        if made:
            self.model.settlements[made["id"]] = Settlement(made["id"], commitment, cents)

    # --- Claims and accountability.

    def claim(self, commitment, kind, cents):
        made = self.prepare("secretary", "/v1/claims", {"commitment": commitment, "kind": kind, "amountCents": cents})
        if made:
            self.model.claims[made["id"]] = Claim(made["id"], commitment, kind, cents)
            self.accept_claim(made["id"])

    def accept_claim(self, claim):
        self.attempt("acceptor", f"/v1/claims/{claim}/_accept", {}, self.model.claim_accepted(claim))

    def account(self, commitment, spent, unused):
        made = self.prepare("secretary", f"/v1/commitments/{commitment}/accountabilities", {
            "spentCents": spent, "unusedCents": unused, "document": DOCUMENT})
        if made:
            self.model.accountabilities[made["id"]] = Accountability(made["id"], commitment, spent, unused)
            self.accept_accountability(made["id"])

    def accept_accountability(self, accountability):
        one = self.model.accountabilities[accountability]
        made = self.attempt("acceptor", f"/v1/accountabilities/{accountability}/_accept", {},
                            self.model.accountability_accepted(accountability))
        if made and one.unused:
            recovery = made["recovery"]
            self.model.recoveries[recovery] = Recovery(recovery, one.commitment, one.unused, made["id"])

    # --- Payments and recoveries.

    def order(self, claim, cents):
        made = self.attempt("payer", *self.ordering(claim, cents), self.model.payment_ordered(claim, cents))
        if made:
            commitment = self.model.claims[claim].commitment
            self.model.payments[made["id"]] = Payment(made["id"], claim, commitment, cents)
        return made and made["id"]

    def ordering(self, claim, cents):
        return "/v1/payments", {"claim": claim, "amountCents": cents, "endToEndId": uuid.uuid4().hex}

    def move_payment(self, verb, payment):
        self.attempt("payer", f"/v1/payments/{payment}/_{verb}", PROOF if verb in ("book", "return") else REASON,
                     self.model.payment_moved(verb, payment))

    def recover(self, commitment, cents):
        made = self.attempt("grantor", "/v1/recoveries", {
            "commitment": commitment, "settlement": self.model.settlement(commitment).id, "amountCents": cents},
            self.model.recovery_claimed(commitment, cents))
        if made:
            self.model.recoveries[made["id"]] = Recovery(made["id"], commitment, cents, made["id"])

    def receive(self, recovery, cents):
        self.attempt("payer", f"/v1/recoveries/{recovery}/_receive", {"amountCents": cents, **PROOF},
                     self.model.recovery_received(recovery, cents))

    def write_off(self, recovery, cents):
        self.attempt("grantor", f"/v1/recoveries/{recovery}/_write-off", {
            "amountCents": cents, "document": DOCUMENT, **REASON}, self.model.recovery_written_off(recovery, cents))

    # --- Corrections.

    def reverse(self, transaction):
        self.attempt("controller", "/v1/reversals", {"transaction": transaction.id, **REASON, **PROOF},
                     self.model.predict_reversal(transaction), reversed=transaction)

    def compare_balance(self):
        """The envelope's balance as anyone reads it."""
        told = self.money.controller.get(f"{self.envelope}/balance").json
        different = {name: (told.get(name), cents) for name, cents in self.model.columns().items()
                     if told.get(name) != cents}
        if different:
            self.deviate("balance", different)
