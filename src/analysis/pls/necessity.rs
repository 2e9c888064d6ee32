//! Which constructs a target cannot do without (NCA), and how that goes with their importance (cIPMA).

use super::Request;
use super::estimated::Estimated;
use super::priorities::Prepared;
use crate::error::Error;
use crate::inference::bootstrap::{Draw, Plan, Replicates};
use crate::inference::permutation::permute;
use crate::measures::necessity::{Ceiling, Peers, Required, range};
use crate::report::priorities::{
    Bottleneck, CeilingRow, CombinedRow, Condition, ImportanceMap, NecessityAnalysis, Need,
};

/// How necessity is tested.
#[derive(Debug, Clone)]
pub struct Necessity {
    pub target: String,
    /// Shuffles of the outcome.
    pub plan: Plan,
    /// Level of the outcome, in percent of its range, that the combined view is about.
    pub level: f64,
}

/// A necessary condition has at least this effect and less than this p (Dul 2016; Dul, van der Laan & Kuik 2020).
const EFFECT: f64 = 0.1;
const LEVEL: f64 = 0.05;
const CEILINGS: [Ceiling; 2] = [Ceiling::Steps, Ceiling::Line];
/// Effects nearer than this are ties.
const TIE: f64 = 1e-12;

/// One construct's scores against the target's.
struct Cloud {
    construct: usize,
    x: Vec<f64>,
    peers: Peers,
    /// Respondents by rising score.
    order: Vec<usize>,
}

/// Ceilings, effects, tests and bottlenecks of everything that leads to the target.
pub fn necessity(
    estimated: &Estimated,
    prepared: &Prepared,
    how: &Necessity,
) -> Result<NecessityAnalysis, Error> {
    let y = scores(estimated, prepared, prepared.priorities.target)?;
    let causes = prepared.priorities.causes.iter();
    let clouds = causes
        .map(|&c| cloud(estimated, prepared, c, &y))
        .collect::<Result<Vec<_>, _>>()?;
    let shuffled = shuffled(&clouds, &y, &how.plan);
    let conditions = clouds.iter().enumerate().map(|(at, cloud)| {
        let name = estimated.model.constructs[cloud.construct].name.clone();
        condition(
            name,
            cloud,
            &y,
            [&shuffled.columns[2 * at], &shuffled.columns[2 * at + 1]],
        )
    });
    let levels = (0..=10).map(|step| 10.0 * f64::from(step));
    Ok(NecessityAnalysis {
        target: how.target.clone(),
        permutations: how.plan.replicates,
        seed: how.plan.seed,
        level: how.level,
        conditions: conditions.collect(),
        bottleneck: levels.map(|level| bottleneck(&clouds, level)).collect(),
        combined: Vec::new(),
    })
}

fn scores(estimated: &Estimated, prepared: &Prepared, construct: usize) -> Result<Vec<f64>, Error> {
    let found = prepared.priorities.scores(&estimated.fit, construct, None);
    let cancelled = || {
        let name = &estimated.model.constructs[construct].name;
        Error::Usage(format!(
            "--nca: the weights of {name} cancel out, so it has no scores from 0 to 100; declare reversed items in the codebook"
        ))
    };
    Ok(found.ok_or_else(cancelled)?.iter().copied().collect())
}

fn cloud(
    estimated: &Estimated,
    prepared: &Prepared,
    construct: usize,
    y: &[f64],
) -> Result<Cloud, Error> {
    let x = scores(estimated, prepared, construct)?;
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    let name = || estimated.model.constructs[construct].name.clone();
    let peers = Peers::of(&x, y).ok_or_else(|| crate::plssem::Error::Constant(name()))?;
    Ok(Cloud {
        construct,
        x,
        peers,
        order,
    })
}

/// Effects of all conditions when the outcome is shuffled among respondents: for each, those of both ceilings.
fn shuffled(clouds: &[Cloud], y: &[f64], plan: &Plan) -> Replicates {
    let limits = range(y).unwrap_or_default();
    permute(plan, y.len(), |order| {
        let effects = |cloud: &Cloud| {
            let points = cloud.order.iter().map(|&i| (cloud.x[i], y[order[i]]));
            let peers = Peers::in_order(points, cloud.peers.scope.x, limits);
            CEILINGS.map(|ceiling| peers.as_ref().map_or(f64::NAN, |p| p.effect(ceiling)))
        };
        Ok(Draw {
            values: clouds.iter().flat_map(effects).collect(),
            remarks: Vec::new(),
        })
    })
}

