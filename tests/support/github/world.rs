//! What the fake GitHub holds: repositories and what happens in them, one act a minute.

use std::collections::BTreeMap;

use super::people::{Account, account, id_of};

/// Epoch seconds of an instant.
pub(crate) fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().expect("an instant").as_second()
}

/// An instant as GitHub writes it.
pub(super) fn written(at: i64) -> String {
    jiff::Timestamp::from_second(at).expect("an instant").to_string()
}

/// Everything that a fake serves.
#[expect(clippy::struct_excessive_bools, reason = "what a token may read, each for itself")]
#[derive(Default)]
pub(crate) struct World {
    pub(crate) repositories: Vec<Repository>,
    pub(crate) teams: Vec<Team>,
    /// Former names of repositories to those they have now.
    pub(crate) moved: BTreeMap<String, String>,
    /// Former logins to those that the accounts have now.
    pub(crate) renamed: BTreeMap<String, String>,
    /// Whether the token may read teams.
    pub(crate) reads_teams: bool,
    /// Whether the token may read branch rules.
    pub(crate) reads_rules: bool,
    /// Whether the token may read checks.
    pub(crate) reads_checks: bool,
    /// The App that may act, where there is one.
    pub(crate) app: Option<super::app::Installation>,
    /// Whether REST writes null instead of the `ghost` account.
    pub(crate) null_users: bool,
}

/// A team of an organisation.
pub(crate) struct Team {
    pub(crate) organisation: String,
    pub(crate) slug: String,
    pub(crate) members: Vec<Account>,
}

/// A repository; `now` is its clock.
pub(crate) struct Repository {
    pub(crate) name: String,
    pub(crate) id: i64,
    pub(crate) now: i64,
    pub(crate) items: BTreeMap<i64, Item>,
    pub(crate) milestones: BTreeMap<i64, Milestone>,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) inline: Vec<Inline>,
    /// Checks of commits, by id.
    pub(crate) checks: BTreeMap<String, Vec<Check>>,
    pub(crate) is_archived: bool,
    pub(crate) is_fork: bool,
    pub(crate) has_issues: bool,
    next: i64,
}

/// A pull request or an issue.
pub(crate) struct Item {
    pub(crate) number: i64,
    pub(crate) is_pull: bool,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: Option<Account>,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) closed: Option<i64>,
    pub(crate) merged: Option<i64>,
    pub(crate) merged_by: Option<Account>,
    pub(crate) merge_oid: Option<String>,
    pub(crate) head_oid: String,
    pub(crate) is_draft: bool,
    pub(crate) reason: Option<&'static str>,
    pub(crate) milestone: Option<i64>,
    pub(crate) labels: Vec<String>,
    pub(crate) assignees: Vec<Account>,
    /// Issues that it closes.
    pub(crate) closes: Vec<i64>,
    pub(crate) lines: (i64, i64, i64),
    pub(crate) timeline: Vec<Entry>,
    /// Whether everything that may be null is.
    pub(crate) nulls: bool,
}

/// An entry of a timeline.
pub(crate) struct Entry {
    pub(crate) at: i64,
    pub(crate) by: Option<Account>,
    pub(crate) act: Act,
}

