//! Who may do what at the desk: by account, from the settings, and from what owners gave and took since.

use super::turns::AtDesk;
use super::who::Who;
use crate::settings::VolunteerRole;
use crate::store::{Batch, StoreError, Table};
use crate::turn::Given;

/// The longest name of a role, in characters.
const LONGEST: usize = 24;

/// What came of giving or taking a role.
pub enum Change {
    /// Done; with the name.
    Done(String),
    /// Somebody else has the name.
    Taken,
    /// The settings name this owner.
    OfSettings,
    /// There is nothing to take.
    Nothing,
}

fn of_settings(at: AtDesk<'_>, account: u64) -> Option<Who> {
    let volunteers = at.place.volunteers();
    let found = volunteers.people.iter().find(|(known, _, _)| *known == account);
    found.map(|(_, role, name)| Who { role: *role, name: name.clone() })
}

/// Who an account is at the desk; none without a role.
///
/// # Errors
/// When the records cannot be read.
pub fn who(at: AtDesk<'_>, account: u64) -> Result<Option<Who>, StoreError> {
    if account == super::super::incoming::NOBODY {
        return Ok(None);
    }
    let own = of_settings(at, account);
    // An owner of the settings stays one: who has the settings has the bot.
    if own.as_ref().is_some_and(|who| who.role == VolunteerRole::Owner) {
        return Ok(own);
    }
    match at.context.people().get::<Given>(Table::Roles, &account.to_be_bytes())? {
        Some(given) => Ok(given.kind.map(|role| Who { role, name: given.name })),
        None => Ok(own),
    }
}

/// A name as the log can show it; none when it is none.
pub fn name_of(text: &str) -> Option<String> {
    let name: String = text.trim().to_lowercase();
    let sound = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().count() <= LONGEST && name.chars().all(sound)).then_some(name)
}

/// Gives an account a role under a name.
///
/// # Errors
/// When the records cannot be read.
pub fn give(
    at: AtDesk<'_>,
    batch: &mut Batch,
    account: u64,
    role: VolunteerRole,
    name: &str,
) -> Result<Change, StoreError> {
    let people = at.context.people();
    let own = of_settings(at, account);
    if own.as_ref().is_some_and(|who| who.role == VolunteerRole::Owner) {
        return Ok(Change::OfSettings);
    }
    let id = account.to_be_bytes();
    let before = people.get::<Given>(Table::Roles, &id)?;
    let is_own = before.as_ref().is_some_and(|given| given.name == name);
    let volunteers = at.place.volunteers();
    let in_settings =
        volunteers.people.iter().filter(|(known, _, _)| *known != account).any(|(_, _, other)| other == name);
    let in_records = people.all::<Given>(Table::Roles)?.iter().any(|(_, given)| given.name == name);
    if in_settings || in_records && !is_own {
        return Ok(Change::Taken);
    }
    people.put(batch, Table::Roles, &id, &Given { kind: Some(role), name: name.to_owned() });
    Ok(Change::Done(name.to_owned()))
}

/// Takes an account's role away.
///
/// # Errors
/// When the records cannot be read.
pub fn take(at: AtDesk<'_>, batch: &mut Batch, account: u64) -> Result<Change, StoreError> {
    let people = at.context.people();
    let own = of_settings(at, account);
    if own.as_ref().is_some_and(|who| who.role == VolunteerRole::Owner) {
        return Ok(Change::OfSettings);
    }
    let Some(who) = who(at, account)? else { return Ok(Change::Nothing) };
    let id = account.to_be_bytes();
    match own {
        // The settings give it still: that it was taken has to be remembered.
        Some(_) => people.put(batch, Table::Roles, &id, &Given { kind: None, name: who.name.clone() }),
        None => {
            people.remove(batch, Table::Roles, &id);
            batch.erase();
        }
    }
    Ok(Change::Done(who.name))
}

/// The names of everybody who has a role, with it.
///
/// # Errors
/// When the records cannot be read.
pub fn all(at: AtDesk<'_>) -> Result<Vec<(String, VolunteerRole)>, StoreError> {
    let given: Vec<Given> = at.context.people().all(Table::Roles)?.into_iter().map(|(_, given)| given).collect();
    let mut all = Vec::new();
    for (account, _, _) in &at.place.volunteers().people {
        all.extend(who(at, *account)?.map(|who| (who.name, who.role)));
    }
    for one in given {
        if let Some(role) = one.kind.filter(|_| !all.iter().any(|(name, _)| *name == one.name)) {
            all.push((one.name, role));
        }
    }
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(all)
}

/// What a role is called.
pub fn called(at: AtDesk<'_>, role: VolunteerRole) -> String {
    at.phrase(|phrases| match role {
        VolunteerRole::Volunteer => phrases.desk_role_volunteer.clone(),
        VolunteerRole::Editor => phrases.desk_role_editor.clone(),
        VolunteerRole::Owner => phrases.desk_role_owner.clone(),
    })
}
