//! The order of the document.

use super::detail::{Detail, LIMIT};
use super::{closing, signals, standing, tables};
use crate::render::links::Links;
use crate::report::Report;

/// The report for a pull request, an issue or a job summary: as much of it as stays under 60,000
/// bytes, and a line on what was left out. Tables are folded; definitions and SQL stand in the page.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let links = Links::new(report);
    let mut shortest = String::new();
    for detail in Detail::ALL {
        shortest = document(report, &links, detail);
        if shortest.len() <= LIMIT {
            return shortest;
        }
    }
    cut(&shortest)
}

fn document(report: &Report, links: &Links, detail: Detail) -> String {
    let mut out = String::new();
    standing::position(&mut out, report, links, detail);
    if detail >= Detail::Cards {
        standing::moved(&mut out, report);
    }
    if detail >= Detail::Tables {
        standing::trajectory(&mut out, report);
        tables::waits(&mut out, report);
        tables::milestones(&mut out, report, links);
    }
    if detail >= Detail::Signals {
        signals::signals(&mut out, report, links, detail);
    }
    if detail >= Detail::Advice {
        closing::advice(&mut out, report, links);
    }
    if detail >= Detail::Signals {
        closing::practices(&mut out, report);
    }
    closing::data(&mut out, report);
    closing::rest(&mut out, report, detail);
    out
}

