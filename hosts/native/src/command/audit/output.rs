//! Where rows go while they come: standard output, or a file that gets its name once it is whole.

use std::path::Path;

use crate::exit::Failure;
use crate::output;
use crate::write::Growing;

/// Standard output, or a file.
pub(super) enum Output {
    Standard,
    File(Growing),
}

impl Output {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        path.map_or(Ok(Self::Standard), |path| Growing::open(path).map(Self::File))
    }

    /// Colours are for standard output alone.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            _ if text.is_empty() => Ok(()),
            Self::Standard => output::text(text),
            Self::File(file) => file.write(anstream::adapter::strip_str(text).to_string().as_bytes()),
        }
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Standard => Ok(()),
            Self::File(file) => file.finish(),
        }
    }
}
