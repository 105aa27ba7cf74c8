//! Layer 11: the gate. Opened once from policy, roster and anchors, asked many times.
//!
//! ```text
//! open:   anchors ─▶ policy ─▶ roster ─▶ each anchored? ─▶ keys
//! decide: question ─▶ read records ─▶ gather facts ─▶ class ─▶ checks ─▶ conclude ─▶ report
//! ```
//!
//! No `Result`: whatever is wrong becomes a finding, and the report denies.

use std::collections::BTreeSet;

use crate::anchoring::{Anchored, Anchors, Candidate};
use crate::base::canonical;
use crate::base::code::{Code, Outcome};
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::VERIFICATIONS;
use crate::base::moment::Moment;
use crate::base::name::{PrincipalId, Role};
use crate::base::path;
use crate::base::question::Question;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::{self, Context, emergency};
use crate::crypto::key::PublicKey;
use crate::decision::{self, Obligation};
use crate::explain::Explanation;
use crate::facts::decisions::Relayed;
use crate::facts::index::{CarriedDocuments, Document, Facts, Spoken};
use crate::facts::releases::Candidates;
use crate::facts::revocations::Withdrawn;
use crate::format;
use crate::format::anchor::Document as Anchorable;
use crate::format::approval::Relay;
use crate::format::record::Kind;
use crate::policy::class::{Because, facts_of, select};
use crate::policy::fact::{self, FactName};
use crate::policy::model::Policy;
use crate::policy::required;
use crate::policy::roster::{Identity, Roster};
use crate::report::{self, Answer, ClassNote, DocumentNote, ReleaseNote, Report, Source, summary};
use crate::request::{self, Documents, Request};
use crate::timeline;
use crate::trust::envelope::Budget;
use crate::trust::keyring::{Entry, Keyring};
use crate::trust::reading::{self, Reading, Trust};
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::identity::Expected;
use crate::trust::sigstore::roots::Unread;

/// What a host does with a decision: exit 0, exit 1, exit 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Deploy.
    Allow,
    /// Do not deploy.
    Deny,
    /// Do not deploy: the question could not be put.
    Malformed,
}

/// A decision, as bytes that are the same in every host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What to do.
    pub verdict: Verdict,
    /// The digest of `report`.
    pub id: Sha256,
    /// The report (`docs/report.md`), canonical JSON.
    pub report: Vec<u8>,
    /// The same decision as a SLSA VSA v1 statement, canonical JSON.
    pub summary: Vec<u8>,
}

/// A gate that was opened. It always opens; one whose policy or roster does not load denies everything.
#[derive(Clone, Debug)]
pub struct Gate {
    rules: Option<Rules>,
    findings: Vec<Finding>,
    policy: Source,
    roster: Source,
    anchors: report::Anchors,
}

/// What a gate decides by.
#[derive(Clone, Debug)]
struct Rules {
    policy: Policy,
    roster: Roster,
    keyring: Keyring<PrincipalId>,
    roots: Unread,
}

impl Gate {
    /// Reads and anchors policy and roster. What is wrong with them is said by every report.
    pub fn open(policy: &[u8], roster: &[u8], anchors: &Anchors) -> Self {
        let anchored = Anchored::read(anchors);
        let mut findings = anchored.findings.clone();
        let (policy_digest, roster_digest) = (Sha256::of(policy), Sha256::of(roster));
        let policy = Policy::load(policy).map_err(|wrong| findings.extend(wrong)).ok();
        let roster = Roster::load(roster).map_err(|wrong| findings.extend(wrong)).ok();
        let serials = (policy.as_ref().map(|p| p.serial), roster.as_ref().map(|r| r.serial));

        let mut source = |document, digest, serial, name| {
            let (finding, anchored_by) = anchored.judge(&Candidate { document, digest, serial });
            findings.push(finding);
            Source { digest, anchored_by, name, serial }
        };
        let name = policy.as_ref().map(|policy| policy.name.clone());
        let policy_source = source(Anchorable::Policy, policy_digest, serials.0, name);
        let roster_source = source(Anchorable::Roster, roster_digest, serials.1, None);

        findings.extend(check_serials(serials, anchors));
        let roots = Unread::new(anchors.trusted_roots.clone());
        let rules = policy.zip(roster).map(|(policy, roster)| {
            findings.extend(roster.check_against(&policy));
            let keyring = keyring(&roster, &mut findings);
            Rules { policy, roster, keyring, roots }
        });
        Self { rules, findings, policy: policy_source, roster: roster_source, anchors: anchored.note() }
    }

