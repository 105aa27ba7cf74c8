//! Puts the parts of the viewer into one HTML file: nothing is loaded from anywhere, and the policy in its head forbids it.
//!
//! Script and style are allowed by their hashes. What is no script lies in data blocks, which browsers do not run. The
//! bytes depend on the parts alone: compression is done here, not by whatever zlib Node brings.

use std::io::Write as _;

use anyhow::{Context as _, Result, ensure};
use base64ct::{Base64, Encoding as _};
use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

use super::Parts;
use crate::shell;

const TOOLS_BLOCK: &str = "<script type=\"application/gzip;base64\" id=\"tools\">";
const BLOCK_END: &str = "</script>";

pub(super) fn assemble(parts: &Parts) -> Result<String> {
    fill(parts, &packed(&parts.tools)?)
}

/// As [`assemble`], with the browser's tools of another page.
pub(super) fn assemble_with_tools_of(parts: &Parts, page: &str) -> Result<String> {
    let tools = page.split_once(TOOLS_BLOCK).and_then(|(_, rest)| rest.split_once(BLOCK_END));
    let (tools, _) = tools.context("the committed page has no browser tools in it")?;
    fill(parts, tools)
}

fn fill(parts: &Parts, tools: &str) -> Result<String> {
    for (what, text) in [("script", &parts.page), ("worker", &parts.worker)] {
        ensure!(!text.to_ascii_lowercase().contains("</script"), "the {what} would end its own element");
    }
    ensure!(!parts.style.to_ascii_lowercase().contains("</style"), "the style would end its own element");
    let mut roots = String::new();
    for (name, json) in &parts.roots {
        roots.push_str(&format!(
            "<script type=\"application/gzip;base64\" data-root=\"{name}\">{}</script>\n",
            packed(json)?
        ));
    }
    let values = [
        ("{{policy}}", content_policy(&parts.page, &parts.style)),
        ("{{version}}", parts.version.clone()),
        ("{{digest}}", shell::sha256(&parts.component)),
        ("{{modules}}", parts.modules.clone()),
        ("{{roots}}", roots),
        ("{{component}}", packed(&parts.component)?),
        ("{{tools}}", tools.to_owned()),
        ("{{style}}", parts.style.clone()),
        ("{{worker}}", parts.worker.clone()),
        ("{{page}}", parts.page.clone()),
    ];
    // One pass: what is filled in is never looked at again.
    let mut page = String::new();
    let mut rest = parts.template.as_str();
    while let Some(at) = rest.find("{{") {
        let (before, after) = rest.split_at(at);
        page.push_str(before);
        let (name, value) = values
            .iter()
            .find(|(name, _)| after.starts_with(name))
            .context("the page's template has a place that nothing fills")?;
        page.push_str(value);
        rest = &after[name.len()..];
    }
    page.push_str(rest);
    ensure!(page.contains(TOOLS_BLOCK), "the page's template has no block for the browser's tools");
    Ok(page)
}

/// No connection, no image, no frame, no form, no base: script and style of this page alone, WebAssembly, and workers
/// made of what the page holds.
fn content_policy(script: &str, style: &str) -> String {
    let hash = |text: &str| Base64::encode_string(&Sha256::digest(text));
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'sha256-{}' 'wasm-unsafe-eval'", hash(script)),
        format!("style-src 'sha256-{}'", hash(style)),
        "worker-src blob:".to_owned(),
        "connect-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types countersign-worker".to_owned(),
    ]
    .join("; ")
}

/// Gzip without a name or a time in it, in Base64.
fn packed(bytes: &[u8]) -> Result<String> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(Base64::encode_string(&encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        Parts {
            template: format!(
                "<meta content=\"{{{{policy}}}}\"><style>{{{{style}}}}</style>{TOOLS_BLOCK}{{{{tools}}}}</script><script>{{{{page}}}}</script>"
            ),
            style: "a{}".to_owned(),
            page: "'{{style}}'".to_owned(),
            worker: String::new(),
            component: b"component".to_vec(),
            tools: b"tools".to_vec(),
            modules: "{}".to_owned(),
            roots: Vec::new(),
            version: "0".to_owned(),
            recorded_toolchain: true,
        }
    }

    #[test]
    fn parts_are_filled_in_once_and_hashed() {
        let page = assemble(&parts()).unwrap();
        assert!(page.contains("<script>'{{style}}'</script>"), "{page}");
        let hash = Base64::encode_string(&Sha256::digest("'{{style}}'"));
        assert!(page.contains(&format!("script-src 'sha256-{hash}' 'wasm-unsafe-eval'")), "{page}");
        assert_eq!(page, assemble_with_tools_of(&Parts { tools: Vec::new(), ..parts() }, &page).unwrap());
    }

    #[test]
    fn a_part_cannot_end_its_element() {
        assert!(assemble(&Parts { page: "'</Script>'".to_owned(), ..parts() }).is_err());
        assert!(assemble(&Parts { style: "</style>".to_owned(), ..parts() }).is_err());
        assert!(assemble(&Parts { template: "{{unknown}}".to_owned(), ..parts() }).is_err());
    }
}
