//! `--aux`: variables that help to fill blanks.

use crate::data::Missing;
use crate::error::Error;
use crate::model::Settings;
use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Data")]
pub struct AuxiliaryArgs {
    /// Columns outside the model that go with the blanks or with the answers left blank: they join the likelihood as
    /// saturated correlates (--missing ml, ml.x) or the first of two stages, and take no degrees of freedom
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "data")]
    pub aux: Vec<String>,
}

impl AuxiliaryArgs {
    /// Settings with auxiliary variables, if blanks are kept; `fixed_x` as typed.
    pub fn join(
        &self,
        settings: Settings,
        missing: Missing,
        fixed_x: Option<bool>,
    ) -> Result<Settings, Error> {
        let auxiliary: Vec<String> = self.aux.iter().map(|a| a.trim().to_owned()).collect();
        if auxiliary.is_empty() {
            return Ok(settings);
        }
        if !missing.keeps_blanks() {
            return Err(Error::Usage(format!(
                "--aux helps with blanks, and --missing {} leaves respondents with blanks out; use --missing ml or two.stage",
                missing.name()
            )));
        }
        if missing.full_information() && fixed_x == Some(true) {
            return Err(Error::Usage(
                "--aux lets auxiliary variables covary with every item, and --fixed-x=true holds predictors out of the \
                 likelihood; drop --fixed-x, or use --missing two.stage"
                    .into(),
            ));
        }
        Ok(Settings {
            fixed_x: settings.fixed_x && !missing.full_information(),
            auxiliary,
            ..settings
        })
    }
}
