//! Trivy's JSON report, schema version 2 (aquasecurity/trivy, `pkg/types/report.go`), as far as vulnerabilities go.
//!
//! Findings that Trivy lists as ignored or modified (`ExperimentalModifiedFindings`) are findings: who may ignore one is for
//! the policy to say. A report that scanned no packages says so.

use std::rc::Rc;

use serde::Deserialize;

use crate::format::said::Said;
use crate::format::vulnerability::{Package, Scan, Severity, Vulnerability, when};

/// The schema version that is read.
const SCHEMA: u64 = 2;

/// A report, of which only what is needed is read.
#[derive(Deserialize)]
#[serde(expecting = "a Trivy report")]
pub(in crate::format) struct Report {
    #[serde(rename = "SchemaVersion")]
    schema: u64,
    #[serde(rename = "CreatedAt")]
    created: Option<String>,
    #[serde(rename = "Results")]
    results: Option<Vec<Target>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a result")]
struct Target {
    #[serde(rename = "Class")]
    class: Option<String>,
    #[serde(rename = "Vulnerabilities")]
    vulnerabilities: Option<Vec<Detected>>,
    #[serde(rename = "ExperimentalModifiedFindings")]
    modified: Option<Vec<Modified>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a modified finding")]
struct Modified {
    #[serde(rename = "Type")]
    kind: Option<String>,
    #[serde(rename = "Finding")]
    finding: Option<Detected>,
}

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability")]
struct Detected {
    #[serde(rename = "VulnerabilityID")]
    id: Option<String>,
    #[serde(rename = "VendorIDs")]
    vendor_ids: Option<Vec<String>>,
    #[serde(rename = "PkgName")]
    package: Option<String>,
    #[serde(rename = "InstalledVersion")]
    version: Option<String>,
    #[serde(rename = "PkgIdentifier")]
    identifier: Option<Identifier>,
    #[serde(rename = "Severity")]
    severity: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a package's identifiers")]
struct Identifier {
    #[serde(rename = "PURL")]
    purl: Option<String>,
}

/// Reads a report.
pub(in crate::format) fn read(document: &[u8]) -> Result<Scan, String> {
    let report: Report = serde_json::from_slice(document).map_err(|error| error.to_string())?;
    report.scan()
}

impl Report {
    /// What the report says.
    pub(in crate::format) fn scan(self) -> Result<Scan, String> {
        if self.schema != SCHEMA {
            return Err(format!("SchemaVersion {}, where {SCHEMA} is read", self.schema));
        }
        let (mut examined, mut vulnerabilities) = (false, Vec::new());
        for target in self.results.into_iter().flatten() {
            let packages = matches!(target.class.as_deref(), Some("os-pkgs" | "lang-pkgs"));
            examined |= packages || target.vulnerabilities.is_some();
            for detected in target.vulnerabilities.into_iter().flatten() {
                vulnerabilities.push(detected.vulnerability()?);
            }
            let of_ours = |m: &Modified| m.kind.as_deref().is_none_or(|kind| kind == "vulnerability");
            for detected in target.modified.into_iter().flatten().filter(of_ours).filter_map(|m| m.finding) {
                vulnerabilities.push(detected.vulnerability()?);
            }
        }
        let said = Said::at(when(self.created.as_deref())?);
        let vulnerabilities = Rc::new(vulnerabilities);
        Ok(Scan { scanner: "trivy".to_owned(), database: None, said, examined, sarif: None, vulnerabilities })
    }
}

impl Detected {
    fn vulnerability(self) -> Result<Vulnerability, String> {
        let id = self.id.filter(|id| !id.is_empty()).ok_or("a vulnerability without `VulnerabilityID`")?;
        let package = Package {
            name: self.package.filter(|name| !name.is_empty()),
            version: self.version.filter(|version| !version.is_empty()),
            purl: self.identifier.and_then(|identifier| identifier.purl),
        };
        let severity = self.severity.as_deref().map_or(Severity::Unknown, Severity::of_word);
        let (aliases, related) = (self.vendor_ids.unwrap_or_default(), Vec::new());
        Ok(Vulnerability { id, aliases, related, package, severity, is_unclear: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trivy_was_told_to_ignore_is_found() {
        let report = br#"{"SchemaVersion": 2, "CreatedAt": "2026-11-20T10:00:00.123+02:00", "Results": [
            {"Target": "a", "Class": "os-pkgs", "Vulnerabilities": null, "ExperimentalModifiedFindings": [
                {"Type": "vulnerability", "Status": "ignored", "Finding": {"VulnerabilityID": "CVE-1", "PkgName": "p", "Severity": "HIGH"}},
                {"Type": "secret", "Status": "ignored", "Finding": {"RuleID": "r"}}]}]}"#;
        let scan = read(report).unwrap();
        assert_eq!(scan.said.made.map(|time| time.to_string()).as_deref(), Some("2026-11-20T08:00:00Z"));
        assert!(scan.examined);
        let found: Vec<_> = scan.vulnerabilities.iter().map(|v| (v.to_string(), v.severity)).collect();
        assert_eq!(found, [("CVE-1 in p".to_owned(), Severity::High)]);
    }

    #[test]
    fn a_scan_for_secrets_examined_no_packages() {
        let secrets = br#"{"SchemaVersion": 2, "Results": [{"Target": "a", "Class": "secret", "Secrets": []}]}"#;
        assert!(!read(secrets).unwrap().examined);
        assert!(!read(br#"{"SchemaVersion": 2}"#).unwrap().examined);
        for bad in [
            r#"{"SchemaVersion": 1}"#,
            r#"{}"#,
            r#"{"SchemaVersion": 2, "CreatedAt": "yesterday"}"#,
            r#"{"SchemaVersion": 2, "Results": [{"Vulnerabilities": [{"Severity": "LOW"}]}]}"#,
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
