//! Questions to the person at the terminal: yes or no, and passphrases.
//!
//! It decides that nobody is asked where nobody can answer; what the answer means is the caller's.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use zeroize::Zeroizing;

use crate::exit::Failure;

/// Whether somebody can be asked.
pub(crate) fn is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for yes or no; everything but yes is no.
pub(crate) fn agrees(question: &str) -> bool {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{question} [y/N] ");
    let _ = stderr.flush();
    let mut answer = String::new();
    let heard = io::stdin().lock().read_line(&mut answer);
    heard.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// A passphrase from the terminal, without echo.
pub(crate) fn passphrase(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|_| {
        Failure::question(
            "there is no terminal to ask for the passphrase: name a variable with `--passphrase-env NAME`",
        )
    })
}

/// A passphrase from an environment variable.
pub(crate) fn passphrase_from(variable: &str) -> Result<Zeroizing<String>, Failure> {
    match std::env::var(variable) {
        Ok(passphrase) if !passphrase.is_empty() => Ok(Zeroizing::new(passphrase)),
        Ok(_) => Err(Failure::question(format!("the variable `{variable}` is empty: set it to the passphrase"))),
        Err(_) => Err(Failure::question(format!("the variable `{variable}` is not set: set it to the passphrase"))),
    }
}
