"""Raw recordings as plain Python objects: nothing here knows Midspan, its tables or its files.

Two shapes are read: a folder of github-metadata-backup (pulls/N.json, issues/N.json, state.json)
and the archive.json of i-d-template.
"""

import collections
import dataclasses
import datetime
import hashlib
import json
import pathlib
import re

GHOST_ACCOUNT = 10137
SERVICES = {"web-flow", "github-actions", "dependabot", "renovate", "bors", "k8s-ci-robot"}


@dataclasses.dataclass
class Event:
    """Something that happened to a pull request or an issue."""

    at: int
    kind: str
    actor: str | None
    text: str | None = None
    state: str | None = None
    inline: int = 0
    target: str | None = None
    by_bot: bool = False


@dataclasses.dataclass
class Item:
    """A pull request or an issue."""

    number: int
    author: str | None
    created: int
    closed: int | None
    merged: int | None
    merged_by: str | None
    body: str
    draft: bool
    lines: int | None
    files: int | None
    labels: list[str]
    events: list[Event]


@dataclasses.dataclass
class Recording:
    """All of a repository, as of when it was recorded."""

    repo: str
    as_of: int
    pulls: list[Item]
    issues: list[Item]
    bots: set[str]


def seconds(text):
    """Epoch seconds of an instant; None stays None."""
    if not text:
        return None
    text = re.sub(r"\.\d+", "", text).replace("Z", "+00:00")
    return int(datetime.datetime.fromisoformat(text).timestamp())


def read(path):
    """Reads a folder or an archive.json, or a folder that holds one."""
    path = pathlib.Path(path)
    if (path / "archive.json").is_file():
        path = path / "archive.json"
    recording = read_archive(path) if path.is_file() else read_backup(path)
    for item in recording.pulls + recording.issues:
        for event in item.events:
            event.by_bot = event.actor in recording.bots
    return recording


# --- github-metadata-backup -------------------------------------------------------------------


def read_backup(folder):
    state = json.loads((folder / "state.json").read_text())
    files = {
        kind: [json.loads(f.read_text()) for f in sorted((folder / f"{kind}s").glob("*.json"))]
        for kind in ("pull", "issue")
    }
    names, bots = backup_names(files)

    def who(user):
        known = user and user.get("id") != GHOST_ACCOUNT and user.get("login") != "ghost"
        return names[user["id"]] if known else None

    addresses = backup_addresses(files["pull"], who, names)
    as_of = seconds(state["last_backup"])
    items = {
        kind: [backup_item(f, kind, who, addresses, as_of) for f in files[kind]] for kind in files
    }
    newest = max((f["pull"] for f in files["pull"]), key=lambda p: (p["updated_at"], p["number"]))
    repo = "/".join(newest["html_url"].split("/")[3:5])
    return Recording(repo, as_of, items["pull"], items["issue"], bots)


