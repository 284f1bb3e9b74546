--: id = "redraft_share"
--: title = "Turned back to draft while review was due"
--: question = "Which share of pull requests is turned into a draft while somebody's review is awaited?"
--: concept = "Guard of the waits: drafts do not wait"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Reviews that show more work is needed."
--: gaming = "This is the gaming flag itself: above a fifth, waits are understated."
--: cannot_tell = "Why it was turned back."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(CASE WHEN c.redrafted THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.subject = 'pull' -- git alone does not record it
