//! Pull requests whose first answer took longer than a working day.

use crate::advice::case::Case;
use crate::advice::proposal::{Becomes, Proposal, Rule, each};
use crate::advice::wording::{business_hours, item, of, when};
use crate::signals::definition::Axis;

/// Business hours of a working day: Google's "one business day maximum".
const A_DAY: f64 = 8.0;

pub(super) const RULE: Rule = Rule {
    id: "first_answer_within_a_day",
    side: Axis::Drift,
    signal: "time_to_first_response_p75",
    least: 3,
    look,
};

fn look(case: &Case<'_>) -> Option<Proposal> {
    let reading = case.clear(RULE.signal, RULE.side)?;
    let late: Vec<_> = reading.bad().into_iter().filter(|seen| seen.value > A_DAY).collect();
    if late.len() < RULE.least {
        return None;
    }
    let silent = late.iter().filter(|seen| seen.censored).count();
    let silent = match silent {
        0 => String::new(),
        n => format!(", {n} of them without any answer so far or within 80 business hours"),
    };
    let evidence = format!(
        "{}, {} had no answer within one working day of becoming ready{silent}.",
        when(case, reading.figure.window_months),
        of(late.len(), reading.items().len(), "pull request"),
    );
    let items: Vec<_> = late
        .iter()
        .map(|seen| {
            let hours = business_hours(seen.value);
            let told = if seen.censored {
                format!("no answer in {hours}")
            } else {
                format!("first answer after {hours}")
            };
            item(seen.key, told)
        })
        .collect();
    Some(Proposal {
        title: "Take turns by the day: one person gives every new pull request a first answer"
            .to_owned(),
        evidence,
        gain: None,
        guard: super::NO_GLANCES,
        supposed: each("time_to_first_response_p75", Becomes::AtMost(A_DAY), &items),
        items,
    })
}
