//! A finding: one checked requirement, as a value. Sentences for people are made here and in the check, once.

use core::fmt;

use serde::{Serialize, Serializer};

use crate::base::code::{Code, Outcome};
use crate::base::digest::Sha256;
use crate::base::name::{Assessed, Role};
use crate::base::shown::sentence;

/// The four separations of duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Nobody approves their own work.
    AuthorApprover,
    /// Nobody deploys their own work.
    AuthorDeployer,
    /// What builds does not deploy.
    BuilderDeployer,
    /// Nobody reviews their own work.
    ReviewerAuthor,
}

impl Rule {
    /// The rule's name in policies and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::AuthorApprover => "author-approver",
            Self::AuthorDeployer => "author-deployer",
            Self::BuilderDeployer => "builder-deployer",
            Self::ReviewerAuthor => "reviewer-author",
        }
    }
}

/// What a policy can require; its text names it in reports and under `escalation`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requirement {
    /// The question is well-formed, and within limits.
    Question,
    /// The policy loads.
    Policy,
    /// The roster loads.
    Roster,
    /// The policy is anchored.
    PolicyAnchor,
    /// The roster is anchored.
    RosterAnchor,
    /// The documents handed in are records.
    Records,
    /// A class applies.
    Class,
    /// Label, artefacts and records are bound together.
    Binding,
    /// Nobody rejects; and, where no role is asked for, that nobody needs to approve.
    Approvals,
    /// Enough people approve in one role.
    ApprovalsIn(Role),
    /// One separation of duties.
    Separation(Rule),
    /// Enough people reviewed.
    PeerReview,
    /// Evidence of one kind is accepted.
    Evidence(&'static str),
    /// An assessment of the service is current.
    Assessment(Assessed),
    /// There is a release to go back to.
    Rollback,
    /// Every step is attested, one after the other.
    Chain,
    /// Nothing is revoked.
    Revocation,
    /// The register snapshot is fresh.
    RegisterFreshness,
    /// No record of the register is withheld.
    RegisterCompleteness,
    /// No review of an emergency is overdue.
    RegisterReviews,
    /// The policy was reviewed.
    PolicyReview,
    /// Which emergencies are in force.
    Emergency,
    /// Every emergency among the records was reviewed in time.
    EmergencyReviews,
    /// Every window that binds the release is open.
    Windows,
    /// No freeze that binds the release is on.
    Freezes,
}

impl Requirement {
    /// Whether a policy can let an emergency waive it. Never what the decision itself rests on: the rules, their anchors,
    /// signatures, the binding of label and bytes, withdrawals, and anybody's no.
    pub fn can_be_bypassed(&self) -> bool {
        match self {
            Self::ApprovalsIn(_)
            | Self::Separation(_)
            | Self::PeerReview
            | Self::Evidence(_)
            | Self::Assessment(_)
            | Self::Rollback
            | Self::Chain
            | Self::RegisterFreshness
            | Self::RegisterCompleteness
            | Self::RegisterReviews
            | Self::PolicyReview
            | Self::EmergencyReviews
            | Self::Windows
            | Self::Freezes => true,
            Self::Question
            | Self::Policy
            | Self::Roster
            | Self::PolicyAnchor
            | Self::RosterAnchor
            | Self::Records
            | Self::Class
            | Self::Binding
            | Self::Approvals
            | Self::Revocation
            | Self::Emergency => false,
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Question => f.write_str("question"),
            Self::Policy => f.write_str("policy"),
            Self::Roster => f.write_str("roster"),
            Self::PolicyAnchor => f.write_str("anchor/policy"),
            Self::RosterAnchor => f.write_str("anchor/roster"),
            Self::Records => f.write_str("records"),
            Self::Class => f.write_str("class"),
            Self::Binding => f.write_str("binding"),
            Self::Approvals => f.write_str("approvals"),
            Self::ApprovalsIn(role) => write!(f, "approvals/{role}"),
            Self::Separation(rule) => write!(f, "separation/{}", rule.id()),
            Self::PeerReview => f.write_str("peer-review"),
            Self::Evidence(kind) => write!(f, "evidence/{kind}"),
            Self::Assessment(kind) => write!(f, "evidence/assessment/{kind}"),
            Self::Rollback => f.write_str("rollback"),
            Self::Chain => f.write_str("chain"),
            Self::Revocation => f.write_str("revocation"),
            Self::RegisterFreshness => f.write_str("register/freshness"),
            Self::RegisterCompleteness => f.write_str("register/completeness"),
            Self::RegisterReviews => f.write_str("register/reviews"),
            Self::PolicyReview => f.write_str("policy-review"),
            Self::Emergency => f.write_str("emergency"),
            Self::EmergencyReviews => f.write_str("emergency/reviews"),
            Self::Windows => f.write_str("windows"),
            Self::Freezes => f.write_str("freezes"),
        }
    }
}

impl Serialize for Requirement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One checked requirement. Ordered by what people look for first: failures, then warnings, then passes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it does to the verdict.
    pub outcome: Outcome,
    /// Which requirement was checked.
    pub requirement: Requirement,
    /// What was established.
    pub code: Code,
    /// What the requirement asks for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What is there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// Which records (or, where there is no record, which documents) it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Sha256>,
}

impl Finding {
    /// A finding with the outcome and the next step that its code stands for. Sentences are made fit to be shown.
    pub fn new(requirement: Requirement, code: Code, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            outcome: code.outcome(),
            requirement,
            code,
            expected: sentence(&expected.into()),
            found: sentence(&found.into()),
            next: code.next().to_owned(),
            records: Vec::new(),
        }
    }

    /// The same finding, waived by an emergency: it stays visible, and does not deny.
    pub fn waive(&mut self) {
        if self.outcome == Outcome::Fail && !self.code.is_malformed() && self.requirement.can_be_bypassed() {
            self.outcome = Outcome::Waived;
        }
    }

    /// The same finding, about these records.
    #[must_use]
    pub fn about(mut self, records: impl IntoIterator<Item = Sha256>) -> Self {
        self.records.extend(records);
        self.records.sort_unstable();
        self.records.dedup();
        self
    }
}
