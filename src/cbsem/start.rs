//! Where the search starts: instrumental-variable loadings (FABIN3, Hägglund 1982), then moments of the constructs.

use super::structure::{GroupStructure, Source, Structure};
use crate::data::Moments;
use crate::linalg::{Cholesky, Matrix, Vector};
use crate::model::{Model, Place, Value};

/// Share of a variance left to the residual where nothing better is known.
const HALF: f64 = 0.5;
/// A construct explains at least and at most this share of its marker at the start.
const SHARE: (f64, f64) = (0.05, 0.95);
/// Start covariances between constructs stay below this correlation, so that the start is feasible.
const HIGHEST_CORRELATION: f64 = 0.85;
/// lavaan's plain start for variances of constructs.
const PLAIN_VARIANCE: f64 = 0.05;

/// θ to start from (q), one rule after another: informed, then plain.
pub fn starts(model: &Model, structure: &Structure, moments: &[Moments]) -> Vec<Vec<f64>> {
    vec![
        informed(model, structure, moments),
        plain(model, structure, moments),
    ]
}

fn informed(model: &Model, structure: &Structure, moments: &[Moments]) -> Vec<f64> {
    let mut theta = vec![0.0; structure.free];
    for (group, moments) in moments.iter().enumerate() {
        let mut guess = Guess::new(structure, group, moments);
        guess.measure();
        guess.relate();
        guess.mean();
        for (parameter, place) in free_rows(model, group) {
            theta[parameter] = guess.value(place);
        }
    }
    apply_user_starts(model, &mut theta);
    theta
}

fn plain(model: &Model, structure: &Structure, moments: &[Moments]) -> Vec<f64> {
    let mut theta = vec![0.0; structure.free];
    for (group, moments) in moments.iter().enumerate() {
        for (parameter, place) in free_rows(model, group) {
            theta[parameter] = plain_value(structure, moments, place);
        }
    }
    apply_user_starts(model, &mut theta);
    theta
}

fn plain_value(structure: &Structure, moments: &Moments, place: Place) -> f64 {
    let item = |v: usize| v < structure.items;
    match place {
        Place::Path { from, to } => f64::from(u8::from(!item(from.0) && item(to.0))),
        Place::Covariance { a, b } if a == b && item(a.0) => HALF * moments.covariance[(a.0, a.0)],
        Place::Covariance { a, b } if a == b => PLAIN_VARIANCE,
        Place::Intercept { of } if item(of.0) => moments.mean[of.0],
        _ => 0.0,
    }
}

fn free_rows(model: &Model, group: usize) -> impl Iterator<Item = (usize, Place)> + '_ {
    model
        .parameters
        .iter()
        .filter(move |p| p.group == group)
        .filter_map(|p| match p.value {
            Value::Free(i) => Some((i, p.place)),
            _ => None,
        })
}

fn apply_user_starts(model: &Model, theta: &mut [f64]) {
    for parameter in &model.parameters {
        if let (Value::Free(i), Some(start)) = (parameter.value, parameter.start) {
            theta[i] = start;
        }
    }
}

/// What is guessed about one group, variable by variable.
struct Guess<'a> {
    structure: &'a Structure,
    group: &'a GroupStructure,
    moments: &'a Moments,
    /// Loadings and paths, m × m (row receives).
    paths: Matrix,
    /// Moments of all variables as far as guessed, m × m.
    covariance: Matrix,
    /// Residual variances and covariances, m × m.
    residual: Matrix,
    /// Means, and intercepts, of all variables.
    means: Vector,
    intercepts: Vector,
    /// Variables whose moments are guessed.
    known: Vec<bool>,
}

