"""Reading back: resources, histories, past balances, the journal, trails, tags, pages; and every act repeated."""
import json
import re
import sys
import unittest

from support.buurtkas import Client, Daemon, verify
from support.everything import play_everything
from support.money import Money
from support.runner import run
from support.world import World


class Lists:
    """Subclasses have a `place` and a `daemon`."""

    def all_of(self, path, client=None, limit=100):
        """Every item of a list, page after page."""
        client, items = client or self.place.controller, []
        path += ("&" if "?" in path else "?") + f"limit={limit}"
        while path:
            answer = client.get(path)
            self.assertLessEqual(len(answer.json["items"]), limit)
            items += answer.json["items"]
            link = answer.headers.get("link", "")
            path = link[1:link.index(">")].removeprefix(self.daemon.url) if 'rel="next"' in link else None
        return items


class Reading(Lists, unittest.TestCase):
    """Whatever was answered when it was made can be read by its link."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.place = World(cls.daemon)

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    # --- Resources and histories.

    def test_children_are_below_their_parent(self):
        ids, get = self.place.ids, self.place.controller.get
        for path in (f"commitments/{ids['commitment']}/accountabilities", f"proposals/{ids['proposal']}/versions",
                     f"motions/{ids['motion']}/votes", f"meetings/{ids['meeting']}/attendance",
                     f"councils/{ids['council']}/members"):
            self.assertNotEqual(get(f"/v1/{path}").json["items"], [], path)
        vote = get(f"/v1/motions/{ids['motion']}/votes").json["items"][0]
        self.assertEqual(get(f"/v1/motions/{ids['motion']}/votes/{vote['id']}").json["choice"], "for")

    def test_a_history_tells_each_entry_in_order(self):
        place = self.place
        place.fresh(1_000)
        commitment = place.promise(100, allocated=200)
        claim, payment = place.paid(commitment, 60)
        place.settle(commitment, 60)
        history = place.controller.get(f"/v1/commitments/{commitment}/history").json["items"]
        self.assertEqual([item["type"] for item in history], [
            "commitment.made", "claim.filed", "claim.accepted", "payment.ordered", "payment.booked",
            "settlement.decided"])
        self.assertEqual([item["entry"] for item in history], sorted(item["entry"] for item in history))
        for item in history:
            self.assertEqual(place.public.get(f"/v1/entries/{item['entry']}").json["id"], item["id"])
        decided = place.controller.get(f"/v1/decisions/{place.decided}/history").json["items"]
        self.assertEqual([item["type"] for item in decided][:4],
                         ["decision.made", "decision.notified", "decision.published", "commitment.made"])
        for kind, one in (("envelopes", place.envelope), ("motions", place.ids["motion"]),
                          ("meetings", place.room), ("proposals", place.ids["proposal"])):
            entries = [item["entry"] for item in place.controller.get(f"/v1/{kind}/{one}/history").json["items"]]
            self.assertEqual(entries[0], place.controller.get(f"/v1/{kind}/{one}").json["entry"])
            self.assertEqual(entries, sorted(set(entries)))

    def test_what_is_not_there(self):
        nothing = "019b8d2b-0000-7000-8000-000000000000"
        for path in (f"/v1/claims/{nothing}", f"/v1/envelopes/{nothing}/balance", f"/v1/payments/{nothing}/trail",
                     "/v1/entries/99999999", f"/v1/motions/{self.place.ids['motion']}/votes/{nothing}"):
            self.assertEqual(self.place.controller.get(path).status, 404, path)

    # --- The journal, accounts and trails.

    def test_journal_accounts_and_balance_are_one(self):
        """Folding the journal's lines gives the accounts; the accounts give the balance; each book sums to zero."""
        place = self.place
        for envelope in (place.ids["envelope"], place.ids["endedEnvelope"]):
            folded = {}
            journal = self.all_of(f"/v1/transactions?envelope={envelope}", limit=7)
            self.assertEqual({one["envelope"] for one in journal}, {envelope})
            for transaction in journal:
                books = {}
                for line in transaction["postings"]:
                    folded[line["account"]] = folded.get(line["account"], 0) + line["amountCents"]
                    self.assertEqual(line["balanceCents"], folded[line["account"]])
                    book = line["account"].split(":")[0]
                    books[book] = books.get(book, 0) + line["amountCents"]
                self.assertEqual(set(books.values()), {0}, transaction)
            accounts = place.controller.get(f"/v1/envelopes/{envelope}/accounts").json["items"]
            self.assertEqual({one["account"]: one["balanceCents"] for one in accounts}, folded)
            balance = place.balance(envelope)
            for stage in ("available", "allocated", "committed", "paid", "returned"):
                cents = -sum(one["balanceCents"] for one in accounts if one["stage"] == stage)
                self.assertEqual(balance[stage + "Cents"], cents, stage)

    def test_trails_sum_to_the_postings_in_both_directions(self):
        place = self.place
        place.fresh(1_000)
        second = place.up(500)["newGrant"]
        payments = {}
        for euros in (100, 250):
            commitment = place.promise(euros + 20, allocated=euros + 50)
            payments[place.paid(commitment, euros)[1]] = (commitment, euros * 100)
        balance = place.balance()
        for grant in (place.grant, second):  # from the money to what was paid
            trail = place.public.get(f"/v1/grants/{grant}/trail").json
            promised = [one for decision in trail["decisions"] for one in decision["commitments"]]
            self.assertEqual(sum(one["paidCents"] for one in promised), balance["paidCents"])
            self.assertEqual(sum(one["amountCents"] for part in promised for one in part["payments"]),
                             balance["paidCents"])
            self.assertTrue(trail["isPooled"] and trail["poolSentence"]["nl"] and trail["poolSentence"]["en"])
            self.assertEqual(sum(one["grantedCents"] for one in trail["pool"]), balance["grantedCents"])
            self.assertEqual({one["sharePermille"] for one in trail["pool"]}, {667, 333})
        for payment, (commitment, cents) in payments.items():  # and back
            back = place.public.get(f"/v1/payments/{payment}/trail").json
            self.assertEqual((back["commitment"], back["amountCents"]), (commitment, cents))
            self.assertEqual({one["id"] for one in back["pool"]}, {place.grant, second})
            middle = place.public.get(f"/v1/commitments/{commitment}/trail").json
            self.assertEqual((middle["decision"], middle["motion"]), (back["decision"], back["motion"]))
            self.assertEqual((middle["committedCents"], middle["paidCents"]), (2_000, cents))
            self.assertEqual([one["id"] for claim in middle["claims"] for one in claim["payments"]], [payment])
        self.assertEqual(sum(cents for _, cents in payments.values()), balance["paidCents"])

    # --- Tags.

    def test_a_tag_saves_the_answer_until_something_changes(self):
        place = self.place
        proposal = place.proposal(5_000)
        path = f"/v1/proposals/{proposal}"
        for who in (place.public, place.secretary):
            tag = who.get(path).headers["etag"]
            again = who.get(path, If_None_Match=tag)
            self.assertEqual((again.status, again.body, again.headers["etag"]), (304, b"", tag))
        place.secretary.act(path + "/versions", {"title": "Nieuw", "costLines": [{"label": "Alles", "amountCents": 1}]})
        changed = place.secretary.get(path, If_None_Match=tag)
        self.assertEqual((changed.status, changed.json["title"]), (200, "Nieuw"))
        self.assertNotEqual(changed.headers["etag"], tag)

    def test_public_and_inside_have_different_tags(self):
        path = f"/v1/commitments/{self.place.ids['commitment']}"
        public, inside = self.place.public.get(path), self.place.controller.get(path)
        self.assertNotEqual(public.body, inside.body)
        self.assertNotEqual(public.headers["etag"], inside.headers["etag"])
        self.assertEqual(self.place.controller.get(path, If_None_Match=public.headers["etag"]).status, 200)

    def test_an_act_on_what_was_read_is_refused_after_a_change(self):
        place = self.place
        commitment = place.promise(100, allocated=200)
        path = f"/v1/commitments/{commitment}"
        old = place.controller.get(path).headers["etag"]
        place.signatory.act(path + "/_raise", {"amountCents": 100}, If_Match=old)
        size, balance = place.log_size(), place.balance()
        place.signatory.refused(path + "/_raise", {"amountCents": 100}, "precondition-failed", status=412, If_Match=old)
        self.assertEqual((place.log_size(), place.balance()), (size, balance))
        new = place.controller.get(path).headers["etag"]
        self.assertNotEqual(new, old)
        done = place.signatory.post(path + "/_raise", {"amountCents": 100}, If_Match=new)
        self.assertEqual(done.status, 200)
        self.assertEqual(done.headers["etag"], place.controller.get(path).headers["etag"])
        bad = place.signatory.post(path + "/_raise", {"amountCents": 100}, If_Match="nothing")
        self.assertEqual((bad.status, bad.problem), (400, "invalid-header"))

    # --- Pages.

    def test_more_than_a_hundred_come_once_each(self):
        place = self.place
        made = [place.importer.act("/v1/proposals", {
            "envelope": place.ids["envelope"], "title": f"Plan {number}", "category": "bladzijden",
            "costLines": [{"label": "Alles", "amountCents": 100}]})["id"] for number in range(115)]
        path = "/v1/proposals?category=bladzijden"
        for limit in (100, 7):
            for who in (place.public, place.controller):
                self.assertEqual([item["id"] for item in self.all_of(path, who, limit)], sorted(made))
        answer = place.public.get(path)
        self.assertLessEqual(len(answer.json["items"]), 100)
        self.assertIn('rel="next"', answer.headers["link"])
        for wrong in ("limit=0", "limit=101", "limit=x", "cursor=x", "category=a&category=b"):
            self.assertEqual(place.public.get("/v1/proposals?" + wrong).status, 400, wrong)

    def test_a_page_after_a_change_goes_on_where_it_was(self):
        place = self.place
        first = place.public.get("/v1/meetings?limit=1")
        cursor = re.search(r"cursor=[\w-]+", first.headers["link"])[0]
        self.daemon.set_clock("2026-01-05T09:00:01+01:00")
        late = place.meeting()
        rest = [item["id"] for item in self.all_of("/v1/meetings?" + cursor, place.public)]
        self.assertNotIn(first.json["items"][0]["id"], rest)
        self.assertEqual(rest[-1], late)


