"""Spark against the embedded engine: run by spark/test, which prepares what it needs.

Starts a standalone master and two workers on the loopback interface. For each store: exports it to
a lake, one process a repository; lets spark-submit compute the observations; compares them with the
exported ones, row by row within 1e-9; compares the reports of both.
"""

import argparse
import concurrent.futures
import contextlib
import json
import math
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

import duckdb
import pyspark

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
from duckdb_signals import COLUMNS, TOLERANCE, differences, rows_of  # noqa: E402

LOOPBACK = "127.0.0.1"
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# Seconds after which a step has failed.
START, RUN = 600, 1800
# Signals that have rows in the example; fewer would prove little.
LEAST_SIGNALS = 30


class Cluster:
    """A standalone master and two workers."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        self.master = None
        self.environment = {
            **os.environ,
            "SPARK_HOME": os.path.dirname(pyspark.__file__),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_PUBLIC_DNS": LOOPBACK,
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_CONF_DIR": str(folder / "conf"),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": JAVA,
        }

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            # Without this a master that is slow to start would stay behind.
            self.__exit__()
            raise
        return self

    def begin(self):
        (self.folder / "conf").mkdir()
        port = free_port()
        self.master = f"spark://{LOOPBACK}:{port}"
        here = ["--host", LOOPBACK, "--webui-port", "0"]
        self.start("master", "Master", ["--port", str(port), *here])
        self.wait_for("master", "New state: ALIVE")
        for name in ("worker-1", "worker-2"):
            place = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / name)]
            self.start(name, "Worker", [*place, *here, self.master])
        for name in ("worker-1", "worker-2"):
            self.wait_for(name, "Successfully registered")

    def start(self, name, kind, arguments):
        log = open(self.folder / f"{name}.log", "w")
        program = os.path.join(self.environment["SPARK_HOME"], "bin", "spark-class")
        command = [program, f"org.apache.spark.deploy.{kind.lower()}.{kind}", *arguments]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        self.processes.append((name, process))

    def wait_for(self, name, words):
        process = dict(self.processes)[name]
        end = time.monotonic() + START
        log = self.folder / f"{name}.log"
        while words not in log.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() > end:
                sys.exit(f"the {name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.2)

    def submit(self, arguments):
        """Runs the driver on the cluster; wall and CPU seconds, executors included."""
        before, began = self.cpu(), time.monotonic()
        settings = {
            "spark.ui.enabled": "false",
            "spark.executor.memory": "900m",
            "spark.driver.memory": "1g",
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            # For runs of a minute on little data: no second compiler, few partitions.
            "spark.driver.extraJavaOptions": JAVA,
            "spark.executor.extraJavaOptions": JAVA,
            "spark.sql.shuffle.partitions": "4",
        }
        program = os.path.join(self.environment["SPARK_HOME"], "bin", "spark-submit")
        command = [program, "--master", self.master]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        command += [str(ROOT / "spark" / "midspan_spark.py"), *map(str, arguments)]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=RUN)
        if ran.returncode != 0:
            sys.exit(f"spark-submit failed:\n{ran.stderr[-4000:]}\n{ran.stdout}")
        print(f"  {ran.stdout.strip().splitlines()[-1]}")
        return time.monotonic() - began, self.cpu() - before

    def cpu(self):
        """CPU seconds of this process' children that have ended, and of the workers with theirs."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        total = used.ru_utime + used.ru_stime
        for _, process in self.processes:
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        return total

    def __exit__(self, *_):
        for _, process in reversed(self.processes):
            process.terminate()
        for _, process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


class Program:
    """The program, in an environment without the user's settings."""

    def __init__(self, path):
        self.path = path
        unwanted = ("MIDSPAN_", "GITHUB_", "GH_")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}

    def __call__(self, *arguments):
        command = [self.path, *map(str, arguments)]
        ran = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=RUN
        )
        if ran.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{ran.stderr}")
        return ran.stdout

    def timed(self, *arguments):
        """Wall and CPU seconds."""
        used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        self(*arguments)
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        return wall, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def export(midspan, store, lake, scope):
    """One process a repository, the first by itself: it sets the time that the others take."""
    manifests = (json.loads(file.read_text()) for file in (store / "manifests").glob("*.json"))
    repositories = sorted(manifest["repo"] for manifest in manifests)

    def one(repo):
        midspan("export", "--lake", lake, repo, "--store", store, "--offline", *scope)

    one(repositories[0])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, repositories[1:]))
    return len(repositories)


def compare_observations(tables, out):
    """Differences between the embedded engine's observations and Spark's; how many were compared."""
    connection = duckdb.connect()
    columns = ", ".join(["signal", *COLUMNS, "value", "exposure"])
    found, compared, signals = [], 0, set()
    ours, theirs = tables / "observations.parquet", f"{out}/observations/**/*.parquet"
    ids = connection.execute(
        f"SELECT signal FROM read_parquet('{ours}') UNION SELECT signal FROM read_parquet('{theirs}')"
    )
    for (signal,) in sorted(ids.fetchall()):
        select = f"SELECT {columns} FROM read_parquet('%s') WHERE signal = '{signal}'"
        mine, other = (rows_of(connection, select % files) for files in (ours, theirs))
        found += [f"{signal}: {text}" for text in differences(mine, other)]
        compared += len(mine)
        signals.add(signal)
    return found, compared, len(signals)


