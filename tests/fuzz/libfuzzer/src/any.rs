//! Every target, as one libFuzzer program: `COUNTERSIGN_TARGET` names the one to try. One program, because compiling and
//! instrumenting the core for each of them would take longer than trying it.

#![no_main]

use std::sync::LazyLock;

use countersign_fuzz::{Target, find};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("COUNTERSIGN_TARGET").unwrap_or_default();
    find(&name).unwrap_or_else(|| panic!("`{name}` is no target: set COUNTERSIGN_TARGET to one of `TARGETS`"))
});

fuzz_target!(|data: &[u8]| (TARGET.run)(data));
