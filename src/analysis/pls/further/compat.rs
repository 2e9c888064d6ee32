//! Another program's rules.

use crate::inference::intervals::Kind;
use crate::inference::wald::{normal_quantile, two_sided};
use crate::linalg::Matrix;
use crate::plssem::compat::Program;
use crate::plssem::resample::{Resampled, Resampling};
use crate::report::pls_further::{CompatRule, CompatSummary};

/// The rules as a report lists them.
pub fn summary(program: Program) -> CompatSummary {
    let rule = |r: crate::plssem::compat::Rule| CompatRule {
        subject: r.subject,
        rule: r.text,
        ground: r.ground.name(),
    };
    CompatSummary {
        program: program.title(),
        rules: program.rules().into_iter().map(rule).collect(),
    }
}

/// Standard errors by the program's divisor, with what follows from them.
///
/// The error of `used` values with divisor B is √((B − 1)/B) of that with B − 1. Studentized and jackknife errors have
/// definitions of their own and are left alone.
pub fn apply(program: Option<Program>, how: &Resampling, estimates: &[f64], found: &mut Resampled) {
    let own = matches!(how.kind, Kind::Jackknife | Kind::Studentized);
    if own || !program.is_some_and(|p| p.conventions().errors_by_b) {
        return;
    }
    for (spread, estimate) in found.spreads.iter_mut().zip(estimates) {
        let Some(spread) = spread else { continue };
        let used = spread.used as f64;
        spread.se *= ((used - 1.0) / used).sqrt();
        spread.z = spread.z.map(|_| estimate / spread.se);
        spread.p = spread.z.map(two_sided);
        if how.kind == Kind::Normal {
            let margin = normal_quantile(0.5 + how.level / 2.0) * spread.se;
            spread.lower = spread.lower.map(|_| estimate - margin);
            spread.upper = spread.upper.map(|_| estimate + margin);
        }
    }
}

/// Scores with variance 1 by the program's divisor.
pub fn rescaled(
    program: Option<Program>,
    (names, mut scores): (Vec<String>, Matrix),
) -> (Vec<String>, Matrix) {
    if program.is_some_and(|p| p.conventions().scores_by_n) {
        let n = scores.nrows() as f64;
        scores *= (n / (n - 1.0)).sqrt();
    }
    (names, scores)
}
