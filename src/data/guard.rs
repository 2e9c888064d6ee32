//! Readers of others that may panic on a broken file: that is an error of the file, and no crash to show.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives; `None` if it panicked.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = EXPECTED.replace(true);
    let found = catch_unwind(AssertUnwindSafe(read));
    EXPECTED.set(before);
    found.ok()
}

/// Whether a panic on this thread is caught and told as an error of the file: then a program's panic hook need not speak.
pub fn expects_panic() -> bool {
    EXPECTED.get()
}
