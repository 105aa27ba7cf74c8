"""wasmtime, set up as `hosts/native` sets it up: for the same processors, and with work counted."""

import platform

import wasmtime
from wasmtime import _bindings

# As in `hosts/native/target.rs`.
X86_64_V2 = ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"]


def load(path):
    """The module's exports, each to be called with the store; and the store."""
    compiling = config()
    # What the C API can say, and the package has no words for.
    machine = platform.machine()
    error = _bindings.wasmtime_config_target_set(compiling.ptr(), f"{machine}-unknown-linux-gnu".encode())
    assert not error, "the target is not known"
    for feature in X86_64_V2 if machine == "x86_64" else []:
        _bindings.wasmtime_config_cranelift_flag_enable(compiling.ptr(), feature.encode())
    compiled = wasmtime.Module.from_file(wasmtime.Engine(compiling), path).serialize()

    engine = wasmtime.Engine(config())
    store = wasmtime.Store(engine)
    store.set_fuel(2**63)
    return wasmtime.Instance(store, wasmtime.Module.deserialize(engine, compiled), []).exports(store), store


def config():
    made = wasmtime.Config()
    made.consume_fuel = True
    return made