def unequal(one, other, place="report"):
    """Places at which two pieces of JSON differ; numbers may by 1e-9 relative."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [p for key in one for p in unequal(one[key], other[key], f"{place}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other))
        return [p for index, (a, b) in pairs for p in unequal(a, b, f"{place}[{index}]")]
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (one, other))
    if numbers and math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12):
        return []
    return [] if one == other else [f"{place}: {str(one)[:200]} here, {str(other)[:200]} by Spark"]


def check(midspan, cluster, store, folder, scope=()):
    """Whether a store gives the same by both engines."""
    folder.mkdir()
    lake, out, tables = folder / "lake", folder / "out", folder / "tables"
    began = time.monotonic()
    repositories = export(midspan, store, lake, scope)
    exported = time.monotonic() - began
    spark = cluster.submit([lake, out])
    embedded = midspan.timed("export", tables, store, "--offline", *scope)
    found, compared, signals = compare_observations(tables, out)
    print(f"  {compared} observations of {signals} signals compared, {len(found)} differ")
    mine = midspan("report", store, "--offline", "--out", folder / "mine", "--format", "json", *scope)
    other = midspan(
        "report", lake, "--observations", out, "--out", folder / "other", "--format", "json"
    )
    different = unequal(json.loads(mine), json.loads(other))
    same = files_equal(folder / "mine", folder / "other")
    print(f"  report.json: {len(different)} places differ; {same} of the report's files are equal byte for byte")
    print(
        f"  {repositories} repositories exported one by one in {exported:.0f} s; "
        f"spark-submit {spark[0]:.0f} s, {spark[1]:.0f} s of CPU; "
        f"embedded (all tables and observations) {embedded[0]:.0f} s, {embedded[1]:.0f} s of CPU"
    )
    found += different
    for text in found[:10]:
        print(f"    {text}")
    return len(found), signals


def files_equal(mine, other):
    names = {p.relative_to(mine) for p in mine.rglob("*") if p.is_file()}
    names |= {p.relative_to(other) for p in other.rglob("*") if p.is_file()}
    both = [n for n in names if (mine / n).is_file() and (other / n).is_file()]
    return f"{sum((mine / n).read_bytes() == (other / n).read_bytes() for n in both)} of {len(names)}"


def check_refusals(midspan, folder):
    """A report takes no observations of an older lake."""
    lake = folder / "lake"
    repository = sorted((lake / "repositories").glob("*.json"))[0]
    text = repository.read_text()
    repository.write_text(re.sub(r'"version": "[0-9a-f]+"', f'"version": "{"0" * 64}"', text))
    command = [midspan.path, "report", lake, "--observations", folder / "out", "--no-files"]
    ran = subprocess.run(command, env=midspan.environment, capture_output=True, text=True)
    repository.write_text(text)
    refused = ran.returncode == 2 and "before the lake was last written" in ran.stderr
    print(f"  observations of an older lake are {'refused' if refused else 'TAKEN'}")
    return 0 if refused else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stores", nargs="*", type=pathlib.Path, help="further stores to compare on")
    parser.add_argument("--midspan", required=True, help="the program")
    parser.add_argument("--teams", type=int, default=4, help="teams of the invented organisation")
    parser.add_argument("--months", type=int, default=8, help="months of it")
    args = parser.parse_args()
    # Whoever ends this ends master and workers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    midspan = Program(str(pathlib.Path(args.midspan).resolve()))
    with tempfile.TemporaryDirectory(prefix="midspan-spark-") as name:
        folder = pathlib.Path(name)
        made_up = folder / "made-up"
        midspan("simulate", made_up, "--teams", args.teams, "--months", args.months, "--seed", 7)
        began = time.monotonic()
        with Cluster(folder) as cluster:
            print(f"Spark {pyspark.__version__}: a master and two workers in {time.monotonic() - began:.0f} s")
            print("the example")
            failed, signals = check(midspan, cluster, ROOT / "fixtures" / "example", folder / "example")
            failed += check_refusals(midspan, folder / "example")
            if signals < LEAST_SIGNALS:
                sys.exit(f"only {signals} signals had rows: too few to prove anything")
            print(f"an invented organisation of {args.teams} teams")
            failed += check(midspan, cluster, made_up, folder / "invented")[0]
            for index, store in enumerate(args.stores):
                print(store)
                failed += check(midspan, cluster, store.resolve(), folder / f"store-{index}")[0]
    if failed:
        sys.exit(f"{failed} differences")
    print("everything is equal")


if __name__ == "__main__":
    main()
