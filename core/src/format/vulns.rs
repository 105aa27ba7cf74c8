//! Statements of vulnerability scans: in-toto `vulns` v0.1 and v0.2 (in-toto/attestation, `spec/predicates/vuln.md` and
//! `vulns_02.md`), and cosign's `vuln` v1 (sigstore/cosign, `specs/COSIGN_VULN_ATTESTATION_SPEC.md`).
//!
//! ```json
//! {"scanner": {"uri": "pkg:github/aquasecurity/trivy@0.66.0", "db": {"lastUpdate": "…"}, "result": […]}, "metadata": {"scanFinishedOn": "…"}}
//! ```
//!
//! In the wild the types carry each other's shapes. Read are, under each of them: one `scanner`, or a list `scanners`; a
//! result that is a list of `{id, severity}` (or, as the text of v0.1 has it, of `{vulnerability: {id, severity}}`), or a
//! whole report by Trivy or Grype; and such a report in place of the predicate. A result that is not there is an error, not
//! an empty one.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use crate::base::json;
use crate::format::said::Said;
use crate::format::vulnerability::{Package, Scan, Severity, Vulnerability, unversioned, when};
use crate::format::{grype, trivy};

const TYPES: [&str; 4] = [
    "https://in-toto.io/attestation/vulns/v0.1",
    "https://in-toto.io/attestation/vulns/v0.2",
    "https://cosign.sigstore.dev/attestation/vuln/v1",
    // As the specification's text has it.
    "cosign.sigstore.dev/attestation/vuln/v1",
];

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability scan", rename_all = "camelCase")]
struct Raw {
    scanner: Option<RawScanner>,
    scanners: Option<Vec<RawScanner>>,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
#[serde(expecting = "a scanner", rename_all = "camelCase")]
struct RawScanner {
    uri: Option<String>,
    db: Option<Database>,
    #[serde(default)]
    result: Value,
}

#[derive(Deserialize)]
#[serde(expecting = "a database", rename_all = "camelCase")]
struct Database {
    last_update: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "the scan's times", rename_all = "camelCase")]
