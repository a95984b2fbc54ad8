"""Races: the last euros of an envelope, and one member on twenty connections."""
import socket
import sys
import threading
import unittest
import urllib.parse

from support.buurtkas import Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run


def at_once(actions):
    """Runs all at the same moment. Returns their results in order."""
    barrier, results = threading.Barrier(len(actions)), [None] * len(actions)

    def one(index, action):
        barrier.wait()
        results[index] = action()
    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Races(unittest.TestCase):
    def test_fifty_commit_the_last_ten_thousand(self):
        with Daemon() as daemon:
            place = Neighbourhood(daemon, grant_cents=1_000_000)  # all that the envelope has
            decision = place.decision(1_000_000)
            body = {"decision": decision, "payee": place.payee, "kind": "subsidy", "amountCents": 70_000}
            answers = at_once([lambda: place.signatory.post("/v1/commitments", body) for _ in range(50)])
            made = [answer for answer in answers if answer.status == 201]
            refused = [answer for answer in answers if answer.status != 201]
            self.assertEqual(len(made), 14)
            self.assertEqual({(answer.status, answer.problem) for answer in refused}, {(409, "more-than-allocated")})
            balance = place.balance()
            self.assertEqual((balance["committedCents"], balance["allocatedCents"]), (980_000, 20_000))
            code, output = verify(daemon.url + "/log")
            self.assertEqual(code, 0, output)

    def test_one_member_on_twenty_connections_has_one_vote(self):
        with Daemon() as daemon:
            place = Neighbourhood(daemon)
            motion = place.motion(place.meeting(), place.proposal(100_000), 100_000)
            choices = ["for", "against"]
            answers = at_once([
                lambda n=n: place.member1.post(f"/v1/motions/{motion}/votes", {"choice": choices[n % 2]})
                for n in range(20)])
            made = [answer for answer in answers if answer.status == 201]
            self.assertEqual(len(made), 1)
            for answer in answers:
                if answer.status != 201:
                    self.assertEqual((answer.status, answer.problem), (409, "already-voted"))
                    self.assertIn(made[0].json["id"], answer.json["detail"])
            same = at_once([lambda: place.member2.post(f"/v1/motions/{motion}/votes", {"choice": "for"}, key="once")
                            for _ in range(20)])
            self.assertEqual({answer.status for answer in same}, {201})
            self.assertEqual(len({answer.body for answer in same}), 1)
            closed = place.secretary.act(f"/v1/motions/{motion}/_close")
            self.assertEqual(closed["tookPart"], 2)

    def test_three_hundred_connections_ready_at_once_are_all_answered(self):
        """libmicrohttpd's own event loop forgets connections when 128 are ready at once; ours must not."""
        with Daemon() as daemon:
            address = urllib.parse.urlsplit(daemon.url)
            wires = [socket.create_connection((address.hostname, address.port), timeout=10) for _ in range(300)]
            for _ in range(5):
                for wire in wires:
                    wire.sendall(b"GET /log/keys HTTP/1.1\r\nHost: x\r\n\r\n")
                for wire in wires:
                    self.assertIn(b"200 OK", wire.recv(65536))
            for wire in wires:
                wire.close()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
