--: id = "leader_wait_share_odds"
--: title = "Review time spent waiting for a leader who answers"
--: question = "Of the hours that pull requests waited for review, how many waited for a leader who then acted, against a leader's expected share?"
--: concept = "The leader becomes the bottleneck"
--: estimator = { kind = "odds_against_expected" }
--: unit = "odds ratio"
--: scale = "ln"
--: min_items = 8
--: min_exposure = 40.0
--: window = "month"
--: tier = "pr_only"
--: confounders = "A leader's vacation; time zones; approvals and owner rules that had to be inferred."
--: gaming = "A peer is asked along who never looks: such waits are given back to the leader who did look."
--: cannot_tell = "What the leader did meanwhile. Time in which a peer could have moved the work is not the leader's, so this is a lower bound; leader_wait_share_upper shows the upper one."
--: [control]
--: facet = "bottleneck"
--: weight = 1.0
--: green = 3.0
--: red = 20.0
--: grade = "C"
--: source = "Design prior. Telling apart who a pull request waits for: Nudge (Maddila et al., TOSEM 2022), grade A."
WITH waits AS (
  SELECT
    i.repo,
    FIRST(i.team) AS team, -- one item has one team, author and week
    i.period,
    i.item,
    FIRST(i.author) AS author,
    FIRST(i.week) AS week,
    CAST(SUM(CASE WHEN i.awaited = 'leader' AND i.resolution = 'answered' THEN i.business_seconds ELSE 0 END) AS DOUBLE) / 3600 AS leader_hours,
    CAST(SUM(i.business_seconds) AS DOUBLE) / 3600 AS review_hours
  FROM intervals i
  WHERE i.author_role <> 'leader' -- a leader's own change never counts in a leader's share
    AND NOT i.bookkeeping -- nobody reviewed it
    AND i.business_seconds > 0 -- nights and weekends are nobody's waiting
    AND ( -- the review side: somebody's review, or a leader before the merge
      i.state IN ('waiting_first_review', 'waiting_on_leader', 'waiting_on_peer')
      OR (i.state = 'approved_waiting_merge' AND i.awaited = 'leader')
    )
  GROUP BY i.repo, i.period, i.item
)
SELECT
  w.repo AS repo,
  w.team AS team,
  w.period AS period,
  w.item AS item,
  w.leader_hours AS value,
  w.review_hours AS exposure,
  FALSE AS censored,
  w.author AS author,
  w.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM waits w
INNER JOIN team_months t ON t.team = w.team AND t.period = w.period
WHERE t.requested_share * 5 >= 1 -- where under a fifth is ever requested, whom work waits for is not recorded
