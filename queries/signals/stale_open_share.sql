--: id = "stale_open_share"
--: title = "Open time without any human act"
--: question = "For how much of their open time have pull requests been left alone for more than 40 working hours?"
--: concept = "Drift"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Experiments that are parked on purpose: label them and name the label in `parked_labels`."
--: gaming = "Closing what is stale: closed unmerged after that counts as abandoned."
--: cannot_tell = "Whether a decision to leave it alone was taken."
--: [drift]
--: facet = "unattended"
--: weight = 0.5
--: green = 0.05
--: red = 0.35
--: grade = "C"
--: source = "Design prior. The usual stale bot waits 60 days, far too long for a monthly signal."
SELECT
  i.repo,
  FIRST(i.team) AS team, -- one item has one team, author and week
  i.period,
  i.item,
  CAST(SUM(CASE WHEN i.stale THEN i.business_seconds ELSE 0 END) AS DOUBLE) / 3600 AS value,
  CAST(SUM(i.business_seconds) AS DOUBLE) / 3600 AS exposure,
  FALSE AS censored,
  FIRST(i.author) AS author,
  FIRST(i.week) AS week,
  CAST(NULL AS STRING) AS group_key
FROM intervals i
WHERE i.state <> 'draft' -- a draft may rest
  AND NOT i.bookkeeping -- never open long enough
  AND NOT i.parked -- rests on purpose
  AND i.business_seconds > 0 -- nights and weekends are nobody's waiting
GROUP BY i.repo, i.period, i.item
