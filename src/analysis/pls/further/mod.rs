//! Beside the composites: another method's numbers, segments, endogeneity, tetrads, another program's rules.

mod compat;
mod copula;
mod fimix;
mod tetrads;
mod versus;

pub use compat::{apply, rescaled};

use super::Request;
use super::estimated::Estimated;
use crate::analysis::input::Input;
use crate::error::Error;
use crate::plssem::Stage;
use crate::plssem::compat::Program;
use crate::report::pls_further::FurtherResults;
use serde_json::Value as Json;

/// What is asked for; nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Further {
    pub compat: Option<Program>,
    /// Subjects of the program's rules that typed options go before, with those options.
    pub typed: Vec<(&'static str, String)>,
    /// Whether the same model is estimated by covariances too.
    pub versus: bool,
    pub fimix: Option<Segments>,
    /// Whether predictors are tested for endogeneity.
    pub copula: bool,
    /// Whether tetrads are tested.
    pub cta: bool,
}

/// How many segments are tried, besides one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    pub fewest: usize,
    pub most: usize,
    pub seed: u64,
}

impl Further {
    /// The options as typed, by their names on the command line.
    pub fn options(&self) -> Vec<(String, Json)> {
        let range = |s: Segments| match s.fewest == s.most {
            true => s.most.to_string(),
            false => format!("{}-{}", s.fewest, s.most),
        };
        [
            ("compat", self.compat.map(Program::name).into()),
            ("versus", self.versus.then_some("cbsem").into()),
            ("fimix", self.fimix.map(range).into()),
            ("copula", self.copula.into()),
            ("cta", self.cta.into()),
        ]
        .map(|(name, value): (&str, Json)| (name.to_owned(), value))
        .into()
    }
}

/// Everything that `request.further` asks for.
pub fn further(
    request: &Request,
    input: &Input,
    estimated: &Estimated,
) -> Result<FurtherResults, Error> {
    let asked = &request.further;
    let versus = || versus::versus(request, input, estimated);
    let fimix = |segments| fimix::fimix(estimated, segments);
    let copula = || copula::copula(request, estimated);
    let cta = || tetrads::tetrads(request, estimated);
    Ok(FurtherResults {
        compat: asked.compat.map(|p| compat::summary(p, &asked.typed)),
        versus: asked.versus.then(versus).transpose()?,
        fimix: asked.fimix.map(fimix).transpose()?,
        copula: asked.copula.then(copula).transpose()?,
        cta: asked.cta.then(cta).transpose()?,
    })
}

/// The name of a construct of the last stage.
fn name(stage: &Stage, construct: usize) -> String {
    stage.design.names[construct].clone()
}

fn usage<T>(text: &str) -> Result<T, Error> {
    Err(Error::Usage(text.to_owned()))
}
