--: id = "leader_nonresponse"
--: title = "Pull requests on which a leader was asked in vain"
--: question = "Where a leader was asked, how often did no leader act before it closed or within 80 working hours?"
--: concept = "Absent when needed"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: shrinkage = 4.0
--: tier = "pr_only"
--: confounders = "Courtesy copies; answers in chat."
--: gaming = "Asking moves to chat, which leaves no trace."
--: cannot_tell = "Answers that were given in person."
--: [drift]
--: facet = "absence"
--: weight = 0.5
--: green = 0.10
--: red = 0.45
--: grade = "C"
--: source = "Design prior. Construct: laissez-faire leadership is being absent when needed (Skogstad et al., Work & Stress 2014), grade A."
WITH ended AS (
  SELECT
    a.repo,
    a.item
  FROM acts a
  WHERE a.subject = 'pull' -- the ask was on a pull request
    AND a.by = 'leader' -- and not the author
    AND a.kind IN ('merged', 'closed') -- to merge or close it is an answer too
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
), asked AS (
  SELECT
    q.repo,
    q.item,
    MAX(CASE WHEN q.outcome = 'answered' AND q.answered_bh <= 80 THEN 1 ELSE 0 END) AS answered
  FROM asks q
  WHERE q.subject = 'pull' -- questions on issues are in decision_latency
    AND q.asked_role = 'leader' -- a leader, or a team in which all lead
    AND q.asker_role <> 'leader' -- leaders asking each other need nobody
    AND q.followed_80 -- younger requests may still be answered in time
  GROUP BY q.repo, q.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN q.answered = 1 OR e.item IS NOT NULL THEN 0 ELSE 1 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN asked q ON q.repo = c.repo AND q.item = c.item
LEFT JOIN ended e ON e.repo = c.repo AND e.item = c.item
WHERE c.author_role <> 'leader' -- a leader can help oneself
  AND NOT c.bookkeeping -- nothing was asked
