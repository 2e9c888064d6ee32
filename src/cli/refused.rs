//! Options that lavaan's users know and that ask for what cannot be estimated yet: refused by name, with what to do.

use crate::error::Error;
use clap::Args;

#[derive(Debug, Args)]
pub struct RefusedArgs {
    /// Rotation of efa() blocks, which cannot be estimated yet
    #[arg(long, value_name = "NAME", hide = true)]
    pub rotation: Option<String>,
    /// Identification of efa() blocks, which cannot be estimated yet
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide = true)]
    pub auto_efa: Option<bool>,
}

impl RefusedArgs {
    /// # Errors
    /// For every option that would be accepted and ignored.
    pub fn refuse(&self) -> Result<(), Error> {
        let wrong = if let Some(name) = &self.rotation {
            format!(
                "--rotation {name} turns efa() blocks, which cannot be estimated inside a model yet; write the loadings as \
                 `construct =~ items`"
            )
        } else if self.auto_efa == Some(true) {
            "--auto-efa identifies efa() blocks, which cannot be estimated inside a model yet; write the loadings as \
             `construct =~ items`"
                .to_owned()
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong))
    }
}
