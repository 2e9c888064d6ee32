//! How respondents were chosen, in a sentence or two.

use super::super::results::Results;
use super::sample::option;

/// Weights, clusters and the population, as far as they were named.
pub fn design(results: &Results) -> Option<String> {
    let sentences: Vec<String> = [weights(results), clusters(results), population(results)]
        .into_iter()
        .flatten()
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn weights(results: &Results) -> Option<String> {
    let column = option(&results.options, "sampling-weights")?;
    Some(format!(
        "Respondents are weighted by {column}, scaled to sum to the respondents of each group; descriptive statistics of \
         items are unweighted."
    ))
}

fn clusters(results: &Results) -> Option<String> {
    let column = option(&results.options, "cluster")?;
    Some(format!(
        "Respondents of one {column} were chosen together: errors and the corrected test are made of sums within clusters \
         (Binder, 1983), and AIC and BIC, which know nothing of clusters, are to be read with care."
    ))
}

/// The finite-population correction, with what it does to errors.
fn population(results: &Results) -> Option<String> {
    let people = results.options.get("population")?.as_u64()?;
    let used: usize = results.data.groups.iter().map(|group| group.nobs).sum();
    let share = used as f64 / people as f64;
    Some(format!(
        "{used} of {people} people answered ({:.1}%), so standard errors are multiplied by √(1 − n/N) = {:.3} (Cochran, \
         1977): they are about these {people} people. For conclusions about the process behind their answers, which reach \
         beyond them, leave --population out. Tests of fit are not corrected.",
        100.0 * share,
        (1.0 - share).sqrt()
    ))
}
