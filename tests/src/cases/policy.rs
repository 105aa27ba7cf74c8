//! Cases **policy**: a policy that does not load denies everything, and says where.

use countersign_core::base::code::Code;

use super::{Area, Case};
use crate::scenario::Anchoring;

const UNREADABLE: &[(&str, Code)] = &[("policy", Code::PolicyUnreadable)];
const VERSION: &[(&str, Code)] = &[("policy", Code::PolicyVersionUnknown)];
const INVALID: &[(&str, Code)] = &[("policy", Code::PolicyInvalid)];
const UNDECLARED: &[(&str, Code)] = &[("policy", Code::PolicyNameUndeclared)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("policy");
    let mut cases = unreadable(&area);
    cases.extend(fields(&area));
    cases.extend(values(&area));
    cases.extend(names(&area));
    cases.extend([
        area.refuses(
            "serial-too-low",
            "The host has seen a newer policy: nobody replays this one.",
            &[("policy", Code::PolicySerialTooLow)],
            |s| s.repin = Some(|anchors| anchors.min_policy_serial = 4),
        ),
        area.allows("serial-as-seen", "The policy that the host has seen is not an older one.", &[], |s| {
            s.repin = Some(|anchors| anchors.min_policy_serial = 3);
        }),
        area.allows("json", "A policy may be JSON.", &[], |s| {
            s.policy = JSON.to_owned();
            s.anchoring = Anchoring::Pinned;
        }),
        area.refuses("json-duplicate-key", "JSON is read as strictly as YAML.", UNREADABLE, |s| {
            s.policy = JSON.replacen("\"serial\":3", "\"serial\":4,\"serial\":3", 1);
        }),
    ]);
    cases
}

fn unreadable(area: &Area) -> Vec<Case> {
    let whole = |name, about, text: &str| area.refuses(name, about, UNREADABLE, |s| s.policy = text.to_owned());
    let piece = |name, about, old: &str, new: &str| {
        area.refuses(name, about, UNREADABLE, |s| {
            s.policy(old, new);
        })
    };
    let mut not_text = super::changed(|_| {}).build();
    not_text.policy.extend(b"# caf\xe9\n");
    vec![
        whole("empty", "An empty file is no policy.", ""),
        whole("only-a-comment", "A file with a comment alone is no policy.", "# countersign: policy/v1\n"),
        area.given(
            countersign_core::gate::Verdict::Malformed,
            "not-utf-8",
            "Text in another encoding reads differently elsewhere.",
            &[("policy", Code::PolicyUnreadable), ("anchor/policy", Code::AnchorSignatureInvalid)],
            not_text,
        ),
        piece(
            "hidden-character",
            "What people cannot see is not what they read.",
            "name: acme-releases",
            "name: acme\u{200b}-releases",
        ),
        piece("carriage-return", "A line break that only some see.", "serial: 3", "serial: 3 # x\rserial: 4"),
        piece("time-of-day", "`12:30` is a number for some readers.", "name: acme-releases", "name: 12:30"),
        whole("directive", "A directive changes how the rest is read.", "%YAML 1.1\n---\ncountersign: policy/v1\n"),
        whole("nul", "A NUL character ends a text early elsewhere.", "countersign: policy/v1\0\n"),
        whole("nested-too-deep", "Nesting is bounded.", &format!("countersign: {}", "[".repeat(1_000))),
        piece(
            "anchor",
            "An anchor hides what stands elsewhere.",
            "[staging, production]",
            "&all [staging, production]",
        ),
        piece("alias", "An alias is not what it looks like.", "[staging, production]", "*all"),
        piece("tag", "A tag changes what a value is.", "name: acme-releases", "name: !!binary acme-releases"),
        piece("merge-key", "A merge key adds what nobody reads.", "name: acme-releases", "name: acme-releases\n<<: {}"),
        piece("duplicate-key", "Which of two values counts, readers disagree.", "serial: 3", "serial: 2\nserial: 3"),
        piece(
            "two-documents",
            "A second document could be the one that is read elsewhere.",
            "retention: 2555d",
            "---\na: b",
        ),
        piece("yes", "`yes` is true for some readers and a word for others.", "name: acme-releases", "name: yes"),
        piece("octal", "`010` is eight for some readers and ten for others.", "serial: 3", "serial: 010"),
        piece("not-closed", "A list that does not end.", "[staging, production]", "[staging, production"),
        piece("tab", "YAML forbids tabs as indentation.", "  reviewedBy", "\treviewedBy"),
    ]
}

