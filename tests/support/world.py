"""A neighbourhood in which everything exists and every role is held: ids by the names that requests use for them."""
import tempfile

from support.buurtkas import DOCUMENT, EFFECTS, Client
from support.money import PROOF, Money
from support.signing import OpenSsl, key_body

IN_ORGANISATION = ("grantor", "holder", "signatory", "acceptor", "payer", "controller", "objections-clerk",
                   "privacy-officer", "importer")
IN_COUNCIL = ("chair", "secretary", "member", "youth-member", "substitute", "observer")
VOTING = ("chair", "member", "youth-member", "substitute")
ROLES = ("operator", *IN_ORGANISATION, *IN_COUNCIL, "project-lead")


class World(Money):
    """`ids` names one of everything; `people` has one person for each of ROLES."""

    def __init__(self, daemon):
        super().__init__(daemon, seats=3, vacant=3)
        self.ids = {"organisation": self.organisation, "area": self.area, "council": self.council,
                    "ruleSet": self.rules, "programme": self.programme, "payee": self.payee,
                    "mandate": self.mandate, "applicant": self.payee, "holder": self.handles["holder"]}
        self.spend()
        self.fill_roles()
        self.deliberate()
        self.contest()
        self.sit_apart()
        self.keep_spares()

    def spend(self):
        """Two envelopes, one of them ended: money at every stage."""
        self.fresh(1_000, "bank")
        self.receive(500)
        ended = self.allocate(100)
        self.end()
        self.ids |= {"endedEnvelope": self.envelope, "endedDecision": ended,
                     "return": self.give_back(100)["shares"][0]["return"]}
        self.fresh(1_000_000)
        commitment, settlement = self.overpaid(100, 60)
        self.ids |= {"recovery": self.recover(commitment, settlement, 40), "settlement": settlement}
        commitment = self.promise(1_000, allocated=2_000)
        self.paid(commitment, 50, "advance")
        accountability = self.account(commitment, 50, 0).split("/")[3]
        claim = self.accepted(commitment, 100)
        self.ids |= {"envelope": self.envelope, "grant": self.grant, "decision": self.decided, "commitment": commitment,
                     "accountability": accountability, "claim": claim, "payment": self.order(claim, 10),
                     "transaction": self.decided}

    def fill_roles(self):
        self.people |= {"operator": self.operator, "member": self.people["member1"]}
        for role in ROLES:
            if role not in self.people:
                scope = "council" if role in IN_COUNCIL else "organisation"
                scope = "commitment" if role == "project-lead" else scope
                by = self.secretary if scope == "council" else self.grantor
                self.appoint(role, role, scope, self.ids[scope], by=by)

    def deliberate(self):
        """A second meeting, with a motion drafted, one open, one closed, and decisions that wait."""
        self.room = self.meeting()
        proposal = self.ids["proposal"] = self.proposal(10_000)
        self.ids |= {"meeting": self.room, "openMotion": self.motion(self.room, proposal, 10_000)}
        self.ids["motion"] = self.voted(100)
        joint = self.make_mandate("joint", 1_000_000)
        self.ids["waiting"] = self.secretary.act(*self.deciding(self.voted(100, joint)))["id"]
        self.ids["advised"] = self.voted(100, self.make_mandate("advisory", 1_000_000))

    def contest(self):
        """What the powers behind the council have to answer."""
        self.ids["objection"] = self.secretary.act("/v1/objections", {
            "decision": self.ids["decision"], "filedOn": self.today, "grounds": "Een reden.", "excused": False})["id"]
        self.ids["informationRequest"] = self.grantor.act("/v1/information-requests", {
            "mandate": self.mandate, "question": "Hoe gaat het?", "reason": "Een raadsvraag."})["id"]

    def sit_apart(self):
        """Interests in an organisation that asks nothing here, keys of those who cast no vote here (and a revoked one of
        a member who does), and an open ballot."""
        self.ids["otherPayee"] = self.secretary.act("/v1/payees", {
            "organisation": self.organisation, "kind": "organisation", "name": "Vereniging Elders",
            "legalPerson": True, "basedInArea": True})["id"]
        for role in VOTING:
            self.ids["interest-" + role] = self.people[role].act("/v1/interests", {
                "council": self.council, "payee": self.ids["otherPayee"], "relation": "Lid", "deleteOn": "2030-01-01"})["id"]
            name = "member1" if role == "member" else role
            self.ids["appointment-" + role] = self.appointments[name]
            self.ids["memberKey-" + role] = self.register_key(role, name)
        self.people["member"].act(f"/v1/member-keys/{self.ids['memberKey-member']}/_revoke")
        self.ids["ballot"] = self.secretary.act("/v1/ballots", {
            "meeting": self.room, "ruleSet": self.rules, "item": 2, "purpose": "Voorzitter", "method": "secret",
            "firstName": "Voorbeeld Eerste", "secondName": "Voorbeeld Tweede"})["id"]
        self.ids |= {"handle": self.handles["member1"],
                     "counter": self.handles["secretary"], "secondCounter": self.handles["member1"],
                     "drawnBy": self.handles["secretary"], "witness": self.handles["member1"]}

    def register_key(self, role, name):
        """A key of that member's own. Returns its id."""
        with tempfile.TemporaryDirectory(prefix="bk-sign-", dir="/tmp") as folder:
            return self.people[role].act("/v1/member-keys", key_body(self, name, OpenSsl(folder)))["id"]

    def keep_spares(self):
        """What may be ended, withdrawn or revoked without a trace in the rest."""
        self.spare = self.operator.act("/v1/persons", {"name": "Voorbeeld Reserve"})["id"]
        token = self.operator.act("/v1/tokens", {"person": self.spare, "untilDate": "2099-01-01"})
        self.ids |= {"person": self.spare, "token": token["id"],
                     "member": self.handles["member2"], "spareMandate": self.make_mandate("alone", 100)}
        for scope, role, by in (("installation", "controller", self.operator),
                                ("organisation", "acceptor", self.grantor), ("council", "observer", self.secretary)):
            body = {"person": self.spare, "role": role, "scope": scope, "fromDate": self.day}
            if scope != "installation":
                body["scopeId"] = self.ids[scope]
            self.ids[f"in-{scope}"] = by.act("/v1/appointments", body)["id"]


def request_body(openapi, operation, ids, overrides):
    """A well-formed body from the document's own examples, with the world's ids. In overrides
    `@name` stands for an id, and None leaves one out."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = openapi.resolve(schema)
    body = {name: example(openapi, name, schema["properties"][name], ids) for name in schema.get("required", [])}
    for name, value in overrides.items():
        body[name] = ids[value[1:]] if isinstance(value, str) and value[0] == "@" else value
    return {name: value for name, value in body.items() if value is not None}


def example(openapi, name, schema, ids):
    schema = openapi.resolve(schema)
    if name == "effects":
        return EFFECTS
    if name in ids:
        return ids[name]
    if schema["type"] == "array":
        items = openapi.resolve(schema["items"])
        return [{key: example(openapi, key, items["properties"][key], ids) for key in items["required"]}]
    return schema["example"]


__all__ = ["DOCUMENT", "PROOF", "ROLES", "VOTING", "IN_COUNCIL", "IN_ORGANISATION", "World", "Client", "request_body"]
