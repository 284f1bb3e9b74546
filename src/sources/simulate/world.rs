//! The world of one team: what exists, what happens next, and the loop that lets it happen.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::chance::{Chance, int};
use super::clock::moment;
use super::habits::{Character, Habits};
use super::history::{Draft, History};
use super::machines::Machines;
use super::people::{Kind, People};
use super::spec::TeamSpec;
use crate::model::facts::{Event, Milestone, MilestoneSnapshot};
use crate::model::table::Text;
use crate::model::time::{DAY, Timestamp};

/// Working days of a month on average.
const WORKING_DAYS: f64 = 21.7;
/// Pull requests by outsiders and by the dependency bot, for each by a peer.
const OUTSIDE: f64 = 0.02;
const UPDATES: f64 = 0.06;
/// Issues for each pull request by a peer.
const ISSUES: f64 = 0.6;
/// Pull requests by leaders who are not adrift, for each by a peer.
const BY_LEADERS: f64 = 0.08;

/// Something a leader has in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Job {
    /// Decide on a pull request.
    Decide(usize),
    /// Say whether it may be done that way.
    Permit(usize),
    /// Look in unasked.
    Look(usize),
    /// Look at what peers have approved.
    Veto(usize),
    /// Press the merge button.
    Merge(usize),
    /// Answer an issue.
    Answer(usize),
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Somebody of a kind starts a pull request.
    OpenPull(Opener),
    OpenIssue,
    Ready(usize),
    /// Somebody looks at a pull request.
    Review(usize, usize),
    /// Something reaches a leader's queue.
    Arrive(usize, Job),
    /// A leader is done with something.
    Served(usize, Job),
    Fix(usize),
    /// An author answers in words.
    Reply(usize),
    Merge(usize, usize),
    Silence(usize),
    Reopen(usize),
    Withdraw(usize, usize),
    Redraft(usize),
    Ping(usize, usize),
    Sweep(usize),
    Answer(usize, usize),
    CloseIssue(usize),
    OpenMilestone,
    CloseMilestone(usize),
    Redate(usize),
    CheckIn(usize),
}

/// Who starts a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opener {
    Peer,
    Leader,
    Outsider,
    Bot,
}

/// Pull request as it grows.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Pull {
    pub(super) number: i64,
    pub(super) author: usize,
    pub(super) title: String,
    pub(super) created: Timestamp,
    pub(super) lines: usize,
    /// Has to have a leader's approval.
    pub(super) gate: bool,
    pub(super) draft: bool,
    pub(super) ready: bool,
    pub(super) open: bool,
    pub(super) merging: bool,
    pub(super) anonymous: bool,
    /// Merges itself once it is approved.
    pub(super) auto: bool,
    pub(super) merged: Option<(Timestamp, usize, String)>,
    pub(super) closed: Option<Timestamp>,
    pub(super) pending: Vec<usize>,
    pub(super) approved: Vec<usize>,
    pub(super) blocked: Vec<usize>,
    pub(super) reviewed: bool,
    pub(super) rounds: u32,
    pub(super) silences: u32,
    pub(super) touched: Timestamp,
    pub(super) issue: Option<usize>,
    pub(super) milestone: Option<usize>,
    pub(super) labels: Vec<&'static str>,
    pub(super) intent: [bool; 3],
    pub(super) commits: Vec<Draft>,
}

/// Issue as it grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Ticket {
    pub(super) number: i64,
    pub(super) author: Option<usize>,
    pub(super) title: String,
    pub(super) created: Timestamp,
    pub(super) closed: Option<(Timestamp, &'static str)>,
    pub(super) taken: bool,
    pub(super) assignees: Vec<usize>,
    pub(super) milestone: Option<usize>,
    pub(super) labels: Vec<&'static str>,
    pub(super) intent: [bool; 3],
}

/// What a number stands for, and what happened to it.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) subject: &'static str,
    pub(super) events: Vec<Event>,
}

/// A leader's queue: one thing after the other, in the order in which they came.
#[derive(Clone, Debug, Default)]
struct Desk {
    line: VecDeque<Job>,
    busy: bool,
}

/// One team's run.
pub(super) struct World<'a> {
    pub(super) spec: &'a TeamSpec,
    pub(super) chance: Chance,
    pub(super) people: People,
    pub(super) threads: Vec<Thread>,
    pub(super) pulls: Vec<Pull>,
    pub(super) tickets: Vec<Ticket>,
    pub(super) milestones: Vec<Milestone>,
    pub(super) snapshots: Vec<MilestoneSnapshot>,
    pub(super) history: History,
    pub(super) machines: Machines,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    habits: Vec<Habits>,
    month_ends: Vec<Timestamp>,
    shocks: Vec<f64>,
    steps: BinaryHeap<Reverse<(Timestamp, u64, Step)>>,
    order: u64,
    desks: Vec<Desk>,
}

