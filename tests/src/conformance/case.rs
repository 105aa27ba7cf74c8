//! The cases as hosts are asked them: each a folder, with what is due kept here.
//!
//! Those that are too large to be committed, and attacks, are laid into a folder of this run, which goes with it; but where that would be thousands of files, only
//! hosts in this program are asked. What is due for an attack is what the core says, natively.

use std::fs;
use std::path::{Path, PathBuf};

use super::Answer;
use crate::attack::sample::sample;
use crate::cases::{self, files};
use crate::scenario::Inputs;

/// Records of a case that is laid into a folder, at the most.
const FILES: usize = 1_000;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// `AREA/NAME`.
    pub name: String,
    /// Where its files lie; `None` where they are too many.
    pub folder: Option<PathBuf>,
    /// What they say.
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
    fn new(scratch: &str) -> Self {
        let scratch = std::env::temp_dir().join(format!("countersign-{scratch}-{}", std::process::id()));
        Self { all: Vec::new(), scratch }
    }

    /// Reads what lies in the repository at `root`, and makes what does not.
    pub fn load(root: &Path) -> Result<Self, String> {
        let mut cases = Self::new("conformance");
        for case in cases::all() {
            let name = format!("{}/{}", case.area, case.name);
            if case.in_memory && case.inputs.request.records.len() > FILES {
                let (verdict, report) = (files::verdict(case.verdict).to_owned(), case.inputs.decide().report);
                cases.all.push(Case { name, folder: None, inputs: case.inputs, verdict, report });
                continue;
            }
            let folder = match case.in_memory {
                true => laid(&case, cases.scratch.join(&name))?,
                false => root.join(files::FOLDER).join(&name),
            };
            cases.read(name, folder)?;
        }
        Ok(cases)
    }

    /// So many attacks of each kind, on one start in so many.
    pub fn attacks(of_each: usize, every: usize) -> Result<Self, String> {
        let mut cases = Self::new("attacks");
        for (number, (name, case)) in sample(of_each, every).iter().enumerate() {
            let folder = laid(case, cases.scratch.join(number.to_string()))?;
            cases.read(name.clone(), folder)?;
        }
        Ok(cases)
    }

    fn read(&mut self, name: String, folder: PathBuf) -> Result<(), String> {
        let files::Stored { verdict, inputs, report, .. } = files::read(&folder)?;
        self.all.push(Case { name, folder: Some(folder), inputs, verdict, report });
        Ok(())
    }
}

impl Case {
    /// The folder, for a host that cannot be asked without.
    pub fn laid(&self) -> Result<&Path, Answer> {
        let why = "the case is thousands of files";
        self.folder.as_deref().ok_or_else(|| Answer::NotAskable(why.to_owned()))
    }
}

impl Drop for Cases {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

fn laid(case: &cases::Case, folder: PathBuf) -> Result<PathBuf, String> {
    for (name, bytes) in files::laid(case) {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(folder)
}
