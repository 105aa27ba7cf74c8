//! Makes the reference page of finding codes: lays it, as it lies in the repository, into the folder that it is given.

use std::path::PathBuf;
use std::process::ExitCode;

use countersign_tests::reference;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("error: name the folder to write to; `cargo xtask codes` does");
        return ExitCode::FAILURE;
    };
    let path = folder.join(reference::FILE);
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    match made.and_then(|()| std::fs::write(&path, reference::page())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}
