--: id = "change_duration"
--: title = "Time open (vcs.change.duration)"
--: question = "How many hours by the wall clock is half of the pull requests open?"
--: concept = "Work in progress"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 2160.0 }
--: unit = "h"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Nights, weekends and holidays count here."
--: gaming = "Closing and opening anew."
--: cannot_tell = "What it waited for; the wait states show that."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  LEAST(c.open_hours, CAST(2160 AS DOUBLE)) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  c.closed_s IS NULL OR c.open_hours > 2160 AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
