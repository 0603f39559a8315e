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

    /// Seconds since 1970, whatever day was fixed: for what is kept and thrown away by age.
    pub fn seconds() -> u64 {
        u64::try_from(Timestamp::now().as_second()).unwrap_or(0)
    }
}
