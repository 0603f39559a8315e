//! Who might be meant, how surely, and why.
mod bytes;
mod calibration;
mod centroid;
mod classifier;
mod features;
mod fit;
mod index;
mod letters;
mod lexicon;
mod linear;
mod parallel;
mod passages;
mod reading;
mod terms;
mod views;
mod vocabulary;

pub use index::{Index, Learnt};
pub use reading::{Reading, Repair};
