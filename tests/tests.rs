//! The one test binary.

#![allow(clippy::unwrap_used)]

mod assess;
mod capability;
mod cli;
mod commands;
mod comparison;
mod comparison_ordinal;
mod constraints;
mod data;
mod describe;
mod design;
mod design_further;
mod diagram;
mod documents;
mod efa;
mod efa_more;
mod exports;
mod fiml;
mod issues;
mod laws;
mod levels;
mod measurement;
mod missing;
mod model;
mod ordinal;
mod ordinal_models;
mod persian;
mod pictures;
mod pls;
mod power;
mod published;
mod readiness;
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
