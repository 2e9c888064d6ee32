//! Which items are ordered, and how they are then estimated.

use super::fit::Request;
use super::input::Input;
use crate::cbsem::{self, Errors, Estimator, Information, Likelihood, Profile, Test};
use crate::data::{Sample, Table};
use crate::error::Error;
use crate::inference::transformed::Population;
use crate::model::{GroupEqual, Model, OrderedItem, Parameterization, Settings};
use crate::notice::Notice;
use crate::syntax::{self, Syntax};

/// Which items hold ordered categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ordered {
    /// Those that the codebook marks as ordinal.
    #[default]
    Codebook,
    None,
    /// Every item of the model that does not merely predict.
    All,
    Named(Vec<String>),
}

/// What is asked of ordered items; thresholds in the model text make an item ordered whatever is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub ordered: Ordered,
    /// Why what was typed does not go without ordered items, if so.
    pub without: Option<String>,
    /// How to estimate with ordered items, or why what was typed does not go with them.
    pub with: Result<Estimation, String>,
}

/// An estimation and the name of its estimator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimation {
    pub estimator: &'static str,
    pub options: cbsem::Options,
}

impl Default for Estimation {
    /// WLSMV.
    fn default() -> Estimation {
        Estimation {
            estimator: "WLSMV",
            options: cbsem::Options {
                estimator: Estimator::Dwls,
                likelihood: Likelihood::Normal,
                information: Information::Expected,
                errors: Errors::RobustSem,
                test: Test::ScaledShifted,
                ..cbsem::Options::default()
            },
        }
    }
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted {
            ordered: Ordered::default(),
            without: None,
            with: Ok(Estimation::default()),
        }
    }
}

impl Wanted {
    /// The same of respondents out of so many people.
    pub fn of_people(mut self, people: Option<usize>) -> Wanted {
        if let Ok(estimation) = &mut self.with {
            estimation.options.population = people;
        }
        self
    }

    /// Whether items can turn out to be ordered, and estimated so.
    pub fn may_be_ordered(&self) -> bool {
        self.ordered != Ordered::None && self.with.is_ok()
    }

    /// The same where numeric items are refused.
    pub fn or_refused(self, why: String) -> Wanted {
        Wanted {
            without: self.without.or(Some(why)),
            ..self
        }
    }
}

/// A model with its sample, both knowing which items are ordered.
pub struct Prepared {
    pub model: Model,
    pub settings: Settings,
    pub sample: Sample,
    pub estimation: Estimation,
    pub notices: Vec<Notice>,
}

/// Reads the model as if nothing were ordered, selects its respondents, and reads it again with the categories found.
pub fn prepare(
    request: &Request,
    written: &Syntax,
    input: &Input,
    settings: Settings,
) -> Result<Prepared, Error> {
    let draft = Model::new(written, &settings)?;
    let (ordered, notices) = chosen(&request.ordinal.ordered, &draft, input)?;
    if ordered.is_empty() {
        return of_numbers(request, written, input, settings, notices);
    }
    let estimation = request.ordinal.with.clone().map_err(Error::Usage)?;
    check(&settings, input)?;
    check_company(request)?;
    let (model, sample) = categorized(request, written, input, &settings, &ordered)?;
    Ok(Prepared {
        settings: Settings {
            fixed_x: model.fixed_x,
            ..settings
        },
        model,
        sample,
        estimation,
        notices,
    })
}

/// A model without ordered items.
fn of_numbers(
    request: &Request,
    written: &Syntax,
    input: &Input,
    settings: Settings,
    notices: Vec<Notice>,
) -> Result<Prepared, Error> {
    if let Some(why) = &request.ordinal.without {
        return Err(Error::Usage(why.clone()));
    }
    let settings = Settings {
        // Least squares weigh the moments of exogenous items too.
        fixed_x: settings.fixed_x && request.estimation.estimator == Estimator::Ml,
        ..settings
    };
    let model = Model::new(written, &settings)?;
    model.estimable(written)?;
    input.check_auxiliaries(&model, &settings.auxiliary)?;
    let two_stages = request.data.missing().two_stages();
    let model = match settings.auxiliary.is_empty() || two_stages {
        true => model,
        false => model.with_auxiliaries(&settings.auxiliary),
    };
    let first_stage_only: &[String] = if two_stages { &settings.auxiliary } else { &[] };
    Ok(Prepared {
        sample: input.sample(&model, false, first_stage_only, &request.design)?,
        model,
        settings,
        estimation: Estimation {
            estimator: request.estimator,
            options: request.estimation,
        },
        notices,
    })
}

/// The model with the categories that its ordered items have in the sample.
fn categorized(
    request: &Request,
    written: &Syntax,
    input: &Input,
    settings: &Settings,
    ordered: &[String],
) -> Result<(Model, Sample), Error> {
    // Until the categories are known two will do: names and roles do not hang on them.
    let pairs = ordered.iter().map(|name| OrderedItem {
        name: name.clone(),
        categories: 2,
    });
    let provisional = Settings {
        ordered: pairs.collect(),
        ..settings.clone()
    };
    let draft = Model::new(written, &provisional)?;
    draft.estimable(written)?;
    let sample = input.sample(&draft, true, &[], &request.design)?;
    let settings = Settings {
        ordered: categories(&sample, ordered)?,
        ..settings.clone()
    };
    Ok((Model::new(written, &settings)?, sample))
}

