//! Several tests at once: p values that keep the chance of any false alarm at the level.

/// How p values of one family are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// As they are.
    None,
    /// m p (Dunn 1961).
    Bonferroni,
    /// Step by step from the smallest: (m − i + 1) p₍ᵢ₎, never falling (Holm 1979).
    #[default]
    Holm,
    /// 1 − (1 − p)^m (Šidák 1967).
    Sidak,
}

impl Correction {
    pub fn name(self) -> &'static str {
        match self {
            Correction::None => "none",
            Correction::Bonferroni => "bonferroni",
            Correction::Holm => "holm",
            Correction::Sidak => "sidak",
        }
    }
}

/// The corrected p values of one family, in its order.
pub fn corrected(p: &[f64], how: Correction) -> Vec<f64> {
    let m = p.len() as f64;
    match how {
        Correction::None => p.to_vec(),
        Correction::Bonferroni => p.iter().map(|p| (m * p).min(1.0)).collect(),
        Correction::Sidak => p.iter().map(|p| 1.0 - (1.0 - p).powf(m)).collect(),
        Correction::Holm => holm(p),
    }
}

fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut found = vec![0.0; p.len()];
    let mut highest: f64 = 0.0;
    for (step, &at) in order.iter().enumerate() {
        highest = highest.max(((p.len() - step) as f64 * p[at]).min(1.0));
        found[at] = highest;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: `p.adjust(c(.01, .04, .03, .5), "holm")` and `"bonferroni"`.
    #[test]
    fn corrections_are_those_of_r() {
        let p = [0.01, 0.04, 0.03, 0.5];
        let near = |found: Vec<f64>, expected: [f64; 4]| {
            let pairs = found.iter().zip(expected);
            pairs.for_each(|(f, e)| assert!((f - e).abs() < 1e-12, "{f} {e}"));
        };
        near(corrected(&p, Correction::Holm), [0.04, 0.09, 0.09, 0.5]);
        near(
            corrected(&p, Correction::Bonferroni),
            [0.04, 0.16, 0.12, 1.0],
        );
        near(corrected(&p, Correction::None), p);
        let one = corrected(&[0.01, 0.2], Correction::Sidak);
        assert!((one[0] - 0.0199).abs() < 1e-12);
    }
}
