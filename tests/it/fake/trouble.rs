//! What goes wrong, as wished or by chance.

/// Something that goes wrong with a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Told to wait for these seconds.
    Wait(u64),
    /// A page instead of an answer.
    Page,
    /// The same, from a gateway that says so.
    Sick,
    /// The connection breaks before the answer; the call was done nevertheless.
    BreakAfter,
    /// The same in the middle of the answer.
    Cut,
    /// The connection breaks before the call is done.
    BreakBefore,
    /// Nothing comes for a while, then the connection breaks.
    Stall,
    /// Refused with these words.
    Refuse(u16, &'static str),
    /// Refused, for the group has this id now.
    Moved(i64),
    /// Done, and answered with just this.
    Says(&'static str),
    /// Sent to another address.
    Elsewhere(u16, String),
}

/// Faults by chance, the same for the same seed.
pub struct Trouble {
    percent: u64,
    seed: u64,
}

impl Trouble {
    pub fn new(percent: u64, seed: u64) -> Trouble {
        Trouble { percent, seed: seed | 1 }
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        // Marsaglia's xorshift: chance enough for faults.
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % bound.max(1)
    }

    /// What goes wrong with the next call, if anything does. What was done although it seems to have failed is rarer, as
    /// it is out there.
    pub fn fault(&mut self) -> Option<Fault> {
        if self.below(100) >= self.percent {
            return None;
        }
        Some(match self.below(100) {
            0..35 => Fault::Wait(1),
            35..65 => Fault::BreakBefore,
            65..75 => Fault::Page,
            75..85 => Fault::Sick,
            85..90 => Fault::Stall,
            90..99 => Fault::Refuse(500, "Internal Server Error"),
            _ if self.below(2) == 0 => Fault::BreakAfter,
            _ => Fault::Cut,
        })
    }
}
