"""Secret ballots on persons: the election of a chair from nomination to lot, and that nothing that is kept, shown or
logged joins a member to a choice."""
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from support.buurtkas import Daemon, request, verify
from support.neighbourhood import Neighbourhood
from support.pages import Page
from support.runner import run

PILES = {"votesBlank": 0, "votesInvalid": 0}


class Ballots(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.stop)
        self.hood = Neighbourhood(self.daemon, seats=9)
        self.hood.rules = self.hood.grantor.act("/v1/rule-sets", {
            "council": self.hood.council, "base": "raad", "fromDate": self.hood.day, "changeVote": False,
            "namesPublic": False})["id"]
        self.meeting = self.hood.meeting()

    def body(self, **more):
        return {"meeting": self.meeting, "ruleSet": self.hood.rules, "item": 2, "purpose": "Voorzitter van de raad",
                "method": "secret", "firstName": "Voorbeeld Eerste", "secondName": "Voorbeeld Tweede", **more}

    def open(self, **more):
        return self.hood.secretary.act("/v1/ballots", self.body(**more))

    def vote(self, ballot, voters, papers=None, **piles):
        """Closes the box, enters the papers, then the tally."""
        secretary = self.hood.secretary
        secretary.act(f"/v1/ballots/{ballot}/_close",
                      {"voters": [{"handle": self.hood.handles[name]} for name in voters]})
        for _ in range(len(voters) if papers is None else papers):
            secretary.act(f"/v1/ballots/{ballot}/papers")
        return secretary.act(f"/v1/ballots/{ballot}/tallies", {
            **PILES, **piles, "counter": self.hood.handles["secretary"], "secondCounter": self.hood.handles["member9"]})

    def restart(self):
        """What the writer knew it finds in the tables again; everybody keeps their token."""
        self.daemon.start()
        for client in [self.hood.operator, self.hood.public, *self.hood.people.values()]:
            client.url = self.daemon.url

    def check_record(self):
        code, output = verify(self.daemon.url + "/log")
        self.assertEqual(code, 0, output)
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 0, output)

    def test_the_election_of_a_chair(self):
        hood, secretary = self.hood, self.hood.secretary
        refusal = secretary.refused("/v1/ballots", self.body(method="show-of-hands"), "mismatch")
        self.assertIn("article 31", refusal["detail"])
        made = self.open(firstNominee=hood.handles["member1"])
        ballot = made["id"]
        self.assertEqual((made["nominees"], made["recused"], len(made["roster"])), (2, 1, 9))
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        self.restart()
        secretary.refused(f"/v1/ballots/{ballot}/papers", {}, "wrong-state")
        hood.member2.refused(f"/v1/ballots/{ballot}/papers", {}, "forbidden", 403)
        voters = hood.members[1:]
        tally = self.vote(ballot, voters, papers=9, votesFirst=5, votesSecond=4)
        self.assertEqual((tally["verdict"], tally["chosen"], tally["papers"]), ("tally-void", 0, 9))
        secretary.refused(f"/v1/meetings/{self.meeting}/_close", {}, "wrong-state")
        self.assertEqual(secretary.act(f"/v1/ballots/{ballot}/_repeat")["box"], 2)
        tally = self.vote(ballot, voters, votesFirst=4, votesSecond=4)
        self.assertEqual((tally["verdict"], tally["round"]), ("tied-revote", 1))
        self.assertIn("artikel 31", tally["verdictSentence"]["nl"])
        self.assertEqual(secretary.act(f"/v1/ballots/{ballot}/_repeat")["round"], 2)
        tally = self.vote(ballot, voters, votesFirst=3, votesSecond=3, votesBlank=1, votesInvalid=1)
        self.assertEqual((tally["verdict"], tally["cast"]), ("lot-needed", 6))
        lot = {"chosen": 1, "drawnBy": hood.handles["secretary"], "witness": hood.handles["member3"]}
        secretary.refused(f"/v1/ballots/{ballot}/lots", {**lot, "witness": hood.handles["member1"]}, "separation-of-duties")
        self.assertEqual(secretary.act(f"/v1/ballots/{ballot}/lots", lot)["verdict"], "elected-by-lot")
        read = hood.public.get(f"/v1/ballots/{ballot}").json
        self.assertEqual((read["verdict"], read["chosen"], read["state"]), ("elected-by-lot", 1, "ended"))
        self.assertNotIn("firstName", read)
        self.assertEqual(secretary.get(f"/v1/ballots/{ballot}").json["firstName"], "Voorbeeld Eerste")
        self.assertEqual(len(hood.public.get(f"/v1/ballots/{ballot}/papers").json["items"]), 9 + 8 + 8)
        tallies = hood.public.get(f"/v1/ballots/{ballot}/tallies").json["items"]
        self.assertEqual([item["verdict"] for item in tallies], ["tally-void", "tied-revote", "lot-needed"])
        self.assertEqual(hood.public.get(f"/v1/ballots/{ballot}/voters").json["items"], [])
        self.assertEqual(len(secretary.get(f"/v1/ballots/{ballot}/voters").json["items"]), 24)
        listed = hood.public.get(f"/v1/ballots?meeting={self.meeting}").json["items"]
        self.assertEqual([item["id"] for item in listed], [ballot])
        secretary.act(f"/v1/meetings/{self.meeting}/_close")
        self.check_minutes()
        self.check_record()

    def minutes(self, who, language):
        headers = {"Accept": "text/html", **({"Authorization": f"Bearer {who.token}"} if who else {})}
        answer = request(self.daemon.url, "GET", f"/meetings/{self.meeting}/minutes?lang={language}", headers=headers)
        self.assertEqual(answer.status, 200, answer)
        return " ".join(Page(answer.body.decode()).text.split())

    def check_minutes(self):
        inside, public = self.minutes(self.hood.secretary, "nl"), self.minutes(None, "en")
        for text in ("geheime stemming (B-2026-", "Voorzitter van de raad", "Voorbeeld Tweede", "opnieuw stemmen",
                     "De stemmen staken weer", "Het lot koos kandidaat 1."):
            self.assertIn(text, inside)
        for text in ("secret ballot", "nominee 2", "A tie again: the lot decides at once (Gemeentewet, article 31): 3 for"
                     " the first, 3 for the second, 1 blank, 1 invalid", "The lot chose nominee 1."):
            self.assertIn(text, public)
        self.assertNotIn("Voorbeeld Tweede", public)

    # What is shown: no object of any read, seen by insiders, holds a voter and a count.
    def shown(self, ballot):
        paths = [f"/v1/ballots/{ballot}", "/v1/ballots", f"/v1/meetings/{self.meeting}", "/v1/entries?limit=200"]
        paths += [f"/v1/ballots/{ballot}/{part}" for part in ("voters", "papers", "tallies")]
        paths += [f"/v1/meetings/{self.meeting}/{part}" for part in ("history", "agenda", "attendance")]
        paths += [f"/v1/members/{self.hood.handles[name]}/votes" for name in self.hood.members]
        for who in (self.hood.secretary, self.hood.member2, self.hood.controller, self.hood.public):
            for path in paths:
                answer = who.get(path)
                if answer.status == 200:
                    yield path, answer.json

    def objects_in(self, value):
        if isinstance(value, dict):
            yield value
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from self.objects_in(child)

    # --- What is kept. ---

    def ask(self, sql):
        done = subprocess.run(["psql", "-h", str(Path(self.daemon.state) / "run"), "-U", "postgres", "-d", "buurtkas",
                               "-XAtq"], input=sql, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line for line in done.stdout.split("\n") if line]

    def dump(self):
        """Every row of every table: (table, row)."""
        rows = []
        for table in self.ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"):
            for line in self.ask(f'SELECT to_jsonb(x) FROM "{table}" AS x'):
                rows.append((table, json.loads(line)))
        return rows

    def test_whoever_changes_a_ballot_in_the_tables_is_found_out(self):
        ballot = self.open()["id"]
        self.vote(ballot, self.hood.members[:8], votesFirst=5, votesSecond=3)
        changed = {"ballot": "chosen = 2", "ballot_seat": "recused = true", "ballot_voter": "ordinal = ordinal + 100",
                   "ballot_paper": "box = 2", "ballot_tally": "votes_first = 3, votes_second = 5"}
        for table, change in changed.items():
            self.ask(f"ALTER TABLE {table} DISABLE TRIGGER ALL; UPDATE {table} SET {change};")
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log_tail())
        code, output = verify("--database", "--state", self.daemon.state)
        self.assertEqual(code, 3, output)
        for table in changed:
            self.assertIn(f"table {table}, row", output)

    def test_nothing_joins_a_member_to_a_choice(self):
        hood, secretary = self.hood, self.hood.secretary
        before = self.dump()
        ballot = self.open()["id"]
        tally = self.vote(ballot, hood.members[:8], votesFirst=5, votesSecond=3)
        self.assertEqual((tally["verdict"], tally["chosen"]), ("elected", 1))
        after = [row for row in self.dump() if row not in before]
        secretary.get(f"/v1/ballots/{ballot}/voters")
        # Those who voted and did not count: what identifies them in any table.
        known = {value for name in hood.members[:8] for value in (hood.handles[name], hood.persons[name])}
        leaves = [json.loads(bytes.fromhex(row["bytes"][2:])) for table, row in after if table == "leaf"]
        kinds = [leaf["type"] for leaf in leaves]
        self.assertEqual(sorted(kinds), sorted(
            ["ballot.opened", "ballot.closed", "ballot.tallied"] + 8 * ["paper.handed-in"]))
        named = set()
        for table, row in after:
            text = json.dumps(row)
            if table == "leaf":
                text = bytes.fromhex(row["bytes"][2:]).decode()
            if any(identity in text for identity in known):
                named.add(table)
                self.assertNotRegex(text, r"votes_?(First|first|Second|second|Blank|blank|Invalid|invalid)", (table, row))
                self.assertNotIn("choice", text, (table, row))
        # Rows that name a voter: the roster, who was handed a paper, and the leaves that say so.
        self.assertEqual(named, {"ballot_seat", "ballot_voter", "leaf"})
        for leaf in leaves:
            text = json.dumps(leaf)
            if leaf["type"] in ("paper.handed-in", "ballot.tallied"):
                self.assertFalse([identity for identity in known if identity in text], leaf)
            if leaf["type"] == "paper.handed-in":
                self.assertEqual(leaf["body"], {"ballot": ballot})
                self.assertEqual(leaf["actor"], {"handle": hood.handles["secretary"], "role": "secretary"})
        # A paper's row holds no more than that there is one.
        papers = [row for table, row in after if table == "ballot_paper"]
        self.assertEqual(len(papers), 8)
        for row in papers:
            self.assertEqual(set(row), {"id", "entry", "ballot", "box"})
        # Voters: one entry for all, in the order of the roster, whatever order they came in.
        voters = sorted((row for table, row in after if table == "ballot_voter"), key=lambda row: row["ordinal"])
        self.assertEqual(len({row["entry"] for row in voters}), 1)
        seats = sorted((row for table, row in after if table == "ballot_seat"), key=lambda row: row["ordinal"])
        self.assertEqual([row["member"] for row in voters], [row["member"] for row in seats if row["member"] in known])
        self.assertEqual(set(voters[0]) & set(papers[0]), {"id", "entry", "box"})
        self.assertFalse({row["entry"] for row in voters} & {row["entry"] for row in papers})
        # All that was kept besides: keys of requests, as fingerprints, of the secretary alone.
        self.assert_requests_are_of_the_secretary(after, known)
        seen = 0
        for path, shown in self.shown(ballot):
            for item in self.objects_in(shown):
                own = {name: value for name, value in item.items() if not isinstance(value, (dict, list))}
                seen += "votesFirst" in own
                self.assertFalse(any(name.startswith("votes") for name in own) and known & set(own.values()), (path, own))
        self.assertGreater(seen, 3)
        self.assert_logs_and_metrics_say_nothing(known)
        self.check_record()

    def assert_requests_are_of_the_secretary(self, rows, known):
        keys = [row for table, row in rows if table.startswith("idempotency")]
        self.assertEqual(len(keys), 11)
        for row in keys:
            for value in row.values():
                self.assertNotIn(value, known)
                self.assertFalse(isinstance(value, str) and re.search("votes|handle|voters", value), row)

    def assert_logs_and_metrics_say_nothing(self, known):
        for text in (request(self.daemon.admin_url, "GET", "/metrics").body.decode(),
                     (Path(self.daemon.state) / "daemon.log").read_text()):
            for line in text.splitlines():
                if "ballot" in line or "paper" in line:
                    self.assertFalse([identity for identity in known if identity in line], line)
                self.assertNotRegex(line, "votesFirst|votesSecond|votes_first|votes_second")


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
