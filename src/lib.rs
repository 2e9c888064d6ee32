//! Structural equation modelling of questionnaires.

pub mod data;
pub mod diagram;
pub mod linalg;
pub mod notice;
pub mod report;
