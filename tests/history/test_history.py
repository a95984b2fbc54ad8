"""A seeded random history of acts over the API. The touched envelope's sums hold after each act, everything is
verified every 250, and in the end `verify` agrees with the tables. Refusals are part of the history."""
import os
import random
import sys
import unittest

from support.buurtkas import DOCUMENT, EFFECTS, Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

ACTS = int(os.environ.get("HISTORY_ACTS", "10000"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
PROOF = {"proofKind": "bank-statement", "proof": DOCUMENT}


class World:
    """What the history may act on. Everything is tried, also what will be refused."""

    def __init__(self, daemon, mode, chance):
        self.chance = chance
        self.place = Neighbourhood(daemon, mode=mode, seats=3)
        self.meeting = self.place.meeting()
        self.mode = mode
        self.grants = [self.place.grant]
        self.decisions, self.commitments, self.claims, self.payments = [], [], [], []
        self.accountabilities, self.recoveries, self.transactions, self.settlements = [], [], [], []
        self.done, self.refused = 0, {}

    def pick(self, things):
        return self.chance.choice(things) if things else None

    def cents(self, most=200_000):
        return self.chance.randint(1, most)

    def post(self, who, path, body=None):
        answer = getattr(self.place, who).post(path, body)
        if answer.status in (200, 201):
            self.done += 1
            made = answer.json
            if made.get("postings"):
                self.transactions.append(made["id"])
            return made
        assert answer.status == 409, (path, body, answer)
        self.refused[answer.problem] = self.refused.get(answer.problem, 0) + 1
        return None

    def decide(self):
        place, cents = self.place, self.cents(500_000)
        proposal = self.post("secretary", "/v1/proposals", {
            "envelope": place.envelope, "title": "Plan", "applicant": place.payee,
            "costLines": [{"label": "Alles", "amountCents": cents}]})
        if not proposal:
            return
        motion = self.post("secretary", "/v1/motions", {
            "meeting": self.meeting, "item": 1, "subject": "allocation", "proposal": proposal["id"],
            "ruleSet": place.rules, "mandate": place.mandate, "amountCents": cents, "question": "Akkoord?"})
        if not motion or not self.post("secretary", f"/v1/motions/{motion['id']}/_open"):
            return
        for member in place.members:
            self.post(member, f"/v1/motions/{motion['id']}/votes", {
                "choice": self.chance.choice(["for", "for", "for", "against", "abstain"])})
        self.post("secretary", f"/v1/motions/{motion['id']}/_close")
        decision = self.post("secretary", "/v1/decisions", {
            "basis": "verdict", "motion": motion["id"], "reasons": "Reden.", "effects": EFFECTS})
        if decision:
            self.post("secretary", "/v1/notifications", {
                "decision": decision["id"], "channel": "letter", "onDate": place.today})
            self.decisions.append(decision["id"])

    def commit(self):
        if made := self.post("signatory", "/v1/commitments", {
                "decision": self.pick(self.decisions), "payee": self.place.payee, "kind": "subsidy",
                "amountCents": self.cents(300_000)}):
            self.commitments.append(made["id"])

    def claim(self):
        made = self.post("secretary", "/v1/claims", {
            "commitment": self.pick(self.commitments), "amountCents": self.cents(),
            "kind": self.chance.choice(["advance", "instalment", "instalment", "final", "directly-settled"])})
        if made:
            self.claims.append(made["id"])
            self.post("acceptor", f"/v1/claims/{made['id']}/_accept")

    def order(self):
        if made := self.post("payer", "/v1/payments", {
                "claim": self.pick(self.claims), "amountCents": self.cents(),
                "endToEndId": f"H-{self.done}-{len(self.payments)}"}):
            self.payments.append(made["id"])

    def settle_payment(self):
        verb = self.chance.choice(["_book", "_book", "_book", "_reject", "_return", "_abandon"])
        body = {"_book": PROOF, "_return": PROOF, "_reject": {}, "_abandon": {"reason": "Weg."}}[verb]
        self.post("payer", f"/v1/payments/{self.pick(self.payments)}/{verb}", body)

    def account(self):
        commitment = self.pick(self.commitments)
        made = self.post("secretary", f"/v1/commitments/{commitment}/accountabilities", {
            "spentCents": self.cents(100_000), "unusedCents": self.chance.choice([0, self.cents(20_000)]),
            "document": DOCUMENT})
        if made:
            accepted = self.post("acceptor", f"/v1/accountabilities/{made['id']}/_accept")
            if accepted and accepted.get("recovery"):
                self.recoveries.append(accepted["recovery"])

    def recover(self):
        recovery = self.pick(self.recoveries)
        if self.chance.random() < 0.8:
            self.post("payer", f"/v1/recoveries/{recovery}/_receive", {"amountCents": self.cents(20_000), **PROOF})
        else:
            self.post("grantor", f"/v1/recoveries/{recovery}/_write-off", {
                "amountCents": self.cents(5_000), "reason": "Failliet.", "document": DOCUMENT})

    def settle(self):
        commitment = self.pick(self.commitments)
        made = self.post("grantor", f"/v1/commitments/{commitment}/settlements", {
            "amountCents": self.cents(300_000), "reasons": "Klaar.", "effects": EFFECTS, "document": DOCUMENT})
        if made:
            claimed = self.post("grantor", "/v1/recoveries", {
                "commitment": commitment, "settlement": made["id"], "amountCents": self.cents(50_000)})
            if claimed:
                self.recoveries.append(claimed["id"])

    def release(self):
        self.post("signatory", f"/v1/commitments/{self.pick(self.commitments)}/releases", {
            "amountCents": self.cents(50_000), "reasonCode": "cheaper"})

    def raise_(self):
        self.post("signatory", f"/v1/commitments/{self.pick(self.commitments)}/_raise", {
            "amountCents": self.cents(50_000)})

    def amend(self):
        kind = self.chance.choice(["up", "up", "down"])
        body = {"kind": kind, "amountCents": self.cents(), "reason": "Wijziging.", "document": DOCUMENT}
        if kind == "down" or self.chance.random() < 0.7:
            body["grant"] = self.pick(self.grants)
        made = self.post("grantor", f"/v1/envelopes/{self.place.envelope}/amendments", body)
        if made and made.get("newGrant"):
            self.grants.append(made["newGrant"])

    def receive(self):
        if self.mode == "bank":
            self.post("payer", f"/v1/grants/{self.pick(self.grants)}/_receive", {
                "amountCents": self.cents(5_000_000), **PROOF})

    def reverse(self):
        self.post("controller", "/v1/reversals", {
            "transaction": self.pick(self.transactions), "reason": "Verkeerd.", "proof": DOCUMENT,
            "proofKind": "bank-statement"})

    def step(self):
        moves = [(self.decide, 3, True), (self.commit, 6, self.decisions), (self.claim, 8, self.commitments),
                 (self.order, 8, self.claims), (self.settle_payment, 10, self.payments),
                 (self.account, 3, self.commitments), (self.recover, 3, self.recoveries),
                 (self.settle, 1, self.commitments), (self.release, 1, self.commitments),
                 (self.raise_, 1, self.commitments), (self.amend, 1, True), (self.receive, 1, self.mode == "bank"),
                 (self.reverse, 2, self.transactions)]
        moves = [(move, weight) for move, weight, possible in moves if possible]
        self.chance.choices([move for move, _ in moves], [weight for _, weight in moves])[0]()


def check_sums(test, place):
    """I2 and I5, from what the API tells."""
    sums = place.balance()
    parts = ("available", "allocated", "committed", "payable", "paid", "returned")
    test.assertEqual(sums["grantedCents"], sum(sums[f"{part}Cents"] for part in parts), sums)
    test.assertEqual(sums["unspentGrantCents"], sum(sums[f"{part}Cents"] for part in (
        "available", "allocated", "committed", "advance", "recovery")), sums)
    for name, value in sums.items():
        if name.endswith("Cents") and not name.startswith(("bank", "municipality")):
            test.assertGreaterEqual(value, 0, name)


class History(unittest.TestCase):
    def play(self, mode, acts):
        chance = random.Random(f"{SEED}-{mode}")
        with Daemon() as daemon:
            world = World(daemon, mode, chance)
            checked = 0
            while world.done < acts:
                world.step()
                check_sums(self, world.place)
                if world.done // 250 > checked:
                    checked = world.done // 250
                    code, output = verify("--database", "--state", daemon.state)
                    self.assertEqual(code, 0, f"seed {SEED}, {world.done} acts: {output}")
            code, output = verify("--database", "--state", daemon.state)
            self.assertEqual(code, 0, f"seed {SEED}: {output}")
            code, output = verify(daemon.url + "/log")
            self.assertEqual(code, 0, f"seed {SEED}: {output}")
            print(f"{mode}: seed {SEED}, {world.done} acts, refusals {world.refused}", flush=True)

    def test_municipal_mode(self):
        self.play("municipal", ACTS // 2)

    def test_bank_mode(self):
        self.play("bank", ACTS - ACTS // 2)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
