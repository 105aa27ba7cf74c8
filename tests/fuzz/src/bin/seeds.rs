//! Lays the seeds of every target into the folder that is named: `FOLDER/TARGET/…`, each under the digest of its bytes.

use std::path::Path;
use std::process::ExitCode;

use countersign_core::base::digest::Sha256;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("error: name the folder to lay the seeds into");
        return ExitCode::from(2);
    };
    match lay(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn lay(folder: &Path) -> Result<(), String> {
    let seeds = countersign_fuzz::seed::seeds(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))?;
    for target in countersign_fuzz::TARGETS {
        let folder = folder.join(target.name);
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let inputs = seeds.0.get(target.name).into_iter().flatten();
        for bytes in inputs {
            std::fs::write(folder.join(Sha256::of(bytes).to_hex()), bytes).map_err(failed)?;
        }
        println!("{} {}", target.name, target.longest);
    }
    Ok(())
}
