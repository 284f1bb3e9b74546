--: id = "leader_detail_density"
--: title = "Leader's line comments per 100 lines"
--: question = "How closely do leaders comment on the lines of others' work?"
--: concept = "Controls how: detail focus, close monitoring"
--: estimator = { kind = "ratio_of_sums" }
--: unit = "comments per 100 lines"
--: scale = "ln"
--: min_items = 5
--: window = "month"
--: shrinkage = 1.3333333333333333
--: tier = "pr_only"
--: confounders = "Newcomers; very small pull requests; style questions that a linter should ask."
--: gaming = "Several remarks in one comment."
--: cannot_tell = "Whether a comment teaches, asks or dictates."
--: [control]
--: facet = "detail"
--: weight = 1.0
--: green = 5.0
--: red = 15.0
--: grade = "B"
--: source = "Google: about 5 comments per 100 lines, 8 for new hires, 4.5 after three years (Sadowski et al., ICSE-SEIP 2018)."
WITH by_leaders AS (
  SELECT
    a.repo,
    a.item,
    SUM(CASE WHEN a.kind = 'line_commented' THEN COALESCE(a.count, 0) ELSE 0 END) AS threads,
    SUM(CASE WHEN a.kind = 'reviewed' THEN COALESCE(a.count, 0) ELSE 0 END) AS with_reviews
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no line comments
    AND a.by = 'leader' -- and not the author
    AND a.in_horizon -- cohort facts end at the horizon
    AND (a.kind IN ('reviewed', 'line_commented') OR a.approval) -- density is per change that a leader looked at
  GROUP BY a.repo, a.item
), recorded AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no line comments
    AND a.kind = 'line_commented' -- by anybody, at any time: each comment is recorded
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  -- Comments that start a thread where each is recorded, else the number that came with the reviews.
  CAST(CASE WHEN r.item IS NOT NULL THEN b.threads ELSE b.with_reviews END AS DOUBLE) AS value,
  CAST(LEAST(c.lines, 400) AS DOUBLE) / 100 AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN by_leaders b ON b.repo = c.repo AND b.item = c.item
LEFT JOIN recorded r ON r.repo = c.repo AND r.item = c.item
WHERE c.author_role <> 'leader' -- leaders commenting on each other prescribe nothing to the team
  AND NOT c.bookkeeping -- nothing to review
  AND c.lines IS NOT NULL -- no size, no density
