"""Members' own signatures, through the API, with keys and signatures made by other programs: openssl and WebCrypto."""
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

from support.buurtkas import Daemon, verify
from support.neighbourhood import Neighbourhood
from support.runner import run
from support.signing import DER_HEAD, OpenSsl, key_body, signed_vote, vote_statement

class WebCrypto:
    """The functions of the page /sign, run by node: a key that cannot be taken out, and signatures by it."""

    def __init__(self, page):
        self.process = subprocess.Popen(["node", "--input-type=module", "-e", """
            import { createInterface } from 'node:readline'
            const page = await import(process.argv[1])
            const { makeKey, sign, publicKeyHex, randomNonce, keyStatement, voteStatement } = page
            const pair = await makeKey()
            let extractable = 'no'
            try { await crypto.subtle.exportKey('pkcs8', pair.privateKey); extractable = 'yes' } catch {}
            console.log(JSON.stringify({ publicKey: await publicKeyHex(pair), extractable, nonce: randomNonce() }))
            for await (const line of createInterface({ input: process.stdin })) {
                const of = JSON.parse(line)
                console.log(await sign(pair, 'choice' in of ? voteStatement(of) : keyStatement(of)))
            }
            """, "data:text/javascript," + page], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        made = json.loads(self.process.stdout.readline())
        self.public_key, self.extractable, self.nonce = made["publicKey"], made["extractable"], made["nonce"]

    def sign(self, statement):
        """The page writes the statement itself, from its parts."""
        lines = statement.split("\n")
        parts = (("origin", "handle", "publicKey") if lines[0] == "buurtkas-key-v1" else
                 ("origin", "motion", "proposalHash", "handle", "choice", "nonce"))
        self.process.stdin.write(json.dumps(dict(zip(parts, lines[1:]))) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Signatures(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)
        self.hood = Neighbourhood(self.daemon)
        self.folder = tempfile.mkdtemp(prefix="bk-sign-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)

    def register(self, name, signer):
        return self.hood.people[name].act("/v1/member-keys", key_body(self.hood, name, signer))

    def open_motion(self):
        return self.hood.motion(self.hood.meeting(), self.hood.proposal(1000), 1000)

    def check_record(self):
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def check_by_openssl(self, signer, statement, signature):
        """Whoever reads the record checks a signature with a program that is not ours."""
        folder = Path(self.folder)
        (folder / "public.der").write_bytes(DER_HEAD + bytes.fromhex(signer.public_key))
        (folder / "signature").write_bytes(bytes.fromhex(signature))
        (folder / "statement").write_text(statement, encoding="ascii")
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "public.der", "-rawin",
             "-in", folder / "statement", "-sigfile", folder / "signature"], capture_output=True, check=False).returncode

    def test_a_member_signs_with_openssl(self):
        hood, signer = self.hood, OpenSsl(self.folder)
        key = self.register("member1", signer)
        read = hood.public.get(f"/v1/member-keys/{key['id']}").json
        self.assertEqual((read["publicKey"], read["member"]), (signer.public_key, hood.handles["member1"]))
        self.assertNotIn("revokedAt", read)
        listed = hood.public.get(f"/v1/member-keys?member={hood.handles['member1']}").json["items"]
        self.assertEqual([item["id"] for item in listed], [key["id"]])
        self.assertEqual(hood.public.get(f"/v1/member-keys?member={hood.handles['member2']}").json["items"], [])
        motion = self.open_motion()
        votes = f"/v1/motions/{motion}/votes"
        refusal = hood.member1.refused(votes, {"choice": "for"}, "signature-not-valid")
        self.assertEqual(refusal["errors"][0]["pointer"], "/signature")
        body = signed_vote(hood, signer, motion, "member1", "for")
        hood.member1.refused(votes, {**body, "choice": "against"}, "signature-not-valid")
        hood.member2.refused(votes, body, "mismatch")
        vote = hood.member1.act(votes, body)
        self.assertEqual((vote["signedWith"], vote["signature"], vote["manner"]), (key["id"], body["signature"], "cast"))
        read = hood.secretary.get(f"{votes}/{vote['id']}").json
        self.assertEqual((read["signedWith"], read["nonce"], read["signature"]),
                         (key["id"], body["nonce"], body["signature"]))
        statement = vote_statement(hood, motion, "member1", "for", body["nonce"])
        self.assertEqual(self.check_by_openssl(signer, statement, read["signature"]), 0)
        self.assertNotEqual(self.check_by_openssl(signer, statement.replace("for", "against"), read["signature"]), 0)
        hood.vote(motion, member2="for")
        hood.secretary.act(votes, {"choice": "against", "member": hood.handles["member3"], "method": "show-of-hands"})
        self.assertEqual(hood.secretary.act(f"/v1/motions/{motion}/_close")["verdict"], "adopted")
        self.check_record()

    def test_the_bound_hash_is_the_one_in_the_log(self):
        motion = self.open_motion()
        read = self.hood.secretary.get(f"/v1/motions/{motion}").json
        version = self.hood.secretary.get(f"/v1/proposals/{read['proposal']}/versions/{read['proposalVersion']}").json
        entry = self.hood.public.get(f"/v1/entries/{version['entry']}").json
        self.assertEqual(read["proposalHash"], hashlib.sha256(b"\0" + entry["leaf"].encode()).hexdigest())

    def test_a_revoked_key_signs_no_more_and_old_votes_stay(self):
        hood, signer = self.hood, OpenSsl(self.folder)
        key = self.register("member1", signer)
        hood.member1.refused("/v1/member-keys", key_body(hood, "member1", signer), "already-exists")
        hood.member2.refused("/v1/member-keys", key_body(hood, "member1", signer), "forbidden", status=403)
        motion = self.open_motion()
        vote = hood.member1.act(f"/v1/motions/{motion}/votes", signed_vote(hood, signer, motion, "member1", "for"))
        hood.member2.refused(f"/v1/member-keys/{key['id']}/_revoke", {}, "forbidden", status=403)
        hood.member1.act(f"/v1/member-keys/{key['id']}/_revoke")
        self.assertIn("revokedAt", hood.public.get(f"/v1/member-keys/{key['id']}").json)
        body = {**signed_vote(hood, signer, motion, "member1", "against"), "supersedes": vote["id"]}
        hood.member1.refused(f"/v1/motions/{motion}/votes", body, "mismatch")
        hood.member1.act(f"/v1/motions/{motion}/votes", {"choice": "against", "supersedes": vote["id"]})
        hood.member1.refused("/v1/member-keys", key_body(hood, "member1", signer), "already-exists")
        self.check_record()

    @unittest.skipUnless(shutil.which("node"), "node is not installed: WebCrypto is not tested")
    def test_the_page_signs_with_a_key_that_cannot_be_taken_out(self):
        page = self.hood.public.get("/sign", Accept="text/html")
        self.assertEqual(page.status, 200)
        self.assertIn("script-src 'self'", page.headers["content-security-policy"])
        self.assertIn(b'src="/static/sign.js"', page.body)
        other = self.hood.public.get("/", Accept="text/html")
        self.assertIn("script-src 'none'", other.headers["content-security-policy"])
        script = self.hood.public.get("/static/sign.js", Accept="text/javascript")
        self.assertEqual((script.status, script.headers["content-type"]), (200, "text/javascript; charset=utf-8"))
        signer = WebCrypto(urllib.parse.quote(script.body.decode()))
        self.addCleanup(signer.close)
        self.assertEqual(signer.extractable, "no")
        self.assertRegex(signer.nonce, "^[0-9a-f]{64}$")
        self.register("member1", signer)
        motion = self.open_motion()
        body = signed_vote(self.hood, signer, motion, "member1", "for", signer.nonce)
        vote = self.hood.member1.act(f"/v1/motions/{motion}/votes", body)
        self.assertEqual(vote["nonce"], signer.nonce)
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
