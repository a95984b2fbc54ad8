"""Framing: raw bytes against the running daemon. What two readers could read differently is refused and the
connection closed; whatever the bytes, the daemon goes on serving, and nothing smuggled is ever answered."""
import os
import re
import socket
import sys
import time
import unittest
import urllib.parse

from support import runner
from support.buurtkas import Daemon

HOST = b"Host: kas.example\r\n"
# A request hidden in what one reader takes for a body: it must never get an answer of its own.
HIDDEN = b"GET /v1/hidden HTTP/1.1\r\n" + HOST + b"\r\n"


def answers_in(data):
    """The statuses in a stream of answers. (The library repeats the head of some of its own refusals.)"""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", data)]


class Peer:
    """A raw connection."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # it was cut off while sending: what came back is what counts

    def read(self, seconds=10.0):
        """Everything until the end of the stream, or until nothing came for so long; and whether it ended."""
        self.socket.settimeout(seconds)
        data = b""
        try:
            while piece := self.socket.recv(65536):
                data += piece
        except TimeoutError:
            return data, False
        except OSError:
            pass
        return data, True


def post(*lines, body=b"", version=b"HTTP/1.1"):
    return (b"POST /v1/claims " + version + b"\r\n" + HOST + b"".join(line + b"\r\n" for line in lines)
            + b"\r\n" + body)


REFUSED = {
    "two lengths": post(b"Content-Length: 0", b"Content-Length: %d" % len(HIDDEN), body=HIDDEN),
    "the same length twice": post(b"Content-Length: 0", b"Content-Length: 0", body=HIDDEN),
    "a list of lengths": post(b"Content-Length: 0, 0", body=HIDDEN),
    "a length with a sign": post(b"Content-Length: +0", body=HIDDEN),
    "a length in hex": post(b"Content-Length: 0x0", body=HIDDEN),
    "length and coding": post(b"Content-Length: %d" % (5 + len(HIDDEN)), b"Transfer-Encoding: chunked",
                              body=b"0\r\n\r\n" + HIDDEN),
    "coding and length": post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + HIDDEN),
    "an unknown coding": post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + HIDDEN),
    "two codings": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + HIDDEN),
    "a doubled coding": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + HIDDEN),
    "identity": post(b"Transfer-Encoding: identity", body=HIDDEN),
    "a space before the colon": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n" + HIDDEN),
    "a space before the length's colon": post(b"Content-Length : 5", body=HIDDEN),
    "coding on 1.0": post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + HIDDEN, version=b"HTTP/1.0"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "an empty host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "a host that is a list": b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "a space in a name": b"GET / HTTP/1.1\r\n" + HOST + b"X Y: z\r\n\r\n",
    "a control character in a value": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x01b\r\n\r\n",
    "a bare return in a value": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n",
    "a NUL in the path": b"GET /v1%00/claims HTTP/1.1\r\n" + HOST + b"\r\n",
    "a NUL in the query": b"GET /v1/claims?cursor=%00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a control character in the path": b"GET /v1\x02 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a space in the path": b"GET /v1 /claims HTTP/1.1\r\n" + HOST + b"\r\n",
    "a fragment": b"GET /v1#x HTTP/1.1\r\n" + HOST + b"\r\n",
    "bytes beyond ASCII in the path": b"GET /v1/\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n",
    "an unknown version": b"GET / HTTP/1.9\r\n" + HOST + b"\r\n",
    "an unknown expectation": b"GET / HTTP/1.1\r\n" + HOST + b"Expect: tea\r\n\r\n",
    "two tokens": b"GET /v1 HTTP/1.1\r\n" + HOST + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "two keys": post(b"Idempotency-Key: a", b"Idempotency-Key: b", b"Content-Length: 0"),
    "two media types": post(b"Content-Type: a/b", b"Content-Type: a/c", b"Content-Length: 0"),
}

TAKEN = {
    "a plain request": (b"GET /v1 HTTP/1.1\r\n" + HOST + b"\r\n", 200),
    "HTTP/1.0 without a host": (b"GET /v1 HTTP/1.0\r\n\r\n", 200),
    "an absolute target": (b"GET http://kas.example/v1 HTTP/1.1\r\n" + HOST + b"\r\n", 200),
    "an escaped path": (b"GET /%76%31 HTTP/1.1\r\n" + HOST + b"\r\n", 200),
    "names in any case": (b"GET /v1 HTTP/1.1\r\nhOsT: a\r\n\r\n", 200),
    "a slash too many": (b"GET /v1/ HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a method that is not there": (b"DELETE /v1 HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "OPTIONS for the server": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 204),
    "chunks, without a token": (post(b"Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"), 401),
    "a body, without a token": (post(b"Content-Length: 2", body=b"{}"), 401),
    "a length over the limit": (post(b"Content-Length: 99999999"), 413),
    "chunks over the limit": (post(b"Transfer-Encoding: chunked",
                                   body=b"8000\r\n" + b"a" * 0x8000 + b"\r\n8001\r\n" + b"a" * 0x8001 + b"\r\n0\r\n\r\n"),
                              413),
    "a header of 64 KiB": (b"GET /v1 HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 65536 + b"\r\n\r\n", 431),
    "a target of 64 KiB": (b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
}


class Framing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(environment={"BUURTKAS_REQUEST_TIMEOUT_MS": "2000"})
        cls.url = os.environ.get("BUURTKAS_PROBE_URL")  # a server that runs already
        if not cls.url:
            cls.daemon.start()
            cls.url = cls.daemon.url

    @classmethod
    def tearDownClass(cls):
        if cls.daemon.process:
            cls.daemon.__exit__(None, None, None)

    def still_serves(self):
        with Peer(self.url) as peer:
            peer.send(b"GET /v1 HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
            self.assertEqual(answers_in(peer.read()[0]), [200])

    def test_doubtful_framing_is_refused_and_closed(self):
        for name, data in REFUSED.items():
            with self.subTest(name), Peer(self.url) as peer:
                peer.send(data)
                answer, ended = peer.read()
                statuses = answers_in(answer)
                self.assertTrue(ended, f"left open: {answer!r}")
                self.assertTrue(all(400 <= status < 500 for status in statuses), statuses)
                self.assertNotIn(b"/v1/hidden", answer)
                self.assertNotIn(404, statuses, "the hidden request was answered")
        self.still_serves()

    def test_our_own_refusals_are_problems(self):
        for name in ("two lengths", "length and coding", "two hosts", "a NUL in the path", "an unknown method"):
            with self.subTest(name), Peer(self.url) as peer:
                peer.send(REFUSED[name])
                answer = peer.read()[0]
                head, _, body = answer.partition(b"\r\n\r\n")
                self.assertEqual(answers_in(head), [400])
                self.assertIn(b"\r\nContent-Type: application/problem+json\r\n", head)
                self.assertIn(b"\r\nAPI-Version: ", head)
                self.assertIn(b"\r\nConnection: close", head)
                self.assertIn(b"/problems/bad-framing", body)

    def test_clear_framing_is_taken(self):
        for name, (data, status) in TAKEN.items():
            with self.subTest(name), Peer(self.url) as peer:
                peer.send(data)
                answer, _ = peer.read(0.5)
                self.assertEqual(answers_in(answer)[:1], [status], answer[:300])

    def test_a_connection_serves_many_requests_in_order(self):
        with Peer(self.url) as peer:
            peer.send((b"GET /v1 HTTP/1.1\r\n" + HOST + b"\r\n" + b"GET /v1/nothing HTTP/1.1\r\n" + HOST + b"\r\n") * 20)
            self.assertEqual(answers_in(peer.read(0.7)[0]), [200, 404] * 20)

    def test_a_request_in_single_bytes_is_taken(self):
        with Peer(self.url) as peer:
            for byte in b"GET /v1 HTTP/1.1\r\n" + HOST + b"\r\n":
                peer.send(bytes([byte]))
            self.assertEqual(answers_in(peer.read(0.7)[0]), [200])

    def test_who_drips_is_shut_down(self):
        for name, first in (("in the line", b"GE"), ("in a header", b"GET /v1 HTTP/1.1\r\nHo"),
                            ("in the body", post(b"Content-Length: 1000"))):
            with self.subTest(name), Peer(self.url) as peer:
                began = time.monotonic()
                peer.send(first)
                peer.socket.settimeout(0.1)
                ended = False
                while not ended and time.monotonic() - began < 20:
                    peer.send(b"a")
                    try:
                        ended = peer.socket.recv(4096) == b""
                    except TimeoutError:
                        pass
                    except OSError:
                        ended = True
                self.assertTrue(ended)
                self.assertLess(time.monotonic() - began, 15)
        self.still_serves()

    def test_who_goes_away_does_no_harm(self):
        for cut in (b"", b"G", b"GET /v1 HTTP/1.1\r\n", b"GET /v1 HTTP/1.1\r\n" + HOST + b"\r\n",
                    post(b"Content-Length: 10", body=b"{}")):
            for _ in range(20):
                with Peer(self.url) as peer:
                    peer.send(cut)
        self.still_serves()


if __name__ == "__main__":
    sys.exit(runner.run(sys.modules["__main__"]))
