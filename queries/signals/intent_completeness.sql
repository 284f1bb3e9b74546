--: id = "intent_completeness"
--: title = "Stated intent"
--: question = "How many of what, why and done do the issues of the month state?"
--: concept = "Clear intent: what, why, what done looks like"
--: estimator = { kind = "mean" }
--: unit = "share of three"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "full"
--: confounders = "Language: cue words exist for some languages only. Templates: text that a template brought is stripped."
--: gaming = "Empty headings; at least five words must follow one."
--: cannot_tell = "Whether what is stated is true, good or understood."
--: [drift]
--: facet = "intent"
--: weight = 1.0
--: green = 0.80
--: red = 0.40
--: grade = "C"
--: source = "Design prior. Evidence on templates conflicts (Li et al., TSE 2023; Sülün et al., TOSEM 2024)."
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
  CAST(CASE WHEN i.what THEN 1 ELSE 0 END + CASE WHEN i.why THEN 1 ELSE 0 END + CASE WHEN i.done THEN 1 ELSE 0 END AS DOUBLE) / 3 AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM wanted w
INNER JOIN issues i ON i.repo = w.repo AND i.number = w.number
