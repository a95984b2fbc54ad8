"""What operators are told: /ready while PostgreSQL hangs or is read-only, and the nightly self-check."""
import os
import re
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from support.buurtkas import Daemon, request
from support.neighbourhood import Neighbourhood
from support.runner import run

STATED_S = 5


class Operators(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(environment={"BUURTKAS_SELFCHECK_HOUR": "3"}).start()
        self.stopped = []
        self.addCleanup(self.end)

    def end(self):
        for pid in self.stopped:
            os.kill(pid, signal.SIGCONT)
        self.daemon.__exit__()

    def ready(self):
        answer = request(self.daemon.admin_url, "GET", "/ready")
        return answer.status, answer.body.decode()

    def wait(self, status, words, limit):
        start = time.monotonic()
        while True:
            found = self.ready()
            took = time.monotonic() - start
            if found[0] == status and words in found[1]:
                return took
            self.assertLess(took, limit, found)
            time.sleep(0.1)

    def sql(self, text):
        done = subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas", "-XAtq",
                               "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def cluster(self):
        """The postmaster and all its processes."""
        postmaster = int((Path(self.daemon.state) / "postgres/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    def test_a_database_that_hangs_is_not_ready(self):
        self.wait(200, "ready\n", STATED_S)
        self.stopped = self.cluster()
        for pid in self.stopped:
            os.kill(pid, signal.SIGSTOP)
        self.wait(503, "the database does not answer", STATED_S + 1)
        self.assertEqual(request(self.daemon.admin_url, "GET", "/live").status, 200)
        for pid in self.stopped:
            os.kill(pid, signal.SIGCONT)
        self.stopped = []
        self.wait(200, "ready\n", 20)

    def test_a_read_only_database_is_not_ready(self):
        self.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        self.sql("SELECT pg_reload_conf()")
        self.wait(503, "the database is read-only", STATED_S + 1)
        self.sql("SET default_transaction_read_only = off; ALTER SYSTEM RESET default_transaction_read_only")
        self.sql("SELECT pg_reload_conf()")
        self.wait(200, "ready\n", 20)

    def metric(self, name):
        found = re.search(rf"^buurtkas_{name} (\d+)$", request(self.daemon.admin_url, "GET", "/metrics").body.decode(), re.M)
        return int(found.group(1)) if found else None

    def test_the_nightly_check_finds_a_row_that_was_changed(self):
        town = Neighbourhood(self.daemon, seats=1)
        town.decision(1_000)
        self.assertIsNone(self.metric("selfcheck_ok"))
        self.assertIn("self-check: none yet", self.ready()[1])
        self.daemon.set_clock("2026-01-06T02:59:00+01:00")
        time.sleep(1)
        self.assertIsNone(self.metric("selfcheck_ok"), "before its hour")
        self.daemon.set_clock("2026-01-06T03:00:30+01:00")
        self.wait(200, "self-check: ok (2026-01-06T02:00:30", 60)
        self.assertEqual((self.metric("selfcheck_ok"), self.metric("selfcheck_findings"),
                          self.metric("selfcheck_last_seconds")), (1, 0, 1767664830))
        self.sql("BEGIN; SET session_replication_role = replica;"
                 "UPDATE decision_status SET allocated_cents = allocated_cents + 1; COMMIT")
        self.daemon.set_clock("2026-01-06T12:00:00+01:00")
        time.sleep(1)
        self.assertEqual(self.metric("selfcheck_ok"), 1, "once a night")
        self.daemon.set_clock("2026-01-07T03:10:00+01:00")
        self.wait(200, "self-check: the tables are not what the entries make them", 60)
        self.assertEqual(self.metric("selfcheck_ok"), 0)
        self.assertGreater(self.metric("selfcheck_findings"), 0)
        log = self.daemon.log_tail()
        self.assertIn('"event":"selfcheck.wrong"', log)
        self.assertIn("decision_status", log)
        self.assertEqual(town.public.get(f"/v1/envelopes/{town.envelope}").status, 200)
        town.proposal(100)

    def test_what_was_wrong_is_told_until_a_check_is_right(self):
        """A night in which none can run does not make it forgotten, nor does a new start."""
        Neighbourhood(self.daemon, seats=1).decision(1_000)
        wrong = "self-check: the tables are not what the entries make them; see the log"
        self.spoil(1)
        self.daemon.set_clock("2026-01-06T03:00:30+01:00")
        self.wait(200, f"{wrong} (2026-01-06T02:00:30.000Z)\n", 60)
        self.sql("ALTER TABLE review RENAME TO review_away")
        self.daemon.set_clock("2026-01-07T03:00:30+01:00")
        self.wait(200, f"{wrong} (2026-01-06T02:00:30.000Z); since then could not be run; see the log "
                       "(2026-01-07T02:00:30.000Z)\n", 60)
        self.assertRegex(self.daemon.log_tail(), r'"event":"selfcheck.not_run".*"findings_before":[1-9]')
        self.sql("ALTER TABLE review_away RENAME TO review")
        self.told_as_wrong()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.arguments = self.daemon.arguments[:1] + ["--at", "2026-01-07T12:00:00+01:00"]
        self.daemon.start()
        self.wait(200, f"{wrong} (2026-01-06T02:00:30.000Z); since then none yet\n", 10)
        self.assertIn('"event":"selfcheck.still_wrong"', self.daemon.log_tail())
        self.told_as_wrong()
        self.spoil(-1)
        self.daemon.set_clock("2026-01-08T03:00:30+01:00")
        self.wait(200, "self-check: ok (2026-01-08T02:00:30.000Z)\n", 60)
        self.assertEqual((self.metric("selfcheck_ok"), self.metric("selfcheck_wrong"), self.metric("selfcheck_findings")),
                         (1, 0, 0))
        self.assertFalse((Path(self.daemon.state) / "selfcheck.wrong").exists())

    def told_as_wrong(self):
        self.assertEqual((self.metric("selfcheck_ok"), self.metric("selfcheck_wrong")), (0, 1))
        self.assertGreater(self.metric("selfcheck_findings"), 0)

    def spoil(self, cents):
        self.sql("BEGIN; SET session_replication_role = replica;"
                 f"UPDATE decision_status SET allocated_cents = allocated_cents + ({cents}); COMMIT")

    def test_it_can_be_off(self):
        self.daemon.__exit__()
        self.daemon = Daemon(environment={"BUURTKAS_SELFCHECK_HOUR": "-1"}).start()
        self.daemon.set_clock("2026-01-08T04:00:00+01:00")
        time.sleep(1)
        self.assertEqual(self.ready(), (200, "ready\n"))
        self.assertIsNone(self.metric("selfcheck_ok"))


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
