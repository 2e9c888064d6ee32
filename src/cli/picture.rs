//! How `sanjeh diagram` draws.

use crate::diagram::{Direction, Theme};
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Drawing")]
pub struct PictureArgs {
    /// Black on white as journals print, quiet colours, or shades of grey
    #[arg(long, value_enum, default_value = "apa", value_name = "NAME")]
    pub theme: ThemeName,
    /// From causes to outcomes
    #[arg(long, value_enum, default_value = "left-right", value_name = "WAY")]
    pub direction: DirectionName,
    /// The wider an arrow, the larger its absolute standardized estimate (needs data)
    #[arg(long)]
    pub widths: bool,
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
    pub fn theme(&self) -> Theme {
        match self.theme {
            ThemeName::Apa => Theme::Apa,
            ThemeName::Screen => Theme::Screen,
            ThemeName::Greyscale => Theme::Greyscale,
        }
    }

    pub fn direction(&self) -> Direction {
        match self.direction {
            DirectionName::LeftRight => Direction::LeftRight,
            DirectionName::TopBottom => Direction::TopBottom,
            DirectionName::RightLeft => Direction::RightLeft,
        }
    }
}
