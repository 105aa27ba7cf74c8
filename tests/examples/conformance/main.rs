//! Asks hosts every case, and attacks, and prints what they answered: `conformance [--host NAME=COMMAND]… [--only WORD] [--attacks NUMBER]`.
//!
//! The core, the component and the command line are always asked; `--host` adds a program that speaks the protocol of
//! `docs/conformance.md` (`COMMAND` is split at spaces). `cargo xtask conformance` names those of Node and Chromium. Before all others, a host that is right and two that lie are asked a
//! sample: a harness that cannot tell them apart says nothing. `conformance adapter [--flip-a-bit | --flip-the-verdict]` is that host.
//!
//! Exit 0: every host is equal in every case that it can be asked. Exit 1: not so. It is an example, as examples may use the host library.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use countersign_tests::conformance::adapter::{Lie, serve};
use countersign_tests::conformance::case::{Case, Cases};
use countersign_tests::conformance::command_line::CommandLine;
use countersign_tests::conformance::program::Program;
use countersign_tests::conformance::{Answer, Host, Line, Native, examine, table};

#[path = "../../tests/support/component.rs"]
mod component;

/// A host that cannot be asked one case in so many is none.
const LEAST_ASKED: usize = 10;
/// One case in so many is asked of those that lie.
const SAMPLED: usize = 10;
/// Where few attacks of each kind are wanted, one start in so many is enough.
const FEW: usize = 3;
const FEWER_STARTS: usize = 10;
/// Kinds of attacks, at the least.
const KINDS: usize = 50;

/// The component, through the host library.
struct Component;

impl Host for Component {
    fn name(&self) -> &str {
        "component, in wasmtime"
    }

