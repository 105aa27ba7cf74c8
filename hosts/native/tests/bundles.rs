//! Sigstore bundles on the command line: what is said before any bundle is verified, and by whose fault.

mod common;

use std::fs;

use common::{Place, allowed, verify};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const IDENTITY: &str = "--certificate-identity alice@acme.example --certificate-oidc-issuer https://accounts.example";

/// A folder with an artefact and a file that would be a bundle.
fn place() -> Place {
    let place = Place::new();
    place.write("app.tar.gz", "the artefact");
    place.write("bundle.json", "{}");
    place.write("key.pub", "-----BEGIN PUBLIC KEY-----\n");
    place
}

#[test]
fn the_signer_is_named_in_one_way() {
    let place = place();
    for signer in [
        "",
        "--certificate-identity alice@acme.example",
        "--certificate-oidc-issuer https://accounts.example",
        "--key key.pub --certificate-oidc-issuer https://accounts.example",
        &format!("--key key.pub {IDENTITY}"),
    ] {
        let ran = place.say(&format!("verify-bundle --bundle bundle.json {signer} app.tar.gz"), &[]).exits(2);
        assert!(ran.stderr.contains("--certificate-"), "`{signer}`: {}", ran.stderr);
    }
    for empty in ["--certificate-identity", "--certificate-oidc-issuer"] {
        let line = format!("verify-bundle --bundle bundle.json {IDENTITY} app.tar.gz");
        let words = line.split_whitespace().collect::<Vec<_>>();
        let at = words.iter().position(|word| *word == empty).unwrap() + 1;
        let words = words.iter().enumerate().map(|(index, word)| if index == at { "" } else { word });
        assert!(place.run(words).exits(2).stderr.contains(empty));
    }
    assert!(place.say(&format!("verify-bundle {IDENTITY} app.tar.gz"), &[]).exits(2).stderr.contains("--bundle"));
    assert!(
        place
            .say(&format!("verify-bundle --bundle bundle.json {IDENTITY}"), &[])
            .exits(2)
            .stderr
            .contains("FILE_OR_DIGEST")
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = place();
    fs::create_dir(place.path("folder")).unwrap();
    let huge = fs::File::create(place.path("huge.json")).unwrap();
    huge.set_len((16 << 20) + 1).unwrap();
    let line = format!("verify-bundle --bundle bundle.json --trusted-root bundle.json {IDENTITY} app.tar.gz");
    let keyed = "verify-bundle --bundle bundle.json --key key.pub app.tar.gz";
    for (line, what) in [
        (line.as_str(), "--bundle bundle.json"),
        (line.as_str(), "--trusted-root bundle.json"),
        (keyed, "--key key.pub"),
    ] {
        let flag = what.split(' ').next().unwrap();
        let with = |name: &str| place.say(&line.replace(what, &format!("{flag} {name}")), &[]).exits(2);
        with("missing").complains(&["`missing`", "no such file"]);
        with("folder").complains(&["`folder`", "it is a folder"]);
        with("huge.json").complains(&["`huge.json`", "larger than 16 MiB"]);
    }
    for (artefact, why) in
        [("missing", "no such file"), ("folder", "it is a folder"), ("/proc/self/mem", "cannot read")]
    {
        place.say(&line.replace("app.tar.gz", artefact), &[]).exits(2).complains(&[artefact, why]);
    }
}

/// As the conformance protocol has it: a digest has the length of one, and no file has its name.
#[test]
fn a_digest_is_a_digest_only_where_no_file_has_its_name() {
    let place = place();
    let line = |artefact: &str| format!("verify-bundle --bundle bundle.json {IDENTITY} {artefact}");
    for wrong in ["sha256:", "sha256:xyz", &format!("sha256:{}", "0".repeat(63)), &format!("sha256:{}", "g".repeat(64))]
    {
        place.say(&line(wrong), &[]).exits(2).complains(&[wrong, "neither a file nor a digest"]);
    }
    let other = format!("sha512:{}", "0".repeat(128));
    place.say(&line(&other), &[]).exits(2).complains(&["no such file"]);
    let digest = format!("sha256:{}", "0".repeat(64));
    fs::create_dir(place.path(&digest)).unwrap();
    place.say(&line(&digest), &[]).exits(2).complains(&[&digest, "it is a folder"]);
}

#[test]
fn times_are_whole_seconds_from_1970_to_9999() {
    let place = place();
    for now in ["", "yesterday", "1969-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "99999999999999999999"] {
        let line = format!("verify-bundle --bundle bundle.json {IDENTITY} app.tar.gz --now");
        assert!(place.say(&line, &[now]).exits(2).stderr.contains("--now"));
        assert!(place.say("inspect bundle.json --now", &[now]).exits(2).stderr.contains("--now"));
    }
}

#[test]
fn trusted_roots_are_read_before_anything_is_decided() {
    let place = allowed();
    fs::create_dir(place.path("folder")).unwrap();
    place.say(&verify("app.tar.gz"), &["--report", "decision.json"]).exits(0);
    for line in [
        verify("app.tar.gz"),
        verify("app.tar.gz").replace("verify", "explain"),
        "replay decision.json --inputs .".to_owned(),
        "inspect policy.yml".to_owned(),
    ] {
        place.say(&line, &["--trusted-root", "missing"]).exits(2).complains(&["`missing`", "no such file"]);
        place.say(&line, &["--trusted-root", "folder"]).exits(2).complains(&["`folder`", "it is a folder"]);
    }
}

#[test]
fn version_names_the_built_in_roots() {
    let place = Place::new();
    let json: Value = serde_json::from_str(&place.say("version --json", &[]).exits(0).stdout).unwrap();
    let roots = json["trustedRoots"].as_array().unwrap();
    let text = place.say("version", &[]).exits(0).stdout;
    for (root, name) in roots.iter().zip(["public-good", "github", "staging"]) {
        let file = format!("{}/roots/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let hex: String = Sha256::digest(fs::read(file).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        let (digest, date) = (format!("sha256:{hex}"), root["date"].as_str().unwrap());
        assert_eq!((root["name"].as_str(), root["sha256"].as_str()), (Some(name), Some(digest.as_str())));
        let line = text.lines().find(|line| line.contains(&digest)).expect("a line with the digest");
        assert!(line.contains(name) && line.ends_with(date), "{line}");
    }
    assert_eq!(roots.len(), 3);
}
