"""Bad input of every kind: a 4xx problem that names the field, nothing written, the daemon alive."""
import json
import random
import socket
import sys
import unittest
import urllib.parse

from support.buurtkas import Daemon, request
from support.neighbourhood import Neighbourhood
from support.runner import run

# Wrong for every kind of field.
WRONG = [None, 1.5, -1, 10**19, "", " ", "x" * 70000, "\u0000", "\ud800", [], {}, [[[[]]]], True, "2026-02-30",
         "00000000-0000-0000-0000-00000000000g", "\u202e", "a\u0007b", {"a": {"b": {}}}]
# Rules that a council cannot adopt yet.
NEVER = (("majority", {"tie": "revote-then-lot"}), ("consent", {"interim": "hidden"}), ("raad", {"written": "threshold"}))


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.place = Neighbourhood(cls.daemon)
        cls.routes = cls.place.operator.openapi.document["paths"]

    @classmethod
    def tearDownClass(cls):
        code = cls.daemon.stop()
        assert code == 0, cls.daemon.log_tail()

    def size(self):
        return int(request(self.daemon.url, "GET", "/log/checkpoint").body.split(b"\n")[1])

    def setUp(self):
        self.before = self.size()

    def tearDown(self):
        self.assertEqual(self.size(), self.before, "something was written")
        self.assertEqual(request(self.daemon.admin_url, "GET", "/ready").status, 200)

    def refuse(self, answer, *wanted):
        self.assertIn(answer.status, range(400, 500), answer)
        self.assertEqual(answer.headers["content-type"].split(";")[0], "application/problem+json")
        if wanted:
            self.assertIn(answer.problem, wanted, answer)

    def posts(self):
        """Every POST of the API, with ids that exist where they can."""
        for path, item in self.routes.items():
            if "post" in item:
                yield "/v1" + path.replace("{id}", self.place.envelope), item["post"]

    def fields(self, operation):
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return self.place.operator.openapi.resolve(schema).get("properties", {})

    def test_wrong_values_in_every_field_of_every_act(self):
        chance = random.Random(7)
        asked = 0
        for path, operation in self.posts():
            if "requestBody" not in operation:
                continue
            for name, schema in self.fields(operation).items():
                for value in chance.sample(WRONG, 5):
                    if schema.get("type") == "boolean" and isinstance(value, bool):
                        continue
                    if path == "/v1/persons" and value == "2026-02-30":
                        continue  # a name, if an odd one
                    answer = self.place.operator.post(path, raw=json.dumps({name: value}).encode())
                    self.assertIn(answer.status, range(400, 500), (path, name, value, answer))
                    asked += 1
        self.assertGreater(asked, 300)

    def test_the_field_is_named(self):
        body = {"envelope": self.place.envelope, "title": 7, "costLines": [{"label": "a", "amountCents": "1"},
                                                                           {"label": "b", "amountCents": -5}]}
        answer = self.place.secretary.post("/v1/proposals", body)
        self.refuse(answer, "invalid-field")
        self.assertEqual({error["pointer"] for error in answer.json["errors"]},
                         {"/title", "/costLines/0/amountCents", "/costLines/1/amountCents"})

    def test_unknown_fields_are_named(self):
        answer = self.place.secretary.post("/v1/payees", {"organisation": self.place.organisation, "naam": "x"})
        self.refuse(answer, "invalid-field")
        self.assertIn("/naam", {error["pointer"] for error in answer.json["errors"]})

    def test_bytes_that_are_no_json(self):
        for raw in (b"", b"{", b'{"a":1,}', b'{"name":"\xff\xfe"}', b'{"a":1,"a":2}', b"[" * 3000, b'{"a":' * 3000,
                    b'{"name":"x\x00y"}', b'{"a":12\x00}', b"nul", b'{"a":1e400}', b'{"a":NaN}', b"\xef\xbb\xbf{}"):
            self.refuse(self.place.operator.post("/v1/organisations", raw=raw), "malformed-json", "invalid-field")

    def test_a_body_over_the_limit(self):
        answer = self.place.operator.post("/v1/organisations", raw=b'{"name":"' + b"x" * 200_000 + b'"}')
        self.assertEqual(answer.status, 413)

    def test_unknown_ids(self):
        nobody = "01993e5a-0000-7000-8000-0000000000ff"
        answer = self.place.secretary.post(f"/v1/meetings/{nobody}/_open", {"ruleSet": self.place.rules})
        self.assertEqual(answer.status, 404)
        answer = self.place.secretary.post("/v1/meetings", {"council": nobody, "onDate": "2026-01-01", "public": True})
        self.refuse(answer, "unknown-reference")
        self.assertEqual(answer.json["errors"][0]["pointer"], "/council")
        for path in ("/v1/envelopes/x", "/v1/envelopes/%00", "/v1/envelopes/" + "a" * 5000, "/v1/envelopes?cursor=%ff"):
            self.assertIn(request(self.daemon.url, "GET", path).status, (400, 404, 414), path)

    def test_a_leaf_that_would_be_too_large(self):
        body = {"envelope": self.place.envelope, "title": "Te veel", "costLines": [
            {"label": f"regel {n}", "amountCents": 1} for n in range(101)]}
        self.refuse(self.place.secretary.post("/v1/proposals", body), "invalid-field")

    def test_an_amount_over_the_range(self):
        body = self.place.envelope_body(10**15, "municipal")
        self.refuse(self.place.grantor.post("/v1/envelopes", body), "invalid-field")

    def test_what_no_council_can_adopt_is_refused_with_the_rule(self):
        rules = {"council": self.place.council, "fromDate": "2026-01-01", "changeVote": True, "namesPublic": False}
        for base, more in NEVER:
            answer = self.place.grantor.post("/v1/rule-sets", {**rules, "base": base, **more})
            self.refuse(answer, "mismatch")
            self.assertEqual({error["pointer"] for error in answer.json["errors"]}, {"/" + name for name in more})

    def test_parts_that_do_not_belong_together(self):
        rules = {"council": self.place.council, "fromDate": "2026-01-01", "changeVote": True, "namesPublic": False}
        for base, more in (("majority", {"consentRounds": 3}), ("majority", {"bareObjection": "dropped"}),
                           ("raad", {"tie": "reject"}), ("majority", {"openingNum": 3, "openingDen": 2}),
                           ("consent", {"thresholds": [{"base": "cast", "num": 1, "den": 2, "strict": True}]})):
            answer = self.place.grantor.post("/v1/rule-sets", {**rules, "base": base, **more})
            self.refuse(answer, "mismatch", "invalid-field")
        mandate = self.place.mandate_body("alone", 1)
        for more in ({"silence": "concurs"}, {"deadlineDays": 14}, {"exercise": "joint", "silence": "concurs"}):
            self.refuse(self.place.grantor.post("/v1/mandates", {**mandate, **more}), "mismatch")

    def raw(self, data, timeout=20):
        parts = urllib.parse.urlsplit(self.daemon.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as connection:
            try:
                connection.sendall(data)
                received = b""
                while chunk := connection.recv(65536):
                    received += chunk
                return received
            except ConnectionError:
                return b""

    def test_ten_thousand_headers(self):
        lines = b"".join(b"X-%d: y\r\n" % n for n in range(10_000))
        answer = self.raw(b"GET /v1/envelopes HTTP/1.1\r\nHost: x\r\n" + lines + b"\r\n")
        self.assertTrue(answer == b"" or answer.split(b" ")[1][:1] == b"4", answer[:200])

    def test_a_truncated_body_and_a_slow_sender_are_closed(self):
        head = (b"POST /v1/organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Idempotency-Key: \"slow\"\r\nContent-Length: 100\r\n\r\n{\"name\":")
        answer = self.raw(head, timeout=30)
        self.assertTrue(answer == b"" or answer.split(b" ")[1][:1] == b"4", answer[:200])


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
