//! The cases as hosts are asked them: each a folder, with what is due kept here.
//!
//! Those that are too large to be committed are laid into a folder of this run, which goes with it: so every host can be asked these, too.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::{self, files};
use crate::scenario::Inputs;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// `AREA/NAME`.
    pub name: String,
    /// Where its files lie.
    pub folder: PathBuf,
    /// The same, read.
    pub inputs: Inputs,
    /// The verdict that is due.
    pub verdict: String,
    /// The report that is due.
    pub report: Vec<u8>,
}

/// Every case, and the folder of those that no repository holds.
#[derive(Debug)]
pub struct Cases {
    /// By area and name.
    pub all: Vec<Case>,
    scratch: PathBuf,
}

impl Cases {
    /// Reads what lies in the repository at `root`, and makes what does not.
    pub fn load(root: &Path) -> Result<Self, String> {
        let scratch = std::env::temp_dir().join(format!("countersign-conformance-{}", std::process::id()));
        let mut cases = Self { all: Vec::new(), scratch };
        for case in cases::all() {
            let name = format!("{}/{}", case.area, case.name);
            let folder = match case.in_memory {
                true => cases.scratch.join(&name),
                false => root.join(files::FOLDER).join(&name),
            };
            if case.in_memory {
                lay(&case, &folder)?;
            }
            let files::Stored { verdict, inputs, report } = files::read(&folder)?;
            cases.all.push(Case { name, folder, inputs, verdict, report });
        }
        Ok(cases)
    }
}

impl Drop for Cases {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

fn lay(case: &cases::Case, folder: &Path) -> Result<(), String> {
    for (name, bytes) in files::laid(case) {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
