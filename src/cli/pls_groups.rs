//! Options of `sanjeh pls` for groups of respondents, and for what to work on.

use crate::analysis::pls::groups::Comparison;
use crate::analysis::pls::necessity::Necessity;
use crate::data::Grouping;
use crate::error::Error;
use crate::inference::bootstrap::Plan;
use crate::inference::multiple::Correction;
use clap::{Args, ValueEnum};

/// Shuffles behind tests of groups; every one estimates the model again in each group.
const SHUFFLES: usize = 1000;
/// Shuffles behind tests of necessity, which estimate nothing again (Dul, van der Laan & Kuik 2020).
const NECESSITY_SHUFFLES: usize = 10_000;

#[derive(Debug, Args)]
#[command(next_help_heading = "Groups and priorities")]
pub struct GroupArgs {
    /// Column that tells groups apart: estimates side by side, measurement invariance (MICOM), tests of differences;
    /// with --bootstrap also those by resampling
    #[arg(long, value_name = "COLUMN", conflicts_with = "sample_cov")]
    pub group: Option<String>,
    /// The groups to compare, in this order [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "group")]
    pub group_label: Vec<String>,
    /// Shuffles behind tests of groups and of necessity [default: 1000 for groups, 10000 for --nca]
    #[arg(long, value_name = "N")]
    pub permutations: Option<usize>,
    /// Correction of p values over the pairs of more than two groups [default: holm]
    #[arg(long, value_enum, value_name = "NAME", requires = "group")]
    pub p_adjust: Option<CorrectionName>,
    /// Importance–performance map of everything that leads to this construct; limits of scales come from the codebook
    #[arg(long, value_name = "TARGET", conflicts_with = "sample_cov")]
    pub ipma: Option<String>,
    /// Necessary condition analysis of everything that leads to this construct; with --ipma of the same one, both combined
    #[arg(long, value_name = "TARGET", conflicts_with = "sample_cov")]
    pub nca: Option<String>,
    /// Level of the target, in percent of its range, that the combined view asks for [default: 80]
    #[arg(long, value_name = "PERCENT", requires = "nca")]
    pub nca_level: Option<f64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CorrectionName {
    None,
    Bonferroni,
    Holm,
    Sidak,
}

impl GroupArgs {
    pub fn check(&self, weighted: bool) -> Result<(), Error> {
        let usage = |text: &str| Err(Error::Usage(text.to_owned()));
        if self.permutations.is_some() && !self.shuffles() {
            return usage("--permutations is for --group and --nca; neither is asked for");
        }
        if self.permutations.is_some_and(|n| n < 20) {
            return usage(
                "--permutations needs at least 20 shuffles for a test at .05; thousands are usual",
            );
        }
        if self.group_label.len() == 1 {
            return usage(
                "--group-label names one group, and comparing takes two; name another, or leave it out",
            );
        }
        if self.nca.is_some() && weighted {
            return usage(
                "--nca looks at the highest answers, whoever gave them; leave --sampling-weights out",
            );
        }
        if self
            .nca_level
            .is_some_and(|x| x.is_nan() || x <= 0.0 || x > 100.0)
        {
            return usage("--nca-level is a percentage above 0 and up to 100, such as 80");
        }
        if self.nca_level.is_some() && self.nca != self.ipma {
            return usage(
                "--nca-level is for the combined view, which takes --ipma and --nca of the same construct",
            );
        }
        Ok(())
    }

    /// Whether labels or outcomes are shuffled.
    pub fn shuffles(&self) -> bool {
        self.group.is_some() || self.nca.is_some()
    }

    pub fn grouping(&self) -> Option<Grouping> {
        let labels = (!self.group_label.is_empty()).then(|| self.group_label.clone());
        self.group.clone().map(|column| Grouping { column, labels })
    }

    pub fn comparison(&self, plan: Plan) -> Option<Comparison> {
        self.group.as_ref().map(|_| Comparison {
            plan: Plan {
                replicates: self.permutations.unwrap_or(SHUFFLES),
                ..plan
            },
            correction: self.p_adjust.map(|name| match name {
                CorrectionName::None => Correction::None,
                CorrectionName::Bonferroni => Correction::Bonferroni,
                CorrectionName::Holm => Correction::Holm,
                CorrectionName::Sidak => Correction::Sidak,
            }),
        })
    }

    pub fn necessity(&self, plan: Plan) -> Option<Necessity> {
        self.nca.clone().map(|target| Necessity {
            target,
            plan: Plan {
                replicates: self.permutations.unwrap_or(NECESSITY_SHUFFLES),
                ..plan
            },
            level: self.nca_level.unwrap_or(80.0),
        })
    }
}