fn fields(area: &Area) -> Vec<Case> {
    let invalid = |name, about, old: &str, new: &str| {
        area.refuses(name, about, INVALID, |s| {
            s.policy(old, new);
        })
    };
    vec![
        area.refuses("version-2", "A policy of another version may mean something else.", VERSION, |s| {
            s.policy("countersign: policy/v1", "countersign: policy/v2");
        }),
        area.refuses("version-missing", "A policy says which version it is.", VERSION, |s| {
            s.policy("countersign: policy/v1\n", "");
        }),
        area.refuses("is-a-roster", "A roster is no policy.", VERSION, |s| {
            s.policy("countersign: policy/v1", "countersign: roster/v1");
        }),
        area.refuses("is-a-list", "A list is no policy.", VERSION, |s| {
            s.policy = "[countersign, policy/v1]\n".to_owned()
        }),
        invalid("unknown-field", "A misspelt field must not be silence.", "retention: 2555d", "retentions: 2555d"),
        invalid(
            "unknown-requirement",
            "A misspelt requirement must not be given up.",
            "peerReview: 1",
            "peerReviews: 1",
        ),
        invalid(
            "unknown-fact",
            "A class cannot be selected by what nobody knows.",
            "environment: [production]",
            "region: [eu]",
        ),
        invalid("missing-field", "A policy says what release records need.", "  release: [builder]\n", ""),
        invalid("wrong-type", "A list is no name.", "name: acme-releases", "name: [acme]"),
        invalid("list-for-fields", "Fields have names.", "checkout-api: { criticality: high }", "checkout-api: [high]"),
        invalid("null", "Nothing is no spelling of absence.", "retention: 2555d", "retention: null"),
        invalid(
            "negative-count",
            "Minus one approval would always be there.",
            "role: security, count: 1",
            "role: security, count: -1",
        ),
        invalid("duration-without-unit", "Seven what?", "approvalMaxAge: 7d", "approvalMaxAge: 7"),
        invalid("duration-zero", "No time at all is no duration.", "approvalMaxAge: 7d", "approvalMaxAge: 0d"),
        invalid(
            "time-with-offset",
            "One instant has one spelling.",
            "2026-10-01T00:00:00Z",
            "2026-10-01T02:00:00+02:00",
        ),
        invalid(
            "name-upper-case",
            "Names are plain, so that no two look alike.",
            "[staging, production]",
            "[staging, Production, production]",
        ),
        invalid(
            "unknown-rule",
            "What cannot be relaxed cannot be misspelt either.",
            "peerReview: 1",
            "peerReview: 1\n      relax: [{ rule: approver-author, reason: Small team. }]",
        ),
    ]
}

fn values(area: &Area) -> Vec<Case> {
    let invalid = |name, about, old: &str, new: &str| {
        area.refuses(name, about, INVALID, |s| {
            s.policy(old, new);
        })
    };
    vec![
        invalid("serial-zero", "Serials start at 1, so that nothing is older than all.", "serial: 3", "serial: 0"),
        invalid("nobody-reviewed", "Somebody reviewed the policy.", "reviewedBy: [carol]", "reviewedBy: []"),
        invalid("nameless", "A policy has a name.", "name: acme-releases", "name: \" \""),
        invalid("nobody-may-release", "Somebody may write release records.", "release: [builder]", "release: []"),
        area.refuses("no-classes", "Without a class there is nothing to require.", INVALID, |s| {
            let (head, _) = s.policy.split_once("classes:").expect("the policy has classes");
            s.policy = format!("{head}classes: []\n");
        }),
        invalid(
            "count-zero",
            "A place that nobody fills is no place.",
            "role: security, count: 1",
            "role: security, count: 0",
        ),
        invalid("too-many-places", "Places are bounded.", "role: security, count: 1", "role: security, count: 64"),
        invalid(
            "count-overflows",
            "A sum that overflows is not small.",
            "role: security, count: 1",
            "role: security, count: 9223372036854775807",
        ),
        invalid("peer-review-zero", "No reviewers is no such line.", "peerReview: 1", "peerReview: 0"),
        invalid(
            "register-demands-nothing",
            "A demand says what it demands.",
            "{ maxAge: 24h, complete: true }",
            "{ complete: false }",
        ),
        invalid(
            "never-selected",
            "A class without an alternative is a mistake.",
            "      - { environment: [staging] }\n",
            "      []\n",
        ),
        invalid(
            "always-selected",
            "An alternative without a fact would match everything.",
            "{ environment: [staging] }",
            "{}",
        ),
        invalid(
            "no-value-allowed",
            "A fact that allows no value is a mistake.",
            "{ environment: [staging] }",
            "{ environment: [] }",
        ),
        invalid(
            "relaxed-without-reason",
            "A rule is given up for a reason.",
            "peerReview: 1",
            "peerReview: 1\n      relax: [{ rule: author-approver, reason: \" \" }]",
        ),
    ]
}

