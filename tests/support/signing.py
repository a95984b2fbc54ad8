"""Members' own keys and signatures, made by openssl: the recipe of docs/auditor.md."""
import secrets
import subprocess
from pathlib import Path

# What stands before the 32 bytes of an Ed25519 public key in its DER (RFC 8410).
DER_HEAD = bytes.fromhex("302a300506032b6570032100")


class OpenSsl:
    """A key in a file, and signatures by it."""

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


def origin(hood):
    return hood.public.get("/log/checkpoint").body.decode().split("\n")[0]


def key_body(hood, name, signer):
    """What registers the signer's key for the appointment of that name."""
    statement = f"buurtkas-key-v1\n{origin(hood)}\n{hood.handles[name]}\n{signer.public_key}\n"
    return {"appointment": hood.appointments[name], "publicKey": signer.public_key, "proof": signer.sign(statement)}


def vote_statement(hood, motion, member, choice, nonce):
    bound = hood.secretary.get(f"/v1/motions/{motion}").json["proposalHash"]
    return f"buurtkas-vote-v1\n{origin(hood)}\n{motion}\n{bound}\n{hood.handles[member]}\n{choice}\n{nonce}\n"


def signed_vote(hood, signer, motion, member, choice, nonce=None):
    nonce = nonce or secrets.token_hex(32)
    return {"choice": choice, "nonce": nonce,
            "signature": signer.sign(vote_statement(hood, motion, member, choice, nonce))}
