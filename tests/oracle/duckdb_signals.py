#!/usr/bin/env python3
"""The signal files on a second engine.

Runs the SELECT of every queries/signals/*.sql, as it stands, on DuckDB over the files that
`midspan export` wrote, and compares what comes out with the exported table `observations`: the
same rows, values and exposures within 1e-9 relative.

    midspan export tables fixtures/example
    python tests/oracle/duckdb_signals.py tables
"""

import argparse
import math
import pathlib
import re
import sys

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIGNALS = ROOT / "queries" / "signals"
DICTIONARY = ROOT / "docs" / "TABLES.md"
COLUMNS = ["team", "repo", "period", "item", "censored", "author", "week", "group_key"]
TYPES = {"VARCHAR", "DOUBLE", "BOOLEAN"}
TOLERANCE = 1e-9
SHOWN = 5


def select_of(file):
    """The text of a signal file without its front matter."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--:"))


def key(row):
    """Everything but the numbers, in an order that NULL takes part in."""
    return tuple("" if row[c] is None else repr(row[c]) for c in COLUMNS)


def rows_of(connection, sql):
    """Rows as dictionaries, sorted by key and then by their numbers."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, values)) for values in result.fetchall()]
    return sorted(rows, key=lambda r: (key(r), r["value"], r["exposure"]))


def differences(ours, theirs):
    """What two sorted lists of rows differ in."""
    found = []
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} rows exported, {len(theirs)} on DuckDB")
    for one, other in zip(ours, theirs):
        same = key(one) == key(other) and all(
            math.isclose(one[c], other[c], rel_tol=TOLERANCE, abs_tol=1e-12)
            for c in ("value", "exposure")
        )
        if not same:
            found.append(f"exported {one}\n        on DuckDB {other}")
    return found


def check(connection, file):
    """Differences of one signal, and how many rows were compared."""
    try:
        described = connection.execute(f"DESCRIBE {select_of(file)}").fetchall()
        theirs = rows_of(connection, select_of(file))
    except duckdb.Error as error:
        return [f"DuckDB refuses it: {error}"], 0
    types = {name: kind for name, kind, *_ in described}
    wrong = {n: t for n, t in types.items() if t not in TYPES and t != '"NULL"'}
    if wrong:
        return [f"columns of other types than observations have: {wrong}"], 0
    ours = rows_of(
        connection,
        f"SELECT {', '.join(COLUMNS)}, value, exposure FROM observations WHERE signal = '{file.stem}'",
    )
    return differences(ours, theirs), len(ours)


def check_examples(connection, tables):
    """Runs the SQL that the data dictionary shows; each has to yield rows."""
    text = DICTIONARY.read_text(encoding="utf-8")
    examples = re.findall(r"```sql\n(.*?)```", text, flags=re.S)
    for sql in examples:
        if not connection.execute(sql.replace("'tables/", f"'{tables}/")).fetchall():
            sys.exit(f"an example of {DICTIONARY.name} yields nothing:\n{sql}")
    if not examples:
        sys.exit(f"{DICTIONARY.name} shows no SQL")
    print(f"{len(examples)} examples of {DICTIONARY.name} yield rows")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=pathlib.Path, help="folder written by `midspan export`")
    parser.add_argument("--signals", type=pathlib.Path, default=SIGNALS, help="folder of signal files")
    parser.add_argument("--any-data", action="store_true", help="accept data on which few signals have rows")
    args = parser.parse_args()

    connection = duckdb.connect()
    tables = sorted(args.tables.glob("*.parquet"))
    for file in tables:
        connection.execute(f"CREATE VIEW \"{file.stem}\" AS SELECT * FROM read_parquet('{file}')")
    files = sorted(args.signals.glob("*.sql"))
    if not tables or not files:
        sys.exit(f"nothing to compare: {len(tables)} tables, {len(files)} signal files")

    failed, compared, empty = 0, 0, []
    for file in files:
        found, rows = check(connection, file)
        compared += rows
        if rows == 0 and not found:
            empty.append(file.stem)
        if found:
            failed += 1
            print(f"{file.stem}: {len(found)} differences")
            for text in found[:SHOWN]:
                print(f"    {text}")
    print(
        f"DuckDB {duckdb.__version__}: {len(files) - failed} of {len(files)} signals equal, "
        f"{compared} observations compared"
    )
    if empty:
        print(f"without a row on either side: {', '.join(empty)}")
    if failed:
        sys.exit(1)
    if not args.any_data:
        check_examples(connection, args.tables)
    # A comparison of nothing with nothing proves nothing.
    if compared == 0 or (len(empty) * 2 > len(files) and not args.any_data):
        sys.exit("too few signals had rows for this to prove anything")


if __name__ == "__main__":
    main()