/// The first whole lines of a document that is too long even without a word on single teams.
fn cut(document: &str) -> String {
    const ENDING: &str = "\n```\n\nThe rest is too long for this document: see report.html.\n";
    let mut end = 0;
    for line in document.split_inclusive('\n') {
        if end + line.len() + ENDING.len() > LIMIT {
            break;
        }
        end += line.len();
    }
    let kept = &document[..end];
    let open = kept.lines().filter(|line| line.starts_with("```")).count() % 2 == 1;
    let ending = if open { ENDING } else { ENDING.trim_start_matches("\n```") };
    format!("{kept}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    /// Everything before the named heading.
    fn until(text: &str, heading: &str) -> String {
        text.split(heading).next().unwrap_or_default().trim_end().to_owned()
    }

    #[test]
    fn one_team_begins_with_where_it_stands() {
        let text = markdown(&sample::one_team());
        insta::assert_snapshot!(until(&text, "## All signals"), @r#"
        # Midspan: northlight, March 2026

        > **Invented example data.** No team, person or pull request here exists.

        **In March, approval held up one team of four, one moved without attention, one was pulled both ways, and one was engaged and not in the way.**

        ```text
                 micromanagement             disengagement
        Billing  ├──────━━━■━━━──────┼───────────────────┤  −50.4 (−66 to −34)
        ```

        ![Where each team stands](charts/spectrum.svg)

        ### Billing: approval-bound

        Work waits for approval, in three of the last four months; position −50.4 \(−66 to −34\). 52 pull requests. Leader 1, peers 6.

        Over March, two thirds of review waiting was on the approval role \(410 of 620 business hours\); 12 of 20 low-risk changes needed it. Nothing suggests unattended work.

        - Approval-bound in three of the last four months.
        - This depends on one signal: Low-risk changes that needed the leader role.

        These are traces of behaviour around pull requests, issues and milestones: not of intentions, trust or conversations. Before anyone acts on them, ask the team.

        ## What moved it

        ### Billing

        Position −50.4; change −7.5, within what chance does (90 % −19 to +4).

        - Waiting on the leader role rose from 58 to 66 % of review hours \(bottleneck\).
        - Deciding approvals by the leader role rose from 69 to 74 % \(gate\).
        - Over six months it moved towards control, −5.8 points a month \(−7.8 to −3.8\).

        ## Trajectory

        Both pressures month by month; a zone begins at .45 and needs two facets to agree.

        ![Trajectory of the two pressures](charts/trajectory.svg)

        ### Billing

        | Month | Control | Drift | Position | Zone |
        | --- | ---: | ---: | ---: | --- |
        | October 2025 | .488 (.39 to .59) | .020 (.00 to .12) | −46.8 | approval-bound |
        | November 2025 | .478 (.38 to .58) | .074 (.00 to .17) | −40.4 | approval-bound |
        | December 2025 | .548 (.45 to .65) | .049 (.00 to .15) | −49.9 | approval-bound |
        | January 2026 | .538 (.44 to .64) | .104 (.00 to .20) | −43.4 | approval-bound |
        | February 2026 | .608 (.51 to .71) | .079 (.00 to .18) | −52.9 | approval-bound |
        | March 2026 | .618 (.52 to .72) | .114 (.01 to .21) | −50.4 | approval-bound |

        ## Where pull requests wait

        Business hours that pull requests were open, by whose move it was. “Nobody asked” is never counted to peers.

        ![Where pull requests wait](charts/waits.svg)

        <details><summary>Billing&#44; month by month</summary>

        | Month | Pull requests | leader role, answered | leader role, gone around | leader role, never answered | peers | nobody asked | author | approved, not merged | draft |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | October 2025 | 58 | 310 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |
        | November 2025 | 58 | 330 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |
        | December 2025 | 58 | 350 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |
        | January 2026 | 58 | 370 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |
        | February 2026 | 58 | 390 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |
        | March 2026 | 58 | 410 | 3 | 8 | 146 | 56 | 262 | 58 | 31 |

        </details>

        ## Milestones, planned and done

        ![Milestones, planned and done](charts/milestones.svg)

        <details><summary>Billing&#58; 5 milestones</summary>

        | Milestone | Created | First due | Due now | Closed | Stands | Done |
        | --- | --- | --- | --- | --- | --- | ---: |
        | [Invoice lines v2](<https://github.example/northlight/billing/milestone/1>) | 2025-09-03 | 2025-11-10 | 2025-11-10 | 2025-11-18 | 8 days late | 12 of 15 |
        | [SEPA refunds](<https://github.example/northlight/billing/milestone/2>) | 2025-10-20 | 2026-01-30 | 2026-01-30 | 2026-01-22 | 8 days early | 12 of 15 |
        | [Tax table](<https://github.example/northlight/billing/milestone/3>) | 2025-11-03 | – | – | 2026-03-18 | closed, no due date | 12 of 15 |
        | [Dunning rewrite](<https://github.example/northlight/billing/milestone/4>) | 2026-01-05 | 2026-04-10 | 2026-04-30 | – | open, at least 5 days late; date moved | 12 of 15 |
        | [&lt;/td&gt;&lt;/script&gt;&lt;img src=x onerror=alert\(1\)&gt; \| \`rm\` \*\*\[x\]\(http&#58;//evil.example\)\*\* @&#8288;all \[2J�](<https://github.example/northlight/billing/milestone/6>) | 2026-02-01 | 2026-04-01 | 2026-04-01 | – | open, at least 14 days late | 12 of 15 |

        </details>
        "#);
    }

    #[test]
    fn git_alone_leads_with_findings() {
        let text = markdown(&sample::git_alone());
        insta::assert_snapshot!(text, @r#"
        # Midspan: northlight, March 2026

        > **Invented example data.** No team, person or pull request here exists.

        **Git alone was read: 3 findings, and no standing**

        - **One account merges:** 1 of 7 accounts made 412 of 430 merges \(96 %\). ([#12](<https://github.example/northlight/data-lake/pull/12>), [0123456789](<https://github.example/northlight/data-lake/commit/0123456789abcdef0123456789abcdef01234567>))
        - **Few review trailers:** 18 of 1,906 commits carry Reviewed-by \(1 %\). ([#12](<https://github.example/northlight/data-lake/pull/12>), [0123456789](<https://github.example/northlight/data-lake/commit/0123456789abcdef0123456789abcdef01234567>))
        - **Squash through the web:** 38 % of commits were squashed through the web, so committers hide who merged. ([#12](<https://github.example/northlight/data-lake/pull/12>), [0123456789](<https://github.example/northlight/data-lake/commit/0123456789abcdef0123456789abcdef01234567>))

        ```text
                   micromanagement             disengagement
        data-lake  ├───────╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌───────────┤  git alone
        ```

        ![Where each team stands](charts/spectrum.svg)

        ### data-lake: screening

        Screening, git alone: the position lies somewhere from −62 to +38; no zone can be told.

        No standing can be given for March.

        - Recorded pull requests, reviews and issues add what git cannot show: midspan import.

        These are traces of behaviour around pull requests, issues and milestones: not of intentions, trust or conversations. Before anyone acts on them, ask the team.

        ## What moved it

        No trace in this data: two scored months are needed.

        ## Trajectory

        Both pressures month by month; a zone begins at .45 and needs two facets to agree.

        ![Trajectory of the two pressures](charts/trajectory.svg)

        ## Where pull requests wait

        Business hours that pull requests were open, by whose move it was. “Nobody asked” is never counted to peers.

        No trace in this data: the timelines of pull requests were not read.

        ## Milestones, planned and done

        No trace in this data: no milestones were read.

        ## All signals

        Calm is the value of severity .1, severe that of .9. Grade A: published recommendation; B: published distribution; C: our prior. Definitions and SQL stand in report.html.

        ![Severity of the signals, month by month](charts/signals.svg)

        <details><summary>data&#45;lake&#58; 0 signals with a figure</summary>

        | Signal | Figure | n | 95 % interval | Calm, severe | Grade | Severity | Change | Items |
        | --- | ---: | ---: | --- | --- | --- | ---: | --- | --- |

        - Not in this data: needs pull requests and reviews: Deciding approval by the leader role; Low-risk changes that needed the leader role; Review waiting that was on the leader role; Hours waiting on the leader role, per pull request; Concentration of reviews; Leader inline comments per 100 lines; Pull requests touched by the leader role; Work started without being handed out; Time to first response, three quarters of pull requests; Open time in which nobody was asked; Milestone slippage; Active weeks without a trace of the leader role; Intent: what, why and done stated; Issues older than two weeks without an owner; Take-overs by the leader role; Structured updates

        </details>

        ## What to try next month

        No suggestion for data-lake: git alone.

        First, ask the team:

        1. When you could decide something yourself, do you? What stops you?
        2. When you need a decision, how do you get one, and how long does it take?
        3. What did nobody look at last month that somebody should have?

        ## The practices, one by one

        No trace in this data.

        ## Data notes

        | Repository | Data | Commits | Pull requests | Reviews | Issues | Milestones |
        | --- | --- | ---: | ---: | ---: | ---: | ---: |
        | northlight/data-lake | git alone | 1,906 | 241 | 502 | 512 | 44 |

        <details><summary>Bots&#44; gaps and whatever else moves the figures</summary>

        - **Who leads:** Configured for Billing, Checkout and Platform. Inferred for Mobile; correct it with midspan init.
        - **Bots:** 4 bots left out \(1,120 events\).

        </details>

        What no record shows: intentions, trust, felt ownership, hesitation before a branch exists; talks, chat, meetings, one-to-ones; drift is an upper bound where a team talks elsewhere; the quality of what was written.

        Midspan 0\.1.0, score 1, read 2026-04-15T09:00:00Z, months in Europe/Berlin.

        Charts: [spectrum](charts/spectrum.svg), [plane](charts/plane.svg), [trajectory](charts/trajectory.svg), [touch](charts/touch.svg), [waits](charts/waits.svg), [survival](charts/survival.svg), [milestones](charts/milestones.svg), [signals](charts/signals.svg).

        Every figure with its definition, SQL and items is in report.html; `midspan signals ID --until 2026-03` prints one.
        "#);
    }

    #[test]
    fn sections_stand_in_the_order_of_the_page() {
        let text = markdown(&sample::report());
        let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
        let expected = [
            "## What moved it",
            "## Trajectory",
            "## Where pull requests wait",
            "## Milestones, planned and done",
            "## All signals",
            "## What to try next month",
            "## The practices, one by one",
            "## Data notes",
        ];
        assert_eq!(heads, expected);
    }

    #[test]
    fn many_teams_fit_a_comment_and_say_what_is_left_out() {
        let text = markdown(&sample::forty_teams());
        assert!(text.len() <= LIMIT, "{} bytes", text.len());
        assert!(text.contains("left out here, to fit a comment"));
        let mut crowd = sample::forty_teams();
        let team = crowd.teams[0].clone();
        crowd.teams = vec![team; 1000];
        let text = markdown(&crowd);
        assert!(text.len() <= LIMIT, "{} bytes", text.len());
        assert!(
            text.ends_with("```\n\nThe rest is too long for this document: see report.html.\n")
        );
        assert_eq!(text.matches("```").count(), 2);
    }

    #[test]
    fn hostile_titles_stay_text() {
        let mut report = sample::one_team();
        sample::HOSTILE.clone_into(&mut report.headline);
        sample::HOSTILE.clone_into(&mut report.teams[0].score.team);
        let text = markdown(&report);
        let blocks: Vec<&str> = text.split("```").collect();
        let outside: String = blocks.iter().step_by(2).copied().collect();
        assert!(!outside.contains("<img"), "raw HTML stands in blocks of code alone");
        assert!(!outside.contains("**[x](http"));
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'));
        let rows = text.lines().filter(|line| line.contains("alert") && line.starts_with('|'));
        let pipes = |row: &str| row.replace("\\|", "").matches('|').count();
        assert!(
            rows.clone().count() > 0 && rows.into_iter().all(|row| pipes(row) == 8),
            "cells stay cells"
        );
    }
}
