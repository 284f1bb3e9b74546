use super::canvas::Area;
use super::chart::layout;
use super::raster::parse;
use super::sample::{HOSTILE, crowd, empty_report, sample_report};
use super::*;
use crate::report::{MonthWaits, Report};
use crate::score::outcome::MonthScore;

fn reports() -> Vec<(&'static str, Report)> {
    let mut plain = sample_report();
    plain.example = false;
    plain.subject = "organisation/".repeat(40);
    plain.headline = "A long headline that goes on and on, clause after clause. ".repeat(12);
    let mut unscored = sample_report();
    unscored.teams.retain(|team| team.score.months.iter().all(|m| m.standing.is_none()));
    vec![
        ("none", empty_report()),
        ("one", crowd(1)),
        ("two", crowd(2)),
        ("eight", crowd(8)),
        ("sample", sample_report()),
        ("plain", plain),
        ("unscored", unscored),
        ("crowd", crowd(40)),
        ("years", years(crowd(8))),
        ("years of one", years(crowd(1))),
        ("years of a crowd", years(crowd(40))),
    ]
}

/// The same over two years, the months before copied from the oldest.
fn years(mut report: Report) -> Report {
    report.periods = (-23..=0).map(|back| report.period.plus(back)).collect();
    for team in &mut report.teams {
        let (months, waits) = (team.score.months.clone(), team.waits.clone());
        let first = months.first().map_or(report.period, |month| month.period);
        let added = report.periods.iter().filter(|period| **period < first);
        let score = months.first().zip(waits.first());
        for (month, hours) in added.rev().filter_map(|p| score.map(|(m, w)| ((*p, m), (*p, w)))) {
            team.score.months.insert(0, MonthScore { period: month.0, ..month.1.clone() });
            team.waits.insert(0, MonthWaits { period: hours.0, ..hours.1.clone() });
        }
    }
    report
}

fn each_chart(check: impl Fn(&str, Chart, &Report)) {
    for (name, report) in reports() {
        for chart in Chart::ALL {
            check(&format!("{} of {name}", chart.name()), chart, &report);
        }
    }
}

#[test]
fn every_chart_is_an_svg_with_title_and_description() {
    each_chart(|name, chart, report| {
        for theme in [Theme::Light, Theme::Dark] {
            let svg = svg(chart, report, theme).expect("a chart");
            let tree = parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!((tree.size().width() - 1280.0).abs() < 0.5, "{name}");
            assert!(svg.contains("role=\"img\"") && svg.contains("<desc id="), "{name}");
            assert!(!svg.contains("style="), "{name}: a strict content policy refuses styles");
            assert!(!svg.contains("href"), "{name}: it loads nothing");
        }
    });
}

#[test]
fn no_text_overlaps_or_leaves_the_picture() {
    each_chart(|name, chart, report| {
        let canvas = layout(chart, report, Theme::Light).expect("a layout");
        let page = Area { left: 0.0, top: 0.0, right: canvas.width, bottom: canvas.height };
        let texts: Vec<_> = canvas.texts().collect();
        for (index, text) in texts.iter().enumerate() {
            let area = text.area();
            let inside = area.left >= page.left + 8.0
                && area.right <= page.right - 8.0
                && area.top >= page.top + 8.0
                && area.bottom <= page.bottom - 4.0;
            assert!(inside, "{name}: `{}` spills out: {area:?}", text.text);
            for other in texts.iter().skip(index + 1) {
                let apart = !area.overlaps(&other.area());
                assert!(apart, "{name}: `{}` over `{}`", text.text, other.text);
            }
        }
    });
}

#[test]
fn texts_can_be_read_on_a_slide() {
    each_chart(|name, chart, report| {
        let canvas = layout(chart, report, Theme::Light).expect("a layout");
        for text in canvas.texts() {
            assert!(text.size() >= 12.0, "{name}: `{}`", text.text);
        }
    });
}

