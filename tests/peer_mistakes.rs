//! Three mistakes of comparable tools that cannot happen here, each over the whole way from a
//! recording to a figure: a pull request that was never reviewed counted as reviewed at once, open
//! ones left out of the wait, and the author's own or a bot's comment counted as the first answer.

use std::fs;

use serde_json::{Value, json};

use crate::support::TestEnv;

/// Monday, 2 February 2026, 09:00 UTC: a working day of the default calendar begins.
const MONDAY: i64 = 1_770_022_800;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const SIGNAL: &str = "time_to_first_response_p75";

/// A recording of pull requests, made the next quarter.
struct Recording {
    env: TestEnv,
    pulls: usize,
}

/// What happens to a pull request, in hours after it is opened.
#[derive(Default)]
struct Story<'a> {
    comments: &'a [(i64, &'a str, &'a str)],
    review: Option<(i64, &'a str)>,
    merged: Option<(i64, &'a str)>,
}

fn time(at: i64) -> String {
    let days = at.div_euclid(DAY) - MONDAY.div_euclid(DAY);
    let (hours, minutes) = (at.rem_euclid(DAY) / HOUR, at.rem_euclid(HOUR) / 60);
    let day = 2 + days;
    let (month, day) = if day > 28 { (3, day - 28) } else { (2, day) };
    format!("2026-{month:02}-{day:02}T{hours:02}:{minutes:02}:00Z")
}

fn user(login: &str) -> Value {
    let id: i64 = login.bytes().fold(7, |sum, b| sum * 31 % 1_000_003 + i64::from(b));
    let kind = if login.ends_with("[bot]") { "Bot" } else { "User" };
    json!({ "login": login, "id": id, "type": kind })
}

impl Recording {
    fn new() -> Self {
        let env = TestEnv::new();
        fs::create_dir_all(env.path("r/pulls")).expect("a folder");
        let state = json!({
            "version": 2, "last_backup": "2026-06-01T00:00:00Z",
            "failed_issues": [], "failed_pulls": [],
        });
        fs::write(env.path("r/state.json"), state.to_string()).expect("written");
        Self { env, pulls: 0 }
    }

    /// Opens the next pull request, a new one each working day.
    fn pull(&mut self, story: &Story<'_>) {
        let number = self.pulls + 1;
        self.pulls = number;
        let author = ["ada", "bo", "cy", "di", "ed", "flo"][number % 6];
        let opened = MONDAY + i64::try_from(number % 4).expect("small") * DAY;
        let at = |hours: i64| time(opened + hours * HOUR);
        let mut events: Vec<(i64, Value)> = Vec::new();
        for (hours, who, text) in story.comments {
            let who = user(if *who == "author" { author } else { who });
            events.push((
                *hours,
                json!({ "event": "commented", "id": events.len(), "actor": who, "user": who,
                        "body": text, "created_at": at(*hours) }),
            ));
        }
        if let Some((hours, who)) = story.review {
            events.push((
                hours,
                json!({ "event": "reviewed", "id": 90, "user": user(who), "body": "",
                        "state": "APPROVED", "submitted_at": at(hours) }),
            ));
        }
        if let Some((hours, who)) = story.merged {
            for kind in ["merged", "closed"] {
                events.push((
                    hours,
                    json!({ "event": kind, "actor": user(who), "created_at": at(hours) }),
                ));
            }
        }
        events.sort_by_key(|(hours, _)| *hours);
        let end = story.merged.map(|(hours, _)| at(hours));
        let pull = json!({
            "number": number, "title": "Keep the state between calls", "user": user(author),
            "html_url": format!("https://github.com/north/light/pull/{number}"),
            "state": if end.is_some() { "closed" } else { "open" }, "labels": [], "body": "Text.",
            "created_at": time(opened), "updated_at": end.clone().unwrap_or_else(|| time(opened)),
            "closed_at": end.clone(), "merged_at": end,
            "merged_by": story.merged.map(|(_, who)| user(who)), "draft": false,
            "additions": 90, "deletions": 5, "changed_files": 3,
            "base": { "ref": "main" }, "head": { "ref": "topic" },
        });
        let events: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
        let file = json!({ "type": "pull", "pull": pull, "events": events, "comments": [] });
        let path = self.env.path(&format!("r/pulls/{number}.json"));
        fs::write(path, file.to_string()).expect("written");
    }

    fn import(&self) {
        let _ = self.env.midspan(&["import", "r", "--store", "s"]).success();
    }

    /// A signal of February as the report has it.
    fn figure(&self, id: &str) -> Value {
        self.import();
        let args = ["report", "s", "--until", "2026-02", "--no-files", "--format", "json"];
        let json: Value = serde_json::from_str(&self.env.midspan(&args).success()).expect("JSON");
        let months = &json["report"]["teams"][0]["score"]["months"];
        let last = months.as_array().expect("months").last().expect("a month");
        let signals = last["signals"].as_array().expect("signals");
        signals.iter().find(|s| s["id"] == id).expect("the signal").clone()
    }

    /// What one pull request adds to a signal.
    fn observation(&self, number: usize, id: &str) -> Value {
        let number = number.to_string();
        let args = ["signals", "--item", &number, "s", "--until", "2026-02", "--format", "json"];
        let rows: Vec<Value> =
            serde_json::from_str(&self.env.midspan(&args).success()).expect("JSON");
        rows.into_iter().find(|r| r["signal"] == id).expect("an observation")
    }
}

/// Reviewed after `hours` and merged an hour later, by others than the author.
fn reviewed(hours: i64) -> Story<'static> {
    Story { review: Some((hours, "gus")), merged: Some((hours + 1, "hal")), ..Story::default() }
}

