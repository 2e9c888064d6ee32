//! One file per command; each is a story on one screen.

pub mod check;
