--: id = "crisis_pull_rate"
--: title = "Leader's touches that come first in a crisis"
--: question = "Which share of leaders' touches is the first on a hotfix, a revert or work that had been left alone?"
--: concept = "Leaders pulled back into crisis management"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 5
--: window = "month"
--: tier = "pr_only"
--: confounders = "On-call duty of a leader."
--: gaming = "Leaving the label off."
--: cannot_tell = "Whether the crisis could have been seen earlier."
WITH touches AS (
  SELECT
    a.repo,
    a.team,
    a.item,
    a.period,
    a.author,
    a.week,
    a.urgent OR a.after_stale AS crisis,
    a.at_s * 1048576 + a.seq AS place -- in time, and in order at one time
  FROM acts a
  WHERE a.subject = 'pull' -- git alone does not record it
    AND a.author_role <> 'bot' -- work of people
    AND a.by = 'leader' -- and not the author
    AND a.touch -- a review, a comment or a push
), firsts AS (
  SELECT t.repo, t.item, MIN(t.place) AS place FROM touches t GROUP BY t.repo, t.item
)
SELECT
  t.repo AS repo,
  t.team AS team,
  t.period AS period,
  t.item AS item,
  CAST(CASE WHEN t.crisis AND t.place = f.place THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  t.author AS author,
  t.week AS week,
  CAST(NULL AS STRING) AS group_key
FROM touches t
INNER JOIN firsts f ON f.repo = t.repo AND f.item = t.item
INNER JOIN months m ON m.period = t.period -- in the months looked at, on work of any age
