//! How answers come about from a population: skewed or not, cut into categories, left blank.

use super::Error;
use super::curves::{Curve, STRAIGHT};

/// A number for every item, with exceptions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PerItem {
    pub all: Option<f64>,
    pub named: Vec<(String, f64)>,
}

impl PerItem {
    pub fn of(&self, item: &str) -> f64 {
        let named = self.named.iter().find(|(name, _)| name == item);
        named.map(|(_, value)| *value).or(self.all).unwrap_or(0.0)
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.named.is_empty()
    }
}

/// Why answers are left blank (Rubin 1976).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mechanism {
    /// By chance.
    #[default]
    Mcar,
    /// The more likely, the higher the score on another item, which is always answered.
    Mar,
    /// The more likely, the higher the score itself.
    Mnar,
}

impl Mechanism {
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Mcar => "mcar",
            Mechanism::Mar => "mar",
            Mechanism::Mnar => "mnar",
        }
    }
}

/// Correlation of the score with what decides on blanks, where blanks depend on scores.
pub const STRENGTH: f64 = 0.7;

/// What is asked of the answers beside their population.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    pub skewness: PerItem,
    /// Excess over the normal distribution's.
    pub kurtosis: PerItem,
    /// Standard scores at which every item is cut into categories.
    pub thresholds: Vec<f64>,
    /// Chance of each answer to be left blank.
    pub missing_share: f64,
    pub mechanism: Mechanism,
    /// The item that blanks at random (MAR) depend on; the first one without.
    pub cause: Option<String>,
}

impl Shape {
    /// The curve of each item, or `None` if all are straight.
    pub fn curves(&self, items: &[String]) -> Result<Option<Vec<Curve>>, Error> {
        for (name, _) in self.skewness.named.iter().chain(&self.kurtosis.named) {
            if !items.contains(name) {
                return Err(Error::UnknownItem(name.clone()));
            }
        }
        if self.skewness.is_empty() && self.kurtosis.is_empty() {
            return Ok(None);
        }
        let curve = |item: &String| {
            let (skewness, kurtosis) = (self.skewness.of(item), self.kurtosis.of(item));
            Curve::of(skewness, kurtosis).ok_or_else(|| Error::NoCurve {
                item: item.clone(),
                skewness,
                kurtosis,
            })
        };
        let curves = items.iter().map(curve).collect::<Result<Vec<_>, _>>()?;
        Ok(curves.iter().any(|c| *c != STRAIGHT).then_some(curves))
    }

    /// The place of the item that blanks at random depend on.
    pub fn cause(&self, items: &[String]) -> Result<usize, Error> {
        match &self.cause {
            None => Ok(0),
            Some(name) => items
                .iter()
                .position(|item| item == name)
                .ok_or_else(|| Error::UnknownItem(name.clone())),
        }
    }

    pub fn check(&self) -> Result<(), Error> {
        if !(0.0..1.0).contains(&self.missing_share) {
            return Err(Error::MissingShare(self.missing_share));
        }
        let blanks = self.mechanism != Mechanism::Mcar || self.cause.is_some();
        if blanks && self.missing_share == 0.0 {
            return Err(Error::NoBlanks);
        }
        if self.cause.is_some() && self.mechanism != Mechanism::Mar {
            return Err(Error::NoCause);
        }
        if !rises(&self.thresholds) {
            return Err(Error::NotRising("--thresholds".to_owned()));
        }
        Ok(())
    }
}

/// Whether numbers rise from one to the next.
pub fn rises(numbers: &[f64]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1]) && numbers.iter().all(|x| x.is_finite())
}
