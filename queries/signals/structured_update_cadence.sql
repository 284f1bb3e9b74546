--: id = "structured_update_cadence"
--: title = "Weeks with a structured update"
--: question = "In which share of the last 13 weeks was there a structured update where the team says that it writes them?"
--: concept = "Structured updates"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 6
--: window = "in_query"
--: tier = "git"
--: confounders = "A rhythm other than weekly; holidays."
--: gaming = "Updates written by a bot count for nobody; empty ones by people do."
--: cannot_tell = "Anything without a configured place (updates in midspan.toml: labels, paths): updates live in chat, stand-ups and documents. Nor whether anybody reads them."
WITH last_weeks AS (
  SELECT m.period, MAX(w.index) AS last_index
  FROM months m
  CROSS JOIN weeks w
  WHERE w.end_s <= m.end_s -- whole weeks that ended by the month's end
  GROUP BY m.period
), thirteen AS (
  SELECT l.period, w.week
  FROM last_weeks l
  CROSS JOIN weeks w
  WHERE w.index <= l.last_index -- up to the month's last whole week
    AND w.index > l.last_index - 13 -- a quarter of a year
)
SELECT
  '' AS repo,
  u.team AS team,
  t.period AS period,
  t.week AS item,
  CAST(CASE WHEN u.updated THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM thirteen t
INNER JOIN update_weeks u ON u.week = t.week
