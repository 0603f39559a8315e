//! From signals to a probability, and from that to what is done.
pub mod belonging;
pub mod calibration;
pub mod collisions;
pub mod columns;
pub mod costs;
pub mod danger;
pub mod decision;
pub mod finding;
pub mod passages;
pub mod posterior;
pub mod segments;
pub mod telling;
pub mod trace;
pub mod verdict;
