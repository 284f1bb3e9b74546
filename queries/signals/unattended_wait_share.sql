--: id = "unattended_wait_share"
--: title = "Open time in which nobody was asked"
--: question = "For how much of the time that pull requests are open should somebody act while nobody has been asked?"
--: concept = "Nobody is looking"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 1
--: min_exposure = 40.0
--: window = "month"
--: tier = "pr_only"
--: confounders = "Teams that agree by word of mouth who reviews what."
--: gaming = "A bot that requests everybody; then request_nonresponse rises."
--: cannot_tell = "Whether somebody had it on a list elsewhere."
--: [drift]
--: facet = "unattended"
--: weight = 1.0
--: green = 0.05
--: red = 0.40
--: grade = "C"
--: source = "Design prior."
SELECT
  i.repo,
  FIRST(i.team) AS team, -- one item has one team, author and week
  i.period,
  i.item,
  CAST(SUM(CASE WHEN i.awaited = 'none' THEN i.business_seconds ELSE 0 END) AS DOUBLE) / 3600 AS value,
  CAST(SUM(i.business_seconds) AS DOUBLE) / 3600 AS exposure,
  FALSE AS censored,
  FIRST(i.author) AS author,
  FIRST(i.week) AS week,
  CAST(NULL AS STRING) AS group_key
FROM intervals i
WHERE i.state <> 'draft' -- a draft asks for nobody
  AND NOT i.bookkeeping -- nobody waited
  AND i.business_seconds > 0 -- nights and weekends are nobody's waiting
GROUP BY i.repo, i.period, i.item