fn names(area: &Area) -> Vec<Case> {
    let undeclared = |name, about, old: &str, new: &str| {
        area.refuses(name, about, UNDECLARED, |s| {
            s.policy(old, new);
        })
    };
    vec![
        undeclared(
            "role-of-class-undeclared",
            "A misspelt role would be a place that nobody fills.",
            "role: security, count",
            "role: securty, count",
        ),
        undeclared(
            "role-of-records-undeclared",
            "A misspelt role would let nobody revoke.",
            "revocation: [security]",
            "revocation: [securty]",
        ),
        undeclared(
            "role-twice-in-class",
            "Two counts for one role read differently.",
            "role: security, count: 1",
            "role: release-manager, count: 2",
        ),
        undeclared(
            "environment-undeclared",
            "A misspelt environment would never be selected.",
            "{ environment: [production] }",
            "{ environment: [prodution] }",
        ),
        undeclared(
            "environment-twice",
            "An environment is declared once.",
            "[staging, production]",
            "[staging, production, staging]",
        ),
        undeclared(
            "service-undeclared",
            "A class cannot name a service that the policy does not have.",
            "{ environment: [production] }",
            "{ service: [checkout] }",
        ),
        undeclared(
            "criticality-undeclared",
            "A class cannot name a criticality that no service has.",
            "{ environment: [production] }",
            "{ criticality: [highest] }",
        ),
        undeclared(
            "kind-undeclared",
            "A misspelt kind would leave the release to a laxer class.",
            "{ environment: [production] }",
            "{ kind: [hotfix] }",
        ),
        undeclared(
            "reversibility-undeclared",
            "A misspelt word would leave the release to a laxer class.",
            "{ environment: [production] }",
            "{ reversibility: [irreversable] }",
        ),
        undeclared("class-twice", "A class is declared once.", "name: staging", "name: production"),
        undeclared(
            "escalation-unknown",
            "A text that nobody would ever be shown is a mistake.",
            "  approvals: Page",
            "  approval: Page",
        ),
        undeclared(
            "relaxed-twice",
            "One rule, one reason.",
            "peerReview: 1",
            "peerReview: 1\n      relax: [{ rule: author-approver, reason: A. }, { rule: author-approver, reason: B. }]",
        ),
    ]
}

/// The policy of the allowed scenario, as one line of JSON.
const JSON: &str = concat!(
    r#"{"countersign":"policy/v1","name":"acme-releases","serial":3,"#,
    r#""review":{"reviewedAt":"2026-10-01T00:00:00Z","reviewedBy":["carol"],"every":"365d"},"#,
    r#""services":{"checkout-api":{"criticality":"high"}},"environments":["production"],"#,
    r#""roles":{"release-manager":"Decides.","security":"Judges.","builder":"Builds.","registrar":"Registers."},"#,
    r#""records":{"release":["builder"],"revocation":["security"],"register":["registrar"]},"#,
    r#""classes":[{"name":"production","when":[{"environment":["production"]}],"require":{"#,
    r#""approvals":[{"role":"release-manager","count":1},{"role":"security","count":1}]}}]}"#,
);
