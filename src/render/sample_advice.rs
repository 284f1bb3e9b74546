//! An invented suggestion for the tests of the renderers.

use crate::advice::{Advice, AdviceItem, Expected, Gain, Move, Watch};
use crate::signals::definition::Axis;

/// What the look suggests to an approval-bound team.
pub(crate) fn low_risk() -> Advice {
    let item = |item: &str, text: &str| AdviceItem {
        repo: "northlight/billing".to_owned(),
        item: item.to_owned(),
        text: text.to_owned(),
    };
    Advice {
        rule: "release_small_changes".to_owned(),
        side: Axis::Control,
        title: "Let another owner approve low-risk changes in invoices/ and webhooks/".to_owned(),
        evidence: "12 of 20 low-risk changes waited for the leader role. In 9 of them the approval came without a comment or a changed line.".to_owned(),
        gain: Some(Gain {
            label: "Would have saved".to_owned(),
            text: "118 of 410 business hours".to_owned(),
        }),
        expected: Expected {
            control: Some(Move { from: 0.618, to: 0.52 }),
            drift: None,
            position: Some(Move { from: -50.4, to: -40.6 }),
            text: "control .62 → about .52, position −50 → about −41, if it had held for all 9 (March 2026 scored again)".to_owned(),
        },
        watch: Watch {
            signal: "low_risk_leader_gate".to_owned(),
            figure: Move { from: 0.6, to: 0.15 },
            text: "“Low-risk changes that needed the leader role”, 60 % now, about 15 % if it holds. It worked if next month is below 36 %; above that, chance may have done it.".to_owned(),
        },
        guard: "reverts and quick fixes not above this month's share".to_owned(),
        items: vec![
            item("#1412", "approved without a remark after 14 business hours"),
            item("#1398", "approved without a remark after 11 business hours"),
        ],
        more_items: 7,
    }
}
