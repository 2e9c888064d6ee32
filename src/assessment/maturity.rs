//! Levels of maturity: a range of the index each, and gates that must be open.

use super::words::Words;

/// What a gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A construct's score, from 0 to 100.
    Construct(usize),
    /// An item's mean, on its own scale, reversed items turned round.
    Item(usize),
}

/// What must hold besides the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub subject: Subject,
    pub at_least: f64,
    /// What a closed gate means: `channels not integrated`.
    pub say: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Index from which it is reached.
    pub from: f64,
    pub name: Words,
    /// What it is like to be there.
    pub meaning: Words,
    pub gates: Vec<Gate>,
}

/// Where an organisation stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Index into the levels: the highest whose range is reached and whose gates, and those of all levels below, are open.
    pub level: usize,
    /// The level that the index alone would give.
    pub by_index: usize,
    /// Of every level, whether each of its gates is open; `None` where there is not enough data.
    pub open: Vec<Vec<Option<bool>>>,
}

impl Verdict {
    /// Judges an index. `value` knows what gates look at; a gate that nobody can look at stays closed.
    pub fn of(levels: &[Level], index: f64, value: impl Fn(Subject) -> Option<f64>) -> Verdict {
        let judged = |gate: &Gate| value(gate.subject).map(|v| v >= gate.at_least);
        let open: Vec<Vec<Option<bool>>> = levels
            .iter()
            .map(|level| level.gates.iter().map(judged).collect())
            .collect();
        let reached = levels
            .iter()
            .take_while(|level| index >= level.from)
            .count();
        let passed = (0..reached).take_while(|&l| open[l].iter().all(|gate| *gate == Some(true)));
        Verdict {
            level: passed.count().saturating_sub(1),
            by_index: reached.saturating_sub(1),
            open,
        }
    }

    /// Gates (level, place) that keep the organisation from the level of its index.
    pub fn closed(&self) -> Vec<(usize, usize)> {
        let above = self.level + 1..=self.by_index;
        above.flat_map(|level| self.closed_of(level)).collect()
    }

    /// Gates of a level that are not open.
    pub fn closed_of(&self, level: usize) -> Vec<(usize, usize)> {
        let gates = self.open.get(level).into_iter().flatten().enumerate();
        gates
            .filter(|(_, open)| **open != Some(true))
            .map(|(at, _)| (level, at))
            .collect()
    }
}

/// Five equal ranges without gates, for want of settings.
pub fn plain_levels() -> Vec<Level> {
    let names = [
        ("very low", "بسیار پایین"),
        ("low", "پایین"),
        ("middle", "متوسط"),
        ("high", "بالا"),
        ("very high", "بسیار بالا"),
    ];
    let level = |(at, (en, fa)): (usize, &(&str, &str))| Level {
        from: 20.0 * at as f64,
        name: Words {
            en: Some((*en).to_owned()),
            fa: Some((*fa).to_owned()),
        },
        meaning: Words::default(),
        gates: Vec::new(),
    };
    names.iter().enumerate().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gated(at: usize, subject: Subject, at_least: f64) -> Vec<Level> {
        let mut levels = plain_levels();
        levels[at].gates.push(Gate {
            subject,
            at_least,
            say: Words::same("channels not integrated"),
        });
        levels
    }

    #[test]
    fn a_closed_gate_holds_back_and_says_so() {
        let levels = gated(2, Subject::Construct(6), 50.0);
        let verdict = Verdict::of(&levels, 64.0, |_| Some(38.0));
        assert_eq!((verdict.level, verdict.by_index), (1, 3));
        assert_eq!(verdict.closed(), [(2, 0)]);
        let open = Verdict::of(&levels, 64.0, |_| Some(50.0));
        assert_eq!((open.level, open.closed().len()), (3, 0));
    }

    #[test]
    fn a_gate_that_cannot_be_judged_stays_closed() {
        let levels = gated(1, Subject::Item(0), 3.0);
        let verdict = Verdict::of(&levels, 100.0, |_| None);
        assert_eq!((verdict.level, verdict.by_index), (0, 4));
    }

    #[test]
    fn limits_belong_to_the_higher_level() {
        let at = |index| Verdict::of(&plain_levels(), index, |_| None).level;
        assert_eq!(
            [0.0, 19.9, 20.0, 79.9, 80.0, 100.0].map(at),
            [0, 0, 1, 3, 4, 4]
        );
    }
}
