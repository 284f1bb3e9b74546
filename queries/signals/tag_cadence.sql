--: id = "tag_cadence"
--: title = "Releases tagged"
--: question = "How many tags were set?"
--: concept = "Cadence of accountability"
--: estimator = { kind = "count" }
--: unit = "tags"
--: scale = "identity"
--: min_items = 1
--: window = "month"
--: tier = "git"
--: confounders = "Release automation."
--: gaming = "Tags without a release."
--: cannot_tell = "Whether anything was delivered."
WITH repo_teams AS (
  SELECT c.repo, c.team FROM cohort c GROUP BY c.repo, c.team
)
SELECT
  t.repo AS repo,
  r.team AS team,
  m.period AS period,
  t.name AS item,
  CAST(1 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM tags t
INNER JOIN repo_teams r ON r.repo = t.repo
CROSS JOIN months m
WHERE t.tagged_s >= m.start_s AND t.tagged_s < m.end_s -- the month in which it was set
