//! Options of `sanjeh pls` for constructs of higher order and products.

use crate::plssem::{HigherOrder, Interaction};
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Higher order and products")]
pub struct MethodArgs {
    /// How constructs of constructs are measured: by scores of their parts, found without them (disjoint two-stage) or
    /// with them (embedded two-stage), or by all items of their parts (repeated indicators)
    #[arg(long, value_enum, default_value = "disjoint", value_name = "NAME")]
    pub higher_order: HigherOrderName,
    /// How products of constructs are measured: by the product of scores, by products of items, or by those less what
    /// the items explain (orthogonalizing)
    #[arg(long, value_enum, default_value = "two-stage", value_name = "NAME")]
    pub interaction: InteractionName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum HigherOrderName {
    Disjoint,
    Embedded,
    Repeated,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum InteractionName {
    TwoStage,
    Product,
    Orthogonal,
}

impl MethodArgs {
    pub fn higher_order(&self) -> HigherOrder {
        match self.higher_order {
            HigherOrderName::Disjoint => HigherOrder::Disjoint,
            HigherOrderName::Embedded => HigherOrder::Embedded,
            HigherOrderName::Repeated => HigherOrder::Repeated,
        }
    }

    pub fn interaction(&self) -> Interaction {
        match self.interaction {
            InteractionName::TwoStage => Interaction::TwoStage,
            InteractionName::Product => Interaction::Indicators,
            InteractionName::Orthogonal => Interaction::Orthogonal,
        }
    }
}
