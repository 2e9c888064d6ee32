//! What the assessment of one instrument needs beside its model: a TOML file that consultants read and change.
//!
//! | key | what it says | without it |
//! | --- | --- | --- |
//! | `title` | name of the instrument | the model's file name |
//! | `target` | construct that is to be raised | `--target` |
//! | `confidence` | level of all intervals | 0.95 |
//! | `anonymity` | fewest respondents behind a printed number | 5 |
//! | `min_answered` | share of a construct's parts that must be answered for a score | 0.75 |
//! | `min_estimation` | fewest respondents from whom effects and weights are estimated | 50 |
//! | `what_if` | points by which a driver is raised in thought | 10 |
//! | `[index]` `name`, `constructs` | what the verdict is about | the target |
//! | `[index.weights]` | weights of the client or of a study, by construct | all alike |
//! | `[scale]` `minimum`, `maximum` | limits of items whose codebook has none | an error |
//! | `[population]` `total`, `[population.units]`, `[population.roles]` | how many there are, asked or not | no correction |
//! | `[targets]` `default`, and by construct | scores to be reached | 100 for priorities, no gaps |
//! | `[[levels]]` `from`, `name`, `meaning` | levels of maturity, lowest first | five, at 0, 20, 40, 60, 80 |
//! | `[[levels.gates]]` `construct` or `item`, `at_least`, `say` | what a level asks besides its range | none |
//! | `[constructs.NAME]` `name`, `action` | wording | the model's names |
//! | `[labels]` `LABEL` | wording of roles and units | as in the data |
//! | `[[percentages]]` `name`, `item`, `at_least`, `published`, `source` | shares of respondents to print | none |
//!
//! Wording is `{ en = "…", fa = "…" }`, or one text for both languages.

use super::Error;
use super::instrument::Instrument;
use super::maturity::{Gate, Level, Subject, plain_levels};
use super::scoring::Scale;
use super::toml_text::{Place, Text};
use super::weights::index_weights;
use super::words::Words;

/// Everything a settings file says.
#[derive(Debug, Clone)]
pub struct Settings {
    pub title: Option<Words>,
    pub target: Option<String>,
    pub confidence: f64,
    /// Fewest respondents behind a printed number.
    pub anonymity: usize,
    /// Share of the parts that must be answered.
    pub min_answered: f64,
    /// Fewest respondents for effects and estimated weights.
    pub min_estimation: usize,
    /// Points of the what-if.
    pub what_if: f64,
    pub index_name: Option<Words>,
    /// Constructs of the index; empty for the target itself.
    pub index: Vec<usize>,
    /// Weights of the index, as given.
    pub weights: Option<Vec<(usize, f64)>>,
    pub scale: Option<Scale>,
    pub population: Population,
    pub targets: Targets,
    pub levels: Vec<Level>,
    /// By construct of the instrument.
    pub constructs: Vec<Wording>,
    /// Labels of the data with their wording.
    pub labels: Vec<(String, Words)>,
    pub percentages: Vec<Percentage>,
}

/// How many people an assessment is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Population {
    pub total: Option<usize>,
    pub units: Vec<(String, usize)>,
    pub roles: Vec<(String, usize)>,
}

/// Scores to be reached.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets {
    pub default: Option<f64>,
    pub constructs: Vec<(usize, f64)>,
}

impl Targets {
    /// Of a construct.
    pub fn of(&self, construct: usize) -> Option<f64> {
        let own = self.constructs.iter().find(|(c, _)| *c == construct);
        own.map(|(_, target)| *target).or(self.default)
    }
}

/// What a construct is called, and what is done about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wording {
    pub name: Words,
    pub action: Option<Words>,
}

/// A share of respondents to print, with a published one beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Percentage {
    pub name: Words,
    /// Index into the instrument's items.
    pub item: usize,
    /// Answers from here on count, on the item's own scale.
    pub at_least: f64,
    /// In percent.
    pub published: Option<f64>,
    pub source: Option<Words>,
}

const KEYS: [&str; 15] = [
    "title",
    "target",
    "confidence",
    "anonymity",
    "min_answered",
    "min_estimation",
    "what_if",
    "index",
    "scale",
    "population",
    "targets",
    "levels",
    "constructs",
    "labels",
    "percentages",
];

impl Settings {
    /// What holds without a file.
    pub fn plain(instrument: &Instrument) -> Settings {
        let named = |name: &String| Wording {
            name: Words::same(name.as_str()),
            action: None,
        };
        Settings {
            title: None,
            target: None,
            confidence: 0.95,
            anonymity: 5,
            min_answered: 0.75,
            min_estimation: 50,
            what_if: 10.0,
            index_name: None,
            index: Vec::new(),
            weights: None,
            scale: None,
            population: Population::default(),
            targets: Targets::default(),
            levels: plain_levels(),
            constructs: instrument
                .constructs
                .iter()
                .map(|c| named(&c.name))
                .collect(),
            labels: Vec::new(),
            percentages: Vec::new(),
        }
    }

