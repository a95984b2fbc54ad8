"""The demonstration: a full year, found again by a second start, finished after a kill in its middle."""
import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from support.buurtkas import BINARY, Client, Daemon, request, verify
from support.runner import run


class Demonstration(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(arguments=(), at=None)

    def tearDown(self):
        self.daemon.__exit__()

    def size(self):
        return int(request(self.daemon.url, "GET", "/log/checkpoint").body.split(b"\n")[1])

    def states(self, path, name):
        token = self.daemon.tokens["controller"]
        items, link = [], path
        while link:
            answer = Client(self.daemon.url, token).get(link)
            items += answer.json["items"]
            following = answer.headers.get("link", "")
            link = following[1:following.index(">")].removeprefix(self.daemon.url) if following else None
        return {item.get(name) for item in items}

    def read(self, path):
        return Client(self.daemon.url, self.daemon.tokens["controller"]).get(path).json

    def test_a_second_start_finds_everything_again(self):
        self.daemon.start()
        before = self.size(), self.daemon.tokens
        self.assertEqual(self.daemon.stop(signal.SIGINT), 0)
        self.daemon.start()
        self.assertEqual((self.size(), self.daemon.tokens), before)
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)

    def test_the_year_is_full(self):
        self.daemon.start()
        self.assertLessEqual({"grant", "partial", "refusal"}, self.states("/v1/decisions?limit=100", "outcome"))
        self.assertLessEqual({"in-effect", "waiting", "declined", "withdrawn", "annulled", "contested"},
                             self.states("/v1/decisions?limit=100", "state"))
        self.assertLessEqual({"verdict", "urgency", "objection-ruling", "withdrawal"},
                             self.states("/v1/decisions?limit=100", "basis"))
        self.assertLessEqual({"adopted", "rejected", "invalid-quorum", "consent-blocked"},
                             self.states("/v1/motions?limit=100", "verdict"))
        self.assertIn("not-opened", self.states("/v1/meetings", "state"))
        self.assertEqual(self.states("/v1/objections", "state"), {"ruled"})
        each = [self.read(f"/v1/decisions/{one}") for one in self.states("/v1/decisions?limit=100", "id")]
        self.assertLessEqual({"followed", "departed"}, {one.get("advice") for one in each})
        self.assertLessEqual({"given", "refused"}, {one.get("ratification") for one in each})
        self.assertEqual([len(self.read(f"/v1/decisions/{one['id']}/conflicts")["items"]) for one in each
                          if one["state"] == "contested"], [1])
        self.assertIn(True, {self.read(f"/v1/meetings/{one}").get("quorumWaived")
                             for one in self.states("/v1/meetings", "id")})
        self.assertIn("employment", self.states("/v1/commitments?limit=100", "kind"))
        origin = request(self.daemon.url, "GET", "/log/checkpoint").body.split(b"\n")[0]
        self.assertTrue(origin.startswith(b"demo."), "a simulated record must say so")

    def test_a_kill_in_the_seeding_is_finished_by_the_next_start(self):
        seed = random.randrange(1 << 32)
        print(f"seed {seed}")
        wait = random.Random(seed).uniform(1.5, 4)
        log = open(Path(self.daemon.state) / "first.log", "wb")
        first = subprocess.Popen([BINARY, "demo", "--state", self.daemon.state, "--listen", "127.0.0.1:0"],
                                 stdout=log, stderr=log)
        time.sleep(wait)  # the moment of the kill is the point
        first.kill()
        first.wait()
        self.daemon.start()
        whole = Daemon(arguments=(), at=None)
        with whole:
            expected = int(request(whole.url, "GET", "/log/checkpoint").body.split(b"\n")[1])
        self.assertEqual(self.size(), expected)
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)

    def test_check_runs_the_main_job(self):
        self.daemon.start()
        done = subprocess.run([BINARY, "demo", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Row 12", done.stdout)
        self.assertIn("VERIFIED", done.stdout)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
