//! Text from outside in what is written: it stays text, whoever reads it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use midspan::model::table::{Column, Values};
use midspan::render::charts::{self, Chart, Theme};
use midspan::render::table::{self, TableFormat};
use midspan::render::terminal::TerminalOptions;
use midspan::render::{escape as escaped, fuzzing, html, markdown, terminal};
use midspan::report::Report;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Each format read back: the text comes out as it went in, and nothing beside it.
pub fn escape(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let plain = escaped::line(&text);
    assert!(!plain.chars().any(char::is_control) && escaped::line(&plain) == plain);
    as_html(&text, &plain);
    as_xml(&text, &plain);
    as_markdown(&text, &plain);
    as_cells(&text);
    assert_eq!(escaped::terminal(&text), plain);
}

fn as_html(text: &str, plain: &str) {
    let page = format!("<p title=\"{0}\">{0}</p>", escaped::html(text));
    let (mut inside, mut tags) = (Vec::new(), 0);
    for token in Tokenizer::new(page.as_str()) {
        match token.expect("no reader fails") {
            Token::StartTag(tag) => {
                tags += 1;
                let title = tag.attributes.values().next().expect("a title");
                assert_eq!(title.value.as_slice(), plain.as_bytes());
                assert_eq!(tag.attributes.len(), 1);
            }
            Token::String(piece) => inside.extend_from_slice(&piece.value.0),
            Token::EndTag(_) => {}
            // Characters that a browser would rather not see in a page, but shows.
            Token::Error(_) => {}
            other => panic!("{other:?} in {page}"),
        }
    }
    assert_eq!((tags, inside.as_slice()), (1, plain.as_bytes()), "{page}");
}

fn as_xml(text: &str, plain: &str) {
    let document = format!("<t a=\"{0}\">{0}</t>", escaped::xml(text));
    let tree = roxmltree::Document::parse(&document).expect("XML");
    let root = tree.root_element();
    assert_eq!(root.attribute("a"), Some(plain));
    assert_eq!(root.text().unwrap_or_default(), plain);
    assert_eq!(root.children().filter(|n| !n.is_text()).count(), 0);
}

fn as_markdown(text: &str, plain: &str) {
    let shown = escaped::markdown(text);
    // Where reports put it: a paragraph, a list, a heading, a cell, a link.
    let documents = [
        format!("Before {shown}\n"),
        format!("{shown}\n"),
        format!("- {shown}\n"),
        format!("## {shown}\n"),
        format!("| a | b |\n| --- | --- |\n| {shown} | x |\n"),
        format!("[{shown}](<https://git.example/a>)\n"),
    ];
    for document in documents {
        let read = inline_text(&document);
        let found = read.replace('\u{2060}', "");
        assert!(found.contains(plain.trim()), "{document:?} reads {found:?}");
    }
}

/// The text of a document that may hold blocks and one link, and nothing that text could make.
fn inline_text(document: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(document, extensions()) {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert_eq!(&*dest_url, "https://git.example/a", "{document:?}");
            }
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(None)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell,
            )
            | Event::End(_) => {}
            other => panic!("{other:?} in {document:?}"),
        }
    }
    text
}

/// What GitHub reads beyond the standard.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

fn as_cells(text: &str) {
    let field = escaped::csv(text);
    let risky = ['=', '+', '-', '@', '\t', '\r'];
    assert!(!field.starts_with(risky), "{field:?}");
    let values = Values::Text(vec![Some(text.into()), None]);
    let columns = [
        Column { name: text.to_owned(), values: values.clone() },
        Column { name: "b".to_owned(), values },
    ];
    let written = table::columns(&columns, TableFormat::Csv, None).expect("a table");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(rows.len(), 3, "{written:?}");
    assert!(rows.iter().all(|row| row.len() == 2));
    assert_eq!(&rows[1][1], field);
    let written = table::columns(&columns, TableFormat::Json, None).expect("a table");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&written).expect("JSON");
    assert_eq!(rows[0]["b"], serde_json::Value::from(text));
    let written = table::columns(&columns, TableFormat::Table, Some(80)).expect("a table");
    assert!(!written.chars().any(|c| c.is_control() && c != '\n'), "{written:?}");
}

/// What a report's page and documents hold when nothing in it is hostile.
#[derive(Debug, Default, PartialEq)]
struct Skeleton {
    /// Elements of the page.
    elements: BTreeSet<String>,
    /// Scripts and styles of the page.
    programs: usize,
    /// Markup of the Markdown document that is no Markdown.
    markup: BTreeSet<String>,
    /// Elements of the chart.
    chart: BTreeSet<String>,
}

const KINDS: usize = fuzzing::REPORTS * Chart::ALL.len();

static CLEAN: [OnceLock<Skeleton>; KINDS] = [const { OnceLock::new() }; KINDS];

