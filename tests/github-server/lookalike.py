"""The look-alike server, the program, and the tables that it fills: what `run` and `benches/collect` share."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOKEN = "ghp_0canary0canary0canary0canary0canary0"
# Tables of facts that a sync fills. Snapshots of milestones tell when they were looked at, so they differ.
TABLES = ["pull_requests", "pull_commits", "linked_issues", "issues", "events", "milestones", "people"]
# Columns that tell when something was read.
FETCHED = {"recorded_at", "recorded_s"}


def say(text):
    print(text, flush=True)


def folder_of(name, given, default):
    """A folder that was named, or the usual one beside the project; None where there is none."""
    path = Path(given) if given else PROJECT.parent / default
    if not path.exists() and not given:
        path = PROJECT.parent.parent / default
    if path.exists():
        return path.resolve()
    say(f"!! {name} is not here: looked for {path}")
    return None


def installed(server, scratch):
    """The server with its packages: itself where they are installed, else a copy."""
    if (server / "node_modules").is_dir():
        return server
    copy = scratch / "server"
    shutil.copytree(server, copy)
    for entry in copy.rglob("*"):
        entry.chmod(entry.stat().st_mode | 0o200)
    copy.chmod(0o755)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=copy, check=True)
    return copy


def unpacked(recording, scratch):
    """The folder of a recording: itself, or what a packed one holds."""
    if recording.is_dir():
        return recording
    target = scratch / recording.name.replace(".tar.xz", "")
    with tarfile.open(recording) as archive:
        archive.extractall(target, filter="data")
    found = [p.parent for p in target.rglob("pulls") if p.is_dir()]
    if not found:
        sys.exit(f"{recording} holds no folder of pull requests")
    return found[0]


class Server:
    """The server over one recording, on a port of its own."""

    def __init__(self, folder, recording, log=None):
        # So that whoever ends this script ends the server too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        env = {"PATH": os.environ["PATH"], "GH_DATA": str(recording), "PORT": "0", "GH_TOKEN": TOKEN}
        if log:
            env["GH_LOG"] = str(log)
        self.process = subprocess.Popen(
            ["node", "--max-old-space-size=4000", "server.mjs"],
            cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the server did not start")
        self.url = json.loads(line)["url"]
        self.usual = {k: v for k, v in self.stats()["config"].items() if k not in ("token",)}

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_test/{path}", data=data)) as answer:
            return json.load(answer)

    def stats(self):
        return self.ask("stats")

    def set(self, **settings):
        self.ask("config", settings)

    def renew(self, **settings):
        """Forgets counts, limits and faults; then sets what is given."""
        calm = dict(self.usual)
        for name, value in calm.items():
            if value == "Infinity":
                calm[name] = None
        calm["faultMax"] = 1_000_000_000
        self.ask("config", {**calm, **settings})
        self.ask("reset", {})

    def truth(self):
        return self.ask("truth")[0]

    def user(self, login):
        """Id of the account that the server shows under a login."""
        headers = {"authorization": f"Bearer {TOKEN}", "user-agent": "midspan-lookalike"}
        request = urllib.request.Request(f"{self.url}/users/{urllib.parse.quote(login)}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["id"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Ran:
    """A run of the program that ended."""

    def __init__(self, code, out, err, wall, cpu):
        self.code, self.out, self.err, self.wall, self.cpu = code, out, err, wall, cpu


class Program:
    """The program, in an environment of its own."""

    def __init__(self, path, scratch):
        self.path, self.scratch = str(path), scratch
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(scratch), "LC_ALL": "C.UTF-8", "GITHUB_TOKEN": TOKEN,
            "MIDSPAN_RETRY_BASE_MS": "5",
        }

    def start(self, *args):
        return subprocess.Popen(
            [self.path, *args], cwd=self.scratch, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    def run(self, *args):
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        process = self.start(*args)
        out, err = process.communicate()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if TOKEN in out or TOKEN in err:
            sys.exit("the token was printed")
        return Ran(process.returncode, out, err, time.monotonic() - began, cpu)

    @staticmethod
    def asked(server, store, *repos):
        """Arguments of a sync. The server records no checks, and a sync that lacks them ends as incomplete."""
        return ["sync", *repos, "--store", str(store), "--api-url", server.url, "--without-checks", "--quiet"]

    def sync(self, server, repo, store, *more):
        return self.run(*self.asked(server, store, repo), *more)

    def sync_killed(self, server, repo, store, after):
        """Starts a sync and kills it after so many seconds; whether it was still running."""
        process = self.start(*self.asked(server, store, repo))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=after)
            return False
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True

    def tables(self, store, only=TABLES):
        """Tables of facts: their rows without the times of reading, in order."""
        found = {}
        for table in only:
            ran = self.run("query", f"SELECT * FROM {table}", str(store), "--names", "--format", "json")
            if ran.code != 0:
                sys.exit(f"{table} of {store} cannot be read: {ran.err}")
            rows = [{k: v for k, v in row.items() if k not in FETCHED} for row in json.loads(ran.out)]
            found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
        return found


def parts(store):
    """Names of the content of each table's files, where no file holds times of reading."""
    manifests = [json.loads(file.read_text()) for file in sorted((store / "manifests").glob("*.json"))]
    plain = [t for t in TABLES if t not in ("pull_requests", "issues")]
    return {t: [p["sha256"] for m in manifests for p in m["tables"].get(t, [])] for t in plain}


def differences(left, right, most=3):
    """Where two sets of tables differ, in words; empty where they do not."""
    found = []
    for table in left:
        text = lambda rows: {json.dumps(row, sort_keys=True) for row in rows}
        a, b = text(left[table]), text(right[table])
        if len(left[table]) != len(right[table]) or a != b:
            found.append(f"{table}: {len(left[table])} and {len(right[table])} rows")
            found += [f"  only left:  {row[:400]}" for row in sorted(a - b)[:most]]
            found += [f"  only right: {row[:400]}" for row in sorted(b - a)[:most]]
    return found


def built_program(given):
    """The program to run."""
    path = Path(given) if given else PROJECT / "target/debug/midspan"
    if not path.exists():
        sys.exit(f"{path} is not built: cargo build")
    return path.resolve()


@contextlib.contextmanager
def scratch_folder(keep=None):
    """A folder for everything that a run writes."""
    if keep:
        Path(keep).mkdir(parents=True, exist_ok=True)
        yield Path(keep).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="midspan-lookalike-") as folder:
        yield Path(folder)
