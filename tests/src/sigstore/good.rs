//! Bundles that must verify: every combination that the formats allow, and the odd ones that a strict verifier might refuse
//! by mistake.

mod odd;

use super::ask::{Algorithm, Ask, Log, Signer};
use super::bundle::{Hint, Version};
use super::case::Case;
use super::signed::Content;
use super::world::World;
use super::{rekor, rekor_tiles};

/// A bundle that must verify.
#[derive(Clone, Debug)]
pub struct Good {
    /// What is in it.
    pub name: String,
    /// What it was made from, for who wants to know.
    pub ask: Ask,
    /// The question.
    pub case: Case,
    /// Whether it is one of the combinations; the others are odd in one thing.
    pub is_combination: bool,
}

impl Good {
    fn odd(name: &str, case: Case, ask: Ask) -> Self {
        Self { name: name.into(), ask, case, is_combination: false }
    }
}

const V1_MESSAGE: Log = Log::V1(rekor::Kind::HashedRekord);
const V1_DSSE: Log = Log::V1(rekor::Kind::Dsse);
const V1_INTOTO: Log = Log::V1(rekor::Kind::Intoto);
const V2_HASHED: Log = Log::V2(rekor_tiles::Kind::HashedRekord);
const V2_DSSE: Log = Log::V2(rekor_tiles::Kind::Dsse);

/// Every bundle that must verify.
pub fn good() -> Vec<Good> {
    let mut all = combinations(&World::new(), &[V1_MESSAGE, V1_DSSE, V1_INTOTO, V2_HASHED, V2_DSSE]);
    all.extend(combinations(&World::private(), &[Log::None]));
    all.extend(odd::list(&World::new()));
    all
}

/// Version × content × log × signer × algorithm × timestamp.
fn combinations(world: &World, logs: &[Log]) -> Vec<Good> {
    let mut all = Vec::new();
    for version in [Version::V01, Version::V02, Version::V03Draft, Version::V03] {
        for base in [Ask::message(), Ask::statement()] {
            for signer in [base.signer.clone(), Signer::Key(Hint::Base64)] {
                for algorithm in [Algorithm::P256, Algorithm::P384, Algorithm::Ed25519] {
                    for log in logs {
                        for timestamp in [true, false] {
                            let signer = signer.clone();
                            let ask = Ask { signer, algorithm, version, log: *log, timestamp, ..base.clone() };
                            if is_possible(&ask) {
                                all.push(Good {
                                    name: name(&ask),
                                    case: Case::of(world, &ask),
                                    ask,
                                    is_combination: true,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// Whether services and formats have such a bundle.
fn is_possible(ask: &Ask) -> bool {
    let message = matches!(ask.content, Content::Message(_));
    let log_fits_content = match ask.log {
        V1_MESSAGE => message,
        V1_DSSE | V1_INTOTO | V2_DSSE => !message,
        _ => true,
    };
    // Version 0.1 wants a promise, which only the first log gives; and only the first gives a time.
    let log_fits_version = ask.version != Version::V01 || matches!(ask.log, Log::V1(_));
    let time_is_proved = ask.timestamp || matches!(ask.log, Log::V1(_));
    // Logs of digests take Ed25519ph only, which is another algorithm.
    let ed25519_is_logged = !message && ask.log != V2_HASHED;
    let algorithm_fits = ask.algorithm != Algorithm::Ed25519 || ed25519_is_logged;
    log_fits_content && log_fits_version && time_is_proved && algorithm_fits
}

fn name(ask: &Ask) -> String {
    let content = if matches!(ask.content, Content::Message(_)) { "message" } else { "statement" };
    let signer = if matches!(ask.signer, Signer::Key(_)) { "key" } else { "identity" };
    let timestamp = if ask.timestamp { "timestamped" } else { "not timestamped" };
    format!("{:?} {content} {signer} {:?} {:?} {timestamp}", ask.version, ask.algorithm, ask.log)
}
