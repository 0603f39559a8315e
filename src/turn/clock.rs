//! The one clock of the house.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The day on which this version was released, as CHANGELOG.md has it. A clock that shows an earlier day is wrong.
pub const RELEASED: Date = jiff::civil::date(2026, 11, 28);
const FIRST: Date = jiff::civil::date(1970, 1, 1);

/// Today in UTC, or the day that was fixed. A clock that was set back never shows a day before one that is known to have
/// been: old advice must not look fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    fixed: Option<Date>,
    /// Today is this day or a later one.
    floor: Date,
    /// The latest day that somebody else's clock showed.
    heard: Option<Date>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::new(None)
    }
}

impl Clock {
    /// A clock that stands still on a day; without one it goes.
    pub fn new(fixed: Option<Date>) -> Clock {
        Clock { fixed, floor: RELEASED, heard: None }
    }

    /// Today.
    pub fn today(self) -> Date {
        self.fixed.unwrap_or_else(|| Clock::shown().max(self.floor))
    }

    /// Whether it stands still.
    pub fn is_fixed(self) -> bool {
        self.fixed.is_some()
    }

    /// The same clock; it is known that this day has been.
    pub fn not_before(self, day: Date) -> Clock {
        Clock { floor: self.floor.max(day), ..self }
    }

    /// The same clock; somebody else's clock shows this moment, in seconds since 1970.
    pub fn hearing(self, seconds: i64) -> Clock {
        let Ok(moment) = Timestamp::from_second(seconds) else { return self };
        let day = moment.to_zoned(TimeZone::UTC).date();
        Clock { heard: self.heard.max(Some(day)), ..self.not_before(day) }
    }

    /// The day by which things are thrown away for their age: today, but no later than what somebody else's clock showed,
    /// where `others` are to be heard. A clock that jumped ahead throws nothing away.
    pub fn surely(self, others: bool) -> Option<Date> {
        match (self.fixed, others) {
            (Some(day), _) => Some(day),
            (None, false) => Some(self.today()),
            (None, true) => self.heard.map(|heard| heard.min(self.today())),
        }
    }

    /// How far this machine's clock is behind a day that is known to have been, in days; none when it is not.
    pub fn is_behind(self) -> Option<i32> {
        let behind = (self.floor - Clock::shown()).get_days();
        (self.fixed.is_none() && behind > 0).then_some(behind)
    }

    /// What this machine's clock shows.
    fn shown() -> Date {
        Timestamp::now().to_zoned(TimeZone::UTC).date()
    }

    /// Seconds since 1970, whatever day was fixed: for what is kept and thrown away within hours.
    pub fn seconds() -> u64 {
        u64::try_from(Timestamp::now().as_second()).unwrap_or(0)
    }

    /// A day as a number: days since 1970; earlier ones are 0.
    pub fn number(day: Date) -> u32 {
        u32::try_from((day - FIRST).get_days()).unwrap_or(0)
    }

    /// The day of a number; the last one there is for numbers beyond it.
    pub fn day(number: u32) -> Date {
        let days = i32::try_from(number).unwrap_or(i32::MAX);
        FIRST.saturating_add(days.min(2_900_000).days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_shows_a_day_before_one_that_has_been() {
        let far = jiff::civil::date(2199, 1, 1);
        assert!(Clock::default().today() >= RELEASED);
        assert_eq!(Clock::default().not_before(far).today(), far);
        assert_eq!(Clock::default().not_before(far).is_behind().map(|days| days > 30_000), Some(true));
        assert_eq!(Clock::new(Some(RELEASED)).not_before(far).today(), RELEASED, "who fixes a day wants that day");
    }

    #[test]
    fn nothing_is_thrown_away_by_a_clock_that_jumped_ahead() {
        let heard = Clock::default().hearing(1_664_582_400);
        assert_eq!(heard.surely(true), Some(jiff::civil::date(2022, 10, 1)));
        assert_eq!(Clock::default().surely(true), None);
        assert_eq!(Clock::default().surely(false), Some(Clock::default().today()));
    }

    #[test]
    fn days_are_numbers_and_back() {
        for day in [FIRST, RELEASED, jiff::civil::date(2024, 2, 29)] {
            assert_eq!(Clock::day(Clock::number(day)), day);
        }
        assert_eq!(Clock::number(jiff::civil::date(1950, 1, 1)), 0);
    }
}
