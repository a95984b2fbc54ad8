"""The benchmark: votes beside pgbench's best statement, reads beside a bare libmicrohttpd, in one run on one machine.
Windows are short and interleaved, results are medians of rounds, and CPU time an act is told apart by process."""
import json
import math
import os
import pwd
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from setup import MEMBERS, MOTIONS, Town
from support.buurtkas import BINARY, Daemon

BUILD = Path(BINARY).resolve().parent
LOAD = os.environ.get("BENCH_LOAD", str(BUILD / "tests" / "bench" / "bench_load"))
BARE = os.environ.get("BENCH_BARE", str(BUILD / "tests" / "bench" / "bench_bare_server"))
CLIENTS = [int(word) for word in os.environ.get("BENCH_CLIENTS", "1 16 64 256").split()]
READERS = 64
WARM_MS, WINDOW_MS = 200, int(os.environ.get("BENCH_WINDOW_MS", "2000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
COUNCILS = int(os.environ.get("BENCH_COUNCILS", "12"))
TICK_US = 1_000_000 // os.sysconf("SC_CLK_TCK")
WAL_SEGMENTS = 24  # within min_wal_size of the clusters: they are kept, and used again
GOALS = {"votes": (1.0, 2.0), "cached": (0.6, 0.85)}

# What a vote must write at the least: a row unique by motion and member, and an audit row of about 300 bytes.
SCHEMA = """
CREATE TABLE vote (motion int8, member int8, choice int2 NOT NULL, PRIMARY KEY (motion, member));
CREATE TABLE audit (entry int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, bytes bytea NOT NULL);
"""
STATEMENT = r"""\set member :member + 1
\set motion :window + :client_id
WITH cast_vote AS (INSERT INTO vote (motion, member, choice) VALUES (:motion, :member, 1) RETURNING motion)
INSERT INTO audit (at, bytes)
SELECT now(), decode(repeat('5a', 284), 'hex') || int8send(motion) || int8send(:member) FROM cast_vote;
"""


def stat(pid):
    """(user + system, the same of children that have ended) in ticks; zeros once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0, 0
    return int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])


def children(pid):
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def cpu_us(pid, with_children=False):
    own, ended = stat(pid)
    if with_children:
        own += ended + sum(stat(child)[0] for child in children(pid))
    return own * TICK_US


def children_us():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e6


def settle_wal(programs, socket, database):
    """A cluster that has run for a while uses its segments again; a new one fills each with zeros, in front of everybody."""
    turn = "CREATE TABLE turn (); DROP TABLE turn; SELECT pg_switch_wal();"
    for words in [turn] * WAL_SEGMENTS + ["CHECKPOINT"]:
        subprocess.run([programs / "psql", "-qAtX", "-h", socket, "-U", "postgres", "-d", database, "-c", words],
                       check=True, stdout=subprocess.DEVNULL)


class Postgres:
    """The daemon's own settings but for more connections: pgbench needs one a client."""

    def __init__(self, folder, data_of_daemon):
        self.folder = Path(folder)
        words = re.findall(r'"((?:[^"]|"(?=[^ \n]))*)"', (data_of_daemon / "postmaster.opts").read_text())
        self.programs = Path((data_of_daemon / "postmaster.opts").read_text().split()[0]).parent
        settings = [word for word in words if re.match(r"[a-z_]+=", word)]
        self.settings = [word for word in settings if not re.match("unix_socket_d|max_connections|port", word)]
        self.user = {"user": pwd.getpwuid(data_of_daemon.stat().st_uid).pw_name} if os.geteuid() == 0 else {}

    def __enter__(self):
        if self.user:
            shutil.chown(self.folder, self.user["user"])
        data = self.folder / "data"
        subprocess.run([self.programs / "initdb", "-D", data, "--username=postgres", "--no-locale", "--encoding=UTF8",
                        "--data-checksums", "--auth=trust"], check=True, stdout=subprocess.DEVNULL, **self.user)
        options = [part for word in self.settings + ["max_connections=300", f"unix_socket_directories={self.folder}"]
                   for part in ("-c", word)]
        self.process = subprocess.Popen([self.programs / "postgres", "-D", data, *options], stdin=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, **self.user)
        while subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder], check=False).returncode != 0:
            time.sleep(0.1)
        subprocess.run([self.programs / "psql", "-q", "-h", self.folder, "-U", "postgres", "-c", SCHEMA], check=True,
                       stdout=subprocess.DEVNULL)
        settle_wal(self.programs, self.folder, "postgres")
        (self.folder / "vote.sql").write_text(STATEMENT)
        self.runs = 0
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def vote(self, clients):
        """One window of pgbench."""
        self.runs += 1
        seconds = math.ceil(WINDOW_MS / 1000) + 1 + clients // 128  # connecting counts, though not in its rate
        before, client_before = cpu_us(self.process.pid, True), children_us()
        with tempfile.TemporaryDirectory() as logs:
            process = subprocess.Popen(
                ["pgbench", "-h", self.folder, "-U", "postgres", "-n", "-M", "prepared", "-f", self.folder / "vote.sql",
                 "-D", "member=0", "-D", f"window={self.runs * 1000}", "-c", str(clients), "-j", "1",
                 "-T", str(seconds), "--log", "--log-prefix", f"{logs}/log",
                 "--sampling-rate=0.2", "postgres"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            output, errors = process.communicate()
            assert process.returncode == 0 and "tps = " in output, output + errors
            latencies = sorted(int(line.split()[2]) for log in Path(logs).iterdir() for line in open(log))
        acts = int(re.search(r"actually processed: (\d+)", output)[1])
        used = re.search(r"tps = ([\d.]+)", output)
        return {"rate": float(used[1]), "p50": at(latencies, 0.5), "p99": at(latencies, 0.99),
                "postgres": (cpu_us(self.process.pid, True) - before) / acts,
                "client": (children_us() - client_before) / acts}


def at(sorted_values, part):
    return sorted_values[int((len(sorted_values) - 1) * part)] if sorted_values else 0


class Server:
    """The daemon under load, or the bare server."""

    def __init__(self, port, pid, postmaster=None):
        self.port, self.pid, self.postmaster, self.next_vote = port, pid, postmaster, 0

    def load(self, clients, *what):
        before = cpu_us(self.pid), cpu_us(self.postmaster, True) if self.postmaster else 0
        done = subprocess.run([LOAD, str(self.port), str(clients), str(WARM_MS), str(WINDOW_MS), *what],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        after = cpu_us(self.pid), cpu_us(self.postmaster, True) if self.postmaster else 0
        result = json.loads(done.stdout)
        acts = max(1, result["acts"])
        return {"rate": result["measured"] / result["seconds"] if result["seconds"] > 0 else 0.0,
                "p50": result["p50_us"], "p99": result["p99_us"], "bytes": result["bytes"], "next": result["next"],
                "server": (after[0] - before[0]) / acts, "postgres": (after[1] - before[1]) / acts,
                "client": result["cpu_us"] / acts}

    def vote(self, clients, votes):
        first = self.next_vote
        self.next_vote += MEMBERS * MOTIONS  # where to go on if this fails: nobody there has voted
        result = self.load(clients, "votes", str(votes), str(first))
        self.next_vote = result["next"]
        return result


def median(results):
    return {key: statistics.median(result[key] for result in results) for key in results[0]}


def line(name, result, note=""):
    server = f"{result['server']:7.1f}" if "server" in result else "      -"
    print(f"  {name:<26}{result['rate']:9.0f}/s{result['p50'] / 1000:9.2f}{result['p99'] / 1000:9.2f}"
          f"   {server}{result.get('postgres', 0):8.1f}{result['client']:8.1f}   {note}", flush=True)


def head(title):
    print(f"\n{title}\n  {'':<26}{'rate':>11}{'p50 ms':>9}{'p99 ms':>9}   CPU us: server, PostgreSQL, client")


def judge(name, ratio):
    must, ambitious = GOALS[name]
    verdict = "ambitious goal met" if ratio >= ambitious else "goal met" if ratio >= must else "goal missed"
    return f"{ratio:.2f} of it ({verdict}: {must}, ambitious {ambitious})"


def cpu(result):
    return result.get("server", 0) + result["postgres"] + result["client"]


def report_votes(results):
    head(f"Votes: durable, on the record, with a receipt, over HTTP; medians of {ROUNDS}")
    for clients in CLIENTS:
        if ("votes", clients) not in results:
            print(f"  {clients} clients: no result")
            continue
        pgbench, votes = median(results["pgbench", clients]), median(results["votes", clients])
        ratio = votes["rate"] / pgbench["rate"]
        note = judge("votes", ratio) if clients == 64 else f"{ratio:.2f} of it"
        line(f"pgbench, {clients} clients", pgbench)
        line(f"buurtkas, {clients} clients", votes, f"{note}; CPU {cpu(votes):.0f} us against {cpu(pgbench):.0f}")


def report(results):
    report_votes(results)
    head(f"Reads of a decision, {READERS} clients; medians of {ROUNDS}")
    bare = median(results["bare"])
    line(f"bare server, {bare['bytes']:.0f} bytes", bare)
    for name in ("cached", "uncached"):
        reads = median(results[name])
        ratio = reads["rate"] / bare["rate"]
        line(f"buurtkas, {name}", reads, judge(name, ratio) if name in GOALS else f"{ratio:.2f} of it")


def measure(daemon, postgres, bare, votes, decision):
    results = {}
    for number in range(ROUNDS):
        for clients in CLIENTS:
            results.setdefault(("pgbench", clients), []).append(postgres.vote(clients))
            try:
                results.setdefault(("votes", clients), []).append(daemon.vote(clients, votes))
            except AssertionError as problem:
                del results["votes", clients]
                print(f"{clients} clients: {problem}", file=sys.stderr)
        for name, result in (("bare", bare.load(READERS, "read", "/")),
                             ("cached", daemon.load(READERS, "read", decision)),
                             ("uncached", daemon.load(READERS, "vary", decision))):
            results.setdefault(name, []).append(result)
        print(f"round {number + 1}: load average {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return results


def start_bare(daemon, decision):
    """As large as the daemon's answer, head and all, so that both move the same bytes."""
    whole = daemon.load(1, "read", decision)["bytes"]
    for size in (whole, None):
        process = subprocess.Popen([BARE, str(int(size if size is not None else whole - head_bytes))],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server = Server(int(process.stdout.readline()), process.pid)
        if size is None:
            return process, server
        head_bytes = server.load(1, "read", "/")["bytes"] - size
        process.stdin.close()
        process.wait(10)


def main():
    began = time.time()
    with Daemon() as running, tempfile.TemporaryDirectory(prefix="bk-bench-") as folder:
        os.chmod(folder, 0o755)
        town = Town(running, COUNCILS)
        votes = Path(folder) / "votes"
        town.write_votes(votes)
        print(f"setup: {time.time() - began:.0f} s", file=sys.stderr)
        data = Path(running.state) / "postgres"
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        daemon = Server(int(running.url.rsplit(":", 1)[1]), running.process.pid, postmaster)
        decision = f"/v1/decisions/{town.decision}"
        process, bare = start_bare(daemon, decision)
        cluster = Path(folder) / "pgbench"
        cluster.mkdir()
        with Postgres(cluster, data) as postgres:
            settle_wal(postgres.programs, Path(running.state) / "run", "buurtkas")
            results = measure(daemon, postgres, bare, votes, decision)
        process.stdin.close()
        process.wait(10)
    report(results)
    print(f"\n{daemon.next_vote} votes cast; {time.time() - began:.0f} s in all")


if __name__ == "__main__":
    main()
