//! Which processors the component is compiled for: part of the build scripts of whoever runs it.

use wasmtime::Config;

use crate::settings;

/// What every processor with x86-64-v2 has (System V ABI, "Micro-Architecture Levels"): all since about 2010. Without SSE4.1
/// there is no multiplication of signed 32-bit integers in vectors, and a signature takes four times as long.
const X86_64_V2: [&str; 5] = ["has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"];

/// The engine's settings for compiling for a target. Naming it keeps all other features of the building machine's processor
/// out of the code.
pub(crate) fn config(target: &str) -> wasmtime::Result<Config> {
    let mut config = settings::config();
    config.target(target)?;
    if target.starts_with("x86_64") {
        for feature in X86_64_V2 {
            // SAFETY: it lets instructions be used that the processor must have, and switches no check off. Where compiled code
            // is loaded, wasmtime asks the processor for each of them, and refuses without.
            unsafe { config.cranelift_flag_enable(feature) };
        }
    }
    Ok(config)
}
