//! Effects along paths, laid out in rows.

use super::tables::{Column, Estimated, LEVEL};
use crate::inference::effects::{Effect, Effects, Kind};
use crate::inference::mediation::{self, Mediation};
use crate::inference::wald::wald;
use crate::model::Model;
use crate::notice::Notice;
use crate::report::results::{EffectRow, EffectsSummary};

/// Every effect with its delta-method errors, raw and standardized.
pub fn effects(model: &Model, estimated: &Estimated, effects: &Effects) -> EffectsSummary {
    let of = |column: &Column| effects.smooth(&column.rows.values, &column.rows.slopes);
    let (raw, standard) = (of(&estimated.raw), of(&estimated.all));
    let numbers = |smooth: &Option<_>| {
        let Some(smooth) = smooth else {
            return [None; 6];
        };
        estimated.numbers(smooth)
    };
    let rows = effects.list.iter().zip(raw.iter().zip(&standard));
    let mut rows: Vec<EffectRow> = rows
        .map(|(effect, (raw, standard))| {
            let [est, se, z, pvalue, ci_lower, ci_upper] = numbers(raw);
            let [
                std_all,
                std_se,
                std_z,
                std_pvalue,
                std_ci_lower,
                std_ci_upper,
            ] = numbers(standard);
            EffectRow {
                est,
                se,
                z,
                pvalue,
                ci_lower,
                ci_upper,
                std_all,
                std_se,
                std_z,
                std_pvalue,
                std_ci_lower,
                std_ci_upper,
                ..named(model, effects, effect)
            }
        })
        .collect();
    mediate(&mut rows);
    EffectsSummary {
        recursive: effects.recursive(),
        stability: effects.stability(&estimated.raw.rows.values),
        specific_omitted: effects.omitted,
        rows,
    }
}

impl Estimated<'_> {
    /// Estimate, error, z, p and interval of a function of θ.
    fn numbers(&self, smooth: &crate::inference::defined::Smooth) -> [Option<f64>; 6] {
        let se = self.error_of_defined(smooth);
        let test = se.map(|se| wald(smooth.value, se, LEVEL));
        [
            Some(smooth.value),
            se,
            test.and_then(|t| t.z),
            test.and_then(|t| t.p),
            test.map(|t| t.lower),
            test.map(|t| t.upper),
        ]
    }
}

fn named(model: &Model, effects: &Effects, effect: &Effect) -> EffectRow {
    let name = |v: crate::model::Variable| model.variables[v.0].clone();
    let path = match effect.kind {
        Kind::Direct | Kind::Specific => effects.passes(effect),
        Kind::Indirect | Kind::Total => Vec::new(),
    };
    EffectRow {
        kind: effect.kind.name().to_owned(),
        from: name(effect.from),
        to: name(effect.to),
        group: effect.group + 1,
        path: path.into_iter().map(name).collect(),
        ..EffectRow::default()
    }
}

/// The kind of mediation of every indirect effect beside a direct one, by whether their intervals leave out zero.
pub fn mediate(rows: &mut [EffectRow]) {
    let effect = |row: &EffectRow| {
        Some(mediation::Effect {
            estimate: row.est?,
            significant: row.ci_lower? > 0.0 || row.ci_upper? < 0.0,
        })
    };
    let mut direct: Option<(String, String, usize, mediation::Effect)> = None;
    for row in rows {
        let pair = |d: &(String, String, usize, mediation::Effect)| {
            d.0 == row.from && d.1 == row.to && d.2 == row.group
        };
        if row.kind == Kind::Direct.name() {
            direct = effect(row).map(|e| (row.from.clone(), row.to.clone(), row.group, e));
        } else if row.kind == Kind::Indirect.name() {
            let beside = direct.as_ref().filter(|d| pair(d)).map(|d| d.3);
            let kind = effect(row)
                .zip(beside)
                .map(|(indirect, direct)| Mediation::of(indirect, direct));
            row.mediation = kind.map(|kind| kind.name().to_owned());
        }
    }
}

/// What a reader must be told of effects round loops, and of ways too many to list.
pub fn notices(summary: &EffectsSummary) -> Vec<Notice> {
    let mut notices = Vec::new();
    let worst = summary
        .stability
        .iter()
        .flatten()
        .copied()
        .fold(0.0, f64::max);
    if worst >= 1.0 {
        let text = format!(
            "the paths form a loop whose stability index is {worst:.3}, 1 or more: effects that go round it do not settle, so \
             the indirect and total effects have no meaning (Bentler & Freeman 1983). Rethink the loop."
        );
        notices.push(Notice::warning("unstable-loop", "", text));
    }
    if summary.specific_omitted > 0 {
        let text = format!(
            "{} more specific indirect effects exist than are listed; the sums over all ways are complete. Write the ones you \
             need as `:=` rows.",
            summary.specific_omitted
        );
        notices.push(Notice::note("specific-effects-omitted", "", text));
    }
    notices
}
