"""Stopping under load: SIGTERM lets every accepted request end, the daemon exits 0, and nothing answered is lost."""
import signal
import sys
import threading
import time
import unittest

from support.buurtkas import Client, Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run

CLIENTS = 8


class Stop(unittest.TestCase):
    def load(self, place, stopping, answered, refused):
        def client(number):
            count = 0
            while not stopping.is_set():
                count += 1
                key = f"c{number}-{count}"
                body = {"organisation": place.organisation, "kind": "organisation", "name": f"Ontvanger {key}",
                        "legalPerson": True, "basedInArea": True}
                try:
                    answer = place.secretary.post("/v1/payees", body, key=key)
                except OSError:  # not accepted any more
                    return
                if answer.status == 201:
                    answered[key] = (body, answer.body)
                else:
                    refused.append(answer)
        threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return threads

    def test_sigterm_under_load(self):
        daemon = Daemon().start()
        try:
            place = Neighbourhood(daemon)
            stopping, answered, refused = threading.Event(), {}, []
            threads = self.load(place, stopping, answered, refused)
            while len(answered) < 50:
                time.sleep(0.01)
            begin = time.monotonic()
            self.assertEqual(daemon.stop(signal.SIGTERM), 0, daemon.log_tail())
            self.assertLess(time.monotonic() - begin, 15)
            stopping.set()
            for thread in threads:
                thread.join()
            self.assertEqual({answer.status for answer in refused} - {503}, set(), refused)
            daemon.start()
            Client.openapi = None
            again = Client(daemon.url, place.secretary.token)
            for key, (body, first) in answered.items():
                repeated = again.post("/v1/payees", body, key=key)
                self.assertEqual((repeated.status, repeated.body), (201, first), key)
            code, output = verify(daemon.url + "/log")
            self.assertEqual(code, 0, output)
        finally:
            daemon.__exit__()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
