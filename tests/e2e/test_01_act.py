"""One act end to end: validated, authorised, idempotent, on the record, with a receipt that verifies offline."""
import sys
import tempfile
import unittest
from pathlib import Path

from support.buurtkas import UUID, Client, Daemon, request, verify
from support.runner import run

BODY = {"name": "Gemeente Voorbeeldstad", "kind": "municipality", "code": "GM9999"}


class OneAct(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.operator = Client(cls.daemon.url, cls.daemon.tokens["operator"])
        cls.public = Client(cls.daemon.url)

    @classmethod
    def tearDownClass(cls):
        code = cls.daemon.stop()
        assert code == 0, cls.daemon.log_tail()

    def test_an_act_is_answered_with_state_and_receipt(self):
        answer = self.operator.post("/v1/organisations", BODY)
        self.assertEqual(answer.status, 201, answer)
        made = answer.json
        self.assertRegex(made["id"], UUID)
        self.assertRegex(made["reference"], r"^ORG-2026-\d{3}$")
        self.assertEqual(made["type"], "organisation.entered")
        self.assertEqual(made["name"], BODY["name"])
        self.assertTrue(made["receipt"].startswith("c2sp.org/tlog-proof@v1\n"))
        self.assertTrue(answer.headers["location"].endswith("/v1/organisations/" + made["id"]))
        read = self.public.get("/v1/organisations/" + made["id"])
        self.assertEqual(read.json["name"], BODY["name"])
        self.assertEqual(read.json["entry"], made["entry"])

    def test_a_receipt_verifies_offline_and_a_changed_one_does_not(self):
        made = self.operator.act("/v1/organisations", BODY)
        keys = request(self.daemon.url, "GET", "/log/keys").body
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "keys").write_bytes(keys)
            path = Path(folder) / "x.tlog-proof"
            path.write_text(made["receipt"])
            code, output = verify(str(path), "--keys", str(Path(folder) / "keys"))
            self.assertEqual(code, 0, output)
            lines = made["receipt"].split("\n")
            lines[1] = lines[1][:-9] + ("A" if lines[1][-9] != "A" else "B") + lines[1][-8:]
            path.write_text("\n".join(lines))
            code, output = verify(str(path), "--keys", str(Path(folder) / "keys"))
            self.assertEqual(code, 3, output)

    def test_the_same_key_gives_the_same_bytes(self):
        first = self.operator.post("/v1/organisations", BODY, key="repeat-me")
        again = self.operator.post("/v1/organisations", BODY, key="repeat-me")
        self.assertEqual((first.status, first.body), (again.status, again.body))
        self.assertEqual(again.headers.get("idempotency-replayed"), "true")
        other = self.operator.post("/v1/organisations", {**BODY, "name": "Anders"}, key="repeat-me")
        self.assertEqual((other.status, other.problem), (422, "idempotency-key-reused"))

    def test_who_may_not_gets_401_or_403(self):
        self.assertEqual(self.public.post("/v1/organisations", BODY).status, 401)
        stranger = Client(self.daemon.url, "bk_" + "0" * 64)
        self.assertEqual(stranger.post("/v1/organisations", BODY).status, 401)
        person = self.operator.act("/v1/persons", {"name": "Voorbeeld Zonder Rol"})["id"]
        token = self.operator.act("/v1/tokens", {"person": person, "untilDate": "2099-01-01"})["token"]
        answer = Client(self.daemon.url, token).post("/v1/organisations", BODY)
        self.assertEqual((answer.status, answer.problem), (403, "forbidden"))

    def test_all_findings_come_at_once_with_pointers(self):
        answer = self.operator.post("/v1/organisations", {"name": "", "kind": "castle", "extra": 1})
        self.assertEqual((answer.status, answer.problem), (400, "invalid-field"))
        self.assertEqual({error["pointer"] for error in answer.json["errors"]}, {"/name", "/kind", "/extra"})

    def test_a_key_is_needed(self):
        answer = request(self.daemon.url, "POST", "/v1/organisations", b"{}", {
            "Content-Type": "application/json", "Authorization": "Bearer " + self.daemon.tokens["operator"]})
        self.assertEqual((answer.status, answer.problem), (400, "idempotency-key-missing"))

    def test_media_types(self):
        headers = {"Authorization": "Bearer " + self.daemon.tokens["operator"], "Idempotency-Key": '"x"'}
        answer = request(self.daemon.url, "POST", "/v1/organisations", b"a=1", {
            **headers, "Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status, 415)
        answer = request(self.daemon.url, "GET", "/v1/organisations", headers={"Accept": "image/png"})
        self.assertEqual(answer.status, 406)

    def test_conditional_reads_and_acts(self):
        made = self.operator.act("/v1/organisations", BODY)
        path = "/v1/organisations/" + made["id"]
        tag = self.public.get(path).headers["etag"]
        self.assertEqual(self.public.get(path, If_None_Match=tag).status, 304)
        self.assertEqual(self.public.get(path, If_None_Match='"0"').status, 200)

    def test_http_manners(self):
        url = self.daemon.url
        head = request(url, "HEAD", "/v1/organisations")
        self.assertEqual((head.status, head.body), (200, b""))
        answer = request(url, "DELETE", "/v1/organisations")
        self.assertEqual(answer.status, 405)
        self.assertIn("GET", answer.headers["allow"])
        self.assertEqual(request(url, "GET", "/v1/organisations/").status, 404)
        self.assertEqual(request(url, "GET", "/v1/nothing").status, 404)
        self.assertEqual(request(url, "GET", "/v1/organisations?nothing=1").status, 400)
        for name in ("api-version", "x-content-type-options", "x-frame-options", "content-security-policy"):
            self.assertIn(name, answer.headers)

    def test_lists_have_pages(self):
        for number in range(3):
            self.operator.act("/v1/organisations", {**BODY, "name": f"Organisatie {number}"})
        first = self.public.get("/v1/organisations?limit=2")
        self.assertEqual(len(first.json["items"]), 2)
        link = first.headers["link"]
        self.assertIn('rel="next"', link)
        following = self.public.get(link[1:link.index(">")].removeprefix(self.daemon.url))
        self.assertNotEqual(first.json["items"][0]["id"], following.json["items"][0]["id"])

    def test_the_whole_record_verifies(self):
        self.operator.act("/v1/organisations", BODY)
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)

    def test_operators_listener(self):
        admin = self.daemon.admin_url
        self.assertEqual(request(admin, "GET", "/live").status, 200)
        self.assertEqual(request(admin, "GET", "/ready").status, 200)
        metrics = request(admin, "GET", "/metrics").body.decode()
        self.assertIn("buurtkas_acts_total", metrics)
        self.assertEqual(request(self.daemon.url, "GET", "/metrics").status, 404)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
