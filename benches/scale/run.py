#!/usr/bin/env python3
"""Measures `midspan score` on large made-up stores and prints the tables of docs/SCALE.md.

    cargo build --profile dist
    python3 benches/scale/run.py target/dist/midspan [--sizes 20 200 2000] [--rounds 3]
        [--folder DIR] [--write]

Standard library only, on Linux and macOS. A size is a number of teams with a repository each; a team
makes some 540 pull requests in 36 months. Each size is generated once and kept in the folder. Then, each
in a process of its own: points for all months; the same again, when nothing has changed; the intervals
of the last month later, with the points there already; points and intervals in one go, and what the
intervals add to the points alone. CPU is user and system time of all threads as the
kernel adds it up, memory the largest resident set. What computes everything is run in rounds, and of them
the one that took least CPU counts, since others on the machine can only add to it; the most that one took
stands beside it. `--write` puts the tables into docs/SCALE.md.
"""

import argparse
import collections
import math
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "SCALE.md"
MONTHS = "36"
PULLS = "13"  # of a team's peers in a month; leaders, outsiders and bots come on top


def measured(command):
    """Runs a command: what it said, CPU seconds, wall seconds, largest resident set in MiB."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return said, used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit / 2**20


def rows(store):
    """Rows of each table by the manifests of a store, the bytes of its files and of its manifests."""
    import json

    counts, manifests = collections.Counter(), sorted((store / "manifests").glob("*.json"))
    for file in manifests:
        for table, parts in json.loads(file.read_text())["tables"].items():
            counts[table] += sum(part["rows"] for part in parts)
    size = sum(f.stat().st_size for f in store.rglob("*.parquet"))
    return counts, size, sum(file.stat().st_size for file in manifests)


def least(rounds, command, out):
    """Of some runs from nothing, each as `measured`, the one that took least CPU, and the most that one took."""
    runs = []
    for _ in range(rounds):
        shutil.rmtree(out, ignore_errors=True)
        runs.append(measured(command))
    return min(runs, key=lambda run: run[1]), max(run[1] for run in runs)


def one(midspan, folder, teams, rounds):
    store, out = folder / f"store-{teams}", folder / f"scores-{teams}"
    if not (store / "manifest.json").exists():
        shutil.rmtree(store, ignore_errors=True)
        measured([midspan, "simulate", store, "--teams", str(teams), "--months", MONTHS, "--pulls", PULLS])
    score = [midspan, "score", store, "--out", out, "--months", MONTHS, "--interval-months"]
    (_, *both), _ = least(rounds, [*score, "1"], out)
    (said, *points), most = least(rounds, [*score, "0"], out)
    _, *again = measured([*score, "0"])
    _, *later = measured([*score, "1"])
    counts, size, manifest = rows(store)
    found = re.search(r"(\d+) observations", said)
    return {
        "teams": teams,
        "pulls": counts["pull_requests"],
        "events": counts["events"],
        "observations": int(found.group(1)) if found else 0,
        "bytes": size,
        "manifest": manifest,
        "points": points,
        "most": most,
        "again": again,
        "later": later,
        "both": both,
    }


def exponents(results, key):
    """Growth between neighbouring sizes: the power of n, and that of n log n, by CPU time."""
    for small, large in zip(results, results[1:]):
        n, m = small["pulls"], large["pulls"]
        power = math.log(large[key][0] / small[key][0]) / math.log(m / n)
        straight = math.log(m * math.log(m) / (n * math.log(n))) / math.log(m / n)
        yield n, m, power, straight


def processor():
    """What the processor calls itself, where the system tells."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def tables(results):
    lines = [
        f"Machine: {processor()}, {os.cpu_count()} cores, {platform.system()}; load at the end "
        f"{os.getloadavg()[0]:.1f}.",
        "",
        "| pull requests | events | teams | observations | points: CPU s | at most | wall s | MiB | µs a pull request | unchanged: CPU s | points and intervals of a month: CPU s | MiB | intervals alone: CPU s | intervals later: CPU s | bytes a pull request |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for r in results:
        cpu, wall, memory = r["points"]
        both, _, both_memory = r["both"]
        lines.append(
            f"| {r['pulls']:,} | {r['events']:,} | {r['teams']:,} | {r['observations']:,} | {cpu:.1f} | {r['most']:.1f} | {wall:.1f} | {memory:.0f} "
            f"| {1e6 * cpu / r['pulls']:.0f} | {r['again'][0]:.2f} | {both:.1f} | {both_memory:.0f} | {both - cpu:.1f} | {r['later'][0]:.1f} | {r['bytes'] / r['pulls']:.0f} |"
        )
    lines.append("")
    for n, m, power, straight in exponents(results, "points"):
        lines.append(f"From {n:,} to {m:,} pull requests CPU grows with the power {power:.2f}; n log n would be {straight:.2f}.")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("midspan", type=pathlib.Path, help="the program, built as it is published: --profile dist")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 2000], help="teams")
    parser.add_argument("--rounds", type=int, default=3, help="runs of which the one that takes least counts")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target" / "scale")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/SCALE.md")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    results = []
    for teams in sorted(options.sizes):
        results.append(one(options.midspan.resolve(), options.folder.resolve(), teams, options.rounds))
        print(tables(results), flush=True)
    if options.write:
        text = DOCUMENT.read_text()
        begin, end = "<!-- measured -->\n", "<!-- end -->"
        before, rest = text.split(begin, 1)
        _, after = rest.split(end, 1)
        DOCUMENT.write_text(f"{before}{begin}{tables(results)}\n{end}{after}")


if __name__ == "__main__":
    main()
