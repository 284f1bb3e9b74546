#!/usr/bin/env python3
"""Writes the inputs that fuzzing starts from into fuzz/corpus: invented, one for each thing a parser knows.

    python fuzz/seeds.py
"""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent
PROJECT = ROOT.parent
TIME = "2026-03-02T09:00:00Z"


def write(target: str, *inputs) -> None:
    folder = ROOT / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, value in enumerate(inputs):
        data = value if isinstance(value, bytes) else value.encode()
        (folder / f"seed-{number:02}").write_bytes(data)


def git() -> None:
    write("codeowners",
          "# owners\n* @acme/core\n/docs/ @lea docs@acme.example\n*.rs @pat # remark\n/src/** \n",
          "\ufeffa\\ b/ @x\n[ab] @x\n!no @x\n\\#x @x\n/a/* @acme/\n{a,b}* @x @@y\n**/z/** a@b\n",
          "docs/*\n/apps/**/b?.c @q\n\\\\ @x\nq @\n" * 3)
    write("commit_message",
          "Merge pull request #12 from a/b\n\nTitle\n\nReviewed-by: Jane Roe <jane@x.example>\nAcked-and-Tested-by: @kim\n",
          "Title (#12)\n\nThis reverts commit\n0123456789abcdef0123456789abcdef01234567.\n\nSigned-off-by: A <a@x>, B <b@x>\n Folded\n(cherry picked from commit 0123)\n",
          "Merge acme/tool#7: x\n\nSee merge request group/project!12\n",
          "Merged in x (pull request #5)\n\nCo-authored-by: 12+kim[bot]@users.noreply.github.com\nCo-developed-by: Roe, Jane\n",
          "Merge pull request 'title' (#12) from branch into main\0rest")
    write("mailmap",
          "# map\nJane Roe <jane@x.example> <jr@old.example>\n<real@x> <other@x>\nJane <jane@x> Janet <JANET@X>\n",
          "<12+kim@users.noreply.github.com> <kim@x>\nName <a@b\n<> <c>\n")
    hex_ = "0123456789abcdef0123456789abcdef01234567"
    write("git_objects",
          f"\0tree {hex_}\nparent {hex_}\nauthor A <b> C <a@x> 1700000000 +0530\ncommitter C <c@x> -86400 -0800\ngpgsig x\n y\nencoding latin1\n\nTitle\n",
          f"\0object {hex_}\ntype commit\ntag v1\ntagger A <a@x> 99999999999999999999 +0000\n\ntext\n",
          b"\x3f" + b"100644 a\0" + bytes(20) + b"40000 d\0" + b"\7" * 20 + b"160000 s\0" + b"\1" * 20 + b"120755 l\0" + b"\2" * 20)
    write("line_counts", b"a\nb\nc\n\0a\nx\nc\nd", b"\0a\n", b"x\n" * 20 + b"\0" + b"y\nx\n" * 10, b"same\n\0same")
    write("texts",
          "LGTM\nFixes #12, closes acme/tool#3.\n\n> quoted?\n\nWhy: because.\n- [x] done\n- [ ] not\n@kim @acme/core [link](https://x.example) `code`",
          "ship it\n<!-- hidden --> ACK, not NACK\n```\ncode?\n```\nhttps://git.example/acme/tool/issues/9 resolves #9",
          "t\nWhat: x\nAcceptance criteria\n* a\n* b\nnot approved yet, +1")
    write("addresses", "git@git.example:acme/tool.git\nhttps://api.github.com/x",
          "https://git.example:8443/group/acme/tool.git?x#y\nhttps://git.example:8443/x",
          "ssh://git@git.example:22/acme/tool\nhttp://127.0.0.1:80", "http://localhost:9/api/v3\nhttp://localhost:9/api",
          "12+kim[bot]@users.noreply.github.com\nhttps://[::1]/", "https://ghe.example/api/v3/\nhttps://ghe.example")