def users(value):
    """Every account in a piece of JSON."""
    if isinstance(value, dict):
        if "login" in value and "id" in value:
            yield value
        for inner in value.values():
            yield from users(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from users(inner)


def backup_names(files):
    """The login of each account as last seen, and the bots."""
    seen, bots = {}, set()
    for kind, all_files in files.items():
        for file in all_files:
            for user in users(file):
                at = file[kind]["updated_at"]
                seen[user["id"]] = max(seen.get(user["id"], ("", "")), (at, user["login"]))
                if user.get("type") == "Bot" or user["login"].endswith("[bot]"):
                    bots.add(user["id"])
    names = {account: login for account, (_, login) in seen.items()}
    return names, {names[b] for b in bots} | {n for n in names.values() if n in SERVICES}


def backup_addresses(files, who, names):
    """Whose each e-mail address of a commit is: GitHub's own tell; another belongs to the author of
    four fifths of the pull requests that hold it, if those are two or hold no other address."""
    uses, alone = collections.defaultdict(collections.Counter), collections.defaultdict(set)
    for file in files:
        mails = {
            e["author"]["email"].strip().lower()
            for e in file["events"]
            if e["event"] == "committed" and e["author"].get("email", "").strip()
        }
        for mail in mails:
            uses[mail][who(file["pull"]["user"])] += 1
            if len(mails) == 1:
                alone[mail].add(who(file["pull"]["user"]))
    owners = {}
    for mail, by in uses.items():
        own = re.fullmatch(r"(?:(\d+)\+)?([^@]+)@users\.noreply\..*", mail)
        if own:
            logins = {n.lower(): n for n in names.values()}
            owners[mail] = names.get(int(own[1] or 0)) or logins.get(own[2], own[2])
            continue
        named = [(count, person) for person, count in by.items() if person]
        count, person = max(named, default=(0, None))
        if count * 5 >= sum(by.values()) * 4 and (count >= 2 or person in alone[mail]):
            owners[mail] = person
    return owners


def backup_item(file, kind, who, addresses, as_of):
    thing = file[kind]
    created = seconds(thing["created_at"])
    lines = thing.get("additions")
    return Item(
        number=thing["number"],
        author=who(thing["user"]),
        created=created,
        closed=seconds(thing.get("closed_at")),
        merged=seconds(thing.get("merged_at")),
        merged_by=who(thing.get("merged_by")),
        body=thing.get("body") or "",
        draft=bool(thing.get("draft")),
        lines=None if lines is None else lines + thing["deletions"],
        files=thing.get("changed_files"),
        labels=[label["name"] for label in thing["labels"]],
        events=backup_events(file, who, addresses, created, as_of),
    )


def backup_events(file, who, addresses, created, as_of):
    reviews = {e["id"]: e for e in file["events"] if e["event"] == "reviewed"}
    former = {
        e["dismissed_review"]["review_id"]: e["dismissed_review"]["state"]
        for e in file["events"]
        if e["event"] == "review_dismissed"
    }
    inline = collections.Counter(c.get("pull_request_review_id") for c in file.get("comments", []))
    found = []
    for entry in file["events"]:
        kind = entry["event"].replace("-", "_")
        actor = who(entry.get("review_requester") or entry.get("actor") or entry.get("user"))
        at = seconds(entry.get("created_at"))
        event = Event(at, kind, actor, entry.get("body"), entry.get("state"))
        if kind == "line_commented" or (entry.get("state") or "").lower() == "pending":
            continue
        if kind == "reviewed":
            event.actor = who(entry.get("user") or entry.get("actor"))
            event.at = seconds(entry.get("submitted_at") or entry.get("created_at"))
            event.inline, event.state = inline[entry["id"]], entry["state"].lower()
            if event.state == "dismissed":
                event.state = former.get(entry["id"], event.state).lower()
        if kind == "committed":
            event.at = seconds(entry["committer"]["date"])
            event.actor = addresses.get(entry["author"].get("email", "").strip().lower())
            event.state = "merge" if len(entry["parents"]) > 1 else None
        if kind == "review_dismissed":
            event.target = who(reviews.get(entry["dismissed_review"]["review_id"], {}).get("user"))
        if kind == "review_requested":
            team = entry.get("requested_team")
            event.target = "team:" + team["slug"] if team else who(entry.get("requested_reviewer"))
        found.append(event)
    hold_pushes(found, created, as_of)
    for comment in file.get("comments", []):
        review = reviews.get(comment.get("pull_request_review_id"), {})
        at = max(seconds(comment["created_at"]), seconds(review.get("submitted_at")) or 0)
        found.append(Event(at, "line_commented", who(comment["user"]), comment["body"]))
    return sorted(found, key=lambda e: e.at)


def hold_pushes(events, created, as_of):
    """A commit carries no time of arrival: its date is held between the neighbours' times."""
    for index, event in enumerate(events):
        if event.kind == "committed":
            before = [created] + [e.at for e in events[:index]]
            after = [e.at for e in events[index:] if e.kind != "committed"] + [as_of]
            event.at = max(min(event.at, *after), *before)


# --- i-d-template -----------------------------------------------------------------------------


def read_archive(file):
    archive = json.loads(file.read_text())
    items = {kind: [archive_item(t) for t in archive[kind]] for kind in ("pulls", "issues")}
    people = {e.actor for i in items["pulls"] + items["issues"] for e in i.events}
    people |= {i.author for i in items["pulls"] + items["issues"]}
    bots = {p for p in people if p and (p.endswith("[bot]") or p in SERVICES)}
    return Recording(
        archive["repo"], seconds(archive["timestamp"]), items["pulls"], items["issues"], bots
    )


def archive_item(thing):
    def who(login):
        return login if login and login != "ghost" else None

    events = [
        Event(seconds(c["createdAt"]), "commented", who(c["author"]), c["body"])
        for c in thing["comments"]
    ]
    for review in thing.get("reviews", []):
        if review["state"] == "PENDING":
            continue
        at, actor = seconds(review["createdAt"]), who(review["author"])
        state, count = review["state"].lower(), len(review["comments"])
        events.append(Event(at, "reviewed", actor, review["body"], state, count))
        for comment in review["comments"]:
            written = max(at, seconds(comment["createdAt"]))
            events.append(Event(written, "line_commented", actor, comment["body"]))
    merger = who(thing.get("mergedBy"))
    for kind, at in (("merged", thing.get("mergedAt")), ("closed", thing.get("closedAt"))):
        if at:
            events.append(Event(seconds(at), kind, merger))
    return Item(
        number=thing["number"],
        author=who(thing["author"]),
        created=seconds(thing["createdAt"]),
        closed=seconds(thing.get("closedAt")),
        merged=seconds(thing.get("mergedAt")),
        merged_by=merger,
        body=thing.get("body") or "",
        draft=False,
        lines=None,
        files=None,
        labels=list(thing["labels"]),
        events=sorted(events, key=lambda e: e.at),
    )


# --- texts ------------------------------------------------------------------------------------


def same_text(text):
    """What stays when a comment is posted again about something else."""
    words = [w for w in (text or "").split() if "://" not in w and "www." not in w]
    kept = []
    for word in words:
        for part in re.findall(r"[\w@-]*[^\w@-]?", word):
            bare = re.sub(r"[\W_]+$", "", part)
            is_id = re.fullmatch(r"[0-9a-fA-F]{7,}", bare) and re.search(r"\d", bare)
            if not is_id and "@" not in part:
                kept.append("".join(c for c in part if not c.isnumeric()).lower())
    return hashlib.sha256("".join(kept).encode()).hexdigest() if any(kept) else None


def closed_issues(body, repo):
    """Issues of the same repository that a description closes by keyword, in its own words."""
    own = re.sub(r"<!--.*?(-->|$)", " ", body, flags=re.S)
    own = re.sub(r"^ {0,3}(```|~~~).*?^ {0,3}\1", " ", own, flags=re.S | re.M)
    own = re.sub(r"`[^`]*`|~~.*?~~", " ", own)
    own = "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">"))
    name = re.escape(repo)
    place = rf"(?:#|GH-|{name}#|https?://[^/\s]+/{name}/(?:issues|pull)/)"
    found = re.findall(
        rf"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[:*_]*\s+[(\[*_<]*{place}(\d+)\b",
        own,
        flags=re.I,
    )
    return {int(n) for n in found}
