--: id = "permission_seeking_rate"
--: title = "Leaders asked without a rule that needs them"
--: question = "How often does an author ask a leader although no rule requires it?"
--: concept = "Hesitation: permission is sought where none is needed"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "pr_only"
--: confounders = "A courtesy copy: only a review request, or a mention with a question mark, counts. Requests that a bot makes do not."
--: gaming = "Asking moves to chat, which leaves no trace."
--: cannot_tell = "Hesitation before a branch exists. Rules that are written nowhere look like none."
--: [control]
--: facet = "initiative"
--: weight = 1.0
--: green = 0.10
--: red = 0.40
--: grade = "C"
--: source = "Design prior."
WITH asked AS (
  SELECT
    q.repo,
    q.item
  FROM asks q
  INNER JOIN cohort c ON c.repo = q.repo AND c.item = q.item
  WHERE q.subject = 'pull' -- questions on issues are not about permission to merge
    AND q.asker_role = 'author' -- by the author, not by a bot or the leader
    AND q.asked_role = 'leader' -- of a leader, or of a team in which all lead
    AND NOT q.needed_by_rule -- a rule that needs the leader is not hesitation
    AND q.at_s <= c.horizon_s -- cohort facts end at the horizon
  GROUP BY q.repo, q.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN a.item IS NULL THEN 0 ELSE 1 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN asked a ON a.repo = c.repo AND a.item = c.item
WHERE c.author_role <> 'leader' -- a leader who asks a leader seeks no permission
  AND NOT c.bookkeeping -- nothing to ask
  AND c.subject = 'pull' -- git alone records no requests
