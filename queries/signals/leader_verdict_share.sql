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
WITH per_pull AS (
  SELECT
    a.repo,
    a.item,
    SUM(CASE WHEN a.state = 'changes_requested' THEN 1 ELSE 0 END) AS verdicts,
    CAST(COUNT(*) AS BIGINT) AS rounds
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no verdicts
    AND a.by = 'leader' -- and not the author
    AND a.kind = 'reviewed' -- comments by themselves are no turn
    AND a.state IN ('changes_requested', 'commented') -- what approves is no round
    AND NOT a.approval -- a word of approval approves
    AND a.response -- a template asks for nothing
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(p.verdicts AS DOUBLE) AS value,
  CAST(p.rounds AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN per_pull p ON p.repo = c.repo AND p.item = c.item
WHERE c.author_role <> 'leader' -- leaders among themselves prescribe nothing to the team
  AND NOT c.bookkeeping -- nothing to review
