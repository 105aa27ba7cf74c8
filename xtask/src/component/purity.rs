//! The law that nothing comes in: the component imports nothing, and its core module asks only for the handles of the
//! resources that it exports itself (`[resource-new]` and its like), which the component wires to itself.
//!
//! It reads the bytes; that they do what they should is for the cases.

use anyhow::{Context as _, Result, bail, ensure};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

pub(super) fn prove(module: &[u8], component: &[u8]) -> Result<()> {
    let features = WasmFeatures::default();
    Validator::new_with_features(features).validate_all(component).context("the component is not valid")?;
    for import in core_imports(module)? {
        let own = import.0.starts_with("[export]")
            && ["[resource-new]", "[resource-rep]", "[resource-drop]"]
                .iter()
                .any(|intrinsic| import.1.starts_with(intrinsic));
        ensure!(own, "the core module imports `{}` `{}`; it may import nothing", import.0, import.1);
    }
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                if let Some(import) = section.into_iter().next() {
                    bail!(
                        "the component imports `{}`; it may import nothing (an interface of types alone: export it in the world, too)",
                        import?.name.name
                    );
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn core_imports(module: &[u8]) -> Result<Vec<(String, String)>> {
    let mut imports = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                let import = import?;
                imports.push((import.module.to_owned(), import.name.to_owned()));
            }
        }
    }
    Ok(imports)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY_COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

    /// A core module that imports one function.
    fn module(from: &str, name: &str) -> Vec<u8> {
        let mut import = vec![1, u8::try_from(from.len()).unwrap_or(0)];
        import.extend(from.bytes());
        import.push(u8::try_from(name.len()).unwrap_or(0));
        import.extend(name.bytes());
        import.extend([0, 0]);
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        module.push(u8::try_from(import.len()).unwrap_or(0));
        module.extend(import);
        module
    }

    fn said(module: &[u8], component: &[u8]) -> Option<String> {
        prove(module, component).err().map(|error| error.to_string())
    }

    #[test]
    fn own_resources_are_no_imports() {
        assert_eq!(said(&module("[export]a:b/gate@1.0.0", "[resource-new]gate"), EMPTY_COMPONENT), None);
    }

    #[test]
    fn an_import_of_the_core_module_fails() {
        for (from, name) in
            [("env", "now"), ("[export]a:b/gate@1.0.0", "now"), ("a:b/gate@1.0.0", "[resource-new]gate")]
        {
            let said = said(&module(from, name), EMPTY_COMPONENT);
            assert!(said.is_some_and(|said| said.contains(from) && said.contains(name)), "{from} {name}");
        }
    }

    #[test]
    fn an_import_of_the_component_fails() {
        // One import, `a`, of an abstract resource type.
        let component = [EMPTY_COMPONENT, b"\x0a\x06\x01\0\x01a\x03\x01"].concat();
        let said = said(b"\0asm\x01\0\0\0", &component);
        assert!(said.is_some_and(|said| said.starts_with("the component imports `a`")));
    }
}
