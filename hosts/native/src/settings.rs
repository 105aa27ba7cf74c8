//! How the engine is set up; shared by the build script, which compiles, and the library, which runs.
//!
//! It decides what compiled code looks like, and nothing about any single run: those bounds are in `limits.rs`.

use wasmtime::Config;

/// The settings that compiled code depends on. Everything that is not said here is Wasmtime's default.
pub(crate) fn config() -> Config {
    let mut config = Config::new();
    // Work is counted, so that it can be bounded by steps and never by seconds.
    config.consume_fuel(true);
    // Nobody reads backtraces of the component, and nobody unwinds through it: a trap leaves it at once. Without the tables
    // for either there is less to load at every start.
    config.generate_address_map(false);
    config.native_unwind_info(false);
    // An image of the first memory, to be mapped by many instances, costs a file that is made at every start; here are few
    // instances, so each copies what its memory starts with.
    config.memory_init_cow(false);
    config
}
