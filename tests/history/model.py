"""An independent model of the money: what each act posts, and which acts are refused, from the specification of the
postings alone. It shares no code and no table with the program: what both say alike is thought of twice.

ROWS repeats the specification's rows as they stand there; the comments "row" and "When" name its places. Amounts are
integer cents, debit is positive. An account is (book, stage, what it is about), without its envelope."""
from collections import defaultdict
from dataclasses import dataclass, field

NEW = "new"  # stands for the id that the answer will give

DEBIT_SIDE = {"granted", "receivable", "advance", "recovery", "expense", "bank", "municipality"}
UNGUARDED = {"bank", "municipality"}  # facts at the bank are recorded, never refused
MAY_STAY = {"granted", "paid", "returned", "income", "expense"}  # "When" 5: the rest is zero at closing

# row | the envelope is | budget: debit / credit | cash: debit / credit. g grant, p proposal, c commitment; T bank or
# municipality; "funds" receivable:g or municipality; "back" receivable:g down to zero, then in-transit:g; "late" all in
# in-transit:g (both: municipality where there is no bank).
ROWS_AS_WRITTEN = """
1   | open              | granted:g / available     | funds:g / unspent-grant
1d  | open ended        | available / granted:g     | unspent-grant / back:g
2   | open ended        |                           | bank / receivable:g
3   | open              | available / allocated:p   |
4   | open              | allocated:p / committed:c |
5   | open ended        | committed:c / payable:c   | expense:c / payable:c and unspent-grant / income
5v  | open ended        | committed:c / payable:c   | advance:c / payable:c
5a  | open ended        |                           | expense:c / advance:c and unspent-grant / income
5u  | open ended        |                           | recovery:c / advance:c
6   | open ended closed |                           | payable:c / in-transit:c
7   | open ended closed | payable:c / paid:c        | in-transit:c / T
7a  | open ended closed |                           | in-transit:c / payable:c
7b  | open ended closed | paid:c / payable:c        | T / payable:c
8   | open ended        | committed:c / allocated:p |
9   | open ended        | allocated:p / available   |
10  | open ended        |                           | recovery:c / expense:c and income / unspent-grant
11  | open ended        | paid:c / available        | T / recovery:c
11a | open ended        |                           | expense:c / recovery:c and unspent-grant / income
11c | closed            | paid:c / returned         | T / expense:c and income / late:g
8c  | closed            | payable:c / returned      | payable:c / expense:c and income / late:g
12  | ended             | available / returned      | unspent-grant / back:g
12p | open ended closed |                           | in-transit:g / bank
"""

# "When" 5: what R may take back of an envelope that is closed, if it was recorded since.
REVERSIBLE_WHEN_CLOSED = {
    "payment.returned", "payment.ordered", "payment.booked", "payment.rejected", "payment.abandoned",
    "recovery.received", "return.booked"}


def read_rows(text):
    """{row: (states in which it may post, [(book, debit, credit)])}"""
    rows = {}
    for line in text.strip().splitlines():
        name, states, budget, cash = (column.strip() for column in line.split("|"))
        pairs = [(book, *(side.strip() for side in pair.split("/")))
                 for book, column in (("budget", budget), ("cash", cash)) if column
                 for pair in column.split(" and ")]
        rows[name] = (states.split(), pairs)
    return rows


ROWS = read_rows(ROWS_AS_WRITTEN)


@dataclass
class Prediction:
    """What an act is expected to do: `net` if it is accepted, and why it may not be."""
    act: str
    cents: int
    net: dict
    refusals: list
    facts: dict = field(default_factory=dict)


@dataclass
class Transaction:
    """A transaction that posted. `facts` names what it is about: {"commitment": id, "claim": id, …}."""
    id: str
    act: str
    cents: int
    net: dict
    facts: dict
    when_closed: bool
    reversed_by: str = None


def netted(lines):
    """One line an account, none of them zero (I1)."""
    net = defaultdict(int)
    for account, cents in lines:
        net[account] += cents
    return {account: cents for account, cents in net.items() if cents}


