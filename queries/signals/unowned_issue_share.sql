--: id = "unowned_issue_share"
--: title = "Old issues that nobody owns"
--: question = "Which share of the team's issues older than two weeks has no assignee, no milestone and no answer?"
--: concept = "Clarity of roles; accountability"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "in_query"
--: tier = "full"
--: confounders = "Public trackers: only issues by team members or labelled for the team count."
--: gaming = "Assigning everything to somebody: who was assigned must act on the issue, or open a pull request for it, within 14 days to count."
--: cannot_tell = "Whether the owner goes on after the first act."
--: [drift]
--: facet = "intent"
--: weight = 1.0
--: green = 0.15
--: red = 0.55
--: grade = "C"
--: source = "Design prior."
SELECT
  i.repo,
  i.team,
  i.period,
  i.item,
  CAST(CASE WHEN i.owned OR i.answered THEN 0 ELSE 1 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM issue_months i
WHERE i.open -- at the end of the month
  AND i.age_days > 14 -- newer ones may still be picked up
  AND i.in_scope -- the team's own
