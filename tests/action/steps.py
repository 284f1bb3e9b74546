#!/usr/bin/env python3
"""The action and the workflows of docs/ci, run step by step on this machine.

    python tests/action/steps.py [PROGRAM]

PROGRAM is a built midspan, target/debug/midspan without it. Nothing leaves this machine.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

from runner import PROJECT, Failed, Machine, read_yaml
from server import TOKEN, Server

PROGRAM = pathlib.Path("target/debug/midspan")
EXAMPLE = str(PROJECT / "fixtures/example")
ATLAS = "northlight/atlas"
CHARTS = {"milestones", "plane", "signals", "spectrum", "survival", "touch", "trajectory", "waits"}
# As in a file that `midspan check` reads.
HARSH = "\n[check]\nposition = { min = -10 }\n"
MILD = "\n[check]\nposition = { min = -99 }\n"


def git(folder, *args) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *args], cwd=folder, env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Case(unittest.TestCase):
    """A folder, a server, and an invented organisation as a store and a repository."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.made = tempfile.TemporaryDirectory(prefix="midspan-action-made-")
        cls.addClassCleanup(cls.made.cleanup)
        cls.organisation = pathlib.Path(cls.made.name) / "organisation"
        subprocess.run([PROGRAM, "--quiet", "simulate", cls.organisation, "--git", "--teams", "1",
                        "--style", "micromanaging", "--months", "7"], check=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="midspan-action-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "served").mkdir()
        self.server = Server(self.folder / "served")
        self.addCleanup(self.server.stop)

    def machine(self, name="machine", **more) -> Machine:
        """A runner; of GitHub's own server unless told otherwise."""
        given = {"server": "https://github.com", "api": self.server.api, "token": TOKEN} | more
        return Machine(self.folder / name, ATLAS, **given)

    def enterprise(self, **more) -> Machine:
        """A runner of the server on this machine, with a remote to push to."""
        remote = self.folder / "served" / f"{ATLAS}.git"
        if not remote.exists():
            git(self.folder, "init", "-q", "--bare", remote)
            git(remote, "config", "http.receivepack", "true")
        return self.machine(server=self.server.url, **more)

    def checkout(self, machine: Machine, stored=False):
        """The invented repository in the workspace; with `stored`, a cache with what GitHub knew."""
        shutil.rmtree(machine.workspace)
        git(self.folder, "clone", "-q", self.organisation / "repositories/atlas", machine.workspace)
        origin = f"{machine.github['server_url']}/{ATLAS}.git"
        git(machine.workspace, "remote", "set-url", "origin", origin)
        shutil.copy(self.organisation / "midspan.toml", machine.workspace)
        if stored:
            store = machine.workspace / ".midspan"
            shutil.copytree(self.organisation, store, ignore=shutil.ignore_patterns("repositories", "*.toml"))

    def release(self, repository="OWNER/midspan", version=None, corrupt=False):
        """A published release on the server, as release.yml makes it."""
        version = version or re.search(r'(?m)^version = "(.*)"$', (PROJECT / "Cargo.toml").read_text())[1]
        name = f"midspan-{version}-x86_64-unknown-linux-gnu"
        folder = self.folder / "served/releases" / repository / f"v{version}"
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / f"{name}.tar.gz"
        # A link keeps the archive small: the built program has 300 MB of line tables.
        with tarfile.open(archive, "w:gz") as tar:
            link = tarfile.TarInfo(f"{name}/midspan")
            link.type, link.linkname = tarfile.SYMTYPE, str(PROGRAM)
            tar.addfile(link)
        digest = hashlib.sha256(archive.read_bytes() + (b"!" if corrupt else b"")).hexdigest()
        (folder / "SHA256SUMS").write_text(f"{'0' * 64}  another.tar.gz\n{digest}  {archive.name}\n")

    def published(self) -> dict:
        """Files of the branch on the server."""
        remote = self.folder / "served" / f"{ATLAS}.git"
        names = git(remote, "ls-tree", "-r", "--name-only", "midspan-report").split()
        return {name: git(remote, "show", f"midspan-report:{name}") for name in names}

    def assert_report(self, folder: pathlib.Path):
        names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        wanted = {"report.html", "report.md", "report.json", "badge.svg"}
        wanted |= {f"charts/{chart}.{kind}" for chart in CHARTS for kind in ("svg", "png")}
        self.assertLessEqual(wanted, names)
        self.assertIn("<svg", (folder / "badge.svg").read_text())
        self.assertFalse([name for name in names if ".midspan" in name or "manifest" in name], names)

    def assert_secret(self, machine: Machine):
        shown = machine.log + machine.summary + json.dumps(self.server.issues)
        self.assertNotIn(TOKEN, shown)
        self.assertEqual(self.server.strange, [])


class Workflows(Case):
    def test_monthly(self):
        """A summary, charts, a badge, an artefact and an issue, which the next run brings up to date."""
        machine = self.machine()
        self.checkout(machine, stored=True)
        machine.job(PROJECT / "docs/ci/monthly.yml", "report", program=PROGRAM)
        self.assert_report(machine.artifacts / "midspan-report")
        self.assertIn("# Midspan: ", machine.summary)
        self.assertIn(self.headline(machine), machine.summary)
        self.assertIn("/artifacts/7", machine.summary)
        self.assertNotIn("](charts/", machine.summary)
        self.assertEqual(machine.summary.count("<details>"), machine.summary.count("</details>"))
        (issue,) = self.server.issues
        self.assertEqual(issue["title"], "Leadership report: northlight/atlas, 2026-06")
        self.assertEqual(issue["labels"], ["midspan"])
        self.assert_tells_nobody(issue["body"], machine)
        self.assertIn("What to try next month", issue["body"])
        # What was read outlives the workspace.
        self.checkout(machine)
        machine.job(PROJECT / "docs/ci/monthly.yml", "report", program=PROGRAM)
        self.assertEqual(len(self.server.issues), 1)
        self.assertEqual([method for method, _ in self.server.written], ["POST", "PATCH"])
        self.assertEqual(len(list(machine.caches.iterdir())), 2)
        self.assertIn(self.headline(machine), machine.summary)
        self.assert_secret(machine)

    def headline(self, machine: Machine) -> str:
        report = json.loads((machine.artifacts / "midspan-report/report.json").read_text())["report"]
        self.assertEqual(report["repositories"][0]["tier"], "full")
        return report["headline"]

    def assert_tells_nobody(self, body: str, machine: Machine):
        """Neither a person nor a pull request learns that it stands in an issue."""
        for run in (f"/actions/runs/{machine.run_id}", "/artifacts/7"):
            self.assertIn(run, body)
        ours = re.compile(r"\[[a-z]+\]\(https://github\.com/northlight/atlas/actions/[^)]*\)")
        self.assertNotRegex(ours.sub("", body), r"https?://|#\d|@\w|\b[0-9a-f]{7,40}\b")

    def test_pages(self):
        machine = self.machine()
        self.checkout(machine, stored=True)
        machine.job(PROJECT / "docs/ci/pages.yml", "report", program=PROGRAM)
        names = {str(path.relative_to(machine.pages)) for path in machine.pages.rglob("*") if path.is_file()}
        self.assertEqual(names, {"index.html", "report.html", "README.md", "badge.svg"} | {f"charts/{c}.svg" for c in CHARTS})
        # The second job has its own machine and only what was uploaded.
        pages = machine.pages.rename(self.folder / "pages")
        machine.begin()
        pages.rename(machine.pages)
        steps = read_yaml(PROJECT / "docs/ci/pages.yml")["jobs"]["deploy"]["steps"]
        self.assertEqual(machine._steps(steps, machine._contexts()), "success")

    def test_branch(self):
        machine = self.enterprise()
        self.checkout(machine, stored=True)
        machine.job(PROJECT / "docs/ci/branch.yml", "report", program=PROGRAM)
        files = self.published()
        self.assertLessEqual({"index.html", "README.md", "badge.svg", "charts/spectrum.svg"}, set(files))
        self.assertIn("](charts/spectrum.svg)", files["README.md"])
        self.assertIn(f"]({self.server.url}/{ATLAS}/raw/midspan-report/charts/spectrum.svg)", machine.summary)
        self.assertIn(f"]({self.server.url}/{ATLAS}/tree/midspan-report)", machine.summary)
        self.assertNotIn("](charts/", machine.summary)
        self.assertIn("does not take artefacts", machine.log)
        self.assertEqual(list(machine.artifacts.iterdir()), [])
        self.assert_secret(machine)

    def test_policy(self):
        machine = self.machine()
        self.checkout(machine, stored=True)
        policy, plain = machine.workspace / "midspan.toml", (machine.workspace / "midspan.toml").read_text()
        policy.write_text(plain + MILD)
        machine.job(PROJECT / "docs/ci/policy.yml", "check", program=PROGRAM)
        self.assertIn("> The policy holds.", machine.summary)
        policy.write_text(plain + HARSH)
        with self.assertRaises(Failed) as failed:
            machine.job(PROJECT / "docs/ci/policy.yml", "check", program=PROGRAM)
        self.assertIn("::error", str(failed.exception))
        self.assertIn("policy in the configuration is broken", str(failed.exception))
        # The report is there all the same.
        self.assertIn("**The policy is broken.**", machine.summary)
        self.assert_report(machine.artifacts / "midspan-report")
        self.assertIn("check.txt", os.listdir(machine.artifacts / "midspan-report"))

    def test_incomplete(self):
        """The hourly limit is used up: the report is made of what there was, and that is said."""
        machine = self.enterprise()
        self.checkout(machine, stored=True)
        with self.assertRaises(Failed) as failed:
            machine.job(PROJECT / "docs/ci/policy.yml", "check", program=PROGRAM, check="false", where=ATLAS)
        self.assertIn("::warning title=Midspan::A source came incomplete;", str(failed.exception))
        self.assertIn("::error title=Midspan::A source came incomplete.", str(failed.exception))
        self.assertTrue((machine.workspace / "midspan-report/report.html").is_file())
        self.assertEqual(len(list(machine.caches.iterdir())), 1)

    def test_gitlab(self):
        self.release()
        folder = self.folder / "builds"
        git(self.folder, "clone", "-q", self.organisation / "repositories/atlas", folder)
        job = read_yaml(PROJECT / "docs/ci/gitlab-ci.yml")["leadership-report"]
        script = "\n".join(job["before_script"] + job["script"])
        self.shell(folder, script, job["variables"] | {"MIDSPAN_RELEASES": f"{self.server.url}/OWNER/midspan/releases/download"})
        self.assertTrue((folder / "midspan-report/report.html").is_file())
        for path in job["artifacts"]["paths"] + job["cache"]["paths"]:
            self.assertTrue((folder / path).is_dir(), path)

    def test_jenkins(self):
        self.release()
        folder = self.folder / "agent"
        git(self.folder, "clone", "-q", self.organisation / "repositories/atlas", folder)
        text = (PROJECT / "docs/ci/Jenkinsfile").read_text()
        variables = dict(re.findall(r"(?m)^ +([A-Z_]+) = '([^']*)'$", text))
        variables["MIDSPAN_RELEASES"] = f"{self.server.url}/OWNER/midspan/releases/download"
        steps = [a or b for a, b in re.findall(r"sh (?:'''(.*?)'''|'([^'\n]+)')", text, re.S)]
        self.assertEqual(len(steps), 2)
        for step in steps:
            self.shell(folder, step, variables)
        self.assertTrue((folder / "midspan-report/charts/touch.svg").is_file())

    def shell(self, folder, script: str, variables: dict):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"} | variables
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=environment,
                              text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Action(Case):
    def test_everything_on_a_server_of_its_own(self):
        """Release with checksum, branch, comment, and nothing new in a second run."""
        self.release("OWNER/midspan")
        self.server.comment(5, "<!-- midspan 2026-03 -->\nA stranger's.", "stranger", "NONE")
        machine = self.enterprise(action_repository="OWNER/midspan")
        given = {"where": EXAMPLE, "publish": "branch", "comment": "5", "months": "3", "badge-team": "harbor", "out": "reports/of month"}
        machine.begin()
        outputs = machine.action(given)
        self.assertEqual(outputs["month"], "2026-03")
        self.assertEqual((outputs["incomplete"], outputs["check"]), ("false", ""))
        self.assertIn("/release/midspan-", outputs["program"])
        self.assert_report(machine.workspace / outputs["report"])
        remote = self.folder / "served" / f"{ATLAS}.git"
        # Every page of the report is published, that of each team too, and no data.
        pages = {str(p.relative_to(machine.workspace / given["out"])) for p in (machine.workspace / given["out"]).rglob("*.html")}
        self.assertEqual({name for name in self.published() if name.endswith(".html")}, pages | {"index.html"})
        self.assertNotIn("report.json", self.published())
        self.assertEqual(git(remote, "log", "--format=%an: %s", "midspan-report"), "github-actions[bot]: report: 2026-03\n")
        stranger, ours = self.server.comments[5]
        self.assertIn("A stranger's.", stranger["body"])
        self.assertIn("northlight", ours["body"])
        self.assertEqual(outputs["url"], f"{self.server.url}/{ATLAS}/issues/5#issuecomment-1001")
        machine.begin()
        machine.action(given)
        self.assertIn("nothing changed on midspan-report", machine.log)
        self.assertEqual(len(self.server.comments[5]), 2)
        self.assert_secret(machine)

    def test_a_branch_of_others_is_left_alone(self):
        machine = self.enterprise()
        remote = self.folder / "served" / f"{ATLAS}.git"
        other = self.organisation / "repositories/atlas"
        git(other, "push", "-q", remote, "HEAD:refs/heads/midspan-report")
        before = git(remote, "rev-parse", "midspan-report")
        machine.begin()
        with self.assertRaises(Failed) as failed:
            machine.action({"where": EXAMPLE, "publish": "branch", "program": str(PROGRAM)})
        self.assertIn("holds something else", str(failed.exception))
        self.assertEqual(git(remote, "rev-parse", "midspan-report"), before)

    def test_a_release_that_was_changed_is_not_run(self):
        self.release("OWNER/midspan", corrupt=True)
        machine = self.enterprise(action_repository="OWNER/midspan")
        machine.begin()
        with self.assertRaises(Failed) as failed:
            machine.action({"where": EXAMPLE})
        self.assertIn("is not what SHA256SUMS", str(failed.exception))
        self.assertFalse((machine.workspace / "midspan-report").exists())

    def test_a_release_that_is_not_there(self):
        machine = self.enterprise(action_repository="OWNER/midspan")
        machine.begin()
        with self.assertRaises(Failed) as failed:
            machine.action({"where": EXAMPLE, "install": "release", "version": "9.9.9"})
        self.assertIn("there is no release 9.9.9", str(failed.exception))

    def test_a_program_that_is_built(self):
        """Without a release cargo builds it, once; cargo itself is a stand-in here."""
        machine = self.enterprise(action_repository="OWNER/midspan")
        machine.tools.mkdir()
        (machine.tools / "cargo").write_text(
            '#!/bin/bash\nset -eu\n[ "$1 $2 $3 $4 $5" = "install --locked --path $GITHUB_ACTION_PATH --root" ]\n'
            f'mkdir -p "$6/bin"\nprintf \'#!/bin/sh\\nexec "{PROGRAM}" "$@"\\n\' >"$6/bin/midspan"\n'
            'chmod +x "$6/bin/midspan"\n')
        (machine.tools / "cargo").chmod(0o755)
        given = {"where": EXAMPLE, "summary": "false", "artifact": "", "badge": "false", "cache": "false"}
        machine.begin()
        outputs = machine.action(given)
        self.assertIn("is built from source", machine.log)
        self.assertEqual([path.name[:16] for path in machine.caches.iterdir()], ["midspan-program-"])
        self.assertIn("/built/bin/midspan", outputs["program"])
        machine.begin()
        machine.action(given)
        self.assertNotIn("is built from source", machine.log)

    def test_a_program_that_was_built_before(self):
        machine = self.machine()
        machine.begin()
        built = machine.temp / "midspan/built/bin"
        built.mkdir(parents=True)
        (built / "midspan").symlink_to(PROGRAM)
        outputs = machine.action({"where": EXAMPLE, "summary": "false", "artifact": "", "badge": "false"})
        self.assertEqual(outputs["program"], str(built / "midspan"))
        self.assertEqual((machine.summary, list(machine.artifacts.iterdir())), ("", []))

    def test_inputs_that_cannot_be(self):
        wrong = {"publish": "page", "incomplete": "no", "install": "brew", "comment": "#5", "out": "../elsewhere"}
        for name, value in wrong.items():
            machine = self.machine(name)
            machine.begin()
            with self.assertRaises(Failed) as failed:
                machine.action({"where": EXAMPLE, "program": str(PROGRAM), name: value})
            self.assertIn(f"::error title=Midspan::the input {name} is", str(failed.exception))
            self.assertFalse((machine.workspace / "midspan-report").exists())
        for out in ("/tmp", ".midspan", "a/../..", ".git/x"):
            machine = self.machine("out")
            machine.begin()
            with self.assertRaises(Failed):
                machine.action({"where": EXAMPLE, "program": str(PROGRAM), "out": out})

    def test_text_is_no_command(self):
        """Inputs reach the program as they are, whatever a shell would make of them."""
        machine = self.machine()
        machine.begin()
        with self.assertRaises(Failed) as failed:
            machine.action({"where": '$(touch ran)\n; touch ran #"\n--version', "program": str(PROGRAM)})
        self.assertIn("$(touch ran)", str(failed.exception))
        self.assertFalse((machine.workspace / "ran").exists())

    def test_a_summary_that_is_too_long(self):
        folder = self.folder / "long"
        folder.mkdir()
        rows = "\n".join(f"| row {at} | {'x' * 90} |" for at in range(12_000))
        head = "# Midspan: much\n\n```text\n## no heading\n```\n\n![All](charts/spectrum.svg)\n\n"
        (folder / "report.md").write_text(f"{head}## All signals\n\n{rows}\n\n## Data notes\n\n- one\n")
        shown = self.summarised(folder)
        self.assertLess(len(shown.encode()), 1 << 20)
        self.assertIn("## no heading", shown)
        self.assertIn("## Data notes", shown)
        self.assertIn("Too long to be shown here: All signals.", shown)
        lines = "\n".join(f"line {at} {'x' * 90}" for at in range(12_000))
        (folder / "report.md").write_text(f"# Midspan: much\n\n```text\n{lines}\n```\n\n## Data notes\n\n- one\n")
        shown = self.summarised(folder)
        self.assertLess(len(shown.encode()), 1 << 20)
        self.assertEqual(shown.count("```"), 2)
        self.assertIn("and what follows", shown)

    def test_an_issue_tells_nobody(self):
        """Whatever a name or a title holds, nobody is mentioned and nothing referred to."""
        folder = self.folder / "hostile"
        folder.mkdir()
        # Long as well: GitHub takes 65,536 characters.
        hostile = (PROJECT / "tests/action/hostile.md").read_text()
        (folder / "report.md").write_text(hostile + "- a line of the report, as there are many\n" * 3000)
        (folder / "report.json").write_text('{"report": {"subject": "@all #1 \\"x\\"", "period": "2026-03"}}')
        machine = self.machine()
        machine.begin()
        env = {"REPORT": str(folder), "IN_ISSUE": "true", "IN_COMMENT": "", "API_TOKEN": TOKEN}
        outputs, good = machine._run(f'bash "{PROJECT}/scripts/action/post.sh"', env)
        self.assertTrue(good, machine.log)
        (issue,) = self.server.issues
        body, _, ours = issue["body"].rpartition("The whole report: ")
        self.assertIn("/actions/runs/101", ours)
        self.assertIn("<summary>&#64;&#8288;everyone &#40;x&#41; and ", body)
        body = body.replace("&#64;&#8288;", "").replace("&#40;", "").replace("&#41;", "")
        self.assertNotRegex(body, r"@\w|#\d|(?i:gh)-\d|://|\b[0-9a-f]{7,40}\b|\]\(")
        self.assertLess(len(issue["body"]), 65_536)
        self.assertIn("The rest is in the report.", body)
        for word in ("north/everyone", "474", "deadbeef"):
            self.assertIn(word, body.replace("\u200b", ""))

    def summarised(self, folder) -> str:
        machine = self.machine()
        machine.begin()
        script = f'bash "{PROJECT}/scripts/action/summary.sh"'
        outputs, good = machine._run(script, {"REPORT": str(folder), "CHECK": ""})
        self.assertTrue(good, machine.log)
        return machine.summary


class Files(unittest.TestCase):
    def test_pinned_and_safe(self):
        """Actions of others by hash, and no text of others in a script."""
        files = [PROJECT / "action.yml", *sorted((PROJECT / "docs/ci").glob("*.yml")),
                 *sorted((PROJECT / ".github/workflows").glob("*.yml"))]
        self.assertGreaterEqual(len(files), 7)
        seen = set()
        for file in files:
            text = file.read_text()
            for line in re.findall(r"(?m)^ *(?:- )?uses: (.*)$", text):
                if line.startswith("OWNER/midspan@v"):
                    continue
                found = re.fullmatch(r"(actions/[a-z/-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line)
                self.assertTrue(found, f"{file.name}: {line}")
                seen.add(found.group(1, 2))
            document = read_yaml(file)
            for step in self.steps(document):
                self.assertNotIn("${{", step.get("run", ""), file.name)
            if "jobs" in document:
                self.assertIn("permissions", document, f"{file.name} states no permissions")
        # One hash for one action, wherever it is used.
        self.assertEqual(len(seen), len({name for name, _ in seen}), seen)

    def test_every_input_is_explained(self):
        """The table of inputs and the line of outputs in docs/CI.md are those of action.yml."""
        text, action = (PROJECT / "docs/CI.md").read_text(), read_yaml(PROJECT / "action.yml")
        table = text.split("### Inputs")[1].split("### Permissions")[0]
        rows = re.findall(r"(?m)^\| (`[^|]*) \|", table)
        self.assertEqual(sorted(re.findall(r"`([a-z-]+)`", " ".join(rows))), sorted(action["inputs"]))
        outputs = re.search(r"(?m)^Outputs: (.*)$", table)[1]
        self.assertEqual(sorted(re.findall(r"`([a-z-]+)`", outputs)), sorted(action["outputs"]))

    def steps(self, document: dict):
        if "runs" in document:
            yield from document["runs"]["steps"]
        for job in document.get("jobs", {}).values():
            yield from job.get("steps", [])


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = pathlib.Path(sys.argv.pop(1))
    PROGRAM = PROGRAM.resolve()
    unittest.main(verbosity=2)
