//! Structural equation modelling of questionnaires.

pub mod analysis;
pub mod data;
pub mod linalg;
pub mod model;
pub mod notice;
pub mod report;
pub mod syntax;
