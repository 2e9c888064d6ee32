//! The correlations that are explored: Pearson's, or polychoric where answers are ordered categories.

use super::Request;
use crate::data::moments::{Moments, check_positive_definite, correlation};
use crate::data::ordinal::{self, Answers, Items};
use crate::data::{self, Sample};
use crate::error::Error;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::plssem;

/// R and where it comes from.
pub struct Correlations {
    /// R (p × p)
    pub matrix: Matrix,
    /// Pearson's correlations of the same answers.
    pub pearson: Matrix,
    pub respondents: usize,
    pub items: Vec<String>,
    /// Whether some items are ordered.
    pub polychoric: bool,
    /// Answers (n × p); absent for matrices that were published.
    pub answers: Option<Matrix>,
    pub doubts: Vec<Notice>,
}

impl Correlations {
    pub fn of(sample: &Sample, request: &Request) -> Result<Correlations, Error> {
        if sample.groups.len() != 1 {
            return Err(Error::Usage(
                "efa explores one group; give one matrix with its --sample-nobs".into(),
            ));
        }
        let group = &sample.groups[0];
        check_positive_definite(&group.moments, &request.items, "")?;
        let pearson = correlation(&group.moments.covariance);
        let found = Correlations {
            matrix: pearson.clone(),
            pearson,
            respondents: group.moments.respondents,
            items: request.items.clone(),
            polychoric: !request.ordered.is_empty(),
            answers: group.answers.clone(),
            doubts: Vec::new(),
        };
        if found.respondents <= found.items.len() {
            return Err(Error::Usage(format!(
                "{} respondents answered all of {} items; factors need more respondents than items",
                found.respondents,
                found.items.len()
            )));
        }
        if found.polychoric {
            return found.polychoric(request);
        }
        Ok(found)
    }

    fn polychoric(self, request: &Request) -> Result<Correlations, Error> {
        let ordered = ordered(request)?;
        let Some(answers) = &self.answers else {
            return Err(Error::Usage(
                "--ordered needs the answers themselves; a matrix has none. Give --data, or drop --ordered".into(),
            ));
        };
        let group = Answers {
            group: "",
            items: answers,
            covariates: None,
            weights: None,
        };
        let names = Items {
            names: &self.items,
            ordered: &ordered,
        };
        let matrix = ordinal::correlations(&group, names).map_err(plssem::Error::Ordinal)?;
        let moments = Moments {
            respondents: self.respondents,
            mean: matrix.column(0).into_owned(),
            covariance: matrix,
        };
        check_positive_definite(&moments, &self.items, "")?;
        let doubts = vec![Notice::note(
            "polychoric-fit",
            "",
            "Polychoric correlations have no χ² of normal theory: tests and BIC are left out. For them, fit the model that \
             --write-model writes.",
        )];
        Ok(Correlations {
            matrix: moments.covariance,
            doubts,
            ..self
        })
    }

    pub fn name(&self) -> &'static str {
        if self.polychoric {
            "polychoric"
        } else {
            "pearson"
        }
    }

    /// For a matrix that was positive definite only up to rounding.
    pub fn not_positive_definite(&self, items: &[String]) -> Error {
        data::Error::NotPositiveDefinite {
            group: String::new(),
            items: items.to_vec(),
        }
        .into()
    }
}

fn ordered(request: &Request) -> Result<Vec<bool>, Error> {
    if request.ordered == ["all"] {
        return Ok(vec![true; request.items.len()]);
    }
    if let Some(name) = request.ordered.iter().find(|o| !request.items.contains(o)) {
        return Err(Error::Usage(format!(
            "--ordered {name} is not among --items; it takes some of them, or `all`"
        )));
    }
    let named = |item| request.ordered.contains(item);
    Ok(request.items.iter().map(named).collect())
}
