//! Cases **roster**: a roster that does not load, or whose names and keys are not each somebody's alone, denies everything.

use countersign_core::base::code::Code;

use super::{Area, Case};
use crate::key::Key;

const UNREADABLE: &[(&str, Code)] = &[("roster", Code::RosterUnreadable)];
const VERSION: &[(&str, Code)] = &[("roster", Code::RosterVersionUnknown)];
const INVALID: &[(&str, Code)] = &[("roster", Code::RosterInvalid)];
const UNDECLARED: &[(&str, Code)] = &[("roster", Code::RosterNameUndeclared)];
const DUPLICATE: &[(&str, Code)] = &[("roster", Code::RosterDuplicate)];
const KEY: &[(&str, Code)] = &[("roster", Code::RosterKeyInvalid)];

const IDENTITY: &[(&str, Code)] = &[("roster", Code::RosterIdentityInvalid)];

const MACHINE: &str = "aliases: [\"github:acme-deploy\"]";
const BOB: &str = "aliases: [\"email:bob@acme.example\", \"github:bob\"]";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("roster");
    let mut cases = unreadable(&area);
    cases.extend(fields(&area));
    cases.extend(names(&area));
    cases.extend(keys(&area));
    cases.extend(identities(&area));
    cases.extend([
        area.refuses(
            "serial-too-low",
            "The host has seen a newer roster: nobody gets an old role back.",
            &[("roster", Code::RosterSerialTooLow)],
            |s| s.repin = Some(|anchors| anchors.min_roster_serial = 8),
        ),
        area.allows("serial-as-seen", "The roster that the host has seen is not an older one.", &[], |s| {
            s.repin = Some(|anchors| anchors.min_roster_serial = 7);
        }),
    ]);
    cases
}

fn unreadable(area: &Area) -> Vec<Case> {
    vec![
        area.refuses("empty", "An empty file is no roster.", UNREADABLE, |s| s.roster.clear()),
        area.refuses("duplicate-key", "Which of two values counts, readers disagree.", UNREADABLE, |s| {
            s.roster("serial: 7", "serial: 6\nserial: 7");
        }),
        area.refuses("alias", "A YAML alias is not what it looks like.", UNREADABLE, |s| {
            s.roster(BOB, "aliases: *alice");
        }),
        area.refuses("version-2", "A roster of another version may mean something else.", VERSION, |s| {
            s.roster("countersign: roster/v1", "countersign: roster/v2");
        }),
        area.refuses("is-a-policy", "A policy is no roster.", VERSION, |s| s.roster = s.policy.clone()),
    ]
}

fn identities(area: &Area) -> Vec<Case> {
    let identity =
        |issuer: &str, subject: &str| format!("identities: [{{ issuer: \"{issuer}\", subject: \"{subject}\" }}]");
    let google = "https://accounts.google.com";
    let of_bob = |identities: String| format!("{BOB}\n    {identities}");
    let of_a_machine = |identities: String| format!("{MACHINE}\n    {identities}");
    let invalid = |name, about, old: &str, new: String| {
        area.refuses(name, about, IDENTITY, |s| {
            s.roster(old, &new);
        })
    };
    vec![
        area.allows("identity", "A person by mail address, and every workflow of an owner.", &[], |s| {
            s.roster(BOB, &of_bob(identity(google, "bob@acme.example")));
            let workflows = "https://github.com/acme/*/.github/workflows/release.yml@refs/heads/main";
            s.roster(MACHINE, &of_a_machine(identity("https://token.actions.githubusercontent.com", workflows)));
        }),
        invalid(
            "identity-of-a-person-as-a-pattern",
            "Whoever else fitted it could approve in bob's name.",
            BOB,
            of_bob(identity(google, "*@acme.example")),
        ),
        invalid("identity-of-everyone", "`*` is everyone.", MACHINE, of_a_machine(identity(google, "*"))),
        invalid(
            "identity-of-every-owner-at-a-tag",
            "What follows the `@` of a ref is no mail domain.",
            MACHINE,
            of_a_machine(identity(
                "https://token.actions.githubusercontent.com",
                "https://github.com/*/*/.github/workflows/release.yml@refs/tags/v1.0",
            )),
        ),
        invalid("identity-of-every-mail", "So is `*@*`.", MACHINE, of_a_machine(identity(google, "*@*.example"))),
        invalid(
            "identity-of-every-owner",
            "Every owner on a host is everyone.",
            MACHINE,
            of_a_machine(identity("https://token.actions.githubusercontent.com", "https://github.com/*/checkout-api")),
        ),
        invalid(
            "identity-of-a-part-of-an-owner",
            "An owner whose name only begins so is somebody else.",
            MACHINE,
            of_a_machine(identity("https://token.actions.githubusercontent.com", "https://github.com/acme*")),
        ),
        invalid(
            "identity-by-any-issuer",
            "An issuer is compared exactly.",
            BOB,
            of_bob(identity("https://*.google.com", "bob@acme.example")),
        ),
        invalid(
            "identity-by-an-unknown-claim",
            "A misspelt claim would never be there.",
            BOB,
            of_bob(identity(google, "bob@acme.example").replace(" }]", ", claims: { repository: x } }]")),
        ),
        area.refuses("identity-of-two", "One identity is two people.", DUPLICATE, |s| {
            s.roster(BOB, &of_bob(identity(google, "bob@acme.example")));
            s.roster(MACHINE, &of_a_machine(identity(google, "bob@acme.example")));
        }),
    ]
}

