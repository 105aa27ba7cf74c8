//! Changes one thing somewhere inside a value of JSON.

use serde_json::Value;

use super::script::Script;

/// So deep at most, where the script does not stop before.
const DEPTH: usize = 12;

/// Walks down as the script says, and changes what it comes to: a field is lost, gets another value, or another name; an
/// item is lost, doubled, or another.
pub(super) fn alter(value: &mut Value, script: &mut Script<'_>) {
    descend(value, DEPTH, script);
}

fn descend(place: &mut Value, depth: usize, script: &mut Script<'_>) {
    let stop = script.byte().is_multiple_of(8) || depth == 0;
    match place {
        Value::Object(fields) if !fields.is_empty() => {
            let at = script.one_of(fields.len()).unwrap_or_default();
            let name = fields.keys().nth(at).cloned().unwrap_or_default();
            if stop {
                let old = fields.remove(&name);
                match (script.byte() % 3, old) {
                    (0, Some(old)) => drop(fields.insert(script.word(), old)),
                    (1, _) => drop(fields.insert(name, script.value())),
                    _ => {}
                }
            } else if let Some(next) = fields.get_mut(&name) {
                descend(next, depth - 1, script);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = script.one_of(items.len()).unwrap_or_default();
            if stop {
                match script.byte() % 3 {
                    0 => drop(items.remove(at)),
                    1 => items.push(items[at].clone()),
                    _ => items[at] = script.value(),
                }
            } else {
                descend(&mut items[at], depth - 1, script);
            }
        }
        leaf => *leaf = other(leaf, script),
    }
}

/// Another value in place of a leaf: near to it, or any.
fn other(leaf: &Value, script: &mut Script<'_>) -> Value {
    match (leaf, script.byte() % 4) {
        (Value::Bool(yes), _) => Value::Bool(!yes),
        (Value::Number(number), 0 | 1) => match number.as_u64() {
            Some(number) => number.wrapping_add(u64::from(script.byte())).wrapping_sub(1).into(),
            None => script.value(),
        },
        (Value::String(text), 0 | 1) => {
            let mut bytes = text.clone().into_bytes();
            script.damage(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned().into()
        }
        _ => script.value(),
    }
}
