//! Layer 11: Sigstore bundles by themselves: what `verify-bundle` asks, and what `inspect` shows (`docs/report.md`,
//! "Bundles").

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::base::canonical;
use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::encoding::hex;
use crate::base::json;
use crate::base::moment::Moment;
use crate::base::shown::list;
use crate::base::time::Time;
use crate::crypto::hash::Hash;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::sigstore::bundle::{Bundle, Content};
use crate::format::statement::Statement;
use crate::records::{self, Problem};
use crate::trust::sigstore::bundle::{self, Attested, Outcome, Step, Verification};
use crate::trust::sigstore::content::Digests;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::identity::Identity;
use crate::trust::sigstore::managed;
use crate::trust::sigstore::roots::Roots;

/// Whom a bundle must be from.
#[derive(Clone, Debug)]
pub enum Signer {
    /// The owner of a certificate; both compared exactly.
    Identity {
        /// The subject alternative name.
        subject: String,
        /// The OIDC issuer.
        issuer: String,
    },
    /// The owner of a managed key, SPKI PEM.
    Key(Vec<u8>),
    /// Whoever it says.
    Anyone,
}

/// Verifies a bundle about one artefact, whose digests (`sha256:…`, `sha384:…`, `sha512:…`) are given. The answer is
/// canonical JSON; the error has the code of the first step that failed. Of a file of several bundles one has to verify;
/// where none does, the one that got furthest says why.
pub fn verify(
    bundle: &[u8],
    trusted_roots: &[Vec<u8>],
    artefact: &[String],
    signer: &Signer,
    now: u64,
) -> Result<Vec<u8>, Problem> {
    let question = Question { digests: digests(artefact)?, signer: Some(signer), now };
    let trusted_roots = Roots::read(trusted_roots).map_err(problem)?;
    let mut nearest: Option<(usize, Failure)> = None;
    for document in records::expand(bundle) {
        let view = View::of(&document, Ok(&trusted_roots), &question);
        match view.failure {
            None => return Ok(canonical::to_bytes(&Value::Object(view.facts))),
            Some(failure) if nearest.as_ref().is_none_or(|(passed, _)| view.passed > *passed) => {
                nearest = Some((view.passed, failure));
            }
            Some(_) => {}
        }
    }
    // A file always holds a document; an empty answer would be none.
    let nothing = || Failure::new(Code::BundleUnreadable, "a Sigstore bundle", "nothing");
    Err(problem(nearest.map_or_else(nothing, |(_, failure)| failure)))
}

/// What a bundle is, and each step passed or not. Total: what cannot be read is described as such.
pub fn inspect(bundle: &[u8], trusted_roots: &[Vec<u8>], now: u64) -> Vec<u8> {
    let question = Question { digests: Digests::new(), signer: None, now };
    let trusted_roots = Roots::read(trusted_roots);
    let mut view = View::of(bundle, trusted_roots.as_ref(), &question);
    let problems: Vec<Value> = view.failure.into_iter().map(|failure| json!(Said::from(problem(failure)))).collect();
    view.facts.insert("problems".to_owned(), problems.into());
    canonical::to_bytes(&Value::Object(view.facts))
}

/// The digests of one artefact: at least one, and one of each algorithm.
fn digests(artefact: &[String]) -> Result<Digests, Problem> {
    let mut digests = Digests::new();
    for text in artefact {
        let (hash, bytes) = digest(text)?;
        if digests.insert(hash, bytes.clone()).is_some_and(|before| before != bytes) {
            let message = format!("two different {} digests of one artefact", hash.name());
            return Err(Problem { code: Code::QuestionArtefactInvalid, message });
        }
    }
    match digests.is_empty() {
        true => Err(Problem { code: Code::QuestionArtefactMissing, message: "no digest of the artefact".to_owned() }),
        false => Ok(digests),
    }
}

fn digest(text: &str) -> Result<(Hash, Vec<u8>), Problem> {
    let parsed = text.split_once(':').and_then(|(name, digits)| Some((Hash::from_name(name)?, hex::decode(digits)?)));
    let parsed = parsed.filter(|(hash, bytes)| bytes.len() == hash.len());
    parsed.ok_or_else(|| Problem {
        code: Code::QuestionArtefactInvalid,
        message: format!("`{}` is not `sha256:` and 64 lower-case hexadecimal digits", text.escape_default()),
    })
}