#[test]
fn shapes_stay_inside_the_picture() {
    each_chart(|name, chart, report| {
        let svg = svg(chart, report, Theme::Light).expect("a chart");
        let tree = parse(&svg).expect("an SVG");
        let (size, drawn) = (tree.size(), tree.root().abs_stroke_bounding_box());
        let inside = drawn.left() >= -0.5
            && drawn.top() >= -0.5
            && drawn.right() <= size.width() + 0.5
            && drawn.bottom() <= size.height() + 0.5;
        assert!(inside, "{name}: {drawn:?} in {size:?}");
    });
}

#[test]
fn measured_width_covers_what_is_set() {
    let svg = svg(Chart::Spectrum, &sample_report(), Theme::Light).expect("a chart");
    let tree = parse(&svg).expect("an SVG");
    let canvas = layout(Chart::Spectrum, &sample_report(), Theme::Light).expect("a layout");
    let mut set = Vec::new();
    widths(tree.root(), &mut set);
    let boxes: Vec<_> = canvas.texts().filter(|text| !text.text.is_empty()).collect();
    assert_eq!(set.len(), boxes.len());
    for (text, width) in boxes.iter().zip(set) {
        let measured = text.area().width();
        assert!(width <= measured + 1.0, "`{}` is {width}, measured {measured}", text.text);
    }
}

fn widths(group: &resvg::usvg::Group, out: &mut Vec<f64>) {
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(inner) => widths(inner, out),
            resvg::usvg::Node::Text(text) => out.push(f64::from(text.bounding_box().width())),
            _ => {}
        }
    }
}

