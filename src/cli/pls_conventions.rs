//! Options of `sanjeh pls` for numbers that programs define differently: what is typed, else what `--compat` says.

use super::pls_assessment::SignChangeName;
use crate::inference::intervals::Kind;
use crate::plssem::compat::{Definitions, Program};
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Definitions that programs differ in")]
pub struct ConventionArgs {
    /// f² with the scores as they are when a predictor is dropped, or with the model estimated again without it
    /// [default: fixed, or that of --compat]
    #[arg(long, value_enum, value_name = "RULE")]
    pub f2: Option<F2Name>,
    /// HTMT of correlations as they are, or of their sizes (then it equals HTMT+) [default: signed, or that of --compat]
    #[arg(long, value_enum, value_name = "RULE")]
    pub htmt: Option<HtmtName>,
    /// Logarithms of d_G: natural, or of base 10 [default: natural, or those of --compat]
    #[arg(long, value_enum, value_name = "BASE")]
    pub d_g: Option<DistanceName>,
    /// Weights of means from 0 to 100 (--ipma, --nca): divided by the SDs of the items, or as standardized
    /// [default: unstandardized, or those of --compat]
    #[arg(long, value_enum, value_name = "RULE")]
    pub ipma_weights: Option<WeightsName>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum F2Name {
    Fixed,
    Reestimated,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum HtmtName {
    Signed,
    Absolute,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DistanceName {
    Natural,
    Decadic,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum WeightsName {
    Unstandardized,
    Standardized,
}

impl ConventionArgs {
    /// What is typed, else what the program does.
    pub fn definitions(&self, program: Option<Program>) -> Definitions {
        let rules = program.map(|p| p.conventions().definitions);
        let rules = rules.unwrap_or_default();
        Definitions {
            reestimated_f2: self
                .f2
                .map_or(rules.reestimated_f2, |f| matches!(f, F2Name::Reestimated)),
            absolute_htmt: self
                .htmt
                .map_or(rules.absolute_htmt, |h| matches!(h, HtmtName::Absolute)),
            decadic_d_g: self
                .d_g
                .map_or(rules.decadic_d_g, |d| matches!(d, DistanceName::Decadic)),
            standardized_ipma: self.ipma_weights.map_or(rules.standardized_ipma, |w| {
                matches!(w, WeightsName::Standardized)
            }),
            ..rules
        }
    }

    /// Subjects of rules that options go before, with the options.
    pub fn typed(
        &self,
        tolerance: bool,
        interval: Option<Kind>,
        sign: Option<SignChangeName>,
    ) -> Vec<(&'static str, String)> {
        let name = |value: Option<clap::builder::PossibleValue>| {
            value.map(|v| v.get_name().to_owned()).unwrap_or_default()
        };
        let mut typed = Vec::new();
        let mut put = |subject, option: String| typed.push((subject, option));
        if tolerance {
            put("tolerance", "--tolerance or --iterations".to_owned());
        }
        if let Some(f2) = self.f2 {
            put("f2", format!("--f2 {}", name(f2.to_possible_value())));
        }
        if let Some(htmt) = self.htmt {
            put("htmt", format!("--htmt {}", name(htmt.to_possible_value())));
        }
        if let Some(base) = self.d_g {
            put("d_g", format!("--d-g {}", name(base.to_possible_value())));
        }
        if let Some(weights) = self.ipma_weights {
            let weights = name(weights.to_possible_value());
            put("ipma", format!("--ipma-weights {weights}"));
        }
        if let Some(kind) = interval {
            put("interval", format!("--boot-ci {}", kind.name()));
        }
        if let Some(sign) = sign {
            let sign = name(sign.to_possible_value());
            put("sign", format!("--sign-change {sign}"));
        }
        typed
    }
}
