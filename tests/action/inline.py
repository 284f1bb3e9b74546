#!/usr/bin/env python3
"""Runs shellcheck on the shell inside of workflows, of the action, and of docs/ci.

    python tests/action/inline.py SHELLCHECK
"""

import re
import subprocess
import sys

from runner import PROJECT, read_yaml


def pieces():
    """Name and text of each script."""
    for file in [PROJECT / "action.yml", *PROJECT.glob(".github/workflows/*.yml"), *PROJECT.glob("docs/ci/*.yml")]:
        document = read_yaml(file)
        jobs = list(document.get("jobs", {}).values()) + ([document["runs"]] if "runs" in document else [])
        for step in (step for job in jobs for step in job["steps"] if "run" in step):
            yield file.name, step["run"]
        for job in document.values():
            if isinstance(job, dict) and "script" in job:
                yield file.name, "\n".join(job.get("before_script", []) + job["script"])
    text = (PROJECT / "docs/ci/Jenkinsfile").read_text()
    for long, short in re.findall(r"sh (?:'''(.*?)'''|'([^'\n]+)')", text, re.S):
        yield "Jenkinsfile", long or short


def main():
    count = 0
    for name, text in pieces():
        count += 1
        # Variables come from outside of such a piece.
        command = [sys.argv[1], "--shell=bash", "--exclude=SC2154", "-"]
        checked = subprocess.run(command, input=text, text=True, capture_output=True)
        if checked.returncode:
            sys.exit(f"{name}:\n{text}\n{checked.stdout}{checked.stderr}")
    assert count > 20, f"only {count} pieces found"
    print(f"{count} pieces of shell are fine")


main()
