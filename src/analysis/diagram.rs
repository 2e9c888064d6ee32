//! `sanjeh diagram`: the path diagram alone; without data, the model's claims as a picture.

use super::fit::{self, read_model};
use super::input::DataSource;
use super::picture::Picture;
use crate::cbsem;
use crate::diagram::{dot, draw, tikz, written_places};
use crate::error::Error;
use crate::model::{Model, Parameter, Settings, Value};
use crate::notice::Severity;
use crate::report::results::{
    DataSummary, GroupSize, ModelSummary, ParameterRow, Program, Residuals, Results,
};
use crate::report::{self, figure};
use serde_json::Map;
use std::path::{Path, PathBuf};

/// What `sanjeh diagram` is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    pub model: PathBuf,
    /// Without data the structure is drawn, with no numbers.
    pub data: Option<DataSource>,
    pub settings: Settings,
    pub picture: Picture,
}

/// The pictures, one per group.
#[derive(Debug, Clone)]
pub struct Drawings {
    pub svg: Vec<String>,
    /// The same as LaTeX documents.
    pub tikz: Vec<String>,
    /// The same for Graphviz.
    pub dot: Vec<String>,
    /// Where every node of the first group stands, as a file of places.
    pub places: String,
    /// Dots per inch of PNG files.
    pub dpi: u32,
    /// Whether a notice says not to trust the numbers.
    pub serious: bool,
}

/// Draws the model, with the estimates that the data give.
pub fn drawings(request: &Request) -> Result<Drawings, Error> {
    let results = match &request.data {
        Some(data) => fitted(request, data)?,
        None => claimed(request)?,
    };
    let picture = &request.picture;
    picture.check(&results)?;
    Ok(Drawings {
        svg: picture.drawn(&results, draw),
        tikz: picture.drawn(&results, tikz),
        dot: picture.drawn(&results, dot),
        places: written_places(&results, &picture.options),
        dpi: picture.dpi,
        serious: results
            .notices
            .iter()
            .any(|n| n.severity == Severity::Serious),
    })
}

fn fitted(request: &Request, data: &DataSource) -> Result<Results, Error> {
    let analysis = fit::fit(&fit::Request {
        model: request.model.clone(),
        data: data.clone(),
        settings: request.settings.clone(),
        estimation: cbsem::Options::default(),
        estimator: "ML",
        ordinal: Default::default(),
        factor_scores: None,
        resampling: Default::default(),
        design: Default::default(),
        diagnostics: false,
    })?;
    Ok(analysis.results)
}

/// The rows of the model as results that found nothing.
fn claimed(request: &Request) -> Result<Results, Error> {
    let (file, text) = read_model(&request.model)?;
    let model = Model::new(&request.settings.read(&text)?, &request.settings)?;
    let group = |label: &String| GroupSize {
        label: label.clone(),
        nobs: 0,
    };
    Ok(Results {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "diagram".into(),
        options: Map::new(),
        data: DataSummary {
            file: String::new(),
            sha256: String::new(),
            sheet: None,
            rows_read: 0,
            rows_used: 0,
            groups: model.groups.iter().map(group).collect(),
            missing_patterns: 0,
            blanks: None,
            exclusions: Vec::new(),
            items: Vec::new(),
            synthetic: false,
            reading: None,
        },
        model: ModelSummary {
            file,
            sha256: String::new(),
            syntax: text,
            items: model.variables[..model.items].to_vec(),
            constructs: model.variables[model.items..].to_vec(),
        },
        converged: false,
        iterations: 0,
        admissible: false,
        npar: model.free,
        effects: Default::default(),
        measurement: None,
        resampling: None,
        fit_measures: Map::new(),
        tests: Vec::new(),
        parameters: model.parameters.iter().map(claim).collect(),
        standardized: Vec::new(),
        r2: Vec::new(),
        modification_indices: Vec::new(),
        residuals: Residuals::default(),
        influence: None,
        factor_scores_file: None,
        wald: None,
        score: None,
        provenance: None,
        notices: Vec::new(),
    })
}

/// A row without an estimate; NaN stays inside, since no number of it is drawn.
fn claim(parameter: &Parameter) -> ParameterRow {
    ParameterRow {
        lhs: parameter.lhs.clone(),
        op: parameter.op.as_str().to_owned(),
        rhs: parameter.rhs.clone(),
        group: parameter.group + 1,
        level: 1,
        label: parameter.label.clone(),
        free: matches!(parameter.value, Value::Free(_)),
        user: parameter.user,
        est: match parameter.value {
            Value::Fixed(x) => x,
            Value::Free(_) | Value::Sample => f64::NAN,
        },
        se: None,
        z: None,
        pvalue: None,
        ci_lower: None,
        ci_upper: None,
        std_lv: None,
        std_all: None,
        std_nox: None,
        fmi: None,
    }
}

/// How the picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Svg,
    Png,
    Pdf,
    /// A LaTeX document of its own.
    Tikz,
    /// Graphviz.
    Dot,
}

impl Format {
    /// By the ending of the file's name.
    pub fn of(path: &Path) -> Result<Format, Error> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Format::Svg),
            Some("png") => Ok(Format::Png),
            Some("pdf") => Ok(Format::Pdf),
            Some("tex") => Ok(Format::Tikz),
            Some("dot") => Ok(Format::Dot),
            _ => Err(Error::Usage(format!(
                "the name `{}` does not say what to draw; end --out in .svg, .png, .pdf, .tex or .dot",
                path.display()
            ))),
        }
    }

    /// Whether groups can stand side by side in it.
    pub fn holds_several_groups(self) -> bool {
        matches!(self, Format::Svg | Format::Png | Format::Pdf)
    }

    /// The drawings in the language they are made from.
    fn sources(self, drawings: &Drawings) -> &[String] {
        match self {
            Format::Svg | Format::Png | Format::Pdf => &drawings.svg,
            Format::Tikz => &drawings.tikz,
            Format::Dot => &drawings.dot,
        }
    }

    fn bytes(self, source: &str, dpi: u32) -> Result<Vec<u8>, Error> {
        let made = match self {
            Format::Svg | Format::Tikz | Format::Dot => Ok(source.as_bytes().to_vec()),
            Format::Png => figure::svg_to_png(source, dpi),
            Format::Pdf => figure::svg_to_pdf(source),
        };
        Ok(made.map_err(report::Error::from)?)
    }
}

/// Writes `FILE`, and `FILE-2`, `FILE-3`, … for further groups.
pub fn write(drawings: &Drawings, path: &Path, force: bool) -> Result<Vec<PathBuf>, Error> {
    let format = Format::of(path)?;
    let sources = format.sources(drawings);
    let mut written = Vec::with_capacity(sources.len());
    for (at, source) in sources.iter().enumerate() {
        let path = if at == 0 {
            path.to_owned()
        } else {
            numbered(path, at + 1)
        };
        written.push(report::write_file(
            &path,
            format.bytes(source, drawings.dpi)?,
            force,
        )?);
    }
    Ok(written)
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    path.with_file_name(format!("{stem}-{number}.{ending}"))
}
