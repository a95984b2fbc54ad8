"""A running daemon for scenarios: starts `buurtkas demo`, speaks its API, checks every answer against OpenAPI."""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.parse
import uuid
from pathlib import Path

from support.schema import OpenApi

BINARY = os.environ.get("BUURTKAS", "build/release/buurtkas")
DOCUMENT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EFFECTS = [{"effect": name, "answer": answer, "reason": "Een reden."} for name, answer in (
    ("strengthens", "yes"), ("restores", "partly"), ("replaces", "no"), ("numbs", "not-yet-known"))]


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The last part of the problem's type."""
        return self.json["type"].rsplit("/", 1)[-1]

    def __repr__(self):
        return f"<{self.status} {self.body[:600]!r}>"


class Daemon:
    """`buurtkas demo --empty` in a folder of its own. Use with `with`."""

    def __init__(self, state=None, arguments=("--empty",), at="2026-01-05T09:00:00+01:00", environment=None):
        self.owned = state is None
        self.state = state or tempfile.mkdtemp(prefix="bk-e2e-", dir="/tmp")
        os.chmod(self.state, 0o755)
        self.arguments = list(arguments) + (["--at", at] if at else [])
        self.environment = environment or {}
        self.process = None

    def start(self):
        log = open(Path(self.state) / "daemon.log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "demo", "--state", self.state, "--listen", "127.0.0.1:0", "--json", *self.arguments],
            stdout=subprocess.PIPE, stderr=log, env={**os.environ, **self.environment})
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the daemon did not start:\n" + self.log_tail())
        ready = json.loads(line)
        self.url, self.admin_url, self.tokens = ready["public_url"], ready["admin_url"], ready["tokens"]
        return self

    def log_tail(self):
        path = Path(self.state) / "daemon.log"
        return path.read_text()[-4000:] if path.exists() else ""

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        if self.process:
            self.process.stdout.close()
        return self.process.returncode if self.process else None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        code = self.stop()
        if self.owned:
            shutil.rmtree(self.state, ignore_errors=True)
        if code != 0:
            raise AssertionError(f"the daemon ended with {code}")

    def set_clock(self, at):
        status = request(self.admin_url, "POST", "/clock", body=at.encode()).status
        assert status in (200, 204), status


def request(url, method, path, body=None, headers=None):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


class Client:
    """Speaks as one token. A client without a token is anonymous."""
    openapi = None

    def __init__(self, url, token=None):
        self.url, self.token = url, token
        if Client.openapi is None or Client.openapi.url != url:
            Client.openapi = OpenApi(url, request(url, "GET", "/v1/openapi.json").json)

    def headers(self, **more):
        result = {"Accept": "application/json"}
        if self.token:
            result["Authorization"] = f"Bearer {self.token}"
        result.update({name.replace("_", "-"): value for name, value in more.items() if value is not None})
        return result

    def get(self, path, **headers):
        answer = request(self.url, "GET", path, headers=self.headers(**headers))
        self.openapi.check("GET", path, answer)
        return answer

    def post(self, path, body=None, key=None, raw=None, **headers):
        key = key or str(uuid.uuid4())
        content = raw if raw is not None else json.dumps(body if body is not None else {}).encode()
        answer = request(self.url, "POST", path, body=content, headers=self.headers(
            Content_Type="application/json", Idempotency_Key=f'"{key}"', **headers))
        self.openapi.check("POST", path, answer)
        return answer

    def act(self, path, body=None, **more):
        """A POST that must succeed. Returns its JSON."""
        answer = self.post(path, body, **more)
        assert answer.status in (200, 201), (path, body, answer)
        return answer.json

    def refused(self, path, body, problem, status=409, **more):
        answer = self.post(path, body, **more)
        assert (answer.status, answer.problem) == (status, problem), (path, body, answer)
        return answer.json


def verify(source, *arguments):
    """Runs `buurtkas verify`. Returns (exit code, output)."""
    done = subprocess.run([BINARY, "verify", source, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
