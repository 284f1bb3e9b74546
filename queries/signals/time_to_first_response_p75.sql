--: id = "time_to_first_response_p75"
--: title = "Time to first response, three quarters of pull requests"
--: question = "Within how many working hours do three quarters of pull requests get a first human answer?"
--: concept = "Information moves; nobody is left unattended"
--: estimator = { kind = "km_quantile", quantile = 0.75, horizon = 80.0 }
--: unit = "bh"
--: scale = "ln"
--: min_items = 8
--: window = "month"
--: tier = "pr_only"
--: confounders = "Time zones (a fourfold latency gave 4.7 % false zones in simulation); checks that run first; size."
--: gaming = "Comments that only say hello: under 20 characters or near-duplicates are no response."
--: cannot_tell = "Answers in chat or in person."
--: [drift]
--: facet = "unattended"
--: weight = 1.0
--: green = 8.0
--: red = 32.0
--: grade = "A"
--: source = "Google: one business day is the maximum (Speed of Code Reviews); GitLab: 2 business days, 4 towards leading organisations; the midpoint is 16 bh."
SELECT
  c.repo,
  c.team,
  c.period,
  c.item,
  c.first_response_bh AS value,
  CAST(1 AS DOUBLE) AS exposure,
  c.response_censored AS censored,
  c.author,
  c.week,
  CAST(NULL AS STRING) AS group_key
FROM cohort c
WHERE c.subject = 'pull' -- git alone records no responses
  AND NOT c.bookkeeping -- nothing to respond to
  AND NOT c.leader_only_requests -- those are measured as waits on a leader
