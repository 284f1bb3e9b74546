//! The way of a pull request: opened, ready, corrected, merged, given up.

use super::chance::{Chance, int, whole};
use super::history::Draft;
use super::spec::Attack;
use super::texts;
use super::world::{Job, Opener, Pull, Step, World};
use crate::model::time::{DAY, HOUR, Timestamp};

/// Median lines of a pull request, and the standard deviation of their logarithm.
const LINES: (f64, f64) = (70.0, 1.1);
/// Most lines that anybody puts into one.
const MOST_LINES: f64 = 5_000.0;
/// Lines and files up to which people call a pull request small.
const SMALL: (usize, usize) = (60, 5);
/// Silences that an author puts up with.
const SILENCES: u32 = 5;
/// How often authors do what no way of leading changes.
const DRAFTS: f64 = 0.12;
const FORCED: f64 = 0.12;
const BASE_MERGES: f64 = 0.05;
const TEAM_REQUESTS: f64 = 0.06;
const SECOND_REVIEWERS: f64 = 0.25;
const WITHDRAWN: f64 = 0.03;
const REDRAFTED: f64 = 0.03;
const REOPENED: f64 = 0.25;

impl World<'_> {
    pub(super) fn pull(&self, pull: usize) -> &Pull {
        // Indices come from this list alone.
        &self.pulls[pull]
    }

    pub(super) fn open_pulls(&mut self, at: Timestamp, opener: Opener) {
        let gamed = self.spec.attack == Some(Attack::SplitPulls) && opener == Opener::Peer;
        let first = self.open_pull(at, opener, if gamed { 1.0 / 3.0 } else { 1.0 }, None);
        for part in 1..if gamed { 3 } else { 1 } {
            let like = Some(first);
            self.open_pull(at.plus(part * 600), opener, 1.0 / 3.0, like);
        }
    }

    fn author(&mut self, at: Timestamp, opener: Opener) -> usize {
        match opener {
            Opener::Peer => self.people.peer(&[], &mut self.chance),
            Opener::Leader => {
                // The step belongs to a day on which a leader is there; whoever is, opens it.
                let there =
                    (0..self.people.leaders).find(|l| self.people.agents[*l].clock.works_on(at));
                there.unwrap_or(0)
            }
            Opener::Outsider => self.people.outsider(&mut self.chance),
            Opener::Bot => self.people.updater(),
        }
    }

    fn open_pull(
        &mut self,
        at: Timestamp,
        opener: Opener,
        size: f64,
        like: Option<usize>,
    ) -> usize {
        let author = match like {
            Some(other) => self.pull(other).author,
            None => self.author(at, opener),
        };
        let habits = self.habits(at).clone();
        let median = LINES.0 * self.spec.size * size;
        let lines = self.chance.spread(median, LINES.1).clamp(1.0, MOST_LINES);
        let lines = if opener == Opener::Bot { 4 } else { whole(lines).max(1) };
        let files = 1 + self.chance.count(lines as f64 / 60.0).min(20);
        let small = lines <= SMALL.0 && files <= SMALL.1;
        let gate = if small { habits.gate_small } else { habits.gate_large };
        let human = opener != Opener::Bot;
        let gate = human && opener != Opener::Leader && self.chance.happens(gate);
        let ruled = gate && self.chance.happens(habits.by_rule);
        let number = self.number("pull");
        let issue = match like {
            Some(other) => self.pull(other).issue,
            None if human && self.chance.happens(habits.linked) => self.take_ticket(at, author),
            None => None,
        };
        let milestone = issue.and_then(|i| self.tickets[i].milestone);
        let commits = 1 + self.chance.count(0.7).min(4);
        let paths = self.history.paths(files, ruled, &mut self.chance);
        let commits_of = self.first_commits(at, author, &paths, lines, commits);
        let intent = [0.9, 0.8, 0.55].map(|p| human && self.chance.happens(p * habits.intent));
        let chore = issue.is_none() && self.chance.happens(0.35);
        let pull = Pull {
            number,
            author,
            title: if opener == Opener::Bot {
                format!("Bump tiles from 1.{number} to 1.{}", number + 1)
            } else {
                texts::title(&mut self.chance)
            },
            created: at,
            lines,
            gate,
            draft: human && self.chance.happens(DRAFTS),
            ready: false,
            open: true,
            anonymous: opener == Opener::Outsider && self.chance.happens(0.1),
            touched: at,
            issue,
            milestone,
            labels: match (opener, chore) {
                (Opener::Bot, _) => vec!["dependencies"],
                (_, true) => vec!["chore"],
                _ => vec![],
            },
            intent,
            commits: commits_of,
            ..Pull::default()
        };
        let draft = pull.draft;
        let labels = pull.labels.clone();
        self.pulls.push(pull);
        let index = self.pulls.len() - 1;
        self.opened(at, index, &labels);
        let ready = if draft {
            let hours = self.chance.spread(8.0, 0.7);
            self.work(author, at, hours)
        } else {
            at.plus(40)
        };
        self.push(ready, Step::Ready(index));
        index
    }

    /// Commits that a branch begins with.
    fn first_commits(
        &mut self,
        at: Timestamp,
        author: usize,
        paths: &[String],
        lines: usize,
        commits: usize,
    ) -> Vec<Draft> {
        let each = lines / commits;
        (0..commits)
            .map(|position| {
                let back = int(commits - position) * HOUR / 2;
                let lines = if position == 0 { lines - each * (commits - 1) } else { each };
                Draft::new(at.plus(-back), author, paths, lines, &mut self.chance)
            })
            .collect()
    }

    fn opened(&mut self, at: Timestamp, pull: usize, labels: &[&'static str]) {
        let (number, who) = (self.pull(pull).number, self.speaker(pull));
        let oids: Vec<String> = self.pull(pull).commits.iter().map(|c| c.oid.clone()).collect();
        for oid in oids {
            let row = self.log(number, at, "committed", who);
            row.at_inferred = true;
            row.target = Some(oid.into());
        }
        for label in labels {
            self.log(number, at.plus(20), "labeled", who).target = Some((*label).into());
        }
        if let Some(milestone) = self.pull(pull).milestone {
            let title = self.milestones[milestone].title.clone();
            self.log(number, at.plus(25), "milestoned", who).target = Some(title);
        }
        self.checks(at.plus(30), pull);
    }

    /// The author as rows name one; `None` for a deleted account.
    pub(super) fn speaker(&self, pull: usize) -> Option<usize> {
        let pull = self.pull(pull);
        (!pull.anonymous).then_some(pull.author)
    }

    pub(super) fn ready(&mut self, at: Timestamp, index: usize) {
        let pull = self.pull(index);
        if !pull.open {
            return;
        }
        let (number, author, was_draft) = (pull.number, pull.author, pull.draft);
        let who = self.speaker(index);
        if was_draft {
            self.log(number, at, "ready_for_review", who);
        }
        let again = self.pull(index).ready;
        let pull = &mut self.pulls[index];
        (pull.draft, pull.ready, pull.touched) = (false, true, at);
        if again {
            return self.resume(at, index);
        }
        if author == self.people.updater() {
            return self.update(at, index);
        }
        self.arm(at.plus(45), index);
        self.ask_somebody(at, index);
        self.visits(at, index);
        self.moods(at, index);
        let patience = self.patience(at, author);
        self.push(patience, Step::Silence(index));
    }

    /// Requests for review, as the way of leading has them.
    fn ask_somebody(&mut self, at: Timestamp, index: usize) {
        let habits = self.habits(at).clone();
        let (author, gate) = (self.pull(index).author, self.pull(index).gate);
        if self.chance.happens(habits.unreviewed) && !gate {
            let hours = self.chance.spread(5.0, 0.8);
            let later = self.work(author, at, hours);
            self.push(later, Step::Merge(index, author));
        }
        if gate {
            let leader = self.leader(author);
            self.request(at.plus(60), index, leader, Job::Decide(index));
            if self.chance.happens(habits.only_leader) {
                if self.spec.attack == Some(Attack::PhantomReviewer) {
                    let peer = self.people.peer(&[author], &mut self.chance);
                    self.ask(at.plus(65), index, peer);
                }
                return;
            }
        } else if self.chance.happens(habits.unasked) {
            return self.drop_by(at, index);
        } else if author >= self.people.leaders && self.chance.happens(habits.permission) {
            self.seek_permission(at, index);
        }
        let team = self.chance.happens(TEAM_REQUESTS);
        let peer = self.people.peer(&[author], &mut self.chance);
        if team {
            let (number, who) = (self.pull(index).number, self.speaker(index));
            let name = self.spec.name.clone();
            self.log(number, at.plus(70), "review_requested", who).target =
                Some(format!("team:{name}").into());
            self.consider(at, index, peer);
        } else {
            self.request_peer(at.plus(70), index, peer);
        }
        if self.chance.happens(SECOND_REVIEWERS) {
            let second = self.people.peer(&[author, peer], &mut self.chance);
            self.request_peer(at.plus(80), index, second);
            if self.chance.happens(WITHDRAWN * 4.0) {
                let hours = self.chance.spread(10.0, 0.8);
                let later = self.work(author, at, hours);
                self.push(later, Step::Withdraw(index, second));
            }
        }
    }

    /// Nobody was asked: a colleague comes by at some time, or the author goes on alone.
    fn drop_by(&mut self, at: Timestamp, index: usize) {
        let habits = self.habits(at).clone();
        let author = self.pull(index).author;
        if !self.chance.happens(habits.peer_ignores) {
            let peer = self.people.peer(&[author], &mut self.chance);
            let later = self.pickup(peer, at, habits.peer_pickup * 2.5);
            self.push(later, Step::Review(index, peer));
        }
    }

    /// The author asks a leader though nothing says so: by a request, or by a question.
    fn seek_permission(&mut self, at: Timestamp, index: usize) {
        let author = self.pull(index).author;
        let leader = self.leader(author);
        if self.chance.happens(0.5) {
            return self.request(at.plus(90), index, leader, Job::Permit(index));
        }
        let (number, who, login) =
            (self.pull(index).number, self.speaker(index), self.people.login(leader));
        let row = self.say(number, at.plus(90), "commented", who);
        row.is_question = true;
        row.mentions = login.into();
        self.bring(at, leader, Job::Permit(index));
    }

    /// What happens beside the asking: withdrawn and gamed.
    fn moods(&mut self, at: Timestamp, index: usize) {
        let author = self.pull(index).author;
        if self.chance.happens(REDRAFTED) || self.spec.attack == Some(Attack::DraftWhileWaiting) {
            let hours = self.chance.spread(1.0, 0.5);
            let later = self.work(author, at, hours);
            self.push(later, Step::Redraft(index));
        }
        if self.spec.attack == Some(Attack::MassClose) {
            let later = self.work(author, at, 41.0);
            self.push(later, Step::Sweep(index));
        }
        let pinger = match self.spec.attack {
            Some(Attack::LeaderPings) => Some(self.leader(author)),
            Some(Attack::PeerPings) => Some(self.people.peer(&[author], &mut self.chance)),
            _ => None,
        };
        if let Some(pinger) = pinger.filter(|p| *p != author) {
            let soon = 120 + int(self.chance.below(1_600));
            self.push(at.plus(soon), Step::Ping(index, pinger));
        }
    }

    /// A comment that says nothing.
    pub(super) fn ping(&mut self, at: Timestamp, index: usize, who: usize) {
        if self.pull(index).open {
            let number = self.pull(index).number;
            let row = self.log(number, at, "commented", Some(who));
            texts::phrase(row, "Looking");
        }
    }

    /// Back to a draft for a while.
    pub(super) fn redraft(&mut self, at: Timestamp, index: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.draft || pull.reviewed {
            return;
        }
        let (number, author, who) = (pull.number, pull.author, self.speaker(index));
        self.log(number, at, "convert_to_draft", who);
        self.pulls[index].draft = true;
        // To hide the wait it stays one until somebody looks.
        let gamed = self.spec.attack == Some(Attack::DraftWhileWaiting);
        let hours = if gamed { 60.0 } else { self.chance.spread(6.0, 0.6) };
        let later = self.work(author, at, hours);
        self.push(later, Step::Ready(index));
    }

    /// Ready once more: whoever was asked is still asked.
    fn resume(&mut self, at: Timestamp, index: usize) {
        let pending = self.pull(index).pending.clone();
        for who in pending {
            if !self.people.is_leader(who) {
                self.consider(at, index, who);
            }
        }
    }

    /// A bot's pull request: a peer approves and merges it.
    fn update(&mut self, at: Timestamp, index: usize) {
        let median = self.habits(at).peer_pickup;
        let peer = self.people.peer(&[], &mut self.chance);
        let later = self.pickup(peer, at, median);
        self.push(later, Step::Review(index, peer));
    }

    pub(super) fn withdraw(&mut self, at: Timestamp, index: usize, who: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.merging || !pull.pending.contains(&who) {
            return;
        }
        let (number, speaker, login) = (pull.number, self.speaker(index), self.people.login(who));
        self.pulls[index].pending.retain(|p| *p != who);
        self.log(number, at, "review_request_removed", speaker).target = Some(login.into());
    }

    /// The author answers a review with a push, and asks again.
    pub(super) fn fix(&mut self, at: Timestamp, index: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.blocked.is_empty() {
            return;
        }
        let (number, author, lines) = (pull.number, pull.author, pull.lines);
        let blocked = pull.blocked.clone();
        let who = self.speaker(index);
        if self.chance.happens(BASE_MERGES) {
            self.push_merge(at.plus(-30), index);
        }
        let paths = self.pull(index).paths();
        let lines = 1 + self.chance.below(lines / 4 + 6);
        let draft = Draft::new(at.plus(-240), author, &paths, lines, &mut self.chance);
        let oid = draft.oid.clone();
        if self.chance.happens(FORCED) {
            self.force(at, index, &oid);
        }
        self.pulls[index].commits.push(draft);
        let row = self.log(number, at, "committed", who);
        row.at_inferred = true;
        row.target = Some(oid.into());
        self.pulls[index].touched = at;
        self.checks(at.plus(40), index);
        if self.chance.happens(0.5) {
            self.say(number, at.plus(90), "line_commented", who).count = Some(0);
        }
        for reviewer in blocked {
            self.ask_again(at.plus(120), index, reviewer);
        }
    }

    fn ask_again(&mut self, at: Timestamp, index: usize, reviewer: usize) {
        let (number, speaker, login) =
            (self.pull(index).number, self.speaker(index), self.people.login(reviewer));
        if self.chance.happens(0.65) {
            self.log(number, at, "review_requested", speaker).target = Some(login.into());
            self.pulls[index].pending.push(reviewer);
        }
        if self.people.is_leader(reviewer) {
            self.bring(at, reviewer, Job::Decide(index));
        } else {
            // Whoever has begun a review comes back to it sooner.
            let median = self.habits(at).peer_pickup * 0.7;
            let later = self.pickup(reviewer, at, median);
            self.push(later, Step::Review(index, reviewer));
        }
    }

    /// The branch is rewritten: what was in it comes again under other ids.
    fn force(&mut self, at: Timestamp, index: usize, head: &str) {
        let (number, who) = (self.pull(index).number, self.speaker(index));
        self.log(number, at, "head_ref_force_pushed", who).target = Some(head.into());
        let mut fresh = Vec::new();
        for commit in &mut self.pulls[index].commits {
            commit.oid = self.chance.commit_id();
            fresh.push((commit.oid.clone(), commit.is_merge));
        }
        // A timeline shows the commits that the branch has now.
        let thread = usize::try_from(number - 1).unwrap_or(0);
        let events = &mut self.threads[thread].events;
        let committed = events.iter_mut().filter(|e| e.kind == "committed");
        for (event, (oid, _)) in committed.zip(fresh) {
            event.target = Some(oid.into());
        }
    }

    fn push_merge(&mut self, at: Timestamp, index: usize) {
        let (number, author, who) =
            (self.pull(index).number, self.pull(index).author, self.speaker(index));
        let draft = Draft::merge(at, author, &mut self.chance);
        let row = self.log(number, at, "committed", who);
        row.at_inferred = true;
        row.target = Some(draft.oid.as_str().into());
        row.state = Some("merge".into());
        self.pulls[index].commits.push(draft);
    }

    pub(super) fn merge(&mut self, at: Timestamp, index: usize, by: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.draft || !pull.blocked.is_empty() {
            return;
        }
        let number = pull.number;
        let by = if self.spec.attack == Some(Attack::AuthorMerges) { pull.author } else { by };
        let oid = self.chance.commit_id();
        self.pulls[index].open = false;
        self.pulls[index].closed = Some(at);
        self.pulls[index].merged = Some((at, by, oid.clone()));
        self.log(number, at, "merged", Some(by)).target = Some(oid.as_str().into());
        self.log(number, at, "closed", Some(by));
        if self.chance.happens(0.7) {
            self.log(number, at.plus(3), "head_ref_deleted", Some(by));
        }
        self.history.merged(index);
        if let Some(ticket) = self.pull(index).issue {
            self.close_issue(at.plus(2), ticket, Some(by));
        }
    }

    fn close(&mut self, at: Timestamp, index: usize, by: Option<usize>) {
        let number = self.pull(index).number;
        self.pulls[index].open = false;
        self.pulls[index].closed = Some(at);
        self.log(number, at, "closed", by);
    }

    pub(super) fn reopen(&mut self, at: Timestamp, index: usize) {
        let pull = self.pull(index);
        if pull.open || pull.merged.is_some() {
            return;
        }
        let (number, author, who) = (pull.number, pull.author, self.speaker(index));
        self.pulls[index].open = true;
        self.pulls[index].closed = None;
        self.pulls[index].touched = at;
        self.log(number, at, "reopened", who);
        let peer = self.people.peer(&[author], &mut self.chance);
        self.request_peer(at.plus(120), index, peer);
    }

    fn patience(&mut self, at: Timestamp, author: usize) -> Timestamp {
        let hours = self.chance.spread(self.habits(at).patience, 0.5);
        self.work(author, at, hours)
    }

    /// An author looks whether anything has happened, and does something about it if not.
    pub(super) fn silence(&mut self, at: Timestamp, index: usize) {
        let pull = self.pull(index);
        if !pull.open || pull.merging {
            return;
        }
        let (author, busy) = (pull.author, !pull.blocked.is_empty() || pull.draft);
        self.pulls[index].silences += u32::from(!busy);
        let silences = self.pull(index).silences;
        if !busy {
            self.act_on_silence(at, index, silences);
        }
        if self.pull(index).open && silences < SILENCES {
            let again = self.patience(at, author);
            self.push(again, Step::Silence(index));
        }
    }

    fn act_on_silence(&mut self, at: Timestamp, index: usize, silences: u32) {
        let habits = self.habits(at).clone();
        let (author, gate, number) =
            (self.pull(index).author, self.pull(index).gate, self.pull(index).number);
        let who = self.speaker(index);
        if silences >= SILENCES || self.chance.happens(habits.abandons) {
            // Half of what is given up is closed; the rest stays open, for a bot to sweep.
            if self.chance.happens(0.5) {
                self.close(at, index, who);
                if self.chance.happens(REOPENED) {
                    let hours = self.chance.spread(12.0, 0.8);
                    let later = self.work(author, at, hours);
                    self.push(later, Step::Reopen(index));
                }
            } else {
                self.push(at.plus(60 * DAY), Step::Sweep(index));
                self.pulls[index].silences = SILENCES;
            }
            return;
        }
        if self.chance.happens(0.35 * (1.0 - habits.gate_small) + 0.25 * habits.unreviewed) {
            // Past the one who was asked: a colleague approves, or nobody does.
            self.pulls[index].gate = false;
            if !self.pull(index).approved.is_empty() || self.chance.happens(2.0 * habits.unreviewed)
            {
                let hours = self.chance.spread(1.0, 0.5);
                let later = self.work(author, at, hours);
                return self.push(later, Step::Merge(index, author));
            }
            let peer = self.people.peer(&[author], &mut self.chance);
            return self.request_peer(at.plus(60), index, peer);
        }
        if gate && self.chance.happens(0.6) {
            let leader = self.leader(author);
            let login = self.people.login(leader);
            let row = self.say(number, at, "commented", who);
            row.mentions = login.into();
            row.is_question = true;
            self.bring(at, leader, Job::Decide(index));
        } else if !gate {
            let peer = self.people.peer(&[author], &mut self.chance);
            self.request_peer(at.plus(60), index, peer);
        }
    }

    /// What nobody has touched for long is closed: by a bot, or by an author who tidies up figures.
    pub(super) fn sweep(&mut self, at: Timestamp, index: usize) {
        if !self.pull(index).open {
            return;
        }
        if self.spec.attack == Some(Attack::MassClose) {
            let who = self.speaker(index);
            if self.people.worked(self.pull(index).touched, at) > 40.0 {
                self.close(at, index, who);
            } else {
                let again = self.work(self.pull(index).author, at, 8.0);
                self.push(again, Step::Sweep(index));
            }
        } else {
            let (number, sweeper) = (self.pull(index).number, self.people.sweeper());
            let row = self.log(number, at, "commented", Some(sweeper));
            texts::phrase(row, "Closed because nothing has happened here for 60 days.");
            self.close(at.plus(1), index, Some(sweeper));
        }
    }

    /// Who of the leaders is asked; never the author.
    pub(super) fn leader(&mut self, author: usize) -> usize {
        let leaders = self.people.leaders;
        let first = self.chance.below(leaders);
        if first == author && leaders > 1 { (first + 1) % leaders } else { first }
    }
}

impl Pull {
    /// Paths changed, each once, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> =
            self.commits.iter().flat_map(|c| &c.files).map(|f| f.path.clone()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

/// Share of a whole in lines, at least one.
pub(super) fn part(lines: usize, share: f64, chance: &mut Chance) -> usize {
    whole(lines as f64 * share * (0.5 + chance.unit())).max(1)
}
