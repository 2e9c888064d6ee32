//! The sentences of reports with their Persian forms, read from the files of the catalogue.

use super::template::Template;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The files, by subject: flat TOML tables, English text = Persian text, with the same `{places}`.
pub const FILES: [(&str, &str); 22] = [
    ("words", include_str!("catalogue/words.toml")),
    ("columns", include_str!("catalogue/columns.toml")),
    ("sample", include_str!("catalogue/sample.toml")),
    ("reading", include_str!("catalogue/reading.toml")),
    ("fit", include_str!("catalogue/fit.toml")),
    ("prose", include_str!("catalogue/prose.toml")),
    ("parameters", include_str!("catalogue/parameters.toml")),
    ("effects", include_str!("catalogue/effects.toml")),
    ("diagnostics", include_str!("catalogue/diagnostics.toml")),
    ("checklists", include_str!("catalogue/checklists.toml")),
    ("notices", include_str!("catalogue/notices.toml")),
    ("comparison", include_str!("catalogue/comparison.toml")),
    ("invariance", include_str!("catalogue/invariance.toml")),
    ("efa", include_str!("catalogue/efa.toml")),
    ("pls", include_str!("catalogue/pls.toml")),
    ("pls-further", include_str!("catalogue/pls-further.toml")),
    ("pls-notices", include_str!("catalogue/pls-notices.toml")),
    ("measurement", include_str!("catalogue/measurement.toml")),
    ("describe", include_str!("catalogue/describe.toml")),
    ("assess", include_str!("catalogue/assess.toml")),
    ("power", include_str!("catalogue/power.toml")),
    ("figures", include_str!("catalogue/figures.toml")),
];

/// Words within drawings, which stand among names: too short to be looked for in text.
pub const DRAWINGS: (&str, &str) = ("drawings", include_str!("catalogue/drawings.toml"));

/// Every entry, found by its text or by its first word.
#[derive(Debug, Default)]
pub struct Catalogue {
    whole: HashMap<String, String>,
    templates: Vec<Template>,
    by_word: HashMap<String, Vec<usize>>,
    /// Templates that begin with a place or with part of a word.
    open: Vec<usize>,
}

/// The catalogue, read when the first report is translated.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let files = FILES
            .iter()
            .map(|(_, text)| entries(text).unwrap_or_default());
        Catalogue::of(files.flatten())
    })
}

/// The entries of drawings alone: the words of a drawing stand among names, which could be words of other entries.
pub fn of_drawings() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let files = FILES.iter().filter(|(name, _)| *name == "figures");
        let files = files.chain([&DRAWINGS]);
        Catalogue::of(files.flat_map(|(_, text)| entries(text).unwrap_or_default()))
    })
}

/// The pairs of a file, in its order.
///
/// # Errors
/// If it is no TOML, or a value is no text.
pub fn entries(text: &str) -> Result<Vec<(String, String)>, toml::de::Error> {
    let table: std::collections::BTreeMap<String, String> = toml::from_str(text)?;
    Ok(table.into_iter().collect())
}

impl Catalogue {
    /// The entries, ready to be looked up.
    pub fn of(entries: impl Iterator<Item = (String, String)>) -> Catalogue {
        let mut made = Catalogue::default();
        for (english, persian) in entries {
            match Template::of(&english, &persian) {
                Some(template) => made.templates.push(template),
                None => {
                    made.whole.insert(english, persian);
                }
            }
        }
        // The most particular are tried first.
        made.templates
            .sort_by_key(|template| std::cmp::Reverse(template.weight));
        for (at, template) in made.templates.iter().enumerate() {
            match template.first_word() {
                Some(word) => made.by_word.entry(word.to_owned()).or_default().push(at),
                None => made.open.push(at),
            }
        }
        made
    }

    /// The Persian form of a text that is in the catalogue word for word.
    pub fn whole(&self, english: &str) -> Option<&str> {
        self.whole.get(english).map(String::as_str)
    }

    /// The most particular template that the text fits, with what fills its places.
    pub fn fitting<'t>(&self, text: &'t str) -> Option<(&Template, Vec<(&str, &'t str)>)> {
        let word = text.split(' ').next().unwrap_or(text);
        let named = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        let (mut named, mut open) = (named.iter().peekable(), self.open.iter().peekable());
        loop {
            // Both lists are in order of weight: the smaller index is the heavier template.
            let at = match (named.peek(), open.peek()) {
                (Some(a), Some(b)) if a < b => named.next(),
                (Some(_), None) => named.next(),
                _ => open.next(),
            }?;
            let template = &self.templates[*at];
            if let Some(found) = template.fitted(text) {
                return Some((template, found));
            }
        }
    }
}
