//! Somebody with a role.

use crate::settings::VolunteerRole;

/// Somebody with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The role.
    pub role: VolunteerRole,
    /// How the log calls it.
    pub name: String,
}
