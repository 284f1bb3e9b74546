--: id = "late_scope_share"
--: title = "Scope added late"
--: question = "Which share of a milestone's issues was added in the last fifth of its planned span or later?"
--: concept = "Problems surface late"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "six_months"
--: tier = "full"
--: confounders = "Milestones that collect bug fixes."
--: gaming = "Leaving late issues out of the milestone; aligned_work_share then falls."
--: cannot_tell = "Whether late scope was a surprise or a choice. A renamed milestone loses its earlier issues."
--: [drift]
--: facet = "milestone"
--: weight = 0.5
--: green = 0.15
--: red = 0.45
--: grade = "C"
--: source = "Design prior."
WITH first_seen AS (
  SELECT
    s.repo,
    s.number,
    MIN(s.seen_s) AS seen_s
  FROM milestone_snapshots s
  WHERE s.due_s IS NOT NULL -- before a date is set there is no plan
  GROUP BY s.repo, s.number
), first_due AS (
  SELECT
    s.repo,
    s.number,
    MIN(s.due_s) AS due_s
  FROM milestone_snapshots s
  INNER JOIN first_seen f ON f.repo = s.repo AND f.number = s.number AND f.seen_s = s.seen_s
  GROUP BY s.repo, s.number
), planned AS (
  SELECT
    k.repo,
    k.number,
    k.title,
    k.created_s,
    COALESCE(d.due_s, k.due_s) AS due_s -- the date first seen, else the recorded one
  FROM milestones k
  LEFT JOIN first_due d ON d.repo = k.repo AND d.number = k.number
), added AS (
  SELECT
    a.repo,
    a.team,
    a.item,
    a.target AS title,
    MIN(a.at_s) AS added_s
  FROM acts a
  WHERE a.subject = 'issue' -- pull requests are the work, not the scope
    AND a.kind = 'milestoned' -- the act that adds it
  GROUP BY a.repo, a.team, a.item, a.target
)
SELECT
  a.repo AS repo,
  a.team AS team,
  m.period AS period,
  a.item AS item,
  CAST(CASE WHEN (p.due_s - a.added_s) * 5 <= p.due_s - p.created_s THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM added a
INNER JOIN planned p ON p.repo = a.repo AND p.title = a.title
INNER JOIN months m ON p.due_s >= m.start_s AND p.due_s < m.end_s -- the month in which it was first due
WHERE p.due_s > p.created_s -- a date in the past is no plan
