//! The project's chores, as `cargo xtask CHORE`: build the component, keep the house tidy, run every test.
//!
//! This file only reads the command line. Each chore is a file of its own, which says what it decides.

mod action;
mod bench_action;
mod bench_audit;
mod bench_bundle;
mod bench_evidence;
mod bench_policy;
mod bench_process;
mod bench_signature;
mod component;
mod conformance;
mod coverage;
mod example;
mod fuzz;
mod generated;
mod gitlab;
mod measure;
mod mutants;
mod python;
mod sbom;
mod shell;
mod signatures;
mod suite;
mod tidy;
mod toolchain;
mod viewer;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::generated::Kind;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's chores.", version)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the verifier component into wasm/dist, with its digest and the toolchain that made it.
    Component(component::Options),
    /// Check imports between layers, file headers and lengths, links between crates, and words.
    Tidy,
    /// Run every test of the project.
    Test(suite::Options),
    /// Ask every host every case, and print a table of who is equal.
    Conformance(conformance::Options),
    /// Gate the example with the real program; or show what is denied.
    Example(example::Options),
    /// Build the GitHub Action into hosts/github-action/dist.
    Action(action::Options),
    /// Fuzz every parser and the gate with coverage.
    Fuzz(fuzz::Options),
    /// Measure which lines of the core the tests reach, by layer.
    Coverage(coverage::Options),
    /// Make the fixtures anew from their seeds.
    Fixtures(generated::Options),
    /// Change one thing at a time where verdicts come from, and see which changes no test notices.
    Mutants(mutants::Options),
    /// Make the reference of finding codes anew.
    Codes(generated::Options),
    /// Measure whole processes side by side.
    BenchProcess(bench_process::Options),
    /// Measure the GitHub Action's gate beside an empty Node.
    BenchAction(bench_action::Options),
    /// Measure the audit of archives of decisions, by their size and the number of cores.
    BenchAudit(bench_audit::Options),
    /// Measure the verification of one bundle beside other verifiers.
    BenchBundle(bench_bundle::Options),
    /// Measure the gating of large documents of tools beside `jq`.
    BenchEvidence(bench_evidence::Options),
    /// Measure a decision beside the same rules in Rego, without signatures.
    BenchPolicy(bench_policy::Options),
    /// Measure the verification of one signature beside other implementations.
    BenchSignature(bench_signature::Options),
    /// Ask the core's ECDSA as a WebAssembly module, in wasmtime and in Node, what RustCrypto has answered.
    Signatures(signatures::Options),
    /// Write the component's bill of materials into wasm/dist.
    Sbom(sbom::Options),
    /// Build the audit viewer into dist: one HTML file. Or test it, picture it, measure it.
    Viewer(viewer::Options),
}

fn main() -> ExitCode {
    match chore(Cli::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore(chore: Chore) -> Result<()> {
    // Wherever it was called, a chore works at the root, and what it prints can be typed there.
    std::env::set_current_dir(shell::root())?;
    match chore {
        Chore::Component(options) => component::run(&options),
        Chore::Tidy => tidy::run(),
        Chore::Test(options) => suite::run(&options),
        Chore::Conformance(options) => conformance::run(&options),
        Chore::Example(options) => example::run(&options),
        Chore::Action(options) => action::run(&options),
        Chore::Fuzz(options) => fuzz::run(&options),
        Chore::Coverage(options) => coverage::run(&options),
        Chore::Fixtures(options) => generated::run(Kind::Fixtures, &options),
        Chore::Mutants(options) => mutants::run(&options),
        Chore::Codes(options) => generated::run(Kind::Codes, &options),
        Chore::BenchProcess(options) => bench_process::run(&options),
        Chore::BenchAction(options) => bench_action::run(&options),
        Chore::BenchAudit(options) => bench_audit::run(&options),
        Chore::BenchBundle(options) => bench_bundle::run(&options),
        Chore::BenchEvidence(options) => bench_evidence::run(&options),
        Chore::BenchPolicy(options) => bench_policy::run(&options),
        Chore::BenchSignature(options) => bench_signature::run(&options),
        Chore::Signatures(options) => signatures::run(&options),
        Chore::Sbom(options) => sbom::run(&options),
        Chore::Viewer(options) => viewer::run(&options),
    }
}
