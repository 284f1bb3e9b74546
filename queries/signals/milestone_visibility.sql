--: id = "milestone_visibility"
--: title = "Milestones that can be followed"
--: question = "Which share of open milestones has a date, a description and a sign of life in the last two weeks?"
--: concept = "Milestone visibility; structured updates"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 2
--: window = "six_months"
--: tier = "full"
--: confounders = "Planning in another tool."
--: gaming = "Empty edits to keep it looking alive."
--: cannot_tell = "Whether anybody reads them. Earlier months are judged by the date and the description last recorded."
--: [drift]
--: facet = "milestone"
--: weight = 1.0
--: green = 0.80
--: red = 0.30
--: grade = "C"
--: source = "Design prior."
WITH planned AS (
  SELECT i.repo, i.number, i.milestone FROM issues i WHERE i.milestone IS NOT NULL -- in a milestone
  UNION ALL
  SELECT p.repo, p.number, p.milestone FROM pull_requests p WHERE p.milestone IS NOT NULL -- in a milestone
), lively AS (
  SELECT a.repo, a.number, a.period, a.at_s
  FROM acts a
  WHERE a.role <> 'bot' -- only people keep a plan alive
    AND a.kind IN ('opened', 'commented', 'reviewed', 'merged', 'closed', 'reopened', 'milestoned', 'demilestoned') -- a comment or a change of state
), moved AS (
  SELECT p.repo, p.milestone AS number, MAX(a.at_s) AS at_s -- the last one of a month tells as much as all of them
  FROM planned p
  INNER JOIN lively a ON a.repo = p.repo AND a.number = p.number -- numbers of issues and pull requests never meet
  GROUP BY p.repo, p.milestone, a.period
  UNION ALL
  SELECT k.repo, k.number, k.updated_s AS at_s FROM milestones k
  UNION ALL
  SELECT k.repo, k.number, k.created_s AS at_s FROM milestones k
), alive AS (
  SELECT v.repo, v.number, m.period
  FROM moved v
  CROSS JOIN months m
  WHERE v.at_s <= m.end_s -- up to the end of the month
    AND v.at_s >= m.end_s - 1209600 -- not more than 14 days before it
  GROUP BY v.repo, v.number, m.period
), teams AS (
  SELECT c.repo, c.team FROM cohort c
  UNION ALL
  SELECT i.repo, i.team FROM issue_months i
), repo_teams AS (
  SELECT t.repo, t.team FROM teams t GROUP BY t.repo, t.team
), open_then AS (
  SELECT k.repo, k.number, m.period, k.due_s, k.description_length
  FROM milestones k
  CROSS JOIN months m
  WHERE k.created_s < m.end_s -- it existed at the end of the month
    AND (k.closed_s IS NULL OR k.closed_s >= m.end_s) -- and was open
)
SELECT
  o.repo AS repo,
  r.team AS team,
  o.period AS period,
  'milestone#' || CAST(o.number AS STRING) AS item,
  CAST(CASE WHEN o.due_s IS NOT NULL AND o.description_length >= 80 AND a.number IS NOT NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM open_then o
INNER JOIN repo_teams r ON r.repo = o.repo
LEFT JOIN alive a ON a.repo = o.repo AND a.number = o.number AND a.period = o.period
