#!/usr/bin/env python3
"""Nine signals computed a second time, from the raw recordings.

Reads a recording (a folder of github-metadata-backup, or an archive.json of i-d-template) with
nothing of Midspan, computes what the signals say item by item and month by month, lets `midspan`
do the same, and compares: every observation and every figure must agree. Leaders and members are
put into a midspan.toml in a temporary folder; they are chosen by a rule, so no name is needed.

    python tests/oracle/recorded.py RECORDING... [--midspan target/debug/midspan]

Without an argument the recordings are taken from MIDSPAN_RECORDINGS (separated by colons); where
that is empty too, nothing is done, and that is said.
"""

import argparse
import collections
import csv
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

from recording import closed_issues, read, same_text

HOUR, DAY, WEEK = 3600, 86400, 604800
HORIZON = 80 * HOUR
MONTHS = 24


# --- time: working days Monday to Friday, 9 to 17, UTC ----------------------------------------


def working(start, end):
    """Working seconds between two instants."""
    total, day = 0, start // DAY * DAY
    while day < end:
        # 1970-01-01 was a Thursday.
        if (day // DAY + 3) % 7 < 5:
            total += max(0, min(end, day + 17 * HOUR) - max(start, day + 9 * HOUR))
        day += DAY
    return total


def after(start, seconds):
    """The first instant by which so many working seconds have passed."""
    day = start // DAY * DAY
    while True:
        here = working(start, day + DAY)
        if here >= seconds:
            left = here - seconds
            return day + 17 * HOUR - left
        day += DAY


def month_of(at):
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m")


def months_before(month, back):
    index = int(month[:4]) * 12 + int(month[5:]) - 1 - back
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


# --- what all signals share -------------------------------------------------------------------


class Team:
    """The recording with roles: leaders, members, everybody else, bots."""

    def __init__(self, recording, leaders, members):
        self.recording, self.leaders, self.members = recording, leaders, members
        plain = [e for i in recording.pulls + recording.issues for e in i.events if is_plain(e)]
        self.texts = collections.Counter(
            (e.actor, same_text(e.text)) for e in plain if e.text and e.text.strip()
        )
        self.cohort = [c for c in map(self.follow, recording.pulls) if c]

    def role(self, person):
        if person in self.leaders:
            return "leader"
        if person in self.recording.bots:
            return "bot"
        # A deleted account is a peer.
        return "peer" if person is None or person in self.members else "outsider"

    def follow(self, pull):
        """The pull request from when it became ready to its horizon; None without that."""
        if self.role(pull.author) == "bot":
            return None
        turns = [e for e in pull.events if e.kind in ("ready_for_review", "convert_to_draft")]
        began_as_draft = turns[0].kind == "ready_for_review" if turns else pull.draft
        ready = pull.created if not began_as_draft else (turns[0].at if turns else None)
        if ready is None:
            return None
        merges = [e for e in pull.events if e.kind == "merged"]
        pull.merged = merges[0].at if merges else pull.merged
        pull.merger = (merges[0].actor if merges else None) or pull.merged_by
        pull.ended = last_end(pull)
        pull.ready = ready
        full = after(ready, HORIZON)
        pull.followed = full <= self.recording.as_of
        pull.horizon = min(full, self.recording.as_of)
        pull.in_time = pull.merged is not None and pull.merged <= pull.horizon
        own_merge = pull.merged is not None and pull.merger == pull.author
        pull.bookkeeping = own_merge and pull.merged - pull.created <= 60
        return pull

    def is_template(self, event):
        """Under 20 characters, or said three times by the same; an approval never is."""
        if not is_plain(event) or event.state == "approved":
            return False
        length = None if event.text is None else len(event.text.strip())
        short = length is not None and length < 20 and not (event.kind == "reviewed" and length == 0)
        return short or (bool(length) and self.texts[event.actor, same_text(event.text)] >= 3)

    def others(self, pull, until):
        """What humans other than the author did up to an instant."""
        for event in pull.events:
            mine = event.actor == pull.author
            if event.actor is None and event.state in ("approved", "changes_requested"):
                mine = False  # both accounts are deleted, but nobody judges the own work
            if not mine and not event.by_bot and event.at <= until:
                yield event


def is_plain(event):
    """A comment, or a review that is no more than one."""
    bare = event.kind == "reviewed" and event.state == "commented" and event.inline == 0
    return event.kind == "commented" or bare


def last_end(pull):
    """When it was closed or merged for good; None while it is open."""
    ended = None
    for event in pull.events:
        if event.kind in ("closed", "merged"):
            ended = event.at
        elif event.kind == "reopened" and pull.merged is None:
            ended = None
    if pull.merged is not None:
        return max(pull.merged, ended or 0)
    recorded = any(e.kind in ("closed", "reopened") for e in pull.events)
    return ended if recorded else pull.closed


# --- the signals: (month, item, value, exposure, censored) ------------------------------------


def merge_authority_odds(team):
    for pull in team.cohort:
        automatic = [e for e in pull.events if e.kind.startswith(("auto_", "added_to_merge"))]
        human = pull.merger is not None and team.role(pull.merger) != "bot"
        if team.role(pull.author) != "leader" and pull.in_time and human and not automatic:
            if not pull.bookkeeping:
                yield month_of(pull.ready), pull, float(pull.merger in team.leaders), 1.0, False


def leader_gate_odds(team):
    for pull in team.cohort:
        if team.role(pull.author) == "leader" or not pull.in_time or pull.bookkeeping:
            continue
        approvals = {}
        others = list(team.others(pull, pull.merged))
        for event in (e for e in pull.events if e.at <= pull.merged):
            verdict = event.kind == "reviewed" and event.state in ("approved", "changes_requested")
            if verdict and event in others:
                approvals[event.actor] = (event.at, event.state == "approved")
            elif event.kind == "review_dismissed":
                approvals.pop(event.target, None)
        in_force = [(at, who) for who, (at, approves) in approvals.items() if approves]
        if in_force:
            # Without owner rules the deciding approval is the latest one in force.
            decider = max(in_force, key=lambda a: a[0])[1]
            yield month_of(pull.ready), pull, float(decider in team.leaders), 1.0, False


def low_risk_leader_gate(team):
    for month, pull, value, exposure, censored in leader_gate_odds(team):
        marked = any(w in label.lower() for label in pull.labels for w in ("migration", "security"))
        if pull.lines is not None and pull.lines <= 60 and pull.files <= 5 and not marked:
            yield month, pull, value, exposure, censored


def leader_touch_ratio(team):
    for pull in team.cohort:
        if team.role(pull.author) == "leader" or pull.bookkeeping:
            continue
        until = min(pull.horizon, pull.ended or pull.horizon)
        touches = [
            e
            for e in team.others(pull, until)
            if e.actor in team.leaders
            and (
                (e.kind in ("reviewed", "commented", "line_commented") and not team.is_template(e))
                or (e.kind == "committed" and e.state != "merge" and e.at > pull.created)
                or (e.kind == "head_ref_force_pushed" and e.at > pull.created)
            )
        ]
        yield month_of(pull.ready), pull, float(bool(touches)), 1.0, False


def unreviewed_merge_share(team):
    for pull in team.cohort:
        if pull.in_time and not pull.bookkeeping:
            until = min(pull.horizon, pull.ended)
            seen = [
                e for e in team.others(pull, until) if e.kind in ("reviewed", "line_commented")
            ]
            yield month_of(pull.ready), pull, float(not seen), 1.0, False


def self_started_share(team):
    issues = {i.number: i for i in team.recording.issues}
    for pull in team.cohort:
        if team.role(pull.author) == "leader" or pull.bookkeeping:
            continue
        told = False
        for number in closed_issues(pull.body, team.recording.repo):
            issue = issues.get(number)
            if issue and issue.created <= pull.created:
                handed = [e.actor for e in issue.events if e.kind == "assigned" and e.at <= pull.created]
                told |= bool(team.leaders & {issue.author, *handed})
        yield month_of(pull.ready), pull, float(not told), 1.0, False


def time_to_first_response_p75(team):
    for pull in team.cohort:
        asked = [
            team.role(e.target) == "leader"
            for e in pull.events
            if e.kind == "review_requested"
            and e.at <= pull.ready + 360
            and e.target != pull.author
            and team.role(e.target) != "bot"
        ]
        if pull.bookkeeping or (asked and all(asked)):
            continue
        answers = [
            max(e.at, pull.ready)
            for e in team.others(pull, pull.ended or pull.horizon)
            if e.kind in ("reviewed", "line_commented")
            or (e.kind == "commented" and not team.is_template(e))
        ]
        first = min((a for a in answers if a <= pull.horizon), default=None)
        hours = working(pull.ready, first or pull.horizon) / HOUR
        yield month_of(pull.ready), pull, min(hours, 80.0), 1.0, first is None


def time_to_merge(team):
    for pull in team.cohort:
        if not pull.bookkeeping:
            hours = None if pull.merged is None else working(pull.ready, pull.merged) / HOUR
            late = hours is None or hours > 80
            watched = 80.0 if pull.ended else min(working(pull.ready, pull.horizon) / HOUR, 80.0)
            yield month_of(pull.ready), pull, watched if late else hours, 1.0, late


def review_concentration(team):
    for pull in team.recording.pulls:
        if team.role(pull.author) == "bot" or getattr(pull, "bookkeeping", False):
            continue
        for event in team.others(pull, team.recording.as_of):
            if event.kind == "reviewed" and team.role(event.actor) in ("leader", "peer"):
                yield month_of(event.at), pull, 1.0, 1.0, False, event.actor or "ghost"


UNDECIDED = ("leader_gate_odds", "low_risk_leader_gate")


def undecided(signal, team, program):
    """What the gates also count: open when its horizon is over, and waiting for somebody's verdict.

    Whom it waits for is what the wait states say; those are proven elsewhere. Taken over from the
    program are the value and nothing else: that each of these was still open, and could be one.
    """
    cohort = {f"#{p.number}": p for p in team.cohort}
    for row in program:
        pull = cohort.get(row["item"])
        if pull is None or pull.in_time:
            continue
        still_open = pull.followed and (pull.ended is None or pull.ended > pull.horizon)
        counts = team.role(pull.author) != "leader" and not pull.bookkeeping
        small = pull.lines is not None and pull.lines <= 60 and pull.files <= 5
        if still_open and counts and (small or signal == "leader_gate_odds"):
            yield month_of(pull.ready), pull, float(row["value"]), 1.0, False


# --- from observations to figures -------------------------------------------------------------


def logit(p):
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p))


