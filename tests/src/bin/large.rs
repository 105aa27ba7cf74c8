//! Makes the files of a question about a large release, for `cargo xtask bench-evidence`, in the folder that it is given.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use countersign_tests::key::Key;
use countersign_tests::large::Large;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let number = |text: std::ffi::OsString| text.to_str().and_then(|text| text.parse::<usize>().ok());
    let bytes = arguments.next().and_then(number);
    let findings = arguments.next().and_then(number);
    let (Some(folder), Some(bytes), Some(findings)) = (folder, bytes, findings) else {
        eprintln!(
            "error: name the folder, the bytes of the bill and the number of findings; `cargo xtask bench-evidence` does"
        );
        return ExitCode::FAILURE;
    };
    match write(&folder, bytes, findings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, bytes: usize, findings: usize) -> std::io::Result<()> {
    let Large { inputs, documents } = Large::of(bytes, findings);
    let records = folder.join("records");
    std::fs::create_dir_all(&records)?;
    for (name, text) in &documents {
        std::fs::write(records.join(name), text)?;
    }
    let others =
        inputs.request.records.iter().filter(|record| documents.iter().all(|(_, text)| text.as_bytes() != *record));
    for (index, record) in others.enumerate() {
        std::fs::write(records.join(format!("{index}.json")), record)?;
    }
    std::fs::write(folder.join("policy.yml"), &inputs.policy)?;
    std::fs::write(folder.join("roster.yml"), &inputs.roster)?;
    std::fs::write(folder.join("root.pub"), Key::of("root").pem)?;
    for (name, signature) in ["policy.yml.sig.json", "roster.yml.sig.json"].into_iter().zip(&inputs.anchors.signatures)
    {
        std::fs::write(folder.join(name), signature)?;
    }
    std::fs::write(folder.join("artefact"), inputs.request.artefacts.concat())
}
