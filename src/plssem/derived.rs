//! The items of a design made from those of the model: as they are, scores, and products.

use super::Error;
use super::cuts::{Single, Source};
use super::model::{Interaction, Model};
use super::observed::Observed;
use crate::linalg::{Cholesky, Matrix, Vector};
use std::collections::BTreeMap;

/// Weights of constructs on the model's standardized items (p), by construct.
pub type Known = BTreeMap<usize, Vector>;

/// A product of scores, less what it shares with the items of its factors if products are orthogonalized.
#[derive(Debug, Clone)]
pub struct Product {
    /// Weights of each factor on the model's standardized items (p × factors).
    pub factors: Matrix,
    /// Weights on the model's standardized items of what is taken away (p); zero for plain products.
    pub taken: Vector,
    pub mean: f64,
    /// Divisor n − 1.
    pub sd: f64,
}

/// The items of a design and how they come from the model's.
#[derive(Debug, Clone)]
pub struct Derived {
    /// q × q
    pub correlation: Matrix,
    /// Weights of each item of the design on the model's standardized items (p × q); zero for products.
    pub basis: Matrix,
    /// Products by their place among the design's items.
    pub products: Vec<(usize, Product)>,
}

impl Derived {
    pub fn new(
        model: &Model,
        observed: &Observed,
        sources: &[Source],
        known: &Known,
    ) -> Result<Derived, Error> {
        let p = model.items.len();
        let mut basis = Matrix::zeros(p, sources.len());
        for (at, source) in sources.iter().enumerate() {
            if let Source::Single(one) = source {
                set(*one, known, &mut basis, at);
            }
        }
        let plain = |(at, s): (usize, &Source)| *s == Source::Single(Single::Answers(at));
        let mut correlation = match sources.len() == p && sources.iter().enumerate().all(plain) {
            true => observed.correlation.clone(),
            false => basis.transpose() * (&observed.correlation * &basis),
        };
        correlation.fill_diagonal(1.0);
        let mut derived = Derived {
            correlation,
            basis,
            products: Vec::new(),
        };
        derived.add_products(model, observed, sources, known)?;
        Ok(derived)
    }

    fn add_products(
        &mut self,
        model: &Model,
        observed: &Observed,
        sources: &[Source],
        known: &Known,
    ) -> Result<(), Error> {
        let mut columns: Vec<(usize, Vector)> = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let Source::Product { construct, factors } = source else {
                continue;
            };
            let mut product = Product::plain(factors, known, model.items.len());
            if model.interaction == Interaction::Orthogonal {
                let others = siblings(sources, *construct);
                product.orthogonalize(observed, &span(&others, known, model.items.len()))?;
            }
            let none = || Error::NeedsAnswers("a product of constructs");
            let column = product.column(observed).ok_or_else(none)?;
            let (sd, with) = observed.against_items(&column).ok_or_else(none)?;
            if sd.is_nan() || sd <= FLAT {
                return Err(Error::Constant(model.constructs[*construct].name.clone()));
            }
            (product.mean, product.sd) = (observed.mean_of(&column).ok_or_else(none)?, sd);
            self.relate(at, sources, &(self.basis.transpose() * with));
            for (other, earlier) in &columns {
                let r = observed.between(&column, earlier).unwrap_or(0.0);
                self.correlation[(at, *other)] = r;
                self.correlation[(*other, at)] = r;
            }
            columns.push((at, column));
            self.products.push((at, product));
        }
        Ok(())
    }

    /// Correlations of a product with the items that are none.
    fn relate(&mut self, at: usize, sources: &[Source], with: &Vector) {
        for (other, r) in with.iter().enumerate() {
            if matches!(sources[other], Source::Single(_)) {
                self.correlation[(at, other)] = *r;
                self.correlation[(other, at)] = *r;
            }
        }
    }

    /// The items of the design for every respondent (n × q), mean 0 and variance 1.
    pub fn items(&self, observed: &Observed) -> Option<Matrix> {
        let mut items = observed.scores(&self.basis)?;
        for (at, product) in &self.products {
            let mut column = product.column(observed)?;
            column.add_scalar_mut(-product.mean);
            items.set_column(*at, &(column / product.sd));
        }
        Some(items)
    }
}

/// A product that varies less than this, of variables with variance 1, does not vary.
const FLAT: f64 = 1e-10;

impl Product {
    fn plain(factors: &[Single], known: &Known, p: usize) -> Product {
        Product {
            factors: span(factors, known, p),
            taken: Vector::zeros(p),
            mean: 0.0,
            sd: 1.0,
        }
    }

    /// For every respondent (n), neither centred nor scaled.
    pub fn column(&self, observed: &Observed) -> Option<Vector> {
        let factors = observed.scores(&self.factors)?;
        let mut product = Vector::from_fn(factors.nrows(), |i, _| factors.row(i).product());
        if self.taken.amax() > 0.0 {
            let taken = Matrix::from_columns(std::slice::from_ref(&self.taken));
            product -= observed.scores(&taken)?.column(0);
        }
        Some(product)
    }

    /// Takes away what a regression on the items of all factors explains (Little, Bovaird & Widaman 2006).
    fn orthogonalize(&mut self, observed: &Observed, items: &Matrix) -> Result<(), Error> {
        let none = || Error::NeedsAnswers("a product of constructs");
        let column = self.column(observed).ok_or_else(none)?;
        let (sd, with) = observed.against_items(&column).ok_or_else(none)?;
        let among = items.transpose() * (&observed.correlation * items);
        let factor = Cholesky::new(among)
            .ok_or(Error::CollinearPredictors("a product of items".to_owned()))?;
        let slopes = factor.solve(&(items.transpose() * with)) * sd;
        self.taken = items * slopes;
        Ok(())
    }
}

/// All different items that go into the products of one construct.
fn siblings(sources: &[Source], product: usize) -> Vec<Single> {
    let mut found = Vec::new();
    for source in sources {
        if let Source::Product { construct, factors } = source {
            let new = factors.iter().filter(|_| *construct == product);
            new.for_each(|f| {
                if !found.contains(f) {
                    found.push(*f);
                }
            });
        }
    }
    found
}

/// Weights of single items and scores on the model's standardized items (p × m).
fn span(singles: &[Single], known: &Known, p: usize) -> Matrix {
    let mut basis = Matrix::zeros(p, singles.len());
    for (at, one) in singles.iter().enumerate() {
        set(*one, known, &mut basis, at);
    }
    basis
}

fn set(one: Single, known: &Known, basis: &mut Matrix, at: usize) {
    match one {
        Single::Answers(item) => basis[(item, at)] = 1.0,
        Single::Score(construct) => {
            if let Some(weights) = known.get(&construct) {
                basis.set_column(at, weights);
            }
        }
    }
}
