//! What gives latent answers their unit, and how parameters move the moments of such answers.

use super::Parameterization;
use crate::cbsem::implied::Implied;
use crate::cbsem::structure::{Source, Structure, Term};
use crate::data::ordinal::Moment;
use crate::linalg::{Matrix, Vector};
use crate::model::Place;

/// Thresholds of one group's items at θ, and the scales that give latent answers their unit.
#[derive(Debug, Clone)]
pub struct Units {
    /// By item and threshold: its number, and its place in θ.
    thresholds: Vec<Vec<(f64, Option<usize>)>>,
    /// By item: δ, and its place in θ; 1 for continuous items.
    scales: Vec<(f64, Option<usize>)>,
    /// By item: ∂δ/∂Σᵢᵢ.
    by_variance: Vec<f64>,
    /// By covariate: its position among the inner variables.
    covariates: Vec<usize>,
}

impl Units {
    /// `None` where a scale is not positive. `thresholds` counts those of every item, `covariates` are positions among
    /// the inner variables.
    pub fn new(
        (structure, group): (&Structure, usize),
        thresholds: &[usize],
        (parameterization, covariates): (Parameterization, &[usize]),
        theta: &[f64],
        implied: &Implied,
    ) -> Option<Units> {
        let p = structure.items;
        let mut units = Units {
            thresholds: thresholds.iter().map(|&t| vec![(0.0, None); t]).collect(),
            scales: vec![(1.0, None); p],
            by_variance: vec![0.0; p],
            covariates: covariates.to_vec(),
        };
        for entry in &structure.groups[group].entries {
            let found = match entry.source {
                Source::Free(free) => (theta[free], Some(free)),
                Source::Fixed(x) => (x, None),
            };
            match entry.place {
                Place::Threshold { of, index } => *units.thresholds[of.0].get_mut(index)? = found,
                Place::Scale { of } => units.scales[of.0] = found,
                _ => {}
            }
        }
        if parameterization == Parameterization::Theta {
            units.scale_by_variance(implied);
        }
        let fits = |(scale, _): &(f64, Option<usize>)| scale.is_finite() && *scale > 0.0;
        units.scales.iter().all(fits).then_some(units)
    }

    /// δ = Σᵢᵢ^(−½) of ordered items.
    fn scale_by_variance(&mut self, implied: &Implied) {
        for item in 0..self.scales.len() {
            if !self.thresholds[item].is_empty() {
                let scale = 1.0 / implied.covariance[(item, item)].sqrt();
                self.scales[item] = (scale, None);
                self.by_variance[item] = -0.5 * scale.powi(3);
            }
        }
    }

