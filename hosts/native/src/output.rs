//! What leaves the program on standard output and standard error.
//!
//! A reader that stops reading (`| head`) is no error: the exit code is the answer. A full disk is one.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use crate::exit::Failure;

/// Machine-readable bytes, exactly; on a terminal a line feed follows.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let mut written = stdout.write_all(bytes);
    if stdout.is_terminal() && !bytes.ends_with(b"\n") {
        written = written.and_then(|()| stdout.write_all(b"\n"));
    }
    finish(written.and_then(|()| stdout.flush()))
}

/// Text for people, with colours where they are wanted: on a terminal, and never with `NO_COLOR`.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    finish(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// A line for people beside the output. That it cannot be written changes nothing.
pub(crate) fn note(line: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{line}");
}

fn finish(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::writing(Path::new("standard output"), &error)),
        Ok(()) => Ok(()),
    }
}
