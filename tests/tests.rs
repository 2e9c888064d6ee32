//! The one test binary.

#![allow(clippy::unwrap_used)]

mod cli;
mod commands;
mod constraints;
mod data;
mod diagram;
mod documents;
mod fiml;
mod issues;
mod laws;
mod model;
mod ordinal;
mod ordinal_models;
mod pls;
mod published;
mod recovery;
mod reference;
mod report;
mod reports;
mod samples;
mod shipped;
mod simulate;
mod squares;
mod syntax;
mod tolerance;
