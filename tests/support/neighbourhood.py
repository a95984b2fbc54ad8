"""A small neighbourhood, made through the API: the state that most scenarios start from."""
from support.buurtkas import DOCUMENT, EFFECTS, Client


AGENDA = [{"number": 1, "title": "Plannen"}, {"number": 2, "title": "Meer plannen"}]


class Neighbourhood:
    """Organisation, area, council of `seats` members (and `vacant` seats), rules, programme, envelope, mandate; a
    client per person."""

    def __init__(self, daemon, seats=3, grant_cents=100_000_000, ceiling_cents=50_000_000, mode="municipal",
                 exercise="alone", day="2026-01-01", today="2026-01-05", vacant=0, members=None):
        self.daemon, self.day, self.today = daemon, day, today
        self.operator = Client(daemon.url, daemon.tokens["operator"])
        self.public = Client(daemon.url)
        self.people, self.persons, self.handles, self.appointments = {}, {}, {}, {}
        self.organisation = self.operator.act("/v1/organisations", {
            "name": "Gemeente Voorbeeldstad", "kind": "municipality", "code": "GM9999"})["id"]
        self.appoint("grantor", "grantor", "organisation", self.organisation, by=self.operator)
        for role in ("holder", "signatory", "acceptor", "payer", "controller", "importer"):
            self.appoint(role, role, "organisation", self.organisation)
        self.make_council(seats, vacant, seats if members is None else members)
        self.make_money(grant_cents, ceiling_cents, mode, exercise)

    def person(self, name):
        if name not in self.people:
            person = self.operator.act("/v1/persons", {"name": f"Voorbeeld {name}"})["id"]
            token = self.operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})["token"]
            self.persons[name], self.people[name] = person, Client(self.daemon.url, token)
        return self.people[name]

    def appoint(self, name, role, scope, scope_id, by=None):
        self.person(name)
        made = (by or self.people["grantor"]).act("/v1/appointments", {
            "person": self.persons[name], "role": role, "scope": scope, "scopeId": scope_id, "fromDate": self.day})
        self.handles[name], self.appointments[name] = made["handle"], made["id"]
        return made

    def __getattr__(self, name):
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def make_council(self, seats, vacant, members):
        grantor = self.people["grantor"]
        self.area = grantor.act("/v1/areas", {
            "organisation": self.organisation, "name": "Voorbeeldwijk", "fromDate": self.day,
            "codes": [{"code": "BU99990101"}]})["id"]
        self.council = grantor.act("/v1/councils", {
            "organisation": self.organisation, "area": self.area, "name": "Programmaraad Voorbeeldwijk",
            "statute": "none", "seats": seats + vacant, "namesPublic": False})["id"]
        self.appoint("secretary", "secretary", "council", self.council)
        self.members = [f"member{i + 1}" for i in range(members)]
        for name in self.members:
            self.appoint(name, "member", "council", self.council, by=self.people["secretary"])
        self.rules = grantor.act("/v1/rule-sets", {
            "council": self.council, "base": "majority", "fromDate": self.day, "changeVote": True,
            "namesPublic": False})["id"]

    def make_money(self, grant_cents, ceiling_cents, mode, exercise):
        grantor = self.people["grantor"]
        self.programme = grantor.act("/v1/programmes", {
            "organisation": self.organisation, "name": "Samenleven", "taskField": "6.1", "budgetYear": 2026})["id"]
        opened = grantor.act("/v1/envelopes", self.envelope_body(grant_cents, mode))
        self.envelope, self.grant = opened["id"], opened["grant"]
        self.mandate = self.make_mandate(exercise, ceiling_cents)
        self.payee = self.people["secretary"].act("/v1/payees", {
            "organisation": self.organisation, "kind": "organisation", "name": "Stichting Voorbeeld",
            "legalPerson": True, "basedInArea": True})["id"]

    def envelope_body(self, cents, mode):
        return {"organisation": self.organisation, "council": self.council, "programme": self.programme,
                "name": "Wijkbudget 2026", "mode": mode,
                "cashier": "municipality" if mode == "municipal" else "foundation", "vatCompensable": False,
                "fromDate": self.day, "untilDate": "2027-01-01", "amountCents": cents, "document": DOCUMENT}

    def make_mandate(self, exercise, ceiling_cents, **more):
        made = self.people["grantor"].act("/v1/mandates", self.mandate_body(exercise, ceiling_cents, **more))["id"]
        self.people["holder"].act(f"/v1/mandates/{made}/_consent")
        return made

    def mandate_body(self, exercise, ceiling_cents, **more):
        return {
            "organisation": self.organisation, "council": self.council,
            "form": "advice" if exercise == "advisory" else "mandate", "exercise": exercise,
            "holder": self.handles["holder"], "legalBasis": "Awb-10:3", "powers": "Plannen van bewoners",
            "ceilingDecisionCents": ceiling_cents, "ceilingYearCents": ceiling_cents * 10, "fromDate": self.day,
            "document": DOCUMENT, **more}

    def proposal(self, cents, title="Buurtmoestuin", applicant=None):
        return self.people["secretary"].act("/v1/proposals", {
            "envelope": self.envelope, "title": title, "applicant": applicant or self.payee,
            "costLines": [{"label": "Alles", "amountCents": cents}]})["id"]

    def meeting(self, present=None, day=None):
        secretary = self.people["secretary"]
        meeting = secretary.act("/v1/meetings", {
            "council": self.council, "onDate": day or self.today, "public": True, "agenda": AGENDA})["id"]
        for name in self.members if present is None else present:
            secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": self.handles[name], "presence": "arrived"})
        secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": self.rules})
        return meeting

    def motion(self, meeting, proposal, cents, mandate=None, **more):
        secretary = self.people["secretary"]
        motion = secretary.act("/v1/motions", {
            "meeting": meeting, "item": 1, "subject": "allocation", "proposal": proposal, "ruleSet": self.rules,
            "mandate": mandate or self.mandate, "amountCents": cents, "question": "Krijgt dit plan geld?", **more})["id"]
        secretary.act(f"/v1/motions/{motion}/_open")
        return motion

    def vote(self, motion, **choices):
        for name, choice in choices.items():
            self.people[name].act(f"/v1/motions/{motion}/votes", {"choice": choice.rstrip("_")})

    def decide(self, motion, **more):
        return self.people["secretary"].act("/v1/decisions", {
            "basis": "verdict", "motion": motion, "reasons": "Een reden.", "effects": EFFECTS, **more})["id"]

    def decision(self, cents, meeting=None, notify=True):
        """A whole decision: proposal, motion, unanimous vote, allocation, notification, publication."""
        meeting = meeting or self.meeting()
        proposal = self.proposal(cents)
        motion = self.motion(meeting, proposal, cents)
        self.vote(motion, **{name: "for" for name in self.members})
        secretary = self.people["secretary"]
        secretary.act(f"/v1/motions/{motion}/_close")
        decision = self.decide(motion)
        if notify:
            secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": self.today})
            secretary.act("/v1/publications", {"decision": decision})
        return decision

    def commit(self, decision, cents):
        return self.people["signatory"].act("/v1/commitments", {
            "decision": decision, "payee": self.payee, "kind": "subsidy", "amountCents": cents})["id"]

    def claim(self, commitment, cents, kind="instalment"):
        claim = self.people["secretary"].act("/v1/claims", {
            "commitment": commitment, "kind": kind, "amountCents": cents})["id"]
        self.people["acceptor"].act(f"/v1/claims/{claim}/_accept")
        return claim

    def balance(self, envelope=None):
        """As those inside see it: what is decided and not public yet counts."""
        return self.people["controller"].get(f"/v1/envelopes/{envelope or self.envelope}/balance").json

    def pay(self, claim, cents, end_to_end):
        """Orders a payment and records that it left the account."""
        payment = self.people["payer"].act("/v1/payments", {
            "claim": claim, "amountCents": cents, "endToEndId": end_to_end})["id"]
        self.people["payer"].act(f"/v1/payments/{payment}/_book", {
            "proofKind": "bank-statement", "proof": DOCUMENT})
        return payment