fn clean(which: usize) -> Skeleton {
    let report = fuzzing::report(which);
    let mut all = skeleton(&report, which);
    // What stands only where there are links, or places to break a line.
    for text in ["plain/words", "https://git.example/acme/tool"] {
        let more = skeleton(&with_texts(fuzzing::report(which), &[text]), which);
        all.elements.extend(more.elements);
        all.markup.extend(more.markup);
        all.chart.extend(more.chart);
    }
    all
}

/// A whole report with hostile text in every place that names or titles reach: the same kinds of elements as
/// ever, no script but its own, no address but of the web.
pub fn report(data: &[u8]) {
    let (which, bytes) = crate::choice(data);
    let text = String::from_utf8_lossy(bytes);
    let texts: Vec<&str> = text.split('\n').collect();
    let found = skeleton(&with_texts(fuzzing::report(which), &texts), which);
    let which = which % KINDS;
    let clean = CLEAN[which].get_or_init(|| clean(which));
    assert_eq!(found.programs, clean.programs);
    assert!(found.elements.is_subset(&clean.elements), "{:?}", &found.elements - &clean.elements);
    assert!(found.markup.is_subset(&clean.markup), "{:?}", &found.markup - &clean.markup);
    assert!(found.chart.is_subset(&clean.chart), "{:?}", &found.chart - &clean.chart);
}

fn with_texts(mut report: Report, texts: &[&str]) -> Report {
    let mut turn = texts.iter().cycle();
    let mut next = || (*turn.next().unwrap_or(&"")).to_owned();
    (report.subject, report.headline) = (next(), next());
    for facts in &mut report.repositories {
        facts.url = Some(next());
        facts.repo = next();
    }
    for team in &mut report.teams {
        team.score.team = next();
        (team.summary, team.moved) = (next(), vec![next()]);
        for finding in &mut team.findings {
            (finding.title, finding.text) = (next(), next());
            finding.evidence = vec![next(), next()];
        }
        for row in &mut team.milestones {
            (row.title, row.repo) = (next(), next());
        }
        for advice in &mut team.advice {
            (advice.title, advice.evidence) = (next(), next());
            for item in &mut advice.items {
                (item.repo, item.item, item.text) = (next(), next(), next());
            }
        }
    }
    for doc in &mut report.definitions {
        doc.sql = next();
    }
    for note in &mut report.notes {
        (note.topic, note.text) = (next(), next());
    }
    report
}

/// Of the page, the documents and one of the charts: `which` chooses.
fn skeleton(report: &Report, which: usize) -> Skeleton {
    let mut found = Skeleton::default();
    page(&html::html(report).expect("a page"), &mut found);
    document(&markdown::markdown(report), &mut found);
    for (colour, unicode) in [(false, true), (false, false)] {
        let shown = terminal::terminal(report, &TerminalOptions { width: 80, colour, unicode });
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    }
    let chart = Chart::ALL[which / fuzzing::REPORTS % Chart::ALL.len()];
    found.chart = picture(&charts::svg(chart, report, Theme::Light).expect("a chart"));
    found
}

fn page(page: &str, found: &mut Skeleton) {
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Token::StartTag(tag) = token.expect("no reader fails") else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        found.programs += usize::from(name == "script" || name == "style");
        found.elements.insert(name);
        for (key, value) in &tag.attributes {
            let (key, value) =
                (String::from_utf8_lossy(key), String::from_utf8_lossy(&value.value));
            assert!(!key.starts_with("on"), "{key}={value}");
            if matches!(&*key, "href" | "src" | "action" | "formaction" | "xlink:href") {
                let web = ["#", "https://", "http://"].iter().any(|begin| value.starts_with(begin));
                assert!(web, "{key}={value}");
            }
        }
    }
}

fn document(text: &str, found: &mut Skeleton) {
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let mut open = 0_usize;
    for event in Parser::new_ext(text, extensions()) {
        match event {
            Event::Html(markup) | Event::InlineHtml(markup) => {
                let name = markup.split(|c: char| !(c.is_alphanumeric() || c == '/' || c == '<'));
                found.markup.insert(name.into_iter().next().unwrap_or_default().to_owned());
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let known = ["https://", "http://", "charts/"];
                let web = known.iter().any(|begin| dest_url.starts_with(begin));
                assert!(web, "{dest_url}");
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                assert!(dest_url.starts_with("charts/"), "{dest_url}");
            }
            Event::Start(Tag::TableRow) => open += 1,
            Event::End(TagEnd::TableRow) => open -= 1,
            _ => {}
        }
    }
    assert_eq!(open, 0);
}

fn picture(svg: &str) -> BTreeSet<String> {
    let tree = roxmltree::Document::parse(svg).expect("SVG");
    let mut names = BTreeSet::new();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        names.insert(node.tag_name().name().to_owned());
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{attribute:?}");
            let refers = matches!(attribute.name(), "href" | "src");
            assert!(!refers || attribute.value().starts_with('#'), "{attribute:?}");
        }
    }
    names
}
