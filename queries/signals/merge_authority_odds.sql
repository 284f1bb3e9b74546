--: id = "merge_authority_odds"
--: title = "Merges made by a leader"
--: question = "How much more often does a leader press the merge button than a leader's share of the team would suggest?"
--: concept = "Ownership: who may finish the work"
--: estimator = { kind = "odds_against_expected" }
--: unit = "odds ratio"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "git"
--: confounders = "A single release manager by design: one integrator of git.git made 94.5 % of the merges of others' work in 2023 within a median of 9.4 hours. Web merges and rewritten authors make it meaningless."
--: gaming = "The author presses the button on the leader's word."
--: cannot_tell = "Whether the merge was a decision or a courtesy."
--: [control]
--: facet = "gate"
--: weight = 0.5
--: green = 3.0
--: red = 20.0
--: grade = "C"
--: source = "Design prior."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(CASE WHEN c.merged_by_role = 'leader' THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.author_role <> 'leader' -- a leader who merges an own change shows nothing
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.merged_in_horizon -- cohort facts end at the horizon
  AND NOT c.auto_merged -- nobody pressed the button
  AND c.merged_by_role IN ('author', 'leader', 'peer', 'outsider') -- merged by a human who is known
