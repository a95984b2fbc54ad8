"""Hidden interim counts: while a motion is open nothing that others can read differs by what was voted; then the votes are
opened in the record, counted, and recomputed by a stranger."""
import json
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from support.buurtkas import DOCUMENT, EFFECTS, Daemon, request, verify
from support.neighbourhood import AGENDA, Neighbourhood
from support.runner import run
from support.signing import OpenSsl, key_body, vote_statement


def blurred(text):
    """What is left when everything that is random, counted or dated is taken out."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)
    text = re.sub(r"[0-9a-f]{32,}", "HEX", text)
    return re.sub(r"\d+", "N", text)


class Hidden(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)
        self.hood = self.found(5)

    def found(self, members, **more):
        hood = Neighbourhood(self.daemon, seats=members)
        hood.rules = hood.grantor.act("/v1/rule-sets", {
            "council": hood.council, "base": "majority", "fromDate": hood.day, "changeVote": True, "namesPublic": True,
            "interim": "hidden", **more})["id"]
        return hood

    def put(self, hood, meeting):
        return hood.motion(meeting, hood.proposal(1000), 1000)

    def leaves(self):
        """All entries of the log, as their acts."""
        size = int(self.hood.public.get("/log/checkpoint").body.decode().split("\n")[1])
        return [self.hood.public.get(f"/v1/entries/{entry}").json for entry in range(size)]

    def ask(self, sql):
        done = subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas",
                               "-XAtq"], input=sql, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line for line in done.stdout.split("\n") if line]

    def restart(self, how=signal.SIGTERM):
        self.daemon.stop(how)
        self.daemon.start()
        for client in [self.hood.operator, self.hood.public, *self.hood.people.values()]:
            client.url = self.daemon.url

    def check_record(self):
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def close(self, motion):
        """Ends the voting; the daemon opens the votes at once, before it takes the next request."""
        ended = self.hood.secretary.act(f"/v1/motions/{motion}/_end-voting")
        return ended, self.hood.secretary.act(f"/v1/motions/{motion}/_close")

    # --- What others can read. ---

    def seen_by(self, who, motion, meeting, votes, handle):
        """Every answer about the motion that a caller gets, without what is random."""
        paths = [f"/v1/motions/{motion}", f"/v1/motions/{motion}/votes", f"/v1/motions/{motion}/tally",
                 f"/v1/motions/{motion}/history", f"/v1/motions?meeting={meeting}", f"/v1/motions/{motion}/recusals",
                 f"/v1/meetings/{meeting}/agenda", f"/v1/members/{handle}/votes",
                 f"/v1/councils/{self.hood.council}/feed",
                 *(f"/v1/motions/{motion}/votes/{vote}" for vote in votes)]
        headers = {"Authorization": f"Bearer {who.token}"} if who.token else {}
        seen = {}
        for path in paths:
            answer = request(self.daemon.url, "GET", path, headers={"Accept": "application/json", **headers})
            seen[blurred(path)] = seen.get(blurred(path), "") + f"{answer.status} {blurred(answer.body.decode())}\n"
        for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/minutes"):
            answer = request(self.daemon.url, "GET", path, headers={"Accept": "text/html", **headers})
            seen[blurred(path)] = blurred(answer.body.decode())
        return seen

    def metrics(self):
        """The names that are counted under, not the counts."""
        text = request(self.daemon.admin_url, "GET", "/metrics").body.decode()
        return sorted({line.split(" ")[0] for line in text.split("\n") if line and not line.startswith("#")})

    def run_of(self, choices):
        """A motion in a meeting of its own, voted so and corrected once. Returns what can be seen of it by anyone else."""
        hood = self.hood
        meeting = hood.meeting()
        motion = self.put(hood, meeting)
        before = len(self.leaves())
        log_before = (Path(self.daemon.state) / "daemon.log").stat().st_size
        votes, key = [], f"key-{secrets.token_hex(8)}"
        for name, choice in choices.items():
            made = hood.people[name].post(f"/v1/motions/{motion}/votes", {"choice": choice}, key=key + name)
            self.assertEqual(made.status, 201, made)
            self.assertNotIn("choice", made.json)
            self.assertEqual(made.json["sealed"], choice, "who cast it sees it")
            votes.append(made.json["id"])
        first = list(choices)[0]
        corrected = hood.people[first].act(f"/v1/motions/{motion}/votes", {
            "choice": choices[first], "supersedes": votes[0]})
        votes.append(corrected["id"])
        second = hood.people[first].post(f"/v1/motions/{motion}/votes", {"choice": choices[first]})
        # The key of another says nothing of what that one sent.
        stolen = hood.people["member5"].post(
            f"/v1/motions/{motion}/votes", {"choice": "abstain", "supersedes": votes[0]}, key=key + first)
        seen = {"refusal to the voter": blurred(second.body.decode()), "another's key": blurred(stolen.body.decode())}
        for role, who in (("public", hood.public), ("secretary", hood.secretary), ("controller", hood.controller),
                          ("member", hood.member5), ("grantor", hood.grantor)):
            for path, text in self.seen_by(who, motion, meeting, votes, hood.handles[first]).items():
                seen[f"{role} {path}"] = text
        new = self.leaves()[before:]
        seen["entries"] = [blurred(json.dumps(leaf)) for leaf in new]
        seen["sizes"] = [len(re.sub(r'"ref":"[^"]*"', "", leaf["leaf"])) for leaf in new]
        seen["rows"] = [blurred(line) for line in self.ask(
            f"SELECT to_jsonb(v) FROM vote AS v WHERE motion = '{motion}' ORDER BY id")]
        seen["motion row"] = blurred(self.ask(f"SELECT to_jsonb(m) FROM motion AS m WHERE id = '{motion}'")[0])
        seen["metrics"] = self.metrics()
        with open(Path(self.daemon.state) / "daemon.log", encoding="utf-8") as log:
            log.seek(log_before)
            lines = [blurred(line) for line in log if "vote" in line or "choice" in line]
        seen["daemon log"] = sorted(set(lines))
        return motion, meeting, seen

    def test_nothing_that_others_read_differs_by_what_was_voted(self):
        choices = ("member1", "member2", "member3", "member4")
        # Once for the paths that nobody had asked for before.
        self.run_of(dict.fromkeys(choices, "abstain"))
        first, _, one = self.run_of(dict.fromkeys(choices, "for"))
        second, _, other = self.run_of(dict(zip(choices, ("against", "blank", "against", "abstain"))))
        self.assertEqual(one.keys(), other.keys())
        for channel, text in one.items():
            self.assertEqual(text, other[channel], channel)
        self.assertEqual(len(one["rows"]), 5)
        whole = json.dumps([one, other])
        for word in ('choice\\": \\"', "choice\\\\\\\":\\\\\\\"for"):
            self.assertNotIn(word, whole)
        for table in ("idempotency", "vote", "motion", "leaf"):
            rows = "\n".join(self.ask(f"SELECT to_jsonb(x) FROM {table} AS x"))
            self.assertNotRegex(rows, r'"choice": *"(for|against|abstain|blank)"', table)
        _, closed = self.close(first)
        self.assertEqual((closed["verdict"], closed["votesFor"]), ("adopted", 4))
        _, closed = self.close(second)
        self.assertEqual((closed["verdict"], closed["votesAgainst"], closed["votesBlank"]), ("rejected", 2, 1))
        self.check_record()

    # --- From sealed to counted. ---

    def test_the_votes_are_opened_and_counted(self):
        hood = self.hood
        meeting = hood.meeting()
        motion = self.put(hood, meeting)
        hood.vote(motion, member1="for", member2="for", member3="against")
        hood.secretary.act(f"/v1/motions/{motion}/votes", {
            "member": hood.handles["member4"], "choice": "for", "method": "show-of-hands"})
        refusal = hood.secretary.refused(f"/v1/motions/{motion}/_close", {}, "wrong-state")
        self.assertIn("end the voting first", refusal["detail"])
        hood.member1.refused(f"/v1/motions/{motion}/_end-voting", {}, "forbidden", 403)
        ended, closed = self.close(motion)
        self.assertEqual(ended["sealedVotes"], 4)
        self.assertEqual((closed["verdict"], closed["votesFor"], closed["votesAgainst"], closed["silent"]),
                         ("adopted", 3, 1, 1))
        votes = hood.secretary.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual([vote["choice"] for vote in votes], ["for", "for", "against", "for"])
        tally = hood.secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((tally["votesFor"], tally["votesAgainst"]), (3, 1))
        hood.member5.refused(f"/v1/motions/{motion}/votes", {"choice": "for"}, "motion-not-open")
        decision = hood.decide(motion)
        hood.secretary.act("/v1/notifications", {"decision": decision, "channel": "letter", "onDate": hood.today})
        hood.secretary.act("/v1/publications", {"decision": decision})
        public = hood.public.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual([vote["choice"] for vote in public], ["for", "for", "against", "for"])
        minutes = request(self.daemon.url, "GET", f"/meetings/{meeting}/minutes", headers={"Accept": "text/html"})
        self.assertIn("3 voor, 1 tegen", minutes.body.decode())
        open_hood = self.found(3, interim="open")
        other = self.put(open_hood, open_hood.meeting())
        open_hood.secretary.refused(f"/v1/motions/{other}/_end-voting", {}, "mismatch")
        self.check_record()

    def test_a_repeat_of_ones_own_key_shows_ones_own_vote(self):
        hood = self.hood
        motion = self.put(hood, hood.meeting())
        body = {"choice": "against"}
        made = hood.member1.post(f"/v1/motions/{motion}/votes", body, key="own-key-of-member-1")
        self.restart()
        again = hood.member1.post(f"/v1/motions/{motion}/votes", body, key="own-key-of-member-1")
        self.assertEqual((again.status, again.json["sealed"]), (201, "against"))
        self.assertEqual(made.json["receipt"], again.json["receipt"])
        other = hood.member2.post(f"/v1/motions/{motion}/votes", body, key="own-key-of-member-1")
        self.assertNotEqual(other.json["id"], made.json["id"])

    def test_signatures_are_sealed_with_the_choice(self):
        folder = tempfile.mkdtemp(prefix="bk-sign-", dir="/tmp")
        self.addCleanup(shutil.rmtree, folder)
        hood, signer = self.hood, OpenSsl(folder)
        hood.member1.act("/v1/member-keys", key_body(hood, "member1", signer))
        motion = self.put(hood, hood.meeting())
        nonce = secrets.token_hex(32)
        statement = vote_statement(hood, motion, "member1", "against", nonce)
        body = {"choice": "for", "nonce": nonce, "signature": signer.sign(statement)}
        hood.member1.refused(f"/v1/motions/{motion}/votes", body, "signature-not-valid")
        body["choice"] = "against"
        made = hood.member1.act(f"/v1/motions/{motion}/votes", body)
        self.assertNotIn("signature", made)
        self.assertNotIn(body["signature"], json.dumps(self.leaves()))
        hood.member1.refused(f"/v1/motions/{motion}/votes", {**body, "supersedes": made["id"]}, "already-exists")
        hood.vote(motion, member2="for", member3="for")
        _, closed = self.close(motion)
        self.assertEqual((closed["votesFor"], closed["votesAgainst"]), (2, 1))
        self.assertIn(body["signature"], json.dumps(self.leaves()))
        read = hood.secretary.get(f"/v1/motions/{motion}/votes/{made['id']}").json
        self.assertEqual((read["choice"], read["signature"]), ("against", body["signature"]))
        self.check_record()

    def test_a_crash_after_the_end_of_voting(self):
        """Whatever was written before the kill, the daemon that comes back opens what is sealed still."""
        hood = self.hood
        motion = self.put(hood, hood.meeting())
        hood.vote(motion, member1="for", member2="for", member3="against")
        hood.secretary.act(f"/v1/motions/{motion}/_end-voting")
        self.restart(signal.SIGKILL)
        for _ in range(100):
            answer = hood.secretary.post(f"/v1/motions/{motion}/_close")
            if answer.status == 200:
                break
            self.assertEqual(answer.problem, "wrong-state")
            time.sleep(0.1)
        self.assertEqual(answer.json["verdict"], "adopted")
        self.check_record()

    def test_many_votes_are_opened_in_leaves_of_a_hundred(self):
        """Corrections count as votes: 3 members with 70 each are 210, so three leaves."""
        hood = self.found(3)
        motion = self.put(hood, hood.meeting())
        for name in hood.members:
            last = None
            for _ in range(70):
                body = {"choice": "for", **({"supersedes": last} if last else {})}
                last = hood.people[name].act(f"/v1/motions/{motion}/votes", body)["id"]
        ended = hood.secretary.act(f"/v1/motions/{motion}/_end-voting")
        self.assertEqual(ended["sealedVotes"], 210)
        closed = hood.secretary.act(f"/v1/motions/{motion}/_close")
        self.assertEqual((closed["verdict"], closed["votesFor"]), ("adopted", 3))
        opened = self.ask("SELECT count(*) FROM vote_opening GROUP BY entry ORDER BY entry")
        self.assertEqual(opened, ["100", "100", "10"])
        self.check_record()

    def test_what_is_voided_is_never_opened(self):
        hood = self.hood
        meeting = hood.meeting()
        proposal = hood.proposal(1000)
        motion = hood.motion(meeting, proposal, 1000)
        hood.vote(motion, member1="for", member2="against")
        votes = hood.secretary.get(f"/v1/motions/{motion}/votes").json["items"]
        self.assertEqual([("choice" in vote, vote["manner"]) for vote in votes], [(False, "cast"), (False, "cast")])
        hood.secretary.act(f"/v1/proposals/{proposal}/versions", {
            "title": "Anders", "costLines": [{"label": "Alles", "amountCents": 900}]})
        self.assertEqual(hood.secretary.get(f"/v1/motions/{motion}").json["state"], "void")
        hood.secretary.refused(f"/v1/motions/{motion}/_end-voting", {}, "motion-not-open")
        self.assertEqual(self.ask("SELECT count(*) FROM vote_opening"), ["0"])
        self.assertNotIn("votesFor", hood.secretary.get(f"/v1/motions/{motion}/tally").json)
        for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/minutes"):
            page = request(self.daemon.url, "GET", path, headers={
                "Accept": "text/html", "Authorization": f"Bearer {hood.secretary.token}"})
            self.assertEqual(page.status, 200)
            self.assertNotIn("<caption>", page.body.decode())
        self.check_record()

    def test_what_was_opened_is_not_voided(self):
        """Who dislikes the count cannot have the same thing put again: neither by dismissing a member, nor by a new version or
        new rules, nor by stopping the mandate, without which there is a verdict and no decision."""
        hood = self.hood
        proposal = hood.proposal(1000)
        motion = hood.motion(hood.meeting(), proposal, 1000)
        hood.vote(motion, member1="for", member2="for", member3="against")
        hood.secretary.act(f"/v1/motions/{motion}/_end-voting")
        dismissed = hood.secretary.act(f"/v1/appointments/{hood.appointments['member1']}/_end", {
            "untilDate": hood.today, "document": DOCUMENT})
        self.stays_open(dismissed, motion)
        version = {"title": "Anders", "costLines": [{"label": "Alles", "amountCents": 900}]}
        refusal = hood.secretary.post(f"/v1/proposals/{proposal}/versions", version)
        self.assertEqual((refusal.status, refusal.problem), (409, "wrong-state"))
        self.assertIn("is over: close it first", refusal.json["detail"])
        adopted = hood.grantor.act("/v1/rule-sets", {
            "council": hood.council, "base": "majority", "fromDate": hood.day, "changeVote": True, "namesPublic": True})
        self.stays_open(adopted, motion)
        why = {"reason": "Onderzoek", "document": DOCUMENT}
        suspended = hood.grantor.act(f"/v1/mandates/{hood.mandate}/_suspend", why)
        self.stays_open(suspended, motion)
        closed = hood.secretary.act(f"/v1/motions/{motion}/_close")
        self.assertEqual((closed["verdict"], closed["eligible"], closed["votesFor"], closed["votesAgainst"]),
                         ("adopted", 5, 2, 1))
        decision = {"basis": "verdict", "motion": motion, "reasons": "Daarom.", "effects": EFFECTS}
        hood.secretary.refused("/v1/decisions", decision, "no-mandate")
        hood.grantor.act(f"/v1/mandates/{hood.mandate}/_resume", why)
        self.assertEqual(hood.secretary.act("/v1/decisions", decision)["outcome"], "grant")
        self.check_record()

    def stays_open(self, act, motion):
        self.assertNotIn("voidedMotions", act)
        self.assertEqual(self.hood.secretary.get(f"/v1/motions/{motion}").json["state"], "open")

    def test_one_who_asks_for_a_meeting_leaves_the_votes_sealed(self):
        hood = self.found(3, written="threshold")
        self.daemon.set_clock("2026-02-02T09:00:00+01:00")
        meeting = hood.secretary.act("/v1/meetings", {
            "council": hood.council, "onDate": "2026-02-02", "untilDate": "2026-02-09", "public": True,
            "agenda": AGENDA})["id"]
        hood.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": hood.rules})
        motion = self.put(hood, meeting)
        hood.vote(motion, member1="for", member2="for")
        hood.member3.act(f"/v1/motions/{motion}/_request-meeting")
        tally = hood.secretary.get(f"/v1/motions/{motion}/tally").json
        self.assertEqual((tally["voted"], "votesFor" in tally), (2, False))
        self.assertEqual(self.ask("SELECT count(*) FROM vote_opening"), ["0"])
        self.check_record()

    def test_who_changes_what_was_opened_is_found_out(self):
        hood = self.hood
        motion = self.put(hood, hood.meeting())
        hood.vote(motion, member1="for", member2="for", member3="against")
        self.close(motion)
        self.ask("SET session_replication_role = replica; ALTER TABLE vote_opening DISABLE TRIGGER ALL;"
                 "UPDATE vote_opening SET choice = 'for' WHERE choice = 'against'")
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertNotEqual(code, 0)
        self.assertIn("vote_opening", output)

    def test_a_motion_in_writing_with_hidden_counts(self):
        hood = self.found(3, written="threshold")
        self.daemon.set_clock("2026-02-02T09:00:00+01:00")
        meeting = hood.secretary.act("/v1/meetings", {
            "council": hood.council, "onDate": "2026-02-02", "untilDate": "2026-02-09", "public": True,
            "agenda": AGENDA})["id"]
        hood.secretary.act(f"/v1/meetings/{meeting}/_open", {"ruleSet": hood.rules})
        motion = self.put(hood, meeting)
        hood.vote(motion, member1="for", member2="for", member3="for")
        hood.secretary.refused(f"/v1/motions/{motion}/_end-voting", {}, "wrong-state")
        self.assertEqual(self.ask(f"SELECT count(*) FROM vote_opening WHERE motion = '{motion}'"), ["0"])
        self.daemon.set_clock("2026-02-09T09:00:00+01:00")
        for _ in range(100):
            read = hood.secretary.get(f"/v1/motions/{motion}").json
            if read["state"] == "closed":
                break
            time.sleep(0.1)
        self.assertEqual(read.get("verdict"), "adopted", "the daemon closes what is over")
        self.check_record()


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