def expit(x):
    return 1 / (1 + math.exp(-x))


def benign(green, red, to, back):
    """The value of severity 1/4 on a curve that is .1 at green and .9 at red."""
    middle, slope = (to(green) + to(red)) / 2, (to(red) - to(green)) / (2 * math.log(9))
    return back(middle - slope * math.log(3))


def odds(share):
    share = min(max(share, 0.005), 0.995)
    return share / (1 - share)


def share(green, red, pseudo):
    prior = benign(green, red, logit, expit) if pseudo else 0.0

    def figure(rows, team):
        value, exposure = sum(r[2] for r in rows), sum(r[3] for r in rows)
        return (value + pseudo * prior) / (exposure + pseudo)

    return figure


def odds_against_expected(green, red, pseudo):
    def figure(rows, team):
        leaders, all_of_them = len(team.leaders), len(team.leaders | team.members)
        expected = leaders / (all_of_them - 1)
        ratio = benign(green, red, math.log, math.exp)
        prior = ratio * odds(expected) / (1 + ratio * odds(expected))
        value, exposure = sum(r[2] for r in rows), sum(r[3] for r in rows)
        return odds((value + pseudo * prior) / (exposure + pseudo)) / odds(expected)

    return figure


def kaplan_meier(quantile, horizon):
    def figure(rows, team):
        alive, curve = len(rows), 1.0
        for time in sorted({r[2] for r in rows}):
            here = [r for r in rows if r[2] == time]
            curve *= 1 - sum(not r[4] for r in here) / alive
            if curve <= 1 - quantile + 1e-12:
                return time
            alive -= len(here)
        return min(max((r[2] for r in rows), default=horizon), horizon)

    return figure


