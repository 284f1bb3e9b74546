#!/usr/bin/env python3
"""Observations of a whole lake, on Spark.

Registers the tables of a lake that `midspan export --lake` wrote as views, runs the SELECT of every
queries/signals/*.sql as it stands, and writes what they yield as one table:

    spark-submit spark/midspan_spark.py LAKE OUT
    midspan report LAKE --observations OUT

There is no SQL in here. OUT/observations/<signal> holds the rows; OUT/signals, written last, says which
signals ran over which state of the lake, so that `midspan report` takes nothing that is cut off,
older than the lake or made by another version.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import sys

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

ROOT = pathlib.Path(__file__).resolve().parents[1]
LAKE_VERSION = 1
# Signals that run at a time: enough that one plans while another runs.
AT_A_TIME = 8
# Columns of observations, in the order of docs/TABLES.md; each SELECT yields all but the first.
OBSERVATIONS = [
    ("signal", T.StringType()),
    ("team", T.StringType()),
    ("repo", T.StringType()),
    ("period", T.StringType()),
    ("item", T.StringType()),
    ("value", T.DoubleType()),
    ("exposure", T.DoubleType()),
    ("censored", T.BooleanType()),
    ("author", T.StringType()),
    ("week", T.StringType()),
    ("group_key", T.StringType()),
]
SIGNALS = T.StructType(
    [
        T.StructField("signal", T.StringType()),
        T.StructField("sql", T.StringType()),
        T.StructField("rows", T.LongType()),
        T.StructField("run", T.StringType()),
        T.StructField("state", T.StringType()),
    ]
)
# The setting in which the SELECTs mean the same as on the embedded engine.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lake", help="folder or URL of the lake")
    parser.add_argument("out", help="folder or URL to write observations/ and signals/ to")
    parser.add_argument(
        "--signals",
        type=pathlib.Path,
        default=ROOT / "queries" / "signals",
        help="folder of signal files [default: those beside this file]",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace what is in OUT")
    return parser.parse_args()


def select_of(file):
    """The text of a signal file without its front matter."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--:"))


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def texts(spark, path):
    """The whole text of a file, or of each file in a folder, wherever the cluster can read."""
    return [row.value for row in spark.read.text(path, wholetext=True).collect()]


def entries_of(spark, lake):
    """The repositories of a lake, in alphabetical order; refuses what no report would take."""
    entries = sorted(map(json.loads, texts(spark, f"{lake}/repositories")), key=lambda e: e["repo"])
    if not entries:
        sys.exit(f"{lake} holds no repository: export some to it with `midspan export --lake`")
    group_of = {entry["repo"]: entry["group"] for entry in entries}
    teams = {}
    for entry in entries:
        if any(group_of.get(repo) != entry["group"] for repo in entry["group"]):
            sys.exit(f"export these in one run, as they share a team: {', '.join(entry['group'])}")
        for team in entry["about"]["teams"]:
            other = teams.setdefault(team["name"], entry)
            if other is not entry:
                repos = ", ".join(sorted(set(entry["group"] + other["group"])))
                sys.exit(f"team {team['name']} was exported in pieces; export in one run: {repos}")
        for part in entry["tables"].values():
            if not part["file"].startswith("tables/") or ".." in part["file"].split("/"):
                sys.exit(f"{entry['repo']} names a file outside the lake: {part['file']!r}")
    return entries


def run_of(spark, lake):
    """Identifies what all repositories of the lake share."""
    text = texts(spark, f"{lake}/lake.json")[0]
    version = json.loads(text)["lake_version"]
    if version != LAKE_VERSION:
        sys.exit(f"{lake} has lake version {version}; this driver reads {LAKE_VERSION}")
    return digest(text)


def state_of(entries):
    """Identifies all rows of the lake."""
    return digest("\n".join(f"{entry['repo']} {entry['version']}" for entry in entries))