struct Metadata {
    scan_started_on: Option<String>,
    scan_finished_on: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a finding")]
struct Item {
    id: Option<String>,
    #[serde(default)]
    severity: Value,
    vulnerability: Option<Inner>,
}

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability")]
struct Inner {
    id: String,
    #[serde(default)]
    severity: Value,
}

/// Whether `predicate_type` is one of those that are read here.
pub(in crate::format) fn knows(predicate_type: &str) -> bool {
    TYPES.contains(&predicate_type)
}

/// Reads a predicate: a scan for each scanner, at least one.
pub(in crate::format) fn read(predicate: Value) -> Result<Vec<Scan>, String> {
    let named = |why: String| format!("predicate.{why}");
    if let Some(scan) = report(&predicate) {
        return scan.map(|scan| vec![scan]).map_err(named);
    }
    let raw: Raw = json::typed(predicate).map_err(named)?;
    let Metadata { scan_started_on: started, scan_finished_on: finished } = raw.metadata.unwrap_or_default();
    let said = Said::of(finished.as_deref(), [started.as_deref()]);
    when(finished.as_deref()).map_err(named)?;
    let scanners: Vec<RawScanner> = raw.scanner.into_iter().chain(raw.scanners.into_iter().flatten()).collect();
    if scanners.is_empty() {
        return Err("predicate: neither `scanner` nor `scanners`".to_owned());
    }
    scanners.into_iter().map(|scanner| scanner.scan(said).map_err(named)).collect()
}

/// The report of a tool, where it is one.
fn report(value: &Value) -> Option<Result<Scan, String>> {
    if value.get("matches").is_some() {
        return Some(json::typed(value.clone()).and_then(grype::Report::scan));
    }
    value.get("SchemaVersion")?;
    Some(json::typed(value.clone()).and_then(trivy::Report::scan))
}

impl RawScanner {
    fn scan(self, said: Said) -> Result<Scan, String> {
        let database = self.db.and_then(|db| when(db.last_update.as_deref()).unwrap_or_default());
        let uri = self.uri.as_deref().map(unversioned).filter(|uri| !uri.is_empty());
        if let Some(scan) = report(&self.result) {
            let scan = scan.map_err(|why| format!("scanner.result: {why}"))?;
            // As old as it can be: the envelope's writer may have waited.
            let both = Said::all([said, scan.said].into_iter().filter(|each| each.made.is_some()));
            let said = Said { begun: said.begun, ..both };
            let scanner = uri.unwrap_or(scan.scanner);
            return Ok(Scan { scanner, database: database.or(scan.database), said, ..scan });
        }
        let scanner = uri.ok_or("scanner.uri: nobody says which tool it was")?;
        let Value::Array(items) = self.result else {
            return Err("scanner.result: neither a list of findings nor a report that is read here".to_owned());
        };
        let found = items.into_iter().map(finding).collect::<Result<_, String>>()?;
        let vulnerabilities = Rc::new(found);
        Ok(Scan { scanner, database, said, examined: true, sarif: None, vulnerabilities })
    }
}

fn finding(item: Value) -> Result<Vulnerability, String> {
    let item: Item = json::typed(item).map_err(|why| format!("scanner.result: {why}"))?;
    let (id, said) = match (item.id, item.vulnerability) {
        (Some(id), None) => (id, item.severity),
        (None, Some(inner)) => (inner.id, inner.severity),
        _ => return Err("scanner.result: a finding without an id, or with two".to_owned()),
    };
    if id.is_empty() {
        return Err("scanner.result: a finding without an id".to_owned());
    }
    let (severity, is_unclear) = severity(&said);
    let (aliases, related) = (Vec::new(), Vec::new());
    Ok(Vulnerability { id, aliases, related, package: Package::default(), severity, is_unclear })
}

/// The worst of what several methods say, and whether one says what is not read here, such as a CVSS vector. Scores of methods
/// that are not CVSS say nothing.
fn severity(said: &Value) -> (Severity, bool) {
    let all = match said {
        Value::Array(list) => list.iter().filter_map(scored).collect(),
        other => Vec::from_iter(scored(other)),
    };
    Severity::together(all)
}

fn scored(said: &Value) -> Option<Severity> {
    let (method, score) = match said {
        Value::Object(fields) => {
            (fields.get("method").and_then(Value::as_str).unwrap_or_default(), fields.get("score")?)
        }
        plain => ("", plain),
    };
    let text = match score {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Some(Severity::Unknown),
    };
    let is_number = text.trim().bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-' || b == b'.');
    let method = method.to_ascii_lowercase();
    match is_number {
        true if method.contains("cvss") || method == "nvd" => {
            Some(Severity::of_score(&text).unwrap_or(Severity::Unknown))
        }
        // Such as EPSS, whose numbers are probabilities.
        true => None,
        false => Some(Severity::of_word(&text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(result: Value) -> Result<Vec<(String, Severity)>, String> {
        let predicate = json!({
            "scanner": {"uri": "pkg:github/aquasecurity/trivy@0.19.2", "db": {"lastUpdate": "2026-11-19T00:00:00Z"}, "result": result},
            "metadata": {"scanStartedOn": "2026-11-20T08:00:00Z", "scanFinishedOn": "2026-11-20T08:05:00.52Z"},
        });
        let scans = read(predicate)?;
        assert_eq!((scans.len(), scans[0].scanner.as_str()), (1, "pkg:github/aquasecurity/trivy"));
        Ok(scans[0].vulnerabilities.iter().map(|v| (v.id.clone(), v.severity)).collect())
    }

    #[test]
    fn both_shapes_of_a_finding_are_read() {
        let severity = json!([{"method": "nvd", "score": "medium"}, {"method": "cvss_score", "score": "7.2"}]);
        let flat = json!([{"id": "CVE-1", "severity": severity, "annotations": [{"a": "b"}]}]);
        let nested = json!([{"vulnerability": {"id": "CVE-1", "severity": severity}}]);
        for result in [flat, nested] {
            assert_eq!(found(result), Ok(vec![("CVE-1".to_owned(), Severity::High)]));
        }
        assert_eq!(found(json!([])), Ok(Vec::new()));
    }

    #[test]
    fn a_severity_that_is_not_said_is_unknown() {
        for severity in [
            json!(null),
            json!([]),
            json!([{"method": "epss", "score": "0.1"}]),
            json!([{"method": "cvss", "score": "CVSS:3.1/AV:N"}]),
            json!([{"method": "cvss", "score": 99}]),
            json!([{"method": "cvss", "score": -1}]),
            json!([{"method": "cvss", "score": true}]),
        ] {
            assert_eq!(
                found(json!([{"id": "X", "severity": severity}])).unwrap()[0].1,
                Severity::Unknown,
                "{severity}"
            );
        }
        for (severity, expected) in [
            (json!("high"), Severity::High),
            (json!({"method": "cvss_v3", "score": 9.8}), Severity::Critical),
            (json!([{"method": "epss", "score": 0.9}, {"method": "nvd", "score": "LOW"}]), Severity::Low),
        ] {
            assert_eq!(found(json!([{"id": "X", "severity": severity}])).unwrap()[0].1, expected, "{severity}");
        }
        for (said, expected) in [
            (
                json!([{"method": "nvd", "score": "low"}, {"method": "vendor", "score": "terrible"}]),
                (Severity::Low, true),
            ),
            (
                json!([{"method": "nvd", "score": "low"}, {"method": "cvss", "score": "CVSS:3.1/AV:N"}]),
                (Severity::Low, true),
            ),
            (json!([{"method": "nvd", "score": "low"}, {"method": "epss", "score": "0.9"}]), (Severity::Low, false)),
        ] {
            assert_eq!(super::severity(&said), expected, "{said}");
        }
    }

    #[test]
    fn a_result_that_is_not_there_is_no_empty_one() {
        for result in [json!(null), json!({}), json!("none"), json!([{}]), json!([{"id": ""}]), json!([[]])] {
            assert!(found(result.clone()).is_err(), "{result}");
        }
        assert!(read(json!({})).is_err());
        assert!(read(json!({"scanners": []})).is_err());
        assert!(read(json!({"scanner": {"uri": "", "result": []}})).is_err());
    }

    #[test]
    fn a_tools_own_report_is_read_inside_and_in_place_of_the_predicate() {
        let trivy = json!({"SchemaVersion": 2, "CreatedAt": "2026-11-20T07:00:00Z", "Results": [{"Class": "os-pkgs",
            "Vulnerabilities": [{"VulnerabilityID": "CVE-2", "PkgName": "zlib", "Severity": "CRITICAL"}]}]});
        assert_eq!(found(trivy.clone()), Ok(vec![("CVE-2".to_owned(), Severity::Critical)]));
        let cosign = json!({"invocation": {}, "scanners": [{"uri": "", "result": trivy}], "metadata": {"scanFinishedOn": "2026-11-20T08:00:00Z"}});
        let scans = read(cosign).unwrap();
        assert_eq!(scans[0].scanner, "trivy");
        assert_eq!(scans[0].said.made.map(|time| time.to_string()).as_deref(), Some("2026-11-20T07:00:00Z"));
        let grype = json!({"matches": [], "descriptor": {"name": "grype", "timestamp": "2026-11-20T07:00:00Z"}});
        assert_eq!(read(grype).unwrap()[0].scanner, "grype");
    }
}
