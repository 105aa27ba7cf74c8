//! `version`: this program, and the component that decides.

use std::process::ExitCode;

use countersign::{COMPONENT_SHA256, INTERFACES, TARGET};
use serde_json::json;

use crate::args::Version;
use crate::exit::{ALLOW, Failure};
use crate::output;

pub(crate) fn run(arguments: &Version) -> Result<ExitCode, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let shown = match arguments.json {
        true => {
            let component = json!({ "sha256": format!("sha256:{COMPONENT_SHA256}"), "interfaces": INTERFACES });
            format!(
                "{}\n",
                json!({ "name": "countersign", "version": version, "target": TARGET, "component": component })
            )
        }
        false => format!(
            "countersign {version} ({TARGET})\ncomponent   sha256:{COMPONENT_SHA256}\ninterfaces  {INTERFACES}\n"
        ),
    };
    output::bytes(shown.as_bytes())?;
    Ok(ExitCode::from(ALLOW))
}
