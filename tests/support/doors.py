"""A neighbourhood with one of everything that is not public, each with a word of its own, and who may look at it."""
from support.buurtkas import DOCUMENT, Client
from support.neighbourhood import Neighbourhood

CLOSED, UNSEEN, NATURAL, INSIDE, NAMED, TIED = "Zwaluwnest", "Kievitsei", "Roodborst", "Merelhof", "Voorbeeld member", "Nachtegaal"
PERSON = f"{NATURAL} Veldman"  # a payee's name: the rest of that case has the word alone
WORDS = {"c": CLOSED, "u": UNSEEN, "n": NATURAL, "h": INSIDE, "p": NAMED, "t": TIED}


def effects(word):
    return [{"effect": name, "answer": "not-yet-known", "reason": word}
            for name in ("strengthens", "restores", "replaces", "numbs")]


class Doors(Neighbourhood):
    """`unseen` are ids that stand in no public answer; `readers` are clients by name."""

    def __init__(self, daemon):
        super().__init__(daemon, seats=3)
        self.rules = self.grantor.act("/v1/rule-sets", {
            "council": self.council, "base": "majority", "fromDate": self.day, "changeVote": True,
            "namesPublic": True})["id"]
        self.appoint("clerk", "objections-clerk", "organisation", self.organisation)
        self.before = self.public_balance()
        self.meet_behind_closed_doors()
        self.published = self.public_balance()
        self.decide_unseen()
        self.refuse_a_person()
        self.keep_inside()
        self.readers = {"anonymous": self.public, "stranger": self.make_stranger(), "member": self.member1,
                        "secretary": self.secretary, "payer": self.payer, "controller": self.controller,
                        "operator": self.operator, "neighbour": self.make_neighbour(), "grantor": self.grantor}

    def public_balance(self):
        told = self.public.get(f"/v1/envelopes/{self.envelope}/balance").json
        return {name: cents for name, cents in told.items() if name.endswith("Cents")}

    def make_neighbour(self):
        """The secretary of another council of the same organisation."""
        council = self.grantor.act("/v1/councils", {
            "organisation": self.organisation, "area": self.area, "name": "Raad van hiernaast", "statute": "none",
            "seats": 3, "namesPublic": False})["id"]
        self.appoint("neighbour", "secretary", "council", council)
        return self.people["neighbour"]

    def make_stranger(self):
        """The secretary of another council, of another organisation."""
        other = self.operator.act("/v1/organisations", {"name": "Andere gemeente", "kind": "municipality"})["id"]
        grantor, secretary = (self.operator.act("/v1/persons", {"name": name})["id"] for name in ("Ander een", "Ander twee"))
        tokens = [self.operator.act("/v1/tokens", {"person": one, "untilDate": "2099-01-01"})["token"]
                  for one in (grantor, secretary)]
        self.operator.act("/v1/appointments", {"person": grantor, "role": "grantor", "scope": "organisation",
                                               "scopeId": other, "fromDate": self.day})
        boss = Client(self.daemon.url, tokens[0])
        area = boss.act("/v1/areas", {"organisation": other, "name": "Elders", "fromDate": self.day,
                                      "codes": [{"code": "BU88880101"}]})["id"]
        council = boss.act("/v1/councils", {"organisation": other, "area": area, "name": "Raad van elders",
                                            "statute": "none", "seats": 3, "namesPublic": False})["id"]
        boss.act("/v1/appointments", {"person": secretary, "role": "secretary", "scope": "council",
                                      "scopeId": council, "fromDate": self.day})
        return Client(self.daemon.url, tokens[1])

    def decided(self, meeting, proposal, cents, choice="for", **more):
        """Drafted, opened, voted and closed. Returns the motion."""
        motion = self.motion(meeting, proposal, cents, **more)
        self.vote(motion, **dict.fromkeys(self.members, choice))
        self.secretary.act(f"/v1/motions/{motion}/_close")
        return motion

    def tell(self, decision, publish=True):
        ids = [self.secretary.act("/v1/notifications", {
            "decision": decision, "channel": "letter", "onDate": self.today})["id"]]
        if publish:
            ids.append(self.secretary.act("/v1/publications", {"decision": decision})["id"])
        return ids

    def meet_behind_closed_doors(self):
        """A closed meeting with a ballot, and a decision that is published: its words are, the meeting's are not."""
        word = {"title": CLOSED}
        self.closed = self.secretary.act("/v1/meetings", {
            "council": self.council, "onDate": self.today, "public": False, **word, "agenda": [{"number": 1, **word}, {"number": 2, **word}]})["id"]
        for name in self.members:
            self.secretary.act(f"/v1/meetings/{self.closed}/attendance", {
                "member": self.handles[name], "presence": "arrived"})
        self.secretary.act(f"/v1/meetings/{self.closed}/_open", {"ruleSet": self.rules})
        said = {"question": CLOSED, "conditions": CLOSED}
        self.closed_motion = self.decided(self.closed, self.proposal(200_000), 200_000, **said)
        self.closed_decision = self.decide(self.closed_motion)
        self.tell(self.closed_decision)
        self.open_behind = self.motion(self.closed, self.proposal(100_000), 100_000, **said)
        self.ballot = self.secretary.act("/v1/ballots", {
            "meeting": self.closed, "ruleSet": self.rules, "item": 2, "purpose": CLOSED, "method": "secret",
            "firstName": CLOSED, "secondName": CLOSED})["id"]

    def decide_unseen(self):
        """One decision that was not notified, one that was notified only, with money on it."""
        self.open = self.meeting()
        self.cases = [self.proposal(345_600), self.proposal(456_700)]
        self.instruct(self.cases[0], UNSEEN)
        self.unseen = []
        for notify, proposal, cents in ((False, self.cases[0], 345_600), (True, self.cases[1], 456_700)):
            motion = self.decided(self.open, proposal, cents)
            decision = self.decide(motion, reasons=UNSEEN, conditions=UNSEEN, effects=effects(UNSEEN))
            self.unseen += [decision, *(self.tell(decision, publish=False) if notify else [])]
        commitment = self.signatory.act("/v1/commitments", {
            "decision": decision, "payee": self.payee, "kind": "subsidy", "amountCents": 400_000, "description": UNSEEN})["id"]
        claim = self.claim(commitment, 300_000)
        self.unseen += [commitment, claim, self.pay(claim, 300_000, "eenmalig-1")]
        self.unseen_amounts = ["345600", "400000", "300000"]

    def instruct(self, proposal, word):
        """The grantor's acts in one case. Keeps their ids."""
        case = {"mandate": self.mandate, "proposal": proposal, "reason": word}
        given = self.grantor.act("/v1/instructions", {**case, "instruction": word, "document": DOCUMENT})["id"]
        asked = self.grantor.act("/v1/information-requests", {**case, "question": word})["id"]
        self.secretary.act(f"/v1/information-requests/{asked}/_answer", {"answer": word})
        self.case_ids = [*getattr(self, "case_ids", []), given, asked]

    def refuse_a_person(self):
        """A natural person's plan that is refused and published, with an objection; one that is not decided."""
        person = self.secretary.act("/v1/payees", {
            "organisation": self.organisation, "kind": "natural-person", "name": PERSON, "legalPerson": False,
            "basedInArea": True})["id"]
        self.plans = [self.secretary.act("/v1/proposals", {
            "envelope": self.envelope, "title": NATURAL, "summary": NATURAL, "applicant": person,
            "costLines": [{"label": NATURAL, "amountCents": cents}]})["id"] for cents in (70_000, 80_000)]
        for plan in self.plans:
            self.instruct(plan, NATURAL)
        said = {"question": NATURAL, "conditions": NATURAL, "effects": effects(NATURAL)}
        self.refused_motion = self.decided(self.open, self.plans[0], 70_000, "against", **said)
        self.refused = self.decide(self.refused_motion, reasons=NATURAL, effects=effects(NATURAL))
        self.tell(self.refused)
        self.motion(self.open, self.plans[1], 80_000, **said)
        self.objection = self.secretary.act("/v1/objections", {
            "decision": self.refused, "filedOn": self.today, "grounds": NATURAL, "excused": False})["id"]
        self.member1.act(f"/v1/decisions/{self.refused}/views", {"view": NATURAL})

    def keep_inside(self):
        """What is never public of what is: descriptions, references, a differing view, what ties a member."""
        commitment = self.signatory.act("/v1/commitments", {
            "decision": self.closed_decision, "payee": self.payee, "kind": "subsidy", "amountCents": 50_000,
            "description": INSIDE})["id"]
        claim = self.secretary.act("/v1/claims", {
            "commitment": commitment, "kind": "advance", "amountCents": 20_000, "description": INSIDE})["id"]
        self.acceptor.act(f"/v1/claims/{claim}/_accept")
        self.pay(claim, 20_000, "eenmalig-2")
        self.secretary.act(f"/v1/commitments/{commitment}/accountabilities", {
            "spentCents": 20_000, "unusedCents": 0, "document": DOCUMENT, "description": INSIDE})
        self.member2.act(f"/v1/decisions/{self.closed_decision}/views", {"view": INSIDE})
        other = self.secretary.act("/v1/payees", {
            "organisation": self.organisation, "kind": "organisation", "name": "Vereniging Elders",
            "legalPerson": True, "basedInArea": True})["id"]
        self.member3.act("/v1/interests", {
            "council": self.council, "payee": other, "relation": TIED, "deleteOn": "2030-01-01"})
