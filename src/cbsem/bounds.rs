//! Bounds that keep estimates where a population could be, by lavaan's names.
//!
//! Variances lie between 0 and what was observed; a loading is at most what the item's variance leaves it when the
//! construct has its least variance; a covariance is at most what the variances allow. `standard` takes these as they
//! are, `wide` and `wide.zerovar` leave some room around them (De Jonckere & Rosseel 2022).

use crate::data::Moments;
use crate::model::{Limits, Model, Parameter, Place, Value, Variable};
use crate::syntax::Relation;

/// Which parameters are bounded, and how tightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bounds {
    /// Only what the model text bounds.
    #[default]
    None,
    /// No negative variance.
    PosVar,
    /// No negative variance of an item.
    PosOvVar,
    /// No negative variance of a construct.
    PosLvVar,
    Standard,
    Wide,
    /// As `wide`, but no negative variance of an item.
    WideZerovar,
}

impl Bounds {
    pub const ALL: [Bounds; 7] = [
        Bounds::None,
        Bounds::PosVar,
        Bounds::PosOvVar,
        Bounds::PosLvVar,
        Bounds::Standard,
        Bounds::Wide,
        Bounds::WideZerovar,
    ];

    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Bounds::None => "none",
            Bounds::PosVar => "pos.var",
            Bounds::PosOvVar => "pos.ov.var",
            Bounds::PosLvVar => "pos.lv.var",
            Bounds::Standard => "standard",
            Bounds::Wide => "wide",
            Bounds::WideZerovar => "wide.zerovar",
        }
    }

    fn room(self) -> Room {
        let of = |lower, upper| Room { lower, upper };
        match self {
            Bounds::Wide => of([0.05, 0.0, 0.1, 0.0], [0.2, 0.3, 0.1, 0.0]),
            Bounds::WideZerovar => of([0.0, 0.0, 0.1, 0.0], [0.2, 0.3, 0.1, 0.0]),
            _ => of([0.0, 0.0, 0.0, -0.001], [0.0, 0.0, 0.0, -0.001]),
        }
    }
}

/// By which share of its range each kind of bound is widened (narrowed, if negative).
struct Room {
    lower: [f64; 4],
    upper: [f64; 4],
}

/// The kinds of parameters that are bounded, in the order of [`Room`].
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    ItemVariance,
    ConstructVariance,
    Loading,
    Covariance,
}

/// A marker explains at least this share of its item.
const RELIABILITY: f64 = 0.1;
/// Residual variance that the other constructs must leave to one they predict.
const LEAST_RESIDUAL: f64 = 0.005;

/// Limits of every parameter row: those of the text, and where it gives none, those of `bounds`.
pub fn limits(model: &Model, observed: &[Moments], bounds: Bounds) -> Limits {
    let mut limits = model.limits();
    if bounds == Bounds::None {
        return limits;
    }
    for (group, moments) in observed.iter().enumerate() {
        let scale = Scale::new(model, group, moments);
        for (row, parameter) in model.parameters.iter().enumerate() {
            if parameter.group != group || !matches!(parameter.value, Value::Free(_)) {
                continue;
            }
            let (lower, upper) = scale.limits(parameter, bounds);
            let written = limits[row];
            limits[row] = (written.0.or(lower), written.1.or(upper));
        }
    }
    limits
}

/// What the sample says of the size of each variable in one group.
struct Scale<'a> {
    model: &'a Model,
    group: usize,
    variances: Vec<f64>,
    /// The only item of each construct whose loading is fixed at 1, by construct.
    markers: Vec<Option<usize>>,
}

