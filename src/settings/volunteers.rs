//! The volunteers' chat: where it is, who may do what in it, and when somebody is there.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What an account may do at the desk. Each may what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VolunteerRole {
    /// Answers, and agrees to what others answer.
    Volunteer,
    /// Publishes and takes back, alone where the settings ask for one person.
    Editor,
    /// Gives roles and takes them away.
    Owner,
}

impl VolunteerRole {
    /// Every role with its setting.
    pub const KEYS: [(&'static str, VolunteerRole); 3] = [
        ("owners", VolunteerRole::Owner),
        ("editors", VolunteerRole::Editor),
        ("volunteers", VolunteerRole::Volunteer),
    ];
}

/// The volunteers' chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volunteers {
    /// The group.
    pub chat: i64,
    /// Accounts, what each may do, and how the log calls it.
    pub people: Vec<(u64, VolunteerRole, String)>,
    /// When somebody is there; always without it.
    pub hours: Option<Hours>,
}

/// A time of the day in a time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Minutes after midnight at which it begins and ends; it may run over midnight.
    from: i64,
    to: i64,
    /// Minutes by which the zone is ahead of UTC.
    ahead: i64,
}

const DAY: i64 = 24 * 60;

impl Hours {
    /// Whether a moment, in seconds since 1970, lies in it.
    pub fn hold(&self, moment: u64) -> bool {
        let minute = (moment as i64 / 60 + self.ahead).rem_euclid(DAY);
        match self.from <= self.to {
            true => (self.from..self.to).contains(&minute),
            false => minute >= self.from || minute < self.to,
        }
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let sign = if self.ahead < 0 { '-' } else { '+' };
        let zone = self.ahead.abs();
        write!(f, "{}–{} (UTC{sign}{}", time(self.from), time(self.to), zone / 60)?;
        if zone % 60 > 0 { write!(f, ":{:02})", zone % 60) } else { f.write_str(")") }
    }
}

impl FromStr for Hours {
    type Err = ();

    /// As `09:00-21:00 +03:00`.
    fn from_str(text: &str) -> Result<Hours, ()> {
        let time = |text: &str| {
            let (hours, minutes) = text.split_once(':').ok_or(())?;
            let (hours, minutes): (i64, i64) = (hours.parse().map_err(drop)?, minutes.parse().map_err(drop)?);
            let sound = (0..=24).contains(&hours) && (0..60).contains(&minutes) && hours * 60 + minutes <= DAY;
            if sound { Ok(hours * 60 + minutes) } else { Err(()) }
        };
        let (hours, zone) = text.trim().split_once(' ').ok_or(())?;
        let (from, to) = hours.split_once('-').ok_or(())?;
        let (sign, zone) = match (zone.strip_prefix('+'), zone.strip_prefix('-')) {
            (Some(zone), _) => (1, zone),
            (_, Some(zone)) => (-1, zone),
            _ => return Err(()),
        };
        let (from, to, ahead) = (time(from)?, time(to)?, sign * time(zone)?);
        if from == to || ahead.abs() > 14 * 60 { Err(()) } else { Ok(Hours { from, to, ahead }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_hold_in_their_zone_and_over_midnight() {
        let day: Hours = "09:00-21:00 +03:00".parse().unwrap();
        let night: Hours = "22:30-06:00 -05:30".parse().unwrap();
        assert_eq!(
            (day.to_string(), night.to_string()),
            ("09:00–21:00 (UTC+3)".into(), "22:30–06:00 (UTC-5:30)".into())
        );
        let at = |hours: u64, minutes: u64| hours * 3600 + minutes * 60;
        assert!(day.hold(at(6, 0)) && day.hold(at(17, 59)) && !day.hold(at(18, 0)) && !day.hold(at(5, 59)));
        assert!(night.hold(at(4, 0)) && night.hold(at(11, 29)) && !night.hold(at(11, 30)) && !night.hold(at(3, 59)));
        for wrong in ["", "9-21 +3", "09:00-21:00", "09:00-09:00 +00:00", "25:00-26:00 +00:00", "09:00-21:00 +20:00"] {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
    }
}
