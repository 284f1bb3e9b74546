--: id = "request_nonresponse"
--: title = "Requests that peers leave unanswered"
--: question = "Which share of requests to peers is neither answered nor withdrawn within 40 working hours?"
--: concept = "Absent peers; accountability"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 1
--: min_exposure = 10.0
--: window = "month"
--: shrinkage = 4.0
--: tier = "pr_only"
--: confounders = "Automatic requests of a whole team: a team counts once and any member answers for it."
--: gaming = "Withdrawing requests shortly before the 40 hours; request_withdrawal_share shows it."
--: cannot_tell = "Answers in chat."
--: [drift]
--: facet = "unattended"
--: weight = 1.0
--: green = 0.10
--: red = 0.40
--: grade = "B"
--: source = "16 to 66 % of patches had an invited reviewer who did not respond (Ruangwan et al., arXiv 1806.10277)."
SELECT
  q.repo,
  q.team,
  q.period,
  q.item,
  CAST(
    CASE
      WHEN q.outcome IN ('answered', 'removed', 'merged') AND q.answered_bh <= 40 THEN 0 -- closing excuses nobody
      ELSE 1
    END
  AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  q.author,
  q.week,
  CAST(NULL AS STRING) AS group_key
FROM asks q
WHERE q.subject = 'pull' -- questions on issues are another matter
  AND q.asked_role <> 'leader' -- those are leader_nonresponse
  AND q.asker_role <> q.asked_role -- a request of oneself or among reviewers is no ask
  AND q.followed_40 -- younger requests may still be answered in time