def answers() -> None:
    actor = {"__typename": "User", "login": "kim", "databaseId": 7}
    event = {"__typename": "IssueComment", "createdAt": TIME, "author": actor, "body": "LGTM, why not?"}
    review = {"__typename": "PullRequestReview", "submittedAt": TIME, "author": actor, "state": "APPROVED",
              "reviewState": "APPROVED", "fullDatabaseId": "9", "body": "", "comments": {"totalCount": 2}}
    dismissal = {"__typename": "ReviewDismissedEvent", "createdAt": TIME, "actor": actor,
                 "previousReviewState": "APPROVED", "review": {"fullDatabaseId": "9", "author": actor}}
    push = {"__typename": "PullRequestCommit", "commit": {"oid": "01" * 20, "id": "C1", "committedDate": TIME,
            "author": {"email": "kim@x.example", "user": None}, "parents": {"totalCount": 2}},
            "pushed": {"oid": "01" * 20, "id": "C1", "committedDate": TIME, "parents": {"totalCount": 1},
                       "author": {"email": "kim@x.example", "user": None}}}
    request = {"__typename": "ReviewRequestedEvent", "createdAt": TIME, "actor": actor,
               "requestedReviewer": {"__typename": "Team", "slug": "core"}}
    merged = {"__typename": "MergedEvent", "createdAt": "2026-03-03T09:00:00Z", "actor": actor}
    page = {"hasNextPage": True, "endCursor": "x"}
    timeline = {"totalCount": 9, "pageInfo": page,
                "nodes": [event, None, request, review, push, dismissal, merged]}
    pull = {"id": "P1", "number": 12, "title": "Title", "body": "Fixes #3. Why: because.", "state": "MERGED",
            "isDraft": False, "createdAt": "2026-03-01T09:00:00Z", "updatedAt": "2026-03-04T09:00:00Z",
            "mergedAt": "2026-03-03T09:00:00Z", "author": actor, "mergedBy": actor, "baseRefName": "main",
            "headRefOid": "01" * 20, "mergeCommit": {"oid": "02" * 20}, "additions": 3, "deletions": 1,
            "changedFiles": 2, "milestone": {"number": 1}, "labels": {"totalCount": 1, "nodes": [{"name": "bug"}]},
            "closingIssuesReferences": {"totalCount": 30, "nodes": [{"number": 3, "repository": {"nameWithOwner": "acme/tool"}}]},
            "timelineItems": timeline}
    issue = {"id": "I1", "number": 3, "title": "T", "body": "b", "state": "CLOSED", "stateReason": "COMPLETED",
             "createdAt": TIME, "updatedAt": TIME, "closedAt": TIME, "author": actor, "milestone": {"number": 1},
             "labels": {"nodes": []}, "assignees": {"nodes": [actor]}, "timelineItems": timeline}
    milestone = {"number": 1, "title": "M", "description": "d", "state": "OPEN", "createdAt": TIME,
                 "updatedAt": TIME, "dueOn": TIME, "creator": actor}
    checks = {"nodes": [{"__typename": "CheckRun", "name": "test", "conclusion": "SUCCESS", "startedAt": TIME,
                         "completedAt": TIME},
                        {"__typename": "StatusContext", "context": "ci", "state": "PENDING", "createdAt": TIME}]}
    rules = {"branchProtectionRules": {"nodes": [{"pattern": "main", "requiresApprovingReviews": True,
             "requiredApprovingReviewCount": 2, "requiredStatusCheckContexts": ["test", None]}]},
             "rulesets": {"nodes": [{"enforcement": "ACTIVE", "target": "BRANCH",
                          "conditions": {"refName": {"include": ["refs/heads/main"]}},
                          "rules": {"nodes": [{"parameters": {"requiredApprovingReviewCount": 1}}]}}]}}
    comment = [{"id": 5, "pull_request_review_id": 9, "in_reply_to_id": None, "user": {"login": "kim", "id": 7, "type": "User"},
                "body": "Why?", "created_at": TIME, "updated_at": TIME,
                "pull_request_url": "https://api.git.example/repos/acme/tool/pulls/12"}]
    limit = {"rateLimit": {"cost": 1}}
    bodies = [
        {"repository": {"nameWithOwner": "acme/tool", "viewerPermission": "WRITE", "hasIssuesEnabled": True}},
        {"nodes": [{"id": "C1", "statusCheckRollup": {"contexts": checks}}, None]},
        {"repository": {"defaultBranchRef": {"target": {"statusCheckRollup": {"contexts": {"totalCount": 1}}}}}},
        {"repository": {"issues": {"totalCount": 1, "nodes": [issue, None]}}},
        {"repository": {"pullRequests": {"totalCount": 1, "pageInfo": page, "nodes": [pull]}}},
        {"repositoryOwner": {"repositories": {"nodes": [{"nameWithOwner": "acme/tool", "isFork": False}]}}},
        {"repository": {"nameWithOwner": "acme/tool", "url": "https://git.example/acme/tool",
                        "milestones": {"nodes": [milestone]}, "labels": {"nodes": [{"name": "bug"}]}}},
        None,
        {"repository": rules},
        {"organization": {"teams": {"nodes": [{"slug": "core", "members": {"nodes": [actor]}}]}}},
        {"nodes": [{"id": "P1", "updatedAt": TIME, "timelineItems": timeline}]},
    ]
    texts = [comment if body is None else {"data": body | limit, "errors": [{"type": "NOT_FOUND", "message": "m",
             "path": ["nodes", 1]}]} for body in bodies]
    write("github_answer", *(bytes([shape]) + json.dumps(text).encode() for shape, text in enumerate(texts)))


