"""Random moves: which act is tried next, on what and for how much. Amounts lie around what the model says is there, so
that most acts are just possible or just not; things made lately are preferred, so that acts meet."""
import random

from history.acts import Acts
from history.rules import PAYING

END_BETWEEN = (120, 240)  # moves of one envelope after which it ends
FINISH_AFTER, MOVES = 260, 400  # from then on it heads for its closing, and some of its moves come after that
MOST_GRANTS = 6


class Impossible(Exception):
    """The move has nothing to act on."""


class Explorer(Acts):
    def __init__(self, daemon, mode, seed):
        super().__init__(daemon, mode)
        self.chance = random.Random(f"{seed}-{mode}")

    def play(self, requests):
        """Envelope after envelope, until that many requests were made."""
        while self.requests < requests and not self.deviations:
            self.open_envelope(self.chance.choice([20_000, 50_000]))
            self.play_envelope(requests)
            self.compare_balance()

    def play_envelope(self, requests):
        ends = self.chance.randint(*END_BETWEEN)
        for number in range(MOVES):
            self.move()
            if number == ends:
                self.end()
            if number >= FINISH_AFTER and number % 15 == FINISH_AFTER % 15 and self.model.state != "closed":
                self.finish()
            if number % 25 == 0:
                self.compare_balance()
            for broken in self.model.broken_invariants():
                self.deviate("invariant", broken)
            if self.requests >= requests or self.deviations:
                return

    def move(self):
        move = self.chance.choices([move for move, _ in MOVES_BY_WEIGHT], [weight for _, weight in MOVES_BY_WEIGHT])[0]
        try:
            move(self)
        except Impossible:
            pass

    # --- What, and how much.

    def one_of(self, things):
        """Mostly one of the last."""
        found = list(things)
        if not found:
            raise Impossible
        return self.chance.choice(found[-6:] if self.chance.random() < 0.6 else found)

    def mostly(self, things, fits):
        """Mostly those that fit, if there are any."""
        fitting = [one for one in things if fits(one)]
        return fitting if fitting and self.chance.random() < 0.7 else things

    def cents(self, around):
        """Mostly exactly what is there, one too many, or less."""
        draw = self.chance.random()
        if around > 0 and draw < 0.9:
            return around if draw < 0.45 else around + 1 if draw < 0.55 else self.chance.randint(1, around)
        if self.chance.random() < 0.8:
            raise Impossible
        return self.chance.randint(1, 200_000)

    # --- The moves.

    def try_proposal(self):
        if self.model.state != "open":
            raise Impossible
        available = self.model.balance("budget", "available")
        cents = self.chance.randint(100, max(100, available)) if self.chance.random() < 0.85 else available + 100
        self.propose(max(1, min(cents, 400_000) // 100), is_joint=self.chance.random() < 0.3)

    def try_deciding_again(self):
        one = self.one_of([one for one in self.model.decisions.values() if not one.is_joint])
        self.decide(one.motion, one.proposal, one.cents)

    def try_concurring(self):
        self.concur(self.one_of([one.id for one in self.model.decisions.values() if one.is_joint]))

    def try_committing(self):
        decision = self.one_of(self.model.decisions)
        self.commit(decision, self.cents(self.model.unpromised(decision)))

    def try_raising(self):
        commitment = self.one_of(self.model.commitments)
        decision = self.model.commitments[commitment].decision
        self.raise_commitment(commitment, self.cents(self.model.unpromised(decision)))

    def try_releasing(self):
        commitment = self.one_of(self.model.commitments)
        self.release_commitment(commitment, self.cents(self.model.balance("budget", "committed", commitment)))

    def try_claiming(self):
        commitment = self.one_of(self.model.commitments)
        if self.model.state == "closed":
            raise Impossible
        kind = self.chance.choice(["advance", "advance", "instalment", "final"])
        self.claim(commitment, kind, self.cents(self.model.balance("budget", "committed", commitment)))

    def try_accepting(self):
        self.accept_claim(self.one_of(self.model.claims))

    def try_ordering(self):
        claim = self.one_of(self.mostly(self.model.claims, self.model.is_accepted))
        around = self.model.claim_left(claim)
        if self.mode == "bank" and self.chance.random() < 0.5:
            around = min(around, self.model.free_in_bank())
        self.order(claim, self.cents(around))

    def try_moving_a_payment(self):
        verb = self.chance.choices(list(PAYING), [4, 1, 2, 2 if self.model.state == "closed" else 0.3])[0]
        self.move_payment(verb, self.one_of(self.mostly(
            self.model.payments, lambda payment: self.model.payment_stands(payment) == PAYING[verb][2])))

    def try_accounting(self):
        commitment = self.one_of(self.model.commitments)
        if self.model.state == "closed":
            raise Impossible
        cents = self.cents(self.model.balance("cash", "advance", commitment))
        spent = self.chance.choice([0, cents, self.chance.randint(0, cents)])
        self.account(commitment, spent, cents - spent)

    def try_accepting_an_account(self):
        self.accept_accountability(self.one_of(self.model.accountabilities))

    def try_settling(self):
        commitment = self.one_of(self.model.commitments)
        accepted = self.model.accepted(commitment)
        most = accepted + self.model.balance("budget", "committed", commitment)
        self.settle(commitment, self.chance.choice([accepted, accepted // 2, accepted // 3, most, self.cents(most)]))

    def try_settling_below(self):
        """Below what was paid, and what was too much claimed back: rare if left to chance."""
        model = self.model
        commitment = self.one_of([id for id in model.commitments if model.balance("budget", "paid", id) > 0
                                  and not model.settlement(id) and not model.balance("cash", "advance", id)])
        below = self.chance.randint(1, model.balance("budget", "paid", commitment))
        self.settle(commitment, model.accepted(commitment) - below)
        for _ in range(2):
            if model.settlement(commitment):
                self.claim_back(commitment)

    def try_recovering(self):
        settled = [id for id in self.model.commitments if self.model.settlement(id)]
        self.claim_back(self.one_of(self.mostly(settled, self.model.claimable)))

    def claim_back(self, commitment):
        above = self.model.accepted(commitment) - self.model.settlement(commitment).cents
        self.recover(commitment, self.cents(self.chance.choice([max(0, above), self.model.claimable(commitment)])))

    def try_receiving(self):
        recovery = self.one_of(self.model.recoveries)
        if self.model.state == "closed":
            spent = self.model.balance("cash", "expense", self.model.recoveries[recovery].commitment)
            self.receive(recovery, self.cents(self.chance.choice([spent, 5])))
        else:
            self.receive(recovery, self.cents(self.model.recovery_left(recovery) or 0))

    def try_writing_off(self):
        recovery = self.one_of(self.model.recoveries)
        self.write_off(recovery, self.cents(self.model.recovery_left(recovery) or 0))

    def try_releasing_an_allocation(self):
        decision = self.one_of(self.model.decisions)
        self.release_allocation(decision, self.cents(self.model.unpromised(decision)))

    def try_amending(self):
        is_up = self.chance.random() < 0.5
        grant = self.chance.choice(self.model.grants + ([None] * 2 if is_up else []))
        if grant is None and len(self.model.grants) >= MOST_GRANTS:
            raise Impossible
        if grant is None:  # often as large as another: equal remainders go to the oldest
            around = self.model.balance("budget", "granted", self.chance.choice(self.model.grants))
        else:
            around = self.chance.choice([self.model.balance("budget", "available"), 1000])
        self.amend(is_up, grant, self.cents(around))

    def try_receiving_a_grant(self):
        if self.mode != "bank":
            raise Impossible
        grant = self.chance.choice(self.model.grants)
        self.receive_grant(grant, self.cents(self.model.balance("cash", "receivable", grant)))

    def try_giving_back(self):
        self.give_back(self.cents(self.model.balance("budget", "available")))

    def try_booking_a_return(self):
        if self.mode != "bank":
            raise Impossible
        self.book_return(self.one_of(self.mostly(self.model.parts, self.model.is_on_its_way)))

    def try_reversing(self):
        posted = list(self.model.transactions.values())
        if not posted:
            raise Impossible
        one = self.chance.choice(posted[-8:] if self.chance.random() < 0.65 else posted)
        everything_rests_on_it = one.act in ("envelope.opened", "decision.made", "decision.concurred")
        is_void = one.reversed_by or one.act == "transaction.reversed"
        if self.chance.random() < (0.9 if everything_rests_on_it else 0.7 if is_void else 0):
            raise Impossible
        self.reverse(one)

    # --- Heading for the closing: what is still open is paid, accounted for, recovered, released and returned.

    def finish(self):
        self.end()
        self.finish_payments()
        self.finish_commitments()
        if available := self.model.balance("budget", "available"):
            self.give_back(available)
        for part in list(self.model.parts):
            if self.model.is_on_its_way(part):
                self.book_return(part)
        self.close()

    def finish_payments(self):
        model = self.model
        for payment in list(model.payments):
            if model.payment_stands(payment) == "payment.ordered":
                self.move_payment("book", payment)
        for grant in model.grants:
            if receivable := model.balance("cash", "receivable", grant):
                self.receive_grant(grant, receivable)
        for claim in model.claims:
            if model.is_accepted(claim) and model.claim_left(claim):
                payment = self.order(claim, model.claim_left(claim))
                if payment:
                    self.move_payment("book", payment)

    def finish_commitments(self):
        model = self.model
        for commitment in model.commitments:
            if advance := model.balance("cash", "advance", commitment):
                self.account(commitment, advance // 2, advance - advance // 2)
        for recovery in list(model.recoveries):
            if left := model.recovery_left(recovery):
                self.receive(recovery, left)
        for commitment in model.commitments:
            if committed := model.balance("budget", "committed", commitment):
                self.release_commitment(commitment, committed)
        for decision in model.decisions:
            if unpromised := model.unpromised(decision):
                self.release_allocation(decision, unpromised)


MOVES_BY_WEIGHT = (
    (Explorer.try_proposal, 3), (Explorer.try_deciding_again, 1), (Explorer.try_concurring, 1),
    (Explorer.try_committing, 5), (Explorer.try_raising, 2), (Explorer.try_releasing, 2), (Explorer.try_claiming, 7),
    (Explorer.try_accepting, 1), (Explorer.try_ordering, 8), (Explorer.try_moving_a_payment, 10),
    (Explorer.try_accounting, 4), (Explorer.try_accepting_an_account, 1), (Explorer.try_settling, 2),
    (Explorer.try_settling_below, 3), (Explorer.try_recovering, 4), (Explorer.try_receiving, 5),
    (Explorer.try_writing_off, 2),
    (Explorer.try_releasing_an_allocation, 1), (Explorer.try_amending, 3), (Explorer.try_receiving_a_grant, 3),
    (Explorer.try_giving_back, 1), (Explorer.try_booking_a_return, 2), (Explorer.try_reversing, 22))
