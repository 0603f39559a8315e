//! One group at a time, by keyboard alone, in plain lines: over any connection, in any terminal.

use super::super::{CommandError, Outcome};
use super::{Work, act, show};
use crate::settings::{Inbox, OnGroup};
use crate::volunteers::Group;
use std::io::{self, BufRead, Write};

/// Groups on a page of the list.
const PAGE: usize = 15;
const KEYS: &str = "a answer, p phrasing, g gap, t take, i ignore, n next, b back, l list, m more, q quit, or a number";

/// What was typed.
enum Key {
    Quit,
    List,
    More,
    /// So many groups on.
    On(isize),
    Do(OnGroup),
    /// The group of this question.
    Group(u64),
    Nothing,
}

fn key(typed: &str) -> Key {
    match typed.trim().to_lowercase().as_str() {
        "q" | "quit" => Key::Quit,
        "l" | "list" => Key::List,
        "m" | "more" => Key::More,
        "" | "n" | "next" => Key::On(1),
        "b" | "back" => Key::On(-1),
        "a" | "answer" => Key::Do(OnGroup::Answer),
        "p" | "phrasing" => Key::Do(OnGroup::Phrasing),
        "g" | "gap" => Key::Do(OnGroup::Gap),
        "t" | "take" => Key::Do(OnGroup::Take),
        "i" | "ignore" => Key::Do(OnGroup::Ignore),
        other => other.parse().map_or(Key::Nothing, Key::Group),
    }
}

/// A line of what is typed; none at its end. Read one at a time: an editor reads the keyboard in between.
fn typed(at: Option<&Group>) -> Result<Option<String>, CommandError> {
    let number = at.map_or(String::new(), |group| group.number.to_string());
    write!(io::stdout(), "{KEYS}\n{number}> ")?;
    io::stdout().flush()?;
    let mut line = String::new();
    let length = io::stdin().lock().read_line(&mut line)?;
    Ok((length > 0).then_some(line))
}

/// Shows the list, and does what is typed until there is nothing more.
pub fn run(work: &Work<'_>, wish: &Inbox, mut groups: Vec<Group>) -> Result<Outcome, CommandError> {
    let (mut from, mut at): (usize, Option<usize>) = (0, None);
    page(&groups, from);
    while !groups.is_empty() {
        let count = groups.len();
        let Some(line) = typed(at.map(|at| &groups[at]))? else { return Ok(Outcome::Done) };
        let found = match key(&line) {
            Key::Quit => return Ok(Outcome::Done),
            Key::List | Key::More => {
                let more = matches!(key(&line), Key::More) && from + PAGE < count;
                (from, at) = (if more { from + PAGE } else { 0 }, None);
                page(&groups, from);
                continue;
            }
            Key::On(step) => Some(at.map_or(0, |at| (at + count).wrapping_add_signed(step) % count)),
            Key::Group(number) => groups.iter().position(|group| group.questions.contains(&number)),
            Key::Nothing => None,
            Key::Do(action) => {
                match at {
                    Some(at) => done(work, wish, &groups[at], action)?,
                    None => say!("choose a group first: n, or its number"),
                }
                let number = at.map(|at| groups[at].number);
                groups = work.groups(wish.all)?;
                at = at.filter(|at| *at < groups.len());
                // What moved up is seen before anything is done with it.
                if let Some(next) = at.map(|at| &groups[at]).filter(|next| Some(next.number) != number) {
                    shown(work, next)?;
                }
                continue;
            }
        };
        match found {
            Some(found) => shown(work, &groups[found])?,
            None => say!("there is no such group, and no such key"),
        }
        at = found.or(at);
    }
    say!("nothing waits");
    Ok(Outcome::Done)
}

/// Does something with a group; what cannot be done is told, and the talk goes on.
fn done(work: &Work<'_>, wish: &Inbox, group: &Group, action: OnGroup) -> Result<(), CommandError> {
    match act::act(work, wish, group, action) {
        Err(CommandError::Closed) => Err(CommandError::Closed),
        Err(error) => {
            warn!("{}", super::super::shown(&error));
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

fn page(groups: &[Group], from: usize) {
    let to = groups.len().min(from + PAGE);
    show::list(&groups[from..to]).iter().for_each(|line| say!("{line}"));
    say!("{} to {to} of {} groups", from + 1, groups.len());
}

fn shown(work: &Work<'_>, group: &Group) -> Result<(), CommandError> {
    say!("");
    show::group(group, &act::base(work)?).iter().for_each(|line| say!("{line}"));
    Ok(())
}
