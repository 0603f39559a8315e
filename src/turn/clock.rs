//! The one clock of the house.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Today in UTC, or the day that was fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    fixed: Option<Date>,
}

impl Clock {
    /// A clock that stands still on a day; without one it goes.
    pub fn new(fixed: Option<Date>) -> Clock {
        Clock { fixed }
    }

    /// Today.
    pub fn today(self) -> Date {
        self.fixed.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
    }
}
