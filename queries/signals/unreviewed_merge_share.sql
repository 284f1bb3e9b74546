--: id = "unreviewed_merge_share"
--: title = "Merges that nobody reviewed"
--: question = "Which share of merged work had no review by anybody but its author?"
--: concept = "Accountability: nobody looks"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "git"
--: confounders = "Pair programming: a co-author counts as a second pair of eyes. Trunk-based teams."
--: gaming = "Approvals at a glance; hasty_approval_share shows them."
--: cannot_tell = "Reviews in person or in chat."
--: [drift]
--: facet = "intent"
--: weight = 1.0
--: green = 0.05
--: red = 0.30
--: grade = "B"
--: source = "Low review coverage goes with more post-release defects (McIntosh et al., MSR 2014)."
WITH reviewed AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.by IN ('leader', 'peer', 'outsider') -- a human who is not the author
    AND ( -- a review, or a comment that approves where the team approves so
      a.kind IN ('reviewed', 'line_commented')
      OR a.approval
      OR (a.subject = 'commit' AND a.kind = 'integrated') -- in git alone, who brings in another's work has seen it
    )
    AND a.before_close -- afterwards is too late
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN c.paired OR r.item IS NOT NULL THEN 0 ELSE 1 END AS DOUBLE) AS value, -- two who wrote it saw it
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN reviewed r ON r.repo = c.repo AND r.item = c.item
WHERE c.merged_in_horizon -- only what was merged
  AND NOT c.bookkeeping -- nothing to review
