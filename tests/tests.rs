//! The one test binary.

#![allow(clippy::unwrap_used)]

mod capability;
mod cli;
mod commands;
mod comparison;
mod comparison_ordinal;
mod constraints;
mod data;
mod design;
mod diagram;
mod documents;
mod efa;
mod exports;
mod fiml;
mod fuzz;
mod hostile;
mod issues;
mod laws;
mod levels;
mod missing;
mod model;
mod ordinal;
mod ordinal_models;
mod pls;
mod published;
mod recovery;
mod reference;
mod report;
mod reports;
mod resampling;
mod samples;
mod shipped;
mod simulate;
mod squares;
mod study;
mod syntax;
mod tolerance;
