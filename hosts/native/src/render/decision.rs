//! A decision in any of the forms that it has, for standard output and for files.
//!
//! Which form goes where is the caller's to say.

use std::borrow::Cow;

use countersign::Decision;

use super::report::{self, Files, Report};
use super::{dotenv, junit, markdown, sarif, text};
use crate::args::{Format, Written};
use crate::exit::{self, Failure};
use crate::gather::Gathered;
use crate::{output, write};

/// A decision, and the names of the files that it speaks of.
pub(crate) struct Shown<'a> {
    decision: &'a Decision,
    report: Report,
    files: Files,
}

impl<'a> Shown<'a> {
    /// Reads the report of a decision. Without what was gathered, records are named by their ids.
    pub(crate) fn of(decision: &'a Decision, gathered: Option<&Gathered>) -> Result<Self, Failure> {
        let report = report::parse(&decision.report)?;
        let files = gathered.map_or_else(Files::none, |gathered| Files::of(&report, gathered));
        Ok(Self { decision, report, files })
    }

    /// Writes the files that were asked for.
    pub(crate) fn write(&self, files: &[Written]) -> Result<(), Failure> {
        files.iter().try_for_each(|file| write::replace(&file.path, &self.form(file.format)?))
    }

    /// Puts it on standard output; only text for people may have colours.
    pub(crate) fn print(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Text => output::text(&text::decision(&self.report, &self.decision.id, &self.files)),
            other => output::bytes(&self.form(other)?),
        }
    }

    fn form(&self, format: Format) -> Result<Cow<'a, [u8]>, Failure> {
        let (decision, report, files) = (self.decision, &self.report, &self.files);
        let exit = exit::code(decision.verdict);
        Ok(match format {
            Format::Json => decision.report.as_slice().into(),
            Format::Vsa => decision.summary.as_slice().into(),
            Format::Text => {
                let styled = text::decision(report, &decision.id, files);
                anstream::adapter::strip_str(&styled).to_string().into_bytes().into()
            }
            Format::Markdown => markdown::decision(report, &decision.id, files).into_bytes().into(),
            Format::Junit => junit::decision(report, &decision.id, files)?.into(),
            Format::Sarif => sarif::decision(report, &decision.id, exit, files).into(),
            Format::Dotenv => dotenv::decision(report, &decision.id, exit)?.into_bytes().into(),
        })
    }
}