#[track_caller]
fn assert_hours(figure: &Value, hours: f64) {
    let found = figure["estimate"]["value"].as_f64().expect("a figure");
    assert!((found - hours).abs() < 1e-9, "{found} instead of {hours}: {figure}");
}

#[test]
fn never_reviewed_is_not_reviewed_at_once() {
    let mut recording = Recording::new();
    for _ in 0..12 {
        recording.pull(&reviewed(4));
    }
    assert_hours(&recording.figure(SIGNAL), 4.0);
    // Merged within the hour, and nobody ever looked.
    for _ in 0..6 {
        recording.pull(&Story { merged: Some((1, "hal")), ..Story::default() });
    }
    let figure = recording.figure(SIGNAL);
    assert_eq!((&figure["items"], &figure["censored"]), (&json!(18), &json!(6)), "{figure}");
    assert_eq!(figure["beyond_horizon"], true, "a third was never answered: {figure}");
    assert_hours(&figure, 80.0);
    let row = recording.observation(18, SIGNAL);
    assert_eq!((&row["value"], &row["censored"]), (&json!(80.0), &json!(true)), "{row}");
    let unreviewed = recording.figure("unreviewed_merge_share");
    assert_eq!((&unreviewed["total"], &unreviewed["exposure"]), (&json!(6.0), &json!(18.0)));
}

#[test]
fn open_ones_are_part_of_the_wait() {
    let mut recording = Recording::new();
    for _ in 0..12 {
        recording.pull(&reviewed(4));
    }
    assert_hours(&recording.figure(SIGNAL), 4.0);
    for _ in 0..6 {
        recording.pull(&Story::default());
    }
    let figure = recording.figure(SIGNAL);
    assert_eq!((&figure["items"], &figure["censored"]), (&json!(18), &json!(6)), "{figure}");
    assert_eq!(figure["beyond_horizon"], true, "a third waits still: {figure}");
    let row = recording.observation(18, SIGNAL);
    assert_eq!((&row["value"], &row["censored"]), (&json!(80.0), &json!(true)), "{row}");
    // Their open time is there too, and nobody was asked.
    let unattended = recording.figure("unattended_wait_share");
    assert_eq!(unattended["items"], 18, "{unattended}");
    assert!(unattended["raw"].as_f64().expect("a share") > 0.9, "{unattended}");
    let merge = recording.figure("time_to_merge");
    assert_eq!(merge["censored"], 6, "{merge}");
}

#[test]
fn own_and_bot_comments_are_no_answer() {
    let early = [
        (0, "ci[bot]", "All 914 checks of this change passed within 40 seconds."),
        (1, "author", "I would be glad about a close look at the second commit."),
        (2, "dependency-helper[bot]", "This change brings no new dependency to the project."),
    ];
    let mut recording = Recording::new();
    for _ in 0..12 {
        // A day later: 8 working hours, however much was said before.
        recording.pull(&Story { comments: &early, ..reviewed(24) });
    }
    let figure = recording.figure(SIGNAL);
    assert_hours(&figure, 8.0);
    assert_eq!(figure["censored"], 0);
    for _ in 0..6 {
        recording.pull(&Story { comments: &early, merged: Some((24, "hal")), ..Story::default() });
    }
    let figure = recording.figure(SIGNAL);
    assert_eq!((&figure["censored"], &figure["beyond_horizon"]), (&json!(6), &json!(true)));
    assert_eq!(recording.observation(18, "unreviewed_merge_share")["value"], 1.0);
    // A human's comment is one.
    recording.pull(&Story {
        comments: &[(3, "gus", "Could the second commit do without the new lock?")],
        ..Story::default()
    });
    recording.import();
    assert_eq!(recording.observation(19, SIGNAL)["value"], 3.0);
}
