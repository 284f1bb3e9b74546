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
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(
    CASE
      WHEN c.paired THEN 0 -- two people wrote it
      WHEN EXISTS (
        SELECT 1
        FROM acts a
        WHERE a.repo = c.repo
          AND a.item = c.item
          AND a.by IN ('leader', 'peer', 'outsider') -- a human who is not the author
          AND (a.kind IN ('reviewed', 'line_commented') OR a.approval OR (a.subject = 'commit' AND a.kind = 'integrated')) -- in git alone, who brings in another's work has seen it
          AND a.before_close -- afterwards is too late
          AND a.in_horizon -- cohort facts end at the horizon
      ) THEN 0
      ELSE 1
    END
  AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.merged_in_horizon -- only what was merged
  AND NOT c.bookkeeping -- nothing to review
