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
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(CASE WHEN c.deciding_role = 'leader' THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.author_role <> 'leader' -- a leader's own change cannot wait for its author
  AND NOT c.bookkeeping -- opened and merged within a minute by one person: nobody decided anything
  AND c.merged_in_horizon -- what is not merged by then was not decided
  AND c.approvals >= 1 -- without an approval there was no deciding one
  AND c.low_risk -- only changes that a peer could decide at no risk; unknown sizes drop out
