--: id = "leader_verdict_share"
--: title = "Rounds that leaders state as a verdict"
--: question = "Of a leader's reviews that approve nothing, which share asks for changes as a verdict instead of a comment?"
--: concept = "Guard of leader_rounds: a round can be asked for in a comment"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "Questions and praise in a review are no round; a habit that the team agreed on."
--: gaming = "This is the flag itself: where it halves while reviews go on, rounds are understated."
--: cannot_tell = "Whether a comment asked for a change."
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(SUM(CASE WHEN a.state = 'changes_requested' THEN 1 ELSE 0 END) AS DOUBLE) AS value,
  CAST(COUNT(*) AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN acts a ON a.repo = c.repo AND a.item = c.item
WHERE c.author_role <> 'leader' -- leaders among themselves prescribe nothing to the team
  AND NOT c.bookkeeping -- nothing to review
  AND a.subject = 'pull' -- git alone records no verdicts
  AND a.by = 'leader' -- and not the author
  AND a.kind = 'reviewed' -- comments by themselves are no turn
  AND a.state IN ('changes_requested', 'commented') -- what approves is no round
  AND NOT a.approval -- a word of approval approves
  AND a.response -- a template asks for nothing
  AND a.in_horizon -- cohort facts end at the horizon
GROUP BY c.repo, c.team, c.period, c.item, c.author, c.week
