"""What nobody outside reads: persons, decisions before they were told and published, natural persons, named votes."""
import sys
import unittest

from support.buurtkas import Client, Daemon, request
from support.runner import run
from support.world import World

SECRET = "Dit blijft nog even binnen"


class Private(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = World(cls.daemon)
        cls.stranger = cls.make_stranger()

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    @classmethod
    def make_stranger(cls):
        """Someone with a token, and a role in another organisation."""
        operator = cls.place.operator
        other = operator.act("/v1/organisations", {"name": "Andere gemeente", "kind": "municipality"})["id"]
        person = operator.act("/v1/persons", {"name": "Voorbeeld Buitenstaander"})["id"]
        operator.act("/v1/appointments", {"person": person, "role": "grantor", "scope": "organisation",
                                          "scopeId": other, "fromDate": "2026-01-01"})
        token = operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})["token"]
        return Client(cls.daemon.url, token)

    def crawl(self, client, log=True):
        """Every GET route for all that exists: {path: body}. Lists first, then each item with what is below it."""
        documented = [path for path, item in Client.openapi.document["paths"].items() if "get" in item]
        pages = {"/": request(self.daemon.url, "GET", "/", headers={**client.headers(), "Accept": "text/html"})}
        for path in documented:
            if "{" not in path and path != "/openapi.json" and (log or path != "/entries"):
                pages |= self.list_pages(client, "/v1" + path)
        for path, answer in list(pages.items())[1:]:
            collection = path.split("?")[0]
            below = [template for template in documented
                     if template.count("{") == 1 and template.startswith(collection[3:] + "/{")]
            for item in answer.json.get("items", []):
                for template in below:
                    key = str(item["entry"] if collection == "/v1/entries" else item.get("id"))
                    one = "/v1" + template[:template.index("{")] + key + template[template.index("}") + 1:]
                    pages[one] = client.get(one)
        return {path: answer.body.decode() for path, answer in pages.items() if answer.status == 200}

    def list_pages(self, client, path):
        pages = {}
        while path and path not in pages:
            pages[path] = answer = client.get(path)
            link = answer.headers.get("link", "")
            path = link[1:link.index(">")].removeprefix(self.daemon.url) if 'rel="next"' in link else None
        return pages

    def where(self, pages, *needles):
        return sorted({path for path, body in pages.items() for needle in needles if needle in body})

    # --- Persons and tokens.

    def test_persons_and_tokens_are_listed_for_who_looks_after_them(self):
        place = self.place
        officer = place.people["privacy-officer"]
        for path in ("/v1/persons", "/v1/tokens"):
            self.assertEqual(place.public.get(path).status, 401)
            for who in (self.stranger, place.controller, place.secretary):
                self.assertEqual(who.get(path).status, 403)
        everybody = self.all_of(place.operator, "/v1/persons")
        ours = self.all_of(officer, "/v1/persons")
        self.assertIn("Voorbeeld Buitenstaander", {one["name"] for one in everybody})
        self.assertNotIn("Voorbeeld Buitenstaander", {one["name"] for one in ours})
        self.assertIn("Voorbeeld member1", {one["name"] for one in ours})
        for who, some in ((place.operator, everybody), (officer, ours)):
            tokens = self.all_of(who, "/v1/tokens")
            self.assertEqual({one["person"] for one in tokens} - {one["id"] for one in some}, set())
            self.assertEqual({name for one in tokens for name in one} - {
                "id", "person", "untilDate", "createdAt", "revokedAt", "links"}, set())
        mine = place.operator.get(f"/v1/tokens?person={place.spare}").json["items"]
        self.assertEqual({one["person"] for one in mine}, {place.spare})
        for path in (f"/v1/persons/{place.spare}", f"/v1/tokens/{place.ids['token']}"):
            self.assertIn(request(self.daemon.url, "GET", path, headers=place.operator.headers()).status, (404, 405))

    def all_of(self, client, path):
        answers = self.list_pages(client, path + "?limit=100")
        return [item for answer in answers.values() for item in answer.json["items"]]

    def test_no_person_stands_in_any_public_answer(self):
        pages = self.crawl(self.place.public)
        self.assertGreater(len(pages), 100)
        self.assertEqual(self.where(pages, *self.place.persons.values(), "Voorbeeld member", "Voorbeeld grantor",
                                    "Voorbeeld payer", "Voorbeeld secretary", "Voorbeeld Beheerder"), [])

    def test_insiders_see_who_holds_a_role_and_strangers_do_not(self):
        path = f"/v1/councils/{self.place.council}/members"
        names = [item.get("name") for item in self.place.secretary.get(path).json["items"]]
        self.assertIn("Voorbeeld member1", names)
        for who in (self.place.public, self.stranger):
            self.assertNotIn("Voorbeeld", who.get(path).body.decode())

    # --- Decisions on applications.

    def hide(self, notify):
        """A decision with a commitment, a claim, an advance and a payment on it, which is not published."""
        place = self.place
        decision = place.secretary.act(*place.deciding(place.voted(100), reasons=SECRET))["id"]
        ids = [decision]
        if notify:
            ids.append(place.secretary.act("/v1/notifications", {
                "decision": decision, "channel": "letter", "onDate": place.today})["id"])
            commitment = place.signatory.act(*place.committing(decision, 80))["id"]
            accepted = place.accept(place.file(commitment, 40, "advance"))
            payment = place.order(accepted["claim"], 40)
            booked = place.on_payment(payment, "book")["id"]
            accountability = place.account(commitment, 30, 10)
            recovered = place.acceptor.act(accountability)
            ids += [commitment, accepted["claim"], payment, booked, accountability.split("/")[3],
                    recovered["recovery"]]
        return decision, ids

    def test_a_decision_is_nowhere_before_it_was_notified_and_published(self):
        for notify in (False, True):
            decision, ids = self.hide(notify)
            with self.subTest(notified=notify):
                for who in (self.place.public, self.stranger):
                    self.assertEqual(self.where(self.crawl(who, log=False), *ids), [])
                    self.assertEqual(self.where(self.crawl(who), SECRET), [])
                    for name in ("decisions", "commitments", "claims", "payments", "recoveries", "transactions",
                                 "accountabilities"):
                        for one in ids:
                            self.assertEqual(who.get(f"/v1/{name}/{one}").status, 404, (name, one))
                            self.assertEqual(who.get(f"/v1/{name}/{one}/trail").status, 404, (name, one))
                inside = self.where(self.crawl(self.place.controller, log=False), decision)
                self.assertIn(f"/v1/decisions/{decision}", inside)

    def test_it_is_everywhere_after_both(self):
        decision, ids = self.hide(notify=True)
        self.place.secretary.act("/v1/publications", {"decision": decision})
        pages = self.crawl(self.place.public, log=False)
        for one in ids:
            self.assertNotEqual(self.where(pages, one), [], one)
        self.assertIn(f"/v1/decisions/{decision}", self.where(pages, SECRET))
        payment = ids[4]
        self.assertEqual(self.place.public.get(f"/v1/payments/{payment}/trail").json["decision"], decision)

    def test_published_but_not_notified_is_not_public(self):
        decision = self.place.secretary.act(*self.place.deciding(self.place.voted(100)))["id"]
        self.place.secretary.act("/v1/publications", {"decision": decision})
        self.assertEqual(self.place.public.get(f"/v1/decisions/{decision}").status, 404)

    def test_a_motion_shows_its_verdict_with_its_decision(self):
        motion = self.place.voted(100)
        counts = ("votesFor", "votesAgainst", "verdict", "decision", "recused", "present", "tookPart")
        before = self.place.public.get(f"/v1/motions/{motion}").json
        self.assertEqual([before.get(name) for name in counts], [None] * len(counts))
        decision = self.place.secretary.act(*self.place.deciding(motion))["id"]
        hidden = self.place.public.get(f"/v1/motions/{motion}").json
        self.assertEqual((hidden.get("verdict"), hidden["state"]), (None, "closed"))
        inside = self.place.controller.get(f"/v1/motions/{motion}").json
        self.assertEqual((inside["verdict"], inside["votesFor"], inside["decision"]), ("adopted", 3, decision))
        self.place.tell(decision)
        after = self.place.public.get(f"/v1/motions/{motion}").json
        self.assertEqual((after["verdict"], after["votesFor"], after["decision"]), ("adopted", 3, decision))

    # --- Natural persons.

    def natural(self, name):
        return self.place.secretary.act("/v1/payees", {
            "organisation": self.place.organisation, "kind": "natural-person", "name": name,
            "legalPerson": False, "basedInArea": True})["id"]

    def test_a_natural_persons_name_is_never_public(self):
        place = self.place
        payee = self.natural("Voorbeeld Naamloos")
        commitment = place.promise(10, payee=payee, kind="employment")
        place.paid(commitment, 10)
        self.assertEqual(self.where(self.crawl(place.public), "Voorbeeld Naamloos"), [])
        self.assertEqual(self.where(self.crawl(self.stranger), "Voorbeeld Naamloos"), [])
        self.assertIn(f"/v1/payees/{payee}", self.where(self.crawl(place.secretary, log=False), "Voorbeeld Naamloos"))
        self.assertIsNone(place.public.get(f"/v1/commitments/{commitment}").json.get("payeeName"))

    def test_an_organisations_name_is_public_from_publication_on(self):
        place = self.place
        payee = place.secretary.act("/v1/payees", {
            "organisation": place.organisation, "kind": "organisation", "name": "Stichting Later Bekend",
            "legalPerson": True, "basedInArea": True})["id"]
        decision = place.secretary.act(*place.deciding(place.voted(10)))["id"]
        place.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": place.today})
        commitment = place.signatory.act(*place.committing(decision, 10, payee=payee, kind="purchase"))["id"]
        self.assertEqual(self.where(self.crawl(place.public), "Stichting Later Bekend"), [])
        place.secretary.act("/v1/publications", {"decision": decision})
        shown = self.where(self.crawl(place.public, log=False), "Stichting Later Bekend")
        self.assertIn(f"/v1/commitments/{commitment}", shown)

    def test_a_refused_natural_person_shows_category_and_amount_only(self):
        place = self.place
        proposal = place.proposal(2_500, "Plan van Afgewezen", self.natural("Voorbeeld Afgewezen"))
        motion = place.voted(25, choice="against", proposal=proposal, question="Krijgt Afgewezen geld?")
        decision = place.tell(place.secretary.act(*place.deciding(motion, reasons="Zeer persoonlijk"))["id"])
        pages = self.crawl(place.public)
        self.assertEqual(self.where(pages, "Afgewezen", "Zeer persoonlijk"), [])
        shown = place.public.get(f"/v1/proposals/{proposal}").json
        self.assertEqual((shown.get("title"), shown.get("summary"), shown["askedCents"]), (None, None, 2_500))
        self.assertEqual(place.public.get(f"/v1/decisions/{decision}").json["outcome"], "refusal")

    # --- Votes.

    def test_votes_are_counted_in_public_and_named_inside(self):
        place = self.place
        motion = place.voted(10)
        place.tell(place.secretary.act(*place.deciding(motion))["id"])
        handles = [place.handles[name] for name in place.members]
        for path in (f"/v1/motions/{motion}/votes", f"/v1/motions/{motion}/recusals",
                     f"/v1/meetings/{place.room}/attendance"):
            for who in (place.public, self.stranger):
                self.assertEqual([handle for handle in handles if handle in who.get(path).body.decode()], [], path)
        inside = place.secretary.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual(sorted(vote["member"] for vote in inside), sorted(handles))
        self.assertEqual(place.public.get(f"/v1/motions/{motion}").json["votesFor"], 3)

    def test_votes_are_named_where_the_rules_say_so(self):
        place = self.place
        rules = place.grantor.act("/v1/rule-sets", {
            "council": place.council, "base": "majority", "fromDate": "2026-01-01", "changeVote": True,
            "namesPublic": True})["id"]
        motion = place.voted(10, ruleSet=rules)
        place.tell(place.secretary.act(*place.deciding(motion))["id"])
        shown = place.public.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual({vote["member"] for vote in shown}, {place.handles[name] for name in place.members})

    # --- Tokens.

    def test_a_token_is_shown_once_and_stored_nowhere(self):
        made = self.place.operator.post("/v1/tokens", {"person": self.place.spare, "untilDate": "2099-01-01"})
        secret = made.json["token"]
        self.assertEqual(self.where(self.crawl(self.place.operator), secret), [])
        self.assertEqual(made.headers.get("cache-control"), "no-store")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