/// Whom a review is asked of.
#[derive(Clone)]
pub(crate) enum Asked {
    Person(&'static str),
    Team(&'static str),
}

/// What somebody does.
#[derive(Clone)]
pub(crate) enum Act {
    Comment(String),
    /// Its id, state and text.
    Review(i64, &'static str, String),
    /// Commit id, the author's address and parents.
    Push(String, String, usize),
    ForcePush(String),
    Request(Asked),
    Unrequest(Asked),
    Ready,
    Draft,
    Label(&'static str),
    Unlabel(&'static str),
    Milestone(i64),
    Demilestone(i64),
    Assign(&'static str),
    Unassign(&'static str),
    Rename(&'static str),
    /// The commit that closed it.
    Close(Option<String>),
    Reopen,
    Merge(String),
    /// The review and the state that it had.
    Dismiss(i64, &'static str),
    Refer(String),
    /// From an item of a repository.
    CrossRefer(&'static str, i64),
    /// An entry of a type that carries nothing more.
    Plain(&'static str),
    /// An entry of a type that GitHub has and no document names.
    Unheard,
    /// A place in the timeline that is null.
    Null,
}

/// A milestone.
pub(crate) struct Milestone {
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) creator: Option<Account>,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) due: Option<i64>,
    pub(crate) closed: Option<i64>,
}

/// An inline comment.
pub(crate) struct Inline {
    pub(crate) id: i64,
    pub(crate) pull: i64,
    pub(crate) review: Option<i64>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) by: Option<Account>,
    pub(crate) body: String,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

/// A check of a commit: a run, or a status of the older kind.
#[derive(Clone)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) is_status: bool,
    pub(crate) started: i64,
    /// When it ended, and how.
    pub(crate) ended: Option<(i64, &'static str)>,
}

impl World {
    /// A world of one repository.
    pub(crate) fn of(repository: Repository) -> Self {
        Self { repositories: vec![repository], ..Self::default() }
    }

    /// The first repository.
    pub(crate) fn only(&mut self) -> &mut Repository {
        self.repositories.first_mut().expect("a repository")
    }

    /// A repository by its name or a former one.
    pub(super) fn find(&self, name: &str) -> Option<&Repository> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let now = self.moved.iter().find(|(old, _)| same(old, name)).map_or(name, |(_, new)| new);
        self.repositories.iter().find(|r| same(&r.name, now))
    }

    /// An account under the login that it has now.
    pub(super) fn login_now<'a>(&'a self, login: &'a str) -> &'a str {
        self.renamed.get(login).map_or(login, String::as_str)
    }
}

impl Team {
    pub(crate) fn new(organisation: &str, slug: &str, members: &[&str]) -> Self {
        let members = members.iter().filter_map(|name| account(name)).collect();
        Self { organisation: organisation.to_owned(), slug: slug.to_owned(), members }
    }
}

/// Forty digits that tell commits apart.
pub(crate) fn oid(number: i64) -> String {
    format!("{number:040x}")
}

impl Repository {
    /// An empty repository whose clock stands at an instant.
    pub(crate) fn new(name: &str, now: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: id_of(name),
            now: instant(now),
            items: BTreeMap::new(),
            milestones: BTreeMap::new(),
            labels: Vec::new(),
            inline: Vec::new(),
            checks: BTreeMap::new(),
            is_archived: false,
            is_fork: false,
            has_issues: true,
            next: 1,
        }
    }

    fn id(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// Moves the clock on.
    pub(crate) fn wait(&mut self, minutes: i64) {
        self.now += minutes * 60;
    }

    /// Opens a pull request with one commit.
    pub(crate) fn pull(&mut self, by: &str, title: &str) -> i64 {
        let number = self.open(by, title, true);
        let address = account(by).map(|a| format!("{}@example.org", a.login)).unwrap_or_default();
        self.act(number, by, Act::Push(oid(number * 1000), address, 1));
        number
    }

    /// Opens an issue.
    pub(crate) fn issue(&mut self, by: &str, title: &str) -> i64 {
        self.open(by, title, false)
    }

    fn open(&mut self, by: &str, title: &str, is_pull: bool) -> i64 {
        self.wait(1);
        let number = self.items.last_key_value().map_or(1, |(last, _)| last + 1);
        let item = Item {
            number,
            is_pull,
            title: title.to_owned(),
            body: String::new(),
            author: account(by),
            created: self.now,
            updated: self.now,
            closed: None,
            merged: None,
            merged_by: None,
            merge_oid: None,
            head_oid: oid(number * 1000),
            is_draft: false,
            reason: None,
            milestone: None,
            labels: Vec::new(),
            assignees: Vec::new(),
            closes: Vec::new(),
            lines: (10 + number, number, 2),
            timeline: Vec::new(),
            nulls: false,
        };
        self.items.insert(number, item);
        number
    }

    /// A pull request or an issue.
    pub(crate) fn item(&mut self, number: i64) -> &mut Item {
        self.items.get_mut(&number).expect("an item")
    }

    /// Somebody does something, a minute later.
    pub(crate) fn act(&mut self, number: i64, by: &str, act: Act) {
        self.wait(1);
        let now = self.now;
        let by = account(by);
        let item = self.item(number);
        item.updated = now;
        item.suffer(&act, by.as_ref(), now);
        item.timeline.push(Entry { at: now, by, act });
    }

    /// A review; its id.
    pub(crate) fn review(&mut self, number: i64, by: &str, state: &'static str, text: &str) -> i64 {
        let id = self.id();
        self.act(number, by, Act::Review(id, state, text.to_owned()));
        id
    }

    /// An inline comment of a review or in answer to another; its id.
    pub(crate) fn inline(
        &mut self,
        number: i64,
        by: &str,
        under: (Option<i64>, Option<i64>),
        text: &str,
    ) -> i64 {
        self.wait(1);
        let (id, now) = (self.id(), self.now);
        self.item(number).updated = now;
        self.inline.push(Inline {
            id,
            pull: number,
            review: under.0,
            reply_to: under.1,
            by: account(by),
            body: text.to_owned(),
            created: now,
            updated: now,
        });
        id
    }

    /// A milestone, due after so many days; its number.
    pub(crate) fn milestone(&mut self, by: &str, title: &str, days: Option<i64>) -> i64 {
        self.wait(1);
        let number = self.milestones.last_key_value().map_or(1, |(last, _)| last + 1);
        let milestone = Milestone {
            number,
            title: title.to_owned(),
            description: None,
            creator: account(by),
            created: self.now,
            updated: self.now,
            due: days.map(|days| self.now + days * 86_400),
            closed: None,
        };
        self.milestones.insert(number, milestone);
        number
    }

    /// Moves a milestone's due date.
    pub(crate) fn postpone(&mut self, number: i64, days: i64) {
        self.wait(1);
        let milestone = self.milestones.get_mut(&number).expect("a milestone");
        milestone.due = milestone.due.map(|due| due + days * 86_400);
        milestone.updated = self.now;
    }

    /// A check of a commit that began now, and ended after so many minutes, if it did.
    pub(crate) fn check(&mut self, oid: &str, name: &str, ended: Option<(i64, &'static str)>) {
        let (started, name) = (self.now, name.to_owned());
        let ended = ended.map(|(minutes, outcome)| (started + minutes * 60, outcome));
        let check = Check { is_status: name.starts_with("ci/"), name, started, ended };
        let checks = self.checks.entry(oid.to_owned()).or_default();
        checks.retain(|known| known.name != check.name);
        checks.push(check);
    }

    /// A label.
    pub(crate) fn label(&mut self, name: &str) {
        self.labels.push((name.to_owned(), format!("About {name}")));
    }
}

impl Item {
    /// What an act changes in the item itself.
    fn suffer(&mut self, act: &Act, by: Option<&Account>, now: i64) {
        match act {
            Act::Push(oid, _, _) | Act::ForcePush(oid) => self.head_oid.clone_from(oid),
            Act::Ready => self.is_draft = false,
            Act::Draft => self.is_draft = true,
            Act::Label(name) => self.labels.push((*name).to_owned()),
            Act::Unlabel(name) => self.labels.retain(|label| label != name),
            Act::Milestone(number) => self.milestone = Some(*number),
            Act::Demilestone(_) => self.milestone = None,
            Act::Assign(name) => self.assignees.extend(account(name)),
            Act::Unassign(name) => self.assignees.retain(|a| Some(a) != account(name).as_ref()),
            Act::Rename(title) => (*title).clone_into(&mut self.title),
            Act::Close(_) => {
                self.closed = Some(now);
                self.reason = (!self.is_pull).then_some("COMPLETED");
            }
            Act::Reopen => (self.closed, self.reason) = (None, Some("REOPENED")),
            Act::Merge(oid) => {
                (self.merged, self.closed) = (Some(now), Some(now));
                self.merged_by = by.cloned();
                self.merge_oid = Some(oid.clone());
            }
            Act::Dismiss(id, _) => {
                let reviews = self.timeline.iter_mut();
                for entry in reviews {
                    match &mut entry.act {
                        Act::Review(own, state, _) if own == id => *state = "DISMISSED",
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// `OPEN`, `CLOSED` or `MERGED`.
    pub(super) fn state(&self) -> &'static str {
        match (self.merged, self.closed) {
            (Some(_), _) => "MERGED",
            (None, Some(_)) => "CLOSED",
            (None, None) => "OPEN",
        }
    }

    /// Id that GraphQL knows it by.
    pub(super) fn node_id(&self, repository: &Repository) -> String {
        let kind = if self.is_pull { "PR" } else { "I" };
        format!("{kind}_{}_{}", repository.id, self.number)
    }
}
