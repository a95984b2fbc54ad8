"""Whoever holds the database can change anything in it, and is found out: `verify --database` names each column of
each table that was changed past the rights, triggers and constraints, and `verify` each byte of a copied log."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from support.buurtkas import BINARY, Daemon, verify
from support.everything import play_everything
from support.runner import run
from support.signing import OpenSsl, key_body, signed_vote

STRANGER = "01900000-0000-7000-8000-00000000dead"
KEYS = ("id", "ordinal")
# Columns that are no part of what the leaves make, or that have a test of their own.
LEFT_OUT = {"leaf": {"entry", "bytes"}, "head": {"only_row", "epoch"}, "tile": {"level", "index"}}


def verify_database(state):
    """Returns (exit code, what it found as JSON)."""
    done = subprocess.run([BINARY, "verify", "--database", "--state", state, "--json"], capture_output=True, text=True,
                          check=False)
    assert done.returncode in (0, 3), done
    return done.returncode, json.loads(done.stdout)


def reasons(found):
    return [finding["reason"] for finding in found["findings"]]


class Intruder:
    """A superuser of the private cluster, who has taken every lock off and keeps a copy of how it was."""

    def __init__(self, state):
        self.state = state
        self.columns = {}
        for table, column, kind in self.ask(
                "SELECT c.table_name, column_name, udt_name FROM information_schema.columns c"
                " JOIN table_class t ON t.name = c.table_name WHERE table_schema = 'public'"
                " AND class IN ('journal', 'projection', 'opening') ORDER BY c.table_name, ordinal_position"):
            self.columns.setdefault(table, {})[column] = kind
        self.empty = {table for table in self.columns if not self.ask(f'SELECT 1 FROM "{table}" LIMIT 1')}
        self.columns = {table: columns for table, columns in self.columns.items() if table not in self.empty}
        self.words = {}
        for table, column, text in self.ask(
                "SELECT conrelid::regclass, attname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
                " JOIN pg_attribute a ON attrelid = conrelid AND attnum = conkey[1]"
                " WHERE contype = 'c' AND cardinality(conkey) = 1 AND connamespace = 'public'::regnamespace"):
            self.words[table.strip('"'), column] = re.findall(r"'([a-z-]+)'::text", text)
        self.unlock()

    def do(self, sql):
        done = subprocess.run(["psql", "-h", str(Path(self.state) / "run"), "-U", "postgres", "-d", "buurtkas", "-XAtq",
                               "-F", "\t", "-v", "ON_ERROR_STOP=1"], input=sql, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, (done.stderr, sql[:2000])
        return done.stdout

    def ask(self, sql):
        return [line.split("\t") for line in self.do(sql).splitlines()]

    def unlock(self):
        drops = self.ask("SELECT format('ALTER TABLE %s DROP CONSTRAINT %I;', conrelid::regclass, conname)"
                         " FROM pg_constraint WHERE contype IN ('c', 'f', 'u') AND conrelid <> 0"
                         " AND connamespace = 'public'::regnamespace ORDER BY contype = 'u'")
        self.do("".join(row[0] for row in drops))
        drops = self.ask("SELECT format('DROP INDEX %s;', indexrelid::regclass) FROM pg_index"
                         " JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace"
                         " AND indisunique AND NOT indisprimary")
        self.do("".join(row[0] for row in drops) + "CREATE SCHEMA kept;" + "".join(
            f'ALTER TABLE "{table}" DISABLE TRIGGER ALL; CREATE TABLE kept."{table}" AS TABLE "{table}";'
            for table in self.columns))

    def restore(self):
        self.do("BEGIN;" + "".join(f'DELETE FROM "{table}"; INSERT INTO "{table}" TABLE kept."{table}";'
                                   for table in self.columns) + "COMMIT;")

    def pick(self, table):
        """A row, as SQL that finds it and as the finding names it."""
        keys = [key for key in KEYS if key in self.columns[table]]
        if not keys:
            return self.ask(f"SELECT ctid FROM \"{table}\" LIMIT 1")[0][0], f"table {table}"
        names = ", ".join(keys)
        row = self.ask(f'SELECT ctid, {names} FROM "{table}" ORDER BY {names} LIMIT 1'
                       f' OFFSET (SELECT count(*) / 2 FROM "{table}")')[0]
        name = f"table {table}, row {row[1]}"
        return row[0], name + (f" ordinal {row[2]}" if len(row) == 3 else "")

    def other(self, table, column):
        """An expression that gives another value of the column's type."""
        kind, quoted = self.columns[table][column], f'"{column}"'
        words = self.words.get((table, column))
        if words:
            return f"CASE WHEN {quoted} = '{words[0]}' THEN '{words[1]}' ELSE '{words[0]}' END"
        return {
            "uuid": f"'{STRANGER}'",
            "int8": f"coalesce({quoted}, 0) + 1",
            "int4": f"coalesce({quoted}, 0) + 1",
            "bool": f"NOT {quoted}",
            "date": f"coalesce({quoted}, '2026-01-01') + 1",
            "text": f"coalesce({quoted}, '') || 'x'",
            "bytea": f"coalesce(set_byte({quoted}, 0, get_byte({quoted}, 0) # 1),"
                     f" decode(repeat('ab', {64 if column == 'signature' else 32}), 'hex'))",
        }[kind]


