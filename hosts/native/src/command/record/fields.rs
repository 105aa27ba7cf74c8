//! A predicate's fields: from a file, from flags, from defaults; flags win.
//!
//! It does not know which fields there are.

use std::path::PathBuf;

use countersign::Error;
use serde_json::{Map, Value};

use crate::args::Sealing;
use crate::exit::Failure;
use crate::gather::{file, time};
use crate::json;
use crate::render::safe;

/// The fields so far.
pub(super) struct Fields {
    from: Option<PathBuf>,
    object: Map<String, Value>,
}

impl Fields {
    /// Those of `--from`, or none.
    pub(super) fn start(sealing: &Sealing) -> Result<Self, Failure> {
        let from = sealing.from.clone();
        let object = match &from {
            None => Map::new(),
            Some(path) => json::object(&file::read(path)?).map_err(|found| {
                Failure::question(format!(
                    "{} holds no predicate: {}: see `docs/records.md`",
                    safe::path(path),
                    safe::text(&found)
                ))
            })?,
        };
        Ok(Self { from, object })
    }

    /// Sets a field, whatever was there.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.object.insert(name.to_owned(), value.into());
    }

    /// Sets a field, if the flag was given.
    pub(super) fn set_if<T: Into<Value>>(&mut self, name: &str, flag: Option<T>) {
        if let Some(value) = flag {
            self.set(name, value);
        }
    }

    /// Sets a list, if the flag was given at all.
    pub(super) fn set_list<T: Into<Value>>(&mut self, name: &str, flags: Vec<T>) {
        if !flags.is_empty() {
            self.set(name, flags.into_iter().map(Into::into).collect::<Vec<Value>>());
        }
    }

    /// Sets a field of an object within.
    pub(super) fn set_inner<T: Into<Value>>(&mut self, outer: &str, name: &str, flag: Option<T>) {
        let Some(value) = flag else { return };
        let entry = self.object.entry(outer).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(inner) = entry {
            inner.insert(name.to_owned(), value.into());
        }
    }

    /// Sets a time: `--now`, else what is there, else the clock.
    pub(super) fn set_time(&mut self, name: &str, sealing: &Sealing) -> Result<(), Failure> {
        if sealing.now.is_some() || !self.object.contains_key(name) {
            self.set(name, time::format(time::now(sealing.now)?)?);
        }
        Ok(())
    }

    /// A string field, if there is one.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.object.get(name).and_then(Value::as_str)
    }

    /// The strings of a list.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Asks for the fields that must be there, in the words of the options that set them. What a file lacks, the component says in
    /// the words of the file.
    pub(super) fn due(&self, fields: &[(&str, &str)]) -> Result<(), Failure> {
        self.lacking(&self.object, fields)
    }

    /// The same of an object within, where there is one.
    pub(super) fn due_within(&self, outer: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        self.object.get(outer).and_then(Value::as_object).map_or(Ok(()), |inner| self.lacking(inner, fields))
    }

    fn lacking(&self, object: &Map<String, Value>, fields: &[(&str, &str)]) -> Result<(), Failure> {
        let missing: Vec<&str> =
            fields.iter().filter(|(name, _)| !object.contains_key(*name)).map(|(_, say)| *say).collect();
        match missing.is_empty() || self.from.is_some() {
            true => Ok(()),
            false => Err(Failure::question(missing.join("; "))),
        }
    }

    /// A list within, to add to; what is no list is left for the component to refuse.
    pub(super) fn list(&mut self, name: &str) -> Option<&mut Vec<Value>> {
        self.object.entry(name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
    }

    /// The predicate.
    pub(super) fn bytes(&self) -> String {
        Value::Object(self.object.clone()).to_string()
    }

    /// What the component refused, said of the file that it came from.
    pub(super) fn blame(&self, error: Error) -> Failure {
        match (&self.from, error) {
            (Some(path), refused @ Error::Refused { .. }) => Failure::from(refused).about(path),
            (_, error) => Failure::from(error),
        }
    }
}
