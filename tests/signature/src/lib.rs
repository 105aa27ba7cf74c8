//! The core's verification of one signature, as a WebAssembly module that takes and returns nothing but numbers.
//!
//! A host writes key, digest and signature byte by byte, and then asks for so many verifications; it takes the time.

use std::sync::{Mutex, PoisonError};

use countersign_core::crypto::hash::Hash;
use countersign_core::crypto::verifying_key::VerifyingKey;

/// What is verified: a key (SPKI), a digest, a signature over it (DER).
#[derive(Default)]
struct Question {
    fields: [Vec<u8>; 3],
    key: Option<VerifyingKey>,
}

// Names of their own: in the native program they are symbols beside those of the C library, which has a `read`.

static QUESTIONS: Mutex<Vec<Question>> = Mutex::new(Vec::new());

/// Forgets all questions.
#[unsafe(no_mangle)]
pub extern "C" fn clear_questions() {
    questions(Vec::clear);
}

/// Begins another question.
#[unsafe(no_mangle)]
pub extern "C" fn begin_question() {
    questions(|all| all.push(Question::default()));
}

/// Adds a byte to a field of the last question.
#[unsafe(no_mangle)]
pub extern "C" fn push_byte(field: u32, byte: u32) {
    questions(|all| all.last_mut().expect("a question").fields[field as usize].push(byte as u8));
}

/// Reads the keys of all questions so many times; how many times one was no key.
#[unsafe(no_mangle)]
pub extern "C" fn read_keys(rounds: u32) -> u32 {
    questions(|all| {
        let mut failed = 0;
        for _ in 0..rounds {
            for one in all.iter_mut() {
                one.key = VerifyingKey::from_spki(&one.fields[0]).ok();
                failed += u32::from(one.key.is_none());
            }
        }
        failed
    })
}

/// Verifies the signatures of all questions so many times; how many times one did not verify.
#[unsafe(no_mangle)]
pub extern "C" fn verify_all(rounds: u32) -> u32 {
    questions(|all| {
        let mut failed = 0;
        for _ in 0..rounds {
            for one in all.iter() {
                let [_, digest, signature] = &one.fields;
                let hash = if digest.len() == 48 { Hash::Sha384 } else { Hash::Sha256 };
                let verified = one.key.as_ref().is_some_and(|key| key.verifies_digest(hash, digest, signature));
                failed += u32::from(!verified);
            }
        }
        failed
    })
}

/// A byte of the hash of the last question's first field: of SHA-256, SHA-384 or SHA-512, by its bits; 256 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn hash_byte(bits: u32, at: u32) -> u32 {
    questions(|all| {
        let Some(last) = all.last() else { return NONE };
        let Some(hash) = Hash::ALL.into_iter().find(|hash| hash.len() * 8 == bits as usize) else { return NONE };
        hash.of(&last.fields[0]).get(at as usize).map_or(NONE, |byte| u32::from(*byte))
    })
}

/// No byte.
const NONE: u32 = 256;

fn questions<T>(work: impl FnOnce(&mut Vec<Question>) -> T) -> T {
    work(&mut QUESTIONS.lock().unwrap_or_else(PoisonError::into_inner))
}
