//! What machines do: checks on each push, merging by itself, and how changes land.

use super::chance::{Chance, seconds};
use super::texts;
use super::world::World;
use crate::model::facts::Check;
use crate::model::time::Timestamp;

/// Share of pushes on which the runner leaves a comment.
const BOT_COMMENTS: f64 = 0.6;
/// Share of teams whose checks are recorded.
const CHECKED: f64 = 0.7;
/// Share of teams that squash what they merge.
const SQUASHING: f64 = 0.4;
/// Hours that checks take: median, and standard deviation of the logarithm.
const CHECK_HOURS: (f64, f64) = (0.3, 0.7);
/// Share of checks that fail for no reason and pass when somebody runs them again.
const RERUN: f64 = 0.08;
/// Hours until somebody has run them again.
const RERUN_HOURS: (f64, f64) = (3.0, 0.6);
/// Share of pull requests that are to merge themselves, where their authors may merge at all.
const AUTO: f64 = 0.15;

/// How a team's machines are set up. They draw from a stream of their own, so that what people do
/// is the same with and without them.
#[derive(Clone, Debug)]
pub(super) struct Machines {
    chance: Chance,
    checked: bool,
    pub(super) squashing: bool,
    pub(super) checks: Vec<Check>,
}

impl Machines {
    pub(super) fn new(mut chance: Chance) -> Self {
        let checked = chance.happens(CHECKED);
        let squashing = chance.happens(SQUASHING);
        Self { chance, checked, squashing, checks: Vec::new() }
    }

    /// Seconds until checks have passed.
    fn duration(&mut self) -> i64 {
        let mut hours = self.chance.spread(CHECK_HOURS.0, CHECK_HOURS.1);
        if self.chance.happens(RERUN) {
            hours += self.chance.spread(RERUN_HOURS.0, RERUN_HOURS.1);
        }
        seconds(hours).max(1)
    }
}

impl World<'_> {
    /// The runner looks at what was pushed last.
    pub(super) fn checks(&mut self, at: Timestamp, index: usize) {
        let number = self.pull(index).number;
        if self.chance.happens(BOT_COMMENTS) {
            let tests = 900 + self.chance.below(300);
            let runner = self.people.runner();
            let row = self.log(number, at, "commented", Some(runner));
            texts::phrase(row, &format!("Checks passed: {tests} tests in 41 s."));
        }
        let head = self.pull(index).commits.last().map(|commit| commit.oid.clone());
        let Some(oid) = head.filter(|_| self.machines.checked) else { return };
        let ended = at.plus(self.machines.duration());
        let over = ended < self.end;
        self.machines.checks.push(Check {
            repo: self.spec.repo.as_str().into(),
            number,
            oid: oid.into(),
            name: "tests".into(),
            source: "check_run".into(),
            started: Some(at),
            ended: over.then_some(ended),
            outcome: over.then(|| "success".into()),
            recorded: self.end,
        });
    }

    /// Whether it is to merge itself, as soon as it may.
    pub(super) fn arm(&mut self, at: Timestamp, index: usize) {
        let author = self.pull(index).author;
        let may = author < self.people.leaders + self.people.peers;
        let share = AUTO * (1.0 - self.habits(at).leader_merges).max(0.0);
        if may && self.machines.chance.happens(share) {
            self.pulls[index].auto = true;
            let (number, who) = (self.pull(index).number, self.speaker(index));
            self.log(number, at, "auto_merge_enabled", who);
        }
    }

    /// Seconds from the approval to the merge that nobody presses.
    pub(super) fn auto_delay(&mut self) -> i64 {
        self.machines.duration()
    }
}
