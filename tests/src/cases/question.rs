//! Cases **question**: what the host asks is no question, and never an allow.

use countersign_core::base::code::Code;
use countersign_core::base::limits::LAST_SECOND;
use countersign_core::gate::Verdict;

use super::say::staging;
use super::{Area, Case, changed};

const ARTEFACT: &[(&str, Code)] = &[("question", Code::QuestionArtefactInvalid)];
const NAME: &[(&str, Code)] = &[("question", Code::QuestionNameInvalid)];
const TIME: &[(&str, Code)] = &[("question", Code::QuestionTimeInvalid)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("question");
    let artefact =
        |name, about, text: &str| area.refuses(name, about, ARTEFACT, |s| s.question.artefacts = vec![text.to_owned()]);
    let mut nothing = changed(|_| {}).build();
    nothing.request.artefacts.clear();
    let upper = format!("sha256:{}", "AB".repeat(32));
    let sha512 = format!("sha512:{}", "ab".repeat(64));
    let mut cases = vec![
        area.given(
            Verdict::Malformed,
            "no-artefact",
            "A question about nothing is not answered.",
            &[("question", Code::QuestionArtefactMissing)],
            nothing,
        ),
        artefact("artefact-is-a-tag", "A tag can be moved to other bytes.", "registry.example/checkout-api:2.4.1"),
        artefact("artefact-is-empty", "An empty string is no digest.", ""),
        artefact("artefact-upper-case", "One digest has one spelling.", &upper),
        artefact("artefact-sha512", "Only SHA-256 identifies an artefact here.", &sha512),
        artefact("artefact-cut-short", "63 digits are no digest.", &upper.to_lowercase()[..70]),
        area.refuses("one-artefact-of-two-is-none", "One bad artefact spoils the question.", ARTEFACT, |s| {
            s.question.artefacts = vec![s.artefacts[0].to_string(), "latest".to_owned()];
        }),
    ];
    cases.extend(names(&area));
    cases.extend([
        area.refuses("time-beyond-9999", "RFC 3339 cannot write the host's time.", TIME, |s| {
            s.question.now = LAST_SECOND + 1;
        }),
        area.refuses("time-is-the-largest-number", "The largest number does not overflow.", TIME, |s| {
            s.question.now = u64::MAX;
        }),
        area.denies(
            "last-second",
            "The last second that there is can be asked about; by then the policy's review is overdue.",
            &[("policy-review", Code::PolicyReviewOverdue)],
            |s| {
                staging(s);
                s.question.now = LAST_SECOND;
            },
        ),
        area.denies(
            "first-second",
            "A host whose clock was never set gets no allow.",
            &[
                ("binding", Code::BindingReleaseMissing),
                ("records", Code::RecordDoubtful),
                ("policy-review", Code::PolicyReviewNotYet),
            ],
            |s| {
                staging(s);
                s.question.now = 0;
            },
        ),
        area.refuses(
            "everything-wrong",
            "All that is wrong with a question is said at once.",
            &[
                ("question", Code::QuestionArtefactInvalid),
                ("question", Code::QuestionNameInvalid),
                ("question", Code::QuestionTimeInvalid),
            ],
            |s| {
                s.question.artefacts = vec!["latest".to_owned()];
                s.question.service = "Checkout API".to_owned();
                s.question.now = u64::MAX;
            },
        ),
    ]);
    cases
}

fn names(area: &Area) -> Vec<Case> {
    let long = "a".repeat(65);
    vec![
        area.refuses("service-empty", "A service has a name.", NAME, |s| s.question.service.clear()),
        area.refuses("service-too-long", "Names end at 64 characters.", NAME, |s| s.question.service = long),
        area.refuses("service-looks-alike", "A Cyrillic letter is not the Latin one that it looks like.", NAME, |s| {
            s.question.service = "сheckout-api".to_owned();
        }),
        area.refuses("service-breaks-the-line", "A name cannot forge a line of a log.", NAME, |s| {
            s.question.service = "checkout-api\nverdict: allow".to_owned();
        }),
        area.refuses("version-with-a-space", "A version label is one word.", NAME, |s| {
            s.question.version = "2.4.1 final".to_owned();
        }),
        area.refuses("version-turns-direction", "A right-to-left override cannot hide a version.", NAME, |s| {
            s.question.version = "2.4\u{202e}1.".to_owned();
        }),
        area.refuses("environment-upper-case", "Production is not production.", NAME, |s| {
            s.question.environment = "Production".to_owned();
        }),
        area.refuses("deployer-is-no-name", "A deployer is a principal or an alias.", NAME, |s| {
            s.question.deployer = Some("CI Deployer".to_owned());
        }),
    ]
}
