//! Whether respondents of a group agree, and whether groups differ: what must be known before answers are averaged.

/// Within-group agreement on J items, against answers spread evenly over their scales (James, Demaree & Wolf 1984, eqs. 1
/// and 3): `J(1 − m) / (J(1 − m) + m)` with m the mean of s² / σ², σ² = (A² − 1)/12 of an item with A answers to choose
/// from. Less than no agreement is 0.
///
/// `columns` are the answers to the items (NaN for blanks) with the number of their options. `None` where an item has
/// fewer than two answers.
pub fn rwg_j(columns: &[(Vec<f64>, f64)]) -> Option<f64> {
    let ratio = |(answers, options): &(Vec<f64>, f64)| {
        Some(variance(answers)? / ((options * options - 1.0) / 12.0))
    };
    let ratios: Vec<f64> = columns.iter().map(ratio).collect::<Option<_>>()?;
    let j = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / j;
    if mean >= 1.0 {
        return Some(0.0);
    }
    Some(j * (1.0 - mean) / (j * (1.0 - mean) + mean))
}

/// Divisor n − 1, blanks apart.
fn variance(answers: &[f64]) -> Option<f64> {
    let known: Vec<f64> = answers.iter().copied().filter(|x| !x.is_nan()).collect();
    if known.len() < 2 {
        return None;
    }
    let n = known.len() as f64;
    let mean = known.iter().sum::<f64>() / n;
    Some(known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

/// Intraclass correlations of one score over groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intraclass {
    /// How alike two respondents of a group are.
    pub icc1: f64,
    /// How reliable the means of the groups are.
    pub icc2: f64,
}

/// ICC(1) = (MSB − MSW) / (MSB + (k − 1) MSW) and ICC(2) = (MSB − MSW) / MSB of a one-way analysis of variance, k the
/// mean size of the groups (Bliese 2000). Groups without answers do not count; `None` with fewer than two groups, or
/// nothing that varies.
pub fn intraclass(groups: &[Vec<f64>]) -> Option<Intraclass> {
    let known = |g: &Vec<f64>| {
        g.iter()
            .copied()
            .filter(|x| !x.is_nan())
            .collect::<Vec<_>>()
    };
    let groups: Vec<Vec<f64>> = groups.iter().map(known).filter(|g| !g.is_empty()).collect();
    let n: usize = groups.iter().map(Vec::len).sum();
    let m = groups.len();
    if m < 2 || n <= m {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let grand = groups.iter().flatten().sum::<f64>() / n as f64;
    let between = |g: &Vec<f64>| g.len() as f64 * (mean(g) - grand).powi(2);
    let within = |g: &Vec<f64>| {
        let centre = mean(g);
        g.iter().map(|x| (x - centre).powi(2)).sum::<f64>()
    };
    let msb = groups.iter().map(between).sum::<f64>() / (m - 1) as f64;
    let msw = groups.iter().map(within).sum::<f64>() / (n - m) as f64;
    let size = n as f64 / m as f64;
    (msb > 0.0).then(|| Intraclass {
        icc1: (msb - msw) / (msb + (size - 1.0) * msw),
        icc2: (msb - msw) / msb,
    })
}

/// Whether a mean stands for its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// rwg(j) ≥ .70: one mean may speak for the group.
    Average,
    /// .50 ≤ rwg(j) < .70.
    AverageWithCare,
    /// rwg(j) < .50.
    TellApart,
    NotKnown,
}

/// .70 is the usual cut (LeBreton & Senter 2008, who call .51 to .70 moderate agreement).
pub fn advice(rwg: Option<f64>) -> Advice {
    match rwg {
        None => Advice::NotKnown,
        Some(r) if r >= 0.7 => Advice::Average,
        Some(r) if r >= 0.5 => Advice::AverageWithCare,
        Some(_) => Advice::TellApart,
    }
}

impl Advice {
    /// A stable name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Advice::Average => "average",
            Advice::AverageWithCare => "average with care",
            Advice::TellApart => "report apart",
            Advice::NotKnown => "not enough data",
        }
    }
}
