--: id = "leader_gate_odds"
--: title = "Decisions that wait for a leader's approval"
--: question = "How much more often does a leader give the deciding approval than a leader's share of possible reviewers would suggest?"
--: concept = "Constant approval: work cannot move without the leader"
--: estimator = { kind = "odds_against_expected" }
--: unit = "odds ratio"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "git"
--: confounders = "The leader is the only expert in the area; regulated change control; in a tiny team the expected share is large and the signal weak."
--: gaming = "Peers approve first for form's sake while the leader decides in a comment; the deciding approval is therefore the one without which the requirement was unmet."
--: cannot_tell = "Whether the leader insisted on deciding or was simply the first to have time."
--: [control]
--: facet = "gate"
--: weight = 1.0
--: green = 3.0
--: red = 20.0
--: grade = "C"
--: source = "Design prior. Direction: approval by an external body goes with slower delivery and not with fewer failures (Forsgren, Humble, Kim: Accelerate)."
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
