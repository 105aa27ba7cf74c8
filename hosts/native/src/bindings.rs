//! Generated from `wasm/wit/verifier.wit`: the component's interfaces as Rust types. Nothing is decided here.
#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated")]

wasmtime::component::bindgen!({
    path: "../../wasm/wit",
    world: "verifier",
    additional_derives: [PartialEq, Eq],
});