    fn ask(&mut self, case: &Case) -> Result<Answer, String> {
        let (verdict, decision) = component::decide(&case.inputs).map_err(|error| error.to_string())?;
        Ok(Answer::Decision(verdict.to_owned(), decision.report))
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("adapter") => adapter(&words[1..]),
        _ => examined(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn adapter(words: &[String]) -> Result<(), String> {
    let lie = match words {
        [] => None,
        [word] if word == "--flip-a-bit" => Some(Lie::Bit),
        [word] if word == "--flip-the-verdict" => Some(Lie::Verdict),
        _ => return Err("`adapter` takes `--flip-a-bit` or `--flip-the-verdict`, or nothing".to_owned()),
    };
    serve(std::io::stdin().lock(), std::io::stdout().lock(), lie).map_err(|error| error.to_string())
}

fn examined(words: &[String]) -> Result<(), String> {
    let Options { programs, only, attacks } = options(words)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut lists = vec![("cases", Cases::load(&root)?)];
    sees_lies(&lists[0].1.all)?;
    if attacks > 0 {
        let begun = Instant::now();
        let sample = Cases::attacks(attacks, if attacks > FEW { 1 } else { FEWER_STARTS })?;
        if sample.all.len() < attacks * KINDS {
            return Err(format!("{} attacks are too few for {attacks} of each kind", sample.all.len()));
        }
        lists.push(("attacks", sample));
        println!("attacks, made: {:.1} s", begun.elapsed().as_secs_f64());
    }
    let mut own: [Box<dyn Host>; 3] =
        [Box::new(Native), Box::new(Component), Box::new(CommandLine { program: command_line()? })];
    let mut others = Vec::new();
    for (name, command) in &programs {
        others.push(Program::start(name, command)?);
    }
    let (mut asked, mut failed) = (0, 0);
    for (what, cases) in &mut lists {
        cases.all.retain(|case| only.as_ref().is_none_or(|word| case.name.contains(word)));
        if cases.all.is_empty() {
            continue;
        }
        println!("component sha256:{}, {} {what}: {}", countersign::COMPONENT_SHA256, cases.all.len(), due(&cases.all));
        let lines = ask(&mut own, &mut others, &cases.all);
        println!("\n{}", table(what, &lines));
        for line in &lines {
            line.different.iter().for_each(|what| println!("{}: {what}", line.name));
        }
        asked += lines.len();
        failed += lines.iter().filter(|line| !conforms(line)).count();
    }
    println!("test result: {} passed; {failed} failed", asked - failed);
    match (asked, failed) {
        (0, _) => Err("nothing has such a name".to_owned()),
        (_, 0) => Ok(()),
        _ => Err(format!("{failed} of {asked} hosts do not conform")),
    }
}

/// How many of them are due to be what.
fn due(cases: &[Case]) -> String {
    let count = |verdict| cases.iter().filter(|case| case.verdict == verdict).count();
    ["allow", "deny", "malformed"].map(|verdict| format!("{} {verdict}", count(verdict))).join(", ")
}

/// What waits for other programs goes beside what works in this one.
fn ask(own: &mut [Box<dyn Host>], others: &mut [Program], cases: &[Case]) -> Vec<Line> {
    thread::scope(|scope| {
        let others = scope.spawn(|| others.iter_mut().map(|host| timed(host, cases)).collect::<Vec<Line>>());
        let mut lines: Vec<Line> = own.iter_mut().map(|host| timed(host.as_mut(), cases)).collect();
        lines.extend(others.join().expect("a thread that asks"));
        lines
    })
}

fn timed(host: &mut dyn Host, cases: &[Case]) -> Line {
    let start = Instant::now();
    let line = examine(host, cases);
    println!("{}: {:.1} s", line.name, start.elapsed().as_secs_f64());
    line
}

fn conforms(line: &Line) -> bool {
    let left: usize = line.not_askable.values().map(Vec::len).sum();
    line.different.is_empty() && left * LEAST_ASKED <= line.equal + left && line.equal > 0
}

/// What the command line asks for.
#[derive(Default)]
struct Options {
    /// Names, and the words of a command.
    programs: Vec<(String, Vec<String>)>,
    only: Option<String>,
    /// Attacks of each kind.
    attacks: usize,
}

fn options(words: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    for pair in words.chunks(2) {
        match pair {
            [option, value] if option == "--only" => options.only = Some(value.clone()),
            [option, value] if option == "--attacks" => {
                options.attacks = value.parse().map_err(|_| "`--attacks` takes a number".to_owned())?;
            }
            [option, value] if option == "--host" => {
                let (name, command) = value.split_once('=').ok_or("`--host` takes `NAME=COMMAND`")?;
                options.programs.push((name.to_owned(), command.split_whitespace().map(str::to_owned).collect()));
            }
            _ => return Err("usage: conformance [--host NAME=COMMAND]… [--only WORD] [--attacks NUMBER]".to_owned()),
        }
    }
    Ok(options)
}

/// A host that is right is equal everywhere, and those that lie nowhere.
fn sees_lies(cases: &[Case]) -> Result<(), String> {
    let sample: Vec<&Case> = cases.iter().filter(|case| case.folder.is_some()).step_by(SAMPLED).collect();
    let own = std::env::current_exe().map_err(|error| error.to_string())?.to_string_lossy().into_owned();
    for (name, lie) in
        [("right", None), ("a flipped bit", Some("--flip-a-bit")), ("verdict", Some("--flip-the-verdict"))]
    {
        let words = [own.clone(), "adapter".to_owned()].into_iter().chain(lie.map(str::to_owned));
        let mut host = Program::start(name, &words.collect::<Vec<_>>())?;
        let told = sample.iter().map(|case| examine(&mut host, std::slice::from_ref(*case)));
        let equal = told.filter(|line| line.equal == 1).count();
        let due = if lie.is_none() { sample.len() } else { 0 };
        if equal != due {
            return Err(format!("the harness finds {equal} of {} cases equal where {due} are: `{name}`", sample.len()));
        }
    }
    println!("of {} cases, all are equal by an adapter that is right, and none by two that lie", sample.len());
    Ok(())
}

/// The program beside this one: both are built together.
fn command_line() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.parent().and_then(Path::parent).map(|folder| folder.join("countersign"));
    program
        .filter(|path| path.is_file())
        .ok_or_else(|| "there is no `countersign` beside this program: build the workspace".to_owned())
}
