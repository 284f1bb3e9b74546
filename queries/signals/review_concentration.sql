--: id = "review_concentration"
--: title = "Concentration of reviews"
--: question = "Do reviews come from the whole team or from a few gatekeepers?"
--: concept = "A bottleneck, whoever it is"
--: estimator = { kind = "concentration" }
--: unit = "index"
--: scale = "identity"
--: min_items = 1
--: min_exposure = 20.0
--: window = "month"
--: tier = "git"
--: confounders = "A review rota; part-timers; a roster that is out of date."
--: gaming = "Token reviews spread the load on paper; the hasty-approval share shows them."
--: cannot_tell = "Who was asked in vain, and how thorough each review was."
--: [control]
--: facet = "bottleneck"
--: weight = 0.5
--: green = 0.10
--: red = 0.45
--: grade = "B"
--: source = "Review load is highly concentrated in open source (Hajari et al., arXiv 2312.17236); libuv had .35 in 2015 and .13 in 2019."
WITH reviews AS (
  SELECT a.repo, a.team, a.period, a.item, a.author, a.week, a.actor
  FROM acts a
  WHERE a.by IN ('leader', 'peer') -- members of the roster who are not the author
    AND (a.kind = 'reviewed' OR a.approval) -- a review, or a comment that approves where the team approves so
    AND a.author_role <> 'bot' -- passing what a bot wrote is no load of this kind
)
SELECT
  r.repo AS repo,
  r.team AS team,
  r.period AS period,
  r.item AS item,
  CAST(1 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  r.author AS author,
  r.week AS week,
  r.actor AS group_key
FROM reviews r
INNER JOIN months m ON m.period = r.period -- reviews of the month, on work of any age
LEFT JOIN cohort c ON c.repo = r.repo AND c.item = r.item
WHERE c.bookkeeping IS NULL OR NOT c.bookkeeping -- nothing to review
