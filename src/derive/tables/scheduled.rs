//! Acts of leaders that a timer could do (model 1.2, signal 22).
//!
//! Who wants to seem present sets or removes a label, or repeats a text, every Monday at nine. An
//! act without substance that is the same in every respect, at the same weekday and hour, in three
//! weeks or more, shows nobody.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::frame::Frame;
use crate::derive::role::Role;
use crate::model::derived::Act;
use crate::model::hash::HashMap;

/// Weeks from which a repetition is no coincidence.
const WEEKS: usize = 3;

/// Kinds of acts that need no look at the thing. Verdicts, pushes, merges and answers do.
const BARE: [&str; 10] = [
    "labeled",
    "unlabeled",
    "assigned",
    "unassigned",
    "milestoned",
    "demilestoned",
    "renamed_title",
    "closed",
    "reopened",
    "locked",
];

/// What makes two acts the same: who, where, what, on which weekday at which hour.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>, (i8, i8));

/// Marks the acts of leaders that repeat by the clock.
pub(super) fn mark(acts: &mut [Act], frame: &Frame<'_>) {
    let zones: HashMap<&str, &TimeZone> =
        frame.teams.list.iter().map(|t| (t.name.as_str(), &t.calendar.time_zone)).collect();
    let mut groups: HashMap<Key<'_>, Vec<usize>> = HashMap::default();
    let leaders = |(_, act): &(usize, &Act)| act.role == Role::Leader.as_str();
    for (index, act) in acts.iter().enumerate().filter(leaders) {
        if let Some(zone) = zones.get(act.team.as_str())
            && let Some(key) = key(act, zone)
        {
            groups.entry(key).or_default().push(index);
        }
    }
    let weeks = |group: &Vec<usize>| {
        let of = group.iter().filter_map(|index| acts.get(*index));
        of.map(|act| act.week.as_str()).collect::<BTreeSet<_>>().len()
    };
    let repeated: Vec<usize> =
        groups.values().filter(|group| weeks(group) >= WEEKS).flatten().copied().collect();
    for index in repeated {
        if let Some(act) = acts.get_mut(index) {
            act.scheduled = true;
        }
    }
}

/// The key of a leader's act that a timer could do.
fn key<'a>(act: &'a Act, zone: &TimeZone) -> Option<Key<'a>> {
    // A comment that answers nothing is a template: the text is the same, wherever it stands.
    let template = act.kind == "commented" && act.by != "author" && !act.response;
    let bare = BARE.contains(&act.kind.as_str());
    if !(bare || template) {
        return None;
    }
    let local = zone.to_datetime(act.at.to_jiff());
    let clock = (local.weekday().to_monday_zero_offset(), local.hour());
    let item = if bare { act.item.as_str() } else { "" };
    Some((&act.actor, &act.repo, &act.kind, item, act.target.as_deref(), clock))
}
