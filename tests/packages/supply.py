#!/usr/bin/env python3
"""What the program is made of: licences, sources, duplicates, reasons, build scripts, no unsafe code.

    python tests/packages/supply.py

Reads deny.toml, so that this and `cargo deny` hold to the same lists; it needs no program but cargo, asks
nobody, and takes a few seconds.
"""

import json
import pathlib
import re
import subprocess
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parents[2]
MANIFEST = tomllib.loads((PROJECT / "Cargo.toml").read_text())
DENY = tomllib.loads((PROJECT / "deny.toml").read_text())

# What build scripts start beside the compiler. None is started in a build of the published crates: git
# updates submodules in a checkout of libgit2-sys, and names the commit in one of wasm-bindgen.
PROGRAMS = {"libgit2-sys": {"git"}, "wasm-bindgen-shared": {"git"}, "libc": {"freebsd-version"},
            "ring": {"./target/tools/windows/nasm/nasm"}}
# What a build script that downloads something would have to name.
NETWORK = re.compile(r"std::net|TcpStream|\bureq\b|\breqwest\b|\bcurl\b|\bwget\b|\bgit2::|Invoke-WebRequest")


def cargo(*args: str) -> str:
    return subprocess.run(["cargo", *args, "--locked"], cwd=PROJECT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def released() -> list:
    """Packages that builds for the targets that are released need; those of tests do not count."""
    needed = set()
    for target in DENY["graph"]["targets"]:
        # As built: `cargo metadata` also resolves features that nobody turned on.
        tree = cargo("tree", "--target", target, "--edges", "normal,build", "--prefix", "none")
        needed |= set(re.findall(r"(?m)^(\S+) v(\S+)", tree))
    packages = json.loads(cargo("metadata", "--format-version", "1"))["packages"]
    found = [p for p in packages if (p["name"], p["version"]) in needed and p["name"] != "midspan"]
    assert len(found) > 200 and len(found) == len(needed) - 1, f"{len(found)} of {len(needed)} packages"
    return found


def allows(licence: str, allowed: set) -> bool:
    """Whether an SPDX expression can be met; `/` is how OR was written once."""
    words = re.findall(r"\(|\)|[^\s()]+", licence.replace("/", " OR "))

    def either() -> bool:
        met = both()
        while words and words[0] == "OR":
            words.pop(0)
            met = both() or met
        return met

    def both() -> bool:
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one() -> bool:
        name = words.pop(0)
        if name == "(":
            met = either()
            assert words.pop(0) == ")", licence
            return met
        if words and words[0] == "WITH":
            name = " ".join([name, words.pop(0), words.pop(0)])
        return name in allowed

    met = either()
    assert not words, f"{licence}: {words} is left"
    return met


def licences(packages: list):
    allowed = set(DENY["licenses"]["allow"])
    assert allows("MIT/Apache-2.0", {"MIT"}) and not allows("MIT AND Zlib", {"MIT"})
    assert not allows("GPL-3.0-only OR (MIT AND ISC)", {"MIT"})
    wrong = {p["name"]: p["license"] for p in packages if not allows(p["license"] or "none", allowed)}
    assert not wrong, f"deny.toml does not allow these licences: {wrong}"


def sources(packages: list):
    known = {f"registry+{url}" for url in DENY["sources"]["allow-registry"]}
    wrong = {p["name"]: p["source"] for p in packages if p["source"] not in known}
    assert not wrong, f"not from a registry that deny.toml knows: {wrong}"
    locked = tomllib.loads((PROJECT / "Cargo.lock").read_text())["package"]
    bare = [p["name"] for p in locked if p["name"] != "midspan" and "checksum" not in p]
    assert not bare, f"no checksum of {bare}"


def duplicates(packages: list):
    versions = {}
    for package in packages:
        versions.setdefault(package["name"], []).append(package["version"])
    skipped = {tuple(skip["crate"].split("@")) for skip in DENY["bans"]["skip"]}
    assert all(skip["reason"] for skip in DENY["bans"]["skip"] + DENY["bans"]["deny"])
    banned = {ban["crate"] for ban in DENY["bans"]["deny"]} & set(versions)
    assert not banned, f"deny.toml bans {banned}"

    def is_skipped(name: str, version: str) -> bool:
        return any(name == n and f"{version}.".startswith(f"{v}.") for n, v in skipped)

    twice = {}
    for name, found in versions.items():
        left = [version for version in found if not is_skipped(name, version)]
        if len(left) > 1:
            twice[name] = found
    assert not twice, f"twice, and deny.toml gives no reason: {twice}"
    stale = [f"{n}@{v}" for n, v in sorted(skipped)
             if not any(is_skipped(n, x) for x in versions.get(n, [])) or len(versions[n]) < 2]
    assert not stale, f"deny.toml skips what is there once: {stale}"


def reasons():
    """Each dependency has a remark above it that says what it is for."""
    for manifest in (PROJECT / "Cargo.toml", PROJECT / "fuzz/Cargo.toml"):
        inside, before, named = False, "", []
        for line in manifest.read_text().splitlines():
            if line.startswith("["):
                inside = line.strip("[]").endswith("dependencies")
                # A table for one dependency: the remark is its first line.
                if re.fullmatch(r"\[dependencies\.[\w-]+\]", line):
                    named.append(line)
            elif inside and re.match(r"[\w-]+ *=", line):
                assert before.startswith("#"), f"{manifest.name}: no reason above `{line.split('=')[0].strip()}`"
                named.append(line)
            elif named and before == named[-1] and before.startswith("["):
                assert line.startswith("#"), f"no reason below {before}"
            before = line
        read = tomllib.loads(manifest.read_text())
        wanted = len(read["dependencies"]) + len(read.get("dev-dependencies", {}))
        assert len(named) == wanted, f"{manifest}: {len(named)} of {wanted} dependencies were looked at"


def build_scripts(packages: list):
    """No build script names the network, and none starts a program that is not known here."""
    count = 0
    for package in packages:
        for target in package["targets"]:
            if "custom-build" not in target["kind"]:
                continue
            count += 1
            script = pathlib.Path(target["src_path"])
            beside = script.parent.rglob("*.rs") if script.parent.name == "build" else [script]
            text = re.sub(r"(?m)^\s*//.*|\s//\s.*", "", "\n".join(file.read_text() for file in beside))
            found = NETWORK.findall(text)
            assert not found, f"the build script of {package['name']} names {found}"
            started = set(re.findall(r'Command::new\(\s*"([^"]+)"', text))
            unknown = started - PROGRAMS.get(package["name"], set())
            assert not unknown, f"the build script of {package['name']} starts {unknown}"
    assert count > 30, f"only {count} build scripts were looked at"
    return count


def no_unsafe_code():
    assert MANIFEST["lints"]["rust"]["unsafe_code"] == "forbid"
    for name in ("src/lib.rs", "src/main.rs", "fuzz/src/lib.rs"):
        assert "#![forbid(unsafe_code)]" in (PROJECT / name).read_text(), name


def fuzzing_alike():
    """The fuzz targets are built from the versions that the program is built from."""
    def read(name):
        return {(p["name"], p["version"]) for p in tomllib.loads((PROJECT / name).read_text())["package"]}

    own = {"arbitrary", "html5gum", "libfuzzer-sys", "midspan-fuzz", "pulldown-cmark", "unicase"}
    others = {p for p in read("fuzz/Cargo.lock") - read("Cargo.lock") if p[0] not in own}
    assert not others, f"fuzz/Cargo.lock has other versions: {others}; copy Cargo.lock over it"


packages = released()
licences(packages)
sources(packages)
duplicates(packages)
reasons()
scripts = build_scripts(packages)
no_unsafe_code()
fuzzing_alike()
print(f"{len(packages)} packages: licences, sources and duplicates as deny.toml has them; {scripts} build scripts")
