//! A sign of life for work that takes more than a second.

use crate::inference::progress::progress;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long a researcher waits without wondering.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs `work`; on a terminal, a line of standard error counts the seconds once the first has passed.
///
/// The counting thread prints and nothing else: results cannot depend on it.
pub fn while_working<T>(quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, waiting) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || count_seconds(&waiting));
        let result = work();
        drop(done);
        result
    })
}

fn count_seconds(waiting: &mpsc::Receiver<()>) {
    let start = Instant::now();
    let mut shown = false;
    while waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        shown = true;
        eprint!("\r\x1b[Kworking … {} s{}", start.elapsed().as_secs(), bar());
        let _ = std::io::stderr().flush();
    }
    if shown {
        eprint!("\r\x1b[K");
    }
}

/// Characters of a full bar.
const LENGTH: usize = 30;

/// ` [#####·····] 850 of 5000 resamples`, or nothing where nothing is resampled.
fn bar() -> String {
    let (done, asked) = progress();
    if asked == 0 {
        return String::new();
    }
    let full = LENGTH * done.min(asked) / asked;
    format!(
        "  [{}{}] {done} of {asked} resamples",
        "#".repeat(full),
        "·".repeat(LENGTH - full)
    )
}
