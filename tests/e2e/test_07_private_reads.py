"""Controllers read private fields, and each such read is recorded before it is shown: one row a read, of nobody else, not
to be changed, and without the row no answer."""
import subprocess
import sys
import unittest
from collections import Counter
from pathlib import Path

from support.buurtkas import Client, Daemon, request
from support.runner import run
from support.world import World

PERSON, RELATION = "Voorbeeld Veldman", "Voorbeeld penningmeester"
COLUMNS = "operation, kind, object, row_count, role, handle, person"


class PrivateReads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.stop)
        place = cls.place = World(cls.daemon)
        cls.payee = place.secretary.act("/v1/payees", {
            "organisation": place.organisation, "kind": "natural-person", "name": PERSON, "legalPerson": False,
            "basedInArea": True})["id"]
        cls.interest = place.member1.act("/v1/interests", {
            "council": place.council, "payee": place.payee, "relation": RELATION, "deleteOn": "2030-01-01"})["id"]
        cls.officer, cls.controller = place.people["privacy-officer"], place.controller

    @classmethod
    def tearDownClass(cls):
        assert cls.daemon.stop() == 0, cls.daemon.log_tail()

    def psql(self, sql):
        return subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas",
                               "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, check=False)

    def rows(self):
        return self.psql(f"SELECT {COLUMNS} FROM private_read ORDER BY id").stdout.splitlines()

    def since(self, before):
        """What came after: ids of one millisecond have no order."""
        return list((Counter(self.rows()) - Counter(before)).elements())

    def fetch(self, client, path, method="GET"):
        return request(self.daemon.url, method, path, headers={**client.headers(), "Accept": "*/*"})

    def private_paths(self):
        """{path: (operation, collection, object or none, the private word that it shows)}"""
        place = self.place
        return {
            f"/v1/payees/{self.payee}": ("payeeGet", "payees", self.payee, PERSON),
            "/v1/payees?limit=100": ("payeeList", "payees", "", PERSON),
            f"/v1/interests/{self.interest}": ("interestGet", "interests", self.interest, RELATION),
            f"/v1/interests?council={place.council}": ("interestList", "interests", "", RELATION),
            f"/v1/councils/{place.council}/members": ("memberList", "councils", place.council, "Voorbeeld member1"),
            f"/v1/appointments/{place.appointments['member1']}": (
                "appointmentGet", "appointments", place.appointments["member1"], "Voorbeeld member1"),
            f"/meetings/{place.room}/minutes?lang=en": ("minutesPage", "meetings", place.room, "Voorbeeld member1"),
        }

    # --- One row a read, and of whom.

    def test_each_read_of_a_controller_makes_one_row(self):
        for path, (operation, kind, thing, word) in self.private_paths().items():
            before = self.rows()
            answer = self.fetch(self.controller, path)
            made = self.since(before)
            self.assertEqual((answer.status, len(made)), (200, 1), path)
            self.assertIn(word, answer.body.decode(), path)
            told = made[0].split("|")
            self.assertEqual(told[:3], [operation, kind, thing])
            self.assertGreaterEqual(int(told[3]), 1)
            self.assertEqual(told[4:], ["controller", self.place.handles["controller"], self.place.persons["controller"]])

    def test_a_repeat_or_a_head_is_a_read_too(self):
        before = len(self.rows())
        path = f"/v1/payees/{self.payee}"
        first = self.fetch(self.controller, path)
        again = request(self.daemon.url, "GET", path, headers={
            **self.controller.headers(), "If-None-Match": first.headers["etag"]})
        head = self.fetch(self.controller, path, "HEAD")
        self.assertEqual((first.status, again.status, head.status, len(self.rows()) - before), (200, 304, 200, 3))

    def test_rows_count_what_is_shown(self):
        for limit in (1, 2):
            before = self.rows()
            shown = self.fetch(self.controller, f"/v1/payees?limit={limit}").json["items"]
            self.assertEqual((len(shown), [row.split("|")[3] for row in self.since(before)]), (limit, [str(limit)]))

    def test_others_make_none(self):
        before = self.rows()
        for who in (self.place.public, self.place.secretary, self.place.operator, self.place.member1, self.officer):
            for path in self.private_paths():
                self.assertIn(self.fetch(who, path).status, (200, 404))
        self.assertEqual(self.rows(), before)

    def test_what_shows_nothing_private_makes_none(self):
        before = self.rows()
        for path in ("/", "/v1/councils", f"/v1/councils/{self.place.council}", "/v1/decisions", "/v1/entries",
                     f"/v1/envelopes/{self.place.envelope}/balance", "/v1/private-reads"):
            self.assertEqual(self.fetch(self.controller, path).status, 200, path)
        self.assertEqual(self.fetch(self.controller, "/v1/payees/01993e5a-0000-7000-8000-000000000001").status, 404)
        self.assertEqual(self.rows(), before)

    # --- No row, no answer.

    def test_nothing_is_shown_when_the_read_cannot_be_recorded(self):
        before = self.rows()
        for lock, undo in (
                ("REVOKE INSERT ON private_read FROM buurtkas_daemon", "GRANT INSERT ON private_read TO buurtkas_daemon"),
                ("ALTER TABLE private_read ADD CONSTRAINT full_disk CHECK (false) NOT VALID",
                 "ALTER TABLE private_read DROP CONSTRAINT full_disk")):
            self.assertEqual(self.psql(lock).returncode, 0)
            try:
                for path, (*_, word) in self.private_paths().items():
                    answer = self.fetch(self.controller, path)
                    self.assertEqual(answer.status, 503, path)
                    told = answer.body.decode() + str(answer.headers)
                    self.assertNotIn("Voorbeeld", told)
                    self.assertIn(word, self.fetch(self.place.secretary, path).body.decode())
                    self.assertEqual(self.fetch(self.controller, "/v1/councils").status, 200)
            finally:
                self.assertEqual(self.psql(undo).returncode, 0)
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.fetch(self.controller, f"/v1/payees/{self.payee}").status, 200)
        self.assertEqual(len(self.rows()), len(before) + 1)

    def test_no_row_is_changed_or_taken_away(self):
        self.fetch(self.controller, f"/v1/payees/{self.payee}")
        before = self.rows()
        for role in ("", "SET ROLE buurtkas_daemon; ", "SET session_replication_role = replica; "):
            for sql in ("UPDATE private_read SET row_count = 1", "DELETE FROM private_read", "TRUNCATE private_read"):
                done = self.psql(role + sql)
                self.assertNotEqual(done.returncode, 0, sql)
                self.assertRegex(done.stderr, "nothing is edited|permission denied")
        self.assertEqual(self.rows(), before)

    # --- The list.

    def test_officer_and_controller_read_the_list_without_names(self):
        for path in self.private_paths():
            self.fetch(self.controller, path)
        count = len(self.rows())
        for who in (self.officer, self.controller):
            items, path = [], "/v1/private-reads?limit=3"
            while path:
                answer = who.get(path)
                self.assertNotIn("Voorbeeld", answer.body.decode())
                self.assertNotIn(self.place.persons["controller"], answer.body.decode())
                items += answer.json["items"]
                link = answer.headers.get("link", "")
                path = link[1:link.index(">")].removeprefix(self.daemon.url) if 'rel="next"' in link else None
            self.assertEqual(len(items), count)
            self.assertEqual({item["handle"] for item in items}, {self.place.handles["controller"]})
            self.assertEqual({name for item in items for name in item},
                             {"id", "at", "handle", "role", "operation", "kind", "object", "rowCount"})

    def test_others_do_not_read_the_list(self):
        self.assertEqual(self.place.public.get("/v1/private-reads").status, 401)
        for who in (self.place.secretary, self.place.operator, self.place.member1):
            self.assertEqual(who.get("/v1/private-reads").status, 403)

    def test_an_officer_elsewhere_sees_nothing_of_it(self):
        self.fetch(self.controller, f"/v1/payees/{self.payee}")
        operator, place = self.place.operator, self.place
        other = operator.act("/v1/organisations", {"name": "Andere gemeente", "kind": "municipality"})["id"]
        clients = []
        for role in ("grantor", "privacy-officer"):
            person = operator.act("/v1/persons", {"name": f"Anders {role}"})["id"]
            (clients[0] if clients else operator).act("/v1/appointments", {
                "person": person, "role": role, "scope": "organisation", "scopeId": other, "fromDate": place.day})
            token = operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})["token"]
            clients.append(Client(self.daemon.url, token))
        self.assertEqual(clients[1].get("/v1/private-reads").json["items"], [])


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
