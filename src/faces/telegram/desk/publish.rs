//! From a draft to the base, and back. What is interrupted and done once more comes to the same change.

use super::turns::AtDesk;
use super::who::Who;
use crate::settings::VolunteerRole;
use crate::turn::{Draft, Handling, Refreshed};
use crate::volunteers::{Fate, Group, Proposal, Publication, PublishError, Publisher, edit_of};

/// Why a draft does not become a change.
pub enum Refusal {
    /// Who presses has agreed already, and somebody else has to.
    Own,
    /// The role is too small.
    Role(VolunteerRole),
    /// Nothing is left to do.
    Gone,
    /// No phrasing may be added.
    NoPhrasing,
    /// The base with it would be wrong, or the disk refuses.
    Words(String),
}

impl From<PublishError> for Refusal {
    fn from(error: PublishError) -> Refusal {
        Refusal::Words(error.to_string())
    }
}

fn publisher<T>(at: AtDesk<'_>, approvals: usize, work: impl FnOnce(&Publisher<'_>) -> T) -> T {
    let records = at.records();
    let origin = at.context.desk.library().origin();
    let check = |layers| at.context.desk.library().prepare(layers);
    work(&Publisher { origin, journal: &at.place.journal, records: &records, approvals, check: Some(&check) })
}

/// The change that a draft became.
pub fn change_of(at: AtDesk<'_>, draft: &Draft) -> Option<Publication> {
    let number = draft.change?;
    // A journal that cannot be read is told when something is to be done with it.
    let log = publisher(at, 1, |publisher| publisher.log()).unwrap_or_default();
    log.into_iter().find(|one| one.number == number)
}

/// Every change that waits for a second person.
pub fn waiting(at: AtDesk<'_>) -> Vec<Publication> {
    let log = publisher(at, 1, |publisher| publisher.log()).unwrap_or_default();
    log.into_iter().filter(|one| one.fate == Fate::Proposed).collect()
}

/// The change that a draft became and that stands, also when that was not written down with it.
///
/// # Errors
/// When the journal cannot be read.
pub fn known(at: AtDesk<'_>, number: u64, draft: &Draft) -> Result<Option<Publication>, PublishError> {
    let key = key(at, number, draft);
    let log = publisher(at, 1, |publisher| publisher.log())?;
    let is_it = |one: &Publication| draft.change == Some(one.number) || one.key.as_ref() == Some(&key);
    Ok(log.into_iter().rev().find(|one| is_it(one) && !matches!(one.fate, Fate::Undone | Fate::Leaving)))
}

/// By what a draft is known again in the journal, also when the numbers of the records begin anew.
fn key(at: AtDesk<'_>, number: u64, draft: &Draft) -> String {
    let Draft { day, by, what, lines, questions, .. } = draft;
    let of = format!("draft {number} {day} {by} {what:?} {lines:?} {questions:?}");
    let sign = at.context.people().sign(of.as_bytes());
    sign.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Publishes a draft, or agrees to it; what still waits for somebody is kept so.
///
/// # Errors
/// When that cannot be.
pub fn publish(at: AtDesk<'_>, number: u64, draft: &Draft, group: &Group, who: &Who) -> Result<Publication, Refusal> {
    let index = at.context.desk.library().index();
    let known = known(at, number, draft)?;
    let is_own = draft.by == who.name;
    let enough = at.place.approvals;
    // A volunteer alone publishes nothing, however few persons the settings ask for.
    let alone = is_own && who.role >= VolunteerRole::Editor && enough == 1;
    let made = match known {
        Some(change) => change,
        None => {
            let edit = edit_of(&index, draft, group).map_err(|what| match &draft.what {
                crate::turn::Wish::Phrasings(_) if what.is_empty() => Refusal::NoPhrasing,
                _ => Refusal::Words(what),
            })?;
            let proposal = Proposal {
                edit,
                by: draft.by.clone(),
                day: at.context.desk.today().to_string(),
                why: format!("group {}, asked {}", group.number, group.count),
                questions: group.questions.clone(),
                key: Some(key(at, number, draft)),
            };
            let persons = if alone { 1 } else { enough.max(2) };
            let made = publisher(at, persons, |publisher| publisher.propose(proposal))?;
            if is_own {
                return Ok(made);
            }
            made
        }
    };
    match made.fate {
        // Agreed to before the process was interrupted.
        Fate::Published if made.approved.contains(&who.name) || made.by == who.name => Ok(made),
        Fate::Proposed if made.approved.contains(&who.name) && made.approved.len() + 1 >= enough => Ok(made),
        Fate::Proposed if made.by == who.name || made.approved.contains(&who.name) => Err(Refusal::Own),
        Fate::Proposed => Ok(publisher(at, enough, |publisher| publisher.approve(made.number, &who.name))?),
        _ => Err(Refusal::Gone),
    }
}

/// Takes a change back, or drops one that waits.
///
/// # Errors
/// When that cannot be.
pub fn undo(at: AtDesk<'_>, change: &Publication, who: &Who) -> Result<Publication, Refusal> {
    let is_own = change.by == who.name;
    if who.role < VolunteerRole::Editor && !is_own {
        return Err(Refusal::Role(VolunteerRole::Editor));
    }
    match change.fate {
        Fate::Undone if change.undone.as_ref() == Some(&who.name) => Ok(change.clone()),
        Fate::Published | Fate::Proposed => {
            Ok(publisher(at, 1, |publisher| publisher.undo(Some(change.number), &who.name))?)
        }
        _ => Err(Refusal::Gone),
    }
}

/// Takes what was published or taken back into service, before anybody is told of it.
pub fn swap(at: AtDesk<'_>) {
    match at.context.desk.refresh() {
        Refreshed::Swapped => at.context.log("base_swapped", &[]),
        Refreshed::Refused(error) => {
            at.context.alarm(&format!("the edited base is refused, the old one serves: {error}"));
        }
        Refreshed::Same => {}
    }
}

/// What volunteers made of a group, noted.
pub fn mark(at: AtDesk<'_>, group: &Group, handling: Handling) -> Result<(), crate::store::StoreError> {
    crate::turn::mark(at.context.people(), &group.questions, handling, None).map(drop)
}