def recordings() -> None:
    user = {"login": "kim", "id": 7, "type": "User"}
    thing = {"number": 12, "html_url": "https://git.example/acme/tool/pull/12", "state": "closed", "title": "T",
             "body": "Fixes #3", "user": user, "labels": [{"name": "bug"}], "assignees": [user],
             "created_at": TIME, "updated_at": "2026-03-04T09:00:00Z", "closed_at": "2026-03-04T09:00:00Z",
             "merged_at": "2026-03-04T09:00:00Z", "merged_by": user, "draft": False, "review_comments": 3}
    events = [{"event": "commented", "created_at": TIME, "user": user, "actor": user, "body": "ACK"},
              {"event": "review_requested", "created_at": TIME, "actor": user, "requested_reviewer": user},
              {"event": "reviewed", "id": 9, "submitted_at": TIME, "user": user, "state": "approved", "body": "x"},
              {"event": "committed", "sha": "01" * 20, "committer": {"date": TIME}, "author": {"email": "kim@x.example", "date": TIME}},
              {"event": "review_dismissed", "created_at": TIME, "actor": user, "dismissed_review": {"review_id": 9, "state": "approved"}},
              {"event": "merged", "created_at": "2026-03-04T09:00:00Z", "actor": user, "commit_id": "02" * 20}]
    comments = [{"id": 5, "pull_request_review_id": 9, "user": user, "body": "Why?", "created_at": TIME}]
    pull = json.dumps({"pull": thing, "events": events, "comments": comments})
    issue = json.dumps({"issue": thing | {"number": 3, "merged_at": None}, "events": events[:2]})
    old = {"number": 1, "title": "T", "state": "MERGED", "author": "kim", "assignees": ["kim"], "labels": ["bug"],
           "url": "https://git.example/acme/tool/pull/1", "body": "b", "createdAt": TIME, "updatedAt": TIME,
           "mergedAt": TIME, "mergedBy": "kim", "mergeCommit": {"oid": "02" * 20}, "closedAt": TIME,
           "comments": [{"author": "lea", "body": "LGTM", "createdAt": TIME}],
           "reviews": [{"author": "lea", "state": "APPROVED", "body": "", "createdAt": TIME,
                        "comments": [{"originalPosition": 4, "body": "x", "createdAt": TIME}]}]}
    archive = json.dumps({"timestamp": TIME, "repo": "acme/tool", "pulls": [old], "issues": [old | {"number": 2}]})
    write("archive", "\0" + archive, "\1" + pull + "\n===\n" + issue, "\1" + issue)
    row = {"repo": "", "number": 12, "title": "T", "author": None, "created": 5, "updated": 90, "closed": 80,
           "merged": 80, "state": "merged", "is_draft": False, "base": "main", "head_oid": "01" * 20,
           "merge_oid": None, "merged_by": None, "additions": 1, "deletions": 1, "changed_files": 1,
           "milestone": None, "labels": "", "body_length": 5, "what": True, "why": False, "done": False,
           "recorded": 90, "has_timeline": True, "truncated": False}
    kim, lea = {"Account": 7}, {"Login": "lea"}
    entries = [{"event": {"kind": "committed", "at": 6, "at_inferred": True, "thing": "01" * 20}},
               {"event": {"kind": "reviewed", "at": 20, "actor": lea, "state": "approved", "count": 0},
                "link": {"Review": [9, 2]}},
               {"event": {"kind": "review_dismissed", "at": 30, "actor": kim},
                "link": {"Dismissal": [9, "approved"]}},
               {"event": {"kind": "merged", "at": 80, "actor": kim}}]
    people = {"sightings": [{"account": 7, "login": "kim", "is_bot": False, "seen": 90}], "addresses": []}
    draft = {"subject": {"Pull": {"row": row, "author": kim, "merged_by": kim, "closes": [3], "linked": [3]}},
             "created": 5, "latest": 90, "entries": entries, "people": people}
    check = {"oid": "01" * 20, "checks": [{"name": "test", "started": 5, "ended": 9, "outcome": "success"}]}
    inline = {"number": 1, "updated": 5, "people": people,
              "inline": {"id": 5, "review": 9, "event": {"kind": "line_commented", "at": 7, "actor": lea}}}
    pull = "pull " + json.dumps({"node": "P1", "read": 4, "commits": [["01" * 20, "C1"]], "draft": draft})
    checks, comment = "checks " + json.dumps(check), "comment " + json.dumps(inline)
    write("kept_content", pull, checks, "\n".join([pull, checks, comment]), comment)
    part = {"repo": "acme/tool", "file": "tags/acme~tool/part-1-1.parquet", "rows": 5, "sha256": "00"}
    store = {"schema_version": 2, "generation": 1, "example": False, "pseudonym_key": "00", "tables": {"tags": [part]},
             "repositories": {"acme/tool": {"web_url": None, "git": None, "archive": {"recorded": 5, "gaps": []}}}}
    now = {"schema_version": 4, "repo": "acme/tool", "generation": 1, "tables": {"tags": [part]},
           "streams": store["repositories"]["acme/tool"]}
    head = {"schema_version": 4, "example": False, "pseudonym_key": "00", "forgotten": {"00": 1}}
    write("manifest", json.dumps(store), json.dumps(store | {"schema_version": 9}),
          json.dumps(store | {"tables": {"tags": [part | {"file": "../x"}, part]}}),
          json.dumps(head), json.dumps(now), json.dumps(now | {"tables": {"tags": [part | {"repo": "a/b"}]}}))


