//! The verifier component: its bytes, and one running instance of it.
//!
//! It decides how much memory and work a call may take. What the calls mean is in `gate.rs`, `records.rs`, `policy.rs`.
//! The compiled code runs where it lies in this program; where that has not been tried, it is copied first.

#[cfg_attr(all(target_os = "linux", target_arch = "x86_64"), path = "component/in_place.rs")]
#[cfg_attr(not(all(target_os = "linux", target_arch = "x86_64")), path = "component/copied.rs")]
mod code;
// What other systems load by is tried on every one.
#[cfg(test)]
#[path = "component/copied.rs"]
mod copied;

use std::sync::OnceLock;

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store, StoreLimits, StoreLimitsBuilder};

use crate::bindings::Verifier;
use crate::{Error, limits, settings};

/// The component, compiled by the build script for this target.
static COMPILED: &code::Stored<[u8]> = &code::Stored(*include_bytes!(concat!(env!("OUT_DIR"), "/countersign.cwasm")));

/// The SHA-256 of the component that every verdict of this library comes from, in hexadecimal.
pub const COMPONENT_SHA256: &str = env!("COUNTERSIGN_COMPONENT_SHA256");

/// The target that the component was compiled for.
pub const TARGET: &str = env!("COUNTERSIGN_TARGET");

/// The interfaces that the component exports.
pub const INTERFACES: &str = "countersign:verifier@1.0.0";

/// A store whose memory is bounded.
pub(crate) type Bounded = Store<StoreLimits>;

/// One instance, with its memory and its bounds.
pub(crate) struct Instance {
    pub(crate) store: Bounded,
    pub(crate) exports: Verifier,
}

impl Instance {
    /// An instance within the bounds of `limits.rs`.
    pub(crate) fn start() -> Result<Self, Error> {
        Self::within(limits::COMPONENT_MEMORY, limits::FUEL)
    }

    fn within(memory: usize, fuel: u64) -> Result<Self, Error> {
        let (engine, component) = loaded()?;
        let bounds = StoreLimitsBuilder::new().memory_size(memory).trap_on_grow_failure(true).build();
        let mut store = Store::new(engine, bounds);
        store.limiter(|bounds| bounds);
        store.set_fuel(fuel).map_err(|error| Error::tool(&error))?;
        // Nothing is linked: the component imports nothing.
        let exports =
            Verifier::instantiate(&mut store, component, &Linker::new(engine)).map_err(|error| Error::tool(&error))?;
        Ok(Self { store, exports })
    }

    /// Gives the next call its full amount of work.
    pub(crate) fn refuel(&mut self) -> Result<(), Error> {
        self.store.set_fuel(limits::FUEL).map_err(|error| Error::tool(&error))
    }
}

/// The engine and the component, once per process.
fn loaded() -> Result<&'static (Engine, Component), Error> {
    static LOADED: OnceLock<Result<(Engine, Component), Error>> = OnceLock::new();
    LOADED.get_or_init(load).as_ref().map_err(Clone::clone)
}

#[allow(unsafe_code, reason = "loading code that this binary itself carries")]
fn load() -> Result<(Engine, Component), Error> {
    let mut config = settings::config();
    code::configure(&mut config, COMPILED);
    let engine = Engine::new(&config).map_err(|error| Error::tool(&error))?;
    // SAFETY: `COMPILED` is what the build script got from `Engine::precompile_component`, embedded at compile time.
    // Nobody can hand in other bytes without replacing this program itself.
    let component = unsafe { code::load(&engine, COMPILED) }.map_err(|error| Error::tool(&error))?;
    Ok((engine, component))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(unsafe_code, reason = "loading code that this binary itself carries")]
    fn a_copy_of_the_code_serves_as_well() {
        static CODE: &copied::Stored<[u8]> =
            &copied::Stored(*include_bytes!(concat!(env!("OUT_DIR"), "/countersign.cwasm")));
        let mut config = settings::config();
        copied::configure(&mut config, CODE);
        let engine = Engine::new(&config).unwrap();
        // SAFETY: as in `load`: what the build script got from `Engine::precompile_component`.
        let component = unsafe { copied::load(&engine, CODE) }.unwrap();
        let mut store = Store::new(&engine, StoreLimits::default());
        store.set_fuel(limits::FUEL).unwrap();
        let exports = Verifier::instantiate(&mut store, &component, &Linker::new(&engine)).unwrap();
        let records = exports.countersign_verifier_records();
        let by_the_copy = records.call_inspect(&mut store, b"{}").unwrap();
        assert_eq!(by_the_copy, inspect(Instance::start().unwrap(), b"{}").unwrap());
    }

    fn inspect(mut instance: Instance, document: &[u8]) -> Result<Vec<u8>, Error> {
        let records = instance.exports.countersign_verifier_records();
        records.call_inspect(&mut instance.store, document).map_err(|error| Error::tool(&error))
    }

    /// An instance that has just been started, with next to nothing left for a call: starting costs work, too.
    fn little_work() -> Instance {
        let started = limits::FUEL - Instance::start().unwrap().store.get_fuel().unwrap();
        Instance::within(limits::COMPONENT_MEMORY, started + 10_000).unwrap()
    }

    fn reason(result: Result<Vec<u8>, Error>) -> String {
        match result {
            Err(Error::Tool(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_spent_bound_is_a_failure_of_the_tool() {
        let document = vec![b'['; 4 << 20];
        assert!(inspect(Instance::start().unwrap(), &document).is_ok());
        assert!(reason(inspect(little_work(), &document)).contains("bound of work"));
        let little_memory = Instance::within(2 << 20, limits::FUEL).unwrap();
        assert!(reason(inspect(little_memory, &document)).contains("bound of memory"));
    }

    #[test]
    fn an_instance_that_gets_no_memory_is_a_failure_of_the_tool() {
        assert!(matches!(Instance::within(1 << 10, limits::FUEL), Err(Error::Tool(_))));
    }

    #[test]
    fn a_spent_instance_answers_nothing_more() {
        let mut instance = little_work();
        let Instance { store, exports } = &mut instance;
        assert!(exports.countersign_verifier_records().call_inspect(&mut *store, &vec![b'['; 1 << 20]).is_err());
        instance.refuel().unwrap();
        let _ = reason(inspect(instance, b"{}"));
    }
}
