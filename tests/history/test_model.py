"""Random histories, predicted: every refusal, posting line and balance of each act is as an independent model of the
specification's rows says, in both modes; and `verify` agrees in the end.

SEED and MODEL_ACTS (requests a mode) come from the environment; a seed repeats a history."""
import os
import pprint
import random
import sys
import unittest

from history.explorer import Explorer
from support.buurtkas import Daemon, verify
from support.runner import run

REQUESTS = int(os.environ.get("MODEL_ACTS", "2000"))
SEED = int(os.environ.get("SEED", str(random.randrange(1 << 32))))


def report(mode, explorer):
    print(f"{mode}: seed {SEED}, {explorer.requests} requests, {sum(explorer.accepted.values())} accepted, "
          f"{sum(explorer.refused.values())} refused, {explorer.accepted['envelope.closed']} envelopes closed")
    print(f"  accepted {dict(sorted(explorer.accepted.items()))}")
    for kind, count in sorted(explorer.stricter.items()):
        print("  stricter than the rows:", count, *kind, sep="  ")
    sys.stdout.flush()


class ModelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One daemon for both: each test has an organisation of its own."""
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.__exit__)

    def play(self, mode):
        explorer = Explorer(self.daemon, mode, SEED)
        try:
            explorer.play(REQUESTS)
        finally:
            report(mode, explorer)
        if explorer.deviations:
            self.fail(f"seed {SEED}, {mode}, request {explorer.requests}:\n"
                      + pprint.pformat(explorer.deviations[:3], width=118))
        self.check_that_much_happened(explorer)
        for arguments in (("--database", "--state", self.daemon.state), (self.daemon.url + "/log",)):
            code, output = verify(*arguments)
            self.assertEqual(code, 0, f"seed {SEED}, {mode}: {output}")

    def check_that_much_happened(self, explorer):
        """A history in which nearly nothing is accepted, or nearly nothing refused, would compare little."""
        if REQUESTS >= 1000:
            self.assertGreater(sum(explorer.accepted.values()), REQUESTS // 8)
            self.assertGreater(sum(explorer.refused.values()), REQUESTS // 8)
            self.assertGreater(explorer.accepted["envelope.closed"], 0)

    def test_municipal_mode(self):
        self.play("municipal")

    def test_bank_mode(self):
        self.play("bank")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
