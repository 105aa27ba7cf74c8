//! Layer 11: records are built, and taken apart, by the same logic that verifies them. No private key comes in here.

use serde_json::{Map, Value, json};

use crate::base::canonical;
use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::Finding;
use crate::base::json;
use crate::base::limits::LARGEST_INTEGER;
use crate::base::yaml;
use crate::crypto::key::{Message, PublicKey};
use crate::format::dsse::{self, Envelope, Signature};
use crate::format::evidence::Evidence;
use crate::format::record::{Kind, Record};
use crate::format::sigstore::bundle::{Bundle, Content};
use crate::format::sigstore::container::{self, Contents};
use crate::format::statement::{Statement, Subject};
use crate::policy::model::Policy;
use crate::policy::roster::Roster;
use crate::report::Asked;

/// A statement, ready to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The DSSE payload.
    pub payload: Vec<u8>,
    /// What is signed: the pre-authentication encoding.
    pub to_sign: Vec<u8>,
    /// The record's id.
    pub record: RecordId,
}

impl Prepared {
    fn new(payload: Vec<u8>) -> Self {
        let to_sign = dsse::pre_authentication_encoding(&payload);
        Self { record: RecordId::of(&payload), to_sign, payload }
    }
}

/// Why something could not be built: a code, and a sentence that says what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// The sentence.
    pub message: String,
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self { code: Code::RecordInvalid, message }
    }
}

/// Checks the fields of a predicate (JSON) and builds the statement. Revocations, registers and exceptions derive their
/// subjects.
/// The error is a sentence that names the field.
pub fn prepare(kind: Kind, subjects: &[(String, String)], predicate: &[u8]) -> Result<Prepared, Problem> {
    let predicate = json::parse(predicate)?;
    let subject = |(name, digest): &(String, String)| digest.parse().map(|sha256| Subject::new(name, sha256));
    let given: Vec<Subject> = subjects.iter().map(subject).collect::<Result<_, String>>()?;
    let subjects = match kind {
        Kind::Revocation | Kind::Register | Kind::Review | Kind::Exception if !given.is_empty() => {
            return Err(format!("subjects: a `{}` derives them; give none", kind.name()).into());
        }
        Kind::Revocation => withdrawn(&predicate),
        Kind::Register | Kind::Exception => {
            vec![Subject::new(kind.name(), Sha256::of(&canonical::to_bytes(&predicate)))]
        }
        Kind::Review => {
            let emergency = predicate.get("emergency").and_then(Value::as_str).and_then(|id| id.parse().ok());
            emergency.map(|id| Subject::new("emergency", id)).into_iter().collect()
        }
        Kind::Release | Kind::Approval | Kind::Anchor | Kind::Emergency => given,
    };
    let payload = Statement { subjects, predicate_type: kind.predicate_type(), predicate }.to_bytes();
    reopen(&payload)
}

/// The digests that a revocation names; what is no digest is reported when the statement is read.
fn withdrawn(predicate: &Value) -> Vec<Subject> {
    let named = |field: &str, name: &str| -> Vec<Subject> {
        let list = predicate.get(field).and_then(Value::as_array).into_iter().flatten();
        let digests = list.filter_map(|id| id.as_str()?.parse().ok());
        digests.map(|sha256| Subject::new(name, sha256)).collect()
    };
    named("records", "record").into_iter().chain(named("artefacts", "artefact")).collect()
}

/// Takes an existing statement for another signer: a record, or evidence that people sign with this project's tools.
pub fn reopen(payload: &[u8]) -> Result<Prepared, Problem> {
    let statement = Statement::parse(payload)?;
    if Evidence::name(&statement.predicate_type).is_some() {
        statement.digests()?;
        Evidence::read(payload, statement)?;
        return Ok(Prepared::new(payload.to_vec()));
    }
    let kind = Kind::of(&statement.predicate_type).ok_or_else(|| {
        format!("predicateType: `{}` is none that is signed here", statement.predicate_type.escape_default())
    })?;
    Record::read(payload, statement, kind)?;
    Ok(Prepared::new(payload.to_vec()))
}

