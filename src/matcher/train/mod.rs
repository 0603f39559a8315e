//! Learning a base.
pub mod encoded_texts;
pub mod kind_model;
pub mod large_base;
pub mod pipeline;
pub mod signals;
pub mod svm;
pub mod takeover;
pub mod taught;
