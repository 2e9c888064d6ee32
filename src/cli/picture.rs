//! How path diagrams are drawn: by `sanjeh diagram`, and in the folder that `fit` and `pls` leave.

use crate::analysis::picture::Picture;
use crate::diagram::{self, Direction, Show, Theme};
use crate::error::Error;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "Drawing")]
pub struct PictureArgs {
    /// Numbers on the arrows [default: standardized with data, structure without]
    #[arg(long, value_enum, value_name = "NUMBERS")]
    pub show: Option<ShowName>,
    /// Black on white as journals print (apa, the default), quiet colours, or shades of grey
    #[arg(long, value_enum, value_name = "NAME")]
    pub theme: Option<ThemeName>,
    /// From causes to outcomes [default: left-right]
    #[arg(long, value_enum, value_name = "WAY")]
    pub direction: Option<DirectionName>,
    /// The wider an arrow, the larger its absolute standardized estimate (needs data)
    #[arg(long)]
    pub widths: bool,
    /// Draw variances (residual ones, of endogenous variables) as loops
    #[arg(long)]
    pub residuals: bool,
    /// Write means and intercepts into the nodes
    #[arg(long)]
    pub means: bool,
    /// All groups in one picture
    #[arg(long)]
    pub side_by_side: bool,
    /// Places of nodes moved by hand: lines `name x y`, in pixels, as `sanjeh diagram --write-layout` writes them
    #[arg(long, value_name = "FILE")]
    pub layout: Option<PathBuf>,
    /// Dots per inch of PNG files [default: 300]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(30..=1200))]
    pub dpi: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowName {
    Standardized,
    Unstandardized,
    /// Unstandardized, standardized in brackets
    Both,
    /// z values
    Statistic,
    /// Labels of parameters only
    Structure,
}

impl ShowName {
    fn show(self) -> Show {
        match self {
            ShowName::Standardized => Show::Standardized,
            ShowName::Unstandardized => Show::Unstandardized,
            ShowName::Both => Show::Both,
            ShowName::Statistic => Show::Statistic,
            ShowName::Structure => Show::Structure,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ThemeName {
    Apa,
    Screen,
    Greyscale,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DirectionName {
    LeftRight,
    TopBottom,
    RightLeft,
}

impl PictureArgs {
    /// The picture these options ask for.
    ///
    /// # Errors
    /// If estimates are asked for without data, or the file of places cannot be read.
    pub fn picture(&self, with_data: bool) -> Result<Picture, Error> {
        let (places, file) = match &self.layout {
            Some(path) => (Picture::places(path)?, Some(path.clone())),
            None => Default::default(),
        };
        let options = diagram::Options {
            show: self.numbers(with_data)?,
            theme: self.theme(),
            direction: self.direction(),
            widths: self.widths,
            residuals: self.residuals,
            means: self.means,
            side_by_side: self.side_by_side,
            places,
            ..diagram::Options::default()
        };
        Ok(Picture {
            options,
            file,
            dpi: self.dpi.unwrap_or(Picture::default().dpi),
        })
    }

    /// The picture in the folder of an analysis, which there must be for these options to mean anything.
    ///
    /// # Errors
    /// If one is given without `--out`.
    pub fn of_folder(&self, out: Option<&PathBuf>) -> Result<Picture, Error> {
        match self.given().first() {
            Some(option) if out.is_none() => Err(Error::Usage(format!(
                "{option} is about the diagram in the report's folder; give --out DIR"
            ))),
            _ => self.picture(true),
        }
    }

    /// The options that were typed.
    pub fn given(&self) -> Vec<&'static str> {
        let options = [
            ("--show", self.show.is_some()),
            ("--theme", self.theme.is_some()),
            ("--direction", self.direction.is_some()),
            ("--widths", self.widths),
            ("--residuals", self.residuals),
            ("--means", self.means),
            ("--side-by-side", self.side_by_side),
            ("--layout", self.layout.is_some()),
            ("--dpi", self.dpi.is_some()),
        ];
        let typed = options.into_iter().filter(|(_, given)| *given);
        typed.map(|(option, _)| option).collect()
    }

    /// Composites have a weighted sum for a cause: nothing is left in them, and standardized scores have no mean.
    ///
    /// # Errors
    /// For what a diagram of partial least squares cannot show.
    pub fn refuse_for_composites(&self) -> Result<(), Error> {
        let wrong = [
            ("--residuals", self.residuals, "draws residual variances"),
            ("--means", self.means, "writes means and intercepts"),
            ("--side-by-side", self.side_by_side, "draws several groups"),
        ];
        match wrong.iter().find(|(_, given, _)| *given) {
            Some((option, _, what)) => Err(Error::Usage(format!(
                "{option} {what}, which partial least squares does not estimate in one model; leave it out, or use `sanjeh fit`"
            ))),
            None => Ok(()),
        }
    }

    fn numbers(&self, with_data: bool) -> Result<Show, Error> {
        let needs_data = |option: &str| {
            Err(Error::Usage(format!(
                "{option} asks for estimates, which need data; give --data or --sample-cov, or leave {option} out"
            )))
        };
        match self.show {
            None | Some(ShowName::Structure) if self.widths && !with_data => needs_data("--widths"),
            None if with_data => Ok(Show::Standardized),
            None | Some(ShowName::Structure) => Ok(Show::Structure),
            Some(_) if !with_data => needs_data("--show"),
            Some(name) => Ok(name.show()),
        }
    }

    fn theme(&self) -> Theme {
        match self.theme {
            None | Some(ThemeName::Apa) => Theme::Apa,
            Some(ThemeName::Screen) => Theme::Screen,
            Some(ThemeName::Greyscale) => Theme::Greyscale,
        }
    }

    fn direction(&self) -> Direction {
        match self.direction {
            None | Some(DirectionName::LeftRight) => Direction::LeftRight,
            Some(DirectionName::TopBottom) => Direction::TopBottom,
            Some(DirectionName::RightLeft) => Direction::RightLeft,
        }
    }
}
