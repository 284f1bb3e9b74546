--: id = "change_request_closure_ratio"
--: title = "Pull requests closed per pull request opened"
--: question = "Does the team close as many pull requests as become ready?"
--: concept = "Cadence"
--: estimator = { kind = "ratio_of_sums" }
--: unit = "ratio"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "A backlog that is cleared on purpose."
--: gaming = "Mass closing."
--: cannot_tell = "Why something was closed."
WITH closings AS (
  SELECT a.repo, a.team, a.item, a.author, a.week, p.closed_s
  FROM acts a
  INNER JOIN pull_requests p ON p.repo = a.repo AND p.number = a.number
  WHERE a.subject = 'pull' -- git alone records no closing
    AND a.kind = 'opened' -- each pull request once, of any age
    AND a.role <> 'bot' -- work of people
    AND p.closed_s IS NOT NULL -- only what was closed
    AND NOT p.is_draft -- what never became ready is not counted as opened either
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(0 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.subject = 'pull' -- git alone records no opening
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
UNION ALL
SELECT
  k.repo AS repo,
  k.team AS team,
  m.period AS period,
  k.item AS item,
  CAST(1 AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS exposure,
  FALSE AS censored,
  k.author AS author,
  k.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM closings k
INNER JOIN months m ON k.closed_s >= m.start_s AND k.closed_s < m.end_s -- the month in which it was closed
LEFT JOIN cohort c ON c.repo = k.repo AND c.item = k.item
WHERE c.bookkeeping IS NULL OR NOT c.bookkeeping -- opened and merged within a minute by one person
