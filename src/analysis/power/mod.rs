//! `sanjeh power`: how many respondents a study needs, by samples drawn from what its author expects.

pub mod bundle;
mod composites;
mod covariance;
mod draws;
mod notices;
mod options;
mod summary;
mod target;

use crate::analysis::simulate::{Population, Sampler, Shape, Source, settings_of};
use crate::cbsem;
use crate::data::Missing;
use crate::error::Error;
use crate::inference::bootstrap::{Plan, simulate};
use crate::measures::power::{FitTest, gamma_exponential, inverse_square_root};
use crate::model::{Model, OrderedItem, Settings};
use crate::plssem;
use crate::report::power::{
    FitPower, Needed, PathRule, PowerParameter, PowerPopulation, PowerResults,
};
use crate::report::results::Program;
use crate::syntax::{self, Syntax};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use summary::{Size, Summary};

/// What `sanjeh power` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub population: Source,
    /// How the population's text is read.
    pub settings: Settings,
    pub shape: Shape,
    /// The text that is fitted; without, the population's with its numbers taken off.
    pub analysis: Option<PathBuf>,
    /// How the fitted text is read.
    pub analysis_settings: Settings,
    pub method: Method,
    /// Respondents in each group, smallest first.
    pub respondents: Vec<usize>,
    /// Samples of each size, with their seed.
    pub plan: Plan,
    pub alpha: f64,
    /// The power asked for.
    pub power: f64,
    /// RMSEA of close fit, and the one that a test of it should find.
    pub close: (f64, f64),
}

/// How samples are fitted.
#[derive(Debug, Clone)]
pub enum Method {
    Covariance {
        estimator: &'static str,
        options: cbsem::Options,
        /// Whether items that are cut are fitted as ordered.
        ordered: bool,
        missing: Missing,
    },
    Composites {
        choices: plssem::Choices,
        options: plssem::Options,
        resamples: usize,
    },
}

/// What a number is called.
#[derive(Debug, Clone)]
struct Name {
    lhs: String,
    op: &'static str,
    rhs: String,
    /// From 1; 0 for `:=`.
    group: usize,
    label: String,
}

/// The numbers that are estimated, with their true values.
#[derive(Debug, Clone, Default)]
struct Target {
    names: Vec<Name>,
    values: Vec<f64>,
    standard: Vec<Option<f64>>,
}

impl Target {
    fn push(&mut self, name: Name, value: f64, standard: Option<f64>) {
        self.names.push(name);
        self.values.push(value);
        self.standard.push(standard);
    }
}

/// What fitting the samples gave.
struct Found {
    target: Target,
    sizes: Vec<Size>,
    npar: usize,
    df: Option<usize>,
    rmsea: Option<f64>,
}

/// The stream of random numbers behind population values; samples have those from 0 on.
const TRUTH: u64 = u64::MAX;

/// Draws samples of every size, fits the model to each, and says what it takes.
///
/// # Errors
/// If the text is no population, the fitted model is not identified or names items that the population has not, or it cannot
/// be fitted to the population itself.
pub fn power(request: &Request) -> Result<PowerResults, Error> {
    let (file, text, estimates) = request.population.read()?;
    let settings = settings_of(&request.settings, estimates.as_ref());
    let written = settings.read(&text)?;
    let (_, population) = Population::read(&written, &settings)?;
    let sampler = Sampler::new(&population, &request.shape)?;
    let fitted = match (&request.analysis, &estimates) {
        (Some(path), _) => Some(crate::analysis::fit::read_model(path)?.1),
        (None, found) => found.as_ref().map(|e| e.model.clone()),
    };
    let fitted_syntax = match &fitted {
        Some(text) => request.analysis_settings.read(text)?,
        None => syntax::parse(&text)?,
    };
    let study = Study {
        request,
        population: &population,
        sampler: &sampler,
        written: &fitted_syntax,
        own: fitted.is_some(),
        groups: settings.groups.clone(),
    };
    let found = match &request.method {
        Method::Covariance { .. } => study.covariance()?,
        Method::Composites { .. } => study.composites()?,
    };
    let about = PowerPopulation {
        file,
        sha256: Sha256::digest(text.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
        syntax: text,
        analysis: fitted,
        items: population.items.clone(),
        groups: match population.moments.len() {
            1 => Vec::new(),
            _ => study.labels()?,
        },
    };
    Ok(results(
        request,
        &sampler,
        about,
        (&found, &target::zeros(&written)),
    ))
}

/// Everything that samples are drawn from and fitted by.
struct Study<'a> {
    request: &'a Request,
    population: &'a Population,
    sampler: &'a Sampler,
    /// The text to fit, as written.
    written: &'a Syntax,
    /// Whether it is a text of its own.
    own: bool,
    groups: Vec<String>,
}

