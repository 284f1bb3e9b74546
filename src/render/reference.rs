//! Reference pages in Markdown, made from what the program itself goes by: one page a signal, their
//! index, the data dictionary, and the keys of the configuration.

mod configuration;

pub use configuration::configuration_page;

use std::fmt::Write as _;

use super::words;
use crate::model::table::{ColumnInfo, ColumnType};
use crate::model::tier::Tier;
use crate::signals::definition::{
    Anchors, Axis, Definition, Estimator, Facet, Grade, Scale, Window,
};

/// Says where a page comes from, so that nobody edits it.
const GENERATED: &str = "<!-- Generated; MIDSPAN_BLESS=1 cargo test docs writes it anew. -->\n\n";

/// A table as the dictionary shows it.
#[derive(Clone, Debug)]
pub struct TableDoc {
    /// Name in SQL.
    pub name: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// Which part of the dictionary it stands in.
    pub part: &'static str,
    /// Its columns.
    pub columns: Vec<ColumnInfo>,
}

/// The page of a signal.
#[must_use]
pub fn signal_page(definition: &Definition, sql: &str) -> String {
    let d = definition;
    let mut out = format!("{GENERATED}# {}\n\n`{}`\n\n**{}**\n\n", d.title, d.id, d.question);
    let mut line = |name: &str, text: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "- {name}: {text}");
    };
    line("Stands for", &d.concept);
    line("Figure", &estimator(d.estimator));
    line("Unit", &d.unit);
    line("Looks back on", window(d.window));
    line("Least data", &minimum(d));
    line("Needs", needs(d.tier));
    if d.shrinkage > 0.0 {
        let n0 = words::quantity(d.shrinkage);
        line("Small samples", &format!("drawn towards a mildly benign prior that weighs {n0}"));
    }
    out.push('\n');
    out.push_str(&part_in_score(d));
    let _ = write!(
        out,
        "## What else moves it\n\n{}\n\n## How it could be gamed\n\n{}\n\n## What it cannot tell\n\n{}\n\n",
        d.confounders, d.gaming, d.cannot_tell
    );
    let _ = write!(
        out,
        "## Definition\n\n`midspan signals {}` shows the rows behind a figure. The columns are in \
         [TABLES.md](../TABLES.md).\n\n```sql\n{}\n```\n",
        d.id,
        sql.trim()
    );
    out
}

fn part_in_score(d: &Definition) -> String {
    let mut out = String::from("## Part in the score\n\n");
    if d.control.is_none() && d.drift.is_none() {
        out.push_str("None: it is shown beside the score and moves nothing.\n\n");
        return out;
    }
    out.push_str("| pressure | facet | weight | calm | severe | grade | source |\n");
    out.push_str("|---|---|---|---|---|---|---|\n");
    for (axis, anchors) in [(Axis::Control, &d.control), (Axis::Drift, &d.drift)] {
        if let Some(a) = anchors {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} |",
                words::axis(axis),
                words::facet(a.facet),
                words::quantity(a.weight),
                words::in_unit(a.green, &d.unit),
                words::in_unit(a.red, &d.unit),
                grade(a.grade),
                cell(&a.source),
            );
        }
    }
    let _ = write!(
        out,
        "\nSeverity is .1 at the calm value, .9 at the severe one, and an S-curve between them on {}.\n\n",
        scale(d.scale)
    );
    out
}

/// The list of all signals.
#[must_use]
pub fn signal_index(definitions: &[&Definition]) -> String {
    let mut out = format!(
        "{GENERATED}# Signals\n\nEach is one file in `queries/signals`: what it says and the SELECT \
         that yields the items behind it. How they become a score is in [METHOD.md](../METHOD.md); \
         what none of them shows is in [LIMITS.md](../LIMITS.md). Grades: A, a published \
         recommendation; B, a published distribution or effect; C, a prior of this project, not \
         validated on real teams.\n"
    );
    for facet in Facet::ALL {
        let axis = facet.axis();
        let anchors = |d: &Definition| match axis {
            Axis::Control => d.control.clone(),
            Axis::Drift => d.drift.clone(),
        };
        let of_facet: Vec<(&Definition, Anchors)> = definitions
            .iter()
            .filter_map(|d| Some((*d, anchors(d).filter(|a| a.facet == facet)?)))
            .collect();
        let _ = write!(
            out,
            "\n## {}: {}\n\n| signal | question | calm | severe | weight | grade |\n|---|---|---|---|---|---|\n",
            words::capitalised(words::axis(axis)),
            words::facet(facet).to_lowercase(),
        );
        for (d, a) in of_facet {
            let _ = writeln!(
                out,
                "| [{0}]({0}.md) | {1} | {2} | {3} | {4} | {5:?} |",
                d.id,
                cell(&d.question),
                words::in_unit(a.green, &d.unit),
                words::in_unit(a.red, &d.unit),
                words::quantity(a.weight),
                a.grade,
            );
        }
    }
    out.push_str("\n## Shown, not scored\n\n| signal | question | needs |\n|---|---|---|\n");
    for d in definitions.iter().filter(|d| d.control.is_none() && d.drift.is_none()) {
        let _ =
            writeln!(out, "| [{0}]({0}.md) | {1} | {2} |", d.id, cell(&d.question), needs(d.tier));
    }
    out
}