impl Scale<'_> {
    fn new<'a>(model: &'a Model, group: usize, moments: &Moments) -> Scale<'a> {
        Scale {
            model,
            group,
            variances: moments.covariance.diagonal().iter().copied().collect(),
            markers: model
                .constructs()
                .map(|c| marker(model, group, c))
                .collect(),
        }
    }

    fn limits(&self, parameter: &Parameter, bounds: Bounds) -> (Option<f64>, Option<f64>) {
        let Some(kind) = self.kind(parameter) else {
            return (None, None);
        };
        let positive = match (bounds, kind) {
            (Bounds::PosVar, Kind::ItemVariance | Kind::ConstructVariance)
            | (Bounds::PosOvVar, Kind::ItemVariance)
            | (Bounds::PosLvVar, Kind::ConstructVariance) => true,
            (Bounds::PosVar | Bounds::PosOvVar | Bounds::PosLvVar, _) => return (None, None),
            _ => false,
        };
        if positive {
            return (Some(0.0), None);
        }
        let (lower, upper) = self.range(parameter.place, kind, bounds);
        let finite = |x: f64| Some(x).filter(|x| x.is_finite());
        (finite(lower), finite(upper))
    }

    fn kind(&self, parameter: &Parameter) -> Option<Kind> {
        let item = |v: Variable| !self.model.is_construct(v);
        match parameter.place {
            Place::Covariance { a, b } if a != b => Some(Kind::Covariance),
            Place::Covariance { a, .. } if item(a) => Some(Kind::ItemVariance),
            Place::Covariance { .. } => Some(Kind::ConstructVariance),
            Place::Path { to, .. } if parameter.op == Relation::Measure && item(to) => {
                Some(Kind::Loading)
            }
            _ => None,
        }
    }

    /// Lowest and highest value, with room around them.
    fn range(&self, place: Place, kind: Kind, bounds: Bounds) -> (f64, f64) {
        let (lower, upper) = match place {
            Place::Path { to, from } => {
                let most = (self.variances[to.0] / self.least_variance(from)).sqrt();
                (-most, most)
            }
            Place::Covariance { a, b } if a == b => self.of_variance(a),
            Place::Covariance { a, b } => {
                let highest = |v: Variable| {
                    let kind = if self.model.is_construct(v) {
                        Kind::ConstructVariance
                    } else {
                        Kind::ItemVariance
                    };
                    self.range(Place::Covariance { a: v, b: v }, kind, bounds).1
                };
                let most = (highest(a) * highest(b)).sqrt();
                (-most, most)
            }
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let room = bounds.room();
        let width = if kind == Kind::ItemVariance || kind == Kind::ConstructVariance {
            upper - lower.max(0.0)
        } else {
            upper - lower
        };
        (
            lower - room.lower[kind as usize] * width,
            upper + room.upper[kind as usize] * width,
        )
    }

    fn of_variance(&self, v: Variable) -> (f64, f64) {
        if self.model.is_construct(v) {
            let least = if self.is_predicted(v) {
                LEAST_RESIDUAL
            } else {
                self.least_variance(v)
            };
            return (least, self.most_variance(v));
        }
        let marks = self.markers.contains(&Some(v.0));
        let share = if marks { 1.0 - RELIABILITY } else { 1.0 };
        (0.0, share * self.variances[v.0])
    }

    fn marker(&self, construct: Variable) -> Option<usize> {
        self.markers[construct.0 - self.model.items]
    }

    fn least_variance(&self, construct: Variable) -> f64 {
        match self.marker(construct) {
            _ if self.model.std_lv => 1.0,
            Some(marker) => RELIABILITY * self.variances[marker],
            None => 0.0,
        }
    }

    fn most_variance(&self, construct: Variable) -> f64 {
        match self.marker(construct) {
            _ if self.model.std_lv => 1.0,
            Some(marker) => self.variances[marker],
            None => self.variances.iter().copied().fold(0.0, f64::max),
        }
    }

    /// Whether an arrow points at the construct.
    fn is_predicted(&self, construct: Variable) -> bool {
        let points = |p: &Parameter| {
            p.group == self.group && matches!(p.place, Place::Path { to, .. } if to == construct)
        };
        self.model.parameters.iter().any(points)
    }
}

fn marker(model: &Model, group: usize, construct: Variable) -> Option<usize> {
    let marks = |p: &&Parameter| {
        p.group == group && p.op == Relation::Measure && p.value == Value::Fixed(1.0)
    };
    let mut items = model
        .parameters
        .iter()
        .filter(marks)
        .filter_map(|p| match p.place {
            Place::Path { to, from } if from == construct => Some(to),
            _ => None,
        });
    let first = items.next()?;
    (items.next().is_none() && !model.is_construct(first)).then_some(first.0)
}
