--: id = "time_to_merge"
--: title = "Time to merge (vcs.change.time_to_merge)"
--: question = "Within how many working hours is half of the pull requests merged?"
--: concept = "Work reaches the main branch"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 80.0 }
--: unit = "bh"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Size; release freezes; merge queues."
--: gaming = "Opening late."
--: cannot_tell = "What it waited for; the wait states show that."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CASE
    WHEN c.merge_bh <= 80 THEN c.merge_bh
    WHEN c.closed_s IS NOT NULL THEN CAST(80 AS DOUBLE) -- closed otherwise: it never comes
    ELSE c.followed_bh -- so far
  END AS value,
  CAST(1 AS DOUBLE) AS exposure,
  c.merge_bh IS NULL OR c.merge_bh > 80 AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
