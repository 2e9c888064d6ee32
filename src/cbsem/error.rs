//! Why a model cannot be estimated.

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Error)]
pub enum Error {
    #[error(transparent)]
    Ordinal(#[from] crate::data::ordinal::Error),
    #[error(
        "Bartlett scores of ordered items would be those of greatest likelihood, which do not exist for a respondent who gave \
         the lowest or the highest answers throughout; use --factor-scores regression, or score with --ordered none"
    )]
    OrdinalScores,
    #[error("ordered item `{item}` {why}")]
    OrderedItem { item: String, why: String },
    #[error(
        "the asymptotic covariances of the sample's moments (thresholds and correlations of ordered items) are singular, so \
         they cannot be inverted into weights; use a diagonally weighted estimator (WLSMV), or more respondents than moments"
    )]
    SingularWeights,
    #[error(
        "the covariance matrix of the items{} is not positive definite{}; \
         remove an item that is the sum or a copy of others, or collect more respondents than there are items",
        group_name(.group), about(.items)
    )]
    SampleNotPositiveDefinite { group: String, items: Vec<String> },
    #[error(
        "{0} weighs the moments of exogenous items too, so they cannot be fixed at the sample's; use --fixed-x=false, or \
         maximum likelihood"
    )]
    FixedExogenous(&'static str),
    #[error(
        "DLS has no discrepancy to minimize (its weights move with the estimates), so inequalities, nonlinear equalities and \
         bounds cannot hold it back; use another estimator such as GLS or MLM, or drop them"
    )]
    NoMinimum,
    #[error(
        "no start makes the implied covariance matrix positive definite; \
         give starting values with start(), or check for paths that form a loop and for values fixed far from the data"
    )]
    NoFeasibleStart,
    #[error("the constraints contradict one another; no values satisfy {}", .0.join(", "))]
    Contradiction(Vec<String>),
    #[error(
        "no values satisfy {} together; look for a constraint that excludes another (a sign the wrong way round, a bound \
         on the wrong side), and drop or change it",
        .0.join(", ")
    )]
    Infeasible(Vec<String>),
    #[error(
        "the constraint {0} has no value where the search starts (a division by zero, or the root or logarithm of a \
         negative number); give its parameters start() values for which it has one"
    )]
    ConditionWithoutValue(String),
    #[error(
        "the model is not identified: the data cannot tell apart {}.\n\
         Fix one of them (for example `1*` or `0*`), make two of them equal, or give the construct more items",
        .parameters.join(", ")
    )]
    NotIdentified { parameters: Vec<String> },
    #[error(
        "{0} needs the respondents' answers; a covariance matrix does not hold them. Give --data instead"
    )]
    NeedsAnswers(&'static str),
    #[error(
        "{0} is not known here; give sample means with --sample-mean, or drop the mean structure"
    )]
    NeedsMeans(&'static str),
}

fn group_name(group: &str) -> String {
    if group.is_empty() {
        String::new()
    } else {
        format!(" in group `{group}`")
    }
}

fn about(items: &[String]) -> String {
    if items.is_empty() {
        String::new()
    } else {
        format!(" ({} depend on one another)", items.join(", "))
    }
}