    /// Reads a file of settings. `file` is its name, for errors.
    ///
    /// # Errors
    /// With the line: what is no TOML, unknown keys, names that the model does not have, numbers beyond their limits.
    pub fn read(file: &str, text: &str, instrument: &Instrument) -> Result<Settings, Error> {
        let text = Text::new(file, text);
        let parsed = text.parse()?;
        let root = text.table(&parsed);
        root.known(&KEYS)?;
        let mut settings = Settings::plain(instrument);
        settings.read_numbers(&root)?;
        settings.read_index(&root, instrument)?;
        settings.read_limits(&root, instrument)?;
        settings.read_wording(&root, instrument)?;
        let levels = root.list("levels")?;
        if !levels.is_empty() {
            settings.levels = read_levels(&root, &levels, instrument)?;
        }
        let entries = root.list("percentages")?;
        let shares = entries.iter().map(|entry| percentage(entry, instrument));
        settings.percentages = shares.collect::<Result<_, _>>()?;
        Ok(settings)
    }

    fn read_numbers(&mut self, root: &Place) -> Result<(), Error> {
        self.title = root.words("title")?;
        self.target = root.string("target")?;
        let or = |found: Option<f64>, otherwise: f64| found.unwrap_or(otherwise);
        self.confidence = or(root.number_in("confidence", 0.5, 0.999)?, self.confidence);
        self.min_answered = or(
            root.number_in("min_answered", 0.01, 1.0)?,
            self.min_answered,
        );
        self.what_if = or(root.number_in("what_if", 0.1, 100.0)?, self.what_if);
        self.anonymity = root.count("anonymity", 1)?.unwrap_or(self.anonymity);
        let least = root.count("min_estimation", 3)?;
        self.min_estimation = least.unwrap_or(self.min_estimation);
        Ok(())
    }

    fn read_index(&mut self, root: &Place, instrument: &Instrument) -> Result<(), Error> {
        let Some(index) = root.inner("index")? else {
            return Ok(());
        };
        index.known(&["name", "constructs", "weights"])?;
        self.index_name = index.words("name")?;
        for name in index.strings("constructs")?.unwrap_or_default() {
            let construct = instrument.construct(&name);
            let construct = construct.ok_or_else(|| {
                index.wrong(format!(
                    "[index] names `{name}`, and the model has no such construct"
                ))
            })?;
            if self.index.contains(&construct) {
                return Err(index.wrong(format!("[index] names `{name}` twice")));
            }
            self.index.push(construct);
        }
        if let Some(table) = index.inner("weights")? {
            if self.index.is_empty() {
                return Err(table.wrong(
                    "weights need the constructs of the index: constructs = [\"…\"] in [index]",
                ));
            }
            self.weights = Some(index_weights(&table, instrument, &self.index)?);
        }
        Ok(())
    }

    fn read_limits(&mut self, root: &Place, instrument: &Instrument) -> Result<(), Error> {
        if let Some(scale) = root.inner("scale")? {
            scale.known(&["minimum", "maximum"])?;
            let limits = scale.number("minimum")?.zip(scale.number("maximum")?);
            let (lowest, highest) = limits
                .filter(|(low, high)| low < high)
                .ok_or_else(|| scale.wrong("[scale] needs a minimum below a maximum"))?;
            self.scale = Some(Scale { lowest, highest });
        }
        if let Some(population) = root.inner("population")? {
            population.known(&["total", "units", "roles"])?;
            self.population.total = population.count("total", 1)?;
            self.population.units = sizes(&population, "units")?;
            self.population.roles = sizes(&population, "roles")?;
        }
        if let Some(targets) = root.inner("targets")? {
            for (name, target) in targets.numbers()? {
                if !(0.0..=100.0).contains(&target) {
                    return Err(targets.wrong(format!(
                        "the target of `{name}` is {target}; scores run from 0 to 100"
                    )));
                }
                match name.as_str() {
                    "default" => self.targets.default = Some(target),
                    _ => {
                        let construct = targets.construct(instrument, &name)?;
                        self.targets.constructs.push((construct, target));
                    }
                }
            }
        }
        Ok(())
    }

    fn read_wording(&mut self, root: &Place, instrument: &Instrument) -> Result<(), Error> {
        let constructs = root.inner("constructs")?;
        for (name, table) in constructs.map_or(Ok(Vec::new()), |t| t.tables())? {
            let construct = table.construct(instrument, &name)?;
            table.known(&["name", "action"])?;
            let wording = &mut self.constructs[construct];
            wording.name = table.words("name")?.unwrap_or_else(|| wording.name.clone());
            wording.action = table.words("action")?;
        }
        if let Some(labels) = root.inner("labels")? {
            self.labels = labels.wordings()?;
        }
        Ok(())
    }

