--: id = "decision_proximity"
--: title = "Decisions by people who know the code"
--: question = "Which share of deciding approvals comes from somebody who wrote in a touched directory within 180 days?"
--: concept = "Decisions closer to the work"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "git"
--: confounders = "New directories that nobody knows yet; moved files."
--: gaming = "Trivial commits in many directories."
--: cannot_tell = "Knowledge that leaves no commits."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(CASE WHEN c.deciding_near THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.merged_in_horizon -- only what was merged
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.deciding_near IS NOT NULL -- who decided and which files are known
