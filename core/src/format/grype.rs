//! Grype's JSON report (anchore/grype, `grype/presenter/models/document.go`).
//!
//! Matches that Grype lists as ignored (`ignoredMatches`) are findings: who may ignore one is for the policy to say.

use std::rc::Rc;

use serde::Deserialize;

use crate::format::said::Said;
use crate::format::vulnerability::{Package, Scan, Severity, Vulnerability, when};

/// A report, of which only what is needed is read.
#[derive(Deserialize)]
#[serde(expecting = "a Grype report", rename_all = "camelCase")]
pub(in crate::format) struct Report {
    matches: Vec<Match>,
    #[serde(default)]
    ignored_matches: Option<Vec<Match>>,
    descriptor: Descriptor,
}

#[derive(Deserialize)]
#[serde(expecting = "a match", rename_all = "camelCase")]
struct Match {
    vulnerability: Found,
    related_vulnerabilities: Option<Vec<Found>>,
    // Grype spells it so; here it is spelt as everywhere else.
    #[serde(rename = "arti\u{66}act")]
    artefact: Artefact,
}

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability")]
struct Found {
    id: String,
    severity: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an artefact")]
struct Artefact {
    name: Option<String>,
    version: Option<String>,
    purl: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a descriptor")]
struct Descriptor {
    timestamp: Option<String>,
    db: Option<Database>,
}

#[derive(Deserialize)]
#[serde(expecting = "a database")]
struct Database {
    built: Option<String>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(expecting = "a database's status")]
struct Status {
    built: Option<String>,
}

/// Reads a report.
pub(in crate::format) fn read(document: &[u8]) -> Result<Scan, String> {
    let report: Report = serde_json::from_slice(document).map_err(|error| error.to_string())?;
    report.scan()
}

impl Report {
    /// What the report says.
    pub(in crate::format) fn scan(self) -> Result<Scan, String> {
        let Descriptor { timestamp, db } = self.descriptor;
        let built = db.and_then(|db| db.built.or(db.status.and_then(|status| status.built)));
        let all = self.matches.into_iter().chain(self.ignored_matches.into_iter().flatten());
        let vulnerabilities = all.map(Match::vulnerability).collect::<Result<Vec<_>, String>>()?;
        Ok(Scan {
            scanner: "grype".to_owned(),
            // Shown, and never judged.
            database: when(built.as_deref()).unwrap_or_default(),
            said: Said::at(when(timestamp.as_deref())?),
            examined: true,
            sarif: None,
            vulnerabilities: Rc::new(vulnerabilities),
        })
    }
}

impl Match {
    fn vulnerability(self) -> Result<Vulnerability, String> {
        let Found { id, severity } = self.vulnerability;
        if id.is_empty() {
            return Err("a match without an id".to_owned());
        }
        // An advisory of a vendor may be about several: none of them alone is it.
        let related = self.related_vulnerabilities.into_iter().flatten().map(|related| related.id);
        let related = related.filter(|other| *other != id).collect();
        let Artefact { name, version, purl } = self.artefact;
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        let package = Package { name: some(name), version: some(version), purl: some(purl) };
        let severity = severity.as_deref().map_or(Severity::Unknown, Severity::of_word);
        Ok(Vulnerability { id, aliases: Vec::new(), related, package, severity, is_unclear: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_matches_are_found() {
        let one = |id: &str| {
            format!(
                r#"{{"vulnerability": {{"id": "{id}", "severity": "Negligible"}}, "relatedVulnerabilities": [{{"id": "CVE-9"}}],
                "arti\u0066act": {{"name": "p", "version": "1", "purl": "pkg:deb/debian/p@1"}}, "matchDetails": []}}"#
            )
        };
        let report = format!(
            r#"{{"matches": [{}], "ignoredMatches": [{}], "source": {{}},
                "descriptor": {{"name": "grype", "version": "0.80.0", "timestamp": "2026-11-20T10:00:00.5Z", "db": {{"built": "2026-11-19T00:00:00Z"}}}}}}"#,
            one("GHSA-1"),
            one("CVE-9")
        );
        let scan = read(report.as_bytes()).unwrap();
        let found: Vec<_> = scan.vulnerabilities.iter().map(|v| (v.id.as_str(), v.related.len(), v.severity)).collect();
        assert_eq!(found, [("GHSA-1", 1, Severity::Negligible), ("CVE-9", 0, Severity::Negligible)]);
        assert!(scan.database.is_some());
        assert!(read(br#"{"descriptor": {}}"#).is_err());
        assert!(read(br#"{"matches": [{"arti\u0066act": {}}], "descriptor": {}}"#).is_err());
    }
}