/// The data dictionary; `head` stands above the tables.
#[must_use]
pub fn tables_page(head: &str, tables: &[TableDoc]) -> String {
    let mut out = format!("{GENERATED}{}\n", head.trim_end());
    let mut part = "";
    for table in tables {
        if table.part != part {
            part = table.part;
            let _ = write!(out, "\n## {part}\n");
        }
        let _ = write!(
            out,
            "\n### {}\n\n{}\n\n| column | type | empty | meaning |\n|---|---|---|---|\n",
            table.name,
            table.doc.trim()
        );
        for column in &table.columns {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                column.name,
                column_type(column.column_type),
                if column.nullable { "yes" } else { "no" },
                cell(column.doc.trim()),
            );
        }
    }
    out
}

/// A pipe would end the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn column_type(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Int => "integer",
        ColumnType::Float => "float",
        ColumnType::Bool => "boolean",
        ColumnType::Text => "text",
        ColumnType::Instant => "instant",
    }
}

fn estimator(estimator: Estimator) -> String {
    match estimator {
        Estimator::Share => "share: the sum of `value` over the sum of `exposure`".to_owned(),
        Estimator::OddsAgainstExpected => {
            "odds of the share (`value` over `exposure`) against those of a leader's expected share, |L| / (|L| + |P| − 1)"
                .to_owned()
        }
        Estimator::RatioOfSums => "ratio: the sum of `value` over the sum of `exposure`".to_owned(),
        Estimator::Mean => "mean of `value` per unit of `exposure`".to_owned(),
        Estimator::KmQuantile { quantile, horizon } => format!(
            "Kaplan-Meier {} % quantile of `value`; unfinished items are lower bounds, times over {} count as such, and where the curve does not reach the quantile the figure is \"over\" the longest time watched",
            words::quantity(quantile * 100.0),
            words::quantity(horizon),
        ),
        Estimator::RestrictedMean { horizon } => format!(
            "restricted mean of `value`: the area under its Kaplan-Meier curve up to {}, so that unfinished items are lower bounds and neither dropped nor taken as done",
            words::quantity(horizon),
        ),
        Estimator::Concentration => {
            "normalised Herfindahl-Hirschman index of `value` over `group_key`, members of the roster with nothing included"
                .to_owned()
        }
        Estimator::Count => "sum of `value`".to_owned(),
    }
}

fn window(window: Window) -> &'static str {
    match window {
        Window::Month => {
            "the month; the trailing three where fewer than 20 pull requests became ready in it"
        }
        Window::SixMonths => "the trailing six months",
        Window::InQuery => "what the SELECT puts into the month",
    }
}

fn minimum(d: &Definition) -> String {
    let items = words::count(u64::from(d.min_items), "item");
    if d.min_exposure > 0.0 {
        format!("{items}, exposure {}", words::quantity(d.min_exposure))
    } else {
        items
    }
}

fn needs(tier: Tier) -> &'static str {
    match tier {
        Tier::Git => "git",
        Tier::PrOnly => "pull requests with reviews",
        Tier::Full => "pull requests, issues and milestones",
    }
}

fn scale(scale: Scale) -> &'static str {
    match scale {
        Scale::Ln => "the logarithm of the figure",
        Scale::Logit => "the log odds of the figure",
        Scale::Identity => "the figure as it is",
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A: published recommendation",
        Grade::B => "B: published distribution or effect",
        Grade::C => "C: prior of this project",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::catalogue::Catalogue;

    #[test]
    fn every_signal_has_a_page_and_a_line() {
        let catalogue = Catalogue::built_in().expect("the program's own files");
        let definitions: Vec<&Definition> =
            catalogue.signals.iter().map(|s| &s.definition).collect();
        let index = signal_index(&definitions);
        for signal in &catalogue.signals {
            let d = &signal.definition;
            assert!(index.contains(&format!("[{0}]({0}.md)", d.id)), "{}", d.id);
            let page = signal_page(d, &signal.sql);
            for part in [&d.question, &d.confounders, &d.cannot_tell, &signal.sql] {
                assert!(page.contains(part.as_str()), "{}: {part}", d.id);
            }
        }
    }

    #[test]
    fn pipes_do_not_break_tables() {
        let table = TableDoc {
            name: "t",
            doc: "Row.",
            part: "Facts",
            columns: vec![ColumnInfo {
                name: "n".to_owned(),
                column_type: ColumnType::Int,
                nullable: true,
                doc: " Leaders, |L|.",
            }],
        };
        let page = tables_page("# Tables\n", &[table]);
        assert!(page.ends_with("| n | integer | yes | Leaders, \\|L\\|. |\n"), "{page}");
    }
}
