//! How much items count in constructs and constructs in the index: as estimated, frozen in a file, or all alike.

use super::Error;
use super::instrument::{Instrument, Parts};
use super::scoring::{Within, normalize};
use super::toml_text::{Place, Text};
use std::fmt::Write;

/// Weights with where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// `equal`, `sem`, `pls`, or what a file says of itself.
    pub method: String,
    /// Respondents they were estimated from; 0 where nothing was estimated.
    pub respondents: usize,
    pub within: Within,
    /// (construct, weight) of the index, with sum 1.
    pub index: Vec<(usize, f64)>,
    /// The construct that the effects of a file lead to.
    pub target: Option<String>,
    /// Total effects on the target that came with a file: construct, points per point, standard error.
    pub effects: Vec<(usize, f64, Option<f64>)>,
}

impl Weights {
    /// All alike.
    pub fn equal(instrument: &Instrument, index: &[usize]) -> Weights {
        let share = 1.0 / index.len() as f64;
        Weights {
            method: "equal".to_owned(),
            respondents: 0,
            within: Within::equal(instrument),
            index: index.iter().map(|&c| (c, share)).collect(),
            target: None,
            effects: Vec::new(),
        }
    }

    /// The same index without one of its constructs; `None` if it has no other.
    pub fn without(&self, construct: usize) -> Option<Weights> {
        let mut left = self.clone();
        left.index.retain(|&(c, _)| c != construct);
        left.rescale();
        (!left.index.is_empty()).then_some(left)
    }

    /// Divides the weights of the index by their sum.
    pub fn rescale(&mut self) {
        let mut values: Vec<f64> = self.index.iter().map(|entry| entry.1).collect();
        normalize(&mut values);
        for (entry, value) in self.index.iter_mut().zip(values) {
            entry.1 = value;
        }
    }

    /// The file that another assessment takes with `--weights`.
    pub fn text(&self, instrument: &Instrument, target: &str) -> String {
        let name = |c: usize| quoted(&instrument.constructs[c].name);
        let mut text = format!(
            "# Weights of an assessment, frozen: sanjeh assess MODEL --weights THIS-FILE scores others with them.\n\
             method = {}\nrespondents = {}\ntarget = {}\n\n# constructs in the index\n[index]\n",
            quoted(&self.method),
            self.respondents,
            quoted(target)
        );
        // Writing to a string cannot fail.
        for &(construct, weight) in &self.index {
            _ = writeln!(text, "{} = {weight:?}", name(construct));
        }
        text.push_str("\n# items in constructs, and constructs in those of higher order\n");
        for (at, construct) in instrument.constructs.iter().enumerate() {
            let parts = part_names(instrument, at);
            _ = writeln!(text, "[parts.{}]", quoted(&construct.name));
            for (part, weight) in parts.iter().zip(&self.within.0[at]) {
                _ = writeln!(text, "{} = {weight:?}", quoted(part));
            }
        }
        if !self.effects.is_empty() {
            text.push_str(
                "\n# total effects on the target: points per point, and their standard errors\n",
            );
        }
        for &(construct, effect, error) in &self.effects {
            let error = error.map_or(String::new(), |e| format!(", se = {e:?}"));
            _ = writeln!(
                text,
                "[effects.{0}]\neffect = {effect:?}{1}",
                name(construct),
                error.replace(", ", "\n")
            );
        }
        text
    }

    /// Reads such a file. `place` is its name, for errors.
    ///
    /// # Errors
    /// With the line, if it is no TOML, names what the model does not have, or leaves out a construct of the index.
    pub fn read(
        place: &str,
        text: &str,
        instrument: &Instrument,
        index: &[usize],
    ) -> Result<Weights, Error> {
        let text = Text::new(place, text);
        let parsed = text.parse()?;
        let root = text.table(&parsed);
        root.known(&[
            "method",
            "respondents",
            "target",
            "index",
            "parts",
            "effects",
        ])?;
        let mut weights = Weights {
            method: root.string("method")?.unwrap_or_else(|| "given".to_owned()),
            respondents: root.count("respondents", 0)?.unwrap_or(0),
            target: root.string("target")?,
            ..Weights::equal(instrument, index)
        };
        if let Some(table) = root.inner("index")? {
            weights.index = index_weights(&table, instrument, index)?;
            weights.rescale();
        }
        for (name, table) in root
            .inner("parts")?
            .map_or(Ok(Vec::new()), |t| t.tables())?
        {
            let construct = table.construct(instrument, &name)?;
            weights.within.0[construct] = part_weights(&table, instrument, construct)?;
        }
        for (name, table) in root
            .inner("effects")?
            .map_or(Ok(Vec::new()), |t| t.tables())?
        {
            let construct = table.construct(instrument, &name)?;
            table.known(&["effect", "se"])?;
            let effect = table.number("effect")?;
            let effect = effect.ok_or_else(|| table.wrong("`effect` is missing"))?;
            weights
                .effects
                .push((construct, effect, table.number("se")?));
        }
        Ok(weights)
    }
}

/// Weights by construct: every construct of the index has one, and some are positive.
pub fn index_weights(
    table: &Place,
    instrument: &Instrument,
    index: &[usize],
) -> Result<Vec<(usize, f64)>, Error> {
    let mut found = Vec::new();
    for (name, weight) in table.weights()? {
        let construct = table.construct(instrument, &name)?;
        if !index.contains(&construct) {
            return Err(table.wrong(format!("`{name}` has a weight and is not in the index")));
        }
        found.push((construct, weight));
    }
    for &construct in index {
        if !found.iter().any(|&(c, _)| c == construct) {
            let name = &instrument.constructs[construct].name;
            return Err(table.wrong(format!("`{name}` is in the index and has no weight here")));
        }
    }
    Ok(found)
}

fn part_weights(
    table: &Place,
    instrument: &Instrument,
    construct: usize,
) -> Result<Vec<f64>, Error> {
    let parts = part_names(instrument, construct);
    let given = table.weights()?;
    if let Some((stranger, _)) = given.iter().find(|(name, _)| !parts.contains(name)) {
        return Err(table.wrong(format!(
            "`{stranger}` is no part of it; it has {}",
            parts.join(", ")
        )));
    }
    let weight = |part: &String| {
        let found = given.iter().find(|(name, _)| name == part).map(|g| g.1);
        found.ok_or_else(|| table.wrong(format!("`{part}` has no weight")))
    };
    let mut weights: Vec<f64> = parts.iter().map(weight).collect::<Result<_, _>>()?;
    normalize(&mut weights);
    Ok(weights)
}

/// Names of the items or constructs that a construct is scored from.
pub fn part_names(instrument: &Instrument, construct: usize) -> Vec<String> {
    match &instrument.constructs[construct].parts {
        Parts::Items(items) => items.iter().map(|&i| instrument.items[i].clone()).collect(),
        Parts::Constructs(parts) => parts
            .iter()
            .map(|&c| instrument.constructs[c].name.clone())
            .collect(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
