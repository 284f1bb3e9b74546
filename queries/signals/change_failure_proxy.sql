--: id = "change_failure_proxy"
--: title = "Merges that were reverted or fixed soon"
--: question = "Which share of merges is reverted or followed by a fix of it within 14 days?"
--: concept = "Guard: speed must not cost quality"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "git"
--: confounders = "Reverts as a way of working, for example with feature flags."
--: gaming = "Fixing without naming what is fixed."
--: cannot_tell = "Failures that reach users; that needs incident data."
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN c.reverted THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
CROSS JOIN context x
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.merged_s IS NOT NULL -- only what was merged
  AND c.merged_s + 1209600 <= x.as_of_s -- 14 days must have passed for a revert to show
