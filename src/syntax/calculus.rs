//! The value of an expression, its slopes, and its linear form where it has one.

use super::expression::{Expression, Function, Operator};
use statrs::distribution::{Continuous, ContinuousCDF, Normal};
use statrs::function::gamma::digamma;
use std::collections::BTreeMap;
use std::f64::consts::{LN_2, LN_10};

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvaluationError {
    #[error("`{0}` is neither a label of the model nor a defined name")]
    Unknown(String),
    #[error(
        "the expression has no finite value here (a division by zero, or the root or logarithm of a negative number)"
    )]
    NotFinite,
}

/// What a name stands for.
type Values<'a> = &'a dyn Fn(&str) -> Option<f64>;
/// A number and its slopes.
type Dual = (f64, Vec<f64>);

impl Expression {
    /// The value when every name has the value that `values` gives it.
    pub fn evaluate(&self, values: Values) -> Result<f64, EvaluationError> {
        self.gradient(values, &[]).map(|(value, _)| value)
    }

    /// The value, and its slope along each of `names`, by forward differentiation.
    pub fn gradient(&self, values: Values, names: &[String]) -> Result<Dual, EvaluationError> {
        let (value, slopes) = self.dual(values, names)?;
        let finite = value.is_finite() && slopes.iter().all(|slope| slope.is_finite());
        if finite {
            Ok((value, slopes))
        } else {
            Err(EvaluationError::NotFinite)
        }
    }

    fn dual(&self, values: Values, names: &[String]) -> Result<Dual, EvaluationError> {
        match self {
            Expression::Number(value) => Ok((*value, vec![0.0; names.len()])),
            Expression::Name(name) => {
                let value = values(name).ok_or_else(|| EvaluationError::Unknown(name.clone()))?;
                let slope = |other: &String| if other == name { 1.0 } else { 0.0 };
                Ok((value, names.iter().map(slope).collect()))
            }
            Expression::Negate(inner) => {
                let (value, slopes) = inner.dual(values, names)?;
                Ok((-value, slopes.into_iter().map(|slope| -slope).collect()))
            }
            Expression::Binary(operator, left, right) => Ok(combine(
                *operator,
                left.dual(values, names)?,
                right.dual(values, names)?,
            )),
            Expression::Call(function, arguments) => {
                let duals: Result<Vec<Dual>, _> = arguments
                    .iter()
                    .map(|argument| argument.dual(values, names))
                    .collect();
                apply(*function, duals?)
            }
        }
    }

    /// The constant and the coefficient of each name, if the expression is affine in its names.
    ///
    /// Names that cancel (`a - a`) have coefficient 0 and stay in the map.
    pub fn linear_form(&self) -> Option<(f64, BTreeMap<String, f64>)> {
        match self {
            Expression::Number(value) => Some((*value, BTreeMap::new())),
            Expression::Name(name) => Some((0.0, BTreeMap::from([(name.clone(), 1.0)]))),
            Expression::Negate(inner) => Some(scaled(inner.linear_form()?, -1.0)),
            Expression::Binary(operator, left, right) => {
                linear_binary(*operator, left.linear_form()?, right.linear_form()?)
            }
            Expression::Call(..) => self
                .names()
                .is_empty()
                .then(|| self.evaluate(&|_| None).ok())?
                .map(|value| (value, BTreeMap::new())),
        }
    }
}

type Linear = (f64, BTreeMap<String, f64>);

fn scaled((constant, coefficients): Linear, by: f64) -> Linear {
    (
        constant * by,
        coefficients
            .into_iter()
            .map(|(name, coefficient)| (name, coefficient * by))
            .collect(),
    )
}

fn linear_binary(operator: Operator, left: Linear, right: Linear) -> Option<Linear> {
    match operator {
        Operator::Add => Some(added(left, right)),
        Operator::Subtract => Some(added(left, scaled(right, -1.0))),
        Operator::Multiply if right.1.is_empty() => Some(scaled(left, right.0)),
        Operator::Multiply if left.1.is_empty() => Some(scaled(right, left.0)),
        Operator::Divide if right.1.is_empty() && right.0 != 0.0 => {
            Some(scaled(left, 1.0 / right.0))
        }
        Operator::Power if right.1.is_empty() && left.1.is_empty() => {
            Some((left.0.powf(right.0), BTreeMap::new())).filter(|(value, _)| value.is_finite())
        }
        Operator::Power if right.1.is_empty() && right.0 == 1.0 => Some(left),
        _ => None,
    }
}

fn added((constant, mut coefficients): Linear, (other, more): Linear) -> Linear {
    for (name, coefficient) in more {
        *coefficients.entry(name).or_insert(0.0) += coefficient;
    }
    (constant + other, coefficients)
}

/// a·x′ + b·y′, where a slope of exactly 0 takes nothing from an infinite factor.
fn blend(a: f64, x: &[f64], b: f64, y: &[f64]) -> Vec<f64> {
    let part = |factor: f64, slope: f64| if slope == 0.0 { 0.0 } else { factor * slope };
    x.iter()
        .zip(y)
        .map(|(&x, &y)| part(a, x) + part(b, y))
        .collect()
}