class Books:
    """The two books of one envelope, its grants, and all that was posted."""

    def __init__(self, mode):
        self.mode, self.state = mode, "open"
        self.balances = defaultdict(int)
        self.grants = []  # oldest first
        self.transactions = {}  # by id, oldest first
        self.about = defaultdict(list)  # the same by each of their facts

    # --- Accounts.

    def till(self):
        return "cash", "bank" if self.mode == "bank" else "municipality", None

    def balance(self, book, stage, about=None):
        """On the account's own side: 0 or more where it is guarded."""
        cents = self.balances[(book, stage, about)]
        return cents if stage in DEBIT_SIDE else -cents

    def total(self, book, stage):
        return sum(self.balance(*account) for account in list(self.balances) if account[:2] == (book, stage))

    def overdrawn(self, net):
        """A guarded account that would come on the other side of zero (I3), or None."""
        for account, cents in net.items():
            after = self.balances[account] + cents
            if account[1] not in UNGUARDED and (after < 0 if account[1] in DEBIT_SIDE else after > 0):
                return account
        return None

    # --- Lines.

    def lines(self, row, cents, parts, about):
        """The lines of a row; `parts` are the (grant, cents) to which a side goes back."""
        found = []
        for book, debit, credit in ROWS[row][1]:
            found += self.side(book, debit, cents, parts, about) + self.side(book, credit, -cents, parts, about)
        return found

    def side(self, book, written, cents, parts, about):
        stage, _, letter = written.partition(":")
        if stage == "T":
            return [(self.till(), cents)]
        if stage == "funds":
            return [(("cash", "receivable", about["g"]) if self.mode == "bank" else self.till(), cents)]
        if stage in ("back", "late"):
            return [line for grant, part in parts for line in self.back(grant, part, stage == "back")]
        return [((book, stage, about[letter] if letter else None), cents)]

    def back(self, grant, cents, has_receivable):
        """back(g): what was not received yet need not be sent back; late money was."""
        if self.mode != "bank":
            return [(self.till(), -cents)]
        not_received = min(cents, self.balance("cash", "receivable", grant)) if has_receivable else 0
        return [(("cash", "receivable", grant), -not_received), (("cash", "in-transit", grant), not_received - cents)]

    def shares(self, cents):
        """ "When" 6: by shares of granted, largest remainder to the oldest. [(grant, cents)], none zero."""
        granted = [self.balance("budget", "granted", grant) for grant in self.grants]
        total = sum(granted)
        if total == 0:
            return []
        parts = [cents * part // total for part in granted]
        by_remainder = sorted(range(len(granted)), key=lambda place: (-(cents * granted[place] % total), place))
        for place in by_remainder[:cents - sum(parts)]:
            parts[place] += 1
        return [(grant, part) for grant, part in zip(self.grants, parts) if part]

    # --- Acts in general.

    def predict(self, act, cents, rows, refusing=None, parts=(), facts=None, **about):
        """`rows`: {row: cents}; `refusing`: {why: whether it holds}; `about`: ids by the letters g, p, c."""
        net = netted(line for row, amount in rows.items() if amount > 0
                     for line in self.lines(row, amount, parts, about))
        refusals = [f"row {row}: the envelope is {self.state}" for row in rows if self.state not in ROWS[row][0]]
        refusals += [why for why, holds in (refusing or {}).items() if holds]
        if account := self.overdrawn(net):
            refusals.append(f"I3: {account} would be overdrawn")
        return Prediction(act, cents, net, refusals, facts or {})

    def predict_reversal(self, transaction):
        """Row R and "When" 5: the exact mirror, once, never of an R, and not where a guard would break."""
        net = {account: -cents for account, cents in transaction.net.items()}
        late = transaction.when_closed and transaction.act in REVERSIBLE_WHEN_CLOSED
        refusals = [why for why, holds in {
            "R: a second time": transaction.reversed_by,
            "R: of an R": transaction.act == "transaction.reversed",
            "When 5: the envelope is closed": self.state == "closed" and not late}.items() if holds]
        if account := self.overdrawn(net):
            refusals.append(f"R: a later row rests on {account}")
        return Prediction("transaction.reversed", transaction.cents, net, refusals, {"reversed": transaction.id})

    def record(self, prediction, answer, made=None):
        """Posts what was predicted; `made` is the id that NEW stood for, if not the act's own. Returns where the
        answer's lines and balances (I7) differ, or None."""
        def known(about):
            return (made or answer["id"]) if about == NEW else about
        net = {(book, stage, known(about)): cents for (book, stage, about), cents in prediction.net.items()}
        for account, cents in net.items():
            self.balances[account] += cents
        expected = {account: (cents, self.balances[account]) for account, cents in net.items()}
        found = {}
        for line in answer.get("postings") or []:
            book, _, stage, *about = line["account"].split(":")
            found[(book, stage, about[0] if about else None)] = (line["amountCents"], line["balanceCents"])
        if net:
            facts = {name: known(about) for name, about in prediction.facts.items()}
            posted = Transaction(answer["id"], prediction.act, prediction.cents, net, facts, self.state == "closed")
            self.transactions[posted.id] = posted
            for fact in facts.items():
                self.about[fact].append(posted)
            if prediction.act == "transaction.reversed":
                self.transactions[facts["reversed"]].reversed_by = answer["id"]
        return None if found == expected else {"expected": expected, "found": found}

    # --- What stands.

    def matching(self, acts, fact):
        """Transactions of these acts (or any) about one thing, {"claim": id}, oldest first."""
        return [one for one in self.about[next(iter(fact.items()))] if not acts or one.act in acts]

    def standing(self, *acts, **fact):
        """Those that were not reversed. (A reversal is about what it reverses only.)"""
        return [one for one in self.matching(acts, fact) if not one.reversed_by]

    def was_reversed(self, *acts, **fact):
        return any(one.reversed_by for one in self.matching(acts, fact))

    def sum(self, *acts, **fact):
        return sum(one.cents for one in self.standing(*acts, **fact))

    def unsettled_accounts(self):
        """ "When" 5: what keeps an envelope from closing."""
        return [account for account, cents in self.balances.items() if cents and account[1] not in MAY_STAY]
