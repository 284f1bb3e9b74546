--: id = "leader_touch_ratio"
--: title = "Pull requests that a leader touches"
--: question = "On which share of the team's work does a leader leave a review, a comment or a push before it closes?"
--: concept = "Proximity principle: neither everywhere nor nowhere"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "git"
--: confounders = "Span of control, printed beside it; reviews in person."
--: gaming = "One-word comments everywhere: comments under 20 characters and near-duplicates are no touch."
--: cannot_tell = "Whether the touch helped."
--: [control]
--: facet = "detail"
--: weight = 0.5
--: green = 0.70
--: red = 0.95
--: grade = "C"
--: source = "Design prior."
--: [drift]
--: facet = "absence"
--: weight = 1.0
--: green = 0.25
--: red = 0.05
--: grade = "C"
--: source = "Design prior."
WITH touched AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.by = 'leader' -- and not the author
    AND a.touch -- merging, labelling and assigning are traces, not touches
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN t.item IS NULL THEN 0 ELSE 1 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN touched t ON t.repo = c.repo AND t.item = c.item
WHERE c.author_role <> 'leader' -- a leader is always close to an own change
  AND NOT c.bookkeeping -- nothing to touch
