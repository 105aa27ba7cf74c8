//! Copies the compiled component into memory of its own: for systems on which `in_place.rs` was not tried.
//!
//! It decides nothing. Which bytes are loaded is decided in `component.rs`.

use wasmtime::component::Component;
use wasmtime::{Config, Engine};

/// Bytes, wherever they lie.
pub(super) struct Stored<T: ?Sized>(pub(super) T);

/// Changes nothing: the engine's own way of making pages executable serves.
pub(super) fn configure(_: &mut Config, _: &'static Stored<[u8]>) {}

/// Loads a copy of the component that `code` holds.
///
/// # Safety
///
/// `code` is what `Engine::precompile_component` gave.
#[allow(unsafe_code, reason = "loading compiled code is unsafe by its nature")]
pub(super) unsafe fn load(engine: &Engine, code: &'static Stored<[u8]>) -> wasmtime::Result<Component> {
    // SAFETY: that the bytes are compiled code is what the caller promises.
    unsafe { Component::deserialize(engine, &code.0) }
}
