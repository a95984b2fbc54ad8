"""Members' own signatures, through the API, with keys and signatures made by other programs: openssl and WebCrypto."""
import hashlib
import json
import secrets
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

# What stands before the 32 bytes of an Ed25519 public key in its DER (RFC 8410).
DER_HEAD = bytes.fromhex("302a300506032b6570032100")


class OpenSsl:
    """A key in a file, and signatures by it: the recipe of docs/auditor.md."""

    def __init__(self, folder):
        self.key, self.message = Path(folder) / "key.pem", Path(folder) / "statement"
        self.run("genpkey", "-algorithm", "ed25519", "-out", self.key)
        der = self.run("pkey", "-in", self.key, "-pubout", "-outform", "DER")
        assert der[:12] == DER_HEAD and len(der) == 44
        self.public_key = der[12:].hex()

    def run(self, *arguments):
        return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout

    def sign(self, statement):
        self.message.write_text(statement, encoding="ascii")
        return self.run("pkeyutl", "-sign", "-inkey", self.key, "-rawin", "-in", self.message).hex()


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
        self.origin = self.hood.public.get("/log/checkpoint").body.decode().split("\n")[0]
        self.folder = tempfile.mkdtemp(prefix="bk-sign-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)

    def appointment(self, name):
        for item in self.hood.secretary.get("/v1/appointments?limit=100").json["items"]:
            if item["handle"] == self.hood.handles[name]:
                return item["id"]
        raise AssertionError(name)

    def key_body(self, name, signer):
        statement = f"buurtkas-key-v1\n{self.origin}\n{self.hood.handles[name]}\n{signer.public_key}\n"
        return {"appointment": self.appointment(name), "publicKey": signer.public_key, "proof": signer.sign(statement)}

    def register(self, name, signer):
        return self.hood.people[name].act("/v1/member-keys", self.key_body(name, signer))

    def statement(self, motion, member, choice, nonce):
        bound = self.hood.secretary.get(f"/v1/motions/{motion}").json["proposalHash"]
        return f"buurtkas-vote-v1\n{self.origin}\n{motion}\n{bound}\n{self.hood.handles[member]}\n{choice}\n{nonce}\n"

    def signed(self, signer, motion, member, choice, nonce=None):
        nonce = nonce or secrets.token_hex(32)
        return {"choice": choice, "nonce": nonce,
                "signature": signer.sign(self.statement(motion, member, choice, nonce))}

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
        body = self.signed(signer, motion, "member1", "for")
        hood.member1.refused(votes, {**body, "choice": "against"}, "signature-not-valid")
        hood.member2.refused(votes, body, "mismatch")
        vote = hood.member1.act(votes, body)
        self.assertEqual((vote["signedWith"], vote["signature"], vote["manner"]), (key["id"], body["signature"], "cast"))
        read = hood.secretary.get(f"{votes}/{vote['id']}").json
        self.assertEqual((read["signedWith"], read["nonce"], read["signature"]),
                         (key["id"], body["nonce"], body["signature"]))
        statement = self.statement(motion, "member1", "for", body["nonce"])
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
        hood.member1.refused("/v1/member-keys", self.key_body("member1", signer), "already-exists")
        hood.member2.refused("/v1/member-keys", self.key_body("member1", signer), "forbidden", status=403)
        motion = self.open_motion()
        vote = hood.member1.act(f"/v1/motions/{motion}/votes", self.signed(signer, motion, "member1", "for"))
        hood.member2.refused(f"/v1/member-keys/{key['id']}/_revoke", {}, "forbidden", status=403)
        hood.member1.act(f"/v1/member-keys/{key['id']}/_revoke")
        self.assertIn("revokedAt", hood.public.get(f"/v1/member-keys/{key['id']}").json)
        body = {**self.signed(signer, motion, "member1", "against"), "supersedes": vote["id"]}
        hood.member1.refused(f"/v1/motions/{motion}/votes", body, "mismatch")
        hood.member1.act(f"/v1/motions/{motion}/votes", {"choice": "against", "supersedes": vote["id"]})
        hood.member1.refused("/v1/member-keys", self.key_body("member1", signer), "already-exists")
        self.check_record()

    @unittest.skipUnless(shutil.which("node"), "node is not installed: WebCrypto is not tested")
    def test_the_page_signs_with_a_key_that_cannot_be_taken_out(self):
        page = self.hood.public.get("/sign", Accept="text/html")
        self.assertEqual(page.status, 200)
        self.assertIn("script-src 'self'", page.headers["content-security-policy"])
        self.assertIn(b'src="/static/sign.js"', page.body)
        script = self.hood.public.get("/static/sign.js", Accept="text/javascript")
        self.assertEqual((script.status, script.headers["content-type"]), (200, "text/javascript; charset=utf-8"))
        signer = WebCrypto(urllib.parse.quote(script.body.decode()))
        self.addCleanup(signer.close)
        self.assertEqual(signer.extractable, "no")
        self.assertRegex(signer.nonce, "^[0-9a-f]{64}$")
        self.register("member1", signer)
        motion = self.open_motion()
        body = self.signed(signer, motion, "member1", "for", signer.nonce)
        vote = self.hood.member1.act(f"/v1/motions/{motion}/votes", body)
        self.assertEqual(vote["nonce"], signer.nonce)
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
