//! `pristan inbox --stale`: entries that want a look, and what is said of them after it.

use super::super::{CommandError, Outcome};
use super::{Work, act, show};
use crate::settings::{Inbox, OnGroup};
use crate::volunteers::{Edit, Stale, changed_of, stale, written};
use std::fs;

/// Ways in which an entry was asked for that the list shows.
const MOST_SHOWN: usize = 3;

/// Lists, shows, or does what is asked for.
pub fn run(work: &Work<'_>, wish: &Inbox) -> Result<Outcome, CommandError> {
    let base = act::base(work)?;
    let ids: Vec<String> = base.entries.iter().map(|entry| entry.id.clone()).collect();
    let Some(entry) = &wish.what else {
        let all = stale(&base, work.today(), work.records.ratings(&ids)?, work.records.questions()?);
        if wish.json {
            for one in &all {
                say!("{}", json(one)?);
            }
            return Ok(Outcome::Done);
        }
        if all.is_empty() {
            say!("every entry is fresh");
        }
        all.iter().flat_map(lines).for_each(|line| say!("{line}"));
        return Ok(Outcome::Done);
    };
    let Some(known) = base.entry(entry) else {
        return Err(CommandError::Other(format!("there is no entry `{entry}`; `pristan inbox --stale` lists them")));
    };
    match wish.action {
        Some(OnGroup::Still) => act::publish(work, wish, None, still(wish, entry)?),
        Some(OnGroup::Withdraw) => act::publish(work, wish, None, Edit::Withdrawn { entry: entry.clone() }),
        Some(OnGroup::Change) => {
            let text = fs::read_to_string(&*known.place.file).map_err(|error| {
                CommandError::Other(format!(
                    "`{}` cannot be read: {error}; name the base with `--base`",
                    known.place.file
                ))
            })?;
            let before = written(&text, entry).map_err(CommandError::Other)?;
            act::written(work, wish, None, &format!("change-{entry}"), &before, &|text| changed_of(entry, text))
        }
        Some(_) => Err(CommandError::Other("of an entry say `still`, `change` or `withdraw`".to_owned())),
        None => {
            let all = stale(&base, work.today(), work.records.ratings(&ids)?, work.records.questions()?);
            let Some(found) = all.iter().find(|one| one.entry == *entry) else {
                say!("`{entry}` is fresh");
                return Ok(Outcome::Done);
            };
            match wish.json {
                true => say!("{}", json(found)?),
                false => lines(found).iter().for_each(|line| say!("{line}")),
            }
            Ok(Outcome::Done)
        }
    }
}

fn still(wish: &Inbox, entry: &str) -> Result<Edit, CommandError> {
    let (Some(source), Some(as_of)) = (&wish.source, &wish.as_of) else {
        let what = "say where it stands that this is still true, and of when: `--source https://… --as-of 2026-11`";
        return Err(CommandError::Other(what.to_owned()));
    };
    let as_of = as_of.parse().map_err(CommandError::Other)?;
    Ok(Edit::Confirmed { entry: entry.to_owned(), source: source.clone(), as_of })
}

fn json(one: &Stale) -> Result<String, CommandError> {
    let mut value = serde_json::to_value(one).map_err(std::io::Error::from)?;
    let asked: Result<Vec<_>, _> = one.asked.iter().map(show::value).collect();
    value["asked"] = serde_json::Value::Array(asked?);
    show::json(&value)
}

fn lines(one: &Stale) -> Vec<String> {
    let since = one.stale_from.map(|day| format!("past its shelf life since {day}"));
    let votes = (one.unhelpful > 0).then(|| format!("helped {}, did not {}", one.helped, one.unhelpful));
    let critical = one.critical.then(|| "critical".to_owned());
    let why: Vec<String> = critical.into_iter().chain(since).chain(votes).collect();
    let mut lines = vec![format!("{}  ({}): {}", one.entry, one.title, why.join("; "))];
    for group in one.asked.iter().take(MOST_SHOWN) {
        let text = group.wordings.first().map_or("", |wording| wording.text.as_str());
        lines.push(format!("    asked {}: {text} (group {})", group.count, group.number));
    }
    lines
}