impl Study<'_> {
    fn labels(&self) -> Result<Vec<String>, Error> {
        Ok(Model::new(&target::emptied(self.written, &[]), &self.settings(&[]))?.groups)
    }

    fn settings(&self, ordered: &[OrderedItem]) -> Settings {
        let asked = &self.request.analysis_settings;
        let named = !asked.groups.is_empty();
        Settings {
            groups: if named {
                asked.groups.clone()
            } else {
                self.groups.clone()
            },
            ordered: ordered.to_vec(),
            ..asked.clone()
        }
    }

    /// Where the items of a model stand in the population.
    fn places(&self, items: &[String]) -> Result<Vec<usize>, Error> {
        let place = |item: &String| {
            let found = self.population.items.iter().position(|name| name == item);
            found.ok_or_else(|| {
                Error::Usage(format!(
                    "--analysis fits `{item}`, which is not an item of the population; it has {}",
                    self.population.items.join(", ")
                ))
            })
        };
        items.iter().map(place).collect()
    }

    /// Items that are cut and fitted as ordered.
    fn ordered(&self) -> Vec<OrderedItem> {
        let wanted = matches!(
            self.request.method,
            Method::Covariance { ordered: true, .. }
        );
        let items = self.population.items.iter().zip(self.sampler.categories());
        items
            .filter(|(_, categories)| wanted && *categories > 0)
            .map(|(name, categories)| OrderedItem {
                name: name.clone(),
                categories,
            })
            .collect()
    }

    fn model(&self) -> Result<Model, Error> {
        let ordered = self.ordered();
        let names: Vec<String> = ordered.iter().map(|item| item.name.clone()).collect();
        let text = match self.own {
            true => self.written.clone(),
            false => target::emptied(self.written, &names),
        };
        let in_text = |item: &OrderedItem| {
            let mut rows = text.statements.iter();
            rows.any(|row| row.lhs == item.name || row.rhs == item.name)
        };
        let ordered: Vec<OrderedItem> = ordered.into_iter().filter(in_text).collect();
        let settings = self.settings(&ordered);
        let settings = Settings {
            fixed_x: settings.fixed_x && ordered.is_empty(),
            ..settings
        };
        let model = Model::new(&text, &settings)?;
        model.estimable(&text)?;
        match model.groups.len() == self.population.moments.len() {
            true => Ok(model),
            false => Err(Error::Usage(
                "the model that is fitted and the population have different numbers of groups; name the groups with --group-label".into(),
            )),
        }
    }

    fn covariance(&self) -> Result<Found, Error> {
        let Method::Covariance {
            options, missing, ..
        } = &self.request.method
        else {
            return Err(Error::Usage("--method covariance".into()));
        };
        let model = self.model()?;
        let places = self.places(&model.variables[..model.items])?;
        let keeps_blanks = missing.keeps_blanks();
        let analyst =
            covariance::Analyst::new(&model, *options, self.sampler, (&places, keeps_blanks));
        let truth = analyst.truth(self.population, &mut self.random())?;
        let cut = self.sampler.categories().iter().any(|c| *c > 0);
        Ok(Found {
            target: analyst.target(&truth),
            sizes: self.sizes(|random, n| analyst.fit(random, n, &truth)),
            npar: truth.parameters(),
            df: Some(truth.df),
            rmsea: covariance::population_rmsea(&truth).filter(|_| !cut),
        })
    }

    fn composites(&self) -> Result<Found, Error> {
        let Method::Composites {
            choices,
            options,
            resamples,
        } = &self.request.method
        else {
            return Err(Error::Usage("--method pls".into()));
        };
        let text = target::of_composites(self.written);
        let model = plssem::Model::new(&text, choices).map_err(plssem::Error::from)?;
        let places = self.places(&model.items)?;
        let labels = [String::new()];
        let how = (*options, *resamples);
        let analyst = composites::Analyst::new(&model, how, self.sampler, (&labels, &places));
        let truth = analyst.truth(self.population, &mut self.random())?;
        let target = analyst.target(&truth);
        Ok(Found {
            sizes: self.sizes(|random, n| analyst.fit(random, n, &truth)),
            npar: target.names.len(),
            target,
            df: None,
            rmsea: None,
        })
    }

    fn random(&self) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.request.plan.seed);
        random.set_stream(TRUTH);
        random
    }

    /// Sample i of every size has the random numbers of stream i, so that curves over sizes are smooth.
    fn sizes(
        &self,
        fit: impl Fn(&mut ChaCha8Rng, usize) -> Result<crate::inference::bootstrap::Draw, &'static str>
        + Sync,
    ) -> Vec<Size> {
        let one = |&nobs: &usize| Size {
            nobs,
            replicates: simulate(&self.request.plan, |random| fit(random, nobs)),
        };
        self.request.respondents.iter().map(one).collect()
    }
}

