//! How far it is, for somebody who looks: a bar on standard error, where that is a terminal.

use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, or nothing.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar for so many steps of what is said.
    pub(super) fn of(what: &'static str, steps: usize) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        Self(Some(bar))
    }

    /// One step is done.
    pub(super) fn step(&self) {
        self.0.iter().for_each(|bar| bar.inc(1));
    }

    /// All are.
    pub(super) fn end(self) {
        self.0.iter().for_each(ProgressBar::finish_and_clear);
    }
}