fn condition(construct: String, cloud: &Cloud, y: &[f64], shuffled: [&Vec<f64>; 2]) -> Condition {
    let row = |ceiling: Ceiling, shuffled: &[f64]| {
        let effect = cloud.peers.effect(ceiling);
        let as_large = shuffled.iter().filter(|d| **d >= effect - TIE).count();
        let line = cloud.peers.line().filter(|_| ceiling == Ceiling::Line);
        CeilingRow {
            effect,
            pvalue: (1 + as_large) as f64 / (1 + shuffled.len()) as f64,
            accuracy: 100.0 * cloud.peers.accuracy(ceiling, &cloud.x, y),
            intercept: line.map(|l| l.0),
            slope: line.map(|l| l.1),
        }
    };
    let steps = row(Ceiling::Steps, shuffled[0]);
    Condition {
        construct,
        peers: cloud.peers.points.len(),
        ce_fdh: steps,
        cr_fdh: row(Ceiling::Line, shuffled[1]),
        necessary: steps.effect >= EFFECT && steps.pvalue < LEVEL,
        points: cloud.x.iter().copied().zip(y.iter().copied()).collect(),
        corners: cloud.peers.points.clone(),
    }
}

fn bottleneck(clouds: &[Cloud], level: f64) -> Bottleneck {
    let needs = |ceiling| clouds.iter().map(|c| need(c, ceiling, level)).collect();
    Bottleneck {
        level,
        ce_fdh: needs(Ceiling::Steps),
        cr_fdh: needs(Ceiling::Line),
    }
}

fn need(cloud: &Cloud, ceiling: Ceiling, level: f64) -> Need {
    let scope = cloud.peers.scope;
    let y = scope.y.0 + level / 100.0 * (scope.y.1 - scope.y.0);
    let below = |x: f64| {
        let slack = TIE * (scope.x.1 - scope.x.0);
        let fewer = cloud.x.iter().filter(|v| **v < x - slack).count();
        100.0 * fewer as f64 / cloud.x.len() as f64
    };
    match cloud.peers.required(ceiling, y) {
        Required::Nothing => Need {
            kind: "nothing",
            percent: None,
            below: 0.0,
        },
        Required::AtLeast(x) => Need {
            kind: "at least",
            percent: Some(100.0 * (x - scope.x.0) / (scope.x.1 - scope.x.0)),
            below: below(x),
        },
        Required::BeyondReach => Need {
            kind: "beyond reach",
            percent: None,
            below: 100.0,
        },
    }
}

/// Importance, performance and necessity side by side (Hauff, Richter, Sarstedt & Ringle 2024), if both are of one target.
pub fn combine(
    found: &mut NecessityAnalysis,
    map: Option<&ImportanceMap>,
    request: &Request,
    estimated: &Estimated,
    prepared: &Prepared,
) -> Result<(), Error> {
    let Some((map, how)) = map
        .zip(request.nca.as_ref())
        .filter(|(m, how)| m.target == how.target)
    else {
        return Ok(());
    };
    let y = scores(estimated, prepared, prepared.priorities.target)?;
    for (at, &construct) in prepared.priorities.causes.iter().enumerate() {
        let cloud = cloud(estimated, prepared, construct, &y)?;
        let (point, condition) = (&map.constructs[at], &found.conditions[at]);
        found.combined.push(CombinedRow {
            construct: point.construct.clone(),
            importance: point.importance.est,
            performance: point.performance.est,
            effect: condition.ce_fdh.effect,
            pvalue: condition.ce_fdh.pvalue,
            necessary: condition.necessary,
            below: need(&cloud, Ceiling::Steps, how.level).below,
            advice: combined_advice(condition.necessary, point.quadrant),
        });
    }
    Ok(())
}

fn combined_advice(necessary: bool, quadrant: &str) -> &'static str {
    match (necessary, quadrant) {
        (true, "act first") => {
            "necessary and important: raise it first, for those below what is needed and then for all"
        }
        (true, "keep up") => {
            "necessary and important: keep it up, and help those below what is needed"
        }
        (true, _) => {
            "necessary but less important: bring everyone to what is needed, and no further"
        }
        (false, "act first") => "not necessary but important: raising it helps on average",
        (false, "keep up") => "not necessary but important: keep it up",
        (false, _) => "neither necessary nor important: other constructs first",
    }
}
