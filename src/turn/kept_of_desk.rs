//! What the volunteers' chat leaves behind, as it is stored.

use super::kept::{Aging, aging, as_ever};
use crate::settings::VolunteerRole;
use crate::store::{QUESTION_DAYS, Stored};
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// Days after its last word for which a talk with volunteers lives.
const RELAY_DAYS: i32 = 3;

/// A group of questions that was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The day, as in [`super::Remembered`].
    pub day: u32,
    /// The numbers of the questions that it showed.
    pub questions: Vec<u64>,
}

/// What a draft is to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// An entry.
    Entry,
    /// A gap.
    Gap,
    /// Ways to ask for this entry.
    Phrasings(String),
}

/// What a volunteer wrote, line by line; what is missing is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The answer; of a gap what the bot has nothing about.
    pub answer: String,
    /// The title.
    pub title: String,
    /// The theme, by its id or as people call it.
    pub theme: String,
    /// Where the answer comes from.
    pub source: String,
    /// The time that the source speaks of.
    pub date: String,
    /// How long the answer keeps.
    pub keeps: String,
}

/// What a volunteer proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The day, as in [`super::Remembered`].
    pub day: u32,
    /// The questions that it answers, by their numbers.
    pub questions: Vec<u64>,
    /// Who wrote it, by the name of their role.
    pub by: String,
    /// The language that it is written in.
    pub lang: Lang,
    /// What it is to become.
    pub what: Wish,
    /// What was written.
    pub lines: Lines,
    /// The post of the questions, to be shown anew.
    pub post: Option<i32>,
    /// The change that it became.
    pub change: Option<u32>,
}

/// What an account may do at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The role; none when it was taken away.
    pub kind: Option<VolunteerRole>,
    /// How the log calls it.
    pub name: String,
}

/// A talk of a person with the volunteers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// The day of the last word, as in [`super::Remembered`].
    pub day: u32,
    /// The person's chat, as the face knows it.
    pub address: Vec<u8>,
    /// What the talk is called.
    pub name: String,
    /// The language of the bot's own sentences in it.
    pub lang: Lang,
}

/// The week of the last digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digested {
    /// Its Monday, in days since 1970.
    pub week: u32,
}

/// Topics of a forum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics {
    /// For questions.
    pub questions: Option<i32>,
    /// For talks.
    pub people: Option<i32>,
}

aging!(Post: QUESTION_DAYS, Draft: QUESTION_DAYS, Relay: RELAY_DAYS);
as_ever!(Post, Draft, Given, Relay, Digested, Topics);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Table, unlisted};
    use serde::Serialize;

    #[test]
    fn every_field_that_is_stored_stands_in_the_inventory() {
        let stands = |table: Table, record: &dyn erased::Record| {
            assert_eq!(unlisted(table, &record.json()), Vec::<String>::new(), "{}", table.name());
        };
        stands(Table::Posts, &Post { day: 1, questions: vec![2] });
        let lines = Lines { answer: "a".to_owned(), ..Lines::default() };
        let by = "b".to_owned();
        let what = Wish::Phrasings("c".to_owned());
        stands(
            Table::Drafts,
            &Draft { day: 1, questions: vec![2], by, lang: Lang::EN, what, lines, post: Some(4), change: Some(3) },
        );
        stands(Table::Roles, &Given { kind: Some(VolunteerRole::Editor), name: "a".to_owned() });
        stands(Table::Relays, &Relay { day: 1, address: vec![1], name: "a".to_owned(), lang: Lang::EN });
        stands(Table::Desk, &Digested { week: 1 });
        stands(Table::Desk, &Topics { questions: Some(1), people: Some(2) });
    }

    mod erased {
        use super::Serialize;

        pub trait Record {
            fn json(&self) -> serde_json::Value;
        }

        impl<T: Serialize> Record for T {
            fn json(&self) -> serde_json::Value {
                serde_json::to_value(self).unwrap()
            }
        }
    }
}
