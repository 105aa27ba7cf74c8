//! `version`: this program, the component that decides, and the trusted roots that are built in.

use std::process::ExitCode;

use countersign::{COMPONENT_SHA256, INTERFACES, TARGET, roots};
use serde_json::{Value, json};

use crate::args::Version;
use crate::exit::{ALLOW, Failure};
use crate::output;

pub(crate) fn run(arguments: &Version) -> Result<ExitCode, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let shown = match arguments.json {
        true => {
            let component = json!({ "sha256": format!("sha256:{COMPONENT_SHA256}"), "interfaces": INTERFACES });
            let roots: Vec<Value> = roots::BUILT_IN
                .iter()
                .map(|root| json!({ "name": root.name, "date": root.date, "sha256": root.digest() }))
                .collect();
            let facts = json!({
                "name": "countersign", "version": version, "target": TARGET, "component": component, "trustedRoots": roots,
            });
            format!("{facts}\n")
        }
        false => {
            let roots: String = roots::BUILT_IN
                .iter()
                .map(|root| format!("root        {} {:11} {}\n", root.digest(), root.name, root.date))
                .collect();
            format!(
                "countersign {version} ({TARGET})\ncomponent   sha256:{COMPONENT_SHA256}\ninterfaces  {INTERFACES}\n{roots}"
            )
        }
    };
    output::bytes(shown.as_bytes())?;
    Ok(ExitCode::from(ALLOW))
}
