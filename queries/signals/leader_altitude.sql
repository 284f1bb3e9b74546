--: id = "leader_altitude"
--: title = "Leader's acts on intent rather than on code"
--: question = "Which share of leaders' recorded acts is on issues and milestones?"
--: concept = "Intent and results rather than tasks"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 1
--: min_exposure = 10.0
--: window = "month"
--: tier = "full"
--: confounders = "Leaders who still write code by agreement; planning in another tool."
--: gaming = "Label gardening."
--: cannot_tell = "What was said; whether an act on an issue set intent or prescribed steps."
SELECT
  a.repo,
  a.team,
  a.period,
  a.item,
  CAST(CASE WHEN a.subject = 'issue' OR a.kind IN ('milestoned', 'demilestoned') THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  a.week,
  CAST(NULL AS STRING) AS group_key
FROM acts a
WHERE a.role = 'leader' -- in that role at that time, on own items too
  AND a.subject IN ('issue', 'pull') -- commits would count the same work twice
  AND (a.trace OR a.kind = 'opened') -- acts, not notices such as being mentioned
