#!/usr/bin/env python3
"""Simulates collecting an organisation from GitHub under its documented limits.

    python3 benches/scale/collect.py [--repositories 10000] [--seed 1] [--self-test]

Standard library only. The arithmetic of docs/SCALE.md and this simulation take the same costs of a
repository; the simulation also has requests that take time, a window of an hour for the primary limit
and one of a minute for the secondary ones, several requests under way at once, and repositories whose
sizes differ by orders of magnitude. It prints the table of docs/SCALE.md.
"""

import argparse
import heapq
import math
import random

# Measured on a repository of 1,310 pull requests: 43 GraphQL requests of 55 points, 67 REST requests.
MEASURED_PULLS = 1310
GRAPHQL = 43
POINTS = 55
REST = 67

# Asked of every repository, however small: itself and its rules.
FIXED_REQUESTS = 2
# Asked once in a run of every owner: its teams, in pages of 50.
TEAMS_PAGE = 50

# Documented by GitHub; see docs/SCALE.md for the pages.
PLANS = {
    "token": (5000, 5000),
    "app, largest": (12500, 12500),
    "app, Enterprise Cloud": (10000, 15000),
}
GRAPHQL_A_MINUTE = 2000
REST_A_MINUTE = 900

AT_ONCE = 4  # repositories that the program reads side by side
SECONDS = {"graphql": 1.2, "rest": 0.25}  # median time of an answer; an assumption, see docs/SCALE.md


def sizes(count, mean, rng):
    """Pull requests of each repository: log-normal with a long tail, scaled to the mean."""
    raw = [rng.lognormvariate(0.0, 1.8) for _ in range(count)]
    factor = count * mean / sum(raw)
    return [max(0, round(size * factor)) for size in raw]


def cost(pulls, team_pages):
    """GraphQL requests, points and REST requests of a repository's first sync."""
    share = pulls / MEASURED_PULLS
    graphql = FIXED_REQUESTS + team_pages + max(2, math.ceil((GRAPHQL - FIXED_REQUESTS) * share))
    points = FIXED_REQUESTS + team_pages + max(2, math.ceil((POINTS - FIXED_REQUESTS) * share))
    return graphql, points, math.ceil(REST * share)


def revisit(changed, team_pages):
    """The same for a later sync: what has changed comes in one page of each list."""
    if not changed:
        return 1, 1, 0
    return FIXED_REQUESTS + team_pages + 2, FIXED_REQUESTS + team_pages + 2, 1


class Window:
    """So many units in each span of seconds, from the first one on."""

    def __init__(self, units, span):
        self.units, self.span, self.start, self.used = units, span, 0.0, 0.0

    def when(self, at, units):
        """The time from which so many units may be spent, and spends them."""
        if at >= self.start + self.span:
            self.start, self.used = at, 0.0
        if self.used + units > self.units:
            self.start, self.used = self.start + self.span, 0.0
        self.used += units
        return max(at, self.start)


def simulate(costs, plan, rng):
    """Hours that a list of (graphql, points, rest) takes."""
    hourly = {"graphql": Window(plan[0], 3600), "rest": Window(plan[1], 3600)}
    minutely = {"graphql": Window(GRAPHQL_A_MINUTE, 60), "rest": Window(REST_A_MINUTE, 60)}
    lanes = [(0.0, lane) for lane in range(AT_ONCE)]
    heapq.heapify(lanes)
    work = [None] * AT_ONCE
    queue = iter(costs)
    end = 0.0
    while lanes:
        at, lane = heapq.heappop(lanes)
        end = max(end, at)
        if not work[lane]:
            following = next(queue, None)
            if following is None:
                continue
            graphql, points, rest = following
            each = points / graphql if graphql else 0.0
            work[lane] = [("rest", 1.0)] * rest + [("graphql", each)] * graphql
        kind, units = work[lane].pop()
        start = hourly[kind].when(at, units)
        start = minutely[kind].when(start, 1.0)
        seconds = SECONDS[kind] * rng.lognormvariate(0.0, 0.4)
        heapq.heappush(lanes, (start + seconds, lane))
    return end / 3600


def bound(costs, plan):
    """The arithmetic: the largest of what each limit alone would take, in hours."""
    graphql, points, rest = (sum(c[i] for c in costs) for i in range(3))
    parts = {
        "points": points / plan[0],
        "REST requests": rest / plan[1],
        "answers": (graphql * SECONDS["graphql"] + rest * SECONDS["rest"]) / AT_ONCE / 3600,
    }
    # The first hour's budget is there at once.
    spent = {
        "points": max(0.0, parts["points"] - 1),
        "REST requests": max(0.0, parts["REST requests"] - 1),
        "answers": parts["answers"],
    }
    name = max(spent, key=spent.get)
    return spent[name], name


def table(repositories, mean, teams, seed):
    rng = random.Random(seed)
    pulls = sizes(repositories, mean, rng)
    shared = -(-teams // TEAMS_PAGE)
    # One repository in five has something new on a day.
    changed = [rng.random() < 0.2 for _ in pulls]
    rows = []
    # As the program does it, and as it would be if teams were read with each repository.
    for name, team_pages, once in (("once", 0, [(shared, shared, 0)]), ("each", shared, [])):
        first = once + [cost(size, team_pages) for size in pulls]
        daily = once + [revisit(new, team_pages) for new in changed]
        for run, costs in (("first", first), ("daily", daily)):
            for plan, limits in PLANS.items():
                hours, reason = bound(costs, limits)
                rows.append((name, run, plan, costs, hours, reason, simulate(costs, limits, random.Random(seed))))
    return sum(pulls), rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=int, default=10000)
    parser.add_argument("--pulls", type=float, default=500.0, help="mean of a repository")
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    pulls, rows = table(options.repositories, options.pulls, options.teams, options.seed)
    print(f"{options.repositories:,} repositories, {pulls:,} pull requests, {options.teams:,} teams; seed {options.seed}\n")
    print("| run | teams | limits | GraphQL requests | points | REST requests | hours by arithmetic | what binds | hours simulated |")
    print("|---|---|---|---:|---:|---:|---:|---|---:|")
    for name, run, plan, costs, hours, reason, simulated in rows:
        graphql, points, rest = (sum(c[i] for c in costs) for i in range(3))
        print(f"| {run} | {name} | {plan} | {graphql:,} | {points:,} | {rest:,} | {hours:.1f} | {reason} | {simulated:.1f} |")


def self_test():
    """What the windows and the arithmetic must hold to."""
    window = Window(10, 60)
    starts = [window.when(0.0, 1) for _ in range(25)]
    assert starts[9] == 0.0 and starts[10] == 60.0 and starts[20] == 120.0, starts
    assert window.when(1000.0, 1) == 1000.0
    assert cost(MEASURED_PULLS, 0) == (GRAPHQL, POINTS, REST)
    rng = random.Random(3)
    for plan in PLANS.values():
        costs = [cost(size, 20) for size in sizes(2000, 500.0, rng)]
        hours, _ = bound(costs, plan)
        simulated = simulate(costs, plan, rng)
        assert hours <= simulated * 1.05 and simulated <= hours * 1.35 + 1.0, (hours, simulated)
    print("ok")


if __name__ == "__main__":
    main()