def register(spark, lake, entries):
    """Every table as a view, those without a row included."""
    files = {}
    for entry in entries:
        for table, part in entry["tables"].items():
            files.setdefault(table, []).append(f"{lake}/{part['file']}")
    for file in files_in(spark, f"{lake}/shared"):
        files[table_of(file)] = [file]
    for empty in files_in(spark, f"{lake}/schema"):
        table = table_of(empty)
        schema = spark.read.parquet(empty).schema
        spark.read.schema(schema).parquet(*files.get(table, [empty])).createOrReplaceTempView(table)


def files_in(spark, folder):
    rows = spark.read.format("binaryFile").load(folder).select("path").collect()
    return sorted(row.path for row in rows)


def table_of(file):
    return file.rsplit("/", 1)[-1].removesuffix(".parquet")


def observations_of(spark, signal, sql):
    """What a SELECT yields, as observations."""
    try:
        found = spark.sql(sql)
    except AnalysisException as error:
        sys.exit(f"signal {signal}: Spark refuses it: {error}")
    found = found.withColumn("signal", F.lit(signal))
    if sorted(found.columns) != sorted(name for name, _ in OBSERVATIONS):
        sys.exit(f"signal {signal} yields {found.columns}, which are no observations")
    for name, kind in OBSERVATIONS:
        # A column of NULLs alone has a type of its own.
        if found.schema[name].dataType not in (kind, T.NullType()):
            sys.exit(f"signal {signal} yields {name} as {found.schema[name].dataType}, not {kind}")
    return found.select([F.col(name).cast(kind).alias(name) for name, kind in OBSERVATIONS])


def signal_runs(spark, rows):
    """Rows of SIGNALS as a table, made by the driver alone."""
    one = spark.range(0, 1, 1, 1)
    names = SIGNALS.fieldNames()
    text = json.dumps([dict(zip(names, row)) for row in rows])
    return one.select(F.inline(F.from_json(F.lit(text), T.ArrayType(SIGNALS))))


def write(spark, frames, out, digests, lake, overwrite):
    """The rows of each signal, several signals at a time, then what ran; how many rows there are."""
    mode = "overwrite" if overwrite else "errorifexists"
    columns = [F.lit(None).cast(kind).alias(name) for name, kind in OBSERVATIONS]
    try:
        # Without a row: from here on until the end nobody takes what is there.
        signal_runs(spark, []).write.mode(mode).parquet(f"{out}/signals")
        spark.range(0).select(columns).write.mode(mode).parquet(f"{out}/observations")
    except AnalysisException as error:
        sys.exit(f"{out} cannot be written to; --overwrite replaces what is there: {error}")

    def one(signal):
        # One job a signal: a plan of all of them together takes longer to make than to run. Files of
        # a good size, whatever the partitions of the SELECT are.
        frames[signal].hint("rebalance").write.mode(mode).parquet(f"{out}/observations/{signal}")

    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        running = [pool.submit(one, signal) for signal in frames]
        try:
            for done in running:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    everything = spark.read.option("recursiveFileLookup", "true").parquet(f"{out}/observations")
    counts = {row["signal"]: row["count"] for row in everything.groupBy("signal").count().collect()}
    rows = [(signal, digest, counts.get(signal, 0), *lake) for signal, digest in digests.items()]
    signal_runs(spark, rows).write.mode("overwrite").parquet(f"{out}/signals")
    return sum(counts.values())


def main():
    args = arguments()
    lake, out = args.lake.rstrip("/"), args.out.rstrip("/")
    signals = {file.stem: select_of(file) for file in sorted(args.signals.glob("*.sql"))}
    if not signals:
        sys.exit(f"{args.signals} holds no signal files (*.sql)")
    spark = SparkSession.builder.appName("midspan").getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    try:
        run = run_of(spark, lake)
        entries = entries_of(spark, lake)
        register(spark, lake, entries)
        frames = {signal: observations_of(spark, signal, sql) for signal, sql in signals.items()}
        # White space makes no difference to what a SELECT means.
        digests = {signal: digest(" ".join(sql.split())) for signal, sql in signals.items()}
        lake_now = (run, state_of(entries))
        rows = write(spark, frames, out, digests, lake_now, args.overwrite)
    finally:
        spark.stop()
    print(
        f"{rows} observations of {len(signals)} signals "
        f"from {len(entries)} repositories written to {out}"
    )


if __name__ == "__main__":
    main()
