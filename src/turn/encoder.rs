//! The encoder inside the binary, as the matcher takes it.

use crate::matcher::SharedEncoder;
use crate::meaning::Embedder;

/// The encoder; none in a build without the feature `encoder`.
pub fn encoder() -> Option<SharedEncoder> {
    Embedder::shipped().map(|embedder| SharedEncoder(embedder))
}

/// Which encoder that is, in short: vectors of another one are not comparable.
pub fn encoder_version() -> [u8; 4] {
    let version = Embedder::shipped().map(Embedder::version).unwrap_or_default();
    version.first_chunk().copied().unwrap_or_default()
}
