--: id = "disciplined_initiative"
--: title = "Disciplined initiative"
--: question = "Which share of the team's work was self-started and has a stated aim?"
--: concept = "Disciplined initiative: freedom within intent"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "full"
--: confounders = "As self_started_share and aligned_work_share."
--: gaming = "As self_started_share and aligned_work_share."
--: cannot_tell = "Initiative shown when guidance was incomplete."
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
), planned AS (
  SELECT l.repo, l.number
  FROM linked_issues l
  INNER JOIN issues i ON i.repo = l.repo AND i.number = l.issue
  WHERE i.milestone IS NOT NULL -- part of a plan
    OR CASE WHEN i.what THEN 1 ELSE 0 END + CASE WHEN i.why THEN 1 ELSE 0 END + CASE WHEN i.done THEN 1 ELSE 0 END >= 2 -- or two thirds of an intent
  GROUP BY l.repo, l.number
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN (s.told IS NULL OR s.told = 0) AND (p.number IS NOT NULL OR c.intent >= 2) THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
LEFT JOIN starts s ON s.repo = c.repo AND s.item = c.item
LEFT JOIN planned p ON p.repo = c.repo AND p.number = c.number
WHERE c.author_role <> 'leader' -- the team's work, not the leaders'
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- changes read from git are linked to no issue
  AND (s.neutral IS NULL OR s.neutral = 0 OR s.told = 1) -- an issue of the intake role says nothing of initiative
