//! Asking, looking, deciding: by peers as they get to it, by leaders one thing after the other.

use super::chance::int;
use super::history::Draft;
use super::pulls::part;
use super::texts;
use super::world::{Job, Step, World};
use crate::model::time::Timestamp;

/// A peer's inline comments per 100 lines: Google's mean (model 8, MCR) less what tools say.
const PEER_DENSITY: f64 = 3.5;
/// Lines beyond which nobody finds more to say.
const READ_LINES: usize = 400;
/// What peers say at first: wants changes, or only comments.
const PEER_CHANGES: f64 = 0.14;
const PEER_COMMENTS: f64 = 0.10;
/// Hours of a leader's work: to take a pull request up, for each inline comment, to read 100 lines.
const TAKE_UP: f64 = 0.12;
const PER_COMMENT: f64 = 0.05;
const PER_HUNDRED: f64 = 0.10;

/// What somebody says about a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Approves,
    Changes,
    Comments,
}

impl World<'_> {
    /// The author asks a leader, who may get to it.
    pub(super) fn request(&mut self, at: Timestamp, index: usize, leader: usize, job: Job) {
        self.ask(at, index, leader);
        let ignores = self.habits(at).leader_ignores;
        if !self.chance.happens(ignores) {
            self.bring(at, leader, job);
        }
    }

    /// Something comes to a leader's notice, and so into the queue.
    pub(super) fn bring(&mut self, at: Timestamp, leader: usize, job: Job) {
        let median = self.habits(at).leader_notice;
        let noticed = self.pickup(leader, at, median);
        self.push(noticed, Step::Arrive(leader, job));
    }

    /// The author asks a peer, who may get to it.
    pub(super) fn request_peer(&mut self, at: Timestamp, index: usize, peer: usize) {
        self.ask(at, index, peer);
        self.consider(at, index, peer);
    }

    /// A peer knows of it, and may get to it.
    pub(super) fn consider(&mut self, at: Timestamp, index: usize, peer: usize) {
        let (median, ignores) = (self.habits(at).peer_pickup, self.habits(at).peer_ignores);
        if !self.chance.happens(ignores) {
            let lines = self.pull(index).lines.min(READ_LINES) as f64;
            let later = self.pickup(peer, at, median * (0.8 + lines / 400.0));
            self.push(later, Step::Review(index, peer));
        }
    }

    /// Writes a request down.
    pub(super) fn ask(&mut self, at: Timestamp, index: usize, whom: usize) {
        let (number, who, login) =
            (self.pull(index).number, self.speaker(index), self.people.login(whom));
        if !self.pull(index).pending.contains(&whom) {
            self.pulls[index].pending.push(whom);
            self.log(number, at, "review_requested", who).target = Some(login.into());
        }
    }

    /// What leaders and peers do on their own accord when a pull request is ready.
    pub(super) fn visits(&mut self, at: Timestamp, index: usize) {
        let author = self.pull(index).author;
        let look = self.habits(at).look;
        if !self.pull(index).gate && self.chance.happens(look) {
            let leader = self.leader(author);
            if leader != author {
                self.bring(at, leader, Job::Look(index));
            }
        }
    }

    pub(super) fn peer_review(&mut self, at: Timestamp, index: usize, who: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.merging || pull.author == who {
            return;
        }
        if pull.draft {
            if self.spec.attack != Some(super::spec::Attack::DraftWhileWaiting) {
                let later = self.work(who, at, 4.0);
                return self.push(later, Step::Review(index, who));
            }
            self.ready(at.plus(-60), index);
        }
        let pull = self.pull(index);
        let calm = 0.5_f64.powi(i32::try_from(pull.rounds).unwrap_or(i32::MAX));
        let bot = pull.author == self.people.updater();
        let verdict = if bot {
            Verdict::Approves
        } else if self.chance.happens(PEER_CHANGES * calm) {
            Verdict::Changes
        } else if self.chance.happens(PEER_COMMENTS * calm) {
            Verdict::Comments
        } else {
            Verdict::Approves
        };
        let density = if bot { 0.0 } else { PEER_DENSITY * calm };
        self.review(at, index, who, verdict, density);
        if verdict == Verdict::Approves {
            self.peer_approved(at, index, who);
        }
    }

    /// A review with its inline comments, and what it leads to.
    fn review(&mut self, at: Timestamp, index: usize, who: usize, verdict: Verdict, density: f64) {
        let lines = self.pull(index).lines.min(READ_LINES) as f64;
        let mut inline = self.chance.count(density * lines / 100.0);
        if verdict == Verdict::Changes {
            inline = inline.max(1);
        }
        let number = self.pull(index).number;
        let bare = verdict == Verdict::Approves && self.chance.happens(0.6);
        let row = if bare {
            let row = self.log(number, at, "reviewed", Some(who));
            texts::phrase(row, "");
            row
        } else {
            self.say(number, at, "reviewed", Some(who))
        };
        row.count = Some(int(inline));
        let state = match verdict {
            Verdict::Approves => "approved",
            Verdict::Changes => "changes_requested",
            Verdict::Comments => "commented",
        };
        row.state = Some(state.into());
        for _ in 0..inline {
            self.say(number, at, "line_commented", Some(who)).count = Some(1);
        }
        let pull = &mut self.pulls[index];
        pull.pending.retain(|p| *p != who);
        pull.blocked.retain(|p| *p != who);
        (pull.reviewed, pull.touched) = (true, at);
        match verdict {
            Verdict::Approves if !pull.approved.contains(&who) => pull.approved.push(who),
            Verdict::Changes => {
                pull.approved.retain(|p| *p != who);
                pull.blocked.push(who);
                pull.rounds += 1;
                pull.merging = false;
                self.after_review(at, index);
            }
            Verdict::Comments => self.reply(at, index, who),
            Verdict::Approves => {}
        }
    }

    /// The author will push what was asked for.
    fn after_review(&mut self, at: Timestamp, index: usize) {
        let (author, sluggish) = (self.pull(index).author, self.habits(at).sluggish);
        let pace = self.people.agents.get(author).map_or(1.0, |a| a.pace);
        let hours = self.chance.spread(3.0 * pace * sluggish, 0.8);
        let later = self.work(author, at, hours);
        self.push(later, Step::Fix(index));
    }

    /// The author answers in words, and the reviewer comes back.
    fn reply(&mut self, at: Timestamp, index: usize, who: usize) {
        let (author, sluggish) = (self.pull(index).author, self.habits(at).sluggish);
        let hours = self.chance.spread(2.0 * sluggish, 0.7);
        let answered = self.work(author, at, hours);
        self.push(answered, Step::Reply(index));
        if self.people.is_leader(who) {
            self.bring(answered, who, Job::Look(index));
        } else {
            let median = self.habits(at).peer_pickup;
            let later = self.pickup(who, answered, median);
            self.push(later, Step::Review(index, who));
        }
    }

    /// A comment by the author, where it is still open.
    pub(super) fn replied(&mut self, at: Timestamp, index: usize) {
        if self.pull(index).open {
            let (number, who) = (self.pull(index).number, self.speaker(index));
            self.say(number, at, "commented", who);
            self.pulls[index].touched = at;
        }
    }

    /// A peer has approved: a leader may step in, else it is merged unless a leader must decide.
    fn peer_approved(&mut self, at: Timestamp, index: usize, who: usize) {
        let (gate, author) = (self.pull(index).gate, self.pull(index).author);
        if gate {
            return;
        }
        let veto = self.habits(at).veto;
        let leader = self.leader(author);
        let human = author != self.people.updater();
        if human && leader != author && self.chance.happens(veto) {
            let soon = self.work(leader, at, 0.2);
            self.push(soon, Step::Arrive(leader, Job::Veto(index)));
            // The author has heard that somebody wants to look at it.
            let hours = self.chance.spread(8.0, 0.5);
            let later = self.work(author, at, hours);
            return self.push(later, Step::Merge(index, author));
        }
        self.press(at, index, who);
    }

    /// Whoever merges here gets to it.
    fn press(&mut self, at: Timestamp, index: usize, approver: usize) {
        self.pulls[index].merging = true;
        if self.pull(index).auto {
            let (author, later) = (self.pull(index).author, at.plus(self.auto_delay()));
            return self.push(later, Step::Merge(index, author));
        }
        let (author, merges) = (self.pull(index).author, self.habits(at).leader_merges);
        let human = author != self.people.updater();
        if human && !self.people.is_leader(author) && self.chance.happens(merges) {
            let leader =
                if self.people.is_leader(approver) { approver } else { self.leader(author) };
            let soon = self.work(leader, at, 0.3);
            return self.push(soon, Step::Arrive(leader, Job::Merge(index)));
        }
        let outside = author >= self.people.leaders + self.people.peers;
        let by = if outside || self.chance.happens(0.3) { approver } else { author };
        let hours = self.chance.spread(0.8, 0.9);
        let later = self.work(by, at, hours);
        self.push(later, Step::Merge(index, by));
    }

    /// Whether something in a leader's queue still needs doing.
    pub(super) fn is_due(&self, job: Job) -> bool {
        match job {
            Job::Decide(p) | Job::Permit(p) | Job::Look(p) | Job::Veto(p) => self.pull(p).open,
            Job::Merge(p) => self.pull(p).open && self.pull(p).blocked.is_empty(),
            Job::Answer(t) => self.tickets[t].closed.is_none(),
        }
    }

    /// Hours of a leader's work; whoever has a long queue looks less long.
    pub(super) fn effort(&self, at: Timestamp, job: Job, waiting: usize) -> f64 {
        let pressed = 1.0 / (1.0 + waiting as f64 / 15.0);
        let read = |p: usize, share: f64| {
            let hundreds = self.pull(p).lines.min(READ_LINES) as f64 / 100.0;
            let comments = self.habits(at).leader_density * hundreds * share;
            TAKE_UP + PER_HUNDRED * hundreds * share + PER_COMMENT * comments
        };
        match job {
            Job::Decide(p) if self.pull(p).rounds > 0 => pressed * read(p, 0.5),
            Job::Decide(p) => pressed * read(p, 1.0),
            Job::Permit(p) | Job::Look(p) => pressed * read(p, 0.4),
            Job::Veto(p) => pressed * read(p, 0.6),
            Job::Merge(_) => 0.02,
            Job::Answer(_) => 0.1,
        }
    }

    /// What a leader does when it is done.
    pub(super) fn perform(&mut self, at: Timestamp, leader: usize, job: Job) {
        if !self.is_due(job) {
            return;
        }
        match job {
            Job::Decide(p) => self.decide(at, p, leader),
            Job::Permit(p) => self.permit(at, p, leader),
            Job::Look(p) => self.look(at, p, leader),
            Job::Veto(p) => self.veto(at, p, leader),
            Job::Merge(p) => self.merge(at, p, leader),
            Job::Answer(t) => self.answer(at, t, leader),
        }
    }

    fn decide(&mut self, at: Timestamp, index: usize, leader: usize) {
        if self.pull(index).draft {
            if self.spec.attack != Some(super::spec::Attack::DraftWhileWaiting) {
                let later = self.work(leader, at, 4.0);
                return self.push(later, Step::Arrive(leader, Job::Decide(index)));
            }
            self.ready(at.plus(-60), index);
        }
        if self.pull(index).approved.contains(&leader) {
            return;
        }
        let habits = self.habits(at);
        let calm = 0.6_f64.powi(i32::try_from(self.pull(index).rounds).unwrap_or(i32::MAX));
        let (density, changes, takeover) =
            (habits.leader_density * calm, habits.leader_changes * calm, habits.takeover);
        if self.chance.happens(takeover) {
            self.take_over(at, index, leader);
        }
        if self.chance.happens(changes) {
            self.review(at, index, leader, Verdict::Changes, density);
        } else {
            self.review(at, index, leader, Verdict::Approves, density);
            if self.pull(index).blocked.is_empty() {
                self.press(at, index, leader);
            }
        }
    }

    /// An answer to somebody who asked without having to: mostly yes.
    fn permit(&mut self, at: Timestamp, index: usize, leader: usize) {
        let density = self.habits(at).leader_density * 0.4;
        let requested = self.pull(index).pending.contains(&leader);
        if requested && self.chance.happens(0.4) {
            self.review(at, index, leader, Verdict::Approves, density);
            if self.pull(index).blocked.is_empty() && !self.pull(index).merging {
                self.press(at, index, leader);
            }
        } else {
            let number = self.pull(index).number;
            self.say(number, at, "commented", Some(leader));
            self.pulls[index].touched = at;
            self.pulls[index].reviewed = true;
        }
    }

    /// A look in passing decides nothing.
    fn look(&mut self, at: Timestamp, index: usize, leader: usize) {
        if self.chance.happens(0.5) {
            let number = self.pull(index).number;
            self.say(number, at, "commented", Some(leader));
            self.pulls[index].touched = at;
            self.pulls[index].reviewed = true;
            return;
        }
        let lines = self.pull(index).lines.min(READ_LINES) as f64;
        let inline = self.chance.count(self.habits(at).leader_density * lines / 100.0);
        let number = self.pull(index).number;
        let row = self.say(number, at, "reviewed", Some(leader));
        row.state = Some("commented".into());
        row.count = Some(int(inline));
        for _ in 0..inline {
            self.say(number, at, "line_commented", Some(leader)).count = Some(1);
        }
        let pull = &mut self.pulls[index];
        pull.pending.retain(|p| *p != leader);
        (pull.reviewed, pull.touched) = (true, at);
    }

    /// A leader wants it otherwise after peers have approved it.
    fn veto(&mut self, at: Timestamp, index: usize, leader: usize) {
        self.pulls[index].gate = true;
        let density = self.habits(at).leader_density * 0.6;
        self.review(at, index, leader, Verdict::Changes, density);
    }

    /// A leader does it on the author's branch.
    fn take_over(&mut self, at: Timestamp, index: usize, leader: usize) {
        let lines = part(self.pull(index).lines, 0.3, &mut self.chance);
        let paths = self.pull(index).paths();
        let draft = Draft::new(at.plus(-200), leader, &paths, lines, &mut self.chance);
        let (number, oid) = (self.pull(index).number, draft.oid.clone());
        self.pulls[index].commits.push(draft);
        let row = self.log(number, at.plus(-20), "committed", Some(leader));
        row.at_inferred = true;
        row.target = Some(oid.into());
    }
}
