--: id = "leader_blocked_hours_per_pr"
--: title = "Hours blocked on a leader, per pull request"
--: question = "How many working hours does the average pull request wait for a leader who then acts?"
--: concept = "The cost of the bottleneck: decisions slow down"
--: estimator = { kind = "restricted_mean", horizon = 80.0 }
--: unit = "bh per pull request"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Large pull requests; the number of people who could review."
--: gaming = "As leader_wait_share_odds."
--: cannot_tell = "Whether other work was waiting meanwhile. A quantile among blocked pull requests alone is not used: it rises when leaders are absent."
--: [control]
--: facet = "bottleneck"
--: weight = 1.0
--: green = 2.0
--: red = 12.0
--: grade = "C"
--: source = "Design prior."
WITH blocked AS (
  SELECT
    i.repo,
    i.item,
    CAST(SUM(i.business_seconds) AS DOUBLE) / 3600 AS hours,
    MAX(i.to_s) AS until_s
  FROM intervals i
  INNER JOIN cohort c ON c.repo = i.repo AND c.item = i.item
  WHERE i.awaited = 'leader' -- only what waits for a leader
    AND i.resolution = 'answered' -- a wait that no leader ended is absence, not a gate
    AND i.from_s < c.horizon_s -- cohort facts end at the horizon
  GROUP BY i.repo, i.item
), hours AS (
  SELECT
    c.repo,
    c.team,
    c.period,
    c.item,
    c.author,
    c.week,
    c.followed,
    c.closed_s,
    COALESCE(b.hours, CAST(0 AS DOUBLE)) AS hours,
    COALESCE(b.until_s, 0) AS until_s
  FROM cohort c
  LEFT JOIN blocked b ON b.repo = c.repo AND b.item = c.item
  WHERE c.author_role <> 'leader' -- a leader's own change does not wait for its author
    AND NOT c.bookkeeping -- nobody reviewed it
    AND c.subject = 'pull' -- git alone records no waiting
)
SELECT
  h.repo AS repo,
  h.team AS team,
  h.period AS period,
  h.item AS item,
  LEAST(h.hours, CAST(80 AS DOUBLE)) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  h.hours >= 80 OR (h.closed_s IS NULL AND (NOT h.followed OR h.until_s >= x.as_of_s)) AS censored, -- it may wait longer yet
  h.author AS author,
  h.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM hours h
INNER JOIN team_months t ON t.team = h.team AND t.period = h.period
CROSS JOIN context x
WHERE t.requested_share * 5 >= 1 -- where under a fifth is ever requested, whom work waits for is not recorded