def concentration(rows, team):
    counts = collections.Counter(r[5] for r in rows)
    people = max(len(team.leaders | team.members), len(counts))
    index = sum((n / len(rows)) ** 2 for n in counts.values())
    return (index - 1 / people) / (1 - 1 / people)


# Observations, figure, fewest items, least exposure.
SIGNALS = {
    "leader_gate_odds": (leader_gate_odds, odds_against_expected(3, 20, 4), 8, 0),
    "low_risk_leader_gate": (low_risk_leader_gate, share(0.15, 0.6, 4), 5, 0),
    "merge_authority_odds": (merge_authority_odds, odds_against_expected(3, 20, 4), 8, 0),
    "review_concentration": (review_concentration, concentration, 1, 20),
    "leader_touch_ratio": (leader_touch_ratio, share(0.7, 0.95, 0), 8, 0),
    "self_started_share": (self_started_share, share(0.55, 0.2, 4), 8, 0),
    "time_to_first_response_p75": (time_to_first_response_p75, kaplan_meier(0.75, 80.0), 8, 0),
    "unreviewed_merge_share": (unreviewed_merge_share, share(0.05, 0.3, 4), 8, 0),
    "time_to_merge": (time_to_merge, kaplan_meier(0.5, 80.0), 8, 0),
}


