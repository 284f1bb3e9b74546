--: id = "milestone_slippage"
--: title = "Milestone slippage"
--: question = "By how much of its planned span does the typical milestone run past the date first set?"
--: concept = "Milestone visibility: plans that move"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 3.0 }
--: unit = "of the planned span"
--: scale = "identity"
--: min_items = 3
--: window = "six_months"
--: tier = "full"
--: confounders = "Due dates meant as wishes; scope that changed on purpose."
--: gaming = "Moving the date: the date first seen counts, and silent_rebaseline counts the moves."
--: cannot_tell = "Why it slipped. Dates moved before the first collection are not known."
--: [drift]
--: facet = "milestone"
--: weight = 1.0
--: green = 0.15
--: red = 0.75
--: grade = "B"
--: source = "Projects overrun by 30 to 40 % on average (Kula et al., FSE 2023); about a third is late (Choetkiertikul et al. 2015)."
WITH first_seen AS (
  SELECT
    s.repo,
    s.number,
    MIN(s.seen_s) AS seen_s
  FROM milestone_snapshots s
  WHERE s.due_s IS NOT NULL -- before a date is set there is no plan to slip
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
    k.created_s,
    k.closed_s,
    COALESCE(d.due_s, k.due_s) AS due_s -- the date first seen, else the recorded one
  FROM milestones k
  LEFT JOIN first_due d ON d.repo = k.repo AND d.number = k.number
), teams AS (
  SELECT c.repo, c.team FROM cohort c
  UNION ALL
  SELECT i.repo, i.team FROM issue_months i
), repo_teams AS (
  SELECT t.repo, t.team FROM teams t GROUP BY t.repo, t.team
), slips AS (
  SELECT
    p.repo,
    p.number,
    p.closed_s,
    CAST(GREATEST(COALESCE(p.closed_s, x.as_of_s) - p.due_s, 0) AS DOUBLE) / CAST(p.due_s - p.created_s AS DOUBLE) AS slip,
    p.due_s
  FROM planned p
  CROSS JOIN context x
  WHERE p.due_s > p.created_s -- a date in the past is no plan
)
SELECT
  s.repo AS repo,
  r.team AS team,
  m.period AS period,
  'milestone#' || CAST(s.number AS STRING) AS item,
  s.slip AS value,
  CAST(1 AS DOUBLE) AS exposure,
  s.closed_s IS NULL AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM slips s
INNER JOIN repo_teams r ON r.repo = s.repo
INNER JOIN months m ON s.due_s >= m.start_s AND s.due_s < m.end_s -- the month in which it was first due
