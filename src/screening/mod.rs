//! A questionnaire before any model: what its answers, items and respondents look like.
//!
//! Everything here is a pure function of numbers; nothing is removed. Answers are respondents × items (n × p) with NaN for
//! blanks.

pub mod careless;
pub mod duplicates;
pub mod mardia;
pub mod pairwise;
pub mod reliability;
pub mod scale;
pub mod speed;
pub mod whitened;
