//! What makes ordinal answers unusable, told with the item and the group.

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Error)]
pub enum Error {
    #[error(
        "ordered item `{item}` has one category only{}; leave it out, or do not treat it as ordered", in_group(.group)
    )]
    OneCategory { item: String, group: String },
    #[error(
        "ordered item `{item}`: nobody{} chose {value}, which is chosen in other groups; collapse categories or leave the item out",
        in_group(.group)
    )]
    EmptyCategory {
        item: String,
        value: f64,
        group: String,
    },
    #[error("item `{item}` does not vary{}; leave it out", in_group(.group))]
    NoVariance { item: String, group: String },
    #[error(
        "items `{first}` and `{second}` were answered together too seldom{} to tell their correlation; leave one of them out", in_group(.group)
    )]
    NoOverlap {
        first: String,
        second: String,
        group: String,
    },
    #[error(
        "the probit regression of ordered item `{item}` on the covariates has no finite solution{}: a covariate separates its \
         categories, or the covariates depend on one another; leave a covariate out", in_group(.group)
    )]
    Regression { item: String, group: String },
    #[error(
        "covariate {column} is blank or infinite for respondent {row}{}; leave such respondents out before",
        in_group(.group)
    )]
    Covariate {
        column: usize,
        row: usize,
        group: String,
    },
    #[error("the weight of respondent {row} is {weight}{}; weights must be positive numbers", in_group(.group))]
    Weight {
        row: usize,
        weight: f64,
        group: String,
    },
    #[error("{what} has {found} entries{} where {expected} are needed", in_group(.group))]
    Shape {
        what: &'static str,
        found: usize,
        expected: usize,
        group: String,
    },
}

fn in_group(group: &str) -> String {
    if group.is_empty() {
        String::new()
    } else {
        format!(" in group `{group}`")
    }
}
