//! What is printed beside conversations: results, and what is said to whoever watches.

/// Prints a line; where nobody listens any more (`| head`), nobody is told.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout().lock(), "{}", $crate::text::printable(&format!($($words)*)));
    }};
}

/// Says something beside the result, to whoever watches.
macro_rules! warn {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), "{}", $crate::text::printable(&format!($($words)*)));
    }};
}
