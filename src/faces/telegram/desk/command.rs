//! Commands of the volunteers' chat.

use super::super::addressed::DESK_NAMES;
use super::super::incoming::NOBODY;
use super::super::outgoing::Call;
use super::roles::{self, Change};
use super::turns::{Turn, message};
use super::who::Who;
use super::{digest, post};
use crate::knowledge::fill;
use crate::settings::VolunteerRole;
use crate::store::StoreError;

/// Whether a text is a command of the desk.
pub fn is_one(text: &str) -> bool {
    let name = text.strip_prefix('/').and_then(|rest| rest.split_whitespace().next());
    name.is_some_and(|name| DESK_NAMES.contains(&name))
}

/// Runs a command; `of` wrote the message that it answers.
///
/// # Errors
/// When the records cannot be read or written.
pub fn run(turn: &mut Turn<'_>, text: &str, of: u64) -> Result<(), StoreError> {
    let at = turn.at;
    let (name, rest) = text.trim_start_matches('/').split_once(char::is_whitespace).unwrap_or((&text[1..], ""));
    let rest = rest.trim();
    if matches!(name, "help" | "start") {
        turn.say(&at.phrase(|phrases| phrases.desk_help.clone()));
        return Ok(());
    }
    if !DESK_NAMES.contains(&name) {
        return Ok(());
    }
    let Some(who) = turn.who.clone() else {
        turn.say(&at.phrase(|phrases| phrases.desk_no_role.clone()));
        return Ok(());
    };
    match name {
        "inbox" => inbox(turn, rest),
        "digest" => {
            let text = digest::text(at, at.context.desk.today())?;
            turn.tell(&text);
            Ok(())
        }
        _ => for_owners(turn, &who, name, rest, of),
    }
}

/// What waits; with a number, that group's post once more.
fn inbox(turn: &mut Turn<'_>, rest: &str) -> Result<(), StoreError> {
    let at = turn.at;
    let groups = post::all(at)?;
    match rest.parse::<u64>().ok() {
        Some(number) => match groups.iter().find(|group| group.questions.contains(&number)) {
            Some(group) => turn.call(Call::Send(post::post(at, group))),
            None => turn.say(&at.phrase(|phrases| phrases.desk_gone.clone())),
        },
        None => turn.call(Call::Send(message(&post::list(at, &groups), Vec::new()))),
    }
    Ok(())
}

/// Roles are given, taken and told by owners.
fn for_owners(turn: &mut Turn<'_>, who: &Who, name: &str, rest: &str, of: u64) -> Result<(), StoreError> {
    let at = turn.at;
    if who.role < VolunteerRole::Owner {
        let role = roles::called(at, VolunteerRole::Owner);
        turn.say(&at.phrase(|phrases| fill(&phrases.desk_not_yours, &[("role", &role)])));
        return Ok(());
    }
    let role = match name {
        "volunteer" => Some(VolunteerRole::Volunteer),
        "editor" => Some(VolunteerRole::Editor),
        "owner" => Some(VolunteerRole::Owner),
        _ => None,
    };
    // Whom it is about: by the message that is answered, or by the number of an account.
    let numbered = rest.split_whitespace().find_map(|word| word.parse::<u64>().ok());
    let of = Some(of).filter(|of| *of != NOBODY && *of != at.context.me.id);
    let account = numbered.or(of);
    let named = rest.split_whitespace().find(|word| word.parse::<u64>().is_err()).and_then(roles::name_of);
    let change = match (role, account, named) {
        (Some(role), Some(account), Some(named)) => roles::give(at, &mut turn.batch, account, role, &named)?,
        (None, Some(account), _) if name == "remove" => roles::take(at, &mut turn.batch, account)?,
        _ => {
            let all = roles::all(at)?.into_iter().map(|(name, role)| format!("{name}: {}\n", roles::called(at, role)));
            let how = at.phrase(|phrases| phrases.desk_role_how.clone());
            turn.tell(&format!("{}\n{how}", all.collect::<String>()));
            return Ok(());
        }
    };
    let told = match (change, role) {
        (Change::Done(who), Some(role)) => {
            let role = roles::called(at, role);
            at.phrase(|phrases| fill(&phrases.desk_role_given, &[("who", &who), ("role", &role)]))
        }
        (Change::Done(who), None) => at.phrase(|phrases| fill(&phrases.desk_role_gone, &[("who", &who)])),
        (Change::Taken, _) => at.phrase(|phrases| fill(&phrases.desk_role_name_taken, &[("who", rest)])),
        (Change::OfSettings, _) => at.phrase(|phrases| phrases.desk_role_of_settings.clone()),
        (Change::Nothing, _) => at.phrase(|phrases| phrases.desk_gone.clone()),
    };
    turn.say(&told);
    Ok(())
}
