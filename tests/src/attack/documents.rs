//! Attack **documents**: whole documents are dropped, handed in twice, in another order, cut off, or dressed up.
//!
//! Order and number change no byte of the report (law 3). What is dropped is missed where it was needed, or listed by a complete register.

use serde_json::Value;

use super::start::Start;
use super::{Attack, Demand};

/// Every document, alone and in pairs.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let records = &start.inputs.request.records;
    let count = records.len();
    let mut all = Vec::new();
    for (n, document) in records.iter().enumerate() {
        all.push(Attack::keyless("drop a document", format!("record {n}"), move |inputs| remove(inputs, &[n])));
        for m in n + 1..count {
            let what = format!("records {n} and {m}");
            all.push(Attack::keyless("drop two documents", what, move |inputs| remove(inputs, &[m, n])));
            let what = format!("records {n} and {m} change places");
            all.push(Attack::new("reorder", what, Demand::Equal, move |inputs| {
                if m < inputs.request.records.len() {
                    inputs.request.records.swap(n, m);
                }
            }));
        }
        all.push(Attack::new("hand in twice", format!("record {n}"), Demand::Equal, move |inputs| {
            let again = inputs.request.records.get(n).cloned();
            inputs.request.records.extend(again);
        }));
        all.extend(dressed(n, document));
    }
    for n in 1..count {
        all.push(Attack::new("reorder", format!("rotated by {n}"), Demand::Equal, move |inputs| {
            let length = inputs.request.records.len().max(1);
            inputs.request.records.rotate_left(n % length);
        }));
    }
    all.push(Attack::keyless("drop all documents", "all records".to_owned(), |inputs| inputs.request.records.clear()));
    all.push(Attack::keyless("one file of lines", "all records".to_owned(), |inputs| {
        inputs.request.records = vec![inputs.request.records.join(&b'\n')];
    }));
    for n in 0..start.inputs.anchors.signatures.len() {
        all.push(Attack::keyless("drop an anchor", format!("anchor {n}"), move |inputs| {
            if n < inputs.anchors.signatures.len() {
                inputs.anchors.signatures.remove(n);
            }
        }));
    }
    all
}

fn remove(inputs: &mut crate::scenario::Inputs, places: &[usize]) {
    for place in places {
        if *place < inputs.request.records.len() {
            inputs.request.records.remove(*place);
        }
    }
}

/// The same envelope in other bytes, beside the document or in its place; and what is left of a file that was cut off.
fn dressed(n: usize, document: &[u8]) -> Vec<Attack> {
    let mut all = Vec::new();
    let mut replace = |kind: &'static str, what: &str, bytes: Vec<u8>, beside: bool| {
        all.push(Attack::keyless(kind, format!("record {n}: {what}"), move |inputs| {
            let place = inputs.request.records.get_mut(n);
            match place {
                Some(_) if beside => inputs.request.records.push(bytes.clone()),
                Some(place) => place.clone_from(&bytes),
                None => {}
            }
        }));
    };
    for part in [0, 1, document.len() / 2, document.len().saturating_sub(1)] {
        let beginning = document.get(..part).unwrap_or_default().to_vec();
        replace("cut off", "its beginning", beginning, false);
    }
    if let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(document) {
        let spaced = serde_json::to_vec_pretty(&value).expect("a value is JSON");
        replace("spaces in an envelope", "in its place", spaced.clone(), false);
        replace("spaces in an envelope", "beside it", spaced, true);
        let mut more = value.clone();
        more["more"] = Value::Bool(true);
        replace("another member in an envelope", "in its place", more.to_string().into_bytes(), false);
        if let Some(list) = value["signatures"].as_array().filter(|list| !list.is_empty()) {
            let mut twice = value.clone();
            twice["signatures"] = list.iter().chain(list).cloned().collect();
            replace("a signature twice", "in its place", twice.to_string().into_bytes(), false);
            let mut fewer = value.clone();
            fewer["signatures"] = list[1..].iter().cloned().collect();
            replace("a signature less", "in its place", fewer.to_string().into_bytes(), false);
        }
    }
    all
}