    /// Ordered items, each with its δ and where that stands in θ.
    pub fn ordered_scales(&self) -> impl Iterator<Item = (usize, f64, Option<usize>)> + '_ {
        (0..self.scales.len())
            .filter(|&i| !self.thresholds[i].is_empty())
            .map(|i| (i, self.scales[i].0, self.scales[i].1))
    }

    /// δ of an item; 1 for continuous items.
    pub fn scale(&self, item: usize) -> f64 {
        self.scales[item].0
    }

    /// Thresholds of an item.
    pub fn thresholds(&self, item: usize) -> impl Iterator<Item = f64> + '_ {
        self.thresholds[item].iter().map(|(value, _)| *value)
    }

    /// π: what a covariate adds to the latent answer.
    fn slope(&self, implied: &Implied, item: usize, covariate: usize) -> f64 {
        implied.total[(item, self.covariates[covariate])]
    }

    /// σ (m) and ∂σ/∂θ (m × q), in the order of `places`.
    pub fn stacked(
        &self,
        structure: &Structure,
        group: usize,
        implied: &Implied,
        places: &[Moment],
    ) -> (Vector, Matrix) {
        let scale = |item: usize| self.scales[item].0;
        let moments = places.iter().map(|place| match *place {
            Moment::Threshold { item, at } => {
                scale(item) * (self.thresholds[item][at].0 - implied.mean[item])
            }
            Moment::Mean(item) => implied.mean[item],
            Moment::Slope { item, covariate } => scale(item) * self.slope(implied, item, covariate),
            Moment::Variance(item) => implied.covariance[(item, item)],
            Moment::Covariance { row, column } => {
                scale(row) * scale(column) * implied.covariance[(row, column)]
            }
        });
        let moments = Vector::from_iterator(places.len(), moments);
        let mut slopes = Matrix::zeros(places.len(), structure.free);
        for (free, term) in &structure.groups[group].terms {
            let change = self.of_term(structure, implied, term);
            self.add(&change, implied, places, &mut slopes.column_mut(*free));
        }
        self.add_own(implied, places, &mut slopes);
        (moments, slopes)
    }

    /// Slopes of the moments in a threshold or a scale of this item; `None` for other places.
    pub fn along_own(&self, place: Place, implied: &Implied, places: &[Moment]) -> Option<Vector> {
        let mut slopes = Vector::zeros(places.len());
        match place {
            Place::Threshold { of, index } => {
                let own = Moment::Threshold {
                    item: of.0,
                    at: index,
                };
                slopes[places.iter().position(|p| *p == own)?] = self.scale(of.0);
            }
            Place::Scale { of } => {
                let mut change = Change::none(self.scales.len());
                change.scale[of.0] = 1.0;
                self.add(&change, implied, places, &mut slopes.column_mut(0));
            }
            _ => return None,
        }
        Some(slopes)
    }

    /// Slopes in thresholds and free scales.
    fn add_own(&self, implied: &Implied, places: &[Moment], slopes: &mut Matrix) {
        for (row, place) in places.iter().enumerate() {
            if let Moment::Threshold { item, at } = *place
                && let Some(free) = self.thresholds[item][at].1
            {
                slopes[(row, free)] += self.scales[item].0;
            }
        }
        for item in 0..self.scales.len() {
            if let Some(free) = self.scales[item].1 {
                let mut change = Change::none(self.scales.len());
                change.scale[item] = 1.0;
                self.add(&change, implied, places, &mut slopes.column_mut(free));
            }
        }
    }

    /// How a parameter moves the latent answers.
    pub fn of_term(&self, structure: &Structure, implied: &Implied, term: &Term) -> Change {
        let p = self.scales.len();
        let side = |direction| (0..p).map(|i| implied.component(i, direction)).collect();
        let mut change = Change {
            a: side(term.a),
            b: side(term.b),
            factor: term.scale,
            mean: implied.mean_factor(term),
            scale: vec![0.0; p],
            covariates: self.along_covariates(structure, implied, term),
        };
        for item in 0..p {
            change.scale[item] = self.by_variance[item] * change.covariance(item, item);
        }
        change
    }

    /// ∂π = a · (what each covariate adds to the variable that the arrow comes from); nothing for other parameters.
    fn along_covariates(&self, structure: &Structure, implied: &Implied, term: &Term) -> Vec<f64> {
        let Place::Path { from, .. } = term.place else {
            return Vec::new();
        };
        if structure.inner_at[from.0].is_none() {
            return Vec::new();
        }
        let adds = |at: &usize| implied.total[(from.0, *at)];
        self.covariates.iter().map(adds).collect()
    }

    /// Adds the slopes of the moments along a change.
    pub fn add(
        &self,
        change: &Change,
        implied: &Implied,
        places: &[Moment],
        column: &mut nalgebra::DVectorViewMut<'_, f64>,
    ) {
        let scale = |item: usize| self.scales[item].0;
        for (into, place) in column.iter_mut().zip(places) {
            *into += match *place {
                Moment::Threshold { item, at } => {
                    let height = self.thresholds[item][at].0 - implied.mean[item];
                    height * change.scale[item] - scale(item) * change.mean * change.a[item]
                }
                Moment::Mean(item) => change.mean * change.a[item],
                Moment::Slope { item, covariate } => {
                    let along = change
                        .covariates
                        .get(covariate)
                        .copied()
                        .unwrap_or_default();
                    scale(item) * change.a[item] * along
                        + change.scale[item] * self.slope(implied, item, covariate)
                }
                Moment::Variance(item) => change.covariance(item, item),
                Moment::Covariance { row: i, column: j } => {
                    let turn = scale(i) * change.scale[j] + scale(j) * change.scale[i];
                    scale(i) * scale(j) * change.covariance(i, j)
                        + turn * implied.covariance[(i, j)]
                }
            };
        }
    }
}

/// How one parameter moves Σ, by factor (ab′ + ba′), μ, by mean · a, slopes on covariates, and scales.
pub struct Change {
    a: Vec<f64>,
    b: Vec<f64>,
    factor: f64,
    mean: f64,
    scale: Vec<f64>,
    covariates: Vec<f64>,
}

impl Change {
    fn none(items: usize) -> Change {
        Change {
            a: vec![0.0; items],
            b: vec![0.0; items],
            factor: 0.0,
            mean: 0.0,
            scale: vec![0.0; items],
            covariates: Vec::new(),
        }
    }

    fn covariance(&self, i: usize, j: usize) -> f64 {
        self.factor * (self.a[i] * self.b[j] + self.a[j] * self.b[i])
    }
}
