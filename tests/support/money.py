"""A neighbourhood with the acts of every posting row: a fresh envelope a test, amounts in whole euros."""
import uuid

from support.buurtkas import DOCUMENT, EFFECTS, request
from support.neighbourhood import Neighbourhood

PROOF = {"proofKind": "bank-statement", "proof": DOCUMENT}
YES, NO = "for", "against"


def eur(euros):
    """As sentences write it: 40000 is EUR 40000.00."""
    return f"EUR {euros}.00"


class Money(Neighbourhood):
    """Every method is one act (or a decision's whole way) and gives its JSON; `ids` are those of the last ones."""

    def __init__(self, daemon, **more):
        super().__init__(daemon, **{"seats": 1, "ceiling_cents": 10_000_000_000, **more})
        self.room = self.meeting()

    def fresh(self, euros=1_000_000, mode="municipal", **more):
        """Another envelope, which the acts below then use."""
        made = self.grantor.act("/v1/envelopes", {**self.envelope_body(euros * 100, mode), **more})
        self.envelope, self.grant = made["id"], made["grant"]
        return made

    def columns(self, envelope=None):
        """Balances that are not zero, in euros, by column: {"granted": 100, …}."""
        balance = self.balance(envelope)
        return {name.removesuffix("Cents"): cents // 100 for name, cents in balance.items()
                if name.endswith("Cents") and cents != 0}

    def log_size(self):
        return int(request(self.daemon.url, "GET", "/log/checkpoint").body.split(b"\n")[1])

    def no(self, who, path, body, problem, *amounts, status=409):
        """An act that is refused: with this problem, a sentence with these amounts in euros, and nothing changed."""
        before = (self.log_size(), self.balance())
        refusal = self.people[who].refused(path, body, problem, status=status)
        assert refusal["detail"].strip().endswith("."), refusal
        for euros in amounts:
            assert eur(euros) in refusal["detail"], (amounts, refusal)
        assert (self.log_size(), self.balance()) == before, "a refused act changed something"
        return refusal

    # --- The envelope: rows 1, 1d, 2, 12, 12p.

    def amend(self, kind, euros, grant=None, **more):
        body = {"kind": kind, "amountCents": euros * 100, "reason": "Begrotingswijziging", "document": DOCUMENT, **more}
        return f"/v1/envelopes/{self.envelope}/amendments", {**body, **({"grant": grant} if grant else {})}

    def up(self, euros, grant=None, **more):
        return self.grantor.act(*self.amend("up", euros, grant, **more))

    def down(self, euros, grant=None, **more):
        return self.grantor.act(*self.amend("down", euros, grant or self.grant, **more))

    def receive(self, euros, grant=None):
        return self.payer.act(*self.received(euros, grant))

    def received(self, euros, grant=None):
        return f"/v1/grants/{grant or self.grant}/_receive", {"amountCents": euros * 100, **PROOF}

    def end(self):
        return self.grantor.act(f"/v1/envelopes/{self.envelope}/_end")

    def close(self):
        return self.grantor.act(f"/v1/envelopes/{self.envelope}/_close")

    def give_back(self, euros):
        return self.grantor.act(*self.returning(euros))

    def returning(self, euros):
        return f"/v1/envelopes/{self.envelope}/returns", {"amountCents": euros * 100}

    def finish(self):
        """Ends, returns what is available (booked where there is a bank), closes."""
        self.end()
        if left := self.columns().get("available"):
            for share in self.give_back(left)["shares"]:
                if share["inTransitCents"]:
                    self.payer.act(f"/v1/returns/{share['return']}/_book", PROOF)
        return self.close()

    # --- Decisions: row 3, and 9 by the council.

    def voted(self, euros, mandate=None, asked=None, choice=YES, proposal=None, **more):
        """A closed motion, on a new proposal unless one is named."""
        if asked:
            more["partialReason"] = "Minder dan gevraagd: een reden."
        proposal = proposal or self.proposal((asked or euros) * 100)
        motion = self.motion(self.room, proposal, euros * 100, mandate, **more)
        self.vote(motion, **dict.fromkeys(self.members, choice))
        self.secretary.act(f"/v1/motions/{motion}/_close")
        return motion

    def deciding(self, motion, **more):
        body = {"basis": "verdict", "motion": motion, "reasons": "Een reden.", "effects": EFFECTS}
        return "/v1/decisions", {**body, **more}

    def allocate(self, euros, notify=True, **more):
        """Decided and, unless told otherwise, notified and published."""
        decision = self.secretary.act(*self.deciding(self.voted(euros, **more)))["id"]
        return self.tell(decision) if notify else decision

    def tell(self, decision):
        self.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": self.today})
        self.secretary.act("/v1/publications", {"decision": decision})
        return decision

    def releasing(self, decision, euros, releasing=None):
        body = {"amountCents": euros * 100, "reasonCode": "not-needed"}
        return f"/v1/decisions/{decision}/releases", {**body, **({"releasingDecision": releasing} if releasing else {})}

    def decide_release(self, decision, euros):
        """The council's decision to release (row 9 needs it while the envelope is open)."""
        proposal = self.secretary.get(f"/v1/decisions/{decision}").json["proposal"]
        motion = self.motion(self.room, proposal, euros * 100, subject="release", releases=decision)
        self.vote(motion, **dict.fromkeys(self.members, YES))
        self.secretary.act(f"/v1/motions/{motion}/_close")
        return self.secretary.act(*self.deciding(motion))["id"]

    def release_allocation(self, decision, euros):
        return self.secretary.act(*self.releasing(decision, euros, self.decide_release(decision, euros)))

    # --- Commitments, claims, accountability: rows 4, 8, 5, 5v, 5a, 5u.

    def committing(self, decision, euros, **more):
        return "/v1/commitments", {"decision": decision, "payee": self.payee, "kind": "subsidy",
                                   "amountCents": euros * 100, **more}

    def promise(self, euros, allocated=None, **more):
        """A new decision with one commitment on it. Returns the commitment's id."""
        self.decided = self.allocate(allocated or euros)
        return self.signatory.act(*self.committing(self.decided, euros, **more))["id"]

    def file(self, commitment, euros, kind="instalment"):
        body = {"commitment": commitment, "kind": kind, "amountCents": euros * 100}
        return self.secretary.act("/v1/claims", body)["id"]

    def accept(self, claim, **more):
        return self.acceptor.act(f"/v1/claims/{claim}/_accept", more)

    def accepted(self, commitment, euros, kind="instalment"):
        """A claim, filed and accepted. Returns its id."""
        claim = self.file(commitment, euros, kind)
        self.accept(claim)
        return claim

    def account(self, commitment, spent, unused):
        """An accountability, filed. Returns the path that accepts it."""
        filed = self.secretary.act(f"/v1/commitments/{commitment}/accountabilities", {
            "spentCents": spent * 100, "unusedCents": unused * 100, "document": DOCUMENT})
        return f"/v1/accountabilities/{filed['id']}/_accept"

    def settling(self, commitment, euros):
        return f"/v1/commitments/{commitment}/settlements", {
            "amountCents": euros * 100, "reasons": "Alles is uitgevoerd.", "effects": EFFECTS, "document": DOCUMENT}

    def settle(self, commitment, euros):
        return self.grantor.act(*self.settling(commitment, euros))

    # --- Payments and recoveries: rows 6, 7, 7a, 7b, 8c, 10, 11, 11a, 11c.

    def ordering(self, claim, euros, end_to_end=None):
        reference = end_to_end or uuid.uuid4().hex
        return "/v1/payments", {"claim": claim, "amountCents": euros * 100, "endToEndId": reference}

    def order(self, claim, euros):
        return self.payer.act(*self.ordering(claim, euros))["id"]

    def on_payment(self, payment, verb, **more):
        body = {"reason": "Een reden."} if verb in ("reject", "abandon") else PROOF
        return self.payer.act(f"/v1/payments/{payment}/_{verb}", {**body, **more})

    def paid(self, commitment, euros, kind="instalment"):
        """Filed, accepted, ordered, booked. Returns (claim, payment)."""
        claim = self.accepted(commitment, euros, kind)
        payment = self.order(claim, euros)
        self.on_payment(payment, "book")
        return claim, payment

    def recovering(self, commitment, settlement, euros):
        return "/v1/recoveries", {"commitment": commitment, "settlement": settlement, "amountCents": euros * 100}

    def overpaid(self, paid, settled):
        """A commitment that was paid more than it was settled at. Returns (commitment, settlement)."""
        commitment = self.promise(paid)
        self.paid(commitment, paid)
        return commitment, self.settle(commitment, settled)["id"]

    def recover(self, commitment, settlement, euros):
        return self.grantor.act(*self.recovering(commitment, settlement, euros))["id"]

    def got(self, recovery, euros):
        return f"/v1/recoveries/{recovery}/_receive", {"amountCents": euros * 100, **PROOF}

    def refunding(self, commitment, euros, **more):
        return f"/v1/commitments/{commitment}/refunds", {"amountCents": euros * 100, **PROOF, **more}

    def writing_off(self, recovery, euros):
        return f"/v1/recoveries/{recovery}/_write-off", {
            "amountCents": euros * 100, "reason": "De stichting is failliet.", "document": DOCUMENT}

    # --- Row R.

    def reversing(self, transaction, proof=True):
        return "/v1/reversals", {"transaction": transaction, "reason": "Verkeerd geboekt.", **(PROOF if proof else {})}

    def reverse(self, transaction):
        return self.controller.act(*self.reversing(transaction))["id"]

    # --- Separations.

    def both(self, *roles):
        """One person with several roles in the organisation. Returns the name by which `people` knows the person."""
        name = "-and-".join(roles) + "-" + uuid.uuid4().hex[:6]
        for role in roles:
            self.appoint(name, role, "organisation", self.organisation)
        return name