def window(team, month):
    """1 month where 20 pull requests of non-leaders became ready in it, else the last 3."""
    mine = [p for p in team.cohort if team.role(p.author) != "leader" and not p.bookkeeping]
    return 1 if sum(month_of(p.ready) == month for p in mine) >= 20 else 3


def figure_of(rows, month, team, signal):
    _, estimate, fewest, least = SIGNALS[signal]
    months = {months_before(month, back) for back in range(window(team, month))}
    seen = [r for r in rows if r[0] in months]
    if len({r[1].number for r in seen}) < fewest or sum(r[3] for r in seen) < least:
        return None
    return estimate(seen, team)


# --- the other side ---------------------------------------------------------------------------


def chosen(recording, leaders, members):
    """Leaders: those who merged most. Members: those who opened or reviewed most."""
    merged = collections.Counter(p.merged_by for p in recording.pulls if p.merged_by)
    acts = collections.Counter(p.author for p in recording.pulls)
    acts.update(e.actor for p in recording.pulls for e in p.events if e.kind == "reviewed")

    def top(counter, n):
        people = [(-c, p) for p, c in counter.items() if p and p not in recording.bots]
        return {p for _, p in sorted(people)[:n]}

    lead = top(merged, leaders)
    return lead, lead | top(acts, members)


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"midspan {' '.join(arguments)}\n{done.stderr}")
    return done.stdout


