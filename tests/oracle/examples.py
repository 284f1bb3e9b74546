"""Runs the Python examples of docs/TABLES.md over tables that `midspan export` wrote.

Each runs as a reader would paste it, in a folder that holds `tables/`, and has to print rows.
"""

import argparse
import contextlib
import io
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DICTIONARY = ROOT / "docs" / "TABLES.md"
LIBRARIES = ("pandas", "polars")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=pathlib.Path, help="folder `tables` written by `midspan export`")
    args = parser.parse_args()
    if args.tables.name != "tables":
        sys.exit("the examples read from a folder called tables")
    os.chdir(args.tables.parent)

    text = DICTIONARY.read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    for library in LIBRARIES:
        if not any(f"import {library}" in example for example in examples):
            sys.exit(f"{DICTIONARY.name} shows no example with {library}")
    for example in examples:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example, DICTIONARY.name, "exec"), {"__name__": "__main__"})
        printed = out.getvalue()
        if len(printed.splitlines()) < 3 or "Empty DataFrame" in printed or "shape: (0," in printed:
            sys.exit(f"an example of {DICTIONARY.name} yields nothing:\n{example}\n{printed}")
    print(f"{len(examples)} Python examples of {DICTIONARY.name} yield rows")


if __name__ == "__main__":
    main()