impl<'a> Guess<'a> {
    fn new(structure: &'a Structure, group: usize, moments: &'a Moments) -> Guess<'a> {
        let (p, m) = (structure.items, structure.variables);
        let mut covariance = Matrix::zeros(m, m);
        covariance
            .view_mut((0, 0), (p, p))
            .copy_from(&moments.covariance);
        let mut guess = Guess {
            structure,
            group: &structure.groups[group],
            moments,
            paths: Matrix::zeros(m, m),
            covariance,
            residual: Matrix::zeros(m, m),
            means: Vector::from_fn(m, |v, _| if v < p { moments.mean[v] } else { 0.0 }),
            intercepts: Vector::zeros(m),
            known: (0..m).map(|v| v < p).collect(),
        };
        guess.set_fixed();
        guess
    }

    fn set_fixed(&mut self) {
        for entry in &self.group.entries {
            let Source::Fixed(value) = entry.source else {
                continue;
            };
            match entry.place {
                Place::Path { to, from } => self.paths[(to.0, from.0)] = value,
                Place::Covariance { a, b } => {
                    self.residual[(a.0, b.0)] = value;
                    self.residual[(b.0, a.0)] = value;
                }
                Place::Intercept { of } => self.intercepts[of.0] = value,
                _ => {}
            }
        }
    }

    /// The fixed value at a place, if the place is in the model and fixed.
    fn fixed_variance(&self, v: usize) -> Option<f64> {
        self.group
            .entries
            .iter()
            .find_map(|e| match (e.place, e.source) {
                (Place::Covariance { a, b }, Source::Fixed(x)) if a == b && a.0 == v => Some(x),
                _ => None,
            })
    }

    /// Indicators of a construct among known variables: variable, and the fixed loading if fixed. A construct with
    /// items of its own is known by them alone; one without, by the constructs it points to.
    fn indicators(&self, construct: usize) -> Vec<(usize, Option<f64>)> {
        let has_items = self.group.entries.iter().any(
            |e| matches!(e.place, Place::Path { to, from } if from.0 == construct && to.0 < self.structure.items),
        );
        let measures = |to: usize| self.known[to] && (to < self.structure.items || !has_items);
        self.group
            .entries
            .iter()
            .filter_map(|e| match e.place {
                Place::Path { to, from } if from.0 == construct && measures(to.0) => Some((
                    to.0,
                    if let Source::Fixed(x) = e.source {
                        Some(x)
                    } else {
                        None
                    },
                )),
                _ => None,
            })
            .collect()
    }

    /// Constructs from their indicators, lowest order first.
    fn measure(&mut self) {
        let constructs: Vec<usize> = (self.structure.items..self.structure.variables).collect();
        for _ in 0..constructs.len() {
            let Some(&next) = constructs
                .iter()
                .find(|&&c| !self.known[c] && self.indicators(c).len() > 1)
                .or_else(|| {
                    constructs
                        .iter()
                        .find(|&&c| !self.known[c] && !self.indicators(c).is_empty())
                })
            else {
                break;
            };
            self.measure_one(next);
        }
        for c in constructs {
            if !self.known[c] {
                self.covariance[(c, c)] = self.fixed_variance(c).unwrap_or(PLAIN_VARIANCE);
                self.known[c] = true;
            }
        }
    }

    fn measure_one(&mut self, construct: usize) {
        let indicators = self.indicators(construct);
        let scale = self
            .fixed_variance(construct)
            .filter(|&x| x > 0.0 && !self.is_explained(construct));
        let marker = indicators
            .iter()
            .position(|(_, fixed)| fixed.is_some_and(|x| x != 0.0))
            .unwrap_or(0);
        let mut loadings = self.fabin(&indicators, marker);
        let marker_value = indicators[marker].1.filter(|&x| x != 0.0).unwrap_or(1.0);
        loadings *= marker_value;
        for (at, (_, fixed)) in indicators.iter().enumerate() {
            if let Some(x) = fixed {
                loadings[at] = *x;
            }
        }
        let variance = self.construct_variance(&indicators, &loadings);
        let unit = scale.filter(|_| indicators.iter().all(|(_, fixed)| fixed.is_none()));
        if let Some(target) = unit {
            loadings *= (variance / target).sqrt();
        }
        self.place_construct(construct, &indicators, &loadings, unit.unwrap_or(variance));
    }

    fn is_explained(&self, v: usize) -> bool {
        self.group
            .entries
            .iter()
            .any(|e| matches!(e.place, Place::Path { to, .. } if to.0 == v))
    }

    /// FABIN3: each loading by two-stage least squares with the other indicators as instruments; marker = 1.
    fn fabin(&self, indicators: &[(usize, Option<f64>)], marker: usize) -> Vector {
        let n = indicators.len();
        let at = |i: usize| indicators[i].0;
        Vector::from_fn(n, |i, _| {
            if i == marker || n < 3 {
                return 1.0_f64.copysign(self.covariance[(at(i), at(marker))]);
            }
            let instruments: Vec<usize> =
                (0..n).filter(|&z| z != i && z != marker).map(at).collect();
            let zz = Matrix::from_fn(instruments.len(), instruments.len(), |a, b| {
                self.covariance[(instruments[a], instruments[b])]
            });
            let column = |v: usize| {
                Vector::from_fn(instruments.len(), |z, _| {
                    self.covariance[(instruments[z], v)]
                })
            };
            let with_marker = column(at(marker));
            let Some(weights) = Cholesky::new(zz).map(|f| f.solve(&with_marker)) else {
                return 1.0;
            };
            let loading = weights.dot(&column(at(i))) / weights.dot(&with_marker);
            if loading.is_finite() {
                loading.clamp(-20.0, 20.0)
            } else {
                1.0
            }
        })
    }

    /// Least squares of the indicators' covariances on products of loadings.
    fn construct_variance(&self, indicators: &[(usize, Option<f64>)], loadings: &Vector) -> f64 {
        let (mut top, mut bottom) = (0.0, 0.0);
        for i in 0..indicators.len() {
            for j in 0..i {
                let product = loadings[i] * loadings[j];
                top += self.covariance[(indicators[i].0, indicators[j].0)] * product;
                bottom += product * product;
            }
        }
        let strongest = (0..indicators.len())
            .filter(|&i| loadings[i] != 0.0)
            .map(|i| self.covariance[(indicators[i].0, indicators[i].0)] / loadings[i].powi(2))
            .fold(f64::INFINITY, f64::min);
        let strongest = if strongest.is_finite() && strongest > 0.0 {
            strongest
        } else {
            1.0
        };
        let guess = if bottom > 0.0 {
            top / bottom
        } else {
            HALF * strongest
        };
        guess.clamp(SHARE.0 * strongest, SHARE.1 * strongest)
    }

    /// Enter a construct: its loadings, its variance, and its covariances with everything known.
    fn place_construct(
        &mut self,
        construct: usize,
        indicators: &[(usize, Option<f64>)],
        loadings: &Vector,
        variance: f64,
    ) {
        let squares: f64 = loadings.norm_squared().max(f64::MIN_POSITIVE);
        for v in (0..self.structure.variables).filter(|&v| self.known[v]) {
            let mut sum = 0.0;
            let mut own = 0.0;
            for (at, (item, _)) in indicators.iter().enumerate() {
                if *item == v {
                    own = loadings[at] * variance;
                }
                sum += loadings[at] * self.covariance[(*item, v)];
            }
            let covariance = if own != 0.0 { own } else { sum / squares };
            let limit = HIGHEST_CORRELATION * (variance * self.covariance[(v, v)]).max(0.0).sqrt();
            let covariance = covariance.clamp(-limit, limit);
            self.covariance[(construct, v)] = covariance;
            self.covariance[(v, construct)] = covariance;
        }
        self.covariance[(construct, construct)] = variance;
        self.known[construct] = true;
        for (at, (item, _)) in indicators.iter().enumerate() {
            self.paths[(*item, construct)] = loadings[at];
        }
    }

    /// Paths by regression on the guessed moments, residuals as what is left.
    fn relate(&mut self) {
        for v in 0..self.structure.variables {
            let sources: Vec<usize> = self.sources(v);
            if !self.is_simple_indicator(v, &sources) {
                self.regress(v, &sources);
            }
            let explained = self.explained(v, &sources);
            let variance = self.covariance[(v, v)];
            self.residual[(v, v)] = (variance - explained).clamp(SHARE.0 * variance, variance);
        }
        for entry in &self.group.entries {
            if let Place::Covariance { a, b } = entry.place
                && a != b
            {
                let residual = self.residual_covariance(a.0, b.0);
                self.residual[(a.0, b.0)] = residual;
                self.residual[(b.0, a.0)] = residual;
            }
        }
    }

    fn sources(&self, v: usize) -> Vec<usize> {
        let from = |place| {
            if let Place::Path { to, from } = place {
                (to.0 == v).then_some(from.0)
            } else {
                None
            }
        };
        self.group
            .entries
            .iter()
            .filter_map(|e| from(e.place))
            .collect()
    }

    /// Indicators keep their instrumental loadings; everything else is regressed.
    fn is_simple_indicator(&self, v: usize, sources: &[usize]) -> bool {
        sources.len() <= 1
            && sources
                .iter()
                .all(|&s| s >= self.structure.items && self.paths[(v, s)] != 0.0)
    }

    fn regress(&mut self, v: usize, sources: &[usize]) {
        let free: Vec<usize> = sources
            .iter()
            .copied()
            .filter(|&s| self.is_free_path(v, s))
            .collect();
        let xx = Matrix::from_fn(free.len(), free.len(), |a, b| {
            self.covariance[(free[a], free[b])]
        });
        let xy = Vector::from_fn(free.len(), |a, _| {
            let fixed = sources.iter().filter(|s| !free.contains(s));
            self.covariance[(free[a], v)]
                - fixed
                    .map(|&s| self.paths[(v, s)] * self.covariance[(free[a], s)])
                    .sum::<f64>()
        });
        let Some(slopes) = Cholesky::new(xx).map(|f| f.solve(&xy)) else {
            return;
        };
        for (at, &s) in free.iter().enumerate() {
            self.paths[(v, s)] = slopes[at];
        }
    }

    fn is_free_path(&self, v: usize, source: usize) -> bool {
        self.group.entries.iter().any(|e| {
            matches!(e.place, Place::Path { to, from } if to.0 == v && from.0 == source)
                && matches!(e.source, Source::Free(_))
        })
    }

    fn explained(&self, v: usize, sources: &[usize]) -> f64 {
        let mut sum = 0.0;
        for &a in sources {
            for &b in sources {
                sum += self.paths[(v, a)] * self.paths[(v, b)] * self.covariance[(a, b)];
            }
        }
        sum
    }

    fn residual_covariance(&self, a: usize, b: usize) -> f64 {
        if a < self.structure.items && b < self.structure.items && (self.loads(a) || self.loads(b))
        {
            return 0.0;
        }
        let (from_a, from_b) = (self.sources(a), self.sources(b));
        let mut sum = self.covariance[(a, b)];
        for &s in &from_a {
            sum -= self.paths[(a, s)] * self.covariance[(s, b)];
        }
        for &s in &from_b {
            sum -= self.paths[(b, s)] * self.covariance[(a, s)];
        }
        for &s in &from_a {
            for &t in &from_b {
                sum += self.paths[(a, s)] * self.paths[(b, t)] * self.covariance[(s, t)];
            }
        }
        let limit = HIGHEST_CORRELATION
            * (self.residual[(a, a)] * self.residual[(b, b)])
                .max(0.0)
                .sqrt();
        sum.clamp(-limit, limit)
    }

    fn loads(&self, item: usize) -> bool {
        self.sources(item)
            .iter()
            .any(|&s| s >= self.structure.items)
    }

    /// Intercepts: of items what the means leave after their predictors, of constructs zero.
    fn mean(&mut self) {
        for v in 0..self.structure.items {
            let carried: f64 = self
                .sources(v)
                .iter()
                .map(|&s| self.paths[(v, s)] * self.means[s])
                .sum();
            self.intercepts[v] = self.moments.mean[v] - carried;
        }
    }

    fn value(&self, place: Place) -> f64 {
        match place {
            Place::Path { to, from } => self.paths[(to.0, from.0)],
            Place::Covariance { a, b } => self.residual[(a.0, b.0)],
            Place::Intercept { of } => self.intercepts[of.0],
            _ => 0.0,
        }
    }
}
