//! From signals to a probability, and from that to what is done.
pub mod asides;
pub mod belonging;
pub mod calibration;
pub mod collisions;
pub mod columns;
pub mod costs;
pub mod danger;
pub mod decision;
pub mod finding;
pub mod heard;
pub mod passages;
pub mod posterior;
pub mod segments;
pub mod telling;
pub mod trace;
pub mod verdict;
