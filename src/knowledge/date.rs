//! Dates as sources know them (a year, a month, a day), how long advice keeps, and how old it is.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The time that a fact speaks of: a year, a month or a day. Compared by its end: `2022-09` means 30 September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AsOf {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl AsOf {
    /// The last day of the period.
    pub fn end(self) -> Date {
        let first = Date::constant(self.year, self.month.unwrap_or(12), 1);
        match self.day {
            Some(day) => Date::new(self.year, self.month.unwrap_or(12), day).unwrap_or(first.last_of_month()),
            None => first.last_of_month(),
        }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month from 1 to 12, when it is known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, when it is known.
    pub fn day(self) -> Option<i8> {
        self.day
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<AsOf, String> {
        let wrong = || format!("`{text}` is no date of the form `2022`, `2022-09` or `2022-09-29`");
        let parts: Vec<&str> = text.split('-').collect();
        let plain = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if parts.len() > 3 || !plain(parts[0], 4) || !parts[1..].iter().all(|part| plain(part, 2)) {
            return Err(wrong());
        }
        let year: i16 = parts[0].parse().map_err(|_| wrong())?;
        let month = parts.get(1).map(|month| month.parse::<i8>()).transpose().map_err(|_| wrong())?;
        let day = parts.get(2).map(|day| day.parse::<i8>()).transpose().map_err(|_| wrong())?;
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(|_| wrong())?;
        Ok(AsOf { year, month, day })
    }
}

impl TryFrom<String> for AsOf {
    type Error = String;

    fn try_from(text: String) -> Result<AsOf, String> {
        text.parse()
    }
}

impl From<AsOf> for String {
    fn from(date: AsOf) -> String {
        date.to_string()
    }
}

/// A unit of time in which shelf lives and ages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// How long the advice of an entry may be taken as fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfLife {
    count: i32,
    unit: Unit,
}

impl ShelfLife {
    /// The first day on which advice of this date is past its shelf life.
    pub fn ends(self, from: Date) -> Date {
        let span: Span = match self.unit {
            Unit::Days => self.count.days(),
            Unit::Weeks => self.count.weeks(),
            Unit::Months => self.count.months(),
            Unit::Years => self.count.years(),
        };
        from.saturating_add(span)
    }
}

impl FromStr for ShelfLife {
    type Err = String;

    fn from_str(text: &str) -> Result<ShelfLife, String> {
        let wrong = || format!("`{text}` is no length of time such as `10 days`, `3 weeks`, `2 months` or `1 year`");
        let (count, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let count: i32 = count.parse().map_err(|_| wrong())?;
        let unit = match unit.trim().trim_end_matches('s') {
            "day" => Unit::Days,
            "week" => Unit::Weeks,
            "month" => Unit::Months,
            "year" => Unit::Years,
            _ => return Err(wrong()),
        };
        if !(1..=1000).contains(&count) {
            return Err(wrong());
        }
        Ok(ShelfLife { count, unit })
    }
}

/// The time between two days in the largest unit that a person would use: 5 days, 3 weeks, 7 months, 4 years.
/// Never less than zero.
pub fn age(from: Date, now: Date) -> (i32, Unit) {
    let now = now.max(from);
    let whole = |unit| from.until((unit, now)).unwrap_or_default();
    let days = whole(jiff::Unit::Day).get_days();
    let months = whole(jiff::Unit::Month).get_months();
    match (months, days) {
        (24.., _) => (months / 12, Unit::Years),
        (2.., _) => (months, Unit::Months),
        (_, 14..) => (days / 7, Unit::Weeks),
        _ => (days, Unit::Days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn a_date_means_the_end_of_its_period() {
        for (text, end) in [("2022", "2022-12-31"), ("2022-02", "2022-02-28"), ("2022-09-29", "2022-09-29")] {
            let as_of: AsOf = text.parse().expect(text);
            assert_eq!(as_of.end(), day(end));
            assert_eq!(as_of.to_string(), text);
        }
        for text in ["", "22", "2022-13", "2022-9", "2022-02-30", "2022-09-29-1", "September 2022", "+202", "２０２２"]
        {
            assert!(text.parse::<AsOf>().is_err(), "{text}");
        }
    }

    #[test]
    fn shelf_life_counts_in_calendar_units() {
        for (life, ends) in [("10 days", "2022-10-10"), ("2 weeks", "2022-10-14"), ("1 month", "2022-10-30")] {
            assert_eq!(life.parse::<ShelfLife>().expect(life).ends(day("2022-09-30")), day(ends));
        }
        for text in ["", "soon", "0 days", "-1 days", "3", "3 fortnights", "99999 years"] {
            assert!(text.parse::<ShelfLife>().is_err(), "{text}");
        }
    }

    #[test]
    fn ages_are_told_as_people_tell_them() {
        for (now, expected) in [
            ("2022-09-29", (0, Unit::Days)),
            ("2022-10-05", (5, Unit::Days)),
            ("2022-10-15", (2, Unit::Weeks)),
            ("2022-12-01", (2, Unit::Months)),
            ("2026-11-22", (4, Unit::Years)),
        ] {
            assert_eq!(age(day("2022-09-30"), day(now)), expected, "{now}");
        }
    }
}
