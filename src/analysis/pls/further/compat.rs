//! Another program's rules.

use crate::inference::intervals::{Convention, Kind, spread_by};
use crate::inference::wald::{normal_quantile, two_sided};
use crate::linalg::Matrix;
use crate::plssem::compat::{Definitions, Program};
use crate::plssem::resample::{Resampled, Resampling};
use crate::report::pls_further::{CompatRule, CompatSummary};

/// The rules as a report lists them; `typed` are subjects with the options that go before their rules.
pub fn summary(program: Program, typed: &[(&'static str, String)]) -> CompatSummary {
    let rule = |r: crate::plssem::compat::Rule| CompatRule {
        subject: r.subject,
        rule: r.text,
        ground: r.ground.name(),
        replaced_by: typed
            .iter()
            .find(|(subject, _)| *subject == r.subject)
            .map(|(_, option)| option.clone()),
    };
    CompatSummary {
        program: program.title(),
        rules: program.rules().into_iter().map(rule).collect(),
    }
}

/// Standard errors and intervals by the definitions, with what follows from them.
///
/// Studentized and jackknife errors have definitions of their own and are left alone.
pub fn apply(definitions: Definitions, how: &Resampling, estimates: &[f64], found: &mut Resampled) {
    if matches!(how.kind, Kind::Jackknife | Kind::Studentized) {
        return;
    }
    if definitions.recentred {
        recentre(how, estimates, found);
    }
    if definitions.errors_by_b {
        divide_by_all(how, estimates, found);
    }
}

/// Intervals again, round the estimates less their bias.
fn recentre(how: &Resampling, estimates: &[f64], found: &mut Resampled) {
    let left_out = found.left_out.as_ref();
    let rows = found.spreads.iter_mut().zip(&found.replicates.columns);
    for (at, ((spread, values), estimate)) in rows.zip(estimates).enumerate() {
        let left_out = left_out.and_then(|l| l.columns.get(at));
        let left_out = left_out.map_or(&[][..], Vec::as_slice);
        let kind = (how.kind, how.level);
        *spread = spread_by(Convention::Recentred, *estimate, values, left_out, kind);
    }
}

/// The error of `used` values with divisor B is √((B − 1)/B) of that with B − 1.
fn divide_by_all(how: &Resampling, estimates: &[f64], found: &mut Resampled) {
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

/// Scores with variance 1 by the divisor that is meant.
pub fn rescaled(
    definitions: Definitions,
    (names, mut scores): (Vec<String>, Matrix),
) -> (Vec<String>, Matrix) {
    if definitions.scores_by_n {
        let n = scores.nrows() as f64;
        scores *= (n / (n - 1.0)).sqrt();
    }
    (names, scores)
}
