--: id = "self_started_share"
--: title = "Work started without a leader's issue"
--: question = "Which share of the team's pull requests was neither opened as an issue nor assigned by a leader?"
--: concept = "Initiative: who starts work"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: shrinkage = 4.0
--: tier = "full"
--: confounders = "A backlog that a product owner writes: name that person in `intake_role`, and work from such an issue counts neither way."
--: gaming = "Issues opened after the fact: only what happened before the pull request was opened counts."
--: cannot_tell = "Work that was told by word of mouth looks self-started."
--: [control]
--: facet = "initiative"
--: weight = 1.0
--: green = 0.55
--: red = 0.20
--: grade = "C"
--: source = "Design prior."
WITH intake AS (
  SELECT r.team, r.person
  FROM roster r
  WHERE r.role = 'intake' -- writes the backlog, whoever starts the work
  GROUP BY r.team, r.person
), handed_out AS (
  SELECT a.repo, a.number, a.role, a.actor, a.at_s
  FROM acts a
  WHERE a.subject = 'issue' -- the act is on the issue
    AND a.kind IN ('opened', 'assigned') -- how work is handed out
), starts AS (
  SELECT
    c.repo,
    c.item,
    MAX(CASE WHEN n.person IS NULL AND a.role = 'leader' THEN 1 ELSE 0 END) AS told,
    MAX(CASE WHEN n.person IS NOT NULL THEN 1 ELSE 0 END) AS neutral
  FROM cohort c
  INNER JOIN linked_issues l ON l.repo = c.repo AND l.number = c.number
  INNER JOIN handed_out a ON a.repo = l.repo AND a.number = l.issue
  LEFT JOIN intake n ON n.team = c.team AND n.person = a.actor
  WHERE c.subject = 'pull' -- changes read from git are linked to no issue
    AND a.at_s <= c.created_s -- what came later did not start it
  GROUP BY c.repo, c.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN s.told = 1 THEN 0 ELSE 1 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN starts s ON s.repo = c.repo AND s.item = c.item
WHERE c.author_role <> 'leader' -- leaders are not told by leaders
  AND NOT c.bookkeeping -- no work behind it
  AND c.subject = 'pull' -- changes read from git are linked to no issue
  AND (s.neutral IS NULL OR s.neutral = 0 OR s.told = 1) -- an issue of the intake role says nothing of initiative