#[test]
fn outside_text_is_escaped() {
    for chart in Chart::ALL {
        let svg = svg(chart, &sample_report(), Theme::Light).expect("a chart");
        assert!(!svg.contains("<script"), "{}", chart.name());
        assert!(!svg.contains('\u{202E}'), "{}", chart.name());
        assert!(svg.contains("Search &lt;script&gt;"), "{}", chart.name());
    }
    assert!(HOSTILE.contains("<script>"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for chart in Chart::ALL {
        let first = svg(chart, &crowd(5), Theme::Dark).expect("a chart");
        let second = svg(chart, &crowd(5), Theme::Dark).expect("a chart");
        assert_eq!(first, second);
    }
}

#[test]
fn pngs_have_twice_the_size_and_something_on_them() {
    let svg = svg(Chart::Spectrum, &sample_report(), Theme::Light).expect("a chart");
    let bytes = png(&svg, 2.0).expect("a picture");
    let pixels = resvg::tiny_skia::Pixmap::decode_png(&bytes).expect("a PNG");
    let canvas = layout(Chart::Spectrum, &sample_report(), Theme::Light).expect("a layout");
    assert!((f64::from(pixels.width()) - canvas.width * 2.0).abs() < 0.5);
    assert!((f64::from(pixels.height()) - canvas.height * 2.0).abs() < 0.5);
    let colors: std::collections::BTreeSet<_> =
        pixels.pixels().iter().map(|p| (p.red(), p.green(), p.blue())).collect();
    assert!(colors.len() > 200, "{} colours", colors.len());
}

#[test]
fn pictures_that_cannot_be_are_refused() {
    let svg = svg(Chart::Plane, &crowd(1), Theme::Light).expect("a chart");
    assert!(matches!(png(&svg, 0.0), Err(ChartError::TooLarge { .. })));
    assert!(matches!(png(&svg, 1.0e9), Err(ChartError::TooLarge { .. })));
    assert!(matches!(png(&svg, f32::NAN), Err(ChartError::TooLarge { .. })));
    assert!(matches!(png("<svg", 1.0), Err(ChartError::Parse(_))));
}

#[test]
fn the_picture_says_what_it_shows() {
    let report = sample_report();
    let canvas = layout(Chart::Spectrum, &report, Theme::Light).expect("a layout");
    let texts: Vec<&str> = canvas.texts().map(|text| text.text.as_str()).collect();
    for expected in [
        "invented example data",
        "work waits for approval",
        "engaged, not in the way",
        "work moves without attention",
        "pulled both ways",
        "not a balance",
        "screening, git alone",
        "position −50.4 (−65 to −36)",
        ".618",
        "1 leader (inferred), 6 peers",
        "Micromanagement",
        "Disengagement",
    ] {
        assert!(texts.contains(&expected), "`{expected}` is missing in {texts:#?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("between micro-engaged and")));
    assert!(texts.iter().any(|text| text.starts_with("Fewer than 5 people")));
}

/// The page draws drift to the right and control upwards; a chart that turned this round would put
/// a team into another corner.
#[test]
fn the_plane_has_drift_to_the_right_and_control_upwards() {
    let canvas = layout(Chart::Plane, &sample_report(), Theme::Light).expect("a layout");
    let at = |name: &str| {
        let text = canvas.texts().find(|t| t.text == name).map(super::canvas::TextBox::area);
        text.unwrap_or_else(|| panic!("`{name}` is missing"))
    };
    let engaged = at("engaged, not in the way");
    let bound = at("work waits for approval");
    let drifting = at("work moves without attention");
    assert!(bound.bottom < engaged.top && (bound.left - engaged.left).abs() < 1.0);
    assert!(drifting.left > engaged.right && (drifting.top - engaged.top).abs() < 1.0);
}

#[test]
fn curves_say_who_waited_how_long() {
    let canvas = layout(Chart::Survival, &crowd(1), Theme::Light).expect("a layout");
    let texts: Vec<&str> = canvas.texts().map(|text| text.text.as_str()).collect();
    for expected in [
        "First response",
        "Merge",
        "leader",
        "peer",
        "nobody",
        "34",
        "57",
        "5, too few for a curve",
    ] {
        assert!(texts.contains(&expected), "`{expected}` is missing in {texts:#?}");
    }
    assert!(texts.iter().any(|text| text.starts_with("leader: half answered within ")));
    assert!(texts.iter().any(|text| text.contains("each followed for 80")), "the horizon");
}

#[test]
fn severities_stand_as_figures_and_what_is_missing_is_hatched() {
    let report = crowd(1);
    let canvas = layout(Chart::Signals, &report, Theme::Light).expect("a layout");
    let figures = canvas.texts().filter(|text| text.text.starts_with('.')).count();
    assert!(figures > 40, "{figures} figures");
    let drawn = svg(Chart::Signals, &sample_report(), Theme::Dark).expect("a chart");
    assert!(drawn.contains("url(#midspan-signals-dark-hatch-faint)"));
}

#[test]
fn touch_says_its_band_and_its_n() {
    let canvas = layout(Chart::Touch, &sample_report(), Theme::Light).expect("a layout");
    let said = |part: &str| canvas.texts().any(|text| text.text.contains(part));
    assert!(
        said("the calm band, 25 % to 70 %") && said("40") && said(" of 40 pull requests in Mar")
    );
}

#[test]
fn a_report_without_standings_says_so() {
    let mut report = sample_report();
    report.teams.retain(|team| team.score.months.iter().all(|m| m.standing.is_none()));
    for chart in [Chart::Spectrum, Chart::Plane, Chart::Trajectory] {
        let canvas = layout(chart, &report, Theme::Light).expect("a layout");
        let said = canvas.texts().any(|text| text.text.starts_with("No team has a standing"));
        assert!(said, "{}", chart.name());
    }
}

#[test]
fn alternatives_are_short_and_name_the_finding() {
    for chart in Chart::ALL {
        assert!(text_alternative(chart, &empty_report()).contains("no team"));
        assert!(text_alternative(chart, &crowd(40)).len() < 1_500, "{}", chart.name());
    }
    let said = text_alternative(Chart::Spectrum, &sample_report());
    assert!(
        said.contains("Billing: Work waits for approval; position −50.4 (−65 to −36)"),
        "{said}"
    );
    assert!(said.contains("Data lake: Screening, git alone"), "{said}");
    let counted = text_alternative(Chart::Spectrum, &crowd(40));
    assert!(counted.contains("Of 40 teams:"), "{counted}");
}
