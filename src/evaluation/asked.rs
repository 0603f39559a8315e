//! Labelled questions with the replies to them.

use super::EvaluationError;
use super::labelled::{Judgement, Labelled, read};
use crate::faces::with_bar;
use crate::settings::Settings;
use crate::talk::{Event, Reply, View, alone};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A question with its reply.
pub struct Asked {
    /// The question.
    pub question: Labelled,
    /// The reply.
    pub reply: Reply,
    /// How the reply did.
    pub judgement: Judgement,
    /// How long it took.
    pub time: Duration,
    /// Whether the encoder was asked.
    pub encoded: bool,
}

impl Asked {
    /// The first candidate.
    pub fn first(&self) -> Option<&str> {
        self.reply.candidates.first().map(|candidate| candidate.entry.as_str())
    }

    /// Whether the first candidate is right; none for a question that has not just one answer.
    pub fn leads(&self) -> Option<bool> {
        let accept = self.question.single()?;
        Some(self.first().is_some_and(|first| accept.iter().any(|wanted| wanted == first)))
    }
}

/// The questions of all files.
///
/// # Errors
/// When a file cannot be read or a line is not of the form.
pub fn read_all(files: &[PathBuf]) -> Result<Vec<Labelled>, EvaluationError> {
    let mut questions = Vec::new();
    for file in files {
        questions.extend(read(file).map_err(EvaluationError::Other)?);
    }
    Ok(questions)
}

/// Asks every question, each for itself.
pub fn ask_all(settings: &Settings, view: View<'_>, questions: Vec<Labelled>) -> Vec<Asked> {
    let one = |question: Labelled| {
        let begun = Instant::now();
        let reply = alone(view, Event::Said(question.query.clone()))?;
        let time = begun.elapsed();
        let encoded = view.index.needs_encoder(&question.query);
        Some(Asked { judgement: question.judge(&reply), question, reply, time, encoded })
    };
    with_bar(settings, "asking", questions, one).into_iter().flatten().collect()
}