    /// How a label of the data is worded.
    pub fn label(&self, label: &str) -> Words {
        let known = self.labels.iter().find(|(name, _)| name == label);
        known.map_or_else(|| Words::same(label), |(_, words)| words.clone())
    }
}

fn sizes(population: &Place, key: &str) -> Result<Vec<(String, usize)>, Error> {
    let Some(table) = population.inner(key)? else {
        return Ok(Vec::new());
    };
    let size = |(name, n): (String, f64)| match n.fract() == 0.0 && n >= 1.0 {
        true => Ok((name, n as usize)),
        false => Err(table.wrong(format!(
            "`{name}` is {n}; a population is a whole number of at least 1"
        ))),
    };
    table.numbers()?.into_iter().map(size).collect()
}

fn read_levels(
    root: &Place,
    places: &[Place],
    instrument: &Instrument,
) -> Result<Vec<Level>, Error> {
    let levels = places.iter().map(|place| level(place, instrument));
    let levels: Vec<Level> = levels.collect::<Result<_, _>>()?;
    if levels[0].from != 0.0 || !levels[0].gates.is_empty() {
        return Err(places[0]
            .wrong("the lowest level begins `from = 0` and has no gates: everyone is somewhere"));
    }
    if let Some(at) = (1..levels.len()).find(|&at| levels[at].from <= levels[at - 1].from) {
        return Err(places[at].wrong("levels stand lowest first, each `from` above the one before"));
    }
    match levels.len() {
        1 => Err(root.wrong("one level tells nothing apart; give at least two [[levels]]")),
        _ => Ok(levels),
    }
}

fn level(place: &Place, instrument: &Instrument) -> Result<Level, Error> {
    place.known(&["from", "name", "meaning", "gates"])?;
    let from = place.number_in("from", 0.0, 100.0)?;
    let gates = place.list("gates")?;
    let gates = gates.iter().map(|gate| read_gate(gate, instrument));
    Ok(Level {
        from: from
            .ok_or_else(|| place.wrong("a level needs `from`, the index at which it begins"))?,
        name: place
            .words("name")?
            .ok_or_else(|| place.wrong("a level needs a `name`"))?,
        meaning: place.words("meaning")?.unwrap_or_default(),
        gates: gates.collect::<Result<_, _>>()?,
    })
}

fn read_gate(place: &Place, instrument: &Instrument) -> Result<Gate, Error> {
    place.known(&["construct", "item", "at_least", "say"])?;
    let subject = match (place.string("construct")?, place.string("item")?) {
        (Some(name), None) => Subject::Construct(known(place, instrument, &name)?),
        (None, Some(name)) => Subject::Item(item(place, instrument, &name)?),
        _ => return Err(place.wrong("a gate looks at one `construct` or one `item`")),
    };
    let at_least = match subject {
        Subject::Construct(_) => place.number_in("at_least", 0.0, 100.0)?,
        Subject::Item(_) => place.number("at_least")?,
    };
    Ok(Gate {
        subject,
        at_least: at_least.ok_or_else(|| place.wrong("a gate needs `at_least`"))?,
        say: place
            .words("say")?
            .ok_or_else(|| place.wrong("a gate needs `say`: what it means that it is closed"))?,
    })
}

fn known(place: &Place, instrument: &Instrument, name: &str) -> Result<usize, Error> {
    let found = instrument.construct(name);
    found.ok_or_else(|| place.wrong(format!("the model has no construct `{name}`")))
}

fn item(place: &Place, instrument: &Instrument, name: &str) -> Result<usize, Error> {
    let found = instrument.items.iter().position(|item| item == name);
    found.ok_or_else(|| place.wrong(format!("the model has no item `{name}`")))
}

fn percentage(place: &Place, instrument: &Instrument) -> Result<Percentage, Error> {
    place.known(&["name", "item", "at_least", "published", "source"])?;
    let missing = |key: &str| place.wrong(format!("a percentage needs `{key}`"));
    let of = place.string("item")?.ok_or_else(|| missing("item"))?;
    let found = Percentage {
        name: place.words("name")?.ok_or_else(|| missing("name"))?,
        item: item(place, instrument, &of)?,
        at_least: place
            .number("at_least")?
            .ok_or_else(|| missing("at_least"))?,
        published: place.number_in("published", 0.0, 100.0)?,
        source: place.words("source")?,
    };
    match (&found.published, &found.source) {
        (Some(_), None) => {
            Err(place.wrong("a published percentage needs its `source`, with the year"))
        }
        _ => Ok(found),
    }
}
