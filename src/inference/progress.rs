//! How far resampling has come, for whoever shows it; no result depends on it.

use std::sync::atomic::{AtomicUsize, Ordering};

static DONE: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// A round of so many replicates begins.
pub(super) fn begin(replicates: usize) {
    DONE.store(0, Ordering::Relaxed);
    ASKED.store(replicates, Ordering::Relaxed);
}

/// One replicate more is done.
pub(super) fn step() {
    DONE.fetch_add(1, Ordering::Relaxed);
}

/// Replicates done and asked for in the current round; nothing is asked for before the first.
pub fn progress() -> (usize, usize) {
    (DONE.load(Ordering::Relaxed), ASKED.load(Ordering::Relaxed))
}
