//! `audit`: decides every saved report of a folder again, and summarises what they say.
//!
//! ```text
//! list the files ─▶ read each once: digest, kind ─▶ find rejections ─▶ decide every report again ─▶ rows, in the order of paths
//!     ─▶ summary
//! ```
//!
//! Memory does not grow with what the files hold. The component decides; this program compares bytes.

mod archive;
mod decide;
mod emergencies;
mod files;
mod left_out;
mod notices;
mod output;
mod pool;
mod progress;
mod tally;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use countersign::records::Records;

use self::archive::{Found, Saved};
use self::decide::{Decider, Gates};
use self::files::Listed;
use self::left_out::Rejections;
use self::notices::Trusted;
use self::output::Output;
use self::progress::Progress;
use self::tally::Tally;
use crate::args::Audit;
use crate::destinations::{self, Inputs};
use crate::exit::Failure;
use crate::gather::{file, roots, time};
use crate::render::audit::{self, Outcome, Row};

pub(crate) fn run(arguments: &Audit) -> Result<ExitCode, Failure> {
    let now = time::now(arguments.now)?;
    let jobs = arguments.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN);
    let inputs =
        Inputs::files(arguments.root_keys.iter().chain(&arguments.trusted_roots)).and_folder(&arguments.folder);
    destinations::check(arguments.output.as_deref().map(|path| ((), path)), &inputs)?;
    let trusted = Trusted { root_keys: key_ids(&arguments.root_keys)?, now };
    let mut found = find(&arguments.folder, jobs, roots::files(&arguments.trusted_roots)?)?;
    if found.reports.is_empty() && found.unread.is_empty() {
        return Err(Failure::question("it holds no decision report: keep what `verify --report` writes")
            .about(&arguments.folder));
    }
    let rejections = Rejections::find(&mut found, jobs)?;
    let mut output = Output::open(arguments.output.as_deref())?;
    output.write(&audit::head(arguments.format))?;

    let decider = Decider { archive: &found.archive, trusted: &trusted, rejections: &rejections };
    let tally = decide(&found, &decider, jobs, |row| output.write(&audit::row(arguments.format, row)))?;

    let code = tally.exit_code();
    let summary = tally.summary(&found, time::format(now)?, now);
    output.write(&audit::foot(arguments.format, &summary))?;
    output.finish()?;
    Ok(ExitCode::from(code))
}

/// The ids of the root keys that were named.
fn key_ids(paths: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut verifier = Records::open()?;
    let id = |path: &PathBuf| verifier.key_id(&file::read(path)?).map_err(|error| Failure::from(error).about(path));
    paths.iter().map(id).collect()
}

/// Reads every file of the folder once.
fn find(folder: &Path, jobs: NonZero<usize>, trusted_roots: Vec<Vec<u8>>) -> Result<Found, Failure> {
    let mut listed = Listed::of(folder)?;
    let places = listed.take();
    let progress = Progress::of("reading", places.len());
    let mut looked = Vec::with_capacity(places.len());
    pool::in_order(
        &places,
        jobs,
        Vec::new,
        |buffer, place| listed.look(place, buffer),
        |one| {
            looked.push(one);
            progress.step();
            Ok(())
        },
    )?;
    progress.end();
    archive::open(listed, places, looked, trusted_roots)
}

/// Decides every report again; `each` gets the rows in the order of their paths.
fn decide(
    found: &Found,
    decider: &Decider<'_>,
    jobs: NonZero<usize>,
    mut each: impl FnMut(&Row) -> Result<(), Failure>,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for (path, reason) in &found.unread {
        let row = Row::new(path, Outcome::Unreadable, reason.clone());
        tally.add(&row, None);
        each(&row)?;
    }
    // Bytes that stand in several places are one decision: the first place has it.
    let mut first = BTreeMap::new();
    for saved in &found.reports {
        first.entry(saved.digest).or_insert(&saved.path);
    }
    let progress = Progress::of("deciding", found.reports.len());
    let work = |gates: &mut Gates, saved: &Saved| match first.get(&saved.digest) {
        Some(path) if **path != saved.path => decider.duplicate(saved, path),
        _ => decider.decide(gates, saved),
    };
    pool::in_order(&found.reports, jobs, Gates::default, work, |decided| {
        tally.add(&decided.row, decided.proved.as_deref());
        progress.step();
        each(&decided.row)
    })?;
    progress.end();
    Ok(tally)
}
