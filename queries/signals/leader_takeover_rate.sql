--: id = "leader_takeover_rate"
--: title = "Work that a leader takes over"
--: question = "On which share of the team's pull requests does a leader push commits, or close it and open one of the same files within a week?"
--: concept = "Controls how: takes the work over"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Branches that are shared by agreement; a leader who fixes a conflict; work that is split on purpose."
--: gaming = "Rewriting the work after a week, or in other files."
--: cannot_tell = "Whether the author asked for it. Where the files of closed pull requests were not collected, only pushes are seen."
WITH pushed AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.subject = 'pull' -- a commit read from git has no branch of its own
    AND a.by = 'leader' -- and not the author
    AND a.kind = 'committed' -- a commit on the branch
    AND (a.state IS NULL OR a.state <> 'merge') -- bringing the branch up to date takes nothing over
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
), shut AS (
  SELECT
    a.repo,
    a.item,
    a.number,
    a.actor,
    MAX(a.at_s) AS at_s
  FROM acts a
  INNER JOIN cohort c ON c.repo = a.repo AND c.item = a.item
  WHERE a.subject = 'pull' -- git alone records no closing
    AND a.by = 'leader' -- and not the author
    AND a.kind = 'closed' -- to be done otherwise
    AND a.in_horizon -- cohort facts end at the horizon
    AND c.merged_s IS NULL -- what was merged was not done anew
  GROUP BY a.repo, a.item, a.number, a.actor
), sizes AS (
  SELECT f.repo, f.number, CAST(COUNT(f.path) AS BIGINT) AS files
  FROM pull_files f
  GROUP BY f.repo, f.number
), opened AS (
  SELECT
    a.repo,
    a.actor,
    a.number AS successor,
    a.at_s AS opened_s
  FROM acts a
  WHERE a.subject = 'pull' -- issues have numbers of the same kind
    AND a.kind = 'opened' -- whoever did it
), anew AS (
  SELECT
    s.repo,
    s.item,
    s.number,
    o.successor,
    CAST(COUNT(f.path) AS BIGINT) AS files
  FROM shut s
  INNER JOIN pull_files f ON f.repo = s.repo AND f.number = s.number
  INNER JOIN pull_files g ON g.repo = f.repo AND g.path = f.path
  INNER JOIN opened o ON o.repo = g.repo AND o.successor = g.number AND o.actor = s.actor
  WHERE o.opened_s >= s.at_s -- by the leader who closed the other, after that
    AND o.opened_s <= s.at_s + 604800 -- within a week
  GROUP BY s.repo, s.item, s.number, o.successor
), taken AS (
  SELECT p.repo, p.item FROM pushed p
  UNION ALL
  SELECT n.repo, n.item
  FROM anew n
  INNER JOIN sizes z ON z.repo = n.repo AND z.number = n.number
  WHERE n.files * 10 >= z.files * 6 -- most of its files
), taken_once AS (
  SELECT t.repo, t.item FROM taken t GROUP BY t.repo, t.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN t.item IS NOT NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN taken_once t ON t.repo = c.repo AND t.item = c.item
WHERE c.author_role <> 'leader' -- the team's work, not the leaders'
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
