//! The worked example of docs/METHOD.md, computed: the page is compared, and written anew with
//! `MIDSPAN_BLESS=1 cargo test docs`.

use std::fmt::Write as _;
use std::path::Path;

use super::example::{Case, figure};
use crate::score::outcome::{MonthScore, Pressure, SignalFigure, Zone};
use crate::signals::catalogue::{Catalogue, Signal};
use crate::signals::definition::Estimator;

const BEGIN: &str = "<!-- example: begin -->\n";
const END: &str = "<!-- example: end -->";

fn seen(figure: &SignalFigure, estimator: Estimator) -> String {
    let number = |x: f64| format!("{x:.1}").trim_end_matches(".0").to_owned();
    match estimator {
        Estimator::KmQuantile { .. } => {
            format!("{} of {} finished", number(figure.total), figure.items)
        }
        Estimator::Concentration => format!("{} reviews", number(figure.exposure)),
        _ => format!("{} / {}", number(figure.total), number(figure.exposure)),
    }
}

fn signals(month: &MonthScore, catalogue: &Catalogue) -> String {
    let severity = |s: Option<f64>| s.map_or_else(String::new, |s| format!("{s:.3}"));
    let mut out = String::from(
        "| signal | seen | raw | figure | control | drift |\n|---|---|---|---|---|---|\n",
    );
    let scored = catalogue.signals.iter().filter(|s: &&Signal| s.is_scored());
    for signal in scored {
        let definition = &signal.definition;
        let found = figure(month, &definition.id);
        let estimate = found.estimate.expect("every signal of the example has a figure");
        writeln!(
            out,
            "| [{0}](signals/{0}.md) | {1} | {2:.3} | {3:.3} | {4} | {5} |",
            definition.id,
            seen(found, definition.estimator),
            found.raw.expect("a raw figure"),
            estimate.value,
            severity(found.control_severity),
            severity(found.drift_severity),
        )
        .expect("a string");
    }
    out
}

fn pressure(letter: char, pressure: &Pressure) -> String {
    let facets: Vec<String> = pressure
        .facets
        .iter()
        .map(|f| {
            let value = f.value.expect("every facet of the example has a value").value;
            format!("{} {value:.3}", format!("{:?}", f.facet).to_lowercase())
        })
        .collect();
    let squares: Vec<String> = pressure
        .facets
        .iter()
        .map(|f| format!("{:.3}²", f.value.map_or(0.0, |v| v.value)))
        .collect();
    let value = pressure.value.expect("the example has both pressures").value;
    format!(
        "- {:?} pressure: {}. {letter} = √(({}) / 4) = **{value:.3}**\n",
        pressure.axis,
        facets.join(", "),
        squares.join(" + "),
    )
}

fn zone(zone: Zone) -> String {
    // `ApprovalBound` as the table of zones writes it.
    let mut out = String::new();
    for (index, letter) in format!("{zone:?}").char_indices() {
        if letter.is_uppercase() && index > 0 {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn block() -> String {
    let catalogue = Catalogue::built_in().expect("the program's own files");
    let definitions = catalogue.signals.iter().map(|s| s.definition.clone()).collect();
    let month = Case { definitions, replicates: 1000, ..Case::new() }.month();
    let (control, drift) =
        (month.control.as_ref().expect("control"), month.drift.as_ref().expect("drift"));
    let standing = month.standing.as_ref().expect("a standing");
    let mut out = signals(&month, &catalogue);
    out.push('\n');
    out.push_str(&pressure('C', control));
    out.push_str(&pressure('D', drift));
    write!(
        out,
        "- Position: 100 ({:.3} − {:.3}) = **{:.1}**; tension {:.2}; strain {:.2}.\n- Zone, in {:.0} % of the resamples: **{}**.\n",
        drift.value.expect("D").value,
        control.value.expect("C").value,
        standing.position.value,
        standing.tension.value,
        standing.strain,
        standing.shares.approval_bound * 100.0,
        zone(standing.zone),
    )
    .expect("a string");
    out
}

#[test]
fn docs_method_shows_what_is_computed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/METHOD.md");
    let text = std::fs::read_to_string(&path).expect("the page");
    let (head, rest) = text.split_once(BEGIN).expect("where the example begins");
    let (shown, tail) = rest.split_once(END).expect("where the example ends");
    let computed = block();
    if std::env::var_os("MIDSPAN_BLESS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{computed}{END}{tail}")).expect("written");
    } else {
        assert!(shown == computed, "stale; write it anew with MIDSPAN_BLESS=1 cargo test docs");
    }
}
