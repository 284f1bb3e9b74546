--: id = "self_started_share"
--: title = "Work started without a leader's issue"
--: question = "Which share of the team's pull requests was neither opened as an issue nor assigned by a leader?"
--: concept = "Initiative: who starts work"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "full"
--: confounders = "A backlog that a product owner writes: give that role in the configuration, so that it is no leader."
--: gaming = "Issues opened after the fact: only what happened before the pull request was opened counts."
--: cannot_tell = "Work that was told by word of mouth looks self-started."
--: [control]
--: facet = "initiative"
--: weight = 1.0
--: green = 0.55
--: red = 0.20
--: grade = "C"
--: source = "Design prior."
WITH told AS (
  SELECT
    c.repo,
    c.item
  FROM cohort c
  INNER JOIN linked_issues l ON l.repo = c.repo AND l.number = c.number
  INNER JOIN acts a ON a.repo = l.repo AND a.number = l.issue
  WHERE c.subject = 'pull' -- changes read from git are linked to no issue
    AND a.subject = 'issue' -- the act is on the issue
    AND a.kind IN ('opened', 'assigned') -- how work is handed out
    AND a.role = 'leader' -- the issue's author included
    AND a.at_s <= c.created_s -- what came later did not start it
  GROUP BY c.repo, c.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN t.item IS NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN told t ON t.repo = c.repo AND t.item = c.item
WHERE c.author_role <> 'leader' -- leaders are not told by leaders
  AND NOT c.bookkeeping -- no work behind it
  AND c.subject = 'pull' -- changes read from git are linked to no issue
