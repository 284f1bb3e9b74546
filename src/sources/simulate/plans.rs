//! Issues and milestones, and how leaders look after them.

use super::chance::{int, seconds};
use super::texts;
use super::world::{Job, Step, Ticket, World};
use crate::model::facts::{Milestone, MilestoneSnapshot};
use crate::model::time::{DAY, HOUR, Timestamp};

/// Days between milestones, and the days that one spans.
const EVERY: i64 = 30;
const SPAN: (i64, usize) = (38, 14);
/// Last part of a milestone's span in which what is added comes late.
const LATE: f64 = 0.8;
/// Issues brought by outsiders.
const OUTSIDE: f64 = 0.06;
/// Issues that somebody asks a leader about.
const QUESTIONS: f64 = 0.12;
/// Issues that no pull request closes because something else settled them.
const SETTLED: f64 = 0.25;
/// Day of the week, in days from the start, on which due dates are looked up.
const LOOKED_UP: i64 = 7;

impl World<'_> {
    /// Milestones are opened in turn, the first ones before the first month.
    pub(super) fn milestone_days(&mut self, chance: &mut super::chance::Chance) {
        let mut at = self.start.plus(2 * HOUR);
        while at < self.end {
            self.push(at, Step::OpenMilestone);
            let apart = EVERY * DAY + int(chance.below(5)) * DAY - 2 * DAY;
            at = at.plus(apart);
        }
    }

    pub(super) fn open_milestone(&mut self, at: Timestamp) {
        let index = self.milestones.len();
        let (number, habits) = (int(index + 1), self.habits(at).clone());
        let span = (SPAN.0 + int(self.chance.below(SPAN.1))) * DAY;
        let dated = self.chance.happens(0.5 + 0.5 * habits.described);
        let length = if self.chance.happens(habits.described) {
            90 + self.chance.below(300)
        } else {
            self.chance.below(60)
        };
        let due = dated.then(|| at.plus(span));
        let leader = self.chance.below(self.people.leaders);
        self.milestones.push(Milestone {
            repo: self.spec.repo.as_str().into(),
            number,
            title: format!("v1.{number}").into(),
            creator: Some(self.people.login(leader).into()),
            created: at,
            due,
            closed: None,
            updated: at,
            state: "open".into(),
            description_length: int(length),
        });
        self.snapshot(at, index);
        let late = if self.chance.happens(habits.on_time) {
            -0.04 * self.chance.unit()
        } else {
            self.chance.spread(habits.slip, 0.6)
        };
        #[expect(clippy::cast_possible_truncation, reason = "a few spans of some weeks")]
        let end = at.plus(((1.0 + late) * span as f64) as i64);
        self.push(end, Step::CloseMilestone(index));
        let gamed = self.spec.attack == Some(super::spec::Attack::SilentRedating);
        if late > 0.0 && (gamed || self.chance.happens(0.25)) {
            self.push(at.plus(span - 2 * DAY), Step::Redate(index));
        }
    }

    /// The due date is moved, and nothing but a look at another time tells.
    pub(super) fn redate(&mut self, at: Timestamp, index: usize) {
        let milestone = &mut self.milestones[index];
        if let (Some(due), None) = (milestone.due, milestone.closed) {
            milestone.due = Some(due.plus(14 * DAY));
            milestone.updated = at;
            self.snapshot(at, index);
            self.push(at.plus(14 * DAY), Step::Redate(index));
        }
    }

    pub(super) fn close_milestone(&mut self, at: Timestamp, index: usize) {
        let milestone = &mut self.milestones[index];
        milestone.closed = Some(at);
        milestone.updated = at;
        milestone.state = "closed".into();
        let name = milestone.title.clone();
        self.snapshot(at, index);
        self.history.release(at, name.to_string());
    }

    /// What the next look finds.
    fn snapshot(&mut self, at: Timestamp, index: usize) {
        let milestone = &self.milestones[index];
        let since = at.since(self.start);
        let seen = self.start.plus((since / (LOOKED_UP * DAY) + 1) * LOOKED_UP * DAY);
        let row = MilestoneSnapshot {
            repo: milestone.repo.clone(),
            number: milestone.number,
            seen: seen.min(self.end),
            due: milestone.due,
            state: milestone.state.clone(),
        };
        // One look tells one state: a later change of the same week is what it finds.
        let same = |s: &MilestoneSnapshot| s.number == row.number && s.seen == row.seen;
        match self.snapshots.iter_mut().rev().take(8).find(|s| same(s)) {
            Some(seen) => *seen = row,
            None => self.snapshots.push(row),
        }
    }

    /// A milestone to put something into: one that is nearly due, or one that is not.
    fn destination(&mut self, at: Timestamp, late: bool) -> Option<usize> {
        let open: Vec<usize> = (0..self.milestones.len())
            .rev()
            .take(8)
            .filter(|m| {
                let milestone = &self.milestones[*m];
                let span = milestone.due.map_or(SPAN.0 * DAY, |due| due.since(milestone.created));
                let gone = at.since(milestone.created) as f64 / span.max(1) as f64;
                let nearly = (LATE..1.0).contains(&gone);
                milestone.closed.is_none() && if late { nearly } else { gone < LATE }
            })
            .collect();
        self.chance.pick(&open).copied()
    }

    pub(super) fn open_issue(&mut self, at: Timestamp) {
        let habits = self.habits(at).clone();
        let leader = self.chance.below(self.people.leaders);
        // Who is not there says nothing.
        let directed = self.chance.happens(habits.directed) && self.is_there(leader, at);
        let outside = !directed && self.chance.happens(OUTSIDE);
        let author = if directed {
            leader
        } else if outside {
            self.people.outsider(&mut self.chance)
        } else {
            self.people.peer(&[], &mut self.chance)
        };
        let intent = [1.05, 1.0, 0.9].map(|p| self.chance.happens(p * habits.intent));
        let number = self.number("issue");
        let title = if intent[0] {
            texts::title(&mut self.chance)
        } else {
            texts::short_title(&mut self.chance)
        };
        let anonymous = outside && self.chance.happens(0.1);
        let author = (!anonymous).then_some(author);
        let bug = self.chance.happens(0.3);
        self.tickets.push(Ticket {
            number,
            author,
            title,
            created: at,
            labels: if bug { vec!["bug"] } else { Vec::new() },
            intent,
            ..Ticket::default()
        });
        let index = self.tickets.len() - 1;
        if bug {
            self.log(number, at.plus(15), "labeled", author).target = Some("bug".into());
        }
        self.place(at, index, leader, directed);
        self.respond(at, index, leader);
        if self.chance.happens(SETTLED) {
            let days = self.chance.spread(20.0, 0.7);
            self.push(at.plus(seconds(days * 24.0)), Step::CloseIssue(index));
        }
    }

    /// Who does it, and until when.
    fn place(&mut self, at: Timestamp, index: usize, leader: usize, directed: bool) {
        let habits = self.habits(at).clone();
        let (number, author) = (self.tickets[index].number, self.tickets[index].author);
        let owned = self.chance.happens(habits.owned);
        let assigned = self.chance.happens(habits.assigned) && self.is_there(leader, at);
        let by_leader = directed || assigned;
        if by_leader || owned {
            let peer = match author {
                Some(who)
                    if !by_leader
                        && (self.people.leaders..self.people.leaders + self.people.peers)
                            .contains(&who) =>
                {
                    who
                }
                _ => self.people.peer(&[], &mut self.chance),
            };
            let by = if by_leader { leader } else { peer };
            self.assign(at.plus(45), index, peer, by);
            // Who was given it says so, as diligently as this team answers requests.
            if by != peer && !self.chance.happens(habits.peer_ignores) {
                let later = self.pickup(peer, at, 3.0 * habits.peer_pickup);
                self.push(later, Step::Answer(index, peer));
            }
        }
        if self.chance.happens(habits.planned) {
            let late = self.chance.happens(habits.late_scope);
            let found = self.destination(at, late).or_else(|| self.destination(at, !late));
            if let Some(milestone) = found {
                let insider = |a: &usize| *a < self.people.leaders + self.people.peers;
                let by = match author.filter(insider) {
                    Some(author) => author,
                    None => self.people.peer(&[], &mut self.chance),
                };
                let title = self.milestones[milestone].title.clone();
                self.tickets[index].milestone = Some(milestone);
                self.log(number, at.plus(50), "milestoned", Some(by)).target = Some(title);
            }
        }
    }

    fn is_there(&self, who: usize, at: Timestamp) -> bool {
        self.people.agents.get(who).is_some_and(|agent| agent.clock.works_on(at))
    }

    fn assign(&mut self, at: Timestamp, index: usize, whom: usize, by: usize) {
        let (number, login) = (self.tickets[index].number, self.people.login(whom));
        self.tickets[index].assignees.push(whom);
        self.log(number, at, "assigned", Some(by)).target = Some(login.into());
    }

    /// Who answers it, if anybody.
    fn respond(&mut self, at: Timestamp, index: usize, leader: usize) {
        let habits = self.habits(at).clone();
        let (number, author) = (self.tickets[index].number, self.tickets[index].author);
        if self.chance.happens(QUESTIONS) && author.is_none_or(|a| !self.people.is_leader(a)) {
            let login = self.people.login(leader);
            let row = self.say(number, at.plus(300), "commented", author);
            row.is_question = true;
            row.mentions = login.into();
            if !self.chance.happens(habits.leader_ignores) {
                self.bring(at, leader, Job::Answer(index));
            }
        } else if self.chance.happens(habits.answered) {
            let not = [author.unwrap_or(usize::MAX)];
            let peer = self.people.peer(&not, &mut self.chance);
            let later = self.pickup(peer, at, 3.0 * habits.peer_pickup);
            self.push(later, Step::Answer(index, peer));
        }
    }

    pub(super) fn answer(&mut self, at: Timestamp, index: usize, who: usize) {
        if self.tickets[index].closed.is_none() {
            let number = self.tickets[index].number;
            self.say(number, at, "commented", Some(who));
        }
    }

    /// Closed by a merge, or because it is settled otherwise.
    pub(super) fn close_issue(&mut self, at: Timestamp, index: usize, by: Option<usize>) {
        let ticket = &self.tickets[index];
        // What somebody works on is closed by that work.
        if ticket.closed.is_some() || (by.is_none() && ticket.taken) || at >= self.end {
            return;
        }
        let number = ticket.number;
        let who = match by {
            Some(who) => who,
            None => self.people.peer(&[], &mut self.chance),
        };
        let reason = if by.is_some() { "completed" } else { "not_planned" };
        self.tickets[index].closed = Some((at, reason));
        self.tickets[index].taken = true;
        self.log(number, at, "closed", Some(who));
    }

    /// An open issue to work on: one's own if there is one, else one of the newer ones.
    pub(super) fn take_ticket(&mut self, at: Timestamp, author: usize) -> Option<usize> {
        let open: Vec<usize> = (0..self.tickets.len())
            .rev()
            .take(60)
            .filter(|t| !self.tickets[*t].taken && self.tickets[*t].created < at)
            .take(10)
            .collect();
        let own = open.iter().find(|t| self.tickets[**t].assignees.contains(&author)).copied();
        let index = own.or_else(|| self.chance.pick(&open).copied())?;
        // Larger issues take several pull requests.
        self.tickets[index].taken = self.chance.happens(0.55);
        Some(index)
    }

    /// A leader who is there leaves a word on something that is open.
    pub(super) fn check_in(&mut self, at: Timestamp, leader: usize) {
        let open: Vec<usize> = (0..self.tickets.len())
            .rev()
            .take(40)
            .filter(|t| self.tickets[*t].closed.is_none())
            .take(8)
            .collect();
        if let Some(ticket) = self.chance.pick(&open).copied() {
            let number = self.tickets[ticket].number;
            self.say(number, at, "commented", Some(leader));
        }
        let latest =
            (0..self.milestones.len()).rev().find(|m| self.milestones[*m].closed.is_none());
        if let Some(milestone) = latest.filter(|_| self.chance.happens(0.5)) {
            self.milestones[milestone].updated = at;
        }
    }
}
