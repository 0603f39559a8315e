//! What a volunteer does with a group.

use super::super::{CommandError, Outcome};
use super::editor::Draft;
use super::{Work, is_for_groups, refused, told};
use crate::knowledge::{Base, read};
use crate::settings::{Inbox, OnGroup};
use crate::turn::{Handling, LoadError};
use crate::volunteers::{Edit, Group, Proposal, entry_of, entry_template, gap_of, gap_template, is_empty, phrasings};
use std::io::{self, BufRead, IsTerminal, Write};

/// The base as it is now, whether or not it is good.
pub fn base(work: &Work<'_>) -> Result<Base, CommandError> {
    Ok(read(&work.origin.snapshot().map_err(LoadError::from)?.layers).0)
}

/// Does something with a group.
pub fn act(work: &Work<'_>, wish: &Inbox, group: &Group, action: OnGroup) -> Result<Outcome, CommandError> {
    if !is_for_groups(action) {
        return Err(CommandError::Other(
            "`still`, `change` and `withdraw` are for entries: `pristan inbox --stale`".to_owned(),
        ));
    }
    match action {
        OnGroup::Take => mark(work, wish, group, Handling::Taken),
        OnGroup::Ignore => mark(work, wish, group, Handling::Ignored),
        OnGroup::Reopen => mark(work, wish, group, Handling::New),
        OnGroup::Phrasing => publish(work, wish, Some(group), more_phrasings(work, wish, group)?),
        OnGroup::Gap => {
            let name = format!("gap-{}", group.number);
            written(work, wish, Some(group), &name, &gap_template(group, &base(work)?), &gap_of)
        }
        _ => {
            let name = format!("entry-{}", group.number);
            written(work, wish, Some(group), &name, &entry_template(group, &base(work)?), &entry_of)
        }
    }
}

fn mark(work: &Work<'_>, wish: &Inbox, group: &Group, handling: Handling) -> Result<Outcome, CommandError> {
    work.records.mark(&group.questions, handling, None)?;
    if wish.json {
        say!("{}", serde_json::json!({ "number": group.number, "state": handling.name() }));
    } else {
        say!("group {} is {}", group.number, handling.name());
    }
    Ok(Outcome::Done)
}

/// The phrasings of a group for the entry that was named, or lies nearest.
fn more_phrasings(work: &Work<'_>, wish: &Inbox, group: &Group) -> Result<Edit, CommandError> {
    let nearest = group.nearest.as_ref().map(|(entry, _)| entry.clone());
    let Some(entry) = wish.to.clone().or(nearest) else {
        return Err(CommandError::Other("no entry lies near; name one with `--to ENTRY`".to_owned()));
    };
    let base = base(work)?;
    let known = base.entry(&entry).map(|entry| &entry.ask);
    let is_new = |(lang, text): &(_, String)| {
        let asked = known.and_then(|ask| ask.get(*lang));
        asked.is_none_or(|asked| asked.iter().all(|phrasing| phrasing.text != *text))
    };
    let chosen = |text: &str| {
        let at = group.wordings.iter().position(|wording| wording.text.trim() == text);
        wish.only.is_empty() || at.is_some_and(|at| wish.only.contains(&(at + 1)))
    };
    let asked: Vec<_> = phrasings(group).into_iter().filter(|one| is_new(one) && chosen(&one.1)).collect();
    if asked.is_empty() {
        let what = "has no phrasing that could be added: those with `…` have lost a name or a number";
        return Err(CommandError::Other(format!("group {} {what}", group.number)));
    }
    Ok(Edit::Phrasings { entry, asked })
}

/// Publishes what somebody writes; as long as something is wrong with it, they may go on writing.
pub fn written(
    work: &Work<'_>,
    wish: &Inbox,
    group: Option<&Group>,
    name: &str,
    template: &str,
    read: &dyn Fn(&str) -> Result<Edit, String>,
) -> Result<Outcome, CommandError> {
    let draft = Draft::open(&work.settings.data, name, template)?;
    loop {
        let text = draft.edited()?;
        if is_empty(&text) {
            draft.drop();
            say!("nothing is published");
            return Ok(Outcome::Done);
        }
        let outcome = match read(&text) {
            Ok(edit) => publish(work, wish, group, edit)?,
            Err(what) => {
                warn!("{what}");
                Outcome::NotGood
            }
        };
        if outcome == Outcome::Done {
            draft.drop();
            return Ok(outcome);
        }
        if !again()? {
            warn!("what was written is kept in `{}`", draft.path().display());
            return Ok(outcome);
        }
    }
}

/// Whether to go on writing; nobody is asked who sits at no terminal.
fn again() -> Result<bool, CommandError> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    write!(io::stderr(), "go on writing? [Y/n] ")?;
    let mut answer = String::new();
    let ended = io::stdin().lock().read_line(&mut answer)? == 0;
    Ok(!ended && !answer.trim().to_lowercase().starts_with('n'))
}

/// Publishes a change.
pub fn publish(work: &Work<'_>, wish: &Inbox, group: Option<&Group>, edit: Edit) -> Result<Outcome, CommandError> {
    let asked = group.map(|group| format!("group {}, asked {}", group.number, group.count));
    let why = wish.why.clone().or(asked).unwrap_or_else(|| "looked after".to_owned());
    let questions = group.map_or(Vec::new(), |group| group.questions.clone());
    let proposal = Proposal { edit, by: wish.by.clone(), day: work.today().to_string(), why, questions, key: None };
    match work.publisher().propose(proposal) {
        Ok(made) => told(&made, wish.json),
        Err(error) => refused(error),
    }
}
