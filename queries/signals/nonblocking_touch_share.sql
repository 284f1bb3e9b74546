--: id = "nonblocking_touch_share"
--: title = "Leader's touches that nobody waited for"
--: question = "Of the team's pull requests that a leader touched, on which share did nothing wait for a leader?"
--: concept = "Situational awareness without blocking"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "Teams that ask for few reviews."
--: gaming = "Touching what is finished anyway."
--: cannot_tell = "Whether the touch changed anything."
WITH touched AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.by = 'leader' -- and not the author
    AND a.touch -- a review, a comment or a push
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
), awaited AS (
  SELECT i.repo, i.item
  FROM intervals i
  WHERE i.awaited = 'leader' -- it waited for a leader
    AND i.seconds > 0 -- for any time at all
  GROUP BY i.repo, i.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN w.item IS NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN touched a ON a.repo = c.repo AND a.item = c.item
INNER JOIN team_months t ON t.team = c.team AND t.period = c.period
LEFT JOIN awaited w ON w.repo = c.repo AND w.item = c.item
WHERE c.author_role <> 'leader' -- the team's work, not the leaders'
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
  AND t.requested_share * 5 >= 1 -- where under a fifth is ever requested, whom work waits for is not recorded