def configured(folder, team):
    def names(people):
        return ", ".join(json.dumps(p) for p in sorted(people))

    text = f'[[teams]]\nname = "team"\nmembers = [{names(team.members)}]\n'
    for leader in sorted(team.leaders):
        text += f'[[leaders]]\nperson = {json.dumps(leader)}\nteam = "team"\n'
    file = folder / "midspan.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def theirs(program, source, team, until, folder):
    """Observations and figures by signal, as the program has them."""
    store, tables = str(folder / "store"), folder / "tables"
    config = configured(folder, team)
    common = [store, "--config", config, "--months", str(MONTHS), "--until", until]
    run(program, "import", str(source), "--store", store)
    run(program, "export", str(tables), *common, "--format", "csv", "--names")
    report = run(program, "report", *common, "--no-files", "--format", "json")
    rows = collections.defaultdict(list)
    with open(tables / "observations.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["signal"]].append(row)
    months = json.loads(report)["report"]["teams"][0]["score"]["months"]
    figures = {m["period"]: {s["id"]: s for s in m["signals"]} for m in months}
    return rows, figures


def compare_rows(signal, mine, other, first, last):
    ours = collections.Counter(
        (r[0], f"#{r[1].number}", r[2], r[3], r[4], r[5].lower() if len(r) > 5 else "")
        for r in mine
        if first <= r[0] <= last
    )
    program = collections.Counter(
        (
            r["period"],
            r["item"],
            float(r["value"]),
            float(r["exposure"]),
            r["censored"] == "true",
            r["group_key"].lower(),
        )
        for r in other
        if first <= r["period"] <= last
    )
    for row in sorted((ours - program).keys()):
        print(f"    {signal}: only here       {row[:5]}")
    for row in sorted((program - ours).keys()):
        print(f"    {signal}: only in midspan {row[:5]}")
    return sum(ours.values()), sum(((ours - program) + (program - ours)).values())


def compare_figures(signal, mine, figures, team):
    agreed, differ = 0, 0
    for month, of_month in figures.items():
        if not of_month:
            continue  # hidden: too few people
        estimate = of_month[signal]["estimate"]
        other = estimate and estimate["value"]
        own = figure_of(mine, month, team, signal)
        same = own is None and other is None
        if own is not None and other is not None:
            same = math.isclose(own, other, rel_tol=1e-12)
            agreed += same
        if not same:
            differ += 1
            print(f"    {signal} {month}: here {own}, midspan {other}")
    return agreed, differ


def compare(source, program, args):
    recording = read(source)
    leaders, members = chosen(recording, args.leaders, args.members)
    team = Team(recording, leaders, members)
    until = args.until or busiest(team)
    first = months_before(until, MONTHS - 1)
    print(f"{recording.repo}: {len(recording.pulls)} pull requests, months {first} to {until}")
    failed, proven = 0, 0
    with tempfile.TemporaryDirectory(prefix="midspan-oracle-") as folder:
        rows, figures = theirs(program, source, team, until, pathlib.Path(folder))
    for signal, (observe, *_) in SIGNALS.items():
        mine = list(observe(team))
        if signal in UNDECIDED:
            mine += undecided(signal, team, rows[signal])
        compared, wrong = compare_rows(signal, mine, rows[signal], first, until)
        agreed, differ = compare_figures(signal, mine, figures, team)
        print(
            f"  {signal:28} {compared:5} observations, {wrong} differ; "
            f"{agreed:3} monthly figures agree, {differ} differ"
        )
        failed += wrong + differ
        proven += agreed > 2
    if proven < 6:
        print(f"  only {proven} signals have figures in three months or more: too few to prove anything")
        failed += 1
    return failed


def busiest(team):
    """Last month of the two years in which most pull requests became ready."""
    counts = collections.Counter(month_of(p.ready) for p in team.cohort)
    complete = [m for m in sorted(counts) if m < month_of(team.recording.as_of)]

    def two_years(month):
        return sum(counts[months_before(month, back)] for back in range(MONTHS))

    return max(complete, key=lambda m: (two_years(m), m))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", nargs="*", help="folders or archive.json files")
    parser.add_argument("--midspan", default="target/debug/midspan", help="the program")
    parser.add_argument("--leaders", type=int, default=2, help="how many lead")
    parser.add_argument("--members", type=int, default=12, help="how many else are in the team")
    parser.add_argument("--until", help="last of the 24 months compared, as 2017-03")
    args = parser.parse_args()
    given = args.recordings or [p for p in os.environ.get("MIDSPAN_RECORDINGS", "").split(":") if p]
    if not given:
        print("no recording given, nothing compared: name one, or set MIDSPAN_RECORDINGS")
        return
    program = str(pathlib.Path(args.midspan).resolve())
    failed = sum(compare(pathlib.Path(source), program, args) for source in given)
    if failed:
        sys.exit(f"{failed} differences")
    print("everything agrees")


if __name__ == "__main__":
    main()
