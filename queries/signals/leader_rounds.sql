--: id = "leader_rounds"
--: title = "Rounds of changes asked for by leaders"
--: question = "How often does a leader send a pull request back before letting it pass?"
--: concept = "Controls how: repeated rework on demand"
--: estimator = { kind = "ratio_of_sums" }
--: unit = "rounds per pull request"
--: scale = "ln"
--: min_items = 5
--: window = "month"
--: shrinkage = 2.0
--: tier = "pr_only"
--: confounders = "A risky area of the code; junior authors."
--: gaming = "Asking for changes in plain comments instead of a verdict."
--: cannot_tell = "Whether the rework was needed."
--: [control]
--: facet = "detail"
--: weight = 1.0
--: green = 0.3
--: red = 0.9
--: grade = "C"
--: source = "Design prior. At Google one reviewer and one fast round are the rule (Sadowski et al., ICSE-SEIP 2018), grade B."
WITH per_pull AS (
  SELECT
    a.repo,
    a.item,
    SUM(CASE WHEN a.kind = 'reviewed' AND a.state = 'changes_requested' THEN 1 ELSE 0 END) AS rounds
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no verdicts
    AND a.by = 'leader' -- and not the author
    AND a.in_horizon -- cohort facts end at the horizon
    AND (a.kind IN ('reviewed', 'line_commented') OR a.approval) -- the leader reviewed it
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(p.rounds AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN per_pull p ON p.repo = c.repo AND p.item = c.item
WHERE c.author_role <> 'leader' -- leaders among themselves prescribe nothing to the team
  AND NOT c.bookkeeping -- nothing to review
