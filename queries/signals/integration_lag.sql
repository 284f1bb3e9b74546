--: id = "integration_lag"
--: title = "Time from writing to integration, in git"
--: question = "How long does a change lie between being written and being brought in by somebody else?"
--: concept = "Waiting, as far as git alone shows it"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 8760.0 }
--: unit = "h"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "git"
--: confounders = "Soak periods by policy; rebases that keep the author date."
--: gaming = "Amending commits before integration."
--: cannot_tell = "What it waited for."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  c.integration_hours AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.subject = 'commit' -- pull requests have better clocks
  AND c.integration_hours IS NOT NULL -- brought in by somebody else than its author
