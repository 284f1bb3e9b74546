--: id = "aligned_work_share"
--: title = "Work with a stated aim"
--: question = "Which share of merged work belongs to a milestone or states its intent?"
--: concept = "Alignment; disciplined initiative"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "full"
--: confounders = "Planning in another tool."
--: gaming = "Milestones that hold everything."
--: cannot_tell = "Whether the aim is the right one."
--: [drift]
--: facet = "intent"
--: weight = 1.0
--: green = 0.75
--: red = 0.35
--: grade = "C"
--: source = "Design prior."
WITH planned AS (
  SELECT l.repo, l.number
  FROM linked_issues l
  INNER JOIN issues i ON i.repo = l.repo AND i.number = l.issue
  WHERE i.milestone IS NOT NULL -- part of a plan
    OR CASE WHEN i.what THEN 1 ELSE 0 END + CASE WHEN i.why THEN 1 ELSE 0 END + CASE WHEN i.done THEN 1 ELSE 0 END >= 2 -- or two thirds of an intent
  GROUP BY l.repo, l.number
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN p.number IS NOT NULL OR c.intent >= 2 THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN planned p ON p.repo = c.repo AND p.number = c.number
WHERE c.author_role <> 'leader' -- the team's work
  AND NOT c.bookkeeping -- no work behind it
  AND c.subject = 'pull' -- changes read from git are linked to no issue
  AND c.merged_in_horizon -- only what was done
  AND NOT c.chore -- chores and dependency updates need no aim
