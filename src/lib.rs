//! Structural equation modelling of questionnaires.

pub mod cbsem;
pub mod data;
pub mod inference;
pub mod linalg;
pub mod measures;
pub mod model;
pub mod notice;
pub mod report;
pub mod syntax;
