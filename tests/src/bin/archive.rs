//! Makes an archive of decisions, for `cargo xtask bench-audit`, in the folder that it is given.

use std::path::PathBuf;
use std::process::ExitCode;

use countersign_tests::archive;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let decisions = arguments.next().and_then(|text| text.to_str()?.parse::<usize>().ok());
    let (Some(folder), Some(decisions)) = (folder, decisions) else {
        eprintln!("error: name the folder and the number of decisions; `cargo xtask bench-audit` does");
        return ExitCode::FAILURE;
    };
    match archive::write(&folder, decisions) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}
