"""The verb token against a running daemon: make, use, revoke."""
import os
import subprocess
import sys
import unittest

from support.buurtkas import BINARY, Client, Daemon
from support.runner import run


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.operator = Client(cls.daemon.url, cls.daemon.tokens["operator"])
        cls.person = cls.operator.act("/v1/persons", {"name": "Voorbeeld Iemand"})["id"]

    @classmethod
    def tearDownClass(cls):
        code = cls.daemon.stop()
        assert code == 0, cls.daemon.log_tail()

    def token(self, *arguments, as_token=None):
        done = subprocess.run([BINARY, "token", *arguments, "--url", self.daemon.url], capture_output=True, text=True,
                              env={**os.environ, "BUURTKAS_TOKEN": as_token or self.operator.token}, check=False)
        return done.returncode, done.stdout.strip(), done.stderr

    def test_a_token_is_made_and_works(self):
        code, token, complaint = self.token("create", "--person", self.person)
        self.assertEqual(code, 0, complaint)
        self.assertRegex(token, r"^bk_[0-9a-f]{64}$")
        answer = Client(self.daemon.url, token).post("/v1/persons", {"name": "Voorbeeld"})
        self.assertEqual(answer.status, 403)  # known, but no operator

    def test_a_revoked_token_is_nobodys(self):
        made = self.operator.act("/v1/tokens", {"person": self.person, "untilDate": "2099-01-01"})
        self.assertEqual(self.token("revoke", made["id"])[0], 0)
        answer = Client(self.daemon.url, made["token"]).post("/v1/persons", {"name": "Voorbeeld"})
        self.assertEqual(answer.status, 401)

    def test_who_may_not_is_refused_with_an_exit_code_of_its_own(self):
        _, token, _ = self.token("create", "--person", self.person)
        code, _, complaint = self.token("create", "--person", self.person, as_token=token)
        self.assertEqual(code, 4)
        self.assertIn("403", complaint)

    def test_the_command_line_is_checked(self):
        self.assertEqual(self.token("create")[0], 2)
        self.assertEqual(self.token("revoke", "x")[0], 2)
        self.assertEqual(self.token("create", "--person", self.person, "--until", "morgen")[0], 2)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