class Tampering:
    """What is done to a database that holds a record. Subclasses say which: `state`, `intruder`."""

    def check_clean(self):
        self.intruder.restore()
        code, found = verify_database(self.state)
        self.assertEqual((code, found["findings"]), (0, []))

    def changeable(self, table):
        return [column for column in self.intruder.columns[table]
                if column not in KEYS + ("only_row",) and column not in LEFT_OUT.get(table, ())]

    def test_each_changed_column_is_named(self):
        """One column of each table at a time: as many findings as changes, each with table, row and column."""
        for number in range(max(len(self.changeable(table)) for table in self.intruder.columns)):
            expected, sql = [], []
            for table in self.intruder.columns:
                columns = self.changeable(table)
                if number >= len(columns):
                    continue
                column = columns[number]
                ctid, name = self.intruder.pick(table)
                sql.append(f'UPDATE "{table}" SET "{column}" = {self.intruder.other(table, column)}'
                           f" WHERE ctid = '{ctid}';")
                expected.append((name, column))
            self.intruder.do("BEGIN;" + "".join(sql) + "COMMIT;")
            code, found = verify_database(self.state)
            self.assertEqual(code, 3)
            for name, column in expected:
                self.assertTrue(self.names(found, name, column), (name, column, reasons(found)))
            self.assertEqual(found["findingCount"], len(expected), reasons(found))
            self.check_clean()

    def names(self, found, name, column):
        if name == "table opening":
            return any(reason.startswith(name) for reason in reasons(found))
        return any(reason.startswith(name) and f"column {column}:" in reason for reason in reasons(found))

    def object_tables(self):
        return [table for table in self.intruder.columns if table not in ("leaf", "opening", "tile", "head")]

    def test_each_missing_row_is_named(self):
        expected, sql = [], []
        for table in self.object_tables():
            ctid, name = self.intruder.pick(table)
            sql.append(f"DELETE FROM \"{table}\" WHERE ctid = '{ctid}';")
            expected.append(f"{name}: it is missing")
        self.intruder.do("".join(sql))
        code, found = verify_database(self.state)
        self.assertEqual(code, 3)
        self.assertEqual(sorted(reasons(found)), sorted(expected))
        self.assertTrue(all("entry" in finding for finding in found["findings"]))
        self.check_clean()

    def test_each_row_too_many_is_named(self):
        tables = self.object_tables()
        self.intruder.do("".join(
            f'INSERT INTO "{table}" SELECT (jsonb_populate_record(NULL::"{table}", to_jsonb(r)'
            f" || '{{\"id\": \"{STRANGER}\"}}')).* FROM (SELECT * FROM \"{table}\" LIMIT 1) r;" for table in tables))
        code, found = verify_database(self.state)
        self.assertEqual((code, found["findingCount"]), (3, len(tables)))
        for table in tables:
            self.assertTrue(any(reason.startswith(f"table {table}, row {STRANGER}") and "no leaf makes it" in reason
                                for reason in reasons(found)), (table, reasons(found)))
        self.check_clean()

    def test_a_row_that_stands_twice_is_named(self):
        """Only without its primary key can a table hold that."""
        self.intruder.do("ALTER TABLE posting DROP CONSTRAINT posting_pkey;"
                         "INSERT INTO posting SELECT * FROM kept.posting;")
        rows = int(self.intruder.ask("SELECT count(*) FROM kept.posting")[0][0])
        code, found = verify_database(self.state)
        self.assertEqual((code, found["findingCount"]), (3, rows))
        self.assertIn("stands there twice", reasons(found)[0])
        self.intruder.restore()
        self.intruder.do("ALTER TABLE posting ADD PRIMARY KEY (id, ordinal)")
        self.check_clean()

    def test_an_erased_opening_is_none_of_verifys_business(self):
        self.intruder.do("DELETE FROM opening WHERE entry % 2 = 0")
        code, found = verify_database(self.state)
        self.assertEqual((code, found["findings"]), (0, []))
        self.check_clean()

    def test_an_opening_that_no_leaf_knows_is_named(self):
        self.intruder.do(f"INSERT INTO opening SELECT '{STRANGER}', 'title', 1, 'x', salt FROM opening LIMIT 1;"
                         f"INSERT INTO opening SELECT '{STRANGER}', 'name', 999999, 'x', salt FROM opening LIMIT 1;")
        code, found = verify_database(self.state)
        self.assertEqual((code, found["findingCount"]), (3, 2), reasons(found))
        self.assertEqual({finding["entry"] for finding in found["findings"]}, {1, 999999})
        self.assertTrue(all(STRANGER in reason for reason in reasons(found)))
        self.check_clean()

    def test_no_word_of_an_opening_is_printed(self):
        self.intruder.do("UPDATE opening SET value = 'geheim woord'")
        code, found = verify_database(self.state)
        self.assertEqual(code, 3)
        self.assertNotIn("geheim", json.dumps(found))
        self.check_clean()

    def test_a_changed_leaf_is_named(self):
        """With its hash made to fit, so that only the rules and the tree can tell."""
        self.intruder.do("UPDATE leaf SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '\"at\":1',"
                         " '\"at\":2'), 'UTF8') WHERE entry = 5; UPDATE leaf SET hash = sha256('\\x00'::bytea || bytes)")
        code, found = verify_database(self.state)
        self.assertEqual(code, 3)
        self.assertTrue(any(finding.get("entry") == 5 and "table leaf" in finding["reason"]
                            for finding in found["findings"]), found)
        self.assertTrue(any("table head, column root" in reason for reason in reasons(found)), found)
        self.check_clean()

    def test_missing_leaves_are_named(self):
        last = int(self.intruder.ask("SELECT max(entry) FROM leaf")[0][0])
        self.intruder.do("DELETE FROM leaf WHERE entry IN (7, 8)")
        code, found = verify_database(self.state)
        self.assertEqual(code, 3)
        self.assertIn({"entry": 7, "reason": "table leaf: 2 row(s) are missing from here"}, found["findings"])
        self.intruder.restore()
        self.intruder.do(f"DELETE FROM leaf WHERE entry = {last}")
        code, found = verify_database(self.state)
        self.assertEqual(code, 3)
        self.assertTrue(any("table head, column size" in reason for reason in reasons(found)), found)
        self.check_clean()