/// Builds the envelope; every signature (public key in SPKI PEM, DER) is verified first.
pub fn assemble(payload: &[u8], signatures: &[(Vec<u8>, Vec<u8>)]) -> Result<Vec<u8>, Problem> {
    let message = Message::new(&reopen(payload)?.to_sign);
    if signatures.is_empty() {
        return Err("signatures: at least one is needed".to_owned().into());
    }
    let signature = |(key, bytes): &(Vec<u8>, Vec<u8>)| {
        let key = public_key(key)?;
        if !key.verifies(&message, bytes) {
            let message = format!("not a signature of key {} over this statement", key.id());
            return Err(Problem { code: Code::SigningSignatureInvalid, message });
        }
        Ok(Signature { key_id: Some(key.id().to_string()), bytes: bytes.clone() })
    };
    let signatures = signatures.iter().map(signature).collect::<Result<_, Problem>>()?;
    Ok(Envelope { payload: payload.to_vec(), signatures }.to_bytes())
}

/// The key id of a public key (SPKI PEM).
pub fn key_id(pem: &[u8]) -> Result<String, Problem> {
    public_key(pem).map(|key| key.id().to_string())
}

fn public_key(pem: &[u8]) -> Result<PublicKey, Problem> {
    let key = std::str::from_utf8(pem).map_err(|_| "not text".to_owned()).and_then(PublicKey::from_pem);
    key.map_err(|message| Problem { code: Code::SigningKeyInvalid, message })
}

/// What a document is (`docs/report.md`), canonical JSON. Total: anything unknown is described as such.
pub fn inspect(document: &[u8]) -> Vec<u8> {
    let mut facts = describe(document);
    facts.insert("digest".to_owned(), json!(Sha256::of(document)));
    canonical::to_bytes(&Value::Object(facts))
}

fn describe(document: &[u8]) -> Map<String, Value> {
    if let Ok(id) = key_id(document) {
        return object(json!({"kind": "public-key", "keyId": id}));
    }
    let value = match yaml::parse(document) {
        Ok(value) => value,
        Err(why) => return object(json!({"kind": "unknown", "problems": [problem(&why)]})),
    };
    match value.get("countersign").and_then(Value::as_str) {
        Some(version) if version.starts_with("policy/") => {
            let (name, serial) = (text(&value, "name"), serial(&value));
            let problems = problems(Policy::load(document).err());
            return object(json!({"kind": "policy", "name": name, "serial": serial, "problems": problems}));
        }
        Some(version) if version.starts_with("roster/") => {
            let problems = problems(Roster::load(document).err());
            return object(json!({"kind": "roster", "serial": serial(&value), "problems": problems}));
        }
        Some(version) if version.starts_with("report/") => return describe_report(document, &value),
        _ => {}
    }
    if value.get("_type").is_some() {
        return describe_payload("statement", document);
    }
    if Bundle::is_one(&value) {
        let payload = match Bundle::from_value(value).map(|bundle| bundle.content) {
            Ok(Content::Envelope(envelope)) => envelope.payload,
            Ok(Content::Message { .. }) => return object(json!({"kind": "bundle", "problems": []})),
            Err(wrong) => return object(json!({"kind": "bundle", "problems": [problem(&wrong.found)]})),
        };
        return describe_payload("bundle", &payload);
    }
    match Envelope::parse(document) {
        Ok(envelope) => {
            let key = |s: &Signature| s.key_id.as_ref().map_or_else(|| json!({}), |id| json!({"keyId": id}));
            let mut facts = describe_payload("envelope", &envelope.payload);
            facts.insert("signatures".to_owned(), envelope.signatures.iter().map(key).collect());
            facts
        }
        Err(why) => object(json!({"kind": "unknown", "problems": [problem(&why)]})),
    }
}

/// A saved report, whose fields are handed on only where they are what a report has there: hosts read nothing else.
fn describe_report(document: &[u8], value: &Value) -> Map<String, Value> {
    let asked = value.get("asked").cloned().map_or_else(|| Err("missing".to_owned()), json::typed::<Asked>);
    let (verdict, asked) = (text(value, "verdict"), asked.and_then(Asked::portable));
    let mut wrong = Vec::new();
    if verdict.is_none() {
        wrong.push(problem("verdict: not a text"));
    }
    if let Err(why) = &asked {
        wrong.push(problem(&format!("asked: {why}")));
    }
    let problems = (!wrong.is_empty()).then_some(wrong);
    let (id, asked) = (Sha256::of(document), asked.ok());
    object(json!({"kind": "report", "id": id, "verdict": verdict, "asked": asked, "problems": problems}))
}

/// A field that is a text.
fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

/// The serial, where it is one that every reader of the answer reads alike.
fn serial(value: &Value) -> Option<u64> {
    value.get("serial").and_then(Value::as_u64).filter(|serial| *serial <= LARGEST_INTEGER)
}