    /// Decides one question.
    pub fn decide(&self, request: &Request) -> Decision {
        let report = self.assess(request, |_, report| report).unwrap_or_else(|refused| *refused);
        let bytes = report.to_bytes();
        let verdict = match (report.verdict, report.question) {
            // A report that could not be written can allow nothing.
            _ if bytes.is_empty() => Verdict::Malformed,
            (_, Answer::Malformed) => Verdict::Malformed,
            (decision::Verdict::Allow, Answer::Answered) => Verdict::Allow,
            (decision::Verdict::Deny, Answer::Answered) => Verdict::Deny,
        };
        Decision { verdict, id: Sha256::of(&bytes), summary: summary::of(&report), report: bytes }
    }

    /// What is still missing, and who can give it (`docs/report.md`), canonical JSON.
    pub fn explain(&self, request: &Request) -> Vec<u8> {
        let explained = self.assess(request, |context, report| Explanation::of(report, Some(context)));
        canonical::to_bytes(&explained.unwrap_or_else(|refused| Explanation::of(*refused, None)))
    }

    /// Runs the checks and hands context and report to `then`; `Err` has the report where it did not come to that.
    fn assess<T>(&self, request: &Request, then: impl FnOnce(&Context<'_>, Report) -> T) -> Result<T, Box<Report>> {
        let documents = request.documents();
        let (question, now) = request.parse(&documents).map_err(|wrong| self.refuse(request, &documents, wrong))?;
        let rules = self.rules.as_ref().ok_or_else(|| self.refuse(request, &documents, Vec::new()))?;
        let moment = Moment::new(now);
        let facts = gather(&documents, rules, &moment).map_err(|wrong| self.refuse(request, &documents, wrong))?;
        let withdrawn = withdrawn(&facts, rules, &moment);
        let candidates = Candidates::find(&facts, &question.service, &question.version);
        let selection = select(&rules.policy, &selecting_facts(&question, &candidates, &rules.policy))
            .ok_or_else(|| self.refuse(request, &documents, Vec::new()))?;
        let mut context = Context {
            question: &question,
            moment: &moment,
            policy: &rules.policy,
            roster: &rules.roster,
            facts: &facts,
            withdrawn: &withdrawn,
            selection: &selection,
            candidates: &candidates,
            escalations: Vec::new(),
        };
        context.escalations = check::vulnerabilities::escalations(&context);
        let report = self.report(request, now, &context, &documents);
        Ok(then(&context, report))
    }

    /// Runs the checks and writes the report.
    fn report(&self, request: &Request, now: Time, context: &Context<'_>, given: &Documents<'_>) -> Report {
        let mut findings = self.findings.clone();
        findings.extend([
            Finding::new(Requirement::Policy, Code::PolicyLoaded, "a policy that loads", context.policy.name.clone()),
            Finding::new(
                Requirement::Roster,
                Code::RosterLoaded,
                "a roster that loads",
                format!("serial {}", context.roster.serial),
            ),
        ]);
        findings.extend(check::ALL.iter().flat_map(|check| check(context)));
        let waivers = emergency::waivers(context);
        let host_wants_register = context.question.min_register_sequence > 0;
        decision::waive(&mut findings, &waivers, host_wants_register);
        let mut required = required::of(context.policy, context.need(), host_wants_register);
        required.extend(context.escalations.iter().map(|call| Requirement::ApprovalsIn(call.role.clone())));
        let verdict = decision::conclude(&mut findings, &required);
        let in_emergency = findings.iter().any(|finding| finding.outcome == Outcome::Waived);
        decision::escalate(&mut findings, context.policy);
        let because = match &context.selection.because {
            Because::Facts(facts) => facts.clone(),
            Because::Absent(facts) => format!("it cannot be ruled out without {facts}"),
            Because::Strictest => "no class matches: the strictest applies".to_owned(),
        };
        Report {
            verdict,
            question: answer(&findings),
            now: Some(now),
            valid_until: context.moment.valid_until(),
            class: Some(ClassNote { name: context.selection.class.name.clone(), because }),
            release: release_note(context),
            mode: if in_emergency { "emergency" } else { "normal" },
            obligations: decision::obligations(context.policy, context.moment, &waivers),
            waivers: if in_emergency { waivers } else { Vec::new() },
            canary: check::canary::notes(context),
            timeline: timeline::of(context),
            documents: notes(&context.facts.documents, given, &findings),
            containers: given.containers.iter().copied().collect(),
            findings,
            ..self.blank(request)
        }
    }

    /// The report of a question that could not be put.
    fn refuse(&self, request: &Request, given: &Documents<'_>, wrong: Vec<Finding>) -> Box<Report> {
        let mut findings: Vec<Finding> = self.findings.iter().cloned().chain(wrong).collect();
        let verdict = decision::conclude(&mut findings, &BTreeSet::from([Requirement::Question]));
        let unread = |(digest, document): (&Sha256, &request::Document<'_>)| DocumentNote {
            digest: *digest,
            kind: "unread".to_owned(),
            record: None,
            container: document.container,
            signers: Vec::new(),
            usage: "unread",
        };
        let documents = given.all.iter().map(unread).collect();
        let containers = given.containers.iter().copied().collect();
        Box::new(Report { verdict, findings, documents, containers, ..self.blank(request) })
    }

    /// A report that denies, with what is known before anything is decided.
    fn blank(&self, request: &Request) -> Report {
        Report {
            countersign: Report::VERSION,
            verdict: decision::Verdict::Deny,
            question: Answer::Malformed,
            mode: "normal",
            now: Time::from_seconds(request.now),
            valid_until: None,
            asked: request.asked(),
            anchors: self.anchors.clone(),
            policy: self.policy.clone(),
            roster: self.roster.clone(),
            class: None,
            release: None,
            findings: Vec::new(),
            canary: Vec::new(),
            obligations: Vec::<Obligation>::new(),
            waivers: Vec::new(),
            timeline: Vec::new(),
            documents: Vec::new(),
            containers: Vec::new(),
        }
    }
}

/// A host that has seen a newer policy or roster refuses an older one.
fn check_serials(serials: (Option<u64>, Option<u64>), anchors: &Anchors) -> Vec<Finding> {
    let policy = (serials.0, anchors.min_policy_serial, Requirement::Policy, Code::PolicySerialTooLow);
    let roster = (serials.1, anchors.min_roster_serial, Requirement::Roster, Code::RosterSerialTooLow);
    let low = |(serial, least, requirement, code): (Option<u64>, u64, Requirement, Code)| {
        let serial = serial.filter(|serial| *serial < least)?;
        Some(Finding::new(requirement, code, format!("serial {least} or higher"), format!("serial {serial}")))
    };
    [policy, roster].into_iter().filter_map(low).collect()
}

/// What is wrong with the keys of a roster.
pub(crate) fn check_keys(roster: &Roster, findings: &mut Vec<Finding>) {
    keyring(roster, findings);
}

/// The keys of the roster; what is no key is a finding.
fn keyring(roster: &Roster, findings: &mut Vec<Finding>) -> Keyring<PrincipalId> {
    let mut keyring = Keyring::default();
    for (principal, key) in roster.principals().flat_map(|p| p.keys.iter().map(move |key| (p, key))) {
        let finding = |code, found: String| Finding::new(Requirement::Roster, code, "an ECDSA P-256 public key", found);
        match PublicKey::from_pem(&key.pem) {
            Ok(public) => {
                let id = public.id().clone();
                let (window, compromised_at) = (key.window(), key.compromised_at);
                let new = keyring.add(Entry { key: public, owner: principal.id.clone(), window, compromised_at });
                if !new {
                    findings
                        .push(finding(Code::RosterDuplicate, format!("key {id} of `{}` stands twice", principal.id)));
                }
            }
            Err(why) => findings.push(finding(Code::RosterKeyInvalid, format!("a key of `{}`: {why}", principal.id))),
        }
    }
    for (principal, identity) in roster.principals().flat_map(|p| p.identities.iter().map(move |i| (p, i))) {
        let Identity { issuer, subject, claims } = identity.clone();
        keyring.add_identity(Expected { issuer, subject, claims }, principal.id.clone());
    }
    keyring
}

/// Reads and verifies every document.
fn gather(documents: &Documents<'_>, rules: &Rules, moment: &Moment) -> Result<Facts, Vec<Finding>> {
    let budget = Budget::default();
    let trust = Trust { keyring: &rules.keyring, roots: &rules.roots, moment, budget: &budget };
    let read = |(digest, document): (&Sha256, &request::Document<'_>)| reading::read(*digest, &document.bytes, trust);
    let readings: Vec<Reading> = documents.all.iter().map(read).collect();
    if budget.is_spent() {
        let expected = format!("at most {VERIFICATIONS} signature verifications");
        return Err(vec![Finding::new(Requirement::Question, Code::LimitExceeded, expected, "more")]);
    }
    if let Some(Failure { code, expected, found }) = rules.roots.failure() {
        return Err(vec![Finding::new(Requirement::Question, *code, expected, found)]);
    }
    let records = &rules.policy.records;
    let carried = carried(&readings, documents);
    let mut facts = Facts::gather(readings, &documents.containers, carried, |kind, who, at| match kind {
        Kind::Release => authority(&rules.roster, &records.release, who, at, moment),
        Kind::Register => authority(&rules.roster, &records.register, who, at, moment),
        Kind::Revocation | Kind::Approval | Kind::Anchor | Kind::Emergency | Kind::Review | Kind::Exception => {
            Authority::None
        }
    });
    facts.taken_from.clone_from(&documents.taken_from);
    facts.held.extend(documents.taken_from.values().flatten());
    facts.relayed = Relayed::find(&facts.approvals, |relay| account(&rules.roster, relay));
    Ok(facts)
}

/// The person who has the account of a relayed decision.
fn account(roster: &Roster, relay: &Relay) -> Option<PrincipalId> {
    roster.account(&relay.alias().ok()?, &relay.login_alias().ok()?).cloned()
}

/// Reads the documents that are no statements themselves, and that somebody's reference speaks for.
fn carried(readings: &[Reading], documents: &Documents<'_>) -> CarriedDocuments {
    let plain: BTreeSet<Sha256> = readings.iter().filter(|r| r.is_plain()).map(|reading| reading.digest).collect();
    let mut carried = CarriedDocuments::new();
    for (digest, signers) in readings.iter().flat_map(Reading::references).filter(|(digest, _)| plain.contains(digest))
    {
        let Some(document) = documents.all.get(&digest) else { continue };
        let read = || Spoken { read: format::carried::read(&document.bytes), signers: Vec::new() };
        carried.entry(digest).or_insert_with(read).signers.extend(signers.iter().cloned());
    }
    carried
}

fn withdrawn(facts: &Facts, rules: &Rules, moment: &Moment) -> Withdrawn {
    let roles = &rules.policy.records.revocation;
    Withdrawn::collect(facts, |who, at| authority(&rules.roster, roles, who, at, moment))
}

/// Whether somebody of the roster may sign what these roles may.
fn authority(roster: &Roster, roles: &[Role], who: &PrincipalId, at: SignedAt, moment: &Moment) -> Authority {
    roster.principal(who).map_or(Authority::None, |principal| principal.authority(roles, at, moment))
}

/// The facts that a class can be selected by.
fn selecting_facts(question: &Question, candidates: &Candidates<'_>, policy: &Policy) -> fact::Facts {
    let mut facts = facts_of(policy, &question.service, &question.environment);
    if let Some(change) = candidates.chosen().map(|release| release.claim.change.clone()) {
        let flagged = change.flags.map(|flags| !flags.is_empty());
        let one = |value: Option<String>| value.map(|value| vec![value]);
        // A word that the policy does not know says nothing: a slip of the pen selects no laxer class.
        let known = |value: Option<String>, words: &[String]| one(value.filter(|value| words.contains(value)));
        let paths = change.paths.filter(|paths| paths.iter().all(|path| path::is_plain(path)));
        let stated = [
            (FactName::Kind, known(change.kind, &policy.kinds)),
            (FactName::Reversibility, one(change.reversibility.map(|r| r.id().to_owned()))),
            (FactName::SchemaMigration, one(change.schema_migration.map(|migrates| migrates.to_string()))),
            (FactName::MigrationPlan, known(change.migration_plan, &policy.migration_plans)),
            (FactName::Flagged, one(flagged.map(|flagged| flagged.to_string()))),
            (FactName::BlastRadius, known(change.blast_radius, &policy.blast_radii)),
            (FactName::Label, change.labels),
            (FactName::Paths, paths.clone()),
            (FactName::Touches, paths),
        ];
        facts.extend(stated.into_iter().filter_map(|(name, values)| Some((name, values?))));
    }
    facts
}

fn answer(findings: &[Finding]) -> Answer {
    if findings.iter().any(|finding| finding.code.is_malformed()) { Answer::Malformed } else { Answer::Answered }
}

fn release_note(context: &Context<'_>) -> Option<ReleaseNote> {
    context.release().map(|release| ReleaseNote {
        record: release.id,
        signers: release.signers.iter().cloned().collect(),
        repository: release.claim.repository.clone(),
        commit: release.claim.commit.to_string(),
        requested_at: release.claim.requested_at,
        change_request: release.claim.change_request.clone(),
    })
}

/// What the report says of the documents. Counted are the records that a pass or a failure rests on.
fn notes(documents: &[Document], given: &Documents<'_>, findings: &[Finding]) -> Vec<DocumentNote> {
    let rests = findings.iter().filter(|finding| finding.outcome != Outcome::Warn);
    let counted: BTreeSet<Sha256> = rests.flat_map(|finding| finding.records.iter().copied()).collect();
    let note = |document: &Document| {
        let usage = match document.record.unwrap_or(document.digest) {
            _ if document.signers.is_empty() => "unread",
            id if counted.contains(&id) => "counted",
            _ => "not-counted",
        };
        let kind = match (document.predicate_type.as_deref(), document.format) {
            (Some(claimed), _) => Kind::of(claimed).map_or(claimed, |kind| kind.name()),
            (None, Some(format)) => format,
            (None, None) => "unreadable",
        };
        let signers = document.signers.iter().cloned().collect();
        let (digest, kind, record) = (document.digest, kind.to_owned(), document.record);
        let container = given.all.get(&digest).and_then(|document| document.container);
        DocumentNote { digest, kind, record, container, signers, usage }
    };
    documents.iter().map(note).collect()
}