fn results(
    request: &Request,
    sampler: &Sampler,
    population: PowerPopulation,
    (found, zeros): (&Found, &[(String, String)]),
) -> PowerResults {
    let summary = Summary {
        target: &found.target,
        sizes: &found.sizes,
        alpha: request.alpha,
        power: request.power,
        zeros,
        df: found.df,
    };
    let (parameters, sizes) = (summary.parameters(), summary.sizes());
    let [each, all] = summary.paths_needed(&parameters, &sizes);
    let fit_tests = fit_tests(request, found.df, population.groups.len().max(1));
    let close = fit_tests.iter().find(|test| test.test == "close fit");
    let (method, estimator) = match &request.method {
        Method::Covariance { estimator, .. } => ("covariance", (*estimator).to_owned()),
        Method::Composites { .. } => ("composites", "PLS".to_owned()),
    };
    PowerResults {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "power",
        options: options::options(request),
        method,
        estimator,
        alpha: request.alpha,
        target: request.power,
        replications: request.plan.replicates,
        seed: request.plan.seed,
        npar: found.npar,
        df: found.df,
        population_rmsea: found.rmsea,
        needed: Needed {
            each,
            all,
            close_fit: close.and_then(|test| test.nobs),
        },
        rules: rules(request, &parameters),
        notices: notices::notices(request, sampler, &parameters, &sizes),
        fit_tests,
        sizes,
        parameters,
        population,
        provenance: None,
    }
}

/// Tests of close, exact and not-close fit.
fn fit_tests(request: &Request, df: Option<usize>, groups: usize) -> Vec<FitPower> {
    let Some(df) = df.filter(|df| *df > 0) else {
        return Vec::new();
    };
    let (null, truth) = request.close;
    let one = |(test, null, truth): (&'static str, f64, f64)| {
        let fit = FitTest {
            null,
            truth,
            level: request.alpha,
            df,
            groups,
        };
        let sizes = request.respondents.iter();
        FitPower {
            test,
            null,
            truth,
            power: sizes.filter_map(|n| fit.power(n * groups)).collect(),
            nobs: fit.respondents(request.power),
        }
    };
    [
        ("close fit", null, truth),
        ("exact fit", 0.0, null),
        ("not-close fit", null, NOT_CLOSE_TRUTH),
    ]
    .map(one)
    .into()
}

/// RMSEA of a truth that a test of not-close fit should find (MacCallum, Browne & Sugawara 1996).
const NOT_CLOSE_TRUTH: f64 = 0.01;

/// Rules for standardized paths; those that are 0 take no number of respondents.
fn rules(request: &Request, parameters: &[PowerParameter]) -> Vec<PathRule> {
    let paths = parameters.iter().filter(|p| p.op == "~");
    paths
        .filter_map(|p| {
            let size = p.std_all.filter(|x| x.is_finite())?;
            Some(PathRule {
                lhs: p.lhs.clone(),
                rhs: p.rhs.clone(),
                group: p.group,
                std_all: size,
                inverse_square_root: inverse_square_root(size, request.alpha, request.power),
                gamma_exponential: gamma_exponential(size, request.alpha, request.power),
            })
        })
        .collect()
}