fn fields(area: &Area) -> Vec<Case> {
    let invalid = |name, about, old: &str, new: &str| {
        area.refuses(name, about, INVALID, |s| {
            s.roster(old, new);
        })
    };
    vec![
        invalid(
            "unknown-field",
            "A misspelt field must not be silence.",
            "name: Bob Reviewer",
            "name: Bob Reviewer\n    nane: x",
        ),
        invalid(
            "compromised-misspelt",
            "A misspelt mark would leave a stolen key in force.",
            "\"KEY bob\"",
            "\"KEY bob\", compromised: true",
        ),
        invalid("serial-zero", "Serials start at 1.", "serial: 7", "serial: 0"),
        invalid("person-without-name", "A person has a name.", "    name: Bob Reviewer\n", ""),
        invalid(
            "automation-with-name",
            "An automation with a name would look like a person.",
            "  - id: ci-deployer",
            "  - id: ci-deployer\n    name: Dee Ploy",
        ),
        invalid(
            "role-ends-before-it-begins",
            "A role that ends before it begins is a mistake.",
            "until: 2026-11-01T00:00:00Z",
            "until: 2026-01-01T00:00:00Z",
        ),
        invalid("alias-without-kind", "An alias says where it is known.", BOB, "aliases: [bob]"),
        invalid("id-with-a-space", "An id is a plain name.", "id: bob", "id: bob b"),
    ]
}

fn names(area: &Area) -> Vec<Case> {
    vec![
        area.refuses("role-undeclared", "A role that the policy does not know is a misspelt one.", UNDECLARED, |s| {
            s.roster(BOB, &format!("{BOB}\n    roles: [{{ role: releese-manager, from: 2026-01-01T00:00:00Z }}]"));
        }),
        area.refuses("reviewer-of-policy-unknown", "Whoever reviewed the policy is somebody.", UNDECLARED, |s| {
            s.policy("reviewedBy: [carol]", "reviewedBy: [mallory]");
        }),
        area.refuses("id-twice", "One id, one principal.", DUPLICATE, |s| {
            s.roster("id: ci-deployer", "id: bob");
        }),
        area.refuses("alias-twice", "An alias of two people could be either.", DUPLICATE, |s| {
            s.roster("\"github:bob\"", "\"github:carol\"");
        }),
        area.refuses("alias-twice-in-another-case", "Aliases are the same in any ASCII case.", DUPLICATE, |s| {
            s.roster("\"github:bob\"", "\"github:Carol\"");
        }),
    ]
}

fn keys(area: &Area) -> Vec<Case> {
    let bobs = |name, about, due, pem: &str| {
        area.refuses(name, about, due, |s| {
            s.roster("\"KEY bob\"", &format!("\"{}\"", pem.replace('\n', "\\n")));
        })
    };
    let wrapped = Key::of("carol").pem.replacen("ABBB", "ABB\nB", 1).replace("MFkwEwYH", "MFkw\nEwYH");
    vec![
        bobs("key-twice", "A key of two people could be either's.", DUPLICATE, &Key::of("carol").pem),
        bobs("key-twice-in-another-spelling", "Line breaks do not make another key.", DUPLICATE, &wrapped),
        area.refuses("key-twice-of-one", "One key counts once.", DUPLICATE, |s| {
            s.roster("\"KEY dave-2\"", "\"KEY dave\"");
        }),
        bobs("key-is-no-pem", "Text is no key.", KEY, "bob's key"),
        bobs(
            "key-is-a-certificate",
            "A certificate is no public key.",
            KEY,
            &relabelled(&Key::of("bob").pem, "CERTIFICATE"),
        ),
        bobs("key-is-p-384", "Only P-256 is accepted.", KEY, P384),
        bobs("key-is-compressed", "One key has one spelling, and so one id.", KEY, COMPRESSED),
        bobs("key-is-not-on-the-curve", "A point beside the curve is no key.", KEY, BESIDE),
        area.refuses("two-keys-are-none", "Two unreadable keys are not one key twice.", KEY, |s| {
            s.roster("\"KEY bob\"", "\"none\"");
            s.roster("\"KEY frank\"", "\"none either\"");
        }),
    ]
}

fn relabelled(pem: &str, label: &str) -> String {
    pem.replace("PUBLIC KEY", label)
}

/// A P-384 public key.
const P384: &str = "-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAECMoQtU02G1kb2c8p+M+ul2wNlZIMVEoe
IcNCBLWIohp7380AA43s9RjXj46HAAqpJFEfb6L3YmIk59BMbA3pR95Y89z9Kd/0
7jHJAL7M0vGKVh5G2fhXvA36jWdAw5pr
-----END PUBLIC KEY-----
";

/// A P-256 public key whose point is compressed.
const COMPRESSED: &str = "-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACZqs5LtrWiLT1AmrXOpFeB2cjsArB
B8XlAm6n3HL7kWA=
-----END PUBLIC KEY-----
";

/// A P-256 public key, with one bit of its point changed.
const BESIDE: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOCORAOXiDQtUGARtikWdIkO6P+IZ
yDnY0A2Va9vNAALnyIca0DSgC13EZYfCvYRagdtIeJZyS5/CntK3/368QQ==
-----END PUBLIC KEY-----
";
