--: id = "hasty_approval_share"
--: title = "Approvals at a glance"
--: question = "Which share of larger changes was approved faster than 200 lines an hour?"
--: concept = "Guard: reviews that are real"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "Generated code; moved files; pairing."
--: gaming = "Approving later on purpose."
--: cannot_tell = "How carefully somebody read."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(CASE WHEN c.hasty THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
  AND c.hasty IS NOT NULL -- 100 lines or more, and approved
