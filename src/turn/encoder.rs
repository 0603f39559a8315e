//! The encoder inside the binary, as the matcher takes it.

use crate::matcher::SharedEncoder;
use crate::meaning::Embedder;

/// The encoder; none in a build without the feature `encoder`.
pub fn encoder() -> Option<SharedEncoder> {
    Embedder::shipped().map(|embedder| SharedEncoder(embedder))
}
