#!/usr/bin/env python3
"""What is packed and published: files of the crate, the oldest compiler, and the names that fit together.

    python tests/packages/check.py [PROGRAM]

PROGRAM is a built midspan, target/debug/midspan without it; nothing is compiled and nothing asked.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "target/debug/midspan").resolve()
MANIFEST = tomllib.loads((PROJECT / "Cargo.toml").read_text())
PACKAGE = MANIFEST["package"]


def cargo(*args: str) -> str:
    return subprocess.run(["cargo", *args], cwd=PROJECT, check=True, text=True, stdout=subprocess.PIPE).stdout


def version(text: str) -> tuple:
    return tuple(int(part) for part in (text.split(".") + ["0", "0"])[:3])


def oldest_compiler():
    """No locked dependency of the program needs a newer compiler than is promised."""
    metadata = json.loads(cargo("metadata", "--locked", "--format-version", "1"))
    by_id = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    open_, seen = [metadata["resolve"]["root"]], set()
    while open_:
        ident = open_.pop()
        if ident not in seen:
            seen.add(ident)
            # Dependencies of tests alone do not count.
            open_ += [dep["pkg"] for dep in nodes[ident]["deps"]
                      if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
    promised = version(PACKAGE["rust-version"])
    newer = {by_id[i]["name"]: by_id[i]["rust_version"] for i in seen
             if by_id[i]["rust_version"] and version(by_id[i]["rust_version"]) > promised}
    assert not newer, f"rust-version is {PACKAGE['rust-version']}; these need more: {newer}"
    assert len(seen) > 200, f"only {len(seen)} dependencies were looked at"
    print(f"{len(seen)} dependencies build with Rust {PACKAGE['rust-version']}, as far as they say")


def embedded() -> set:
    """Files that the sources name to be built into the program or its tests."""
    found = set()
    for source in (PROJECT / "src").rglob("*.rs"):
        for name in re.findall(r'include_(?:str|bytes)!\("([^"]+)"\)', source.read_text()):
            found.add(str((source.parent / name).resolve().relative_to(PROJECT)))
    assert len(found) > 10, found
    return found


def image():
    """The image is built from what the sources need: all else is ignored."""
    allowed = [line[1:] for line in (PROJECT / ".dockerignore").read_text().split() if line.startswith("!")]
    targets = [MANIFEST["lib"], *MANIFEST["bin"], *MANIFEST["example"], *MANIFEST["test"]]
    needed = embedded() | {target["path"] for target in targets} | {"Cargo.toml", "Cargo.lock"}
    lost = {name for name in needed if not any(name == a or name.startswith(f"{a}/") for a in allowed)}
    assert not lost, f".dockerignore keeps these out: {lost}"


def crate():
    """The crate holds what builds, all of it, and little else."""
    files = set(cargo("package", "--list", "--allow-dirty").split("\n"))
    kept = {str(p.relative_to(PROJECT)) for top in ("src", "queries", "assets")
            for p in (PROJECT / top).rglob("*") if p.is_file()}
    assert kept <= files, f"not packed: {sorted(kept - files)[:5]}"
    assert embedded() <= files, f"not packed: {embedded() - files}"
    others = {name for name in files - kept if name and "/" in name}
    assert others == {"docs/spectrum.svg", "docs/report.schema.json"}, others
    size = sum((PROJECT / name).stat().st_size for name in kept)
    assert size < 8_000_000, f"{size} bytes"
    print(f"{len(files)} files in the crate, {size // 1000} kB unpacked")


def archive():
    """What `scripts/release/archive` makes is where `cargo binstall` and the action look for it."""
    target = "x86_64-unknown-linux-gnu"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        # Line tables would make packing slow; the archive is about names.
        program = folder / "midspan"
        program.write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
        program.chmod(0o755)
        subprocess.run([PROJECT / "scripts/release/archive", program, target, folder / "dist"], check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run([PROJECT / "scripts/release/sums", folder / "dist"], check=True)
        words = {"name": "midspan", "version": PACKAGE["version"], "target": target, "repo": "",
                 "bin": "midspan", "binary-ext": ""}
        fill = lambda text: re.sub(r"\{ ([a-z-]+) \}", lambda m: words[m[1]], text)  # noqa: E731
        binstall = PACKAGE["metadata"]["binstall"]
        file = folder / "dist" / fill(binstall["pkg-url"]).rsplit("/", 1)[1]
        with tarfile.open(file) as tar:
            names = tar.getnames()
        root = file.name.removesuffix(".tar.gz")
        assert fill(binstall["bin-dir"]) in names, names
        for name in ("LICENSE-MIT", "man/midspan-report.1", "completions/midspan.bash", "completions/_midspan"):
            assert f"{root}/{name}" in names, f"{name} is not in {names}"
        sums = (folder / "dist/SHA256SUMS").read_text()
        assert re.fullmatch(rf"[0-9a-f]{{64}}  {re.escape(file.name)}\n", sums), sums
        print(f"{file.name}: {len(names)} entries")
        debian(folder, program)


def debian(folder: pathlib.Path, program: pathlib.Path):
    """Every file that the Debian package names is there once `extras` has run."""
    subprocess.run([PROJECT / "scripts/release/extras", program, folder / "extras"], check=True)
    for source, to, mode in PACKAGE["metadata"]["deb"]["assets"]:
        if source == "target/release/midspan":
            continue
        base, pattern = (folder, source.removeprefix("target/")) if source.startswith("target/") else (PROJECT, source)
        assert list(base.glob(pattern)), f"{source} is not there"
        assert not to.startswith("/") and mode in ("644", "755"), (source, to, mode)


def address():
    """A release writes where the project lives into the manifest, once."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        shutil.copytree(PROJECT / "scripts", copy / "scripts")
        shutil.copy(PROJECT / "Cargo.toml", copy)
        script, url = copy / "scripts/release/address", "https://github.com/example/midspan"
        for _ in range(2):
            subprocess.run([script, url], check=True)
        assert tomllib.loads((copy / "Cargo.toml").read_text())["package"]["repository"] == url
        wrong = subprocess.run([script, "https://github.com/other/midspan"], stderr=subprocess.DEVNULL)
        assert wrong.returncode == 1


for test in (oldest_compiler, crate, image, archive, address):
    test()
