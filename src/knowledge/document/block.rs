//! The pieces that a document is made of, whatever it was written in.

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::knowledge) enum Kind {
    /// A heading of rank 1 to 6; 7 for a question in a list of questions.
    Heading(u8),
    /// Lines that belong together.
    Paragraph,
    /// An item of a list, with its mark: `- ` or `3. `.
    Item(String),
    /// A table begins.
    Table,
    /// A row of a table.
    Row {
        /// Whether its cells are marked as headers.
        header: bool,
    },
    /// A list of questions ends.
    End,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::knowledge) struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text in light markup.
    pub text: String,
    /// The cells of a row.
    pub cells: Vec<String>,
}

impl Block {
    /// A piece that is no row.
    pub fn of(kind: Kind, text: &str) -> Block {
        Block { kind, text: text.to_owned(), cells: Vec::new() }
    }
}
