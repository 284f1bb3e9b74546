--: id = "decision_boundary_coverage"
--: title = "Changed files with a written owner"
--: question = "Which share of the files that work touches is matched by a CODEOWNERS rule?"
--: concept = "Decision boundaries; structure; clarity of roles"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 8
--: window = "month"
--: tier = "git"
--: confounders = "Rules that match everything with one line."
--: gaming = "A catch-all owner; codeowner_leader_exclusivity shows it where that is a leader."
--: cannot_tell = "Boundaries that are agreed and not written."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  CAST(c.owned_files AS DOUBLE) AS value,
  CAST(c.files AS DOUBLE) AS exposure,
  FALSE AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE NOT c.bookkeeping -- opened and merged within a minute by one person
  AND c.owned_files IS NOT NULL -- files and rules are known
  AND c.files > 0 -- something was changed