class Past(unittest.TestCase):
    def test_the_balance_at_any_moment(self):
        with Daemon() as daemon:
            place = Money(daemon)
            opened = place.balance()
            states = []
            for hour, act in enumerate((lambda: place.allocate(100), lambda: place.up(50, place.grant),
                                        lambda: place.promise(70), lambda: place.down(10)), 10):
                daemon.set_clock(f"2026-01-05T{hour}:00:00+01:00")
                act()
                states.append((hour, place.balance()))
            columns = [name for name in opened if name.endswith("Cents")]
            for hour, then in states:
                for moment in (f"2026-01-05T{hour}:00:00%2B01:00", f"2026-01-05T{hour - 1:02}:59:59.999Z"):
                    past = place.public.get(f"/v1/envelopes/{place.envelope}/balance?at={moment}").json
                    self.assertEqual([past[name] for name in columns], [then[name] for name in columns], moment)
            before = place.public.get(f"/v1/envelopes/{place.envelope}/balance?at=2025-12-31T00:00:00Z").json
            self.assertEqual({before[name] for name in columns}, {0})
            wrong = place.public.get(f"/v1/envelopes/{place.envelope}/balance?at=gisteren")
            self.assertEqual((wrong.status, wrong.problem), (400, "invalid-parameter"))


