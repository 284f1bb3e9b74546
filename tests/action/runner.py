"""Runs the steps of action.yml, and those of workflows that use it, one after another.

Reads the files themselves, so that what is tested is what is published. `run` is executed by bash as
GitHub does, with GitHub's environment; the actions of others are replaced by what they do to files.
"""

import glob
import os
import pathlib
import re
import shutil
import subprocess

from ruamel.yaml import YAML

import expressions

PROJECT = pathlib.Path(__file__).resolve().parents[2]

# Every action of others, with the inputs that its action.yml has.
KNOWN = {
    "actions/checkout": {"fetch-depth", "persist-credentials"},
    "actions/cache/restore": {"path", "key", "restore-keys"},
    "actions/cache/save": {"path", "key"},
    "actions/upload-artifact": {"name", "path", "retention-days", "if-no-files-found"},
    "actions/upload-pages-artifact": {"name", "path", "retention-days"},
    "actions/deploy-pages": {"token", "timeout"},
}


def read_yaml(path: pathlib.Path) -> dict:
    return YAML(typ="safe", pure=True).load(path.read_text())


class Failed(Exception):
    """A step failed; the rest was run as GitHub does."""


class Machine:
    """A runner with its workspace, and what GitHub keeps between runs."""

    def __init__(self, folder: pathlib.Path, repository: str, server: str, api: str, token: str, **github):
        self.folder, self.repository, self.token = folder, repository, token
        self.workspace, self.home = folder / "workspace", folder / "home"
        self.caches, self.artifacts, self.pages = folder / "caches", folder / "artifacts", folder / "pages"
        self.run_id = 100
        self.temp = folder / "temp"
        # Programs that a test puts before those of this machine.
        self.tools = folder / "tools"
        self.github = {
            "repository": repository, "server_url": server, "api_url": api, "token": token,
            "action_repository": "", "run_attempt": "1", "ref_name": "main", "event_name": "schedule",
            "event": {"repository": {"private": False}}, **github,
        }
        self.log = ""
        self.summary = ""
        for path in (self.workspace, self.home, self.caches, self.artifacts):
            path.mkdir(parents=True, exist_ok=True)

    def begin(self):
        """A new run: folders of the last one are gone, caches are not."""
        self.run_id += 1
        self.github["run_id"] = str(self.run_id)
        for folder in (self.temp, self.artifacts, self.pages):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (self.temp, self.artifacts):
            folder.mkdir()
        self.log, self.summary = "", ""

    def action(self, given: dict) -> dict:
        """Runs action.yml with inputs; its outputs, or Failed."""
        action = read_yaml(PROJECT / "action.yml")
        unknown = set(given) - set(action["inputs"])
        assert not unknown, f"inputs that action.yml lacks: {unknown}"
        contexts = self._contexts()
        inputs = {name: expressions.expand(one.get("default", ""), contexts, "success")
                  for name, one in action["inputs"].items()}
        inputs |= {name: expressions.expand(value, contexts, "success") for name, value in given.items()}
        contexts["inputs"] = inputs
        status = self._steps(action["runs"]["steps"], contexts)
        outputs = {name: expressions.expand(one["value"], contexts, status)
                   for name, one in action["outputs"].items()}
        if status != "success":
            raise Failed(self.log)
        return outputs

    def job(self, workflow: pathlib.Path, name: str, **overrides):
        """Runs a job of a workflow; `overrides` are inputs of the action that the test gives."""
        self.begin()
        job = read_yaml(workflow)["jobs"][name]
        contexts = self._contexts()
        status = self._steps(job["steps"], contexts, overrides)
        if status != "success":
            raise Failed(self.log)
        return contexts["steps"]

    def _contexts(self) -> dict:
        return {"github": self.github, "runner": {"os": "Linux", "arch": "X64", "temp": str(self.temp)},
                "steps": {}}

    def _steps(self, steps: list, contexts: dict, overrides=None) -> str:
        status = "success"
        for at, step in enumerate(steps):
            ident = step.get("id", f"step-{at}")
            if not expressions.condition(step.get("if", ""), contexts, status):
                contexts["steps"][ident] = {"outcome": "skipped", "outputs": {}}
                continue
            expand = lambda value: expressions.expand(value, contexts, status)  # noqa: E731
            with_ = {name: expand(value) for name, value in step.get("with", {}).items()}
            if "uses" in step:
                outputs, good = self._uses(step["uses"], with_, overrides or {})
            else:
                assert step["shell"] == "bash", step
                env = {name: expand(value) for name, value in step.get("env", {}).items()}
                outputs, good = self._run(step["run"], env)
            contexts["steps"][ident] = {"outcome": "success" if good else "failure", "outputs": outputs}
            status = status if good else "failure"
        return status

    def _run(self, script: str, env: dict):
        files = {name: self.temp / f"{name.lower()}" for name in
                 ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        github = self.github
        base = {
            "PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.home), "LC_ALL": "C.UTF-8", "CI": "true",
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(PROJECT), "GITHUB_REPOSITORY": self.repository,
            "GITHUB_SERVER_URL": github["server_url"], "GITHUB_API_URL": github["api_url"],
            "GITHUB_GRAPHQL_URL": github["api_url"].removesuffix("/v3") + "/graphql",
            "GITHUB_RUN_ID": github["run_id"], "GITHUB_RUN_ATTEMPT": "1", "GITHUB_REF_NAME": "main",
            "GITHUB_EVENT_NAME": "schedule", "RUNNER_TEMP": str(self.temp), "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64", "GIT_CONFIG_NOSYSTEM": "1", "MIDSPAN_RETRY_BASE_MS": "1",
            # Whoever goes beyond this machine finds nobody.
            "https_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1",
        }
        base |= {name: str(file) for name, file in files.items()}
        file = self.temp / "script.sh"
        file.write_text(script)
        ran = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)], env=base | env,
                             cwd=self.workspace, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log += ran.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines), ran.returncode == 0

    def _uses(self, uses: str, with_: dict, overrides: dict):
        name, _, ref = uses.partition("@")
        if name == "OWNER/midspan":
            try:
                return self.action(with_ | overrides), True
            except Failed:
                return {}, False
        assert re.fullmatch("[0-9a-f]{40}", ref), f"{uses} is not pinned"
        unknown = set(with_) - KNOWN[name]
        assert not unknown, f"{name} has no inputs {unknown}"
        method = getattr(self, "_" + name.removeprefix("actions/").replace("/", "_").replace("-", "_"))
        return method(with_) or {}, True

    def _checkout(self, with_: dict):
        assert with_["fetch-depth"] == "0" and with_["persist-credentials"] == "false", with_
        assert (self.workspace / ".git").is_dir(), "the test lays the checkout"

    def _paths(self, patterns: str) -> list[pathlib.Path]:
        found = (p for line in patterns.split() for p in glob.glob(line, root_dir=self.workspace, include_hidden=True))
        return [self.workspace / path for path in found]

    def _cache_restore(self, with_: dict):
        prefixes = with_.get("restore-keys", "").split()
        kept = sorted(self.caches.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        hit = next((c for c in kept if c.name == with_["key"]), None)
        hit = hit or next((c for c in kept if any(c.name.startswith(p) for p in prefixes)), None)
        if hit:
            shutil.copytree(hit, self.folder, dirs_exist_ok=True)
        return {"cache-hit": "true" if hit and hit.name == with_["key"] else "false"}

    def _cache_save(self, with_: dict):
        cache = self.caches / with_["key"]
        assert not cache.exists(), "a cache cannot be changed"
        cache.mkdir()
        for path in self._paths(with_["path"]):
            shutil.copytree(path, cache / path.relative_to(self.folder))

    def _upload_artifact(self, with_: dict):
        shutil.copytree(self.workspace / with_["path"], self.artifacts / with_["name"])
        return {"artifact-url": f"{self.github['server_url']}/{self.repository}/actions/runs/{self.run_id}/artifacts/7"}

    def _upload_pages_artifact(self, with_: dict):
        shutil.copytree(with_["path"], self.pages)
        for path in self.pages.rglob("*"):
            assert path.stat().st_mode & 0o444 == 0o444, f"{path} cannot be served"

    def _deploy_pages(self, _: dict):
        assert (self.pages / "index.html").is_file(), "there is nothing to deploy"
        return {"page_url": "https://northlight.example/atlas/"}
