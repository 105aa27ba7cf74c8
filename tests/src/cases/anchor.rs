//! Cases **anchor**: who vouches for policy and roster, and that no anchor passes for another.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_core::gate::Verdict;
use serde_json::json;

use super::{Area, Case, Due, changed};
use crate::key::Key;
use crate::scenario::{Anchoring, Inputs, anchor, envelope, statement};

const POLICY_UNSIGNED: &[Due] = &[("anchor/policy", Code::AnchorSignatureInvalid)];
const BOTH_UNSIGNED: &[Due] =
    &[("anchor/policy", Code::AnchorSignatureInvalid), ("anchor/roster", Code::AnchorSignatureInvalid)];
const ZEROS: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("anchor");
    let mut cases = pins(&area);
    cases.extend(roots(&area));
    cases.extend(policy_anchors(&area));
    cases
}

fn pins(area: &Area) -> Vec<Case> {
    let pinned = |name, about, due: &[Due], repin| {
        area.refuses(name, about, due, |s| {
            s.anchoring = Anchoring::Pinned;
            s.repin = Some(repin);
        })
    };
    vec![
        area.refuses(
            "nothing",
            "Without an anchor, whoever can change the file can change the rules.",
            &[("anchor/policy", Code::AnchorMissing), ("anchor/roster", Code::AnchorMissing)],
            |s| s.anchoring = Anchoring::Nothing,
        ),
        pinned(
            "other-policy-digest",
            "Another policy than the pinned one.",
            &[("anchor/policy", Code::AnchorDigestMismatch)],
            |a| {
                a.policy_digest = Some(ZEROS.to_owned());
            },
        ),
        pinned(
            "other-roster-digest",
            "Another roster than the pinned one.",
            &[("anchor/roster", Code::AnchorDigestMismatch)],
            |a| {
                a.roster_digest = Some(ZEROS.to_owned());
            },
        ),
        pinned(
            "pins-swapped",
            "The roster's digest does not anchor the policy.",
            &[("anchor/policy", Code::AnchorDigestMismatch), ("anchor/roster", Code::AnchorDigestMismatch)],
            |a| std::mem::swap(&mut a.policy_digest, &mut a.roster_digest),
        ),
        pinned("pin-is-no-digest", "A version is no pin.", &[("anchor/policy", Code::AnchorPinInvalid)], |a| {
            a.policy_digest = Some("v3".to_owned());
        }),
        pinned(
            "only-the-policy-is-pinned",
            "Each document is anchored by itself.",
            &[("anchor/roster", Code::AnchorMissing)],
            |a| {
                a.roster_digest = None;
            },
        ),
        area.refuses(
            "pin-outweighs-signature",
            "A pinned digest is the narrower word: a signature on another policy does not help.",
            &[("anchor/policy", Code::AnchorDigestMismatch)],
            |s| s.repin = Some(|a| a.policy_digest = Some(ZEROS.to_owned())),
        ),
        area.refuses(
            "unanchored-does-not-excuse-a-wrong-pin",
            "Allowing what is unanchored does not allow what is pinned to something else.",
            &[("anchor/policy", Code::AnchorDigestMismatch)],
            |s| {
                s.repin = Some(|a| {
                    a.policy_digest = Some(ZEROS.to_owned());
                    a.allow_unanchored = true;
                });
            },
        ),
        area.refuses(
            "unanchored-does-not-excuse-a-missing-signature",
            "Where a root key is pinned, allowing what is unanchored has no effect.",
            BOTH_UNSIGNED,
            |s| {
                s.repin = Some(|a| {
                    a.signatures.clear();
                    a.allow_unanchored = true;
                });
            },
        ),
        area.allows("one-pinned-one-signed", "A pinned policy goes with a signed roster.", &[], |s| {
            let policy = Sha256::of(s.policy.as_bytes());
            assert_eq!(policy.to_string(), POLICY);
            s.repin = Some(|a| {
                a.policy_digest = Some(POLICY.to_owned());
                a.signatures.remove(0);
            });
        }),
    ]
}

/// The digest of the allowed scenario's policy.
const POLICY: &str = "sha256:69af1957bd4917a580d47a953bf5526c9bf83b92c5c5b41c6232f914b268b490";

fn root(name: &str) -> Vec<u8> {
    Key::of(name).pem.into_bytes()
}

