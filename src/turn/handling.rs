//! What volunteers see and change of the records: the questions that were kept, and the sums.

use super::kept::{Asked, Counted, Handling, Ratings};
use crate::store::{Batch, People, StoreError, Table};
use serde::{Deserialize, Serialize};

/// A question with the number that it is kept under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The number.
    pub number: u64,
    /// The question.
    pub asked: Asked,
}

fn number(key: &[u8]) -> Option<u64> {
    key.try_into().ok().map(u64::from_be_bytes)
}

/// Every question that is kept.
///
/// # Errors
/// When they cannot be read.
pub fn questions(people: &People) -> Result<Vec<Numbered>, StoreError> {
    let all = people.all::<Asked>(Table::Questions)?;
    Ok(all.into_iter().filter_map(|(key, asked)| Some(Numbered { number: number(&key)?, asked })).collect())
}

/// Every sum.
///
/// # Errors
/// When they cannot be read.
pub fn counts(people: &People) -> Result<Vec<Counted>, StoreError> {
    Ok(people.all::<Counted>(Table::Counts)?.into_iter().map(|(_, counted)| counted).collect())
}

/// How often an answer was rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// The entry.
    pub entry: String,
    /// How often it helped.
    pub helped: u64,
    /// How often it did not.
    pub unhelpful: u64,
}

/// How these entries were rated.
///
/// # Errors
/// When that cannot be read.
pub fn ratings(people: &People, entries: &[String]) -> Result<Vec<Rated>, StoreError> {
    let rated = |entry: &String| {
        let Ratings(helped, unhelpful) = people.get(Table::Ratings, entry.as_bytes())?.unwrap_or_default();
        Ok(Rated { entry: entry.clone(), helped, unhelpful })
    };
    entries.iter().map(rated).collect()
}

/// Notes what the volunteers made of questions, and which entry answers them; says how many of them are there.
///
/// # Errors
/// When the records cannot be read or written.
pub fn mark(people: &People, numbers: &[u64], handling: Handling, answer: Option<&str>) -> Result<usize, StoreError> {
    let mut batch = Batch::default();
    let mut found = 0;
    for key in numbers.iter().map(|number| number.to_be_bytes()) {
        if let Some(asked) = people.get::<Asked>(Table::Questions, &key)? {
            found += 1;
            if asked.handling != handling || asked.answer.as_deref() != answer {
                let answer = answer.map(str::to_owned);
                people.put(&mut batch, Table::Questions, &key, &Asked { handling, answer, ..asked });
            }
        }
    }
    if !batch.is_empty() {
        people.commit(batch)?;
    }
    Ok(found)
}
