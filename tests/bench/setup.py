"""Makes the town that the benchmark votes in, through the API: councils with all seats taken, everybody present, and
many motions open at once, so that each vote is a member's first on a motion. Writes the list that `load` votes from."""
import http.client
import json
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor

from support.buurtkas import Client
from support.neighbourhood import Neighbourhood

MEMBERS = 200
MOTIONS = 200
COUNCILS_OF_A_PERSON = 4
CENTS = 1_000_00


class Unchecked:
    """In place of the OpenAPI document: there are thousands of answers, and other tests hold them against it."""

    def __init__(self, url):
        self.url = url

    def check(self, *_):
        pass


class FastClient(Client):
    """One connection that stays open."""

    def __init__(self, url, token=None):
        self.url, self.token, self.connection = url, token, None

    def act(self, path, body=None, **more):
        if self.connection is None:
            parts = urllib.parse.urlsplit(self.url)
            self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self.connection.request("POST", path, json.dumps(body or {}).encode(), self.headers(
            Content_Type="application/json", Idempotency_Key=f'"{uuid.uuid4()}"'))
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status in (200, 201), (path, body, answer.status, content)
        return json.loads(content)


class Town:
    """One neighbourhood with a small council for the money; the big councils share its organisation."""

    def __init__(self, daemon, councils, members=MEMBERS, motions=MOTIONS):
        self.daemon, self.members, self.motions = daemon, members, motions
        Client.openapi = Unchecked(daemon.url)
        self.base = Neighbourhood(daemon, seats=3, day="2026-01-05")
        self.tokens, self.persons = {}, {}
        groups = (councils + COUNCILS_OF_A_PERSON - 1) // COUNCILS_OF_A_PERSON
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self.make_persons, range(groups)))
            self.councils = list(pool.map(self.make_council, range(councils)))
        self.decision = self.base.decision(CENTS)

    def fast(self, name):
        return FastClient(self.daemon.url, self.base.people[name].token)

    def make_persons(self, group):
        operator = FastClient(self.daemon.url, self.daemon.tokens["operator"])
        self.persons[group], self.tokens[group] = [], []
        for i in range(self.members):
            person = operator.act("/v1/persons", {"name": f"Voorbeeld {group}-{i}"})["id"]
            token = operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})["token"]
            self.persons[group].append(person)
            self.tokens[group].append(token)

    def seat(self, council, group, grantor, secretary):
        def appoint(by, person, role):
            return by.act("/v1/appointments", {
                "person": person, "role": role, "scope": "council", "scopeId": council,
                "fromDate": self.base.day})["handle"]
        appoint(grantor, self.base.persons["secretary"], "secretary")
        return [appoint(secretary, person, "member") for person in self.persons[group]]

    def make_council(self, number):
        base, group = self.base, number // COUNCILS_OF_A_PERSON
        grantor, secretary, holder = self.fast("grantor"), self.fast("secretary"), self.fast("holder")
        council = grantor.act("/v1/councils", {
            "organisation": base.organisation, "area": base.area, "name": f"Programmaraad Voorbeeldwijk {number}",
            "statute": "none", "seats": self.members, "namesPublic": False})["id"]
        handles = self.seat(council, group, grantor, secretary)
        rules = grantor.act("/v1/rule-sets", {
            "council": council, "base": "majority", "fromDate": base.day, "changeVote": True,
            "namesPublic": False})["id"]
        body = base.envelope_body(self.motions * CENTS, "municipal")
        envelope = grantor.act("/v1/envelopes", {**body, "council": council})["id"]
        mandate = grantor.act("/v1/mandates", {
            "organisation": base.organisation, "council": council, "form": "mandate", "exercise": "alone",
            "holder": base.handles["holder"], "legalBasis": "Awb-10:3", "powers": "Plannen van bewoners",
            "ceilingDecisionCents": CENTS, "ceilingYearCents": self.motions * CENTS, "fromDate": base.day,
            "document": body["document"]})["id"]
        holder.act(f"/v1/mandates/{mandate}/_consent")
        meeting = secretary.act("/v1/meetings", {
            "council": council, "onDate": base.day, "public": True,
            "agenda": [{"number": 1, "title": "Plannen"}]})["id"]
        for handle in handles:
            secretary.act(f"/v1/meetings/{meeting}/attendance", {"member": handle, "presence": "arrived"})
        secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": rules})
        return [self.make_motion(secretary, i, meeting=meeting, ruleSet=rules, mandate=mandate, envelope=envelope)
                for i in range(self.motions)]

    def make_motion(self, secretary, number, envelope, **motion):
        proposal = secretary.act("/v1/proposals", {
            "envelope": envelope, "title": f"Plan {number}", "applicant": self.base.payee,
            "costLines": [{"label": "Alles", "amountCents": CENTS}]})["id"]
        made = secretary.act("/v1/motions", {
            "item": 1, "subject": "allocation", "proposal": proposal, "amountCents": CENTS,
            "question": "Krijgt dit plan geld?", **motion})["id"]
        secretary.act(f"/v1/motions/{made}/_open")
        return made

    def write_votes(self, path):
        with open(path, "w", encoding="ascii") as file:
            for number, motions in enumerate(self.councils):
                tokens = self.tokens[number // COUNCILS_OF_A_PERSON]
                file.write(f"{len(tokens)} {len(motions)}\n" + "\n".join(tokens + motions) + "\n")