class Repeated(Lists, unittest.TestCase):
    """Everything that can be done, each act then sent again with its key: the same bytes, and no entry more."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.sent = []
        post = Client.post

        def recording(client, path, body=None, key=None, **more):
            key = key or f"act-{len(cls.sent)}"
            answer = post(client, path, body, key=key, **more)
            cls.sent.append((client, path, body, key, answer))
            return answer
        Client.post = recording
        try:
            cls.place = play_everything(cls.daemon)
        finally:
            Client.post = post

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    def test_every_act_type_was_played(self):
        played = {answer.json.get("type") for *_, answer in self.sent}
        documented = set()
        for item in Client.openapi.document["paths"].values():
            documented |= set(re.findall(r"entry of type ([\w.-]+)\.", item.get("post", {}).get("description", "")))
        self.assertEqual(documented - played, set())

    def test_each_thing_in_a_list_is_at_its_address(self):
        paths = {path for path, item in Client.openapi.document["paths"].items() if "get" in item}
        names = {path[1:] for path in paths if path + "/{id}" in paths}
        self.assertGreaterEqual(names, {"decisions", "transactions", "objections", "interests", "ballots"})
        for name in sorted(names):
            items = self.all_of(f"/v1/{name}")
            self.assertNotEqual(items, [], name)
            for item in items:
                one = self.place.controller.get(f"/v1/{name}/{item['id']}")
                self.assertEqual(one.status, 200, (name, one))
                self.assertEqual({key: one.json[key] for key in item if key in one.json and key != "links"},
                                 {key: item[key] for key in item if key in one.json and key != "links"})
                entry = self.place.public.get(f"/v1/entries/{item['entry']}").json
                self.assertEqual(json.loads(entry["leaf"])["type"], entry["type"])

    def test_repeats_give_the_same_bytes(self):
        size = self.place.log_size()
        for client, path, body, key, first in self.sent:
            with self.subTest(path=path, key=key):
                again = client.post(path, body, key=key)
                self.assertEqual((again.status, again.body), (first.status, first.body))
                for name in ("etag", "location", "content-type"):
                    self.assertEqual(again.headers.get(name), first.headers.get(name), name)
                self.assertEqual(again.headers.get("idempotency-replayed"), "true")
                other = client.post(path, {**(body or {}), "onDate": "2026-01-02"}, key=key)
                self.assertIn(other.status, (400, 422))
        self.assertEqual(self.place.log_size(), size)
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)

    def test_repeats_give_the_same_bytes_after_a_restart(self):
        """Tests run by name, so this is the last: the daemon then listens on another port."""
        size = self.place.log_size()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        for client, path, body, key, first in self.sent:
            client.url = self.daemon.url
            if first.status < 300:
                with self.subTest(path=path, key=key):
                    again = client.post(path, body, key=key)
                    self.assertEqual((again.status, again.body), (first.status, first.body))
                    self.assertEqual(again.headers.get("idempotency-replayed"), "true")
        self.assertEqual(self.place.log_size(), size)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
