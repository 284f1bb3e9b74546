--: id = "late_veto_rate"
--: title = "Leader's objections after approval"
--: question = "How often does a leader ask for changes after a peer's approval had been enough?"
--: concept = "Controls: decisions made far from the work"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "pr_only"
--: confounders = "A security finding after the approval."
--: gaming = "An objection in person leaves no trace."
--: cannot_tell = "Whether the objection was right."
--: [control]
--: facet = "detail"
--: weight = 0.5
--: green = 0.03
--: red = 0.20
--: grade = "C"
--: source = "Design prior."
WITH vetoes AS (
  SELECT
    a.repo,
    a.item,
    MAX(a.at_s) AS last_s
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no verdicts
    AND a.by = 'leader' -- and not the author
    AND a.kind = 'reviewed' AND a.state = 'changes_requested' -- a verdict, not a remark
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN v.last_s > c.satisfied_by_peer_s THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN vetoes v ON v.repo = c.repo AND v.item = c.item
WHERE c.author_role <> 'leader' -- a leader's own change is not overruled from above
  AND NOT c.bookkeeping -- nothing to review
  AND c.satisfied_by_peer_s IS NOT NULL -- only where a peer's approval had been enough