#[derive(Serialize)]
struct Said {
    code: Code,
    message: String,
}

impl From<Problem> for Said {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code, message: problem.message }
    }
}

fn problem(failure: Failure) -> Problem {
    let message = format!("expected {}; found {}; {}", failure.expected, failure.found, failure.code.next());
    Problem { code: failure.code, message }
}

/// What is asked about a bundle.
struct Question<'a> {
    digests: Digests,
    signer: Option<&'a Signer>,
    now: u64,
}

/// What is known about a bundle, and the first thing that is wrong.
struct View {
    facts: Map<String, Value>,
    /// How many steps were taken.
    passed: usize,
    failure: Option<Failure>,
}

impl View {
    fn of(bytes: &[u8], trusted_roots: Result<&Roots, &Failure>, question: &Question<'_>) -> Self {
        let mut view = Self { facts: Map::new(), passed: 0, failure: None };
        view.insert("kind", "bundle");
        view.insert("digest", Sha256::of(bytes));
        view.failure = view.examine(bytes, trusted_roots, question).err();
        view
    }

    fn insert(&mut self, name: &str, value: impl Serialize) {
        self.facts.insert(name.to_owned(), json!(value));
    }

    /// Parse, verify, compare: the bundle's own steps, then whether it is about the artefact and from the signer.
    fn examine(
        &mut self,
        bytes: &[u8],
        trusted_roots: Result<&Roots, &Failure>,
        question: &Question<'_>,
    ) -> Result<(), Failure> {
        let unreadable = |found: String| Failure::new(Code::BundleUnreadable, "a Sigstore bundle", found);
        let value = json::parse(bytes).map_err(unreadable)?;
        if let Some(media_type) = value.get("mediaType").and_then(Value::as_str) {
            self.insert("mediaType", media_type);
        }
        let bundle =
            Bundle::from_value(value).map_err(|wrong| Failure::new(wrong.code, "a Sigstore bundle", wrong.found))?;
        let statement = self.describe(&bundle);
        let roots = trusted_roots.map_err(Clone::clone)?;
        let now = Time::from_seconds(question.now).ok_or_else(|| {
            Failure::new(Code::QuestionTimeInvalid, "a time before the year 10000", question.now.to_string())
        })?;
        let key = match question.signer {
            Some(Signer::Key(pem)) => Some(public_key(pem)?),
            _ => None,
        };
        if let Some(key) = &key {
            managed::hint_fits(&bundle, key.id())?;
        }
        let Verification { steps, result } =
            bundle::verify(&bundle, &question.digests, key.as_ref(), roots, &Moment::new(now));
        let mut steps = Steps(steps);
        let compared = result.and_then(|attested| {
            self.attest(&attested, key.as_ref());
            steps.take("artefact", about(&bundle, statement, question))?;
            steps.take("identity", from(&attested, question.signer))
        });
        self.passed = steps.0.len();
        self.insert("steps", steps.complete());
        compared
    }

    /// What the bundle says of itself.
    fn describe(&mut self, bundle: &Bundle) -> Option<Result<Statement, String>> {
        let Content::Envelope(envelope) = &bundle.content else {
            self.insert("content", "message");
            return None;
        };
        self.insert("content", "statement");
        self.insert("record", RecordId::of(&envelope.payload));
        let statement = Statement::parse_any(&envelope.payload);
        if let Ok(statement) = &statement {
            self.insert("predicateType", &statement.predicate_type);
            self.insert("subjects", records::subjects(statement));
        }
        Some(statement)
    }

    /// What was proved.
    fn attest(&mut self, attested: &Attested, key: Option<&VerifyingKey>) {
        self.insert("trustedRoot", attested.root);
        self.insert("times", &attested.times);
        self.insert("log", &attested.logged);
        if let Some(authority) = &attested.authority {
            self.insert("authority", authority);
        }
        if let Some(key) = key {
            self.insert("signer", json!({"keyId": key.id()}));
        }
        if let Some(identity) = attested.certificate.as_ref().and_then(|c| Identity::of(c).ok()) {
            let Identity { subject, kind, issuer, claims } = identity;
            self.insert("signer", json!({"subject": subject, "subjectType": kind, "issuer": issuer, "claims": claims}));
        }
    }
}

