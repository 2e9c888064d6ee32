//! Options about how well items stand for their constructs.

use crate::analysis::measurement::Wanted;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Measurement")]
pub struct CutOffArgs {
    /// Cut-offs that advice on measurement goes by, in a TOML file: `alpha = 0.80`, or `htmt = { value = 0.90, source =
    /// "Gold et al., 2001" }`. Keys, with their defaults: alpha 0.70, omega 0.70, composite-reliability 0.70, redundancy 0.95
    /// (alpha above it), ave 0.50, maximal-reliability 0.80, item-total 0.30, htmt 0.85, kmo 0.60, msa 0.50 (KMO of an
    /// item), single-factor 0.50, full-collinearity 3.3, full-collinearity-latent 5
    #[arg(long, value_name = "FILE")]
    pub cutoffs: Option<PathBuf>,
}

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Measurement")]
pub struct MeasurementArgs {
    #[command(flatten)]
    pub cut_offs: CutOffArgs,
    /// Fit the model once more with a method factor: one construct behind all items, with equal unstandardized loadings,
    /// uncorrelated with the rest
    #[arg(long)]
    pub method_factor: bool,
}

impl MeasurementArgs {
    pub fn wanted(&self) -> Wanted {
        Wanted {
            method_factor: self.method_factor,
            ..self.cut_offs.wanted()
        }
    }
}

impl CutOffArgs {
    pub fn wanted(&self) -> Wanted {
        Wanted {
            cut_offs: self.cutoffs.clone(),
            method_factor: false,
        }
    }
}
