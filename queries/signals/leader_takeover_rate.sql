--: id = "leader_takeover_rate"
--: title = "Leader's commits on others' branches"
--: question = "On which share of the team's pull requests does a leader push commits?"
--: concept = "Controls how: takes the work over"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Branches that are shared by agreement; a leader who fixes a conflict."
--: gaming = "Rewriting the work in a pull request of one's own is not seen here."
--: cannot_tell = "Whether the author asked for it."
WITH pushed AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.subject = 'pull' -- a commit read from git has no branch of its own
    AND a.by = 'leader' -- and not the author
    AND a.kind = 'committed' -- a commit on the branch
    AND (a.state IS NULL OR a.state <> 'merge') -- bringing the branch up to date takes nothing over
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN p.item IS NOT NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN pushed p ON p.repo = c.repo AND p.item = c.item
WHERE c.author_role <> 'leader' -- the team's work, not the leaders'
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
