--: id = "codeowner_leader_exclusivity"
--: title = "Owned files that only leaders own"
--: question = "Of the changed files that have a written owner, which share is owned by leaders alone?"
--: concept = "Gate by rule"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "git"
--: confounders = "A leader who is the only expert."
--: gaming = "Owners who are added and never asked."
--: cannot_tell = "Whether the rule is enforced."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(c.leader_owned_files AS DOUBLE) AS value,
  CAST(c.owned_files AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.leader_owned_files IS NOT NULL -- files and rules are known
  AND c.owned_files > 0 -- of files that have an owner
