"""kill -9 at random moments under load, on one growing state. After each restart every act that was answered is
there as it was answered, nothing is there in part, and the record verifies (in full every 20th time)."""
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from support.buurtkas import Client, Daemon, request, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

KILLS = int(os.environ.get("KILLS", "100"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))
CLIENTS = 6


class Load:
    """Clients that act until told to stop; what was answered is remembered by its key."""

    def __init__(self, place, round_number):
        self.place, self.round = place, round_number
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.sent, self.answered = {}, {}
        self.threads = [threading.Thread(target=self.client, args=(n,)) for n in range(CLIENTS)]

    def act_of(self, client, number):
        """Every other client registers payees, the rest file proposals with their lines."""
        if client % 2:
            return self.place.secretary, "/v1/payees", {
                "organisation": self.place.organisation, "kind": "organisation", "name": f"Payee {number}",
                "legalPerson": True, "basedInArea": True}
        return self.place.secretary, "/v1/proposals", {
            "envelope": self.place.envelope, "title": f"Plan {number}",
            "costLines": [{"label": "Alles", "amountCents": 100 + number}]}

    def client(self, number):
        count = 0
        while not self.stop.is_set():
            count += 1
            key = f"r{self.round}-c{number}-{count}"
            who, path, body = self.act_of(number, count)
            self.sent[key] = (who.token, path, body)
            try:
                answer = who.post(path, body, key=key)
            except OSError:
                return
            except Exception:  # a connection cut in the middle of an answer
                return
            if answer.status == 201:
                with self.lock:
                    self.answered[key] = answer.body
            elif answer.status != 503:
                raise AssertionError(answer)

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


class Kill(unittest.TestCase):
    def setUp(self):
        print(f"seed {SEED}", flush=True)
        self.random = random.Random(SEED)
        self.daemon = Daemon().start()
        self.place = Neighbourhood(self.daemon)
        self.killed = -1

    def tearDown(self):
        self.daemon.stop()

    def rebind(self):
        """After a restart the daemon has another port."""
        Client.openapi = None
        for client in [self.place.operator, self.place.public, *self.place.people.values()]:
            client.url = self.daemon.url
        Client(self.daemon.url)

    def repeat(self, token, path, content, key):
        """What a client does after 503: the same request again."""
        deadline = time.monotonic() + 60
        while True:
            answer = Client(self.daemon.url, token).post(path, content, key=key)
            if answer.status != 503 or time.monotonic() > deadline:
                return answer
            time.sleep(0.05)

    def check(self, load, number):
        for key, body in load.answered.items():
            token, path, content = load.sent[key]
            again = self.repeat(token, path, content, key)
            self.assertEqual((again.status, again.body), (201, body), f"round {number}, {key}")
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, f"round {number}: {output}")
        if number % 20 == 0:
            code, output = verify("--database", "--state", self.daemon.state)
            self.assertEqual(code, 0, f"round {number}: {output}")
        return len(load.answered)

    def one_round(self, number, kill):
        load = Load(self.place, number)
        load.start()
        time.sleep(self.random.uniform(0.02, 0.4))
        kill()
        load.join()
        return load

    def test_the_daemon_is_killed(self):
        answered = 0
        for number in range(1, KILLS + 1):
            load = self.one_round(number, lambda: self.daemon.stop(signal.SIGKILL))
            self.daemon.start()
            self.rebind()
            answered += self.check(load, number)
        self.assertGreater(answered, KILLS)
        print(f"{KILLS} kills of the daemon, {answered} answered acts, all there")

    def postmaster(self):
        """Its process id; 0 while there is none, or its file is not whole."""
        lines = [path.read_text().split("\n")[0] for path in Path(self.daemon.state).glob("postgres/postmaster.pid")]
        return int(lines[0]) if lines and lines[0].isdigit() else 0

    def kill_postgres(self):
        self.killed = self.postmaster()
        os.kill(self.killed, signal.SIGKILL)

    def wait_ready(self):
        deadline = time.monotonic() + 60
        # The daemon may not have noticed yet: ready counts once another postmaster is there.
        while (self.postmaster() in (0, self.killed)
               or request(self.daemon.admin_url, "GET", "/ready").status != 200):
            self.assertLess(time.monotonic(), deadline, "not ready again: " + self.daemon.log_tail())
            time.sleep(0.05)

    def test_postgres_is_killed(self):
        answered = 0
        for number in range(1, KILLS + 1):
            load = self.one_round(number, self.kill_postgres)
            self.wait_ready()
            answered += self.check(load, number)
        self.assertGreater(answered, KILLS)
        print(f"{KILLS} kills of PostgreSQL, {answered} answered acts, all there")

    def end_sessions(self):
        """What an administrator's fast shutdown or failover does: FATAL in the middle of a batch."""
        for _ in range(3):
            subprocess.run(
                ["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas", "-XAtqc",
                 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'buurtkas_daemon'"],
                check=True, capture_output=True)
            time.sleep(self.random.uniform(0.05, 0.3))

    def test_sessions_are_ended(self):
        answered = 0
        for number in range(1, KILLS // 5 + 1):
            load = self.one_round(number, self.end_sessions)
            self.wait_ready()
            answered += self.check(load, number)
        self.assertGreater(answered, KILLS // 5)
        print(f"{3 * (KILLS // 5)} times all sessions ended, {answered} answered acts, all there")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
