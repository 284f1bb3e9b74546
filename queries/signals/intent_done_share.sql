--: id = "intent_done_share"
--: title = "Issues that say what done looks like"
--: question = "Which share of the issues of the month says by what one will know that it is done?"
--: concept = "Clear intent: what done looks like"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "full"
--: confounders = "As intent_completeness, of which it is a third."
--: gaming = "As intent_completeness."
--: cannot_tell = "Whether it can be checked: a checklist, a heading or a cue such as acceptance counts."
WITH in_month AS (
  SELECT i.repo, i.team, i.period, i.number
  FROM issue_months i
  WHERE i.started -- opened in this month
    AND i.in_scope -- the team's own issues, not every visitor's report
  UNION ALL
  SELECT c.repo, c.team, c.period, l.issue AS number
  FROM cohort c
  INNER JOIN linked_issues l ON l.repo = c.repo AND l.number = c.number
  WHERE c.subject = 'pull' -- changes read from git are linked to no issue
    AND NOT c.bookkeeping -- no work behind it
), wanted AS (
  SELECT w.repo, w.team, w.period, w.number
  FROM in_month w
  GROUP BY w.repo, w.team, w.period, w.number
)
SELECT
  i.repo AS repo,
  w.team AS team,
  w.period AS period,
  'issue#' || CAST(i.number AS STRING) AS item,
  CAST(CASE WHEN i.done THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM wanted w
INNER JOIN issues i ON i.repo = w.repo AND i.number = w.number