fn combine(operator: Operator, (x, dx): Dual, (y, dy): Dual) -> Dual {
    match operator {
        Operator::Add => (x + y, blend(1.0, &dx, 1.0, &dy)),
        Operator::Subtract => (x - y, blend(1.0, &dx, -1.0, &dy)),
        Operator::Multiply => (x * y, blend(y, &dx, x, &dy)),
        Operator::Divide => (x / y, blend(1.0 / y, &dx, -x / (y * y), &dy)),
        Operator::Power => (
            x.powf(y),
            blend(y * x.powf(y - 1.0), &dx, x.powf(y) * x.ln(), &dy),
        ),
    }
}

fn apply(function: Function, arguments: Vec<Dual>) -> Result<Dual, EvaluationError> {
    let mut arguments = arguments.into_iter();
    let first = arguments.next().ok_or(EvaluationError::NotFinite)?;
    Ok(match (function, arguments.next()) {
        (Function::Sum, second) => folded(Operator::Add, first, second, arguments),
        (Function::Prod, second) => folded(Operator::Multiply, first, second, arguments),
        (Function::Min | Function::Max, None) => first,
        (Function::Min, Some(second)) => arguments
            .chain([second])
            .fold(first, |a, b| if b.0 < a.0 { b } else { a }),
        (Function::Max, Some(second)) => arguments
            .chain([second])
            .fold(first, |a, b| if b.0 > a.0 { b } else { a }),
        (Function::Log, Some(base)) => combine(
            Operator::Divide,
            one(Function::Log, first),
            one(Function::Log, base),
        ),
        (_, _) => one(function, first),
    })
}

/// All arguments, joined by an operator.
fn folded(
    operator: Operator,
    first: Dual,
    second: Option<Dual>,
    others: impl Iterator<Item = Dual>,
) -> Dual {
    second
        .into_iter()
        .chain(others)
        .fold(first, |a, b| combine(operator, a, b))
}

fn one(function: Function, (x, slopes): Dual) -> Dual {
    let (value, slope) = value_and_slope(function, x);
    let zeros = vec![0.0; slopes.len()];
    (value, blend(slope, &slopes, 0.0, &zeros))
}

fn value_and_slope(function: Function, x: f64) -> (f64, f64) {
    match function {
        Function::Abs => (x.abs(), if x == 0.0 { 0.0 } else { x.signum() }),
        Function::Exp => (x.exp(), x.exp()),
        Function::Log => (x.ln(), 1.0 / x),
        Function::Log2 => (x.log2(), 1.0 / (x * LN_2)),
        Function::Log10 => (x.log10(), 1.0 / (x * LN_10)),
        Function::Log1p => (x.ln_1p(), 1.0 / (1.0 + x)),
        Function::Expm1 => (x.exp_m1(), x.exp()),
        Function::Sqrt => (x.sqrt(), 0.5 / x.sqrt()),
        Function::Sin => (x.sin(), x.cos()),
        Function::Cos => (x.cos(), -x.sin()),
        Function::Tan => (x.tan(), 1.0 + x.tan().powi(2)),
        Function::Asin => (x.asin(), 1.0 / (1.0 - x * x).sqrt()),
        Function::Acos => (x.acos(), -1.0 / (1.0 - x * x).sqrt()),
        Function::Atan => (x.atan(), 1.0 / (1.0 + x * x)),
        Function::Sinh => (x.sinh(), x.cosh()),
        Function::Cosh => (x.cosh(), x.sinh()),
        Function::Tanh => (x.tanh(), 1.0 - x.tanh().powi(2)),
        Function::Pnorm => (
            0.5 * libm::erfc(-x / std::f64::consts::SQRT_2),
            Normal::standard().pdf(x),
        ),
        Function::Qnorm => quantile(x),
        Function::Asinh => (x.asinh(), 1.0 / (1.0 + x * x).sqrt()),
        Function::Acosh => (x.acosh(), 1.0 / (x * x - 1.0).sqrt()),
        Function::Atanh => (x.atanh(), 1.0 / (1.0 - x * x)),
        Function::Dnorm => {
            let density = Normal::standard().pdf(x);
            (density, -x * density)
        }
        Function::Plogis => {
            let p = 1.0 / (1.0 + (-x).exp());
            (p, p * (1.0 - p))
        }
        Function::Qlogis => ((x / (1.0 - x)).ln(), 1.0 / (x * (1.0 - x))),
        // As in R, the sign of 0 is 0.
        Function::Sign => (if x == 0.0 { 0.0 } else { x.signum() }, 0.0),
        Function::Gamma => {
            let value = libm::tgamma(x);
            (value, value * digamma(x))
        }
        Function::Lgamma => (libm::lgamma(x), digamma(x)),
        // One argument alone is its own least, largest, sum and product.
        Function::Min | Function::Max | Function::Sum | Function::Prod => (x, 1.0),
    }
}

fn quantile(p: f64) -> (f64, f64) {
    if !(p > 0.0 && p < 1.0) {
        return (f64::NAN, f64::NAN);
    }
    let z = Normal::standard().inverse_cdf(p);
    (z, 1.0 / Normal::standard().pdf(z))
}
