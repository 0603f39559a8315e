//! What each signal says of each candidate, one file a signal.
pub mod aspects;
pub mod bm25;
pub mod centroid;
pub mod dense;
pub mod embeddings;
pub mod encoder;
pub mod entry_names;
pub mod features;
pub mod held;
pub mod kind_model;
pub mod lacking;
pub mod own_names;
mod people;
pub mod retrieval;
pub mod sentence_memo;
pub mod signals;
pub mod sparse;
pub mod text_vectors;
