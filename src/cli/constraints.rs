//! `--constraints` and `--bounds`.

use crate::cbsem::Bounds;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

/// What parameters must obey beyond the model text.
#[derive(Debug, Args)]
pub struct ConstraintArgs {
    /// Constraints added to the model text, such as "a == b; c > 0": `==`, `<`, `>` and `:=` lines, apart by `;`
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub constraints: String,
}

/// Bounds beside those of the model text.
#[derive(Debug, Args)]
pub struct BoundsArgs {
    /// Keep estimates within bounds: variances not negative (pos.var; pos.ov.var items only, pos.lv.var constructs
    /// only), or all within what the sample's variances allow (standard; wide and wide.zerovar with some room)
    #[arg(long, value_enum, default_value = "none", value_name = "NAME")]
    pub bounds: Bounds,
}

impl ValueEnum for Bounds {
    fn value_variants<'a>() -> &'a [Bounds] {
        &Bounds::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}
