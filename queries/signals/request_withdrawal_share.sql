--: id = "request_withdrawal_share"
--: title = "Review requests that were withdrawn"
--: question = "Which share of requests to peers is taken back before an answer?"
--: concept = "Guard of request_nonresponse"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 1
--: min_exposure = 10.0
--: window = "month"
--: tier = "pr_only"
--: confounders = "Reviewers who change by agreement."
--: gaming = "None known."
--: cannot_tell = "Why it was taken back."
SELECT
  q.repo,
  q.team,
  q.period,
  q.item,
  CAST(CASE WHEN q.outcome = 'removed' THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  q.author,
  q.week,
  CAST(NULL AS STRING) AS group_key
FROM asks q
WHERE q.subject = 'pull' -- issues know no review requests
  AND q.via = 'request' -- a question cannot be withdrawn
  AND q.asked_role <> 'leader' -- as request_nonresponse
  AND q.asker_role <> q.asked_role -- as request_nonresponse
  AND q.followed_40 -- as request_nonresponse
