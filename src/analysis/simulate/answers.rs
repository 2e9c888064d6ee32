//! From scores to answers on a scale, in the codebook's words.

use super::{Answer, Error};
use crate::data::codebook::{Codebook, Entry};

/// The steps of one item, and how its answers are written.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// The lowest answer; the others follow in steps of 1.
    minimum: i64,
    points: usize,
    reversed: bool,
    labels: Option<Vec<String>>,
    pub heading: Option<String>,
}

/// Half of the span of standard scores that is cut into equal steps; the outer steps are open. Five steps are cut at
/// −1.5, −0.5, 0.5 and 1.5, which gives shares of about 7, 24, 38, 24 and 7 per cent.
const HALF_SPAN: f64 = 2.5;

/// Where standard scores are cut into answers: symmetric about zero, equally far apart.
pub(super) fn cuts(points: usize) -> Vec<f64> {
    let step = 2.0 * HALF_SPAN / points as f64;
    (1..points).map(|k| k as f64 * step - HALF_SPAN).collect()
}

/// The scale of each item; none without `--likert` and codebook.
pub(super) fn scales(
    items: &[String],
    likert: Option<usize>,
    codebook: Option<&Codebook>,
) -> Result<Vec<Option<Scale>>, Error> {
    let Some(codebook) = codebook else {
        let plain = likert.map(|points| Scale {
            minimum: 1,
            points,
            reversed: false,
            labels: None,
            heading: None,
        });
        return Ok(vec![plain; items.len()]);
    };
    let unknown: Vec<String> = items
        .iter()
        .filter(|item| codebook.entry(item).is_none())
        .map(|item| format!("`{item}`"))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::NotInCodebook(unknown));
    }
    let entries = items.iter().filter_map(|item| codebook.entry(item));
    entries.map(|e| Scale::of(e, likert).map(Some)).collect()
}

impl Scale {
    fn of(entry: &Entry, likert: Option<usize>) -> Result<Scale, Error> {
        let no_scale = || Error::NoScale(entry.name.clone());
        let (minimum, points) = match (span(entry), likert) {
            (Some((low, high)), asked) => {
                let found = usize::try_from(high - low + 1).map_err(|_| no_scale())?;
                if let Some(asked) = asked.filter(|&asked| asked != found) {
                    return Err(Error::OtherPoints {
                        item: entry.name.clone(),
                        found,
                        asked,
                    });
                }
                (low, found)
            }
            (None, Some(points)) => (1, points),
            (None, None) => return Err(no_scale()),
        };
        if !(2..=100).contains(&points) {
            return Err(no_scale());
        }
        Ok(Scale {
            minimum,
            points,
            reversed: entry.reversed,
            labels: words(entry, minimum, points)?,
            heading: entry.heading.clone(),
        })
    }

    /// The answer of a respondent with this standard score.
    pub(super) fn answer(&self, score: f64) -> Answer {
        let step = cuts(self.points).iter().filter(|&&cut| score > cut).count();
        let step = if self.reversed {
            self.points - 1 - step
        } else {
            step
        };
        match &self.labels {
            Some(labels) => Answer::Words(labels[step].clone()),
            None => Answer::Number((self.minimum + step as i64) as f64),
        }
    }
}

/// The lowest and highest answer that the codebook allows or labels; `None` if it tells neither, or no whole numbers.
fn span(entry: &Entry) -> Option<(i64, i64)> {
    let labelled = || entry.labels.iter().flatten().map(|(value, _)| *value);
    let low = entry.minimum.or_else(|| labelled().reduce(f64::min))?;
    let high = entry.maximum.or_else(|| labelled().reduce(f64::max))?;
    let whole = |x: f64| x.fract() == 0.0 && x.abs() < 1e6;
    (whole(low) && whole(high)).then_some((low as i64, high as i64))
}

/// Words for every step, if the codebook has any.
fn words(entry: &Entry, minimum: i64, points: usize) -> Result<Option<Vec<String>>, Error> {
    let Some(labels) = &entry.labels else {
        return Ok(None);
    };
    let word = |step: usize| {
        let value = (minimum + step as i64) as f64;
        let label = labels.iter().find(|(labelled, _)| *labelled == value);
        label.map(|(_, word)| word.clone()).ok_or(Error::NoLabel {
            item: entry.name.clone(),
            value,
        })
    };
    (0..points).map(word).collect::<Result<_, _>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_centred_and_symmetric() {
        assert_eq!(cuts(5), [-1.5, -0.5, 0.5, 1.5]);
        assert_eq!(cuts(2), [0.0]);
        for points in 2..12 {
            let cuts = cuts(points);
            assert_eq!(cuts.len(), points - 1);
            for (low, high) in cuts.iter().zip(cuts.iter().rev()) {
                assert!((low + high).abs() < 1e-12);
            }
        }
    }
}