/// The steps that were taken, and those that were not.
struct Steps(Vec<Step>);

impl Steps {
    fn take(&mut self, step: &'static str, taken: Result<(Outcome, String), Failure>) -> Result<(), Failure> {
        let (outcome, found) = match &taken {
            Ok((outcome, found)) => (*outcome, found.clone()),
            Err(failure) => (Outcome::Failed, failure.found.clone()),
        };
        self.0.push(Step { step, outcome, found });
        taken.map(|_| ())
    }

    fn complete(self) -> Vec<Value> {
        const ALL: [&str; 7] = [
            "signing-times",
            "certificate-path",
            "certificate-transparency",
            "transparency-log",
            "signature",
            "artefact",
            "identity",
        ];
        let rest = ALL.get(self.0.len()..).unwrap_or_default();
        let not_reached = rest.iter().map(|step| json!({"step": step, "outcome": "not-reached", "found": ""}));
        self.0.iter().map(|step| json!(step)).chain(not_reached).collect()
    }
}

fn public_key(pem: &[u8]) -> Result<VerifyingKey, Failure> {
    let text = std::str::from_utf8(pem).map_err(|_| "not text".to_owned());
    let key = text.and_then(VerifyingKey::from_pem);
    key.map_err(|why| Failure::new(Code::SigningKeyInvalid, "a public key in SPKI PEM", why))
}

/// Whether the bundle is about the artefact. A message's signature was verified over its digests already.
fn about(
    bundle: &Bundle,
    statement: Option<Result<Statement, String>>,
    question: &Question<'_>,
) -> Result<(Outcome, String), Failure> {
    if question.digests.is_empty() {
        return Ok((Outcome::NotRequired, "no artefact was named".to_owned()));
    }
    let mismatch = |found: String| Failure::new(Code::BundleArtefactMismatch, "a bundle about the artefact", found);
    match (statement, &bundle.content) {
        (Some(statement), _) => {
            let statement = statement.map_err(mismatch)?;
            named(&statement, &question.digests).map(|found| (Outcome::Passed, found)).map_err(mismatch)
        }
        (None, _) => Ok((Outcome::Passed, "the signed message".to_owned())),
    }
}

/// The subject that is the artefact: of the digests that both have, at least one, none differs. The error says what was
/// found in its place.
fn named(statement: &Statement, digests: &Digests) -> Result<String, String> {
    let mut found = format!("one about {} others", statement.subjects.len());
    for subject in &statement.subjects {
        let known = digests.iter().filter_map(|(hash, digest)| Some((hash, subject.digests.get(hash.name())?, digest)));
        let (same, other): (Vec<_>, Vec<_>) = known.partition(|(_, text, digest)| **text == hex::encode(digest));
        let name = subject.name.escape_default();
        match (same.first(), other.first()) {
            (Some(_), None) => return Ok(format!("its subject `{name}`")),
            (Some((same, ..)), Some((other, ..))) => {
                found = format!(
                    "its subject `{name}`, whose {} is the artefact's and whose {} is not",
                    same.name(),
                    other.name()
                );
            }
            (None, _) => {}
        }
    }
    Err(found)
}

/// Whether the bundle is from whom it should be.
fn from(attested: &Attested, signer: Option<&Signer>) -> Result<(Outcome, String), Failure> {
    let not_asked = |found: &str| Ok((Outcome::NotRequired, found.to_owned()));
    let Some(certificate) = &attested.certificate else { return not_asked("a managed key") };
    let identity = Identity::of(certificate)?;
    let Some(Signer::Identity { subject, issuer }) = signer else { return not_asked("nobody in particular was named") };
    if identity.subject != *subject || !identity.has_form_of(subject) {
        let found = format!("`{}`, of the kind `{}`", identity.subject.escape_default(), identity.kind);
        return Err(Failure::new(Code::BundleIdentityMismatch, format!("`{}`", subject.escape_default()), found));
    }
    if identity.issuer != *issuer {
        let found = format!("`{}`", identity.issuer.escape_default());
        return Err(Failure::new(Code::BundleIssuerMismatch, format!("`{}`", issuer.escape_default()), found));
    }
    Ok((Outcome::Passed, list([&identity.subject])))
}
