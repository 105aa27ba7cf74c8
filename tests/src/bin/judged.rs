//! Canary analyses, each with what the core makes of it, as JSON lines, for a host to be held against: `judged [FILE]`, where
//! FILE holds Kayenta's own cases.

use std::path::Path;

use countersign_core::canaries;
use countersign_tests::judged::{own, published};
use serde_json::json;

fn main() {
    let theirs = std::env::args_os().nth(1).map(|file| published(Path::new(&file))).unwrap_or_default();
    for vector in own().into_iter().chain(theirs) {
        let answer = canaries::judge(&vector.request).unwrap_or_else(|problem| panic!("{}", problem.message));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        println!("{}", json!({"name": vector.name, "request": text(&vector.request), "answer": text(&answer)}));
    }
}
