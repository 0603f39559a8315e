//! Who we are, of what `getMe` says: two fields that every server has, the others where they are there.

use serde_json::Value;

/// Who we are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Our id.
    pub id: u64,
    /// Our name, without `@`.
    pub name: String,
    /// Whether we may be added to groups, where that is told.
    pub joins_groups: Option<bool>,
    /// Whether we answer inline, where that is told.
    pub inline: Option<bool>,
}

impl Me {
    /// From a result of `getMe`; none when it is no bot's.
    pub fn read(result: &Value) -> Option<Me> {
        Some(Me {
            id: result["id"].as_u64()?,
            name: result["username"].as_str().unwrap_or_default().to_owned(),
            joins_groups: result["can_join_groups"].as_bool(),
            inline: result["supports_inline_queries"].as_bool(),
        })
    }
}