class MainJob(Tampering, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.state = tempfile.mkdtemp(prefix="bk-tamper-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.state, ignore_errors=True)
        os.chmod(cls.state, 0o755)
        subprocess.run([BINARY, "demo", "--check", "--state", cls.state], check=True, capture_output=True)
        cls.stopped = verify_database(cls.state)
        cls.left_running = (Path(cls.state) / "postgres" / "postmaster.pid").exists()
        cls.daemon = Daemon(state=cls.state, at=None).start()
        cls.addClassCleanup(cls.daemon.stop)
        cls.intruder = Intruder(cls.state)

    def test_a_stopped_one_is_verified_and_left_stopped(self):
        code, found = self.stopped
        self.assertEqual((code, found["findings"]), (0, []))
        self.assertGreater(found["rows"], 100)
        self.assertFalse(self.left_running)

    def test_it_can_be_read_as_text(self):
        ctid, name = self.intruder.pick("posting")
        self.intruder.do(f"UPDATE posting SET amount_cents = amount_cents + 1 WHERE ctid = '{ctid}'")
        code, output = verify("--database", "--state", self.state)
        self.assertEqual(code, 3, output)
        self.assertRegex(output, rf"entry \d+: {name}, column amount_cents: it has -?\d+, the leaves make -?\d+\n")
        self.assertIn("NOT VERIFIED: 1 finding(s)\n", output)
        self.check_clean()
        code, output = verify("--database", "--state", self.state)
        self.assertEqual(code, 0, output)
        self.assertRegex(output, r"\nVERIFIED: \d+ row\(s\) and \d+ opening\(s\)")

    def test_a_database_may_be_named_by_the_settings(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write(f"database = host={self.state}/run user=buurtkas_daemon dbname=buurtkas\n")
            file.flush()
            self.assertEqual(verify("--database", "--config", file.name)[0], 0)

    def test_where_there_is_none_nothing_is_made(self):
        with tempfile.TemporaryDirectory() as folder:
            code, output = verify("--database", "--state", folder)
            self.assertEqual(code, 1, output)
            self.assertIn("there is no database", output)
            self.assertEqual(os.listdir(folder), [])
        self.assertEqual(verify("--database", "--nonsense")[0], 2)

    def test_the_main_job_touches_the_money(self):
        for table in ("posting", "account", "transaction", "claim", "payment", "commitment", "decision", "vote"):
            self.assertIn(table, self.intruder.columns)


class Town(Tampering, unittest.TestCase):
    """Every act there is, more entries than fit in a tile, and a public log beside the database."""
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.state = cls.daemon.state
        cls.addClassCleanup(shutil.rmtree, cls.state, ignore_errors=True)
        cls.addClassCleanup(cls.daemon.stop)
        cls.town = play_everything(cls.daemon)
        cls.sign_a_vote()
        for number in range(50):
            cls.enter(number)
        cls.beside = cls.verify_beside_writes()
        cls.folder = tempfile.mkdtemp(prefix="bk-log-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run([BINARY, "export", "log", cls.folder, "--url", cls.daemon.url + "/log"], check=True)
        cls.intruder = Intruder(cls.state)

    @classmethod
    def sign_a_vote(cls):
        with tempfile.TemporaryDirectory(prefix="bk-sign-", dir="/tmp") as folder:
            signer, town = OpenSsl(folder), cls.town
            town.fresh(1_000)
            town.people["member1"].act("/v1/member-keys", key_body(town, "member1", signer))
            motion = town.motion(town.meeting(), town.proposal(1000), 1000)
            town.people["member1"].act(f"/v1/motions/{motion}/votes",
                                       signed_vote(town, signer, motion, "member1", "for"))

    @classmethod
    def enter(cls, number):
        cls.town.operator.act("/v1/organisations", {
            "name": f"Fonds {number}", "kind": "funder", "code": f"F{number}"})

    @classmethod
    def verify_beside_writes(cls):
        """Verifies while acts go on. Returns the results and how many acts came meanwhile."""
        is_over, written = threading.Event(), []

        def write():
            while not is_over.is_set():
                cls.enter(1000 + len(written))
                written.append(1)

        thread = threading.Thread(target=write)
        thread.start()
        results = [verify_database(cls.state) for _ in range(4)]
        is_over.set()
        thread.join()
        return results, len(written)

    def test_it_is_verified_beside_a_running_daemon(self):
        results, written = self.beside
        self.assertGreater(written, 0)
        for code, found in results:
            self.assertEqual((code, found["findings"]), (0, []))
        sizes = [found["entries"] for _, found in results]
        self.assertEqual(sizes, sorted(sizes))
        self.assertGreater(sizes[-1], sizes[0])

    def test_a_missing_and_an_extra_tile_are_named(self):
        self.intruder.do("UPDATE tile SET index = 70 WHERE level = 0 AND index = 0")
        code, found = verify_database(self.state)
        self.assertEqual((code, sorted(reasons(found))), (3, [
            "table tile, row level 0 index 0: it is missing",
            "table tile, row level 0 index 70: the leaves fill no such tile"]))
        self.check_clean()

    def test_every_table_that_leaves_make_is_tampered_with_here(self):
        self.assertEqual(self.intruder.empty, set())

    # --- The copied log. ---

    def edited(self, name, edit):
        """Exit code and output of `verify` over the copy with one file edited."""
        path = Path(self.folder) / name
        kept = path.read_bytes()
        path.write_bytes(edit(kept))
        try:
            return verify(self.folder)
        finally:
            path.write_bytes(kept)

    def test_the_copy_verifies(self):
        code, output = verify(self.folder)
        self.assertEqual(code, 0, output)

    def test_an_edited_leaf_is_found(self):
        code, output = self.edited("tile/entries/000", lambda kept: kept.replace(b'"GM9999"', b'"GM9998"', 1))
        self.assertEqual(code, 3, output)
        self.assertRegex(output, r"entry \d+: ")
        self.assertIn("root", output)

    def test_an_edited_hash_is_found(self):
        def flip(kept):
            return kept[:32 * 9] + bytes([kept[32 * 9] ^ 1]) + kept[32 * 9 + 1:]
        code, output = self.edited("tile/0/000", flip)
        self.assertEqual(code, 3, output)
        self.assertIn("entry 9: its hash is not the one in tile/0/000", output)

    def test_a_pipe_in_the_folder_is_not_waited_for(self):
        for name in ("checkpoint", "tile/0/000", "tile/entries/000"):
            path = Path(self.folder) / name
            path.rename(path.with_suffix(".kept"))
            os.mkfifo(path)
            try:
                code, output = verify(self.folder)
            finally:
                path.unlink()
                path.with_suffix(".kept").rename(path)
            self.assertNotEqual(code, 0, name)
            self.assertIn(f"{name} is no regular file", output)

    def test_a_file_without_end_is_not_read_to_its_end(self):
        for name in ("checkpoint", "tile/0/000", "tile/entries/000"):
            path = Path(self.folder) / name
            path.rename(path.with_suffix(".kept"))
            path.touch()
            os.truncate(path, 1 << 40)
            try:
                done = subprocess.run([BINARY, "verify", self.folder], capture_output=True, check=False, timeout=60)
            finally:
                path.unlink()
                path.with_suffix(".kept").rename(path)
            self.assertNotEqual(done.returncode, 0, name)

    def test_an_edited_checkpoint_is_found(self):
        lines = (Path(self.folder) / "checkpoint").read_bytes().split(b"\n")
        size = lines[1]
        code, output = self.edited("checkpoint", lambda kept: kept.replace(
            size, str(int(size) - 1).encode(), 1))
        self.assertEqual(code, 3, output)
        self.assertIn("checkpoint", output)


if __name__ == "__main__":
    sys.exit(run(sys.modules[__name__]))
