//! Structural equation modelling of questionnaires.

pub mod analysis;
pub mod cbsem;
pub mod cli;
pub mod data;
pub mod diagram;
pub mod error;
pub mod inference;
pub mod linalg;
pub mod measures;
pub mod model;
pub mod notice;
pub mod report;
pub mod syntax;
