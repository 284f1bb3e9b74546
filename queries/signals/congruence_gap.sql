--: id = "congruence_gap"
--: title = "Work that nobody who knows the code took part in"
--: question = "On which share of the merged work did nobody else speak who had written in a touched directory within 180 days?"
--: concept = "Teams operate from different information: socio-technical congruence"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Directories that only the author knows; new directories; coordination that work does not need."
--: gaming = "Token comments by whoever wrote there."
--: cannot_tell = "Coordination in chat or in person. Where coordination matches the code, work was resolved in about a third less time (Cataldo et al.), which says nothing about a single change."
WITH known AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no conversation
    AND a.kind = 'opened' -- one act of each
    AND a.near IS NOT NULL -- the files are known
  GROUP BY a.repo, a.item
), met AS (
  SELECT a.repo, a.item
  FROM acts a
  WHERE a.subject = 'pull' -- git alone records no conversation
    AND a.response -- a human other than the author said something
    AND a.near -- who had written in a directory that it touches
    AND a.in_horizon -- cohort facts end at the horizon
  GROUP BY a.repo, a.item
)
SELECT
  c.repo AS repo,
  c.team AS team,
  c.period AS period,
  c.item AS item,
  CAST(CASE WHEN t.item IS NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author AS author,
  c.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
INNER JOIN known k ON k.repo = c.repo AND k.item = c.item
LEFT JOIN met t ON t.repo = c.repo AND t.item = c.item
WHERE c.merged_in_horizon -- only what was merged
  AND NOT c.bookkeeping -- opened and merged within a minute by one person