/// The ordered items, and what to say of names that cannot be.
fn chosen(
    ordered: &Ordered,
    draft: &Model,
    input: &Input,
) -> Result<(Vec<String>, Vec<Notice>), Error> {
    let items = &draft.variables[..draft.items];
    let only_predicts = |name: &String| draft.exogenous.iter().any(|x| items[x.0] == *name);
    let asked: Vec<String> = match (ordered, input) {
        (Ordered::None, _) => Vec::new(),
        (Ordered::All, _) => items
            .iter()
            .filter(|i| !only_predicts(i))
            .cloned()
            .collect(),
        (Ordered::Codebook, Input::Answers(table, ..)) => marked(table, items),
        (Ordered::Codebook, Input::Moments(_)) => Vec::new(),
        (Ordered::Named(names), _) => {
            let elsewhere = |name: &String| match input {
                Input::Answers(table, ..) => table.column(name).is_ok(),
                Input::Moments(_) => false,
            };
            let unknown = |name: &&String| !items.contains(name) && !elsewhere(name);
            if let Some(unknown) = names.iter().find(unknown) {
                return Err(unknown_item(unknown, items));
            }
            // One list may serve several models: columns that this one leaves out are no mistake.
            names
                .iter()
                .filter(|name| items.contains(name))
                .cloned()
                .collect()
        }
    };
    let covariates: Vec<String> = asked.iter().filter(|n| only_predicts(n)).cloned().collect();
    let thresholds = (0..items.len()).filter(|&i| draft.thresholds[i] > 0);
    let mut names: Vec<String> = asked.into_iter().filter(|n| !only_predicts(n)).collect();
    names.extend(thresholds.map(|i| items[i].clone()));
    names.sort_by_key(|name| items.iter().position(|item| item == name));
    names.dedup();
    Ok((names, covariate_notice(&covariates).into_iter().collect()))
}

fn marked(table: &Table, items: &[String]) -> Vec<String> {
    let ordinal = |item: &&String| table.column(item).is_ok_and(|column| column.ordinal);
    items.iter().filter(ordinal).cloned().collect()
}

fn unknown_item(name: &str, items: &[String]) -> Error {
    let nearest = syntax::nearest(name, items.iter().map(String::as_str));
    let hint = nearest.map_or_else(|| ".".to_owned(), |n| format!("; did you mean `{n}`?"));
    Error::Usage(format!(
        "--ordered names `{name}`, which is neither an item of the model nor a column of the data{hint} The model's items are {}",
        items.join(", ")
    ))
}

fn covariate_notice(names: &[String]) -> Option<Notice> {
    (!names.is_empty()).then(|| {
        let text = format!(
            "{} only predict{}, so {} categories are taken as numbers: a probit model conditions on its predictors as they are. \
             If the steps are not alike, use one 0/1 column per category instead.",
            names.join(", "),
            if names.len() == 1 { "s" } else { "" },
            if names.len() == 1 { "its" } else { "their" },
        );
        Notice::warning("ordered-covariate", names.join(", "), text)
    })
}

/// What is not defined with ordered items.
fn check(settings: &Settings, input: &Input) -> Result<(), Error> {
    let wrong = if matches!(input, Input::Moments(_)) {
        "ordered items need the respondents' answers: thresholds and polychoric correlations come from tables of them. Give --data"
    } else if settings.meanstructure == Some(false) {
        "thresholds of ordered items are a mean structure; drop --meanstructure=false"
    } else if settings.equal(GroupEqual::Residuals)
        && settings.parameterization == Parameterization::Delta
    {
        "under the delta parameterization residual variances of ordered items follow from the rest and cannot be held equal; \
         add --parameterization theta"
    } else {
        return Ok(());
    };
    Err(Error::Usage(wrong.into()))
}

/// What was asked for beside the estimates and is not defined with ordered items.
fn check_company(request: &Request) -> Result<(), Error> {
    let bootstrap = request.resampling.bootstrap.map(|b| b.population);
    let wrong = if bootstrap.is_some_and(|population| population != Population::Ordinary) {
        "--boot-type parametric, yuan and bollen.stine change answers as numbers, which categories are not; with ordered items \
         resample respondents as they are (--boot-type ordinary), or use --ordered none"
    } else if request.diagnostics {
        "--diagnostics takes distances of numeric answers from the model, which categories have not; leave it out with ordered \
         items, or use --ordered none"
    } else if request.design.cluster.is_some() {
        "--cluster sums slopes of a likelihood within clusters, which the limited-information estimates of ordered items have \
         not; use --ordered none, where errors and test know of clusters"
    } else if request.estimation.profile != Profile::Lavaan {
        "--mimic sets conventions of maximum likelihood; leave it out with ordered items"
    } else if !request.settings.auxiliary.is_empty() {
        "--aux is for blanks of numeric items; leave it out with ordered ones"
    } else {
        return Ok(());
    };
    Err(Error::Usage(wrong.into()))
}

/// How many different answers each ordered item has in the sample.
fn categories(sample: &Sample, ordered: &[String]) -> Result<Vec<OrderedItem>, Error> {
    let count = |name: &String| {
        let item = sample.items.iter().position(|i| i == name);
        let columns = sample
            .groups
            .iter()
            .filter_map(|g| Some(g.answers.as_ref()?.column(item?)));
        let mut found: Vec<f64> = columns
            .flat_map(|column| column.iter().copied().collect::<Vec<_>>())
            .filter(|x| !x.is_nan())
            .collect();
        found.sort_by(f64::total_cmp);
        found.dedup();
        match found.len() {
            more if more > MOST_CATEGORIES => Err(Error::Usage(format!(
                "`{name}` has {more} different answers, too many for ordered categories (at most {MOST_CATEGORIES}); \
                 leave it out of --ordered, or collapse its answers"
            ))),
            categories => Ok(OrderedItem {
                name: name.clone(),
                categories,
            }),
        }
    };
    ordered.iter().map(count).collect()
}

/// More categories than this are a measurement, not a rating.
const MOST_CATEGORIES: usize = 50;
