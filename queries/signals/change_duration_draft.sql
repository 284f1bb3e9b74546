--: id = "change_duration_draft"
--: title = "Time as a draft (vcs.change.duration, work in progress)"
--: question = "How many hours by the wall clock is half of what begins as a draft, or becomes one, a draft?"
--: concept = "Work in progress that nobody is asked to look at"
--: estimator = { kind = "km_quantile", quantile = 0.5, horizon = 2160.0 }
--: unit = "h"
--: scale = "ln"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "Teams that open drafts early, to talk about them, or never; nights, weekends and holidays count."
--: gaming = "Going back to a draft while a review is awaited; redraft_share counts that."
--: cannot_tell = "Work on a branch before the pull request was opened."
WITH opened AS (
  SELECT
    a.repo,
    a.item,
    MIN(a.period) AS period,
    MIN(a.week) AS week
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no drafts
    AND a.kind = 'opened' -- in one of the months, so that all of its time is known
  GROUP BY a.repo, a.item
), drafts AS (
  SELECT
    i.repo,
    i.team,
    i.item,
    i.author,
    MAX(i.to_s) AS until_s,
    CAST(SUM(i.seconds) AS DOUBLE) / 3600 AS hours
  FROM intervals i
  WHERE i.state = 'draft' -- time in that state alone
  GROUP BY i.repo, i.team, i.item, i.author
)
SELECT
  d.repo AS repo,
  d.team AS team,
  o.period AS period,
  d.item AS item,
  LEAST(d.hours, CAST(2160 AS DOUBLE)) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  d.until_s >= x.as_of_s OR d.hours > 2160 AS censored, -- still a draft
  d.author AS author,
  o.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM drafts d
INNER JOIN opened o ON o.repo = d.repo AND o.item = d.item
CROSS JOIN context x