impl<'a> World<'a> {
    /// Everything before the first event.
    pub(super) fn new(spec: &'a TeamSpec, seed: u64) -> Self {
        let character = Character::new(&mut Chance::new(seed, 1), spec.jitter);
        let months = spec.months.max(1);
        let habits: Vec<Habits> =
            (0..months).map(|m| Habits::new(spec.style(m), &character)).collect();
        let period = |m: u32| spec.first.plus(i32::try_from(m).unwrap_or(i32::MAX));
        let month_ends: Vec<Timestamp> = (0..months).map(|m| period(m).end(&spec.zone)).collect();
        let start = spec.first.start(&spec.zone);
        let end = month_ends.last().copied().unwrap_or(start);
        let mut shocks = Chance::new(seed, 2);
        let weeks = end.since(start) / (7 * DAY) + 2;
        let people = People::new(spec, &habits, &mut Chance::new(seed, 3));
        let mut world = Self {
            spec,
            chance: Chance::new(seed, 4),
            desks: vec![Desk::default(); people.leaders],
            people,
            threads: Vec::new(),
            pulls: Vec::new(),
            tickets: Vec::new(),
            milestones: Vec::new(),
            snapshots: Vec::new(),
            history: History::default(),
            machines: Machines::new(Chance::new(seed, 6)),
            start,
            end,
            habits,
            month_ends,
            shocks: (0..weeks).map(|_| shocks.spread(1.0, spec.week_shock)).collect(),
            steps: BinaryHeap::new(),
            order: 0,
        };
        world.history.root = world.chance.commit_id();
        world.arrivals(&mut Chance::new(seed, 5));
        world
    }

    /// Lets everything happen that happens before the end.
    pub(super) fn run(&mut self) {
        while let Some(Reverse((at, _, step))) = self.steps.pop() {
            if at >= self.end {
                break;
            }
            self.take(at, step);
        }
    }

    fn take(&mut self, at: Timestamp, step: Step) {
        match step {
            Step::OpenPull(opener) => self.open_pulls(at, opener),
            Step::OpenIssue => self.open_issue(at),
            Step::Ready(pull) => self.ready(at, pull),
            Step::Review(pull, who) => self.peer_review(at, pull, who),
            Step::Arrive(leader, job) => self.arrive(at, leader, job),
            Step::Served(leader, job) => self.served(at, leader, job),
            Step::Fix(pull) => self.fix(at, pull),
            Step::Reply(pull) => self.replied(at, pull),
            Step::Merge(pull, by) => self.merge(at, pull, by),
            Step::Silence(pull) => self.silence(at, pull),
            Step::Reopen(pull) => self.reopen(at, pull),
            Step::Withdraw(pull, who) => self.withdraw(at, pull, who),
            Step::Redraft(pull) => self.redraft(at, pull),
            Step::Ping(pull, who) => self.ping(at, pull, who),
            Step::Sweep(pull) => self.sweep(at, pull),
            Step::Answer(ticket, who) => self.answer(at, ticket, who),
            Step::CloseIssue(ticket) => self.close_issue(at, ticket, None),
            Step::OpenMilestone => self.open_milestone(at),
            Step::CloseMilestone(milestone) => self.close_milestone(at, milestone),
            Step::Redate(milestone) => self.redate(at, milestone),
            Step::CheckIn(leader) => self.check_in(at, leader),
        }
    }

    /// Work comes in day by day, more in some weeks than in others.
    fn arrivals(&mut self, chance: &mut Chance) {
        let days: Vec<Timestamp> = self
            .people
            .agents
            .iter()
            .find(|a| a.kind == Kind::Peer)
            .map_or_else(Vec::new, |peer| {
                peer.clock.openings().take_while(|day| *day < self.end).collect()
            });
        for day in days {
            let busy = self.shock(day);
            let rate = self.spec.pulls_per_month / WORKING_DAYS * busy;
            for (step, share) in [
                (Step::OpenPull(Opener::Peer), 1.0),
                (Step::OpenPull(Opener::Outsider), OUTSIDE),
                (Step::OpenPull(Opener::Bot), UPDATES),
                (Step::OpenIssue, ISSUES),
            ] {
                for _ in 0..chance.count(rate * share) {
                    let at = moment(chance, day, 0.06);
                    self.push(at, step);
                }
            }
        }
        self.leader_days(chance);
        self.milestone_days(chance);
    }

    /// Leaders open pull requests and check in while they are there.
    fn leader_days(&mut self, chance: &mut Chance) {
        for leader in 0..self.people.leaders {
            let days: Vec<Timestamp> = self.people.agents.get(leader).map_or_else(Vec::new, |a| {
                a.clock.openings().take_while(|day| *day < self.end).collect()
            });
            let rate = self.spec.pulls_per_month / WORKING_DAYS / self.people.leaders as f64;
            for day in days {
                for _ in 0..chance.count(rate * BY_LEADERS) {
                    let at = moment(chance, day, 0.06);
                    self.push(at, Step::OpenPull(Opener::Leader));
                }
                if chance.happens(0.3) {
                    let at = moment(chance, day, 0.0);
                    self.push(at, Step::CheckIn(leader));
                }
            }
        }
    }

