--: id = "leader_absence_weeks"
--: title = "Active weeks without a leader's trace"
--: question = "In how many of the last 13 weeks did the team work without any recorded act of a leader?"
--: concept = "Regular check-ins; awareness"
--: estimator = { kind = "share" }
--: unit = "share"
--: scale = "logit"
--: min_items = 6
--: window = "in_query"
--: tier = "git"
--: confounders = "Leave: weeks in which every leader is marked away are left out. Work in chat and meetings: dates of check-ins can be given in a file, `checkins`."
--: gaming = "Acts made only to be seen: the same label, assignment or text at the same weekday and hour for three weeks counts as none."
--: cannot_tell = "One-to-ones, meetings and calls."
--: [drift]
--: facet = "absence"
--: weight = 1.0
--: green = 0.15
--: red = 0.60
--: grade = "C"
--: source = "Design prior."
WITH present AS (
  SELECT r.team, r.week
  FROM roster_weeks r
  WHERE r.role = 'leader' -- without a leader there is none to miss
    AND NOT r.away -- on leave is not absent
  GROUP BY r.team, r.week
), active AS (
  SELECT
    a.team,
    a.week,
    MIN(a.repo) AS first_repo,
    MAX(a.repo) AS last_repo,
    SUM(CASE WHEN a.subject <> 'commit' OR a.kind = 'authored' THEN 1 ELSE 0 END) AS events,
    SUM(CASE WHEN a.role = 'leader' AND NOT a.scheduled THEN 1 ELSE 0 END) AS leader_events -- what a timer could do shows nobody
  FROM acts a
  WHERE a.role IN ('leader', 'peer') -- the team's people, in their role at that time
    AND (a.trace OR a.kind IN ('opened', 'committed', 'authored', 'integrated', 'reviewed')) -- acts, not notices such as being mentioned
  GROUP BY a.team, a.week
), last_weeks AS (
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
  CASE WHEN a.first_repo = a.last_repo THEN a.first_repo ELSE '' END AS repo,
  a.team AS team,
  t.period AS period,
  t.week AS item,
  CAST(CASE WHEN a.leader_events = 0 AND k.week IS NULL THEN 1 ELSE 0 END AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS exposure,
  FALSE AS censored,
  CAST(NULL AS STRING) AS author,
  CAST(NULL AS STRING) AS week,
  CAST(NULL AS STRING) AS group_key
FROM thirteen t
INNER JOIN active a ON a.week = t.week
INNER JOIN present p ON p.team = a.team AND p.week = a.week
LEFT JOIN checkin_weeks k ON k.team = a.team AND k.week = a.week -- a check-in that was noted is a trace
WHERE a.events >= 3 -- quieter weeks need no leader