fn roots(area: &Area) -> Vec<Case> {
    let with = |change: fn(&mut Inputs)| {
        let mut inputs = changed(|_| {}).build();
        change(&mut inputs);
        inputs
    };
    vec![
        area.given(
            Verdict::Malformed,
            "another-root",
            "A root key that the host does not pin vouches for nothing.",
            BOTH_UNSIGNED,
            with(|i| {
                i.anchors.root_keys = vec![root("another root")];
            }),
        ),
        area.given(
            Verdict::Allow,
            "either-root",
            "Any of the pinned root keys will do.",
            &[],
            with(|i| {
                i.anchors.root_keys.insert(0, root("another root"));
            }),
        ),
        area.given(
            Verdict::Malformed,
            "root-is-no-key",
            "One unreadable root key is a mistake, whatever the other one signed.",
            &[("anchor/policy", Code::AnchorRootKeyInvalid)],
            with(|i| i.anchors.root_keys.push(b"root".to_vec())),
        ),
        area.given(
            Verdict::Malformed,
            "root-is-a-roster-key",
            "Whom the policy lets write records does not thereby vouch for the policy.",
            BOTH_UNSIGNED,
            with(|i| {
                let (policy, roster) = (&i.policy, &i.roster);
                i.anchors.signatures = vec![anchor("policy", policy, 3, "carol"), anchor("roster", roster, 7, "carol")];
            }),
        ),
        area.given(
            Verdict::Allow,
            "garbage-among-the-signatures",
            "What is no anchor is passed over.",
            &[],
            with(|i| {
                i.anchors.signatures.push(b"\0".to_vec());
                i.anchors.signatures.push(b"{}".to_vec());
            }),
        ),
    ]
}

fn policy_anchors(area: &Area) -> Vec<Case> {
    // What takes the place of the anchor over the policy.
    let instead = |name, about, due: &[Due], make: &dyn Fn(&Inputs) -> Vec<u8>| {
        let mut inputs = changed(|_| {}).build();
        inputs.anchors.signatures[0] = make(&inputs);
        area.given(Verdict::Malformed, name, about, due, inputs)
    };
    let root = ["root".to_owned()];
    let word = json!({"document": "policy", "serial": 3, "signedAt": "2026-10-02T00:00:00Z"});
    let mut changed_policy = changed(|_| {}).build();
    changed_policy.policy.extend(b"# changed\n");
    vec![
        area.given(
            Verdict::Malformed,
            "policy-changed",
            "One byte after signing is another policy.",
            POLICY_UNSIGNED,
            changed_policy,
        ),
        instead(
            "roster-anchor-on-the-policy",
            "A word for a roster is none for a policy, whatever bytes it names.",
            POLICY_UNSIGNED,
            &|i| anchor("roster", &i.policy, 3, "root"),
        ),
        instead("only-the-roster-is-signed", "The anchor over the roster is handed in twice.", POLICY_UNSIGNED, &|i| {
            i.anchors.signatures[1].clone()
        }),
        instead(
            "other-serial",
            "The root key signed these bytes under another serial.",
            &[("anchor/policy", Code::AnchorSerialMismatch)],
            &|i| anchor("policy", &i.policy, 2, "root"),
        ),
        instead("two-documents", "An anchor is about one document.", POLICY_UNSIGNED, &|i| {
            let both = [Sha256::of(&i.policy), Sha256::of(&i.roster)];
            envelope(&statement(&Kind::Anchor.predicate_type(), &both, word.clone()), &root)
        }),
        instead("other-predicate-type", "A root key's approval is no anchor.", POLICY_UNSIGNED, &|i| {
            envelope(&statement(&Kind::Approval.predicate_type(), &[Sha256::of(&i.policy)], word.clone()), &root)
        }),
        instead("unknown-field", "An anchor that says more than we know is not read.", POLICY_UNSIGNED, &|i| {
            let mut more = word.clone();
            more["environments"] = json!(["staging"]);
            envelope(&statement(&Kind::Anchor.predicate_type(), &[Sha256::of(&i.policy)], more), &root)
        }),
        instead("altered", "A changed payload is not what the root key signed.", POLICY_UNSIGNED, &|i| {
            let (mine, other) = (anchor("policy", &i.policy, 3, "root"), anchor("policy", b"other", 3, "root"));
            let mut mine: serde_json::Value = serde_json::from_slice(&mine).expect("an envelope");
            let other: serde_json::Value = serde_json::from_slice(&other).expect("an envelope");
            mine["signatures"] = other["signatures"].clone();
            mine.to_string().into_bytes()
        }),
    ]
}
