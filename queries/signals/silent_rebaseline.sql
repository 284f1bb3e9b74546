--: id = "silent_rebaseline"
--: title = "Milestone dates that were moved"
--: question = "How often was a milestone's due date moved?"
--: concept = "Guard of milestone_slippage"
--: estimator = { kind = "count" }
--: unit = "moves"
--: scale = "identity"
--: min_items = 1
--: window = "month"
--: tier = "full"
--: confounders = "Plans that change for good reasons."
--: gaming = "Moving dates between two collections back and forth."
--: cannot_tell = "Moves before the first collection, or who agreed to one."
WITH seen AS (
  SELECT
    s.repo,
    s.number,
    s.seen_s,
    s.due_s,
    LAG(s.due_s) OVER (PARTITION BY s.repo, s.number ORDER BY s.seen_s) AS before_s
  FROM milestone_snapshots s
  WHERE s.due_s IS NOT NULL -- taking a date away is another matter
), teams AS (
  SELECT c.repo, c.team FROM cohort c
  UNION ALL
  SELECT i.repo, i.team FROM issue_months i
), repo_teams AS (
  SELECT t.repo, t.team FROM teams t GROUP BY t.repo, t.team
)
SELECT
  s.repo AS repo,
  r.team AS team,
  m.period AS period,
  'milestone#' || CAST(s.number AS STRING) AS item,
  CAST(1 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM seen s
INNER JOIN repo_teams r ON r.repo = s.repo
CROSS JOIN months m
WHERE s.before_s IS NOT NULL -- the first date seen is no move
  AND s.due_s <> s.before_s -- a change of state only
  AND s.seen_s >= m.start_s AND s.seen_s < m.end_s -- the month in which it was seen