    /// Puts a step into the future.
    pub(super) fn push(&mut self, at: Timestamp, step: Step) {
        if at < self.end {
            self.order += 1;
            self.steps.push(Reverse((at, self.order, step)));
        }
    }

    /// The habits at a time.
    pub(super) fn habits(&self, at: Timestamp) -> &Habits {
        let month = self.month_ends.partition_point(|end| *end <= at);
        // There is one month at least.
        &self.habits[month.min(self.habits.len() - 1)]
    }

    /// What the week does to arrivals and delays, as a factor.
    pub(super) fn shock(&self, at: Timestamp) -> f64 {
        let week = usize::try_from(at.since(self.start) / (7 * DAY)).unwrap_or(0);
        self.shocks.get(week).copied().unwrap_or(1.0)
    }

    /// When somebody has worked so many hours after an instant.
    pub(super) fn work(&self, who: usize, at: Timestamp, hours: f64) -> Timestamp {
        let agent = self.people.agents.get(who);
        agent.map_or(self.end, |a| a.clock.after(at, hours))
    }

    /// When somebody gets round to something that takes a median of so many hours to begin with.
    pub(super) fn pickup(&mut self, who: usize, at: Timestamp, median: f64) -> Timestamp {
        let pace = self.people.agents.get(who).map_or(1.0, |a| a.pace);
        let median = median * pace * self.spec.latency * self.shock(at);
        let hours = self.chance.spread(median, 0.8);
        self.work(who, at, hours)
    }

    /// A number that nothing has yet.
    pub(super) fn number(&mut self, subject: &'static str) -> i64 {
        self.threads.push(Thread { subject, events: Vec::new() });
        int(self.threads.len())
    }

    /// Writes down that something happened; what it was is filled into the row.
    pub(super) fn log(
        &mut self,
        number: i64,
        at: Timestamp,
        kind: &str,
        who: Option<usize>,
    ) -> &mut Event {
        let index = usize::try_from(number - 1).unwrap_or(0).min(self.threads.len() - 1);
        let actor = who.map(|who| self.people.login(who));
        let thread = &mut self.threads[index];
        thread.events.push(Event {
            repo: self.spec.repo.as_str().into(),
            subject: thread.subject.into(),
            number,
            seq: 0,
            at,
            at_inferred: false,
            kind: kind.into(),
            actor: actor.map(Into::into),
            target: None,
            state: None,
            count: None,
            body_length: None,
            text_key: None,
            is_question: false,
            mentions: Text::default(),
            approval_word: None,
        });
        let last = thread.events.len() - 1;
        &mut thread.events[last]
    }

    /// Writes down that somebody wrote a text, of this place alone.
    pub(super) fn say(
        &mut self,
        number: i64,
        at: Timestamp,
        kind: &str,
        who: Option<usize>,
    ) -> &mut Event {
        let length = 30 + int(self.chance.below(50)) * int(1 + self.chance.below(8));
        let key = self.chance.text_key();
        let row = self.log(number, at, kind, who);
        row.body_length = Some(length);
        row.text_key = Some(key);
        row
    }

    /// Puts something into a leader's queue.
    fn arrive(&mut self, at: Timestamp, leader: usize, job: Job) {
        let Some(desk) = self.desks.get_mut(leader) else { return };
        desk.line.push_back(job);
        if !desk.busy {
            self.serve(at, leader);
        }
    }

    /// Takes up the next thing in the queue that still needs doing.
    fn serve(&mut self, at: Timestamp, leader: usize) {
        loop {
            let Some(job) = self.desks.get_mut(leader).and_then(|desk| desk.line.pop_front())
            else {
                if let Some(desk) = self.desks.get_mut(leader) {
                    desk.busy = false;
                }
                return;
            };
            if !self.is_due(job) {
                continue;
            }
            let waiting = self.desks.get(leader).map_or(0, |desk| desk.line.len());
            let hours = self.effort(at, job, waiting) / self.attention(at);
            let done = self.work(leader, at, hours);
            if let Some(desk) = self.desks.get_mut(leader) {
                desk.busy = true;
            }
            self.push(done, Step::Served(leader, job));
            return;
        }
    }

    fn served(&mut self, at: Timestamp, leader: usize, job: Job) {
        self.perform(at, leader, job);
        self.serve(at, leader);
    }

    /// Share of a working hour that a leader gives to reviews: those of a larger team more.
    fn attention(&self, at: Timestamp) -> f64 {
        let each = self.spec.pulls_per_month / 65.0 / (self.people.leaders as f64).powf(0.8);
        (self.habits(at).attention * each.powf(0.7)).clamp(0.04, 0.9)
    }
}
