//! Where there are no local sockets, commands have the records only while the bot is stopped.

use super::handling::{Numbered, Rated};
use super::kept::{Counted, Handling};
use crate::store::{Contents, People};
use std::io::{self, Read, Write};
use std::path::Path;

/// A door that is never there.
pub struct Door;

/// Opens nothing.
///
/// # Errors
/// Always: there are no sockets here.
pub fn open_door(_: &People) -> io::Result<()> {
    Err(io::Error::other("there are no local sockets on this system"))
}

/// Nobody stands behind a door here.
pub fn reach(_: &Path) -> Option<Door> {
    None
}

impl Door {
    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn backup(&mut self, _: &mut impl Write) -> Result<Contents, String> {
        Err("nobody answers".to_owned())
    }

    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn restore(&mut self, _: &mut impl Read) -> Result<Contents, String> {
        Err("nobody answers".to_owned())
    }

    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn questions(&mut self) -> Result<Vec<Numbered>, String> {
        Err("nobody answers".to_owned())
    }

    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn counts(&mut self) -> Result<Vec<Counted>, String> {
        Err("nobody answers".to_owned())
    }

    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn mark(&mut self, _: &[u64], _: Handling, _: Option<&str>) -> Result<usize, String> {
        Err("nobody answers".to_owned())
    }

    /// Nobody answers.
    ///
    /// # Errors
    /// Always.
    pub fn ratings(&mut self, _: &[String]) -> Result<Vec<Rated>, String> {
        Err("nobody answers".to_owned())
    }
}
