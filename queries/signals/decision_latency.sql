--: id = "decision_latency"
--: title = "Time to a leader's decision"
--: question = "Within how many working hours are three quarters of the questions to a leader answered?"
--: concept = "Faster decisions"
--: estimator = { kind = "km_quantile", quantile = 0.75, horizon = 80.0 }
--: unit = "bh"
--: scale = "ln"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "Questions that need research; leave."
--: gaming = "Answers that decide nothing."
--: cannot_tell = "Decisions taken in meetings; questions that were never written down."
SELECT
  q.repo,
  q.team,
  q.period,
  q.item,
  LEAST(q.answered_bh, CAST(80 AS DOUBLE)) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  q.censored OR q.answered_bh > 80 AS censored, -- an answer after the horizon is censored at it
  q.author,
  q.week,
  CAST(NULL AS STRING) AS group_key
FROM asks q
WHERE q.asked_role = 'leader' -- decisions of leaders
  AND q.asker_role <> 'leader' -- that others need
  AND q.via = 'mention' -- a question, not a request for review
