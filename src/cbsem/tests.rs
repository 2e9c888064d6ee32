//! Tests of the model beside the main one: all that were asked for, in one list.

use super::browne;
use super::error::Error;
use super::robust::{Scaled, Test};

/// A set of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tests(u16);

impl Tests {
    pub const NONE: Tests = Tests(0);

    /// The same with another test.
    pub fn with(self, test: Test) -> Tests {
        Tests(self.0 | 1 << test as u16)
    }

    pub fn has(self, test: Test) -> bool {
        self.0 & (1 << test as u16) != 0
    }

    /// In the order of [`Test::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Test> {
        Test::ALL.into_iter().filter(move |&test| self.has(test))
    }
}

impl FromIterator<Test> for Tests {
    fn from_iter<I: IntoIterator<Item = Test>>(all: I) -> Tests {
        all.into_iter().fold(Tests::default(), Tests::with)
    }
}

/// One test of the model against the saturated one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    pub test: Test,
    pub chi_square: f64,
    /// Fractional for the mean- and variance-adjusted test.
    pub df: f64,
    /// Whether the statistic follows a χ² distribution if the model holds.
    pub has_p: bool,
    /// What χ² was divided by and what was added, if it was corrected.
    pub factor: Option<f64>,
    pub shift: Option<f64>,
}

impl Outcome {
    fn corrected(scaled: &Scaled) -> Outcome {
        Outcome {
            test: scaled.test,
            chi_square: scaled.chi_square,
            df: scaled.df,
            has_p: true,
            factor: Some(scaled.factor),
            shift: (scaled.test == Test::ScaledShifted).then_some(scaled.shift),
        }
    }
}

/// The discrepancy's own test and the corrected ones among `asked`, where every correction comes from one spread of the
/// moments; those that do not exist are left out. `has_p`: whether the discrepancy's own has a χ² distribution.
pub fn from_spread(
    asked: Tests,
    has_p: bool,
    (chi_square, df): (f64, usize),
    scaled: impl Fn(Test) -> Option<Scaled>,
) -> Vec<Outcome> {
    let own = Outcome {
        test: Test::Standard,
        chi_square,
        df: df as f64,
        has_p,
        factor: None,
        shift: None,
    };
    let corrected = asked.iter().filter(|test| test.corrects());
    let corrected = corrected.filter_map(scaled);
    std::iter::once(own)
        .chain(corrected.map(|found| Outcome::corrected(&found)))
        .collect()
}

/// Every test that the options of a solved problem name, the discrepancy's own first; the main corrected test is at hand
/// as `scaled`. Tests that do not exist for this solution are left out.
pub fn outcomes(
    solved: &super::errors::Solved,
    scaled: Option<&Scaled>,
) -> Result<Vec<Outcome>, Error> {
    let options = solved.problem.options;
    let asked = options.tests.with(options.test).with(options.chi_square);
    let mut found = Vec::new();
    for test in asked.with(Test::Standard).iter() {
        let plain = |chi_square, has_p| Outcome {
            test,
            chi_square,
            df: solved.df as f64,
            has_p,
            factor: None,
            shift: None,
        };
        let outcome = match test {
            Test::Standard => Some(plain(solved.chi_square, options.estimator.standard_has_p())),
            _ if test.residual_based() => browne::statistic(
                solved.model,
                solved.problem,
                solved.sample,
                solved.implied,
                test,
            )?
            .map(|value| plain(value, true)),
            _ if scaled.is_some_and(|s| s.test == test) => scaled.map(Outcome::corrected),
            _ => solved.corrected(test)?.as_ref().map(Outcome::corrected),
        };
        found.extend(outcome);
    }
    Ok(found)
}
