--: id = "vision_freshness"
--: title = "Age of the documents that state vision and plans"
--: question = "How many days ago were the documents that state vision, mission and plans last changed?"
--: concept = "Mission and vision"
--: estimator = { kind = "mean" }
--: unit = "days"
--: scale = "ln"
--: min_items = 1
--: window = "in_query"
--: tier = "git"
--: confounders = "A vision that is good and therefore old; a README that changes with every badge."
--: gaming = "Touching the files."
--: cannot_tell = "Anything of the substance. Documents elsewhere, and files that were not changed within the history that was read, are not seen."
WITH changes AS (
  SELECT f.repo, f.path, c.committed_s
  FROM commit_files f
  INNER JOIN commits c ON c.repo = f.repo AND c.oid = f.oid
  WHERE LEFT(f.path, 6) IN ('README', 'VISION', 'vision') -- at the root, as people write them
    OR LEFT(f.path, 7) IN ('ROADMAP', 'MISSION', 'roadmap', 'mission')
    OR LEFT(f.path, 11) IN ('docs/VISION', 'docs/vision') -- or in docs
    OR LEFT(f.path, 12) IN ('docs/ROADMAP', 'docs/MISSION', 'docs/roadmap', 'docs/mission')
), newest AS (
  SELECT d.repo, d.path, m.period, m.end_s, MAX(d.committed_s) AS changed_s
  FROM changes d
  CROSS JOIN months m
  WHERE d.committed_s < m.end_s -- as it stood at the end of the month
  GROUP BY d.repo, d.path, m.period, m.end_s
), repo_teams AS (
  SELECT c.repo, c.team FROM cohort c GROUP BY c.repo, c.team
)
SELECT
  n.repo AS repo,
  r.team AS team,
  n.period AS period,
  n.path AS item,
  CAST(n.end_s - n.changed_s AS DOUBLE) / 86400 AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM newest n
INNER JOIN repo_teams r ON r.repo = n.repo
