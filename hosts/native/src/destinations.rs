//! Where results are written: to no file that the question was asked of, and no two forms of them to one file.
//!
//! It is looked at before anything is decided, under whatever names the files go: links of both kinds are followed. What is no
//! regular file (a pipe, a device) is never replaced, so it may be named as often as somebody likes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::render::safe;

/// What a question was asked of.
#[derive(Default)]
pub(crate) struct Inputs {
    files: BTreeSet<Identity>,
    /// Folders of which every file counts, as paths without links.
    folders: Vec<PathBuf>,
}

/// One file, whatever it is called.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    /// A file that is there: its device, and its number on it.
    #[cfg(unix)]
    Node(u64, u64),
    /// Where it is, or would be: its folder without links, and its name.
    Place(PathBuf),
}

impl Inputs {
    /// Files that are read, and those that would be if they were there.
    pub(crate) fn files(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        let files = paths.into_iter().filter_map(|path| Identity::of(path.as_ref())).collect();
        Self { files, folders: Vec::new() }
    }

    /// Every file below a folder, too.
    pub(crate) fn and_folder(mut self, path: &Path) -> Self {
        // One that cannot be read is complained of by whoever reads it.
        self.folders.extend(fs::canonicalize(path));
        self
    }

    fn hold(&self, path: &Path, identity: &Identity) -> bool {
        // A new file in a folder replaces nothing.
        let below =
            || fs::canonicalize(path).is_ok_and(|real| self.folders.iter().any(|folder| real.starts_with(folder)));
        self.files.contains(identity) || (!self.folders.is_empty() && below())
    }
}

/// Refuses to write to an input, and different forms to one file.
pub(crate) fn check<'a, Form: PartialEq>(
    outputs: impl IntoIterator<Item = (Form, &'a Path)>,
    inputs: &Inputs,
) -> Result<(), Failure> {
    let mut named: BTreeMap<Identity, Form> = BTreeMap::new();
    for (form, path) in outputs {
        let Some(identity) = Identity::of(path) else { continue };
        let shown = safe::path(path);
        if inputs.hold(path, &identity) {
            return Err(Failure::question(format!(
                "cannot write {shown}: it is an input of this question: name another file"
            )));
        }
        // The same bytes twice are the same file.
        if named.get(&identity).is_some_and(|other| *other != form) {
            return Err(Failure::question(format!("{shown} is named for two outputs: give each its own file")));
        }
        named.insert(identity, form);
    }
    Ok(())
}

impl Identity {
    /// Nothing for what is there and no regular file.
    fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => None,
            #[cfg(unix)]
            Ok(metadata) => {
                use std::os::unix::fs::MetadataExt as _;
                Some(Self::Node(metadata.dev(), metadata.ino()))
            }
            #[cfg(not(unix))]
            Ok(_) => fs::canonicalize(path).ok().map(Self::Place),
            Err(_) => Some(Self::Place(place(path))),
        }
    }
}

/// Where a file would be.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_under_every_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("in")).unwrap();
        for name in ["artefact", "in/record", "old report"] {
            fs::write(at(name), name).unwrap();
        }
        std::os::unix::fs::symlink(at("artefact"), at("link")).unwrap();
        fs::hard_link(at("artefact"), at("hard")).unwrap();
        let inputs = || Inputs::files([at("artefact"), at("policy.sig")]).and_folder(&at("in"));
        for name in ["artefact", "in/../artefact", "link", "hard", "policy.sig", "in/../policy.sig", "in/record"] {
            let refused = check([("json", at(name).as_path())], &inputs()).unwrap_err();
            assert!(refused.message().contains("is an input of this question"), "{name}: {}", refused.message());
        }
        let free = [at("new"), at("old report"), at("in/new"), PathBuf::from("/dev/null"), PathBuf::from("/dev/null")];
        check(free.iter().enumerate().map(|(form, path)| (form, path.as_path())), &inputs()).unwrap();
        for (one, other) in [("new", "in/../new"), ("old report", "old report")] {
            let (one, other) = (at(one), at(other));
            check([("json", one.as_path()), ("json", &other)], &inputs()).unwrap();
            let refused = check([("json", one.as_path()), ("sarif", &other)], &inputs()).unwrap_err();
            assert!(refused.message().contains("is named for two outputs"), "{}", refused.message());
        }
    }
}