fn describe_payload(kind: &str, payload: &[u8]) -> Map<String, Value> {
    let record = RecordId::of(payload);
    let statement = match Statement::parse_any(payload) {
        Ok(statement) => statement,
        Err(why) => return object(json!({"kind": kind, "record": record, "problems": [problem(&why)]})),
    };
    let name = Kind::of(&statement.predicate_type).map(Kind::name).or(Evidence::name(&statement.predicate_type));
    let mut facts = object(json!({
        "kind": kind,
        "record": record,
        "predicateType": statement.predicate_type,
        "subjects": subjects(&statement),
        "predicate": statement.predicate,
    }));
    let read = match Kind::of(&statement.predicate_type) {
        Some(kind) => Record::read(payload, statement, kind).err(),
        None if name.is_some() => Evidence::read(payload, statement).err(),
        None => None,
    };
    let problems: Vec<Value> = read.iter().map(|why| problem(why)).collect();
    facts.insert("problems".to_owned(), problems.into());
    if let Some(name) = name {
        facts.insert("name".to_owned(), name.into());
    }
    facts
}

/// What a statement is about, a line for each digest.
pub(crate) fn subjects(statement: &Statement) -> Vec<Value> {
    let each = |subject: &Subject| -> Vec<Value> {
        let line =
            |(name, digest): (&String, &String)| json!({"name": subject.name, "digest": format!("{name}:{digest}")});
        subject.digests.iter().map(line).collect()
    };
    statement.subjects.iter().flat_map(each).collect()
}

/// The documents in a file: those that it holds, such as JSON Lines of bundles, or the file itself.
pub fn expand(file: &[u8]) -> Vec<Vec<u8>> {
    match container::expand(file) {
        Contents::Items(items) => items.into_iter().map(|item| item.bytes).collect(),
        Contents::Document | Contents::TooMany | Contents::TooDeep => vec![file.to_vec()],
    }
}

fn problem(why: &str) -> Value {
    json!({"code": Code::RecordInvalid, "message": why})
}

fn problems(findings: Option<Vec<Finding>>) -> Vec<Value> {
    let problem = |f: Finding| json!({"code": f.code, "message": format!("{}; expected {}", f.found, f.expected)});
    findings.unwrap_or_default().into_iter().map(problem).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspected(document: &Value) -> Value {
        json::parse(&inspect(document.to_string().as_bytes())).unwrap()
    }

    #[test]
    fn what_is_not_of_its_type_is_left_out_and_named() {
        let asked = json!({"service": "shop", "version": "1.0.0", "environment": "production"});
        let good = inspected(&json!({"countersign": "report/v1", "verdict": "allow", "asked": asked}));
        assert_eq!((&good["verdict"], &good["asked"]["service"]), (&json!("allow"), &json!("shop")));
        assert!(good.get("problems").is_none());
        let huge = json!({"service": "a", "version": "1", "environment": "p", "minRegisterSequence": u64::MAX});
        for (verdict, asked, found) in [
            (json!(1), asked.clone(), "verdict: not a text"),
            (json!("allow"), json!({"service": 1}), "asked: service"),
            (json!("allow"), json!([]), "asked: "),
            (json!("allow"), Value::Null, "asked: "),
            (json!("allow"), huge, "asked: minRegisterSequence"),
        ] {
            let shown = inspected(&json!({"countersign": "report/v1", "verdict": verdict, "asked": asked}));
            assert_eq!(shown["problems"].as_array().map(Vec::len), Some(1), "{shown}");
            assert_eq!(shown["problems"][0]["code"], "record.invalid");
            assert!(shown["problems"][0]["message"].as_str().unwrap().starts_with(found), "{shown}");
            assert_eq!(shown.get("verdict").is_some(), shown.get("asked").is_none(), "{shown}");
        }
        for kind in ["policy/v1", "roster/v1"] {
            for serial in [json!("1"), json!(-1), json!(1.5), json!(u64::MAX)] {
                let shown = inspected(&json!({"countersign": kind, "name": [], "serial": serial}));
                assert!(shown.get("name").is_none() && shown.get("serial").is_none(), "{shown}");
            }
        }
    }

    #[test]
    fn a_signature_without_a_key_id_has_none() {
        let signatures = json!([{"sig": "AA=="}, {"sig": "AA==", "keyid": "k"}]);
        let envelope = json!({"payloadType": dsse::PAYLOAD_TYPE, "payload": "e30=", "signatures": signatures});
        assert_eq!(inspected(&envelope)["signatures"], json!([{}, {"keyId": "k"}]));
    }
}
