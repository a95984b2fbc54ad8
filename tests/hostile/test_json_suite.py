"""The public JSON suite as bodies: never a 5xx; n_ files are malformed-json, y_ files invalid-field (none is a valid
act), so parsing is told from checking."""
import sys
import unittest
from pathlib import Path

from support.buurtkas import Client, Daemon
from support.runner import run

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "json"
# jansson refuses duplicate keys and \u0000 in keys; we refuse NUL at all. All are wanted refusals of valid JSON.
REFUSED_THOUGH_VALID = {
    "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json", "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json"}


@unittest.skipUnless(FOLDER.is_dir(), f"the JSON suite is not here: {FOLDER.name}")
class JsonSuite(unittest.TestCase):
    def test_every_file(self):
        files = sorted(FOLDER.rglob("*.json"))
        self.assertEqual(len(files), 318)
        with Daemon() as daemon:
            operator = Client(daemon.url, daemon.tokens["operator"])
            for path in files:
                answer = operator.post("/v1/organisations", raw=path.read_bytes())
                with self.subTest(path.name):
                    self.assertIn(answer.status, (400, 413), answer)
                    wanted = {"n": {"malformed-json"}, "y": {"invalid-field"}}.get(
                        path.name[0], {"malformed-json", "invalid-field"})
                    if path.name in REFUSED_THOUGH_VALID:
                        wanted = {"malformed-json"}
                    if answer.status == 400:
                        self.assertIn(answer.problem, wanted, (path.name, answer))


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
