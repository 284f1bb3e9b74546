--: id = "priorities"
--: title = "Issues with a stated priority"
--: question = "Which share of the team's open issues has a priority label or a milestone with a date?"
--: concept = "Priorities"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "in_query"
--: tier = "full"
--: confounders = "Priorities kept in another tool; label names that are not recognised."
--: gaming = "Labelling everything urgent."
--: cannot_tell = "Whether people act on them."
SELECT
  i.repo,
  i.team,
  i.period,
  i.item,
  CAST(CASE WHEN i.prioritised THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM issue_months i
WHERE i.open -- at the end of the month
  AND i.in_scope -- the team's own
