--: id = "leader_wait_share_upper"
--: title = "Review time that may have waited for a leader"
--: question = "For how much of the review time was a leader outstanding too, or the only one who merges?"
--: concept = "Upper bound of waiting on a leader"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: min_exposure = 40.0
--: window = "month"
--: tier = "pr_only"
--: confounders = "Leaders asked along with peers."
--: gaming = "Asking leaders out of habit."
--: cannot_tell = "Whether a peer would have done."
SELECT
  i.repo AS repo,
  FIRST(i.team) AS team, -- one item has one team, author and week
  i.period AS period,
  i.item AS item,
  CAST(SUM(CASE WHEN i.awaited_upper = 'leader' THEN i.business_seconds ELSE 0 END) AS DOUBLE) / 3600 AS value,
  CAST(SUM(i.business_seconds) AS DOUBLE) / 3600 AS exposure,
  FALSE AS censored,
  FIRST(i.author) AS author,
  FIRST(i.week) AS week,
  CAST(NULL AS STRING) AS group_key
FROM intervals i
WHERE i.author_role <> 'leader' -- a leader's own change never counts in a leader's share
  AND NOT i.bookkeeping -- nobody reviewed it
  AND i.business_seconds > 0 -- nights and weekends are nobody's waiting
  AND ( -- the review side: somebody's review, or a leader before the merge
    i.state IN ('waiting_first_review', 'waiting_on_leader', 'waiting_on_peer')
    OR (i.state = 'approved_waiting_merge' AND i.awaited_upper = 'leader')
  )
GROUP BY i.repo, i.period, i.item
