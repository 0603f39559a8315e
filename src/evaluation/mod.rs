//! How well a base answers: labelled questions, what follows an answer, noise, cross-validation, benchmarks; their figures
//! and pictures.

pub mod columns;
pub mod cross_validation;
pub mod follow_ups;
pub mod report;
pub mod robustness;
pub mod sets;
pub mod weeks;

mod asked;
mod figures;
mod labelled;
mod noise;
mod plot;
mod splitmix64;

pub use asked::{Asked, ask_all, read_all};

use crate::turn::LoadError;
use std::io;

/// An evaluation could not run.
#[derive(Debug)]
pub enum EvaluationError {
    /// The knowledge.
    Load(LoadError),
    /// The result could not be written.
    Output(io::Error),
    /// Anything else, in words.
    Other(String),
}

impl From<LoadError> for EvaluationError {
    fn from(error: LoadError) -> EvaluationError {
        EvaluationError::Load(error)
    }
}

impl From<io::Error> for EvaluationError {
    fn from(error: io::Error) -> EvaluationError {
        EvaluationError::Output(error)
    }
}
