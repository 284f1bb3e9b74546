--: id = "low_risk_leader_gate"
--: title = "Small changes that need a leader"
--: question = "Which share of small, unprotected changes is decided by a leader?"
--: concept = "Unnecessary control"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: shrinkage = 4.0
--: tier = "git"
--: confounders = "On-boarding; a release freeze; protected paths that are not configured."
--: gaming = "Changes can be padded to leave the size class; the size of pull requests is printed beside it."
--: cannot_tell = "Whether a small change was risky for a reason that size and paths do not show."
--: [control]
--: facet = "gate"
--: weight = 1.0
--: green = 0.15
--: red = 0.60
--: grade = "C"
--: source = "Design prior."
WITH waits AS (
  SELECT i.repo, i.item, i.awaited, i.from_s, i.to_s
  FROM intervals i
  WHERE i.state IN ('waiting_first_review', 'waiting_on_leader', 'waiting_on_peer') -- a verdict is what it waits for
    AND (i.awaited = 'peer' OR (i.awaited = 'leader' AND i.resolution = 'answered')) -- a wait that no leader ended is absence, not a gate
), undecided AS ( -- where it stands when its horizon is over
  SELECT
    w.repo,
    w.item,
    MAX(CASE WHEN w.awaited = 'leader' THEN 1 ELSE 0 END) AS by_leader
  FROM waits w
  INNER JOIN cohort c ON c.repo = w.repo AND c.item = w.item
  WHERE w.from_s <= c.horizon_s -- begun by then
    AND w.to_s > c.horizon_s -- and not over
  GROUP BY w.repo, w.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(
    CASE
      WHEN NOT c.merged_in_horizon THEN u.by_leader
      WHEN c.deciding_role = 'leader' THEN 1
      ELSE 0
    END
  AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN undecided u ON u.repo = c.repo AND u.item = c.item
WHERE c.author_role <> 'leader' -- a leader's own change cannot wait for its author
  AND NOT c.bookkeeping -- opened and merged within a minute by one person: nobody decided anything
  AND ((c.merged_in_horizon AND c.approvals >= 1) OR u.item IS NOT NULL) -- decided, or waiting for somebody's decision
  AND c.low_risk -- only changes that a peer could decide at no risk; unknown sizes drop out