def settings() -> None:
    example = (PROJECT / "midspan.example.toml").read_text()
    uncommented = "\n".join(line.removeprefix("# ").removeprefix("#") for line in example.splitlines())
    write("configuration", example, uncommented,
          "[[teams]]\nname = \"a\"\nmembers = [\"kim\"]\n[[leaders]]\nlogin = \"lea\"\nteam = \"a\"\n",
          "[calendar]\ntime_zone = \"Europe/Berlin\"\nfrom = 09:00:00\nto = \"17:30\"\ndays = [\"mon\"]\nholidays = [2026-12-25]\n",
          "[check.position]\nmin = -60\nmax = 60\n[privacy]\nmin_active = 5\n")
    files = [file.read_text() for file in sorted((PROJECT / "queries/signals").glob("*.sql"))]
    short = sorted(files, key=len)[:6]
    bodies = ["\n".join(line for line in text.splitlines() if not line.startswith("--:")) for text in files]
    write("front_matter", *("\n".join(f'--: id = "calm"' if line.startswith("--: id =") else line
                                      for line in text.splitlines()) for text in short))
    write("sql_lint", *sorted(bodies, key=len)[:8],
          "SELECT * FROM (a JOIN b ON (a.x = b.x)), LATERAL (SELECT 1) c WHERE x IS DISTINCT FROM y",
          "SELECT * FROM /*! read_parquet('x') */", "SELECT E'\\'' FROM \"read_parquet\"('x') --'",
          "SELECT TRIM(BOTH ' ' FROM x), EXTRACT(year FROM y) FROM t; ",
          "WITH \"t\" (a) AS (VALUES (1)) SELECT $$'$$, q'[x]', U&'x', x'00' FROM t TABLESAMPLE (5)",
          "SELECT * FROM TABLE(f(1)), UNNEST(x) PIVOT (SUM(a) FOR b IN ('c')) AS d")


def shown() -> None:
    texts = ["</td></script><img src=x onerror=alert(1)> | `rm` **[x](http://evil.example)** @all #12",
             "=cmd|' /C calc'!A0\n\u001b]0;t\u0007\u009b2J\u202eabc\u2066\ufeff", "1. a\n- b\n+ c\n# d\n> e\n$x$ ~~y~~ ^z^ [^1]: w",
             "javascript:alert(1)\nhttps://x.example\" onclick=\"a\n&lt;&#60;&amp\n--- \n| --- |\n:smile: www.x.example",
             "acme/tool#12\nhttps://git.example/acme/tool\n```\n<details>\n*a* _b_ __c__ \\*\n", "    code\n\ttab\n===\n***\n|"]
    write("escape", *texts)
    write("report", *(chr(which) + text for which, text in enumerate(texts)))
    write("waits", bytes(range(64)), bytes(range(255, 120, -1)), bytes(i * 37 % 256 for i in range(400)), bytes(200))
    write("intervals", bytes(range(128)), bytes(i * 91 % 256 for i in range(600)), bytes(300), bytes(range(255, 0, -1)) * 2)


git()
answers()
recordings()
settings()
shown()
