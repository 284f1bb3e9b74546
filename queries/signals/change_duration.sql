--: id = "change_duration"
--: title = "Time open (vcs.change.duration, open)"
--: question = "How many hours by the wall clock is half of the pull requests open, from ready to merged or closed?"
--: concept = "Work in progress"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 2160.0 }
--: unit = "h"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Nights, weekends and holidays count here."
--: gaming = "Closing and opening anew."
--: cannot_tell = "What it waited for; the wait states show that. The time as a draft is in change_duration_draft; merged and closed are states that do not end."
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
